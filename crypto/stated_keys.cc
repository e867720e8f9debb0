#include "crypto/stated_keys.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

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
Result<StatedKey> read_key(const Value& value, std::string_view party) {
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
  StatedKey read{*key, std::string(party), is_custodial ? KeyHolder::server : KeyHolder::issuer, {}, {}};
  if (!read_time(value, "validFrom", &read.term.valid_from) ||
      !read_time(value, "validUntil", &read.term.valid_until)) {
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

std::optional<Error> StatedKeys::take(const Statement& statement, LeafIndex index,
                                      std::optional<std::int64_t> recorded_at) {
  if (operator_id_.empty()) return establish_operator(statement, index);
  auto fault = judge_signer(statement, recorded_at);
  if (!fault && statement.kind() == "party") fault = learn_party(statement.body(), statement.issuer());
  if (!fault && statement.kind() == "key") fault = learn_keys(statement.body(), statement, index);
  return fault;
}

std::optional<Error> StatedKeys::establish_operator(const Statement& statement, LeafIndex index) {
  if (to_u64(index) != 0 || statement.kind() != "party" ||
      text_member(statement.body(), "id") != statement.issuer()) {
    return refusal("the first statement is the one at index 0, in which the operator states itself", "");
  }
  const std::string id(statement.issuer());
  StatedKeys own;
  own.operators_.insert(id);
  if (std::optional<Error> fault = own.learn_party(statement.body(), id)) return fault;
  if (own.find(statement.key_id()) == nullptr)
    return not_allowed("the operator's statement is not signed with a key out of its own list");
  if (auto fault = own.judge_signer(statement, std::nullopt)) return fault;
  own.operator_id_ = id;
  *this = std::move(own);
  return std::nullopt;
}

std::optional<Error> StatedKeys::judge_signer(const Statement& statement,
                                              std::optional<std::int64_t> recorded_at) const {
  const StatedKey* const key = find(statement.key_id());
  if (key == nullptr) return not_allowed("no earlier statement here registers the signing key");
  if (key->party != statement.issuer()) return not_allowed("the signing key belongs to another party");
  if (auto fault = refuse_signing_time(key->term, statement.issued_at(), recorded_at)) return fault;
  if (!verify(statement, key->key))
    return Error{ErrorCode::bad_signature, "the signature is not by the key that the statement names"};
  return std::nullopt;
}

const StatedKey* StatedKeys::find(std::string_view key_id) const {
  const auto at = keys_.find(key_id);
  return at == keys_.end() ? nullptr : &at->second;
}

std::string_view StatedKeys::name_of_party(std::string_view party) const {
  const auto at = names_.find(party);
  return at == names_.end() ? std::string_view() : at->second;
}

std::optional<Error> StatedKeys::learn_party(const Value& body, std::string_view issuer) {
  const std::optional<std::string_view> id = text_member(body, "id"), name = text_member(body, "name");
  if (!id || !name) return refusal("a party has an id and a name", "party");
  const bool is_by_operator = is_operator(issuer);
  if (!is_by_operator && issuer != *id) return not_allowed("only the operator states another party");
  const std::optional<Value> keys = body.find("keys"), roles = body.find("roles");
  if (keys) {
    if (auto fault = is_by_operator ? add_keys(*keys, *id) : judge_own_keys(*keys, *id)) return fault;
  }
  names_.insert_or_assign(std::string(*id), std::string(*name));
  if (is_by_operator && roles && roles->is(Kind::array)) {
    const bool is_one = std::ranges::any_of(roles->elements(), [](const Value& role) {
      return role.is(Kind::string) && role.string() == "operator";
    });
    if (is_one) operators_.emplace(*id);
    if (!is_one && *id != operator_id_) operators_.erase(std::string(*id));
  }
  return std::nullopt;
}

std::optional<Error> StatedKeys::learn_keys(const Value& body, const Statement& statement, LeafIndex index) {
  const std::optional<std::string_view> party = text_member(body, "party");
  if (!party) return refusal("a key statement names its party", "key");
  const bool is_own = statement.issuer() == *party;
  if (!is_own && !is_operator(statement.issuer()))
    return not_allowed("the keys of another party are not its own");
  const std::optional<Value> add = body.find("add"), revoked = body.find("revoke");
  if (add && !is_own) return not_allowed("the operator may revoke a party's keys, not add to them");
  if (revoked) {
    if (auto fault = judge_revocations(*revoked, *party)) return fault;
  }
  if (add) {
    if (auto fault = add_keys(*add, *party)) return fault;
  }
  if (revoked) revoke(*revoked, statement, index);
  return std::nullopt;
}

/// A key that is there already stays as it is: its term is never widened by stating it again.
std::optional<Error> StatedKeys::add_keys(const Value& keys, std::string_view party) {
  if (!keys.is(Kind::array)) return refusal("a list of keys was expected", "keys");
  std::vector<StatedKey> read;
  for (const Value value : keys.elements()) {
    Result<StatedKey> key = read_key(value, party);
    if (!key) return key.error();
    const StatedKey* const known = find(thumbprint(key->key));
    if (known != nullptr && known->party != party) return not_allowed("this key belongs to another party");
    read.push_back(std::move(*key));
  }
  for (StatedKey& key : read) keys_.try_emplace(thumbprint(key.key), std::move(key));
  return std::nullopt;
}

/// A party that states itself may repeat its keys, and add none.
std::optional<Error> StatedKeys::judge_own_keys(const Value& keys, std::string_view party) const {
  if (!keys.is(Kind::array)) return refusal("a list of keys was expected", "keys");
  for (const Value value : keys.elements()) {
    const Result<StatedKey> key = read_key(value, party);
    if (!key) return key.error();
    const StatedKey* const known = find(thumbprint(key->key));
    if (known == nullptr || known->party != party)
      return not_allowed("a party changes its keys by a key statement");
  }
  return std::nullopt;
}

std::optional<Error> StatedKeys::judge_revocations(const Value& list, std::string_view party) const {
  if (!list.is(Kind::array)) return refusal("a list of revocations was expected", "revoke");
  for (const Value value : list.elements()) {
    const auto key_id = value.is(Kind::object) ? text_member(value, "kid") : std::nullopt;
    std::optional<std::int64_t> named;
    if (!key_id || !read_time(value, "at", &named))
      return refusal("a revocation has a kid, and may have a time", "revoke");
    const StatedKey* const key = find(*key_id);  // None: no statement here needs it.
    if (key != nullptr && key->party != party) return not_allowed("this key belongs to another party");
  }
  return std::nullopt;
}

void StatedKeys::revoke(const Value& list, const Statement& by, LeafIndex index) {
  for (const Value value : list.elements()) {
    const auto at = keys_.find(text_member(value, "kid").value_or(""));
    if (at == keys_.end()) continue;
    std::optional<std::int64_t> named;
    read_time(value, "at", &named);
    StatedKey& key = at->second;
    // A sooner end counts: a key can be stolen before a rotation is over.
    const std::int64_t from = revoked_from(named, by.issued_at());
    key.term.revoked_from = std::min(key.term.revoked_from.value_or(from), from);
    // What ends the key at once may name no time: from when its signatures are in doubt is a question of its
    // own.
    const std::int64_t in_doubt_from = named.value_or(by.issued_at());
    if (key.revoked_by && key.revoked_at <= in_doubt_from) continue;
    key.revoked_by = index;
    key.revoked_at = in_doubt_from;
  }
}

}  // namespace stocktrail
