#include "ledger/books/evaluate.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "ledger/books/map_cells.h"

namespace stocktrail::books {
namespace {

class List : public Journal {
 public:
  void post(Posting posting) override { postings.push_back(std::move(posting)); }
  void note(Discrepancy discrepancy) override { notes.push_back(std::move(discrepancy)); }
  std::vector<Posting> postings;
  std::vector<Discrepancy> notes;
};

bool holds_stock(const Account& account) {
  return account.kind == AccountKind::on_hand || account.kind == AccountKind::in_transit;
}

/// Nobody owns less than nothing, or has a part beside one that has none.
bool fits(const Owners& owners, Amount all) {
  const auto parts = owners.split(std::max(Amount(), all));
  return std::ranges::all_of(parts, [&](const Owners::Share& part) {
    return part.amount > Amount() || (part.amount.is_zero() && parts.size() == 1);
  });
}

Amount lot_of(const Book& book, const std::string& lot) {
  Amount sum;
  for (const auto& [slot, amount] : book.stock)
    if (slot.lot == lot) sum += amount;
  return sum;
}

}  // namespace

struct Books::Kept {
  MapCells cells;
  List journal;
  std::vector<Discrepancy> told_twice;

  bool is_blocked(const std::string& product, const std::string& lot, Status status, Micros as_of) const {
    const auto card = cells.lots.find({product, lot});
    const auto whole = cells.lots.find({product, {}});
    return blocked(card == cells.lots.end() ? LotCard() : card->second,
                   whole == cells.lots.end() ? LotCard() : whole->second, status, as_of) != nullptr;
  }
  /// The recalled lots and all that was made of them.
  std::set<std::pair<std::string, std::string>> recalled_lots(Micros as_of) const;
  bool is_presumed(const Account& account, const Good& good, const std::string& lot) const;
  bool expired(const std::string& product, const std::string& lot, Micros on) const {
    const auto card = cells.lots.find({product, lot});
    const auto told = card != cells.lots.end() ? card->second.expires_at() : std::nullopt;
    return told && *told <= on;
  }
  void conclude_deliveries(std::vector<Discrepancy>& found) const;
  void conclude_books(std::vector<Discrepancy>& found) const;
};

bool Books::Kept::is_presumed(const Account& account, const Good& good, const std::string& lot) const {
  if (account.kind == AccountKind::on_hand) {
    const auto book = cells.books.find({place_of(account.place).site, good});
    return book != cells.books.end() && book->second.is_presumed(lot);
  }
  const auto lane = cells.lanes.find({good, account.place});
  return lane != cells.lanes.end() && std::ranges::any_of(lane->second.deliveries, [&](const Delivery& one) {
           return one.from == account.from && std::ranges::any_of(one.load, [&](const Load& part) {
                    return part.presumed && part.lot == lot;
                  });
         });
}

std::set<std::pair<std::string, std::string>> Books::Kept::recalled_lots(Micros as_of) const {
  std::set<std::pair<std::string, std::string>> found;
  std::vector<std::pair<std::string, std::string>> queue;
  for (const auto& [lot, card] : cells.lots)
    if (is_blocked(lot.first, lot.second, Status::recalled, as_of)) queue.push_back(lot);
  while (!queue.empty()) {
    const auto lot = queue.back();
    queue.pop_back();
    if (!found.insert(lot).second) continue;
    if (const auto card = cells.lots.find(lot); card != cells.lots.end())
      for (const auto& [issuer, made] : card->second.outputs)
        if (const LotCard& of = cells.lots.at(made);
            of.inputs.at(lot).contains(issuer) && of.carries(made, {issuer}))
          queue.push_back(made);
  }
  return found;
}

std::vector<const Fact*> effective(std::span<const Fact> facts) {
  using Identity = std::pair<std::string, std::string>;
  std::set<Identity> taken_back;
  for (const Fact& fact : facts)
    if (fact.is_declaration) taken_back.emplace(fact.issuer, fact.id);
  std::map<Identity, const Fact*> once;
  for (const Fact& fact : facts) {
    const Identity identity(fact.issuer, fact.id);
    if (fact.is_declaration || taken_back.contains(identity)) continue;
    const auto [found, is_new] = once.emplace(identity, &fact);
    if (!is_new && fact.event < found->second->event) found->second = &fact;
  }
  std::vector<const Fact*> ordered;
  for (const auto& [identity, fact] : once) ordered.push_back(fact);
  std::ranges::sort(ordered, [](const Fact* a, const Fact* b) {
    return std::tie(a->at, a->event) < std::tie(b->at, b->event);
  });
  return ordered;
}

Books::Books(std::span<const Fact> facts, const Directory& directory, Micros until)
    : kept_(std::make_unique<Kept>()) {
  std::vector<Row> rows;
  std::map<std::pair<std::string, std::uint64_t>, const Fact*> by_content;
  for (const Fact* fact : effective(facts)) {
    kept_->cells.facts[fact->event] = fact;
    for (const Row& row : rows_of(*fact))
      if (row.at <= until) rows.push_back(row);
    const auto [same, is_new] = by_content.emplace(std::pair(fact->issuer, fact->event.content), fact);
    if (!is_new)
      kept_->told_twice.push_back(told_twice(fact->event, same->second->event, fact->at, fact->after.site));
  }
  std::ranges::sort(rows, before);
  World world{kept_->cells, kept_->journal, directory};
  for (const Row& row : rows) apply(row, world);
}

Books::~Books() = default;

const std::vector<Posting>& Books::postings() const {
  return kept_->journal.postings;
}

std::vector<Position> Books::positions(Micros as_of, Micros on) const {
  using Key = std::tuple<Account, Good, std::string>;
  std::map<Key, Amount> sums;
  for (const Posting& posting : kept_->journal.postings)
    if (posting.at <= as_of && holds_stock(posting.account))
      sums[{posting.account, posting.good, posting.lot}] += posting.amount;
  const auto recalled = kept_->recalled_lots(as_of);
  std::map<Key, Amount> shown;
  for (const auto& [key, amount] : sums) {
    auto [account, good, lot] = key;
    const bool is_recalled = recalled.contains({good.product, lot}) ||
                             kept_->is_blocked(good.product, lot, Status::recalled, as_of);
    if (account.status != Status::recalled && is_recalled) {
      account.status = Status::recalled;
    } else if (account.status == Status::sellable &&
               kept_->is_blocked(good.product, lot, Status::held, as_of)) {
      account.status = Status::held;
    } else if (account.status == Status::sellable && kept_->expired(good.product, lot, on)) {
      account.status = Status::expired;
    }
    shown[{account, good, lot}] += amount;
  }
  std::vector<Position> positions;
  for (const auto& [key, amount] : shown) {
    if (amount.is_zero()) continue;
    const auto& [account, good, lot] = key;
    positions.push_back({account, good, lot, kept_->is_presumed(account, good, lot), amount});
  }
  return positions;
}

std::vector<OwnedPosition> Books::owned() const {
  std::map<OwnedPosition, Amount> sums;
  const auto add = [&](const OwnedPosition& where, const Owners& owners, Amount all) {
    for (const Owners::Share& share : owners.split(all)) {
      OwnedPosition one = where;
      one.owner = share.owner;
      one.presumed = owners.presumed;
      if (!share.amount.is_zero()) sums[one] += share.amount;
    }
  };
  for (const auto& [key, book] : kept_->cells.books) {
    std::map<std::string, Amount> lots;
    for (const auto& [slot, amount] : book.stock) lots[slot.lot] += amount;
    for (const auto& [lot, amount] : lots) {
      const auto owners = book.owners.find(lot);
      add({AccountKind::on_hand, key.first, {}, key.second, lot, {}, {}, {}},
          owners == book.owners.end() ? Owners() : owners->second, amount);
    }
  }
  for (const auto& [key, lane] : kept_->cells.lanes)
    for (const Delivery& one : lane.deliveries)
      for (const Load& load : one.load)
        add({AccountKind::in_transit, one.to, one.from, key.first, load.lot, {}, {}, {}}, load.owners,
            load.amount);
  std::vector<OwnedPosition> found;
  for (const auto& [where, amount] : sums) {
    found.push_back(where);
    found.back().amount = amount;
  }
  return found;
}

std::vector<std::pair<Good, std::string>> Books::unbalanced() const {
  using Key = std::tuple<Good, std::string, Account>;
  std::map<std::pair<Good, std::string>, Amount> sums;
  std::map<Key, Amount> held;  // By the cells, less by the postings.
  const auto hold = [&](const Good& good, const std::string& lot, AccountKind kind, const std::string& place,
                        const std::string& from, Status status,
                        Amount amount) { held[{good, lot, Account{kind, place, from, status}}] += amount; };
  for (const auto& [key, book] : kept_->cells.books)
    for (const auto& [slot, amount] : book.stock)
      hold(key.second, slot.lot, AccountKind::on_hand, slot.part.empty() ? key.first : slot.part, {},
           slot.status, amount);
  std::vector<std::pair<Good, std::string>> found;
  for (const auto& [key, book] : kept_->cells.books) {
    Amount total, boxed;
    for (const auto& [slot, amount] : book.stock) total += amount;
    for (const auto& [box, there] : book.boxes)
      for (const auto& [line, amount] : there.lines) boxed += amount;
    if (total != book.total || boxed != book.boxed) found.emplace_back(key.second, std::string());
    for (const auto& [lot, owners] : book.owners)
      if (!fits(owners, lot_of(book, lot))) found.emplace_back(key.second, lot);
  }
  for (const auto& [key, lane] : kept_->cells.lanes) {
    for (const Delivery& one : lane.deliveries)
      for (const Load& part : one.load) {
        if (!fits(part.owners, part.amount)) found.emplace_back(key.first, part.lot);
        hold(key.first, part.lot, AccountKind::in_transit, one.to, one.from, part.status, part.amount);
      }
    for (const auto& [from, amount] : lane.beyond)
      hold(key.first, from.second.lot, AccountKind::in_transit, key.second, from.first, from.second.status,
           amount);
  }
  for (const Posting& one : kept_->journal.postings) {
    sums[{one.good, one.lot}] += one.amount;
    if (holds_stock(one.account)) held[{one.good, one.lot, one.account}] -= one.amount;
  }
  for (const auto& [good, sum] : sums)
    if (!sum.is_zero()) found.push_back(good);
  for (const auto& [key, difference] : held)
    if (!difference.is_zero()) found.emplace_back(std::get<0>(key), std::get<1>(key));
  return found;
}

void Books::Kept::conclude_deliveries(std::vector<Discrepancy>& found) const {
  for (const auto& [key, lane] : cells.lanes)
    for (const Delivery& one : lane.deliveries)
      for (Discrepancy& discrepancy : conclusions(key.first, one)) found.push_back(std::move(discrepancy));
}

void Books::Kept::conclude_books(std::vector<Discrepancy>& found) const {
  for (const auto& [key, book] : cells.books)
    std::ranges::move(conclusions(key.first, key.second, book), std::back_inserter(found));
}

std::vector<Discrepancy> Books::discrepancies(Micros on) const {
  std::vector<Discrepancy> found = kept_->journal.notes;
  found.insert(found.end(), kept_->told_twice.begin(), kept_->told_twice.end());
  kept_->conclude_deliveries(found);
  kept_->conclude_books(found);
  std::erase_if(found, [&](const Discrepancy& one) { return one.since > on; });
  std::ranges::sort(found);
  const auto same = std::ranges::unique(found);
  found.erase(same.begin(), same.end());
  return found;
}

}  // namespace stocktrail::books
