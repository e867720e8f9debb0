#include "api/access/party_files.h"

#include <utility>

#include "ledger/engine/controls.h"

namespace stocktrail::api {

Result<PartyFiles::Stored> PartyFiles::put(std::string_view name, std::string_view bytes,
                                           std::string_view party) {
  if (auto checked = check_blob(name, bytes); !checked) return std::unexpected(std::move(checked.error()));
  const Digest sha256 = stocktrail::sha256(bytes);
  const MutexLock lock(mutex_);
  const auto view = ledger_.view();
  const bool is_brought = brought_file(party, sha256, view->tables());
  const bool is_stored = blobs_.has(name);
  if (is_brought && is_stored) return Stored::before;
  const std::uint64_t before = is_brought ? 0 : bytes_brought(party, view->tables());
  if (!is_brought && before + bytes.size() > party_bytes_max_) {
    return fail(ErrorCode::too_large, "the files of " + std::string(party) + " have " +
                                          std::to_string(before) + " bytes, and with " +
                                          std::to_string(bytes.size()) + " more they would pass the " +
                                          std::to_string(party_bytes_max_) +
                                          " that one party may bring: make the file smaller, or ask the "
                                          "operator for more");
  }
  // The bytes first: what the log says is there.
  if (auto stored = blobs_.put(name, bytes); !stored) return std::unexpected(std::move(stored.error()));
  if (is_brought) return Stored::now;
  auto shared =
      ledger_.share({FileKnown{.sha256 = sha256, .bytes = bytes.size(), .party = std::string(party)}});
  if (shared) return Stored::now;
  // What nobody is charged for must not stay; of an unknown outcome, the next start may know of it.
  if (!is_stored && shared.error().code != ErrorCode::outcome_unknown) blobs_.remove(name);
  return std::unexpected(std::move(shared.error()));
}

Result<std::string> PartyFiles::get(std::string_view name) const {
  const auto bytes = is_blob_name(name) ? hex_decode(name) : std::nullopt;
  Digest sha256{};
  if (bytes) std::ranges::copy(as_bytes(*bytes), sha256.begin());
  if (!bytes || !known_file(sha256, ledger_.view()->tables()))
    return fail(ErrorCode::not_found, "there is no such file");
  return blobs_.get(name);
}

}  // namespace stocktrail::api
