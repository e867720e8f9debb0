// ledger/books/step.h: the rules, as one function of a row and the cells that it touches. The naive
// evaluation (evaluate.h) and the incremental one apply the same function to the same rows in the same order.
#pragma once

#include "ledger/books/cells.h"
#include "ledger/books/limits.h"

namespace stocktrail::books {

/// When one fact has its turns. Departures are announced before they happen, so that an arrival by a clock
/// that is slow, or with a date only, finds them; where only dates are told, sending and arriving take turns
/// until each has found its goods.
struct Row {
  enum class Phase : std::uint8_t { announce, act };
  Micros at{};
  std::uint16_t rank = 0;  // At one instant: natural order of the steps.
  std::uint8_t round = 0;
  Phase phase = Phase::act;
  const Fact* fact = nullptr;
};
bool before(const Row& a, const Row& b);
std::vector<Row> rows_of(const Fact& fact);

/// Goods that a row used up. `is_presumed`: out of the book of the site, without a lot.
struct Used {
  std::string site;
  Good good;
  std::string lot;
  bool is_presumed = false;
};

/// Goods were drawn without a lot, and went on. They were presumed to be of one lot, and are of another.
struct Redrawn {
  std::string site;
  Good good;
  std::string was, is;
  AccountKind to{};
  Amount amount;
};

/// What a row works with.
struct World {
  Cells& cells;
  Journal& journal;
  const Directory& directory;
  const Fact* fact = nullptr;  // Of the row.
  Micros now{};                // Its time,
  std::uint8_t round = 0;      // and round.
  /// That it left on what was made of recalled lots, by who told that.
  std::map<std::string, std::size_t> recall_marks = {};
  std::vector<Used> used = {};
  std::vector<Redrawn> redrawn = {};  // Followed at its end. And what was found to have come
  std::vector<Redrawn> came = {};     // under another lot than the sender's draw presumed.
  /// Lanes where it may have ended a doubt about lots; true: something ended on its way.
  std::map<std::pair<Good, std::string>, bool> doubted = {};
  std::size_t ends_looked_at = 0;   // For what came under another lot of its lorry.
  const Fact* departure = nullptr;  // That the arrival of the row takes along before its time.
};

void apply(const Row& row, World& world);

/// What does not fit in a delivery as it stands. Of one that leaves its lane they are noted.
std::vector<Discrepancy> conclusions(const Good& good, const Delivery& delivery);
/// The same content under two identities of one issuer.
Discrepancy told_twice(const EventKey& event, const EventKey& first, Micros at, const std::string& place);
/// Lots that left a site and were never there.
std::vector<Discrepancy> conclusions(const std::string& site, const Good& good, const Book& book);

}  // namespace stocktrail::books
