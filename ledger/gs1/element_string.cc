// GS1 element strings (General Specifications, section 7.8): "(01)...(10)..." as printed, or as a scanner
// gives them, with FNC1 sent as the control character GS.
#include <algorithm>
#include <array>

#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

using enum Refusal::Kind;

constexpr char separator = '\x1D';
constexpr std::size_t elements_max = 32;

struct ElementList {
  std::array<Element, elements_max> elements;
  std::size_t count = 0;

  Refusable<void> add(std::string_view ai, std::string_view text) {
    if (count == elements_max)
      return refuse(structure,
                    "an element string may have at most " + std::to_string(elements_max) + " elements");
    elements[count++] = {ai, text};
    return {};
  }
};

/// The value without the backslash of "\\(".
std::string_view unescaped(std::string_view value, Scratch& scratch) {
  if (value.find("\\(") == std::string_view::npos) return value;
  char* place = scratch.take(value.size());
  if (place == nullptr) return value;
  std::size_t size = 0;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (!value.substr(i).starts_with("\\(")) place[size++] = value[i];
  return {place, size};
}

Refusable<ElementList> split_bracketed(std::string_view text, Scratch& scratch) {
  ElementList list;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = bracketed_code_length(text, at);
    if (length == 0)
      return refuse(structure, "\"" + std::string(text.substr(at, 8)) +
                                   "\" is no GS1 application identifier in brackets, e.g. (01)");
    const std::size_t value_at = at + length + 2;
    std::size_t end = value_at;
    while (end < text.size() && bracketed_code_length(text, end) == 0)
      end += text.substr(end).starts_with("\\(") ? 2 : 1;
    const std::string_view given = text.substr(value_at, end - value_at);
    if (auto fine = list.add(text.substr(at + 1, length), unescaped(given, scratch)); !fine)
      return std::unexpected(fine.error());
    at = end;
  }
  return list;
}

/// Values of pre-defined length end by their length, others at the next separator or the end.
Refusable<ElementList> split_scanned(std::string_view text) {
  ElementList list;
  while (!text.empty()) {
    if (text[0] == separator) {
      text.remove_prefix(1);
      continue;
    }
    const ApplicationIdentifier* row = nullptr;
    std::size_t length = 2;
    for (; length <= 4 && length <= text.size(); ++length) {
      row = find_application_identifier(text.substr(0, length));
      if (row != nullptr) break;
    }
    if (row == nullptr)
      return refuse(structure,
                    "\"" + std::string(text.substr(0, 4)) + "\" begins no GS1 application identifier");
    const std::string_view code = text.substr(0, length);
    text.remove_prefix(length);
    const std::size_t end = row->fixed ? std::min<std::size_t>(row->length_max, text.size())
                                       : std::min(text.find(separator), text.size());
    if (auto fine = list.add(code, text.substr(0, end)); !fine) return std::unexpected(fine.error());
    text.remove_prefix(end);
  }
  return list;
}

Refusable<Key> read(const ElementList& list, std::vector<Attribute>* attributes, Scratch& scratch) {
  const auto given = std::span(list.elements).first(list.count);
  const auto primary =
      std::ranges::find_if(given, [](const Element& e) { return find_key_rule(e.ai) != nullptr; });
  if (primary == given.end())
    return refuse(structure, "the element string has no GS1 key such as (01), (00) or (414)");
  Elements elements{*primary, {}, 0};
  const KeyRule& rule = *find_key_rule(primary->ai);
  for (const Element& e : given) {
    if (&e == &*primary) continue;
    if (qualifier_rank(rule, e.ai) != 0) {
      if (elements.qualifier_count == qualifiers_max) return refuse(structure, "too many qualifiers");
      elements.qualifiers[elements.qualifier_count++] = e;
      continue;
    }
    if (e.ai == primary->ai) return refuse(structure, label_of(e.ai) + " is given twice");
    if (auto fault = find_fault(*find_application_identifier(e.ai), e.ai, e.value))
      return refuse(value, std::move(fault->detail));
    if (attributes != nullptr) attributes->push_back({std::string(e.ai), std::string(e.value)});
  }
  return build_key(elements, scratch);
}

}  // namespace

std::size_t bracketed_code_length(std::string_view text, std::size_t at) {
  if (text[at] != '(') return 0;
  const std::size_t close = text.substr(at, 6).find(')');
  if (close == std::string_view::npos || close < 3) return 0;
  const std::string_view code = text.substr(at + 1, close - 1);
  return find_application_identifier(code) == nullptr ? 0 : code.size();
}

Result<Key> parse_element_string(std::string_view text, std::vector<Attribute>* attributes) {
  if (text.size() > identifier_bytes_max)
    return fail(ErrorCode::too_large,
                "an identifier may have at most " + std::to_string(identifier_bytes_max) + " bytes");
  // A symbology identifier (ISO/IEC 15424) such as "]C1" or "]d2" tells that the barcode is GS1's.
  if (text.starts_with(']')) text.remove_prefix(std::min<std::size_t>(3, text.size()));
  if (text.empty()) return fail(ErrorCode::invalid_argument, "the element string is empty");
  Scratch scratch;
  auto list = text[0] == '(' ? split_bracketed(text, scratch) : split_scanned(text);
  if (!list) return as_result(std::unexpected(std::move(list.error())));
  return as_result(read(*list, attributes, scratch));
}

}  // namespace stocktrail::gs1
