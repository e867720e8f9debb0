// ledger/inventory/lots.h: what is true of a lot wherever it is: expired by its date, recalled with all that
// was made of it, held by its maker. Worked out when it is read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/books/things.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Whether the party told the making of this lot, or of an item of it, and its word counts (books::LotCard).
bool speaks_for(const std::string& party, const std::string& product, const std::string& lot,
                const TableReader& tables);
/// All of these parties.
std::vector<std::string> speakers(const std::string& product, const std::string& lot,
                                  const TableReader& tables);

/// Remembers what it has read: for one answer. Lots that go into many others are looked at once.
class Lots {
 public:
  /// `on`: when dates are judged.
  Lots(const When& when, Micros on, const TableReader& tables) : when_(when), on_(on), tables_(tables) {}

  /// What becomes of a status that was told.
  Status status(const std::string& product, const std::string& lot, Status told);
  /// The first expiration date that a making told.
  std::optional<Micros> expires_at(const std::string& product, const std::string& lot) {
    return known(product, lot).expires_at;
  }

 private:
  struct Known {
    std::optional<Micros> expires_at;
    bool expired = false, recalled = false, held = false;
  };
  using Name = books::LotName;

  const Known& known(const std::string& product, const std::string& lot);
  bool is_blocked(const Name& lot, const books::LotCard& card, Status status);

  When when_;
  Micros on_;
  const TableReader& tables_;
  std::map<Name, Known> known_;
  std::map<std::string, books::LotCard> of_products_;  // Without a lot.
};

}  // namespace stocktrail::inventory
