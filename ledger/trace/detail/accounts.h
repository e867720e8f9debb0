// ledger/trace/detail/accounts.h: on whose account a walk reads. Anyone may state that a thing was in his
// container, made from his goods, or seen a thousand times: what one party stated must not use up what a walk
// may read before it comes to what others did. Private to trace.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>

#include "ledger/state/issuer_lists.h"

namespace stocktrail::trace {

/// What a walk reads: touches, and events that it opens.
enum class Reads : std::uint8_t { touches, events };

/// At every fork each issuer has an account, and with it goes whatever it leads to.
class Accounts {
 public:
  class Account {
   public:
    Account(Account* above, const IssuerTag& issuer) : above_(above), issuer_(issuer) {}

   private:
    friend class Accounts;
    template <typename Item>
    friend class FairQueue;
    Account* above_;
    IssuerTag issuer_;
    std::array<std::size_t, 2> spent_{};   // With those below.
    std::size_t own_cost_ = 0, cost_ = 0;  // By which turns are taken: of itself, and with those below.
    std::size_t own_waiting_ = 0, waiting_ = 0;
    std::map<IssuerTag, std::unique_ptr<Account>> below_;
  };

  /// What one party's statements may cost. All together may cost twice as much.
  Accounts(std::size_t touches, std::size_t events)
      : left_{2 * touches, 2 * events}, touches_an_event_(events == 0 ? 0 : touches / events) {}

  Account& root() { return root_; }
  /// What `issuer` stated about a step in `account`.
  Account& of(Account& account, const IssuerTag& issuer) {
    if (&account != &root_ && account.issuer_ == issuer) return account;
    auto& found = account.below_[issuer];
    if (!found) found = std::make_unique<Account>(&account, issuer);
    return *found;
  }

  /// False, and nothing is spent, if that is more than may be: no account may cost more than is then left to
  /// all the others beside it.
  bool spend(Account& account, Reads what, std::size_t count) {
    if (count > room(account, what)) return false;
    const auto kind = static_cast<std::size_t>(what);
    left_[kind] -= count;
    for (Account* at = &account; at != nullptr; at = at->above_) at->spent_[kind] += count;
    charge(account, what == Reads::events ? count * touches_an_event_ : count);
    return true;
  }
  /// What it may still spend.
  std::size_t room(const Account& account, Reads what) const {
    const auto kind = static_cast<std::size_t>(what);
    if (account.above_ == nullptr) return left_[kind];
    const std::size_t above = room(*account.above_, what), spent = account.spent_[kind];
    return above > spent ? (above - spent + 1) / 2 : 0;
  }
  /// Costs it a later turn, and nothing else: as much as so many touches.
  void charge(Account& account, std::size_t cost) {
    account.own_cost_ += cost;
    for (Account* at = &account; at != nullptr; at = at->above_) at->cost_ += cost;
  }

 private:
  std::array<std::size_t, 2> left_;
  const std::size_t touches_an_event_;
  Account root_{nullptr, {}};
};

}  // namespace stocktrail::trace
