# Books as a function of the set of events: worked cases, cases of our own, chains in all orders, simulated worlds.
stocktrail_test(NAME unit_books SANITIZED USES books SOURCES
  support/ended_cases.cc
  support/lot_cases.cc
  support/told.cc
  unit/books/retold_cases_test.cc
  unit/books/words_test.cc
  unit/books/worked_cases_test.cc
  unit/books/chains_test.cc
  unit/books/limits_test.cc unit/books/listed_things_test.cc
  unit/books/recall_cases_test.cc
  unit/books/rights_test.cc
  unit/books/place_cases_test.cc
  unit/books/box_chains_test.cc unit/books/box_lists_test.cc unit/books/box_status_test.cc
  unit/books/clocks_test.cc unit/books/closing_test.cc unit/books/count_cases_test.cc unit/books/kits_test.cc
  unit/books/others_test.cc unit/books/packing_cases_test.cc
  unit/books/lot_cases_test.cc
  unit/books/mixed_cases_test.cc
  unit/books/more_cases_test.cc
  unit/books/practice_cases_test.cc
  unit/books/presumed_test.cc)
stocktrail_test(NAME unit_owners SANITIZED USES books SOURCES support/told.cc unit/books/owner_cases_test.cc)
stocktrail_test(NAME conformance_books SANITIZED USES books SOURCES
  support/told.cc
  support/inventory_case.cc
  conformance/inventory_cases_test.cc)
stocktrail_test(NAME property_books SANITIZED USES books SOURCES
  support/told.cc
  support/truthful_practices.cc
  support/truthful_reports.cc support/truthful_rooms.cc
  support/truthful_world.cc
  property/books_random_test.cc
  property/books_resume_test.cc
  property/books_world_test.cc)
# Our own cases through the real server, and chains that one would keep books of by hand.
foreach(name cases chains)
  stocktrail_script_test(NAME system_inventory_${name} SCRIPT system/inventory_${name}_test.py)
endforeach()
