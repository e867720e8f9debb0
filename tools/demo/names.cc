#include "tools/demo/names.h"

#include "crypto/result.h"
#include "ledger/gs1/key.h"

namespace stocktrail::demo {
namespace {

std::string digital_link(std::string_view ai, std::string_view digits) {
  return "https://id.gs1.org/" + std::string(ai) + "/" + with_check(digits);
}

std::string twelve(std::string_view prefix, int number) {
  std::string text = std::to_string(number);
  return std::string(prefix) + std::string(12 - prefix.size() - text.size(), '0') + text;
}

}  // namespace

std::string with_check(std::string_view digits) {
  const auto check = gs1::check_digit(digits);
  ST_CHECK(check.has_value());
  return std::string(digits) + *check;
}

std::string_view name_of(Actor actor) {
  constexpr std::string_view names[] = {"farm-a",      "farm-b", "plant",  "laboratory", "carrier",
                                        "distributor", "stores", "online", "authority"};
  return names[static_cast<std::size_t>(actor)];
}

std::string party_id(Actor actor) {
  return digital_link("417", twelve("9520", 1001 + static_cast<int>(actor)));
}
std::string place_id(Place place) {
  return digital_link("414", twelve("9520", 2001 + static_cast<int>(place)));
}
std::string product_id(Product product) {
  return digital_link("01", "0" + twelve("9520", 3001 + static_cast<int>(product)));
}
std::string lot_id(Product product, std::string_view lot) {
  return product_id(product) + "/10/" + std::string(lot);
}
std::string pallet_id(int number) {
  std::string text = std::to_string(number);
  return digital_link("00", "09520" + std::string(12 - text.size(), '0') + text);
}

namespace {
std::string path_of(const std::string& link) {
  return link.substr(std::string_view("https://id.gs1.org").size());
}
}  // namespace

std::string good_lot_path() {
  return path_of(lot_id(Product::powder, good_lot));
}
std::string recalled_lot_path() {
  return path_of(lot_id(Product::powder, recalled_lot));
}
std::string shop_place() {
  return place_id(Place::shop_harbour);
}
std::string product_id() {
  return product_id(Product::powder);
}

}  // namespace stocktrail::demo
