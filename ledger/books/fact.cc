#include "ledger/books/fact.h"

#include <algorithm>
#include <utility>

#include "crypto/sha256.h"
#include "ledger/books/advice.h"

namespace stocktrail::books {
namespace {

using epcis::Action;
using epcis::Event;
using epcis::EventType;
using epcis::Word;

struct Meaning {
  std::string_view step;
  Deed deed;
  Kind kind = Kind::none;
};
constexpr auto meanings = std::to_array<Meaning>({
    {"accepting", Deed::arrive, Kind::accepting},
    {"arriving", Deed::pass},
    {"commissioning", Deed::make},
    {"consigning", Deed::depart, Kind::consigning},
    {"creating_class_instance", Deed::make},
    {"cycle_counting", Deed::count},
    {"decommissioning", Deed::destroy},
    {"departing", Deed::depart, Kind::departing},
    {"destroying", Deed::destroy},
    {"dispensing", Deed::sell},
    {"installing", Deed::consume},
    {"receiving", Deed::arrive, Kind::receiving},
    {"retail_selling", Deed::sell},
    {"shipping", Deed::depart, Kind::shipping},
    {"stock_taking", Deed::count},
    {"stocking", Deed::arrive, Kind::stocking},
    {"storing", Deed::arrive, Kind::storing},
    {"void_shipping", Deed::come_home},
});

constexpr std::pair<std::string_view, Status> statuses[] = {
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
    {"needs_replacement", Status::held},
    {"no_pedigree_match", Status::held},
    {"non_conformant", Status::held},
    {"non_sellable_other", Status::held},
    {"returned", Status::held},
    {"unavailable", Status::held},
};

std::optional<Status> status_of_word(const Word& word) {
  for (const auto& [text, status] : statuses)
    if (word.is(text)) return status;
  return std::nullopt;
}

bool disposed(const Event& event, std::string_view word) {
  return event.disposition && event.disposition->is(word);
}
/// CBV 2.0 has it among both.
bool disposed_in_any_way(const Event& event, std::string_view word) {
  return disposed(event, word) ||
         std::ranges::any_of(event.persistent_disposition.set, [&](const Word& one) { return one.is(word); });
}

/// persistentDisposition.set counts before the disposition, unless it only says that all is well.
std::optional<Status> status_of(const Event& event) {
  for (const Word& word : event.persistent_disposition.set)
    if (const auto status = status_of_word(word); status && *status != Status::sellable) return status;
  if (!event.disposition) return std::nullopt;
  return status_of_word(*event.disposition);
}

const Meaning* meaning_of(const Event& event) {
  if (!event.biz_step || !event.biz_step->is_standard) return nullptr;
  const auto found = std::ranges::find(meanings, std::string_view(event.biz_step->text), &Meaning::step);
  return found == meanings.end() ? nullptr : &*found;
}

Deed ending_of(const Event& event) {
  if (disposed(event, "retail_sold") || disposed(event, "dispensed")) return Deed::sell;
  return disposed(event, "stolen") ? Deed::lose : Deed::destroy;
}

bool says_quantity(const Fact& fact) {
  return !fact.what.items.empty() || !fact.what.boxes.empty() ||
         std::ranges::any_of(fact.what.lines, [](const Line& line) { return line.amount.has_value(); });
}

/// What an event that only looks at goods says of them.
Deed view_of(const Event& event, Fact& fact) {
  if (disposed(event, "stolen")) return Deed::lose;
  if (disposed(event, "destroyed") || disposed(event, "disposed")) return Deed::destroy;
  if (disposed(event, "retail_sold") || disposed(event, "dispensed")) return Deed::nothing;
  const bool anywhere = fact.before.empty() && fact.after.empty();
  const bool whole =
      !says_quantity(fact) && !fact.what.lines.empty() && (anywhere || !fact.what.lines.front().lot.empty());
  for (const Status status : {Status::recalled, Status::held}) {
    if (!whole || (status == Status::held && !anywhere)) continue;  // A hold at a place is for what is there.
    fact.blocks = status;
    if (fact.status == status) return Deed::block;
    if (std::ranges::find(fact.unset, status) != fact.unset.end()) return Deed::unblock;
  }
  if (whole && anywhere && fact.status == Status::sellable) return Deed::unblock;  // Of a hold.
  return fact.status || !fact.unset.empty() ? Deed::restate : Deed::nothing;
}

void set_deed(const Event& event, Fact& fact) {
  if (event.type == EventType::transaction) return;
  if (event.type == EventType::transformation) {
    fact.deed = Deed::transform;
    return;
  }
  const Meaning* meaning = meaning_of(event);
  if (meaning != nullptr) {
    fact.deed = meaning->deed;
    fact.kind = meaning->kind;
  }
  if (event.type != EventType::object) {  // Packing tells no making or ending.
    if (fact.deed == Deed::make || fact.deed == Deed::destroy || fact.deed == Deed::count)
      fact.deed = Deed::nothing;
    return;
  }
  if (event.action == Action::add && fact.deed != Deed::arrive) fact.deed = Deed::make;
  if (event.action == Action::remove &&
      (meaning == nullptr || fact.deed == Deed::make || event.biz_step->is("decommissioning")))
    fact.deed = ending_of(event);
  if (meaning == nullptr && fact.deed == Deed::nothing) fact.deed = view_of(event, fact);
}

Packing packing_of(const Event& event) {
  if (event.type != EventType::aggregation && event.type != EventType::association) return Packing::none;
  switch (event.action) {
    case Action::add:
      return Packing::load;
    case Action::remove:
      return event.objects.empty() ? Packing::empty : Packing::unload;
    default:
      return Packing::seen;
  }
}

Line line_of(const epcis::QuantityElement& element, const std::string& ilmd_lot, const Directory& directory) {
  const std::optional<gs1::Key> product = element.epc_class.product_key();
  Line line;
  line.lot = product ? std::string(element.epc_class.lot()) : std::string();
  if (line.lot.empty()) line.lot = ilmd_lot;
  line.good.product = product ? product->text() : element.epc_class.text();
  line.good.unit = unit_of(element.uom);
  std::int64_t pieces = 1;
  if (line.good.unit.empty()) {
    if (auto level = directory.level_of(line.good.product)) {
      line.good.product = std::move(level->product);
      pieces = level->pieces;
    }
  }
  if (const auto told = element.quantity ? measure(*element.quantity, element.uom, pieces) : std::nullopt)
    line.amount = told->amount;
  return line;
}

What what_of(const epcis::What& named, const std::string& ilmd_lot, const Directory& directory) {
  What what;
  for (const gs1::Key& key : named.epcs) {
    if (key.type() != gs1::KeyType::sgtin) {
      what.boxes.push_back(key.text());
      continue;
    }
    const std::string lot(key.lot().empty() ? std::string_view(ilmd_lot) : key.lot());
    const auto product = key.product_key();
    ST_CHECK(product);
    what.items.push_back({key.text(), {product->text(), {}}, lot});
  }
  for (const epcis::QuantityElement& element : named.quantities)
    what.lines.push_back(line_of(element, ilmd_lot, directory));
  std::ranges::sort(what.lines);
  std::ranges::sort(what.items);
  std::ranges::sort(what.boxes);
  const auto twice = std::ranges::unique(what.items, {}, &ItemName::key);
  what.items.erase(twice.begin(), twice.end());
  const auto boxes_twice = std::ranges::unique(what.boxes);
  what.boxes.erase(boxes_twice.begin(), boxes_twice.end());
  return what;
}

/// The places and parties of a list, most exact first: location, possessing, owning party.
std::vector<std::string> ends_of(const std::vector<epcis::SourceDest>& list) {
  std::vector<std::string> ends;
  for (const std::string_view type : {"location", "possessing_party", "owning_party"})
    for (const epcis::SourceDest& entry : list)
      if (entry.type.is(type)) ends.push_back(place_of(entry.value.text()).site);
  return ends;
}

/// Of several the first by its id. Empty: none.
std::string owner_in(const std::vector<epcis::SourceDest>& list) {
  std::string owner;
  for (const epcis::SourceDest& entry : list)
    if (entry.type.is("owning_party") && (owner.empty() || entry.value.text() < owner))
      owner = entry.value.text();
  return owner;
}

void set_places(const Event& event, Fact& fact) {
  const Place read = event.read_point ? place_of(event.read_point->text()) : Place{};
  const Place location = event.biz_location ? place_of(event.biz_location->text()) : Place{};
  // A dock door says where it was read; if the location that the books know is named beside it, take that.
  const bool same_site = !location.empty() && location.site == read.site;
  fact.before = read.empty() || same_site ? location : read;
  fact.after = location.empty() ? read : location;
}

std::uint64_t first_bits(const Digest& digest) {
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : BytesView(digest).first(8)) bits = bits << 8 | byte;
  return bits;
}

/// Where it happened, by what the event hash sees: milliseconds and eventTimeZoneOffset. However its time is
/// spelled, it is the same event.
bool is_midnight(const epcis::Event& event) {
  constexpr std::int64_t minute = 60'000, day = 24 * 60 * minute;
  const std::int64_t at = (to_i64(event.event_time.at) + 500) / 1'000;
  return (at + parse_offset(event.time_zone_offset).value_or(0) * minute) % day == 0;
}

}  // namespace

