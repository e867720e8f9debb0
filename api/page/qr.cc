#include "api/page/qr.h"

#include <png.h>

#include <memory>
#include <qrcodegen/qrcodegen.hpp>

namespace stocktrail::api {
namespace {

constexpr int border = 4;  // Modules of quiet zone, ISO/IEC 18004, 5.3.8.

struct PngWriter {
  png_structp png = nullptr;
  png_infop info = nullptr;
  ~PngWriter() { png_destroy_write_struct(&png, &info); }
};

void append_bytes(png_structp png, png_bytep bytes, std::size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), count);
}
void flush_nothing(png_structp) {}

/// All rows of the picture, one bit a pixel, 0 is black.
std::vector<std::vector<std::uint8_t>> picture_rows(const QrCode& code, unsigned scale) {
  const auto side = static_cast<int>(code.side());
  const std::size_t pixels = static_cast<std::size_t>(side + 2 * border) * scale;
  std::vector<std::vector<std::uint8_t>> rows;
  for (int y = -border; y < side + border; ++y) {
    std::vector<std::uint8_t> row((pixels + 7) / 8, 0xFF);
    for (std::size_t x = 0; x < pixels; ++x) {
      if (code.is_dark(static_cast<int>(x / scale) - border, y)) {
        row[x / 8] &= static_cast<std::uint8_t>(~(0x80U >> (x % 8)));
      }
    }
    rows.insert(rows.end(), scale, row);
  }
  return rows;
}

}  // namespace

Result<QrCode> QrCode::of(std::string_view text) {
  if (text.empty() || text.size() > qr_text_bytes_max) {
    return fail(ErrorCode::too_large,
                "A QR code holds 1 to " + std::to_string(qr_text_bytes_max) + " bytes here.");
  }
  const auto code = qrcodegen::QrCode::encodeText(std::string(text).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  const int side = code.getSize();
  std::vector<std::uint8_t> dark;
  dark.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) dark.push_back(code.getModule(x, y) ? 1 : 0);
  }
  return QrCode(static_cast<unsigned>(side), std::move(dark));
}

bool QrCode::is_dark(int x, int y) const {
  const auto side = static_cast<int>(side_);
  if (x < 0 || y < 0 || x >= side || y >= side) return false;
  return dark_[static_cast<std::size_t>(y) * side_ + static_cast<std::size_t>(x)] != 0;
}

Result<std::string> qr_png(const QrCode& code, unsigned pixels_per_module) {
  if (pixels_per_module == 0 || pixels_per_module > qr_pixels_per_module_max) {
    return fail(ErrorCode::invalid_argument, "A module is 1 to 64 pixels wide.");
  }
  auto rows = picture_rows(code, pixels_per_module);
  std::string bytes;
  PngWriter writer;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  writer.info = writer.png != nullptr ? png_create_info_struct(writer.png) : nullptr;
  if (writer.info == nullptr) return fail(ErrorCode::unavailable, "libpng cannot be initialised.");
  // libpng jumps here on an error; nothing with a destructor is made after this line.
  if (setjmp(png_jmpbuf(writer.png)) != 0) return fail(ErrorCode::unavailable, "libpng failed.");
  const auto pixels = static_cast<png_uint_32>(rows.size());
  png_set_write_fn(writer.png, &bytes, append_bytes, flush_nothing);
  png_set_IHDR(writer.png, writer.info, pixels, pixels, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  for (auto& row : rows) png_write_row(writer.png, row.data());
  png_write_end(writer.png, writer.info);
  return bytes;
}

std::string qr_svg(const QrCode& code) {
  const auto side = static_cast<int>(code.side());
  const std::string extent = std::to_string(side + 2 * border);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + extent + " " + extent +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + extent + "v" +
                    extent + "H0z\"/><path d=\"";
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      int run = 0;
      while (code.is_dark(x + run, y)) ++run;
      if (run == 0) continue;
      const std::string width = std::to_string(run);
      svg += "M" + std::to_string(x + border) + " " + std::to_string(y + border) + "h" + width + "v1h-" +
             width + "z";
      x += run;
    }
  }
  return svg + "\"/></svg>\n";
}

std::string qr_terminal(const QrCode& code) {
  const auto side = static_cast<int>(code.side());
  std::string text;
  for (int y = -border / 2; y < side + border / 2; y += 2) {
    text += "\033[38;5;16;48;5;231m";  // Black on white.
    for (int x = -border / 2; x < side + border / 2; ++x) {
      const bool upper = code.is_dark(x, y);
      const bool lower = code.is_dark(x, y + 1);
      text += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    text += "\033[0m\n";
  }
  return text;
}

}  // namespace stocktrail::api
