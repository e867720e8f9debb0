# Bytes, hashes, keys, the Merkle tree and the formats of the public log.
stocktrail_test(NAME unit_crypto USES crypto SOURCES
  unit/crypto_bytes_test.cc
  unit/crypto_ed25519_test.cc
  unit/crypto_log_test.cc
  unit/crypto_merkle_test.cc)
stocktrail_test(NAME conformance_crypto USES crypto SOURCES conformance/crypto_conformance_test.cc)
find_package(rapidcheck REQUIRED)
stocktrail_test(NAME property_crypto USES crypto PRIVATE rapidcheck SOURCES property/crypto_property_test.cc)
stocktrail_test(NAME golden_crypto USES crypto SOURCES golden/crypto_log_golden_test.cc)
foreach(target note checkpoint tlog_proof tile)
  stocktrail_fuzz(NAME ${target} USES crypto)
endforeach()
