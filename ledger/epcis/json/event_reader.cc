#include "ledger/epcis/json/event_reader.h"

#include <utility>

#include "ledger/epcis/json/detail/event_parts.h"
#include "ledger/epcis/json/detail/event_rules.h"
#include "ledger/epcis/json/detail/terms.h"
#include "ledger/epcis/json/event_hash.h"
#include "ledger/epcis/json/open_part.h"

namespace stocktrail::epcis {
namespace {

bool read_type(Reading& reading, const json::Value& event, const Path& path, EventType& out) {
  const std::optional<json::Value> type = event.find("type");
  for (const std::string_view other : {"@type", "isA"}) {
    if (type || !event.find(other)) continue;
    return reading.fail(path.member(other), shown(other) + R"( is written "type" in EPCIS 2.0.)");
  }
  if (!type) {
    return reading.fail(path,
                        R"("type" is missing; write "ObjectEvent", "AggregationEvent", "TransactionEvent", )"
                        R"("TransformationEvent" or "AssociationEvent".)");
  }
  const Path here = path.member("type");
  std::string_view text;
  if (!read_string(reading, *type, here, text)) return false;
  for (std::size_t i = 0; i < event_type_names.size(); ++i) {
    if (text == event_type_names[i]) {
      out = static_cast<EventType>(i);
      return true;
    }
  }
  const std::string_view near = closest(text, event_type_names);
  return reading.fail(here,
                      "expected one of the five event types, found " + shown(text) +
                          (near.empty() ? R"(; write "ObjectEvent", "AggregationEvent", "TransactionEvent", )"
                                          R"("TransformationEvent" or "AssociationEvent".)"
                                        : "; did you mean " + shown(near) + "?"));
}

bool read_event_id(Reading& reading, const json::Value& value, const Path& path, Event& event) {
  if (!read_uri(reading, value, path, event.id)) return false;
  event.id_is_given = true;
  return true;
}

// One standard field of an event, which belongs to its type.
bool read_field(Reading& reading, Term term, const json::Value& value, const Path& path, Event& event) {
  switch (term) {
    case Term::event_time:
      return read_time(reading, value, path, event.event_time);
    case Term::record_time:
      return read_time(reading, value, path, event.record_time.emplace());
    case Term::event_time_zone_offset:
      return read_time_zone_offset(reading, value, path, event.time_zone_offset);
    case Term::event_id:
      return read_event_id(reading, value, path, event);
    case Term::certification_info:
      return read_certification_info(reading, value, path, event.certification_infos);
    case Term::error_declaration:
      return read_error_declaration(reading, value, path, event.error_declaration);
    case Term::action:
      return read_action(reading, value, path, event.action);
    case Term::biz_step:
      return read_word(reading, Vocabulary::biz_step, value, path, event.biz_step.emplace());
    case Term::disposition:
      return read_word(reading, Vocabulary::disposition, value, path, event.disposition.emplace());
    case Term::persistent_disposition:
      return read_persistent_disposition(reading, value, path, event.persistent_disposition);
    case Term::read_point:
      return read_place(reading, value, path, event.read_point);
    case Term::biz_location:
      return read_place(reading, value, path, event.biz_location);
    case Term::biz_transaction_list:
      return read_biz_transactions(reading, value, path, event.biz_transactions);
    case Term::source_list:
      return read_source_dest_list(reading, value, path, "source", event.sources);
    case Term::destination_list:
      return read_source_dest_list(reading, value, path, "destination", event.destinations);
    case Term::sensor_element_list:
      event.has_sensor_data = value.is(json::Kind::array) && value.size() > 0;
      return check_sensor_elements(reading, value, path);
    case Term::ilmd:
      return read_ilmd(reading, value, path, event.ilmd);
    case Term::epc_list:
    case Term::child_epcs:
    case Term::input_epc_list:
      return read_epc_list(reading, value, path, event.objects.epcs);
    case Term::quantity_list:
    case Term::child_quantity_list:
    case Term::input_quantity_list:
      return read_quantity_list(reading, value, path, event.objects.quantities);
    case Term::output_epc_list:
      return read_epc_list(reading, value, path, event.outputs.epcs);
    case Term::output_quantity_list:
      return read_quantity_list(reading, value, path, event.outputs.quantities);
    case Term::parent_id:
      return read_parent(reading, value, path, event.parent);
    case Term::transformation_id:
      return read_uri(reading, value, path, event.transformation_id);
    case Term::at_context:
    case Term::type:
    case Term::unknown:
      break;
  }
  ST_CHECK(false);
}

bool read_member(Reading& reading, const json::Member& member, const Path& path, Event& event) {
  const Term term = find_term(member.name);
  if (term == Term::type || term == Term::at_context) return true;
  if (term == Term::unknown) return read_extension(reading, member, path, names_of(event.type));
  if (belongs_to(term, event.type)) return read_field(reading, term, member.value, path, event);
  return reading.fail(path, shown(member.name) + " is a field of " + types_with(term) + ", not of " +
                                std::string(name_of(event.type)) + "; leave it out or change the type.");
}

bool read_members(Reading& reading, const json::Value& value, const Path& path, Event& event) {
  bool is_good = true;
  for (const json::Member& member : value.members()) {
    if (reading.is_full()) return false;
    is_good = read_member(reading, member, path.member(member.name), event) && is_good;
  }
  return check_presence(reading, value, path, event) && is_good;
}

}  // namespace

std::expected<Event, std::vector<Error>> check_event(const json::Value& value, const Context& context,
                                                     std::string_view path, RulesVersion rules) {
  const Path root(path);
  Reading reading(context, rules);
  Event event;
  std::optional<Context> own;
  const auto read = [&]() -> bool {
    if (!expect_object(reading, value, root, R"({"type": "ObjectEvent", ...})")) return false;
    if (const std::optional<json::Value> declared = value.find("@context")) {
      Result<Context> extended = context.extended(*declared, path);
      if (!extended) {
        return reading.fail(Path(extended.error().where), extended.error().detail, extended.error().code);
      }
      reading.use(own.emplace(*std::move(extended)));
    }
    return read_type(reading, value, root, event.type) && read_members(reading, value, root, event) &&
           check_rules(reading, value, root, event);
  };
  if (!read()) return std::unexpected(std::move(reading).faults());
  event.prefixed = std::move(reading).prefixed();
  if (!event.id_is_given) {
    const Digest hash = event_hash(value, context);
    event.id = hash_id_of(hash);
    event.content = content_of(hash);
  }
  event.open = open_part(value, rules);
  return event;
}

Result<Event> parse_event(const json::Value& value, const Context& context, std::string_view path,
                          RulesVersion rules) {
  auto event = check_event(value, context, path, rules);
  if (!event) return std::unexpected(std::move(event.error().front()));
  return *std::move(event);
}

}  // namespace stocktrail::epcis
