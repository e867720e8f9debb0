stocktrail_test(NAME unit_gs1 SOURCES unit/gs1_key_test.cc USES gs1)
