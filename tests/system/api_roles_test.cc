// Who may do and see what, over a real server: two tables of their own, written from design section 5 and
// docs/http-api.md and not from the code. A route or a role that is added has to be added here too.
#include <gmock/gmock.h>

#include <array>
#include <map>

#include "api/handlers/routes.h"
#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;

/// Which roles a route lets in, one letter each: anyone, party, planner (n), auditor (u), operator.
struct RouteRow {
  std::string_view route, roles;
};
constexpr RouteRow route_rows[] = {
    {"POST /statements", "apnuo"},
    {"GET /statements/{index}", "apnuo"},
    {"GET /statements/{index}/proof", "apnuo"},
    {"GET /statements/{index}/receipt", "-pnuo"},
    {"GET /log/checkpoint", "apnuo"},
    {"GET /log/tile/entries/{bundle...}", "apnuo"},
    {"GET /log/tile/{level}/{tile...}", "apnuo"},
    {"GET /log/vkey", "apnuo"},
    {"GET /log/policy", "apnuo"},
    {"POST /epcis/capture", "-p---"},
    {"GET /epcis/capture/{capture}", "-p-u-"},
    {"GET /epcis/events/{event}", "apnuo"},
    {"GET /00/{key...}", "apnuo"},
    {"GET /01/{key...}", "apnuo"},
    {"GET /253/{key...}", "apnuo"},
    {"GET /255/{key...}", "apnuo"},
    {"GET /401/{key...}", "apnuo"},
    {"GET /402/{key...}", "apnuo"},
    {"GET /414/{key...}", "apnuo"},
    {"GET /417/{key...}", "apnuo"},
    {"GET /8003/{key...}", "apnuo"},
    {"GET /8004/{key...}", "apnuo"},
    {"GET /8006/{key...}", "apnuo"},
    {"GET /8010/{key...}", "apnuo"},
    {"GET /8013/{key...}", "apnuo"},
    {"GET /8017/{key...}", "apnuo"},
    {"GET /8018/{key...}", "apnuo"},
    {"GET /.well-known/gs1resolver", "apnuo"},
    {"GET /p/", "apnuo"},
    {"GET /p/{page...}", "apnuo"},
    {"GET /trace", "apnuo"},
    {"GET /proof", "apnuo"},
    {"GET /inventory/positions", "-pnuo"},
    {"GET /inventory/changes", "-pnuo"},
    {"GET /inventory/contents", "-pnuo"},
    {"GET /inventory/ages", "-pnuo"},
    {"GET /inventory/echelon", "-pnuo"},
    {"GET /inventory/movements", "-pnuo"},
    {"GET /inventory/accuracy", "-pnuo"},
    {"GET /inventory/discrepancies", "-pnuo"},
    {"GET /inventory/discrepancies/changes", "-pnuo"},
    {"GET /inventory/postings", "-pnuo"},
    {"POST /inventory/reservations", "-pn--"},
    {"GET /inventory/reservations", "-pnuo"},
    {"GET /inventory/reservations/{reservation}", "-pnuo"},
    {"POST /inventory/reservations/{reservation}/commit", "-pn--"},
    {"POST /inventory/reservations/{reservation}/fulfil", "-pn--"},
    {"POST /inventory/reservations/{reservation}/release", "-pn--"},
    {"POST /inventory/reservations/{reservation}/extend", "-pn--"},
    {"POST /inventory/reservations/{reservation}/withdraw", "-pn--"},
    {"POST /inventory/kept", "-pn--"},
    {"POST /inventory/expected", "-pn--"},
    {"GET /inventory/promisable", "-pnuo"},
    {"POST /orders", "-pn--"},
    {"GET /orders", "-pnuo"},
    {"GET /orders/{order}", "-pnuo"},
    {"GET /parties", "apnuo"},
    {"POST /parties", "----o"},
    {"GET /parties/{party}", "apnuo"},
    {"POST /policies", "----o"},
    {"GET /products/{gtin}", "apnuo"},
    {"GET /certificates", "apnuo"},
    {"GET /certificates/{certificate}", "apnuo"},
    {"GET /recalls", "apnuo"},
    {"POST /recalls/mock", "-pnuo"},
    {"GET /recalls/blocked", "apnuo"},
    {"GET /recalls/{recall}", "apnuo"},
    {"GET /recalls/{recall}/reach", "-pnuo"},
    {"PUT /blobs/{sha256}", "-p--o"},
    {"GET /blobs/{sha256}", "apnuo"},
    {"POST /backups", "----o"},
    {"GET /backups/latest", "----o"},
    {"POST /tokens", "----o"},
    {"GET /tokens", "----o"},
    {"DELETE /tokens/{token}", "----o"},
    {"GET /", "apnuo"},
    {"GET /healthz", "apnuo"},
    {"GET /readyz", "apnuo"},
    {"GET /metrics", "apnuo"},
    {"GET /openapi.json", "apnuo"},
};

