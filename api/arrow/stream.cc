#include "api/arrow/stream.h"

#include <flatbuffers/flatbuffers.h>

#include <limits>
#include <utility>

#include "api/arrow/message_generated.h"
#include "crypto/result.h"

namespace stocktrail::arrow {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

constexpr std::size_t alignment = 8;  // Of messages, and of buffers in their bodies.
constexpr std::string_view continuation = stream_end.substr(0, 4);
constexpr std::size_t prefix_bytes = 8;  // Of a message: `continuation`, and how long its metadata is.
constexpr int amount_digits = 38, amount_bits = 128, whole_bits = 64;
constexpr std::int64_t day_micros = 86'400'000'000;

void append_little(std::string& out, Int128 value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

void append_end(std::string& out, std::size_t bytes) {
  ST_CHECK(bytes <= std::numeric_limits<std::int32_t>::max());
  append_little(out, static_cast<Int128>(bytes), sizeof(std::int32_t));
}

void append_bit(std::string& bits, std::size_t at, bool value) {
  if (at % 8 == 0) bits += '\0';
  if (value) bits.back() = static_cast<char>(bits.back() | 1 << at % 8);
}

void pad(std::string& out) {
  out.resize((out.size() + alignment - 1) / alignment * alignment);
}

std::pair<wire::Kind, Offset<void>> kind_of(Type type, FlatBufferBuilder& b) {
  switch (type) {
    case Type::text:
      return {wire::Kind::Utf8, wire::CreateUtf8(b).Union()};
    case Type::amount:
      return {wire::Kind::Decimal,
              wire::CreateDecimal(b, amount_digits, Decimal::scale_max, amount_bits).Union()};
    case Type::whole:
      return {wire::Kind::Int, wire::CreateInt(b, whole_bits, true).Union()};
    case Type::flag:
      return {wire::Kind::Bool, wire::CreateBool(b).Union()};
    case Type::time:
      return {wire::Kind::Timestamp,
              wire::CreateTimestamp(b, wire::TimeUnit::micro, b.CreateString("UTC")).Union()};
    case Type::date:
      return {wire::Kind::Date, wire::CreateDate(b, wire::DateUnit::day).Union()};
  }
  std::unreachable();
}

/// The metadata and body of a message. A FlatBuffer that is finished fills whole units of its alignment.
void append_message(std::string& out, FlatBufferBuilder& b, wire::Header kind, Offset<void> header,
                    std::string_view body) {
  b.Finish(wire::CreateMessage(b, wire::Version::v5, kind, header, static_cast<std::int64_t>(body.size())));
  std::string metadata(reinterpret_cast<const char*>(b.GetBufferPointer()), b.GetSize());
  pad(metadata);
  out += continuation;
  append_end(out, metadata.size());
  out += metadata;
  out += body;
}

std::string schema_of(std::span<const Column> columns) {
  FlatBufferBuilder b;
  std::vector<Offset<wire::Field>> fields;
  for (const Column& column : columns) {
    const auto [kind, table] = kind_of(column.type, b);
    const auto name = b.CreateString(column.name.data(), column.name.size());
    // Some readers miss the list of children where there is none.
    const auto children = b.CreateVector(std::vector<Offset<wire::Field>>{});
    fields.push_back(wire::CreateField(b, name, true, kind, table, children));
  }
  const auto schema = wire::CreateSchema(b, 0, b.CreateVector(fields));
  std::string out;
  append_message(out, b, wire::Header::Schema, schema.Union(), {});
  return out;
}

}  // namespace

StreamWriter::StreamWriter(std::span<const Column> columns) : out_(schema_of(columns)) {
  for (const Column& column : columns) {
    vectors_.push_back({.type = column.type, .valid = {}, .ends = {}, .values = {}});
    if (column.type == Type::text) append_end(vectors_.back().ends, 0);
  }
}

void StreamWriter::add(Vector& vector, const Value& value) const {
  const bool is_told = !std::holds_alternative<std::monostate>(value);
  append_bit(vector.valid, rows_, is_told);
  if (!is_told) ++vector.nulls;
  switch (vector.type) {
    case Type::text:
      if (is_told) vector.values += std::get<std::string_view>(value);
      append_end(vector.ends, vector.values.size());
      return;
    case Type::amount:
      return append_little(vector.values, is_told ? std::get<Amount>(value).nanos() : 0, sizeof(Int128));
    case Type::whole:
      return append_little(vector.values, is_told ? std::get<std::int64_t>(value) : 0, sizeof(std::int64_t));
    case Type::flag:
      return append_bit(vector.values, rows_, is_told && std::get<bool>(value));
    case Type::time:
      return append_little(vector.values, is_told ? to_i64(std::get<Micros>(value)) : 0,
                           sizeof(std::int64_t));
    case Type::date: {
      const std::int64_t micros = is_told ? to_i64(std::get<Micros>(value)) : 0;
      const std::int64_t days = micros / day_micros - (micros % day_micros < 0 ? 1 : 0);
      return append_little(vector.values, days, sizeof(std::int32_t));
    }
  }
}

void StreamWriter::add_row(std::span<const Value> row) {
  ST_CHECK(row.size() == vectors_.size());
  for (std::size_t i = 0; i < row.size(); ++i) add(vectors_[i], row[i]);
  ++rows_;
}

std::string StreamWriter::finish() && {
  if (rows_ > 0) {
    std::vector<wire::Node> nodes;
    std::vector<wire::Buffer> buffers;
    std::string body;
    const auto rows = static_cast<std::int64_t>(rows_);
    const auto append = [&](std::string_view buffer) {
      buffers.emplace_back(body.size(), buffer.size());
      body += buffer;
      pad(body);
    };
    for (const Vector& vector : vectors_) {
      nodes.emplace_back(rows, vector.nulls);
      append(vector.valid);
      if (vector.type == Type::text) append(vector.ends);
      append(vector.values);
    }
    FlatBufferBuilder b;
    const auto batch =
        wire::CreateRecordBatch(b, rows, b.CreateVectorOfStructs(nodes), b.CreateVectorOfStructs(buffers));
    append_message(out_, b, wire::Header::RecordBatch, batch.Union(), body);
  }
  return std::move(out_.append(stream_end));
}

std::optional<StreamParts> parts_of(std::string_view stream) {
  if (stream.size() < prefix_bytes + stream_end.size() || !stream.starts_with(continuation) ||
      !stream.ends_with(stream_end))
    return std::nullopt;
  std::size_t metadata = 0;
  for (std::size_t i = prefix_bytes; i-- > continuation.size();)
    metadata = metadata << 8 | static_cast<unsigned char>(stream[i]);
  const std::size_t messages = stream.size() - stream_end.size();
  if (metadata == 0 || metadata > messages - prefix_bytes) return std::nullopt;
  const std::size_t schema = prefix_bytes + metadata;
  return StreamParts{stream.substr(0, schema), stream.substr(schema, messages - schema)};
}

}  // namespace stocktrail::arrow
