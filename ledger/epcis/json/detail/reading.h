// ledger/epcis/json/detail/reading.h: the small parts of reading one event: where we are, what was wrong, and
// the checked primitive values. Internal to the module; events come in through parse_event (event.h).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "crypto/result.h"
#include "ledger/epcis/cbv.h"
#include "ledger/epcis/event.h"
#include "ledger/epcis/json/context.h"
#include "ledger/epcis/rules.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"

namespace stocktrail::epcis {

/// A place in the document. Lives on the stack and is only spelled out when a fault is told, which most
/// events never need.
class Path {
 public:
  explicit Path(std::string_view root) : name_(root) {}
  Path member(std::string_view name) const { return Path(this, name, no_index); }
  Path element(std::size_t index) const { return Path(this, {}, index); }
  std::string text() const;  // "$.epcisBody.eventList[2].action"

 private:
  static constexpr std::size_t no_index = ~std::size_t{0};
  Path(const Path* up, std::string_view name, std::size_t index) : up_(up), name_(name), index_(index) {}
  const Path* up_ = nullptr;
  std::string_view name_;
  std::size_t index_ = no_index;
};

/// The state of reading one event: the names in force and the faults. The read_ functions return false when
/// they told a fault.
class Reading {
 public:
  explicit Reading(const Context& context, RulesVersion rules = rules_version)
      : context_(&context), rules_(rules) {}
  const Context& context() const { return *context_; }
  /// By which the event is, or was, admitted.
  RulesVersion rules() const { return rules_; }

  bool fail(const Path& path, std::string detail, ErrorCode code = ErrorCode::invalid_argument);
  /// No other fault would be kept: there is no use in reading on.
  bool is_full() const;
  std::vector<Error> faults() &&;  // Never empty: asked for when there was one.
  Error fault() &&;                // The first.

  /// Notes an identifier that the text writes with a prefix: whoever looks at the text alone cannot read it.
  void note_prefixed(std::string_view text, const gs1::Key& key) { prefixed_.emplace(text, key); }
  PrefixedKeys prefixed() && { return std::move(prefixed_); }

  /// Replaces the context for the lifetime of the object that has a `@context` of its own.
  void use(const Context& context) { context_ = &context; }

 private:
  const Context* context_;
  RulesVersion rules_;
  std::vector<Error> faults_;
  PrefixedKeys prefixed_;
};

/// The value as a message shows it: the first characters of a scalar, the kind of anything larger.
std::string shown(const json::Value& value);
std::string shown(std::string_view text);  // In double quotes.

/// True for scheme ":" rest, without spaces, control characters or quotes.
bool is_absolute_uri(std::string_view text);

bool read_string(Reading& reading, const json::Value& value, const Path& path, std::string_view& out);
/// A URI in full: a declared prefix is expanded.
bool read_uri(Reading& reading, const json::Value& value, const Path& path, std::string& out);
bool read_number(Reading& reading, const json::Value& value, const Path& path, std::string_view& out);
bool read_time(Reading& reading, const json::Value& value, const Path& path, Timestamp& out);
/// The word of a text in any spelling, prefixes and terms of one's own included.
Result<Word> word_of(Vocabulary vocabulary, std::string_view text, const Context& context);
bool read_word(Reading& reading, Vocabulary vocabulary, const json::Value& value, const Path& path,
               Word& out);
bool read_key(Reading& reading, const json::Value& value, const Path& path, gs1::Key& out);
/// An array of at most `items_max` elements.
bool expect_list(Reading& reading, const json::Value& value, const Path& path, std::size_t items_max);
/// Calls `read(element, path, index)` for the elements of a list, also for those after a bad one: a supplier
/// mends them in one go.
template <typename Read>
bool read_elements(Reading& reading, const json::Value& list, const Path& path, Read&& read) {
  bool is_good = true;
  std::size_t index = 0;
  for (const json::Value& element : list.elements()) {
    if (reading.is_full()) return false;
    is_good = read(element, path.element(index), index) && is_good;
    ++index;
  }
  return is_good;
}
/// An object; `example` is what to write instead.
bool expect_object(Reading& reading, const json::Value& value, const Path& path, std::string_view example);

/// A member that the standard does not name: kept if its name has a declared prefix or is a full IRI, and if
/// what is in it is so too. `path` is the place of the member. `candidates` names the terms of this place for
/// the suggestion.
bool read_extension(Reading& reading, const json::Member& member, const Path& path,
                    std::span<const std::string_view> candidates);

/// The candidate that differs from `name` in case or by at most two typing errors; empty if there is none.
std::string_view closest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace stocktrail::epcis
