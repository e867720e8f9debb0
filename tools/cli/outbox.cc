#include "tools/cli/outbox.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/json_writer.h"
#include "crypto/note.h"
#include "tools/cli/progress.h"
#include "tools/cli/sending.h"
#include "tools/settings/server_url.h"

namespace stocktrail::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view statement_suffix = ".statement";
constexpr std::string_view receipt_suffix = ".receipt.json";
constexpr std::string_view refused_suffix = ".refused";
constexpr std::string_view reason_suffix = ".refused.json";
constexpr std::size_t number_digits = 8;

fs::path beside(const fs::path& statement, std::string_view suffix) {
  return statement.parent_path() / (statement.stem().string() + std::string(suffix));
}

Result<void> remove_file(const fs::path& path) {
  std::error_code failed;
  fs::remove(path, failed);
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot remove it: " + failed.message() + ".", path.string());
  return {};
}

/// These are about who sends and where to, not about the statement.
bool concerns_session(const Answer& answer) {
  return answer.status == 401 || answer.status == 404 || answer.status == 405 || answer.status < 400 ||
         answer.status >= 500;
}

/// The log has this id of this issuer with other bytes. If the id is the digest of the content, that content
/// was logged before, signed at another time.
bool is_logged_already(const Answer& answer, std::string_view wire) {
  if (answer.status != 409 || answer.error().where != "$.jti") return false;
  const auto statement = Statement::parse(wire);
  return statement && has_content_id(*statement);
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of("\r\n")));
}

std::string where_of(const Error& error) {
  return error.where.empty() ? "" : error.where + ": ";
}

}  // namespace

bool Outbox::is_statement(const fs::path& path) {
  return path.extension() == statement_suffix;
}

bool Outbox::has_receipt(const fs::path& statement) {
  return fs::exists(beside(statement, receipt_suffix));
}

std::optional<Error> Outbox::Summary::fault() const {
  if (!refused.empty()) {
    const Refusal& first = refused.front();
    const fs::path& file = first.source.empty() ? first.file : first.source;
    return Error{first.error.code, where_of(first.error) + first.error.detail, file.string()};
  }
  return stopped;
}

Result<Outbox> Outbox::open(fs::path folder) {
  if (auto made = make_directory(folder); !made) return std::unexpected(made.error());
  auto lock = FolderLock::take(folder);
  if (!lock) return std::unexpected(lock.error());
  Outbox outbox(std::move(folder), std::move(*lock));
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(outbox.folder_, failed)) {
    const std::string name = entry.path().stem().string();
    const bool is_kept = is_statement(entry.path()) || entry.path().extension() == refused_suffix;
    if (!is_kept || name.size() <= number_digits) continue;
    outbox.files_.emplace(name.substr(number_digits + 1), entry.path());
    outbox.next_number_ = std::max(outbox.next_number_, std::strtoul(name.c_str(), nullptr, 10) + 1);
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", outbox.folder_.string());
  return outbox;
}

Result<std::optional<Outbox::Match>> Outbox::find(const Statement& statement) const {
  const auto [first, last] = files_.equal_range(base64url_encode(statement.id()));
  for (auto file = first; file != last; ++file) {
    auto wire = read_file(file->second, statement_bytes_max);
    if (!wire) return std::unexpected(wire.error());
    auto kept = Statement::parse(*wire);
    if (!kept)
      return fail(kept.error().code, where_of(kept.error()) + kept.error().detail, file->second.string());
    if (kept->issuer() == statement.issuer()) return Match{file->second, std::move(*wire), std::move(*kept)};
  }
  return std::nullopt;
}

Result<void> Outbox::put(const SignedStatement& statement, const fs::path& source) {
  if (!files_.contains(base64url_encode(statement.id))) return add(statement, source);
  const auto parsed = Statement::parse(statement.wire);
  if (!parsed) return std::unexpected(parsed.error());
  const auto old = find(*parsed);
  if (!old) return std::unexpected(old.error());
  return *old ? replace(**old, statement, *parsed, source) : add(statement, source);
}

Result<void> Outbox::add(const SignedStatement& statement, const fs::path& source) {
  const std::string id = base64url_encode(statement.id);
  std::string number = std::to_string(next_number_);
  number.insert(0, number_digits - std::min(number.size(), number_digits), '0');
  const auto path = folder_ / (number + "-" + id + std::string(statement_suffix));
  if (auto written = write_file(path, statement.wire); !written) return written;
  ++next_number_;
  files_.emplace(id, path);
  sources_[path] = source;
  return {};
}

Result<void> Outbox::replace(const Match& old, const SignedStatement& statement, const Statement& parsed,
                             const fs::path& source) {
  if (!is_statement(old.path)) {  // It was refused.
    for (const fs::path& path : {old.path, beside(old.path, reason_suffix)}) {
      if (auto removed = remove_file(path); !removed) return removed;
    }
    std::erase_if(files_, [&](const auto& file) { return file.second == old.path; });
    return add(statement, source);
  }
  const bool is_same =
      old.wire == statement.wire || (has_content_id(parsed) && has_content_id(old.statement));
  if (has_receipt(old.path)) {
    if (!is_same) {
      return fail(ErrorCode::conflict,
                  "The log has another statement with the same issuer and jti: " + old.path.string() +
                      ". Sign this one anew with a fresh jti.",
                  source.string());
    }
    known_.insert(old.path);
    return {};
  }
  sources_[old.path] = source;
  // It may be in the log, with its answer lost; then only the same bytes get its receipt.
  if (is_same && parsed.key_id() == old.statement.key_id()) return {};
  return write_file(old.path, statement.wire);
}

