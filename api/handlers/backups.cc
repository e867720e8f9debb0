// Copies of the data, made while the server runs. The operator says when; where to is an option of the
// server, so that a stolen token writes nowhere else and reads nothing.
#include "api/handlers/backups.h"

#include <utility>

#include "api/handlers/handlers.h"
#include "crypto/json_writer.h"
#include "ledger/files/data_directory.h"

namespace stocktrail::api {
namespace {

// "20261129T011500Z-258": sorts by time. Further ones of that second: "20261129T011500Z-258-2", ...
std::string name_of_copy(Micros at, TreeSize size, const std::filesystem::path& directory) {
  std::string first;
  for (const char c : format_utc(at).substr(0, 19))
    if (c != '-' && c != ':') first += c;
  first += "Z-" + std::to_string(to_u64(size));
  std::string name = first;
  std::error_code failed;
  for (int number = 2; std::filesystem::exists(directory / name, failed); ++number)
    name = first + "-" + std::to_string(number);
  return name;
}

Response answer_of(const Backups::State& state, int status) {
  json::Writer w;
  w.begin_object();
  w.field("state", state.is_running     ? "running"
                   : state.failure      ? "failed"
                   : state.name.empty() ? "none"
                                        : "done");
  if (!state.name.empty()) w.field("name", state.name);
  if (state.failure) {
    const auto& [code, detail, where] = *state.failure;
    w.field("detail", where.empty() ? detail : where + ": " + detail);
  }
  if (!state.is_running && !state.failure && !state.name.empty()) {
    w.key("entries").number(to_u64(state.size));
    w.key("files").number(state.files).key("bytes").number(state.bytes);
  }
  Response response = Response::json(std::move(w.end_object()).text());
  response.status = status;
  return response;
}

}  // namespace

Backups::Backups(std::filesystem::path directory, std::filesystem::path data, const Ledger& ledger,
                 stocktrail::Clock& clock)
    : directory_(std::move(directory)), data_(std::move(data)), ledger_(ledger), clock_(clock) {
  drop_unfinished_copies(directory_, data_, ledger_.verifier());
}

Backups::~Backups() {
  if (thread_.joinable()) thread_.join();
}

Result<Backups::State> Backups::begin() {
  const MutexLock lock(mutex_);
  if (directory_.empty()) {
    return fail(ErrorCode::conflict,
                "this server has no place for backups: start it with --backups DIRECTORY");
  }
  if (state_.is_running)
    return fail(ErrorCode::conflict, "the backup " + state_.name + " is still being made");
  if (const auto reason = ledger_.read_only_reason())
    return fail(ErrorCode::read_only, "no backup is made now: " + reason->detail);
  if (thread_.joinable()) thread_.join();
  state_ = State{};
  state_.name = name_of_copy(clock_.now(), ledger_.view()->checkpoint().size, directory_);
  state_.is_running = true;
  thread_ = std::thread([this, name = state_.name] { run(name); });
  return state_;
}

Backups::State Backups::state() const {
  const MutexLock lock(mutex_);
  return state_;
}

void Backups::run(const std::string& name) {
  auto made = claim_private_directory(directory_);
  drop_unfinished_copies(directory_, data_, ledger_.verifier());
  Result<BackupManifest> copied = made ? back_up(ledger_, data_, directory_ / name, clock_)
                                       : Result<BackupManifest>(std::unexpected(made.error()));
  const MutexLock lock(mutex_);
  state_.is_running = false;
  if (!copied) {
    state_.failure = std::move(copied.error());
    return;
  }
  state_.size = copied->size;
  state_.files = copied->files.size();
  state_.bytes = copied->bytes();
}

Response post_backup(Call& call) {
  const auto begun = call.app.backups.begin();
  if (!begun) return Response::of(begun.error());
  return answer_of(*begun, 202);
}

Response get_backup(Call& call) {
  return answer_of(call.app.backups.state(), 200);
}

}  // namespace stocktrail::api
