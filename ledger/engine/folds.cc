#include "ledger/engine/folds.h"

#include <array>

#include "ledger/engine/books_input.h"
#include "ledger/epcis/event_time.h"
#include "ledger/inventory/inventory.h"
#include "ledger/inventory/waiting.h"
#include "ledger/master/goods.h"
#include "ledger/promises/departures.h"
#include "ledger/query/event_facts.h"
#include "ledger/state/event_index.h"
#include "ledger/state/text_map.h"
#include "ledger/trace/trace.h"

namespace stocktrail {
namespace {

void apply_master(FoldStep& step, TableWriter& tables) {
  if (!step.input.change) return;
  step.moved =
      master::fold(*step.input.change, step.input.issuer, step.recorded_at, to_u64(step.index), tables);
}

void apply_event_ids(FoldStep& step, TableWriter& tables) {
  unsigned position = 0;
  for (const epcis::Event& event : step.input.events)
    step.told.push_back(index_event(event, step.issuer, event_ref(to_u64(step.index), position++), tables));
}

/// Calls `fold(event, ref, told)` for each event but repeats, which change nothing anywhere.
void for_each_new(const FoldStep& step, auto&& fold) {
  unsigned position = 0;
  for (const epcis::Event& event : step.input.events) {
    const EventRef ref = event_ref(to_u64(step.index), position);
    if (const Told& told = step.told[position++]; !told.is_repeat()) fold(event, ref, told);
  }
}

void apply_query(FoldStep& step, TableWriter& tables) {
  const query::Source source{step.input.issuer.text(), step.input.key_id, step.recorded_at};
  for_each_new(step, [&](const epcis::Event& event, EventRef ref, const Told&) {
    query::fold(event, source, ref, tables);
  });
}

void apply_trace(FoldStep& step, TableWriter& tables) {
  std::vector<std::string> reports_for;
  if (!step.input.events.empty()) reports_for = master::reports_for(step.input.issuer, tables);
  const trace::SpeaksFor speaks_for = [&](const gs1::Key& product) {
    return standing_to(product, step.input.issuer, reports_for, tables) >= books::Standing::reporter;
  };
  for_each_new(step, [&](const epcis::Event& event, EventRef ref, const Told& told) {
    trace::fold(event, step.issuer, ref, told, tables, speaks_for,
                epcis::is_ahead(event.event_time.at, step.recorded_at) ? trace::Timing::ahead
                                                                       : trace::Timing::happened);
  });
}

/// A party that goods are on the way to stands for itself: nobody registers it as a place.
bool may_report_at(const gs1::Key& issuer, const std::string& place, const TableReader& tables) {
  const auto key = gs1::parse_key(place);
  if (!key) return false;
  return key->type() == gs1::KeyType::pgln ? *key == issuer : master::may_report_at(issuer, *key, tables);
}

/// The place that the event names and its issuer may not report at; empty if there is none.
std::string barred_place(const epcis::Event& event, const auto& may_report) {
  for (const auto* place : {&event.read_point, &event.biz_location})
    if (*place && !may_report((*place)->text())) return (*place)->text();
  return {};
}

void apply_inventory(FoldStep& step, TableWriter& tables) {
  using inventory::Recorded;
  TextMap<bool> reporting;  // Most events of a statement are at one place.
  const auto may_report = [&](const std::string& place) {
    const auto [known, is_new] = reporting.try_emplace(place, false);
    if (is_new) known->second = may_report_at(step.input.issuer, place, tables);
    return known->second;
  };
  const MasterDirectory directory(tables);
  const inventory::FactOf fact_of = [&](EventRef ref) { return recorded_fact(ref, directory, tables); };
  inventory::Changes changes{
      .record = to_u64(step.index), .recorded = {}, .taken_back = {}, .places = {}, .products = {}};
  std::vector<std::string> reports_for;
  if (!step.input.events.empty()) reports_for = master::reports_for(step.input.issuer, tables);
  for_each_new(step, [&](const epcis::Event& event, EventRef ref, const Told& told) {
    changes.taken_back.insert(changes.taken_back.end(), told.taken_back.begin(), told.taken_back.end());
    if (!told.counts()) return;
    Recorded one{.ref = ref, .fact = stocktrail::fact_of(event, step.input.issuer, directory)};
    one.fact.record = to_u64(step.index);
    one.fact.reports_for = reports_for;
    one.fact.standings = directory.standings(one.fact, step.input.issuer);
    one.place = barred_place(event, may_report);
    if (!one.place.empty()) {
      one.as = Recorded::As::not_entitled;
    } else if (epcis::is_ahead(event.event_time.at, step.recorded_at)) {
      one.as = Recorded::As::from_future;
    }
    changes.recorded.push_back(std::move(one));
  });
  if (const auto* notice =
          step.input.change ? std::get_if<master::RecallNotice>(&step.input.change->body) : nullptr) {
    const EventRef ref = event_ref(to_u64(step.index), 0);
    auto fact = stocktrail::fact_of(*notice, ref, directory, tables);
    ST_CHECK(fact);
    changes.recorded.push_back({.ref = ref, .fact = *std::move(fact)});
  }
  for (const gs1::Key& place : step.moved.places) changes.places.push_back(place.text());
  for (const gs1::Key& product : step.moved.products) changes.products.push_back(product.text());
  inventory::fold(std::move(changes), directory, fact_of, tables);
}

void go_on_with_inventory(LeafIndex last, TableWriter& tables) {
  const MasterDirectory directory(tables);
  const inventory::FactOf fact_of = [&](EventRef ref) { return recorded_fact(ref, directory, tables); };
  inventory::go_on(to_u64(last), directory, fact_of, tables);
}

/// What leaves under the document of a reservation, where its issuer may report it.
void apply_departures(const FoldStep& step, TableWriter& tables) {
  const MasterDirectory directory(tables);
  const auto may_report = [&](const std::string& place) {
    return may_report_at(step.input.issuer, place, tables);
  };
  for_each_new(step, [&](const epcis::Event& event, EventRef ref, const Told& told) {
    for (const EventRef taken_back : told.taken_back)
      promises::take_back(taken_back, step.recorded_at, tables);
    if (event.biz_transactions.empty() || !told.counts()) return;
    if (!promises::is_awaited(event.biz_transactions, tables)) return;
    if (epcis::is_ahead(event.event_time.at, step.recorded_at) || !barred_place(event, may_report).empty())
      return;
    const auto departure = promises::departure_of(event, fact_of(event, step.input.issuer, directory), ref);
    if (departure) promises::fold(*departure, step.recorded_at, may_report, tables);
  });
}

void apply_promises(FoldStep& step, TableWriter& tables) {
  if (!step.input.promise) return apply_departures(step, tables);
  promises::fold(*step.input.promise, step.input.issuer, step.recorded_at, to_u64(step.index), tables);
}

constexpr std::array master_tables = {Table::master};
constexpr std::array event_ids_tables = {Table::events};
constexpr std::array query_tables = {Table::facts};
constexpr std::array trace_tables = {Table::items};
constexpr std::array inventory_tables = {Table::cells, Table::history,   Table::rows,    Table::past,
                                         Table::told,  Table::directory, Table::worklist};
constexpr std::array promises_tables = {Table::promises};
constexpr std::array<std::string_view, 2> promises_reads = {"event_ids", "master"};
constexpr std::array<std::string_view, 1> query_reads = {"event_ids"};
constexpr std::array<std::string_view, 2> trace_reads = {"event_ids", "master"};
constexpr std::array<std::string_view, 2> inventory_reads = {"event_ids", "master"};

constexpr std::array folds = {
    Fold{"master", 3, master_tables, {}, apply_master},
    Fold{"event_ids", 2, event_ids_tables, {}, apply_event_ids},
    Fold{"query", 2, query_tables, query_reads, apply_query},
    Fold{"trace", 4, trace_tables, trace_reads, apply_trace},
    Fold{"inventory", 8, inventory_tables, inventory_reads, apply_inventory, inventory::is_behind,
         go_on_with_inventory},
    Fold{"promises", 2, promises_tables, promises_reads, apply_promises},
};

}  // namespace

std::span<const Fold> all_folds() {
  return folds;
}

std::string fold_version_key(const Fold& fold) {
  return "fold/" + std::string(fold.name);
}

}  // namespace stocktrail
