#include "ledger/promises/departures.h"

#include <algorithm>
#include <ranges>

#include "ledger/promises/detail/settle.h"

namespace stocktrail::promises {
namespace {

using Way = Departure::Way;

/// What one event told of one shelf under one document: taken back with it.
struct Told {
  Packed<17> document{};
  Shelf shelf;
  Way way{};
  std::string teller;
  Amount amount;
  std::vector<Packed<17>> items;  // Each one piece, however often it is told.
};
void members(auto& codec, Is<Told> auto& told) {
  codec.all(told.document, told.shelf, told.way, told.teller, told.amount, told.items);
}

std::string told_key(EventRef ref) {
  return std::string(1, 'V').append(packed_ref(ref));
}

std::map<std::string, Amount>& by_teller(Reports& reports, Way way) {
  return way == Way::sold ? reports.sold : way == Way::sent ? reports.sent : reports.voided;
}

/// What was firm has left first; of the lot that was told before others.
void leave(Reservation& reservation, const Shelf& shelf, const std::string& lot, Amount& amount) {
  for (const bool is_lot : {true, false}) {
    const auto each = [&](const auto& visit) {
      each_piece(reservation, shelf, [&](HeldPiece& held) {
        if (!is_lot || held.piece.lot == lot) visit(held);
      });
    };
    each([&](HeldPiece& held) { move(held.firm, held.left_firm, amount); });
    each([&](HeldPiece& held) { move(held.pending, held.left_pending, amount); });
  }
}

/// The other way round: what left last is there first.
void come_back(Reservation& reservation, const Shelf& shelf, Amount& amount) {
  each_piece(reservation, shelf, [&](HeldPiece& held) { move(held.left_pending, held.pending, amount); });
  each_piece(reservation, shelf, [&](HeldPiece& held) { move(held.left_firm, held.firm, amount); });
}

/// What is told of one document.
class Telling {
 public:
  Telling(const Packed<17>& document, Micros at, TableWriter& tables)
      : document_(document), at_(at), tables_(tables), row_(read_document(document, tables)) {}

  const DocumentRow& row() const { return row_; }

  /// How much more of it this teller's report can fulfil.
  Amount room(const Shelf& shelf, Way way, const std::string& teller) const {
    Amount held;
    for (const Packed<17>& key : row_.reservations) {
      Reservation one = must_read(key, tables_);
      each_piece(one, shelf, [&](const HeldPiece& piece) { held += one.pending(piece, at_) + piece.firm; });
    }
    const auto found = row_.reports.find(shelf);
    if (found == row_.reports.end()) return way == Way::voided ? Amount() : held;
    Reports reports = found->second;
    if (way == Way::voided) return std::max(Amount(), greatest(reports.sent) - reports.voided[teller]);
    auto& own = by_teller(reports, way);
    const Amount most = greatest(own);
    return std::max(Amount(), held + most - own[teller]);
  }

  /// Adds to what the teller told, or takes from it, and brings the reservations in step.
  void tell(const Shelf& shelf, Way way, const std::string& teller, Amount amount, const std::string& lot) {
    Reports& reports = row_.reports[shelf];
    const Amount before = reports.all();
    auto& own = by_teller(reports, way);
    if ((own[teller] += amount).is_zero()) own.erase(teller);
    // What had left before the oldest reservation that is open is the first to be taken back.
    reports.passed -= std::clamp(before - reports.all(), Amount(), reports.passed);
    Amount change = std::max(Amount(), reports.all() - reports.passed) - left_of(row_, shelf, tables_);
    if (reports == Reports{}) row_.reports.erase(shelf);
    write_document(document_, row_, tables_);
    if (change > Amount()) {
      for (const Packed<17>& key : row_.reservations)
        each(key, change, [&](Reservation& one) { leave(one, shelf, lot, change); });
    } else {
      change = -change;
      for (const Packed<17>& key : row_.reservations | std::views::reverse)
        each(key, change, [&](Reservation& one) { come_back(one, shelf, change); });
    }
  }

 private:
  void each(const Packed<17>& key, const Amount& change, const auto& act) {
    if (change <= Amount()) return;
    Reservation one = must_read(key, tables_);
    lapse(one, at_);
    const Amount before = change;
    act(one);
    if (change != before) settle(one, tables_);
  }

  const Packed<17> document_;
  const Micros at_;
  TableWriter& tables_;
  DocumentRow row_;
};

class Leaving {
 public:
  Leaving(const Departure& departure, Micros at, const MayReport& may_report, TableWriter& tables)
      : departure_(departure), at_(at), may_report_(may_report), tables_(tables) {
    for (const std::string& one : departure.documents)
      if (tables.get(Table::promises, document_key(one))) documents_.push_back(document_key(one));
  }

  void run() {
    for (const books::Line& line : departure_.lines) tell(line);
    for (const books::ItemName& item : departure_.items) tell(item);
    if (!told_.empty()) tables_.put(Table::promises, told_key(departure_.ref), encoded(told_));
  }

 private:
  /// Where it was told of, or where the document's goods left, as far as its issuer may report there.
  std::vector<Shelf> shelves(const books::Good& good) const {
    if (!departure_.site.empty()) return {{departure_.site, good}};
    std::vector<Shelf> found;
    for (const Packed<17>& document : documents_)
      for (const auto& [shelf, reports] : read_document(document, tables_).reports)
        if (shelf.good == good && may_report_(shelf.site) && std::ranges::find(found, shelf) == found.end())
          found.push_back(shelf);
    return found;
  }

