// Goods that leave stock, and what is told of those in stock.
#include <algorithm>
#include <tuple>

#include "ledger/books/detail/fair.h"
#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/recalls.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// Takes the sale out wherever it is remembered.
void use_sale(World& world, const Good& good, const Sale& used, Amount amount) {
  const auto use = [&](Sales& sales) {
    for (Sale& sale : sales.open)
      if (sale.event == used.event && sale.lot == used.lot) sale.open -= std::min(sale.open, amount);
    std::erase_if(sales.open, [](const Sale& sale) { return sale.open.is_zero(); });
  };
  use(world.cells.book(used.site, good).sales);
  use(world.cells.open_sales(good, {}));
  for (const std::string& document : used.documents) use(world.cells.open_sales(good, document));
}

void remember_sale(World& world, const Report& report, Amount amount, bool ever_held) {
  Sale sale{0, report.event, world.now, report.place.site, report.lot, report.documents, amount, false};
  Book& book = world.cells.book(sale.site, report.good);
  if (book.ships_sold) book.sales.remember(sale);
  if (!ever_held) world.cells.open_sales(report.good, {}).remember(sale);
  for (const std::string& document : sale.documents)
    world.cells.open_sales(report.good, document).remember(sale);
}

void take_for_sale(World& world, const Report& report, Amount amount) {
  Shelf shelf(world, report.place.site, report.good);
  const auto order = order_for(report.status, sellable_first);
  for (const Taken& taken :
       shelf.take({.lot = report.lot, .amount = amount, .order = order, .part = report.place.part},
                  outside(AccountKind::sold, report.place.site))) {
    if (taken.slot.lot.empty() || taken.presumed) continue;
    note_unfit(world, report.place.site, report.good, taken.slot.lot, taken.amount, {});
  }
  shelf.book().sold += amount;
}

/// The goods were sent from elsewhere: the place where they were sold still has its own.
void give_back_sale(World& world, const Good& good, const Sale& sale, Amount amount) {
  Shelf shelf(world, sale.site, good);
  const Account sold = outside(AccountKind::sold, sale.site);
  shelf.book().sold -= amount;
  if (sale.lot.empty()) {
    for (auto& [lot, here] : shelf.book().lots) {
      const Amount part = std::min(amount, here.presumed_in({}, AccountKind::sold));
      if (part <= zero || lot.empty()) continue;
      here.unpresume({}, part, AccountKind::sold);
      shelf.put({lot, Status::sellable, {}}, part, sold);
      amount -= part;
    }
  }
  shelf.put({sale.lot, Status::sellable, {}}, amount, sold);
}

/// Sales that a shipment may fulfil, the best first.
std::vector<Sale> fitting(const Sales& sales, const World& world, const Report& report) {
  std::vector<Sale> found;
  for (const Sale& sale : sales.open)
    if (!sale.shipped && lots_agree(sale.lot, report.lot) && !conflict(sale.documents, report.documents) &&
        to_i64(world.now) - to_i64(sale.at) <= sale_shipped_after_max)
      found.push_back(sale);
  std::ranges::sort(found, {}, [&](const Sale& sale) {
    return std::tuple(sale.open != report.amount, -to_i64(sale.at), sale.event);
  });
  return found;
}

StatusOrder takes_for(Status status, bool inspecting) {
  static constexpr Status good_ones[] = {Status::sellable, Status::held};
  static constexpr Status looked_at[] = {Status::held, Status::sellable};
  static constexpr Status any[] = {Status::sellable, Status::held, Status::damaged, Status::expired};
  switch (status) {
    case Status::sellable:
      return held_only;
    case Status::held:
      return sellable_only;
    case Status::damaged:
    case Status::expired:
      return inspecting ? StatusOrder(looked_at) : good_ones;
    case Status::recalled:
      break;
  }
  return any;
}

}  // namespace

void note_unfit(World& world, const std::string& site, const Good& good, const std::string& lot,
                Amount amount, const std::string& thing) {
  static const LotCard none;
  const LotCard& card = lot.empty() ? none : world.cells.lot(good.product, lot);
  const BlockChange* recall = blocked(card, {}, Status::recalled);
  if (recall == nullptr && !thing.empty()) recall = recalled(world.cells.item(thing), card);
  if (recall == nullptr && !card.recalled_of.empty())
    recall = recall_of_input(world, {good.product, lot},
                             [](const LotCard& input) { return blocked(input, {}, Status::recalled); });
  const Item item = thing.empty() ? Item() : world.cells.item(thing);
  if (recall != nullptr) {
    note(world, DiscrepancyKind::sold_recalled, site, good, lot, amount, thing, recall->event);
  } else if (item.status == Status::recalled) {  // By an event, where it was.
    note(world, DiscrepancyKind::sold_recalled, site, good, lot, amount, thing, item.last);
  }
  if (const auto expiry = card.expires_at(); expiry && *expiry <= world.now)
    note(world, DiscrepancyKind::sold_expired, site, good, lot, amount, thing);
}

void count_sold(World& world, const std::string& site, const Good& good, const std::string& lot,
                Amount amount, const std::string& thing) {
  world.cells.book(site, good).sold += amount;
  note_unfit(world, site, good, lot, amount, thing);
}

