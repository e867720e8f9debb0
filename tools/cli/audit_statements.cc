#include <string>

#include "crypto/stated_keys.h"
#include "crypto/statement.h"
#include "ledger/engine/kinds.h"
#include "ledger/ledger.h"
#include "tools/cli/audit_log.h"
#include "tools/cli/json_read.h"

namespace stocktrail::cli {
namespace {

/// What is wrong with the opening of one entry; empty if nothing is.
std::string fault_of(const Statement& statement, const json::Value& receipt, LeafIndex index,
                     const Digest& entry, StatedKeys& keys) {
  const auto bytes = hex_decode(text_of(receipt, "blind"));
  Digest blind{};
  if (!bytes || bytes->size() != blind.size()) return "has no blind";
  std::copy(bytes->begin(), bytes->end(), blind.begin());
  if (entry_of(blind, statement.digest()) != entry) return "is not what its entry stands for";
  const auto recorded_at = parse_rfc3339_seconds(text_of(receipt, "recordedAt"));
  if (!recorded_at) return "has no recorded time";
  const auto fault = keys.take(statement, index, recorded_at);
  return fault ? "does not hold: " + fault->detail : std::string();
}

}  // namespace

Result<void> audit_statements(HttpClient& server, LogAudit& audit, const ShowProgress& progress) {
  StatedKeys keys;
  for (std::size_t i = 0; i < audit.entries.size(); ++i) {
    progress(i, audit.entries.size());
    const std::string path = "/statements/" + std::to_string(i);
    const std::string name = "Statement " + std::to_string(i) + " ";
    const auto wire = server.fetch(path, "application/vnd.stocktrail.statement+json, application/sd-jwt");
    if (!wire) {
      if (wire.error().code == ErrorCode::unavailable) return std::unexpected(wire.error());
      audit.doubts.push_back(name + "is not shown: " + wire.error().detail);
      continue;
    }
    const auto receipt = server.fetch(path + "/receipt");
    if (!receipt && receipt.error().code == ErrorCode::not_found) {  // Of a statement that is there.
      return fail(ErrorCode::forbidden,
                  "Opening statements needs an auditor's token, and this one is not. Without a "
                  "token the public log is audited.");
    }
    if (!receipt) return std::unexpected(receipt.error());
    const auto statement = Statement::parse(*wire);
    const auto document = json::Document::parse(*receipt);
    if (!statement || !document) {
      audit.doubts.push_back(name +
                             "cannot be read: " + (statement ? document.error() : statement.error()).detail);
      continue;
    }
    if (const std::string fault =
            fault_of(*statement, document->root(), LeafIndex{i}, audit.entries[i], keys);
        !fault.empty()) {
      audit.doubts.push_back(name + fault + ".");
      continue;
    }
    if (find_kind(statement->kind()) == nullptr) audit.unknown_kinds.emplace(statement->kind());
    ++audit.statements;
  }
  return {};
}

}  // namespace stocktrail::cli
