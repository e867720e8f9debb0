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

/// What declared it before: `text` is the errorDeclaration, `kept` the statement where the folder has it.
struct Declared {
  std::string text;
  std::optional<SignedStatement> kept;
  bool is_sent = true;
};

struct Found {
  std::optional<Stated> stated;
  std::optional<Declared> declared;
};

/// In the folder of receipts: what this party sent itself, and a declaration that waits to be sent.
Result<Found> sent_from(const std::filesystem::path& folder, const std::string& id, std::string_view party) {
  Found found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (!Outbox::is_statement(entry.path())) continue;
    auto wire = read_file(entry.path(), statement_bytes_max);
    if (!wire) return std::unexpected(wire.error());
    const auto statement = Statement::parse(*wire);
    if (!statement || statement->kind() != "events" || statement->issuer() != party) continue;
    const bool is_sent = Outbox::has_receipt(entry.path());
    const auto context = statement->payload().find("@context");
    for (const json::Value& event : statement->events()) {
      if (text_of(event, "eventID") != id) continue;
      const auto declaration = nested(event, "errorDeclaration");
      if (declaration && (!found.declared || is_sent))
        found.declared =
            Declared{std::string(declaration->raw()),
                     SignedStatement{statement->id(), *wire, statement->events().size()}, is_sent};
      if (!declaration && is_sent)
        found.stated =
            Stated{std::string(context ? context->raw() : events_context), std::string(event.raw())};
    }
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", folder.string());
  return found;
}

/// In the log, for whoever has a token of the party.
Result<Found> logged_at(HttpClient& server, const std::string& id, std::string_view party) {
  const auto answer = server.fetch("/epcis/events/" + url_encode(id));
  if (!answer && answer.error().code != ErrorCode::not_found) return std::unexpected(answer.error());
  const auto document = json::Document::parse(answer ? *answer : "{}");
  if (!document) return std::unexpected(document.error());
  const auto body = nested(document->root(), "epcisBody");
  const auto results = body ? nested(*body, "queryResults") : std::nullopt;
  const auto list = results ? nested(*results, "resultsBody") : std::nullopt;
  std::optional<json::Value> stated;
  Found found;
  bool is_hidden = false;
  const auto look_at = [&](const json::Value& event) {
    if (text_of(event, "stocktrail:issuer") != party) return;  // Others may use any id, too.
    if (const auto declaration = nested(event, "errorDeclaration"); declaration && !found.declared)
      found.declared = Declared{std::string(declaration->raw()), std::nullopt};
    is_hidden = is_hidden || event.find("stocktrail:partial").has_value();
    stated = event;
  };
  if (list) for_each(*list, "eventList", look_at);
  if (found.declared) return found;
  if (is_hidden)
    return fail(ErrorCode::forbidden,
                "Only part of the event is shown. Give a token of the party that stated it, or the folder "
                "with its receipt (--receipts).",
                "--token-file");
  if (!stated)
    return fail(ErrorCode::not_found, "The log has no event with this id of " + std::string(party) + ".", id);
  const auto context = document->root().find("@context");
  found.stated = Stated{std::string(context ? context->raw() : events_context), std::string(stated->raw())};
  return found;
}

/// A further declaration would say nothing, whatever it says (docs/decisions/0012): the first one stands.
void tell_declared(Session& session, const std::string& id, const Declared& declared) {
  if (session.json()) return;
  const auto declaration = json::Document::parse(declared.text);
  const std::string reason = declaration ? text_of(declaration->root(), "reason") : "";
  session.out << id << (declared.is_sent ? " was declared an error before" : " is declared an error")
              << (reason.empty() ? "" : ": " + reason);
  std::string_view before = ", corrected by ";
  if (declaration)
    for_each(declaration->root(), "correctiveEventIDs", [&](const json::Value& corrective) {
      session.out << before << corrective.string();
      before = ", ";
    });
  session.out << (declared.is_sent ? ". It is not declared again.\n"
                                   : ", by a statement that was signed before and waits to be sent.\n");
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
  auto found = sent_from(outbox->folder(), options.event, signer->party);
  if (!found) return std::unexpected(found.error());
  if (!found->stated && !found->declared) {
    found = logged_at(**server, options.event, signer->party);
    if (!found) return std::unexpected(found.error());
  }
  if (const auto& declared = found->declared) {
    tell_declared(session, options.event, *declared);
    if (!declared->kept) return send_and_tell(*outbox, **server, session, {.recorded = 1});
    if (auto kept = outbox->put(*declared->kept); !kept) return std::unexpected(kept.error());
    return send_and_tell(*outbox, **server, session);
  }
  const Micros now = session.clock.now();
  const auto document = declaration_of(*found->stated, options, format_utc(now));
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
