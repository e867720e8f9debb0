# Positions: the table of business steps, containers, errors taken back, and random histories against a naive model.
stocktrail_test(NAME unit_inventory USES inventory trace SOURCES
  unit/inventory_steps_test.cc)
