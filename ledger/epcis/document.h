// ledger/epcis/document.h: EPCIS documents in JSON-LD: EPCISDocument, EPCISQueryDocument, or a bare event.
#pragma once

#include <string>
#include <vector>

#include "ledger/epcis/event.h"

namespace stocktrail::epcis {

inline constexpr std::size_t document_events_max = 10'000;

/// One event of a document: the checked event, and its text. If names in the text need the document's `@context`,
/// `context` is the raw JSON that the statement around it must carry.
struct DocumentEvent {
  Event event;
  std::string text;
};

struct CaptureDocument {
  std::string context;  // Raw JSON of `@context`; empty for none.
  std::vector<DocumentEvent> events;
};

/// All faults of the document, at most 100: a supplier mends them in one go.
struct DocumentFaults {
  std::vector<Error> faults;
};

std::expected<CaptureDocument, DocumentFaults> parse_capture_document(std::string_view json);

}  // namespace stocktrail::epcis
