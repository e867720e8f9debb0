#include "api/handlers/blocked.h"

#include <algorithm>
#include <ctime>

#include "api/handlers/blocked_goods.h"
#include "api/handlers/handlers.h"
#include "crypto/failed_check.h"
#include "crypto/sha256.h"

namespace stocktrail::api {
namespace {

constexpr std::int64_t micros_of_second = 1'000'000;

/// What this thread has worked, so that a busy machine makes no list dear.
std::chrono::nanoseconds worked() {
  timespec time{};
  ST_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

std::chrono::nanoseconds rest_after(std::chrono::nanoseconds worked) {
  return std::min<std::chrono::nanoseconds>(blocked_rests * worked, blocked_rest_max);
}

BlockedFile::~BlockedFile() {
  stops_ = true;
  std::thread ending;
  {
    const MutexLock lock(mutex_);
    ending = std::move(thread_);
  }
  changed_.notify_all();
  if (ending.joinable()) ending.join();
}

std::int64_t BlockedFile::seconds_now() const {
  return to_i64(clock_.now()) / micros_of_second;
}

bool BlockedFile::is_good_for(TreeSize size) const {
  return file_ != nullptr && looked_at_ >= size && seconds_now() - signed_at_ < blocked_signed_again_seconds;
}

Result<std::shared_ptr<const BlockedFile::File>> BlockedFile::file(const View& view) {
  const auto until = std::chrono::steady_clock::now() + blocked_wait;
  const TreeSize size = view.checkpoint().size;
  const MutexLock lock(mutex_);
  if (is_good_for(size)) return file_;
  error_.reset();
  is_wanted_ = true;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
  while (!is_good_for(size) && !error_ && (file_ == nullptr || is_quick_))
    if (changed_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  if (error_) return std::unexpected(*error_);
  if (file_ != nullptr) return file_;
  return fail(ErrorCode::unavailable, "the list is being made; ask again");
}

void BlockedFile::run() {
  while (!stops_) {
    {
      const MutexLock lock(mutex_);
      while (!stops_ && !is_wanted_) changed_.wait(mutex_);
      while (!stops_ && std::chrono::steady_clock::now() < rests_until_)
        changed_.wait_until(mutex_, rests_until_);
      is_wanted_ = false;
    }
    if (!stops_) make();
  }
}

// A damaged row costs whoever asks for the list, not the process; the thread rests before it tries again.
void BlockedFile::make() {
  const auto begun = worked();
  const auto made = caught([&] { make_list(); });
  if (made) return;
  const auto took = worked() - begun;
  const MutexLock lock(mutex_);
  is_quick_ = false;
  rests_until_ =
      std::chrono::steady_clock::now() + std::max<std::chrono::nanoseconds>(rest_after(took), blocked_wait);
  error_ = made.error();
  changed_.notify_all();
}

void BlockedFile::make_list() {
  const auto begun = worked();
  const auto view = ledger_.view();
  BlockedList list;
  list.made_from = view->checkpoint();
  fill(list, blocked_products(view->tables(), blocked_goods_max, stops_));
  list.at = seconds_now();
  const Digest goods = digest_of(list);
  const bool is_whole = !view->has_lacked() && view->is_readable();
  const auto took = worked() - begun;

  const MutexLock lock(mutex_);
  is_quick_ = took < blocked_quick;
  if (!is_quick_) rests_until_ = std::chrono::steady_clock::now() + rest_after(took);
  const bool is_old = list.at - signed_at_ >= blocked_signed_again_seconds;
  if (!is_whole) {
    error_ = Error{ErrorCode::unavailable, "what is blocked cannot be read now; ask again"};
  } else if (file_ == nullptr || is_old || goods != goods_) {
    if (auto text = ledger_.sign_blocked(list)) {
      const std::string etag = "\"" + hex_encode(sha256(*text)) + "\"";
      file_ = std::make_shared<const File>(*std::move(text), etag);
      goods_ = goods;
      signed_at_ = list.at;
    } else {
      error_ = std::move(text.error());
    }
  }
  if (!error_) looked_at_ = view->settled_size();
  changed_.notify_all();
}

Response get_blocked(Call& call) {
  const auto file = call.app.blocked.file(*call.view);
  if (!file && file.error().code == ErrorCode::corrupted)
    return failed_check(call.app, call.route->pattern, file.error());
  if (!file) return Response::of(file.error());
  Response response = Response::text((*file)->text);
  response.set("Cache-Control", "public, max-age=30");
  response.set("ETag", (*file)->etag);
  return response;
}

}  // namespace stocktrail::api
