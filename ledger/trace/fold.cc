#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "ledger/trace/detail/lots.h"

namespace stocktrail::trace {

namespace {

using epcis::Event;
using epcis::EventType;
using epcis::Word;

bool is_in_order(const Word& disposition) {
  return disposition.is("sellable_accessible") || disposition.is("sellable_not_accessible") ||
         disposition.is("active") || disposition.is("conformant") || disposition.is("available");
}

/// Only a deliberate word ends a recall: moving recalled goods gives them a new disposition, but not a clean
/// bill.
Recall recall_of(const Event& event) {
  for (const Word& word : event.persistent_disposition.unset) {
    if (word.is("recalled")) return Recall::lifted;
  }
  for (const Word& word : event.persistent_disposition.set) {
    if (word.is("recalled")) return Recall::raised;
  }
  if (!event.disposition) return Recall::none;
  if (event.disposition->is("recalled")) return Recall::raised;
  const bool inspected = event.biz_step && event.biz_step->is("inspecting");
  return inspected && is_in_order(*event.disposition) ? Recall::lifted : Recall::none;
}

Role role_of_objects(EventType type) {
  switch (type) {
    case EventType::object:
      return Role::object;
    case EventType::transaction:
      return Role::transaction;
    case EventType::transformation:
      return Role::input;
    case EventType::aggregation:
    case EventType::association:
      return Role::child;
  }
  return Role::object;
}

/// A lot that ilmd tells is that of what the event makes.
bool makes(const Event& event, Role role) {
  return role == Role::output || (role == Role::object && event.action == epcis::Action::add);
}

SiteTag tag_of(const gs1::Key& place) {
  const std::string_view site = std::string_view(place.text()).substr(0, place.text().find("/254/"));
  const Packed<16> hash = hashed_key(site);
  SiteTag tag = 0;
  for (const char c : std::span(hash.bytes).first(4)) tag = tag << 8 | static_cast<std::uint8_t>(c);
  return std::max(tag, on_the_way + 1);
}

/// Where things are after an event.
SiteTag site_of(const Event& event) {
  const auto& step = event.biz_step;
  if (step && (step->is("shipping") || step->is("departing") || step->is("consigning"))) {
    for (const epcis::SourceDest& end : event.destinations)
      if (end.type.is("location")) return tag_of(end.value);
    return on_the_way;
  }
  if (event.biz_location) return tag_of(*event.biz_location);
  return event.read_point ? tag_of(*event.read_point) : no_site;
}

/// Appends the touches of one event; each identifier once a role, however often the event names it.
class EventIndexer {
 public:
  EventIndexer(const Event& event, const IssuerTag& issuer, EventRef ref, Timing timing, const Told& told,
               const SpeaksFor& speaks_for, TableWriter& tables)
      : event_(event),
        issuer_(issuer),
        speaks_for_(speaks_for),
        counts_(told.counts() && timing == Timing::happened),
        tables_(tables) {
    touch_.event = ref;
    touch_.type = event.type;
    touch_.action = event.action;
    touch_.event_time = event.event_time.at;
    touch_.ahead = timing == Timing::ahead;
    touch_.recall = touch_.ahead ? Recall::none : recall_of(event);
    touch_.declares_error = event.error_declaration.has_value();
    const bool contains = event.type == EventType::aggregation || event.type == EventType::association;
    whole_ = contains && event.action == epcis::Action::remove && event.objects.empty();
    site_ = site_of(event);
    if (contains && event.action != epcis::Action::observe && event.parent) find_packings(*event.parent);
  }

  void add(const epcis::What& what, Role role) {
    for (const gs1::Key& epc : what.epcs) add_item(epc, role);
    for (const epcis::QuantityElement& element : what.quantities) add_class(element.epc_class, role);
  }

  void add_parent(const gs1::Key& key) { append(key, Role::parent, Naming::itself); }

 private:
  void find_packings(const gs1::Key& container) {
    const auto of = [&](const gs1::Key& key) -> Packing& {
      return packings_.try_emplace(key.text(), Packing{container, false, {}}).first->second;
    };
    for (const gs1::Key& epc : event_.objects.epcs) of(epc).is_piece = true;
    for (const epcis::QuantityElement& element : event_.objects.quantities)
      of(element.epc_class).quantities.push_back({element.uom, element.quantity});
  }

  void add_item(const gs1::Key& epc, Role role) {
    append(epc, role, Naming::itself);
    if (epc.type() != gs1::KeyType::sgtin) return;
    list_under_lot(epc, role);
  }

