#include "ledger/epcis/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/epcis/event_view.h"
#include "ledger/epcis/json/event_hash.h"
#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

using test::event_of;
using test::fault_of;
using test::lot_event;
using test::object_event;
using test::parse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view item = "https://id.gs1.org/01/09521141012345/21/2017";
constexpr std::string_view pallet = "https://id.gs1.org/00/040123450000003338";

std::string epcs(std::string_view name, std::string_view epc) {
  return '"' + std::string(name) + R"(":[")" + std::string(epc) + R"("])";
}

TEST(EpcisEvent, ReadsTheFieldsOfAnObjectEvent) {
  const auto event =
      parse(lot_event(R"("recordTime":"2026-07-22T06:46:00Z","bizStep":"cbv:BizStep-commissioning",
    "disposition":"https://ref.gs1.org/cbv/Disp-active","readPoint":{"id":"urn:epc:id:sgln:4012345.00011.987"},
    "bizLocation":{"id":"https://id.gs1.org/414/4012345000115"},
    "persistentDisposition":{"set":["completeness_verified"],"unset":["completeness_inferred"]},
    "bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:4012345000009:PO1"},
                          {"bizTransaction":"https://example.com/inv/7"}],
    "sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:4012345.00000"}],
    "destinationList":[{"type":"location","destination":"https://id.gs1.org/414/4012345000115"}],
    "certificationInfo":["https://example.com/c/1","https://example.com/c/2"],
    "errorDeclaration":{"declarationTime":"2026-07-23T00:00:00Z","reason":"did_not_occur",
                        "correctiveEventIDs":["urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"]},
    "eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8")"));
  ASSERT_TRUE(event) << event.error();
  EXPECT_EQ(event->type, EventType::object);
  EXPECT_EQ(event->action, Action::add);
  EXPECT_EQ(event->event_time.text, "2026-07-22T06:45:00+02:00");
  EXPECT_EQ(format_utc(event->event_time.at), "2026-07-22T04:45:00.000000Z");
  EXPECT_EQ(event->time_zone_offset, "+02:00");
  EXPECT_EQ(event->record_time->text, "2026-07-22T06:46:00Z");
  EXPECT_EQ(event->id, "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8");
  EXPECT_TRUE(event->id_is_given);
  EXPECT_TRUE(event->biz_step->is("commissioning"));
  EXPECT_TRUE(event->disposition->is("active"));
  EXPECT_EQ(event->read_point->text(), "https://id.gs1.org/414/4012345000115/254/987");
  EXPECT_EQ(event->biz_location->text(), "https://id.gs1.org/414/4012345000115");
  ASSERT_EQ(event->objects.quantities.size(), 1U);
  EXPECT_EQ(event->objects.quantities[0].epc_class.lot(), "L7");
  EXPECT_EQ(event->objects.quantities[0].quantity->text(), "20");
  EXPECT_EQ(event->objects.quantities[0].uom, "");
  EXPECT_EQ(event->persistent_disposition.set.at(0).text, "completeness_verified");
  EXPECT_EQ(event->persistent_disposition.unset.at(0).text, "completeness_inferred");
  ASSERT_EQ(event->biz_transactions.size(), 2U);
  EXPECT_TRUE(event->biz_transactions[0].type->is("po"));
  EXPECT_FALSE(event->biz_transactions[1].type);
  EXPECT_EQ(event->sources.at(0).value.text(), "https://id.gs1.org/417/4012345000009");
  EXPECT_TRUE(event->destinations.at(0).type.is("location"));
  EXPECT_THAT(event->certification_infos, ElementsAre("https://example.com/c/1", "https://example.com/c/2"));
  EXPECT_TRUE(event->error_declaration->reason->is("did_not_occur"));
  EXPECT_THAT(event->error_declaration->corrective_event_ids,
              ElementsAre("urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"));
}

