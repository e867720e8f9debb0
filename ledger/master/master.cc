#include "ledger/master/master.h"

#include <algorithm>
#include <array>

#include "ledger/master/detail/layout.h"

namespace stocktrail::master {
namespace {

template <typename Decode>
auto find(Family family, std::string_view id, const TableReader& tables, Decode decode)
    -> decltype(decode(id)) {
  const auto bytes = tables.get(Table::master, key_of(family, id));
  if (!bytes) return std::nullopt;
  auto value = decode(*bytes);
  if (!value) tables.note_damage(Table::master);
  return value;
}

template <typename Decode>
auto page(Family family, std::string_view after, std::size_t limit, const TableReader& tables, Decode decode)
    -> std::vector<typename decltype(decode(after))::value_type> {
  std::vector<typename decltype(decode(after))::value_type> list;
  // The least key above `after` ends in a zero byte.
  std::string start = key_of(family, after);
  if (!after.empty()) start.push_back('\0');
  tables.scan(Table::master, key_of(family), start, [&](std::string_view, std::string_view bytes) {
    if (list.size() == limit) return false;
    auto value = decode(bytes);
    if (!value) {
      tables.note_damage(Table::master);
      return false;
    }
    list.push_back(*std::move(value));
    return true;
  });
  return list;
}

/// True if there is any key that begins with this one and a zero byte.
bool any_under(std::string prefix, const TableReader& tables) {
  prefix.push_back('\0');
  bool found = false;
  tables.scan(Table::master, prefix, {}, [&](std::string_view, std::string_view) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace

std::string_view name_of(CertificateStatus status) {
  static constexpr std::array<std::string_view, 3> names{"active", "suspended", "revoked"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view name_of(PolicyType type) {
  static constexpr std::array<std::string_view, 3> names{"reporting", "custodial", "grant"};
  return names[static_cast<std::size_t>(type)];
}

bool Party::has_role(std::string_view role) const {
  return std::ranges::find(roles, role) != roles.end();
}

std::optional<Party> party(const gs1::Key& id, const TableReader& tables) {
  return find(Family::party, id.text(), tables, decode_party);
}
std::optional<KeyOwner> key_owner(std::string_view key_id, const TableReader& tables) {
  return find(Family::key, key_id, tables, decode_key_owner);
}
std::optional<PlaceOwner> stated_place(const gs1::Key& id, const TableReader& tables) {
  return find(Family::place, id.text(), tables, decode_place_owner);
}
std::optional<PlaceOwner> place(const gs1::Key& id, const TableReader& tables) {
  auto owner = stated_place(id, tables);
  const auto whole_id = owner ? whole_of(id) : std::nullopt;
  const auto whole = whole_id ? stated_place(*whole_id, tables) : std::nullopt;
  return whole && whole->party != owner->party ? std::nullopt : owner;
}
std::optional<PlaceOwner> place_or_whole(const gs1::Key& id, const TableReader& tables) {
  auto owner = place(id, tables);
  const auto whole = owner ? std::nullopt : whole_of(id);
  return whole ? place(*whole, tables) : owner;
}
std::optional<Product> product(const gs1::Key& gtin, const TableReader& tables) {
  return find(Family::product, gtin.text(), tables, decode_product);
}
std::optional<Package> package(const gs1::Key& gtin, const TableReader& tables) {
  return find(Family::package, gtin.text(), tables, decode_package);
}
std::optional<Certificate> certificate(std::string_view id, std::string_view stated_by,
                                       const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key_of(Family::certificate, id, stated_by));
  if (!bytes) return std::nullopt;
  auto stored = decode_certificate(*bytes);
  if (!stored) tables.note_damage(Table::master);
  return stored;
}
std::optional<Certificate> public_certificate(std::string_view id, const TableReader& tables) {
  const auto stated_by = tables.get(Table::master, key_of(Family::public_certificate, id));
  return stated_by ? certificate(id, *stated_by, tables) : std::nullopt;
}
std::optional<Certificate> any_certificate(std::string_view id, const TableReader& tables) {
  std::optional<Certificate> found;
  tables.scan(Table::master, key_of(Family::certificate, id, {}), {},
              [&](std::string_view, std::string_view value) {
                found = decode_certificate(value);
                if (!found) tables.note_damage(Table::master);
                return false;
              });
  return found;
}
std::optional<Policy> policy(std::string_view id, const TableReader& tables) {
  return find(Family::policy, id, tables, decode_policy);
}

std::vector<Certificate> certificates_of(const CertificateList& list, std::string_view after,
                                         std::size_t limit, const TableReader& tables) {
  std::vector<Certificate> found;
  const std::string prefix = key_of(list);
  std::string start = prefix;
  if (!after.empty()) start.append(after).push_back('\0');
  tables.scan(Table::master, prefix, start, [&](std::string_view key, std::string_view) {
    if (found.size() == limit) return false;
    auto one = certificate(key.substr(prefix.size()), list.stated_by, tables);
    if (!one) {
      tables.note_damage(Table::master);
      return false;
    }
    found.push_back(std::move(*one));
    return true;
  });
  return found;
}

std::optional<std::string> next_stater(const gs1::Key& subject, std::string_view after,
                                       const TableReader& tables) {
  std::optional<std::string> stater;
  const std::string prefix = key_of(Family::subject, subject.text(), {});
  // All keys of a party have a zero byte after its id.
  const std::string start = after.empty() ? prefix : prefix + std::string(after) + '\1';
  tables.scan(Table::master, prefix, start, [&](std::string_view key, std::string_view) {
    const std::string_view rest = key.substr(prefix.size());
    stater = rest.substr(0, rest.find('\0'));
    return false;
  });
  return stater;
}

std::vector<Party> parties(std::string_view after, std::size_t limit, const TableReader& tables) {
  return page(Family::party, after, limit, tables, decode_party);
}

std::vector<BlobUse> blob_uses(std::string_view sha256, const TableReader& tables) {
  std::vector<BlobUse> uses;
  const std::string prefix = key_of(Family::blob, sha256, {});
  tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
    const std::string_view use = key.substr(prefix.size() + sizeof(EventRef));  // After the statement.
    const bool is_product = use.front() == static_cast<char>(Family::product);
    if (is_product) {
      uses.push_back(
          {.product = find(Family::product, use.substr(1), tables, decode_product), .certificate = {}});
    } else {
      uses.push_back({.product = {},
                      .certificate = find(Family::certificate, use.substr(1), tables, decode_certificate)});
    }
    return uses.size() < MasterLimits::blob_uses_max;
  });
  return uses;
}

namespace {

bool may_report_to(const gs1::Key& issuer, const PlaceOwner& owner, const TableReader& tables) {
  return owner.party == issuer ||
         any_under(key_of(Family::reporting, issuer.text(), owner.party.text()), tables);
}

}  // namespace

std::vector<std::string> reports_for(const gs1::Key& issuer, const TableReader& tables) {
  std::vector<std::string> parties{issuer.text()};
  const std::string prefix = key_of(Family::reporting, issuer.text(), {});
  tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
    key.remove_prefix(prefix.size());
    std::string party(key.substr(0, key.find('\0')));
    if (party != parties.back()) parties.push_back(std::move(party));  // Several policies may name it.
    return true;
  });
  return parties;
}

bool may_report_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables) {
  const auto owner = place_or_whole(place, tables);
  return !owner || may_report_to(issuer, *owner, tables);
}
bool refuses_report_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables) {
  const auto owner = place_or_whole(place, tables);
  return owner && owner->place.is_public && !may_report_to(issuer, *owner, tables);
}

bool custodial_allowed(const gs1::Key& party, const TableReader& tables) {
  return any_under(key_of(Family::custodial, party.text()), tables);
}

bool has_grant(const gs1::Key& party, std::string_view role, const TableReader& tables) {
  return any_under(key_of(Family::grant, party.text(), role), tables);
}

}  // namespace stocktrail::master
