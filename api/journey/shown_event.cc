#include "api/journey/shown_event.h"

#include <charconv>
#include <optional>

#include "api/http/http.h"
#include "crypto/bytes.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view opaque_prefix = "urn:stocktrail:event:";
constexpr std::size_t opaque_mac_bytes = 16;

json::Value text_of(const View::LoggedEvent& logged) {
  return logged.statement.events()[position_of(logged.ref)];
}

/// Writes the entries of a `@context` that are no address of EPCIS's; JSON-LD allows no list in the list.
void write_context(json::Writer& w, const std::optional<json::Value>& context) {
  if (!context) return;
  const auto write = [&w](const json::Value& entry) {
    if (entry.is(json::Kind::object)) w.raw(entry.raw());
  };
  if (!context->is(json::Kind::array)) return write(*context);
  for (const json::Value& entry : context->elements()) write(entry);
}

/// What the names of this one event mean: each event carries its own, because two issuers may give one prefix
/// two meanings. Empty if all names are EPCIS's.
std::string context_of(const Statement& statement, const json::Value& text, const EventSight& sight) {
  json::Writer w;
  w.begin_array();
  write_context(w, statement.payload().find("@context"));
  if (sight.shows("/@context")) write_context(w, text.find("@context"));
  const std::string entries = std::move(w.end_array()).text();
  return entries.size() > 2 ? entries : std::string();
}

/// Empty if the record cannot be read, so that the event goes by no id rather than by one that tells.
std::string opaque_id_of(const View::LoggedEvent& logged, const View& view) {
  const auto receipt = view.receipt(LeafIndex{statement_of(logged.ref)});
  if (!receipt) return {};
  const std::string place =
      std::to_string(statement_of(logged.ref)) + "." + std::to_string(position_of(logged.ref));
  std::string message = "stocktrail/event/v1";
  message += '\0';
  message += place;
  message += '\0';
  message += event_salt(logged.statement, position_of(logged.ref)).value_or("");
  const Digest mac = HmacSha256(receipt->blind)(as_bytes(message));
  return std::string(opaque_prefix) + place + "." + hex_encode(BytesView(mac).first(opaque_mac_bytes));
}

/// The first event of this issuer with this id that is still there.
std::optional<View::LoggedEvent> first_event(std::string_view id, std::string_view issuer, const View& view) {
  for (const EventRef ref : view.events_by_id(id)) {
    auto logged = view.event(ref);
    if (logged && logged->statement.issuer() == issuer) return std::move(*logged);
  }
  return std::nullopt;
}

std::optional<std::string> opaque_id(std::string_view id, std::string_view issuer, const View& view) {
  const auto first = first_event(id, issuer, view);
  return first ? std::optional(opaque_id_of(*first, view)) : std::nullopt;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (failed != std::errc() || digits == text.size() || text[digits] != '.') return std::nullopt;
  text.remove_prefix(digits + 1);
  return number;
}

/// The event that goes by this opaque id.
std::optional<View::LoggedEvent> event_of_opaque(std::string_view id, const View& view) {
  if (!id.starts_with(opaque_prefix)) return std::nullopt;
  std::string_view rest = id.substr(opaque_prefix.size());
  const auto index = take_number(rest);
  const auto position = index ? take_number(rest) : std::nullopt;
  if (!position || *index >= to_u64(view.checkpoint().size) || *position >= statement_events_max)
    return std::nullopt;
  auto logged = view.event(event_ref(*index, static_cast<unsigned>(*position)));
  if (!logged || !equal_constant_time(as_bytes(opaque_id_of(*logged, view)), as_bytes(id)))
    return std::nullopt;
  return std::move(*logged);
}

}  // namespace

std::string shown_event_id(const View::LoggedEvent& logged, const EventSight& sight, const View& view) {
  const bool is_whole = sight.extent() == EventSight::Extent::whole;
  if (is_whole || !is_content_hash(logged.event.id)) return logged.event.id;
  return opaque_id(logged.event.id, logged.statement.issuer(), view).value_or("");
}

std::string shown_event(const View::LoggedEvent& logged, const EventSight& sight, const View& view) {
  std::string shown = show_event(text_of(logged), sight, [&](std::string_view id) {
    return opaque_id(id, logged.statement.issuer(), view);
  });
  ST_CHECK(shown.ends_with('}') && shown.size() > 2);  // An event has at least a type.
  const json::Value text = text_of(logged);
  json::Writer added;
  added.begin_object();
  if (!text.find("eventID") || !sight.shows("/eventID"))
    added.field("eventID", shown_event_id(logged, sight, view));
  added.field("recordTime", format_utc(logged.recorded_at)).end_object();
  shown.pop_back();
  shown += ',';
  shown += std::string_view(added.text()).substr(1);
  const std::string context = context_of(logged.statement, text, sight);
  return context.empty() ? shown : "{\"@context\":" + context + "," + shown.substr(1);
}

bool is_opaque_id(std::string_view event_id) {
  return equal_ignoring_case(event_id.substr(0, opaque_prefix.size()), opaque_prefix);
}

std::vector<EventRef> events_named(std::string_view id, const View& view) {
  const auto asked = event_of_opaque(id, view);
  if (!asked) return view.events_by_id(id);
  std::vector<EventRef> refs;
  for (const EventRef ref : view.events_by_id(asked->event.id)) {
    const auto logged = view.event(ref);
    if (logged && logged->statement.issuer() == asked->statement.issuer()) refs.push_back(ref);
  }
  return refs;
}

}  // namespace stocktrail::api
