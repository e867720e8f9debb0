# JSON, statements and proof bundles.
stocktrail_test(NAME unit_crypto_json SOURCES unit/crypto_json_test.cc USES crypto)
