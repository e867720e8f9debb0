\set n random(1, :closure_samples)
WITH RECURSIVE walk(key, since, until) AS (
  SELECT code, '-infinity'::timestamptz, 'infinity'::timestamptz FROM closure_samples WHERE n = :n
  UNION
  SELECT next.key, next.since, next.until FROM walk w, LATERAL (
    SELECT c.parent AS key, greatest(c.since, w.since) AS since, least(c.until, w.until) AS until
      FROM containment c WHERE c.child = w.key AND c.since <= w.until AND c.until >= w.since
    UNION ALL
    SELECT o.key, i.at, 'infinity' FROM inputs i JOIN outputs o ON o.event = i.event WHERE i.key = w.key
  ) next
)
SELECT DISTINCT key FROM walk;
