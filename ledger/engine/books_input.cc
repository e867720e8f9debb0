#include "ledger/engine/books_input.h"

#include <algorithm>

#include "ledger/master/goods.h"
#include "ledger/master/place_history.h"
#include "ledger/state/event_codec.h"

namespace stocktrail {
namespace {

/// Equal where two events say the same, whatever their ids; of old ones, as far as the folds read them.
std::string content_of(const epcis::Event& event) {
  if (event.content) return std::string(as_text(*event.content));
  epcis::Event content = event;
  content.id.clear();
  content.record_time.reset();
  return encoded(content);
}

/// What a recall names; goods as the books count them.
books::What what_of(const std::vector<master::RecallGoods>& goods, const books::Directory& directory) {
  books::What what;
  for (const master::RecallGoods& one : goods) {
    const auto level = directory.level_of(one.product.text());
    const books::Good good{level ? level->product : one.product.text(), {}};
    for (const std::string& lot : one.lots) what.lines.push_back({good, lot, {}});
    if (one.is_all()) what.lines.push_back({good, {}, {}});
    for (const gs1::Key& key : master::keys_of(one))  // Of a package, one is a piece of its own kind.
      if (key.type() == gs1::KeyType::sgtin) what.items.push_back({key.text(), {one.product.text(), {}}, {}});
  }
  std::ranges::sort(what.lines);
  what.lines.erase(std::ranges::unique(what.lines).begin(), what.lines.end());
  std::ranges::sort(what.items);
  return what;
}

std::uint64_t number_of(std::string_view text) {
  const Packed<16> hash = hashed_key(text);
  std::uint64_t number = 0;
  for (const char byte : std::string_view(hash).substr(0, sizeof(number)))
    number = number << 8 | static_cast<std::uint8_t>(byte);
  return number;
}

bool makes_or_recalls(const books::Fact& fact) {
  using books::Deed;
  return fact.deed == Deed::make || fact.deed == Deed::transform || fact.deed == Deed::block ||
         fact.deed == Deed::unblock || fact.deed == Deed::restate;
}

}  // namespace

std::optional<std::string> MasterDirectory::party_of(const std::string& site) const {
  const auto [known, is_new] = parties_.try_emplace(site);
  if (!is_new) return known->second;
  const auto key = gs1::parse_key(site);
  const auto owner = key ? master::place_or_whole(*key, tables_) : std::nullopt;
  if (owner) known->second = owner->party.text();
  return known->second;
}

std::optional<std::string> MasterDirectory::party_at(const std::string& end, std::uint64_t record) const {
  const auto [known, is_new] = parties_at_.try_emplace(end + std::string(packed_ref(event_ref(record, 0))));
  if (!is_new) return known->second;
  const auto key = gs1::parse_key(end);
  if (!key) return std::nullopt;
  const auto party = master::party(*key, tables_);
  const bool is_party = party && party->admitted_by <= record;
  known->second = is_party ? std::optional(end) : master::party_at(*key, record, tables_);
  return known->second;
}

std::optional<books::Directory::Level> MasterDirectory::level_of(const std::string& product) const {
  const auto [known, is_new] = levels_.try_emplace(product);
  if (!is_new) return known->second;
  const auto key = gs1::parse_key(product);
  const auto package = key ? master::package(*key, tables_) : std::nullopt;
  if (package) known->second = Level{package->product.text(), package->contains};
  return known->second;
}

books::Standing standing_to(const gs1::Key& product, const gs1::Key& issuer,
                            const std::vector<std::string>& reports_for, const TableReader& tables) {
  using books::Standing;
  if (master::is_authority(issuer, tables)) return Standing::authority;
  const auto known = master::product(product, tables);
  if (!known) return Standing::free;
  if (known->owner == issuer.text()) return Standing::owner;
  const bool is_reporter = std::ranges::find(reports_for, known->owner) != reports_for.end();
  return is_reporter ? Standing::reporter : Standing::other;
}

std::map<std::string, books::Standing> MasterDirectory::standings(const books::Fact& fact,
                                                                  const gs1::Key& issuer) const {
  using books::Standing;
  std::map<std::string, Standing> found;
  const auto add = [&](const books::Good& good) {
    if (found.contains(good.product)) return;
    const auto product = gs1::parse_key(good.product);
    if (!product) return;
    const Standing standing = standing_to(*product, issuer, fact.reports_for, tables_);
    if (standing != Standing::free) found.emplace(good.product, standing);
  };
  if (!makes_or_recalls(fact)) return found;
  const books::What& what = fact.deed == books::Deed::transform ? fact.outputs : fact.what;
  for (const books::Line& line : what.lines) add(line.good);
  for (const books::ItemName& item : what.items) add(item.good);
  return found;
}

books::Fact fact_of(const epcis::Event& event, const gs1::Key& issuer, const books::Directory& directory) {
  return books::fact_of(event, issuer.text(), content_of(event), directory);
}

/// A later revision of a recall is a later event of the same instant.
std::optional<books::Fact> fact_of(const master::RecallNotice& notice, EventRef ref,
                                   const books::Directory& directory, const TableReader& tables) {
  const auto recall = master::recall_of(notice.id, statement_of(ref), tables);
  if (!recall) return std::nullopt;
  const auto* revision = recall->revision_of(statement_of(ref));
  if (revision == nullptr) return std::nullopt;
  const auto number = static_cast<std::uint64_t>(revision - recall->revisions.data());
  constexpr unsigned revision_bits = 16;
  static_assert(master::RecallLimits::recall_revisions_max < 1U << revision_bits);
  const std::string name =
      "recall\n" + notice.id + (recall->is_first_of_id ? std::string() : '\n' + recall->issuer);
  books::Fact fact;
  fact.event = {(number_of(name) >> revision_bits << revision_bits) | number,
                number_of(name + '\n' + std::to_string(number))};
  fact.issuer = revision->stated_by;
  fact.id = name + '\n' + std::to_string(number);
  fact.at = revision->from;
  fact.deed = books::Deed::block;
  fact.what = what_of(revision->goods, directory);
  books::Fact::Notice word;
  word.source = number_of(name) | 1;  // Never that of events.
  word.recorded_at = revision->recorded_at;
  for (const gs1::Key& product : revision->entitled) {
    const auto level = directory.level_of(product.text());
    word.entitled.push_back(product.text());
    if (level) word.entitled.push_back(level->product);
  }
  if (number > 0) {
    const books::What before = what_of(recall->revisions[number - 1].goods, directory);
    std::ranges::set_difference(before.lines, fact.what.lines, std::back_inserter(word.lifted.lines));
    std::ranges::set_difference(before.items, fact.what.items, std::back_inserter(word.lifted.items));
  }
  fact.notice = std::move(word);
  return fact;
}

std::optional<books::Fact> recorded_fact(EventRef ref, const books::Directory& directory,
                                         const TableReader& tables) {
  const auto bytes = tables.get(Table::inputs, packed_ref(ref));
  const auto input = bytes ? decode_input(*bytes) : std::nullopt;
  if (!input) return std::nullopt;
  if (const auto* event = std::get_if<epcis::Event>(&input->contents)) {
    books::Fact fact = fact_of(*event, input->by.issuer, directory);
    fact.record = statement_of(ref);
    return fact;
  }
  const auto* change = std::get_if<master::Change>(&input->contents);
  const auto* notice = change != nullptr ? std::get_if<master::RecallNotice>(&change->body) : nullptr;
  return notice != nullptr ? fact_of(*notice, ref, directory, tables) : std::nullopt;
}

}  // namespace stocktrail
