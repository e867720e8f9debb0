// EPC URNs (EPC Tag Data Standard 1.13, sections 6.3 to 6.6, and section 7 for what corresponds in GS1 keys).
#include <algorithm>

#include "crypto/ascii.h"
#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

/// Where the last component, the serial, goes.
enum class Tail : unsigned char {
  none,       // There is none.
  joined,     // After the check digit, in the same value.
  qualifier,  // Into `qualifier`.
};

struct Scheme {
  std::string_view name;
  std::string_view ai;
  std::uint8_t digits;      // Company prefix and reference together; 0: the reference is text.
  bool indicator_in_front;  // The first digit of the reference comes before the company prefix.
  Tail tail;
  std::string_view qualifier;
  bool has_pattern;  // A pattern with any serial stands for the class.
};

constexpr std::array schemes{
    Scheme{"sgtin", "01", 13, true, Tail::qualifier, "21", true},
    Scheme{"sscc", "00", 17, true, Tail::none, "", false},
    Scheme{"sgln", "414", 12, false, Tail::qualifier, "254", false},
    Scheme{"grai", "8003", 12, false, Tail::joined, "", true},
    Scheme{"giai", "8004", 0, false, Tail::none, "", false},
    Scheme{"gsrn", "8018", 17, false, Tail::none, "", false},
    Scheme{"gsrnp", "8017", 17, false, Tail::none, "", false},
    Scheme{"gdti", "253", 12, false, Tail::joined, "", true},
    Scheme{"cpi", "8010", 0, false, Tail::qualifier, "8011", true},
    Scheme{"sgcn", "255", 12, false, Tail::joined, "", true},
    Scheme{"ginc", "401", 0, false, Tail::none, "", false},
    Scheme{"gsin", "402", 16, false, Tail::none, "", false},
    Scheme{"itip", "8006", 13, true, Tail::qualifier, "21", true},
    Scheme{"upui", "01", 13, true, Tail::qualifier, "235", true},
    Scheme{"pgln", "417", 12, false, Tail::none, "", false},
};
constexpr Scheme lot_class{"lgtin", "01", 13, true, Tail::qualifier, "10", false};

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

std::unexpected<Refusal> malformed(const Scheme& scheme, std::string_view why) {
  return refuse(Refusal::Kind::value,
                "EPC URN of scheme " + std::string(scheme.name) + " " + std::string(why));
}

/// The components between the dots; the last one may hold dots itself.
struct Components {
  std::array<std::string_view, 5> parts;
  std::size_t count = 0;
};

Components split(std::string_view body, std::size_t wanted) {
  Components out;
  while (out.count + 1 < wanted) {
    const std::size_t dot = body.find('.');
    if (dot == std::string_view::npos) break;
    out.parts[out.count++] = body.substr(0, dot);
    body.remove_prefix(dot + 1);
  }
  out.parts[out.count++] = body;
  return out;
}

std::size_t component_count(const Scheme& scheme) {
  if (scheme.name == "itip") return 5;
  return scheme.tail == Tail::none ? 2 : 3;
}

/// Company prefix and reference as GS1 writes them: indicator first, check digit last.
Refusable<std::string_view> join_digits(const Scheme& scheme, std::string_view company,
                                        std::string_view reference, Scratch& scratch) {
  if (company.size() + reference.size() != scheme.digits || !all_digits(company) || !all_digits(reference))
    return malformed(scheme, "must have " + std::to_string(scheme.digits) +
                                 " digits in company prefix and reference together, but has \"" +
                                 std::string(company.substr(0, 40)) + "." +
                                 std::string(reference.substr(0, 40)) + "\"");
  const std::size_t zeros = scheme.ai == "8003" ? 1 : 0;  // A GRAI has a zero in front that is always there.
  char* place = scratch.take(zeros + scheme.digits + 1u);
  if (place == nullptr) return malformed(scheme, "is too long");
  char* end = std::fill_n(place, zeros, '0');
  if (scheme.indicator_in_front) {
    *end++ = reference[0];
    reference.remove_prefix(1);
  }
  end = std::ranges::copy(company, end).out;
  end = std::ranges::copy(reference, end).out;
  const auto digit = check_digit({place, end});
  ST_CHECK(digit);
  *end = *digit;
  return std::string_view{place, zeros + scheme.digits + 1u};
}

Refusable<std::string_view> join(std::string_view a, std::string_view b, Scratch& scratch) {
  char* place = scratch.take(a.size() + b.size());
  if (place == nullptr) return refuse(Refusal::Kind::value, "the identifier is too long");
  std::ranges::copy(b, std::ranges::copy(a, place).out);
  return std::string_view{place, a.size() + b.size()};
}

