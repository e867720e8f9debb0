#include "ledger/engine/backup.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "ledger/engine/replica.h"
#include "ledger/files/data_directory.h"
#include "ledger/files/durable_file.h"
#include "ledger/files/file_copy.h"
#include "ledger/store/guard.h"
#include "ledger/store/store.h"

namespace stocktrail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view format_name = "stocktrail-backup-v1";
constexpr std::string_view manifest_name = "manifest.jsonl";
constexpr std::string_view linked_name = "backup.db";  // In the data directory, while a copy is made.
constexpr std::size_t manifest_line_bytes_max = 16'384;

// What of a data directory is no part of a copy: the database comes from its links.
bool is_left_out(const std::string& name) {
  return name == "db" || name == "reserve" || name == linked_name || name.ends_with(".new");
}

std::string encode(const BackupManifest& manifest) {
  json::Writer head;
  head.begin_object().field("format", format_name).field("log", manifest.log);
  head.key("entries").number(to_u64(manifest.size)).field("checkpoint", manifest.checkpoint);
  head.key("madeAt").number(to_i64(manifest.made_at));
  head.key("files").number(std::uint64_t{manifest.files.size()}).end_object();
  std::string text = std::move(head).text() + "\n";
  for (const auto& file : manifest.files) {
    json::Writer line;
    line.begin_object().field("path", file.path).key("bytes").number(file.bytes);
    text += std::move(line.field("sha256", file.sha256).end_object()).text() + "\n";
  }
  return text;
}

std::string text_of(const json::Value& line, std::string_view name) {
  const auto value = line.find(name);
  return value && value->is(json::Kind::string) ? std::string(value->string()) : std::string();
}

std::optional<std::int64_t> number_of(const json::Value& line, std::string_view name) {
  const auto value = line.find(name);
  return value && value->is(json::Kind::number) ? value->integer() : std::nullopt;
}

// A manifest comes with the copy: a path out of it must lead nowhere else.
bool is_inside(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return !path.empty() && normal.is_relative() && normal == path && *normal.begin() != "..";
}

std::unexpected<Error> damaged(const fs::path& copy, std::size_t line) {
  return fail(ErrorCode::corrupted, "The manifest of this copy is damaged.",
              (copy / manifest_name).string() + ":" + std::to_string(line));
}

// Copies all files below `from`, except those at its top that `skips` names, to the same places below `to`.
Result<void> copy_below(const fs::path& from, const fs::path& to, const std::string& prefix,
                        bool (*skips)(const std::string&), std::vector<BackupManifest::File>& files) {
  std::error_code failed;
  for (fs::recursive_directory_iterator it(from, failed), end; !failed && it != end; it.increment(failed)) {
    const fs::path below = it->path().lexically_relative(from);
    std::error_code gone;
    if (it.depth() == 0 && skips(below.string())) {
      it.disable_recursion_pending();
    } else if (it->is_directory(gone)) {
      if (auto made = make_directory_through(to / below, 0700); !made) return made;
    } else if (it->is_regular_file(gone)) {
      auto copied = copy_file_through(it->path(), to / below);
      if (!copied && copied.error().code == ErrorCode::not_found) {  // An upload that had ended meanwhile.
        fs::remove(to / below, gone);
        continue;
      }
      if (!copied) return std::unexpected(std::move(copied.error()));
      files.push_back({prefix + below.generic_string(), copied->bytes, std::move(copied->sha256)});
    }
  }
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot read " + from.string() + ": " + failed.message() + ".");
  return {};
}

// The database first: what its statements name (files, keys) was there before them.
Result<void> copy_all(const Ledger& ledger, const fs::path& data, const fs::path& to,
                      BackupManifest& manifest) {
  const fs::path linked = data / linked_name;
  std::error_code ignored;
  fs::remove_all(linked, ignored);
  if (auto made = make_directory_through(to / "db", 0700); !made) return made;
  const auto size = ledger.copy_database(linked);
  if (!size) return std::unexpected(size.error());
  manifest.size = *size;
  auto copied =
      copy_below(linked, to / "db", "db/", [](const std::string&) { return false; }, manifest.files);
  fs::remove_all(linked, ignored);
  if (!copied) return copied;
  if (auto rest = copy_below(data, to, "", is_left_out, manifest.files); !rest) return rest;
  std::ranges::sort(manifest.files, {}, &BackupManifest::File::path);
  if (auto written = write_through(to / manifest_name, encode(manifest), 0600); !written) return written;
  return sync_directories_below(to);
}

Result<NoteVerifier> log_of(const BackupManifest& manifest, const fs::path& copy) {
  auto log = NoteVerifier::parse(manifest.log);
  const auto checkpoint = log ? open_checkpoint(manifest.checkpoint, *log) : fail(ErrorCode::corrupted, "");
  if (!checkpoint || checkpoint->size > manifest.size) return damaged(copy, 1);
  return log;
}

