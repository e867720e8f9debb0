#include "ledger/master/detail/layout.h"

#include <array>

#include "ledger/master/change.h"
#include "ledger/state/struct_codec.h"

namespace stocktrail::master {

// Nothing here has a key of its own before it is read.
static PublicKey no_key() {
  return PublicKey::from_admitted_bytes(std::array<std::uint8_t, 32>{});
}
static PartyKey blank(std::type_identity<PartyKey>) {
  return {.key = no_key(),
          .key_id = {},
          .valid_from = {},
          .is_from_stated = false,
          .valid_until = {},
          .revoked_at = {},
          .revoked_by = {},
          .custodial = false,
          .registered_by = 0};
}
static KeyDraft blank(std::type_identity<KeyDraft>) {
  return {.key = no_key(), .key_id = {}, .valid_from = {}, .valid_until = {}, .custodial = false};
}
static KeyOwner blank(std::type_identity<KeyOwner>) {
  return {.party = {}, .key = blank(std::type_identity<PartyKey>())};
}

void members(auto& codec, Is<Contact> auto& contact) {
  codec.all(contact.name, contact.phone, contact.email, contact.url);
}
void members(auto& codec, Is<PartyKey> auto& key) {
  codec.all(key.key, key.key_id, key.valid_from, key.is_from_stated, key.valid_until, key.revoked_at,
            key.revoked_by, key.custodial, key.registered_by);
}
void members(auto& codec, Is<Place> auto& place) {
  codec.all(place.id, place.name, place.street, place.locality, place.region, place.postal_code,
            place.country, place.latitude, place.longitude, place.names, place.localities);
  constexpr unsigned is_public = 1, is_supplied = 2;  // Older rows have the first only.
  unsigned marks = (place.is_public ? is_public : 0) | (place.supplied_from ? is_supplied : 0);
  codec.all(marks);
  if constexpr (!std::is_const_v<std::remove_reference_t<decltype(place)>>) {
    place.is_public = (marks & is_public) != 0;
    if ((marks & is_supplied) != 0) place.supplied_from.emplace();
  }
  if (place.supplied_from) codec.all(*place.supplied_from);
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
void members(auto& codec, Is<KeyOwner> auto& owner) {
  codec.all(owner.party, owner.key);
}
void members(auto& codec, Is<KeyDraft> auto& key) {
  codec.all(key.key, key.key_id, key.valid_from, key.valid_until, key.custodial);
}
void members(auto& codec, Is<PartyChange> auto& change) {
  codec.all(change.id, change.name, change.names, change.roles, change.places, change.keys);
}
void members(auto& codec, Is<KeyChange::Revocation> auto& revocation) {
  codec.all(revocation.key_id, revocation.at, revocation.reason);
}
void members(auto& codec, Is<KeyChange> auto& change) {
  codec.all(change.party, change.add, change.revoke);
}
void members(auto& codec, Is<PlaceOwner> auto& owner) {
  codec.all(owner.party, owner.place, owner.reads_from);
}
void members(auto& codec, Is<Product> auto& product) {
  codec.all(product.id, product.name, product.brand, product.names, product.brands, product.unit,
            product.shelf_life_days, product.packaging, product.facts, product.image, product.owner,
            product.statement);
}
void members(auto& codec, Is<Package> auto& package) {
  codec.all(package.product, package.contains);
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

void members(auto& codec, Is<RecallGoods> auto& goods) {
  codec.all(goods.product, goods.lots, goods.serials);
}
void members(auto& codec, Is<RecallText> auto& text) {
  codec.all(text.text, text.texts);
}
void members(auto& codec, Is<RecallLink> auto& link) {
  codec.all(link.url, link.title);
}
void members(auto& codec, Is<RecallNotice> auto& notice) {
  codec.all(notice.id, notice.goods, notice.reason, notice.hazard, notice.advice, notice.contact,
            notice.links, notice.from, notice.withdrawn);
}
void members(auto& codec, Is<RecallRevision> auto& revision) {
  codec.all(revision.statement, revision.stated_by, revision.recorded_at, revision.from, revision.entitled,
            revision.goods);
}
void members(auto& codec, Is<Recall> auto& recall) {
  codec.all(recall.issuer, recall.is_first_of_id, recall.notice, recall.revisions);
}
void members(auto& codec, Is<Settlement> auto& one) {
  codec.all(one.id, one.place, one.action, one.to, one.note, one.quantity);
}
void members(auto& codec, Is<Settled> auto& one) {
  codec.all(one.statement, one.stated_by, one.recorded_at, one.what);
}

void members(auto& codec, Is<OrderedLine> auto& line) {
  codec.all(line.product, line.unit, line.quantity, line.due);
}
void members(auto& codec, Is<StockOrder> auto& order) {
  codec.all(order.id, order.document, order.place, order.supplier, order.from, order.note, order.lines,
            order.closed);
}
void members(auto& codec, Is<RecordedOrder> auto& order) {
  codec.all(order.party, order.what, order.first, order.placed_at, order.statement, order.recorded_at);
}

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

std::optional<gs1::Key> whole_of(const gs1::Key& place) {
  if (place.type() != gs1::KeyType::sgln) return std::nullopt;
  auto whole = gs1::parse_key("(414)" + std::string(place.ai("414")));
  ST_CHECK(whole.has_value());
  return *std::move(whole);
}

std::string ordered_key(const gs1::Key& party, std::string_view document) {
  return key_of(Family::ordered, party.text(), gs1::document_name(document));
}

std::string in_force_key(const Policy& policy) {
  switch (policy.type) {
    case PolicyType::reporting:
      ST_CHECK(policy.places_of);
      return key_of(Family::reporting, policy.party.text(), policy.places_of->text(), policy.id);
    case PolicyType::custodial:
      return key_of(Family::custodial, policy.party.text(), policy.id);
    case PolicyType::grant:
      return key_of(Family::grant, policy.party.text(), policy.role, policy.id);
  }
  ST_CHECK(false);
}

/// What only some have stands at the end: what was stored before it was known ends there.
static auto& last_of(Is<RecallNotice> auto& notice) {
  return notice.issuer;
}
static auto& last_of(Is<PartyChange> auto& change) {
  return change.contact;
}
static auto& last_of(Is<Party> auto& party) {
  return party.contact;
}
template <typename Body>
concept HasLast = requires(Body& body) { last_of(body); };

template <typename Body>
std::string encoded_whole(const Body& body) {
  std::string bytes = encoded(body);
  if constexpr (HasLast<const Body>)
    if (const auto& last = last_of(body)) bytes += encoded(*last);
  return bytes;
}
template <typename Body>
std::optional<Body> decoded_whole(std::string_view bytes) {
  auto body = decoded<Body>(bytes);
  if constexpr (HasLast<Body>) {
    if (body) return body;
    using Last = typename std::remove_reference_t<decltype(last_of(*body))>::value_type;
    auto longer = decoded<std::pair<Body, Last>>(bytes);
    if (!longer) return std::nullopt;
    last_of(longer->first) = std::move(longer->second);
    return std::move(longer->first);
  }
  return body;
}

std::string encode(const Party& party) {
  return encoded_whole(party);
}
std::string encode(const KeyOwner& owner) {
  return encoded(owner);
}
std::string encode(const PlaceOwner& owner) {
  return encoded(owner);
}
std::string encode(const Product& product) {
  return encoded(product);
}
std::string encode(const Package& package) {
  return encoded(package);
}
std::string encode(const Certificate& certificate) {
  return encoded(certificate);
}
std::string encode(const Policy& policy) {
  return encoded(policy);
}

std::string encode(const Recall& recall) {
  return encoded(recall);
}

std::string encode(const std::vector<Settled>& said) {
  return encoded(said);
}

std::string encode(const RecordedOrder& order) {
  return encoded(order);
}

std::string encode(const Change& change) {
  return std::visit(
      [&](const auto& body) {
        return encoded(static_cast<std::uint64_t>(change.body.index())) + encoded_whole(body);
      },
      change.body);
}

namespace {

/// Number `at` of the kinds of change; they are numbered by their order, which never changes.
template <std::size_t at = 0>
std::optional<Change> decode_body(std::size_t kind, std::string_view bytes) {
  if constexpr (at == std::variant_size_v<decltype(Change::body)>) {
    return std::nullopt;
  } else {
    if (kind != at) return decode_body<at + 1>(kind, bytes);
    auto body = decoded_whole<std::variant_alternative_t<at, decltype(Change::body)>>(bytes);
    if (!body) return std::nullopt;
    return Change{*std::move(body)};
  }
}

}  // namespace

std::optional<Change> decode_change(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  return decode_body(static_cast<std::uint8_t>(bytes.front()), bytes.substr(1));
}

std::optional<Party> decode_party(std::string_view bytes) {
  return decoded_whole<Party>(bytes);
}
std::optional<KeyOwner> decode_key_owner(std::string_view bytes) {
  return decoded<KeyOwner>(bytes);
}
std::optional<PlaceOwner> decode_place_owner(std::string_view bytes) {
  return decoded<PlaceOwner>(bytes);
}
std::optional<Package> decode_package(std::string_view bytes) {
  return decoded<Package>(bytes);
}
std::optional<Product> decode_product(std::string_view bytes) {
  return decoded<Product>(bytes);
}
std::optional<Certificate> decode_certificate(std::string_view bytes) {
  return decoded<Certificate>(bytes);
}
std::optional<Policy> decode_policy(std::string_view bytes) {
  return decoded<Policy>(bytes);
}
std::optional<Recall> decode_recall(std::string_view bytes) {
  return decoded<Recall>(bytes);
}
std::optional<std::vector<Settled>> decode_settlements(std::string_view bytes) {
  return decoded<std::vector<Settled>>(bytes);
}
std::optional<RecordedOrder> decode_order(std::string_view bytes) {
  return decoded<RecordedOrder>(bytes);
}

}  // namespace stocktrail::master
