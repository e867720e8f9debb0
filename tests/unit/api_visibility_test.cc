// Who sees what of an event, a place, a certificate and stock: each cell of role and thing.
#include "api/access/visibility.h"
#include "ledger/epcis/json/event_reader.h"
#include "ledger/epcis/json/open_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/master/change.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Party 1 makes and ships to party 2; party 3 has nothing to do with it. Place 11 of party 1 is public, 12 is
// not.
class VisibilityTest : public ::testing::Test {
 protected:
  VisibilityTest() {
    add_party(1, {{11, true}, {12, false}});
    add_party(2, {{21, true}});
    add_party(3, {{31, true}});
    auto parsed = json::Document::parse(
        R"({"type":"ObjectEvent","eventID":"urn:x:1","eventTime":"2026-07-22T06:45:00.000+02:00",)"
        R"("eventTimeZoneOffset":"+02:00","action":"ADD","bizStep":"shipping","disposition":"in_transit",)"
        R"("epcList":[")" +
        test::pallet(1) + R"(",")" + test::pallet(2) +
        R"("],)"
        R"("quantityList":[{"epcClass":")" +
        test::lot(1, "L7") +
        R"(","quantity":1200,"uom":"KGM"},)"
        R"({"epcClass":")" +
        test::lot(2, "M8") +
        R"(","quantity":7}],)"
        R"("readPoint":{"id":")" +
        test::place(11) + R"("},"bizLocation":{"id":")" + test::place(12) +
        R"("},)"
        R"("bizTransactionList":[{"type":"po","bizTransaction":"urn:order:4711"}],)"
        R"("destinationList":[{"type":"location","destination":")" +
        test::place(21) +
        R"("}],)"
        R"("ilmd":{"cbvmda:lotNumber":"L7"},"https://ns.example/price":"9.99"})");
    ST_CHECK(parsed.has_value());
    document_.emplace(std::move(*parsed));
    auto event = epcis::parse_event(text(), epcis::Context(), "$");
    if (!event) throw std::runtime_error(event.error().detail + " at " + event.error().where);
    event_ = std::move(*event);
  }

  json::Value text() const { return document_->root(); }

  void add_party(unsigned number, std::vector<std::pair<unsigned, bool>> places) {
    master::PartyChange change{.id = test::key_of(test::party(number)),
                               .name = "Party",
                               .names = {},
                               .roles = {},
                               .places = std::vector<master::Place>{},
                               .keys = {},
                               .contact = {}};
    for (const auto& [place, is_public] : places) {
      master::Place added;
      added.id = test::key_of(test::place(place));
      added.name = "Place";
      added.is_public = is_public;
      change.places->push_back(added);
    }
    master::fold({change}, test::key_of(test::party(number)), Micros{1}, number, tables_);
  }

  EventSight see(Role role, unsigned party, const Codes& codes) const {
    const std::string who = party == 0 ? std::string{} : test::party(party);
    return sight_of({.role = role, .party = who}, stated(event_, text()), codes, tables_);
  }

  /// Cut as in the seeded form.
  StatedEvent stated(const epcis::Event& event, const json::Value& text) const {
    return {.ref = event_ref(9, 0),
            .issuer = issuer_,
            .event = event,
            .text = text,
            .cuts = EventCuts::standard()};
  }

  static std::optional<std::string> no_id(std::string_view) { return std::nullopt; }

  MemoryTables tables_;
  const std::string issuer_ = test::party(1), other_issuer_ = test::party(3);
  std::optional<json::Document> document_;
  epcis::Event event_;
};

TEST_F(VisibilityTest, EachRoleSeesAnEventAsFarAsItMay) {
  using Extent = EventSight::Extent;
  const struct {
    Role role;
    unsigned party;
    Extent extent;
  } cells[] = {{Role::anyone, 0, Extent::part},    {Role::party, 1, Extent::whole},  // Its own.
               {Role::party, 2, Extent::whole},                                      // Named by its place.
               {Role::party, 3, Extent::part},     {Role::planner, 1, Extent::part},
               {Role::planner, 2, Extent::part},   {Role::auditor, 3, Extent::whole},
               {Role::operator_, 3, Extent::part}, {Role::operator_, 1, Extent::whole}};
  for (const auto& cell : cells) {
    EXPECT_EQ(see(cell.role, cell.party, {}).extent(), cell.extent)
        << name_of(cell.role) << " " << cell.party;
  }
}

