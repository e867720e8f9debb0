// ledger/master/recall.h: recalls as statements: what is recalled, why, and what to do. Everyone may read all
// of them. docs/formats.md, "Recalls", has the shape; docs/decisions/0014-recalls.md says whose count.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/json.h"
#include "ledger/master/master.h"
#include "ledger/state/changes.h"

namespace stocktrail::master {

struct RecallLimits {
  static constexpr std::size_t recall_products_max = 100;
  static constexpr std::size_t recall_lots_max = 1'000;        // Lots and serial numbers, in all.
  static constexpr std::size_t recall_text_bytes_max = 2'000;  // Of a reason, hazard or advice.
  static constexpr std::size_t recall_links_max = 10;
  static constexpr std::size_t recall_revisions_max = 100;
};

/// Goods of one product: some lots, some items, or all of it.
struct RecallGoods {
  gs1::Key product;
  std::vector<std::string> lots, serials;  // Sorted; both empty: all of it.
  bool is_all() const { return lots.empty() && serials.empty(); }
  /// All that `other` names, or more.
  bool covers(const RecallGoods& other) const;
  bool operator==(const RecallGoods&) const = default;
};

/// An identifier of a product with one of its numbers, of a lot (10) or an item (21).
Result<gs1::Key> numbered_key(const gs1::Key& product, std::string_view ai, std::string_view number);
/// What is recalled: lots and items, or the product.
std::vector<gs1::Key> keys_of(const RecallGoods& goods);

/// `{"goods":[...]}` alone, checked as in a recall; faults are told with the path "$.goods...".
Result<std::vector<RecallGoods>> parse_recalled_goods(const json::Value& body);

struct RecallText {
  std::string text;
  Names texts;
};

struct RecallLink {
  std::string url;  // https
  RecallText title;
};

/// What a statement says; the next one of the same recall replaces it.
struct RecallNotice {
  std::string id;
  std::optional<gs1::Key> issuer = {};  // Whose recall it is a revision of, where that is told.
  std::vector<RecallGoods> goods;       // Each product once, in the order of products.
  RecallText reason, hazard, advice;
  Contact contact;
  std::vector<RecallLink> links;
  std::optional<Micros> from;  // Missing: when it is recorded.
  bool withdrawn = false;
};

/// What one statement made of a recall.
struct RecallRevision {
  std::uint64_t statement = 0;
  std::string stated_by;
  Micros recorded_at{};
  Micros from{};                   // Not before the one before it.
  std::vector<gs1::Key> entitled;  // Products of which its word counted when it was recorded.
  std::vector<RecallGoods> goods;  // None: it was withdrawn.

  /// What it says of a product; nullptr: nothing.
  const RecallGoods* goods_of(const gs1::Key& product) const;
  bool counts_about(const gs1::Key& product) const;  // As far as `entitled` tells.
};

/// Ids are each party's own.
struct Recall {
  std::string issuer;          // Who stated it first.
  bool is_first_of_id = true;  // In the log: nobody else had one with this id.
  RecallNotice notice;
  std::vector<RecallRevision> revisions;  // In log order; never empty.

  /// What stands since this statement; nullptr: it is none of this recall.
  const RecallRevision* revision_of(std::uint64_t statement) const;
  /// The last revision that an authority stated of another's recall; nullptr: none, or it withdrew it. Only
  /// an authority takes something away from that.
  const RecallRevision* set_by_authority() const;
};

std::optional<Recall> recall(std::string_view id, std::string_view issuer, const TableReader& tables);
/// All with this id.
std::vector<Recall> recalls_named(std::string_view id, const TableReader& tables);
/// The one that this statement made a revision of.
std::optional<Recall> recall_of(std::string_view id, std::uint64_t statement, const TableReader& tables);
/// Whose recall a statement by this party is about, before it is recorded: as it says, else its own. Of an
/// authority that has none of this id, the one of another that named one of its products, if only one did.
std::string issuer_meant(const RecallNotice& notice, const gs1::Key& by, const TableReader& tables);
/// In the order of ids, then issuers: at most `limit` after `after`, which is place_of() the last; empty:
/// from the first.
std::vector<Recall> recalls(std::string_view after, std::size_t limit, const TableReader& tables);
std::string place_of(const Recall& recall);
/// All that ever named this product.
std::vector<Recall> recalls_of(const gs1::Key& product, const TableReader& tables);

/// What ChangeFeed knows recalls by that name a product.
ChangeTag recalls_tag(const gs1::Key& product);

/// Authorities, and operators: their word counts about everybody's goods.
bool is_authority(const gs1::Key& party, const TableReader& tables);
/// True for an authority and for the owner of the product. Of a product that nobody owns, makers of its lots
/// may recall these, which the books know.
bool may_recall(const gs1::Key& party, const gs1::Key& product, const TableReader& tables);

}  // namespace stocktrail::master
