// Answers about positions: cell by cell from the directory, each as it is now or as it was.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/shares.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/lots.h"
#include "ledger/inventory/reach.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {
namespace {

constexpr char cursor_separator = '\x03';  // In no key: texts have no control characters.

template <typename Cell>
Cell cell_of(const CellName& name, const When& when, const TableReader& tables) {
  Cell cell;
  ST_CHECK(read(cell_at(id_of(name), when, tables), cell));
  return cell;
}

/// What a first count found was there before it.
void add_openings(books::Book& book, const CellName& name, const When& when, const TableReader& tables) {
  const When at_end{.as_of = {}, .known = when.known};
  for (const books::Opening& one : cell_of<books::Book>(name, at_end, tables).openings)
    if (one.from <= when.as_of && when.as_of < one.counted_at) book.stock[one.slot] += one.amount;
}

struct Line {
  Account account;
  Good good;
  std::string lot;
  std::string owner = {};  // Only if owners are asked for.
  bool owner_told = false;
  auto operator<=>(const Line&) const = default;
};
struct Sum {
  Amount amount;
  bool presumed = false;
  std::set<Status> told;
  std::optional<Micros> since;  // The earliest;
  bool is_dated = true;         // unless some of it has no date any more.
  bool owner_presumed = false, is_shared = false;
};
/// What is behind one line of a cell.
struct Part {
  Amount amount;
  bool presumed = false;
  std::optional<Micros> since;
  bool owner_presumed = false, is_shared = false;
};

/// Orders the positions of an entry of the directory, and says in a cursor where a page ended.
std::string text_of(const Line& line) {
  return CellName(CellKind::book,
                  {line.account.place, line.account.from, line.lot, name_of(line.account.kind),
                   name_of(line.account.status), line.owner, line.owner_told ? "told" : ""})
      .text;
}

Line line_of(const Position& one) {
  return {one.account, one.good, one.lot, one.owner, one.owner_told};
}

class Finder {
 public:
  Finder(const PositionQuery& query, const TableReader& tables)
      : query_(query), tables_(tables), lots_(query.when, query.on, tables) {
    const books::Place place = books::place_of(query.place);
    site_ = place.site;
    part_ = place.part;
  }

  /// What directory entries of the query begin with, in the order in which they are read.
  std::vector<std::string> prefixes() const {
    const std::string& product = query_.product;
    if (query_.owned) {
      std::string all = directory_prefix('Y', {query_.owner});
      if (!product.empty()) all += product + '\0';
      return {all};
    }
    if (query_.place.empty()) {
      std::vector<std::string> all{directory_prefix('b', {product}), directory_prefix('l', {product})};
      if (!query_.when.as_of && !query_.when.known) all.push_back(directory_prefix('O', {product}));
      return all;
    }
    std::vector<std::string> all{directory_prefix('B', {site_})};
    if (part_.empty()) all.push_back(directory_prefix('L', {site_}));
    if (!product.empty())
      for (std::string& prefix : all) prefix += product + '\0';
    return all;
  }

  /// The positions behind one entry, in order.
  std::vector<Position> read(std::string_view key, std::string_view value) {
    sums_.clear();
    const std::vector<std::string> parts = CellName(key).key();
    switch (key.front()) {
      case 'B':
        add_book(parts[0], {parts[1], parts[2]}, value);
        break;
      case 'b':
        add_book(parts[2], {parts[0], parts[1]}, value);
        break;
      case 'L':
        add_lane(parts[0], {parts[1], parts[2]}, {}, value);
        break;
      case 'l':
        add_lane(parts[2], {parts[0], parts[1]}, {}, value);
        break;
      case 'Y':
        add_owned({parts[1], parts[2]});
        break;
      default:
        add_outside(key, value);
    }
    recall_items();
    std::vector<Position> found;
    for (const auto& [line, sum] : sums_)
      if (!sum.amount.is_zero() && is_wanted(line))
        found.push_back(
            {line.account,
             line.good,
             line.lot,
             sum.presumed,
             sum.amount,
             {sum.told.begin(), sum.told.end()},
             sum.is_dated ? sum.since : std::nullopt,
             is_outside(line.account.kind) ? std::nullopt : lots_.expires_at(line.good.product, line.lot),
             line.owner,
             line.owner_told,
             sum.owner_presumed,
             sum.is_shared});
    std::ranges::sort(found, {}, [](const Position& one) { return text_of(line_of(one)); });
    return found;
  }

