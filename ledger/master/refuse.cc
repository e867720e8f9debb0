// Who may state what: the stateful half of admission for master data.
#include <algorithm>

#include "ledger/master/change.h"
#include "ledger/master/detail/layout.h"
#include "ledger/master/detail/name_rules.h"
#include "ledger/master/detail/order_rules.h"
#include "ledger/master/detail/supply_rules.h"
#include "ledger/master/goods.h"

namespace stocktrail::master {
namespace {

constexpr std::string_view operator_role = "operator";

std::optional<Error> forbidden(std::string detail, std::string where = {}) {
  return Error{ErrorCode::forbidden, std::move(detail), std::move(where)};
}
std::optional<Error> conflict(std::string detail, std::string where = {}) {
  return Error{ErrorCode::conflict, std::move(detail), std::move(where)};
}
std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::optional<Error> not_registered(const gs1::Key& party, std::string where) {
  return Error{ErrorCode::not_found,
               party.text() + " is no registered party: the operator must admit it first", std::move(where)};
}

bool is_operator(const gs1::Key& id, const TableReader& tables) {
  const auto found = party(id, tables);
  return found && found->has_role(operator_role);
}

/// The rules for one statement; each gives the first objection.
struct Judging {
  const gs1::Key& issuer;
  std::string_view key_id;
  GoodsRules goods_rules;
  const TableReader& tables;

  std::optional<Error> operator()(const PartyChange& change) const;
  std::optional<Error> operator()(const KeyChange& change) const;
  std::optional<Error> operator()(const Product& change) const;
  std::optional<Error> operator()(const Certificate& change) const;
  std::optional<Error> operator()(const Policy& change) const;
  std::optional<Error> operator()(const RecallNotice& change) const;
  std::optional<Error> operator()(const Settlement& change) const;
  std::optional<Error> operator()(const StockOrder& change) const {
    return refuse_order(change, issuer, tables);
  }

  std::optional<Error> judge_first(const PartyChange& change) const;
  std::optional<Error> judge_own(const PartyChange& change, const Party& before) const;
  std::optional<Error> judge_names(const PartyChange& change, const Party& before) const;
  std::optional<Error> judge_places(const PartyChange& change) const;
  std::optional<Error> judge_supply(const PartyChange& change, const Party* before) const;
  std::optional<Error> judge_privacy(const PartyChange& change, const Party* before) const;
  std::optional<Error> judge_goods(const gs1::Key& gtin, std::string where) const;
  std::optional<Error> judge_keys(const gs1::Key& of, const std::vector<KeyDraft>& drafts,
                                  const Party* before, std::string_view path) const;
};

/// The operator's own admission is the one statement that nobody could have allowed.
std::optional<Error> Judging::judge_first(const PartyChange& change) const {
  if (!change.roles || std::ranges::find(*change.roles, operator_role) == change.roles->end())
    return forbidden("the first statement of a log must admit a party with the role operator",
                     "$.party.roles");
  if (change.id != issuer) return forbidden("the operator must sign its own admission", "$.party.id");
  if (std::ranges::find(change.keys, key_id, &KeyDraft::key_id) == change.keys.end())
    return forbidden("the operator's admission must name the key that it is signed with", "$.party.keys");
  return std::nullopt;
}

std::optional<Error> Judging::judge_own(const PartyChange& change, const Party& before) const {
  if (change.roles && *change.roles != before.roles)
    return forbidden("only the operator may change the roles of a party: leave them out", "$.party.roles");
  for (std::size_t i = 0; i < change.keys.size(); ++i)
    if (std::ranges::find(before.keys, change.keys[i].key_id, &PartyKey::key_id) == before.keys.end())
      return forbidden("a party adds a key of its own with a statement of kind key", at("$.party.keys", i));
  return std::nullopt;
}

/// The name of who reported a recall is read as much as the recall: only the operator, who knows the parties,
/// may give two of them names that look the same. What he gave, a party may go on stating.
std::optional<Error> Judging::judge_names(const PartyChange& change, const Party& before) const {
  std::vector<std::pair<std::string, std::string>> named{{"$.party.name", change.name}};
  for (const auto& [language, name] : change.names.value_or(Names{}))
    named.emplace_back("$.party.names." + language, name);
  for (const auto& [where, name] : named) {
    const bool had_it = name == before.name || std::ranges::any_of(before.names, [&](const auto& known) {
                          return known.second == name;
                        });
    if (had_it) continue;
    if (auto fault = sign_fault(name)) return fail(ErrorCode::invalid_argument, *fault, where).error();
    const std::string prefix = key_of(Family::name, folded_name(name), {});
    std::string other;
    tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
      if (key.substr(prefix.size()) != before.id.text()) other = key.substr(prefix.size());
      return other.empty();
    });
    if (!other.empty())
      return conflict("\"" + name + "\" is, or looks like, a name of " + other +
                          ": choose another, or ask the operator to state it",
                      where);
  }
  return std::nullopt;
}