void Sales::remember(Sale sale) {
  sale.number = ++begun;
  open.push_back(std::move(sale));
  if (open.size() > sales_remembered_max)
    open.erase(first_of_most(open, [](const Sale& one) -> std::string_view { return one.site; }));
}

void sell(World& world, const Report& report) {
  if (!report.amount) {
    note(world, DiscrepancyKind::quantity_not_told, report.place.site, report.good, report.lot, {});
    return;
  }
  Amount left = *report.amount;
  for (const std::string& document : report.documents)  // Its shipment was told before.
    for (const Sale& sale : std::vector<Sale>(world.cells.open_sales(report.good, document).open)) {
      if (!sale.shipped || left <= zero) continue;
      const Amount part = std::min(left, sale.open);
      use_sale(world, report.good, sale, part);
      left -= part;
    }
  if (left <= zero) return;
  const Book& book = world.cells.book(report.place.site, report.good);
  const bool ever_held = book.came || !book.counted.empty() || !book.stock.empty();
  take_for_sale(world, report, left);
  remember_sale(world, report, left, ever_held);
}

void announce_sold(World& world, const Report& report) {
  world.cells.book(report.place.site, report.good).ships_sold = true;
}

void ship_sold(World& world, const Report& report) {
  Amount left = report.amount.value_or(Amount());
  const auto fulfil = [&](const Sales& sales) {
    for (const Sale& sale : fitting(sales, world, report)) {
      const Amount part = std::min(left, sale.open);
      if (part <= zero) return;
      use_sale(world, report.good, sale, part);
      left -= part;
      if (sale.site == report.place.site) continue;
      give_back_sale(world, report.good, sale, part);
      take_for_sale(world, report, part);
    }
  };
  for (const std::string& document : report.documents) fulfil(world.cells.open_sales(report.good, document));
  fulfil(world.cells.book(report.place.site, report.good).sales);
  fulfil(world.cells.open_sales(report.good, {}));
  if (left <= zero) return;
  take_for_sale(world, report, left);
  Sale sale{0, report.event, world.now, report.place.site, report.lot, report.documents, left, true};
  for (const std::string& document : report.documents)
    world.cells.open_sales(report.good, document).remember(sale);
}

void use_up(World& world, const Report& report, AccountKind kind) {
  const std::string& site = report.place.site;
  if (!report.amount) {
    note(world, DiscrepancyKind::quantity_not_told, site, report.good, report.lot, {});
    return;
  }
  Amount left = *report.amount;
  Shelf shelf(world, site, report.good);
  const auto any = [](const Delivery&) { return true; };
  const auto comes_from_named = [&](const Delivery& one) {
    return std::ranges::any_of(
        report.ends, [&](const std::string& end) { return is_end(one.from, end, world.directory); });
  };
  const auto may_be_ended = [&](const Delivery& one) { return may_end(world, one.from, one.to); };
  const auto close_some = [&](const auto& candidates, const auto& fits) {
    const auto find = [&](const Report& of) {
      auto found = candidates(world, of);
      std::erase_if(found, [&](const Candidate& one) { return !fits(one.delivery()); });
      return found;
    };
    for (const Candidate& candidate : open_of_lot(world, report, left, find)) {
      Delivery& one = candidate.delivery();
      const Amount part = std::min(left, candidate.amount);
      if (part <= zero) continue;
      close(world, one, report.good, part, kind, site.empty() ? one.from : site, report.lot);
      left -= part;
    }
  };
  close_some(named_by, may_be_ended);
  if (site.empty())  // It tells of nothing else.
    for (const Candidate& candidate : named_by(world, report)) {
      const Delivery& one = candidate.delivery();
      if (left <= zero || may_be_ended(one)) continue;
      note(world, DiscrepancyKind::not_entitled, one.from, report.good, report.lot, left, {}, one.event);
      left = {};
    }
  close_some(sent_here, comes_from_named);
  close_some(sent_from, comes_from_named);
  if (shelf.possible(report.lot) < left) {  // Then it was on the way.
    close_some(sent_from, any);
    close_some(sent_here, any);
  }
  const auto order =
      order_for(report.status, kind == AccountKind::destroyed ? StatusOrder(sellable_last) : sellable_first);
  shelf.take({.lot = report.lot,
              .amount = left,
              .order = order,
              .part = report.place.part,
              .unfit_first = order.front() != Status::sellable},
             outside(kind, site));
}

void restate(World& world, const Report& report) {
  const Fact& fact = *world.fact;
  const Status status = fact.status.value_or(Status::sellable);
  StatusOrder order = takes_for(status, fact.inspecting);
  if (!fact.unset.empty()) order = fact.unset;
  Shelf shelf(world, report.place.site, report.good);
  const Status same[] = {status};
  const Amount already = shelf.available(report.lot, same);
  Amount amount = report.amount.value_or(shelf.available_in(report.place.part, report.lot, order));
  if (report.amount && fact.inspecting && status == Status::held) amount -= std::min(amount, already);
  Want want{.lot = report.lot, .amount = amount, .order = order, .part = report.place.part};
  want.only_here = !report.amount;  // All of it that is there.
  const Amount moved = shelf.restate(want, status);
  const Amount missing = amount - moved - (status == Status::sellable ? already : Amount());
  if (missing > zero)
    note(world, DiscrepancyKind::status_found_nothing, report.place.site, report.good, report.lot, missing);
}

}  // namespace stocktrail::books