 private:
  bool is_wanted(const Line& line) const {
    if (query_.unit && line.good.unit != *query_.unit) return false;
    if (!query_.owner.empty() && line.owner != query_.owner) return false;
    if (query_.statuses.empty()) return true;
    return !is_outside(line.account.kind) &&
           std::ranges::find(query_.statuses, line.account.status) != query_.statuses.end();
  }

  /// Cells that were there before the reader may read there are passed over.
  bool is_hidden(const std::string& place, std::string_view first_record) const {
    if (!query_.begins_at) return false;
    const std::uint64_t first = stored_row<std::uint64_t>(first_record);
    return first < statement_of(query_.begins_at(place));
  }

  void add(const Account& account, const Good& good, const std::string& lot, const Part& part,
           const std::string& owner = {}, bool owner_told = false) {
    if (!query_.lot.empty() && lot != query_.lot) return;
    Account shown = account;
    if (!is_outside(account.kind)) shown.status = lots_.status(good.product, lot, account.status);
    if (query_.shows && !query_.shows(shown)) return;
    Sum& sum = sums_[{shown, good, lot, owner, owner_told}];
    sum.owner_presumed = sum.owner_presumed || part.owner_presumed;
    sum.is_shared = sum.is_shared || part.is_shared;
    sum.amount += part.amount;
    sum.presumed = sum.presumed || part.presumed;
    if (!is_outside(account.kind)) sum.told.insert(account.status);
    if (part.since) sum.since = std::min(*part.since, sum.since.value_or(*part.since));
    sum.is_dated = sum.is_dated && part.since;
  }

  void add_book(const std::string& site, const Good& good, std::string_view first_record) {
    if (is_hidden(site, first_record)) return;
    const books::Book book = book_of(site, good);
    add_stock(site, good, book);
    if (query_.place.empty() || !part_.empty()) return;
    for (const std::string& end : book.sent_to)  // To itself: told by that lane.
      if (end != site) add_lane(end, good, site, first_record);
  }

  books::Book book_of(const std::string& site, const Good& good) const {
    const CellName name = book_name(site, good);
    books::Book book = cell_of<books::Book>(name, query_.when, tables_);
    if (query_.when.as_of) add_openings(book, name, query_.when, tables_);
    return book;
  }

  void add_stock(const std::string& site, const Good& good, const books::Book& book) {
    for (const SharedSlot& one : shared_slots(book)) {
      const books::Slot& slot = one.slot;
      if (!part_.empty() && slot.part != part_) continue;
      Part part{one.amount, book.is_presumed(slot.lot), {}};
      part.owner_presumed = one.presumed;
      add_shares({AccountKind::on_hand, slot.part.empty() ? site : slot.part, {}, slot.status}, good,
                 slot.lot, part, one.shares);
    }
  }

  const std::string& party_of(const std::string& place) {
    const auto [known, is_new] = parties_.try_emplace(place);
    if (is_new && !place.empty()) known->second = query_.party_of(place);
    return known->second;
  }

