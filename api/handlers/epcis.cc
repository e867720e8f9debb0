// The EPCIS 2.0 REST binding, as far as it is served: capture with a key that the server holds, and single
// events.
#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "api/handlers/capture_job.h"
#include "api/handlers/handlers.h"
#include "api/handlers/statement_answer.h"
#include "api/handlers/told_events.h"
#include "api/handlers/unmeant.h"
#include "api/http/accept.h"
#include "api/http/http_coding.h"
#include "api/journey/shown_event.h"
#include "crypto/json_writer.h"
#include "ledger/engine/gate.h"
#include "ledger/epcis/json/context.h"
#include "ledger/epcis/json/document.h"
#include "ledger/epcis/json/document_header.h"
#include "ledger/query/event_facts.h"
#include "ledger/state/event_index.h"
#include "ledger/store/layout.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view gs1_context = "\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\"";

/// "stocktrail:issuer": a member that the issuer of an event did not write and cannot.
std::string own_name(std::string_view local) {
  return std::string(epcis::answer_prefix) + ":" + std::string(local);
}

/// The same document by the same party is the same statement, so that a capture may be sent again without
/// fear.
std::vector<StatementId> capture_ids(const Call& call) {
  std::string content = "capture";
  for (const std::string& part : {call.principal.party, hex_encode(sha256(call.request.body))})
    content += '\0' + part;
  return call.app.ledger.statement_ids_of(content);
}

std::optional<LeafIndex> captured_before(const View& view, const std::string& party,
                                         const std::vector<StatementId>& ids) {
  for (const StatementId& id : ids) {
    const auto found = view.tables().get(Table::statements, statement_key(party, id));
    const auto index = found ? decode_u64(*found) : std::nullopt;
    if (index) return LeafIndex{*index};
    if (found) view.tables().note_damage(Table::statements);
  }
  return std::nullopt;
}

Response accepted(const CaptureJob& job) {
  Response response = Response::empty(202);
  response.set("Location", "/epcis/capture/" + job.id());
  return response;
}

/// True if a version such as "2.0.0" or "2" is 2.0.0 (`order` 0), not after it (1) or not before it (-1).
bool is_version(std::string_view text, int order) {
  const std::string_view ours = "2.0.0";
  const std::string padded = std::string(text) + std::string(ours.substr(std::min(text.size(), ours.size())));
  const int difference = padded.compare(ours);
  return order == 0 ? difference == 0 : (order > 0 ? difference <= 0 : difference >= 0);
}

/// The headers by which EPCIS 2.0 lets a client ask for versions and spellings (openapi.json of GS1): what is
/// not here is refused, so that nobody takes it for what was asked.
std::optional<Problem> fault_in_versions(const Request& request) {
  struct Asked {
    const char* name;
    int order;
  };
  constexpr std::array asked{Asked{"GS1-EPCIS-Version", 0}, Asked{"GS1-CBV-Version", 0},
                             Asked{"GS1-EPCIS-Min", 1},     Asked{"GS1-CBV-Min", 1},
                             Asked{"GS1-EPCIS-Max", -1},    Asked{"GS1-CBV-Max", -1}};
  for (const Asked& each : asked) {
    const std::string_view version = request.header(each.name);
    if (version.empty() || is_version(version, each.order)) continue;
    return Problem{.status = 406,
                   .code = "not_acceptable",
                   .detail = "this server has EPCIS and CBV 2.0.0 only",
                   .where = each.name};
  }
  if (request.header("GS1-EPC-Format").starts_with("Always_")) {
    return Problem{.status = 406,
                   .code = "not_acceptable",
                   .detail = "identifiers are given as they were signed; ask for No_Preference",
                   .where = "GS1-EPC-Format"};
  }
  return std::nullopt;
}

