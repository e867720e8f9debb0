// Capture documents: never an abort, faults always have a place and a sentence, and what is accepted reads
// the same again from what a statement would carry.
#include <cstdint>

#include "crypto/bytes.h"
#include "ledger/epcis/json/document.h"
#include "ledger/epcis/json/event_reader.h"

using namespace stocktrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  static_cast<void>(epcis::hash_document(text));
  const auto document = epcis::parse_capture_document(text);
  if (!document) {
    ST_CHECK(!document.error().faults.empty() &&
             document.error().faults.size() <= epcis::document_faults_max);
    for (const Error& fault : document.error().faults) ST_CHECK(!fault.detail.empty());
    return 0;
  }
  ST_CHECK(!document->events.empty());
  epcis::Context context;
  if (!document->context.empty()) {
    const Result<json::Document> declared = json::Document::parse(document->context);
    ST_CHECK(declared.has_value());
    const Result<epcis::Context> extended = context.extended(declared->root(), "$");
    ST_CHECK(extended.has_value());
    context = *extended;
  }
  for (const epcis::DocumentEvent& entry : document->events) {
    const Result<json::Document> event = json::Document::parse(entry.text);
    ST_CHECK(event.has_value());
    const Result<epcis::Event> again = epcis::parse_event(event->root(), context, "$");
    ST_CHECK(again.has_value() && again->id == entry.event.id);
  }
  return 0;
}
