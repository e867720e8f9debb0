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
  for (const Control& control : controls) {
    proto::Control& out = *message.add_controls();
    out.set_key(control.key);
    out.set_value(control.value);
  }
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
  for (proto::Control& control : *message.mutable_controls())
    batch.controls.push_back({std::move(*control.mutable_key()), std::move(*control.mutable_value())});
  return batch;
}

}  // namespace stocktrail
