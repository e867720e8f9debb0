stocktrail_test(NAME unit_epcis_values SANITIZED SOURCES unit/epcis_values_test.cc USES epcis)
