// Decimals, times and CBV words by example.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/epcis/cbv.h"
#include "ledger/epcis/decimal.h"
#include "ledger/epcis/rules.h"
#include "ledger/epcis/time.h"

namespace stocktrail {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string decimal_text(std::string_view number) {
  const auto decimal = Decimal::parse(number);
  return decimal ? decimal->text() : "refused: " + decimal.error().detail;
}

TEST(Decimal, KeepsWhatWasWritten) {
  EXPECT_EQ(decimal_text("0"), "0");
  EXPECT_EQ(decimal_text("-0"), "0");
  EXPECT_EQ(decimal_text("150"), "150");
  EXPECT_EQ(decimal_text("1.50"), "1.50");
  EXPECT_EQ(decimal_text("-0.25"), "-0.25");
  EXPECT_EQ(decimal_text("0.00"), "0.00");
  EXPECT_EQ(decimal_text("0.000000001"), "0.000000001");
  EXPECT_EQ(decimal_text("999999999999999999"), "999999999999999999");
  EXPECT_EQ(decimal_text("-999999999.999999999"), "-999999999.999999999");
  EXPECT_EQ(decimal_text("1.5e3"), "1500");
  EXPECT_EQ(decimal_text("1.5E+1"), "15");
  EXPECT_EQ(decimal_text("25e-4"), "0.0025");
  EXPECT_EQ(decimal_text("1.2500000000000"), "1.250000000") << "zeros beyond the ninth decimal say nothing";
  EXPECT_EQ(decimal_text("0e99999999999"), "0");
  EXPECT_EQ(Decimal::parse("1.50")->coefficient(), 150);
  EXPECT_EQ(Decimal::parse("1.50")->scale(), 2);
}

TEST(Decimal, RefusesWhatItCannotKeep) {
  EXPECT_THAT(decimal_text("0.0000000001"), HasSubstr("more than 9 decimals"));
  EXPECT_THAT(decimal_text("1e-10"), HasSubstr("more than 9 decimals"));
  EXPECT_THAT(decimal_text("1000000000000000000"), HasSubstr("more than 18 digits"));
  EXPECT_THAT(decimal_text("1e18"), HasSubstr("more than 18 digits"));
  EXPECT_THAT(decimal_text("1e999999999999999999999"), HasSubstr("more than 18 digits"));
  for (const std::string_view text :
       {"", "-", "+1", "01", ".5", "5.", "1.e2", "1e", "1e+", "0x10", "1 ", " 1", "NaN", "1,5", "1e2.5"})
    EXPECT_THAT(decimal_text(text), HasSubstr("is no decimal number")) << text;
}

TEST(Decimal, TheLastDigitThatFits) {
  const auto most = Decimal::of(Decimal::coefficient_max, Decimal::scale_max);
  ASSERT_TRUE(most.has_value());
  EXPECT_EQ(most->text(), "999999999.999999999");
  EXPECT_EQ(Decimal::of(Decimal::coefficient_max + 1, 0), std::nullopt);
  EXPECT_EQ(Decimal::of(-Decimal::coefficient_max - 1, 0), std::nullopt);
  EXPECT_EQ(Decimal::of(1, Decimal::scale_max + 1), std::nullopt);
  EXPECT_EQ(decimal_text(std::to_string(Decimal::coefficient_max)), most->text().erase(9, 1));
}

/// Up to exponent_max an exponent is worked in; one beyond is never taken for a smaller one.
TEST(Decimal, ExponentsHaveALimit) {
  const auto tiny = [](std::size_t zeros, std::size_t exponent) {
    return decimal_text("0." + std::string(zeros, '0') + "1e" + std::to_string(exponent));
  };
  EXPECT_EQ(tiny(99, 100), "1");
  EXPECT_EQ(tiny(98, 100), "10");
  EXPECT_THAT(tiny(100, 101), testing::StartsWith("refused"));
  EXPECT_THAT(tiny(200, 201), testing::StartsWith("refused"));
  EXPECT_EQ(decimal_text("1" + std::string(100, '0') + "e-100"), "1.000000000");
  EXPECT_THAT(decimal_text("1" + std::string(200, '0') + "e-200"), testing::StartsWith("refused"));
}

TEST(Decimal, ComparesByValue) {
  EXPECT_EQ(*Decimal::parse("1.50"), *Decimal::parse("1.5"));
  EXPECT_LT(*Decimal::parse("-1"), *Decimal::parse("0.1"));
  EXPECT_GT(*Decimal::parse("10"), *Decimal::parse("9.999999999"));
}

TEST(Amount, AddsAndWritesExactly) {
  Amount sum;
  for (int i = 0; i < 10; ++i) sum += Amount(*Decimal::parse("0.1"));
  EXPECT_EQ(sum, Amount::pieces(1));
  EXPECT_EQ(sum.text(), "1");
  EXPECT_EQ(Amount(*Decimal::parse("-0.250")).text(), "-0.25");
  EXPECT_EQ(Amount().text(), "0");
  EXPECT_EQ((Amount::pieces(3) - Amount(*Decimal::parse("0.000000001"))).text(), "2.999999999");
  EXPECT_TRUE((-Amount::pieces(1)).is_negative());
  // The least value, which has no positive counterpart.
  const Int128 least = -static_cast<Int128>(~static_cast<unsigned long long>(0) >> 1) - 1;
  EXPECT_EQ(Amount::from_nanos(least).text(), "-9223372036.854775808");
}

TEST(Amount, ParsesWhatItWrote) {
  for (const std::string_view text : {"0", "150", "-0.25", "99999999999999999999999999999", "0.000000001"}) {
    const auto amount = Amount::parse(text);
    ASSERT_TRUE(amount.has_value()) << text;
    EXPECT_EQ(amount->text(), text);
  }
  EXPECT_FALSE(Amount::parse("0.0000000001").has_value());
  EXPECT_FALSE(Amount::parse("999999999999999999999999999999").has_value());
  EXPECT_FALSE(Amount::parse("abc").has_value());
}

std::string utc(std::string_view text) {
  const auto time = Timestamp::parse(text);
  if (!time) return "refused: " + time.error().detail;
  EXPECT_EQ(time->text, text);
  return format_utc(time->at);
}

TEST(Timestamp, MeansOneMoment) {
  EXPECT_EQ(utc("2026-07-22T06:45:00.000+02:00"), "2026-07-22T04:45:00.000000Z");
  EXPECT_EQ(utc("2026-07-22T06:45:00Z"), "2026-07-22T06:45:00.000000Z");
  EXPECT_EQ(utc("2025-12-31T20:00:00-06:00"), "2026-01-01T02:00:00.000000Z");
  EXPECT_EQ(utc("2024-02-29T23:59:59.1234567+14:00"), "2024-02-29T09:59:59.123456Z");
  EXPECT_EQ(utc("1969-12-31T23:59:59.999999Z"), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(utc("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000000Z");
  EXPECT_EQ(utc("9999-12-31T23:59:59-00:00"), "9999-12-31T23:59:59.000000Z");
  EXPECT_EQ(to_i64(Timestamp::parse("1970-01-01T00:00:01.5Z")->at), 1'500'000);
}

TEST(Timestamp, ATextHasALimit) {
  constexpr std::size_t time_bytes_max = 64;
  const std::string start = "2026-07-22T06:45:00.";
  const auto with_bytes = [&](std::size_t bytes) {
    return Timestamp::parse(start + std::string(bytes - start.size() - 1, '0') + "Z");
  };
  EXPECT_TRUE(with_bytes(time_bytes_max));
  ASSERT_FALSE(with_bytes(time_bytes_max + 1));
  EXPECT_THAT(with_bytes(time_bytes_max + 1).error().detail, HasSubstr("too long"));
}

TEST(Timestamp, RefusesWithTheRightForm) {
  for (const std::string_view text : {"", "2026", "2026-7-22T06:45:00Z", "2026-02-30T00:00:00Z",
                                      "2025-02-29T00:00:00Z", "0000-01-01T00:00:00Z"})
    EXPECT_THAT(utc(text), HasSubstr("write a real date first")) << text;
  for (const std::string_view text :
       {"2026-07-22", "2026-07-22 06:45:00Z", "2026-07-22T24:00:00Z", "2026-07-22T06:60:00Z",
        "2026-07-22T06:45:60Z", "2026-07-22T06:45:00.Z", "2026-07-22T06:45Z"})
    EXPECT_THAT(utc(text), HasSubstr("after the date write T")) << text;
  for (const std::string_view text :
       {"2026-07-22T06:45:00", "2026-07-22T06:45:00+2:00", "2026-07-22T06:45:00+0200",
        "2026-07-22T06:45:00+14:01", "2026-07-22T06:45:00+02:60", "2026-07-22T06:45:00Zx",
        "2026-07-22T06:45:00z"})
    EXPECT_THAT(utc(text), HasSubstr("offset from UTC")) << text;
  EXPECT_THAT(utc("2026-07-22T06:45:00." + std::string(60, '0') + "Z"), HasSubstr("too long"));
}

TEST(Date, ReadsAndWrites) {
  EXPECT_EQ(format_date(*parse_date("2026-07-22")), "2026-07-22");
  EXPECT_EQ(to_i64(*parse_date("1970-01-02")), 86'400'000'000);
  EXPECT_EQ(format_date(Micros{-1}), "1969-12-31");
  EXPECT_FALSE(parse_date("2026-07-22T00:00:00Z").has_value());
  EXPECT_FALSE(parse_date("2026-13-01").has_value());
  EXPECT_EQ(*parse_offset("-06:30"), -390);
  EXPECT_EQ(*parse_offset("Z"), 0);
  EXPECT_FALSE(parse_offset("06:30").has_value());
  EXPECT_FALSE(parse_offset("+06:30 ").has_value());
}

namespace cbv {

using epcis::parse_word;
using epcis::Vocabulary;
using epcis::Word;

std::string refusal(Vocabulary vocabulary, std::string_view text) {
  const auto word = parse_word(vocabulary, text);
  return word ? "accepted: " + word->text : word.error().detail;
}

TEST(Word, HasFourSpellings) {
  for (const std::string_view text :
       {"shipping", "cbv:BizStep-shipping", "https://ref.gs1.org/cbv/BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping"})
    EXPECT_TRUE(parse_word(Vocabulary::biz_step, text)->is("shipping")) << text;
  EXPECT_TRUE(parse_word(Vocabulary::disposition, "urn:epcglobal:cbv:disp:in_transit")->is("in_transit"));
  EXPECT_TRUE(parse_word(Vocabulary::biz_transaction_type, "cbv:BTT-po")->is("po"));
  EXPECT_TRUE(
      parse_word(Vocabulary::source_dest_type, "urn:epcglobal:cbv:sdt:owning_party")->is("owning_party"));
  EXPECT_TRUE(
      parse_word(Vocabulary::error_reason, "https://ref.gs1.org/cbv/ER-did_not_occur")->is("did_not_occur"));
  EXPECT_TRUE(parse_word(Vocabulary::component, "cbv:Comp-latitude")->is("latitude"));
  for (const std::string_view text : {"Temperature", "gs1:Temperature", "https://gs1.org/voc/Temperature",
                                      "https://ref.gs1.org/voc/Temperature"})
    EXPECT_TRUE(parse_word(Vocabulary::sensor_property_type, text)->is("Temperature")) << text;
  EXPECT_TRUE(parse_word(Vocabulary::sensor_alert_type, "gs1:ALARM_CONDITION")->is("ALARM_CONDITION"));
}

TEST(Word, EveryStandardOneSurvivesEverySpelling) {
  std::size_t count = 0;
  for (unsigned v = 0; v <= static_cast<unsigned>(Vocabulary::sensor_alert_type); ++v) {
    const auto vocabulary = static_cast<Vocabulary>(v);
    for (const std::string_view text : epcis::standard_words(vocabulary)) {
      const auto word = parse_word(vocabulary, text);
      ASSERT_TRUE(word && word->is(text)) << text;
      EXPECT_EQ(*parse_word(vocabulary, web_uri(vocabulary, *word)), *word);
      ++count;
    }
  }
  EXPECT_EQ(count, 41U + 33U + 13U + 3U + 2U + 74U + 14U + 2U);
}

TEST(Word, OfOnesOwnIsAUri) {
  const auto own = parse_word(Vocabulary::biz_step, "https://example.com/bizStep/inspecting");
  EXPECT_EQ(*own, (Word{"https://example.com/bizStep/inspecting", false}));
  EXPECT_EQ(web_uri(Vocabulary::biz_step, *own), own->text);
  EXPECT_FALSE(own->is("https://example.com/bizStep/inspecting"));
  EXPECT_EQ(parse_word(Vocabulary::source_dest_type, "cbv:my_own_party")->text,
            "https://ref.gs1.org/cbv/my_own_party");
  EXPECT_EQ(parse_word(Vocabulary::sensor_property_type, "example:Property")->text, "example:Property");
}

TEST(Word, RefusalsNameCloseWords) {
  EXPECT_THAT(refusal(Vocabulary::biz_step, "transforming"), HasSubstr("\"transporting\""));
  EXPECT_THAT(refusal(Vocabulary::biz_step, "Shipping"), HasSubstr("close words are \"shipping\""));
  EXPECT_THAT(refusal(Vocabulary::disposition, "in_transport"), HasSubstr("\"in_transit\""));
  EXPECT_THAT(refusal(Vocabulary::biz_step, "cbv:BizStep-shiping"), HasSubstr("\"shipping\""));
  EXPECT_THAT(refusal(Vocabulary::biz_step, "urn:epcglobal:cbv:bizstep:made_up"),
              HasSubstr("is no business step of CBV 2.0"));
  EXPECT_THAT(refusal(Vocabulary::sensor_property_type, "gs1:Temprature"), HasSubstr("\"Temperature\""));
  EXPECT_THAT(refusal(Vocabulary::source_dest_type, "place"),
              HasSubstr(R"(the words are "location", "owning_party", "possessing_party";)"));
  EXPECT_THAT(refusal(Vocabulary::biz_step, ""), HasSubstr("is no business step"));
  EXPECT_THAT(refusal(Vocabulary::biz_step, "https://example.com/a b"), HasSubstr("absolute URI"));
  EXPECT_THAT(refusal(Vocabulary::biz_step, std::string(5000, 'x')), Not(HasSubstr("close words")));
  EXPECT_LT(refusal(Vocabulary::biz_step, std::string(5000, 'x')).size(), 300U);
}

TEST(Word, RefusalsNameFewWords) {
  constexpr std::ptrdiff_t suggestions_max = 3, listed_words_max = 5;
  const auto named = [](Vocabulary vocabulary, std::string_view text) {
    return std::ranges::count(refusal(vocabulary, text), '"') / 2 - 1;  // Without the one that was refused.
  };
  EXPECT_EQ(named(Vocabulary::biz_step, "shopping"), suggestions_max) << "many are as close";
  for (const Vocabulary each : {Vocabulary::biz_step, Vocabulary::disposition, Vocabulary::error_reason,
                                Vocabulary::source_dest_type}) {
    const auto words = std::ssize(standard_words(each));
    EXPECT_EQ(named(each, "zzzzzzzzzzzzzzzzzzzzzzzz") == words, words <= listed_words_max) << words;
  }
}

}  // namespace cbv
// Records of before rules 6 were read so when they were admitted.
TEST(Rules, AnExponentIsReadByTheRulesOfItsRecord) {
  const auto before = [](std::string_view number) { return number_by(named_rules - 1, number); };
  EXPECT_EQ(before("1e101"), "1e100");
  EXPECT_EQ(before("1E-0000999"), "1E-0000100");
  EXPECT_EQ(before("1e+00000000000000000000000000000000000000007"),
            "1e+00000000000000000000000000000000000000007");
  EXPECT_EQ(before("0." + std::string(99, '0') + "5e999"), "0." + std::string(99, '0') + "5e100");
  for (const char* other : {"", "7", "1.5e99", "1e0100", "1e", "e", "1e+", "1e1x1", "-e-"})
    EXPECT_EQ(before(other), other);
  EXPECT_EQ(number_by(named_rules, "1e101"), "1e101");
  EXPECT_EQ(decimal_text(before("0." + std::string(99, '0') + "5e101")), "5");
}

}  // namespace
}  // namespace stocktrail
