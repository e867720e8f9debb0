#include "api/access/visibility.h"

#include <algorithm>
#include <array>

#include "api/access/conditions.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

// Fields that say what happened, when and how it stands, but not with whom or how much; and what names mean.
constexpr std::array public_fields{
    "@context", "type",    "eventTime",   "eventTimeZoneOffset",   "recordTime",
    "action",   "bizStep", "disposition", "persistentDisposition", "certificationInfo"};
// Of an errorDeclaration that cannot be shown as it is: one disclosure, so a proof leaves it out.
constexpr std::array public_declaration{"declarationTime", "reason", "correctiveEventIDs"};
// What EPCIS puts into the public members that are objects; the rest is extensions, which are nobody's
// business.
struct StandardMembers {
  std::string_view name;
  std::array<std::string_view, 3> members;
};
constexpr std::array standard_members{
    StandardMembers{"readPoint", {"id"}}, StandardMembers{"bizLocation", {"id"}},
    StandardMembers{"persistentDisposition", {"set", "unset"}},
    StandardMembers{"errorDeclaration", {"declarationTime", "reason", "correctiveEventIDs"}}};
constexpr std::array epc_lists{"epcList", "childEPCs", "inputEPCList", "outputEPCList"};
constexpr std::array quantity_lists{"quantityList", "childQuantityList", "inputQuantityList",
                                    "outputQuantityList"};
// Master data of a lot that its label says as well.
constexpr std::array public_ilmd{"lotNumber",  "itemExpirationDate", "bestBeforeDate",
                                 "sellByDate", "productionDate",     "countryOfOrigin"};

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::end(list);
}

bool is_in(const Codes& codes, std::string_view identifier, const epcis::Event& event) {
  if (codes.empty()) return false;
  if (const auto known = event.prefixed.find(identifier); known != event.prefixed.end())
    return codes.contains(known->second.text());
  const auto key = gs1::parse_key(identifier);
  return key && codes.contains(key->text());
}

bool is_public_place(const std::optional<gs1::Key>& place, const TableReader& tables) {
  if (!place) return false;
  const auto found = master::place(*place, tables);
  return found && found->place.is_public;
}

bool is_place_of(const gs1::Key& place, std::string_view party, const TableReader& tables) {
  const auto found = master::place_or_whole(place, tables);
  return found && found->party.text() == party;
}

bool names_party(const gs1::Key& value, std::string_view party, const TableReader& tables) {
  return value.text() == party || is_place_of(value, party, tables);
}

/// One step up and down: where it happened, from whom and to whom.
bool names_party(const epcis::Event& event, std::string_view party, const TableReader& tables) {
  if (party.empty()) return false;
  const auto is_own = [&](const epcis::SourceDest& s) { return names_party(s.value, party, tables); };
  return (event.read_point && is_place_of(*event.read_point, party, tables)) ||
         (event.biz_location && is_place_of(*event.biz_location, party, tables)) ||
         std::ranges::any_of(event.sources, is_own) || std::ranges::any_of(event.destinations, is_own);
}

bool speaks_for_party(const Principal& principal) {
  return principal.role == Role::party || principal.role == Role::operator_;
}

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

bool is_public_ilmd(const json::Value& ilmd) {
  if (!ilmd.is(json::Kind::object)) return false;
  for (const json::Member& member : ilmd.members()) {
    if (!contains(public_ilmd, local_name(member.name)) || !member.value.is(json::Kind::string)) return false;
  }
  return true;
}

bool is_standard(const json::Member& member) {
  const auto standard = std::ranges::find(standard_members, member.name, &StandardMembers::name);
  if (standard == standard_members.end()) return true;
  return member.value.is(json::Kind::object) &&
         std::ranges::all_of(member.value.members(), [&](const json::Member& inner) {
           return contains(standard->members, inner.name);
         });
}

using Pointers = std::set<std::string, std::less<>>;

