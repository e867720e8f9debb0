// tools/cli/documents.h: what `sign`, `post` and `import` share: EPCIS documents and signed files into an
// outbox.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/outbox.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {

/// What becomes of an event whose time has not come: it would never change stock (docs/inventory.md, 10).
enum class Future : unsigned char { refused, taken };

/// Adds each file to the outbox: a signed statement as it is, an EPCIS document signed with the session's
/// party and key. Gives the number of statements. All files are read and checked before the first is kept.
Result<std::size_t> add_files(Outbox& outbox, const std::vector<std::filesystem::path>& files, Future future,
                              Session& session);

/// The same for the text of a document that a command made; `name` is what its faults are told of.
Result<void> add_document(Outbox& outbox, std::string_view text, const std::string& name,
                          const Signer& signer, Micros now);

/// What the caller knows of what is sent.
struct SentBefore {
  std::size_t recorded = 0;                       // Statements that it found in the log.
  std::vector<std::string> hints = {};            // That it told itself.
  std::map<std::string, std::string> lines = {};  // Where events are from, by their ids.
};
/// Sends what waits and tells how it went: the receipts, also of what was put and is there already, what was
/// refused, and what ended it; of the events what was recorded before, and what could be told better.
Result<Exit> send_and_tell(Outbox& outbox, HttpClient& server, Session& session,
                           const SentBefore& before = {});

}  // namespace stocktrail::cli
