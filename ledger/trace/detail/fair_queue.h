// ledger/trace/detail/fair_queue.h: in which order the ways of a walk are followed: by turns of the accounts
// that they are on. Private to trace.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ledger/trace/detail/accounts.h"

namespace stocktrail::trace {

/// The account that cost least so far is served next; in one account, first come, first served.
template <typename Item>
class FairQueue {
 public:
  using Account = Accounts::Account;
  struct Taken {
    Item item;
    Account* account;
  };

  FairQueue(Accounts& accounts, std::size_t waiting_max) : accounts_(accounts), waiting_max_(waiting_max) {}

  /// False if so much waits in this account that this one is left out.
  bool push(Account& account, Item item) {
    if (account.own_waiting_ >= waiting_max_) return false;
    waiting_[&account].push_back(std::move(item));
    ++account.own_waiting_;
    for (Account* at = &account; at != nullptr; at = at->above_) ++at->waiting_;
    return true;
  }

  std::optional<Taken> take() {
    Account* at = &accounts_.root();
    if (at->waiting_ == 0) return std::nullopt;
    for (;;) {
      Account* next = nullptr;
      for (auto& [issuer, below] : at->below_) {
        if (below->waiting_ > 0 && (next == nullptr || below->cost_ < next->cost_)) next = below.get();
      }
      if (next == nullptr || (at->own_waiting_ > 0 && at->own_cost_ <= next->cost_)) break;
      at = next;
    }
    std::deque<Item>& own = waiting_.at(at);
    Taken taken{std::move(own.front()), at};
    own.pop_front();
    --at->own_waiting_;
    for (Account* of = at; of != nullptr; of = of->above_) --of->waiting_;
    return taken;
  }

 private:
  Accounts& accounts_;
  const std::size_t waiting_max_;
  std::unordered_map<const Account*, std::deque<Item>> waiting_;
};

}  // namespace stocktrail::trace