TEST_F(VisibilityTest, OnlyWhoSpeaksForAnIssuerSeesAllOfIt) {
  const auto sees = [](Role role, unsigned party) {
    return shows_all_of({.role = role, .party = party == 0 ? "" : test::party(party)}, test::party(1));
  };
  EXPECT_TRUE(sees(Role::party, 1) && sees(Role::operator_, 1) && sees(Role::auditor, 3));
  EXPECT_FALSE(sees(Role::anyone, 0) || sees(Role::planner, 1) || sees(Role::party, 2) ||
               sees(Role::operator_, 2));
}

TEST_F(VisibilityTest, ACodeInHandShowsWhatWhereWhenAndNoVolumesOrCustomers) {
  const std::string shown =
      show_event(text(), see(Role::anyone, 0, codes_of(test::key_of(test::lot(1, "L7")))), no_id);
  for (const std::string_view told : {"shipping", "in_transit", "ADD", "2026-07-22", "ilmd", "KGM"}) {
    EXPECT_THAT(shown, HasSubstr(told));
  }
  EXPECT_THAT(shown, HasSubstr(test::lot(1, "L7")));
  EXPECT_THAT(shown, HasSubstr(test::place(11)));
  for (const std::string& hidden :
       {test::place(12), test::place(21), test::lot(2, "M8"), test::pallet(1), test::pallet(2),
        std::string("1200"), std::string("4711"), std::string("9.99"), std::string("epcList")}) {
    EXPECT_THAT(shown, Not(HasSubstr(hidden)));
  }
  EXPECT_TRUE(json::Document::parse(shown).has_value()) << shown;
}

TEST_F(VisibilityTest, WithoutACodeNoWhatElementIsShown) {
  const std::string shown = show_event(text(), see(Role::anyone, 0, {}), no_id);
  EXPECT_THAT(shown, Not(HasSubstr("List")));
  EXPECT_THAT(shown, HasSubstr("shipping"));
}

TEST_F(VisibilityTest, ACodeShowsOnlyItsOwnElement) {
  const EventSight sight = see(Role::anyone, 0, codes_of(test::key_of(test::pallet(2))));
  EXPECT_FALSE(sight.shows("/epcList/0"));
  EXPECT_TRUE(sight.shows("/epcList/1"));
  EXPECT_FALSE(sight.shows("/quantityList"));
  EXPECT_FALSE(sight.shows("/quantityList/0/quantity"));
}

TEST_F(VisibilityTest, AnElementOfAListIsShownOnlyIfAllOfItIsPublic) {
  const auto shown = [&](const std::string& more) {
    const auto changed =
        json::Document::parse(R"({"quantityList":[{"epcClass":")" + test::lot(1, "L7") + "\"" + more + "}]}");
    return public_sight(stated(event_, changed->root()), codes_of(test::key_of(test::lot(1, "L7"))), tables_)
        .shows("/quantityList/0");
  };
  EXPECT_TRUE(shown(R"(,"quantity":7,"uom":"KGM")"));
  EXPECT_FALSE(shown(R"(,"example:price":"9.99")"));
}

TEST_F(VisibilityTest, IlmdIsShownOnlyIfAllOfItIsPublic) {
  for (const char* more : {R"("L7","example:costs":"3.50")", R"({"example:costs":"3.50"})"}) {
    const auto changed = json::Document::parse(R"({"ilmd":{"cbvmda:lotNumber":)" + std::string(more) + "}}");
    EXPECT_FALSE(public_sight(stated(event_, changed->root()), {}, tables_).shows("/ilmd")) << more;
  }
}