  /// The documents of one event share what it tells, each as far as it has room; the rest is of the first.
  void tell(const books::Line& line) {
    std::optional<Amount> open = line.amount;
    const std::vector<Shelf> all = shelves(line.good);
    for (const Shelf& shelf : all)
      for (const Packed<17>& document : documents_) {
        const Amount room = Telling(document, at_, tables_).room(shelf, departure_.way, departure_.teller);
        const Amount some = open ? std::min(*open, room) : room;
        if (open) *open -= some;
        tell({document, shelf, departure_.way, departure_.teller, some, {}}, line.lot);
      }
    if (open && !all.empty())
      tell({documents_.front(), all.front(), departure_.way, departure_.teller, *open, {}}, line.lot);
  }

  void tell(const books::ItemName& item) {
    const std::vector<Shelf> all = shelves(item.good);
    if (all.empty()) return;
    const auto has_room = [&](const Packed<17>& document) {
      return !Telling(document, at_, tables_).room(all.front(), departure_.way, departure_.teller).is_zero();
    };
    const auto found = std::ranges::find_if(documents_, has_room);
    Told told{found == documents_.end() ? documents_.front() : *found,
              all.front(),
              departure_.way,
              departure_.teller,
              {},
              {}};
    const Packed<17> key = item_key(told, item.key);
    const std::uint64_t times = read_times(key, tables_);
    tables_.put(Table::promises, key, encoded(times + 1));
    told.items.push_back(key);
    if (times == 0)
      Telling(told.document, at_, tables_)
          .tell(told.shelf, told.way, told.teller, Amount::pieces(1), item.lot);
    told_.push_back(std::move(told));
  }

  void tell(const Told& told, const std::string& lot) {
    if (told.amount.is_zero()) return;
    Telling(told.document, at_, tables_).tell(told.shelf, told.way, told.teller, told.amount, lot);
    told_.push_back(told);
  }

  static Packed<17> item_key(const Told& told, const std::string& item) {
    return Packed<1>{{'I'}} + hashed_key(encoded(told.document, told.shelf, told.way, told.teller, item));
  }

  const Departure& departure_;
  Micros at_;
  const MayReport& may_report_;
  TableWriter& tables_;
  std::vector<Packed<17>> documents_;  // Of those that are awaited; one at least.
  std::vector<Told> told_;
};

}  // namespace

bool is_awaited(const std::vector<epcis::BizTransaction>& documents, const TableReader& tables) {
  return std::ranges::any_of(documents, [&](const epcis::BizTransaction& one) {
    return tables.get(Table::promises, document_key(one.id)).has_value();
  });
}

std::optional<Departure> departure_of(const epcis::Event& event, const books::Fact& fact, EventRef ref) {
  const bool is_void = fact.deed == books::Deed::come_home;
  const bool leaves = fact.deed == books::Deed::sell || fact.deed == books::Deed::depart;
  if (!is_void && (!leaves || fact.before.site.empty())) return std::nullopt;
  const bool is_sale = fact.deed == books::Deed::sell || fact.retail_sold;
  Departure departure{.ref = ref,
                      .way = is_void   ? Way::voided
                             : is_sale ? Way::sold
                                       : Way::sent,
                      .teller = std::to_string(static_cast<unsigned>(fact.kind)) + ' ' + fact.issuer,
                      .documents = {},
                      .site = fact.before.site,
                      .lines = {},
                      .items = fact.what.items};
  for (const epcis::BizTransaction& one : event.biz_transactions)
    departure.documents.push_back(gs1::document_name(one.id));
  std::ranges::sort(departure.documents);
  const auto twice = std::ranges::unique(departure.documents);
  departure.documents.erase(twice.begin(), twice.end());
  for (const books::Line& line : fact.what.lines)
    if (line.amount ? *line.amount > Amount() : is_void) departure.lines.push_back(line);
  if (departure.lines.empty() && departure.items.empty()) return std::nullopt;
  return departure;
}

void fold(const Departure& departure, Micros recorded_at, const MayReport& may_report, TableWriter& tables) {
  Leaving(departure, recorded_at, may_report, tables).run();
}

void take_back(EventRef ref, Micros recorded_at, TableWriter& tables) {
  const auto bytes = tables.get(Table::promises, told_key(ref));
  if (!bytes) return;
  const auto all = decoded<std::vector<Told>>(*bytes);
  ST_CHECK(all.has_value());
  tables.erase(Table::promises, told_key(ref));
  for (const Told& told : *all) {
    Amount amount = told.amount;
    for (const Packed<17>& item : told.items) {
      const std::uint64_t times = read_times(item, tables);
      ST_CHECK(times > 0);
      if (times > 1) {
        tables.put(Table::promises, item, encoded(times - 1));
        continue;
      }
      tables.erase(Table::promises, item);
      amount += Amount::pieces(1);
    }
    if (!amount.is_zero())
      Telling(told.document, recorded_at, tables).tell(told.shelf, told.way, told.teller, -amount, {});
  }
}

}  // namespace stocktrail::promises
