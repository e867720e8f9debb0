#include "tools/cli/documents.h"

#include <optional>
#include <ostream>

#include "crypto/json_writer.h"
#include "ledger/epcis/document.h"
#include "tools/cli/claims.h"
#include "tools/cli/files.h"

namespace stocktrail::cli {
namespace {

std::unexpected<Error> told(const epcis::DocumentFaults& faults, const std::filesystem::path& file) {
  Error error{ErrorCode::invalid_argument, faults.faults.front().detail,
              file.string() + ": " + faults.faults.front().where};
  for (std::size_t i = 1; i < faults.faults.size(); ++i) {
    error.detail += "\n  " + faults.faults[i].where + ": " + faults.faults[i].detail;
  }
  return std::unexpected(std::move(error));
}

bool is_statement(std::string_view bytes) {
  return bytes.starts_with("eyJ") || bytes.substr(0, 200).contains("\"jws\"");
}

Result<std::vector<SignedStatement>> sign_document(std::string_view bytes, const std::filesystem::path& file,
                                                   const Signer& signer) {
  const auto document = epcis::parse_capture_document(bytes);
  if (!document) return told(document.error(), file);
  std::vector<std::string> texts;
  for (const epcis::DocumentEvent& event : document->events) texts.push_back(event.text);
  auto made = sign_events(signer, document->context, texts);
  if (!made)
    made.error().where = file.string() + (made.error().where.empty() ? "" : ": " + made.error().where);
  return made;
}

Result<std::vector<SignedStatement>> statements_of(const std::filesystem::path& file,
                                                   const std::optional<Signer>& signer) {
  const auto bytes = read_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  if (!is_statement(*bytes)) return sign_document(*bytes, file, *signer);
  std::string_view wire = *bytes;
  wire = wire.substr(0, wire.find_last_not_of("\r\n") + 1);
  const auto statement = Statement::parse(wire);
  if (!statement)
    return fail(statement.error().code, statement.error().detail,
                file.string() + ": " + statement.error().where);
  return std::vector<SignedStatement>{{statement->id(), std::string(wire), statement->events().size()}};
}

bool all_are_signed(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) {
    const auto bytes = file == "-" ? fail(ErrorCode::not_found, "") : read_file(file);
    if (!bytes || !is_statement(*bytes)) return false;
  }
  return true;
}

}  // namespace

Result<std::size_t> add_files(Outbox& outbox, const std::vector<std::filesystem::path>& files,
                              Session& session) {
  std::optional<SigningKey> key;
  std::optional<Signer> signer;
  if (!all_are_signed(files)) {
    auto read = signing_key(session);
    if (!read) return std::unexpected(read.error());
    key = std::move(*read);
    const auto made = signer_of(session, *key);
    if (!made) return std::unexpected(made.error());
    signer.emplace(*made);
  }
  std::vector<SignedStatement> all;
  for (const auto& file : files) {
    auto statements = statements_of(file, signer);
    if (!statements) return std::unexpected(statements.error());
    all.insert(all.end(), std::make_move_iterator(statements->begin()),
               std::make_move_iterator(statements->end()));
  }
  for (const SignedStatement& statement : all) {
    if (auto kept = outbox.put(statement); !kept) return std::unexpected(kept.error());
  }
  return all.size();
}

Result<Exit> send_and_tell(Outbox& outbox, Session& session) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto summary = outbox.send(**server, session);
  if (!summary) return std::unexpected(summary.error());
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().key("sent").number(static_cast<std::uint64_t>(summary->sent));
    writer.key("repeated").number(static_cast<std::uint64_t>(summary->repeated));
    writer.field("receiptsFolder", outbox.folder().string()).key("receipts").begin_array();
    for (const std::string& receipt : summary->receipts) writer.raw(receipt);
    writer.end_array().end_object();
    session.out << writer.text() << '\n';
  } else {
    session.out << summary->sent << " statements are new in the log, " << summary->repeated
                << " were there already.\nReceipts: " << outbox.folder().string() << '\n';
  }
  return Exit::ok;
}

}  // namespace stocktrail::cli
