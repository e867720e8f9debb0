// ledger/books/owners.h: whose goods are, beside the amounts and never instead of them. Only what was told is
// kept, and only of others than the party of the place: goods of which nobody told an owner are of that
// party, as it is when somebody asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/decimal.h"

namespace stocktrail::books {

struct Owner {
  std::string party;  // Empty: nobody told.
  /// Whose place it was, if who told this might report there: then the owner may see what lies there of it.
  std::string by;
  bool is_told() const { return !party.empty(); }
  auto operator<=>(const Owner&) const = default;
};

/// Of an amount that whoever has this knows as well: it is given to each call, and is not kept twice. Where
/// all is one owner's, nothing changes when some of it leaves.
struct Owners {
  struct Share {
    Owner owner;
    Amount amount;  // Of the first, which has the rest, zero.
    auto operator<=>(const Share&) const = default;
  };
  /// What leaves: of whom it is told to be (who is none: of the party of the place; nullopt: nobody told),
  /// and whose place it leaves.
  struct Draw {
    std::optional<Owner> told = {};
    std::string place_of = {};
  };

  bool is_told() const { return !shares.empty(); }
  /// By owner, of so much: what nobody told included.
  std::vector<Share> split(Amount all) const;
  /// So much more, of these. `held`: what was here.
  void add(Amount held, Owners come, Amount amount);
  /// Of the owner that is told, then of the party of the place, then of others. Which of several it was is
  /// presumed. Gives whose it was.
  Owners take(Amount held, Amount amount, const Draw& draw);
  /// So much is of `to`, of what is of the party `from`, and of what nobody told.
  void change(Amount held, Amount amount, const Owner& to, const std::string& from);
  /// All of it, if it is of one; else of nobody who was told.
  Owners only() const;
  static Owners of(const Owner& owner);

  std::vector<Share> shares;  // Empty: nobody told anything. The first has the rest; the others are sorted.
  bool presumed = false;      // How much is whose.
  bool operator==(const Owners&) const = default;

 private:
  void set(std::vector<Share> parts);
};

}  // namespace stocktrail::books
