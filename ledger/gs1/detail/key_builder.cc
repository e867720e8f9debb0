#include "ledger/gs1/detail/key_builder.h"

#include <algorithm>

#include "crypto/ascii.h"
#include "ledger/gs1/key_names.h"

namespace stocktrail::gs1 {

/// What a qualifier does to the key.
enum class Part : unsigned char {
  none,
  identity,  // Part of what is identified.
  lot,       // Identity, unless a serial stands beside it.
  aside,     // Told, but not part of the identity.
};

struct Qualifier {
  std::string_view ai;
  Part part = Part::none;
};

struct KeyRule {
  std::string_view ai;
  KeyType type;
  std::array<Qualifier, 3> qualifiers = {};  // In path order.
};

namespace {

constexpr Qualifier variant{"22", Part::aside};
constexpr Qualifier lot{"10", Part::lot};
constexpr Qualifier serial{"21", Part::identity};
constexpr Qualifier facility_issuer{"7040", Part::aside};
constexpr Qualifier service{"8019", Part::identity};

constexpr std::array rules{
    KeyRule{"01", KeyType::gtin, {variant, lot, serial}},
    KeyRule{"00", KeyType::sscc},
    KeyRule{"414", KeyType::gln, {{{"254", Part::identity}, facility_issuer}}},
    KeyRule{"417", KeyType::pgln, {facility_issuer}},
    KeyRule{"8003", KeyType::grai},
    KeyRule{"8004", KeyType::giai, {facility_issuer}},
    KeyRule{"253", KeyType::gdti},
    KeyRule{"255", KeyType::gcn},
    KeyRule{"401", KeyType::ginc},
    KeyRule{"402", KeyType::gsin},
    KeyRule{"415", KeyType::payment_slip, {{{"8020", Part::identity}}}},
    KeyRule{"8006", KeyType::itip, {variant, lot, serial}},
    KeyRule{"8010", KeyType::cpi, {{{"8011", Part::identity}}}},
    KeyRule{"8013", KeyType::gmn},
    KeyRule{"8017", KeyType::gsrnp, {service}},
    KeyRule{"8018", KeyType::gsrn, {service}},
};
// The other way to qualify a GTIN: a serial that a third party gave (UPUI). It stands alone.
constexpr Qualifier third_party_serial{"235", Part::identity};
// 01 + 235 and 414 + 7040 are sequences of their own in the standard.

Part part_of(const KeyRule& rule, std::string_view ai) {
  for (const Qualifier& q : rule.qualifiers)
    if (q.ai == ai) return q.part;
  return rule.type == KeyType::gtin && ai == third_party_serial.ai ? third_party_serial.part : Part::none;
}

std::string_view value_of(const Elements& elements, std::string_view ai) {
  for (const Element& e : elements.given())
    if (e.ai == ai) return e.value;
  return {};
}

KeyType refined(KeyType type, const Elements& elements) {
  if (type == KeyType::gtin) {
    if (!value_of(elements, "21").empty()) return KeyType::sgtin;
    if (!value_of(elements, "235").empty()) return KeyType::upui;
    if (!value_of(elements, "10").empty()) return KeyType::lgtin;
  }
  if (type == KeyType::gln && !value_of(elements, "254").empty()) return KeyType::sgln;
  return type;
}

// The characters of CSET 82 that a canonical Digital Link leaves as they are; the others are escaped (GS1
// Digital Link: URI Syntax, table of reserved characters, and RFC 3986 for what no path may hold).
constexpr bool stays(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '\'' || c == ';' || c == '=';
}

/// Appends "/<ai>/<value>" and notes the value aside if it had to be escaped.
void append_pair(const Element& element, std::string& path, std::string& aside) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  path.append(1, '/').append(element.ai).append(1, '/');
  if (std::ranges::all_of(element.value, stays)) {
    path.append(element.value);
    return;
  }
  for (const char c : element.value) {
    if (stays(c)) {
      path += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      path.append({'%', hex[byte >> 4], hex[byte & 15]});
    }
  }
  aside.append(element.ai).append(1, '=').append(element.value).append(1, '\x1D');
}

Key assemble(const KeyRule& rule, const Elements& elements) {
  const KeyType type = refined(rule.type, elements);
  const bool has_serial = !value_of(elements, "21").empty();
  std::string text;
  std::string aside;
  text.reserve(64);
  text = canonical_host;
  append_pair(elements.primary, text, aside);
  for (const Qualifier& q : rule.qualifiers) {
    const std::string_view value = q.ai.empty() ? std::string_view{} : value_of(elements, q.ai);
    if (value.empty()) continue;
    if (q.part == Part::identity || (q.part == Part::lot && !has_serial))
      append_pair({q.ai, value}, text, aside);
    else
      aside.append(q.ai).append(1, '=').append(value).append(1, '\x1D');
  }
  if (type == KeyType::upui) append_pair({"235", value_of(elements, "235")}, text, aside);
  return KeyBuilder::make(type, std::move(text), std::move(aside));
}

Refusable<void> check_value(const Element& element) {
  const ApplicationIdentifier* row = find_application_identifier(element.ai);
  if (auto fault = find_fault(*row, element.ai, element.value)) {
    using enum Refusal::Kind;
    return refuse(fault->wrong_check ? wrong_check : value, std::move(fault->detail));
  }
  return {};
}

/// GTINs of 8, 12 and 13 digits are written with 14 (General Specifications 3.3.2).
std::string_view padded_gtin(std::string_view gtin, Scratch& scratch) {
  if (gtin.size() != 8 && gtin.size() != 12 && gtin.size() != 13) return gtin;
  char* place = scratch.take(14);
  if (place == nullptr) return gtin;
  std::fill_n(place, 14, '0');
  std::ranges::copy(gtin, place + 14 - gtin.size());
  return {place, 14};
}

}  // namespace

