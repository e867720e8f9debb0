# EPCIS events and documents.
stocktrail_test(NAME conformance_epcis USES epcis SOURCES
  conformance/epcis_capture_test.cc
  conformance/epcis_hash_test.cc)
