#include "tools/cli/outbox.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include "crypto/bytes.h"
#include "tools/cli/files.h"
#include "tools/cli/progress.h"

namespace stocktrail::cli {
namespace {

constexpr std::string_view statement_suffix = ".statement";
constexpr std::string_view receipt_suffix = ".receipt.json";
constexpr std::size_t number_digits = 8;
constexpr std::chrono::milliseconds first_wait{200};
constexpr std::chrono::milliseconds wait_max{10'000};

bool is_worth_another_try(const Result<Answer>& answer) {
  if (!answer) return answer.error().code == ErrorCode::unavailable;
  return answer->status == 429 || answer->status == 500 || answer->status == 502 || answer->status == 503 ||
         answer->status == 504;
}

std::string_view media_type_of(std::string_view wire) {
  return wire.starts_with('{') ? "application/vnd.stocktrail.statement+json" : "application/sd-jwt";
}

std::filesystem::path receipt_of(const std::filesystem::path& statement) {
  return statement.parent_path() / (statement.stem().string() + std::string(receipt_suffix));
}

}  // namespace

Result<Answer> send_statement(HttpClient& server, std::string_view wire) {
  auto wait = first_wait;
  for (unsigned attempt = 1;; ++attempt) {
    auto answer = server.post("/statements", wire, media_type_of(wire));
    if (!is_worth_another_try(answer) || attempt == send_attempts_max) return answer;
    const auto asked = answer ? std::chrono::milliseconds(answer->retry_after) : std::chrono::milliseconds(0);
    std::this_thread::sleep_for(std::min(std::max(wait, asked), wait_max));
    wait = std::min(wait * 2, wait_max);
  }
}

bool Outbox::is_statement(const std::filesystem::path& path) {
  return path.extension() == statement_suffix;
}

Result<Outbox> Outbox::open(std::filesystem::path folder) {
  if (auto made = make_directory(folder); !made) return std::unexpected(made.error());
  Outbox outbox(std::move(folder));
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(outbox.folder_, failed)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != statement_suffix || name.size() <= number_digits) continue;
    outbox.ids_.insert(name.substr(number_digits + 1));
    outbox.next_number_ = std::max(outbox.next_number_, std::strtoul(name.c_str(), nullptr, 10) + 1);
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", outbox.folder_.string());
  return outbox;
}

Result<void> Outbox::put(const SignedStatement& statement) {
  const std::string id = base64url_encode(statement.id);
  if (ids_.contains(id)) return {};
  std::string number = std::to_string(next_number_);
  number.insert(0, number_digits - std::min(number.size(), number_digits), '0');
  const auto path = folder_ / (number + "-" + id + std::string(statement_suffix));
  if (auto written = write_file(path, statement.wire); !written) return written;
  ++next_number_;
  ids_.insert(id);
  return {};
}

Result<std::vector<std::filesystem::path>> Outbox::unsent() const {
  std::vector<std::filesystem::path> found;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
    if (entry.path().extension() == statement_suffix && !std::filesystem::exists(receipt_of(entry.path()))) {
      found.push_back(entry.path());
    }
  }
  if (failed) return fail(ErrorCode::unavailable, failed.message() + ".", folder_.string());
  std::sort(found.begin(), found.end());
  return found;
}

Result<Outbox::Summary> Outbox::send(HttpClient& server, Session& session) {
  const auto paths = unsent();
  if (!paths) return std::unexpected(paths.error());
  Summary summary;
  Progress progress(session, "Sending statements");
  for (std::size_t i = 0; i < paths->size(); ++i) {
    progress.show(i, paths->size());
    const auto wire = read_file((*paths)[i], statement_bytes_max);
    if (!wire) return std::unexpected(wire.error());
    auto answer = send_statement(server, *wire);
    if (!answer) return std::unexpected(answer.error());
    // Same id, other bytes: the id is a digest of the content, so this content was logged before, signed at
    // another time.
    const bool is_there = answer->status == 409;
    if (!answer->is_success() && !is_there) {
      Error error = answer->error();
      error.detail += "\nThe statement stays in " + (*paths)[i].string() + "; delete it to give it up.";
      return std::unexpected(std::move(error));
    }
    const std::string receipt = is_there ? R"({"alreadyRecorded":true})" : std::move(answer->body);
    if (auto written = write_file(receipt_of((*paths)[i]), receipt); !written)
      return std::unexpected(written.error());
    (answer->status == 201 ? summary.sent : summary.repeated) += 1;
    summary.receipts.push_back(receipt);
  }
  return summary;
}

Result<Outbox> open_outbox(const std::filesystem::path& given, const Session& session) {
  if (!given.empty()) return Outbox::open(given);
  std::string host = session.server.substr(session.server.find("://") + 3);
  std::replace(host.begin(), host.end(), '/', '_');
  return Outbox::open(state_directory() / "receipts" / host);
}

Result<std::unique_ptr<HttpClient>> connect(const Session& session) {
  std::string token = session.token;
  if (!session.token_file.empty()) {
    auto text = read_file(session.token_file, 1024);
    if (!text) return std::unexpected(text.error());
    token = text->substr(0, text->find_last_not_of(" \r\n") + 1);
  }
  return HttpClient::make({.server = session.server, .token = token, .ca_file = session.ca_file});
}

}  // namespace stocktrail::cli
