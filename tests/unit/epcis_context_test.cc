#include "ledger/epcis/json/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/epcis/json/event_reader.h"
#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

using test::context_with;
using test::fault_of;
using test::lot_event;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view gs1 = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld";

std::string context_fault(std::string_view declared) {
  const json::Document document = *json::Document::parse(declared);
  const Result<Context> context = Context().extended(document.root(), "$");
  return context ? "accepted" : context.error().where + ": " + context.error().detail;
}

TEST(EpcisContext, KnowsTheGs1ContextByAllItsAddresses) {
  for (const std::string_view address :
       {gs1, std::string_view("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"),
        std::string_view("https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld"),
        std::string_view("https://gs1.github.io/EPCIS/epcis-context.jsonld")}) {
    EXPECT_TRUE(is_gs1_context(address)) << address;
    EXPECT_TRUE(context_with("\"" + std::string(address) + "\"").has_gs1());
  }
  for (const std::string_view address :
       {"https://ref.gs1.org/standards/epcis/",
        "https://ref.gs1.org/standards/epcis/2.0/x/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/latest/epcis-context.jsonld",
        "https://example.com/epcis-context.jsonld", "epcis-context.jsonld", ""}) {
    EXPECT_FALSE(is_gs1_context(address)) << address;
  }
  EXPECT_FALSE(Context().has_gs1());
}

TEST(EpcisContext, ExpandsPrefixesTermsAndFullNames) {
  const Context context = context_with(R"(["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
    {"ext1":"https://ns.ext.de/epcis/","note":"https://ns.ext.de/epcis/note"},{"ext2":{"@id":"urn:ex:"}}])");
  EXPECT_TRUE(context.has_own_names());
  EXPECT_EQ(context.expand("ext1:name"), "https://ns.ext.de/epcis/name");
  EXPECT_EQ(context.expand("ext2:name"), "urn:ex:name");
  EXPECT_EQ(context.expand("note"), "https://ns.ext.de/epcis/note");
  EXPECT_EQ(context.expand("cbvmda:lotNumber"), "urn:epcglobal:cbv:mda:lotNumber");
  EXPECT_EQ(context.expand("https://example.com/x"), "https://example.com/x");
  EXPECT_EQ(context.expand("urn:example:x"), "urn:example:x");
  for (const std::string_view name : {"ext3:name", "name", "ext1:", ":name", "", "https://"}) {
    EXPECT_EQ(context.expand(name), std::nullopt) << name;
  }
  const std::optional<QualifiedName> parts = context.resolve("ext1:name");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->space, "https://ns.ext.de/epcis/");
  EXPECT_EQ(parts->local, "name");
  EXPECT_EQ(context.resolve("https://ns.ext.de/epcis/name")->space, "https://ns.ext.de/epcis/");
}

TEST(EpcisContext, NamesMayBeMadeOfOthersInAnyOrder) {
  const Context context = context_with(
      R"({"f":{"@id":"ex:f","@type":"xsd:decimal"},"g":{"@id":"f"},"ex":"base:x/","base":"https://ex.example/",
          "ex:n":{"@type":"@id","@container":["@list"]},"id":"@id","type":"@type"})");
  EXPECT_EQ(context.expand("f"), "https://ex.example/x/f");
  EXPECT_EQ(context.expand("g"), "https://ex.example/x/f");
  EXPECT_EQ(context.expand("ex:n"), "https://ex.example/x/n");
  EXPECT_EQ(context.resolve("f")->space, "https://ex.example/x/");
  EXPECT_EQ(context.resolve("f")->local, "f");
}

