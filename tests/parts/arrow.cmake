stocktrail_test(NAME unit_arrow SOURCES unit/arrow_stream_test.cc USES arrow PRIVATE stocktrail_arrow_wire)
