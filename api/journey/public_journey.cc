#include "api/journey/public_journey.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "api/journey/detail/companies.h"
#include "api/journey/detail/told_steps.h"

namespace stocktrail::api {
namespace {

using trace::Relation;

bool is_sale(const epcis::Event& event) {
  return event.biz_step && (event.biz_step->is("retail_selling") || event.biz_step->is("dispensing"));
}

bool makes(const trace::Touch& touch, const epcis::Event& event) {
  if (touch.ahead || touch.declared_error || touch.declares_error) return false;
  if (touch.role == trace::Role::output) return true;
  const bool is_new = event.type == epcis::EventType::object && event.action == epcis::Action::add;
  return is_new && (!event.biz_step || event.biz_step->is("commissioning") ||
                    event.biz_step->is("creating_class_instance"));
}

/// Two events that look the same to the public: told once. `of` is their key, or less where that is not told.
std::string look_of(const JourneyEvent& event, std::string_view of) {
  const auto& e = event.logged.event;
  std::string look(event.logged.statement.issuer());
  for (const auto& word : {e.biz_step, e.disposition}) look += '\n' + (word ? word->text : "");
  for (const auto& place : {e.read_point, e.biz_location}) look += '\n' + (place ? place->text() : "");
  look += '\n';
  look += epcis::name_of(e.type);
  look += epcis::name_of(e.action);
  // What was taken back and what is right instead must not hide each other.
  look += event.declared_error ? "!" : event.corrects ? "=" : "";
  return (look += '\n').append(of);
}

class Builder {
 public:
  Builder(const gs1::Key& key, const View& view)
      : key_(key), view_(view), companies_(view.tables()), told_(view.tables()) {}

  Journey build() {
    trace::WalkLimits limits;
    limits.events_max = limits.keys_max = JourneyLimits::journey_read_max;
    limits.depth_max = JourneyLimits::journey_depth_max;
    limits.touches_read_max = JourneyLimits::journey_touches_max;
    limits.events_read_max = JourneyLimits::journey_opened_max;
    const auto source = [this](EventRef ref) -> std::optional<trace::SourcedEvent> {
      const auto* logged = read(ref);
      if (logged == nullptr) return std::nullopt;
      return trace::SourcedEvent{logged->event, issuer_tag(logged->statement.issuer())};
    };
    trace_ = trace::walk(key_, trace::Direction::backwards, limits, view_.tables(), source);
    journey_.complete = trace_.complete;
    told_.find(
        key_, trace_, [this](const trace::Step& step) { return is_named(step); },
        [this](EventRef ref) { return read(ref); });
    for (std::size_t i = 0; i < trace_.steps.size(); ++i)
      if (told_.is_told(i) && is_named(trace_.steps[i])) journey_.keys.push_back(trace_.steps[i].key);
    for (const auto& traced : trace_.events) note_corrections(traced);
    for (const auto& traced : trace_.events) note_making_by_owner(traced);
    for (const auto& traced : trace_.events) note_maker(traced);
    find_recall(limits);
    for (const auto& traced : trace_.events) add(traced);
    journey_.companies_not_named = hidden_companies_.size();
    journey_.lot_is_known = knows_lot();
    if (is_item()) record_item();
    return std::move(journey_);
  }

 private:
  const View::LoggedEvent* read(EventRef ref) {
    const auto [place, is_new] = read_.try_emplace(ref);
    if (is_new)
      if (auto logged = view_.event(ref)) place->second = std::move(*logged);
    return place->second ? &*place->second : nullptr;
  }

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

  /// Of a lot that was made item by item, the items' making is the lot's: it looks the same for all of them.
  bool is_public(const trace::TracedEvent& traced, const View::LoggedEvent& logged) {
    const Relation relation = trace_.steps[traced.step].relation;
    if (traced.naming == trace::Naming::item_of_lot && !makes(traced, logged.event)) return false;
    const bool is_shown =
        is_sale(logged.event) ? is_item() && relation == Relation::asked : !traced.declares_error;
    if (!is_shown) return false;
    if (told_.is_told(traced.step) && told_.is_open(logged)) return true;
    journey_.hides_events = true;
    return false;
  }

  /// False for an event that would name a company which bought it; such companies are counted, if they had
  /// the code in hand, or some of the lot in hand.
  bool names_no_customer(const trace::TracedEvent& traced, const View::LoggedEvent& logged) {
    if (recalling_.contains(traced.event)) return true;
    const trace::Step& step = trace_.steps[traced.step];
    const auto hidden = companies_.hidden_by(logged.event, logged.statement.issuer(), way_of(step));
    const bool counts =
        is_way_of_asked(step) && !traced.ahead && !traced.declared_error && !traced.declares_error;
    if (hidden && counts) hidden_companies_.insert(*hidden);
    return !hidden;
  }

