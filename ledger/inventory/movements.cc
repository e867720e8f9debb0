// Statements of account: the rows of one cell in the order in which they took effect, and of each the
// postings that are of the account.
#include "ledger/inventory/movements.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/row_walk.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {
namespace {

/// The bytes of row keys at one time begin with it.
std::string time_bytes(Micros at) {
  return std::string(packed_time(at));
}

/// Where lines take effect: those of a row at its time; but what a first count found was there from the first
/// draw on, before all rows of that time. Sorts so.
struct Turn {
  enum class Kind : char { opening = '0', row = '1', end = '2' } kind{};
  Micros at{};
  RowKey row{};

  std::string text() const { return time_bytes(at) + static_cast<char>(kind) + std::string(row); }
  /// Rows before this turn sort before this.
  std::string row_bound() const {
    switch (kind) {
      case Kind::opening:
        return time_bytes(at);
      case Kind::row:
        return std::string(row);
      case Kind::end:
        return std::string(end_of(at));
    }
    return {};
  }
  auto operator<=>(const Turn& other) const { return text() <=> other.text(); }
  bool operator==(const Turn&) const = default;
};

Turn turn_of(const RowKey& row) {
  return {Turn::Kind::row, row_of(row).at, row};
}

struct Cursor {
  Turn turn;
  std::size_t lines = 0;  // So many lines of the turn were on the pages before.
};
std::string pack(const Cursor& cursor) {
  std::string bytes = std::string(cursor.turn.row) + static_cast<char>(cursor.turn.kind);
  append_signed(bytes, to_i64(cursor.turn.at));
  append_varint(bytes, cursor.lines);
  return bytes;
}
std::optional<Cursor> parse_cursor(std::string_view bytes) {
  Unpacker in(bytes);
  Cursor cursor;
  const std::string_view row = in.take(cursor.turn.row.bytes.size());
  cursor.turn.kind = static_cast<Turn::Kind>(in.byte());
  cursor.turn.at = Micros{static_cast<std::int64_t>(unzigzag(in.varint()))};
  cursor.lines = static_cast<std::size_t>(in.varint());
  const bool is_turn = cursor.turn.kind == Turn::Kind::opening || cursor.turn.kind == Turn::Kind::row;
  if (!in.ok() || !in.done() || !is_turn) return std::nullopt;
  std::ranges::copy(row, cursor.turn.row.bytes.begin());
  return cursor;
}

/// What one account gave or got in a row, and the other account.
struct Pair {
  Account account;
  std::optional<Account> counter;
  Amount amount;
};

/// The postings of one good and lot, added up, as pairs of accounts.
std::vector<Pair> pairs_of(const std::map<Account, Amount>& sums) {
  std::vector<std::pair<Account, Amount>> came, went;
  Amount all;
  for (const auto& [account, sum] : sums) {
    all += sum;
    if (!sum.is_zero()) (sum.is_negative() ? went : came).emplace_back(account, sum);
  }
  std::vector<Pair> pairs;
  const auto add = [&](const auto& own, const auto& others) {
    for (const auto& [account, sum] : own) {
      if (own.size() == 1 && all.is_zero()) {
        for (const auto& [other, amount] : others) pairs.push_back({account, other, -amount});
      } else if (others.size() == 1) {
        pairs.push_back({account, others.front().first, sum});
      } else {
        pairs.push_back({account, std::nullopt, sum});
      }
    }
  };
  add(went, came);
  add(came, went);
  return pairs;
}

/// Postings side by side by which two accounts change one lot for another: the rules write them in this
/// order, first both of one account, or each beside the account that balances lots.
bool is_exchange(std::span<const books::Posting, 4> four) {
  const books::Posting &a = four[0], &b = four[1], &c = four[2], &d = four[3];
  const bool by_account = a.account == b.account && c.account == d.account && a.account != c.account;
  const bool by_lot =
      a.account == c.account && b.account == d.account && b.account.kind == AccountKind::relotted;
  const books::Posting& mate = by_account ? c : b;   // Of the first, in the other account.
  const books::Posting& other = by_account ? b : c;  // Of the first account, of the other lot.
  return (by_account || by_lot) && a.lot == mate.lot && other.lot == d.lot && a.lot != other.lot &&
         a.amount == -mate.amount && a.amount == -other.amount && a.amount == d.amount;
}

class Statement {
 public:
  Statement(const MovementQuery& query, const TableReader& tables)
      : query_(query),
        tables_(tables),
        place_(books::place_of(query.account.place)),
        id_(id_of(is_on_hand() ? book_name(place_.site, query.account.good)
                               : lane_name(query.account.good, query.account.place))) {
    if (is_on_hand()) find_openings();
  }

