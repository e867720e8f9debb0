// The bodies of master-data statements, checked against docs/formats.md.
#include "ledger/master/change.h"

#include <algorithm>
#include <array>

#include "crypto/ascii.h"
#include "crypto/bytes.h"
#include "ledger/epcis/decimal.h"
#include "ledger/master/detail/contact_reader.h"
#include "ledger/master/detail/name_rules.h"
#include "ledger/master/detail/order_reader.h"
#include "ledger/master/detail/recall_reader.h"
#include "ledger/master/detail/supply_rules.h"
#include "ledger/master/object_reader.h"

namespace stocktrail::master {
namespace {

using json::Kind;

constexpr auto roles =
    std::to_array<std::string_view>({"producer", "manufacturer", "distributor", "carrier", "store",
                                     "laboratory", "authority", "auditor", "operator"});
constexpr std::int64_t shelf_life_days_max = 36'500;
constexpr std::int64_t contains_max = 1'000'000'000;
constexpr std::int64_t file_bytes_max = 1'000'000'000;  // What a blob may really have is the store's limit.
constexpr std::size_t public_key_bytes = 32;

bool is_party_id(const gs1::Key& key) {
  return key.type() == gs1::KeyType::pgln || key.type() == gs1::KeyType::uri;
}
bool is_place_id(const gs1::Key& key) {
  using enum gs1::KeyType;
  return key.type() == gln || key.type() == sgln || key.type() == uri;
}

/// A party's id under `name`.
gs1::Key need_party(ObjectReader& reader, std::string_view name) {
  auto key = reader.need_key(name);
  if (!key) return {};
  if (!is_party_id(*key))
    reader.refuse(name,
                  "must be the GLN of a party (https://id.gs1.org/417/...) or a URI of its own, but is a " +
                      std::string(gs1::name_of(key->type())));
  return std::move(*key);
}

/// The same where a key is tied to the party: the audits and proof files compare the text as it was signed,
/// so there is one spelling.
gs1::Key need_canonical_party(ObjectReader& reader, std::string_view name) {
  gs1::Key party = need_party(reader, name);
  const auto text = reader.find(name, Kind::string);
  if (text && text->string() != party.text())
    reader.refuse(name, "must be written in its canonical form: " + party.text());
  return party;
}

std::optional<KeyDraft> read_key(const json::Value& value, const std::string& path,
                                 std::optional<Error>& fault) {
  ObjectReader reader(value, path, fault);
  reader.need_word("kty", {"OKP"});
  reader.need_word("crv", {"Ed25519"});
  const std::string x = reader.need_text("x");
  const auto valid_from = reader.find_time("validFrom");
  const auto valid_until = reader.find_time("validUntil");
  const bool is_custodial = reader.find_flag("custodial").value_or(false);
  if (valid_from && valid_until && *valid_until <= *valid_from)
    reader.refuse("validUntil", "must be after validFrom");
  reader.finish();
  const auto bytes = base64url_decode(x);
  const auto key =
      bytes && bytes->size() == public_key_bytes ? PublicKey::from_bytes(as_bytes(*bytes)) : std::nullopt;
  if (!key) {
    reader.refuse("x", "is no Ed25519 public key: write its 32 bytes as unpadded base64url");
    return std::nullopt;
  }
  return KeyDraft{*key, thumbprint(*key), valid_from, valid_until, is_custodial};
}

std::vector<KeyDraft> read_keys(ObjectReader& reader, std::string_view name, std::optional<Error>& fault) {
  std::vector<KeyDraft> keys;
  reader.each(name, MasterLimits::keys_per_party_max,
              [&](const json::Value& element, const std::string& path) {
                auto key = read_key(element, path, fault);
                if (!key) return;
                if (std::ranges::count(keys, key->key_id, &KeyDraft::key_id) > 0)
                  reader.refuse_at(path, "repeats the key " + key->key_id);
                keys.push_back(std::move(*key));
              });
  return keys;
}

void read_address(ObjectReader& reader, Place& place, std::optional<Error>& fault) {
  const auto object = reader.find("address", Kind::object);
  if (!object) return;
  ObjectReader address(*object, reader.path_of("address"), fault);
  place.street = address.find_text("street");
  place.locality = address.find_text("locality");
  place.localities = address.find_names("localities").value_or(Names{});
  place.region = address.find_text("region");
  place.postal_code = address.find_text("postalCode");
  place.country = address.find_text("country");
  if (!place.country.empty() && (place.country.size() != 2 || !std::ranges::all_of(place.country, is_upper)))
    address.refuse("country", "must be two capital letters of ISO 3166-1 such as \"DE\"");
  address.finish();
}

void read_position(ObjectReader& reader, Place& place, std::optional<Error>& fault) {
  const auto object = reader.find("geo", Kind::object);
  if (!object) return;
  ObjectReader geo(*object, reader.path_of("geo"), fault);
  place.latitude = geo.find_degrees("latitude", 90);
  place.longitude = geo.find_degrees("longitude", 180);
  if (place.latitude.empty() || place.longitude.empty())
    geo.refuse("latitude", "must be given with longitude");
  geo.finish();
}

Place read_place(const json::Value& value, const std::string& path, std::optional<Error>& fault) {
  ObjectReader reader(value, path, fault);
  Place place;
  if (auto id = reader.need_key("id")) {
    if (!is_place_id(*id))
      reader.refuse("id", "must be a GLN (https://id.gs1.org/414/...) or a URI, but is a " +
                              std::string(gs1::name_of(id->type())));
    place.id = std::move(*id);
  }
  place.name = reader.need_name();
  place.names = reader.find_names().value_or(Names{});
  read_address(reader, place, fault);
  read_position(reader, place, fault);
  place.is_public = reader.find_flag("public").value_or(false);
  place.supplied_from = read_supplied_from(reader, place.id);
  reader.finish();
  return place;
}

std::string all_roles() {
  std::string text;
  for (const std::string_view role : roles) text += (text.empty() ? "" : ", ") + std::string(role);
  return text;
}

PartyChange read_party(ObjectReader& reader, std::optional<Error>& fault) {
  PartyChange party;
  party.id = need_canonical_party(reader, "id");
  party.name = reader.need_name();
  party.names = reader.find_names();
  if (reader.find("roles", Kind::array)) party.roles.emplace();
  reader.each("roles", roles.size(), [&](const json::Value& element, const std::string& path) {
    if (!element.is(Kind::string)) return reader.refuse_at(path, "must be a string");
    const std::string_view role = element.string();
    if (auto fault_of_text = text_fault(role, MasterLimits::text_bytes_max))
      return reader.refuse_at(path, std::move(*fault_of_text));
    if (std::ranges::find(roles, role) == roles.end())
      return reader.refuse_at(path, "is \"" + std::string(role) + "\", but must be one of: " + all_roles());
    if (std::ranges::find(*party.roles, role) != party.roles->end())
      return reader.refuse_at(path, "is given twice");
    party.roles->emplace_back(role);
  });
  if (party.roles) std::ranges::sort(*party.roles);
  if (reader.find("places", Kind::array)) party.places.emplace();
  reader.each("places", MasterLimits::places_per_party_max,
              [&](const json::Value& element, const std::string& path) {
                party.places->push_back(read_place(element, path, fault));
              });
  if (party.places) {
    std::ranges::sort(*party.places, {}, &Place::id);
    const auto repeated = std::ranges::adjacent_find(*party.places, {}, &Place::id);
    if (repeated != party.places->end()) reader.refuse("places", "hold " + repeated->id.text() + " twice");
  }
  party.keys = read_keys(reader, "keys", fault);
  party.contact = find_contact(reader, fault);
  return party;
}

KeyChange read_key_change(ObjectReader& reader, std::optional<Error>& fault) {
  KeyChange change;
  change.party = need_canonical_party(reader, "party");
  change.add = read_keys(reader, "add", fault);
  reader.each("revoke", MasterLimits::keys_per_party_max,
              [&](const json::Value& element, const std::string& path) {
                ObjectReader revoke(element, path, fault);
                KeyChange::Revocation revocation;
                revocation.key_id = revoke.need_text("kid");
                revocation.at = revoke.find_time("at");
                revocation.reason = revoke.find_text("reason");
                revoke.finish();
                if (std::ranges::count(change.revoke, revocation.key_id, &KeyChange::Revocation::key_id) > 0)
                  reader.refuse_at(path, "revokes the key " + revocation.key_id + " twice");
                change.revoke.push_back(std::move(revocation));
              });
  if (change.add.empty() && change.revoke.empty())
    reader.refuse("add", "is empty, and so is revoke: name a key");
  return change;
}

/// A type and a subtype (RFC 6838 section 4.2), in lower case, without parameters.
bool is_media_type(std::string_view text) {
  constexpr std::size_t longest = 127;
  const auto is_name = [](std::string_view name) {
    return !name.empty() && name.size() <= longest && is_letter_or_digit(name.front()) &&
           std::ranges::all_of(name, [](char c) {
             return is_letter_or_digit(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
           });
  };
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

std::optional<BlobRef> find_file(ObjectReader& parent, std::string_view name, std::optional<Error>& fault) {
  const auto object = parent.find(name, Kind::object);
  if (!object) return std::nullopt;
  ObjectReader reader(*object, parent.path_of(name), fault);
  BlobRef file;
  file.sha256 = reader.need_text("sha256");
  const auto digest = hex_decode(file.sha256);
  if (!digest || digest->size() != 32) reader.refuse("sha256", "must be 64 hexadecimal digits in lower case");
  file.media_type = reader.need_text("mediaType");
  std::ranges::transform(file.media_type, file.media_type.begin(), to_lower);
  if (!is_media_type(file.media_type))
    reader.refuse("mediaType", "must be a media type such as \"application/pdf\"");
  const auto bytes = reader.find_count("bytes", file_bytes_max);
  if (!bytes) reader.refuse("bytes", "is missing: write the size of the file");
  file.bytes = static_cast<std::uint64_t>(bytes.value_or(0));
  file.name = reader.find_text("name");
  reader.finish();
  return file;
}

Product read_product(ObjectReader& reader, std::optional<Error>& fault) {
  Product product;
  product.id = reader.need_gtin("id");
  product.name = reader.need_name();
  product.names = reader.find_names().value_or(Names{});
  product.brand = reader.find_text("brand");
  product.brands = reader.find_names("brands").value_or(Names{});
  product.unit = reader.find_unit();
  if (const auto days = reader.find_count("shelfLifeDays", shelf_life_days_max))
    product.shelf_life_days = static_cast<int>(*days);
  reader.each("packaging", MasterLimits::packaging_levels_max,
              [&](const json::Value& element, const std::string& path) {
                ObjectReader level(element, path, fault);
                PackagingLevel out;
                out.id = level.need_gtin("id");
                const auto contains = level.find_count("contains", contains_max);
                if (!contains)
                  level.refuse("contains",
                               "is missing: write how many units of the product the package holds");
                out.contains = contains.value_or(0);
                out.name = level.find_text("name");
                level.finish();
                product.packaging.push_back(std::move(out));
              });
  reader.each("facts", MasterLimits::facts_max, [&](const json::Value& element, const std::string& path) {
    ObjectReader fact(element, path, fault);
    Fact out;
    out.label = fact.need_text("label");
    out.value = fact.need_text("value");
    out.labels = fact.find_names("labels").value_or(Names{});
    out.values = fact.find_names("values").value_or(Names{});
    fact.finish();
    product.facts.push_back(std::move(out));
  });
  product.image = find_file(reader, "image", fault);
  if (reader.find("owner", Kind::string)) product.owner = need_party(reader, "owner").text();
  return product;
}

Certificate read_certificate(ObjectReader& reader, std::optional<Error>& fault) {
  Certificate out;
  out.id = reader.need_text("id", MasterLimits::id_bytes_max);
  out.kind = reader.need_word("kind", {"certification", "permit", "test"});
  out.title = reader.need_text("title");
  out.titles = reader.find_names("titles").value_or(Names{});
  out.issuer_name = reader.need_text("issuer");
  out.issuer_names = reader.find_names("issuers").value_or(Names{});
  out.number = reader.need_text("number");
  out.standard = reader.find_text("standard");
  reader.need("subjects", Kind::array);
  reader.each("subjects", MasterLimits::subjects_per_certificate_max,
              [&](const json::Value& element, const std::string& path) {
                if (!element.is(Kind::string)) return reader.refuse_at(path, "must be a string");
                auto key = gs1::parse_key(element.string());
                if (!key) return reader.refuse_at(path, std::move(key.error().detail));
                out.subjects.push_back(std::move(*key));
              });
  if (out.subjects.empty())
    reader.refuse("subjects", "is empty: name the product, lot, place or party that it is for");
  std::ranges::sort(out.subjects);
  if (std::ranges::adjacent_find(out.subjects) != out.subjects.end())
    reader.refuse("subjects", "hold one subject twice");
  out.valid_from = reader.find_date("validFrom");
  if (out.valid_from.empty()) reader.refuse("validFrom", "is missing: write the first day of validity");
  out.valid_until = reader.find_date("validUntil");
  if (!out.valid_until.empty() && out.valid_until < out.valid_from)
    reader.refuse("validUntil", "must not be before validFrom");
  const std::string status = reader.find_word("status", {"active", "suspended", "revoked"});
  if (status == "suspended") out.status = CertificateStatus::suspended;
  if (status == "revoked") out.status = CertificateStatus::revoked;
  out.file = find_file(reader, "file", fault);
  out.is_public = reader.find_flag("public").value_or(true);
  return out;
}

Policy read_policy(ObjectReader& reader) {
  Policy policy;
  policy.id = reader.need_text("id", MasterLimits::id_bytes_max);
  const std::string type = reader.need_word("type", {"reporting", "custodial", "grant"});
  policy.party = need_party(reader, "party");
  if (type == "reporting") {
    policy.type = PolicyType::reporting;
    policy.places_of = need_party(reader, "places_of");
    if (*policy.places_of == policy.party) reader.refuse("places_of", "must be another party");
  } else if (type == "grant") {
    policy.type = PolicyType::grant;
    policy.role = reader.need_word("role", {"auditor"});
  } else {
    policy.type = PolicyType::custodial;
  }
  policy.revoked = reader.find_flag("revoked").value_or(false);
  return policy;
}

/// A discrepancy that an answer told.
Settlement read_settlement(ObjectReader& reader) {
  constexpr std::size_t id_characters = 22;
  Settlement settlement;
  settlement.id = reader.need_text("id");
  const auto hash = base64url_decode(settlement.id);
  if (!settlement.id.empty() && (!hash || settlement.id.size() != id_characters))
    reader.refuse("id", "is no id of a discrepancy: copy it from the answer that told of it");
  if (auto place = reader.need_key("place")) {
    if (!is_place_id(*place)) reader.refuse("place", "must be the GLN of a place, or a URI");
    settlement.place = *std::move(place);
  }
  const std::string action = reader.need_word("action", {"assign", "acknowledge", "settle", "reopen"});
  settlement.to = reader.find_text("to");
  settlement.note = reader.find_text("note");
  settlement.quantity = reader.find_text("quantity");
  if (action == "acknowledge") settlement.action = SettlementAction::acknowledge;
  if (action == "settle") settlement.action = SettlementAction::settle;
  if (action == "reopen") settlement.action = SettlementAction::reopen;
  if ((action == "assign") != !settlement.to.empty())
    reader.refuse("to", action == "assign" ? "is missing: say to whom" : "is only for the action assign");
  if (action == "settle" && settlement.note.empty())
    reader.refuse("note", "is missing: say how it was settled");
  if (action != "acknowledge" && action != "settle" && !settlement.quantity.empty())
    reader.refuse("quantity", "is only for the actions acknowledge and settle");
  if (!settlement.quantity.empty() && !Decimal::parse(settlement.quantity))
    reader.refuse("quantity", "must be a number in a string, as the answer told it");
  return settlement;
}

}  // namespace

Result<Change> parse_change(std::string_view kind, const json::Value& body) {
  std::optional<Error> fault;
  ObjectReader reader(body, "$." + std::string(kind), fault);
  std::optional<Change> change;
  if (kind == "party") change.emplace(read_party(reader, fault));
  if (kind == "key") change.emplace(read_key_change(reader, fault));
  if (kind == "product") change.emplace(read_product(reader, fault));
  if (kind == "certificate") change.emplace(read_certificate(reader, fault));
  if (kind == "policy") change.emplace(read_policy(reader));
  if (kind == "recall") change.emplace(read_recall(reader, fault));
  if (kind == "settlement") change.emplace(read_settlement(reader));
  if (kind == "order") change.emplace(read_order(reader, fault));
  ST_CHECK(change.has_value());  // Who calls knows the kinds.
  reader.finish();
  if (fault) return std::unexpected(std::move(*fault));
  return std::move(*change);
}

}  // namespace stocktrail::master
