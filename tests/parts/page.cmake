stocktrail_test(NAME unit_page SOURCES unit/page_catalogue_test.cc unit/page_render_test.cc USES page)
stocktrail_test(NAME unit_api_conditions SOURCES unit/api_conditions_test.cc USES api)