TEST_F(VisibilityTest, MembersWithExtensionsAreNotShown) {
  const auto sees = [&](const std::string& member, const std::string& value) {
    const auto changed = json::Document::parse("{\"" + member + "\":" + value + "}");
    EXPECT_EQ(epcis::is_plain({member, *changed->root().find(member)}),
              value.find("example:") == std::string::npos)
        << value;
    return public_sight(stated(event_, changed->root()), {}, tables_).shows("/" + member);
  };
  const std::string at = R"({"id":")" + test::place(11) + "\"";
  event_.biz_location = event_.read_point;
  for (const char* place : {"readPoint", "bizLocation"}) {
    EXPECT_TRUE(sees(place, at + "}"));
    EXPECT_FALSE(sees(place, at + R"(,"example:shelf":"A7"})"));
  }
  const std::string error = R"({"declarationTime":"2026-07-25T08:00:00Z","reason":"incorrect_data")";
  EXPECT_TRUE(sees("errorDeclaration", error + R"(,"correctiveEventIDs":["urn:x:2"]})"));
  EXPECT_FALSE(sees("errorDeclaration", error + R"(,"example:customer":"K."})"));
  EXPECT_TRUE(sees("persistentDisposition", R"({"set":["recalled"],"unset":["damaged"]})"));
  EXPECT_FALSE(sees("persistentDisposition", R"({"set":["recalled"],"example:why":"x"})"));
}

TEST_F(VisibilityTest, ConditionsOnTheWayAreShownAndOtherSensorDataIsNot) {
  const auto sees = [&](const std::string& report) {
    const auto changed =
        json::Document::parse(R"({"sensorElementList":[{"sensorReport":[{)" + report + "}]}]}");
    return public_sight(stated(event_, changed->root()), {}, tables_).shows("/sensorElementList");
  };
  EXPECT_TRUE(sees(R"("type":"Temperature","value":4.5,"uom":"CEL")"));
  EXPECT_FALSE(sees(R"("type":"Temperature","value":4.5,"deviceID":"urn:x:truck")"));
  EXPECT_FALSE(sees(R"("type":"Speed","value":80)"));
}

TEST_F(VisibilityTest, PartsOfASiteAreItsPartys) {
  const gs1::Key dock = test::key_of(test::place(12) + "/254/dock");
  epcis::Event at_dock;
  at_dock.read_point = dock;
  const auto extent = [&](unsigned party) {
    StatedEvent event = stated(at_dock, text());
    event.issuer = other_issuer_;
    return sight_of({.role = Role::party, .party = test::party(party)}, event, {}, tables_).extent();
  };
  EXPECT_EQ(extent(1), EventSight::Extent::whole);
  EXPECT_EQ(extent(2), EventSight::Extent::part);
  const inventory::Account stock{
      .kind = inventory::AccountKind::on_hand, .place = dock.text(), .from = {}, .status = {}};
  EXPECT_TRUE(shows_account({.role = Role::planner, .party = test::party(1)}, stock, tables_));
  EXPECT_FALSE(shows_account({.role = Role::planner, .party = test::party(2)}, stock, tables_));
  // That a site is public says nothing of its parts.
  at_dock.read_point = test::key_of(test::place(11) + "/254/dock");
  EXPECT_FALSE(public_sight(stated(at_dock, text()), {}, tables_).shows("/readPoint"));
}

TEST_F(VisibilityTest, CertificatesOfHiddenPlaces) {
  const auto hides = [&](const std::string& subject) {
    master::Certificate certificate;
    certificate.subjects = {test::key_of(test::party(1)), test::key_of(subject)};
    return names_hidden_place(certificate, tables_);
  };
  EXPECT_FALSE(hides(test::place(11)));
  EXPECT_FALSE(hides(test::lot(1, "L7")));
  EXPECT_FALSE(hides("did:a:party"));
  EXPECT_TRUE(hides(test::place(12)));
  EXPECT_TRUE(hides(test::place(11) + "/254/dock"));
  EXPECT_TRUE(hides(test::place(99))) << "nobody made it public";
}

