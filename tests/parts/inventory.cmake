# Positions: the table of business steps, containers, errors taken back, and random histories against a naive model.
stocktrail_test(NAME unit_inventory USES inventory trace SOURCES
  unit/inventory_steps_test.cc
  unit/inventory_things_test.cc
  unit/inventory_rights_test.cc
  unit/inventory_limits_test.cc
  unit/inventory_late_test.cc)
find_package(rapidcheck REQUIRED)
stocktrail_test(NAME property_inventory USES inventory trace PRIVATE rapidcheck SOURCES
  property/inventory_property_test.cc)
stocktrail_test(NAME conformance_inventory USES inventory trace SOURCES conformance/fold_capture_test.cc)
