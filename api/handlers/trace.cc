// Where an item came from, and what it reached.
#include <algorithm>
#include <span>

#include "api/handlers/handlers.h"
#include "api/journey/journey_cursor.h"
#include "api/journey/seen_journey.h"
#include "api/journey/shown_event.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

std::string_view name_of(trace::Relation relation) {
  switch (relation) {
    case trace::Relation::asked:
      return "asked";
    case trace::Relation::container:
      return "container";
    case trace::Relation::content:
      return "content";
    case trace::Relation::lot:
      return "lot";
    case trace::Relation::input:
      return "input";
    case trace::Relation::output:
      return "output";
  }
  return "asked";
}

void write_step(json::Writer& w, const trace::Step& step, const Principal& principal) {
  w.begin_object().field("key", step.key.text());
  if (principal.role == Role::auditor || step.relation != trace::Relation::asked) {
    w.field("relation", name_of(step.relation)).key("depth").number(std::uint64_t{step.depth});
  }
  if (step.relation != trace::Relation::asked) w.key("from").number(std::uint64_t{step.from});
  if (has_event(step)) {
    w.key("through").begin_object().key("statement").number(statement_of(step.through));
    w.key("event").number(std::uint64_t{position_of(step.through)}).end_object();
  }
  w.end_object();
}

/// Names are what parties call themselves or the operator calls them; what they are is their id and roles.
void write_issuer(json::Writer& w, std::string_view issuer, const TableReader& tables) {
  w.field("issuer", issuer);
  const auto id = gs1::parse_key(issuer);
  const auto party = id ? master::party(*id, tables) : std::nullopt;
  if (!party) return;
  w.field("issuerName", party->name).key("issuerRoles").begin_array();
  for (const std::string& role : party->roles) w.string(role);
  w.end_array();
}

void write_event(json::Writer& w, const SeenEvent& event, const OpenedEvent& opened, const View& view) {
  const auto& [logged, sight] = opened;
  w.begin_object().field("eventID", shown_event_id(logged, sight, view));
  if (event.of) w.field("of", event.of->text());
  w.field("relation", name_of(event.relation));
  w.key("statement")
      .number(statement_of(event.ref()))
      .key("event")
      .number(std::uint64_t{position_of(event.ref())});
  if (event.declared_error) w.key("declaredError").boolean(true);
  if (event.ahead) w.key("aheadOfRecord").boolean(true);
  write_issuer(w, logged.statement.issuer(), view.tables());
  w.field("signedBy", logged.statement.key_id());
  w.field("recordedAt", format_utc(logged.recorded_at));
  w.key("whole").boolean(sight.extent() == EventSight::Extent::whole);
  w.key("shown").raw(shown_event(logged, sight, view)).end_object();
}

void write_events(json::Writer& w, const SeenJourney& seen, const View& view) {
  constexpr std::size_t opened_at_once = 64;
  for (std::span<const SeenEvent> rest = seen.events; !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), opened_at_once));
    const auto opened = open_events(some, seen.codes, view);
    for (std::size_t i = 0; i < some.size(); ++i)
      if (opened[i]) write_event(w, some[i], *opened[i], view);  // Else it was erased.
    rest = rest.subspan(some.size());
  }
}

Result<std::optional<trace::Moment>> moment_of(const Query& query, std::string_view name) {
  const auto text = query.find(name);
  if (!text) return std::nullopt;
  const auto moment = parse_journey_cursor(*text);
  if (!moment)
    return fail(ErrorCode::invalid_argument, "write the cursor as an answer gave it", std::string(name));
  return moment;
}

Result<JourneyWindow> window_of(const Query& query, const Principal& principal) {
  const auto before = moment_of(query, "before"), after = moment_of(query, "after");
  if (!before) return std::unexpected(before.error());
  if (!after) return std::unexpected(after.error());
  if (*before && *after) return fail(ErrorCode::invalid_argument, "give before or after, not both", "after");
  const bool is_member = principal.role != Role::anyone && principal.role != Role::planner;
  const std::size_t all = is_member ? trace::WalkLimits().events_max : JourneyLimits::journey_events_max;
  const auto limit = limit_of(query, all, all);
  if (!limit) return std::unexpected(limit.error());
  return JourneyWindow{.before = before->value_or(trace::end_of_time), .after = *after, .events_max = *limit};
}

Result<trace::Direction> direction_of(const Call& call) {
  const std::string_view text = call.query.find("direction").value_or("backwards");
  if (text == "backwards") return trace::Direction::backwards;
  if (text == "forwards") return trace::Direction::forwards;
  return fail(ErrorCode::invalid_argument, "direction is backwards or forwards", "direction");
}

}  // namespace

Response not_a_journey() {
  return Response::of(Error{ErrorCode::forbidden,
                            "a journey is that of a thing, lot or container, not of a place or party", "id"});
}

Response get_trace(Call& call) {
  const auto key = identifier_of(call.query, "id");
  if (!key) return Response::of(key.error());
  const auto direction = direction_of(call);
  if (!direction) return Response::of(direction.error());
  const Role role = call.principal.role;
  const bool is_member = role == Role::party || role == Role::auditor || role == Role::operator_;
  if (*direction == trace::Direction::forwards && !is_member) {
    return Response::of(Error{ErrorCode::forbidden,
                              "where something went is shown to a party, auditor or operator", "direction"});
  }
  if (role != Role::auditor && !is_journey_key(*key)) {
    return not_a_journey();
  }
  const auto window = window_of(call.query, call.principal);
  if (!window) return Response::of(window.error());
  const SeenJourney seen = seen_journey({*key, *direction, *window}, call.principal, *call.view);
  json::Writer w;
  w.begin_object().field("id", key->text());
  w.field("direction", *direction == trace::Direction::backwards ? "backwards" : "forwards");
  w.key("logSize").number(to_u64(call.view->checkpoint().size)).key("complete").boolean(seen.complete);
  if (seen.hides_events) w.key("hidesEvents").boolean(true);
  if (seen.erased > 0) w.key("erased").number(std::uint64_t{seen.erased});
  if (seen.companies_not_named > 0) w.key("otherCompanies").number(std::uint64_t{seen.companies_not_named});
  w.key("steps").begin_array();
  for (const trace::Step& step : seen.steps) write_step(w, step, call.principal);
  w.end_array().key("events").begin_array();
  write_events(w, seen, *call.view);
  w.end_array();
  if (seen.older) w.field("older", journey_cursor(*seen.older));
  if (seen.newer) w.field("newer", journey_cursor(*seen.newer));
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
