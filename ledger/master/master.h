// ledger/master/master.h: parties, keys, places, products, certificates and policies, all as statements in the log. JSON shapes: docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/json.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"
#include "ledger/table.h"

namespace stocktrail::master {

struct Place {
  gs1::Key id;
  std::string name;
  std::string street, locality, region, postal_code, country;  // country: ISO 3166-1 alpha-2.
  std::string latitude, longitude;                     // Decimal text as written, or empty.
  bool is_public = false;
};

struct PartyKey {
  PublicKey key;
  std::string key_id;
  Micros valid_from{};
  std::optional<Micros> valid_until;
  std::optional<Micros> revoked_at;
  bool custodial = false;  // Held by the server for the party.
};

struct Party {
  gs1::Key id;  // A party GLN (417), or a URI.
  std::string name;
  std::vector<std::pair<std::string, std::string>> names;  // language tag -> name
  std::vector<std::string> roles;  // producer, manufacturer, carrier, distributor, store, authority, laboratory, operator, ...
  std::vector<Place> places;
  std::vector<PartyKey> keys;
  std::uint64_t statement = 0;  // Index of the statement that last changed it.
};

struct Product {
  gs1::Key id;  // GTIN
  std::string name, brand;
  std::vector<std::pair<std::string, std::string>> names;
  std::string unit;  // UN/ECE Rec 20; empty: pieces.
  std::optional<int> shelf_life_days;
  std::vector<std::pair<std::string, std::string>> facts;  // Public facts: label, value.
  std::string owner;         // Party that stated it.
  std::uint64_t statement = 0;
};

struct BlobRef {
  std::string sha256;  // 64 hex digits.
  std::string media_type;
  std::uint64_t bytes = 0;
  std::string name;
};

enum class CertificateStatus : std::uint8_t { active, suspended, revoked };

struct Certificate {
  std::string id;
  std::string kind;         // certification, permit, test
  std::string issuer_name;  // The body that issued it.
  std::string number, standard, title;
  std::vector<gs1::Key> subjects;  // Parties, places, products or lots.
  std::string valid_from, valid_until;  // ISO dates; until is the last day of validity; may be empty: no end.
  CertificateStatus status{};
  std::optional<BlobRef> file;
  bool is_public = true;
  std::string stated_by;
  std::uint64_t statement = 0;
};

struct MasterLimits {
  static constexpr std::size_t places_per_party_max = 1'000;
  static constexpr std::size_t keys_per_party_max = 64;
  static constexpr std::size_t subjects_per_certificate_max = 100;
};

/// A checked master-data statement body; made in the stateless half of admission.
struct Change;  // change.h

std::optional<Party> party(const gs1::Key& id, const TableReader& tables);
std::vector<Party> parties(std::string_view after, std::size_t limit, const TableReader& tables);
/// The party whose key this is, and the key.
struct KeyOwner { gs1::Key party; PartyKey key; };
std::optional<KeyOwner> key_owner(std::string_view key_id, const TableReader& tables);
struct PlaceOwner { gs1::Key party; Place place; };
std::optional<PlaceOwner> place(const gs1::Key& id, const TableReader& tables);
std::optional<Product> product(const gs1::Key& gtin, const TableReader& tables);
std::vector<Certificate> certificates_of(const gs1::Key& subject, const TableReader& tables);
std::optional<Certificate> certificate(std::string_view id, const TableReader& tables);

}  // namespace stocktrail::master