/// The elements of a what-list that carry one of the codes; a quantity element without its quantity.
void add_elements(Pointers& pointers, const json::Member& list, const epcis::Event& event,
                  const Codes& codes) {
  if (!list.value.is(json::Kind::array)) return;
  const std::string base = "/" + std::string(list.name);
  std::size_t place = 0;
  for (const json::Value element : list.value.elements()) {
    const std::string pointer = base + "/" + std::to_string(place++);
    if (element.is(json::Kind::string)) {
      if (is_in(codes, element.string(), event)) pointers.insert({base, pointer});
      continue;
    }
    const auto epc_class = element.is(json::Kind::object) ? element.find("epcClass") : std::nullopt;
    if (epc_class && epc_class->is(json::Kind::string) && is_in(codes, epc_class->string(), event)) {
      pointers.insert({base, pointer});
    }
  }
}

bool names_content_hash(const epcis::Event& event) {
  return event.error_declaration &&
         std::ranges::any_of(event.error_declaration->corrective_event_ids, is_content_hash);
}

bool is_public_member(const json::Member& member, const epcis::Event& event, const Codes& codes,
                      const TableReader& tables) {
  if (!is_standard(member)) return false;
  if (member.name == "eventID") return !is_content_hash(event.id);
  if (member.name == "errorDeclaration") return !names_content_hash(event);
  if (contains(public_fields, member.name)) return true;
  if (member.name == "sensorElementList") return is_public_conditions(member.value);
  if (member.name == "readPoint") return is_public_place(event.read_point, tables);
  if (member.name == "bizLocation") return is_public_place(event.biz_location, tables);
  if (member.name == "parentID") return event.parent && codes.contains(event.parent->text());
  return member.name == "ilmd" && is_public_ilmd(member.value);
}

void write_element(json::Writer& w, const json::Value& element, const std::string& pointer,
                   const EventSight& sight) {
  if (!element.is(json::Kind::object)) {
    w.raw(element.raw());
    return;
  }
  w.begin_object();
  for (const json::Member& member : element.members()) {
    if (member.name == "quantity" && !sight.shows(pointer + "/quantity")) continue;
    w.key(member.name).raw(member.value.raw());
  }
  w.end_object();
}

/// The members that `sight` shows of an errorDeclaration which it does not show as it is.
void write_declaration(json::Writer& w, const json::Value& declaration, const EventSight& sight,
                       const OpaqueId& opaque_id) {
  w.key("errorDeclaration").begin_object();
  for (const json::Member& member : declaration.members()) {
    if (!sight.shows("/errorDeclaration/" + std::string(member.name))) continue;
    w.key(member.name);
    if (member.name != "correctiveEventIDs") {
      w.raw(member.value.raw());
      continue;
    }
    w.begin_array();
    for (const json::Value id : member.value.elements()) {
      if (!is_content_hash(id.string())) {
        w.raw(id.raw());
      } else if (const auto opaque = opaque_id(id.string())) {
        w.string(*opaque);
      }
    }
    w.end_array();
  }
  w.end_object();
}

}  // namespace

Codes codes_of(const gs1::Key& code) {
  Codes codes{code.text()};
  if (const auto lot = code.lot_key()) codes.insert(lot->text());
  if (const auto product = code.product_key()) codes.insert(product->text());
  return codes;
}

EventSight EventSight::whole() {
  EventSight sight;
  sight.extent_ = Extent::whole;
  return sight;
}

bool EventSight::shows(std::string_view pointer) const {
  switch (extent_) {
    case Extent::nothing:
      return false;
    case Extent::part:
      return pointers_.contains(pointer);
    case Extent::whole:
      return true;
  }
  return false;
}

EventSight public_sight(const epcis::Event& event, const json::Value& text, const Codes& codes,
                        const TableReader& tables) {
  EventSight sight;
  sight.extent_ = EventSight::Extent::part;
  sight.pointers_.insert("");
  for (const json::Member& member : text.members()) {
    if (contains(epc_lists, member.name) || contains(quantity_lists, member.name)) {
      add_elements(sight.pointers_, member, event, codes);
    } else if (is_public_member(member, event, codes, tables)) {
      sight.pointers_.insert("/" + std::string(member.name));
    } else if (member.name == "errorDeclaration") {
      for (const char* name : public_declaration)
        sight.pointers_.insert("/errorDeclaration/" + std::string(name));
    }
  }
  return sight;
}

bool shows_all_of(const Principal& principal, std::string_view issuer) {
  return principal.role == Role::auditor || (speaks_for_party(principal) && principal.party == issuer);
}

