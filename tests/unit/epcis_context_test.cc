#include "ledger/epcis/json/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
