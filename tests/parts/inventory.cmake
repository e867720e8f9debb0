# The books in tables: random orders against the naive evaluation, and documents of others.
stocktrail_test(NAME unit_inventory USES inventory SOURCES unit/inventory_lots_test.cc)
stocktrail_test(NAME property_inventory USES inventory SOURCES
  support/told.cc
  support/truthful_world.cc
  property/inventory_movements_test.cc
  property/inventory_replay_test.cc)
stocktrail_test(NAME conformance_inventory USES inventory trace SOURCES conformance/fold_capture_test.cc)
