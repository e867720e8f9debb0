# The sample chain: its data against the fold, and loaded through the real programs.
stocktrail_test(NAME unit_demo_chain SOURCES unit/demo_chain_test.cc USES cli)
stocktrail_script_test(NAME system_sample_chain SCRIPT system/sample_chain_test.py)
