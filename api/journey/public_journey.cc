#include "api/journey/public_journey.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "api/journey/detail/companies.h"
#include "api/journey/detail/told_steps.h"
#include "api/journey/detail/voices.h"
#include "api/journey/stated_recalls.h"
#include "ledger/trace/turns.h"

namespace stocktrail::api {
namespace {

using trace::Relation;

bool is_sale(const query::EventFacts& event) {
  return event.biz_step && (event.biz_step->is("retail_selling") || event.biz_step->is("dispensing"));
}

/// Two events that look the same to the public: told once. `of` is their key, or less where that is not told.
std::string look_of(const JourneyEvent& event, std::string_view of) {
  const query::EventFacts& e = *event.facts;
  std::string look = e.source.issuer;
  for (const auto& word : {e.biz_step, e.disposition}) look += '\n' + (word ? word->text : "");
  for (const std::string* place : {&e.read_point, &e.biz_location}) look.append("\n").append(*place);
  look += '\n';
  look += epcis::name_of(e.type);
  look += epcis::name_of(e.action);
  // What was taken back and what is right instead must not hide each other.
  look += event.declared_error ? "!" : event.corrects ? "=" : "";
  return (look += '\n').append(of);
}

/// Nobody hides a recall of another behind many of its own.
void keep_shown_recalls(std::vector<Recall>& recalls) {
  if (recalls.size() <= JourneyLimits::journey_recalls_max) return;
  std::map<std::string, std::size_t> seen;
  std::vector<std::pair<std::size_t, std::size_t>> turns;  // Which of its party's, and where.
  for (std::size_t i = 0; i < recalls.size(); ++i) turns.emplace_back(seen[recalls[i].issuer]++, i);
  std::ranges::sort(turns);
  turns.resize(JourneyLimits::journey_recalls_max);
  std::ranges::sort(turns, {}, &std::pair<std::size_t, std::size_t>::second);
  std::vector<Recall> shown;
  for (const auto& [turn, at] : turns) shown.push_back(std::move(recalls[at]));
  recalls = std::move(shown);
}

class Builder {
 public:
  Builder(const gs1::Key& key, Walked& walked, const JourneyWindow& window)
      : key_(key),
        window_(window),
        walked_(walked),
        trace_(walked.trace),
        reader_(walked.reader),
        companies_(walked.reader.tables()),
        voices_(walked.reader),
        told_(walked.reader) {}

  Journey build() {
    journey_.complete = trace_.complete;
    told_.find(key_, trace_, [this](const trace::Step& step) { return is_named(step); });
    for (std::size_t i = 0; i < trace_.steps.size(); ++i)
      if (told_.is_told(i) && is_named(trace_.steps[i])) journey_.keys.push_back(trace_.steps[i].key);
    for (const auto& traced : trace_.events) note_corrections(traced);
    for (const auto& traced : trace_.events) note_making_by_owner(traced);
    for (const auto& traced : trace_.events) note_maker(traced);
    find_recalls();
    for (const auto& traced : trace_.events) add(traced);
    choose_events();
    journey_.complete = journey_.complete && reader_.complete();
    journey_.companies_not_named = hidden_companies_.size();
    journey_.lot_is_known = knows_lot();
    if (is_item()) record_item();
    return std::move(journey_);
  }

 private:
  bool is_item() const { return !key_.serial().empty() || key_.type() == gs1::KeyType::sscc; }

  /// What was asked for, its lot, what they were made of, and lots of that.
  bool is_named(const trace::Step& step) const {
    if (step.relation == Relation::lot) return is_named(trace_.steps[step.from]);
    return step.relation == Relation::asked || step.relation == Relation::input;
  }

  /// The key that was asked for, or a container that it was in.
  bool is_way_of_asked(const trace::Step& step) const {
    const trace::Step* inner = &step;
    while (inner->relation == Relation::container) inner = &trace_.steps[inner->from];
    return inner->relation == Relation::asked;
  }

  /// An item is in one container at a time: its own ones tell its way, and no volume.
  bool is_own_container(const trace::Step& step) const { return is_item() && is_way_of_asked(step); }

