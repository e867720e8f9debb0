#include "api/handlers/told_events.h"

#include <algorithm>
#include <utility>

#include "ledger/books/advice.h"
#include "ledger/engine/fold_input.h"
#include "ledger/state/event_index.h"

namespace stocktrail::api {
namespace {

void write_place(json::Writer& w, EventRef ref) {
  w.begin_object().key("statement").number(statement_of(ref));
  w.key("event").number(std::uint64_t{position_of(ref)}).end_object();
}

}  // namespace

Result<std::vector<ToldEvent>> told_events(const View& view, LeafIndex index) {
  // Of a kind that this program does not know nothing is folded.
  if (!view.tables().get(Table::inputs, packed_ref(event_ref(to_u64(index), 0))))
    return std::vector<ToldEvent>();
  const auto inputs = read_inputs(index, 1, view.tables());
  if (!inputs) return std::unexpected(inputs.error());
  const FoldInput& input = inputs->front();
  const IssuerTag issuer = issuer_tag(input.issuer.text());
  std::vector<ToldEvent> events;
  for (const epcis::Event& event : input.events) {
    const EventRef ref = event_ref(to_u64(index), static_cast<unsigned>(events.size()));
    Told told = told_of(event, issuer, ref, view.tables());
    const std::string_view advice = told.counts() ? books::advice_on(event) : std::string_view();
    events.push_back({event.id, std::move(told), advice});
  }
  return events;
}

void write_events(json::Writer& w, const std::vector<ToldEvent>& events) {
  w.begin_array();
  for (const auto& [id, told, advice] : events) {
    w.begin_object().field("eventID", id);
    if (told.is_repeat()) {
      w.key("repeats");
      write_place(w, *told.earlier);
    } else if (told.kind == Told::Kind::declaration) {
      w.key("declaresError").begin_array();
      for (const EventRef mistaken : told.taken_back) write_place(w, mistaken);
      w.end_array();
      if (told.taken_back.empty()) w.field("note", "nothing with this id is recorded yet");
    } else if (told.taken_back_by) {
      w.key("declaredError");
      write_place(w, *told.taken_back_by);
    }
    if (!advice.empty()) w.field("hint", advice);
    w.end_object();
  }
  w.end_array();
}

std::size_t count_repeats(const std::vector<ToldEvent>& events) {
  return static_cast<std::size_t>(
      std::ranges::count_if(events, [](const ToldEvent& event) { return event.told.is_repeat(); }));
}

}  // namespace stocktrail::api
