#include "ledger/inventory/detail/journal.h"

#include <algorithm>
#include <functional>

#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

bool is_inside(AccountKind kind) {
  return kind == AccountKind::on_hand || kind == AccountKind::in_transit;
}

Slot slot_of(const Account& account) {
  return {account.from, account.status};
}

void put_if_absent(TableWriter& tables, const std::string& key) {
  if (!tables.get(Table::directory, key)) tables.put(Table::directory, key, {});
}

}  // namespace

Amount Journal::Entry::before(const Slot& slot) const {
  const auto of = [&](const Slots& slots) {
    const auto found = slots.find(slot);
    return found == slots.end() ? Amount{} : found->second;
  };
  return of(now.slots) - of(posted);
}

bool Journal::Entry::was_empty() const {
  return std::ranges::all_of(now.slots, [&](const auto& slot) { return before(slot.first).is_zero(); });
}

Journal::Entry& Journal::entry(AccountKind kind, std::string_view place, const Good& good) {
  const auto found = entries_.find(name(kind, place, good));
  if (found != entries_.end()) return found->second;
  Entry& made = entries_.try_emplace({kind, std::string(place), good}).first->second;
  made.bucket = bucket_id({kind, place, good.product});
  made.key = balance_key(made.bucket, good);
  made.stored = tables_.get(Table::balances, made.key);
  if (made.stored) made.now = unpack_balance(*made.stored);
  return made;
}

Amount Journal::balance(const Account& account, const Good& good) {
  const Slots& all = slots(account.kind, account.place, good);
  const auto found = all.find(slot_of(account));
  return found == all.end() ? Amount{} : found->second;
}

const Slots& Journal::slots(AccountKind kind, std::string_view place, const Good& good) {
  return entry(kind, place, good).now.slots;
}

UnmatchedReceipts& Journal::receipts(const std::string& site, const Good& good) {
  Entry& touched = entry(AccountKind::in_transit, site, good);
  touched.is_touched = true;
  return touched.now.receipts;
}

std::vector<std::string> Journal::ways_from(const std::string& place, const std::string& product) const {
  std::vector<std::string> ways;
  const std::string prefix = outgoing_prefix(place, product);
  tables_.scan(Table::directory, prefix, {}, [&](std::string_view key, std::string_view) {
    const std::vector<std::string> rest = parts_of(key.substr(prefix.size()));
    ST_CHECK(rest.size() == 1);
    ways.push_back(rest[0]);
    return ways.size() <= InventoryLimits::ways_max;
  });
  if (ways.size() > InventoryLimits::ways_max) ways.clear();
  return ways;
}

std::vector<std::string> Journal::parts_with(const std::string& place, const std::string& product) const {
  std::vector<std::string> parts;
  const std::string beginning = parts_prefix(place);
  if (beginning.empty()) return parts;
  const std::size_t head = stock_prefix(product, {}).size();
  tables_.scan(Table::directory, stock_prefix(product, beginning), {},
               [&](std::string_view key, std::string_view) {
                 parts.push_back(parts_of(key.substr(head))[0]);
                 return parts.size() < InventoryLimits::parts_max;
               });
  return parts;
}

/// All origins stand in one value, which every event about these goods reads and writes. Another status of
/// an origin that is there already always has room.
bool Journal::has_room(const Account& account, const Good& good) {
  if (account.kind != AccountKind::in_transit || account.from.empty()) return true;
  const Slots& all = slots(account.kind, account.place, good);
  if (all.size() < InventoryLimits::origins_max) return true;
  const auto known = all.lower_bound({account.from, {}});
  return known != all.end() && known->first.from == account.from;
}

void Journal::post(const Account& account, const Good& good, Amount amount) {
  Entry& touched = entry(account.kind, account.place, good);
  touched.is_touched = true;
  const Slot slot = slot_of(account);
  touched.now.slots[slot] += amount;
  touched.posted[slot] += amount;
}

void Journal::move(const Account& from, const Account& to, const Good& good, Amount amount) {
  if (amount.is_zero() || from == to) return;
  post(from, good, -amount);
  post(to, good, amount);
}

