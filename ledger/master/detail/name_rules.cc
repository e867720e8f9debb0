#include "ledger/master/detail/name_rules.h"

#include <algorithm>
#include <array>

#include "ledger/master/detail/lookalikes.h"

namespace stocktrail::master {
namespace {

struct Range {
  char32_t first, last;
};

/// True if one of the ranges, which ascend, holds the character.
template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& range) { return range.first <= c && c <= range.last; });
}

// Unicode's categories Cc, Cf, Zl and Zp, fillers that show nothing, and variation selectors.
constexpr std::array invisible{
    Range{0x00, 0x1F},       Range{0x7F, 0x9F},       Range{0xAD, 0xAD},       Range{0x34F, 0x34F},
    Range{0x61C, 0x61C},     Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x200B, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},   Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},
    Range{0x13430, 0x1343F}, Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF}};
constexpr std::array other_blanks{Range{0xA0, 0xA0},     Range{0x1680, 0x1680}, Range{0x2000, 0x200A},
                                  Range{0x202F, 0x202F}, Range{0x205F, 0x205F}, Range{0x2800, 0x2800},
                                  Range{0x3000, 0x3000}};
// Punctuation beyond ASCII, and marks that stand on letters.
constexpr std::array ignored{Range{0xA0, 0xBF},     Range{0xD7, 0xD7},     Range{0xF7, 0xF7},
                             Range{0x2B0, 0x36F},   Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},
                             Range{0x2000, 0x206F}, Range{0x20D0, 0x20FF}, Range{0x3000, 0x3003},
                             Range{0x30FB, 0x30FB}, Range{0xFE20, 0xFE2F}};

// What a reader may take for a sign that somebody approved: marks of trade, pictures, check marks, stars.
constexpr std::array signs{Range{0xA9, 0xA9},      Range{0xAE, 0xAE},     Range{0x2117, 0x2117},
                           Range{0x2120, 0x2120},  Range{0x2122, 0x2122}, Range{0x2190, 0x21FF},
                           Range{0x2300, 0x23FF},  Range{0x25A0, 0x27BF}, Range{0x2900, 0x297F},
                           Range{0x2B00, 0x2BFF},  Range{0x3012, 0x3013}, Range{0x3020, 0x3020},
                           Range{0x1F000, 0x1FAFF}};

/// Takes one character off well-formed UTF-8.
char32_t take(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size && i < text.size(); ++i)
    c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(std::min(size, text.size()));
  return c;
}

void append(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      byte(0xE0 | (c >> 12));
    } else {
      byte(0xF0 | (c >> 18));
      byte(0x80 | ((c >> 12) & 0x3F));
    }
    byte(0x80 | ((c >> 6) & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

/// Full-width, mathematical and circled letters and digits as plain ones.
char32_t plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c >= 0x1D400 && c <= 0x1D6A3) {
    const char32_t letter = (c - 0x1D400) % 52;
    return letter < 26 ? 'A' + letter : 'a' + letter - 26;
  }
  if (c >= 0x1D7CE && c <= 0x1D7FF) return '0' + (c - 0x1D7CE) % 10;
  if (c >= 0x24B6 && c <= 0x24E9) return 'a' + (c - 0x24B6) % 26;
  return c;
}

/// Capitals as small letters, where the table of looks has neither.
char32_t lower(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

bool is_letter_or_digit(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::optional<std::string> invisible_fault(std::string_view text) {
  while (!text.empty()) {
    if (is_in(invisible, take(text)))
      return "holds a character that shows nothing or turns others around (a control, bidirectional control "
             "or zero-width character): leave it out";
  }
  return std::nullopt;
}

std::optional<std::string> name_fault(std::string_view text) {
  if (auto fault = invisible_fault(text)) return fault;
  if (text.starts_with(' ') || text.ends_with(' ') || text.contains("  "))
    return "begins or ends with a blank, or has two together: write one between words";
  for (std::string_view rest = text; !rest.empty();)
    if (is_in(other_blanks, take(rest))) return "holds a blank that is not the plain one: write that";
  if (folded_name(text).empty()) return "holds no letter or digit";
  return std::nullopt;
}

std::optional<std::string> sign_fault(std::string_view text) {
  while (!text.empty()) {
    if (is_in(signs, take(text)))
      return "holds a sign or picture, such as a check mark or \u00AE, that a reader may take for an "
             "approval: "
             "leave it out, or ask the operator to state it";
  }
  return std::nullopt;
}

std::string folded_name(std::string_view name) {
  std::string folded;
  const auto add = [&folded](char32_t c) {
    if (c == '0') c = 'o';
    if (c == '1' || c == 'i' || c == '|') c = 'l';
    const bool stays = c >= 0x80 ? !is_in(ignored, c) && !is_in(other_blanks, c) && !is_in(signs, c)
                                 : c == 'l' || is_letter_or_digit(c);
    if (stays) append(folded, c);
  };
  while (!name.empty()) {
    char32_t c = plain(take(name));
    std::string_view look = look_of(c);
    if (look.empty()) {
      c = one_of_both_scripts(lower(c));
      look = c == 0xDF || c == 0x1E9E   ? "ss"
             : c == 0xE6 || c == 0xC6   ? "ae"
             : c == 0x153 || c == 0x152 ? "oe"
                                        : look_of(c);
    }
    if (look.empty()) add(c);
    for (const char letter : look) add(static_cast<unsigned char>(letter));
  }
  replace_all(folded, "rn", "m");
  replace_all(folded, "vv", "w");
  return folded;
}

}  // namespace stocktrail::master
