// api/journey/detail/companies.h: which companies a public journey names (docs/threat-model.md, "Customers"):
// those that made the thing or what it was made of, carriers, and those whose word counts about everybody's
// goods. Who bought it is told only by the number, except on the own way of a single thing, as far as its
// places are public. Private to api/journey.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/query/event_facts.h"

namespace stocktrail::api {

class Companies {
 public:
  explicit Companies(const TableReader& tables) : tables_(tables) {}

  /// `party` made the thing, or something that it was made of.
  void add_maker(std::string_view party) { makers_.emplace(party); }

  /// Whose way an event tells: that of the code in hand alone, or one that others' goods took, too, and that
  /// leads to many customers, as the way of a lot does.
  enum class Way : unsigned char { own, shared };
  /// The company that `event` would give away; nullopt if it may be shown.
  std::optional<std::string> hidden_by(const query::EventFacts& event, Way way);
  /// True if journeys may name it, whatever it did.
  bool is_named(std::string_view party);

 private:
  struct Place {
    std::string owner;
    bool is_public = false;
  };
  bool has_open_role(std::string_view party);
  const Place& place_of(const std::string& place);

  const TableReader& tables_;
  std::set<std::string, std::less<>> makers_;
  std::map<std::string, bool, std::less<>> has_open_role_;  // By party, asked once each, as are places.
  std::map<std::string, Place> places_;
};

}  // namespace stocktrail::api
