// ledger/master/object_reader.h: reads one JSON object of a statement body: members by name, each
// checked, none left over. Only the first fault of a body is kept; after it, readers give empty values.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "ledger/epcis/time.h"
#include "ledger/master/master.h"

namespace stocktrail::master {

class ObjectReader {
 public:
  /// `path` is the place of `value`, such as "$.party.places[2]".
  ObjectReader(const json::Value& value, std::string path, std::optional<Error>& fault);

  /// Missing is a fault.
  std::optional<json::Value> need(std::string_view name, json::Kind kind);
  /// Missing is nullopt without a fault.
  std::optional<json::Value> find(std::string_view name, json::Kind kind);

  // Texts are not empty, hold no control characters and at most `bytes_max` bytes.
  std::string need_text(std::string_view name, std::size_t bytes_max = MasterLimits::text_bytes_max);
  /// The member "name", which a reader must be able to tell from others (name_rules.h).
  std::string need_name();
  std::string find_text(std::string_view name, std::size_t bytes_max = MasterLimits::text_bytes_max);
  /// One of the words; empty if missing.
  std::string find_word(std::string_view name, std::initializer_list<std::string_view> words);
  std::string need_word(std::string_view name, std::initializer_list<std::string_view> words);
  std::optional<gs1::Key> need_key(std::string_view name);
  /// A product class.
  gs1::Key need_gtin(std::string_view name);
  /// A text for each language, such as of the member "names".
  std::optional<Names> find_names(std::string_view of = "names",
                                  std::size_t most_bytes = MasterLimits::text_bytes_max);
  /// A time of a key's term, which proof files, with a reader of their own, read as the same second.
  std::optional<Micros> find_time(std::string_view name);
  /// The member "unit", a code of Rec 20; empty if missing.
  std::string find_unit();
  /// An ISO date, as written; empty if missing.
  std::string find_date(std::string_view name);
  std::optional<std::int64_t> find_count(std::string_view name, std::int64_t max);
  /// A decimal within ±`limit`, as written; empty if missing.
  std::string find_degrees(std::string_view name, std::int64_t limit);
  std::optional<bool> find_flag(std::string_view name);

  /// Checks the size of the array `name`, then calls `visit(element, path)` for each.
  template <typename Visit>
  void each(std::string_view name, std::size_t elements_max, Visit visit) {
    const auto array = find(name, json::Kind::array);
    if (!array) return;
    const std::string path = path_of(name);
    if (array->size() > elements_max)
      return refuse_at(path, "has " + std::to_string(array->size()) + " elements, but at most " +
                                 std::to_string(elements_max) + " are allowed");
    std::size_t index = 0;
    for (const json::Value& element : array->elements())
      visit(element, path + "[" + std::to_string(index++) + "]");
  }

  void refuse(std::string_view name, std::string detail) { refuse_at(path_of(name), std::move(detail)); }
  void refuse_at(std::string path, std::string detail);
  std::string path_of(std::string_view name) const;
  /// Refuses members that nobody asked for.
  void finish();

 private:
  json::Value value_;
  std::string path_;
  std::optional<Error>* fault_;
  std::vector<std::string_view> known_;
};

/// A text as need_text() takes it; the detail of the fault otherwise.
std::optional<std::string> text_fault(std::string_view text, std::size_t bytes_max);

}  // namespace stocktrail::master
