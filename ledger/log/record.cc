#include "ledger/log/record.h"

#include <algorithm>

#include "crypto/bytes.h"
#include "ledger/log/record.pb.h"

namespace stocktrail {
namespace {

bool copy_digest(const std::string& bytes, Digest& out) {
  if (bytes.size() != out.size()) return false;
  std::ranges::copy(as_bytes(bytes), out.begin());
  return true;
}

}  // namespace

std::string encode_record(const Record& record) {
  thread_local proto::Record message;  // Every field is set anew; its strings keep their room.
  message.set_recorded_at(to_i64(record.recorded_at));
  message.mutable_blind()->assign(as_text(record.blind));
  message.mutable_statement_digest()->assign(as_text(record.statement_digest));
  message.mutable_entry()->assign(as_text(record.entry));
  message.clear_rules();
  if (record.rules != 0) {
    for (const int byte : {int{record.rules}, 255 - record.rules})
      message.mutable_rules()->push_back(static_cast<char>(byte));
  }
  return message.SerializeAsString();
}

std::optional<Record> decode_record(std::string_view bytes) {
  proto::Record message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  Record record;
  record.recorded_at = Micros{message.recorded_at()};
  if (!copy_digest(message.blind(), record.blind)) return std::nullopt;
  if (!copy_digest(message.statement_digest(), record.statement_digest)) return std::nullopt;
  if (!copy_digest(message.entry(), record.entry)) return std::nullopt;
  if (const std::string& rules = message.rules(); !rules.empty()) {
    record.rules = static_cast<std::uint8_t>(rules[0]);
    // Nothing else tells that this byte is the one that was written.
    if (record.rules == 0 || rules.size() != 2 || static_cast<std::uint8_t>(rules[1]) != 255 - record.rules)
      return std::nullopt;
  }
  return record;
}

}  // namespace stocktrail
