// ledger/trace/detail/fair_queue.h: in which order the ways of a walk are followed. Anyone may state that a
// thing was in his container or made from his goods, in any number: what one party stated must not use up
// what a walk may read before it comes to what others did. Private to trace.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "ledger/state/issuer_lists.h"

namespace stocktrail::trace {

/// At every fork each issuer has an account, and with it goes whatever it leads to. The account that cost
/// least so far is served next; in one account, first come, first served.
template <typename Item>
class FairQueue {
 public:
  class Account {
   public:
    explicit Account(Account* above, const IssuerTag& issuer) : above_(above), issuer_(issuer) {}

   private:
    friend class FairQueue;
    Account* above_;
    IssuerTag issuer_;
    std::deque<Item> own_;
    std::size_t own_cost_ = 0, cost_ = 0;  // Of itself, and with those below.
    std::size_t waiting_ = 0;              // Here and below.
    std::map<IssuerTag, std::unique_ptr<Account>> below_;
  };
  struct Taken {
    Item item;
    Account* account;
  };

  explicit FairQueue(std::size_t waiting_max) : waiting_max_(waiting_max) {}

  Account& root() { return root_; }
  /// Of what `issuer` stated about a step in `account`.
  Account& account_of(Account& account, const IssuerTag& issuer) {
    if (&account != &root_ && account.issuer_ == issuer) return account;
    auto& found = account.below_[issuer];
    if (!found) found = std::make_unique<Account>(&account, issuer);
    return *found;
  }

  /// False if so much waits in this account that this one is left out.
  bool push(Account& account, Item item) {
    if (account.own_.size() >= waiting_max_) return false;
    account.own_.push_back(std::move(item));
    for (Account* at = &account; at != nullptr; at = at->above_) ++at->waiting_;
    return true;
  }

  std::optional<Taken> take() {
    Account* at = &root_;
    if (at->waiting_ == 0) return std::nullopt;
    for (;;) {
      Account* next = nullptr;
      for (auto& [issuer, below] : at->below_) {
        if (below->waiting_ > 0 && (next == nullptr || below->cost_ < next->cost_)) next = below.get();
      }
      if (next == nullptr || (!at->own_.empty() && at->own_cost_ <= next->cost_)) break;
      at = next;
    }
    Taken taken{std::move(at->own_.front()), at};
    at->own_.pop_front();
    for (Account* of = at; of != nullptr; of = of->above_) --of->waiting_;
    return taken;
  }

  void charge(Account& account, std::size_t cost) {
    account.own_cost_ += cost;
    for (Account* at = &account; at != nullptr; at = at->above_) at->cost_ += cost;
  }

 private:
  const std::size_t waiting_max_;
  Account root_{nullptr, {}};
};

}  // namespace stocktrail::trace
