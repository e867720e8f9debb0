-- Reservations as someone would keep them who knows PostgreSQL well: a row for each lot on a shelf with what is on hand
-- and what is promised of it, locked in the order of its key; an order and its lines beside. All lines or none.
CREATE TABLE stock (
  place integer NOT NULL,
  product integer NOT NULL,
  expires date NOT NULL,
  lot text NOT NULL,
  on_hand bigint NOT NULL,
  promised bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (place, product, expires, lot),
  CHECK (promised <= on_hand)
) WITH (fillfactor = 50);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, party integer NOT NULL, expires_at timestamptz NOT NULL);
CREATE TABLE order_lines (
  order_id bigint NOT NULL, line integer NOT NULL, place integer NOT NULL, product integer NOT NULL, lot text NOT NULL,
  quantity bigint NOT NULL
);
CREATE INDEX ON order_lines (order_id);
CREATE INDEX ON order_lines (place, product);
CREATE INDEX ON orders (expires_at);

INSERT INTO stock (place, product, expires, lot, on_hand)
SELECT place, product, date '2027-01-01' + lot, chr(64 + lot) || place, 1000000
FROM generate_series(1, 8) AS place, generate_series(1, 250) AS product, generate_series(1, 2) AS lot;
ANALYZE stock;

-- Lots by expiry, each as far as it is promised to nobody.
CREATE FUNCTION reserve(at_place integer, products integer[], quantities bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
  asked record;
  found record;
  wanted bigint;
  part bigint;
BEGIN
  INSERT INTO orders (party, expires_at) VALUES (at_place, now() + interval '15 minutes') RETURNING id INTO made;
  -- In the order of the key, so that two orders never wait for each other.
  FOR asked IN SELECT p, q, n FROM unnest(products, quantities) WITH ORDINALITY AS t(p, q, n) ORDER BY p, n LOOP
    wanted := asked.q;
    FOR found IN SELECT * FROM stock WHERE place = at_place AND product = asked.p ORDER BY expires, lot FOR UPDATE LOOP
      EXIT WHEN wanted = 0;
      part := least(wanted, found.on_hand - found.promised);
      CONTINUE WHEN part = 0;
      UPDATE stock SET promised = promised + part
      WHERE place = at_place AND product = asked.p AND expires = found.expires AND lot = found.lot;
      INSERT INTO order_lines VALUES (made, asked.n, at_place, asked.p, found.lot, part);
      wanted := wanted - part;
    END LOOP;
    IF wanted > 0 THEN RAISE EXCEPTION 'not enough'; END IF;
  END LOOP;
  RETURN made;
END $$;