bool is_there(const fs::path& path) {
  std::error_code failed;
  return fs::exists(path, failed);
}

// A disk of its own has a directory by itself.
bool is_of_the_disk(const fs::directory_entry& entry) {
  return entry.path().filename() == "lost+found";
}

Result<void> refuse_what_is_there(const fs::path& data) {
  std::error_code failed;
  if (!is_there(data) || is_there(data / restoring_name)) return {};
  const bool is_empty = std::ranges::all_of(fs::directory_iterator(data, failed), is_of_the_disk);
  if (is_empty && !failed) return {};
  return fail(ErrorCode::conflict,
              "There is something at " + data.string() +
                  " already. Move it away first: it may hold entries that the copy has not.");
}

/// Where the copy ends, whatever its manifest says: those of earlier programs name no place.
Result<Sequenced> place_of(const fs::path& copy) {
  constexpr std::size_t cache_bytes = 8u << 20;
  const auto store = Store::open_read_only({.directory = copy / "db", .cache_bytes_max = cache_bytes});
  if (!store) return std::unexpected(store.error());
  return read_sequenced(*(*store)->snapshot());
}

Result<Restored> compare_with_guard(const fs::path& copy, const BackupManifest& manifest,
                                    const NoteVerifier& log, const fs::path& guard) {
  const auto last = Guard::read(guard, log);
  const bool is_useless =
      !last && (last.error().code == ErrorCode::not_found || last.error().code == ErrorCode::corrupted);
  if (is_useless) return Restored::without_guard;
  if (!last) return std::unexpected(last.error());
  const auto at = place_of(copy);
  if (!at) return std::unexpected(at.error());
  switch (standing_of(manifest.size, *at, *last)) {
    case Standing::newest:
      return Restored::newest;
    case Standing::lacks_controls:
      return Restored::lacks_controls;
    case Standing::lacks_entries:
      break;
  }
  return fail(
      ErrorCode::conflict,
      "The log signed " + std::to_string(to_u64(last->checkpoint.size)) + " entries, and this copy holds " +
          std::to_string(to_u64(manifest.size)) +
          ": to go on from here would fork the log. Look for a newer copy. If there is none, the log has "
          "ended: see docs/operations.md, \"The disk is gone\".",
      Guard::path_of(guard, log).string());
}

/// Makes the directory to be filled. What stands in it says so until all is there: a start refuses it.
Result<void> begin_restore(const fs::path& data) {
  std::error_code failed;
  if (is_there(data / restoring_name)) {
    for (const auto& entry : fs::directory_iterator(data, failed)) {
      const bool stays = is_of_the_disk(entry) || entry.path().filename() == restoring_name;
      if (!stays) fs::remove_all(entry.path(), failed);
    }
  }
  if (auto made = make_directory_through(data, 0700); !made) return made;
  if (auto marked = write_through(data / restoring_name, "stocktrail restore\n", 0600); !marked)
    return marked;
  return sync_directory(data);
}

}  // namespace

std::uint64_t BackupManifest::bytes() const {
  std::uint64_t sum = 0;
  for (const File& file : files) sum += file.bytes;
  return sum;
}

Result<BackupManifest> back_up(const Ledger& ledger, const fs::path& data, const fs::path& to, Clock& clock) {
  BackupManifest manifest;
  {
    const auto view = ledger.view();  // Before the database is copied, so that the copy holds all of it.
    manifest.log = ledger.verifier().text();
    manifest.checkpoint = view->signed_checkpoint();
    manifest.made_at = clock.now();
  }
  if (is_within(normal_directory(to), normal_directory(data)))
    return fail(ErrorCode::invalid_argument, "The directory of backups must lie outside the data directory.");
  std::error_code failed;
  if (fs::exists(to, failed))
    return fail(ErrorCode::conflict, "There is something at " + to.string() + " already.");
  const fs::path part = unfinished_copy(to, ledger.verifier());
  fs::remove_all(part, failed);
  if (auto made = make_directory_through(part, 0700); !made) return std::unexpected(std::move(made.error()));
  auto done = copy_all(ledger, data, part, manifest);
  if (done) done = rename_through(part, to);
  if (done) return manifest;
  fs::remove_all(part, failed);
  return std::unexpected(std::move(done.error()));
}

fs::path unfinished_copy(const fs::path& to, const NoteVerifier& log) {
  return to.string() + "." + Guard::path_of({}, log).stem().string() + ".part";
}

