// ledger/store/detail/rocks_events.h: what RocksDB says by itself. Includes RocksDB: for store*.cc only.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <functional>
#include <memory>
#include <string_view>

namespace stocktrail {

/// Hands RocksDB's warnings and errors to `report`. RocksDB's own log file is not used: on a full disk
/// Debian's build ends the process at the second line that it cannot write there.
std::shared_ptr<rocksdb::Logger> make_reporting_logger(std::function<void(std::string_view)> report);

/// Calls `on_error` for what fails behind the back of every caller: flushes, compactions, the manifest.
/// RocksDB is told not to try again by itself. Called on RocksDB's threads; must not call the database.
std::shared_ptr<rocksdb::EventListener> make_error_listener(
    std::function<void(const rocksdb::Status&)> on_error);

}  // namespace stocktrail