const KeyRule* find_key_rule(std::string_view ai) {
  const auto* rule = std::ranges::find(rules, ai, &KeyRule::ai);
  return rule == rules.end() ? nullptr : rule;
}

unsigned qualifier_rank(const KeyRule& rule, std::string_view ai) {
  for (unsigned i = 0; i < rule.qualifiers.size(); ++i)
    if (!ai.empty() && rule.qualifiers[i].ai == ai) return i + 1;
  return part_of(rule, ai) == Part::none ? 0 : static_cast<unsigned>(rule.qualifiers.size()) + 1;
}

Refusable<void> check_qualifiers(const KeyRule& rule, std::span<const Element> qualifiers) {
  for (std::size_t i = 0; i < qualifiers.size(); ++i) {
    const std::string_view ai = qualifiers[i].ai;
    if (qualifier_rank(rule, ai) == 0)
      return refuse(Refusal::Kind::structure, label_of(rule.ai) + " cannot be followed by " + label_of(ai));
    for (std::size_t j = 0; j < i; ++j)
      if (qualifiers[j].ai == ai) return refuse(Refusal::Kind::structure, label_of(ai) + " is given twice");
    if (ai == third_party_serial.ai && qualifiers.size() > 1)
      return refuse(Refusal::Kind::structure,
                    label_of(ai) + " cannot stand beside other qualifiers of the GTIN");
  }
  return {};
}

Refusable<Key> build_key(Elements elements, Scratch& scratch) {
  const KeyRule* rule = find_key_rule(elements.primary.ai);
  if (rule == nullptr)
    return refuse(Refusal::Kind::structure, label_of(elements.primary.ai) + " is no GS1 key");
  if (auto fine = check_qualifiers(*rule, elements.given()); !fine) return std::unexpected(fine.error());
  if (rule->type == KeyType::gtin) elements.primary.value = padded_gtin(elements.primary.value, scratch);
  if (auto fine = check_value(elements.primary); !fine) return std::unexpected(fine.error());
  for (Element& e : std::span(elements.qualifiers).first(elements.qualifier_count)) {
    if (auto fine = check_value(e); !fine) return std::unexpected(fine.error());
    // The EPC URN of a place writes extension 0 for none, so that 254 with value 0 is the place itself.
    if (e.ai == "254" && e.value == "0") e.value = {};
  }
  return assemble(*rule, elements);
}

Result<Key> as_result(Refusable<Key> built) {
  if (built) return std::move(*built);
  return fail(ErrorCode::invalid_argument, std::move(built.error().detail));
}

std::string_view ai_of_short_name(std::string_view segment) {
  struct Name {
    std::string_view name, ai;
  };
  static constexpr std::array<Name, 23> names{{
      {"gtin", "01"},    {"lot", "10"},    {"ser", "21"},    {"cpv", "22"},    {"sscc", "00"},
      {"gln", "414"},    {"glnx", "254"},  {"party", "417"}, {"payTo", "415"}, {"refNo", "8020"},
      {"grai", "8003"},  {"giai", "8004"}, {"gdti", "253"},  {"gcn", "255"},   {"ginc", "401"},
      {"gsin", "402"},   {"itip", "8006"}, {"cpid", "8010"}, {"cpsn", "8011"}, {"gmn", "8013"},
      {"gsrnp", "8017"}, {"gsrn", "8018"}, {"srin", "8019"},
  }};
  if (segment.empty() || (segment[0] >= '0' && segment[0] <= '9')) return segment;
  const auto* found = std::ranges::find(names, segment, &Name::name);
  return found == names.end() ? segment : found->ai;
}

std::optional<std::string_view> code_of_name(std::string_view name) {
  const std::string_view code = ai_of_short_name(name);
  return code.data() == name.data() ? std::nullopt : std::optional(code);
}

std::optional<std::string_view> percent_decode(std::string_view text, Scratch& scratch) {
  if (text.find('%') == std::string_view::npos) return text;
  char* place = scratch.take(text.size());
  if (place == nullptr) return std::nullopt;
  const auto nibble = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      place[size++] = text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = nibble(text[i + 1]);
    const int low = nibble(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    place[size++] = static_cast<char>(high << 4 | low);
    i += 2;
  }
  return std::string_view{place, size};
}

}  // namespace stocktrail::gs1
