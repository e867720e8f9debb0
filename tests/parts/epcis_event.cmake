# EPCIS events and documents.
stocktrail_test(NAME unit_epcis_event SANITIZED USES epcis SOURCES
  unit/epcis_context_test.cc
  unit/epcis_document_test.cc
  unit/epcis_event_test.cc
  unit/epcis_hash_value_test.cc
  unit/epcis_limits_test.cc
  unit/epcis_open_part_test.cc)
stocktrail_test(NAME conformance_epcis SANITIZED USES epcis SOURCES
  conformance/epcis_capture_test.cc
  conformance/epcis_hash_test.cc)
stocktrail_test(NAME property_epcis SANITIZED USES epcis SOURCES
  property/epcis_context_property_test.cc
  property/epcis_hash_property_test.cc)
stocktrail_test(NAME golden_epcis SANITIZED USES epcis SOURCES golden/epcis_messages_golden_test.cc)
stocktrail_fuzz(NAME capture_document USES epcis)
find_package(benchmark REQUIRED)
add_executable(bench_epcis EXCLUDE_FROM_ALL bench/epcis_bench.cc)
target_link_libraries(bench_epcis PRIVATE stocktrail_options stocktrail::epcis benchmark::benchmark)