void drop_unfinished_copies(const fs::path& backups, const fs::path& data, const NoteVerifier& log) {
  std::error_code ignored;
  fs::remove_all(data / linked_name, ignored);
  const std::string end = unfinished_copy({}, log).string();
  std::vector<fs::path> unfinished;
  for (const auto& entry : fs::directory_iterator(backups, ignored))
    if (entry.path().filename().string().ends_with(end)) unfinished.push_back(entry.path());
  for (const fs::path& each : unfinished) fs::remove_all(each, ignored);
}

Result<BackupManifest> read_manifest(const fs::path& copy) {
  std::ifstream file(copy / manifest_name);
  if (!file) {
    return fail(ErrorCode::not_found, "There is no manifest: this is no copy that stocktrail backup made.",
                (copy / manifest_name).string());
  }
  BackupManifest manifest;
  std::optional<std::int64_t> count;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto document =
        line.size() <= manifest_line_bytes_max ? json::Document::parse(line) : fail(ErrorCode::too_large, "");
    if (!document || !document->root().is(json::Kind::object)) return damaged(copy, number);
    const json::Value root = document->root();
    const auto size = number_of(root, number == 1 ? "entries" : "bytes");
    if (!size || *size < 0) return damaged(copy, number);
    if (number > 1) {
      manifest.files.push_back(
          {text_of(root, "path"), static_cast<std::uint64_t>(*size), text_of(root, "sha256")});
      if (!is_inside(manifest.files.back().path)) return damaged(copy, number);
      continue;
    }
    if (text_of(root, "format") != format_name) return damaged(copy, number);
    count = number_of(root, "files");
    manifest.log = text_of(root, "log");
    manifest.checkpoint = text_of(root, "checkpoint");
    manifest.size = TreeSize{static_cast<std::uint64_t>(*size)};
    manifest.made_at = Micros{number_of(root, "madeAt").value_or(0)};
  }
  if (!count || static_cast<std::uint64_t>(*count) != manifest.files.size()) return damaged(copy, number);
  return manifest;
}

std::vector<Error> check_backup(const fs::path& copy, const BackupManifest& manifest) {
  std::vector<Error> doubts;
  std::set<std::string, std::less<>> named;
  if (auto log = log_of(manifest, copy); !log) doubts.push_back(std::move(log.error()));
  for (const auto& file : manifest.files) {
    named.insert(file.path);
    const auto found = digest_of_file(copy / file.path);
    if (!found) {
      doubts.push_back(found.error());
    } else if (found->bytes != file.bytes || found->sha256 != file.sha256) {
      doubts.push_back({ErrorCode::corrupted, "The file is not as the manifest has it.", file.path});
    }
  }
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(copy, failed)) {
    const std::string path = entry.path().lexically_relative(copy).generic_string();
    // An audit makes the lock file.
    if (entry.is_directory(failed) || path == manifest_name || path == "db/LOCK" || named.contains(path))
      continue;
    doubts.push_back({ErrorCode::corrupted, "The manifest does not name this file.", path});
  }
  if (failed)
    doubts.push_back({ErrorCode::unavailable, "Cannot read the copy: " + failed.message(), copy.string()});
  return doubts;
}

Result<Restored> restore_backup(const fs::path& copy, const fs::path& given_data, fs::path guard) {
  const fs::path data = normal_directory(given_data);
  const auto manifest = read_manifest(copy);
  if (!manifest) return std::unexpected(manifest.error());
  const auto log = log_of(*manifest, copy);
  if (!log) return std::unexpected(log.error());
  if (auto is_free = refuse_what_is_there(data); !is_free) return std::unexpected(std::move(is_free.error()));
  if (guard.empty()) guard = kept_guard_directory(copy);
  if (guard.empty()) {
    auto usual = usual_guard_directory();
    if (!usual) return std::unexpected(std::move(usual.error()));
    guard = std::move(*usual);
  }
  if (auto doubts = check_backup(copy, *manifest); !doubts.empty())
    return std::unexpected(std::move(doubts.front()));
  auto restored = compare_with_guard(copy, *manifest, *log, guard);
  if (!restored) return restored;

  // What is there may be a disk of its own, and is filled where it is.
  if (auto begun = begin_restore(data); !begun) return std::unexpected(std::move(begun.error()));
  std::vector<BackupManifest::File> files;
  auto done =
      copy_below(copy, data, "", [](const std::string& name) { return name == manifest_name; }, files);
  if (done) done = sync_directories_below(data);
  std::error_code failed;
  if (done) fs::permissions(data, fs::perms::owner_all, failed);
  if (done && !fs::remove(data / restoring_name, failed))
    done = fail(ErrorCode::unavailable, "Cannot remove it: " + failed.message() + ".",
                (data / restoring_name).string());
  if (done) done = sync_directory(data);
  if (!done) return std::unexpected(std::move(done.error()));
  return restored;
}

}  // namespace stocktrail
