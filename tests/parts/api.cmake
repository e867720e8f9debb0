find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
stocktrail_test(NAME unit_api
                SOURCES unit/api_coding_test.cc unit/api_http_test.cc unit/api_negotiation_test.cc unit/api_tokens_test.cc
                unit/api_party_files_test.cc
                unit/api_visibility_test.cc
                unit/api_sender_test.cc unit/api_recall_reach_test.cc unit/api_blocked_goods_test.cc
                unit/api_blocked_file_test.cc
                USES api PRIVATE ZLIB::ZLIB)
stocktrail_test(NAME system_api_server SOURCES system/api_server_test.cc system/api_wire_test.cc system/api_tls_test.cc
                system/api_budgets_test.cc
                USES api PRIVATE OpenSSL::SSL)
stocktrail_test(NAME system_api SOURCES system/api_routes_test.cc system/api_refusals_test.cc system/api_access_test.cc
                system/api_roles_test.cc system/api_limits_test.cc system/api_pages_test.cc
                system/api_page_verdicts_test.cc system/api_privacy_test.cc system/api_public_test.cc
                system/api_recall_test.cc system/api_links_test.cc system/api_customers_test.cc
                system/api_page_codes_test.cc system/api_cuts_test.cc
                system/api_cursors_test.cc system/api_paging_test.cc system/api_kept_pages_test.cc
                system/api_load_test.cc
                system/api_forms_test.cc
                system/api_oracles_test.cc
                system/api_damage_test.cc system/api_operator_test.cc system/api_identity_test.cc system/api_movements_test.cc
                system/api_positions_test.cc system/api_contents_test.cc
                USES api PRIVATE ZLIB::ZLIB)
stocktrail_test(NAME system_api_sequence SANITIZED SOURCES system/api_sequence_test.cc support/random_history.cc support/random_claims.cc
                USES api TIMEOUT 1200)
stocktrail_test(NAME unit_journey SOURCES unit/journey_item_history_test.cc USES api)
stocktrail_test(NAME property_proof SOURCES property/proof_property_test.cc USES api PRIVATE rapidcheck TIMEOUT 600)
find_package(RocksDB REQUIRED)  # The fault tests stand between the store and its files.
stocktrail_test(NAME fault_api SOURCES fault/api_fault_test.cc support/faulty_files.cc
                USES api page PRIVATE RocksDB::rocksdb-shared)
stocktrail_test(NAME system_api_rebuild SOURCES system/api_rebuild_test.cc system/api_shares_test.cc USES api)
stocktrail_test(NAME system_api_promises SOURCES system/api_orders_test.cc system/api_promises_test.cc system/api_promises_races_test.cc
                system/api_promises_places_test.cc USES api TIMEOUT 600)
stocktrail_test(NAME system_api_recalls SOURCES system/api_recall_statements_test.cc system/api_recall_notices_test.cc
                system/api_recall_presumed_test.cc
                system/api_worklist_test.cc system/api_feed_test.cc USES api)
stocktrail_test(NAME system_api_echelon SOURCES system/api_echelon_test.cc USES api)
stocktrail_test(NAME system_api_owner SOURCES system/api_owner_test.cc USES api)
stocktrail_test(NAME system_api_kinds SOURCES system/api_kinds_test.cc system/api_admitted_test.cc USES api)
if(TARGET system_api_kinds)
  add_dependencies(system_api_kinds stocktrail)  # It runs it.
endif()
stocktrail_fuzz(NAME api_target USES api)
stocktrail_test(NAME conformance_epcis_cases
                SOURCES conformance/epcis_answers_test.cc conformance/epcis_cases_test.cc
                USES api TIMEOUT 600)
