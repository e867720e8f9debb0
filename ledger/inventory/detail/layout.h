// ledger/inventory/detail/layout.h: keys and values of the tables of inventory. Private to it;
// docs/inventory.md draws them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/inventory/inventory.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::inventory {

inline constexpr Status statuses[] = {Status::sellable, Status::held, Status::damaged, Status::expired,
                                      Status::recalled};  // In the order in which goods are taken.

/// Goods of one product with one holder: at a place, on the way to one, or in one account outside. Directory
/// entries and movement lists are kept per bucket, so that a new lot needs no new ones.
struct Bucket {
  AccountKind kind{};
  std::string place;
  std::string product;
  auto operator<=>(const Bucket&) const = default;
};
/// A bucket named by texts that stand elsewhere.
struct BucketView {
  BucketView(AccountKind k, std::string_view at, std::string_view of) : kind(k), place(at), product(of) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a bucket is its name.
  BucketView(const Bucket& bucket) : BucketView(bucket.kind, bucket.place, bucket.product) {}
  AccountKind kind;
  std::string_view place, product;
};
AccountKind kind_of_letter(char letter);  // As keys have it: h, t, m, s, c, d, l, u.

/// A part of a key: without the zero byte that ends it in a composed key, and short for GS1 identifiers.
std::string escaped(std::string_view text);
std::string unescaped(std::string_view text);
/// The escaped parts of a composed key, from `key` without its first letter.
std::vector<std::string> parts_of(std::string_view key);

/// Key of a bucket's list of movements; its balances and lots begin with it. A hash, because these keys are
/// written most often, and neighbours that share long texts cost the most to tell apart.
using BucketId = Packed<16>;
BucketId bucket_id(const BucketView& bucket);
std::string balance_key(const BucketId& bucket, const Good& good);

// Table::directory.
/// 'L': of which lots and units a bucket has a balance.
Packed<17> lots_prefix(const BucketId& bucket);
std::string lot_key(const BucketId& bucket, const Good& good);
Good parse_lot_key(std::string_view key, std::string_view product);
/// 'A': what a place has or had: on hand (h), on the way to it (t), on the way from it (o, with where to).
std::string place_prefix(std::string_view place);
std::string places_prefix(std::string_view beginning);  // Of all places whose keys begin so.
std::string place_key(const BucketView& bucket);
std::string outgoing_prefix(std::string_view from, std::string_view product);
std::string outgoing_key(std::string_view from, std::string_view product, std::string_view to);
/// 'P': who has or had a product.
inline constexpr std::string_view products_prefix = "P";
std::string product_prefix(std::string_view product);
std::string product_key(const BucketView& bucket);
/// 'P': the places with stock of a product whose keys begin with `place`.
std::string stock_prefix(std::string_view product, std::string_view place);

/// Within a bucket and lot: whence (in transit) and status.
struct Slot {
  std::string from;
  Status status{};
  auto operator<=>(const Slot&) const = default;
};
using Slots = std::map<Slot, Amount>;
/// Goods that were received before their shipment was reported (unmatched_receipts.h), with the number of
/// their discrepancy.
struct UnmatchedReceipt {
  Micros event_time{};
  EventRef event{};
  unsigned number = 0;
  std::string place;
  auto operator<=>(const UnmatchedReceipt&) const = default;
};
using UnmatchedReceipts = std::map<UnmatchedReceipt, Amount>;  // What is not settled of each.
/// What a bucket has of one lot and unit; in transit, also the unmatched receipts at its place.
struct Balance {
  Slots slots;
  UnmatchedReceipts receipts;
  bool operator==(const Balance&) const = default;
};
std::string pack(const Balance& balance);
Balance unpack_balance(std::string_view value);

/// One element of a movement list.
struct Movement {
  Micros event_time{};
  EventRef event{};
  Slot slot;
  std::string lot, unit;
  Amount amount;
};
std::string pack(const Movement& movement);
Movement unpack_movement(std::string_view element);

void append_account(std::string& out, const Account& account);
Account read_account(Unpacker& bytes);
void append_good(std::string& out, const Good& good);
Good read_good(Unpacker& bytes);
void append_short(std::string& out, std::string_view text);
std::string read_short(Unpacker& bytes);

std::string discrepancy_prefix(
    std::string_view place);  // 'D', place; then the ref and a number of four bytes.
std::string discrepancy_key(std::string_view place, EventRef event, unsigned number);
unsigned discrepancy_number(std::string_view key);
/// 'U' in place of 'D': a receipt that was settled in full.
std::string settled_key(std::string key);
/// A shipment that was reported after the receipt of its goods, and their way.
struct Settlement {
  EventRef settler{};
  Slot way;
  Amount amount;
};
struct NotedDiscrepancy {
  Discrepancy told;  // Of a receipt: the amount that is not settled.
  std::vector<Settlement> settlements;
};
/// As it is listed under `place`, which is one of its two.
std::string pack(const NotedDiscrepancy& noted, const std::string& place);
NotedDiscrepancy unpack_discrepancy(std::string_view key, std::string_view value);
/// The entry under its other place: all places together list each discrepancy once.
bool is_under_other_place(std::string_view value);

}  // namespace stocktrail::inventory
