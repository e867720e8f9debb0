// Our own hard documents (../shared/cases/epcis: A, B, h and r files), each with what EPCIS 2.0, CBV 2.0 and
// JSON-LD 1.1 make of it. A document that is taken can be read again by everybody who may, and found by what
// it names; one that is refused says at which place and what to write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "api/http/http_coding.h"
#include "api/http/url.h"
#include "ledger/epcis/event_view.h"
#include "ledger/epcis/json/document.h"
#include "tests/support/api_fixture.h"
#include "tests/support/test_data.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view folder = "epcis";
constexpr std::string_view event_at = "$.epcisBody.eventList[0]";

enum class Outcome : std::uint8_t {
  taken,
  refused,    // 400 at `where`, telling `told`.
  forbidden,  // 403: of a place at which the party may not report.
  dated,      // Of the year 2031: the rule of times ahead decides, and nothing may break.
};

struct Case {
  Outcome outcome;
  std::string_view where{};  // After $.epcisBody.eventList[0], or in full if it begins with '$'.
  std::string_view told{};
};
const Case ok{Outcome::taken};
Case refused(std::string_view where, std::string_view told) {
  return {Outcome::refused, where, told};
}

// Where an index of the folder says otherwise, the standard's own schema or context decides: a list is a
// list, "type" and "id" are written so, and terms of EPCIS are protected.
const std::map<std::string_view, Case> cases = {
    {"A1_dup_1", ok},
    {"A1_dup_2", ok},
    {"A2_declaration_first_1", ok},
    {"A2_declaration_first_2", ok},
    {"A3_context_1", ok},
    {"A3_context_2", refused("$['@context'][1]['epcList']", "is a term of EPCIS 2.0")},
    {"A4_recordtime", ok},
    {"A5_curie_place", {Outcome::forbidden, ".readPoint.id", "place of another party"}},
    {"A6_curie_item", ok},
    {"B_cbv_near", refused(".bizStep", "write \"shipping\" or \"cbv:BizStep-shipping\"")},
    {"B_extended_event", refused(".type", "five event types")},
    {"B_header_masterdata", ok},
    {"B_tag_uri", refused(".epcList[0]", "write urn:epc:id:sgtin:4064074.012345.TAG1")},
    {"B_term_of_term", ok},
    {"B_typed_term", ok},
    {"h01_bizstep_shipping", ok},
    {"h02_bizstep_cbv_BizStep_shipping", ok},
    {"h03_bizstep_cbv_BizStep_shipping", ok},
    {"h04_bizstep_cbv_bizstep_shipping", ok},
    {"h05_bizstep_cbv_BizStep_shipping", ok},
    {"h06_bizstep_bad_Shipping", refused(".bizStep", "close words are \"shipping\"")},
    {"h07_bizstep_bad_SHIPPING", refused(".bizStep", "no business step")},
    {"h08_bizstep_bad_cbv_bizstep_shipping", refused(".bizStep", "cbv:BizStep-shipping")},
    {"h09_bizstep_bad_shiping", refused(".bizStep", "close words are \"shipping\"")},
    {"h10_bizstep_bad__cbv_BizStep_shiping", refused(".bizStep", "close words are \"shipping\"")},
    {"h11_bizstep_bad_cbv_Disp_active", refused(".bizStep", "is a disposition and no business step")},
    {"h12_bizstep_bad_obal_cbv_disp_active", refused(".bizStep", "is a disposition and no business step")},
    {"h13_bizstep_bad_", refused(".bizStep", "empty")},
    {"h14_bizstep_own_uri", ok},
    {"h15_bizstep_own_curie", ok},
    {"h16_bizstep_undeclared_curie", refused(".bizStep", "the prefix \"exx\" is not declared")},
    {"h17_bizstep_null", refused(".bizStep", "expected a string")},
    {"h18_bizstep_jsonnull", refused(".bizStep", "expected a string")},
    {"h19_ctx_string", ok},
    {"h20_ctx_array", ok},
    {"h21_ctx_obj_first", ok},
    {"h22_ctx_object_only", refused("$['@context']", "the context of EPCIS is missing")},
    {"h23_ctx_version201", ok},
    {"h24_ctx_version200", ok},
    {"h25_ctx_http", ok},
    {"h26_ctx_gs1_io", ok},
    {"h27_ctx_typed_term", ok},
    {"h28_ctx_typed_term2", ok},
    {"h29_ctx_term_container", ok},
    {"h30_ctx_vocab", refused("$['@context'][1]['@vocab']", "not supported")},
    {"h31_ctx_null_reset", refused("$['@context'][1]", "found null")},
    {"h32_ctx_redefine_type", refused("$['@context'][1]['type']", "is a term of EPCIS 2.0")},
    {"h33_ctx_redefine_epcList", refused("$['@context'][1]['epcList']", "is a term of EPCIS 2.0")},
    {"h34_ctx_remote_other", refused("$['@context'][1]", "none is fetched")},
    {"h35_ctx_nested_event", ok},
    {"h36_ctx_nested_ext", ok},
    {"h37_ext_undeclared", refused("['ex:a']", "the prefix \"ex\" is not declared")},
    {"h38_ext_bare", refused(".myField", "ext:myField")},
    {"h39_ext_full_iri", ok},
    {"h40_ext_deep", ok},
    {"h41_ext_value_object", ok},
    {"h42_ext_lang_object", ok},
    {"h43_ext_list_object", ok},
    {"h44_ext_set_object", ok},
    {"h45_ext_id_object", ok},
    {"h46_keyword_type_at", refused("['@type']", "is written \"type\"")},
    {"h47_readpoint_at_id", refused(".readPoint['@id']", "did you mean \"id\"?")},
    {"h48_isA", refused(".isA", "is written \"type\"")},
    {"h49_epclist_string", refused(".epcList", "put it in square brackets")},
    {"h50_epclist_set", refused(".epcList", "expected a list")},
    {"h51_epclist_empty", refused("", "the event names no object")},
    {"h52_readpoint_string", refused(".readPoint", "write {\"id\":")},
    {"h53_biztx_object", refused(".bizTransactionList", "put it in square brackets")},
    {"h54_cert_string", ok},
    {"h55_cert_array", ok},
    {"h56_persist_string", refused(".persistentDisposition.set", "put it in square brackets")},
    {"h57_persist_arr", ok},
    {"hash_ilmd_cbvmda", ok},
    {"r01_dup_a", ok},
    {"r02_dup_b", ok},
    {"r03_dup_in_doc", ok},
    {"r04_dl_serial_before_gtin", refused(".epcList[0]", "expected a single item")},
    {"r05_dl_gtin_class", ok},
    {"r06_persistent_on_aggregation", ok},
    {"r07_sensor_custom_type", ok},
    {"r08_bizstep_assemble", refused(".bizStep", "close words are \"assembling\"")},
    {"r09_uom_kgm", refused(".quantityList[0].uom", "write \"KGM\"")},
    {"r10_empty_ext_flag", ok},
    {"r11_agg_custom_id", ok},
    {"r12_ext_named_epcList", ok},
    {"r13_sender_receiver", ok},
    {"r14_del_no_children", ok},
    {"r15_del_empty_children", ok},
    {"r16_grai_leading0", ok},
    {"r17_grai_badcheck", refused(".epcList[0]", "expected 7: correct the number")},
    {"r18_grai_without_leading0", refused(".epcList[0]", "must begin with 0")},
    {"r19_serial_percent40", ok},
    {"r20_serial_slash", ok},
    {"r21_gtin8", ok},
    {"r22_gtin_rcn_21", ok},
    {"r23_nested_typed", ok},
    {"r24_sgtin_no_urn", refused(".epcList[0]", "write urn:epc:id:sgtin:0614141.012345.1")},
    {"r25_time_space", refused(".eventTime", "write T and a time of day")},
    {"r26_future_time", {Outcome::dated}},
    {"r27_cert_object", refused(".certificationInfo[0]", "expected a URI")},
    {"r28_decl_orig", ok},
    {"r29_decl_corrective_absent", ok},
    {"r30_decl_no_time", refused(".errorDeclaration", "\"declarationTime\" is missing")},
    {"r31_decl_no_reason", ok},
    {"r32_decl_corr_single", refused(".errorDeclaration.correctiveEventIDs", "square brackets")},
    {"r33_decl_bad_reason", refused(".errorDeclaration.reason", "the words are")},
    {"r34_decl_without_id", ok},
    {"r35_sensor_exception", ok},
    {"r36_assoc_del_nochild", ok},
    {"r37_cbvmda_redefined", ok},
};

