#include "api/handlers/settlements.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/handlers/discrepancy_rows.h"
#include "api/handlers/stock_query.h"
#include "ledger/inventory/discrepancy_id.h"
#include "ledger/master/change.h"

namespace stocktrail::api {
namespace {

using master::Settled;
using master::SettlementAction;

enum class State : std::uint8_t { open, assigned, acknowledged, settled };
constexpr std::array<std::string_view, 4> state_names = {"open", "assigned", "acknowledged", "settled"};

/// As answers tell it.
Amount shown_amount(const books::Discrepancy& told) {
  return books::shown(told.good, told.amount).amount;
}

/// A statement covers what it named: no more of it, and nothing that has ended and come again.
bool covers(const Settled& said, const books::Discrepancy& told, std::uint64_t open_since) {
  const std::string& quantity = said.what.quantity;
  const Amount amount = shown_amount(told);
  const auto named = Decimal::parse(quantity);
  const bool is_same = quantity.empty() ? amount.is_zero() : named && Amount(*named) == amount;
  return is_same && said.statement > open_since;
}

void keep_later(std::optional<Settled>& kept, std::optional<Settled>& other) {
  if (other && (!kept || kept->statement < other->statement)) kept = std::move(other);
}

/// What holds at the places of the reader.
master::Settlements said_to(const books::Discrepancy& told, std::optional<std::uint64_t> known,
                            const Call& call) {
  const std::string id = inventory::discrepancy_id(told);
  master::Settlements all;
  for (const std::string& place : {told.place, told.other_place}) {
    const auto key = place.empty() ? std::nullopt : std::optional(gs1::parse_key(place));
    if (!key || !*key || !may_ask(call, place)) continue;
    master::Settlements here = master::settlements(id, **key, known, call.view->tables());
    keep_later(all.assigned, here.assigned);
    keep_later(all.acknowledged, here.acknowledged);
    keep_later(all.settled, here.settled);
  }
  return all;
}

State state_of(const master::Settlements& said, const books::Discrepancy& told, std::uint64_t open_since) {
  if (said.settled && covers(*said.settled, told, open_since)) return State::settled;
  if (said.acknowledged && covers(*said.acknowledged, told, open_since)) return State::acknowledged;
  return said.assigned ? State::assigned : State::open;
}

struct Columns {
  std::string_view to, by, at, statement, note, quantity, covers;
};
constexpr Columns assigned_columns{.to = "assigned.to",
                                   .by = "assigned.by",
                                   .at = "assigned.at",
                                   .statement = "assigned.statement",
                                   .note = "assigned.note",
                                   .quantity = {},
                                   .covers = {}};
constexpr Columns acknowledged_columns{.to = {},
                                       .by = "acknowledged.by",
                                       .at = "acknowledged.at",
                                       .statement = "acknowledged.statement",
                                       .note = "acknowledged.note",
                                       .quantity = "acknowledged.quantity",
                                       .covers = "acknowledged.covers"};
constexpr Columns settled_columns{.to = {},
                                  .by = "settled.by",
                                  .at = "settled.at",
                                  .statement = "settled.statement",
                                  .note = "settled.note",
                                  .quantity = "settled.quantity",
                                  .covers = "settled.covers"};

void add_said(StockTable& table, const Columns& columns, const std::optional<Settled>& said,
              const inventory::Discrepancy& one) {
  if (!said) return;
  if (!columns.to.empty()) table.add(columns.to, said->what.to);
  table.add(columns.by, said->stated_by);
  table.add_time(columns.at, said->recorded_at);
  table.add_number(columns.statement, said->statement);
  table.add(columns.note, said->what.note);
  if (columns.covers.empty()) return;
  table.add(columns.quantity, said->what.quantity);
  table.add_flag(columns.covers, covers(*said, one.told, one.open_since));
}

std::optional<Error> refuse_quantity(const master::Settlement& said, const books::Discrepancy& told) {
  if (said.action == SettlementAction::assign || said.action == SettlementAction::reopen) return std::nullopt;
  const auto wrong = [](std::string detail) {
    return Error{ErrorCode::invalid_argument, std::move(detail), "$.settlement.quantity"};
  };
  const Amount open = shown_amount(told);
  if (open.is_zero())
    return said.quantity.empty()
               ? std::nullopt
               : std::optional(wrong("of this discrepancy no quantity is told: leave it out"));
  const auto named = Decimal::parse(said.quantity);
  if (!named) return wrong("say of how much: \"" + open.text() + "\" is open");
  const Amount amount(*named);
  const bool is_within =
      open.is_negative() ? amount.is_negative() && amount >= open : amount > Amount() && amount <= open;
  if (is_within) return std::nullopt;
  return wrong(amount.text() + " is not what is open, or a part of it: \"" + open.text() + "\" is");
}

/// Nobody but its owner is shown what does not fit at a place.
std::vector<books::Discrepancy> open_with_id(const std::string& id, const std::string& site,
                                             const Principal& reader, const TableReader& tables) {
  std::vector<books::Discrepancy> found;
  if (!may_ask(reader, site, tables)) return found;
  inventory::DiscrepancyQuery query{.place = site, .when = {}, .cursor = {}};
  query.shows = [&](const books::Discrepancy& told, std::uint64_t) {
    return inventory::discrepancy_id(told) == id;
  };
  for (bool has_more = true; has_more;) {
    const inventory::DiscrepancyPage page = inventory::discrepancies(query, tables);
    for (const inventory::Discrepancy& one : page.discrepancies)
      if (shows_discrepancy(reader, one, tables)) found.push_back(one.told);
    query.cursor = page.last;
    has_more = page.has_more;
  }
  return found;
}

}  // namespace

void add_work(StockTable& table, const inventory::Discrepancy& one, std::optional<std::uint64_t> known,
              const Call& call) {
  const master::Settlements said = said_to(one.told, known, call);
  table.add("state", state_names.at(static_cast<std::size_t>(state_of(said, one.told, one.open_since))));
  add_said(table, assigned_columns, said.assigned, one);
  add_said(table, acknowledged_columns, said.acknowledged, one);
  add_said(table, settled_columns, said.settled, one);
}

Result<WantedState> wanted_states(const Call& call, std::optional<std::uint64_t> known) {
  const auto asked = call.query.find("state");
  if (!asked) return WantedState();
  std::set<State> states;
  for (std::string_view rest = *asked;;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const auto* const found = std::ranges::find(state_names, rest.substr(0, comma));
    if (found == state_names.end())
      return fail(ErrorCode::invalid_argument,
                  "\"" + std::string(rest.substr(0, comma)) +
                      "\" is no state: write some of open, assigned, acknowledged and settled, with commas",
                  "state");
    states.insert(static_cast<State>(found - state_names.begin()));
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
  }
  return
      [states = std::move(states), known, &call](const books::Discrepancy& told, std::uint64_t open_since) {
        return states.contains(state_of(said_to(told, known, call), told, open_since));
      };
}

std::optional<Error> refuse_settlement(const Candidate& candidate, const View& view) {
  const auto* const said =
      candidate.change ? std::get_if<master::Settlement>(&candidate.change->body) : nullptr;
  const TableReader& tables = view.tables();
  if (said == nullptr || !master::may_settle_at(candidate.issuer, said->place, tables)) return std::nullopt;
  const std::string& issuer = candidate.issuer.text();
  const std::string place = said->place.text(), site = books::place_of(place).site;
  if (site != place)
    return Error{ErrorCode::invalid_argument,
                 "what does not fit in a part of a site is told of the site: write " + site,
                 "$.settlement.place"};
  const Principal reader{.role = Role::party, .party = issuer};
  std::optional<Error> refused = Error{
      ErrorCode::not_found,
      "nothing that " + issuer + " is shown has this id and is open at " + site +
          ": it was closed by what was recorded since, or never was there. GET /inventory/discrepancies "
          "lists what is open",
      "$.settlement.id"};
  for (const books::Discrepancy& told : open_with_id(said->id, site, reader, tables)) {
    refused = refuse_quantity(*said, told);
    if (!refused) break;
  }
  return refused;
}

}  // namespace stocktrail::api
