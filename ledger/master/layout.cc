#include "ledger/master/layout.h"

#include "ledger/table_codec.h"

namespace stocktrail::master {
namespace {

gs1::Key take_key(Unpacker& in) {
  auto key = gs1::parse_key(in.text());
  ST_CHECK(key.has_value());
  return std::move(*key);
}
std::string take_text(Unpacker& in) {
  return std::string(in.text());
}
std::uint64_t take_number(Unpacker& in) {
  return static_cast<std::uint64_t>(in.varint());
}

void append_time(std::string& out, Micros at) {
  append_signed(out, to_i64(at));
}
Micros take_time(Unpacker& in) {
  return Micros{static_cast<std::int64_t>(in.signed_varint())};
}

template <typename T, typename Append>
void append_optional(std::string& out, const std::optional<T>& value, Append append) {
  append_varint(out, value ? 1 : 0);
  if (value) append(out, *value);
}
template <typename Take>
auto take_optional(Unpacker& in, Take take) -> std::optional<decltype(take(in))> {
  if (in.varint() == 0) return std::nullopt;
  return take(in);
}

template <typename List, typename Append>
void append_list(std::string& out, const List& list, Append append) {
  append_varint(out, list.size());
  for (const auto& element : list) append(out, element);
}
template <typename Take>
auto take_list(Unpacker& in, Take take) -> std::vector<decltype(take(in))> {
  std::vector<decltype(take(in))> list;
  for (std::uint64_t count = take_number(in); count > 0; --count) list.push_back(take(in));
  return list;
}

using TextPair = std::pair<std::string, std::string>;
void append_pair(std::string& out, const TextPair& pair) {
  append_text(out, pair.first);
  append_text(out, pair.second);
}
TextPair take_pair(Unpacker& in) {
  std::string first = take_text(in);
  return {std::move(first), take_text(in)};
}

void append_party_key(std::string& out, const PartyKey& key) {
  append_text(out, as_text(key.key.bytes()));
  append_text(out, key.key_id);
  append_time(out, key.valid_from);
  append_optional(out, key.valid_until, append_time);
  append_optional(out, key.revoked_at, append_time);
  append_varint(out, key.custodial ? 1 : 0);
  append_varint(out, key.registered_by);
}
PartyKey take_party_key(Unpacker& in) {
  PartyKey key{.key = PublicKey::from_admitted_bytes(as_bytes(in.text())),
               .key_id = {},
               .valid_from = {},
               .valid_until = {},
               .revoked_at = {},
               .custodial = false,
               .registered_by = 0};
  key.key_id = take_text(in);
  key.valid_from = take_time(in);
  key.valid_until = take_optional(in, take_time);
  key.revoked_at = take_optional(in, take_time);
  key.custodial = take_number(in) != 0;
  key.registered_by = take_number(in);
  return key;
}

void append_place(std::string& out, const Place& place) {
  append_text(out, place.id.text());
  for (const std::string* text : {&place.name, &place.street, &place.locality, &place.region,
                                  &place.postal_code, &place.country, &place.latitude, &place.longitude})
    append_text(out, *text);
  append_list(out, place.names, append_pair);
  append_list(out, place.localities, append_pair);
  append_varint(out, place.is_public ? 1 : 0);
}
Place take_place(Unpacker& in) {
  Place place;
  place.id = take_key(in);
  for (std::string* text : {&place.name, &place.street, &place.locality, &place.region, &place.postal_code,
                            &place.country, &place.latitude, &place.longitude})
    *text = take_text(in);
  place.names = take_list(in, take_pair);
  place.localities = take_list(in, take_pair);
  place.is_public = take_number(in) != 0;
  return place;
}

void append_blob(std::string& out, const BlobRef& blob) {
  append_text(out, blob.sha256);
  append_text(out, blob.media_type);
  append_varint(out, blob.bytes);
  append_text(out, blob.name);
}
BlobRef take_blob(Unpacker& in) {
  BlobRef blob;
  blob.sha256 = take_text(in);
  blob.media_type = take_text(in);
  blob.bytes = take_number(in);
  blob.name = take_text(in);
  return blob;
}

void append_fact(std::string& out, const Fact& fact) {
  append_text(out, fact.label);
  append_text(out, fact.value);
  append_list(out, fact.labels, append_pair);
  append_list(out, fact.values, append_pair);
}
Fact take_fact(Unpacker& in) {
  Fact fact;
  fact.label = take_text(in);
  fact.value = take_text(in);
  fact.labels = take_list(in, take_pair);
  fact.values = take_list(in, take_pair);
  return fact;
}

void append_level(std::string& out, const PackagingLevel& level) {
  append_text(out, level.id.text());
  append_varint(out, static_cast<std::uint64_t>(level.contains));
  append_text(out, level.name);
}
PackagingLevel take_level(Unpacker& in) {
  PackagingLevel level;
  level.id = take_key(in);
  level.contains = static_cast<std::int64_t>(take_number(in));
  level.name = take_text(in);
  return level;
}

void append_id(std::string& out, const gs1::Key& key) {
  append_text(out, key.text());
}
void append_string(std::string& out, const std::string& text) {
  append_text(out, text);
}

}  // namespace

std::string key_of(Family family, std::string_view a) {
  std::string key(1, static_cast<char>(family));
  return key.append(a);
}
std::string key_of(Family family, std::string_view a, std::string_view b) {
  return key_of(family, a).append(1, '\0').append(b);
}
std::string key_of(Family family, std::string_view a, std::string_view b, std::string_view c) {
  return key_of(family, a, b).append(1, '\0').append(c);
}

std::string in_force_key(const Policy& policy) {
  switch (policy.type) {
    case PolicyType::reporting:
      return key_of(Family::reporting, policy.party.text(), policy.places_of->text(), policy.id);
    case PolicyType::custodial:
      return key_of(Family::custodial, policy.party.text(), policy.id);
    case PolicyType::grant:
      return key_of(Family::grant, policy.party.text(), policy.role, policy.id);
  }
  ST_CHECK(false);
}

std::string encode(const Party& party) {
  std::string out;
  append_id(out, party.id);
  append_text(out, party.name);
  append_list(out, party.names, append_pair);
  append_list(out, party.roles, append_string);
  append_list(out, party.places, append_place);
  append_list(out, party.keys, append_party_key);
  append_varint(out, party.statement);
  append_varint(out, party.admitted_by);
  return out;
}

Party decode_party(std::string_view bytes) {
  Unpacker in(bytes);
  Party party;
  party.id = take_key(in);
  party.name = take_text(in);
  party.names = take_list(in, take_pair);
  party.roles = take_list(in, take_text);
  party.places = take_list(in, take_place);
  party.keys = take_list(in, take_party_key);
  party.statement = take_number(in);
  party.admitted_by = take_number(in);
  return party;
}

std::string encode(const KeyOwner& owner) {
  std::string out;
  append_id(out, owner.party);
  append_party_key(out, owner.key);
  return out;
}

KeyOwner decode_key_owner(std::string_view bytes) {
  Unpacker in(bytes);
  gs1::Key party = take_key(in);
  return {std::move(party), take_party_key(in)};
}

std::string encode(const PlaceOwner& owner) {
  std::string out;
  append_id(out, owner.party);
  append_place(out, owner.place);
  return out;
}

PlaceOwner decode_place_owner(std::string_view bytes) {
  Unpacker in(bytes);
  gs1::Key party = take_key(in);
  return {std::move(party), take_place(in)};
}

std::string encode(const Product& product) {
  std::string out;
  append_id(out, product.id);
  append_text(out, product.name);
  append_text(out, product.brand);
  append_list(out, product.names, append_pair);
  append_list(out, product.brands, append_pair);
  append_text(out, product.unit);
  append_varint(out, static_cast<std::uint64_t>(product.shelf_life_days.value_or(0)));
  append_list(out, product.packaging, append_level);
  append_list(out, product.facts, append_fact);
  append_optional(out, product.image, append_blob);
  append_text(out, product.owner);
  append_varint(out, product.statement);
  return out;
}

Product decode_product(std::string_view bytes) {
  Unpacker in(bytes);
  Product product;
  product.id = take_key(in);
  product.name = take_text(in);
  product.brand = take_text(in);
  product.names = take_list(in, take_pair);
  product.brands = take_list(in, take_pair);
  product.unit = take_text(in);
  if (const std::uint64_t days = take_number(in); days != 0) product.shelf_life_days = static_cast<int>(days);
  product.packaging = take_list(in, take_level);
  product.facts = take_list(in, take_fact);
  product.image = take_optional(in, take_blob);
  product.owner = take_text(in);
  product.statement = take_number(in);
  return product;
}

std::string encode(const Certificate& certificate) {
  std::string out;
  for (const std::string* text : {&certificate.id, &certificate.kind, &certificate.issuer_name,
                                  &certificate.number, &certificate.standard, &certificate.title})
    append_text(out, *text);
  append_list(out, certificate.issuer_names, append_pair);
  append_list(out, certificate.titles, append_pair);
  append_list(out, certificate.subjects, append_id);
  append_text(out, certificate.valid_from);
  append_text(out, certificate.valid_until);
  append_varint(out, static_cast<unsigned>(certificate.status));
  append_optional(out, certificate.file, append_blob);
  append_varint(out, certificate.is_public ? 1 : 0);
  append_text(out, certificate.stated_by);
  append_varint(out, certificate.statement);
  return out;
}

Certificate decode_certificate(std::string_view bytes) {
  Unpacker in(bytes);
  Certificate certificate;
  for (std::string* text : {&certificate.id, &certificate.kind, &certificate.issuer_name, &certificate.number,
                            &certificate.standard, &certificate.title})
    *text = take_text(in);
  certificate.issuer_names = take_list(in, take_pair);
  certificate.titles = take_list(in, take_pair);
  certificate.subjects = take_list(in, take_key);
  certificate.valid_from = take_text(in);
  certificate.valid_until = take_text(in);
  certificate.status = static_cast<CertificateStatus>(take_number(in));
  certificate.file = take_optional(in, take_blob);
  certificate.is_public = take_number(in) != 0;
  certificate.stated_by = take_text(in);
  certificate.statement = take_number(in);
  return certificate;
}

std::string encode(const Policy& policy) {
  std::string out;
  append_text(out, policy.id);
  append_varint(out, static_cast<unsigned>(policy.type));
  append_id(out, policy.party);
  append_optional(out, policy.places_of, append_id);
  append_text(out, policy.role);
  append_varint(out, policy.revoked ? 1 : 0);
  append_varint(out, policy.statement);
  return out;
}

Policy decode_policy(std::string_view bytes) {
  Unpacker in(bytes);
  Policy policy;
  policy.id = take_text(in);
  policy.type = static_cast<PolicyType>(take_number(in));
  policy.party = take_key(in);
  policy.places_of = take_optional(in, take_key);
  policy.role = take_text(in);
  policy.revoked = take_number(in) != 0;
  policy.statement = take_number(in);
  return policy;
}

}  // namespace stocktrail::master