class EpcisCases : public ApiFixture {
 protected:
  static constexpr unsigned owner = 1, stranger = 2, auditor = 3;

  EpcisCases() {
    for (const unsigned number : {owner, stranger, auditor}) admit(number);
    policy("hold-1", "custodial", owner);
    policy("hold-2", "custodial", stranger);
    const RawResponse granted = post_json(
        "/policies", R"({"id":"read","type":"grant","role":"auditor","party":")" + party(auditor) + "\"}",
        operator_token_);
    EXPECT_EQ(granted.status, 201) << granted.body;
    // The place at which all these documents happen.
    const RawResponse stated = post_statement(signed_body(
        "party", owner,
        R"({"id":")" + party(owner) +
            R"(","name":"Party 1","places":[{"id":"https://id.gs1.org/414/9521009000026","name":"Dairy"}]})"));
    EXPECT_EQ(stated.status, 201) << stated.body;
    owner_token_ = token_for(owner, "party");
    stranger_token_ = token_for(stranger, "party");
    auditor_token_ = token_for(auditor, "auditor");
  }

  void policy(std::string_view id, std::string_view type, unsigned number) {
    const RawResponse made = post_json("/policies",
                                       R"({"id":")" + std::string(id) + R"(","type":")" + std::string(type) +
                                           R"(","party":")" + party(number) + "\"}",
                                       operator_token_);
    EXPECT_EQ(made.status, 201) << made.body;
  }

  /// All that was taken can be read: each event by its id, and the journey of what it names.
  void read_again(const std::string& text) {
    const auto document = epcis::parse_capture_document(text);
    ASSERT_TRUE(document);
    for (const epcis::DocumentEvent& entry : document->events) {
      const RawResponse event = get("/epcis/events/" + api::percent_encode(entry.event.id), auditor_token_);
      EXPECT_EQ(event.status, 200) << event.body;
      EXPECT_THAT(event.body, HasSubstr(entry.event.id));
      epcis::for_each_identifier(entry.event, [&](epcis::IdentifierRole, const gs1::Key& key) {
        for (const std::string& token : {auditor_token_, owner_token_, stranger_token_, std::string()}) {
          const RawResponse trace = get("/trace?id=" + api::percent_encode(key.text()), token);
          EXPECT_LT(trace.status, 500) << key.text() << ": " << trace.body;
          if (token == auditor_token_) {
            EXPECT_EQ(trace.status, 200) << trace.body;
          }
        }
      });
    }
  }

  void expect_fault(const RawResponse& answer, const Case& expected) {
    const std::string where = expected.where.starts_with('$') ? std::string(expected.where)
                              : expected.outcome == Outcome::forbidden
                                  ? "$.events[0]" + std::string(expected.where)
                                  : std::string(event_at) + std::string(expected.where);
    EXPECT_EQ(member(answer.body, "where"), where) << answer.body;
    EXPECT_THAT(member(answer.body, "detail"), HasSubstr(expected.told));
  }

  std::string owner_token_, stranger_token_, auditor_token_;
};