std::optional<Error> Judging::judge_places(const PartyChange& change) const {
  if (!change.places) return std::nullopt;
  for (std::size_t i = 0; i < change.places->size(); ++i) {
    const gs1::Key& id = (*change.places)[i].id;
    const auto owner = place_or_whole(id, tables);
    if (!owner || owner->party == change.id) continue;
    const std::string whose = owner->place.is_public ? owner->party.text() : "another party";
    return conflict(id.text() + " is a place, or part of a place, of " + whose + " already",
                    "$.party.places");
  }
  return std::nullopt;
}

/// Not across parties: a refusal would tell what others said of their places.
std::optional<Error> Judging::judge_supply(const PartyChange& change, const Party* before) const {
  if (!change.places) return std::nullopt;
  const std::vector<Place> places = with_suppliers(*change.places, before);
  const Place* const place = supplied_from_itself(places);
  if (place == nullptr) return std::nullopt;
  return fail(ErrorCode::invalid_argument,
              place->id.text() +
                  " would be supplied from itself, by way of what its suppliers are supplied from",
              "$.party.places")
      .error();
}

/// Every proof of what a party signed holds, whole, the statements that admitted the party and registered its
/// keys, and proofs are handed to anyone: these must not tell of places that are not public, or whom to call.
std::optional<Error> Judging::judge_privacy(const PartyChange& change, const Party* before) const {
  const bool adds_key = std::ranges::any_of(
      change.keys, [this](const KeyDraft& draft) { return !key_owner(draft.key_id, tables); });
  const bool makes_operator = change.roles && std::ranges::count(*change.roles, "operator") > 0;
  if (change.contact && (before == nullptr || adds_key || makes_operator))
    return forbidden(
        "every proof of what the party signs or admits will show this statement, and with it whom to call: "
        "leave contact out here, and state it in a statement of its own",
        "$.party.contact");
  if ((before != nullptr && !adds_key) || !change.places) return std::nullopt;
  for (std::size_t i = 0; i < change.places->size(); ++i)
    if (!(*change.places)[i].is_public)
      return forbidden(
          (*change.places)[i].id.text() +
              " is not public, but every proof of what the party signs will show this statement: leave the "
              "place out, or make it \"public\":true; once admitted, let the party state it, or state it "
              "without keys",
          at("$.party.places", i));
    else if ((*change.places)[i].supplied_from)
      return forbidden(
          "every proof of what the party signs will show this statement, and with it what its places are "
          "supplied from: leave suppliedFrom out here, and state it without keys",
          at("$.party.places", i) + ".suppliedFrom");
  return std::nullopt;
}

std::optional<Error> Judging::judge_keys(const gs1::Key& of, const std::vector<KeyDraft>& drafts,
                                         const Party* before, std::string_view path) const {
  std::size_t count = before == nullptr ? 0 : before->keys.size();
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const KeyDraft& draft = drafts[i];
    const auto owner = key_owner(draft.key_id, tables);
    if (owner && owner->party != of)
      return conflict("the key " + draft.key_id + " is registered for another party already: make a new one",
                      at(path, i));
    if (owner) continue;
    if (++count > MasterLimits::keys_per_party_max)
      return Error{ErrorCode::too_large,
                   "a party may have at most " + std::to_string(MasterLimits::keys_per_party_max) + " keys",
                   std::string(path)};
    if (draft.custodial && !custodial_allowed(of, tables))
      return forbidden("no policy of type custodial lets the server hold a key for " + of.text(),
                       at(path, i));
  }
  return std::nullopt;
}

std::optional<Error> Judging::operator()(const PartyChange& change) const {
  const auto before = party(change.id, tables);
  if (!tables.get(Table::master, key_of(Family::bootstrapped))) {
    if (auto error = judge_first(change)) return error;
  } else if (is_operator(issuer, tables)) {
    // Without an operator nobody could ever be admitted again.
    if (change.id == issuer && change.roles &&
        std::ranges::find(*change.roles, operator_role) == change.roles->end())
      return forbidden("an operator cannot give up its own role: another operator must state it",
                       "$.party.roles");
  } else if (change.id != issuer) {
    return forbidden("only the operator may state another party", "$.party.id");
  } else if (!before) {
    return forbidden("only the operator may admit a party", "$.party.id");
  } else if (auto error = judge_own(change, *before)) {
    return error;
  } else if (auto looks_alike = judge_names(change, *before)) {
    return looks_alike;
  }
  if (auto error = judge_places(change)) return error;
  if (auto error = judge_supply(change, before ? &*before : nullptr)) return error;
  if (auto error = judge_privacy(change, before ? &*before : nullptr)) return error;
  return judge_keys(change.id, change.keys, before ? &*before : nullptr, "$.party.keys");
}