TEST(EpcisContext, ExpandsValuesAsTheGs1ContextTypesThem) {
  using Kind = Context::ValueKind;
  const Context context = context_with(
      R"({"dl":"https://id.gs1.org/","bare":"https://ns.example.com","word":"https://ns.example.com/w",
          "said":{"@id":"https://ns.example.com/x","@prefix":true}})");
  const auto value = [&](Kind kind, std::string_view text) {
    std::string storage;
    const Result<std::string_view> full = context.expand_value(kind, text, storage);
    return full ? std::string(*full) : "refused: " + full.error().detail;
  };
  EXPECT_EQ(value(Kind::id, "dl:414/9521009000026"), "https://id.gs1.org/414/9521009000026");
  EXPECT_EQ(value(Kind::id, "said:y"), "https://ns.example.com/xy");
  EXPECT_EQ(value(Kind::id, "gs1:x"), "https://gs1.org/voc/x");
  EXPECT_EQ(value(Kind::id, "word"), "word");
  EXPECT_EQ(value(Kind::vocab, "word"), "https://ns.example.com/w");
  for (const std::string_view full : {"https://x.example/a:b", "urn:uuid:1", "URN:EPC:id:x", "did:web:a",
                                      "L7", "", "dl", "(01)09521141012345(10)a:b", "dl://host/x"})
    EXPECT_EQ(value(Kind::id, full), full);
  EXPECT_THAT(value(Kind::id, "bare:x"), HasSubstr("is no prefix"));
  EXPECT_THAT(value(Kind::id, "word:x"), HasSubstr("is no prefix"));
  EXPECT_THAT(value(Kind::id, "dll:414/9521009000026"), HasSubstr("\"dll\" is not declared"));
  EXPECT_THAT(value(Kind::vocab, "exx:a"), HasSubstr("not declared"));
}

