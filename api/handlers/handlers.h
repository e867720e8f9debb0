// api/handlers/handlers.h: every handler of the route table; each file of the folder that is named like a
// resource holds its own.
#pragma once

#include "api/handlers/call.h"
#include "crypto/statement.h"

namespace stocktrail::api {

// operation.cc
Response get_root(Call& call);
Response get_healthz(Call& call);
Response get_readyz(Call& call);
Response get_metrics(Call& call);
Response metrics_of(const App& app);
Response get_openapi(Call& call);

// statements.cc
void post_statement(std::unique_ptr<Call> call, Responder respond);
Response get_statement(Call& call);
Response get_statement_proof(Call& call);
Response get_statement_receipt(Call& call);

// log.cc
Response get_checkpoint(Call& call);
Response get_tile(Call& call);
Response get_entries(Call& call);
Response get_vkey(Call& call);
Response get_log_policy(Call& call);

// epcis.cc
/// A captured document's. So much fits into a statement whatever it is: base64 of all of it, and half a
/// mebibyte for what the server adds.
inline constexpr std::size_t capture_bytes_max = 5 * 1'024 * 1'024;
static_assert(capture_bytes_max / 3 * 4 + 512 * 1'024 <= statement_bytes_max);
/// A captured document's, whether or not it says something beside its events, which takes a place, too.
inline constexpr std::size_t capture_events_max = statement_events_max - 1;
void post_capture(std::unique_ptr<Call> call, Responder respond);
Response get_capture(Call& call);
Response get_event(Call& call);

// digital_link.cc
Response get_digital_link(Call& call);
Response get_resolver_description(Call& call);
void get_page(std::unique_ptr<Call> call, Responder respond);

// trace.cc, proof.cc
Response get_trace(Call& call);
Response get_proof(Call& call);
Response not_a_journey();  // To who asks for the journey of a place or party.

// positions.cc, ages.cc, echelon.cc, movements.cc, inventory.cc
Response get_positions(Call& call);
void get_stock_changes(std::unique_ptr<Call> call, Responder respond);
Response get_ages(Call& call);
Response get_contents(Call& call);
Response get_echelon(Call& call);
Response get_movements(Call& call);
Response get_accuracy(Call& call);
Response get_discrepancies(Call& call);
void get_discrepancy_changes(std::unique_ptr<Call> call, Responder respond);
Response get_postings(Call& call);

// reservations.cc, promisable.cc
void post_reservation(std::unique_ptr<Call> call, Responder respond);
void post_commit(std::unique_ptr<Call> call, Responder respond);
void post_fulfil(std::unique_ptr<Call> call, Responder respond);
void post_release(std::unique_ptr<Call> call, Responder respond);
void post_extend(std::unique_ptr<Call> call, Responder respond);
void post_withdraw(std::unique_ptr<Call> call, Responder respond);
void post_expected(std::unique_ptr<Call> call, Responder respond);
void post_kept(std::unique_ptr<Call> call, Responder respond);
Response get_reservation(Call& call);
Response get_reservations(Call& call);
Response get_promisable(Call& call);

// master.cc
Response get_parties(Call& call);
Response get_party(Call& call);
Response post_party(Call& call);
Response post_policy(Call& call);
Response get_product(Call& call);
Response get_certificates(Call& call);
Response get_certificate(Call& call);

// orders.cc
void post_order(std::unique_ptr<Call> call, Responder respond);
Response get_orders(Call& call);
Response get_order(Call& call);

// recalls.cc
Response get_recalls(Call& call);
Response get_recall(Call& call);
Response get_recall_reach(Call& call);
Response post_mock_recall(Call& call);
// blocked.cc
Response get_blocked(Call& call);

// blobs.cc
Response put_blob(Call& call);
Response get_blob(Call& call);

// backups.cc
Response post_backup(Call& call);
Response get_backup(Call& call);

// token_handlers.cc
Response post_token(Call& call);
Response get_tokens(Call& call);
Response delete_token(Call& call);

}  // namespace stocktrail::api
