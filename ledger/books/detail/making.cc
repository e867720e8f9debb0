// What is made, and of which lots.
#include <algorithm>

#include "ledger/books/detail/follow.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/recalls.h"

namespace stocktrail::books {
namespace {

const Amount zero;

using Lots = std::set<LotName>;

/// What a transformation used up: lots that were told, and those that draws without a lot presumed, with the
/// books that they were drawn out of.
struct Inputs {
  Lots lots;
  std::map<LotName, std::set<Guess>> guesses;
};

/// Each of `made` was made of each of `used`. Goods without a lot are one, too.
void link_all(World& world, const Inputs& used, const Lots& made) {
  for (const auto& [product, lot] : used.lots)
    for (Outputs& outputs = world.cells.lot(product, lot).outputs; const LotName& one : made)
      outputs.insert({world.fact->issuer, one});
  for (const auto& [product, lot] : made) {
    LotCard& card = world.cells.lot(product, lot);
    for (const LotName& input : used.lots) {
      const auto guess = used.guesses.find(input);
      if (guess == used.guesses.end()) {
        card.tell_input(input, world.fact->issuer);
      } else {
        for (const Guess& one : guess->second) card.guess_input(input, one);
      }
    }
  }
}

/// Where many were made of many, all count as made by way of the first that was made: no recall is missed,
/// but one of that lot reaches the others.
void link_lots(World& world, const Inputs& inputs, Lots outputs) {
  if (std::min(inputs.lots.size(), outputs.size()) <= linked_lots_max)
    return link_all(world, inputs, outputs);
  note(world, DiscrepancyKind::too_much, world.fact->after.site, {}, {}, {});
  const auto hub = std::ranges::find_if(
      outputs, [&](const LotName& lot) { return world.fact->standing_to(lot.first) != Standing::other; });
  const Lots first{hub == outputs.end() ? *outputs.begin() : *hub};
  outputs.erase(*first.begin());
  link_all(world, inputs, first);
  link_all(world, {first, {}}, outputs);
}

/// Whatever was taken without its lot being told is of the lot that its draw presumed.
void add_drawn(World& world, const Lots& outputs, Inputs& inputs) {
  const Lots told = inputs.lots;
  for (const Used& used : world.used) {
    const LotName lot(used.good.product, used.lot);
    inputs.lots.insert(lot);
    if (lot.second.empty()) {
      await_input(world, used.site, used.good, outputs, world.fact->issuer);
    } else if (used.is_presumed && !told.contains(lot)) {
      inputs.guesses[lot].insert({world.fact->issuer, used.site, used.good.unit});
    }
  }
  for (const Used& used : world.used)
    if (!used.is_presumed) inputs.guesses.erase({used.good.product, used.lot});
}

}  // namespace

void make(World& world, const What& what, const std::vector<Report>& lines) {
  const Fact& fact = *world.fact;
  for (const Report& report : lines) {
    if (!report.amount) {
      note(world, DiscrepancyKind::quantity_not_told, report.place.site, report.good, report.lot, {});
      continue;
    }
    Shelf shelf(world, report.place.site, report.good);
    LotHere& here = shelf.book().lots[report.lot];
    const Amount named = report.lot.empty() ? zero : std::min(*report.amount, here.named_made);
    here.named_made -= named;  // Told by serial before.
    shelf.put({report.lot, fact.status.value_or(Status::sellable), report.place.part}, *report.amount - named,
              outside(AccountKind::made, report.place.site));
  }
  make_items(world, what);
  const auto card = [&](const Good& good, const std::string& lot) {
    if (lot.empty()) return;
    LotCard& one = world.cells.lot(good.product, lot);
    const Standing standing = fact.standing_to(good.product);
    const auto [known, is_new] = one.makers.try_emplace(fact.issuer, standing, fact.order);
    Maker& maker = known->second;
    maker.standing = std::max(maker.standing, standing);
    maker.order = std::min(maker.order, fact.order);
    if (!maker.expires_at) maker.expires_at = fact.expires_at;
    if (!one.blocks.empty()) pass_on(world, good.product, lot);  // One may count from now on.
  };
  for (const Line& line : what.lines) card(line.good, line.lot);
  for (const ItemName& item : what.items) card(item.good, item.lot);
}

void act_on_things(World& world) {
  What loose{{}, world.fact->what.items, {}};
  leave_out_contents(world, world.fact->what.boxes, loose);
  act_on_boxes(world);
  leave_out_contents(world, world.fact->what.boxes, loose);  // They were packed by this event.
  act_on_items(world, loose);
}

void transform(World& world) {
  const Fact& fact = *world.fact;
  Lots outputs;
  Inputs inputs;
  for (const ItemName& item : fact.what.items) {
    const Item& known = world.cells.item(item.key);
    inputs.lots.emplace(item.good.product, item.lot.empty() ? known.lot : item.lot);
    if (known.is_box) inputs.lots.merge(lots_in(world, item.key));
  }
  for (const std::string& box : fact.what.boxes) inputs.lots.merge(lots_in(world, box));
  for (const Line& line : fact.outputs.lines) outputs.emplace(line.good.product, line.lot);
  for (const ItemName& item : fact.outputs.items) outputs.emplace(item.good.product, item.lot);
  // Who made goods without a lot is not kept: of a product of others nobody says what all of these are made
  // of.
  std::erase_if(outputs, [&](const auto& output) {
    return output.second.empty() && fact.standing_to(output.first) == Standing::other;
  });
  act_on_things(world);
  for (const Report& report : line_reports(world, fact.what)) {
    inputs.lots.emplace(report.good.product, report.lot);
    use_up(world, report, AccountKind::consumed);
  }
  add_drawn(world, outputs, inputs);
  std::erase_if(inputs.lots, [](const auto& input) { return input.second.empty(); });
  link_lots(world, inputs, outputs);
  for (const auto& [product, lot] : inputs.lots) pass_on(world, product, lot);
  make(world, fact.outputs, line_reports(world, fact.outputs));
}

}  // namespace stocktrail::books