  /// By issuer and id: nobody's events are called a correction by another.
  void note_corrections(const trace::TracedEvent& traced) {
    const auto* logged = traced.declares_error ? read(traced.event) : nullptr;
    if (logged == nullptr || !logged->event.error_declaration) return;
    for (const std::string& id : logged->event.error_declaration->corrective_event_ids)
      corrective_.emplace(logged->statement.issuer(), id);
  }

  /// What the owner of a product states of its making counts before what others do.
  void note_making_by_owner(const trace::TracedEvent& traced) {
    const auto* logged = read(traced.event);
    if (logged == nullptr || !is_public(traced, *logged) || !makes(traced, logged->event)) return;
    const auto& step = trace_.steps[traced.step];
    if (logged->statement.issuer() != owner_of(step.key)) return;
    made_by_owner_.insert(step.key);
    const bool own = step.relation == Relation::asked || step.relation == Relation::lot;
    if (own) journey_.made_by_owner = true;
  }

  bool counts_as_making(const trace::TracedEvent& traced, const View::LoggedEvent& logged) {
    const gs1::Key& key = trace_.steps[traced.step].key;
    return makes(traced, logged.event) &&
           (!made_by_owner_.contains(key) || logged.statement.issuer() == owner_of(key));
  }

  void note_maker(const trace::TracedEvent& traced) {
    const auto* logged = read(traced.event);
    if (logged != nullptr && is_public(traced, *logged) && counts_as_making(traced, *logged))
      companies_.add_maker(logged->statement.issuer());
    const trace::Step& step = trace_.steps[traced.step];
    if (const std::string& owner = owner_of(step.key); is_named(step) && !owner.empty())
      companies_.add_maker(owner);
  }

  void add_declaration_of(const JourneyEvent& wrong) {
    const auto ref = trace::error_declaration_of(wrong.logged.ref, view_.tables());
    const auto* logged = ref ? read(*ref) : nullptr;
    if (logged == nullptr) return;  // Erased.
    if (!told_.is_open(*logged)) {
      journey_.hides_events = true;
      return;
    }
    JourneyEvent declaration{
        .logged = *logged, .relation = wrong.relation, .of = wrong.of, .is_named = wrong.is_named};
    declaration.declares_error = true;
    journey_.events.push_back(std::move(declaration));
  }

  void add(const trace::TracedEvent& traced) {
    const auto* logged = read(traced.event);
    if (logged == nullptr || !names_no_customer(traced, *logged) || !is_public(traced, *logged)) return;
    const auto& step = trace_.steps[traced.step];
    JourneyEvent event{
        .logged = *logged, .relation = step.relation, .of = step.key, .is_named = is_named(step)};
    event.makes_it = counts_as_making(traced, *logged);
    event.is_recall = recalling_.contains(traced.event);
    event.declared_error = traced.declared_error;
    event.ahead = traced.ahead;
    event.corrects = corrective_.contains({std::string(logged->statement.issuer()), logged->event.id});
    const bool own_item = is_item() && step.relation == Relation::asked;
    const bool tells_key = event.is_named || is_own_container(step);
    const std::string look = look_of(event, tells_key ? step.key.text() : std::to_string(int(step.relation)));
    if (!own_item && !looks_.insert(look).second) return;
    if (journey_.events.size() + (event.declared_error ? 2 : 1) > JourneyLimits::journey_events_max) {
      journey_.complete = false;
      return;
    }
    journey_.events.push_back(std::move(event));
    if (traced.declared_error) add_declaration_of(journey_.events.back());
  }

  void record_item() {
    ItemHistory history;
    for (const auto& traced : trace_.events) {
      const bool names_it = trace_.steps[traced.step].relation == Relation::asked;
      if (!names_it || traced.ahead || traced.declared_error || traced.declares_error) continue;
      const auto* logged = read(traced.event);
      if (logged == nullptr) continue;
      history.hear(*logged, voice_about_item(*logged),
                   makes(traced, logged->event) ? ItemHistory::Making::yes : ItemHistory::Making::no);
    }
    journey_.item = history.record();
  }

  ItemHistory::Voice voice_about_item(const View::LoggedEvent& logged) {
    if (logged.statement.issuer() == owner_of(key_)) return ItemHistory::Voice::owner;
    return is_authority(issuer_tag(logged.statement.issuer()), logged.ref) ? ItemHistory::Voice::authority
                                                                           : ItemHistory::Voice::anyone;
  }

  /// Empty if there is none. Asked once for each key.
  const std::string& owner_of(const gs1::Key& key) {
    const auto [at, is_new] = owners_.try_emplace(key);
    const auto product_key = is_new ? key.product_key() : std::nullopt;
    const auto product = product_key ? master::product(*product_key, view_.tables()) : std::nullopt;
    if (product) at->second = product->owner;
    return at->second;
  }