void Journal::reverse(const std::vector<Posting>& postings) {
  for (const Posting& posting : postings) {
    Account account = posting.account;
    if (!has_room(account, posting.good)) account.from.clear();
    post(account, posting.good, -posting.amount);
  }
}

void Journal::open(DiscrepancyKind kind, const std::string& place, const Good& good, Amount amount,
                   const std::string& other_place, const std::string& item) {
  discrepancies_.push_back(
      {kind, moment_.event, moment_.event_time, moment_.recorded_at, place, other_place, good, amount, item});
}

/// A bucket's first balance makes its directory entries; they stay, for questions about the past.
void Journal::write_directory(const EntryKey& key, const Entry& entry) {
  const BucketView bucket(key.kind, key.place, key.good.product);
  if (entry.was_empty()) {
    put_if_absent(tables_, product_key(bucket));
    if (is_inside(key.kind)) put_if_absent(tables_, place_key(bucket));
  }
  if (key.kind != AccountKind::in_transit) return;
  for (const auto& [slot, amount] : entry.posted) {
    if (entry.before(slot).is_zero()) {
      put_if_absent(tables_, outgoing_key(slot.from, bucket.product, bucket.place));
    }
  }
}

/// Only the event that takes an account below zero opens a discrepancy; those after it deepen the same one.
void Journal::note_negative(const EntryKey& key, const Entry& entry) {
  if (!is_inside(key.kind)) return;
  for (const auto& [slot, amount] : entry.now.slots) {
    if (!amount.is_negative() || entry.before(slot).is_negative()) continue;
    open(DiscrepancyKind::negative_stock, key.place, key.good, amount, slot.from);
  }
}

void Journal::write_balance(const EntryKey& key, const Entry& entry) {
  const std::string value = pack(entry.now);
  if (value == entry.stored.value_or("")) return;
  if (value.empty()) {
    tables_.erase(Table::balances, entry.key);
    tables_.erase(Table::directory, lot_key(entry.bucket, key.good));
    return;
  }
  tables_.put(Table::balances, entry.key, value);
  if (!entry.stored) tables_.put(Table::directory, lot_key(entry.bucket, key.good), {});
}

void Journal::write_postings(const EntryKey& key, const Entry& entry, Effects& effects) {
  for (const auto& [slot, amount] : entry.posted) {
    const Movement movement{moment_.event_time, moment_.event, slot, key.good.lot, key.good.unit, amount};
    tables_.append(Table::movements, entry.bucket, pack(movement));
    effects.postings.push_back({{key.kind, slot.status, key.place, slot.from}, key.good, amount});
  }
}

void Journal::write_discrepancies(Effects& effects) {
  auto number = static_cast<unsigned>(effects.discrepancies.size());
  for (const Discrepancy& discrepancy : discrepancies_) {
    for (const std::string* place : {&discrepancy.place, &discrepancy.other_place}) {
      const bool is_other = place == &discrepancy.other_place;
      if (is_other && (place->empty() || *place == discrepancy.place)) continue;
      std::string key = discrepancy_key(*place, discrepancy.event, number);
      tables_.put(Table::directory, key, pack({discrepancy, {}}, *place));
      effects.discrepancies.push_back(std::move(key));
    }
    ++number;
  }
}

void Journal::check_sums() const {
  std::map<std::reference_wrapper<const Good>, Amount, std::less<Good>> sums;
  for (const auto& [key, entry] : entries_) {
    for (const auto& [slot, amount] : entry.posted) sums[key.good] += amount;
  }
  for (const auto& [good, sum] : sums) ST_CHECK(sum.is_zero());
}

void Journal::close(Effects& effects) {
  check_sums();
  for (auto& [key, entry] : entries_) {
    if (!entry.is_touched) continue;
    std::erase_if(entry.posted, [](const auto& posting) { return posting.second.is_zero(); });
    if (!entry.posted.empty()) write_directory(key, entry);
    note_negative(key, entry);
    write_balance(key, entry);
    write_postings(key, entry, effects);
  }
  write_discrepancies(effects);
  entries_.clear();
  discrepancies_.clear();
}

}  // namespace stocktrail::inventory