  Companies::Way way_of(const trace::Step& step) const {
    const bool is_of_many = key_.type() == gs1::KeyType::gtin || key_.type() == gs1::KeyType::lgtin;
    const bool own = !is_of_many && (step.relation == Relation::asked || is_own_container(step));
    return own ? Companies::Way::own : Companies::Way::shared;
  }

  /// A lot that was made item by item was made when its items were: it looks the same for all of them.
  bool is_public(const trace::TracedEvent& traced, const query::EventFacts& facts) {
    const Relation relation = trace_.steps[traced.step].relation;
    if (traced.naming == trace::Naming::item_of_lot && !makes(traced, facts)) return false;
    const bool is_shown = is_sale(facts) ? is_item() && relation == Relation::asked : !traced.declares_error;
    if (!is_shown) return false;
    if (told_.is_told(traced.step) && told_.is_open(facts)) return true;
    journey_.hides_events = true;
    return false;
  }

  /// False for an event that would name a company which bought it; such companies are counted, if they had
  /// the code in hand, or some of the lot in hand.
  bool names_no_customer(const trace::TracedEvent& traced, const query::EventFacts& facts) {
    if (recalling_.contains(traced.event)) return true;
    const trace::Step& step = trace_.steps[traced.step];
    const auto hidden = companies_.hidden_by(facts, way_of(step));
    const bool counts =
        is_way_of_asked(step) && !traced.ahead && !traced.declared_error && !traced.declares_error;
    if (hidden && counts) hidden_companies_.insert(*hidden);
    return !hidden;
  }

  /// By issuer and id: one party's events are never called a correction by another.
  void note_corrections(const trace::TracedEvent& traced) {
    const FactsPtr facts = traced.declares_error ? reader_.facts(traced.event) : nullptr;
    if (facts == nullptr || !facts->error_declaration) return;
    for (const std::string& id : facts->error_declaration->corrective_event_ids)
      corrective_.emplace(facts->source.issuer, id);
  }

  /// What the owner of a product states of its making counts before what others do.
  void note_making_by_owner(const trace::TracedEvent& traced) {
    const FactsPtr facts = reader_.facts(traced.event);
    if (facts == nullptr || !is_public(traced, *facts) || !makes(traced, *facts)) return;
    const auto& step = trace_.steps[traced.step];
    if (facts->source.issuer != voices_.owner_of(step.key)) return;
    made_by_owner_.insert(step.key);
    const bool own = step.relation == Relation::asked || step.relation == Relation::lot;
    if (own) journey_.made_by_owner = true;
  }

  bool counts_as_making(const trace::TracedEvent& traced, const query::EventFacts& facts) {
    const gs1::Key& key = trace_.steps[traced.step].key;
    return makes(traced, facts) &&
           (!made_by_owner_.contains(key) || facts.source.issuer == voices_.owner_of(key));
  }

  void note_maker(const trace::TracedEvent& traced) {
    const FactsPtr facts = reader_.facts(traced.event);
    if (facts != nullptr && is_public(traced, *facts) && counts_as_making(traced, *facts))
      companies_.add_maker(facts->source.issuer);
    const trace::Step& step = trace_.steps[traced.step];
    if (const std::string& owner = voices_.owner_of(step.key); is_named(step) && !owner.empty())
      companies_.add_maker(owner);
  }

  void add_declaration_of(const JourneyEvent& wrong) {
    const auto ref = trace::error_declaration_of(wrong.facts->ref, reader_.tables());
    const FactsPtr facts = ref ? reader_.facts(*ref) : nullptr;
    if (facts == nullptr) return;  // Erased.
    if (!told_.is_open(*facts)) {
      journey_.hides_events = true;
      return;
    }
    JourneyEvent declaration{
        .facts = facts, .relation = wrong.relation, .of = wrong.of, .is_named = wrong.is_named};
    declaration.declares_error = true;
    journey_.events.push_back(std::move(declaration));
  }

