// tests/support/map_directory.h: whose places are whose and what packages hold, as two maps.
#pragma once

#include <map>
#include <string>

#include "ledger/books/fact.h"

namespace stocktrail::test {

struct MapDirectory final : books::Directory {
  std::optional<std::string> party_of(const std::string& site) const override {
    const auto found = party_of_site.find(site);
    return found == party_of_site.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<Level> level_of(const std::string& product) const override {
    const auto found = levels.find(product);
    return found == levels.end() ? std::nullopt : std::optional(found->second);
  }

  std::map<std::string, std::string> party_of_site;
  std::map<std::string, Level> levels;
};

}  // namespace stocktrail::test
