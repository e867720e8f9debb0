#include "ledger/inventory/books.h"

#include <functional>

#include "ledger/inventory/rules.h"

namespace stocktrail::inventory {

namespace {

bool is_inside(AccountKind kind) {
  return kind == AccountKind::on_hand || kind == AccountKind::in_transit;
}

Slot slot_of(const Account& account) {
  return {account.from, account.status};
}

void put_if_absent(TableWriter& tables, const std::string& key) {
  if (!tables.get(Table::balances, key)) tables.put(Table::balances, key, {});
}

}  // namespace

Books::Entry& Books::entry(const BucketView& bucket, const Good& good) {
  const auto found = entries_.find(name(bucket, good));
  if (found != entries_.end()) return found->second;
  Bucket own{bucket.kind, std::string(bucket.place), std::string(bucket.product)};
  Entry& made = entries_[{std::move(own), good}];
  made.key = balance_key(bucket, good);
  if (const std::optional<std::string> value = tables_.get(Table::balances, made.key)) {
    made.before = unpack_balance(*value);
    made.now = made.before;
    made.stored = true;
  }
  return made;
}

Amount Books::balance(const Account& account, const Good& good) {
  const Slots& all = slots(bucket_of(account, good), good);
  const auto found = all.find(slot_of(account));
  return found == all.end() ? Amount{} : found->second;
}

const Slots& Books::slots(const BucketView& bucket, const Good& good) {
  return entry(bucket, good).now.slots;
}

Arrivals& Books::arrivals(const std::string& site, const Good& good) {
  return entry({AccountKind::in_transit, site, good.product}, good).now.arrivals;
}

std::vector<std::string> Books::ways_from(const std::string& place, const std::string& product) const {
  std::vector<std::string> ways;
  const std::string prefix = outgoing_prefix(place, product);
  tables_.scan(Table::balances, prefix, {}, [&](std::string_view key, std::string_view) {
    const std::vector<std::string> rest = parts_of(key.substr(prefix.size()));
    ST_CHECK(rest.size() == 1);
    ways.push_back(rest[0]);
    return ways.size() <= InventoryLimits::ways_max;
  });
  if (ways.size() > InventoryLimits::ways_max) ways.clear();
  return ways;
}

std::vector<std::string> Books::parts_with(const std::string& place, const std::string& product) const {
  std::vector<std::string> parts;
  const std::string beginning = parts_prefix(place);
  if (beginning.empty()) return parts;
  const std::size_t head = stock_prefix(product, {}).size();
  tables_.scan(Table::balances, stock_prefix(product, beginning), {},
               [&](std::string_view key, std::string_view) {
                 parts.push_back(parts_of(key.substr(head))[0]);
                 return parts.size() < InventoryLimits::parts_max;
               });
  return parts;
}

/// All origins stand in one value, which every event about these goods reads and writes. Another status of
/// an origin that is there already always has room.
bool Books::has_room(const Account& account, const Good& good) {
  if (account.kind != AccountKind::in_transit || account.from.empty()) return true;
  const Slots& all = slots(bucket_of(account, good), good);
  if (all.size() < InventoryLimits::origins_max) return true;
  const auto known = all.lower_bound({account.from, {}});
  return known != all.end() && known->first.from == account.from;
}

void Books::post(const Account& account, const Good& good, Amount amount) {
  entry(bucket_of(account, good), good).now.slots[slot_of(account)] += amount;
  auto posting = postings_.find(PostingName(account, good));
  if (posting == postings_.end()) posting = postings_.try_emplace({account, good}).first;
  posting->second += amount;
}

void Books::move(const Account& from, const Account& to, const Good& good, Amount amount) {
  if (amount.is_zero() || from == to) return;
  post(from, good, -amount);
  post(to, good, amount);
}

void Books::reverse(const std::vector<Posting>& postings) {
  for (const Posting& posting : postings) {
    Account account = posting.account;
    if (!has_room(account, posting.good)) account.from.clear();
    post(account, posting.good, -posting.amount);
  }
}

void Books::open(DiscrepancyKind kind, const std::string& place, const Good& good, Amount amount,
                 const std::string& other_place, const std::string& item) {
  discrepancies_.push_back(
      {kind, moment_.event, moment_.event_time, moment_.recorded_at, place, other_place, good, amount, item});
}

/// A bucket's first balance makes its directory entries; they stay, for questions about the past.
void Books::write_directory(const EntryKey& key, const Entry& entry) {
  const Bucket& bucket = key.first;
  if (entry.before.slots.empty()) {
    put_if_absent(tables_, product_key(bucket));
    if (is_inside(bucket.kind)) put_if_absent(tables_, place_key(bucket));
  }
  if (bucket.kind != AccountKind::in_transit) return;
  for (const auto& [slot, amount] : entry.now.slots) {
    if (!entry.before.slots.contains(slot)) {
      put_if_absent(tables_, outgoing_key(slot.from, bucket.product, bucket.place));
    }
  }
}

/// Only the event that takes an account below zero opens a discrepancy; those after it deepen the same one.
void Books::note_negative(const EntryKey& key, const Entry& entry) {
  if (!is_inside(key.first.kind)) return;
  for (const auto& [slot, amount] : entry.now.slots) {
    if (!amount.is_negative()) continue;
    const auto before = entry.before.slots.find(slot);
    if (before != entry.before.slots.end() && before->second.is_negative()) continue;
    open(DiscrepancyKind::negative_stock, key.first.place, key.second, amount, slot.from);
  }
}

void Books::write_entry(const Entry& entry) {
  const std::string value = pack(entry.now);
  if (!value.empty()) {
    tables_.put(Table::balances, entry.key, value);
  } else if (entry.stored) {
    tables_.erase(Table::balances, entry.key);
  }
}

void Books::check_sums() const {
  std::map<std::reference_wrapper<const Good>, Amount, std::less<Good>> sums;
  for (const auto& [posting, amount] : postings_) sums[posting.second] += amount;
  for (const auto& [good, sum] : sums) ST_CHECK(sum.is_zero());
}

void Books::close(Effects& effects) {
  check_sums();
  for (const auto& [key, entry] : entries_) {
    if (entry.now == entry.before) continue;
    if (entry.now.slots != entry.before.slots) write_directory(key, entry);
    note_negative(key, entry);
    write_entry(entry);
  }
  effects.postings.reserve(effects.postings.size() + postings_.size());
  while (!postings_.empty()) {
    auto posting = postings_.extract(postings_.begin());
    const Amount amount = posting.mapped();
    if (amount.is_zero()) continue;
    auto& [account, good] = posting.key();
    const Movement movement{moment_.event_time, moment_.event, slot_of(account), good.lot, good.unit, amount};
    tables_.append(Table::movements, movements_key(bucket_of(account, good)), pack(movement));
    effects.postings.push_back({std::move(account), std::move(good), amount});
  }
  auto number = static_cast<unsigned>(effects.discrepancies.size());
  for (const Discrepancy& discrepancy : discrepancies_) {
    for (const std::string* place : {&discrepancy.place, &discrepancy.other_place}) {
      const bool is_other = place == &discrepancy.other_place;
      if (is_other && (place->empty() || *place == discrepancy.place)) continue;
      std::string key = discrepancy_key(*place, discrepancy.event, number);
      tables_.put(Table::balances, key, pack({discrepancy, {}}, *place));
      effects.discrepancies.push_back(std::move(key));
    }
    ++number;
  }
  entries_.clear();
  discrepancies_.clear();
}

}  // namespace stocktrail::inventory