  void add(const trace::TracedEvent& traced) {
    const FactsPtr facts = reader_.facts(traced.event);
    if (facts == nullptr || !names_no_customer(traced, *facts) || !is_public(traced, *facts)) return;
    const auto& step = trace_.steps[traced.step];
    JourneyEvent event{.facts = facts, .relation = step.relation, .of = step.key, .is_named = is_named(step)};
    event.makes_it = counts_as_making(traced, *facts);
    event.is_recall = recalling_.contains(traced.event);
    event.declared_error = traced.declared_error;
    event.ahead = traced.ahead;
    event.corrects = corrective_.contains({facts->source.issuer, facts->id});
    const bool own_item = is_item() && step.relation == Relation::asked;
    const bool tells_key = event.is_named || is_own_container(step);
    const std::string look = look_of(event, tells_key ? step.key.text() : std::to_string(int(step.relation)));
    if (!own_item && !looks_.insert(look).second) {
      const bool is_seen = step.relation != Relation::input && !event.ahead && !event.declared_error;
      if (is_seen) journey_.told_before.push_back(facts->event_time.at);
      return;
    }
    // What lay beside it, or lies in it, was made on days of its own.
    if (event.makes_it && (step.relation == Relation::asked || step.relation == Relation::lot))
      journey_.makings.push_back(event);
    journey_.events.push_back(std::move(event));
    if (traced.declared_error) {
      const JourneyEvent wrong = journey_.events.back();
      add_declaration_of(wrong);
    }
  }

  /// The part that the window shows; a declaration stays with its event.
  void choose_events() {
    auto& events = journey_.events;
    const auto is_newer = [&](const JourneyEvent& e) {
      return !e.declares_error && e.moment() >= window_.before;
    };
    const auto is_older = [&](const JourneyEvent& e) {
      return window_.after && !e.declares_error && e.moment() <= *window_.after;
    };
    auto first = events.begin(), last = std::ranges::find_if(events, is_newer);
    for (auto at = first; at != last; ++at)
      if (is_older(*at)) first = std::next(at);
    while (first != last && first->declares_error) ++first;  // Of the event before.
    const bool has_older = first != events.begin(), has_newer = last != events.end();
    events = std::vector<JourneyEvent>(first, last);
    if (has_older && !events.empty()) journey_.older = events.front().moment();
    if (has_newer && !events.empty()) journey_.newer = events.back().moment();
    choose_by_turns();
  }

  /// What is left out is found from the last event on before which, or after which, all are there.
  void choose_by_turns() {
    auto& events = journey_.events;
    if (events.size() <= window_.events_max) return;
    std::vector<std::size_t> places(events.size()), all;
    std::iota(places.begin(), places.end(), 0);
    if (!window_.after) std::ranges::reverse(places);
    all = places;
    trace::keep_by_turns(places, window_.events_max,
                         [&](std::size_t i) { return std::string_view(events[i].facts->source.issuer); });
    const std::size_t same =
        static_cast<std::size_t>(std::ranges::mismatch(places, all).in1 - places.begin());
    std::size_t border = all[same > 0 ? same - 1 : 0];
    while (border > 0 && events[border].declares_error) --border;
    (window_.after ? journey_.newer : journey_.older) = events[border].moment();
    std::ranges::sort(places);
    std::vector<JourneyEvent> kept;
    for (const std::size_t i : places) {
      const bool has_its_event =
          !events[i].declares_error || (i > 0 && std::ranges::binary_search(places, i - 1));
      if (has_its_event) kept.push_back(std::move(events[i]));
    }
    events = std::move(kept);
  }

  void record_item() {
    ItemHistory history;
    for (const auto& traced : trace_.events) {
      const bool names_it = trace_.steps[traced.step].relation == Relation::asked;
      if (!names_it || traced.ahead || traced.declared_error || traced.declares_error) continue;
      const FactsPtr facts = reader_.facts(traced.event);
      if (facts == nullptr) continue;
      history.hear(*facts, voice_about_item(*facts),
                   makes(traced, *facts) ? ItemHistory::Making::yes : ItemHistory::Making::no);
    }
    journey_.item = history.record();
  }

