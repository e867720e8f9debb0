// What master-data statements do to Table::master.
#include <algorithm>
#include <set>

#include "ledger/master/change.h"
#include "ledger/master/detail/layout.h"
#include "ledger/master/detail/name_rules.h"
#include "ledger/master/detail/supply_rules.h"
#include "ledger/master/goods.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::master {
namespace {

std::set<std::string> folded_names(const Party& party) {
  std::set<std::string> folded{folded_name(party.name)};
  for (const auto& [language, name] : party.names) folded.insert(folded_name(name));
  return folded;
}

CertificateList list_of(const Certificate& certificate, const gs1::Key& subject) {
  return {subject, certificate.stated_by, certificate.is_public ? Audience::everyone : Audience::own};
}

/// The statement that is being folded.
struct Folding {
  const gs1::Key& issuer;
  Micros recorded_at;
  std::uint64_t statement;
  TableWriter& tables;
  Moved& moved;

  void put(const std::string& key, std::string_view value) { tables.put(Table::master, key, value); }
  void erase(const std::string& key) { tables.erase(Table::master, key); }

  void operator()(const PartyChange& change);
  void operator()(const KeyChange& change);
  void operator()(const Product& change);
  void operator()(const Certificate& change);
  void operator()(const Policy& change);
  void operator()(const RecallNotice& change);
  void operator()(const Settlement& change);
  void operator()(const StockOrder& change);

