\set n random(1, :trace_samples)
WITH RECURSIVE walk(key, since, until) AS (
  SELECT code, '-infinity'::timestamptz, 'infinity'::timestamptz FROM trace_samples WHERE n = :n
  UNION
  SELECT next.key, next.since, next.until FROM walk w, LATERAL (
    SELECT c.parent AS key, greatest(c.since, w.since) AS since, least(c.until, w.until) AS until
      FROM containment c WHERE c.child = w.key AND c.since <= w.until AND c.until >= w.since
    UNION ALL
    SELECT i.key, '-infinity', o.at FROM outputs o JOIN inputs i ON i.event = o.event WHERE o.key = w.key
    UNION ALL
    SELECT t.lot, w.since, w.until FROM items t WHERE t.item = w.key
  ) next
)
SELECT e.id, e.issuer, e.at, e.told_at, e.type, e.step, e.disposition, e.read_point, e.location, e.body
  FROM (SELECT DISTINCT i.event FROM walk w JOIN event_items i ON i.key = w.key AND i.at BETWEEN w.since AND w.until) f
  JOIN events e ON e.id = f.event ORDER BY e.at, e.id;
