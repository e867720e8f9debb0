#include <algorithm>
#include <array>
#include <tuple>

#include "crypto/ascii.h"
#include "ledger/epcis/json/detail/event_parts.h"

namespace stocktrail::epcis {
namespace {

// True for what stands for a class of things, which has no place where single things are expected.
bool is_class(gs1::KeyType type) {
  return type == gs1::KeyType::gtin || type == gs1::KeyType::lgtin;
}
bool is_single(gs1::KeyType type) {
  return type == gs1::KeyType::sgtin || type == gs1::KeyType::sscc;
}

bool has_repeats(const std::vector<gs1::Key>& keys) {
  constexpr std::size_t short_list = 8;  // The usual case, compared without any memory.
  if (keys.size() <= short_list) {
    for (std::size_t i = 1; i < keys.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (keys[i] == keys[j]) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> sorted;
  sorted.reserve(keys.size());
  for (const gs1::Key& key : keys) sorted.push_back(key.text());
  std::ranges::sort(sorted);
  return std::ranges::adjacent_find(sorted) != sorted.end();
}

// The same text twice is a fault (the list is a set). The same thing in two spellings is one thing, and is
// kept once: nobody may count it twice.
bool merge_repeats(Reading& reading, const json::Value& list, const Path& path, std::vector<gs1::Key>& keys) {
  std::vector<std::string_view> texts;
  texts.reserve(keys.size());
  for (const json::Value& element : list.elements()) texts.push_back(element.string());
  std::vector<std::size_t> order(keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::tuple(std::string_view(keys[i].text()), texts[i], i); });

  std::vector<bool> is_repeat(keys.size());
  std::size_t kept = order.front();
  for (std::size_t at = 1; at < order.size(); ++at) {
    const std::size_t before = order[at - 1], here = order[at];
    if (keys[before] != keys[here]) {
      kept = here;
      continue;
    }
    if (texts[before] == texts[here]) {
      return reading.fail(path.element(here), shown(texts[here]) + " is in the list twice (also at [" +
                                                  std::to_string(before) + "]); name each item once.");
    }
    is_repeat[std::max(kept, here)] = true;
    kept = std::min(kept, here);
  }
  std::size_t index = 0;
  std::erase_if(keys, [&](const gs1::Key&) { return is_repeat[index++]; });
  return true;
}

bool is_uom(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c); });
}

bool read_quantity(Reading& reading, const json::Value& value, const Path& path,
                   std::optional<Decimal>& out) {
  std::string_view text;
  if (!read_number(reading, value, path, text)) return false;
  Result<Decimal> number = Decimal::parse(number_by(reading.rules(), text));
  if (!number) return reading.fail(path, number.error().detail + ".", number.error().code);
  if (number->coefficient() < 0) {
    return reading.fail(path,
                        "a quantity is never negative, found " + shown(value) +
                            "; say what happened by action or bizStep and give the amount without a sign.");
  }
  out = *number;
  return true;
}

bool read_epc_class(Reading& reading, const json::Value& value, const Path& path, gs1::Key& out) {
  if (!read_key(reading, value, path, out)) return false;
  if (!is_single(out.type())) return true;
  return reading.fail(path, "expected a class of things, found the single item " + shown(value.string()) +
                                "; put it in the list of EPCs, or leave out its serial number.");
}

bool read_uom(Reading& reading, const json::Value& value, const Path& path, std::string& out) {
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  if (!is_uom(text)) {
    return reading.fail(path,
                        "expected a unit code of UN/ECE Recommendation 20, found " + shown(text) +
                            R"(; write "KGM" for kilograms, "LTR" for litres, or leave it out for pieces.)");
  }
  out = text;
  return true;
}

bool read_quantity_element(Reading& reading, const json::Value& value, const Path& path,
                           QuantityElement& out) {
  static constexpr std::array<std::string_view, 3> names = {"epcClass", "quantity", "uom"};
  if (!expect_object(reading, value, path,
                     R"({"epcClass": "https://id.gs1.org/01/.../10/...", "quantity": 20, "uom": "KGM"})")) {
    return false;
  }
  bool has_class = false;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "epcClass") {
      if (!read_epc_class(reading, member.value, here, out.epc_class)) return false;
      has_class = true;
    } else if (member.name == "quantity") {
      if (!read_quantity(reading, member.value, here, out.quantity)) return false;
    } else if (member.name == "uom") {
      if (!read_uom(reading, member.value, here, out.uom)) return false;
    } else {
      const std::string_view near = closest(member.name, names);
      return reading.fail(here, "a quantity element has epcClass, quantity and uom only, found " +
                                    shown(member.name) +
                                    (near.empty() ? "; put fields of your own beside the list, in the event."
                                                  : "; did you mean " + shown(near) + "?"));
    }
  }
  if (has_class) return true;
  return reading.fail(path, R"("epcClass" is missing; say of what the quantity is.)");
}

}  // namespace

bool read_epc_list(Reading& reading, const json::Value& value, const Path& path, std::vector<gs1::Key>& out) {
  if (!expect_list(reading, value, path, what_items_max)) return false;
  out.reserve(value.size());
  const auto read = [&](const json::Value& element, const Path& here, std::size_t) {
    gs1::Key key;
    if (!read_key(reading, element, here, key)) return false;
    if (is_class(key.type())) {
      return reading.fail(here,
                          "expected a single item, found " + shown(element.string()) +
                              ", which stands for a whole class; put it in the quantity list, or add its "
                              "serial number.");
    }
    out.push_back(std::move(key));
    return true;
  };
  if (!read_elements(reading, value, path, read)) return false;
  return !has_repeats(out) || merge_repeats(reading, value, path, out);
}

bool read_quantity_list(Reading& reading, const json::Value& value, const Path& path,
                        std::vector<QuantityElement>& out) {
  if (!expect_list(reading, value, path, what_items_max)) return false;
  out.resize(value.size());
  return read_elements(reading, value, path,
                       [&](const json::Value& element, const Path& here, std::size_t index) {
                         return read_quantity_element(reading, element, here, out[index]);
                       });
}

bool read_parent(Reading& reading, const json::Value& value, const Path& path, std::optional<gs1::Key>& out) {
  gs1::Key key;
  if (!read_key(reading, value, path, key)) return false;
  if (is_class(key.type())) {
    return reading.fail(path, "a parent is one single thing, found the class " + shown(value.string()) +
                                  "; write its SSCC, or add its serial number.");
  }
  out = std::move(key);
  return true;
}

}  // namespace stocktrail::epcis
