// ledger/master/master.h: parties, keys, places, products, certificates and policies, as the statements of
// the log left them. Who may state what: docs/formats.md. How statements change them: change.h.
//
// All functions are pure reads of Table::master; they see the tables as they are when asked.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/ed25519.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"
#include "ledger/master/contact.h"
#include "ledger/master/policy.h"
#include "ledger/state/table.h"

namespace stocktrail::master {

struct MasterLimits {
  static constexpr std::size_t places_per_party_max = 1'000;
  static constexpr std::size_t keys_per_party_max = 64;  // Revoked ones count.
  static constexpr std::size_t subjects_per_certificate_max = 100;
  static constexpr std::size_t names_max = 50;  // Languages.
  static constexpr std::size_t packaging_levels_max = 20;
  static constexpr std::size_t facts_max = 50;
  static constexpr std::size_t blob_uses_max = 100;   // Looked at to decide who may fetch a file; the oldest.
  static constexpr std::size_t text_bytes_max = 500;  // Of one name, number, address line, fact, ...
  static constexpr std::size_t id_bytes_max = 200;    // Of a certificate or policy.
};

/// language tag (BCP 47) -> the text that stands beside it, in that language.
using Names = std::vector<std::pair<std::string, std::string>>;

struct Place {
  gs1::Key id;  // A GLN (414, also with 254), or a URI.
  std::string name;
  std::string street, locality, region, postal_code, country;  // country: ISO 3166-1 alpha-2.
  Names names, localities;
  std::string latitude, longitude;  // Decimal text as written, or empty.
  bool is_public = false;
  std::optional<std::vector<gs1::Key>> supplied_from;  // supply.h. Missing in a statement: as it was.
  bool operator==(const Place&) const = default;
};

struct PartyKey {
  PublicKey key;
  std::string key_id;
  Micros valid_from{};  // Stated, or when it was registered.
  bool is_from_stated = false;
  std::optional<Micros> valid_until;  // The first moment at which it is not valid any more.
  std::optional<Micros> revoked_at;
  std::optional<std::uint64_t> revoked_by;  // Index of the statement that set revoked_at: proofs show it.
  bool custodial = false;                   // Held by the server for the party.
  std::uint64_t registered_by = 0;          // Index of the statement that added it: proofs have to show it.

  bool operator==(const PartyKey&) const = default;
};

struct Party {
  gs1::Key id;  // A party GLN (417), or a URI.
  std::string name;
  Names names;
  std::vector<std::string> roles;  // producer, manufacturer, carrier, ..., operator.
  std::vector<Place> places;
  std::vector<PartyKey> keys;
  std::optional<Contact> contact;  // Told to parties, auditors and authorities, never to everyone.
  std::uint64_t statement = 0;     // Index of the statement that last changed it.
  std::uint64_t admitted_by = 0;   // Index of the operator's statement that admitted it.
  /// Index of the statement that first gave it the role operator: proofs of what it admitted show it.
  std::optional<std::uint64_t> operator_by;