TEST(EpcisEvent, MissingQuantityIsNotZeroAndUnitsAreKept) {
  const auto event = parse(object_event(R"("action":"OBSERVE","quantityList":[
    {"epcClass":"https://id.gs1.org/01/09521141012345"},
    {"epcClass":"https://id.gs1.org/01/09521141012345/10/A","quantity":0},
    {"epcClass":"https://id.gs1.org/01/09521141012345/10/B","quantity":12.50,"uom":"KGM"}])"));
  ASSERT_TRUE(event) << event.error();
  const std::vector<QuantityElement>& list = event->objects.quantities;
  EXPECT_FALSE(list[0].quantity);
  EXPECT_EQ(list[1].quantity->text(), "0");
  EXPECT_EQ(list[2].quantity->text(), "12.50");
  EXPECT_EQ(list[2].uom, "KGM");
}

TEST(EpcisEvent, WithoutAnIdGetsTheEventHash) {
  const auto event = parse(lot_event());
  ASSERT_TRUE(event) << event.error();
  EXPECT_FALSE(event->id_is_given);
  EXPECT_THAT(event->id, StartsWith("ni:///sha-256;"));
  const json::Document document = *json::Document::parse(lot_event());
  EXPECT_EQ(event->id, event_hash_id(document.root(), Context()));
}

TEST(EpcisEvent, TheSameItemInTwoSpellingsIsOneItem) {
  const std::string list = R"("action":"OBSERVE","epcList":["urn:epc:id:sscc:4012345.0000000333",)";
  const auto event = parse(object_event(list + R"("https://id.gs1.org/00/040123450000003338","geo:1,2"])"));
  ASSERT_TRUE(event) << event.error();
  ASSERT_EQ(event->objects.epcs.size(), 2U);
  EXPECT_EQ(event->objects.epcs[0].text(), pallet);
  EXPECT_EQ(event->objects.epcs[1].text(), "geo:1,2");
  EXPECT_THAT(fault_of(object_event(list + R"("urn:epc:id:sscc:4012345.0000000333"])")),
              AllOf(StartsWith("$.epcList[1]: "), HasSubstr("twice")));
}

TEST(EpcisEvent, LongListsAreComparedToo) {
  std::string list;
  for (int i = 0; i < 100; ++i)
    list += R"("https://id.gs1.org/01/09521141012345/21/)" + std::to_string(i) + R"(",)";
  const auto fields = [&list](std::string_view last) {
    return object_event(R"("action":"OBSERVE","epcList":[)" + list + '"' + std::string(last) + R"("])");
  };
  const auto good = parse(fields("https://id.gs1.org/01/09521141012345/21/100"));
  ASSERT_TRUE(good) << good.error();
  EXPECT_EQ(good->objects.epcs.size(), 101U);
  EXPECT_THAT(fault_of(fields("https://id.gs1.org/01/09521141012345/21/41")),
              AllOf(StartsWith("$.epcList[100]: "), HasSubstr("[41]")));
  const auto respelled = parse(fields("https://example.com/01/09521141012345/21/41"));
  ASSERT_TRUE(respelled) << respelled.error();
  EXPECT_EQ(respelled->objects.epcs.size(), 100U);
}

TEST(EpcisEvent, ObjectEventNeedsAnObjectUnlessASensorWatchesAPlace) {
  const std::string action = R"("action":"OBSERVE")";
  const std::string sensors =
      R"("sensorElementList":[{"sensorReport":[{"type":"Temperature","value":4.5}]}])";
  const std::string place = R"("readPoint":{"id":"https://id.gs1.org/414/4012345000115"})";
  EXPECT_THAT(fault_of(object_event(action)), HasSubstr("names no object"));
  EXPECT_THAT(fault_of(object_event(action + R"(,"epcList":[])")), HasSubstr("names no object"));
  EXPECT_THAT(fault_of(object_event(action + "," + sensors)), HasSubstr("names no object"));
  EXPECT_THAT(fault_of(object_event(action + "," + place)), HasSubstr("names no object"));
  const auto event = parse(object_event(action + "," + sensors + "," + place));
  ASSERT_TRUE(event) << event.error();
  EXPECT_TRUE(event->has_sensor_data);
}

TEST(EpcisEvent, AggregationNeedsParentAndChildren) {
  const std::string parent = R"("parentID":")" + std::string(pallet) + '"';
  const auto of = [](std::string_view action, const std::string& fields) {
    return event_of("AggregationEvent", R"("action":")" + std::string(action) + "\"" + fields);
  };
  const std::string children = "," + epcs("childEPCs", item);
  EXPECT_THAT(fault_of(of("ADD", children)), HasSubstr("\"parentID\" is missing"));
  EXPECT_THAT(fault_of(of("DELETE", children)), HasSubstr("\"parentID\" is missing"));
  EXPECT_EQ(fault_of(of("OBSERVE", children)), "accepted");
  EXPECT_THAT(fault_of(of("ADD", "," + parent)), HasSubstr("names no children"));
  EXPECT_THAT(fault_of(of("ADD", "," + parent + R"(,"childEPCs":[])")), HasSubstr("names no children"));
  EXPECT_THAT(fault_of(of("OBSERVE", "," + parent)), HasSubstr("names no children"));
  EXPECT_EQ(fault_of(of("DELETE", "," + parent)), "accepted");
  const auto event = parse(of("ADD", "," + parent + children));
  ASSERT_TRUE(event) << event.error();
  EXPECT_EQ(event->parent->text(), pallet);
  EXPECT_EQ(event->objects.epcs.at(0).text(), item);
}

