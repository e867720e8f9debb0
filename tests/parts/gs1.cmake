stocktrail_test(NAME unit_gs1 SANITIZED SOURCES unit/gs1_key_test.cc unit/gs1_printed_test.cc USES gs1)
stocktrail_test(NAME property_gs1 SANITIZED SOURCES property/gs1_key_test.cc USES gs1)
stocktrail_test(NAME conformance_gs1 SANITIZED SOURCES conformance/gs1_test.cc USES gs1)
stocktrail_fuzz(NAME gs1_key USES gs1)
