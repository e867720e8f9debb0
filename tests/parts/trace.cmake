stocktrail_test(NAME unit_state SANITIZED SOURCES unit/state_changes_test.cc unit/state_codec_test.cc unit/state_words_test.cc
                USES inventory promises trace)
stocktrail_test(NAME unit_query SANITIZED SOURCES unit/query_facts_test.cc USES query)
# Provenance: what leads to what, and random histories against a naive walk.
stocktrail_test(NAME unit_trace USES inventory trace SOURCES unit/trace_walk_test.cc unit/trace_sets_test.cc unit/trace_event_index_test.cc
                unit/trace_recall_test.cc unit/trace_limits_test.cc)
find_package(rapidcheck REQUIRED)
stocktrail_test(NAME property_trace SANITIZED USES inventory trace PRIVATE rapidcheck SOURCES property/trace_property_test.cc
                property/trace_orders_test.cc)
