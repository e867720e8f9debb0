// ledger/epcis/json/document_header.h: what a document says beside its events: sender, receiver, number and
// header with master data. It is signed with them, as one more element of the statement's `events`, the last:
//
//   {"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"...","sender":"...","epcisHeader":{...},...}
//
// the document without `@context` and `epcisBody`. So it is disclosed like an event, alone or in parts, and
// every verifier of statements takes it (docs/formats.md, "Document header").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "crypto/result.h"
#include "ledger/epcis/json/context.h"

namespace stocktrail::epcis {

/// True for an element of a statement's `events` that is a header and no event.
bool is_document_header(const json::Value& element);

/// Checks the members of a document or header but for `@context` and `epcisBody`. No faults: it is good.
std::vector<Error> check_document_members(const json::Value& document, const Context& context,
                                          std::string_view path);
/// Checks a header in a statement: those members, and no others.
Result<void> check_document_header(const json::Value& header, const Context& context, std::string_view path);

/// The header of a document as a statement carries it; empty if the document says nothing beside its events
/// but its type, version and date.
std::string header_of(const json::Value& document);

}  // namespace stocktrail::epcis
