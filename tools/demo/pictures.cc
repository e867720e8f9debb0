#include "tools/demo/pictures.h"

#include <array>
#include <utility>

// The assembler takes the files in: a picture as a C array costs the compiler seconds. PICTURES_FOLDER is set
// in CMake.
#define STOCKTRAIL_PICTURE(symbol, file)                  \
  asm(".section .rodata\n"                                \
      ".global picture_" #symbol "\npicture_" #symbol     \
      ":\n"                                               \
      ".incbin \"" PICTURES_FOLDER "/" file               \
      "\"\n"                                              \
      ".global picture_" #symbol "_end\npicture_" #symbol \
      "_end:\n"                                           \
      ".previous\n");                                     \
  extern "C" const char picture_##symbol[], picture_##symbol##_end[]

STOCKTRAIL_PICTURE(plant_permit, "plant-permit.png");
STOCKTRAIL_PICTURE(plant_haccp, "plant-haccp.png");
STOCKTRAIL_PICTURE(farm_a_health, "farm-a-health.png");
STOCKTRAIL_PICTURE(farm_b_health, "farm-b-health.png");
STOCKTRAIL_PICTURE(carrier_permit, "carrier-permit.png");
STOCKTRAIL_PICTURE(test_xh_a17, "test-xh-a17.png");
STOCKTRAIL_PICTURE(test_xh_b03, "test-xh-b03.png");
STOCKTRAIL_PICTURE(stores_permit, "stores-permit.png");

namespace stocktrail::demo {

std::string_view picture(std::string_view name) {
  const std::array<std::pair<std::string_view, std::string_view>, 8> pictures{{
      {"plant-permit.png", {picture_plant_permit, picture_plant_permit_end}},
      {"plant-haccp.png", {picture_plant_haccp, picture_plant_haccp_end}},
      {"farm-a-health.png", {picture_farm_a_health, picture_farm_a_health_end}},
      {"farm-b-health.png", {picture_farm_b_health, picture_farm_b_health_end}},
      {"carrier-permit.png", {picture_carrier_permit, picture_carrier_permit_end}},
      {"test-xh-a17.png", {picture_test_xh_a17, picture_test_xh_a17_end}},
      {"test-xh-b03.png", {picture_test_xh_b03, picture_test_xh_b03_end}},
      {"stores-permit.png", {picture_stores_permit, picture_stores_permit_end}},
  }};
  for (const auto& [file, bytes] : pictures) {
    if (file == name) return bytes;
  }
  return {};
}

}  // namespace stocktrail::demo
