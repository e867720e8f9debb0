// ledger/books/detail/shelf.h: the stock of one good at one site, and the only place that changes it. Each
// change is posted with its counterpart, so sums stay zero.
#pragma once

#include <span>

#include "ledger/books/step.h"

namespace stocktrail::books {

/// From which statuses goods are taken, in order.
using StatusOrder = std::span<const Status>;
inline constexpr Status sellable_first[] = {Status::sellable, Status::held, Status::damaged, Status::expired,
                                            Status::recalled};
inline constexpr Status sellable_only[] = {Status::sellable};
inline constexpr Status held_only[] = {Status::held};
inline constexpr Status sellable_last[] = {Status::recalled, Status::damaged, Status::expired, Status::held,
                                           Status::sellable};

struct Want {
  std::string lot;  // Empty: any.
  Amount amount;
  StatusOrder order = sellable_first;
  std::string part{};                // Preferred.
  const std::string* box = nullptr;  // Out of this box; else loose goods first, then the oldest boxes.
  bool exact = false;                // An empty lot means goods of no told lot.
  bool only_here = false;            // Goods of other parts of the site stay.
  bool unfit_first = false;          // Lots that may not be sold come before all others of a status.
};
struct Taken {
  Slot slot;
  Amount amount;
  bool presumed = false;
  Owners owners = {};
};

class Shelf {
 public:
  Shelf(World& world, std::string site, Good good);

  Book& book() { return book_; }
  Amount total() const;
  Amount balance(const std::string& lot) const;
  /// Positive stock of a lot (empty: of any) in these statuses.
  Amount available(const std::string& lot, StatusOrder order) const;

  /// What of a lot may be here: also goods of no told lot, those that came under a presumed one, and others
  /// as far as draws from this lot were only presumed.
  Amount possible(const std::string& lot) const;

  /// Goods come, from `other`. Pays what was drawn before they were told. `whose`: of what was on its way.
  void put(const Slot& slot, Amount amount, const Account& other, const Owners& whose = {});
  /// Goods go, to `other`: what is there, in order; what is not there makes the stock negative.
  std::vector<Taken> take(const Want& want, Account other);
  /// At most `want.amount` into another status; gives how much.
  Amount restate(const Want& want, Status status);
  /// At most so much to another part of the site; where `from` is told, from it or no part.
  Amount put_away(const std::string& lot, Amount amount, const std::string& from, const std::string& to);
  /// It will be counted at this instant.
  void announce_count(const Scope& scope) { book_.counting.insert(scope); }
  /// Counts of several lots are one statement: what was presumed of some is of those of which more was
  /// counted.
  void agree(const std::map<std::string, Amount>& counted, std::optional<Status> status,
             const std::string& part);
  /// Sets what is there: of a lot or of all, in a status or in all. At a part of the site: what is known to
  /// be in other parts stays, and what may be in those that are counted at this instant, too; what was in no
  /// known part is in this one from now on.
  void count(const Scope& scope, Amount amount);
  /// How much may be in this part of the site; empty: in all.
  Amount available_in(const std::string& part, const std::string& lot, StatusOrder order) const;
  /// What was sent, and presumed to be of `presumed`, is of `told`; gives how much could be set right.
  Amount tell_sent(const std::string& presumed, const std::string& told, Amount amount);

  /// So much of what came under a lot that nobody told is of another: also what was drawn of it since without
  /// a lot. `presumed`: nobody told that one either.
  enum class Word : std::uint8_t { told, presumed };
  void be_of(const std::string& guessed, const std::string& lot, Amount amount, Word word);

  /// So much of the goods here that have no lot, or one that was only presumed, is of this one.
  void be_told(const std::string& lot, Amount amount, const std::string& part) {
    if (amount > Amount()) turn_out(lot, sellable_first, amount, part);
  }

  /// So much is of `to` from now on, of what is of `from`, or of nobody who was told: where it is. An owner
  /// who is none is the party of the place.
  void change_owner(const std::string& lot, Amount amount, const Owner& to, const std::string& from);

