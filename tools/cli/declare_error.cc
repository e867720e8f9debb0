// stocktrail declare-error: takes back an event of one's own by its id, as EPCIS has it: by the event itself
// with an error declaration.
#include <memory>
#include <optional>
#include <ostream>
#include <system_error>

#include "crypto/json_writer.h"
#include "ledger/epcis/json/document.h"
#include "ledger/epcis/time.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/documents.h"
#include "tools/cli/import_check.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

struct DeclareOptions {
  std::string event, reason;
  std::vector<std::string> corrective;
  std::filesystem::path folder;
};

/// An event as its issuer stated it, and the `@context` of what it stood in.
struct Stated {
  std::string context, text;
};

Error declared_before(const std::string& id) {
  return {ErrorCode::conflict, "It was declared an error before.", id};
}

/// In the folder of receipts: what this party sent itself.
Result<std::optional<Stated>> sent_from(const std::filesystem::path& folder, const std::string& id,
                                        std::string_view party) {
  std::optional<Stated> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (!Outbox::is_statement(entry.path()) || !Outbox::has_receipt(entry.path())) continue;
    const auto wire = read_file(entry.path(), statement_bytes_max);
    if (!wire) return std::unexpected(wire.error());
    const auto statement = Statement::parse(*wire);
    if (!statement || statement->kind() != "events" || statement->issuer() != party) continue;
    const auto context = statement->payload().find("@context");
    for (const json::Value& event : statement->events()) {
      if (text_of(event, "eventID") != id) continue;
      if (event.find("errorDeclaration")) return std::unexpected(declared_before(id));
      found = Stated{std::string(context ? context->raw() : events_context), std::string(event.raw())};
    }
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", folder.string());
  return found;
}

/// In the log, for whoever has a token of the party.
Result<Stated> logged_at(HttpClient& server, const std::string& id, std::string_view party) {
  const auto answer = server.fetch("/epcis/events/" + url_encode(id));
  if (!answer && answer.error().code != ErrorCode::not_found) return std::unexpected(answer.error());
  const auto document = json::Document::parse(answer ? *answer : "{}");
  if (!document) return std::unexpected(document.error());
  const auto body = nested(document->root(), "epcisBody");
  const auto results = body ? nested(*body, "queryResults") : std::nullopt;
  const auto list = results ? nested(*results, "resultsBody") : std::nullopt;
  std::optional<json::Value> found;
  bool is_hidden = false, is_declared = false;
  const auto look_at = [&](const json::Value& event) {
    if (text_of(event, "stocktrail:issuer") != party) return;  // Others may use any id, too.
    is_declared = is_declared || event.find("errorDeclaration").has_value();
    is_hidden = is_hidden || event.find("stocktrail:partial").has_value();
    found = event;
  };
  if (list) for_each(*list, "eventList", look_at);
  if (is_declared) return std::unexpected(declared_before(id));
  if (is_hidden)
    return fail(ErrorCode::forbidden,
                "Only part of the event is shown. Give a token of the party that stated it, or the folder "
                "with its receipt (--receipts).",
                "--token-file");
  if (!found)
    return fail(ErrorCode::not_found, "The log has no event with this id of " + std::string(party) + ".", id);
  const auto context = document->root().find("@context");
  return Stated{std::string(context ? context->raw() : events_context), std::string(found->raw())};
}

Result<std::string> declaration_of(const Stated& stated, const DeclareOptions& options,
                                   const std::string& now) {
  json::Writer declaration;
  declaration.begin_object().field("declarationTime", now).field("reason", options.reason);
  if (!options.corrective.empty()) {
    declaration.key("correctiveEventIDs").begin_array();
    for (const std::string& id : options.corrective) declaration.string(id);
    declaration.end_array();
  }
  declaration.end_object();
  std::string event = stated.text;
  event.insert(event.find('{') + 1, R"("errorDeclaration":)" + declaration.text() + ",");
  json::Writer document;
  document.begin_object().key("@context").raw(stated.context);
  document.field("type", "EPCISDocument").field("schemaVersion", "2.0").field("creationDate", now);
  document.key("epcisBody").begin_object().key("eventList").begin_array().raw(event);
  document.end_array().end_object().end_object();
  return epcis::without_answer_members(document.text());
}

Result<Exit> declare(Session& session, const DeclareOptions& options) {
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  auto outbox = open_outbox(options.folder, session);
  if (!outbox) return std::unexpected(outbox.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  if (auto checked = outbox->refuse_other_log(**server); !checked) return std::unexpected(checked.error());
  auto sent = sent_from(outbox->folder(), options.event, signer->party);
  if (!sent) return std::unexpected(sent.error());
  if (!*sent) {
    auto logged = logged_at(**server, options.event, signer->party);
    if (!logged) return std::unexpected(logged.error());
    *sent = *std::move(logged);
  }
  const Micros now = session.clock.now();
  const auto document = declaration_of(**sent, options, format_utc(now));
  if (!document) return std::unexpected(document.error());
  if (auto added = add_document(*outbox, *document, options.event, *signer, now); !added)
    return std::unexpected(added.error());
  return send_and_tell(*outbox, **server, session);
}

}  // namespace

Command declare_error_command(Session& session) {
  const auto options = std::make_shared<DeclareOptions>();
  return {.name = "declare-error",
          .help = "Take back an event of your own: declare it an error; signed with --party and --key",
          .options = {{"event", &options->event, "Its eventID, as receipts and movements --json tell it",
                       Need::required},
                      {"--reason", &options->reason, "did_not_occur, incorrect_data, or a URI of your own",
                       Need::required},
                      {"--corrected-by", &options->corrective,
                       "The eventID of an event that tells what is right; may be repeated"},
                      {"--receipts", &options->folder,
                       "Folder for statements and receipts (default: in ~/.local/state/stocktrail); an event "
                       "that is not in it is asked for in the log, with a token"}},
          .run = [&session, options] { return declare(session, *options); }};
}

}  // namespace stocktrail::cli
