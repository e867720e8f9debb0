// The rule of public members, and events as JSON with only what a reader may see.
#include <algorithm>
#include <array>

#include "api/access/visibility.h"
#include "api/page/catalogue.h"
#include "crypto/json_writer.h"
#include "ledger/epcis/json/open_part.h"

namespace stocktrail::api {
namespace {

// Fields that say what happened, when and how it stands, but not with whom or how much; and what names mean.
constexpr std::array public_fields{
    "@context", "type",    "eventTime",   "eventTimeZoneOffset",   "recordTime",
    "action",   "bizStep", "disposition", "persistentDisposition", "certificationInfo"};
// An errorDeclaration that cannot be shown as it is: one disclosure, so a proof leaves it out.
constexpr std::array public_declaration{"declarationTime", "reason", "correctiveEventIDs"};
constexpr std::array what_lists{"epcList",           "childEPCs",         "inputEPCList",
                                "outputEPCList",     "quantityList",      "childQuantityList",
                                "inputQuantityList", "outputQuantityList"};
// An element of a quantity list, without its quantity.
constexpr std::array public_of_element{"epcClass", "uom"};
// Master data of a lot that its label says as well.
constexpr std::array public_ilmd{"lotNumber",  "itemExpirationDate", "bestBeforeDate",
                                 "sellByDate", "productionDate",     "countryOfOrigin"};

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::end(list);
}

std::string joined(std::string_view pointer, std::string_view name) {
  std::string inner(pointer);
  append_pointer(inner, name);
  return inner;
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

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

bool is_public_ilmd(const json::Value& ilmd) {
  if (!ilmd.is(json::Kind::object)) return false;
  return std::ranges::all_of(ilmd.members(), [](const json::Member& member) {
    const std::string_view name = local_name(member.name);
    if (!contains(public_ilmd, name) || !member.value.is(json::Kind::string)) return false;
    // Admission takes any text there, and what everybody reads must hold no message.
    return name != "countryOfOrigin" || is_country_code(member.value.string());
  });
}

bool names_content_hash(const epcis::Event& event) {
  return event.error_declaration &&
         std::ranges::any_of(event.error_declaration->corrective_event_ids, is_content_hash);
}

bool is_public_member(const json::Member& member, const epcis::Event& event, const Codes& codes,
                      const TableReader& tables) {
  if (!epcis::is_plain(member)) return false;
  if (member.name == "eventID") return !is_content_hash(event.id);
  if (member.name == "errorDeclaration") return !names_content_hash(event);
  if (contains(public_fields, member.name)) return true;
  if (member.name == "sensorElementList") return epcis::is_shown_conditions(member.value);
  if (member.name == "readPoint") return is_public_place(event.read_point, tables);
  if (member.name == "bizLocation") return is_public_place(event.biz_location, tables);
  if (member.name == "parentID") return event.parent && codes.contains(event.parent->text());
  return member.name == "ilmd" && is_public_ilmd(member.value);
}

}  // namespace

/// Looks at an event piece by piece, and then at the disclosures that the pieces stand in.
class PublicRule {
 public:
  PublicRule(const StatedEvent& stated, const Codes& codes, const TableReader& tables)
      : stated_(stated), codes_(codes), tables_(tables) {}

  EventSight sight() && {
    if (stated_.cuts.shows_other_events()) return {};
    for (const json::Member& member : stated_.text.members()) look_at(member);
    if (spoilt_.contains("")) return {};
    EventSight sight;
    sight.extent_ = EventSight::Extent::part;
    sight.pointers_.insert("");
    for (std::string& pointer : pointers_)
      if (!is_spoilt(pointer)) sight.pointers_.insert(std::move(pointer));
    for (std::string& member : members_)
      if (!is_spoilt(member)) sight.members_.insert(std::move(member));
    sight.pointers_.insert(declaration_.begin(), declaration_.end());
    return sight;
  }

 private:
  void look_at(const json::Member& member) {
    std::string pointer = joined("", member.name);
    if (contains(what_lists, member.name) && member.value.is(json::Kind::array)) {
      look_at_list(std::move(pointer), member.value);
    } else if (is_public_member(member, stated_.event, codes_, tables_)) {
      members_.push_back(std::move(pointer));
    } else {
      spoil(pointer);
      if (member.name != "errorDeclaration") return;
      for (const char* name : public_declaration) declaration_.push_back(joined(pointer, name));
    }
  }