/// "/statements/{index}" with a zero for each name.
std::string path_of(std::string_view pattern) {
  std::string path(pattern);
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "0");
  }
  return path;
}

class RolesTest : public ApiFixture {
 protected:
  /// The auditor is a party that no event names.
  std::string auditor_token(unsigned number) {
    const std::string grant = R"({"id":"grant-1","type":"grant","role":"auditor","party":")" + party(number);
    EXPECT_EQ(post_json("/policies", grant + "\"}", operator_token_).status, 201);
    return token_for(number, "auditor");
  }
};

TEST_F(RolesTest, EveryRouteAsksForItsRoles) {
  admit(1);
  const std::array<std::string, 5> tokens{"", token_for(1, "party"), token_for(1, "planner"),
                                          auditor_token(1), operator_token_};
  std::map<std::string, std::string, std::less<>> untold;
  for (const RouteRow& row : route_rows) untold.emplace(row.route, row.roles);
  for (const api::Route& route : api::routes()) {
    const std::string method(api::name_of(route.method));
    const auto row = untold.extract(method + " " + std::string(route.pattern));
    if (row.empty()) {
      ADD_FAILURE() << method << " " << route.pattern << " has no row in this test";
      continue;
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      SCOPED_TRACE(row.key() + ", role " + std::string("apnuo").substr(i, 1));
      const RawResponse response =
          request({.method = method, .target = path_of(route.pattern), .token = tokens[i]});
      const bool is_role_refused = response.body.find("cannot do this") != std::string::npos;
      EXPECT_EQ(response.status != 401 && !is_role_refused, row.mapped()[i] != '-') << response.status;
      if (row.mapped()[i] == '-') {
        EXPECT_EQ(response.status, tokens[i].empty() ? 401 : 403);
      }
      EXPECT_NE(response.status, 500) << response.body;
    }
  }
  for (const auto& [route, roles] : untold) ADD_FAILURE() << route << " is no route of the server";
}

/// What an answer tells, also where it is a statement in base64.
std::string told(const RawResponse& response) {
  const auto statement = Statement::parse(response.body);
  if (!statement) return response.body;
  std::string text(statement->payload().raw());
  for (const json::Value& event : statement->events()) text += event.raw();
  return text;
}

/// To whom a thing is shown, one letter each: anyone, the party that stated it (o), a party that its event
/// names (n), a stranger, the planner of the party that stated it (p), auditor (u), operator (x).
struct ContentRow {
  std::string_view thing;
  std::string target;
  std::string shown_by;  // What the answer holds if, and only if, the thing is shown.
  std::string_view readers;
};

// Party 1 makes 120 pieces and ships 50 to party 2. Party 3 has nothing to do with it, party 4 audits.
class ContentsTest : public RolesTest {
 protected:
  ContentsTest() {
    for (unsigned number = 1; number <= 4; ++number) admit(number);
    stored(post_json("/policies", R"({"id":"hold","type":"custodial","party":")" + party(1) + "\"}",
                     operator_token_),
           "policy");
    tokens_ = {"",
               token_for(1, "party"),
               token_for(2, "party"),
               token_for(3, "party"),
               token_for(1, "planner"),
               auditor_token(4),
               operator_token_};
    state_events();
    state_master_data();
    // It has 33 of party 2 in its private place.
    stored(post_statement(signed_events(
               1, {lot_event("receiving", "OBSERVE", lot(2, "M9"), 33, 12, "2026-07-26T06:45:00.000Z",
                             R"(,"destinationList":[{"type":"owning_party","destination":")" + party(2) +
                                 R"("}])")})),
           "stored");
  }

  /// Remembers under `name` where a statement is.
  void stored(const RawResponse& response, const std::string& name) {
    EXPECT_TRUE(response.status == 201 || response.status == 202) << name << response.body;
    const std::string location = response.header("location");
    paths_[name] = location;
    paths_[name + " receipt"] = "/statements" + location.substr(location.rfind('/')) + "/receipt";
  }
  void state(const std::string& kind, const std::string& name, const std::string& claim) {
    stored(post_statement(signed_body(kind, 1, claim)), name);
  }

  void state_events() {
    stored(post_statement(
               signed_events(1, {lot_event("commissioning", "ADD", batch, 120, 11, "2026-07-22T06:45:00.000Z",
                                           R"(,"eventID":"urn:x:made")")})),
           "made");
    stored(post_statement(signed_events(
               1, {lot_event("shipping", "OBSERVE", batch, 50, 11, "2026-07-23T06:45:00.000Z",
                             R"(,"eventID":"urn:x:shipped","destinationList":[{"type":"location",)"
                             R"("destination":")" +
                                 place(21) + R"("}])")})),
           "shipped");
    // More than was ever there: a discrepancy.
    stored(post_statement(signed_events(
               1, {lot_event("shipping", "OBSERVE", lot(2, "M8"), 9, 11, "2026-07-24T06:45:00.000Z")})),
           "too much");
    stored(request({.method = "POST",
                    .target = "/epcis/capture",
                    .token = tokens_[1],
                    .content_type = "application/json",
                    .body = lot_event(
                        "commissioning", "ADD", lot(3, "C1"), 7, 11, "2026-07-25T06:45:00.000Z",
                        R"(,"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"])")}),
           "capture");
  }

  void state_master_data() {
    const std::string own = R"({"id":")" + party(1) + R"(","name":"Party 1")";
    const std::string open = R"({"id":")" + place(11) + R"(","name":"Plant","public":true})";
    state("party", "public party", own + R"(,"places":[)" + open + "]}");
    state("party", "private party",
          own + R"(,"places":[)" + open + R"(,{"id":")" + place(12) + R"(","name":"Secret store"}]})");
    state("key", "key", R"({"party":")" + party(1) + R"(","add":[)" + jwk(8) + "]}");
    state("product", "product", R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})");
    const std::string certificate =
        R"(,"kind":"certification","title":"Organic","issuer":"Body","number":"N","subjects":[")" + gtin(1) +
        R"("],"validFrom":"2026-01-01")";
    state("certificate", "public certificate", R"({"id":"open")" + certificate + "}");
    state("certificate", "private certificate", R"({"id":"closed")" + certificate + R"(,"public":false})");
  }

  const std::string batch = lot(1, "L7");
  std::array<std::string, 7> tokens_;
  std::map<std::string, std::string> paths_;
};