std::vector<fs::path> Outbox::unsent() const {
  std::vector<fs::path> found;
  for (const auto& [id, path] : files_) {
    if (is_statement(path) && !has_receipt(path)) found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Receipts of two logs in one folder would make the second believe that it has what only the first has.
Result<void> Outbox::check_key(std::string_view vkey) const {
  const auto theirs = NoteVerifier::parse(first_line(vkey));
  if (!theirs)
    return fail(ErrorCode::invalid_argument, "What the server has at /log/vkey is no key of a log.");
  const auto file = folder_ / "log.vkey";
  std::error_code failed;
  if (!fs::exists(file, failed)) return write_file(file, theirs->text() + "\n");
  const auto kept = read_file(file, note_bytes_max);
  if (!kept) return std::unexpected(kept.error());
  const auto ours = NoteVerifier::parse(first_line(*kept));
  if (!ours) return fail(ErrorCode::corrupted, "This file holds no key of a log.", file.string());
  if (ours->text() == theirs->text()) return {};
  const bool is_renamed = ours->name() != theirs->name();
  return fail(ErrorCode::conflict,
              "This folder belongs to the log " + (is_renamed ? ours->name() : ours->text()) +
                  "; the server is the log " + (is_renamed ? theirs->name() : theirs->text()) +
                  ". Use another --receipts.",
              folder_.string());
}

Result<void> Outbox::check_log(HttpClient& server, Session& session) const {
  const auto answer =
      try_again(session, Asking::sending, [&] { return server.get("/log/vkey", "text/plain"); });
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  return check_key(answer->body);
}

Result<void> Outbox::refuse_other_log(HttpClient& server) const {
  const auto vkey = server.fetch("/log/vkey", "text/plain");
  return vkey ? check_key(*vkey) : Result<void>();  // Sending waits for a server, and tells what is wrong.
}

Result<void> Outbox::count_known(Summary& summary) const {
  for (const fs::path& path : known_) {
    auto receipt = read_file(beside(path, receipt_suffix), answer_bytes_max);
    if (!receipt) return std::unexpected(receipt.error());
    ++summary.repeated;
    summary.receipts.push_back(std::move(*receipt));
  }
  return {};
}

Result<void> Outbox::set_aside(const fs::path& path, Error error, Summary& summary) {
  json::Writer reason;
  reason.begin_object().field("detail", error.detail).field("where", error.where).end_object();
  const fs::path refused = beside(path, refused_suffix);
  if (auto written = write_file(beside(path, reason_suffix), reason.text()); !written) return written;
  std::error_code failed;
  fs::rename(path, refused, failed);
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot rename it: " + failed.message() + ".", path.string());
  for (auto& file : files_) {
    if (file.second == path) file.second = refused;
  }
  summary.refused.push_back({refused, sources_[path], std::move(error)});
  return {};
}

Result<void> Outbox::send_one(const fs::path& path, HttpClient& server, Session& session, Summary& summary) {
  const auto wire = read_file(path, statement_bytes_max);
  if (!wire) return std::unexpected(wire.error());
  if (!held_.empty()) {
    const auto statement = Statement::parse(*wire);
    if (statement && held_.contains(statement->issuer())) {
      ++summary.held;
      return {};
    }
  }
  auto answer = send_statement(server, *wire, session);
  if (!answer) return std::unexpected(answer.error());
  const bool is_there = is_logged_already(*answer, *wire);
  if (!answer->is_success() && !is_there) {
    if (concerns_session(*answer)) return std::unexpected(answer->error());
    const auto statement = Statement::parse(*wire);
    if (statement && statement->kind() != "events") held_.emplace(statement->issuer());
    return set_aside(path, answer->error(), summary);
  }
  std::string receipt = is_there ? R"({"alreadyRecorded":true})" : std::move(answer->body);
  if (auto written = write_file(beside(path, receipt_suffix), receipt); !written) return written;
  (answer->status == 201 ? summary.sent : summary.repeated) += 1;
  summary.receipts.push_back(std::move(receipt));
  return {};
}

Outbox::Summary Outbox::send(HttpClient& server, Session& session) {
  Summary summary;
  const auto stop = [&](Error error) {
    if (error.code != ErrorCode::conflict) error.detail += kept_advice(session.server);
    summary.stopped = std::move(error);
    return summary;
  };
  if (auto checked = check_log(server, session); !checked) return stop(checked.error());
  if (auto counted = count_known(summary); !counted) return stop(counted.error());
  const auto paths = unsent();
  Progress progress(session, "Sending statements");
  for (std::size_t i = 0; i < paths.size(); ++i) {
    progress.show(i, paths.size());
    if (auto sent = send_one(paths[i], server, session, summary); !sent) return stop(sent.error());
  }
  return summary;
}

std::string Outbox::kept_advice(const std::string& server) const {
  if (unsent().empty()) return "";
  const std::string folder = folder_.string();
  return "\nkept in " + folder + "; `stocktrail post --server " + server + " --receipts " + folder +
         "` sends it";
}

Result<Outbox> open_outbox(const fs::path& given, const Session& session) {
  return Outbox::open(given.empty() ? state_directory() / "receipts" / settings::host_of(session.server)
                                    : given);
}

}  // namespace stocktrail::cli
