// stocktrail sheet: an empty sheet to fill in, or the mapping that reads it.
#include "tools/cli/sheets.h"

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>

#include "crypto/result.h"
#include "embedded/sheet_counts.h"
#include "embedded/sheet_counts_mapping.h"
#include "embedded/sheet_opening.h"
#include "embedded/sheet_opening_mapping.h"
#include "embedded/sheet_pallets.h"
#include "embedded/sheet_pallets_mapping.h"
#include "embedded/sheet_receipts.h"
#include "embedded/sheet_receipts_mapping.h"
#include "tools/cli/commands.h"

namespace stocktrail::cli {

std::span<const Sheet> sheets() {
  static constexpr std::array all{Sheet{"counts", sheet_counts_mapping, sheet_counts},
                                  Sheet{"opening", sheet_opening_mapping, sheet_opening},
                                  Sheet{"receipts", sheet_receipts_mapping, sheet_receipts},
                                  Sheet{"pallets", sheet_pallets_mapping, sheet_pallets}};
  return all;
}

std::vector<std::string> sheet_names() {
  std::vector<std::string> names;
  for (const Sheet& sheet : sheets()) names.emplace_back(sheet.name);
  return names;
}

const Sheet& sheet_of(std::string_view name) {
  const auto found = std::ranges::find(sheets(), name, &Sheet::name);
  ST_CHECK(found != sheets().end());
  return *found;
}

Command sheet_command(Session& session) {
  struct SheetOptions {
    std::string name;
    bool mapping = false;
  };
  const auto options = std::make_shared<SheetOptions>();
  return {.name = "sheet",
          .help = "Print a sheet to fill in for import --sheet: its columns, and rows as an example",
          .options = {{"name", &options->name, "Which sheet", Need::required, sheet_names()},
                      {"--mapping", &options->mapping,
                       "Print what reads it instead, to change for columns of your own"}},
          .run = [&session, options]() -> Result<Exit> {
            const Sheet& sheet = sheet_of(options->name);
            session.out << (options->mapping ? sheet.mapping : sheet.sample);
            return Exit::ok;
          }};
}

}  // namespace stocktrail::cli
