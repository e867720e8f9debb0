#include "ledger/store/detail/list_chunks.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t chunks_at_once = 16;
constexpr std::uint64_t event_refs_min = 1u << 12;
// An epoch has no more statements than events.
constexpr std::uint64_t epoch_refs = static_cast<std::uint64_t>(event_ref(epoch_events_min + 1, 0));
constexpr std::uint64_t span_refs = 64 * epoch_refs;  // Bounds what is collected at once.

std::string_view text(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

/// Epochs of which the first event is in this span, both ends in it.
struct Span {
  EventRef first{}, last{};
};

/// False if `visit` gave false.
bool visit_span(rocksdb::Iterator& it, const std::string& prefix, const Span& span, const auto& visit) {
  for (it.Seek(prefix + std::string(packed_ref(span.first))); it.Valid(); it.Next()) {
    const auto epoch = epoch_of_chunk(text(it.key()), prefix);
    if (!epoch || *epoch > span.last) return true;
    if (!visit(*epoch, text(it.value()))) return false;
  }
  return true;
}

/// The epoch of the chunk that holds what `event` appended, if it did.
EventRef epoch_before(rocksdb::Iterator& it, const std::string& prefix, EventRef event) {
  const auto last = static_cast<std::uint64_t>(event);
  for (std::uint64_t width = event_refs_min;; width *= 2) {
    std::optional<EventRef> found;
    const EventRef first{last > width ? last - width : 0};
    (void)visit_span(it, prefix, {first, event}, [&](EventRef epoch, std::string_view) {
      found = epoch;
      return true;
    });
    if (found || first == EventRef{}) return found.value_or(EventRef{});
  }
}

}  // namespace

void visit_chunks_from(rocksdb::Iterator& it, const std::string& prefix, EventRef from,
                       const ChunkVisitor& visit) {
  const EventRef first = from == EventRef{} ? from : epoch_before(it, prefix, from);
  (void)visit_span(it, prefix, {first, last_event_ref},
                   [&](EventRef, std::string_view chunk) { return visit(chunk); });
}

void visit_chunks_before(rocksdb::Iterator& it, const std::string& prefix, EventRef from,
                         const std::function<EventRef()>& newest_epoch, const ChunkVisitor& visit) {
  std::vector<std::string> chunks;
  const auto collect = [&](EventRef, std::string_view chunk) {
    chunks.emplace_back(chunk);
    return true;
  };
  const auto visit_collected = [&] {
    return std::all_of(chunks.rbegin(), chunks.rend(),
                       [&](const std::string& chunk) { return visit(chunk); });
  };
  const bool is_short =
      visit_span(it, prefix, {EventRef{}, from}, [&](EventRef epoch, std::string_view chunk) {
        return collect(epoch, chunk) && chunks.size() < chunks_at_once;
      });
  if (is_short) return (void)visit_collected();
  auto last = static_cast<std::uint64_t>(std::min(from, newest_epoch()));
  for (std::uint64_t width = epoch_refs;; width = std::min(2 * width, span_refs)) {
    chunks.clear();
    const std::uint64_t first = last > width ? last - width : 0;
    (void)visit_span(it, prefix, {EventRef{first}, EventRef{last}}, collect);
    if (!visit_collected() || first == 0) return;
    last = first - 1;
  }
}

}  // namespace stocktrail