std::optional<Problem> fault_in_header(const Request& request) {
  if (auto problem = fault_in_versions(request)) return problem;
  const std::string_view behaviour = request.header("GS1-Capture-Error-Behaviour");
  if (!behaviour.empty() && behaviour != "rollback") {
    return Problem{.status = 400,
                   .code = "invalid_argument",
                   .detail = "only 'rollback' is offered: a document is stored whole or not at all",
                   .where = "GS1-Capture-Error-Behaviour"};
  }
  return std::nullopt;
}

Problem too_large(std::string detail, std::string where) {
  return {.status = 413, .code = "too_large", .detail = std::move(detail), .where = std::move(where)};
}

/// A document as a draft of one statement: its events are stored together or not at all.
struct Captured {
  StatementDraft draft;
  bool is_bare = false;  // One event, and no document around it.
};
std::expected<Captured, Problem> read_capture(const Call& call) {
  if (call.request.body.size() > capture_bytes_max) {
    return std::unexpected(too_large("a document has at most " + std::to_string(capture_bytes_max) +
                                         " bytes here; send more in several documents",
                                     "$"));
  }
  auto document = epcis::parse_capture_document(call.request.body);
  if (!document) {
    Problem problem{
        .status = 400, .code = "invalid_argument", .detail = "nothing of this document was stored"};
    problem.faults = std::move(document.error().faults);
    if (!problem.faults.empty()) {
      const Error& first = problem.faults.front();
      problem.status = status_of(first.code);
      problem.code = name_of(first.code);
      problem.where = first.where;
      problem.detail = first.detail;
    }
    return std::unexpected(std::move(problem));
  }
  if (document->events.size() > capture_events_max) {
    return std::unexpected(too_large("a document has at most " + std::to_string(capture_events_max) +
                                         " events here; send more in several documents",
                                     "$.epcisBody.eventList"));
  }
  Captured captured;
  captured.is_bare = !call.request.body.contains("\"epcisBody\"");
  captured.draft.issuer = call.principal.party;
  captured.draft.context = std::move(document->context);
  for (epcis::DocumentEvent& event : document->events) captured.draft.events.push_back(std::move(event.text));
  if (!document->header.empty()) captured.draft.events.push_back(std::move(document->header));
  return captured;
}

/// Without the events that repeat others; what is no event (the header, the last) stays. Gives the places in
/// the document of those that stay.
std::vector<std::size_t> drop_repeats(const std::vector<Told>& told, StatementDraft& draft) {
  std::vector<std::size_t> kept;
  std::vector<std::string> events;
  for (std::size_t i = 0; i < draft.events.size(); ++i) {
    if (i < told.size() && told[i].is_repeat()) continue;
    kept.push_back(i);
    events.push_back(std::move(draft.events[i]));
  }
  draft.events = std::move(events);
  return kept;
}

/// With the place in the document that was sent, not in the statement that it would become.
Error told_of_document(Error error, bool is_bare, const std::vector<std::size_t>& kept) {
  constexpr std::string_view events = "$.events[";
  std::string_view rest = error.where;
  std::size_t place = 0;
  if (!rest.starts_with(events)) return error;
  rest.remove_prefix(events.size());
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), place);
  if (failed != std::errc{} || place >= kept.size()) return error;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  error.where =
      (is_bare ? "$" : "$.epcisBody.eventList[" + std::to_string(kept[place]) + "]") + std::string(rest);
  return error;
}

