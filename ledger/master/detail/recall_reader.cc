#include "ledger/master/detail/recall_reader.h"

#include <algorithm>

#include "ledger/master/detail/contact_reader.h"

namespace stocktrail::master {
namespace {

using json::Kind;

RecallText find_texts(ObjectReader& reader, std::string_view name, std::string_view names) {
  constexpr std::size_t most = RecallLimits::recall_text_bytes_max;
  RecallText found{reader.find_text(name, most), reader.find_names(names, most).value_or(Names{})};
  if (found.text.empty() && !found.texts.empty())
    reader.refuse(names, "has translations of nothing: write \"" + std::string(name) + "\" itself, too");
  return found;
}

/// Lots or serial numbers of the product, as they stand on the pack.
std::vector<std::string> find_numbers(ObjectReader& reader, std::string_view name, std::string_view ai,
                                      const gs1::Key& product) {
  std::vector<std::string> numbers;
  reader.each(name, RecallLimits::recall_lots_max, [&](const json::Value& element, const std::string& path) {
    if (!element.is(Kind::string)) return reader.refuse_at(path, "must be a string");
    const auto key = numbered_key(product, ai, element.string());
    if (!key) return reader.refuse_at(path, std::string(key.error().detail));
    numbers.emplace_back(element.string());
  });
  std::ranges::sort(numbers);
  if (std::ranges::adjacent_find(numbers) != numbers.end()) reader.refuse(name, "hold one number twice");
  return numbers;
}

RecallGoods read_goods(const json::Value& value, const std::string& path, std::optional<Error>& fault) {
  ObjectReader reader(value, path, fault);
  RecallGoods goods;
  goods.product = reader.need_gtin("product");
  goods.lots = find_numbers(reader, "lots", "10", goods.product);
  goods.serials = find_numbers(reader, "serials", "21", goods.product);
  const auto is_told = [&](std::string_view name) { return reader.find(name, Kind::array).has_value(); };
  const bool is_told_empty = goods.is_all() && (is_told("lots") || is_told("serials"));
  if (is_told_empty)
    reader.refuse(is_told("lots") ? "lots" : "serials",
                  "is empty: name some, or leave it out to recall all of the product");
  reader.finish();
  return goods;
}

std::vector<RecallGoods> need_all_goods(ObjectReader& reader, std::optional<Error>& fault) {
  std::vector<RecallGoods> all;
  reader.need("goods", Kind::array);
  reader.each("goods", RecallLimits::recall_products_max,
              [&](const json::Value& element, const std::string& path) {
                all.push_back(read_goods(element, path, fault));
              });
  if (all.empty()) reader.refuse("goods", "is empty: name the product and lots that are recalled");
  std::ranges::sort(all, {}, &RecallGoods::product);
  const auto repeated = std::ranges::adjacent_find(all, {}, &RecallGoods::product);
  if (repeated != all.end())
    reader.refuse("goods", "names " + repeated->product.text() + " twice: write its lots together");
  std::size_t numbers = 0;
  for (const RecallGoods& one : all) numbers += one.lots.size() + one.serials.size();
  if (numbers > RecallLimits::recall_lots_max)
    reader.refuse("goods", "names " + std::to_string(numbers) + " lots and serial numbers, but at most " +
                               std::to_string(RecallLimits::recall_lots_max) +
                               " are allowed: state several recalls");
  return all;
}

}  // namespace

Result<std::vector<RecallGoods>> parse_recalled_goods(const json::Value& body) {
  std::optional<Error> fault;
  ObjectReader reader(body, "$", fault);
  std::vector<RecallGoods> goods = need_all_goods(reader, fault);
  reader.finish();
  if (fault) return std::unexpected(std::move(*fault));
  return goods;
}

RecallNotice read_recall(ObjectReader& reader, std::optional<Error>& fault) {
  RecallNotice notice;
  notice.id = reader.need_text("id", MasterLimits::id_bytes_max);
  if (notice.id == "mock" || notice.id == "blocked")
    reader.refuse("id", "is a word of the interface: choose another");
  if (reader.find("issuer", Kind::string)) notice.issuer = reader.need_key("issuer");
  notice.goods = need_all_goods(reader, fault);
  notice.reason = find_texts(reader, "reason", "reasons");
  if (notice.reason.text.empty()) reader.refuse("reason", "is missing: say why these goods are recalled");
  notice.hazard = find_texts(reader, "hazard", "hazards");
  notice.advice = find_texts(reader, "advice", "advices");
  notice.contact = find_contact(reader, fault).value_or(Contact());
  reader.each("links", RecallLimits::recall_links_max,
              [&](const json::Value& element, const std::string& path) {
                ObjectReader link(element, path, fault);
                RecallLink out{find_url(link, "url"), find_texts(link, "title", "titles")};
                if (out.url.empty()) link.refuse("url", "is missing: write an https link");
                link.finish();
                notice.links.push_back(std::move(out));
              });
  notice.from = reader.find_time("from");
  notice.withdrawn = reader.find_flag("withdrawn").value_or(false);
  return notice;
}

}  // namespace stocktrail::master
