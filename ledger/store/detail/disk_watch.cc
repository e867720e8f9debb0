#include "ledger/store/detail/disk_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace stocktrail {
namespace {

constexpr std::chrono::milliseconds look_period{100};

}  // namespace

DiskWatch::DiskWatch(const StoreOptions& options, FreeBytes free_bytes)
    : read_only_below_bytes_(options.disk.read_only_below_bytes),
      reserve_bytes_(options.disk.reserve_bytes),
      database_(options.directory),
      reserve_file_(options.directory.parent_path() / "reserve"),
      free_bytes_(std::move(free_bytes)) {}

DiskWatch::~DiskWatch() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool DiskWatch::has_free(std::uint64_t bytes) const {
  const auto free = free_bytes_();
  return !free || *free >= bytes;
}

bool DiskWatch::has_reserve() const {
  std::error_code absent;
  const std::uintmax_t there = std::filesystem::file_size(reserve_file_, absent);
  return !absent && there == reserve_bytes_;
}

std::uint64_t DiskWatch::wanted_bytes() const {
  if (read_only_below_bytes_ == 0) return 0;
  std::uint64_t bytes = read_only_below_bytes_ + (has_reserve() ? 0 : reserve_bytes_);
  std::error_code failed;
  for (const auto& file : std::filesystem::directory_iterator(database_, failed)) {
    const std::uintmax_t size = file.path().extension() == ".log" ? file.file_size(failed) : 0;
    if (!failed) bytes += size;
  }
  return bytes;
}

bool DiskWatch::take_reserve() {
  if (!has_free(wanted_bytes())) return false;
  if (reserve_bytes_ == 0 || has_reserve()) return true;
  const int file = ::open(reserve_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool is_made = file >= 0 && ::posix_fallocate(file, 0, static_cast<off_t>(reserve_bytes_)) == 0;
  if (file >= 0) ::close(file);
  if (!is_made) give_back_reserve();
  return is_made;
}

void DiskWatch::give_back_reserve() {
  ::unlink(reserve_file_.c_str());
}

void DiskWatch::start(std::function<void()> on_short) {
  if (read_only_below_bytes_ == 0) return;
  thread_ = std::thread([this, call = std::move(on_short)] { watch(call); });
}

bool DiskWatch::waits() {
  const auto end = std::chrono::steady_clock::now() + look_period;
  const MutexLock lock(mutex_);
  while (!stopping_ && stop_.wait_until(mutex_, end) == std::cv_status::no_timeout) continue;
  return !stopping_;
}

void DiskWatch::watch(const std::function<void()>& on_short) {
  while (waits()) {
    if (has_free(read_only_below_bytes_)) continue;
    give_back_reserve();
    return on_short();
  }
}

}  // namespace stocktrail
