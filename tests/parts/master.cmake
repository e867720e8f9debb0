stocktrail_test(NAME unit_master SANITIZED SOURCES unit/master_change_test.cc unit/master_fold_test.cc unit/master_goods_test.cc
                unit/master_contact_test.cc unit/master_limits_test.cc unit/master_recall_test.cc unit/master_settlement_test.cc unit/master_lists_test.cc unit/master_names_test.cc unit/master_supply_test.cc USES master)
stocktrail_fuzz(NAME master_change USES master)