TEST(EpcisEvent, AssociationAlwaysNeedsAParent) {
  const std::string children = "," + epcs("childEPCs", item);
  EXPECT_THAT(fault_of(event_of("AssociationEvent", R"("action":"OBSERVE")" + children)),
              HasSubstr("\"parentID\""));
  EXPECT_EQ(fault_of(event_of("AssociationEvent",
                              R"("action":"DELETE","parentID":"urn:epc:id:grai:4012345.55555.987")")),
            "accepted");
  EXPECT_THAT(fault_of(event_of("AssociationEvent",
                                R"("action":"ADD","parentID":"urn:epc:id:grai:4012345.55555.987")")),
              HasSubstr("names no children"));
}

TEST(EpcisEvent, TransactionNeedsADocumentAndAnObject) {
  const std::string document =
      R"("bizTransactionList":[{"bizTransaction":"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}])";
  const std::string list = "," + epcs("epcList", item);
  EXPECT_THAT(fault_of(event_of("TransactionEvent", R"("action":"ADD")" + list)),
              HasSubstr("bizTransactionList"));
  EXPECT_THAT(fault_of(event_of("TransactionEvent", R"("action":"ADD","bizTransactionList":[])" + list)),
              HasSubstr("bizTransactionList"));
  EXPECT_THAT(fault_of(event_of("TransactionEvent", R"("action":"ADD",)" + document)),
              HasSubstr("names no object"));
  EXPECT_EQ(fault_of(event_of("TransactionEvent", R"("action":"DELETE",)" + document)), "accepted");
  EXPECT_EQ(fault_of(event_of("TransactionEvent", R"("action":"ADD",)" + document + list)), "accepted");
  EXPECT_EQ(fault_of(event_of("TransactionEvent", R"("action":"ADD",)" + document + R"(,"parentID":")" +
                                                      std::string(pallet) + '"')),
            "accepted");
}

TEST(EpcisEvent, TransformationNeedsInputsAndOutputsOrAnIdThatTiesThem) {
  const std::string in = epcs("inputEPCList", item);
  const std::string out =
      R"("outputQuantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L8","quantity":1}])";
  const std::string tied = R"("transformationID":"urn:epc:id:gdti:0614141.12345.400")";
  EXPECT_THAT(fault_of(event_of("TransformationEvent", in)), HasSubstr("no outputs"));
  EXPECT_THAT(fault_of(event_of("TransformationEvent", out)), HasSubstr("no inputs"));
  EXPECT_THAT(fault_of(event_of("TransformationEvent", tied)), HasSubstr("neither inputs nor outputs"));
  EXPECT_EQ(fault_of(event_of("TransformationEvent", in + "," + tied)), "accepted");
  const auto event = parse(event_of("TransformationEvent", in + "," + out));
  ASSERT_TRUE(event) << event.error();
  EXPECT_EQ(event->action, Action::none);
  EXPECT_EQ(event->objects.epcs.at(0).text(), item);
  EXPECT_EQ(event->outputs.quantities.at(0).epc_class.lot(), "L8");
  EXPECT_THAT(fault_of(event_of("TransformationEvent", in + "," + out + R"(,"action":"ADD")")),
              AllOf(StartsWith("$.action: "), HasSubstr("not of TransformationEvent")));
}