TEST_F(VisibilityTest, AnIdThatTellsContentsIsShownToNobodyElse) {
  for (const char* id : {"ni:///sha-256;ab?ver=CBV2.0", "NI:///sha-256;ab", "nih:sha-256;ab",
                         "https://a.example/.well-known/ni/sha-256/ab"}) {
    EXPECT_TRUE(is_content_hash(id)) << id;
  }
  for (const char* id :
       {"urn:uuid:5f0c1d9e-7a51-4c06-9f3e-0c5b1d2a7e01", "urn:x:ni:1", "https://a.example/ni/1"})
    EXPECT_FALSE(is_content_hash(id)) << id;

  const auto changed =
      json::Document::parse(R"({"type":"ObjectEvent","eventID":"ni:///sha-256;ab","errorDeclaration":{)"
                            R"("declarationTime":"2026-07-25T08:00:00Z","example:why":"secret",)"
                            R"("correctiveEventIDs":["ni:///sha-256;cd","urn:x:2","ni:///sha-256;ef"]}})");
  epcis::Event event = event_;
  event.id = "ni:///sha-256;ab";
  event.error_declaration.emplace().corrective_event_ids = {"ni:///sha-256;cd", "urn:x:2",
                                                            "ni:///sha-256;ef"};
  const EventSight sight = public_sight(stated(event, changed->root()), {}, tables_);
  EXPECT_FALSE(sight.shows("/eventID"));
  EXPECT_FALSE(sight.shows("/errorDeclaration"));
  const auto opaque = [](std::string_view id) {
    return id.ends_with("cd") ? std::optional<std::string>("urn:y:1") : std::nullopt;
  };
  EXPECT_EQ(show_event(changed->root(), sight, opaque),
            R"({"type":"ObjectEvent","errorDeclaration":{"declarationTime":"2026-07-25T08:00:00Z",)"
            R"("correctiveEventIDs":["urn:y:1","urn:x:2"]}})");
  EXPECT_EQ(show_event(changed->root(), EventSight::whole(), no_id), changed->root().raw());
}

TEST_F(VisibilityTest, PlacesAndCertificates) {
  const gs1::Key owner = test::key_of(test::party(1));
  master::Place hidden, open;
  open.is_public = true;
  EXPECT_TRUE(shows_place({}, owner, open));
  EXPECT_FALSE(shows_place({}, owner, hidden));
  EXPECT_TRUE(shows_place({.role = Role::party, .party = owner.text()}, owner, hidden));
  EXPECT_FALSE(shows_place({.role = Role::party, .party = test::party(2)}, owner, hidden));
  EXPECT_FALSE(shows_place({.role = Role::operator_, .party = test::party(3)}, owner, hidden));
  EXPECT_TRUE(shows_place({.role = Role::auditor, .party = test::party(3)}, owner, hidden));
  master::Certificate certificate;
  certificate.is_public = false;
  certificate.stated_by = owner.text();
  EXPECT_FALSE(shows_certificate({}, certificate));
  EXPECT_TRUE(shows_certificate({.role = Role::party, .party = owner.text()}, certificate));
  EXPECT_FALSE(shows_certificate({.role = Role::party, .party = test::party(2)}, certificate));
  EXPECT_FALSE(shows_certificate({.role = Role::planner, .party = owner.text()}, certificate));
  EXPECT_TRUE(shows_certificate({.role = Role::auditor, .party = test::party(2)}, certificate));
}

TEST_F(VisibilityTest, StockIsShownToWhoseItIs) {
  using inventory::AccountKind;
  const inventory::Account here{
      .kind = AccountKind::on_hand, .place = test::place(12), .from = {}, .status = {}};
  const inventory::Account on_the_way{
      .kind = AccountKind::in_transit, .place = test::place(21), .from = test::place(11), .status = {}};
  const inventory::Account sold{.kind = AccountKind::sold, .place = {}, .from = {}, .status = {}};
  const auto sees = [&](Role role, unsigned party, const inventory::Account& account) {
    return shows_account({.role = role, .party = party == 0 ? "" : test::party(party)}, account, tables_);
  };
  EXPECT_FALSE(sees(Role::anyone, 0, here));
  for (const Role role : {Role::party, Role::planner, Role::operator_}) {
    EXPECT_TRUE(sees(role, 1, here));
    EXPECT_FALSE(sees(role, 2, here));
    EXPECT_TRUE(sees(role, 1, on_the_way));
    EXPECT_TRUE(sees(role, 2, on_the_way));
    EXPECT_FALSE(sees(role, 3, on_the_way));
    EXPECT_FALSE(sees(role, 1, sold));
  }
  EXPECT_TRUE(sees(Role::auditor, 3, here));
  EXPECT_TRUE(sees(Role::auditor, 3, sold));
}

}  // namespace
}  // namespace stocktrail::api
