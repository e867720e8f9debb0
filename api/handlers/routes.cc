#include "api/handlers/routes.h"

#include <algorithm>
#include <array>

#include "api/handlers/claim_schemas.h"
#include "api/handlers/handlers.h"
#include "api/handlers/journey_schemas.h"
#include "api/handlers/master_schemas.h"
#include "api/handlers/promise_schemas.h"
#include "api/handlers/recall_schemas.h"
#include "api/handlers/statement_schemas.h"
#include "api/handlers/stock_schemas.h"
#include "api/handlers/stock_table.h"
#include "api/handlers/worklist_parameters.h"

namespace stocktrail::api {
namespace {

using namespace parameters;
using std::string_view_literals::operator""sv;
constexpr Roles members = Role::party | Role::planner | Role::auditor | Role::operator_;
constexpr Roles reservers = Role::party | Role::planner;
constexpr auto json_type = "application/json"sv, text_type = "text/plain"sv;
constexpr auto bytes_type = "application/octet-stream"sv, any_type = "*/*"sv;
constexpr auto statement_types = "application/sd-jwt application/vnd.stocktrail.statement+json"sv;
constexpr auto feed_types = "application/json text/event-stream"sv;
constexpr auto epcis_types = "application/ld+json application/json"sv;

constexpr OwnAnswer missing{404, {}, {}}, conflict{409, {}, {}};
constexpr OwnAnswer unchanged{304, {}, "It is what If-None-Match names"};
constexpr std::array only_missing{missing};
constexpr std::array only_conflict{conflict};
constexpr std::array only_unchanged{unchanged};
constexpr std::array missing_or_conflict{missing, conflict};
constexpr std::array unchanged_or_missing{unchanged, missing};
constexpr std::array stated_answers{OwnAnswer{200, json_type, "It was stored before: the first receipt"},
                                    missing, conflict};
constexpr std::array reserve_answers{OwnAnswer{200, json_type, "It was recorded before: as it is now"},
                                     conflict};
constexpr std::array put_answers{OwnAnswer{200, json_type, "This party brought it before"}, conflict};
constexpr std::array link_answers{
    OwnAnswer{200, "application/linkset+json application/json", "The linkset (RFC 9264)"}, missing};
constexpr std::array start_answers{OwnAnswer{303, {}, "To the page of `code`"}, unchanged};
constexpr std::array page_answers{
    OwnAnswer{307,
              {},
              "To the journey, where the server has no pages; or to the same code, written as a link has it"},
    unchanged, OwnAnswer{404, "text/html", "The page of a code without a record"}};

constexpr Route get(std::string_view pattern, std::string_view summary, Roles roles, Handler handle,
                    std::span<const Parameter> parameters, std::string_view produces, Runs runs = Runs::io,
                    int success = 200) {
  return {Method::get, pattern, summary, roles, runs, handle, nullptr, parameters, {}, produces, success};
}
/// A GET that answers at once where it can, and else on a worker.
constexpr Route get(std::string_view pattern, std::string_view summary, LongHandler handle,
                    std::span<const Parameter> parameters, std::string_view produces) {
  return {Method::get, pattern,    summary, everyone, Runs::worker, nullptr,
          handle,      parameters, {},      produces, 200};
}
/// A feed of changes.
constexpr Route get(std::string_view pattern, std::string_view summary, LongHandler handle,
                    std::span<const Parameter> parameters) {
  return {Method::get, pattern,    summary, members,    Runs::worker, nullptr,
          handle,      parameters, {},      feed_types, 200};
}
constexpr Route answering(std::span<const OwnAnswer> own_answers, Route route) {
  route.own_answers = own_answers;
  return route;
}
constexpr Route told_by(const schemas::Named& schema, Route route) {
  route.schema = schema.name;
  return route;
}
constexpr Route taking(const schemas::Named& schema, Route route) {
  route.body = schema.name;
  return route;
}
constexpr Route for_people(Route route) {
  route.others = OtherParameters::passed_over;
  return route;
}
constexpr Route link(std::string_view pattern) {
  return told_by(
      schemas::linkset,
      for_people(answering(link_answers,
                           get(pattern, "GS1 Digital Link: redirect to the page, or a linkset", everyone,
                               get_digital_link, link_parameters, any_type, Runs::io, 307))));
}
constexpr Route post(std::string_view pattern, std::string_view summary, Roles roles, LongHandler handle,
                     std::span<const Parameter> parameters, std::string_view consumes, int success,
                     std::string_view produces = json_type) {
  return {Method::post, pattern,    summary,  roles,    Runs::worker, nullptr,
          handle,       parameters, consumes, produces, success};
}
constexpr Route change(Method method, std::string_view pattern, std::string_view summary, Roles roles,
                       Handler handle, std::span<const Parameter> parameters, std::string_view consumes,
                       int success) {
  return {method,  pattern,    summary,  roles,     Runs::worker, handle,
          nullptr, parameters, consumes, json_type, success};
}
/// What becomes of a reservation.
constexpr Route post(std::string_view pattern, std::string_view summary, LongHandler handle) {
  return taking(
      schemas::reservation_change,
      told_by(schemas::reservation, answering(missing_or_conflict, post(pattern, summary, reservers, handle,
                                                                        change_parameters, json_type, 200))));
}

// First match wins, so literal segments stand before names.
const std::array table{
    told_by(
        schemas::receipt,
        answering(stated_answers, post("/statements", "Store a signed statement; answers with its receipt",
                                       everyone, post_statement, {}, statement_types, 201))),
    get("/statements/{index}", "A statement, as far as the reader may see it", everyone, get_statement,
        index_parameters, statement_types, Runs::worker),
    get("/statements/{index}/proof", "C2SP tlog-proof: inclusion proof and checkpoint", everyone,
        get_statement_proof, index_only, text_type),
    told_by(schemas::receipt, get("/statements/{index}/receipt", "The receipt, for the issuer", members,
                                  get_statement_receipt, index_only, json_type)),

    answering(only_unchanged,
              get("/log/checkpoint", "Newest signed checkpoint (C2SP tlog-checkpoint)", everyone,
                  get_checkpoint, checkpoint_parameters, text_type, Runs::tableless)),
    get("/log/tile/entries/{bundle...}", "Entry bundle (C2SP tlog-tiles)", everyone, get_entries,
        bundle_parameters, bytes_type),
    get("/log/tile/{level}/{tile...}", "Hashes of a tile (C2SP tlog-tiles)", everyone, get_tile,
        tile_parameters, bytes_type),
    get("/log/vkey", "The log's note verifier key (C2SP signed-note)", everyone, get_vkey, {}, text_type,
        Runs::tableless),
    get("/log/policy", "Which signatures a checkpoint must carry (C2SP tlog-policy)", everyone,
        get_log_policy, {}, text_type, Runs::tableless),

    taking(schemas::capture_document,
           answering(
               missing_or_conflict,
               post("/epcis/capture", "Capture an EPCIS 2.0 document; the server signs for the token's party",
                    Role::party, post_capture, capture_parameters, epcis_types, 202, {}))),
    told_by(schemas::capture_job, get("/epcis/capture/{capture}", "Outcome of a capture",
                                      Role::party | Role::auditor, get_capture, capture_job, json_type)),
    told_by(schemas::query_document,
            get("/epcis/events/{event}", "An event with its repeats, as far as the reader may see it",
                everyone, get_event, event_parameters, epcis_types, Runs::worker)),

    link("/00/{key...}"),
    link("/01/{key...}"),
    link("/253/{key...}"),
    link("/255/{key...}"),
    link("/401/{key...}"),
    link("/402/{key...}"),
    link("/414/{key...}"),
    link("/417/{key...}"),
    link("/8003/{key...}"),
    link("/8004/{key...}"),
    link("/8006/{key...}"),
    link("/8010/{key...}"),
    link("/8013/{key...}"),
    link("/8017/{key...}"),
    link("/8018/{key...}"),
    told_by(schemas::resolver, get("/.well-known/gs1resolver", "What this GS1 Digital Link resolver supports",
                                   everyone, get_resolver_description, {}, json_type)),
    for_people(answering(start_answers,
                         get("/p/", "The page to begin with", get_page, start_parameters, "text/html"))),
    for_people(answering(page_answers,
                         get("/p/{page...}", "The consumer page", get_page, page_parameters, any_type))),

    told_by(schemas::trace, get("/trace", "Journey of an item or lot, and what it was made of or went into",
                                everyone, get_trace, trace_parameters, json_type, Runs::worker)),
    answering(only_missing, get("/proof", "Proof bundle of a journey, for offline verification", everyone,
                                get_proof, proof_parameters, text_type, Runs::worker)),

    told_by(schemas::positions, get("/inventory/positions", "How much is where", members, get_positions,
                                    position_parameters, stock_types, Runs::worker)),
    told_by(schemas::stock_changes,
            get("/inventory/changes", "Stock of a place, product by product, as it changes",
                get_stock_changes, stock_change_parameters)),
    told_by(schemas::contents,
            answering(only_missing, get("/inventory/contents", "What is in a container", members,
                                        get_contents, contents_parameters, stock_types, Runs::worker))),
    told_by(schemas::ages, get("/inventory/ages", "How much of what is on hand lives how much longer",
                               members, get_ages, age_parameters, stock_types, Runs::worker)),
    told_by(schemas::echelon,
            get("/inventory/echelon", "Stock of a place and of all that is supplied from it", members,
                get_echelon, echelon_parameters, stock_types, Runs::worker)),
    told_by(schemas::movements,
            get("/inventory/movements", "Statement of account: what came and went, with a running balance",
                members, get_movements, movement_parameters, stock_types, Runs::worker)),
    told_by(schemas::accuracy, get("/inventory/accuracy", "How right the books were, by what counts found",
                                   members, get_accuracy, accuracy_parameters, stock_types, Runs::worker)),
    told_by(schemas::discrepancies,
            get("/inventory/discrepancies", "What does not fit in the books as they are now", members,
                get_discrepancies, discrepancy_parameters, stock_types, Runs::worker)),
    told_by(schemas::discrepancy_changes,
            get("/inventory/discrepancies/changes", "Discrepancies as they are opened, changed and closed",
                get_discrepancy_changes, discrepancy_change_parameters)),
    told_by(
        schemas::postings,
        answering(only_missing, get("/inventory/postings", "What an event does in the books as they are now",
                                    members, get_postings, posting_parameters, json_type, Runs::worker))),

    taking(
        schemas::reservation_claim,
        told_by(schemas::reservation,
                answering(reserve_answers, post("/inventory/reservations",
                                                "Reserve goods; the server signs for the token's party",
                                                reservers, post_reservation, {}, "application/json", 201)))),
    told_by(schemas::reservations,
            get("/inventory/reservations", "Reservations of a party, or what is promised at a place", members,
                get_reservations, reservations_parameters, json_type, Runs::worker)),
    told_by(schemas::reservation,
            answering(only_missing, get("/inventory/reservations/{reservation}", "One reservation", members,
                                        get_reservation, reservation_parameters, json_type, Runs::worker))),
    post("/inventory/reservations/{reservation}/commit", "What is reserved is firm: it does not expire",
         post_commit),
    post("/inventory/reservations/{reservation}/fulfil", "What was promised has left", post_fulfil),
    post("/inventory/reservations/{reservation}/release", "What was promised is not needed", post_release),
    post("/inventory/reservations/{reservation}/extend", "What is reserved holds longer", post_extend),
    taking(schemas::withdrawal,
           told_by(schemas::kept,
                   answering(missing_or_conflict,
                             post("/inventory/reservations/{reservation}/withdraw",
                                  "The party of a place takes back what is promised of its stock", reservers,
                                  post_withdraw, withdrawal_parameters, json_type, 200)))),
    taking(schemas::kept_claim,
           told_by(schemas::kept,
                   post("/inventory/kept", "Keep stock for a channel; the server signs for the token's party",
                        reservers, post_kept, {}, json_type, 200))),
    taking(schemas::expectation,
           told_by(
               schemas::kept,
               post("/inventory/expected",
                    "When what is on its way under a document is due; the server signs for the token's party",
                    reservers, post_expected, {}, json_type, 200))),
    told_by(schemas::promisable,
            get("/inventory/promisable", "What may still be promised at a place", members, get_promisable,
                promisable_parameters, json_type, Runs::worker)),

    taking(schemas::order_claim,
           told_by(schemas::order,
                   answering(stated_answers,
                             post("/orders",
                                  "Place, change or close an order; the server signs for the token's party",
                                  reservers, post_order, {}, json_type, 201)))),
    told_by(schemas::orders, get("/orders",
                                 "Orders that a party placed, or is to supply, or for a place, "
                                 "newest first",
                                 members, get_orders, orders_parameters, json_type, Runs::worker)),
    told_by(schemas::order,
            answering(only_missing, get("/orders/{order}", "One order, and what has become of it", members,
                                        get_order, order_parameters, json_type, Runs::worker))),

    told_by(schemas::parties, get("/parties", "Registered parties with their keys and public places",
                                  everyone, get_parties, pages, json_type)),
    taking(
        schemas::party_claim,
        told_by(schemas::receipt,
                answering(stated_answers, change(Method::post, "/parties",
                                                 "Admit or change a party: the server signs as the operator",
                                                 Role::operator_, post_party, {}, json_type, 201)))),
    told_by(schemas::party,
            get("/parties/{party}", "One party", everyone, get_party, party_parameters, json_type)),
    taking(schemas::policy_claim,
           told_by(schemas::receipt,
                   answering(stated_answers, change(Method::post, "/policies",
                                                    "State a policy: the server signs as the operator",
                                                    Role::operator_, post_policy, {}, json_type, 201)))),
    told_by(schemas::product, get("/products/{gtin}", "Public facts of a product", everyone, get_product,
                                  product_parameters, json_type)),
    told_by(schemas::certificates,
            get("/certificates", "Certificates and permits of a party, place, product or lot", everyone,
                get_certificates, subject_parameters, json_type, Runs::worker)),
    told_by(schemas::certificate, get("/certificates/{certificate}", "One certificate", everyone,
                                      get_certificate, certificate_parameters, json_type)),
    told_by(schemas::recalls, get("/recalls", "All recalls, with their reasons and what to do", everyone,
                                  get_recalls, pages, json_type, Runs::worker)),
    taking(schemas::mock_recall, told_by(schemas::recall_reach,
                                         change(Method::post, "/recalls/mock",
                                                "Whom a recall of these goods would reach; nothing is stated",
                                                members, post_mock_recall, {}, json_type, 200))),
    answering(only_unchanged, get("/recalls/blocked", "Signed list of what may not be sold, for tills",
                                  everyone, get_blocked, checkpoint_parameters, text_type, Runs::worker)),
    told_by(schemas::recall, answering(only_conflict, get("/recalls/{recall}", "One recall", everyone,
                                                          get_recall, recall_only, json_type, Runs::worker))),
    told_by(schemas::recall_reach,
            answering(only_conflict, get("/recalls/{recall}/reach", "Who has what was recalled", members,
                                         get_recall_reach, recall_only, json_type, Runs::worker))),
    told_by(schemas::stored_file,
            answering(put_answers,
                      change(Method::put, "/blobs/{sha256}", "Store a file by its hash",
                             Role::party | Role::operator_, put_blob, blob_parameters, any_type, 201))),
    answering(unchanged_or_missing, get("/blobs/{sha256}", "A file that a certificate or product names",
                                        everyone, get_blob, blob_get_parameters, any_type)),

    told_by(schemas::backup,
            answering(only_conflict, change(Method::post, "/backups",
                                            "Begin a copy of the data, in the server's directory of backups",
                                            Role::operator_, post_backup, {}, {}, 202))),
    told_by(schemas::backup,
            get("/backups/latest", "Whether that copy is made", Role::operator_, get_backup, {}, json_type)),
    taking(schemas::token_draft,
           told_by(schemas::token,
                   change(Method::post, "/tokens", "Make an access token; its secret is shown once",
                          Role::operator_, post_token, {}, json_type, 201))),
    told_by(schemas::tokens, get("/tokens", "All tokens, without their secrets", Role::operator_, get_tokens,
                                 {}, json_type, Runs::worker)),
    told_by(schemas::token,
            answering(missing_or_conflict, change(Method::del, "/tokens/{token}", "Revoke a token",
                                                  Role::operator_, delete_token, token_parameters, {}, 200))),

    for_people(get("/", "Where to begin", everyone, get_root, {}, any_type, Runs::tableless, 307)),
    told_by(schemas::health,
            get("/healthz", "The process serves", everyone, get_healthz, {}, json_type, Runs::tableless)),
    told_by(schemas::readiness, get("/readyz", "The ledger takes statements", everyone, get_readyz, {},
                                    json_type, Runs::tableless)),
    answering(only_missing,  // Where they have an address of their own.
              get("/metrics", "Prometheus metrics", everyone, get_metrics, {}, text_type, Runs::tableless)),
    told_by(schemas::interface_document, get("/openapi.json", "This interface as OpenAPI 3.1", everyone,
                                             get_openapi, {}, json_type, Runs::tableless)),
};

}  // namespace

bool Route::takes(std::string_view query_parameter) const {
  return others == OtherParameters::passed_over ||
         std::ranges::any_of(parameters, [&](const Parameter& each) {
           return each.in == In::query && each.name == query_parameter;
         });
}

std::span<const Route> routes() {
  return table;
}

}  // namespace stocktrail::api