  MovementPage read(const std::optional<Cursor>& cursor) {
    const bool is_forward = query_.order == ListOrder::oldest_first;
    page_.last = query_.cursor;
    const Turn first{Turn::Kind::opening, query_.from.value_or(Micros{INT64_MIN}), {}};
    const Turn end{Turn::Kind::end, query_.to.value_or(Micros{INT64_MAX}), {}};
    Turn start = is_forward ? first : end;
    if (cursor) start = cursor->turn;
    balance_ = balance_before(start);
    if (cursor && !is_forward)
      for (const Movement& line : lines_of(start)) balance_ += line.amount;
    const Amount begin = skip(cursor);
    walk(is_forward ? start : first, is_forward ? end : start, cursor);
    page_.opening = is_forward ? begin : balance_;
    page_.closing = is_forward ? balance_ : begin;
    return std::move(page_);
  }

 private:
  bool is_on_hand() const { return query_.account.kind == AccountKind::on_hand; }

  /// What of the first turn was told takes part in no balance of this page.
  Amount skip(const std::optional<Cursor>& cursor) {
    if (!cursor) return balance_;
    std::vector<Movement> lines = lines_of(cursor->turn);
    if (query_.order == ListOrder::newest_first) std::ranges::reverse(lines);
    lines.resize(std::min(lines.size(), cursor->lines));
    for (const Movement& line : lines) move(line.amount);
    return balance_;
  }
  void move(Amount amount) { balance_ += query_.order == ListOrder::oldest_first ? amount : -amount; }

  bool is_of_account(const Account& account, const std::string& lot) const {
    const Movable& wanted = query_.account;
    if (account.kind != wanted.kind || (wanted.lot && lot != *wanted.lot)) return false;
    if (!wanted.statuses.empty() &&
        std::ranges::find(wanted.statuses, account.status) == wanted.statuses.end())
      return false;
    if (!is_on_hand()) return account.place == wanted.place && (!wanted.from || account.from == *wanted.from);
    if (!place_.part.empty()) return account.place == place_.part;
    return wanted.parts == Movable::Parts::untold ? account.place == place_.site
                                                  : books::place_of(account.place).site == place_.site;
  }

  /// The sum of the account in a cell.
  Amount balance_of(const Parts& parts) const {
    Amount sum;
    const auto add = [&](const Account& account, const std::string& lot, Amount amount) {
      if (is_of_account(account, lot)) sum += amount;
    };
    if (is_on_hand()) {
      books::Book book;
      ST_CHECK(inventory::read(parts, book));
      for (const auto& [slot, amount] : book.stock)
        add({AccountKind::on_hand, slot.part.empty() ? place_.site : slot.part, {}, slot.status}, slot.lot,
            amount);
      return sum;
    }
    books::Lane lane;
    ST_CHECK(inventory::read(parts, lane));
    for (const books::Delivery& one : lane.deliveries)
      for (const books::Load& load : one.load)
        add({AccountKind::in_transit, one.to, one.from, load.status}, load.lot, load.amount);
    for (const auto& [origin, amount] : lane.beyond)
      add({AccountKind::in_transit, query_.account.place, origin.first, origin.second.status},
          origin.second.lot, amount);
    return sum;
  }

