#include "api/journey/journey_cursor.h"

#include <charconv>

#include "crypto/statement.h"

namespace stocktrail::api {
namespace {

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return failed == std::errc();
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string journey_cursor(const trace::Moment& moment) {
  return std::to_string(to_i64(moment.time)) + "." + std::to_string(statement_of(moment.event)) + "." +
         std::to_string(position_of(moment.event));
}

std::optional<trace::Moment> parse_journey_cursor(std::string_view text) {
  constexpr std::uint64_t statements_told = std::uint64_t{1} << 55;  // As many as an EventRef can tell.
  std::int64_t time = 0;
  std::uint64_t statement = 0;
  unsigned position = 0;
  const bool fits = take_number(text, time) && take_dot(text) && take_number(text, statement) &&
                    take_dot(text) && take_number(text, position) && text.empty();
  if (!fits || statement >= statements_told || position >= statement_events_max) return std::nullopt;
  return trace::Moment{Micros{time}, event_ref(statement, position)};
}

}  // namespace stocktrail::api