TEST_F(ContentsTest, EachReaderSeesWhatIsHis) {
  const std::string at_plant = "?place=" + percent_encode(place(11));
  const std::string of_batch = "?product=" + percent_encode(batch);
  const std::string of_party_2 = "?owner=" + percent_encode(party(2));
  const ContentRow rows[] = {
      {"receipt of events", paths_["shipped receipt"], "\"blind\"", "-o---u-"},
      {"receipt of a product", paths_["product receipt"], "\"blind\"", "-o---u-"},
      {"receipt of a policy", paths_["policy receipt"], "\"blind\"", "-----ux"},
      {"capture job", paths_["capture"], "\"captureID\"", "-o---u-"},
      {"events that name nobody", paths_["made"], "\"quantity\":120", "-o---u-"},
      {"events that name party 2", paths_["shipped"], "\"quantity\":50", "-on--u-"},
      {"party with a private place", paths_["private party"], "Secret store", "-o---u-"},
      {"party with public places", paths_["public party"], "Plant", "aonspux"},
      {"key", paths_["key"], "\"key\":{", "aonspux"},
      {"product", paths_["product"], "Milk powder", "aonspux"},
      {"public certificate", paths_["public certificate"], "Organic", "aonspux"},
      {"private certificate", paths_["private certificate"], "Organic", "-o---u-"},
      {"policy", paths_["policy"], "custodial", "-----ux"},
      {"public certificate, resolved", "/certificates/open", "Organic", "aonspux"},
      {"private certificate, resolved", "/certificates/closed", "Organic", "-o---u-"},
      {"private certificate of a product", "/certificates?subject=" + percent_encode(gtin(1)), "\"closed\"",
       "-o---u-"},
      // The planner's own stock lies at it.
      {"private place", "/parties/" + percent_encode(party(1)), "Secret store", "-o--pu-"},
      {"event by its id", "/epcis/events/urn:x:shipped", "\"quantity\":50", "-on--u-"},
      {"positions at a place", "/inventory/positions" + at_plant, "\"quantity\":70", "-o--pu-"},
      {"positions on the way", "/inventory/positions" + of_batch, "\"quantity\":50", "-on-pu-"},
      {"stock by its owner", "/inventory/positions" + of_party_2, "\"quantity\":33", "-on-pu-"},
      {"where that is", "/inventory/positions" + of_party_2, place(12), "-o--pu-"},
      {"postings", "/inventory/postings?event=urn:x:shipped", "\"quantity\":50", "-on--u-"},
      {"discrepancies", "/inventory/discrepancies" + at_plant, "\"kind\"", "-o--pu-"},
      {"trace backwards", "/trace?id=" + percent_encode(batch), "\"quantity\":50", "-on--u-"},
      {"trace forwards", "/trace?direction=forwards&id=" + percent_encode(batch), "\"urn:x:shipped\"",
       "-on--u-"},
  };
  for (const ContentRow& row : rows) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      SCOPED_TRACE(std::string(row.thing) + ", reader " + std::string("aonspux").substr(i, 1));
      const RawResponse response = get(row.target, tokens_[i]);
      const bool shown = told(response).find(row.shown_by) != std::string::npos;
      EXPECT_EQ(shown, row.readers[i] != '-') << response.status << " " << response.body;
      if (shown) {
        EXPECT_EQ(response.status, 200);
      } else {
        EXPECT_THAT(response.status, ::testing::AnyOf(200, 401, 403, 404));
      }
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
