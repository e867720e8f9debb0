// tests/support/map_directory.h: whose places are whose and what packages hold, as two maps.
#pragma once

#include <map>
#include <set>
#include <string>

#include "ledger/books/fact.h"

namespace stocktrail::test {

struct MapDirectory final : books::Directory {
  std::optional<std::string> party_of(const std::string& site) const override {
    const auto found = party_of_site.find(site);
    return found == party_of_site.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::string> party_at(const std::string& end, std::uint64_t record) const override {
    for (const auto& [until, party] : party_until)
      if (until.first == end && record < until.second) return party;
    return parties.contains(end) ? std::optional(end) : party_of(end);
  }
  std::optional<Level> level_of(const std::string& product) const override {
    const auto found = levels.find(product);
    return found == levels.end() ? std::nullopt : std::optional(found->second);
  }

  std::map<std::string, std::string> party_of_site;
  /// Site and record: whose it was before that record; nullopt: unowned.
  std::map<std::pair<std::string, std::uint64_t>, std::optional<std::string>> party_until;
  std::set<std::string> parties;
  std::map<std::string, Level> levels;
};

}  // namespace stocktrail::test