  /// A list is shown for those of its elements that carry one of the codes.
  void look_at_list(std::string list, const json::Value& elements) {
    bool shows_one = false, hides_one = false;
    std::size_t place = 0;
    for (const json::Value element : elements.elements()) {
      const bool shown = look_at_element(joined(list, std::to_string(place++)), element);
      (shown ? shows_one : hides_one) = true;
    }
    if (shows_one) {
      pointers_.push_back(std::move(list));
    } else if (hides_one) {
      spoil(list);
    }
  }

  bool look_at_element(std::string pointer, const json::Value& element) {
    const auto epc_class = element.is(json::Kind::object) ? element.find("epcClass") : std::nullopt;
    const json::Value& name = epc_class ? *epc_class : element;
    if (!name.is(json::Kind::string) || !is_in(codes_, name.string(), stated_.event)) {
      spoil(pointer);
      return false;
    }
    if (epc_class) {
      for (const json::Member& member : element.members()) {
        std::string inner = joined(pointer, member.name);
        if (!contains(public_of_element, member.name)) {
          spoil(inner);
        } else {
          pointers_.push_back(std::move(inner));
        }
      }
    }
    pointers_.push_back(std::move(pointer));
    return true;
  }

  /// What is at `pointer` must not be shown, and so the disclosure that holds it must not.
  void spoil(std::string_view pointer) {
    while (!pointer.empty() && !stated_.cuts.has(pointer)) pointer = pointer.substr(0, pointer.rfind('/'));
    spoilt_.emplace(pointer);
  }

  /// True if any of the disclosures around `pointer` is spoilt.
  bool is_spoilt(std::string_view pointer) const {
    for (; !pointer.empty(); pointer = pointer.substr(0, pointer.rfind('/')))
      if (spoilt_.contains(pointer)) return true;
    return false;
  }

  const StatedEvent& stated_;
  const Codes& codes_;
  const TableReader& tables_;
  std::vector<std::string> pointers_, members_;  // That the rule shows, by EventSight's two kinds.
  std::vector<std::string> declaration_;         // The members of an errorDeclaration that is hidden as such.
  std::set<std::string, std::less<>> spoilt_;    // Disclosures, by pointer; "" for the event's own.
};

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
      return pointers_.contains(pointer) || members_.contains(pointer.substr(0, pointer.find('/', 1)));
    case Extent::whole:
      return true;
  }
  return false;
}

EventSight public_sight(const StatedEvent& stated, const Codes& codes, const TableReader& tables) {
  return PublicRule(stated, codes, tables).sight();
}

bool is_content_hash(std::string_view event_id) {
  std::string id(event_id);
  std::ranges::transform(id, id.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return id.starts_with("ni:") || id.starts_with("nih:") || id.contains("/.well-known/ni/");
}

namespace {

void write_element(json::Writer& w, const json::Value& element, const std::string& pointer,
                   const EventSight& sight) {
  if (!element.is(json::Kind::object)) {
    w.raw(element.raw());
    return;
  }
  w.begin_object();
  for (const json::Member& member : element.members())
    if (sight.shows(joined(pointer, member.name))) w.key(member.name).raw(member.value.raw());
  w.end_object();
}

/// The members that `sight` shows of an errorDeclaration which it does not show as it is.
void write_declaration(json::Writer& w, const json::Value& declaration, const EventSight& sight,
                       const OpaqueId& opaque_id) {
  w.key("errorDeclaration").begin_object();
  for (const json::Member& member : declaration.members()) {
    if (!sight.shows(joined("/errorDeclaration", member.name))) continue;
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
    const std::string pointer = joined("", member.name);
    if (!sight.shows(pointer)) {
      if (sight.shows(pointer + "/declarationTime")) write_declaration(w, member.value, sight, opaque_id);
      continue;
    }
    w.key(member.name);
    if (!contains(what_lists, member.name)) {
      w.raw(member.value.raw());
      continue;
    }
    w.begin_array();
    std::size_t place = 0;
    for (const json::Value element : member.value.elements()) {
      const std::string at = joined(pointer, std::to_string(place++));
      if (sight.shows(at)) write_element(w, element, at, sight);
    }
    w.end_array();
  }
  w.end_object();
  return std::move(w).text();
}

}  // namespace stocktrail::api