  Amount balance_before(const Turn& turn) const {
    const std::string bound = turn.row_bound();
    Amount sum = balance_of(cell_before(id_, bound, query_.known, tables_));
    for (const Turn& opening : openings_)
      if (opening < turn && std::string_view(opening.row) >= bound)
        for (const Movement& line : lines_of(opening)) sum += line.amount;
    return sum;
  }

  /// The book tells when first counts were; their rows tell since when what they found was there.
  void find_openings() {
    books::Book book;
    ST_CHECK(inventory::read(cell_at(id_, {.as_of = {}, .known = query_.known}, tables_), book));
    std::set<Micros> counts;
    for (const books::Opening& one : book.openings) counts.insert(one.counted_at);
    for (const Micros at : counts) {
      RowWalk walk(id_, query_.known, ListOrder::oldest_first, time_bytes(at), tables_);
      for (auto row = walk.row(); row && row_of(*row).at == at; walk.next(), row = walk.row()) {
        std::set<Micros> since;
        for (const books::Posting& one : row_record(*row, query_.known, tables_).postings)
          if (one.good == query_.account.good && one.at != at &&
              books::place_of(one.account.place).site == place_.site)
            since.insert(one.at);
        for (const Micros from : since) openings_.push_back({Turn::Kind::opening, from, *row});
      }
    }
    std::ranges::sort(openings_);
  }

  std::vector<Movement> lines_of(const Turn& turn) const {
    const auto [turned, moved, counters] = sums_of(turn);
    const std::optional<EventRef> event = ref_of(event_of(turn.row), tables_);
    std::vector<Movement> lines;
    const auto add = [&](const std::string& lot, const Pair& pair) {
      if (!pair.amount.is_zero() && is_of_account(pair.account, lot))
        lines.push_back({turn.at, event, pair.account, lot, pair.counter, pair.amount, {}});
    };
    for (const auto& [lot, sums] : turned)  // Before they move as what they turned out to be.
      for (const auto& [account, sum] : sums)
        add(lot, {account, Account{AccountKind::relotted, account.place, {}, {}}, sum});
    for (const auto& [lot, sums] : moved)
      for (Pair& pair : pairs_of(sums)) {
        if (!pair.counter) pair.counter = counters.at(pair.account);  // Of another lot there.
        add(lot, pair);
      }
    return lines;
  }

  /// What the postings of a turn are, by lot: goods that turned out to be of another one, and what moved.
  struct Sums {
    std::map<std::string, std::map<Account, Amount>> turned, moved;
    std::map<Account, std::optional<Account>> counters;  // Of what moved, over its lots; none: several.
  };
  Sums sums_of(const Turn& turn) const {
    std::vector<books::Posting> postings = row_record(turn.row, query_.known, tables_).postings;
    std::erase_if(postings, [&](const books::Posting& one) {
      return one.good != query_.account.good || one.at != turn.at;
    });
    Sums sums;
    for (std::size_t i = 0; i < postings.size();) {
      const auto rest = std::span<const books::Posting>(postings).subspan(i);
      const bool turns = rest.size() >= 4 && is_exchange(rest.first<4>());
      for (const books::Posting& one : rest.first(turns ? 4 : 1))
        (turns ? sums.turned : sums.moved)[one.lot][one.account] += one.amount;
      i += turns ? 4 : 1;
    }
    // Of an account whose total stays while lots of it change, these were exchanged in steps.
    std::map<Account, Amount> totals;
    for (const auto& [lot, of_lot] : sums.moved)
      for (const auto& [account, sum] : of_lot) totals[account] += sum;
    for (auto& [lot, of_lot] : sums.moved)
      std::erase_if(of_lot, [&](const auto& one) {
        const bool stays = totals.at(one.first).is_zero();
        if (stays) sums.turned[lot][one.first] += one.second;
        return stays;
      });
    for (const Pair& pair : pairs_of(totals)) {
      const auto [known, is_new] = sums.counters.emplace(pair.account, pair.counter);
      if (!is_new) known->second.reset();
    }
    return sums;
  }

