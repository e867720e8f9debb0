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
  const auto add = [&](std::string_view ai, const std::vector<std::string>& numbers) {
    for (const std::string& number : numbers) {
      auto key = numbered_key(goods.product, ai, number);
      ST_CHECK(key);  // They were checked when they were stated.
      keys.push_back(*std::move(key));
    }
  };
  add("10", goods.lots);
  add("21", goods.serials);
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

namespace {

/// The rows whose keys begin with `prefix`, at most `limit` from the key `start` on.
std::vector<Recall> scanned(const std::string& prefix, std::string_view start, std::size_t limit,
                            const TableReader& tables) {
  std::vector<Recall> found;
  tables.scan(Table::master, prefix, start, [&](std::string_view, std::string_view bytes) {
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

bool names_some_of(const Recall& recall, const std::vector<RecallGoods>& goods) {
  return std::ranges::any_of(recall.revisions, [&](const RecallRevision& revision) {
    return std::ranges::any_of(
        goods, [&](const RecallGoods& one) { return revision.goods_of(one.product) != nullptr; });
  });
}

}  // namespace

std::optional<Recall> recall(std::string_view id, std::string_view issuer, const TableReader& tables) {
  const auto bytes = tables.get(Table::master, key_of(Family::recall, id, issuer));
  if (!bytes) return std::nullopt;
  auto found = decode_recall(*bytes);
  if (!found) tables.note_damage(Table::master);
  return found;
}

std::vector<Recall> recalls_named(std::string_view id, const TableReader& tables) {
  return scanned(key_of(Family::recall, id, {}), {}, SIZE_MAX, tables);
}

std::optional<Recall> recall_of(std::string_view id, std::uint64_t statement, const TableReader& tables) {
  for (Recall& one : recalls_named(id, tables))
    if (one.revision_of(statement) != nullptr) return std::move(one);
  return std::nullopt;
}

std::string issuer_meant(const RecallNotice& notice, const gs1::Key& by, const TableReader& tables) {
  if (notice.issuer) return notice.issuer->text();
  if (!is_authority(by, tables) || recall(notice.id, by.text(), tables)) return by.text();
  std::vector<Recall> others = recalls_named(notice.id, tables);
  std::erase_if(others, [&](const Recall& one) { return !names_some_of(one, notice.goods); });
  return others.size() == 1 ? others.front().issuer : by.text();
}

std::string place_of(const Recall& recall) {
  return recall.notice.id + '\0' + recall.issuer;
}

std::vector<Recall> recalls(std::string_view after, std::size_t limit, const TableReader& tables) {
  std::string start = key_of(Family::recall, after);
  if (!after.empty()) start.push_back('\0');  // The least key above it.
  return scanned(key_of(Family::recall), start, limit, tables);
}

std::vector<Recall> recalls_of(const gs1::Key& product, const TableReader& tables) {
  std::vector<std::string> places;
  const std::string prefix = key_of(Family::recalled_product, product.text(), {});
  tables.scan(Table::master, prefix, {}, [&](std::string_view key, std::string_view) {
    places.emplace_back(key.substr(prefix.size()));
    return true;
  });
  std::vector<Recall> found;
  for (const std::string_view place : places) {
    const std::size_t end = place.find('\0');
    if (auto one = recall(place.substr(0, end), place.substr(end + 1), tables))
      found.push_back(*std::move(one));
  }
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