std::optional<Error> Judging::operator()(const KeyChange& change) const {
  const auto of = party(change.party, tables);
  if (!of) return not_registered(change.party, "$.key.party");
  if (change.party != issuer) {
    if (!is_operator(issuer, tables))
      return forbidden("only the party itself or the operator may do this", "$.key.party");
    if (!change.add.empty())
      return forbidden("the operator adds keys of a party with a statement of kind party", "$.key.add");
  }
  for (std::size_t i = 0; i < change.add.size(); ++i)
    if (key_owner(change.add[i].key_id, tables))
      return conflict("the key " + change.add[i].key_id + " is registered already", at("$.key.add", i));
  if (auto error = judge_keys(change.party, change.add, &*of, "$.key.add")) return error;
  std::size_t left = change.add.size();
  for (const PartyKey& key : of->keys) left += key.revoked_at ? 0 : 1;
  for (std::size_t i = 0; i < change.revoke.size(); ++i) {
    const auto key = std::ranges::find(of->keys, change.revoke[i].key_id, &PartyKey::key_id);
    if (key == of->keys.end())
      return Error{ErrorCode::not_found, "the party has no key " + change.revoke[i].key_id,
                   at("$.key.revoke", i)};
    // A sooner end is no repetition: a key can be stolen before a rotation is over.
    const auto& end = change.revoke[i].at;
    if (key->revoked_at && (!end || *end >= *key->revoked_at))
      return conflict("the key " + change.revoke[i].key_id + " is revoked already", at("$.key.revoke", i));
    left -= key->revoked_at ? 0 : 1;
  }
  if (left == 0 && of->has_role(operator_role))
    return forbidden("the operator cannot revoke its last key: add a new one first", "$.key.revoke");
  return std::nullopt;
}

std::optional<Error> Judging::operator()(const Product& change) const {
  const bool is_by_operator = is_operator(issuer, tables);
  if (!change.owner.empty()) {
    if (!is_by_operator)
      return forbidden("only the operator may say whose a product is: leave the owner out",
                       "$.product.owner");
    const auto owner = gs1::parse_key(change.owner);
    ST_CHECK(owner.has_value());
    if (!party(*owner, tables)) return not_registered(*owner, "$.product.owner");
  }
  if (is_by_operator) return std::nullopt;
  const auto before = product(change.id, tables);
  if (before && before->owner != issuer.text())
    return forbidden(
        change.id.text() + " belongs to " + before->owner + ", so only it or the operator may change it",
        "$.product.id");
  if (auto error = before ? std::nullopt : judge_goods(change.id, "$.product.id")) return error;
  if (goods_rules == GoodsRules::first_come) return std::nullopt;
  for (std::size_t i = 0; i < change.packaging.size(); ++i)
    if (auto error = judge_goods(change.packaging[i].id, at("$.product.packaging", i) + ".id")) return error;
  return std::nullopt;
}

/// Goods of another would be counted as this statement says.
std::optional<Error> Judging::judge_goods(const gs1::Key& gtin, std::string where) const {
  const auto held = package(gtin, tables);
  if (goods_rules == GoodsRules::first_come && !held) return std::nullopt;
  const std::string owner = goods_owner(gtin, tables);
  if (owner.empty() || owner == issuer.text()) return std::nullopt;
  const bool is_product = product(gtin, tables).has_value();
  const gs1::Key of = product(base_item(gtin), tables) || !held ? base_item(gtin) : held->product;
  return forbidden(gtin.text() + (is_product ? "" : " is a package of " + of.text() + ", which") +
                       " belongs to " + owner + ", so only it or the operator may state it",
                   std::move(where));
}

std::optional<Error> Judging::operator()(const Certificate& change) const {
  const auto before = certificate_before(change, issuer, tables);
  const auto known = public_certificate(change.id, tables);
  const std::string_view stated_by = before ? before->stated_by : issuer.text();
  // One that is not public must look as if it were not there.
  if (!known || known->stated_by == stated_by || (before && !change.is_public)) return std::nullopt;
  return conflict(
      "the certificate id \"" + change.id + "\" is in use by " + known->stated_by + ": choose another",
      "$.certificate.id");
}

