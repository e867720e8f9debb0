// ledger/books/evaluate.h: the books of a set of facts, by the plainest way: sort all rows, apply each once.
// It is the oracle: what any quicker evaluation must agree with.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "ledger/books/step.h"

namespace stocktrail::books {

/// One account of one lot, with what dates and recalls make of its status.
struct Position {
  Account account;
  Good good;
  std::string lot;
  bool presumed = false;  // The lot is partly what draws without a lot were set against.
  Amount amount;
  auto operator<=>(const Position&) const = default;
};

/// Whose the goods of one account and lot are, as anybody told; by status they are not told apart.
struct OwnedPosition {
  AccountKind kind{};
  std::string place, from;  // A site, or where goods are on their way to.
  Good good;
  std::string lot;
  Owner owner;
  bool presumed = false;
  Amount amount;
  auto operator<=>(const OwnedPosition&) const = default;
};

/// Identity (rule 2): each event once, without those that a declaration takes back; in the order of the
/// books. Of two contents under one identity, which admission refuses, the first by its hash counts.
std::vector<const Fact*> effective(std::span<const Fact> facts);

class Books {
 public:
  /// `until`: event time, inclusive: what takes effect later is left out. The facts must outlive it.
  Books(std::span<const Fact> facts, const Directory& directory, Micros until = Micros{INT64_MAX});
  Books(const Books&) = delete;
  Books& operator=(const Books&) = delete;
  ~Books();

  /// On hand and on the way; nothing that is zero. `as_of`: event time, inclusive. `on`: when dates are
  /// judged.
  std::vector<Position> positions(Micros as_of, Micros on) const;
  std::vector<Discrepancy> discrepancies(Micros on) const;
  const std::vector<Posting>& postings() const;
  /// At the end of all.
  std::vector<OwnedPosition> owned() const;
  /// Goods and lots whose postings do not sum to zero, or not to what the cells hold: none, ever.
  std::vector<std::pair<Good, std::string>> unbalanced() const;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace stocktrail::books
