#include "api/journey/item_history.h"

#include <algorithm>
#include <array>

namespace stocktrail::api {
namespace {

using Voice = ItemHistory::Voice;

/// The status that an event leaves its items in: a step that ends them tells it as well as a disposition
/// does.
std::string status_after(const query::EventFacts& event) {
  if (event.biz_step && event.biz_step->is("destroying")) return "destroyed";
  if (event.biz_step && event.biz_step->is("decommissioning")) return "inactive";
  return event.disposition && event.disposition->is_standard ? event.disposition->text : "";
}

/// No later sighting undoes it.
bool is_end(std::string_view status) {
  return status == "destroyed" || status == "disposed";
}

/// The owner and authorities may take back each other's words.
bool is_overruled(Voice before, Voice now) {
  return before == Voice::anyone || now != Voice::anyone;
}

}  // namespace

bool is_unfit(std::string_view status) {
  constexpr std::array unfit = {std::string_view("damaged"),  std::string_view("destroyed"),
                                std::string_view("disposed"), std::string_view("expired"),
                                std::string_view("inactive"), std::string_view("stolen")};
  return std::ranges::find(unfit, status) != unfit.end();
}

void ItemHistory::hear(const query::EventFacts& event, Voice voice, Making making) {
  is_named_ = true;
  if (voice == Voice::owner) is_named_by_owner_ = true;
  hear_lasting(event, voice);
  const std::string status = status_after(event);
  if (status.empty() || !may_replace(event, voice, making)) return;
  latest_ = Word{status, &event, voice};
  // Whoever may say so says that it is fit: what others noted of it is settled.
  if (voice != Voice::anyone && !is_unfit(status))
    std::erase_if(lasting_, [](const auto& word) { return word.second.voice == Voice::anyone; });
}

void ItemHistory::hear_lasting(const query::EventFacts& event, Voice voice) {
  const auto& [set, unset] = event.persistent_disposition;
  for (const auto& word : unset) {
    const auto known = lasting_.find(word.text);
    if (known != lasting_.end() && is_overruled(known->second.voice, voice)) lasting_.erase(known);
  }
  for (const auto& word : set) {
    if (!word.is_standard) continue;
    const auto [known, is_new] = lasting_.try_emplace(word.text, Word{word.text, &event, voice});
    if (!is_new && is_overruled(known->second.voice, voice)) known->second = {word.text, &event, voice};
  }
}

/// What was destroyed or disposed of does not come back by being seen, sold or moved, whoever tells it; its
/// number may be given to a new thing, and the owner and authorities may contradict others. And nobody else
/// clears what they hold against an item.
bool ItemHistory::may_replace(const query::EventFacts& event, Voice voice, Making making) const {
  if (!latest_) return true;
  const bool may_contradict = voice != Voice::anyone && latest_->said->source.issuer != event.source.issuer;
  if (is_end(latest_->status) && making == Making::no && !may_contradict) return false;
  return voice != Voice::anyone || latest_->voice == Voice::anyone || !is_unfit(latest_->status);
}

ItemRecord ItemHistory::record() const {
  ItemRecord record{.is_named = is_named_,
                    .is_named_by_owner = is_named_by_owner_,
                    .status = {},
                    .status_by = {},
                    .status_since = {}};
  const Word* word = latest_ ? &*latest_ : nullptr;
  for (const auto& [text, lasting] : lasting_)
    if (is_unfit(text) && (word == nullptr || !is_unfit(word->status))) word = &lasting;
  if (word == nullptr) return record;
  record.status = word->status;
  record.status_by = word->said->source.issuer;
  record.status_since = word->said->event_time.text;
  return record;
}

}  // namespace stocktrail::api