  /// Events of an item are listed under the lot that counts, the first that was told of it or the first by
  /// who speaks for its product; a making also under the one that it tells. What else is told is kept, so
  /// that it decides once that was taken back.
  void list_under_lot(const gs1::Key& epc, Role role) {
    const auto first_key = first_lot_key(epc);
    const std::optional<std::string> bytes = tables_.get(Table::items, first_key);
    const std::optional<LotTold> first = bytes && !bytes->empty() ? unpack_lot_told(*bytes) : std::nullopt;
    if (bytes && !bytes->empty() && !first) tables_.note_damage(Table::items);
    const std::optional<LotTold> told = told_lot(epc, role);
    if (first) append_to_lot(first->lot, role);
    if (told && (!first || told->lot != first->lot)) append_to_lot(told->lot, role);
    if (!told || !counts_) {
      if (!bytes) tables_.put(Table::items, first_key, {});
      return;
    }
    const bool takes_over = first && told->spoken && !first->spoken;
    if (!first || takes_over) tables_.put(Table::items, first_key, pack(*told));
    if (first && told->event == touch_.event)
      tables_.append(Table::items, later_lots_key(epc) + issuer_, pack(takes_over ? *first : *told));
    if (bytes && (!first || told->lot != first->lot))
      tables_.append(Table::items, unlisted_items_key(told->lot) + issuer_, epc.text());
  }

  std::optional<LotTold> told_lot(const gs1::Key& epc, Role role) {
    if (auto lot = epc.lot_key()) return LotTold{last_event_ref, std::move(*lot), true};
    const auto product = epc.product_key();
    if (product && makes(event_, role))
      if (auto lot = lot_key_of(epc, event_.ilmd.lot))
        return LotTold{touch_.event, std::move(*lot), speaks_for(*product)};
    return std::nullopt;
  }

  bool speaks_for(const gs1::Key& product) {
    const auto [at, is_new] = spoken_.try_emplace(product.text(), false);
    if (is_new) at->second = speaks_for_(product);
    return at->second;
  }

  void append_to_lot(const gs1::Key& lot, Role role) {
    append(lot, role, Naming::item_of_lot);
    if (makes(event_, role)) note_spelling(lot);
  }

  void add_class(const gs1::Key& key, Role role) {
    append(key, role, Naming::itself);
    if (!makes(event_, role)) return;
    if (key.type() == gs1::KeyType::lgtin) return note_spelling(key);
    const bool is_product = key.type() == gs1::KeyType::gtin;
    const std::optional<gs1::Key> lot =
        is_product ? lot_key_of(key, event_.ilmd.lot) : std::optional<gs1::Key>();
    if (!lot) return;
    append(*lot, role, Naming::itself);
    note_spelling(*lot);
  }

  /// So that who types the lot in the other case finds it.
  void note_spelling(const gs1::Key& lot) {
    if (!has_letters(lot.lot()) || !spelled_.insert(lot.text()).second) return;
    tables_.append(Table::items, spelling_key(lot) + issuer_, lot.text());
  }

  std::string element_of(const gs1::Key& key) const {
    const auto packing = touch_.role == Role::child && touch_.naming == Naming::itself
                             ? packings_.find(key.text())
                             : packings_.end();
    return packing == packings_.end() ? pack(touch_) : pack(touch_, packing->second);
  }

  void append(const gs1::Key& key, Role role, Naming naming) {
    const auto list = touches_key(key, naming);
    if (!done_.emplace(list, role).second) return;
    touch_.role = role;
    touch_.naming = naming;
    touch_.whole = whole_ && role == Role::parent;
    touch_.site = is_carrier(key) ? site_ : no_site;
    tables_.append(Table::items, list + issuer_, element_of(key));
    if (touch_.recall == Recall::none) return;
    tables_.append(Table::items, recalls_key(key, naming) + issuer_, pack(touch_));
  }

  const Event& event_;
  const IssuerTag& issuer_;
  const SpeaksFor& speaks_for_;
  const bool counts_;
  TableWriter& tables_;
  Touch touch_;
  bool whole_ = false;
  SiteTag site_ = no_site;
  std::set<std::pair<TouchesKey, Role>> done_;
  std::set<std::string> spelled_;  // Lots.
  std::map<std::string_view, Packing> packings_;
  std::map<std::string, bool> spoken_;  // By product.
};

}  // namespace

void fold(const Event& event, const IssuerTag& issuer, EventRef ref, const Told& told, TableWriter& tables,
          const SpeaksFor& speaks_for, Timing timing) {
  EventIndexer indexer(event, issuer, ref, timing, told, speaks_for, tables);
  if (event.parent) indexer.add_parent(*event.parent);
  indexer.add(event.objects, role_of_objects(event.type));
  indexer.add(event.outputs, Role::output);
  const auto take_back = [&](EventRef mistaken, EventRef declaration) {
    tables.put(Table::items, error_key(mistaken), packed_ref(declaration));
    const auto of_statement = statement_errors_key(mistaken);
    const std::string places = tables.get(Table::items, of_statement).value_or(std::string());
    if (!has_position(places, mistaken))
      tables.put(Table::items, of_statement, places + std::string(packed_position(mistaken)));
  };
  for (const EventRef mistaken : told.taken_back) take_back(mistaken, ref);
  if (told.taken_back_by) take_back(ref, *told.taken_back_by);
  if (timing == Timing::happened && !event.error_declaration && !event.transformation_id.empty()) {
    tables.append(Table::items, transformation_key(event.transformation_id, issuer), packed_ref(ref));
  }
}

}  // namespace stocktrail::trace
