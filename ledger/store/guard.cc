#include "ledger/store/guard.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crypto/note.h"

namespace stocktrail {
namespace {

constexpr unsigned slot_count = 2;

std::unexpected<Error> guard_error(std::string_view doing, const std::filesystem::path& path,
                                   const rocksdb::Status& status) {
  const auto code =
      status.IsNotFound() || status.IsPathNotFound() ? ErrorCode::not_found : ErrorCode::unavailable;
  return fail(code,
              "Cannot " + std::string(doing) + " the guard file " + path.string() + ": " + status.ToString());
}

constexpr std::string_view place_mark = "stocktrail-guard-v2 ";

/// A slot without its zero bytes at the end.
std::string encode_slot(const std::string& note, const Sequenced& at) {
  std::string slot = note + '\0' + std::string(place_mark) + std::to_string(at.at.generation) + ' ' +
                     std::to_string(at.at.number) + ' ' + base64_encode(at.chain) + ' ';
  return slot + base64_encode(sha256(slot)) + '\n';
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

/// What a slot says; nullopt if it was never written, or torn.
std::optional<LastSigned> decode_slot(std::string_view slot, const NoteVerifier& log) {
  LastSigned said;
  said.note = slot.substr(0, slot.find('\0'));
  auto checkpoint = open_checkpoint(said.note, log);
  if (!checkpoint) return std::nullopt;
  said.checkpoint = std::move(*checkpoint);
  std::string_view line = slot.substr(std::min(said.note.size() + 1, slot.size()));
  line = line.substr(0, line.find('\0'));
  if (line.empty()) return said;  // As programs before this one wrote it.
  Sequenced& at = said.at.emplace();
  if (!line.starts_with(place_mark)) return std::nullopt;
  line.remove_prefix(place_mark.size());
  const auto generation = take_number(line);
  const auto number = generation ? take_number(line) : std::nullopt;
  const auto chain = number ? base64_decode(line.substr(0, line.find(' '))) : std::nullopt;
  if (!chain || chain->size() != at.chain.size()) return std::nullopt;
  at.at = {*generation, *number};
  std::ranges::copy(as_bytes(*chain), at.chain.begin());
  const std::string again = encode_slot(said.note, at);  // One text stands for one place.
  if (!slot.starts_with(again)) return std::nullopt;
  return said;
}

std::string hex_key_id(std::uint32_t id) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
      static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
  return hex_encode(bytes);
}

}  // namespace

std::filesystem::path Guard::path_of(const std::filesystem::path& directory, const NoteVerifier& log) {
  return directory / (hex_key_id(log.key_id()) + ".guard");
}

Guard::Guard(rocksdb::Env* env, std::filesystem::path path)
    : env_(env != nullptr ? env : rocksdb::Env::Default()), path_(std::move(path)) {}

Guard::~Guard() {
  if (file_) file_->Close().PermitUncheckedError();
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

Result<std::unique_ptr<Guard>> Guard::open(const std::filesystem::path& directory, const NoteVerifier& log,
                                           rocksdb::Env* env) {
  std::unique_ptr<Guard> guard(new Guard(env, path_of(directory, log)));
  env = guard->env_;
  if (const auto status = env->FileExists(guard->path_.string()); !status.ok()) {
    return guard_error("find", guard->path_, status);
  }
  if (auto locked = guard->lock(); !locked) return std::unexpected(std::move(locked.error()));
  if (auto opened = guard->open_file(); !opened) return std::unexpected(std::move(opened.error()));
  if (auto read = guard->read_slots(log); !read) return std::unexpected(std::move(read.error()));
  return guard;
}

Result<std::unique_ptr<Guard>> Guard::create(const std::filesystem::path& directory, const NoteVerifier& log,
                                             const std::string& note, const Sequenced& at,
                                             rocksdb::Env* env) {
  std::unique_ptr<Guard> guard(new Guard(env, path_of(directory, log)));
  env = guard->env_;
  auto checkpoint = open_checkpoint(note, log);
  ST_CHECK(checkpoint.has_value());
  if (const auto status = env->CreateDirIfMissing(directory.string()); !status.ok()) {
    return guard_error("make the directory of", guard->path_, status);
  }
  if (auto locked = guard->lock(); !locked) return std::unexpected(std::move(locked.error()));

  // Under a temporary name first: a crash leaves a whole guard or none.
  const std::filesystem::path final_path = guard->path_;
  guard->path_ += ".new";
  std::unique_ptr<rocksdb::WritableFile> fresh;
  auto status = env->NewWritableFile(guard->path_.string(), &fresh, rocksdb::EnvOptions());
  if (status.ok()) {
    const std::string slot = encode_slot(note, at);
    if (slot.size() > slot_bytes) return fail(ErrorCode::too_large, "The origin of the log is too long.");
    guard->slots_.assign(slot_count * slot_bytes, '\0');
    guard->slots_.replace(0, slot.size(), slot);
    status = fresh->Append(guard->slots_);
  }
  if (status.ok()) status = fresh->Fsync();
  if (status.ok()) status = fresh->Close();
  if (status.ok()) status = env->RenameFile(guard->path_.string(), final_path.string());
  guard->path_ = final_path;
  for (const auto& changed : {directory, directory.parent_path()}) {
    std::unique_ptr<rocksdb::Directory> handle;
    if (status.ok()) status = env->NewDirectory(changed.empty() ? "." : changed.string(), &handle);
    if (status.ok()) status = handle->Fsync();
  }
  if (!status.ok()) return guard_error("make", final_path, status);
  if (auto opened = guard->open_file(); !opened) return std::unexpected(std::move(opened.error()));
  guard->last_ = {.checkpoint = std::move(*checkpoint), .note = note, .at = at};
  guard->next_slot_ = 1;
  return guard;
}

Result<LastSigned> Guard::read(const std::filesystem::path& directory, const NoteVerifier& log) {
  Guard guard(rocksdb::Env::Default(), path_of(directory, log));
  std::string bytes;
  const auto status = rocksdb::ReadFileToString(guard.env_, guard.path_.string(), &bytes);
  if (!status.ok()) return guard_error("read", guard.path_, status);
  if (auto chosen = guard.choose_slot(bytes, log); !chosen) return std::unexpected(std::move(chosen.error()));
  return guard.last_;
}

std::vector<Checkpoint> Guard::all_said(const std::filesystem::path& directory) {
  std::vector<Checkpoint> said;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    if (entry.path().extension() != ".guard") continue;
    std::string bytes;
    if (!rocksdb::ReadFileToString(rocksdb::Env::Default(), entry.path().string(), &bytes).ok()) continue;
    for (std::size_t at = 0; at < bytes.size(); at += slot_bytes) {
      const std::string_view slot = std::string_view(bytes).substr(at, slot_bytes);
      const auto note = parse_note(slot.substr(0, slot.find('\0')));
      auto seen = note ? parse_checkpoint_text(note->text) : fail(ErrorCode::corrupted, "");
      if (seen) said.push_back(std::move(*seen));
    }
  }
  return said;
}

Result<void> Guard::lock() {
  const auto status = env_->LockFile(path_.string() + ".lock", &lock_);
  if (status.ok()) return {};
  lock_ = nullptr;
  return fail(ErrorCode::unavailable, "Another process writes this log (it holds " + path_.string() +
                                          ".lock). Stop it first: two writers would fork the log.");
}

Result<void> Guard::open_file() {
  const auto status = env_->NewRandomRWFile(path_.string(), &file_, rocksdb::EnvOptions());
  if (!status.ok()) return guard_error("open", path_, status);
  return {};
}

Result<void> Guard::read_slots(const NoteVerifier& log) {
  std::string scratch(slot_count * slot_bytes, '\0');
  rocksdb::Slice bytes;
  const auto status = file_->Read(0, scratch.size(), &bytes, scratch.data());
  if (!status.ok()) return guard_error("read", path_, status);
  slots_.assign(bytes.data(), bytes.size());
  return choose_slot(slots_, log);
}

Result<void> Guard::choose_slot(std::string_view bytes, const NoteVerifier& log) {
  bool found = false;
  for (unsigned slot = 0; slot < slot_count && slot * slot_bytes < bytes.size(); ++slot) {
    auto said = decode_slot(bytes.substr(slot * slot_bytes, slot_bytes), log);
    if (!said) continue;  // The other slot counts.
    const auto age = [](const LastSigned& of) {
      return std::pair(to_u64(of.checkpoint.size), of.at ? of.at->at : LogPosition());
    };
    if (found && age(*said) < age(last_)) continue;
    found = true;
    last_ = std::move(*said);
    next_slot_ = (slot + 1) % slot_count;
  }
  if (found) return {};
  return fail(ErrorCode::corrupted, "The guard file " + path_.string() +
                                        " is damaged: it holds no checkpoint signed by this log's key.");
}

Result<void> Guard::advance(const Checkpoint& checkpoint, const std::string& note, const Sequenced& at) {
  ST_CHECK(to_u64(checkpoint.size) >= to_u64(last_.checkpoint.size));
  const bool is_later = !last_.at || last_.at->at < at.at;
  if (note == last_.note && !is_later) return {};
  LastSigned next{.checkpoint = checkpoint, .note = note, .at = is_later ? at : last_.at};
  if (auto written = write_slot(encode_slot(note, *next.at)); !written) return written;
  last_ = std::move(next);
  next_slot_ = (next_slot_ + 1) % slot_count;
  return check();  // What was written to a file that nobody will find again guards nothing.
}

Result<void> Guard::write_slot(const std::string& text) {
  ST_CHECK(text.size() <= slot_bytes);
  std::string slot = text;
  slot.resize(slot_bytes, '\0');
  auto status = file_->Write(next_slot_ * slot_bytes, slot);
  if (status.ok()) status = file_->Sync();
  slots_.resize(std::max(slots_.size(), (next_slot_ + 1) * slot_bytes), '\0');
  slots_.replace(next_slot_ * slot_bytes, slot_bytes, slot);
  if (status.ok()) return {};
  return fail(ErrorCode::unavailable,
              "the last signed checkpoint could not be written to the guard, so that nothing more is signed. "
              "Look at the disk of the guard, then restart the server: clients send the same again",
              "guard, writing " + path_.string() + ": " + status.ToString());
}

Result<void> Guard::check() {
  std::string bytes;
  const auto status = rocksdb::ReadFileToString(env_, path_.string(), &bytes);
  if (status.ok() && bytes.starts_with(slots_)) return {};
  return fail(ErrorCode::unavailable,
              "the guard, which remembers the last signed checkpoint, was moved away or changed while the "
              "server ran, so that nothing more is signed. Put its newest file back, then restart the "
              "server: clients send the same again",
              "guard, " + path_.string() + ": " +
                  (status.ok() ? std::string("it is not as this server wrote it") : status.ToString()));
}

Standing standing_of(TreeSize size, const Sequenced& at, const LastSigned& last) {
  if (to_u64(size) < to_u64(last.checkpoint.size)) return Standing::lacks_entries;
  // After a place that was reached by another way nothing can be said to follow.
  if (last.at && (at.at < last.at->at || (at.at == last.at->at && at.chain != last.at->chain)))
    return Standing::lacks_controls;
  return Standing::newest;
}

}  // namespace stocktrail
