// ledger/epcis/json/document.h: EPCIS documents in JSON-LD: an EPCISDocument or a bare event to capture, and
// for those who compare event hashes also an EPCISQueryDocument.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"

namespace stocktrail::epcis {

inline constexpr std::size_t document_events_max = 10'000;  // In one capture document.
inline constexpr std::size_t document_faults_max = 100;     // Told at once.

/// One event of a document: the checked event, and its text as it came.
struct DocumentEvent {
  Event event;
  std::string text;
};

struct CaptureDocument {
  /// The document's `@context` as raw JSON if it declares names of its own, else empty: the statement around
  /// the events must then carry it, because their extensions mean nothing without it.
  std::string context;
  /// What the document says beside its events, as a statement carries it after them; empty if it says nothing
  /// (document_header.h).
  std::string header;
  std::vector<DocumentEvent> events;
};

/// All faults of the document, at most document_faults_max: the first one of each bad event, then the others,
/// so that a supplier mends them in one go. Never empty. `where` of each is its JSON path.
struct DocumentFaults {
  std::vector<Error> faults;
};

/// Reads what POST /capture takes: an EPCISDocument, or a single event with a `@context` of its own. All or
/// nothing: with one fault, no event is given.
std::expected<CaptureDocument, DocumentFaults> parse_capture_document(std::string_view json);

/// An answer of this server as its issuers stated it: without the members that the server adds (answer_prefix
/// in context.h), which belong to no event and are part of no hash. Fails if it is not JSON.
Result<std::string> without_answer_members(std::string_view json);

/// The event hash of each event in an EPCISDocument, an EPCISQueryDocument or a single event. Extensions that
/// the document lists in an `ignoreFields` of its own (a habit of repositories) take no part. Fails with the
/// first fault.
struct EventHash {
  std::string pre_hash;
  std::string id;
};
Result<std::vector<EventHash>> hash_document(std::string_view json);

}  // namespace stocktrail::epcis
