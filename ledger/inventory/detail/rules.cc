#include "ledger/inventory/detail/rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stocktrail::inventory {

namespace {

using epcis::Action;
using epcis::Event;
using epcis::EventType;
using epcis::Word;

constexpr std::string_view part_mark = "/254/";

constexpr std::pair<std::string_view, Move> moves_by_step[] = {
    {"commissioning", Move::make},      {"creating_class_instance", Move::make},
    {"shipping", Move::ship},           {"consigning", Move::ship},
    {"departing", Move::depart},        {"receiving", Move::receive},
    {"accepting", Move::accept},        {"storing", Move::store},
    {"stocking", Move::store},          {"retail_selling", Move::sell},
    {"dispensing", Move::sell},         {"installing", Move::consume},
    {"destroying", Move::destroy},      {"decommissioning", Move::destroy},
    {"void_shipping", Move::void_ship},
};

constexpr std::pair<std::string_view, Status> status_by_disposition[] = {
    {"active", Status::sellable},
    {"available", Status::sellable},
    {"conformant", Status::sellable},
    {"sellable_accessible", Status::sellable},
    {"sellable_not_accessible", Status::sellable},
    {"damaged", Status::damaged},
    {"expired", Status::expired},
    {"recalled", Status::recalled},
    {"inactive", Status::held},
    {"mismatch_class", Status::held},
    {"mismatch_instance", Status::held},
    {"mismatch_quantity", Status::held},
    {"needs_replacement", Status::held},
    {"no_pedigree_match", Status::held},
    {"non_conformant", Status::held},
    {"non_sellable_other", Status::held},
    {"returned", Status::held},
    {"unavailable", Status::held},
};

bool disposition_is(const Event& event, std::string_view word) {
  return event.disposition && event.disposition->is(word);
}

Move move_of_step(const Event& event) {
  if (!event.biz_step) return Move::none;
  for (const auto& [word, move] : moves_by_step) {
    if (event.biz_step->is(word)) return move;
  }
  return Move::none;
}

Move ending_of(const Event& event) {
  if (disposition_is(event, "retail_sold") || disposition_is(event, "dispensed")) return Move::sell;
  if (disposition_is(event, "stolen")) return Move::lose;
  return Move::destroy;
}

std::optional<Status> status_of_word(const Word& word) {
  for (const auto& [text, status] : status_by_disposition) {
    if (word.is(text)) return status;
  }
  return std::nullopt;
}

bool is_object_with(const Event& event, Action action) {
  return event.type == EventType::object && event.action == action;
}

/// Steps that say the same as an ADD, or that can only be meant as what they say.
bool arrives(Move move) {
  return move == Move::receive || move == Move::accept || move == Move::store;
}

const std::string* party_or_place(const std::vector<epcis::SourceDest>& list, std::string_view type) {
  const auto found = std::ranges::find_if(list, [&](const auto& entry) { return entry.type.is(type); });
  return found == list.end() ? nullptr : &found->value.text();
}

}  // namespace

Move move_of(const Event& event) {
  if (event.type == EventType::transaction || event.type == EventType::transformation) return Move::none;
  const Move move = move_of_step(event);
  if (is_object_with(event, Action::add) && !arrives(move)) return Move::make;
  if (is_object_with(event, Action::remove) && (move == Move::none || move == Move::make))
    return ending_of(event);
  if (move == Move::receive && disposition_is(event, "returned")) return Move::give_back;
  if (move == Move::ship && disposition_is(event, "retail_sold")) return Move::none;  // The sale took it out.
  if (event.type != EventType::object && move == Move::make) return Move::none;
  if (move != Move::none) return move;
  if (event.type != EventType::object) return Move::none;
  if (disposition_is(event, "stolen")) return Move::lose;
  return status_of(event) || lifts_recall(event) ? Move::restate : Move::none;
}

std::optional<Status> status_of(const Event& event) {
  for (const Word& word : event.persistent_disposition.set) {
    const std::optional<Status> status = status_of_word(word);
    if (status && *status != Status::sellable) return status;
  }
  if (!event.disposition) return std::nullopt;
  return status_of_word(*event.disposition);
}

bool unsets_recall(const Event& event) {
  const auto& unset = event.persistent_disposition.unset;
  return std::ranges::any_of(unset, [](const Word& word) { return word.is("recalled"); });
}

bool lifts_recall(const Event& event) {
  if (unsets_recall(event)) return true;
  return event.biz_step && event.biz_step->is("inspecting") && status_of(event) == Status::sellable;
}

std::string place_before(const Event& event) {
  if (!event.read_point) return event.biz_location ? event.biz_location->text() : std::string();
  // A dock door says where it was read; if the location that the journal knows is named beside it, take that.
  const bool same_site =
      event.biz_location && site_of(event.biz_location->text()) == site_of(event.read_point->text());
  return same_site ? event.biz_location->text() : event.read_point->text();
}

std::string place_after(const Event& event) {
  if (event.biz_location) return event.biz_location->text();
  return event.read_point ? event.read_point->text() : std::string();
}

std::string site_of(std::string_view place) {
  return std::string(place.substr(0, place.find(part_mark)));
}

std::string parts_prefix(std::string_view place) {
  const bool is_site =
      place.starts_with("https://id.gs1.org/414/") && place.find(part_mark) == std::string_view::npos;
  return is_site ? std::string(place).append(part_mark) : std::string();
}

std::string destination_of(const Event& event) {
  for (const std::string_view type : {"location", "possessing_party", "owning_party"}) {
    if (const std::string* found = party_or_place(event.destinations, type)) return site_of(*found);
  }
  return {};
}

AccountKind outside_of(Move move) {
  switch (move) {
    case Move::make:
      return AccountKind::made;
    case Move::sell:
      return AccountKind::sold;
    case Move::consume:
      return AccountKind::consumed;
    case Move::destroy:
      return AccountKind::destroyed;
    case Move::lose:
      return AccountKind::lost;
    default:
      return AccountKind::unknown;
  }
}

Good good_of(const epcis::QuantityElement& element) {
  const gs1::Key& key = element.epc_class;
  const std::optional<gs1::Key> product = key.product_key();
  if (!product) return {key.text(), {}, element.uom};
  return {product->text(), std::string(key.lot()), element.uom};
}

}  // namespace stocktrail::inventory
