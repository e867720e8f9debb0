#include "ledger/master/goods.h"

namespace stocktrail::master {

namespace {

gs1::Key with_indicator(const gs1::Key& gtin, char indicator) {
  std::string digits(gtin.ai("01"));
  digits.front() = indicator;
  const auto check = gs1::check_digit(std::string_view(digits).substr(0, digits.size() - 1));
  ST_CHECK(check);
  digits.back() = *check;
  auto key = gs1::parse_key("(01)" + digits);
  ST_CHECK(key.has_value());
  return *std::move(key);
}

}  // namespace

gs1::Key base_item(const gs1::Key& gtin) {
  return with_indicator(gtin, '0');
}

std::vector<gs1::Key> packages_by_number(const gs1::Key& gtin) {
  std::vector<gs1::Key> gtins{gtin};
  if (base_item(gtin) == gtin)
    for (char indicator = '1'; indicator <= '9'; ++indicator)
      gtins.push_back(with_indicator(gtin, indicator));
  return gtins;
}

std::string goods_owner(const gs1::Key& gtin, const TableReader& tables) {
  if (const auto stated = product(gtin, tables)) return stated->owner;
  if (const auto base = product(base_item(gtin), tables)) return base->owner;
  const auto held = package(gtin, tables);
  const auto holder = held ? product(held->product, tables) : std::nullopt;
  return holder ? holder->owner : std::string();
}

}  // namespace stocktrail::master