  bool has_role(std::string_view role) const;
};

struct BlobRef {
  std::string sha256;  // 64 hex digits.
  std::string media_type;
  std::uint64_t bytes = 0;
  std::string name;
  bool operator==(const BlobRef&) const = default;
};

struct PackagingLevel {
  gs1::Key id;                // GTIN of the package.
  std::int64_t contains = 0;  // Units of the product.
  std::string name;
};

/// Something that everyone may know of a product.
struct Fact {
  std::string label, value;
  Names labels, values;
  bool operator==(const Fact&) const = default;
};

struct Product {
  gs1::Key id;  // GTIN
  std::string name, brand;
  Names names, brands;
  std::string unit;  // UN/ECE Rec 20; empty: pieces.
  std::optional<int> shelf_life_days;
  std::vector<PackagingLevel> packaging;
  std::vector<Fact> facts;
  std::optional<BlobRef> image;
  std::string owner;  // Party that stated it first, or that the operator named since.
  std::uint64_t statement = 0;
};

enum class CertificateStatus : std::uint8_t { active = 0, suspended = 1, revoked = 2 };
constexpr CertificateStatus last_of(CertificateStatus) {
  return CertificateStatus::revoked;
}
std::string_view name_of(CertificateStatus status);

struct Certificate {
  std::string id, kind;     // kind: certification, permit, test
  std::string issuer_name;  // The body that issued it.
  std::string number, standard, title;
  Names issuer_names, titles;
  std::vector<gs1::Key> subjects;       // Parties, places, products or lots.
  std::string valid_from, valid_until;  // ISO dates; until is the last day of validity; may be empty: no end.
  CertificateStatus status{};
  std::optional<BlobRef> file;
  bool is_public = true;
  std::string stated_by;  // Party that stated it first.
  std::uint64_t statement = 0;
};

std::optional<Party> party(const gs1::Key& id, const TableReader& tables);
/// The party whose key this is, and the key. One read: every statement asks.
struct KeyOwner {
  gs1::Key party;
  PartyKey key;
};
std::optional<KeyOwner> key_owner(std::string_view key_id, const TableReader& tables);
struct PlaceOwner {
  gs1::Key party;
  Place place;
  std::uint64_t reads_from = 0;  // The statement from which on it reads what others report there.
};
std::optional<PlaceOwner> place(const gs1::Key& id, const TableReader& tables);
/// The place itself or, if it is a part that nobody registered, the GLN that it is a part of.
std::optional<PlaceOwner> place_or_whole(const gs1::Key& id, const TableReader& tables);
std::optional<Product> product(const gs1::Key& gtin, const TableReader& tables);
/// Ids of certificates are each party's own, so that nobody learns from a refusal which ids others use; among
/// those for everyone an id stands once.
std::optional<Certificate> certificate(std::string_view id, std::string_view by, const TableReader& tables);
std::optional<Certificate> public_certificate(std::string_view id, const TableReader& tables);
/// The first of this id, whoever stated it: for those who see all.
std::optional<Certificate> any_certificate(std::string_view id, const TableReader& tables);
std::optional<Policy> policy(std::string_view id, const TableReader& tables);

enum class Audience : std::uint8_t { everyone, own };  // `own`: the party that stated it, and auditors.

/// Certificates of one subject stand apart by who stated them, so that nobody crowds out what another stated,
/// and by audience, so that a page of public ones tells nothing of the others.
struct CertificateList {
  gs1::Key subject;
  std::string stated_by;
  Audience audience{};
};
/// In the order of ids: at most `limit` after the id `after`; empty: from the first.
std::vector<Certificate> certificates_of(const CertificateList& list, std::string_view after,
                                         std::size_t limit, const TableReader& tables);
/// The first party after the id `after` that stated a certificate of the subject; empty: of all. One seek.
std::optional<std::string> next_stater(const gs1::Key& subject, std::string_view after,
                                       const TableReader& tables);

/// A product or certificate that names a file, or did once: the caller looks whether it still does.
struct BlobUse {
  std::optional<Product> product;
  std::optional<Certificate> certificate;
};
/// The uses of a file, oldest first, at most blob_uses_max: who may fetch it, and as what type. Kept by
/// fold(), one key a use; a later use never takes the place of an earlier one.
std::vector<BlobUse> blob_uses(std::string_view sha256, const TableReader& tables);

/// In the order of ids: at most `limit` after the id `after`, which need not exist; empty: from the first.
std::vector<Party> parties(std::string_view after, std::size_t limit, const TableReader& tables);

/// False if another party has the place, or its GLN, and no reporting policy lets `issuer` report there.
bool may_report_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables);
/// True where that holds of a public place: one that is not public must look as if nobody had it.
bool refuses_report_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables);
/// True if a policy lets the server hold a key for the party.
bool custodial_allowed(const gs1::Key& party, const TableReader& tables);
/// True if a policy grants the role ("auditor") to the party.
bool has_grant(const gs1::Key& party, std::string_view role, const TableReader& tables);

}  // namespace stocktrail::master
