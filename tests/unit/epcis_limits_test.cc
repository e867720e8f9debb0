// Every limit of an event and of a document: the last size that is accepted, and the first that is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/statement.h"
#include "ledger/epcis/json/document.h"
#include "ledger/epcis/json/event_reader.h"
#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

using test::lot_event;
using test::object_event;
using testing::HasSubstr;

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& element) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) list += (i > 0 ? "," : "") + element(i);
  return list + "]";
}

// The code of the fault of an event with `count` elements in a list; nullopt if it is accepted.
std::optional<ErrorCode> code_of(const std::string& event) {
  const json::Document document = *json::Document::parse(event);
  const Result<Event> parsed = parse_event(document.root(), Context(), "$");
  if (parsed) return std::nullopt;
  return parsed.error().code;
}

void expect_limit(std::size_t limit, const std::function<std::string(std::size_t)>& event) {
  EXPECT_EQ(code_of(event(limit)), std::nullopt);
  EXPECT_EQ(code_of(event(limit + 1)), ErrorCode::too_large);
}

TEST(EpcisLimits, Lists) {
  expect_limit(what_items_max, [](std::size_t n) {
    return object_event(R"("action":"OBSERVE","epcList":)" +
                        repeated(n, [](std::size_t i) { return "\"urn:ex:" + std::to_string(i) + '"'; }));
  });
  expect_limit(what_items_max, [](std::size_t n) {
    return object_event(R"("action":"OBSERVE","quantityList":)" +
                        repeated(n, [](std::size_t) { return std::string(R"({"epcClass":"urn:ex:y"})"); }));
  });
  expect_limit(biz_transactions_max, [](std::size_t n) {
    return lot_event(R"("bizTransactionList":)" + repeated(n, [](std::size_t) {
                       return std::string(R"({"bizTransaction":"urn:ex:y"})");
                     }));
  });
  for (const std::string_view role : {"source", "destination"}) {
    expect_limit(sources_max, [role](std::size_t n) {
      const std::string name(role);
      return lot_event('"' + name + R"(List":)" + repeated(n, [&name](std::size_t) {
                         return R"({"type":"location",")" + name + R"(":"urn:ex:y"})";
                       }));
    });
  }
  expect_limit(certifications_max, [](std::size_t n) {
    return lot_event(R"("certificationInfo":)" +
                     repeated(n, [](std::size_t) { return std::string(R"("urn:ex:y")"); }));
  });
  expect_limit(corrective_events_max, [](std::size_t n) {
    return lot_event(R"("errorDeclaration":{"declarationTime":"2026-07-22T06:45:00Z","correctiveEventIDs":)" +
                     repeated(n, [](std::size_t) { return std::string(R"("urn:ex:y")"); }) + "}");
  });
  for (const std::string_view name : {"set", "unset"}) {
    expect_limit(dispositions_max, [name](std::size_t n) {
      return lot_event(
          R"("persistentDisposition":{")" + std::string(name) +
          "\":" + repeated(n, [](std::size_t i) { return "\"urn:ex:" + std::to_string(i) + '"'; }) + "}");
    });
  }
  expect_limit(sensor_elements_max, [](std::size_t n) {
    return lot_event(R"("sensorElementList":)" + repeated(n, [](std::size_t) {
                       return std::string(R"({"sensorReport":[{"type":"Count"}]})");
                     }));
  });
  expect_limit(sensor_reports_max, [](std::size_t n) {
    return lot_event(R"("sensorElementList":[{"sensorReport":)" +
                     repeated(n, [](std::size_t) { return std::string(R"({"type":"Count"})"); }) + "}]");
  });
}

TEST(EpcisLimits, Texts) {
  expect_limit(gs1::identifier_bytes_max, [](std::size_t n) {
    return lot_event(R"("eventID":"urn:ex:)" + std::string(n - 7, 'a') + '"');
  });
  expect_limit(gs1::identifier_bytes_max, [](std::size_t n) {
    return object_event(R"("action":"OBSERVE","epcList":["urn:ex:)" + std::string(n - 7, 'a') + "\"]");
  });
}

Result<Context> extended(const std::string& text) {
  const json::Document document = *json::Document::parse(text);
  return Context().extended(document.root(), "$");
}

TEST(EpcisLimits, Contexts) {
  const auto entries = [](std::size_t n) {
    return extended(
        repeated(n, [](std::size_t i) { return "{\"p" + std::to_string(i) + R"(":"urn:ex:"})"; }));
  };
  EXPECT_TRUE(entries(context_entries_max));
  EXPECT_EQ(entries(context_entries_max + 1).error().code, ErrorCode::too_large);
  const auto iri = [](std::size_t n) {
    return extended(R"({"p":"urn:ex:)" + std::string(n - 7, 'a') + "\"}");
  };
  EXPECT_TRUE(iri(context_iri_bytes_max));
  EXPECT_EQ(iri(context_iri_bytes_max + 1).error().code, ErrorCode::too_large);
  const auto name = [](std::size_t n) { return extended("{\"" + std::string(n, 'p') + R"(":"urn:ex:"})"); };
  EXPECT_TRUE(name(context_name_bytes_max));
  EXPECT_FALSE(name(context_name_bytes_max + 1));
}

std::string document_of(std::size_t events, const std::string& event) {
  return R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument",
    "schemaVersion":"2.0","creationDate":"2026-07-22T10:30:00Z","epcisBody":{"eventList":)" +
         repeated(events, [&event](std::size_t) { return event; }) + "}}";
}

TEST(EpcisLimits, Documents) {
  const auto full = parse_capture_document(document_of(document_events_max, lot_event()));
  ASSERT_TRUE(full) << full.error().faults[0].detail;
  EXPECT_EQ(full->events.size(), document_events_max);
  const auto more = parse_capture_document(document_of(document_events_max + 1, lot_event()));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().faults.at(0).code, ErrorCode::too_large);
  EXPECT_EQ(more.error().faults.at(0).where, "$.epcisBody.eventList");

  const auto bad = parse_capture_document(document_of(document_faults_max + 20, object_event("")));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().faults.size(), document_faults_max);
}

TEST(EpcisLimits, EventBytes) {
  const auto sized = [](std::size_t bytes) {
    const std::string head = R"("urn:ex:note":")";
    const std::size_t rest = lot_event(head + '"').size();
    return lot_event(head + std::string(bytes - rest, 'n') + '"');
  };
  ASSERT_EQ(sized(event_bytes_max).size(), event_bytes_max);
  EXPECT_TRUE(parse_capture_document(document_of(1, sized(event_bytes_max))));
  const auto large = parse_capture_document(document_of(1, sized(event_bytes_max + 1)));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().faults.at(0).code, ErrorCode::too_large);
  EXPECT_EQ(large.error().faults.at(0).where, "$.epcisBody.eventList[0]");
}

TEST(EpcisLimits, MessagesShowTheBeginningOfALongValue) {
  constexpr std::size_t shown_bytes_max = 60;
  const auto fault = [](std::size_t bytes) {
    return test::fault_of(object_event(R"("action":")" + std::string(bytes, 'x') + '"'));
  };
  EXPECT_THAT(fault(shown_bytes_max), HasSubstr('"' + std::string(shown_bytes_max, 'x') + '"'));
  EXPECT_THAT(fault(shown_bytes_max + 1), HasSubstr('"' + std::string(shown_bytes_max, 'x') + "...\""));
}

}  // namespace
}  // namespace stocktrail::epcis
