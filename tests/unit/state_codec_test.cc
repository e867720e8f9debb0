// Amounts in stored bytes: what was written is read back, and bytes that nobody wrote are told as such.
#include "ledger/state/table_codec.h"

#include <gtest/gtest.h>

namespace stocktrail::test {
namespace {

TEST(TableCodec, AnAmountIsReadAsItWasWritten) {
  const Amount largest = Amount::from_nanos((Int128{1} << 120) - 1);
  for (const Amount amount :
       {Amount(), Amount::pieces(1), Amount::pieces(-7), Amount::from_nanos(1), largest, -largest}) {
    std::string bytes;
    append_amount(bytes, amount);
    Unpacker in(bytes);
    EXPECT_EQ(in.amount(), amount);
    EXPECT_TRUE(in.ok() && in.done());
  }
}

TEST(TableCodec, WholeUnitsThatNoAmountHoldsAreMalformed) {
  constexpr Int128 one = 1'000'000'000;
  const Int128 most = ((Int128{1} << 126) - 1) / one * 2;  // Times 10^9 it is what 128 bits still hold.
  for (const auto& [units, is_good] : {std::pair(most, true), std::pair(most * 4, false)}) {
    std::string bytes;
    append_varint(bytes, zigzag(units) << 1);
    Unpacker in(bytes);
    (void)in.amount();
    EXPECT_EQ(in.ok(), is_good);
  }
}

}  // namespace
}  // namespace stocktrail::test
