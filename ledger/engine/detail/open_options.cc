#include "ledger/engine/detail/open_options.h"

#include <system_error>

#include "crypto/note.h"
#include "ledger/engine/detail/open_guard.h"
#include "ledger/files/data_directory.h"

namespace stocktrail {
namespace {

constexpr std::size_t origin_bytes_max = 255;

}  // namespace

Result<void> check_origin(const std::string& origin) {
  if (!origin.empty() && origin.size() <= origin_bytes_max && is_note_name(origin)) return {};
  return fail(ErrorCode::invalid_argument,
              "A new log needs an origin of 1 to 255 bytes without space or plus, for example "
              "example.com/stocktrail.",
              "origin");
}

Result<gs1::Key> operator_of(std::string stored, const LedgerOptions& options, const std::string& origin) {
  if (stored.empty()) stored = options.operator_id.empty() ? "https://" + origin : options.operator_id;
  auto key = gs1::parse_key(stored);
  if (!key) key.error().where = "operator_id";
  return key;
}

Result<void> settle_places(LedgerOptions& options) {
  if (options.directory.empty())
    return fail(ErrorCode::invalid_argument, "The path of a directory is expected.", "data");
  options.directory = normal_directory(options.directory);
  auto chosen = options.guard_directory;
  if (chosen.empty()) chosen = kept_guard_directory(options.directory);
  if (chosen.empty()) {
    auto usual = usual_guard_directory();
    if (!usual) return std::unexpected(std::move(usual.error()));
    chosen = std::move(*usual);
  }
  options.guard_directory = normal_directory(chosen);
  if (is_within(options.guard_directory, options.directory)) {
    return fail(ErrorCode::invalid_argument,
                "The guard must lie outside the data directory, or a copy of the data would carry it along.",
                "guard");
  }
  if (auto checked = check_guard_directory(options.guard_directory); !checked) return checked;
  if (auto checked = check_data_directory(options.directory); !checked) return checked;
  if (options.backups_directory.empty()) return {};
  options.backups_directory = normal_directory(options.backups_directory);
  return check_backups_directory(options.backups_directory, options.directory, options.guard_directory);
}

Result<void> check_new_directory(const LedgerOptions& options) {
  std::error_code failed;
  if (std::filesystem::exists(options.directory / "db" / "CURRENT", failed)) return {};
  if (std::filesystem::exists(options.directory / "keys" / "log.key", failed)) {
    return fail(ErrorCode::corrupted,
                "The keys of a log are in " + options.directory.string() +
                    ", but its database is gone. Put back the newest copy (stocktrail restore).",
                (options.directory / "db").string());
  }
  if (options.lost_key != LostKey::none)
    return fail(ErrorCode::invalid_argument, "There is no log in " + options.directory.string() + ".",
                "lost_key");
  if (auto begins = check_new_log(options, options.origin); !begins) return begins;
  if (!options.origin.empty())
    if (auto checked = check_origin(options.origin); !checked) return checked;
  if (options.origin.empty() && options.operator_id.empty()) return {};
  const auto id = operator_of({}, options, options.origin);
  return id ? Result<void>() : std::unexpected(id.error());
}

}  // namespace stocktrail
