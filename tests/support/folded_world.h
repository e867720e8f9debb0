// tests/support/folded_world.h: a log of events, folded into trace and inventory over tables in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/inventory/inventory.h"
#include "ledger/query/event_facts.h"
#include "ledger/state/event_index.h"
#include "ledger/trace/recalls.h"
#include "tests/support/event_builder.h"
#include "tests/support/map_directory.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {

class FoldedWorld {
 public:
  EventRef add(epcis::Event event, std::string_view issuer = one_issuer) {
    return add_at(event_ref(++statements_, position_ = 0), std::move(event), issuer);
  }
  EventRef add(const EventBuilder& event) { return add(event.build(number())); }
  /// In the same statement as the event before.
  EventRef add_beside(const EventBuilder& event) {
    return add_at(event_ref(statements_, ++position_), event.build(number()), one_issuer);
  }
  EventRef take_back(EventRef ref, std::int64_t at) { return add(declared_error(events_.at(ref), at)); }

  const epcis::Event& event(EventRef ref) const { return events_.at(ref); }
  const Told& told(EventRef ref) const { return told_.at(ref); }
  /// A recall by statement, by whose word it counts, of single items of a good.
  void recall_items(const books::Good& good, const std::vector<std::string>& keys, Micros at) {
    const EventRef ref = event_ref(++statements_, position_ = 0);
    books::Fact& recall = notices_[ref];
    recall.event = {statement_of(ref), 1};
    recall.issuer = one_issuer;
    recall.id = "recall";
    recall.at = at;
    recall.deed = books::Deed::block;
    for (const std::string& key : keys) recall.what.items.push_back({key, good, {}});
    recall.notice.emplace(statement_of(ref), std::vector{good.product}, books::What(), at);
    inventory::Changes changes;
    changes.record = statement_of(ref);
    changes.recorded.push_back({.ref = ref, .fact = recall});
    fold(std::move(changes));
  }
  /// Its contents, as far as readers ask for them; what it left in lists stays.
  void erase(EventRef ref) {
    std::vector<std::string> keys;
    tables.scan(Table::facts, packed_ref(ref), {}, [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return true;
    });
    for (const std::string& key : keys) tables.erase(Table::facts, key);
  }

  /// All positions of a query, page by page.
  std::vector<inventory::Position> positions(inventory::PositionQuery query) const {
    std::vector<inventory::Position> all;
    do {
      const Result<inventory::PositionPage> page = inventory::positions(query, tables);
      ST_CHECK(page.has_value());
      all.insert(all.end(), page->positions.begin(), page->positions.end());
      query.cursor = page->has_more ? page->last : std::string{};
    } while (!query.cursor.empty());
    return all;
  }

  /// "on_hand <place> sellable <lot> 5": the positions of a product in words, sorted.
  std::vector<std::string> books(const std::string& product,
                                 std::optional<Micros> as_of = std::nullopt) const {
    inventory::PositionQuery query;
    query.product = product;
    query.when.as_of = as_of;
    std::vector<std::string> lines;
    for (const inventory::Position& position : positions(query)) lines.push_back(in_words(position));
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  static std::string in_words(const inventory::Position& position) {
    std::string text(inventory::name_of(position.account.kind));
    const bool inside = position.account.kind == inventory::AccountKind::on_hand ||
                        position.account.kind == inventory::AccountKind::in_transit;
    if (inside) text += " " + name(position.account.place);
    if (position.account.kind == inventory::AccountKind::in_transit)
      text += " from " + name(position.account.from);
    if (inside) text.append(" ").append(inventory::name_of(position.account.status));
    if (!position.lot.empty()) text += " " + position.lot;
    const books::Measure told = books::shown(position.good, position.amount);
    text += " " + told.amount.text();
    if (!told.unit.empty()) text += " " + told.unit;
    return text;
  }

  std::vector<std::string> discrepancies(const std::string& place = {}) const {
    inventory::DiscrepancyQuery query;
    query.place = place;
    std::vector<std::string> kinds;
    for (const inventory::Discrepancy& found : inventory::discrepancies(query, tables).discrepancies)
      kinds.emplace_back(inventory::name_of(found.told.kind));
    return kinds;
  }

  MemoryTables tables;
  MapDirectory directory;
  std::vector<std::string> speakers;  // Issuers that speak for every product.

 private:
  static constexpr std::string_view one_issuer = "https://id.gs1.org/417/9520000000004";

  unsigned number() const { return static_cast<unsigned>(events_.size() + 1); }

  EventRef add_at(EventRef ref, epcis::Event event, std::string_view issuer) {
    const IssuerTag tag = issuer_tag(issuer);
    events_.emplace(ref, event);
    const Told told = index_event(event, tag, ref, tables);
    told_.emplace(ref, told);
    if (told.is_repeat()) return ref;
    query::fold(event, {.issuer = std::string(issuer), .key_id = {}, .recorded_at = {}}, ref, tables);
    trace::fold(event, tag, ref, told, tables,
                [&](const gs1::Key&) { return std::ranges::find(speakers, issuer) != speakers.end(); });
    issuers_.emplace(ref, issuer);
    inventory::Changes changes;
    changes.record = statement_of(ref);
    changes.taken_back = told.taken_back;
    if (told.counts()) changes.recorded.push_back({.ref = ref, .fact = fact(ref)});
    fold(std::move(changes));
    return ref;
  }
  void fold(inventory::Changes changes) {
    inventory::fold(
        std::move(changes), directory, [this](EventRef at) { return std::optional(fact(at)); }, tables);
  }

  books::Fact fact(EventRef ref) const {
    if (const auto notice = notices_.find(ref); notice != notices_.end()) return notice->second;
    const epcis::Event& event = events_.at(ref);
    return books::fact_of(event, issuers_.at(ref), event.id, directory);
  }

  /// place(7) reads "7".
  static std::string name(const std::string& place_key) {
    if (place_key.empty()) return "nowhere";
    for (unsigned n = 0; n < 100; ++n) {
      if (place_key == place(n)) return std::to_string(n);
    }
    return place_key;
  }

  std::uint64_t statements_ = 0;
  unsigned position_ = 0;  // Of the last event in its statement.
  std::map<EventRef, epcis::Event> events_;
  std::map<EventRef, Told> told_;
  std::map<EventRef, std::string> issuers_;
  std::map<EventRef, books::Fact> notices_;
};

}  // namespace stocktrail::test
