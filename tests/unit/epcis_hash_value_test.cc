#include "ledger/epcis/json/detail/hash_value.h"

#include <gtest/gtest.h>

#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

TEST(EpcisHashValue, NumbersArePlainAndExact) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"26", "26"},        {"26.0", "26"},
      {"+26", "26"},       {"026.50", "26.5"},
      {"0.050", "0.05"},   {".5", "0.5"},
      {"5.", "5"},         {"-0.0", "0"},
      {"-12.10", "-12.1"}, {"1e2", "100"},
      {"1.25E+1", "12.5"}, {"125e-4", "0.0125"},
      {"000", "0"},        {"-477979.89", "-477979.89"},
  };
  for (const auto& [text, plain] : cases) EXPECT_EQ(plain_number(text), plain) << text;
  for (const std::string_view text :
       {"", "-", ".", "1.2.3", "1e", "12a", "0x10", "1 2", "e5", "nan", "inf", "1_0"}) {
    EXPECT_EQ(plain_number(text), std::nullopt) << text;
  }
}

// Where the reference program puts numbers through a 64-bit float, digits are lost; here they stay.
TEST(EpcisHashValue, NumbersDoNotGoThroughAFloat) {
  EXPECT_EQ(plain_number("111100001111000011110000"), "111100001111000011110000");
  EXPECT_EQ(plain_number("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827");
  EXPECT_EQ(plain_number("9007199254740993"), "9007199254740993");
  EXPECT_EQ(plain_number("1e-7"), "0.0000001");
}

TEST(EpcisHashValue, PaddingHasALimit) {  // padding_max
  EXPECT_EQ(plain_number("1e64"), "1" + std::string(64, '0'));
  EXPECT_EQ(plain_number("1e66"), std::nullopt);
  EXPECT_EQ(plain_number("1e-65"), "0." + std::string(64, '0') + "1");
  EXPECT_EQ(plain_number("1e-66"), std::nullopt);
  EXPECT_EQ(plain_number("1e999999999999"), std::nullopt);
  EXPECT_EQ(canonical_text("1e999"), "1e999");
}

// Half up, where the reference program rounds halves to the even digit: .1425 is .142 there.
TEST(EpcisHashValue, MillisecondsAreRoundedHalfUp) {
  const auto text = [](std::string_view time) { return utc_milliseconds(Timestamp::parse(time)->at); };
  EXPECT_EQ(text("2023-02-02T11:04:03.1425Z"), "2023-02-02T11:04:03.143Z");
  EXPECT_EQ(text("2023-02-02T11:04:03.1415Z"), "2023-02-02T11:04:03.142Z");
  EXPECT_EQ(text("2023-02-02T11:04:03.14249Z"), "2023-02-02T11:04:03.142Z");
  EXPECT_EQ(text("2023-02-02T11:04:03.3142715Z"), "2023-02-02T11:04:03.314Z");
  EXPECT_EQ(text("2023-12-31T23:59:59.9995Z"), "2024-01-01T00:00:00.000Z");
  EXPECT_EQ(text("2020-03-04T11:00:30+01:00"), "2020-03-04T10:00:30.000Z");
  EXPECT_EQ(text("1969-12-31T23:59:59.9994Z"), "1969-12-31T23:59:59.999Z");
}

TEST(EpcisHashValue, TextsAreTrimmedAndIdentifiersCanonical) {
  EXPECT_EQ(canonical_text(" \n in order\t"), "in order");
  EXPECT_EQ(canonical_text("   "), "");
  EXPECT_EQ(canonical_text("urn:epc:id:sgtin:0614141.107346.2017"),
            "https://id.gs1.org/01/10614141073464/21/2017");
  EXPECT_EQ(canonical_text("https://shop.example/01/10614141073464/10/L7/21/2017?17=271231"),
            "https://id.gs1.org/01/10614141073464/21/2017");
  EXPECT_EQ(canonical_text("urn:epcglobal:cbv:bizstep:shipping"), "https://ref.gs1.org/cbv/BizStep-shipping");
  EXPECT_EQ(canonical_text("http://transaction.acme.com/po/12345678"),
            "http://transaction.acme.com/po/12345678");
  EXPECT_EQ(canonical_text("2026-07-22"), "2026-07-22");
}

TEST(EpcisHashValue, WordsBecomeWebUris) {
  const Context context = test::context_with(R"({"ext":"https://ns.example.com/"})");
  EXPECT_EQ(canonical_word(Vocabulary::disposition, " in_transit", context),
            "https://ref.gs1.org/cbv/Disp-in_transit");
  EXPECT_EQ(canonical_word(Vocabulary::sensor_alert_type, "gs1:ALARM_CONDITION", context),
            "https://gs1.org/voc/ALARM_CONDITION");
  EXPECT_EQ(canonical_word(Vocabulary::biz_step, "ext:thawing", context), "https://ns.example.com/thawing");
  EXPECT_EQ(canonical_word(Vocabulary::sensor_property_type, "Molar_concentration", context),
            "https://gs1.org/voc/Molar_concentration");
}

}  // namespace
}  // namespace stocktrail::epcis
