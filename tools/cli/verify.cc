// stocktrail verify: proof files and receipts, without any server.
#include <algorithm>
#include <memory>

#include "crypto/bundle.h"
#include "crypto/json_writer.h"
#include "crypto/tlog_proof.h"
#include "ledger/engine/kinds.h"
#include "ledger/epcis/json/document_header.h"
#include "ledger/ledger.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/log_key.h"
#include "tools/cli/session.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct VerifyOptions {
  std::filesystem::path file, statement;
  std::string vkey, entry;
};

Result<Digest> digest_of(const std::string& hex, std::string_view what) {
  const auto bytes = hex_decode(hex);
  Digest digest;
  if (!bytes || bytes->size() != digest.size()) {
    return fail(ErrorCode::invalid_argument, "64 lower-case hex digits are expected.", std::string(what));
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

void tell_events(const VerifiedStatement& verified, json::Writer& writer) {
  writer.key("events").begin_array();
  for (const json::Value& event : verified.statement.events()) writer.raw(event.raw());
  writer.end_array();
}

constexpr std::size_t things_shown = 3;

/// The products, lots, items and containers of an event, as many as a line holds.
std::string things_of(const json::Value& event) {
  std::vector<std::string> things;
  const auto add = [&](std::string id) {
    id = short_id(std::move(id));
    if (!id.empty() && std::ranges::find(things, id) == things.end()) things.push_back(std::move(id));
  };
  add(text_of(event, "parentID"));
  for (const char* const list : {"epcList", "childEPCs", "inputEPCList", "outputEPCList"})
    for_each(event, list, [&](const json::Value& epc) {
      if (epc.is(json::Kind::string)) add(std::string(epc.string()));
    });
  for (const char* const list :
       {"quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"})
    for_each(event, list, [&](const json::Value& element) { add(text_of(element, "epcClass")); });
  std::string text;
  for (std::size_t i = 0; i < std::min(things.size(), things_shown); ++i)
    text += (i > 0 ? ", " : " of ") + things[i];
  if (things.size() > things_shown) text += " and " + std::to_string(things.size() - things_shown) + " more";
  return text;
}

std::string place_of(const json::Value& event) {
  for (const char* const member : {"bizLocation", "readPoint"})
    if (const auto place = nested(event, member)) return " at " + short_id(text_of(*place, "id"));
  return {};
}

std::string summary_of(const Statement& statement) {
  if (statement.kind() != "events") {
    const json::Value claim = statement.body();
    if (statement.kind() == "certificate")
      return text_of(claim, "title") + ", No. " + text_of(claim, "number") + ", " + text_of(claim, "issuer");
    return text_of(claim, claim.find("name") ? "name" : "id");
  }
  std::string text;
  for (const json::Value& event : statement.events()) {
    const std::string type = text_of(event, "type");
    if (type.empty() || epcis::is_document_header(event)) continue;
    text += (text.empty() ? "" : "; ") + text_of(event, "eventTime") + " " + type + " " +
            text_of(event, "bizStep") + things_of(event) + place_of(event);
  }
  return text;
}

void tell_bundle_in_json(Session& session, const VerifiedBundle& bundle) {
  json::Writer writer;
  writer.begin_object().field("verdict", bundle.refused.empty() ? "verified" : "partly verified");
  writer.field("log", bundle.checkpoint.origin);
  writer.key("size").number(to_u64(bundle.checkpoint.size)).field("operator", bundle.operator_name);
  writer.key("eventsLeftOut").boolean(bundle.hides_events);
  writer.key("statements").begin_array();
  for (const VerifiedStatement& verified : bundle.statements) {
    writer.begin_object()
        .key("index")
        .number(to_u64(verified.index))
        .field("kind", verified.statement.kind());
    if (find_kind(verified.statement.kind()) == nullptr) writer.key("kindKnown").boolean(false);
    writer.field("issuer", verified.statement.issuer()).field("issuerName", verified.issuer_name);
    writer.key("custodial").boolean(verified.key_holder == KeyHolder::server);
    if (verified.key_revoked_by) writer.key("keyRevokedBy").number(to_u64(*verified.key_revoked_by));
    if (verified.statement.kind() == "events") {
      tell_events(verified, writer);
    } else {
      writer.key(verified.statement.kind()).raw(verified.statement.body().raw());
    }
    writer.end_object();
  }
  writer.end_array().key("refused").begin_array();
  for (const RefusedStatement& refused : bundle.refused) {
    writer.begin_object().key("index").number(to_u64(refused.index));
    writer.field("code", name_of(refused.why.code)).field("detail", refused.why.detail).end_object();
  }
  writer.end_array().end_object();
  session.out << writer.text() << '\n';
}

void tell_bundle_to_people(Session& session, const VerifiedBundle& bundle) {
  Table table({{"index", Align::right}, {"kind"}, {"signed by"}, {"what"}});
  std::size_t unknown = 0, in_doubt = 0;
  for (const VerifiedStatement& verified : bundle.statements) {
    std::string signer = verified.issuer_name;
    if (verified.key_holder == KeyHolder::server) signer += " (custodial)";
    in_doubt += verified.key_revoked_by ? 1 : 0;
    if (verified.key_revoked_by)
      signer += " (key revoked later, at index " + std::to_string(to_u64(*verified.key_revoked_by)) + ")";
    std::string kind(verified.statement.kind());
    if (find_kind(kind) == nullptr) {
      kind += " (unknown to this program)";
      ++unknown;
    }
    table.add({std::to_string(to_u64(verified.index)), kind, signer, summary_of(verified.statement)});
  }
  table.print(session.out);
  session.out << "\n";
  for (const RefusedStatement& refused : bundle.refused)
    session.out << "Does not hold: index " << to_u64(refused.index) << ": " << refused.why.detail << "\n";
  session.out << (bundle.refused.empty() ? "VERIFIED: " : "THESE HOLD: ") << bundle.statements.size()
              << " statements, each signed by a registered key and in the log " << bundle.checkpoint.origin
              << " of " << to_u64(bundle.checkpoint.size) << " entries, run by " << bundle.operator_name
              << ".\n";
  if (in_doubt > 0)
    session.out
        << "IN DOUBT: " << in_doubt
        << " of them: their key was revoked later, from a time before they were signed, so that somebody "
           "else may have signed them.\n";
  if (unknown > 0)
    session.out
        << "Of " << unknown
        << " of them the signature is good and the kind unknown to this program: what they say was not "
           "looked at.\n";
  if (bundle.hides_events) {
    session.out
        << "The log says that events of this journey are left out: their issuers did not sign them so "
           "that what is public can be shown alone.\n";
  }
}

/// What does not hold takes nothing from what does; but the file as a whole is not good.
Result<Exit> tell_bundle(Session& session, const VerifiedBundle& bundle) {
  if (session.json()) {
    tell_bundle_in_json(session, bundle);
  } else {
    tell_bundle_to_people(session, bundle);
  }
  if (bundle.refused.empty()) return Exit::ok;
  if (session.json()) return Exit::refused;
  const RefusedStatement& first = bundle.refused.front();
  return fail(ErrorCode::bad_signature,
              std::to_string(bundle.refused.size()) + " of " +
                  std::to_string(bundle.refused.size() + bundle.statements.size()) +
                  " statements do not hold, and nothing that they say counts. The first: " + first.why.detail,
              "index " + std::to_string(to_u64(first.index)));
}

Exit tell_entry(Session& session, const Checkpoint& checkpoint, LeafIndex index) {
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().field("verdict", "verified").field("log", checkpoint.origin);
    writer.key("size").number(to_u64(checkpoint.size)).key("index").number(to_u64(index)).end_object();
    session.out << writer.text() << '\n';
  } else {
    session.out << "VERIFIED: entry " << to_u64(index) << " of the log " << checkpoint.origin
                << ", which had " << to_u64(checkpoint.size) << " entries.\n";
  }
  return Exit::ok;
}

/// A receipt as `post` keeps it: the entry follows from the blind and the statement beside it.
Result<Exit> verify_receipt(Session& session, const VerifyOptions& options, const json::Value& receipt,
                            const NoteVerifier& log) {
  if (const auto noted = receipt.find("alreadyRecorded"); noted) {
    return fail(
        ErrorCode::invalid_argument,
        "This receipt only notes that the log had the statement already, signed at another time. It proves "
        "nothing: the receipt that does is where it was sent from first.",
        options.file.string());
  }
  if (text_of(receipt, "type").starts_with("urn:stocktrail:problem:")) {
    return fail(ErrorCode::invalid_argument,
                "This is no proof but the server's refusal to give one: " + text_of(receipt, "detail"),
                options.file.string());
  }
  const auto blind = digest_of(text_of(receipt, "blind"), "blind");
  if (!blind) return std::unexpected(blind.error());
  std::filesystem::path path = options.statement;
  if (path.empty()) {
    std::string name = options.file.string();
    constexpr std::string_view suffix = ".receipt.json";
    if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    path = name + ".statement";
  }
  const auto wire = read_file(path, statement_bytes_max);
  if (!wire)
    return fail(wire.error().code, wire.error().detail + " Name the statement with --statement.",
                wire.error().where);
  const auto statement = Statement::parse(*wire);
  if (!statement)
    return fail(statement.error().code, "This is no statement: " + statement.error().detail, path.string());
  const auto proof = parse_tlog_proof(text_of(receipt, "proof"));
  if (!proof) return std::unexpected(proof.error());
  const Digest entry = entry_of(*blind, statement->digest());
  const auto checkpoint = verify_tlog_proof(*proof, entry, log);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  return tell_entry(session, *checkpoint, proof->index);
}

std::unexpected<Error> of_file(const VerifyOptions& options, Error error) {
  error.where = options.file.string() + (error.where.empty() ? "" : ": " + error.where);
  return std::unexpected(std::move(error));
}

/// What stands in a folder of receipts beside each of them.
std::unexpected<Error> a_statement(const VerifyOptions& options) {
  return fail(
      ErrorCode::invalid_argument,
      "This is a statement: it says what its issuer signed, and not that it is in a log. Verify its "
      "receipt (.receipt.json), which finds the statement beside itself or by --statement; or a proof "
      "file (.stproof).",
      options.file.string());
}

Result<Exit> verify_file(Session& session, const VerifyOptions& options) {
  const auto log = log_key(options.vkey);
  if (!log) return std::unexpected(log.error());
  const auto bytes = read_file(options.file, bundle_bytes_max);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->starts_with('{')) {
    if (Statement::parse(*bytes)) return a_statement(options);
    const auto receipt = json::Document::parse(*bytes);
    if (!receipt) return std::unexpected(receipt.error());
    return verify_receipt(session, options, receipt->root(), *log);
  }
  if (!options.entry.empty()) {
    const auto entry = digest_of(options.entry, "--entry");
    if (!entry) return std::unexpected(entry.error());
    const auto proof = parse_tlog_proof(*bytes);
    if (!proof) return of_file(options, proof.error());
    const auto checkpoint = verify_tlog_proof(*proof, *entry, *log);
    if (!checkpoint) return std::unexpected(checkpoint.error());
    return tell_entry(session, *checkpoint, proof->index);
  }
  if (Statement::parse(*bytes)) return a_statement(options);
  const auto bundle = parse_bundle(*bytes);
  if (!bundle && bytes->starts_with("c2sp.org/tlog-proof@"))
    return fail(ErrorCode::invalid_argument, "This proves an entry: give its 64 hex digits with --entry.",
                options.file.string());
  if (!bundle && !bytes->starts_with("stocktrail-proof/"))
    return fail(ErrorCode::invalid_argument,
                "This is neither a proof file (.stproof) nor a receipt (.receipt.json).",
                options.file.string());
  if (!bundle) return of_file(options, bundle.error());
  const auto verified = verify_bundle(*bundle, *log);
  if (!verified) return std::unexpected(verified.error());
  return tell_bundle(session, *verified);
}

/// The verdict must not be missed among messages.
Result<Exit> verify(Session& session, const VerifyOptions& options) {
  auto verdict = verify_file(session, options);
  if (!verdict && exit_of(verdict.error()) == Exit::refused && verdict.error().where != "--vkey") {
    verdict.error().detail = "NOT VERIFIED: " + verdict.error().detail;
  }
  return verdict;
}

}  // namespace

Command verify_command(Session& session) {
  const auto options = std::make_shared<VerifyOptions>();
  return {.name = "verify",
          .help = "Check a proof file, or a receipt with its statement, without any server",
          .options = {{"file", &options->file,
                       "Proof file (.stproof), receipt (.receipt.json), or C2SP tlog-proof with --entry",
                       Need::required},
                      {.name = "--vkey",
                       .target = &options->vkey,
                       .help = "The log's key: a text or a file",
                       .environment = "STOCKTRAIL_VKEY"},
                      {"--statement", &options->statement, "The statement of a receipt; default: beside it"},
                      {"--entry", &options->entry, "The entry of a tlog-proof, in hex"}},
          .run = [&session, options] { return verify(session, *options); }};
}

}  // namespace stocktrail::cli