TEST(EpcisEvent, IlmdComesWithMakingOnlyAndGivesLotAndDates) {
  const auto event = parse(lot_event(R"("ilmd":{"cbvmda:lotNumber":"L7","cbvmda:bestBeforeDate":"2027-01-31",
    "cbvmda:productionDate":"2026-07-22","cbvmda:countryOfOrigin":"DE","cbvmda:netWeight":"3.5"})"));
  ASSERT_TRUE(event) << event.error();
  EXPECT_EQ(event->ilmd.lot, "L7");
  EXPECT_EQ(event->ilmd.best_before_date, "2027-01-31");
  EXPECT_EQ(event->ilmd.production_date, "2026-07-22");
  EXPECT_EQ(event->ilmd.country_of_origin, "DE");
  EXPECT_EQ(format_utc(event->ilmd.expires_at->at), "2027-01-31T23:59:59.999999Z");

  const auto expiring = parse(lot_event(
      R"("ilmd":{"cbvmda:bestBeforeDate":"2027-01-31","urn:epcglobal:cbv:mda:itemExpirationDate":"2027-02-28"})"));
  ASSERT_TRUE(expiring) << expiring.error();
  EXPECT_EQ(format_utc(expiring->ilmd.expires_at->at), "2027-02-28T23:59:59.999999Z");

  EXPECT_THAT(fault_of(lot_event(R"("ilmd":{"cbvmda:bestBeforeDate":"31.1.2027"})")),
              HasSubstr("expected a date"));
  EXPECT_THAT(fault_of(object_event(epcs("epcList", item) + R"(,"action":"OBSERVE","ilmd":{})")),
              StartsWith("$.ilmd: "));
  EXPECT_THAT(
      fault_of(event_of("AggregationEvent", R"("action":"OBSERVE","ilmd":{},)" + epcs("childEPCs", item))),
      HasSubstr("a field of ObjectEvent and TransformationEvent"));
  EXPECT_THAT(fault_of(lot_event(R"("ilmd":{"lotNumber":"L7"})")), HasSubstr("\"cbvmda:lotNumber\""));
}

TEST(EpcisEvent, SingleThingsAndClassesStayApart) {
  EXPECT_THAT(
      fault_of(object_event(R"("action":"ADD",)" + epcs("epcList", "https://id.gs1.org/01/09521141012345"))),
      AllOf(StartsWith("$.epcList[0]: "), HasSubstr("quantity list")));
  EXPECT_THAT(fault_of(object_event(R"("action":"ADD","quantityList":[{"epcClass":")" + std::string(item) +
                                    R"("}])")),
              AllOf(StartsWith("$.quantityList[0].epcClass: "), HasSubstr("single item")));
  EXPECT_THAT(fault_of(event_of("AggregationEvent",
                                R"("action":"ADD","parentID":"https://id.gs1.org/01/09521141012345",)" +
                                    epcs("childEPCs", item))),
              StartsWith("$.parentID: "));
}

