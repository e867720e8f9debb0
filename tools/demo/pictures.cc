// The pictures of the sample certificates, inside the program: no folder of data must be found at run time.
#include <array>
#include <utility>

#include "tools/demo/chain.h"

// The assembler takes the files in: a picture as a C array costs the compiler seconds. PICTURES_FOLDER is set
// in CMake.
#define STOCKTRAIL_PICTURE(name)                                                                    \
  asm(".section .rodata\n.global picture_" #name "\npicture_" #name ":\n.incbin \"" PICTURES_FOLDER \
      "/" #name ".png\"\n.global picture_" #name "_end\npicture_" #name "_end:\n.previous\n");      \
  extern "C" const char picture_##name[], picture_##name##_end[]

STOCKTRAIL_PICTURE(organic_farm);
STOCKTRAIL_PICTURE(permit_carrier);
STOCKTRAIL_PICTURE(permit_corner);
STOCKTRAIL_PICTURE(permit_distributor);
STOCKTRAIL_PICTURE(permit_farm);
STOCKTRAIL_PICTURE(permit_plant);
STOCKTRAIL_PICTURE(permit_shop);
STOCKTRAIL_PICTURE(test_microbes);
STOCKTRAIL_PICTURE(test_nutrients);

namespace stocktrail::demo {

std::optional<std::string_view> picture(std::string_view name) {
  const std::array<std::pair<std::string_view, std::string_view>, 9> pictures{{
      {"organic_farm", {picture_organic_farm, picture_organic_farm_end}},
      {"permit_carrier", {picture_permit_carrier, picture_permit_carrier_end}},
      {"permit_corner", {picture_permit_corner, picture_permit_corner_end}},
      {"permit_distributor", {picture_permit_distributor, picture_permit_distributor_end}},
      {"permit_farm", {picture_permit_farm, picture_permit_farm_end}},
      {"permit_plant", {picture_permit_plant, picture_permit_plant_end}},
      {"permit_shop", {picture_permit_shop, picture_permit_shop_end}},
      {"test_microbes", {picture_test_microbes, picture_test_microbes_end}},
      {"test_nutrients", {picture_test_nutrients, picture_test_nutrients_end}},
  }};
  for (const auto& [known, bytes] : pictures) {
    if (known == name) return bytes;
  }
  return std::nullopt;
}

}  // namespace stocktrail::demo
