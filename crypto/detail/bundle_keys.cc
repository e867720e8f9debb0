#include "crypto/detail/bundle_keys.h"

#include <chrono>

#include "crypto/detail/text_lines.h"

namespace stocktrail {
namespace {

using json::Kind;
using json::Value;

Error refusal(std::string detail, std::string where) {
  return {ErrorCode::invalid_argument, std::move(detail), std::move(where)};
}

Error not_allowed(std::string detail) {
  return {ErrorCode::forbidden, std::move(detail)};
}

std::optional<std::string_view> text_member(const Value& object, std::string_view name) {
  const std::optional<Value> value = object.find(name);
  if (!value || !value->is(Kind::string)) return std::nullopt;
  return value->string();
}

/// A fixed number of digits at `at`, or nullopt.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// Seconds east of UTC of "Z" or "+02:00".
std::optional<int> offset_seconds(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const std::optional<int> hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (text.size() != 6 || text[3] != ':' || !hours || !minutes || *hours > 23 || *minutes > 59)
    return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

/// A time member that may be missing; false if it is there and is no time.
bool read_time(const Value& object, std::string_view name, std::optional<std::int64_t>* seconds) {
  const std::optional<Value> value = object.find(name);
  if (!value) return true;
  *seconds = value->is(Kind::string) ? parse_rfc3339_seconds(value->string()) : std::nullopt;
  return seconds->has_value();
}

/// KEY of docs/formats.md.
Result<BundleKey> read_key(const Value& value, std::string_view party) {
  const auto refuse = [](std::string detail) { return std::unexpected(refusal(std::move(detail), "keys")); };
  if (!value.is(Kind::object)) return refuse("a key is an object");
  if (text_member(value, "kty") != "OKP" || text_member(value, "crv") != "Ed25519") {
    return refuse("a key has \"kty\":\"OKP\" and \"crv\":\"Ed25519\"");
  }
  const std::optional<std::string_view> x = text_member(value, "x");
  const std::optional<std::string> bytes = x ? base64url_decode(*x) : std::nullopt;
  const std::optional<PublicKey> key = bytes ? PublicKey::from_bytes(as_bytes(*bytes)) : std::nullopt;
  if (!key) return refuse("x is no Ed25519 public key that may sign");
  const std::optional<Value> custodial = value.find("custodial");
  if (custodial && !custodial->is(Kind::boolean)) return refuse("custodial is true or false");
  const bool is_custodial = custodial && custodial->boolean();
  BundleKey read{*key, std::string(party), is_custodial ? KeyHolder::server : KeyHolder::issuer, {}, {}, {},
                 0};
  if (!read_time(value, "validFrom", &read.valid_from_seconds) ||
      !read_time(value, "validUntil", &read.valid_until_seconds)) {
    return refuse("validFrom and validUntil are dates and times with an offset");
  }
  return read;
}

}  // namespace

std::optional<std::int64_t> parse_rfc3339_seconds(std::string_view text) {
  const std::optional<int> year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const std::optional<int> hour = digits(text, 11, 2), minute = digits(text, 14, 2),
                           second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == rest.npos || end == 1) return std::nullopt;
    rest.remove_prefix(end);
  }
  const std::optional<int> offset = offset_seconds(rest);
  if (!offset) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + *hour * 3600 + *minute * 60 + *second - *offset;
}

std::optional<Error> BundleKeys::establish_operator(const Statement& statement, LeafIndex index) {
  if (to_u64(index) != 0 || statement.kind() != "party" ||
      text_member(statement.body(), "id") != statement.issuer()) {
    return refusal("the first statement is the one at index 0, in which the operator states itself", "");
  }
  operator_id_ = statement.issuer();
  if (std::optional<Error> fault = learn_party(statement.body(), statement.issuer())) return fault;
  const BundleKey* const key = find(statement.key_id());
  if (key == nullptr)
    return not_allowed("the operator's statement is not signed with a key out of its own list");
  return std::nullopt;
}