Refusable<Key> build(const Scheme& scheme, std::string_view body, bool is_class, Scratch& scratch) {
  const std::size_t wanted = component_count(scheme);
  const Components given = split(body, wanted);
  if (given.count != wanted)
    return malformed(scheme, "must have " + std::to_string(wanted) +
                                 " parts with dots between them, but is \"" +
                                 std::string(body.substr(0, 100)) + "\"");
  const std::string_view company = given.parts[0];
  if (company.size() < 6 || company.size() > 12 || !all_digits(company))
    return malformed(scheme, "must begin with a company prefix of 6 to 12 digits, but has \"" +
                                 std::string(company.substr(0, 40)) + "\"");
  if (scheme.indicator_in_front && given.parts[1].empty())
    return malformed(scheme, "lacks its indicator digit");

  Refusable<std::string_view> primary;
  if (scheme.digits != 0) {
    primary = join_digits(scheme, company, given.parts[1], scratch);
  } else {
    const auto reference = percent_decode(given.parts[1], scratch);
    if (!reference || reference->empty())
      return malformed(scheme, "lacks a reference, or has a malformed escape");
    primary = join(company, *reference, scratch);
  }
  if (primary && wanted == 5) {
    if (given.parts[2].size() != 2 || given.parts[3].size() != 2)
      return malformed(scheme, "must have two digits each for piece and total");
    primary = join(*primary, *join(given.parts[2], given.parts[3], scratch), scratch);
  }
  if (!primary) return std::unexpected(primary.error());
  Elements elements{{scheme.ai, *primary}, {}, 0};
  if (scheme.tail == Tail::none || is_class) return build_key(elements, scratch);

  const auto serial = percent_decode(given.parts[wanted - 1], scratch);
  if (!serial || serial->empty())
    return malformed(scheme, "lacks its last part, or has a malformed escape in it");
  if (scheme.tail == Tail::qualifier) {
    elements.qualifiers[elements.qualifier_count++] = {scheme.qualifier, *serial};
  } else {
    auto joined = join(*primary, *serial, scratch);
    if (!joined) return std::unexpected(joined.error());
    elements.primary.value = *joined;
  }
  return build_key(elements, scratch);
}

/// IMO numbers carry a check digit of their own: the last digit of the sum of the others, weighted 7 to 2.
Result<Key> make_vessel(std::string_view urn, std::string_view number) {
  if (number.size() != 7 || !all_digits(number))
    return fail(ErrorCode::invalid_argument, "an IMO vessel number has 7 digits: urn:epc:id:imovn:9176187");
  int sum = 0;
  for (int i = 0; i < 6; ++i) sum += (7 - i) * (number[static_cast<std::size_t>(i)] - '0');
  const auto expected = static_cast<char>('0' + sum % 10);
  if (number.back() != expected)
    return fail(ErrorCode::invalid_argument, "IMO vessel number " + std::string(number) +
                                                 " has check digit " + number.back() + ", expected " +
                                                 expected + ": correct the number");
  return make_uri_key(urn, KeyType::imovn);
}

Result<Key> make_general(std::string_view urn, std::string_view body) {
  const Components given = split(body, 3);
  const auto is_number = [](std::string_view part) {
    return !part.empty() && all_digits(part) && (part.size() == 1 || part[0] != '0');
  };
  if (given.count != 3 || !std::ranges::all_of(given.parts.begin(), given.parts.begin() + 3, is_number))
    return fail(
        ErrorCode::invalid_argument,
        "a general identifier has three numbers without leading zeros: urn:epc:id:gid:95100000.12345.400");
  return make_uri_key(urn, KeyType::gid);
}

Result<Key> parse_identity(std::string_view urn, std::string_view name, std::string_view body) {
  Scratch scratch;
  const auto* scheme = std::ranges::find(schemes, name, &Scheme::name);
  if (scheme != schemes.end()) return as_result(build(*scheme, body, false, scratch));
  if (name == "gid") return make_general(urn, body);
  if (name == "imovn") return make_vessel(urn, body);
  if (name == "usdod" || name == "adi" || name == "bic") return make_uri_key(urn, KeyType::uri);
  return fail(ErrorCode::invalid_argument,
              "\"" + std::string(name.substr(0, 40)) +
                  "\" is no scheme of the EPC Tag Data Standard (urn:epc:id:<scheme>:...)");
}

Result<Key> parse_pattern(std::string_view urn, std::string_view name, std::string_view body) {
  const std::size_t star = body.find('*');
  if (star == std::string_view::npos) return parse_identity(urn, name, body);
  const auto* scheme = std::ranges::find(schemes, name, &Scheme::name);
  const bool is_class =
      scheme != schemes.end() && scheme->has_pattern && star + 1 == body.size() && body.ends_with(".*");
  // Wider patterns, such as all products of a company, are no class that a quantity could be of.
  if (!is_class) return make_uri_key(urn, KeyType::uri);
  Scratch scratch;
  return as_result(build(*scheme, body, true, scratch));
}

bool starts_without_case(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::ranges::equal(text.substr(0, lower_case.size()), lower_case,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

Result<Key> parse_epc_urn(std::string_view urn) {
  if (urn.size() > identifier_bytes_max)
    return fail(ErrorCode::too_large,
                "an identifier may have at most " + std::to_string(identifier_bytes_max) + " bytes");
  constexpr std::string_view start = "urn:epc:";
  if (!starts_without_case(urn, start))
    return fail(ErrorCode::invalid_argument, "an EPC URN begins with urn:epc:");
  std::string_view rest = urn.substr(start.size());
  const std::size_t colon = rest.find(':');
  const std::string_view kind = rest.substr(0, colon);
  rest.remove_prefix(std::min(rest.size(), kind.size() + 1));
  const std::size_t second = rest.find(':');
  const std::string_view name = rest.substr(0, second);
  const std::string_view body =
      second == std::string_view::npos ? std::string_view{} : rest.substr(second + 1);
  if (kind == "id") return parse_identity(urn, name, body);
  if (kind == "idpat") return parse_pattern(urn, name, body);
  if (kind == "class" && name == lot_class.name) {
    Scratch scratch;
    return as_result(build(lot_class, body, false, scratch));
  }
  if (kind == "tag" || kind == "pat" || kind == "raw") return refuse_tag(urn, kind, name, body);
  return fail(ErrorCode::invalid_argument,
              "an EPC URN goes on with id:<scheme>:, class:lgtin: or idpat:<scheme>:, but is \"" +
                  std::string(urn.substr(0, 100)) + "\"");
}

}  // namespace stocktrail::gs1
