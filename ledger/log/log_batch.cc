#include "ledger/log/log_batch.h"

#include <algorithm>

#include "ledger/log/log_batch.pb.h"

namespace stocktrail {
namespace {

void set_bytes(std::string& out, std::string_view bytes) {
  out.assign(bytes);
}

template <std::size_t size>
bool copy_bytes(std::string_view bytes, std::array<std::uint8_t, size>& out) {
  if (bytes.size() != size) return false;
  std::ranges::copy(as_bytes(bytes), out.begin());
  return true;
}

struct Writing {
  proto::Control& out;

  void operator()(const TokenIssued& token) const {
    proto::TokenIssued& issued = *out.mutable_token_issued();
    set_bytes(*issued.mutable_hash(), as_text(token.hash));
    issued.set_id(token.id);
    issued.set_role(token.role);
    issued.set_party(token.party);
    issued.set_label(token.label);
    issued.set_created_at(to_i64(token.created_at));
    issued.set_expires_at(to_i64(token.expires_at));
  }
  void operator()(const TokenRevoked& token) const {
    set_bytes(*out.mutable_token_revoked()->mutable_hash(), as_text(token.hash));
    out.mutable_token_revoked()->set_at(to_i64(token.at));
  }
  void operator()(const TokensForgotten& tokens) const {
    out.mutable_tokens_forgotten()->set_expired_by(to_i64(tokens.expired_by));
  }
  void operator()(const TokensRevoked& tokens) const {
    out.mutable_tokens_revoked()->set_issued_by(to_i64(tokens.issued_by));
    out.mutable_tokens_revoked()->set_at(to_i64(tokens.at));
  }
  void operator()(const KeySealed& key) const {
    out.mutable_key_sealed()->set_key_id(key.key_id);
    out.mutable_key_sealed()->set_sealed(key.sealed);
  }
  void operator()(const FileKnown& file) const {
    set_bytes(*out.mutable_file_known()->mutable_sha256(), as_text(file.sha256));
    out.mutable_file_known()->set_bytes(file.bytes);
    out.mutable_file_known()->set_party(file.party);
  }
  void operator()(const FoldsGoOn&) const { out.mutable_folds_go_on(); }
};

std::optional<Control> read(const proto::Control& logged) {
  Digest digest{};
  switch (logged.kind_case()) {
    case proto::Control::kTokenIssued: {
      const proto::TokenIssued& token = logged.token_issued();
      if (!copy_bytes(token.hash(), digest)) return std::nullopt;
      return TokenIssued{.hash = digest,
                         .id = token.id(),
                         .role = token.role(),
                         .party = token.party(),
                         .label = token.label(),
                         .created_at = Micros{token.created_at()},
                         .expires_at = Micros{token.expires_at()}};
    }
    case proto::Control::kTokenRevoked:
      if (!copy_bytes(logged.token_revoked().hash(), digest)) return std::nullopt;
      return TokenRevoked{.hash = digest, .at = Micros{logged.token_revoked().at()}};
    case proto::Control::kTokensForgotten:
      return TokensForgotten{.expired_by = Micros{logged.tokens_forgotten().expired_by()}};
    case proto::Control::kKeySealed:
      return KeySealed{.key_id = logged.key_sealed().key_id(), .sealed = logged.key_sealed().sealed()};
    case proto::Control::kFileKnown:
      if (!copy_bytes(logged.file_known().sha256(), digest)) return std::nullopt;
      return FileKnown{
          .sha256 = digest, .bytes = logged.file_known().bytes(), .party = logged.file_known().party()};
    case proto::Control::kTokensRevoked:
      return TokensRevoked{.issued_by = Micros{logged.tokens_revoked().issued_by()},
                           .at = Micros{logged.tokens_revoked().at()}};
    case proto::Control::kFoldsGoOn:
      return FoldsGoOn{};
    case proto::Control::KIND_NOT_SET:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string encode_batch(const BatchId& id, Micros proposed_at, const std::vector<StatementView>& statements,
                         const std::vector<Control>& controls) {
  proto::LogBatch message;
  message.set_rules(rules_version);
  message.set_proposed_at(to_i64(proposed_at));
  set_bytes(*message.mutable_proposer(), as_text(id.proposer));
  message.set_number(id.number);
  message.mutable_statements()->Reserve(static_cast<int>(statements.size()));
  for (const StatementView& statement : statements) {
    proto::LoggedStatement& out = *message.add_statements();
    set_bytes(*out.mutable_wire(), statement.wire);
    set_bytes(*out.mutable_signed_by(), as_text(statement.signed_by.bytes()));
    set_bytes(*out.mutable_blind(), as_text(statement.blind));
  }
  for (const Control& control : controls) std::visit(Writing{*message.add_controls()}, control);
  return message.SerializeAsString();
}

std::optional<LogBatch> decode_batch(std::string_view bytes) {
  proto::LogBatch message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  LogBatch batch;
  batch.rules = message.rules();
  batch.proposed_at = Micros{message.proposed_at()};
  batch.id.number = message.number();
  if (!copy_bytes(message.proposer(), batch.id.proposer)) return std::nullopt;
  for (proto::LoggedStatement& statement : *message.mutable_statements()) {
    const auto key = statement.signed_by();
    Digest blind{};
    if (key.size() != 32 || !copy_bytes(statement.blind(), blind)) return std::nullopt;
    batch.statements.push_back(
        {std::move(*statement.mutable_wire()), PublicKey::from_admitted_bytes(as_bytes(key)), blind});
  }
  for (const proto::Control& logged : message.controls()) {
    auto control = read(logged);
    if (!control) return std::nullopt;
    batch.controls.push_back(*std::move(control));
  }
  return batch;
}

}  // namespace stocktrail
