// tools/demo/names.h: the identifiers of the sample chain. Inside tools/demo.
#pragma once

#include <string>
#include <string_view>

#include "tools/demo/chain.h"

namespace stocktrail::demo {

enum class Place : unsigned char {
  farm_a,
  farm_b,
  plant_intake,
  plant_warehouse,
  truck_depot,
  hub,
  shop_harbour,
  shop_garden,
  shop_station
};

std::string place_id(Place place);
/// 01 + 10 of a lot; the products of the chain.
enum class Product : unsigned char { milk_a, milk_b, powder };
std::string product_id(Product product);
std::string lot_id(Product product, std::string_view lot);
std::string pallet_id(int number);

inline constexpr std::string_view good_lot = "XH-A17";
inline constexpr std::string_view recalled_lot = "XH-B03";
inline constexpr std::string_view milk_lot_a = "SY-1001";
inline constexpr std::string_view milk_lot_b = "QG-2001";
inline constexpr std::string_view milk_lot_b_bad = "QG-2003";

/// Days from the first day of the story to today; the powder's shelf life.
inline constexpr int story_days = 46;
inline constexpr int shelf_life_days = 730;

}  // namespace stocktrail::demo
