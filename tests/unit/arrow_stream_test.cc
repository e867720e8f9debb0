// Streams as the columnar format has them: read here by the rules of its text; by other people's reader in
// tests/system/arrow_test.py.
#include "api/arrow/stream.h"

#include <flatbuffers/flatbuffers.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "api/arrow/message_generated.h"

namespace stocktrail::test {
namespace {

using arrow::Column;
using arrow::StreamWriter;
using arrow::Type;
using arrow::Value;
namespace wire = arrow::wire;

template <typename Number>
Number little(std::string_view bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.substr(at, sizeof(Number)).data(), sizeof(Number));
  return number;
}

struct Message {
  std::string metadata, body;
  const wire::Message& told() const { return *wire::GetMessage(metadata.data()); }
};

/// Every message up to the end, which must be there and must be all. Each begins where its reader wants it.
std::vector<Message> messages_of(std::string_view stream) {
  std::vector<Message> messages;
  for (std::size_t at = 0;;) {
    EXPECT_EQ(at % 8, 0U);
    EXPECT_EQ(little<std::uint32_t>(stream, at), 0xffffffffU);
    const auto bytes = little<std::uint32_t>(stream, at + 4);
    at += 8;
    if (bytes == 0) {
      EXPECT_EQ(at, stream.size());
      return messages;
    }
    EXPECT_EQ(bytes % 8, 0U);
    Message message{std::string(stream.substr(at, bytes)), {}};
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(message.metadata.data()), bytes);
    if (!wire::VerifyMessageBuffer(verifier)) {
      ADD_FAILURE() << "not a message";
      return messages;
    }
    EXPECT_EQ(message.told().version(), wire::Version::v5);
    at += bytes;
    message.body = stream.substr(at, static_cast<std::size_t>(message.told().body_bytes()));
    at += message.body.size();
    messages.push_back(std::move(message));
  }
}

/// The buffers of a batch, one after the other, each where the format wants it.
std::vector<std::string> buffers_of(const Message& message) {
  std::vector<std::string> buffers;
  std::size_t end = 0;
  for (const wire::Buffer* one : *message.told().header_as_RecordBatch()->buffers()) {
    const auto offset = static_cast<std::size_t>(one->offset());
    EXPECT_EQ(offset % 8, 0U);
    EXPECT_GE(offset, end);
    end = offset + static_cast<std::size_t>(one->bytes());
    EXPECT_LE(end, message.body.size());
    buffers.push_back(message.body.substr(offset, static_cast<std::size_t>(one->bytes())));
  }
  return buffers;
}

constexpr auto all_types = std::to_array<Column>({{"lot"},
                                                  {"quantity", Type::amount},
                                                  {"statement", Type::whole},
                                                  {"presumed", Type::flag},
                                                  {"since", Type::time},
                                                  {"due", Type::date}});

TEST(ArrowStream, ASchemaNamesEachColumnWithItsType) {
  const auto messages = messages_of(StreamWriter(all_types).finish());
  ASSERT_EQ(messages.size(), 1U) << "no rows: no batch";
  EXPECT_TRUE(messages[0].body.empty());
  const auto& fields = *messages[0].told().header_as_Schema()->fields();
  ASSERT_EQ(fields.size(), all_types.size());
  std::string names;
  for (const wire::Field* field : fields) {
    names += field->name()->str() + " ";
    EXPECT_TRUE(field->nullable());
    ASSERT_NE(field->children(), nullptr);
  }
  EXPECT_EQ(names, "lot quantity statement presumed since due ");
  EXPECT_NE(fields[0]->kind_as_Utf8(), nullptr);
  const wire::Decimal* const amount = fields[1]->kind_as_Decimal();
  ASSERT_NE(amount, nullptr);
  EXPECT_EQ(std::tuple(amount->precision(), amount->scale(), amount->bits()), std::tuple(38, 9, 128));
  ASSERT_NE(fields[2]->kind_as_Int(), nullptr);
  EXPECT_EQ(fields[2]->kind_as_Int()->bits(), 64);
  EXPECT_TRUE(fields[2]->kind_as_Int()->is_signed());
  EXPECT_NE(fields[3]->kind_as_Bool(), nullptr);
  ASSERT_NE(fields[4]->kind_as_Timestamp(), nullptr);
  EXPECT_EQ(fields[4]->kind_as_Timestamp()->unit(), wire::TimeUnit::micro);
  EXPECT_EQ(fields[4]->kind_as_Timestamp()->zone()->str(), "UTC");
  ASSERT_NE(fields[5]->kind_as_Date(), nullptr);
  EXPECT_EQ(fields[5]->kind_as_Date()->unit(), wire::DateUnit::day);
}

