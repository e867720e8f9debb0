// api/handlers/backups.h: the one copy of the data that is being made, and how the last one ended.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "crypto/mutex.h"
#include "ledger/engine/backup.h"

namespace stocktrail::api {

class Backups {
 public:
  struct State {
    std::string name;  // Of the directory below that of the backups; empty: none was made since the start.
    bool is_running = false;
    std::optional<Error> failure;
    TreeSize size{};
    std::uint64_t files = 0, bytes = 0;
  };

  /// `directory` empty: no copies are made. What copies that were cut off have left is removed, now and
  /// before each copy. All that is passed in outlives this.
  Backups(std::filesystem::path directory, std::filesystem::path data, const Ledger& ledger,
          stocktrail::Clock& clock);
  ~Backups();  // Waits for the copy that is being made.
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  /// Begins one, on a thread of its own. `conflict` while one is being made, and if
  /// the server has no place for them.
  Result<State> begin();
  State state() const;

 private:
  void run(const std::string& name);

  const std::filesystem::path directory_, data_;
  const Ledger& ledger_;
  stocktrail::Clock& clock_;
  mutable Mutex mutex_;
  State state_ ST_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace stocktrail::api
