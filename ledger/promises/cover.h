// ledger/promises/cover.h: how much more may be promised from one shelf, which is one good at one site: a
// pure function of the stock that may be sold and of what was promised of it.
//
// A claim says which lots would do: one lot, those that last until a day, or any. Those that last longer
// would do for all claims of a shorter life, so the conditions are a chain of sets, and single lots. Promises
// can be kept together exactly if, from every such set, no more is claimed than is in it (Hall's condition);
// a claim on a single lot is served first, since no other would do.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"

namespace stocktrail::promises {

/// Which lots would do.
struct Condition {
  std::string lot;                    // This one; empty: any.
  std::optional<Micros> lasts_until;  // Those that are known to expire later. Not with a lot.
  auto operator<=>(const Condition&) const = default;
};

/// What is promised alike.
struct Claim {
  Condition condition;
  std::string lot;  // Where the goods were when they were promised; empty: of no told lot.
  std::string channel;
  auto operator<=>(const Claim&) const = default;
};
using Claims = std::map<Claim, Amount>;

struct StockedLot {
  std::string lot;  // Empty: not told.
  Amount amount;    // More than zero.
  std::optional<Micros> expires_at;
};

/// What may be sold of a shelf.
struct Stock {
  std::vector<StockedLot> lots;  // In the order in which they are to go: sort_by_expiry().
  Amount missing;                // Left and was never there, as far as the books know: nothing stands for it.
};
/// Earliest expiry first (FEFO), then lots without a date, then goods without a lot.
void sort_by_expiry(Stock& stock);

bool would_do(const StockedLot& lot, const Condition& condition);

/// How much of a claim under this condition can be kept beside `claims`, by whichever lots.
Amount room(const Stock& stock, const Claims& claims, const Condition& condition);

/// How much of all claims can be kept together.
Amount kept(const Stock& stock, const Claims& claims);

/// Claims that are kept one after another, each by as much as room() beside those before it. A claim costs no
/// more than a walk over the days on which lots expire.
class Keeping {
 public:
  explicit Keeping(const Stock& stock);
  /// How much of it is kept, and counts from now on.
  Amount keep(const Condition& condition, Amount wanted);

 private:
  std::map<std::string, StockedLot> rest_;  // Of each lot, what no claim on it alone was given.
  std::vector<Micros> days_;                // On which lots expire, in order; before them no date, and any.
  std::vector<Amount> room_;                // Of the lots that expire later than each of them.
};

/// How much may be promised: as room(), and of lots of which so much is promised to nobody.
struct Pick {
  std::string lot;
  Amount amount;
};
std::vector<Pick> pick(const Stock& stock, const Claims& claims, const Condition& condition, Amount wanted);

}  // namespace stocktrail::promises