  void add_keys(Party& party, const std::vector<KeyDraft>& drafts);
  void replace_names(const Party* before, const Party& now);
  void end_at(const gs1::Key& place, std::string_view party);
  void replace_places(Party& party, const std::vector<Place>& stated);
  void put_party(Party& party);
  void release_packages(const Product& product);
  void replace_packages(const Product* before, const Product& now);
  void put_blob_use(const std::optional<BlobRef>& file, const std::optional<BlobRef>& before,
                    const std::string& used_by);
};

void Folding::add_keys(Party& party, const std::vector<KeyDraft>& drafts) {
  for (const KeyDraft& draft : drafts) {
    // A key that the party has already stays as it is: validity is never widened by restating it.
    if (std::ranges::find(party.keys, draft.key_id, &PartyKey::key_id) != party.keys.end()) continue;
    party.keys.push_back({.key = draft.key,
                          .key_id = draft.key_id,
                          .valid_from = draft.valid_from.value_or(recorded_at),
                          .is_from_stated = draft.valid_from.has_value(),
                          .valid_until = draft.valid_until,
                          .revoked_at = {},
                          .revoked_by = {},
                          .custodial = draft.custodial,
                          .registered_by = statement});
  }
}

void Folding::replace_names(const Party* before, const Party& now) {
  const std::set<std::string> names = folded_names(now);
  if (before != nullptr)
    for (const std::string& old : folded_names(*before))
      if (!names.contains(old)) erase(key_of(Family::name, old, now.id.text()));
  for (const std::string& name : names) put(key_of(Family::name, name, now.id.text()), {});
}

/// The place was this party's until now, and is not any more.
void Folding::end_at(const gs1::Key& place, std::string_view party) {
  put(key_of(Family::place_until, place.text(), packed_ref(event_ref(statement, 0))), party);
  moved.places.push_back(place);
}

void Folding::replace_places(Party& party, const std::vector<Place>& stated) {
  const std::vector<Place> places = with_suppliers(stated, &party);
  for (const Place& old : party.places) {
    for (const gs1::Key& supplier : old.supplied_from.value_or(std::vector<gs1::Key>()))
      erase(key_of(Family::supplied, supplier.text(), old.id.text()));
    if (std::ranges::find(places, old.id, &Place::id) != places.end()) continue;
    const auto owner = stated_place(old.id, tables);
    if (!owner || owner->party != party.id) continue;  // A part, which went with its GLN.
    erase(key_of(Family::place, old.id.text()));
    end_at(old.id, party.id.text());
  }
  for (const Place& place : places) {
    const auto before = stated_place(place.id, tables);
    const bool is_confirmed = issuer != party.id || party.has_role("operator");
    const bool is_kept = before && before->party == party.id;
    const std::uint64_t since = is_kept ? before->reads_from : statement;
    if (!is_kept) end_at(place.id, before ? before->party.text() : "");
    put(key_of(Family::place, place.id.text()),
        encode(PlaceOwner{party.id, place, is_confirmed ? 0 : since}));
    for (const gs1::Key& supplier : place.supplied_from.value_or(std::vector<gs1::Key>()))
      put(key_of(Family::supplied, supplier.text(), place.id.text()), {});
  }
  party.places = places;
}

void Folding::put_party(Party& party) {
  party.statement = statement;
  put(key_of(Family::party, party.id.text()), encode(party));
  for (const PartyKey& key : party.keys)
    put(key_of(Family::key, key.key_id), encode(KeyOwner{party.id, key}));
}

void Folding::operator()(const PartyChange& change) {
  const auto before = master::party(change.id, tables);
  Party party = before.value_or(Party{});
  if (!before) party.admitted_by = statement;
  party.id = change.id;
  party.name = change.name;
  if (change.names) party.names = *change.names;
  replace_names(before ? &*before : nullptr, party);
  if (change.roles) party.roles = *change.roles;
  if (change.places) replace_places(party, *change.places);
  if (change.contact) party.contact = change.contact;
  if (party.contact == Contact()) party.contact.reset();
  add_keys(party, change.keys);
  if (party.has_role("operator") && !party.operator_by) party.operator_by = statement;
  put_party(party);
  if (party.has_role("operator")) put(key_of(Family::bootstrapped), {});
}

void Folding::operator()(const KeyChange& change) {
  auto party = master::party(change.party, tables);
  ST_CHECK(party.has_value());
  add_keys(*party, change.add);
  for (const KeyChange::Revocation& revocation : change.revoke) {
    const auto key = std::ranges::find(party->keys, revocation.key_id, &PartyKey::key_id);
    ST_CHECK(key != party->keys.end());
    const Micros end = revocation.at.value_or(recorded_at);
    if (key->revoked_at && *key->revoked_at <= end) continue;
    key->revoked_at = end;
    key->revoked_by = statement;
  }
  put_party(*party);
}

/// Under the statement that named the file first, whatever states the same again.
void Folding::put_blob_use(const std::optional<BlobRef>& file, const std::optional<BlobRef>& before,
                           const std::string& used_by) {
  if (!file || (before && before->sha256 == file->sha256)) return;
  std::string use;
  append_ref(use, event_ref(statement, 0));
  put(key_of(Family::blob, file->sha256, use + used_by), {});
}

void Folding::operator()(const Product& change) {
  Product product = change;
  const auto before = master::product(change.id, tables);
  if (product.owner.empty()) product.owner = before ? before->owner : issuer.text();
  product.statement = statement;
  const std::string key = key_of(Family::product, product.id.text());
  put_blob_use(product.image, before ? before->image : std::nullopt, key);
  put(key, encode(product));
  release_packages(product);
  replace_packages(before ? &*before : nullptr, product);
}

/// Whose product it is says what it is, and what its packages by GS1's numbering are: nobody else's package.
void Folding::release_packages(const Product& product) {
  for (const gs1::Key& gtin : packages_by_number(product.id)) {
    const auto package = master::package(gtin, tables);
    const auto holder = package ? master::product(package->product, tables) : std::nullopt;
    if (!holder || holder->owner == product.owner || goods_owner(gtin, tables) != product.owner) continue;
    erase(key_of(Family::package, gtin.text()));
    moved.products.insert(moved.products.end(), {gtin, holder->id});
  }
}

/// The first product that names a package has it, if it names no goods of another.
void Folding::replace_packages(const Product* before, const Product& now) {
  const auto key = [](const PackagingLevel& level) { return key_of(Family::package, level.id.text()); };
  const auto owned = [&](const PackagingLevel& level) {
    const auto package = master::package(level.id, tables);
    return package && package->product == now.id ? std::optional(package->contains) : std::nullopt;
  };
  if (before != nullptr)
    for (const PackagingLevel& old : before->packaging)
      if (owned(old) &&
          std::ranges::find(now.packaging, old.id, &PackagingLevel::id) == now.packaging.end()) {
        erase(key(old));
        moved.products.insert(moved.products.end(), {old.id, now.id});
      }
  for (const PackagingLevel& level : now.packaging) {
    const std::string owner = goods_owner(level.id, tables);
    const bool is_taken =
        (master::package(level.id, tables) && !owned(level)) || (!owner.empty() && owner != now.owner);
    if (level.id == now.id || is_taken || owned(level) == level.contains) continue;
    put(key(level), encode(Package{now.id, level.contains}));
    moved.products.insert(moved.products.end(), {level.id, now.id});
  }
}

void Folding::operator()(const Certificate& change) {
  Certificate certificate = change;
  const auto before = certificate_before(change, issuer, tables);
  certificate.stated_by = before ? before->stated_by : issuer.text();
  certificate.statement = statement;
  if (before)
    for (const gs1::Key& subject : before->subjects)
      if (before->is_public != certificate.is_public ||
          !std::ranges::binary_search(certificate.subjects, subject))
        erase(key_of(list_of(*before, subject)) + certificate.id);
  for (const gs1::Key& subject : certificate.subjects)
    put(key_of(list_of(certificate, subject)) + certificate.id, {});
  const std::string known = key_of(Family::public_certificate, certificate.id);
  if (certificate.is_public) {
    put(known, certificate.stated_by);
  } else if (before && before->is_public) {
    erase(known);
  }
  const std::string key = key_of(Family::certificate, certificate.id, certificate.stated_by);
  put_blob_use(certificate.file, before ? before->file : std::nullopt, key);
  put(key, encode(certificate));
}

void Folding::operator()(const Policy& change) {
  Policy policy = change;
  policy.statement = statement;
  if (const auto before = master::policy(policy.id, tables)) erase(in_force_key(*before));
  if (!policy.revoked) put(in_force_key(policy), {});
  put(key_of(Family::policy, policy.id), encode(policy));
}

void Folding::operator()(const Settlement& change) {
  std::vector<Settled> said = said_of(change.id, change.place, tables);
  said.push_back({statement, issuer.text(), recorded_at, change});
  put(key_of(Family::settlement, change.id, change.place.text()), encode(said));
}

/// The one before it stands until it takes effect, and whose word counted is judged once, here.
void Folding::operator()(const RecallNotice& change) {
  const std::string whose = issuer_meant(change, issuer, tables);
  auto known = master::recall(change.id, whose, tables);
  const bool is_first = known || recalls_named(change.id, tables).empty();
  Recall recall = std::move(known).value_or(
      Recall{.issuer = whose, .is_first_of_id = is_first, .notice = {}, .revisions = {}});
  RecallRevision revision;
  revision.statement = statement;
  revision.stated_by = issuer.text();
  revision.recorded_at = recorded_at;
  revision.from = std::min(change.from.value_or(recorded_at), recorded_at);
  if (!recall.revisions.empty()) revision.from = std::max(revision.from, recall.revisions.back().from);
  if (!change.withdrawn) revision.goods = change.goods;
  const RecallRevision* set = recall.set_by_authority();
  for (const RecallGoods& goods : revision.goods) {
    const RecallGoods* stated = set == nullptr ? nullptr : set->goods_of(goods.product);
    const bool repeats = stated != nullptr && *stated == goods && set->counts_about(goods.product);
    if (repeats || may_recall(issuer, goods.product, tables)) revision.entitled.push_back(goods.product);
    put(key_of(Family::recalled_product, goods.product.text(), change.id, whose), {});
  }
  recall.notice = change;
  recall.revisions.push_back(std::move(revision));
  put(key_of(Family::recall, change.id, whose), encode(recall));
}

/// Listed where it was placed; its party, supplier and site stay the same.
void Folding::operator()(const StockOrder& change) {
  RecordedOrder order = stock_order(issuer.text(), change.id, tables)
                            .value_or(RecordedOrder{.party = issuer,
                                                    .what = {},
                                                    .first = statement,
                                                    .placed_at = recorded_at,
                                                    .statement = 0,
                                                    .recorded_at = {}});
  order.statement = statement;
  order.recorded_at = recorded_at;
  if (change.lines.empty()) {
    order.what.closed = change.closed;
  } else {
    if (order.first != statement) erase(ordered_key(issuer, order.what.document));
    order.what = change;
    put(ordered_key(issuer, change.document), change.id);
  }
  const std::string key = key_of(Family::order, issuer.text(), change.id);
  put(key, encode(order));
  const std::string number(packed_ref(event_ref(order.first, 0)));
  const auto list = [&](OrderList all, OrderList open, const gs1::Key& of) {
    const auto row = [&](OrderList one) { return key_of(static_cast<Family>(one), of.text(), number); };
    if (order.first == statement) put(row(all), key);
    if (order.what.closed) {
      erase(row(open));
    } else {
      put(row(open), key);
    }
  };
  list(OrderList::placed, OrderList::placed_open, issuer);
  list(OrderList::placed, OrderList::placed_open, order.what.place);
  if (order.what.supplier) list(OrderList::asked, OrderList::asked_open, *order.what.supplier);
}

}  // namespace

Moved fold(const Change& change, const gs1::Key& issuer, Micros recorded_at, std::uint64_t statement,
           TableWriter& tables) {
  Moved moved;
  std::visit(Folding{issuer, recorded_at, statement, tables, moved}, change.body);
  return moved;
}

}  // namespace stocktrail::master
