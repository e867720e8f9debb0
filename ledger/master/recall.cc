#include "ledger/master/recall.h"

#include <algorithm>
#include <ranges>

#include "ledger/master/detail/layout.h"

namespace stocktrail::master {

Result<gs1::Key> numbered_key(const gs1::Key& product, std::string_view ai, std::string_view number) {
  std::string text = "(01)" + std::string(product.gtin()) + "(" + std::string(ai) + ")";
  for (const char c : number) text.append(c == '(' ? "\\" : "").push_back(c);
  auto key = gs1::parse_element_string(text);
  if (key && key->ai(ai) != number)
    return fail(ErrorCode::invalid_argument,
                "is no number alone: write what stands after (" + std::string(ai) + ")");
  return key;
}

std::vector<gs1::Key> keys_of(const RecallGoods& goods) {
  if (goods.is_all()) return {goods.product};
  std::vector<gs1::Key> keys;
  for (const std::string& lot : goods.lots) keys.push_back(numbered_key(goods.product, "10", lot).value());
  for (const std::string& serial : goods.serials)
    keys.push_back(numbered_key(goods.product, "21", serial).value());
  return keys;
}

bool RecallGoods::covers(const RecallGoods& other) const {
  if (product != other.product) return false;
  if (is_all() || other.is_all()) return is_all();
  return std::ranges::includes(lots, other.lots) && std::ranges::includes(serials, other.serials);
}

const RecallRevision* Recall::set_by_authority() const {
  for (const RecallRevision& revision : std::views::reverse(revisions))
    if (revision.stated_by != issuer) return revision.goods.empty() ? nullptr : &revision;
  return nullptr;
}

const RecallGoods* RecallRevision::goods_of(const gs1::Key& product) const {
  const auto found = std::ranges::find(goods, product, &RecallGoods::product);
  return found == goods.end() ? nullptr : &*found;
}

bool RecallRevision::counts_about(const gs1::Key& product) const {
  return std::ranges::find(entitled, product) != entitled.end();
}

const RecallRevision* Recall::revision_of(std::uint64_t statement) const {
  const auto found = std::ranges::find(revisions, statement, &RecallRevision::statement);
  return found == revisions.end() ? nullptr : &*found;
}

std::optional<Recall> recall(std::string_view id, const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key_of(Family::recall, id));
  if (!bytes) return std::nullopt;
  auto found = decode_recall(*bytes);
  if (!found) tables.note_damage(Table::master);
  return found;
}

std::vector<Recall> recalls(std::string_view after, std::size_t limit, const TableReader& tables) {
  std::vector<Recall> found;
  std::string start = key_of(Family::recall, after);
  if (!after.empty()) start.push_back('\0');  // The least key above it.
  tables.scan(Table::master, key_of(Family::recall), start, [&](std::string_view, std::string_view bytes) {
    if (found.size() == limit) return false;
    auto one = decode_recall(bytes);
    if (one) {
      found.push_back(*std::move(one));
    } else {
      tables.note_damage(Table::master);
    }
    return one.has_value();
  });
  return found;
}

std::vector<Recall> recalls_of(const gs1::Key& product, const TableReader& tables) {
  std::vector<std::string> ids;
  const std::string prefix = key_of(Family::recalled_product, product.text(), {});
  tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
    ids.emplace_back(key.substr(prefix.size()));
    return true;
  });
  std::vector<Recall> found;
  for (const std::string& id : ids)
    if (auto one = recall(id, tables)) found.push_back(*std::move(one));
  return found;
}

ChangeTag recalls_tag(const gs1::Key& product) {
  return scan_tag(Table::master, key_of(Family::recalled_product, product.text(), {}));
}

bool is_authority(const gs1::Key& id, const TableReader& tables) {
  const auto known = party(id, tables);
  return known && (known->has_role("authority") || known->has_role("operator"));
}

bool may_recall(const gs1::Key& party, const gs1::Key& product, const TableReader& tables) {
  const auto known = master::product(product, tables);
  return (known && known->owner == party.text()) || is_authority(party, tables);
}

}  // namespace stocktrail::master