TEST_F(EpcisCases, EachDocumentHasItsRightOutcome) {
  ST_NEEDS(test_cases(folder));
  std::size_t count = 0;
  for (const auto& path : files_in(test_cases(folder), ".json")) {
    const std::string name = path.stem().string();
    SCOPED_TRACE(name);
    const auto known = cases.find(name);
    if (known == cases.end()) {
      ADD_FAILURE() << "a document that this test does not know";
      continue;
    }
    ++count;
    const Case& expected = known->second;
    const std::string text = read_file(path);
    const bool by_stranger = expected.outcome == Outcome::forbidden;
    const RawResponse answer =
        post_json("/epcis/capture", text, by_stranger ? stranger_token_ : owner_token_);
    std::cout << name << ": " << answer.status << " "
              << (answer.status == 202 ? ""
                                       : member(answer.body, "where") + ": " + member(answer.body, "detail"))
              << "\n";
    switch (expected.outcome) {
      case Outcome::taken:
        ASSERT_EQ(answer.status, 202) << answer.body;
        read_again(text);
        break;
      case Outcome::refused:
        EXPECT_EQ(answer.status, 400);
        expect_fault(answer, expected);
        break;
      case Outcome::forbidden:
        EXPECT_EQ(answer.status, 403);
        expect_fault(answer, expected);
        break;
      case Outcome::dated:
        EXPECT_THAT(answer.status, ::testing::AnyOf(202, 400));
        break;
    }
  }
  EXPECT_EQ(count, cases.size());
}

