// What the ordered log carries, and the rows of `controls`: they follow from no record, so bytes that are
// read in another way one day are lost. Old forms have to be read forever.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <variant>

#include "ledger/engine/controls.h"
#include "ledger/log/log_batch.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

std::string golden(const std::string& name) {
  std::ifstream in(STOCKTRAIL_TEST_DIR "/golden/controls/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

Digest filled(std::uint8_t with) {
  Digest digest{};
  digest.fill(with);
  return digest;
}

TokenIssued token(std::uint8_t number, std::int64_t expires_at) {
  return {.hash = filled(number),
          .id = "id " + std::to_string(number),
          .role = "party",
          .party = "https://id.gs1.org/417/9521141000014",
          .label = "till " + std::to_string(number),
          .created_at = Micros{1'784'720'000'000'000 + number},
          .expires_at = Micros{expires_at}};
}

std::vector<Control> every_control() {
  const std::vector<Control> all = {
      token(1, 1'900'000'000'000'000),
      token(2, 1'784'720'000'000'100),
      token(3, 1'900'000'000'000'000),
      token(4, 1'900'000'000'000'000),
      TokenRevoked{.hash = filled(1), .at = Micros{1'784'720'000'000'050}},
      TokensForgotten{.expired_by = Micros{1'784'720'000'000'100}},
      KeySealed{.key_id = "kid", .sealed = "box"},
      FileKnown{.sha256 = filled(5), .bytes = 70'000, .party = "https://id.gs1.org/417/9521141000014"},
      TokensRevoked{.issued_by = Micros{1'784'720'000'000'003}, .at = Micros{1'784'720'000'000'060}},
      FoldsGoOn{}};
  std::vector<bool> seen(std::variant_size_v<Control>);
  for (const Control& control : all) seen[control.index()] = true;
  EXPECT_EQ(seen, std::vector<bool>(seen.size(), true)) << "A control of a new kind: put one here.";
  return all;
}

const BatchId batch_id{.proposer = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, .number = 300};
const Micros proposed_at{1'784'720'000'000'070};

TEST(ControlsGolden, ABatchIsWhatItWas) {
  const std::string written = golden("batch.hex");
  const PublicKey signer = SigningKey::from_seed(filled(7))->public_key();
  std::string today = encode_batch(batch_id, proposed_at, {{"a.b.c~d~", signer, filled(8)}}, every_control());
  ASSERT_EQ(today.substr(0, 2), std::string("\x08") + static_cast<char>(rules_version));
  today[1] = '\5';  // The rules of today's proposer need not be those of the golden one.
  ASSERT_EQ(hex_encode(as_bytes(today)) + "\n", written);

  const auto batch = decode_batch(*hex_decode(std::string_view(written).substr(0, written.size() - 1)));
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->rules, 5u);
  EXPECT_EQ(batch->proposed_at, proposed_at);
  EXPECT_EQ(batch->id, batch_id);
  ASSERT_EQ(batch->statements.size(), 1u);
  EXPECT_EQ(batch->statements[0].wire, "a.b.c~d~");
  EXPECT_EQ(batch->statements[0].signed_by, signer);
  EXPECT_EQ(batch->statements[0].blind, filled(8));
  EXPECT_EQ(batch->controls, every_control());
}

TEST(ControlsGolden, RowsAreWhatTheyWere) {
  MemoryTables tables;
  for (const Control& control : every_control()) fold_control(control, tables);
  count_going_on(TreeSize{300}, tables);
  count_going_on(TreeSize{300}, tables);
  std::string rows;
  tables.scan(Table::controls, {}, {}, [&](std::string_view key, std::string_view value) {
    rows += hex_encode(as_bytes(key)) + " " + hex_encode(as_bytes(value)) + "\n";
    return true;
  });
  EXPECT_EQ(rows, golden("rows.txt"));
}

}  // namespace
}  // namespace stocktrail::test
