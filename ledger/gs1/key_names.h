// ledger/gs1/key_names.h: what GS1 Digital Link 1.1 called application identifiers.
#pragma once

#include <optional>
#include <string_view>

namespace stocktrail::gs1 {

/// "01" for "gtin", "10" for "lot"; nullopt for any text that was no name of a key or of a part of one.
std::optional<std::string_view> code_of_name(std::string_view name);

}  // namespace stocktrail::gs1
