#include "api/access/tokens.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "ledger/files/durable_file.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view secret_prefix = "st_";
constexpr std::size_t secret_bytes = 32;
constexpr std::int64_t micros_per_day = 86'400'000'000;
constexpr std::size_t file_bytes_max = 64 * 1024 * 1024;

std::unexpected<Error> unreadable(std::string_view what) {
  return fail(ErrorCode::unavailable, "the token file cannot be " + std::string(what));
}

std::string added_line(const Digest& hash, const Token& token) {
  json::Writer w;
  w.begin_object().field("id", token.id).field("sha256", hex_encode(hash));
  w.field("role", name_of(token.role)).field("party", token.party).field("label", token.label);
  w.key("createdAt").number(to_i64(token.created_at)).key("expiresAt").number(to_i64(token.expires_at));
  w.end_object();
  return std::move(w).text() + "\n";
}

std::string revoked_line(const Token& token) {
  json::Writer w;
  w.begin_object().field("id", token.id).key("revokedAt").number(to_i64(*token.revoked_at)).end_object();
  return std::move(w).text() + "\n";
}

std::string text_of(const json::Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is(json::Kind::string) ? std::string(value->string()) : std::string{};
}

std::optional<Micros> time_of(const json::Value& object, std::string_view name) {
  const auto value = object.find(name);
  if (!value || !value->is(json::Kind::number)) return std::nullopt;
  const auto number = value->integer();
  return number ? std::optional(Micros{*number}) : std::nullopt;
}

Result<std::string> read_all(int descriptor) {
  std::string all;
  std::array<char, 65'536> chunk{};
  while (true) {
    const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable("read");
    if (got == 0) return all;
    all.append(chunk.data(), static_cast<std::size_t>(got));
    if (all.size() > file_bytes_max) return fail(ErrorCode::too_large, "the token file is too large");
  }
}

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::anyone:
      return "anyone";
    case Role::party:
      return "party";
    case Role::planner:
      return "planner";
    case Role::auditor:
      return "auditor";
    case Role::operator_:
      return "operator";
  }
  return "anyone";
}

std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::anyone, Role::party, Role::planner, Role::auditor, Role::operator_}) {
    if (name == name_of(role)) return role;
  }
  return std::nullopt;
}

TokenStore::TokenStore(std::filesystem::path file, stocktrail::Clock& clock, Randomness& randomness)
    : file_(std::move(file)), clock_(clock), randomness_(randomness) {}

TokenStore::~TokenStore() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<TokenStore>> TokenStore::open(std::filesystem::path file, stocktrail::Clock& clock,
                                                     Randomness& randomness) {
  std::unique_ptr<TokenStore> store(new TokenStore(std::move(file), clock, randomness));
  if (auto loaded = store->load(); !loaded) return std::unexpected(loaded.error());
  return store;
}

Result<void> TokenStore::load() {
  const MutexLock lock(mutex_);
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor_ < 0) return unreadable("opened");
  auto all = read_all(descriptor_);
  if (!all) return std::unexpected(all.error());
  // Only a line that ends was acknowledged; a torn one is cut off, or the next line would be glued to it.
  const std::size_t end = all->rfind('\n');
  file_bytes_ = end == std::string::npos ? 0 : static_cast<std::int64_t>(end) + 1;
  if (::ftruncate(descriptor_, file_bytes_) != 0) return unreadable("mended");
  std::string_view rest(all->data(), static_cast<std::size_t>(file_bytes_));
  while (!rest.empty()) {
    const std::size_t line_end = rest.find('\n');
    if (auto applied = apply_line(rest.substr(0, line_end)); !applied) return applied;
    rest.remove_prefix(line_end + 1);
  }
  return {};
}

Result<void> TokenStore::apply_line(std::string_view line) {
  const auto damaged = [] {
    return fail(ErrorCode::corrupted, "a line of the token file cannot be understood");
  };
  const auto document = json::Document::parse(line);
  if (!document || !document->root().is(json::Kind::object)) return damaged();
  const json::Value root = document->root();
  const std::string id = text_of(root, "id");
  if (const auto revoked_at = time_of(root, "revokedAt")) {
    const auto found = std::ranges::find_if(entries_, [&](const Entry& e) { return e.token.id == id; });
    if (found == entries_.end()) return damaged();
    found->token.revoked_at = revoked_at;
    return {};
  }
  const auto hash = hex_decode(text_of(root, "sha256"));
  const auto role = parse_role(text_of(root, "role"));
  const auto created = time_of(root, "createdAt"), expires = time_of(root, "expiresAt");
  if (!hash || hash->size() != 32 || !role || !created || !expires || id.empty()) return damaged();
  Entry entry{.token = {.id = id,
                        .role = *role,
                        .party = text_of(root, "party"),
                        .label = text_of(root, "label"),
                        .created_at = *created,
                        .expires_at = *expires,
                        .revoked_at = std::nullopt}};
  std::ranges::copy(*hash, reinterpret_cast<char*>(entry.hash.data()));
  add(std::move(entry));
  return {};
}