TEST(EpcisContext, IdentifiersWithAPrefixAreWhatTheyStandFor) {
  const Context context = context_with(R"({"dl":"https://id.gs1.org/","bs":"https://ex.example/bs/"})");
  const json::Document with_prefix = *json::Document::parse(test::object_event(
      R"("action":"ADD","epcList":["dl:01/09521141012345/21/9"],"readPoint":{"id":"dl:414/9521009000026"},)"
      R"("bizStep":"bs:mix","certificationInfo":"dl:x","bizTransactionList":[{"bizTransaction":"dl:po"}])"));
  const json::Document in_full = *json::Document::parse(test::object_event(
      R"("action":"ADD","epcList":["urn:epc:id:sgtin:9521141.001234.9"],"readPoint":{"id":)"
      R"("https://id.gs1.org/414/9521009000026"},"bizStep":"https://ex.example/bs/mix","certificationInfo":)"
      R"("https://id.gs1.org/x","bizTransactionList":[{"bizTransaction":"https://id.gs1.org/po"}])"));
  const Result<Event> event = parse_event(with_prefix.root(), context, "$");
  const Result<Event> same = parse_event(in_full.root(), Context(), "$");
  ASSERT_TRUE(event) << event.error().detail;
  ASSERT_TRUE(same) << same.error().detail;
  EXPECT_EQ(event->objects.epcs, same->objects.epcs);
  EXPECT_EQ(event->read_point, same->read_point);
  EXPECT_EQ(event->biz_step, same->biz_step);
  EXPECT_EQ(event->certification_infos, same->certification_infos);
  EXPECT_EQ(event->biz_transactions[0].id, "https://id.gs1.org/po");
  EXPECT_EQ(event->id, same->id);  // The event hash does not know spellings.
  EXPECT_EQ(event->prefixed.at("dl:01/09521141012345/21/9"), same->objects.epcs[0]);
  EXPECT_TRUE(same->prefixed.empty());
}

TEST(EpcisContext, TheInnerDeclarationCounts) {
  const Context outer = context_with(R"({"ext":"https://outer.example/"})");
  const json::Document inner = *json::Document::parse(R"([{"ext":"https://inner.example/"}])");
  const Context both = *outer.extended(inner.root(), "$");
  EXPECT_EQ(both.expand("ext:a"), "https://inner.example/a");
  EXPECT_EQ(outer.expand("ext:a"), "https://outer.example/a");
}

TEST(EpcisContext, RefusesWhatItWouldHaveToFetchOrGuess) {
  EXPECT_THAT(context_fault(R"(["https://example.com/context.jsonld"])"),
              AllOf(StartsWith("$['@context'][0]: "), HasSubstr("none is fetched")));
  EXPECT_THAT(context_fault(R"({"ext":"epcis/"})"),
              AllOf(StartsWith("$['@context']['ext']: "), HasSubstr("absolute")));
  EXPECT_THAT(context_fault(R"({"ext":7})"), HasSubstr("expected the address"));
  EXPECT_THAT(context_fault(R"({"ext":{"@type":"@id"}})"), HasSubstr("\"@id\""));
  EXPECT_THAT(context_fault(R"({"@vocab":"https://example.com/"})"), HasSubstr("not supported"));
  EXPECT_THAT(context_fault(R"({"a b":"https://example.com/"})"), HasSubstr("short word"));
  EXPECT_THAT(context_fault("7"), StartsWith("$['@context']: "));
  EXPECT_EQ(context_fault(R"({"@version":1.1,"@protected":true,"ext":"https://example.com/"})"), "accepted");
  EXPECT_EQ(context_fault("[]"), "accepted");
  std::string many = "{\"a\":\"urn:x:\"";
  for (int i = 0; i < 300; ++i) many += ",\"ex:n" + std::to_string(i) + "\":{\"@type\":\"@id\"}";
  EXPECT_THAT(context_fault(many + "}"), HasSubstr("more than 256 names"));
}

TEST(EpcisContext, NamesOfOnesOwnAreKeptAtEveryLevel) {
  const Context context = context_with(R"({"ext":"https://ns.example.com/"})");
  EXPECT_EQ(fault_of(lot_event(R"("ext:a":{"b":[{"ext:c":1,"d":null}]})"), context), "accepted");
  EXPECT_EQ(fault_of(lot_event(R"("https://ns.example.com/a":1,"urn:example:b":2)")), "accepted");
  EXPECT_EQ(fault_of(lot_event(R"("@context":{"own":"https://own.example/"},"own:a":1)")), "accepted");
  EXPECT_EQ(fault_of(lot_event(R"("readPoint":{"id":"geo:1,2","ext:a":1})"), context), "accepted");
  EXPECT_EQ(fault_of(lot_event(R"("ext:a":{"@context":{"in":"https://in.example/"},"in:b":1})"), context),
            "accepted");
  EXPECT_EQ(fault_of(lot_event(R"("errorDeclaration":{"declarationTime":"2026-07-22T06:45:00Z","ext:a":1})"),
                     context),
            "accepted");
}

TEST(EpcisContext, NamesWithoutMeaningAreRefused) {
  EXPECT_THAT(fault_of(lot_event(R"("ext:a":1)")),
              AllOf(StartsWith("$['ext:a']: "), HasSubstr("not declared")));
  EXPECT_THAT(fault_of(lot_event(R"("https://x.example/a":{"b":[{"in:c":1}]})")),
              StartsWith("$['https://x.example/a'].b[0]['in:c']: "));
  EXPECT_THAT(
      fault_of(lot_event(R"("https://x.example/a":{"@context":{"in":"https://in.example/"}},"in:b":1)")),
      StartsWith("$['in:b']: "));
  EXPECT_THAT(fault_of(lot_event(R"("bizstep":"shipping")")),
              AllOf(StartsWith("$.bizstep: "), HasSubstr("did you mean \"bizStep\"?")));
  EXPECT_THAT(fault_of(lot_event(R"("epcLst":[])")), HasSubstr("did you mean \"epcList\"?"));
  EXPECT_THAT(
      fault_of(lot_event(R"("temperature":4)")),
      AllOf(HasSubstr("not part of EPCIS 2.0"), HasSubstr("\"ext:temperature\""), Not(HasSubstr("did you"))));
  EXPECT_THAT(fault_of(lot_event(R"("@type":"x")")), StartsWith("$['@type']: "));
  EXPECT_THAT(fault_of(lot_event(R"("https://x.example/a":{"@import":"x"})")), HasSubstr("keyword"));
}

}  // namespace
}  // namespace stocktrail::epcis
