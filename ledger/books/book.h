// ledger/books/book.h: the state of one good at one site, as a plain value.
#pragma once

#include <map>
#include <set>

#include "ledger/books/owners.h"
#include "ledger/books/posting.h"

namespace stocktrail::books {

/// Stock of one good at one site, by lot, status and part of the site. Only unlotted and sellable stock, or a
/// told lot that was never there, can be negative.
struct Slot {
  std::string lot;  // Empty: not told.
  Status status{};
  std::string part;  // Empty: somewhere in the site.
  auto operator<=>(const Slot&) const = default;
};

struct LotStatus {
  std::string lot;
  Status status{};
  auto operator<=>(const LotStatus&) const = default;
};

/// Where goods were drawn without a lot, and where they went.
struct Drawn {
  std::string part;
  AccountKind to{};
  auto operator<=>(const Drawn&) const = default;
};

struct LotHere {
  /// Draws that are presumed to be of this lot; of those of a part, or of no known one, if it is told, and of
  /// those that went there.
  Amount presumed_in(const std::string& part, std::optional<AccountKind> to = {}) const;
  void presume(const Drawn& drawn, Amount amount);
  /// So much of it is not presumed any more: in this part first, then in no known one; what others may still
  /// have first. Gives what that was.
  std::map<Drawn, Amount> unpresume(const std::string& part, Amount amount,
                                    std::optional<AccountKind> to = {});
  /// The last count of what is there.
  std::optional<Micros> last_count(const std::string& part) const;

  Micros first_here{};
  /// Drawn without a lot, since its last count there. Of no lot: what of the debt was not sold.
  std::map<Drawn, Amount> presumed;
  Amount assumed;     // Of the balance: came without a lot, as the sender's draw presumed it.
  Amount named;       // Pieces here that have a serial.
  Amount named_made;  // Made here, as told by serial.
  std::map<std::string, Micros> counted_at;  // By part; empty: the whole site.
  std::optional<EventKey> short_by;          // Since when its balance is negative.
  Micros short_since{};
  bool operator==(const LotHere&) const = default;
};

/// What of the stock is in a box. The goods are in Book::stock, too.
struct Hold {
  Micros since{};
  std::map<LotStatus, Amount> lines;
  bool operator==(const Hold&) const = default;
};

/// A sale that a shipment of what was sold may follow.
struct Sale {
  std::uint64_t number = 0;  // Rises.
  EventKey event;
  Micros at{};
  std::string site, lot;
  std::vector<std::string> documents;
  Amount open;
  bool shipped = false;  // Told by the shipment: a later sale of the document is the same.
  bool operator==(const Sale&) const = default;
};

/// The latest sales of which something is not shipped, oldest first.
struct Sales {
  void remember(Sale sale);
  std::vector<Sale> open;
  std::uint64_t begun = 0;
  bool operator==(const Sales&) const = default;
};

/// Stock that a first count found, and that was there since the first draw before it.
struct Opening {
  Micros from{}, counted_at{};
  Slot slot;
  Amount amount;
  bool operator==(const Opening&) const = default;
};

using LotName = std::pair<std::string, std::string>;  // Product, lot.

/// A lot that was made of goods, and by whose word.
struct Fed {
  LotName made;
  std::string issuer;
  auto operator<=>(const Fed&) const = default;
};

/// What a count tells of.
struct Scope {
  std::string lot;               // Empty: of all.
  std::optional<Status> status;  // None: of all.
  std::string part;              // Empty: of the whole site.
  auto operator<=>(const Scope&) const = default;
};

struct Book {
  /// Changes what a box holds; a hold of nothing ends.
  void hold(const std::string& box, const LotStatus& line, Amount change, Micros now);
  /// The box holds nothing here any more.
  void release(const std::string& box);
  /// Draws or arrivals without a lot were set against this lot.
  bool is_presumed(const std::string& lot) const;

  std::map<Slot, Amount> stock;  // No zeros.
  std::map<std::string, LotHere> lots;
  std::map<std::string, Owners> owners;  // By lot, of what is there of it; where anybody told one.
  std::map<std::string, Hold> boxes;
  std::map<LotStatus, Amount>
      presumed_in;  // Restated without a lot: how much of the slot may be of other lots.
  std::optional<Micros> first_draw;
  std::vector<Opening> openings;    // Of a first count.
  std::set<Scope> counting;         // At parts, and still to come at this instant.
  std::map<Scope, Micros> counted;  // Since when, as long as nothing came.
  bool came = false;                // Anything ever came that was not only found by a count.
  std::set<std::string> sent_to;    // Ends of lanes that begin here.
  Amount passing;                   // Told to arrive here, and neither received nor gone on.
  Amount sold;                      // Less what was returned.
  bool ships_sold = false;          // Sales may be shipped from now on: they are remembered.
  Sales sales;
  Amount total, boxed;  // Sums of stock, and of boxes.
  std::set<Fed> fed;    // Of goods without a lot that had not come yet; of more than the limit, one more.
  bool operator==(const Book&) const = default;
};

}  // namespace stocktrail::books
