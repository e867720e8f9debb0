#include "ledger/promises/outlook.h"

#include <set>

#include "ledger/promises/detail/supply.h"
#include "ledger/promises/due.h"

namespace stocktrail::promises {
namespace {

constexpr std::size_t record_bytes = 8;

/// What changes a shelf when nothing more is told.
class Outlook {
 public:
  Outlook(const Shelf& shelf, Micros now, Micros until, const TableReader& tables)
      : shelf_(shelf), now_(now), until_(until), tables_(tables), arriving_(arriving(shelf, now, tables)) {}

  /// When lots expire, reservations lapse, and goods arrive.
  std::set<Micros> moments() {
    for (const StockedLot& lot : stock_of(shelf_, now_, tables_).lots)
      if (lot.expires_at) add(*lot.expires_at);
    for (const Arriving& one : arriving_) {
      if (one.due) add(*one.due);
      for (const StockedLot& lot : one.lots)
        if (one.due && lot.expires_at) add(*lot.expires_at);
    }
    const std::string prefix = shelf_key('X', shelf_);
    tables_.scan(Table::promises, prefix, {}, [&](std::string_view key, std::string_view) {
      // The time stands before the record.
      const auto at = Micros{static_cast<std::int64_t>(record_of(key.substr(0, key.size() - record_bytes)))};
      add(at);
      return at <= until_ && (found_.size() < outlook_moments_max || at <= *found_.rbegin());
    });
    return std::move(found_);
  }

  /// What is due by then, and may be sold. What is late is not counted on.
  std::vector<StockedLot> arrived(Micros at) const {
    std::vector<StockedLot> lots;
    for (const Arriving& one : arriving_) {
      if (!one.due || *one.due <= now_ || *one.due > at) continue;
      for (const StockedLot& lot : one.lots)
        if (!lot.expires_at || *lot.expires_at > at) lots.push_back(lot);
    }
    return lots;
  }

 private:
  void add(Micros at) {
    if (at > now_ && at <= until_) found_.insert(at);
    if (found_.size() > outlook_moments_max) found_.erase(std::prev(found_.end()));
  }

  const Shelf& shelf_;
  Micros now_, until_;
  const TableReader& tables_;
  std::vector<Arriving> arriving_;
  std::set<Micros> found_;
};

}  // namespace

std::vector<Prospect> outlook(const Shelf& shelf, const Condition& condition, const std::string& channel,
                              Micros now, Micros until, const TableReader& tables) {
  Outlook to_come(shelf, now, until, tables);
  std::vector<Prospect> prospects;
  const auto add = [&](Micros at) {
    const ShelfState state = shelf_state(shelf, condition, channel, at, tables, to_come.arrived(at));
    prospects.push_back({at, state.sellable, state.promised, state.promisable});
  };
  add(now);
  for (const Micros at : to_come.moments())
    if (prospects.size() < outlook_moments_max) add(at);
  return prospects;
}

}  // namespace stocktrail::promises