  /// Goods of the site go into a box: loose ones first, then out of the oldest others.
  void box_up(const std::string& box, const LotStatus& line, Amount amount);
  /// Nothing is taken from the stock: it is loose from now on.
  void unbox(const std::string& box, const std::string& lot, Amount amount);

 private:
  struct Pick {
    Slot slot;
    Amount amount;
  };
  struct Choice;
  std::vector<Pick> pick(const Want& want) const;
  Choice choice(const std::pair<const Slot, Amount>& stock, const Want& want) const;
  using StockList = std::vector<std::pair<Slot, Amount>>;
  StockList stock_of(const std::string& lot) const;  // As it is now; empty: of no lot.
  void look_at_lots(std::vector<Choice>& choices) const;
  void clamp(const Slot& left);
  void change(const Slot& slot, Amount amount);
  void relot(const Slot& from, const Slot& to, Amount amount,
             AccountKind counterpart = AccountKind::relotted);
  // Whose goods are (owning.cc).
  void be_lot(const Slot& from, const Slot& to, Amount amount);
  void draw_instead(const Slot& from, const Slot& to, Amount amount,
                    AccountKind counterpart = AccountKind::relotted);
  Owners lose(const std::string& lot, Amount amount, const std::optional<Owner>& told = {});
  void gain(const std::string& lot, Amount amount, const Owners& whose);
  Owners whose_comes(AccountKind from, const std::string& lot, const Owners& whose) const;
  // What is only presumed of lots; `part`: of what may be in this part of the site.
  void make_room(const Want& want);
  void make_room(const std::string& lot, StatusOrder order, Amount amount, const std::string& part);
  void redraw(const Slot& from, const Slot& to, Amount amount, const std::string& part, Word word);
  Amount tell_drawn(const std::string& presumed, const std::string& told, Amount amount,
                    const std::string& part, StatusOrder order);
  Amount fall(const std::string& was, const std::string& is, Amount amount);
  void forget_debts();
  Amount give_back(const std::string& lot, StatusOrder order, Amount amount, const std::string& part);
  Amount come_as(const std::string& was, const std::string& is, Amount at_most);
  Amount turn_out(const std::string& lot, StatusOrder order, Amount amount, const std::string& part);
  void be_unfit(const std::string& lot, StatusOrder order, Amount amount, const std::string& part);
  Amount change_places(const LotStatus& line, const Slot& slot, Amount amount, const std::string& part);
  void swap_presumed(const std::string& lot, Status wanted, Amount missing, const std::string& part);
  Amount exchange(const Slot& a, const std::string& b_lot, Status b_status, Amount amount,
                  const std::string& part);
  void settle(const Slot& came);
  void shrink_boxes(const std::string& lot, Amount taken, Amount total_before, Amount to_come = {});
  void post(const Account& account, const std::string& lot, Amount amount, Micros at);
  Account on_hand(const Slot& slot) const;
  void watch(const std::string& lot);
  bool is_elsewhere(const Slot& slot, const std::string& part) const;
  Amount in_part(const std::string& lot, std::optional<Status> status, const std::string& part) const;
  void stay_in(const std::string& lot, std::optional<Status> status, Amount amount, const std::string& part);
  bool more_to_come(const Scope& scope) const;
  Amount found(const Scope& scope) const;
  void set_right(const Scope& scope, Amount counted);
  void be_counted(const Scope& scope);
  void note_difference(const std::string& lot, Amount difference);
  Amount counted_now(const std::string& lot, std::optional<Status> status, const std::string& part) const;
  void adjust(const std::string& lot, std::optional<Status> status, Amount difference, const Account& other,
              const std::string& part);
  bool opens(const Scope& scope, bool finds_more) const;

  World& world_;
  std::string site_;
  Good good_;
  Book& book_;
  std::optional<Micros> posted_at_;  // Of opening stock.
};

}  // namespace stocktrail::books
