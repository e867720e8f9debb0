#include "ledger/store/guard.h"

#include <rocksdb/env.h>

#include <array>

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
                                             const std::string& note, rocksdb::Env* env) {
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
    std::string slots(slot_count * slot_bytes, '\0');
    if (note.size() > slot_bytes) return fail(ErrorCode::too_large, "The origin of the log is too long.");
    slots.replace(0, note.size(), note);
    status = fresh->Append(slots);
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
  guard->last_ = *checkpoint;
  guard->last_note_ = note;
  guard->next_slot_ = 1;
  return guard;
}

Result<Checkpoint> Guard::read(const std::filesystem::path& directory, const NoteVerifier& log) {
  Guard guard(rocksdb::Env::Default(), path_of(directory, log));
  std::string bytes;
  const auto status = rocksdb::ReadFileToString(guard.env_, guard.path_.string(), &bytes);
  if (!status.ok()) return guard_error("read", guard.path_, status);
  if (auto chosen = guard.choose_slot(bytes, log); !chosen) return std::unexpected(std::move(chosen.error()));
  return guard.last_;
}

std::optional<TreeSize> Guard::size_of_namesake(const std::filesystem::path& directory,
                                                const NoteVerifier& log) {
  std::optional<TreeSize> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    if (entry.path().extension() != ".guard" || entry.path() == path_of(directory, log)) continue;
    std::string bytes;
    if (!rocksdb::ReadFileToString(rocksdb::Env::Default(), entry.path().string(), &bytes).ok()) continue;
    for (std::size_t at = 0; at < bytes.size(); at += slot_bytes) {
      const std::string_view slot = std::string_view(bytes).substr(at, slot_bytes);
      const auto note = parse_note(slot.substr(0, slot.find('\0')));
      const auto seen = note ? parse_checkpoint_text(note->text) : fail(ErrorCode::corrupted, "");
      if (seen && seen->origin == log.name() && (!found || *found < seen->size)) found = seen->size;
    }
  }
  return found;
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
  return choose_slot({bytes.data(), bytes.size()}, log);
}

Result<void> Guard::choose_slot(std::string_view bytes, const NoteVerifier& log) {
  bool found = false;
  for (unsigned slot = 0; slot < slot_count && slot * slot_bytes < bytes.size(); ++slot) {
    std::string note(bytes.substr(slot * slot_bytes, slot_bytes));
    if (const auto end = note.find('\0'); end != std::string::npos) note.resize(end);
    auto checkpoint = open_checkpoint(note, log);
    if (!checkpoint) continue;  // Never written, or torn: the other slot counts.
    if (found && to_u64(checkpoint->size) < to_u64(last_.size)) continue;
    found = true;
    last_ = std::move(*checkpoint);
    last_note_ = std::move(note);
    next_slot_ = (slot + 1) % slot_count;
  }
  if (found) return {};
  return fail(ErrorCode::corrupted, "The guard file " + path_.string() +
                                        " is damaged: it holds no checkpoint signed by this log's key.");
}

Result<void> Guard::advance(const Checkpoint& checkpoint, const std::string& note) {
  ST_CHECK(to_u64(checkpoint.size) >= to_u64(last_.size));
  if (note == last_note_) return {};
  if (auto written = write_slot(note); !written) return written;
  last_ = checkpoint;
  last_note_ = note;
  next_slot_ = (next_slot_ + 1) % slot_count;
  return {};
}

Result<void> Guard::write_slot(const std::string& note) {
  ST_CHECK(note.size() <= slot_bytes);
  std::string slot = note;
  slot.resize(slot_bytes, '\0');
  auto status = file_->Write(next_slot_ * slot_bytes, slot);
  if (status.ok()) status = file_->Sync();
  if (status.ok()) return {};
  return fail(ErrorCode::unavailable,
              "the last signed checkpoint could not be written to the guard, so that nothing more is signed. "
              "Look at the disk of the guard, then restart the server: clients send the same again",
              "guard, writing " + path_.string() + ": " + status.ToString());
}

}  // namespace stocktrail
