# JSON, statements and proof files.
stocktrail_test(NAME unit_crypto_json SOURCES unit/crypto_json_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_statement SOURCES unit/crypto_statement_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_bundle SOURCES unit/crypto_bundle_test.cc USES crypto)
