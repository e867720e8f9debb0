// ledger/inventory/books.h: double entry for one event. Moves are gathered, one posting an account and good,
// and written by close(): balances, movement lists, directory entries, discrepancies.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/inventory/effects.h"

namespace stocktrail::inventory {

/// When and by what the postings happen.
struct Moment {
  EventRef event{};
  Micros event_time{}, recorded_at{};
};

class Books {
 public:
  Books(const Moment& moment, TableWriter& tables) : moment_(moment), tables_(tables) {}

  Amount balance(const Account& account, const Good& good);
  /// All slots of a bucket's good, with what this event did so far.
  const Slots& slots(const BucketView& bucket, const Good& good);
  /// Those at a site that shipments may still pay, to be changed by arrivals.h only.
  Arrivals& arrivals(const std::string& site, const Good& good);
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
  struct Entry {
    std::string key;  // In Table::balances.
    Balance before, now;
    bool stored = false;
  };
  using EntryKey = std::pair<Bucket, Good>;
  using PostingKey = std::pair<Account, Good>;

  // Most looks find what the event has touched already; names spare them copies of texts.
  using EntryName =
      std::tuple<AccountKind, std::string_view, std::string_view, std::string_view, std::string_view>;
  static EntryName name(const EntryKey& key) { return name(key.first, key.second); }
  static EntryName name(const BucketView& bucket, const Good& good) {
    return {bucket.kind, bucket.place, bucket.product, good.lot, good.unit};
  }
  static EntryName name(const EntryName& name) { return name; }
  using PostingName = std::tuple<const Account&, const Good&>;
  static PostingName name(const PostingKey& key) { return {key.first, key.second}; }
  static PostingName name(const PostingName& name) { return name; }
  struct ByName {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return name(a) < name(b); }
  };

  Entry& entry(const BucketView& bucket, const Good& good);
  void post(const Account& account, const Good& good, Amount amount);
  void check_sums() const;
  void write_entry(const Entry& entry);
  void write_directory(const EntryKey& key, const Entry& entry);
  void note_negative(const EntryKey& key, const Entry& entry);

  Moment moment_;
  TableWriter& tables_;
  std::map<EntryKey, Entry, ByName> entries_;
  std::map<PostingKey, Amount, ByName> postings_;
  std::vector<Discrepancy> discrepancies_;
};

}  // namespace stocktrail::inventory
