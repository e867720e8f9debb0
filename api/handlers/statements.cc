// Signed statements: in with a receipt, out as far as the reader may see them.
#include <algorithm>
#include <map>

#include "api/handlers/handlers.h"
#include "api/handlers/promise_words.h"
#include "api/handlers/recall_reach.h"
#include "api/handlers/statement_answer.h"
#include "api/handlers/told_events.h"
#include "api/handlers/unmeant.h"
#include "api/journey/seen_journey.h"
#include "api/page/weighted_list.h"
#include "crypto/json_writer.h"
#include "crypto/statement_peek.h"
#include "ledger/engine/unregistered_key.h"
#include "ledger/epcis/json/document_header.h"

namespace stocktrail::api {
namespace {

Response no_such_statement() {
  // The same answer for what is not there and for what this reader may not see.
  return Response::of(Error{ErrorCode::not_found, "there is no statement here that you may see"});
}

/// How much the client wants a media type, in thousandths: by its own weight, else by that of a range.
int weight_of(std::string_view accept, std::string_view type) {
  if (accept.empty()) return 1'000;
  int exact = -1, range = -1, any = -1;
  for (const WeightedItem& item : weighted_list(accept)) {
    if (equal_ignoring_case(item.name, type)) exact = item.weight;
    if (equal_ignoring_case(item.name, "application/*")) range = item.weight;
    if (item.name == "*/*") any = item.weight;
  }
  return std::max(exact >= 0 ? exact : range >= 0 ? range : any, 0);
}

Response not_acceptable(std::string_view offered) {
  return Response::of(Problem{.status = 406,
                              .code = "not_acceptable",
                              .detail = "this statement is given as " + std::string(offered),
                              .where = "Accept"});
}

/// As an SD-JWT with what the reader may see.
Response presentation(const Call& call, std::string sd_jwt) {
  if (weight_of(call.request.header("Accept"), sd_jwt_type) == 0) return not_acceptable(sd_jwt_type);
  Response response = Response::bytes(std::move(sd_jwt), std::string(sd_jwt_type));
  response.set("Vary", "Accept");
  return response;
}

/// As it came, or, if it came in the seeded form and the client wants that less, as an SD-JWT.
Response whole(const Call& call, const Statement& statement) {
  if (!statement.wire().starts_with('{')) return presentation(call, std::string(statement.wire()));
  const std::string_view accept = call.request.header("Accept");
  const int seeded = weight_of(accept, seeded_type), sd_jwt = weight_of(accept, sd_jwt_type);
  if (seeded == 0 && sd_jwt == 0)
    return not_acceptable(std::string(seeded_type) + " or " + std::string(sd_jwt_type));
  if (sd_jwt > seeded) return presentation(call, disclose_all(statement));
  Response response = Response::bytes(std::string(statement.wire()), std::string(seeded_type));
  response.set("Vary", "Accept");
  return response;
}

/// What of each event this reader may see: what is whole for him, and of the rest what the public journey of
/// the code in hand holds. Events that the code is in and its journey is not (the sales of a lot) would tell
/// volumes by their number.
Result<std::vector<EventSight>> sights_of(const Call& call, LeafIndex index, const Statement& statement,
                                          const std::optional<gs1::Key>& code) {
  std::map<EventRef, EventSight> in_journey;
  if (code && is_journey_key(*code)) {
    const JourneyWindow all{.events_max = JourneyLimits().journey_read_max};
    const SeenJourney seen = public_seen_journey(*code, public_journey(*code, *call.view, all));
    std::vector<SeenEvent> own;
    for (const SeenEvent& event : seen.events)
      if (statement_of(event.ref()) == to_u64(index)) own.push_back(event);
    for (auto& opened : open_events(own, seen.codes, *call.view))
      if (opened) in_journey.emplace(opened->logged.ref, std::move(opened->sight));
  }
  const auto is_header = [&](unsigned i) {
    return i > 0 && epcis::is_document_header(statement.events()[i]);
  };
  std::vector<EventRef> refs;
  for (unsigned i = 0; i < statement.events().size(); ++i)
    if (!is_header(i)) refs.push_back(event_ref(to_u64(index), i));
  const auto events = call.view->events(refs);  // At once: the statement is opened once.
  std::vector<EventSight> sights;
  bool is_whole = true;
  auto next = events.begin();
  for (unsigned i = 0; i < statement.events().size(); ++i) {
    if (is_header(i)) {
      // Sender, receiver and master data are for those who see every event of the document whole.
      sights.push_back(is_whole ? EventSight::whole() : EventSight());
      continue;
    }
    const auto& logged = *next++;
    if (!logged) return fail(ErrorCode::corrupted, "a stored event cannot be read");
    const StatedEvent stated = stated_event(statement, logged->ref, logged->event);
    EventSight sight = sight_of(call.principal, stated, {}, call.view->tables());
    is_whole = is_whole && sight.extent() == EventSight::Extent::whole;
    if (sight.extent() != EventSight::Extent::whole) sight = in_journey[logged->ref];
    sights.push_back(std::move(sight));
  }
  return sights;
}

/// True if the signed payload itself holds events that this reader may not see.
bool tells_more(const Statement& statement, const std::vector<EventSight>& sights) {
  for (std::size_t i = 0; i < sights.size(); ++i) {
    if (sights[i].extent() == EventSight::Extent::nothing && stands_in_payload(statement, i)) return true;
  }
  return false;
}

Response events_response(const Call& call, LeafIndex index, const Statement& statement) {
  std::optional<gs1::Key> code;
  if (call.query.find("id")) {
    auto given = identifier_of(call.query, "id");
    if (!given) return Response::of(given.error());
    code = std::move(*given);
  }
  const auto sights = sights_of(call, index, statement, code);
  if (!sights) return Response::of(sights.error());
  std::size_t wholes = 0, nothings = 0;
  for (const EventSight& sight : *sights) {
    wholes += sight.extent() == EventSight::Extent::whole ? 1 : 0;
    nothings += sight.extent() == EventSight::Extent::nothing ? 1 : 0;
  }
  if (wholes == sights->size()) return whole(call, statement);
  if (nothings == sights->size() || tells_more(statement, *sights)) return no_such_statement();
  const auto keep = [&](const DisclosurePath& path) { return sights->at(path.event).shows(path.pointer); };
  return presentation(call, redact(statement, keep));
}

/// A statement whose key nobody registered is refused by its first bytes: reading megabytes of JSON is more
/// work than sending them.
std::optional<Error> fault_in_signer(const Call& call) {
  const auto key_id = peek_key_id(call.request.body);
  if (!key_id) return key_id.error();
  if (key_id->empty() || master::key_owner(*key_id, call.view->tables())) return std::nullopt;
  return unregistered_key(*key_id);
}

}  // namespace

Result<std::string> receipt_json(const View& view, const Receipt& receipt, std::string_view reservation) {
  const auto proof = view.proof(receipt.index);
  if (!proof) return std::unexpected(proof.error());
  json::Writer w;
  w.begin_object().key("index").number(to_u64(receipt.index));
  w.field("recordedAt", format_utc(receipt.recorded_at)).field("blind", hex_encode(receipt.blind));
  w.field("statementDigest", hex_encode(receipt.statement_digest)).field("entry", hex_encode(receipt.entry));
  w.key("repeated").boolean(receipt.repeated).field("proof", encode_tlog_proof(*proof));
  const auto events = told_events(view, receipt.index);
  if (!events) return std::unexpected(events.error());
  if (!events->empty()) {
    w.key("events");
    write_events(w, *events);
  } else {
    write_told_recall(w, view, receipt.index);
  }
  if (!reservation.empty()) w.key("reservation").raw(reservation);
  w.end_object();
  return std::move(w).text();
}

Response receipt_response(Call& call, const Receipt& receipt, std::string_view reservation) {
  auto text = receipt_json(*call.view, receipt, reservation);
  if (!text) return Response::of(text.error());
  Response response = Response::json(std::move(*text), receipt.repeated ? 200 : 201);
  response.set("Location", "/statements/" + std::to_string(to_u64(receipt.index)));
  return response;
}

namespace {

Response stored_response(Call& call, const Receipt& receipt) {
  const auto events = told_events(*call.view, receipt.index);
  if (events && !receipt.repeated) call.app.metrics.events_repeated(count_repeats(*events));
  return receipt_response(call, receipt);
}

/// Which reservation a statement makes or changes, in the name of its own party.
struct ReservationId {
  std::string party, id;
};
std::optional<ReservationId> reservation_of(const Candidate& candidate) {
  if (!candidate.promise) return std::nullopt;
  const promises::Order& order = candidate.promise->order;
  if (order.action == promises::Action::keep || order.action == promises::Action::withdraw)
    return std::nullopt;
  return ReservationId{candidate.issuer.text(), order.reservation};
}

/// Who holds the signed order has no token, perhaps: what it got is told with the receipt.
Response promised_response(Call& call, const Receipt& receipt, const ReservationId& of) {
  const TableReader& tables = call.view->tables();
  const auto found = promises::find_reservation(of.party, of.id, tables);
  if (!found) return receipt_response(call, receipt);
  return receipt_response(call, receipt, reservation_json(*found, call.app.clock.now(), tables));
}

}  // namespace

void post_statement(std::unique_ptr<Call> call, Responder respond) {
  if (auto fault = fault_in_signer(*call)) {
    call->app.metrics.statement_refused(stocktrail::name_of(fault->code));
    return respond(Response::of(*fault));
  }
  const Errand errand = errand_of(*call);
  on_worker(errand, std::move(respond), [c = std::move(call)](Responder answer) mutable {
    auto candidate = c->app.ledger.examine(c->request.body);
    if (!candidate) {
      c->app.metrics.statement_refused(stocktrail::name_of(candidate.error().code));
      return answer(Response::of(candidate.error()));
    }
    if (auto fault = refuse_unmeant(*candidate, *c->view, c->app.clock.now())) {
      c->app.metrics.statement_refused(stocktrail::name_of(fault->code));
      return answer(Response::of(*fault));
    }
    StoredAnswer done = stored_response;
    if (auto of = reservation_of(*candidate))
      done = [of = *std::move(of)](Call& stored, const Receipt& receipt) {
        return promised_response(stored, receipt, of);
      };
    store(std::move(c), std::move(*candidate), std::move(answer), std::move(done));
  });
}

Response get_statement(Call& call) {
  const auto index = parse_number(call.value(0), "index");
  if (!index) return Response::of(index.error());
  const auto statement = call.view->statement(LeafIndex{*index});
  if (!statement) {
    return statement.error().code == ErrorCode::not_found ? no_such_statement()
                                                          : Response::of(statement.error());
  }
  if (statement->kind() == "events") return events_response(call, LeafIndex{*index}, *statement);
  return shows_statement(call.principal, *statement) ? whole(call, *statement) : no_such_statement();
}

Response get_statement_proof(Call& call) {
  const auto index = parse_number(call.value(0), "index");
  if (!index) return Response::of(index.error());
  const auto proof = call.view->proof(LeafIndex{*index});
  if (!proof) return Response::of(proof.error());
  return Response::text(encode_tlog_proof(*proof));
}

Response get_statement_receipt(Call& call) {
  const auto index = parse_number(call.value(0), "index");
  if (!index) return Response::of(index.error());
  const auto statement = call.view->statement(LeafIndex{*index});
  // The blind ties an entry of the public log to its statement, so it is the issuer's to give away.
  if (!statement || !shows_all_of(call.principal, statement->issuer())) return no_such_statement();
  const auto receipt = call.view->receipt(LeafIndex{*index});
  if (!receipt) return Response::of(receipt.error());
  auto text = receipt_json(*call.view, *receipt);
  return text ? Response::json(std::move(*text)) : Response::of(text.error());
}

}  // namespace stocktrail::api