std::optional<Error> Judging::operator()(const Policy& change) const {
  if (!is_operator(issuer, tables)) return forbidden("only the operator may state policies", "$.policy");
  if (!party(change.party, tables)) return not_registered(change.party, "$.policy.party");
  if (change.places_of && !party(*change.places_of, tables))
    return not_registered(*change.places_of, "$.policy.places_of");
  const auto before = policy(change.id, tables);
  if (before && (before->type != change.type || before->party != change.party))
    return conflict("the policy \"" + change.id + "\" has another type or party: choose another id",
                    "$.policy.id");
  return std::nullopt;
}

std::optional<Error> Judging::operator()(const Settlement& change) const {
  if (!may_settle_at(issuer, change.place, tables))
    return forbidden(change.place.text() + " is no place at which " + issuer.text() +
                         " may report, so what does not fit there is for others to settle",
                     "$.settlement.place");
  if (said_of(change.id, change.place, tables).size() < settlements_max) return std::nullopt;
  return fail(ErrorCode::too_large,
              "there are " + std::to_string(settlements_max) +
                  " settlements of this discrepancy, as many as there may be",
              "$.settlement.id")
      .error();
}

/// Nobody but an authority releases what one recalled.
std::optional<Error> releases_of_authority(const RecallNotice& change, const RecallRevision& set) {
  const bool is_kept = std::ranges::all_of(set.goods, [&](const RecallGoods& goods) {
    return std::ranges::any_of(change.goods, [&](const RecallGoods& now) { return now.covers(goods); });
  });
  if (is_kept && !change.withdrawn) return std::nullopt;
  return forbidden(
      "the authority " + set.stated_by +
          " stated what this recall names, and only an authority releases any of it: name all of "
          "it, or ask there",
      change.withdrawn ? "$.recall.withdrawn" : "$.recall.goods");
}

/// Whose goods they are is known here; who made lots of a product that nobody owns, only the books know.
std::optional<Error> Judging::operator()(const RecallNotice& change) const {
  const std::string whose = issuer_meant(change, issuer, tables);
  const auto before = recall(change.id, whose, tables);
  const bool is_by_authority = is_authority(issuer, tables);
  if (whose != issuer.text() && !is_by_authority)
    return forbidden("only " + whose + " and authorities change or lift a recall of " + whose +
                         ": leave \"issuer\" out to state one of your own under this id",
                     "$.recall.issuer");
  if (whose != issuer.text() && !before)
    return fail(ErrorCode::not_found, whose + " has stated no recall with this id", "$.recall.issuer")
        .error();
  const bool is_last_word = change.withdrawn && before && !before->revisions.back().goods.empty();
  if (before && before->revisions.size() >= RecallLimits::recall_revisions_max && !is_last_word)
    return fail(ErrorCode::too_large,
                "the recall has " + std::to_string(before->revisions.size()) +
                    " revisions, as many as there may be: state the rest under another id",
                "$.recall.id")
        .error();
  if (is_by_authority) return std::nullopt;
  const RecallRevision* set = before ? before->set_by_authority() : nullptr;
  if (set != nullptr)
    if (auto refused = releases_of_authority(change, *set)) return refused;
  if (change.withdrawn && before) return std::nullopt;
  for (std::size_t i = 0; i < change.goods.size(); ++i) {
    const RecallGoods& goods = change.goods[i];
    const RecallGoods* stated = set == nullptr ? nullptr : set->goods_of(goods.product);
    if (stated != nullptr && *stated == goods) continue;
    if (stated != nullptr && !may_recall(issuer, goods.product, tables))
      return forbidden("of " + goods.product.text() + " this recall says what the authority " +
                           set->stated_by + " stated: name more of it under another id",
                       at("$.recall.goods", i));
    const auto known = product(goods.product, tables);
    if (known && known->owner != issuer.text())
      return forbidden(
          goods.product.text() + " belongs to " + known->owner + ", so only it or an authority may recall it",
          at("$.recall.goods", i) + ".product");
    if (!known && goods.is_all())
      return forbidden("nobody has stated " + goods.product.text() +
                           ": state the product first, or name the lots that you made",
                       at("$.recall.goods", i));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Certificate> certificate_before(const Certificate& change, const gs1::Key& issuer,
                                              const TableReader& tables) {
  auto own = certificate(change.id, issuer.text(), tables);
  if (own || !is_operator(issuer, tables)) return own;
  return public_certificate(change.id, tables);
}

std::optional<Error> refuse(const Change& change, const gs1::Key& issuer, std::string_view key_id,
                            GoodsRules goods, const TableReader& tables) {
  if (!std::holds_alternative<PartyChange>(change.body) &&
      !tables.get(Table::master, key_of(Family::bootstrapped)))
    return forbidden("the first statement of a log must admit the operator");
  return std::visit(Judging{issuer, key_id, goods, tables}, change.body);
}

}  // namespace stocktrail::master