std::string_view name_of(Status status) {
  constexpr auto names =
      std::to_array<std::string_view>({"sellable", "held", "damaged", "expired", "recalled"});
  return names[static_cast<std::size_t>(status)];
}

Place place_of(std::string_view key) {
  const std::size_t part = key.find("/254/");
  if (part == std::string_view::npos) return {std::string(key), {}};
  return {std::string(key.substr(0, part)), std::string(key)};
}

Standing Fact::standing_to(const std::string& product) const {
  const auto found = standings.find(product);
  return found == standings.end() ? Standing::free : found->second;
}

std::string_view advice_on(const Event& event) {
  const Meaning* meaning = meaning_of(event);
  if (meaning == nullptr || event.error_declaration) return {};
  const bool comes = meaning->deed == Deed::arrive && !disposed(event, "returned");  // By a customer.
  const bool moves = meaning->deed == Deed::depart || comes;
  const bool names_box = std::ranges::any_of(
      event.objects.epcs, [](const gs1::Key& key) { return key.type() == gs1::KeyType::sscc; });
  if (moves && !event.objects.quantities.empty() && event.biz_transactions.empty() && !names_box)
    return "Goods that leave or arrive by quantity are surely joined by a document: name the despatch advice "
           "in bizTransactionList.";
  if (meaning->deed == Deed::count && is_midnight(event))
    return "A count without a time of day is taken to be at 00:00: tell when it was made.";
  return {};
}

