#include "api/handlers/capture_job.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace stocktrail::api {
namespace {

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  const bool has_zero = length > 1 && text.front() == '0';
  if (error != std::errc{} || has_zero || number >= std::uint64_t{1} << 55) return std::nullopt;
  text.remove_prefix(length);
  return number;
}

bool take(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

/// "7.0-3"
bool take_run(std::string_view& text, std::vector<EventRef>& refs) {
  const auto statement = take_number(text);
  if (!statement || !take(text, '.')) return false;
  const auto first = take_number(text);
  const auto last = take(text, '-') ? take_number(text) : first;
  if (!first || !last || *last < *first || *last >= statement_events_max) return false;
  for (std::uint64_t i = *first; i <= *last; ++i)
    refs.push_back(event_ref(*statement, static_cast<unsigned>(i)));
  return refs.size() <= statement_events_max;
}

}  // namespace

std::string CaptureJob::id() const {
  std::string text = statement ? std::to_string(to_u64(*statement)) : std::string();
  for (std::size_t i = 0; i < repeated.size(); ++i) {
    const EventRef first = repeated[i];
    text += '~' + std::to_string(statement_of(first)) + '.' + std::to_string(position_of(first));
    const std::size_t begin = i;
    const auto goes_on = [&] {
      return i + 1 < repeated.size() && statement_of(repeated[i + 1]) == statement_of(first) &&
             position_of(repeated[i + 1]) == position_of(repeated[i]) + 1;
    };
    while (goes_on()) ++i;
    if (i > begin) text += '-' + std::to_string(position_of(repeated[i]));
  }
  return text;
}

Result<CaptureJob> CaptureJob::parse(std::string_view id) {
  CaptureJob job;
  std::string_view rest = id;
  bool is_good = !id.empty();
  if (is_good && !id.starts_with('~')) {
    const auto number = take_number(rest);
    is_good = number.has_value();
    if (number) job.statement = LeafIndex{*number};
  }
  while (is_good && !rest.empty()) is_good = take(rest, '~') && take_run(rest, job.repeated);
  if (is_good &&
      std::ranges::adjacent_find(job.repeated, std::ranges::greater_equal()) == job.repeated.end() &&
      job.id() == id)
    return job;
  return fail(ErrorCode::invalid_argument,
              "this is no id of a capture: take it from the answer to the capture", "capture");
}

std::vector<EventRef> repeated_elsewhere(const std::vector<Told>& told, std::uint64_t own) {
  std::vector<EventRef> refs;
  for (const Told& one : told)
    if (one.is_repeat() && statement_of(*one.earlier) != own) refs.push_back(*one.earlier);
  std::ranges::sort(refs);
  const auto rest = std::ranges::unique(refs);
  refs.erase(rest.begin(), rest.end());
  return refs;
}

}  // namespace stocktrail::api
