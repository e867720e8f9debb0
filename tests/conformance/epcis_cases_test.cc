// Our own hard documents (../shared/cases/epcis: A, B, h and r files), each with what EPCIS 2.0, CBV 2.0 and
// JSON-LD 1.1 make of it. A document that is taken can be read again by everybody who may, and found by what
// it names; one that is refused says at which place and what to write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "api/http/url.h"
#include "ledger/epcis/event_view.h"
#include "ledger/epcis/json/document.h"
#include "tests/support/epcis_world.h"
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

class EpcisCases : public EpcisWorld {
 protected:
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
    const std::string where = expected.where.starts_with('$')
                                  ? std::string(expected.where)
                                  : std::string(event_at) + std::string(expected.where);
    EXPECT_EQ(member(answer.body, "where"), where) << answer.body;
    EXPECT_THAT(member(answer.body, "detail"), HasSubstr(expected.told));
  }
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

}  // namespace
}  // namespace stocktrail::test