  /// Turns from `begin` on and before `end`, in the order that was asked for.
  void walk(const Turn& begin, const Turn& end, const std::optional<Cursor>& cursor) {
    const bool is_forward = query_.order == ListOrder::oldest_first;
    std::vector<Turn> openings;
    for (const Turn& one : openings_)
      if (!(one < begin) && (one < end || (cursor && one == end))) openings.push_back(one);
    if (!is_forward) std::ranges::reverse(openings);
    std::string bound = is_forward ? begin.row_bound() : end.row_bound();
    // Newest first, the turn of a cursor is the first one again, in whatever version of its row.
    if (!is_forward && end.kind == Turn::Kind::row) bound += '\xFF';
    RowWalk rows(id_, query_.known, query_.order, bound, tables_);
    auto opening = openings.begin();
    for (std::size_t looked_at = 0;; ++looked_at) {
      std::optional<Turn> turn;
      if (const auto row = rows.row()) turn = turn_of(*row);
      if (turn && (is_forward ? !(*turn < end) : *turn < begin)) turn.reset();
      const bool is_opening =
          opening != openings.end() && (!turn || (is_forward ? *opening < *turn : *turn < *opening));
      if (is_opening) turn = *opening;
      if (!turn) return;
      if (looked_at == query_.looks_at || !add(*turn, cursor)) {
        page_.has_more = true;
        return;
      }
      if (is_opening) {
        ++opening;
      } else {
        rows.next();
      }
    }
  }

  /// False where the page is full.
  bool add(const Turn& turn, const std::optional<Cursor>& cursor) {
    std::vector<Movement> lines = lines_of(turn);
    if (query_.order == ListOrder::newest_first) std::ranges::reverse(lines);
    std::size_t told = cursor && cursor->turn == turn ? std::min(cursor->lines, lines.size()) : 0;
    for (; told < lines.size(); ++told) {
      if (page_.lines.size() == query_.limit) return false;
      Movement& line = lines[told];
      line.balance = balance_;
      move(line.amount);
      if (query_.order == ListOrder::oldest_first) line.balance = balance_;
      page_.lines.push_back(std::move(line));
      page_.last = pack(Cursor{turn, told + 1});
    }
    page_.last = pack(Cursor{turn, told});
    return true;
  }

  const MovementQuery& query_;
  const TableReader& tables_;
  books::Place place_;
  CellId id_;
  std::vector<Turn> openings_;
  Amount balance_;
  MovementPage page_;
};

}  // namespace

Result<MovementPage> movements(const MovementQuery& query, const TableReader& tables) {
  if (is_outside(query.account.kind)) {
    return fail(ErrorCode::invalid_argument, "only stock on hand and on its way has a statement", "account");
  }
  std::optional<Cursor> cursor;
  if (!query.cursor.empty()) {
    cursor = parse_cursor(query.cursor);
    if (!cursor)
      return fail(ErrorCode::invalid_argument, "the cursor is not one that a page before this gave",
                  "cursor");
  }
  return Statement(query, tables).read(cursor);
}

std::vector<MovedGood> goods_moved(AccountKind kind, const std::string& place, const std::string& product,
                                   const TableReader& tables) {
  const std::string prefix = kind == AccountKind::on_hand
                                 ? directory_prefix('B', {books::place_of(place).site, product})
                                 : directory_prefix('L', {place, product});
  std::vector<MovedGood> goods;
  tables.scan(Table::directory, prefix, {}, [&](std::string_view key, std::string_view value) {
    goods.push_back({{product, CellName(key).key().back()}, stored_row<std::uint64_t>(value)});
    return true;
  });
  return goods;
}

}  // namespace stocktrail::inventory