  ItemHistory::Voice voice_about_item(const query::EventFacts& facts) {
    if (facts.source.issuer == voices_.owner_of(key_)) return ItemHistory::Voice::owner;
    return voices_.is_authority(issuer_tag(facts.source.issuer), facts.ref) ? ItemHistory::Voice::authority
                                                                            : ItemHistory::Voice::anyone;
  }

  void find_recalls() {
    const auto voice = [this](const gs1::Key& of, const IssuerTag& issuer, EventRef event) {
      return voices_.voice_of(of, issuer, event);
    };
    const trace::Recalls recalls = trace::recalls(trace_, walked_.limits, reader_.tables(), voice);
    journey_.recalls_complete = recalls.complete && voices_.complete();
    std::vector<Recall> by_events;  // One of each party.
    for (const trace::RecallEvent& recall : recalls.list) {
      if (!recall.stands) continue;
      const FactsPtr facts = reader_.facts(recall.touch.event);
      if (facts == nullptr) {
        journey_.recalls_complete = false;  // Erased.
        continue;
      }
      Recall told{facts->source.issuer, facts->event_time.text, recall.key, {}};
      const auto known = std::ranges::find(by_events, told.issuer, &Recall::issuer);
      if (known == by_events.end()) {
        by_events.push_back(std::move(told));
      } else if (recall.key == key_ && known->of != key_) {
        *known = std::move(told);
      }
      recalling_.insert(recall.touch.event);
    }
    for (StatedRecall& stated : stated_recalls(recalls.concerned, reader_.tables())) {
      const master::RecallRevision& now = stated.recall.revisions.back();
      const std::string from = format_utc(stated.recall.revisions.front().from);
      journey_.recalls.push_back(
          {now.stated_by, from, stated.of, std::move(stated.recall), std::move(stated.serials)});
    }
    std::erase_if(by_events, [this](const Recall& event) {  // A statement says why, which an event cannot.
      return std::ranges::any_of(journey_.recalls, [&](const Recall& stated) {
        return stated.issuer == event.issuer && stated.serials.empty();
      });
    });
    std::ranges::stable_partition(by_events, [this](const Recall& event) { return event.of == key_; });
    std::ranges::move(by_events, std::back_inserter(journey_.recalls));
    keep_shown_recalls(journey_.recalls);
  }

  /// Is the lot of the item that was asked for known, also if nothing is on record of the item itself?
  bool knows_lot() const {
    const auto lot = key_.serial().empty() ? std::nullopt : trace::lot_of(key_, reader_.tables());
    return lot && !trace::touches(*lot, 1, reader_.tables()).list.empty();
  }

  const gs1::Key& key_;
  const JourneyWindow& window_;
  Walked& walked_;
  const trace::Trace& trace_;
  EventReader& reader_;
  Companies companies_;
  Voices voices_;
  std::set<std::pair<std::string, std::string>> corrective_;
  std::set<std::string> looks_;
  std::set<gs1::Key> made_by_owner_;
  std::set<EventRef> recalling_;  // They raised a recall that stands.
  std::set<std::string> hidden_companies_;
  ToldSteps told_;
  Journey journey_;
};

}  // namespace

bool has_event(const trace::Step& step) {
  return step.relation != Relation::asked && step.relation != Relation::lot;
}

Journey public_part(const gs1::Key& key, Walked& walked, const JourneyWindow& window) {
  return Builder(key, walked, window).build();
}

Journey public_journey(const gs1::Key& key, const View& view, const JourneyWindow& window,
                       const JourneyLimits& limits) {
  trace::WalkLimits walk;
  walk.events_max = walk.keys_max = limits.journey_read_max;
  walk.depth_max = JourneyLimits::journey_depth_max;
  walk.touches_read_max = limits.journey_touches_max;
  walk.events_read_max = limits.journey_opened_max;
  walk.newest = trace::Newest::of_each_issuer;
  Walked walked(key, trace::Direction::backwards, walk, view);
  return public_part(key, walked, window);
}

}  // namespace stocktrail::api