/// One event of an answer, alone: its text.
std::string event_in(const std::string& answer, std::size_t number) {
  const json::Document document = parsed(answer);
  const auto list =
      document.root().find("epcisBody")->find("queryResults")->find("resultsBody")->find("eventList");
  std::size_t at = 0;
  for (const json::Value& event : list->elements())
    if (at++ == number) return std::string(event.raw());
  ADD_FAILURE() << "no event " << number << " in " << answer;
  return "{}";
}

constexpr std::string_view answered_id = "urn:uuid:0a1c0000-0000-4000-8000-0000000001d3";

/// An event of its maker, which is public.
std::string document_with(const std::string& own_context, const std::string& more) {
  return R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",)" + own_context +
         R"(],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-07-22T04:45:00Z",)"
         R"("epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"2026-07-22T04:45:00Z",)"
         R"("eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning","eventID":")" +
         std::string(answered_id) + "\"," + more + "}]}}";
}

// Two parties give one eventID, and one prefix, two meanings.
TEST_F(EpcisCases, EachEventOfAnAnswerHasItsOwnContextAndIssuer) {
  const RawResponse first = post_json(
      "/epcis/capture",
      document_with(R"({"x":"https://a.example/ns/"})", R"("epcList":["urn:example:1"],"x:grade":"A")"),
      owner_token_);
  ASSERT_EQ(first.status, 202) << first.body;
  const RawResponse second = post_json(
      "/epcis/capture",
      document_with(
          R"({"x":"https://b.example/ns/"})",
          R"("@context":{"y":"https://c.example/"},"epcList":["urn:example:1"],"x:grade":"B","y:z":1)"),
      stranger_token_);
  ASSERT_EQ(second.status, 202) << second.body;
  const RawResponse answer = get("/epcis/events/" + std::string(answered_id), auditor_token_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(member(answer.body, "@context"), R"(["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",)"
                                             R"({"stocktrail":"urn:stocktrail:epcis:"}])");
  const std::string of_owner = event_in(answer.body, 0), of_stranger = event_in(answer.body, 1);
  EXPECT_EQ(member(of_owner, "@context"), R"([{"x":"https://a.example/ns/"}])");
  EXPECT_EQ(member(of_owner, "x:grade"), "A");
  EXPECT_EQ(member(of_owner, "stocktrail:issuer"), party(owner));
  EXPECT_EQ(member(of_stranger, "@context"), R"([{"x":"https://b.example/ns/"},{"y":"https://c.example/"}])");
  EXPECT_EQ(member(of_stranger, "x:grade"), "B");
  EXPECT_EQ(member(of_stranger, "stocktrail:issuer"), party(stranger));
  EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("stocktrail:partial")));

  const RawResponse in_public = get("/epcis/events/" + std::string(answered_id));
  EXPECT_EQ(member(event_in(in_public.body, 0), "stocktrail:partial"), "true");
  EXPECT_THAT(in_public.body, ::testing::Not(HasSubstr("grade")));
}

TEST_F(EpcisCases, TheRecordTimeOfAnAnswerIsOurs) {
  const RawResponse captured =
      post_json("/epcis/capture",
                document_with("{}", R"("recordTime":"2020-01-01T00:00:00Z","epcList":["urn:example:1"])"),
                owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  for (const std::string& token : {auditor_token_, owner_token_, std::string()}) {
    const std::string event = event_in(get("/epcis/events/" + std::string(answered_id), token).body, 0);
    EXPECT_THAT(member(event, "recordTime"), ::testing::StartsWith("202"));
    EXPECT_NE(member(event, "recordTime"), "2020-01-01T00:00:00Z");
  }
  EXPECT_THAT(get("/trace?id=urn:example:1", auditor_token_).body, ::testing::Not(HasSubstr("2020-01-01")));
}

TEST_F(EpcisCases, TheHeaderOfADocumentIsSignedKeptAndGivenBack) {
  ST_NEEDS(test_cases(folder));
  // As an event of its maker, which is public.
  std::string document = read_file(test_cases(folder) / "B_header_masterdata.json");
  for (const auto& [from, to] : {std::pair{"OBSERVE", "ADD"}, std::pair{"inspecting", "commissioning"}})
    document.replace(document.find(from), std::string_view(from).size(), to);
  const RawResponse captured = post_json("/epcis/capture", document, owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  const std::string capture = captured.header("location");
  const std::string index = capture.substr(std::string("/epcis/capture/").size());

  const RawResponse wire = get("/statements/" + index, owner_token_);
  const auto statement = Statement::parse(wire.body);
  ASSERT_TRUE(statement) << statement.error().detail;
  ASSERT_EQ(statement->events().size(), 2U);
  const std::string header(statement->events().back().raw());
  EXPECT_EQ(member(header, "type"), "EPCISDocument");
  EXPECT_EQ(member(header, "sender"), "urn:epc:id:pgln:9521009.00001");
  EXPECT_EQ(member(header, "receiver"), "urn:epc:id:pgln:9521009.00002");
  EXPECT_EQ(member(header, "instanceIdentifier"), "DOC-77");
  EXPECT_THAT(member(header, "epcisHeader"), HasSubstr("additionalTradeItemIdentification"));
  EXPECT_EQ(member(header, "epcisBody"), "");

  EXPECT_EQ(member(get(capture, owner_token_).body, "stocktrail:document"), header);
  const std::string event = "/epcis/events/urn:uuid:0b000000-0000-4000-8000-00000000500c";
  EXPECT_EQ(member(event_in(get(event, auditor_token_).body, 0), "stocktrail:document"), header);
  // Who the customer is stays with those who see the whole statement.
  const std::string code = "?id=" + api::percent_encode("https://id.gs1.org/01/09521141012345/21/S1");
  for (const std::string& token : {stranger_token_, std::string()}) {
    for (const std::string& target : {event, "/statements/" + index + code}) {
      const RawResponse shown = get(target, token);
      EXPECT_EQ(shown.status, 200) << target;
      EXPECT_THAT(shown.body, ::testing::Not(HasSubstr("pgln"))) << target;
      EXPECT_THAT(shown.body, ::testing::Not(HasSubstr("DOC-77"))) << target;
    }
    const RawResponse redacted = get("/statements/" + index + code, token);
    const auto part = Statement::parse(redacted.body);
    ASSERT_TRUE(part) << part.error().detail;
    EXPECT_EQ(part->events().size(), 1U);
  }
}

TEST_F(EpcisCases, BodiesAreUnpackedOrRefusedWithTheRightStatus) {
  const std::string document = document_with("{}", R"("epcList":["urn:example:1"])");
  const auto capture = [&](const std::string& body, const std::string& headers) {
    return request({.method = "POST",
                    .target = "/epcis/capture",
                    .token = owner_token_,
                    .content_type = "application/json",
                    .body = body,
                    .extra_headers = headers});
  };
  const RawResponse plain = capture(document, "");
  ASSERT_EQ(plain.status, 202) << plain.body;
  const std::string gzipped = "Content-Encoding: gzip\r\n";
  const RawResponse packed = capture(api::gzip(document), gzipped);
  EXPECT_EQ(packed.status, 202) << packed.body;
  EXPECT_EQ(packed.header("location"), plain.header("location"));  // The same document.
  const RawResponse marked = capture("\xEF\xBB\xBF" + document, "");
  EXPECT_EQ(marked.header("location"), plain.header("location"));
  EXPECT_EQ(capture(document, gzipped).status, 400);
  const RawResponse bomb = capture(api::gzip(std::string(10 * 1024 * 1024, ' ')), gzipped);
  EXPECT_EQ(bomb.status, 413);
  EXPECT_EQ(member(bomb.body, "where"), "Content-Encoding");
  const RawResponse other = capture(document, "Content-Encoding: br\r\n");
  EXPECT_EQ(other.status, 415);
  EXPECT_EQ(other.header("accept-encoding"), "gzip");
  const std::string wire =
      signed_events(owner, {lot_event("commissioning", "ADD", lot(1, "GZ"), 5, 11, "2026-07-22T08:00:00Z")});
  const RawResponse statement = request({.method = "POST",
                                         .target = "/statements",
                                         .content_type = "application/vnd.stocktrail.statement+json",
                                         .body = api::gzip(wire),
                                         .extra_headers = gzipped});
  EXPECT_EQ(statement.status, 201) << statement.body;
}

TEST_F(EpcisCases, AnswersAreWhatTheClientAcceptsOr406) {
  ASSERT_EQ(
      post_json("/epcis/capture", document_with("{}", R"("epcList":["urn:example:1"])"), owner_token_).status,
      202);
  const auto ask_for = [&](const std::string& target, const std::string& headers) {
    return request({.method = "GET", .target = target, .token = auditor_token_, .extra_headers = headers});
  };
  const std::string event = "/epcis/events/" + std::string(answered_id);
  EXPECT_EQ(ask_for(event, "").header("content-type"), "application/ld+json");
  EXPECT_EQ(ask_for(event, "Accept: application/json\r\n").header("content-type"), "application/json");
  EXPECT_EQ(ask_for(event, "Accept: application/*\r\n").header("content-type"), "application/ld+json");
  const RawResponse xml = ask_for(event, "Accept: application/xml\r\n");
  EXPECT_EQ(xml.status, 406);
  EXPECT_EQ(member(xml.body, "where"), "Accept");
  EXPECT_EQ(ask_for("/trace?id=urn:example:1", "Accept: application/xml\r\n").status, 406);
  EXPECT_EQ(ask_for("/trace?id=urn:example:1", "Accept: text/html, */*;q=0.1\r\n").status, 200);
  for (const char* version : {"GS1-EPCIS-Min: 2.1.0\r\n", "GS1-EPCIS-Max: 1.2\r\n",
                              "GS1-CBV-Version: 1.0\r\n", "GS1-EPC-Format: Always_EPC_URN\r\n"})
    EXPECT_EQ(ask_for(event, version).status, 406) << version;
  for (const char* version : {"GS1-EPCIS-Min: 1.2\r\nGS1-EPCIS-Max: 2.0\r\n", "GS1-EPCIS-Version: 2.0.0\r\n",
                              "GS1-EPC-Format: No_Preference\r\n"})
    EXPECT_EQ(ask_for(event, version).status, 200) << version;
}

TEST_F(EpcisCases, AHeaderIsCheckedAsItComes) {
  const std::string event = lot_event("commissioning", "ADD", lot(1, "L1"), 5, 11, "2026-07-22T08:00:00Z");
  const auto refused_with = [&](std::vector<std::string> events) {
    const RawResponse answer = post_statement(signed_events(owner, std::move(events)));
    return answer.status == 400 ? member(answer.body, "where") + ": " + member(answer.body, "detail")
                                : std::to_string(answer.status);
  };
  const std::string start =
      R"({"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-07-22T08:00:00Z")";
  EXPECT_EQ(refused_with({event, start + R"(,"sender":"urn:example:a"})"}), "201");
  EXPECT_THAT(refused_with({event, start + R"(,"sender":7})"}),
              HasSubstr("$.events[1].sender: expected a string"));
  EXPECT_THAT(refused_with({event, start + R"(,"epcisBody":{}})"}),
              HasSubstr("no part of a document's header"));
  EXPECT_THAT(refused_with({event, R"({"type":"EPCISDocument"})"}),
              HasSubstr("\"schemaVersion\" is missing"));
  EXPECT_THAT(refused_with({start + "}", event}), HasSubstr("$.events[0].type"));
  EXPECT_THAT(refused_with({start + "}"}), HasSubstr("$.events[0].type"));
}

// An item and a place that are written with a prefix are that item and that place for everybody.
TEST_F(EpcisCases, WhatIsWrittenWithAPrefixIsFoundAndShown) {
  const RawResponse captured = post_json(
      "/epcis/capture",
      document_with(
          R"({"dl":"https://id.gs1.org/"})",
          R"("epcList":["dl:01/09521141012345/21/CURIE9"],"readPoint":{"id":"dl:414/9521009000026"})"),
      owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  const std::string item = "https://id.gs1.org/01/09521141012345/21/CURIE9";
  for (const std::string& token : {auditor_token_, std::string()}) {
    const RawResponse trace = get("/trace?id=" + api::percent_encode(item), token);
    EXPECT_EQ(trace.status, 200);
    EXPECT_THAT(trace.body, HasSubstr("dl:01/09521141012345/21/CURIE9"));
    EXPECT_THAT(trace.body, HasSubstr(R"("@context":[{"dl":"https://id.gs1.org/"}])"));
  }
}

}  // namespace
}  // namespace stocktrail::test
