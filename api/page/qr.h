// api/page/qr.h: QR codes (ISO/IEC 18004) of Digital Link URIs, as PNG, SVG and terminal text. The home of
// qrcodegen and libpng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::api {

inline constexpr std::size_t qr_text_bytes_max = 1'000;
inline constexpr unsigned qr_pixels_per_module_max = 64;

/// The dark and light modules of a code, without the light border that readers need: the drawing functions
/// add it.
class QrCode {
 public:
  /// Error correction level M (15 %), or better where the size stays the same: labels get scratched.
  static Result<QrCode> of(std::string_view text);

  unsigned side() const { return side_; }
  bool is_dark(int x, int y) const;  // False outside.

 private:
  QrCode(unsigned side, std::vector<std::uint8_t> dark) : side_(side), dark_(std::move(dark)) {}
  unsigned side_;
  std::vector<std::uint8_t> dark_;
};

/// Black on white, one bit a pixel.
Result<std::string> qr_png(const QrCode& code, unsigned pixels_per_module);
/// One path on white; scales without loss.
std::string qr_svg(const QrCode& code);
/// Two modules a character by half blocks, with colours set, so that it reads on dark and light terminals.
std::string qr_terminal(const QrCode& code);

}  // namespace stocktrail::api
