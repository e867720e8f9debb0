#include "ledger/books/step.h"

#include <algorithm>
#include <tuple>

#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/follow.h"
#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/recalls.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount zero;

// Natural order of the steps at one instant. Sending and arriving share a band of rounds; between two of them
// stand packing and making that waited for things.
constexpr std::uint16_t rank_announced = 0, rank_made = 10, rank_packed = 20, rank_moved = 30,
                        rank_unpacked = 100, rank_put_away = 110, rank_used = 120, rank_returned = 130,
                        rank_restated = 140, rank_counted = 150, ranks_of_round = 4, rank_waited = 28;

bool puts_away(Kind kind) {
  return kind == Kind::storing || kind == Kind::stocking;
}

/// At one instant the counts of other statuses come before sellable before the whole, lots before goods.
std::uint16_t rank_of_count(const Fact& fact) {
  const int whole = !fact.status ? 2 : *fact.status == Status::sellable ? 1 : 0;
  const bool by_lot = !fact.what.lines.empty() && !fact.what.lines.front().lot.empty();
  return static_cast<std::uint16_t>(rank_counted + 2 * whole + (by_lot ? 0 : 1));
}

std::uint16_t rank_of(const Fact& fact) {
  switch (fact.deed) {
    case Deed::make:
    case Deed::transform:
      return rank_made;
    case Deed::depart:
      return rank_moved;
    case Deed::pass:
    case Deed::arrive:
      if (fact.returned) return rank_returned;
      return puts_away(fact.kind) ? rank_put_away : rank_moved + 1;
    case Deed::sell:
    case Deed::consume:
    case Deed::destroy:
    case Deed::lose:
      return rank_used;
    case Deed::come_home:
      return rank_returned;
    case Deed::restate:
    case Deed::block:
    case Deed::unblock:
      return rank_restated;
    case Deed::count:
      return rank_of_count(fact);
    case Deed::nothing:
      break;
  }
  return fact.packing == Packing::unload || fact.packing == Packing::empty ? rank_unpacked : rank_packed;
}

bool moves(const Fact& fact) {
  return fact.deed == Deed::depart || (fact.deed == Deed::arrive && !fact.returned && !puts_away(fact.kind));
}

void arrive_line(World& world, const Report& report) {
  if (report.returned) {
    take_back(world, report, report.place.site);
  } else if (has_turn(world, report)) {
    arrive(world, report, {});
  }
}

/// All lots that a count tells hold together, so none of them is judged before the others are known.
void agree_lots(World& world, const std::vector<Report>& lines) {
  const Fact& fact = *world.fact;
  std::map<Good, std::map<std::string, Amount>> counted;
  for (const Report& line : lines)
    if (line.amount && !line.lot.empty()) counted[line.good][line.lot] = *line.amount;
  for (const auto& [good, lots] : counted)
    if (lots.size() > 1) Shelf(world, fact.after.site, good).agree(lots, fact.status, fact.after.part);
}

void act_on_line(World& world, const Report& report) {
  const Fact& fact = *world.fact;
  switch (fact.deed) {
    case Deed::depart:
      if (fact.retail_sold) {
        ship_sold(world, report);
      } else {
        take_turn(world, report);
      }
      return;
    case Deed::pass:
      world.cells.book(report.place.site, report.good).passing += report.amount.value_or(zero);
      return;
    case Deed::arrive:
      arrive_line(world, report);
      return;
    case Deed::sell:
      sell(world, report);
      return;
    case Deed::consume:
      use_up(world, report, AccountKind::consumed);
      return;
    case Deed::destroy:
      use_up(world, report, AccountKind::destroyed);
      return;
    case Deed::lose:
      use_up(world, report, AccountKind::lost);
      return;
    case Deed::come_home:
      come_home(world, report);
      return;
    case Deed::restate:
      restate(world, report);
      return;
    case Deed::block:
    case Deed::unblock:
      block(world, report);
      return;
    case Deed::count:
      if (report.amount) {
        Shelf(world, report.place.site, report.good)
            .count({report.lot, fact.status, report.place.part}, *report.amount);
      } else {
        note(world, DiscrepancyKind::quantity_not_told, report.place.site, report.good, report.lot, {});
      }
      return;
    default:
      return;
  }
}

/// What is told beside one box is what is in it.
bool lists_contents(const Fact& fact) {
  return (fact.deed == Deed::depart || fact.deed == Deed::arrive) && fact.what.boxes.size() == 1;
}

void act(World& world) {
  const Fact& fact = *world.fact;
  const bool in_turn = takes_in_turn(fact);
  if (in_turn && !take_in_turn(world)) return;
  if (world.round == 0 || in_turn) {
    if (fact.deed == Deed::make) {
      make(world, fact.what, line_reports(world, fact.what));
      return;
    }
    if (fact.deed == Deed::transform) {
      transform(world);
      return;
    }
    pack(world);
    change_owners(world);
  }
  std::vector<Report> lines = line_reports(world, fact.what);
  if (fact.what.boxes.size() > 1)  // Just what is in the boxes is no other goods.
    std::erase_if(lines, [&](const Report& line) {
      const bool same =
          line.amount && amount_in(world, fact.what.boxes, {line.good, line.lot, {}}) == *line.amount;
      if (same && fact.deed == Deed::depart) skip_turn(world, line);
      return same;
    });
  act_on_things(world);
  if (fact.packing != Packing::none || lists_contents(fact)) return;
  if (fact.deed == Deed::count) agree_lots(world, lines);
  for (const Report& report : lines) act_on_line(world, report);
  if (fact.notice) settle_notice(world);
}

