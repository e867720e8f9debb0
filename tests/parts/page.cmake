stocktrail_test(NAME unit_page SOURCES unit/page_catalogue_test.cc unit/page_render_test.cc USES page)
