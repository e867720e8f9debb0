// ledger/inventory/movements.h: the statement of an account: what came and went, line by line in the order in
// which it took effect, with what was there after each line. It is made of the rows that the books keep, so
// it is what they say now (or, with `known`, said then): late facts are in it, each at its own time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// A page looks at so many rows of the books at most; it may then have fewer lines than asked for, or none,
/// and still be followed by another.
inline constexpr std::size_t movement_rows_max = 10'000;

/// Which account. Lots and statuses are as they were told: what dates and recalls make of a status is worked
/// out when positions are read, and moves nothing.
struct Movable {
  AccountKind kind = AccountKind::on_hand;  // Or in_transit; the others have no statement.
  std::string
      place;  // On hand: a site with all its parts, or one part. On the way: its end; empty: not told.
  enum class Parts : std::uint8_t {
    all,
    untold
  } parts = Parts::all;                  // Untold: no part of the site is known.
  std::optional<std::string> from = {};  // On the way: the site that it left.
  Good good = {};
  std::optional<std::string> lot = {};  // Empty: goods of which no lot is told.
  std::vector<Status> statuses = {};    // Empty: all.
};

struct MovementQuery {
  Movable account = {};
  std::optional<Micros> from = {}, to = {};  // Event time, both inclusive.
  std::optional<std::uint64_t> known = {};   // When the log had so many entries; nullopt: now.
  ListOrder order = ListOrder::oldest_first;
  std::size_t limit = 1'000;
  std::string cursor = {};  // `last` of the page before.
  std::size_t looks_at = movement_rows_max;
};

/// What one event did to one account and lot: its postings there, added up.
struct Movement {
  Micros at{};                    // When it holds from: of the event, but for opening stock.
  std::optional<EventRef> event;  // None: it was taken back since `known`.
  Account account;
  std::string lot;
  /// Where it came from, or went to. None where goods came from several accounts and went to several.
  std::optional<Account> counter;
  Amount amount;   // What came is positive.
  Amount balance;  // Of the account that was asked for, after this line.
};

/// By which rule of docs/inventory.md ("Why a line is there") a line moves goods: that follows from its two
/// accounts and its direction.
enum class MoveRule : std::uint8_t {
  made,
  transformed,  // What a transformation used, or what came back where it was taken apart.
  sent,
  received,
  called_home,   // Back where it left, by whichever report.
  passed_on,     // On its way, to another end, or seen there in another status.
  moved_inside,  // Between the parts of one site.
  restated,      // To another status.
  sold,
  brought_back,
  destroyed,
  lost,
  found,         // What was lost is there after all.
  not_reported,  // No report had sent what came, or had brought what went.
  counted,
  opening,
  other_lot,  // Goods that turned out to be of another lot.
  several     // From several accounts to several.
};
constexpr MoveRule last_of(MoveRule) {
  return MoveRule::several;
}
std::string_view name_of(MoveRule rule);
MoveRule rule_of(const Movement& line);

/// In either order, opening + the amounts of the lines = closing; the closing balance of a page is the
/// opening one of its neighbour, as long as nothing is recorded in between.
struct MovementPage {
  std::vector<Movement> lines;
  Amount opening;    // Before the earliest of the lines.
  Amount closing;    // After the latest.
  std::string last;  // Cursor of the last line.
  bool has_more = false;
};
Result<MovementPage> movements(const MovementQuery& query, const TableReader& tables);

/// The goods (one for each unit of measure) of a product that were ever on such an account, each with the
/// record that told of it first.
struct MovedGood {
  Good good;
  std::uint64_t first_record = 0;
};
std::vector<MovedGood> goods_moved(AccountKind kind, const std::string& place, const std::string& product,
                                   const TableReader& tables);

}  // namespace stocktrail::inventory
