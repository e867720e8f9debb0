#include "ledger/master/detail/recall_reader.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail::master {
namespace {

using json::Kind;

constexpr std::string_view secure_scheme = "https://";

/// What pages link to: nothing but https, with a host, and nothing that a reader cannot see.
std::string find_url(ObjectReader& reader, std::string_view name) {
  std::string url = reader.find_text(name);
  const auto is_plain = [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  };
  const std::string_view rest = std::string_view(url).substr(std::min(url.size(), secure_scheme.size()));
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const bool fits = url.starts_with(secure_scheme) && !host.empty() && is_letter_or_digit(host.front()) &&
                    host.find('@') == std::string_view::npos && std::ranges::all_of(url, is_plain);
  if (!url.empty() && !fits)
    reader.refuse(name,
                  "must be a link that begins with https:// and a host, in ASCII (others percent-encoded)");
  return url;
}

/// "email" is read as a link, too.
std::string find_email(ObjectReader& reader) {
  std::string email = reader.find_text("email");
  const std::size_t at = email.find('@');
  const auto is_plain = [](char c) {
    return is_letter_or_digit(c) || std::string_view("@.!#$&'*+-/=_~").find(c) != std::string_view::npos;
  };
  const bool fits = at != std::string::npos && at > 0 && at + 1 < email.size() &&
                    email.find('@', at + 1) == std::string::npos && std::ranges::all_of(email, is_plain);
  if (!email.empty() && !fits)
    reader.refuse("email", "must be an e-mail address such as \"recall@maker.example\"");
  return email;
}

std::string find_phone(ObjectReader& reader) {
  std::string phone = reader.find_text("phone");
  const auto fits = [](char c) {
    return is_digit(c) || std::string_view("+-() ").find(c) != std::string_view::npos;
  };
  if (!phone.empty() && (!std::ranges::all_of(phone, fits) || std::ranges::none_of(phone, is_digit)))
    reader.refuse("phone", "must be a telephone number such as \"+49 30 1234567\"");
  return phone;
}

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

void read_contact(ObjectReader& reader, RecallNotice& notice, std::optional<Error>& fault) {
  const auto object = reader.find("contact", Kind::object);
  if (!object) return;
  ObjectReader contact(*object, reader.path_of("contact"), fault);
  notice.contact_name = contact.find_text("name");
  notice.phone = find_phone(contact);
  notice.email = find_email(contact);
  notice.url = find_url(contact, "url");
  contact.finish();
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
  read_contact(reader, notice, fault);
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