EventSight sight_of(const Principal& principal, std::string_view issuer, const epcis::Event& event,
                    const json::Value& text, const Codes& codes, const TableReader& tables) {
  const bool whole = shows_all_of(principal, issuer) ||
                     (speaks_for_party(principal) && names_party(event, principal.party, tables));
  if (!whole) return public_sight(event, text, codes, tables);
  return EventSight::whole();
}

bool is_content_hash(std::string_view event_id) {
  std::string id(event_id);
  std::ranges::transform(id, id.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return id.starts_with("ni:") || id.starts_with("nih:") || id.contains("/.well-known/ni/");
}

std::string show_event(const json::Value& text, const EventSight& sight, const OpaqueId& opaque_id) {
  const bool is_whole = sight.extent() == EventSight::Extent::whole;
  if (is_whole && !text.find("@context") && !text.find("recordTime")) return std::string(text.raw());
  json::Writer w;
  w.begin_object();
  for (const json::Member& member : text.members()) {
    if (member.name == "@context" || member.name == "recordTime") continue;
    if (is_whole) {
      w.key(member.name).raw(member.value.raw());
      continue;
    }
    const std::string pointer = "/" + std::string(member.name);
    if (!sight.shows(pointer)) {
      if (sight.shows(pointer + "/declarationTime")) write_declaration(w, member.value, sight, opaque_id);
      continue;
    }
    w.key(member.name);
    if (!contains(epc_lists, member.name) && !contains(quantity_lists, member.name)) {
      w.raw(member.value.raw());
      continue;
    }
    w.begin_array();
    std::size_t place = 0;
    for (const json::Value element : member.value.elements()) {
      const std::string at = pointer + "/" + std::to_string(place++);
      if (sight.shows(at)) write_element(w, element, at, sight);
    }
    w.end_array();
  }
  w.end_object();
  return std::move(w).text();
}

bool has_extensions(const json::Value& event, std::string_view name) {
  const auto value = event.find(name);
  return value && !is_standard({name, *value});
}

bool shows_statement(const Principal& principal, const Statement& statement) {
  ST_CHECK(statement.kind() != "events");
  if (shows_all_of(principal, statement.issuer())) return true;
  const json::Value body = statement.body();
  const auto is_false = [](const std::optional<json::Value>& v) {
    return v && v->is(json::Kind::boolean) && !v->boolean();
  };
  const auto is_true = [](const std::optional<json::Value>& v) {
    return v && v->is(json::Kind::boolean) && v->boolean();
  };
  if (statement.kind() == "policy") return false;
  if (statement.kind() == "certificate") return !is_false(body.find("public"));
  if (statement.kind() == "party") {
    const auto places = body.find("places");
    if (!places || !places->is(json::Kind::array)) return true;
    for (const json::Value place : places->elements()) {
      if (!is_true(place.find("public"))) return false;
    }
  }
  return true;
}

bool shows_place(const Principal& principal, const gs1::Key& owner, const master::Place& place) {
  return place.is_public || principal.role == Role::auditor || principal.party == owner.text();
}

bool names_hidden_place(const master::Certificate& certificate, const TableReader& tables) {
  return std::ranges::any_of(certificate.subjects, [&](const gs1::Key& subject) {
    const bool is_place = subject.type() == gs1::KeyType::gln || subject.type() == gs1::KeyType::sgln;
    const auto found = master::place(subject, tables);  // Of a URI only this tells that it is a place.
    return found ? !found->place.is_public : is_place;
  });
}

bool shows_certificate(const Principal& principal, const master::Certificate& certificate) {
  return certificate.is_public || shows_all_of(principal, certificate.stated_by);
}

bool shows_account(const Principal& principal, const inventory::Account& account, const TableReader& tables) {
  if (principal.role == Role::auditor) return true;
  if (principal.role == Role::anyone || principal.party.empty()) return false;
  const auto is_own = [&](const std::string& text) {
    if (text.empty()) return false;
    if (text == principal.party) return true;
    const auto key = gs1::parse_key(text);
    return key && is_place_of(*key, principal.party, tables);
  };
  return is_own(account.place) || is_own(account.from);
}

}  // namespace stocktrail::api
