#include "api/page/qr.h"

#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <cstdlib>

namespace stocktrail::api {
namespace {

constexpr std::string_view link = "https://trace.example/01/09521321000018/10/L7";

/// Grey values of a PNG, read by libpng's simplified interface, which checks the whole file.
struct Picture {
  unsigned side = 0;
  std::vector<std::uint8_t> grey;
};

Picture read_png(const std::string& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()), 0) << image.message;
  image.format = PNG_FORMAT_GRAY;
  EXPECT_EQ(image.width, image.height);
  Picture picture{image.width, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.grey.data(), 0, nullptr), 0) << image.message;
  return picture;
}

TEST(QrCode, HasItsFinderPatterns) {
  const auto code = QrCode::of(link);
  ASSERT_TRUE(code);
  EXPECT_EQ((code->side() - 17) % 4, 0U);
  const int far = static_cast<int>(code->side()) - 7;
  for (const auto& [x, y] : {std::pair{0, 0}, std::pair{far, 0}, std::pair{0, far}}) {
    EXPECT_TRUE(code->is_dark(x, y));
    EXPECT_FALSE(code->is_dark(x + 1, y + 1));
    EXPECT_TRUE(code->is_dark(x + 3, y + 3));
  }
  EXPECT_FALSE(code->is_dark(-1, 0));
  EXPECT_FALSE(code->is_dark(0, static_cast<int>(code->side())));
}

TEST(QrCode, PngHasEveryModuleAndAQuietZone) {
  const auto code = QrCode::of(link);
  constexpr unsigned scale = 3, border = 4;
  const auto png = qr_png(*code, scale);
  ASSERT_TRUE(png);
  const Picture picture = read_png(*png);
  ASSERT_EQ(picture.side, (code->side() + 2 * border) * scale);
  for (unsigned y = 0; y < picture.side; ++y) {
    for (unsigned x = 0; x < picture.side; ++x) {
      const bool dark = code->is_dark(static_cast<int>(x / scale) - 4, static_cast<int>(y / scale) - 4);
      ASSERT_EQ(picture.grey[y * picture.side + x], dark ? 0 : 255) << x << "," << y;
    }
  }
}

TEST(QrCode, SvgCoversAsManyModulesAsAreDark) {
  const auto code = QrCode::of(link);
  const std::string svg = qr_svg(*code);
  int dark = 0;
  for (int y = 0; y < static_cast<int>(code->side()); ++y) {
    for (int x = 0; x < static_cast<int>(code->side()); ++x) dark += code->is_dark(x, y) ? 1 : 0;
  }
  int covered = 0;  // Each run of the second path is "h<width>v1".
  for (std::size_t at = svg.find("d=\"", svg.find("<path d=")); (at = svg.find('h', at)) != std::string::npos;
       ++at) {
    if (svg.substr(svg.find_first_not_of("0123456789", at + 1), 2) == "v1")
      covered += std::atoi(svg.c_str() + at + 1);
  }
  EXPECT_EQ(covered, dark);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

TEST(QrCode, TerminalTextHasTwoModulesALine) {
  const auto code = QrCode::of(link);
  const std::string text = qr_terminal(*code);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  EXPECT_EQ(lines, (code->side() + 4 + 1) / 2);
}

TEST(QrCode, HoldsItsLimits) {
  EXPECT_TRUE(QrCode::of(std::string(qr_text_bytes_max, 'a')));
  EXPECT_FALSE(QrCode::of(std::string(qr_text_bytes_max + 1, 'a')));
  EXPECT_FALSE(QrCode::of(""));
  EXPECT_FALSE(qr_png(*QrCode::of("a"), 0));
  EXPECT_FALSE(qr_png(*QrCode::of("a"), qr_pixels_per_module_max + 1));
}

}  // namespace
}  // namespace stocktrail::api