void capture(std::unique_ptr<Call> call, Responder respond) {
  auto captured = read_capture(*call);
  if (!captured) return respond(Response::of(std::move(captured.error())));
  StatementDraft& draft = captured->draft;
  std::vector<StatementId> ids = capture_ids(*call);
  const auto before = captured_before(*call->view, call->principal.party, ids);
  draft.id = ids.front();
  const auto party = gs1::parse_key(call->principal.party);
  if (!party) return respond(Response::of(party.error()));
  auto candidate = call->app.ledger.sign_for(*party, draft);
  if (!candidate) return respond(before ? accepted({before, {}}) : Response::of(candidate.error()));
  // The index that the statement would have is not known: one that no statement has stands for it.
  const LeafIndex own = before.value_or(LeafIndex{statement_of(last_event_ref)});
  const auto told =
      tell_events(candidate->events, issuer_tag(party->text()), to_u64(own), call->view->tables());
  CaptureJob job{before, repeated_elsewhere(told, to_u64(own))};
  call->app.metrics.events_repeated(static_cast<std::size_t>(std::ranges::count_if(told, &Told::is_repeat)));
  if (before) return respond(accepted(job));
  std::vector<std::size_t> kept(told.size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  auto refusal = refuse_given_ids(candidate->events);
  if (!refusal) refusal = refuse_conflict(candidate->events, told, own);
  if (refusal) return respond(Response::of(told_of_document(std::move(*refusal), captured->is_bare, kept)));
  if (std::ranges::any_of(told, &Told::is_repeat)) {
    if (std::ranges::all_of(told, &Told::is_repeat)) return respond(accepted(job));
    kept = drop_repeats(told, draft);
    candidate = call->app.ledger.sign_for(*party, std::move(draft));
    if (!candidate) return respond(Response::of(candidate.error()));
  }
  const auto stored = [job](Call&, const Receipt& receipt) {
    return accepted({receipt.index, job.repeated});
  };
  // The same document, captured twice at the same moment, becomes two statements with one id, of which the
  // second is refused: both callers get the first.
  store(std::move(call), std::move(*candidate), std::move(respond), stored,
        [ids = std::move(ids), job, is_bare = captured->is_bare, kept = std::move(kept)](Call& c,
                                                                                         const Error& error) {
          const auto first = error.code == ErrorCode::conflict
                                 ? captured_before(*c.view, c.principal.party, ids)
                                 : std::nullopt;
          return first ? accepted({first, job.repeated})
                       : Response::of(told_of_document(error, is_bare, kept));
        });
}

/// The header of the document that the statement's events came in, if it had one and it is disclosed.
std::optional<json::Value> header_in(const Statement& statement) {
  const json::Value last = statement.events().back();
  return epcis::is_document_header(last) ? std::optional(last) : std::nullopt;
}

/// An event of an answer, with who stated it, a mark if it is shown in part, and the document that it came in
/// for those who see all of it.
std::string answered_event(const View::LoggedEvent& logged, const EventSight& sight,
                           const Principal& principal, const View& view) {
  std::string text = shown_event(logged, sight, view);
  json::Writer w;
  w.begin_object().field(own_name("issuer"), logged.statement.issuer());
  w.key(own_name("statement")).number(statement_of(logged.ref));
  if (sight.extent() != EventSight::Extent::whole) w.key(own_name("partial")).boolean(true);
  const auto header = header_in(logged.statement);
  if (header && shows_all_of(principal, logged.statement.issuer()))
    w.key(own_name("document")).raw(header->raw());
  w.end_object();
  text.pop_back();
  return text + "," + w.text().substr(1);
}

Result<std::vector<std::string>> shown_events(const Call& call, const std::string& id, const Codes& codes) {
  std::vector<std::string> shown;
  const bool is_hash = is_content_hash(id);
  // No look at the index either: the time that it takes would tell what the answer must not.
  if (is_hash && call.principal.role == Role::anyone) return shown;
  for (const EventRef ref : events_named(id, *call.view)) {
    const auto logged = call.view->event(ref);
    if (!logged && logged.error().code == ErrorCode::not_found) continue;  // Erased.
    if (!logged) return std::unexpected(logged.error());
    const StatedEvent stated = stated_event(logged->statement, ref, logged->event);
    const EventSight sight = sight_of(call.principal, stated, codes, call.view->tables());
    if (sight.extent() == EventSight::Extent::nothing) continue;
    if (is_hash && sight.extent() != EventSight::Extent::whole) continue;
    shown.push_back(answered_event(*logged, sight, call.principal, *call.view));
  }
  return shown;
}

std::string query_document(const std::vector<std::string>& events, Micros now) {
  json::Writer w;
  w.begin_object().key("@context").begin_array().raw(gs1_context);
  w.begin_object().field(epcis::answer_prefix, epcis::answer_namespace).end_object();
  w.end_array().field("type", "EPCISQueryDocument").field("schemaVersion", "2.0");
  w.field("creationDate", format_utc(now));
  w.key("epcisBody").begin_object().key("queryResults").begin_object().field("queryName", "SimpleEventQuery");
  w.key("resultsBody").begin_object().key("eventList").begin_array();
  for (const std::string& event : events) w.raw(event);
  w.end_array().end_object().end_object().end_object().end_object();
  return std::move(w).text();
}

}  // namespace

