// tests/support/event_builder.h: events in a line, for tests of what is made of events. Identifiers are
// numbered, with their check digits; times are minutes after a fixed moment.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ledger/epcis/event.h"

namespace stocktrail::test {

inline gs1::Key key_of(std::string_view identifier) {
  Result<gs1::Key> key = gs1::parse_key(identifier);
  ST_CHECK(key.has_value());
  return std::move(*key);
}

inline std::string with_check_digit(std::string digits) {
  const std::optional<char> check = gs1::check_digit(digits);
  ST_CHECK(check.has_value());
  return digits + *check;
}

inline std::string padded(std::string_view prefix, std::size_t digits, unsigned number) {
  const std::string text = std::to_string(number);
  return std::string(prefix) + std::string(digits - prefix.size() - text.size(), '0') + text;
}

inline std::string gtin(unsigned n) {
  return "https://id.gs1.org/01/" + with_check_digit(padded("0952", 13, n));
}
inline std::string lot(unsigned n, std::string_view lot) {
  return gtin(n) + "/10/" + std::string(lot);
}
inline std::string item(unsigned n, std::string_view serial) {
  return gtin(n) + "/21/" + std::string(serial);
}
inline std::string item(unsigned n, std::string_view lot_number, std::string_view serial) {
  return lot(n, lot_number) + "/21/" + std::string(serial);
}
inline std::string place(unsigned n) {
  return "https://id.gs1.org/414/" + with_check_digit(padded("952", 12, n));
}
inline std::string party(unsigned n) {
  return "https://id.gs1.org/417/" + with_check_digit(padded("952", 12, n));
}
inline std::string pallet(unsigned n) {
  return "https://id.gs1.org/00/" + with_check_digit(padded("0952", 17, n));
}

inline Micros minute(std::int64_t n) {
  return Micros{1'767'225'600'000'000 + n * 60'000'000};
}

class EventBuilder {
 public:
  EventBuilder(epcis::EventType type, epcis::Action action, std::int64_t at) {
    event_.type = type;
    event_.action = action;
    event_.event_time.at = minute(at);
  }

  EventBuilder& step(std::string_view word) { return set(event_.biz_step, word); }
  EventBuilder& disposition(std::string_view word) { return set(event_.disposition, word); }
  EventBuilder& persistently(std::string_view word) {
    event_.persistent_disposition.set.push_back({std::string(word), true});
    return *this;
  }
  EventBuilder& no_longer(std::string_view word) {
    event_.persistent_disposition.unset.push_back({std::string(word), true});
    return *this;
  }
  EventBuilder& read_at(std::string_view place) {
    event_.read_point = key_of(place);
    return *this;
  }
  EventBuilder& located(std::string_view place) {
    event_.biz_location = key_of(place);
    return *this;
  }
  EventBuilder& epc(std::string_view key) {
    event_.objects.epcs.push_back(key_of(key));
    return *this;
  }
  EventBuilder& quantity(std::string_view key, std::string_view number, std::string_view uom = {}) {
    event_.objects.quantities.push_back(element(key, number, uom));
    return *this;
  }
  EventBuilder& output(std::string_view key) {
    event_.outputs.epcs.push_back(key_of(key));
    return *this;
  }
  EventBuilder& output(std::string_view key, std::string_view number, std::string_view uom = {}) {
    event_.outputs.quantities.push_back(element(key, number, uom));
    return *this;
  }
  EventBuilder& transformation(std::string_view id) {
    event_.transformation_id = id;
    return *this;
  }
  EventBuilder& parent(std::string_view key) {
    event_.parent = key_of(key);
    return *this;
  }
  EventBuilder& from(std::string_view type, std::string_view key) {
    event_.sources.push_back({{std::string(type), true}, key_of(key)});
    return *this;
  }
  EventBuilder& to(std::string_view type, std::string_view key) {
    event_.destinations.push_back({{std::string(type), true}, key_of(key)});
    return *this;
  }
  EventBuilder& to(std::string_view place) { return to("location", place); }
  EventBuilder& of_lot(std::string_view lot_number) {
    event_.ilmd.lot = lot_number;
    return *this;
  }
  EventBuilder& id(std::string_view id) {
    event_.id = id;
    return *this;
  }

  /// The event; `number` makes its id if none was given.
  epcis::Event build(unsigned number = 0) const {
    epcis::Event event = event_;
    if (event.id.empty()) event.id = "urn:example:event:" + std::to_string(number);
    return event;
  }

 private:
  // Not inlined: GCC 12 takes the copies of an event that follow for uninitialized.
  [[gnu::noinline]] EventBuilder& set(std::optional<epcis::Word>& word, std::string_view text) {
    word = epcis::Word{std::string(text), true};
    return *this;
  }
  /// An empty number: not told.
  static epcis::QuantityElement element(std::string_view key, std::string_view number, std::string_view uom) {
    epcis::QuantityElement element{key_of(key), std::nullopt, std::string(uom)};
    if (!number.empty()) {
      const Result<Decimal> value = Decimal::parse(number);
      ST_CHECK(value.has_value());
      element.quantity = *value;
    }
    return element;
  }

  epcis::Event event_;
};

inline EventBuilder observed(std::int64_t at) {
  return {epcis::EventType::object, epcis::Action::observe, at};
}
inline EventBuilder made(std::int64_t at) {
  return EventBuilder(epcis::EventType::object, epcis::Action::add, at).step("commissioning");
}
inline EventBuilder ended(std::int64_t at) {
  return {epcis::EventType::object, epcis::Action::remove, at};
}
inline EventBuilder packed(std::int64_t at) {
  return EventBuilder(epcis::EventType::aggregation, epcis::Action::add, at).step("packing");
}
inline EventBuilder unpacked(std::int64_t at) {
  return EventBuilder(epcis::EventType::aggregation, epcis::Action::remove, at).step("unpacking");
}
inline EventBuilder transformed(std::int64_t at) {
  return {epcis::EventType::transformation, epcis::Action::none, at};
}

/// The declaration that `event` was an error.
inline epcis::Event declared_error(epcis::Event event, std::int64_t at) {
  event.error_declaration = epcis::ErrorDeclaration{Timestamp{minute(at), {}}, std::nullopt, {}};
  return event;
}

}  // namespace stocktrail::test
