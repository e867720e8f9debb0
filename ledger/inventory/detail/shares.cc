#include "ledger/inventory/detail/shares.h"

#include <algorithm>
#include <map>

namespace stocktrail::inventory {
namespace {

using books::Owners;

Amount total_of(const books::Book& book, const std::string& lot) {
  Amount sum;
  for (auto at = book.stock.lower_bound({lot, {}, {}}); at != book.stock.end() && at->first.lot == lot; ++at)
    sum += at->second;
  return sum;
}

/// From what is left of a lot. What is beyond it, or less than nothing, is of the first.
std::vector<Owners::Share> taken(std::vector<Owners::Share>& left, Amount amount) {
  std::vector<Owners::Share> shares;
  for (Owners::Share& one : left) {
    const Amount some = std::min(one.amount, std::max(Amount(), amount));
    if (some.is_zero()) continue;
    shares.push_back({one.owner, some});
    one.amount -= some;
    amount -= some;
  }
  if (!amount.is_zero()) shares.push_back({left.front().owner, amount});
  return shares;
}

}  // namespace

std::vector<SharedSlot> shared_slots(const books::Book& book) {
  std::vector<SharedSlot> slots;
  std::map<std::string, std::vector<Owners::Share>> left;  // By lot: not yet of a slot.
  for (const auto& [slot, amount] : book.stock) {
    SharedSlot& one = slots.emplace_back(slot, amount);
    if (book.owners.empty()) continue;
    one.presumed = book.is_presumed(slot.lot);
    const auto owners = book.owners.find(slot.lot);
    if (owners == book.owners.end()) continue;
    const Amount total = total_of(book, slot.lot);
    const auto [rest, is_first] = left.try_emplace(slot.lot);
    if (is_first) rest->second = owners->second.split(std::max(Amount(), total));
    const bool is_split = owners->second.shares.size() > 1 && total != amount;
    one.presumed = one.presumed || owners->second.presumed || is_split;
    one.shares = taken(rest->second, amount);
  }
  return slots;
}

}  // namespace stocktrail::inventory