std::vector<std::string> sites_of(const Event& event) {
  const bool is_read = event.action == epcis::Action::observe && meaning_of(event) == nullptr;
  const bool has_goods = !event.objects.empty() || !event.outputs.empty() || event.parent;
  if (is_read || !has_goods || event.error_declaration) return {};
  Fact fact;
  set_places(event, fact);
  std::vector<std::string> sites;
  for (const std::string* site : {&fact.before.site, &fact.after.site})
    if (!site->empty() && std::ranges::find(sites, *site) == sites.end()) sites.push_back(*site);
  return sites;
}

Fact fact_of(const Event& event, std::string_view issuer, std::string_view hash, const Directory& directory) {
  Fact fact;
  fact.issuer = issuer;
  fact.id = event.id_is_given ? event.id : std::string(hash);
  fact.event = {first_bits(sha256(hash)), first_bits(sha256(fact.issuer + '\n' + fact.id))};
  fact.at = event.event_time.at;
  fact.date_only = is_midnight(event);
  fact.packing = packing_of(event);
  fact.status = status_of(event);
  for (const Word& word : event.persistent_disposition.unset)
    if (const auto status = status_of_word(word); status && *status != Status::sellable)
      fact.unset.push_back(*status);
  fact.returned = disposed(event, "returned");
  fact.retail_sold = disposed(event, "retail_sold");
  fact.mismatch = disposed_in_any_way(event, "mismatch_quantity");
  fact.inspecting = event.biz_step && event.biz_step->is("inspecting");
  fact.label_only = event.biz_step && event.biz_step->is("decommissioning");
  set_places(event, fact);
  fact.sources = ends_of(event.sources);
  fact.destinations = ends_of(event.destinations);
  fact.owner_before = owner_in(event.sources);
  fact.owner_after = owner_in(event.destinations);
  for (const epcis::BizTransaction& document : event.biz_transactions)
    fact.documents.push_back((document.type ? document.type->text : std::string()) + ' ' +
                             gs1::document_name(document.id));
  std::ranges::sort(fact.documents);
  fact.documents.erase(std::ranges::unique(fact.documents).begin(), fact.documents.end());
  if (event.parent) fact.parent = event.parent->text();
  // The ilmd of a transformation tells what it makes.
  const bool makes_outputs = event.type == EventType::transformation;
  fact.what = what_of(event.objects, makes_outputs ? std::string() : event.ilmd.lot, directory);
  fact.outputs = what_of(event.outputs, event.ilmd.lot, directory);
  if (event.ilmd.expires_at) fact.expires_at = event.ilmd.expires_at->at;
  fact.is_declaration = event.error_declaration.has_value();
  set_deed(event, fact);
  fact.changes_owner = !event.biz_step && (fact.deed == Deed::nothing || fact.deed == Deed::restate) &&
                       fact.packing == Packing::none && !fact.owner_before.empty() &&
                       !fact.owner_after.empty() && fact.owner_before != fact.owner_after;
  return fact;
}

}  // namespace stocktrail::books
