// api/access/party_files.h: the files that parties bring: who brought which goes through the log
// (ledger/log/control.h), the bytes lie beside it. Nobody learns from an answer, its time or his quota that
// another brought the same file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/mutex.h"
#include "ledger/files/blobs.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// Thread safe.
class PartyFiles {
 public:
  /// `party_bytes_max`: of all files that one party brought.
  PartyFiles(Ledger& ledger, std::filesystem::path directory, std::uint64_t party_bytes_max)
      : ledger_(ledger), blobs_(std::move(directory)), party_bytes_max_(party_bytes_max) {}

  enum class Stored : bool { before, now };
  /// Durable, and known to all nodes, when it returns. Errors as BlobStore::put() and Ledger::share(), and
  /// `too_large` when `party` would have brought more than it may. `before` is said of a file that this party
  /// brought before, which does not count again.
  Result<Stored> put(std::string_view sha256, std::string_view bytes, std::string_view party);

  /// `not_found` unless somebody brought it; else as BlobStore::get().
  Result<std::string> get(std::string_view sha256) const;

 private:
  Ledger& ledger_;
  BlobStore blobs_;
  std::uint64_t party_bytes_max_;
  Mutex mutex_;  // One at a time, or two would count the same quota.
};

}  // namespace stocktrail::api
