\set n random(1, :trace_samples)
SELECT b.lot, b.kind, b.amount FROM trace_samples s JOIN balances b ON b.place = s.place AND b.product = s.product
  WHERE s.n = :n AND b.amount <> 0;