void announce_all(World& world) {
  const Fact& fact = *world.fact;
  if (fact.deed == Deed::count) {
    for (const Report& report : line_reports(world, fact.what))
      if (report.amount)
        Shelf(world, report.place.site, report.good)
            .announce_count({report.lot, fact.status, report.place.part});
    return;
  }
  if (fact.retail_sold) {
    for (const Report& report : line_reports(world, fact.what)) announce_sold(world, report);
    return;
  }
  announce_boxes(world);
  if (fact.packing != Packing::none || lists_contents(fact)) return;
  for (const Report& report : item_reports(world, fact.what)) announce(world, report);
  for (const Report& report : line_reports(world, fact.what)) announce(world, report);
}

bool awaits_departure(World& world, const Report& arrival) {
  if (!on_the_way(world, arrival).empty()) return false;
  const auto found = upcoming(world, arrival, Clocks::near);
  return found && found->at == world.now;
}

}  // namespace

Discrepancy told_twice(const EventKey& event, const EventKey& first, Micros at, const std::string& place) {
  return {DiscrepancyKind::told_twice, event, first, at, place, {}, {}, {}, {}, {}};
}

bool may_wait(const World& world) {
  return world.fact->date_only && world.round + 1 < date_rounds;
}

bool has_turn(World& world, const Report& arrival) {
  if (!world.fact->date_only || !moves(*world.fact)) return true;
  auto& waiting = world.cells.lane(arrival.good, arrival.place.site).waiting;
  const auto mine = std::ranges::find_if(
      waiting, [&](const Report& one) { return one.event == arrival.event && one.line == arrival.line; });
  if (world.round > 0 && mine == waiting.end()) return false;
  const bool waits = may_wait(world) && awaits_departure(world, arrival);
  if (waits && world.round == 0) waiting.push_back(arrival);
  if (!waits && world.round > 0) waiting.erase(mine);
  return !waits;
}

bool before(const Row& a, const Row& b) {
  const auto key = [](const Row& row) { return std::tuple(row.at, row.rank, row.fact->event, row.round); };
  return key(a) < key(b);
}

std::vector<Row> rows_of(const Fact& fact) {
  std::vector<Row> rows;
  const std::uint16_t rank = rank_of(fact);
  const auto announce = [&](std::int64_t before) {
    rows.push_back({Micros{to_i64(fact.at) - before}, rank_announced, 0, Row::Phase::announce, &fact});
  };
  if (fact.deed == Deed::depart && !fact.retail_sold) announce(announced_before);
  if (fact.deed == Deed::depart && fact.retail_sold && !fact.what.lines.empty())
    announce(sale_shipped_after_max);
  if (fact.deed == Deed::count && !fact.after.part.empty()) announce(0);
  const bool waits = takes_in_turn(fact);
  const std::uint8_t rounds = waits || (fact.date_only && moves(fact)) ? date_rounds : 1;
  const int first = !waits ? rank : fact.deed == Deed::transform ? rank_waited : rank_waited + 1;
  for (std::uint8_t round = 0; round < rounds; ++round) {
    const int turn = round == 0 ? rank : first + ranks_of_round * round;
    rows.push_back({fact.at, static_cast<std::uint16_t>(turn), round, Row::Phase::act, &fact});
  }
  return rows;
}

void apply(const Row& row, World& world) {
  world.fact = row.fact;
  world.now = row.at;
  world.round = row.round;
  world.recall_marks.clear();
  world.used.clear();
  world.redrawn.clear();
  world.came.clear();
  world.doubted.clear();
  world.ends_looked_at = 0;
  if (row.phase == Row::Phase::announce) {
    announce_all(world);
    return;
  }
  const std::optional<Fact> part = entitled_part(world);
  if (part) world.fact = &*part;
  act(world);
  end_doubts(world);
  follow(world);
  world.fact = row.fact;
}

std::vector<Report> line_reports(const World& world, const What& what) {
  const Fact& fact = *world.fact;
  const bool leaves = fact.deed == Deed::depart || fact.deed == Deed::sell || fact.deed == Deed::consume ||
                      fact.deed == Deed::destroy || fact.deed == Deed::lose || fact.deed == Deed::come_home ||
                      fact.deed == Deed::restate;
  std::vector<Report> reports;
  std::map<std::pair<Good, std::string>, std::size_t> seen;
  for (const Line& line : what.lines) {
    if (const auto same = seen.find({line.good, line.lot}); same != seen.end()) {  // One line of two.
      Report& report = reports[same->second];
      if (report.amount && line.amount) *report.amount += *line.amount;
      continue;
    }
    seen[{line.good, line.lot}] = reports.size();
    Report report;
    report.event = fact.event;
    report.line = static_cast<std::uint32_t>(reports.size());
    report.at = fact.at;
    report.date_only = fact.date_only;
    report.kind = fact.kind;
    report.issuer = fact.issuer;
    report.place = leaves ? fact.before : fact.after;
    const bool tells_end = fact.deed == Deed::depart || fact.deed == Deed::come_home;
    report.ends = tells_end ? fact.destinations : fact.sources;
    report.good = line.good;
    report.lot = line.lot;
    report.amount = line.amount;
    report.documents = fact.documents;
    report.returned = fact.returned;
    report.mismatch = fact.mismatch;
    report.status = fact.status;
    reports.push_back(report);
  }
  return reports;
}

}  // namespace stocktrail::books
