// api/page/detail/countries.h: the names of all countries of ISO 3166-1, as people say them.
#pragma once

#include <span>
#include <string_view>

namespace stocktrail::api {

struct Country {
  std::string_view code, en, zh;  // code: alpha-2.
};

/// Sorted by code.
std::span<const Country> country_table();

}  // namespace stocktrail::api
