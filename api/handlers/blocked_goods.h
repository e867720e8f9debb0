// api/handlers/blocked_goods.h: what the list for tills holds (crypto/blocked.h). Each owner of products has
// a share of it, so that one who recalls more than there is room for costs nobody else's goods their place.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "crypto/blocked.h"
#include "ledger/state/table.h"

namespace stocktrail::api {

/// Blocked goods of one product.
struct BlockedProduct {
  struct Line {
    std::string path;
    std::uint64_t statement = 0;
    bool is_on_record = false;  // Somebody told its making: such goods come first where not all find room.
  };
  std::string owner;  // Empty: unowned. All these share one share.
  std::vector<Line> lines;
  std::vector<std::string> packages;  // Paths.
  bool is_cut = false;                // There is more than `lines`.
};
using BlockedProducts = std::map<std::string, BlockedProduct>;  // By path.

/// All that is blocked now; of an owner at most `goods_max` lines. Ends early, with anything, once `stops`.
BlockedProducts blocked_products(const TableReader& tables, std::size_t goods_max,
                                 const std::atomic<bool>& stops);

/// How much of `room` each gets that wants so much: who wants little gets all of it, and what is left is
/// shared alike by the others.
std::vector<std::size_t> fair_shares(const std::vector<std::size_t>& wanted, std::size_t room);

struct BlockedRoom {
  std::size_t goods = blocked_goods_max, products = blocked_products_max;
};
/// Fills `goods`, `cut`, `packages` and `complete`.
void fill(BlockedList& list, BlockedProducts products, const BlockedRoom& room = {});

}  // namespace stocktrail::api
