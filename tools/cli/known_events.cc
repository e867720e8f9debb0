#include "tools/cli/known_events.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "crypto/statement.h"
#include "ledger/epcis/json/document.h"
#include "tools/cli/files.h"
#include "tools/cli/import_check.h"
#include "tools/cli/json_read.h"

namespace stocktrail::cli {

Result<KnownEvents> KnownEvents::read(const std::filesystem::path& folder, std::string_view party) {
  KnownEvents known;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (!Outbox::is_statement(entry.path())) continue;
    const auto wire = read_file(entry.path(), statement_bytes_max);
    if (!wire) return std::unexpected(wire.error());
    const auto statement = Statement::parse(*wire);
    if (!statement) return fail(statement.error().code, statement.error().detail, entry.path().string());
    if (statement->kind() != "events" || statement->issuer() != party) continue;
    const std::string place = Outbox::has_receipt(entry.path())
                                  ? std::string(logged_before)
                                  : "waits in " + entry.path().string() + " to be sent";
    for (const json::Value& event : statement->events()) {
      known.add(text_of(event, "eventID"), event.raw(), place);
      if (event.find("errorDeclaration")) known.declared_.insert(text_of(event, "eventID"));
    }
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", folder.string());
  return known;
}

KnownEvents::Found KnownEvents::find(std::string_view event_id, std::string_view text) const {
  const auto [first, last] = events_.equal_range(event_id);
  if (first == last) return Found::nothing;
  const bool is_same = std::any_of(first, last, [&](const auto& event) { return event.second.text == text; });
  return is_same ? Found::same_event : Found::other_event;
}

Result<LoggedEvent> ask_for_event(HttpClient& server, std::string_view event_id, std::string_view event_hash,
                                  std::string_view party) {
  const auto answer = server.fetch("/epcis/events/" + url_encode(event_id));
  if (!answer && answer.error().code == ErrorCode::not_found) return LoggedEvent();
  if (!answer) return std::unexpected(answer.error());
  const auto document = json::Document::parse(*answer);
  if (!document) return std::unexpected(document.error());
  const auto body = nested(document->root(), "epcisBody");
  const auto results = body ? nested(*body, "queryResults") : std::nullopt;
  const auto list = results ? nested(*results, "resultsBody") : std::nullopt;
  bool is_there = false, is_whole = false, is_same = false, is_declared = false;
  std::optional<Error> fault;
  const auto look_at = [&](const json::Value& event) {
    if (fault || text_of(event, "stocktrail:issuer") != party) return;  // Others may use any id, too.
    is_there = true;
    is_declared = is_declared || event.find("errorDeclaration").has_value();
    if (event.find("stocktrail:partial")) return;
    is_whole = true;
    const auto stated = epcis::without_answer_members(event.raw());
    const auto hashes =
        stated ? epcis::hash_document(document_of({&*stated, 1})) : std::unexpected(stated.error());
    if (!hashes) {
      fault = hashes.error();
      return;
    }
    is_same = is_same || std::ranges::any_of(
                             *hashes, [&](const epcis::EventHash& hash) { return hash.id == event_hash; });
  };
  if (list) for_each(*list, "eventList", look_at);
  if (fault) return std::unexpected(*fault);
  if (!is_there) return LoggedEvent();
  if (!is_whole)
    return fail(ErrorCode::forbidden,
                "The token is one of somebody else: it does not show the event " + std::string(event_id) +
                    " of " + std::string(party) + " whole. Give a token of that party.",
                "--token-file");
  return LoggedEvent{is_same ? KnownEvents::Found::same_event : KnownEvents::Found::other_event, is_declared};
}

}  // namespace stocktrail::cli
