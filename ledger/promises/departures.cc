#include "ledger/promises/departures.h"

#include <algorithm>

#include "ledger/promises/detail/settle.h"

namespace stocktrail::promises {
namespace {

/// What one event told of one reservation: taken back with it.
struct Told {
  Packed<17> reservation{};
  Shelf shelf;
  std::string teller;
  Amount amount;
};
void members(auto& codec, Is<Told> auto& told) {
  codec.all(told.reservation, told.shelf, told.teller, told.amount);
}

std::string told_key(EventRef ref) {
  return std::string(1, 'V').append(packed_ref(ref));
}

Amount most(const std::map<std::string, Amount>& by_teller) {
  Amount greatest;
  for (const auto& [teller, amount] : by_teller) greatest = std::max(greatest, amount);
  return greatest;
}

/// Of the pieces of one shelf.
void each_piece(Reservation& reservation, const Shelf& shelf, const auto& visit) {
  for (HeldLine& line : reservation.lines)
    for (HeldPiece& held : line.pieces_held)
      if (line.good == shelf.good && held.piece.site == shelf.site) visit(held);
}

Amount held_of(Reservation& reservation, const Shelf& shelf) {
  Amount sum;
  each_piece(reservation, shelf, [&](const HeldPiece& held) { sum += held.pending + held.firm; });
  return sum;
}

/// What was firm has left first; of the lot that was told before others.
void leave(Reservation& reservation, const Shelf& shelf, const std::string& lot, Amount amount) {
  for (const bool is_lot : {true, false})
    for (Amount HeldPiece::* const from : {&HeldPiece::firm, &HeldPiece::pending})
      each_piece(reservation, shelf, [&](HeldPiece& held) {
        if (!is_lot || held.piece.lot == lot) move(held.*from, held.fulfilled, amount);
      });
}

class Leaving {
 public:
  Leaving(const Departure& departure, Micros at, TableWriter& tables)
      : departure_(departure), at_(at), tables_(tables) {}

  void run() {
    for (const books::Line& line : departure_.lines) {
      Amount open = *line.amount;
      for (const std::string& document : departure_.documents)
        for (const Packed<17>& key : read_awaiting(document, tables_)) open -= tell(key, line, open);
    }
    if (!told_.empty()) tables_.put(Table::promises, told_key(departure_.ref), encoded(told_));
  }

 private:
  /// What of it is told of this reservation.
  Amount tell(const Packed<17>& key, const books::Line& line, Amount open) {
    auto reservation = read_reservation(key, tables_);
    ST_CHECK(reservation);
    const Shelf shelf{departure_.site, line.good};
    lapse(*reservation, at_);
    std::map<std::string, Amount>& left = reservation->left[shelf];
    const Amount before = most(left);
    // What was released, has expired or was fulfilled by hand is not what leaves.
    const Amount told = std::min(open, before + held_of(*reservation, shelf) - left[departure_.teller]);
    if (told <= Amount()) return {};
    left[departure_.teller] += told;
    leave(*reservation, shelf, line.lot, most(left) - before);
    settle(*reservation, tables_);
    told_.push_back({key, shelf, departure_.teller, told});
    return told;
  }

  const Departure& departure_;
  Micros at_;
  TableWriter& tables_;
  std::vector<Told> told_;
};

}  // namespace

bool is_awaited(const std::vector<epcis::BizTransaction>& documents, const TableReader& tables) {
  return std::ranges::any_of(documents, [&](const epcis::BizTransaction& one) {
    return tables.get(Table::promises, awaiting_key(one.id)).has_value();
  });
}

std::optional<Departure> departure_of(const epcis::Event& event, const books::Fact& fact, EventRef ref) {
  const bool leaves = fact.deed == books::Deed::sell || fact.deed == books::Deed::depart;
  if (!leaves || fact.before.site.empty()) return std::nullopt;
  Departure departure{.ref = ref,
                      .teller = std::to_string(static_cast<unsigned>(fact.kind)) + ' ' + fact.issuer,
                      .documents = {},
                      .site = fact.before.site,
                      .lines = {}};
  for (const epcis::BizTransaction& one : event.biz_transactions) departure.documents.push_back(one.id);
  std::ranges::sort(departure.documents);
  const auto twice = std::ranges::unique(departure.documents);
  departure.documents.erase(twice.begin(), twice.end());
  for (const books::Line& line : fact.what.lines)
    if (line.amount && *line.amount > Amount()) departure.lines.push_back(line);
  for (const books::ItemName& item : fact.what.items)
    departure.lines.push_back({item.good, item.lot, Amount::pieces(1)});
  if (departure.lines.empty()) return std::nullopt;
  return departure;
}

void fold(const Departure& departure, Micros recorded_at, TableWriter& tables) {
  Leaving(departure, recorded_at, tables).run();
}

void take_back(EventRef ref, TableWriter& tables) {
  const auto bytes = tables.get(Table::promises, told_key(ref));
  if (!bytes) return;
  const auto all = decoded<std::vector<Told>>(*bytes);
  ST_CHECK(all.has_value());
  tables.erase(Table::promises, told_key(ref));
  for (const Told& told : *all) {
    auto reservation = read_reservation(told.reservation, tables);
    ST_CHECK(reservation);
    std::map<std::string, Amount>& left = reservation->left[told.shelf];
    const Amount before = most(left);
    left[told.teller] -= told.amount;
    Amount back = before - most(left);
    each_piece(*reservation, told.shelf, [&](HeldPiece& held) { move(held.fulfilled, held.firm, back); });
    settle(*reservation, tables);
  }
}

}  // namespace stocktrail::promises