TEST(ArrowStream, ValuesAreExactAndWhatIsNotToldIsNull) {
  StreamWriter writer(all_types);
  const Amount amount = Amount::parse("-12345678901234567890.123456789").value();
  const Micros before_1970{-1};
  writer.add_row(std::array<Value, 6>{"L1", amount, std::int64_t{-7}, true, before_1970, before_1970});
  writer.add_row(std::array<Value, 6>{});
  writer.add_row(std::array<Value, 6>{"Öl", Amount::pieces(2), std::int64_t{1} << 62, false, Micros{0},
                                      Micros{86'400'000'000}});
  const auto messages = messages_of(std::move(writer).finish());
  ASSERT_EQ(messages.size(), 2U);
  const wire::RecordBatch& batch = *messages[1].told().header_as_RecordBatch();
  EXPECT_EQ(batch.rows(), 3);
  ASSERT_EQ(batch.nodes()->size(), 6U);
  for (const wire::Node* node : *batch.nodes())
    EXPECT_EQ(std::pair(node->rows(), node->nulls()), std::pair(std::int64_t{3}, std::int64_t{1}));
  const auto buffers = buffers_of(messages[1]);
  ASSERT_EQ(buffers.size(), 13U) << "two for each column, and where each text ends";
  const std::string valid("\x05", 1);
  EXPECT_EQ(buffers[0], valid);
  EXPECT_EQ(buffers[2], "L1Öl");
  for (std::size_t i = 0; const std::int32_t end : {0, 2, 2, 5})
    EXPECT_EQ(little<std::int32_t>(buffers[1], 4 * i++), end);
  EXPECT_TRUE(little<Int128>(buffers[4], 0) == amount.nanos());
  EXPECT_TRUE(little<Int128>(buffers[4], 32) == 2'000'000'000);
  EXPECT_EQ(little<std::int64_t>(buffers[6], 0), -7);
  EXPECT_EQ(little<std::int64_t>(buffers[6], 16), std::int64_t{1} << 62);
  EXPECT_EQ(buffers[8], std::string("\x01", 1)) << "one bit a flag";
  EXPECT_EQ(little<std::int64_t>(buffers[10], 0), -1);
  EXPECT_EQ(little<std::int32_t>(buffers[12], 0), -1) << "the day before 1970";
  EXPECT_EQ(little<std::int32_t>(buffers[12], 8), 1);
}

TEST(ArrowStream, PagesOfOneTableArePutTogether) {
  const auto page = [](int rows) {
    StreamWriter writer(all_types);
    for (int i = 0; i < rows; ++i) writer.add_row(std::array<Value, 6>{std::to_string(i).c_str()});
    return std::move(writer).finish();
  };
  const std::string first = page(9), second = page(1), none = page(0);
  std::string whole(arrow::parts_of(first)->schema);
  for (const std::string& one : {first, none, second}) {
    ASSERT_EQ(arrow::parts_of(one)->schema, arrow::parts_of(first)->schema);
    whole += arrow::parts_of(one)->batches;
  }
  const auto messages = messages_of(whole.append(arrow::stream_end));
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[1].told().header_as_RecordBatch()->rows(), 9);
  EXPECT_EQ(buffers_of(messages[1])[0], std::string("\xff\x01", 2));
  EXPECT_EQ(messages[2].told().header_as_RecordBatch()->rows(), 1);
}

TEST(ArrowStream, WhatIsNoStreamHasNoParts) {
  const std::string stream = StreamWriter(all_types).finish();
  for (std::size_t size = 0; size < stream.size(); ++size)
    EXPECT_FALSE(arrow::parts_of(std::string_view(stream).substr(0, size)));
  EXPECT_FALSE(arrow::parts_of("{\"positions\":[]}"));
  std::string long_schema = stream;
  long_schema[6] = '\x7f';
  EXPECT_FALSE(arrow::parts_of(long_schema));
  EXPECT_FALSE(arrow::parts_of(std::string(arrow::stream_end) + std::string(arrow::stream_end)));
}

}  // namespace
}  // namespace stocktrail::test