  /// `shares`: whose, as far as anybody told; none: nobody did. Then it is of the party of the place where it
  /// is, or which it left.
  void add_shares(const Account& account, const Good& good, const std::string& lot, const Part& part,
                  const std::vector<books::Owners::Share>& shares) {
    if (!query_.party_of) return add(account, good, lot, part);
    const auto add_one = [&](const books::Owner& owner, Amount amount) {
      Part one = part;
      one.amount = amount;
      one.is_shared = shares.size() > 1;
      std::string party = owner.party;
      if (!owner.is_told())
        party = party_of(account.kind == AccountKind::in_transit ? account.from : account.place);
      Account shown = account;
      if (query_.owned) {
        const auto told = owner.party == query_.owner ? query_.owned(account, good, owner.by) : std::nullopt;
        if (!told) return;
        shown = *told;
      }
      add(shown, good, lot, one, party, owner.is_told());
    };
    if (shares.empty()) add_one({}, part.amount);
    for (const books::Owners::Share& share : shares) add_one(share.owner, share.amount);
  }

  /// All of one good that was told to be of the owner, wherever.
  void add_owned(const Good& good) {
    if (std::exchange(last_owned_, good) == good) return;  // All entries of it tell the same.
    const std::string prefix = directory_prefix('Y', {query_.owner, good.product, good.unit});
    tables_.scan(Table::directory, prefix, {}, [&](std::string_view key, std::string_view) {
      const std::vector<std::string> parts = CellName(key).key();
      if (parts[3] == std::to_string(static_cast<int>(AccountKind::on_hand))) {
        add_stock(parts[4], good, book_of(parts[4], good));
      } else {
        add_lane(parts[4], good, {}, {});
      }
      return true;
    });
  }

  /// What is on the way to one end; `from`: from there only.
  void add_lane(const std::string& to, const Good& good, const std::string& from,
                std::string_view first_record) {
    if (from.empty() && !query_.owned && is_hidden(to, first_record)) return;
    const auto lane = cell_of<books::Lane>(lane_name(good, to), query_.when, tables_);
    for (const books::Delivery& one : lane.deliveries)
      if (from.empty() || one.from == from)
        for (const books::Load& load : one.load) {
          Part part{load.amount, load.presumed, one.at};
          part.owner_presumed = load.owners.presumed || (load.presumed && load.owners.is_told());
          std::vector<books::Owners::Share> shares;
          if (load.owners.is_told()) shares = load.owners.split(load.amount);
          add_shares({AccountKind::in_transit, one.to, one.from, load.status}, good, load.lot, part, shares);
        }
    for (const auto& [origin, amount] : lane.beyond)
      if (from.empty() || origin.first == from)
        add_shares({AccountKind::in_transit, to, origin.first, origin.second.status}, good, origin.second.lot,
                   {amount, false, {}}, {});
  }

  /// A piece of a lot that is recalled alone.
  void recall_items() {
    if (!query_.recalled_items) return;
    std::set<Good> goods;
    for (const auto& [line, sum] : sums_) goods.insert(line.good);
    for (const Good& good : goods)
      for (const std::string& key : query_.recalled_items(good.product)) recall_item(key, good);
  }

  void recall_item(const std::string& key, const Good& good) {
    const ItemPlace at = place_of_item(key, query_.when, tables_);
    if (!at.recalled_by || at.good != good || is_outside(at.account.kind)) return;
    Line line{at.account, good, at.lot};
    line.account.status = lots_.status(good.product, at.lot, at.account.status);
    const Amount one = Amount::pieces(1);
    auto from = sums_.lower_bound(line);  // Of any owner.
    const auto is_of_it = [&] {
      return from != sums_.end() && std::tie(from->first.account, from->first.good, from->first.lot) ==
                                        std::tie(line.account, line.good, line.lot);
    };
    while (is_of_it() && from->second.amount < one) ++from;
    if (line.account.status == Status::recalled || !is_of_it()) return;
    from->second.amount -= one;
    line = from->first;
    line.account.status = Status::recalled;
    Sum& recalled = sums_[line];
    recalled.owner_presumed = from->second.owner_presumed || from->second.is_shared;
    recalled.is_shared = from->second.is_shared;
    recalled.amount += one;
    recalled.told.insert(at.account.status);
    const auto since = from->second.since;
    if (since) recalled.since = std::min(*since, recalled.since.value_or(*since));
    recalled.is_dated = recalled.is_dated && since;
  }