  struct Making {
    EventRef event{};
    IssuerTag issuer;
  };
  /// The first event in the log that made `key`, or an item of this lot, and was found among as many as may
  /// be read.
  std::optional<Making> first_making(const gs1::Key& key, trace::Naming naming) {
    std::optional<Making> first;
    const auto visit = [&](const trace::Touch& touch) {
      if (read_.size() > JourneyLimits::journey_opened_max) return false;
      const auto* logged = read(touch.event);
      if (logged != nullptr && makes(touch, logged->event))
        first = {touch.event, issuer_tag(logged->statement.issuer())};
      return !first;
    };
    const bool whole =
        trace::find_makings(key, naming, JourneyLimits::journey_read_max, view_.tables(), visit) &&
        read_.size() <= JourneyLimits::journey_opened_max;
    if (!first && !whole) journey_.recalls_complete = false;
    return first;
  }

  /// The issuer of the first event in the log that made `key`: event times are what issuers say they are.
  const std::optional<IssuerTag>& maker_of(const gs1::Key& key) {
    const auto [at, is_new] = makers_.try_emplace(key);
    std::optional<IssuerTag>& maker = at->second;
    if (!is_new) return maker;
    const auto itself = first_making(key, trace::Naming::itself);
    const auto of_item =
        key.type() == gs1::KeyType::lgtin ? first_making(key, trace::Naming::item_of_lot) : std::nullopt;
    if (itself && !(of_item && of_item->event < itself->event)) maker = itself->issuer;
    if (of_item && !maker) maker = of_item->issuer;
    return maker;
  }

  bool is_authority(const IssuerTag& issuer, EventRef event) {
    const auto known = authorities_.find(issuer);
    if (known != authorities_.end()) return known->second;
    const auto* logged = read(event);
    if (logged == nullptr) {  // Erased: it cannot be told who stated it.
      journey_.recalls_complete = false;
      return false;
    }
    const auto id = gs1::parse_key(logged->statement.issuer());
    const auto party = id ? master::party(*id, view_.tables()) : std::nullopt;
    const bool is_one = party && (party->has_role("authority") || party->has_role("operator"));
    authorities_.emplace(issuer, is_one);
    return is_one;
  }

  trace::Voice voice_of(const gs1::Key& of, const IssuerTag& issuer, EventRef event) {
    const std::string& owner = owner_of(of);
    if (!owner.empty() && issuer_tag(owner) == issuer) return trace::Voice::owner;
    if (is_authority(issuer, event)) return trace::Voice::authority;
    return owner.empty() && maker_of(of) == issuer ? trace::Voice::maker : trace::Voice::none;
  }

  void find_recall(const trace::WalkLimits& limits) {
    const auto voice = [this](const gs1::Key& of, const IssuerTag& issuer, EventRef event) {
      return voice_of(of, issuer, event);
    };
    const trace::Recalls recalls = trace::recalls(trace_, limits, view_.tables(), voice);
    journey_.recalls_complete = journey_.recalls_complete && recalls.complete;
    for (const trace::RecallEvent& recall : recalls.list) {
      if (!recall.stands) continue;
      const auto* logged = read(recall.touch.event);
      if (logged == nullptr) {
        journey_.recalls_complete = false;  // Erased.
        continue;
      }
      if (!journey_.recall || (recall.key == key_ && journey_.recall->of != key_)) {
        journey_.recall =
            Recall{std::string(logged->statement.issuer()), logged->event.event_time.text, recall.key};
      }
      recalling_.insert(recall.touch.event);
    }
  }

  /// Of the item that was asked for: also if nothing is on record of the item itself.
  bool knows_lot() const {
    const auto lot = key_.serial().empty() ? std::nullopt : trace::lot_of(key_, view_.tables());
    return lot && !trace::touches(*lot, 1, view_.tables()).list.empty();
  }

  const gs1::Key& key_;
  const View& view_;
  std::map<EventRef, std::optional<View::LoggedEvent>> read_;
  std::set<std::pair<std::string, std::string>> corrective_;
  std::set<std::string> looks_;
  std::map<gs1::Key, std::string> owners_;
  std::map<gs1::Key, std::optional<IssuerTag>> makers_;
  std::map<IssuerTag, bool> authorities_;
  std::set<gs1::Key> made_by_owner_;
  std::set<EventRef> recalling_;  // They raised a recall that stands.
  Companies companies_;
  std::set<std::string> hidden_companies_;
  trace::Trace trace_;
  ToldSteps told_;
  Journey journey_;
};

}  // namespace

bool has_event(const trace::Step& step) {
  return step.relation != Relation::asked && step.relation != Relation::lot;
}

Journey public_journey(const gs1::Key& key, const View& view) {
  return Builder(key, view).build();
}

}  // namespace stocktrail::api
