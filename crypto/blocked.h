// crypto/blocked.h: the list of what may not be sold, for tills: signed with the key of a log, so that it can
// come by any way and be checked without a connection. docs/formats.md, "List of blocked goods".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/checkpoint.h"

namespace stocktrail {

inline constexpr std::size_t blocked_bytes_max = 64 << 20;
inline constexpr std::size_t blocked_goods_max = 500'000;
inline constexpr std::size_t blocked_products_max = 500'000;  // `cut` and `packages`, together.

/// A lot, an item, or all of a product, as the path of its GS1 Digital Link: "/01/09521141012345/10/L7".
struct BlockedGoods {
  std::string path;
  std::uint64_t statement = 0;  // Index of the one that recalled it, or what it was made of.
  auto operator<=>(const BlockedGoods&) const = default;
};

/// Lots have the same number on a product and its packages, and are listed under the product.
struct BlockedPackage {
  std::string path, product;  // "/01/19521141012342", "/01/09521141012345"
  auto operator<=>(const BlockedPackage&) const = default;
};

struct BlockedList {
  Checkpoint made_from;
  std::int64_t at = 0;                   // When it was signed: seconds since 1970.
  bool complete = true;                  // False: more is blocked, also of products that it does not name.
  std::vector<BlockedGoods> goods;       // In the order of paths, each once.
  std::vector<std::string> cut;          // Products of which more is blocked than `goods` names; in order.
  std::vector<BlockedPackage> packages;  // Of products in `goods` and `cut`, in the order of paths.

  /// The entry of one of these paths; nullptr: none is blocked. Whoever looks for an item asks for the item,
  /// its lot and its product, and for lots of the product that a package holds.
  const BlockedGoods* find(std::string_view path) const;
  bool is_cut(std::string_view product) const;
  /// What the package holds; of all else the product itself.
  std::string_view product_of(std::string_view product) const;
};

/// SHA-256 of what is blocked: lists with the same one block the same.
Digest digest_of(const BlockedList& list);

/// Under the origin as the key's name.
std::string sign_blocked(const BlockedList& list, const SigningKey& key);
/// The one text of a list that `log` signed; anything else is refused.
Result<BlockedList> open_blocked(std::string_view file, const NoteVerifier& log);

}  // namespace stocktrail
