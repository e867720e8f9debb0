#include <map>
#include <string>

#include "crypto/statement.h"
#include "ledger/ledger.h"
#include "tools/cli/audit_log.h"
#include "tools/cli/json_read.h"

namespace stocktrail::cli {
namespace {

/// The keys that statements of the log register, by kid.
class RegisteredKeys {
 public:
  void learn(const Statement& statement) {
    if (statement.kind() == "party") take(nested(statement.payload(), "party"), "keys");
    if (statement.kind() == "key") take(nested(statement.payload(), "key"), "add");
  }
  const PublicKey* find(std::string_view kid) const {
    const auto found = keys_.find(kid);
    return found == keys_.end() ? nullptr : &found->second;
  }

 private:
  void take(const std::optional<json::Value>& claim, std::string_view list) {
    if (!claim) return;
    for_each(*claim, list, [this](const json::Value& jwk) {
      const auto bytes = base64url_decode(text_of(jwk, "x"));
      const auto key = bytes ? PublicKey::from_bytes(as_bytes(*bytes)) : std::nullopt;
      if (key) keys_.emplace(thumbprint(*key), *key);
    });
  }
  std::map<std::string, PublicKey, std::less<>> keys_;
};

/// What is wrong with the opening of one entry; empty if nothing is.
std::string fault_of(const Statement& statement, const json::Value& receipt, const Digest& entry,
                     const RegisteredKeys& keys) {
  const auto bytes = hex_decode(text_of(receipt, "blind"));
  Digest blind{};
  if (!bytes || bytes->size() != blind.size()) return "has no blind";
  std::copy(bytes->begin(), bytes->end(), blind.begin());
  if (entry_of(blind, statement.digest()) != entry) return "is not what its entry stands for";
  const PublicKey* key = keys.find(statement.key_id());
  if (key == nullptr) return "is signed by a key that no earlier statement registers";
  if (!verify(statement, *key)) return "has a bad signature";
  return {};
}

}  // namespace

Result<void> audit_statements(HttpClient& server, LogAudit& audit, const ShowProgress& progress) {
  RegisteredKeys keys;
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
    if (i == 0) keys.learn(*statement);  // The operator's own: it registers the key that signs it.
    if (const std::string fault = fault_of(*statement, document->root(), audit.entries[i], keys);
        !fault.empty()) {
      audit.doubts.push_back(name + fault + ".");
      continue;
    }
    keys.learn(*statement);
    ++audit.statements;
  }
  return {};
}

}  // namespace stocktrail::cli
