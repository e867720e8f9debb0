// The event hash depends on what an event says and on nothing else: not on the order of its fields and lists,
// not on the spelling of identifiers, words, numbers, times and prefixes.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ledger/epcis/json/event_hash.h"
#include "ledger/epcis/json/event_reader.h"
#include "tests/support/seed.h"

namespace stocktrail::epcis {
namespace {

using Spellings = std::vector<std::string>;

const Spellings item = {R"("urn:epc:id:sgtin:0614141.107346.2017")",
                        R"("https://id.gs1.org/01/10614141073464/21/2017")",
                        R"("https://shop.example/x/01/10614141073464/10/L7/21/2017?17=271231")"};
const Spellings other_item = {R"("urn:epc:id:sgtin:0614141.107346.2018")",
                              R"("http://example.com/01/10614141073464/21/2018")"};
const Spellings lot = {R"("urn:epc:class:lgtin:4012345.012345.998877")",
                       R"("https://id.gs1.org/01/04012345123456/10/998877")"};
const Spellings place = {R"("urn:epc:id:sgln:4012345.00011.987")",
                         R"("https://id.gs1.de/414/4012345000115/254/987")"};
const Spellings party = {R"("urn:epc:id:pgln:4012345.00000")", R"("https://id.gs1.org/417/4012345000009")"};
const Spellings step = {R"("shipping")", R"("cbv:BizStep-shipping")",
                        R"("https://ref.gs1.org/cbv/BizStep-shipping")",
                        R"("urn:epcglobal:cbv:bizstep:shipping")"};
const Spellings owner = {R"("owning_party")", R"("cbv:SDT-owning_party")",
                         R"("urn:epcglobal:cbv:sdt:owning_party")"};
const Spellings number = {"26", "26.0", "26.000", "2.6e1", "260E-1"};
const Spellings moment = {R"("2026-07-22T06:45:00.000+02:00")", R"("2026-07-22T04:45:00Z")",
                          R"("2026-07-21T22:45:00.0004-06:00")"};
const Spellings measure = {R"("Temperature")", R"("gs1:Temperature")",
                           R"("https://gs1.org/voc/Temperature")"};
const Spellings remark = {R"("in order")", R"("  in order ")"};

/// Writes one event in a random spelling.
class Writer {
 public:
  explicit Writer(std::mt19937_64& random) : random_(random) {}

  std::string event() {
    prefix_ = pick({"ext", "own", "x1"});
    return object(
        {R"("@context":{")" + prefix_ + R"(":"https://ns.example.com/epcis/"})", R"("type":"ObjectEvent")",
         R"("action":"OBSERVE")", R"("eventTimeZoneOffset":"+02:00")", R"("eventTime":)" + pick(moment),
         R"("epcList":)" + list({pick(item), pick(other_item)}),
         R"("quantityList":)" + list({object({R"("epcClass":)" + pick(lot), R"("quantity":)" + pick(number),
                                              R"("uom":"KGM")"})}),
         R"("bizStep":)" + pick(step), R"("readPoint":)" + object({R"("id":)" + pick(place)}),
         R"("sourceList":)" + list({object({R"("type":)" + pick(owner), R"("source":)" + pick(party)}),
                                    object({R"("type":"location")", R"("source":)" + pick(place)})}),
         R"("sensorElementList":)" +
             list({object({R"("sensorReport":)" +
                           list({object({R"("type":)" + pick(measure), R"("value":)" + pick(number)}),
                                 object({R"("type":"Count")", R"("time":)" + pick(moment)})})})}),
         name() + ":" + object({R"("b":1)", R"("a":)" + list({pick(remark), R"("2")"})}), comment()});
  }

 private:
  std::string pick(const Spellings& spellings) {
    return spellings[std::uniform_int_distribution<std::size_t>(0, spellings.size() - 1)(random_)];
  }
  std::string name() { return pick({'"' + prefix_ + R"(:note")", R"("https://ns.example.com/epcis/note")"}); }
  std::string comment() {  // No part of the event.
    return pick({R"("rdfs:comment":"seen at dawn")", R"("recordTime":"2026-07-22T06:46:00Z")",
                 R"("errorDeclaration":{"declarationTime":"2026-07-23T06:46:00Z"})"});
  }
  std::string joined(Spellings parts, char open, char close) {
    std::ranges::shuffle(parts, random_);
    std::string text(1, open);
    for (const std::string& part : parts) text += (text.size() > 1 ? "," : "") + part;
    return text + close;
  }
  std::string object(Spellings members) { return joined(std::move(members), '{', '}'); }
  std::string list(Spellings elements) { return joined(std::move(elements), '[', ']'); }

  std::mt19937_64& random_;
  std::string prefix_;
};

TEST(EpcisHashProperty, SpellingAndOrderDoNotCount) {
  std::mt19937_64 random(test_seed());
  std::string expected_id, expected_text;
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = Writer(random).event();
    const json::Document document = *json::Document::parse(text);
    const Result<Event> event = parse_event(document.root(), Context(), "$");
    ASSERT_TRUE(event) << event.error().where << ": " << event.error().detail << "\n" << text;
    const std::string pre_hash = event_pre_hash(document.root(), Context());
    if (i == 0) {
      expected_id = event->id;
      expected_text = pre_hash;
    }
    ASSERT_EQ(pre_hash, expected_text) << text;
    ASSERT_EQ(event->id, expected_id);
  }
}

TEST(EpcisHashProperty, WhatItSaysCounts) {
  const auto id_of = [](const std::string& text) {
    const json::Document document = *json::Document::parse(text);
    const Result<Event> event = parse_event(document.root(), Context(), "$");
    EXPECT_TRUE(event) << event.error().detail;
    return event->id;
  };
  std::mt19937_64 random(test_seed());
  const std::string text = Writer(random).event();
  const std::string id = id_of(text);
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string copy = text;
    const std::size_t at = copy.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << text;
    return copy.replace(at, from.size(), to);
  };
  EXPECT_EQ(id_of(text), id);
  EXPECT_NE(id_of(changed(R"("OBSERVE")", R"("ADD")")), id);
  EXPECT_NE(id_of(changed("2018\"", "2019\"")), id);
  EXPECT_NE(id_of(changed("KGM", "LTR")), id);
  EXPECT_NE(id_of(changed(R"("eventTimeZoneOffset":"+02:00")", R"("eventTimeZoneOffset":"+03:00")")), id);
  EXPECT_NE(id_of(changed(R"("b":1)", R"("b":2)")), id);
}

}  // namespace
}  // namespace stocktrail::epcis