TEST(EpcisEvent, SensorDataIsCheckedFieldByField) {
  const auto with = [](std::string_view report) {
    return lot_event(R"("sensorElementList":[{"sensorMetadata":{"time":"2026-07-22T06:00:00Z",
      "deviceID":"urn:epc:id:giai:4000001.111"},"sensorReport":[)" +
                     std::string(report) + "]}]");
  };
  EXPECT_EQ(fault_of(with(
                R"({"type":"Temperature","value":26.5,"uom":"CEL","sDev":0.1,"minValue":-3e2,"maxValue":30,
    "meanValue":1,"percRank":50,"percValue":2,"component":"cbv:Comp-x","stringValue":"s","booleanValue":true,
    "hexBinaryValue":"f0F0","uriValue":"https://example.com/","time":"2026-07-22T06:00:00Z",
    "exception":"ALARM_CONDITION","microorganism":"https://example.com/m","chemicalSubstance":"https://example.com/s",
    "coordinateReferenceSystem":"http://www.opengis.net/def/crs/OGC/1.3/CRS84","bizRules":"https://example.com/r"})")),
            "accepted");
  EXPECT_EQ(fault_of(with(R"({"exception":"gs1:ERROR_CONDITION"})")), "accepted");
  EXPECT_EQ(fault_of(with(R"({"type":"Molar_concentration","value":1})")), "accepted");
  EXPECT_EQ(fault_of(with(R"({"type":"EffectiveDoseRate","value":1})")), "accepted");
  EXPECT_EQ(fault_of(with(R"({"type":"https://example.com/Sweetness","value":1})")), "accepted");
  const std::string at = "$.sensorElementList[0].sensorReport[0]";
  EXPECT_THAT(fault_of(with(R"({"type":"Sweetness"})")), StartsWith(at + ".type"));
  EXPECT_THAT(fault_of(with(R"({"value":1})")),
              AllOf(StartsWith(at + ": "), HasSubstr("\"type\" is missing")));
  EXPECT_THAT(fault_of(with(R"({"type":"Temprature"})")),
              AllOf(StartsWith(at + ".type"), HasSubstr("Temperature")));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","value":"26"})")),
              StartsWith(at + ".value: expected a number"));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","booleanValue":"yes"})")),
              StartsWith(at + ".booleanValue"));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","hexBinaryValue":"xyz"})")),
              StartsWith(at + ".hexBinaryValue"));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","exception":"ALARM"})")), StartsWith(at + ".exception"));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","time":"noon"})")), StartsWith(at + ".time"));
  EXPECT_THAT(fault_of(with(R"({"type":"Temperature","vaule":1})")), HasSubstr("did you mean \"value\"?"));
  EXPECT_THAT(fault_of(with("")), StartsWith("$.sensorElementList[0].sensorReport: the list is empty"));
  EXPECT_THAT(fault_of(lot_event(R"("sensorElementList":[{"sensorMetadata":{}}])")),
              HasSubstr("\"sensorReport\""));
}

TEST(EpcisEvent, AnswersWhatOthersAsk) {
  const auto event =
      parse(event_of("AggregationEvent", R"("action":"ADD","parentID":"urn:epc:id:sscc:4012345.0000000333",
    "childEPCs":["https://id.gs1.org/01/09521141012345/21/2017"],
    "childQuantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7"}],
    "readPoint":{"id":"https://id.gs1.org/414/4012345000115"},
    "sourceList":[{"type":"possessing_party","source":"urn:epc:id:sgln:4012345.00000.0"},
                  {"type":"location","source":"https://id.gs1.org/414/4023333000000"}],
    "destinationList":[{"type":"owning_party","destination":"did:example:123"}])"));
  ASSERT_TRUE(event) << event.error();
  std::vector<std::pair<IdentifierRole, std::string>> seen;
  for_each_identifier(*event,
                      [&](IdentifierRole role, const gs1::Key& key) { seen.emplace_back(role, key.text()); });
  using enum IdentifierRole;
  EXPECT_THAT(seen, ElementsAre(std::pair(parent, std::string(pallet)), std::pair(child, std::string(item)),
                                std::pair(child, "https://id.gs1.org/01/09521141012345/10/L7"),
                                std::pair(read_point, "https://id.gs1.org/414/4012345000115"),
                                std::pair(source, "https://id.gs1.org/414/4012345000009"),
                                std::pair(source, "https://id.gs1.org/414/4023333000000"),
                                std::pair(destination, "did:example:123")));
  EXPECT_EQ(place_of(*event)->text(), "https://id.gs1.org/414/4012345000115");
  const auto names = [&](std::string_view party) { return names_party(*event, *gs1::parse_key(party)); };
  EXPECT_TRUE(names("https://id.gs1.org/417/4012345000009"));
  EXPECT_TRUE(names("did:example:123"));
  EXPECT_FALSE(names("https://id.gs1.org/417/4023333000000"));  // A location is no party to the event.
  EXPECT_FALSE(names("https://id.gs1.org/417/0614141000005"));
  EXPECT_EQ(place_of(*parse(lot_event())), nullptr);
}

}  // namespace
}  // namespace stocktrail::epcis