void post_capture(std::unique_ptr<Call> call, Responder respond) {
  if (auto problem = fault_in_header(call->request)) return respond(Response::of(std::move(*problem)));
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond),
            [c = std::move(call)](Responder answer) mutable { capture(std::move(c), std::move(answer)); });
}

Response get_capture(Call& call) {
  if (auto problem = fault_in_versions(call.request)) return Response::of(std::move(*problem));
  const auto job = CaptureJob::parse(call.value(0));
  if (!job) return Response::of(job.error());
  const Error not_found{ErrorCode::not_found, "there is no capture of yours with this id"};
  // Nothing was recorded by a capture of repeats alone: it is as old as the newest of these.
  const LeafIndex index =
      job->statement.value_or(LeafIndex{job->repeated.empty() ? 0 : statement_of(job->repeated.back())});
  const auto statement = call.view->statement(index);
  const bool may_see =
      statement && statement->kind() == "events" && shows_all_of(call.principal, statement->issuer());
  if (!may_see) return Response::of(not_found);
  const auto receipt = call.view->receipt(index);
  if (!receipt) return Response::of(receipt.error());
  std::vector<ToldEvent> events;
  if (job->statement) {
    auto told = told_events(*call.view, index);
    if (!told) return Response::of(told.error());
    events = std::move(*told);
  }
  const auto repeated = query::read_all_facts(job->repeated, call.view->tables());
  for (std::size_t i = 0; i < repeated.size(); ++i) {
    const auto& facts = repeated[i];
    if (!facts || facts->source.issuer != statement->issuer()) return Response::of(not_found);
    events.push_back({facts->id, {.kind = Told::Kind::repeat, .earlier = job->repeated[i]}});
  }
  json::Writer w;
  w.begin_object().field("captureID", call.value(0));
  w.field("createdAt", format_utc(Micros{statement->issued_at() * 1'000'000}));
  w.field("finishedAt", format_utc(receipt->recorded_at));
  w.key("running").boolean(false).key("success").boolean(true).field("captureErrorBehaviour", "rollback");
  w.key("errors").begin_array().end_array();
  if (job->statement) w.field("statement", "/statements/" + std::to_string(to_u64(index)));
  w.key(own_name("events"));
  write_events(w, events);
  if (const auto header = header_in(*statement); header && job->statement)
    w.key(own_name("document")).raw(header->raw());
  w.end_object();
  return Response::json(std::move(w).text());
}

Response get_event(Call& call) {
  if (auto problem = fault_in_versions(call.request)) return Response::of(std::move(*problem));
  Codes codes;
  if (call.query.find("id")) {
    const auto code = identifier_of(call.query, "id");
    if (!code) return Response::of(code.error());
    codes = codes_of(*code);
  }
  const auto events = shown_events(call, call.value(0), codes);
  if (!events) return Response::of(events.error());
  if (events->empty())
    return Response::of(Error{ErrorCode::not_found, "there is no event with this eventID"});
  const std::string_view accept = call.request.header("Accept");
  constexpr std::string_view ld = "application/ld+json", plain = "application/json";
  const std::string_view type = wanted(accept, plain) > wanted(accept, ld) ? plain : ld;
  Response response = Response::bytes(query_document(*events, call.app.clock.now()), std::string(type));
  add_vary(response, "Accept");
  return response;
}

}  // namespace stocktrail::api
