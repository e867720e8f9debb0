// ledger/inventory/detail/journal.h: double entry for one event. Moves are gathered, one posting an account
// and good, and written by close(): balances, movement lists, directory entries, discrepancies.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/inventory/detail/effects.h"

namespace stocktrail::inventory {

/// When and by what the postings happen.
struct Moment {
  EventRef event{};
  Micros event_time{}, recorded_at{};
};

class Journal {
 public:
  Journal(const Moment& moment, TableWriter& tables) : moment_(moment), tables_(tables) {}

  Amount balance(const Account& account, const Good& good);
  /// All slots of a bucket's good, with what this event did so far.
  const Slots& slots(AccountKind kind, std::string_view place, const Good& good);
  /// Those at a site that shipments may still settle, to be changed by unmatched_receipts.h only.
  UnmatchedReceipts& receipts(const std::string& site, const Good& good);
  /// Where goods that left `place` are or were on the way to (keys of places), in key order. Empty if there
  /// are more than ways_max.
  std::vector<std::string> ways_from(const std::string& place, const std::string& product) const;
  /// Parts of the site `place` that have or had the product on hand, in key order: the first parts_max.
  std::vector<std::string> parts_with(const std::string& place, const std::string& product) const;
  /// Room for one more origin among those of the good on the way to one place. Other accounts have it.
  bool has_room(const Account& account, const Good& good);

  void move(const Account& from, const Account& to, const Good& good, Amount amount);
  void reverse(const std::vector<Posting>& postings);
  void open(DiscrepancyKind kind, const std::string& place, const Good& good, Amount amount,
            const std::string& other_place = {}, const std::string& item = {});
  /// The number of the discrepancy that open() opens next.
  unsigned next_number() const { return static_cast<unsigned>(discrepancies_.size()); }

  /// Writes all and adds it to `effects`. Asserts that the postings of each good sum to zero.
  void close(Effects& effects);

  TableWriter& tables() { return tables_; }
  const Moment& moment() const { return moment_; }

 private:
  /// A good of a bucket.
  struct EntryKey {
    AccountKind kind{};
    std::string place;
    Good good;
  };
  struct Entry {
    BucketId bucket{};
    std::string key;                    // In Table::balances.
    std::optional<std::string> stored;  // There, before this event.
    Balance now;
    Slots posted;  // What this event did to `now.slots`.
    bool is_touched = false;

    /// Before this event.
    Amount before(const Slot& slot) const;
    bool was_empty() const;
  };

  // Most looks find what the event has touched already; names spare them copies of texts.
  using EntryName =
      std::tuple<AccountKind, std::string_view, std::string_view, std::string_view, std::string_view>;
  static EntryName name(const EntryKey& key) { return name(key.kind, key.place, key.good); }
  static EntryName name(AccountKind kind, std::string_view place, const Good& good) {
    return {kind, place, good.product, good.lot, good.unit};
  }
  // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): for a comparison that ends before it.
  static const EntryName& name(const EntryName& name) { return name; }
  struct ByName {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return name(a) < name(b); }
  };

  Entry& entry(AccountKind kind, std::string_view place, const Good& good);
  void post(const Account& account, const Good& good, Amount amount);
  void check_sums() const;
  void write_balance(const EntryKey& key, const Entry& entry);
  void write_directory(const EntryKey& key, const Entry& entry);
  void note_negative(const EntryKey& key, const Entry& entry);
  void write_postings(const EntryKey& key, const Entry& entry, Effects& effects);
  void write_discrepancies(Effects& effects);

  Moment moment_;
  TableWriter& tables_;
  std::map<EntryKey, Entry, ByName> entries_;
  std::vector<Discrepancy> discrepancies_;
};

}  // namespace stocktrail::inventory
