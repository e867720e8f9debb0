-- Chains as someone would keep them who knows PostgreSQL well: facts of an event beside its text, one row for each
-- thing that an event names, edges with the times of their ends, postings, and balances that are locked by row.
CREATE TABLE events (
  id bigint PRIMARY KEY,
  event_id text NOT NULL,
  issuer integer NOT NULL,
  at timestamptz NOT NULL,
  told_at timestamptz NOT NULL,
  type text NOT NULL,
  action text NOT NULL,
  step text NOT NULL,
  disposition text NOT NULL,
  read_point text,
  location text,
  body text NOT NULL
);
CREATE INDEX ON events (event_id);

-- The history of a thing is a range of one index.
CREATE TABLE event_items (key text NOT NULL, at timestamptz NOT NULL, event bigint NOT NULL);
CREATE INDEX ON event_items (key, at) INCLUDE (event);

-- The lot that an item is of.
CREATE TABLE items (item text NOT NULL, lot text NOT NULL);
CREATE INDEX ON items (item) INCLUDE (lot);

-- What a transformation used and made; found from either side.
CREATE TABLE inputs (key text NOT NULL, at timestamptz NOT NULL, event bigint NOT NULL);
CREATE INDEX ON inputs (key) INCLUDE (event, at);
CREATE INDEX ON inputs (event) INCLUDE (key);
CREATE TABLE outputs (key text NOT NULL, at timestamptz NOT NULL, event bigint NOT NULL);
CREATE INDEX ON outputs (key) INCLUDE (event, at);
CREATE INDEX ON outputs (event) INCLUDE (key);

CREATE TABLE containment (
  parent text NOT NULL,
  child text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL DEFAULT 'infinity',
  event bigint NOT NULL
) WITH (fillfactor = 80);  -- `until` is set in place.
CREATE INDEX ON containment (child);
CREATE INDEX ON containment (parent);
CREATE TABLE releases (parent text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX ON releases (parent) INCLUDE (at);

CREATE TABLE postings (
  event bigint NOT NULL,
  place text NOT NULL,
  product text NOT NULL,
  lot text NOT NULL,
  kind text NOT NULL,
  amount bigint NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX ON postings (place, product, at);
CREATE TABLE balances (
  place text NOT NULL,
  product text NOT NULL,
  lot text NOT NULL,
  kind text NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (place, product, lot, kind)
) WITH (fillfactor = 80);

-- What to ask for; numbered, so that pgbench can choose.
CREATE TABLE trace_samples (n integer PRIMARY KEY, code text NOT NULL, place text NOT NULL, product text NOT NULL);
CREATE TABLE closure_samples (n integer PRIMARY KEY, code text NOT NULL, keys bigint NOT NULL);