void TokenStore::add(Entry entry) {
  by_hash_.emplace(std::string(as_text(entry.hash)), entries_.size());
  entries_.push_back(std::move(entry));
}

Result<void> TokenStore::forget_dead(Micros now) {
  std::string lines;
  for (const Entry& entry : entries_)
    if (is_good(entry.token, now)) lines += added_line(entry.hash, entry.token);
  std::filesystem::path aside = file_;
  aside += ".new";
  if (auto written = write_through(aside, lines, 0600); !written) return unreadable("written");
  if (auto renamed = rename_through(aside, file_); !renamed) return unreadable("written");
  const int descriptor = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return unreadable("opened");
  ::close(std::exchange(descriptor_, descriptor));
  file_bytes_ = std::ssize(lines);
  std::vector<Entry> all = std::exchange(entries_, {});
  by_hash_.clear();
  for (Entry& entry : all)
    if (is_good(entry.token, now)) add(std::move(entry));
  return {};
}

Result<void> TokenStore::append_line(const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (rest.empty() && ::fdatasync(descriptor_) == 0) {
    file_bytes_ += static_cast<std::int64_t>(line.size());
    return {};
  }
  // Half a line must not stay: the next one would be glued to it. If even this fails, opening mends it.
  static_cast<void>(::ftruncate(descriptor_, file_bytes_) == 0);
  return unreadable("written");
}

std::string TokenStore::new_secret() {
  std::array<std::uint8_t, secret_bytes> secret{};
  randomness_.fill(secret);
  return std::string(secret_prefix) + base64url_encode(secret);
}

Result<TokenStore::Issued> TokenStore::issue(const Draft& draft, std::string secret) {
  if (draft.role == Role::anyone)
    return fail(ErrorCode::invalid_argument, "'anyone' needs no token", "$.role");
  if (draft.days < 1 || draft.days > token_days_max) {
    return fail(ErrorCode::invalid_argument, "a token lives 1 to " + std::to_string(token_days_max) + " days",
                "$.days");
  }
  if (draft.label.size() > token_label_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                "a label has at most " + std::to_string(token_label_bytes_max) + " bytes", "$.label");
  }
  Issued issued{.token = {}, .secret = std::move(secret)};
  Entry entry{.hash = sha256(issued.secret)};
  std::array<std::uint8_t, 8> id{};
  randomness_.fill(id);
  const Micros now = clock_.now();
  entry.token = {.id = hex_encode(id),
                 .role = draft.role,
                 .party = draft.party,
                 .label = draft.label,
                 .created_at = now,
                 .expires_at = Micros{to_i64(now) + draft.days * micros_per_day},
                 .revoked_at = std::nullopt};
  const MutexLock lock(mutex_);
  const auto good = std::ranges::count_if(entries_, [now](const Entry& e) { return is_good(e.token, now); });
  if (static_cast<std::size_t>(good) >= tokens_max) {
    return fail(ErrorCode::too_large, "there are " + std::to_string(tokens_max) +
                                          " tokens that are good: revoke some before you make more");
  }
  if (entries_.size() >= 2 * tokens_max) {
    if (auto forgotten = forget_dead(now); !forgotten) return std::unexpected(forgotten.error());
  }
  if (auto written = append_line(added_line(entry.hash, entry.token)); !written) {
    return std::unexpected(written.error());
  }
  issued.token = entry.token;
  add(std::move(entry));
  return issued;
}

Result<Token> TokenStore::revoke(std::string_view id) {
  const MutexLock lock(mutex_);
  const auto found = std::ranges::find_if(entries_, [&](const Entry& e) { return e.token.id == id; });
  if (found == entries_.end()) return fail(ErrorCode::not_found, "there is no token with this id");
  if (found->token.revoked_at) return found->token;
  Token revoked = found->token;
  revoked.revoked_at = clock_.now();
  if (auto written = append_line(revoked_line(revoked)); !written) return std::unexpected(written.error());
  found->token = revoked;
  return revoked;
}

std::vector<Token> TokenStore::list() const {
  const ReaderLock lock(mutex_);
  std::vector<Token> tokens;
  for (const Entry& entry : entries_) tokens.push_back(entry.token);
  return tokens;
}

std::optional<Principal> TokenStore::authenticate(std::string_view secret) const {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  // Finding by the hash tells a guesser nothing about the secret; the final comparison takes constant time.
  const Digest hash = sha256(secret);
  const Micros now = clock_.now();
  const ReaderLock lock(mutex_);
  const auto found = by_hash_.find(std::string(as_text(hash)));
  if (found == by_hash_.end()) return std::nullopt;
  const Entry& entry = entries_[found->second];
  if (!equal_constant_time(entry.hash, hash)) return std::nullopt;
  if (!is_good(entry.token, now)) return std::nullopt;
  return Principal{.role = entry.token.role, .party = entry.token.party, .token_id = entry.token.id};
}

}  // namespace stocktrail::api
