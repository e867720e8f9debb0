// ledger/master/change.h: master-data statements: their checked bodies, who may make them, and what they do
// to the tables. Shapes and rights: docs/formats.md, "Statement".
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crypto/json.h"
#include "ledger/master/recall.h"
#include "ledger/master/settlement.h"
#include "ledger/master/stock_order.h"

namespace stocktrail::master {

/// A key as its statement gives it; what it leaves open is set when it is recorded.
struct KeyDraft {
  PublicKey key;
  std::string key_id;
  std::optional<Micros> valid_from;  // Missing: from the recorded time of the statement.
  std::optional<Micros> valid_until;
  bool custodial = false;
};

/// States a party. What is missing stays as it was; roles, places and a contact that are given replace the
/// old ones, keys are added.
struct PartyChange {
  gs1::Key id;
  std::string name;
  std::optional<Names> names;
  std::optional<std::vector<std::string>> roles;
  std::optional<std::vector<Place>> places;
  std::vector<KeyDraft> keys;
  std::optional<Contact> contact;
};

struct KeyChange {
  struct Revocation {
    std::string key_id;
    std::optional<Micros> at;  // Missing: the recorded time of the statement.
    std::string reason;
  };
  gs1::Key party;
  std::vector<KeyDraft> add;
  std::vector<Revocation> revoke;
};

/// A checked body. Certificate::stated_by and the statement indexes are set by fold(), and so is
/// Product::owner where the body leaves it empty.
struct Change {
  std::variant<PartyChange, KeyChange, Product, Certificate, Policy, RecallNotice, Settlement, StockOrder>
      body;
};

/// The stored form of a change: what a replay folds, whatever the parser of that day makes of the statement.
std::string encode(const Change& change);
/// nullopt for bytes that encode() did not give.
std::optional<Change> decode_change(std::string_view bytes);

/// Checks the claim named `kind` ("party", "key", "product", "certificate", "policy", "recall",
/// "settlement", "order"). Stateless, any thread. Errors tell the JSON path, e.g. `$.party.places[2].id`.
Result<Change> parse_change(std::string_view kind, const json::Value& body);

/// The certificate that a statement of `issuer` changes: its own of this id, else, for an operator, the
/// public one.
std::optional<Certificate> certificate_before(const Certificate& change, const gs1::Key& issuer,
                                              const TableReader& tables);

/// Whom a package belongs to that a product statement names: `first_come`, whoever named it first, as
/// statements of before rules 5 were admitted; `owned`, goods_owner() of ledger/master/goods.h.
enum class GoodsRules : std::uint8_t { first_come, owned };

/// Why `issuer`, which signed with the registered key `key_id`, may not state this now; nullopt if it may. An
/// empty table takes one thing only: the operator's own admission, signed with a key that it names.
std::optional<Error> refuse(const Change& change, const gs1::Key& issuer, std::string_view key_id,
                            GoodsRules goods, const TableReader& tables);

/// Why a statement of any kind that `issuer` signed with `key_id` at `issued_at` (`iat`, seconds) cannot be
/// recorded at this time: the key is not registered, is another party's, or the time is none in which it may
/// sign (crypto/signing_time.h). Later revocation does not touch it.
std::optional<Error> refuse_signer(const gs1::Key& issuer, std::string_view key_id, std::int64_t issued_at,
                                   Micros recorded_at, const TableReader& tables);
/// The same for a key that the caller has looked up.
std::optional<Error> refuse_signer(const gs1::Key& issuer, const KeyOwner& owner, std::int64_t issued_at,
                                   Micros recorded_at);

/// What a change made true that the books of goods hang on.
struct Moved {
  std::vector<gs1::Key> places;    // Of another party than before, or of none any more.
  std::vector<gs1::Key> products;  // Packages that hold something else, and what they hold or held.
};
/// Applies a change that was not refused. Deterministic: the same records give the same bytes.
Moved fold(const Change& change, const gs1::Key& issuer, Micros recorded_at, std::uint64_t statement,
           TableWriter& tables);

}  // namespace stocktrail::master