Result<const BundleKey*> BundleKeys::signer(const Statement& statement) const {
  const BundleKey* const key = find(statement.key_id());
  if (key == nullptr)
    return std::unexpected(not_allowed("no earlier statement of the bundle registers the signing key"));
  if (key->party != statement.issuer())
    return std::unexpected(not_allowed("the signing key belongs to another party"));
  if (key->revoked_by)
    return std::unexpected(not_allowed("the signing key was revoked by an earlier statement"));
  if ((key->valid_from_seconds && statement.issued_at() < *key->valid_from_seconds) ||
      (key->valid_until_seconds && statement.issued_at() >= *key->valid_until_seconds)) {
    return std::unexpected(
        not_allowed("the statement was issued outside the signing key's time of validity"));
  }
  return key;
}

std::optional<Error> BundleKeys::learn(const Statement& statement, LeafIndex index) {
  if (statement.kind() == "party") return learn_party(statement.body(), statement.issuer());
  if (statement.kind() == "key") return learn_keys(statement.body(), statement, index);
  return std::nullopt;
}

const BundleKey* BundleKeys::find(std::string_view key_id) const {
  const auto at = keys_.find(key_id);
  return at == keys_.end() ? nullptr : &at->second;
}

std::string_view BundleKeys::name_of_party(std::string_view party) const {
  const auto at = names_.find(party);
  return at == names_.end() ? std::string_view() : at->second;
}

std::optional<Error> BundleKeys::learn_party(const Value& body, std::string_view issuer) {
  const std::optional<std::string_view> id = text_member(body, "id"), name = text_member(body, "name");
  if (!id || !name) return refusal("a party has an id and a name", "party");
  if (issuer != operator_id_ && issuer != *id) return not_allowed("only the operator states another party");
  const std::optional<Value> keys = body.find("keys");
  if (keys && issuer != operator_id_) return not_allowed("a party changes its keys by a key statement");
  names_.insert_or_assign(std::string(*id), std::string(*name));
  return keys ? add_keys(*keys, *id) : std::nullopt;
}

std::optional<Error> BundleKeys::learn_keys(const Value& body, const Statement& statement, LeafIndex index) {
  const std::optional<std::string_view> party = text_member(body, "party");
  if (!party) return refusal("a key statement names its party", "key");
  const bool is_own = statement.issuer() == *party;
  if (!is_own && statement.issuer() != operator_id_)
    return not_allowed("the keys of another party are not its own");
  const std::optional<Value> add = body.find("add"), revoked = body.find("revoke");
  if (add && !is_own) return not_allowed("the operator may revoke a party's keys, not add to them");
  if (add) {
    if (std::optional<Error> fault = add_keys(*add, *party)) return fault;
  }
  return revoked ? revoke(*revoked, *party, statement, index) : std::nullopt;
}

std::optional<Error> BundleKeys::add_keys(const Value& keys, std::string_view party) {
  if (!keys.is(Kind::array)) return refusal("a list of keys was expected", "keys");
  for (const Value value : keys.elements()) {
    Result<BundleKey> key = read_key(value, party);
    if (!key) return key.error();
    const std::string id = thumbprint(key->key);
    const auto [at, is_new] = keys_.try_emplace(id, *key);
    if (is_new) continue;
    if (at->second.party != party) return not_allowed("this key belongs to another party");
    if (at->second.revoked_by) return not_allowed("a revoked key does not come back");
    at->second = std::move(*key);
  }
  return std::nullopt;
}

std::optional<Error> BundleKeys::revoke(const Value& list, std::string_view party, const Statement& by,
                                        LeafIndex index) {
  if (!list.is(Kind::array)) return refusal("a list of revocations was expected", "revoke");
  for (const Value value : list.elements()) {
    const std::optional<std::string_view> key_id =
        value.is(Kind::object) ? text_member(value, "kid") : std::nullopt;
    std::optional<std::int64_t> at_seconds;
    if (!key_id || !read_time(value, "at", &at_seconds))
      return refusal("a revocation has a kid, and may have a time", "revoke");
    const auto at = keys_.find(*key_id);
    if (at == keys_.end()) continue;  // A key that no statement of the bundle needs.
    if (at->second.party != party) return not_allowed("this key belongs to another party");
    if (at->second.revoked_by) continue;
    at->second.revoked_by = index;
    at->second.revoked_at_seconds = at_seconds.value_or(by.issued_at());
  }
  return std::nullopt;
}

}  // namespace stocktrail
