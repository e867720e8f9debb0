#include "tests/support/faulty_files.h"

#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace stocktrail::test {
namespace {

using rocksdb::FSDirectory;
using rocksdb::FSRandomAccessFile;
using rocksdb::FSRandomRWFile;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class Appended final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  Appended(std::unique_ptr<FSWritableFile> file, FaultyFiles& files, std::string name)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    size_ += data.size();
    return FSWritableFileOwnerWrapper::Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& info,
                  IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    size_ += data.size();
    return FSWritableFileOwnerWrapper::Append(data, options, info, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    return synced(FSWritableFileOwnerWrapper::Sync(options, debug));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    return synced(FSWritableFileOwnerWrapper::Fsync(options, debug));
  }

 private:
  IOStatus synced(IOStatus status) {
    if (status.ok()) files_.appended_until_synced(name_, size_);
    return status;
  }
  FaultyFiles& files_;
  std::string name_;
  std::uint64_t size_ = 0;
};

class Readable final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  Readable(std::unique_ptr<FSRandomAccessFile> file, const FaultyFiles& files)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(files) {}

  IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    if (files_.reads_fail()) return IOStatus::IOError("injected fault");
    return FSRandomAccessFileOwnerWrapper::Read(offset, bytes, options, result, scratch, debug);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    if (files_.reads_fail()) return IOStatus::IOError("injected fault");
    return FSRandomAccessFileOwnerWrapper::MultiRead(requests, count, options, debug);
  }

 private:
  const FaultyFiles& files_;
};

class Overwritable final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  Overwritable(std::unique_ptr<FSRandomRWFile> file, FaultyFiles& files, std::string name)
      : FSRandomRWFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    std::string old(data.size(), '\0');
    Slice read;
    if (Read(offset, old.size(), options, &read, old.data(), debug).ok()) {
      files_.remember(name_, offset, read.ToString());
    }
    return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    auto status = FSRandomRWFileOwnerWrapper::Sync(options, debug);
    if (status.ok()) files_.forget(name_);
    return status;
  }

 private:
  FaultyFiles& files_;
  std::string name_;
};

class SyncedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  SyncedDirectory(std::unique_ptr<FSDirectory> directory, FaultyFiles& files)
      : FSDirectoryWrapper(std::move(directory)), files_(files) {}
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (auto status = files_.step(); !status.ok()) return status;
    return FSDirectoryWrapper::Fsync(options, debug);
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& which) override {
    if (auto status = files_.step(); !status.ok()) return status;
    return FSDirectoryWrapper::FsyncWithDirOptions(options, debug, which);
  }

 private:
  FaultyFiles& files_;
};

}  // namespace

void FaultyFiles::fail_at(std::uint64_t at, Fault fault) {
  operations_ = 0;
  at_ = at;
  has_failed_ = false;
  fault_ = fault;
}

IOStatus FaultyFiles::step() {
  const std::uint64_t number = operations_++;
  const Fault fault = fault_;
  if (fault == Fault::none || number < at_ || (fault == Fault::once && number > at_)) return IOStatus::OK();
  has_failed_ = true;
  return IOStatus::NoSpace("injected fault");
}

void FaultyFiles::appended_until_synced(const std::string& name, std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  synced_sizes_[name] = size;
}

void FaultyFiles::remember(const std::string& name, std::uint64_t offset, std::string old_bytes) {
  const std::scoped_lock lock(mutex_);
  overwritten_[name].push_back({offset, std::move(old_bytes)});
}

void FaultyFiles::forget(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  overwritten_.erase(name);
}

void FaultyFiles::lose_unsynced() {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, size] : synced_sizes_) {
    std::error_code error;
    if (std::filesystem::file_size(name, error) > size && !error) std::filesystem::resize_file(name, size);
  }
  for (const auto& [name, pieces] : overwritten_) {
    std::fstream file(name, std::ios::in | std::ios::out | std::ios::binary);
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
      file.seekp(static_cast<std::streamoff>(piece->offset));
      file.write(piece->bytes.data(), static_cast<std::streamsize>(piece->bytes.size()));
    }
  }
  synced_sizes_.clear();
  overwritten_.clear();
}

IOStatus FaultyFiles::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) {
  if (auto status = step(); !status.ok()) return status;
  auto status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<Appended>(std::move(*file), *this, name);
  const std::scoped_lock lock(mutex_);
  synced_sizes_[name] = 0;
  return status;
}

IOStatus FaultyFiles::NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                          std::unique_ptr<FSRandomAccessFile>* file, IODebugContext* debug) {
  auto status = FileSystemWrapper::NewRandomAccessFile(name, options, file, debug);
  if (status.ok()) *file = std::make_unique<Readable>(std::move(*file), *this);
  return status;
}

IOStatus FaultyFiles::NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<FSRandomRWFile>* file, IODebugContext* debug) {
  if (auto status = step(); !status.ok()) return status;
  auto status = FileSystemWrapper::NewRandomRWFile(name, options, file, debug);
  if (status.ok()) *file = std::make_unique<Overwritable>(std::move(*file), *this, name);
  return status;
}

IOStatus FaultyFiles::NewDirectory(const std::string& name, const IOOptions& options,
                                   std::unique_ptr<FSDirectory>* directory, IODebugContext* debug) {
  auto status = FileSystemWrapper::NewDirectory(name, options, directory, debug);
  if (status.ok()) *directory = std::make_unique<SyncedDirectory>(std::move(*directory), *this);
  return status;
}

IOStatus FaultyFiles::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                 IODebugContext* debug) {
  if (auto status = step(); !status.ok()) return status;
  auto status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  if (const auto it = synced_sizes_.find(from); it != synced_sizes_.end()) {
    synced_sizes_[to] = it->second;
    synced_sizes_.erase(it);
  }
  return status;
}

IOStatus FaultyFiles::DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (auto status = step(); !status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  synced_sizes_.erase(name);
  overwritten_.erase(name);
  return FileSystemWrapper::DeleteFile(name, options, debug);
}

}  // namespace stocktrail::test