  void add_outside(std::string_view key, std::string_view value) {
    const OutsideAccount account = parse_outside(key);
    add({account.kind, account.site, {}, {}}, account.good, account.lot,
        {stored_row<Amount>(value), is_presumed(account), {}});
  }

  /// Of what went there some was drawn without a lot.
  bool is_presumed(const OutsideAccount& of) {
    if (of.lot.empty()) return false;
    const auto [known, is_new] = drawn_.try_emplace({of.site, of.good});
    if (is_new)
      for (const auto& [lot, here] : cell_of<books::Book>(book_name(of.site, of.good), {}, tables_).lots)
        for (const auto& [drawn, amount] : here.presumed) known->second.emplace(lot, drawn.to);
    return known->second.contains({of.lot, of.kind});
  }

  const PositionQuery& query_;
  const TableReader& tables_;
  Lots lots_;
  std::string site_, part_;
  std::map<Line, Sum> sums_;
  std::optional<Good> last_owned_;
  std::map<std::string, std::string> parties_;  // Of places.
  /// Of books: lots that draws without a lot were set against, and where these went.
  std::map<std::pair<std::string, Good>, std::set<std::pair<std::string, AccountKind>>> drawn_;
};

Error bad_cursor() {
  return {ErrorCode::invalid_argument, "the cursor is not one that a page before this gave", "cursor"};
}

}  // namespace

Result<PositionPage> positions(const PositionQuery& query, const TableReader& tables) {
  if (query.place.empty() && query.product.empty() && !query.owned) {
    return fail(ErrorCode::invalid_argument, "name a place or a product; the books as a whole are not listed",
                "place");
  }
  Finder finder(query, tables);
  const std::vector<std::string> prefixes = finder.prefixes();
  auto prefix = prefixes.begin();
  std::string start;
  std::string after;  // Positions of the first entry up to this one were on the page before.
  if (!query.cursor.empty()) {
    const std::size_t middle = query.cursor.find(cursor_separator);
    prefix = std::ranges::find_if(prefixes, [&](const auto& one) { return query.cursor.starts_with(one); });
    if (middle == std::string::npos || prefix == prefixes.end()) return std::unexpected(bad_cursor());
    start = query.cursor.substr(0, middle);
    after = query.cursor.substr(middle + 1);
  }
  PositionPage page;
  page.last = query.cursor;
  for (; prefix != prefixes.end() && !page.has_more; ++prefix) {
    tables.scan(Table::directory, *prefix, start, [&](std::string_view key, std::string_view value) {
      for (Position& position : finder.read(key, value)) {
        const std::string text = text_of(line_of(position));
        if (key == start && text <= after) continue;
        if (page.positions.size() == query.limit) {
          page.has_more = true;
          return false;
        }
        page.last = std::string(key) + cursor_separator + text;
        page.positions.push_back(std::move(position));
      }
      return true;
    });
    start.clear();
  }
  return page;
}

std::set<std::string> origins_of(const Good& good, const std::string& to, const TableReader& tables) {
  std::set<std::string> origins;
  for (const auto& [site, since] : cell_of<books::Lane>(lane_name(good, to), {}, tables).origins)
    origins.insert(site);
  return origins;
}

std::vector<books::Posting> postings(EventRef ref, const TableReader& tables) {
  std::vector<books::Posting> found;
  const std::optional<ToldEvent> told = find_told(ref, tables);
  if (!told) return found;
  for (const RowKey& row : told->rows)
    if (const auto bytes = tables.get(Table::rows, row))
      std::ranges::move(unpack_row(*bytes).postings, std::back_inserter(found));
  return found;
}

}  // namespace stocktrail::inventory
