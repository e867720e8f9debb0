// tools/cli/sheets.h: tables of goods that need no mapping of one's own: their columns have names that
// `stocktrail import --sheet` knows (tools/import).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail::cli {

struct Sheet {
  std::string_view name;
  std::string_view mapping;  // TOML, as import_mapping.h reads it.
  std::string_view sample;   // A table with its header and some rows.
};

std::span<const Sheet> sheets();
/// For an option's words.
std::vector<std::string> sheet_names();
/// Must be one of the names.
const Sheet& sheet_of(std::string_view name);

}  // namespace stocktrail::cli
