#include "ledger/master/detail/layout.h"

#include <concepts>
#include <type_traits>

#include "ledger/state/table_codec.h"

namespace stocktrail::master {
namespace {

// What is written and what is read are one list of members for each structure: members() below, which both
// codecs walk.
template <typename T, typename U>
concept Is = std::same_as<std::remove_const_t<T>, U>;
void members(auto& codec, Is<PartyKey> auto& key);

class Encoder {
 public:
  void all(const auto&... values) { (one(values), ...); }
  std::string take() && { return std::move(out_); }

 private:
  void one(const std::string& text) { append_text(out_, text); }
  void one(const gs1::Key& key) { append_text(out_, key.text()); }
  void one(const PartyKey& key) {
    append_text(out_, as_text(key.key.bytes()));
    members(*this, key);
  }
  void one(Micros at) { append_signed(out_, to_i64(at)); }
  void one(bool flag) { append_varint(out_, flag ? 1 : 0); }
  void one(std::unsigned_integral auto number) { append_varint(out_, number); }
  void one(std::signed_integral auto number) { append_varint(out_, static_cast<std::uint64_t>(number)); }
  template <typename Word>
    requires std::is_enum_v<Word>
  void one(Word word) {
    append_varint(out_, static_cast<unsigned>(word));
  }
  template <typename A, typename B>
  void one(const std::pair<A, B>& pair) {
    all(pair.first, pair.second);
  }
  template <typename T>
  void one(const std::optional<T>& value) {
    append_varint(out_, value ? 1 : 0);
    if (value) one(*value);
  }
  template <typename T>
  void one(const std::vector<T>& list) {
    append_varint(out_, list.size());
    for (const T& element : list) one(element);
  }
  template <typename T>
  void one(const T& value)
    requires requires(Encoder& codec) { members(codec, value); }
  {
    members(*this, value);
  }

  std::string out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : in_(bytes) {}
  void all(auto&... values) { (one(values), ...); }
  /// There is no party key without a key: it is not made empty and then filled.
  PartyKey party_key() {
    PartyKey key{.key = PublicKey::from_admitted_bytes(as_bytes(in_.text())),
                 .key_id = {},
                 .valid_from = {},
                 .is_from_stated = false,
                 .valid_until = {},
                 .revoked_at = {},
                 .custodial = false,
                 .registered_by = 0};
    members(*this, key);
    return key;
  }

 private:
  std::uint64_t number() { return static_cast<std::uint64_t>(in_.varint()); }

  void one(std::string& text) { text = in_.text(); }
  void one(gs1::Key& key) {
    auto read = gs1::parse_key(in_.text());
    ST_CHECK(read.has_value());
    key = std::move(*read);
  }
  void one(Micros& at) { at = Micros{static_cast<std::int64_t>(in_.signed_varint())}; }
  void one(bool& flag) { flag = number() != 0; }
  void one(std::integral auto& value) { value = static_cast<std::remove_cvref_t<decltype(value)>>(number()); }
  template <typename Word>
    requires std::is_enum_v<Word>
  void one(Word& word) {
    word = static_cast<Word>(number());
  }
  template <typename A, typename B>
  void one(std::pair<A, B>& pair) {
    all(pair.first, pair.second);
  }
  template <typename T>
  void one(std::optional<T>& value) {
    value.reset();
    if (number() != 0) one(value.emplace());
  }
  void one(std::vector<PartyKey>& list) {
    list.clear();
    for (std::uint64_t count = number(); count > 0; --count) list.push_back(party_key());
  }
  template <typename T>
  void one(std::vector<T>& list) {
    list.clear();
    for (std::uint64_t count = number(); count > 0; --count) one(list.emplace_back());
  }
  template <typename T>
  void one(T& value)
    requires requires(Decoder& codec) { members(codec, value); }
  {
    members(*this, value);
  }

  Unpacker in_;
};

void members(auto& codec, Is<PartyKey> auto& key) {  // All but the key itself, which stands before them.
  codec.all(key.key_id, key.valid_from, key.is_from_stated, key.valid_until, key.revoked_at, key.custodial,
            key.registered_by);
}
void members(auto& codec, Is<Place> auto& place) {
  codec.all(place.id, place.name, place.street, place.locality, place.region, place.postal_code,
            place.country, place.latitude, place.longitude, place.names, place.localities, place.is_public);
}
void members(auto& codec, Is<BlobRef> auto& blob) {
  codec.all(blob.sha256, blob.media_type, blob.bytes, blob.name);
}
void members(auto& codec, Is<Fact> auto& fact) {
  codec.all(fact.label, fact.value, fact.labels, fact.values);
}
void members(auto& codec, Is<PackagingLevel> auto& level) {
  codec.all(level.id, level.contains, level.name);
}
void members(auto& codec, Is<Party> auto& party) {
  codec.all(party.id, party.name, party.names, party.roles, party.places, party.keys, party.statement,
            party.admitted_by, party.operator_by);
}
void members(auto& codec, Is<PlaceOwner> auto& owner) {
  codec.all(owner.party, owner.place);
}
void members(auto& codec, Is<Product> auto& product) {
  codec.all(product.id, product.name, product.brand, product.names, product.brands, product.unit,
            product.shelf_life_days, product.packaging, product.facts, product.image, product.owner,
            product.statement);
}
void members(auto& codec, Is<Certificate> auto& certificate) {
  codec.all(certificate.id, certificate.kind, certificate.issuer_name, certificate.number,
            certificate.standard, certificate.title, certificate.issuer_names, certificate.titles,
            certificate.subjects, certificate.valid_from, certificate.valid_until, certificate.status,
            certificate.file, certificate.is_public, certificate.stated_by, certificate.statement);
}
void members(auto& codec, Is<Policy> auto& policy) {
  codec.all(policy.id, policy.type, policy.party, policy.places_of, policy.role, policy.revoked,
            policy.statement);
}

std::string encoded(const auto&... values) {
  Encoder codec;
  codec.all(values...);
  return std::move(codec).take();
}

template <typename T>
T decoded(std::string_view bytes) {
  T value;
  Decoder(bytes).all(value);
  return value;
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

std::string key_of(const CertificateList& list) {
  return key_of(Family::subject, list.subject.text(), list.stated_by,
                list.audience == Audience::everyone ? "e" : "o");
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
  return encoded(party);
}
std::string encode(const KeyOwner& owner) {
  return encoded(owner.party, owner.key);
}
std::string encode(const PlaceOwner& owner) {
  return encoded(owner);
}
std::string encode(const Product& product) {
  return encoded(product);
}
std::string encode(const Certificate& certificate) {
  return encoded(certificate);
}
std::string encode(const Policy& policy) {
  return encoded(policy);
}

Party decode_party(std::string_view bytes) {
  return decoded<Party>(bytes);
}
KeyOwner decode_key_owner(std::string_view bytes) {
  Decoder codec(bytes);
  gs1::Key party;
  codec.all(party);
  return {std::move(party), codec.party_key()};
}
PlaceOwner decode_place_owner(std::string_view bytes) {
  return decoded<PlaceOwner>(bytes);
}
Product decode_product(std::string_view bytes) {
  return decoded<Product>(bytes);
}
Certificate decode_certificate(std::string_view bytes) {
  return decoded<Certificate>(bytes);
}
Policy decode_policy(std::string_view bytes) {
  return decoded<Policy>(bytes);
}

}  // namespace stocktrail::master
