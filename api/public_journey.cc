#include "api/public_journey.h"

#include <algorithm>
#include <map>
#include <set>

namespace stocktrail::api {
namespace {

using trace::Relation;

bool is_sale(const epcis::Event& event) {
  return event.biz_step && (event.biz_step->is("retail_selling") || event.biz_step->is("dispensing"));
}

bool makes(const trace::Touch& touch, const epcis::Event& event) {
  if (touch.declared_error || touch.declares_error) return false;
  if (touch.role == trace::Role::output) return true;
  const bool is_new = event.type == epcis::EventType::object && event.action == epcis::Action::add;
  return is_new && (!event.biz_step || event.biz_step->is("commissioning") ||
                    event.biz_step->is("creating_class_instance"));
}

/// Two events of a lot that look the same to the public: told once.
std::string look_of(const JourneyEvent& event) {
  const auto& e = event.logged.event;
  std::string look(event.logged.statement.issuer());
  for (const auto& word : {e.biz_step, e.disposition}) look += '\n' + (word ? word->text : "");
  for (const auto& place : {e.read_point, e.biz_location}) look += '\n' + (place ? place->text() : "");
  look += '\n';
  look += epcis::name_of(e.type);
  look += epcis::name_of(e.action);
  // What was taken back and what is right instead must not hide each other.
  look += event.declared_error ? "!" : event.corrects ? "=" : "";
  return look + '\n' + event.of.text();
}

class Builder {
 public:
  Builder(const gs1::Key& key, const View& view) : key_(key), view_(view) {}

  Journey build() {
    trace::WalkLimits limits;
    limits.events_max = limits.keys_max = JourneyLimits::journey_read_max;
    limits.depth_max = JourneyLimits::journey_depth_max;
    const auto source = [this](EventRef ref) -> std::optional<trace::SourcedEvent> {
      const auto* logged = read(ref);
      if (logged == nullptr) return std::nullopt;
      return trace::SourcedEvent{logged->event, issuer_tag(logged->statement.issuer())};
    };
    trace_ = trace::walk(key_, trace::Direction::backwards, limits, view_.tables(), source);
    journey_.complete = trace_.complete;
    for (const auto& step : trace_.steps) journey_.keys.push_back(step.key);
    for (const auto& traced : trace_.events) note_corrections(traced);
    for (const auto& traced : trace_.events) add(traced);
    find_maker();
    find_recall(limits);
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

  bool is_public(const trace::TracedEvent& traced, const epcis::Event& event) const {
    const Relation relation = trace_.steps[traced.step].relation;
    if (traced.naming == trace::Naming::item_of_lot) return false;
    if (is_sale(event)) return is_item() && relation == Relation::asked;
    return !traced.declares_error;
  }

  /// By issuer and id: nobody's events are called a correction by another.
  void note_corrections(const trace::TracedEvent& traced) {
    const auto* logged = traced.declares_error ? read(traced.event) : nullptr;
    if (logged == nullptr || !logged->event.error_declaration) return;
    for (const std::string& id : logged->event.error_declaration->corrective_event_ids)
      corrective_.emplace(logged->statement.issuer(), id);
  }

  void add_declaration_of(const JourneyEvent& wrong) {
    const auto ref = trace::error_declaration_of(wrong.logged.ref, view_.tables());
    const auto* logged = ref ? read(*ref) : nullptr;
    if (logged == nullptr) return;  // Erased.
    JourneyEvent declaration{.logged = *logged, .relation = wrong.relation, .of = wrong.of};
    declaration.declares_error = true;
    journey_.events.push_back(std::move(declaration));
  }

  void add(const trace::TracedEvent& traced) {
    const auto* logged = read(traced.event);
    if (logged == nullptr || !is_public(traced, logged->event)) return;
    const auto& step = trace_.steps[traced.step];
    JourneyEvent event{.logged = *logged, .relation = step.relation, .of = step.key};
    event.makes_it = makes(traced, logged->event);
    event.declared_error = traced.declared_error;
    event.corrects = corrective_.contains({std::string(logged->statement.issuer()), logged->event.id});
    if (event.makes_it) makers_.try_emplace(step.key.text(), logged->statement.issuer());
    const bool own_item = is_item() && step.relation == Relation::asked;
    if (!own_item && !looks_.insert(look_of(event)).second) return;
    if (journey_.events.size() + (event.declared_error ? 2 : 1) > JourneyLimits::journey_events_max) {
      journey_.complete = false;
      return;
    }
    journey_.events.push_back(std::move(event));
    if (traced.declared_error) add_declaration_of(journey_.events.back());
  }

  std::string owner_of(const gs1::Key& key) const {
    const auto product_key = key.product_key();
    const auto product = product_key ? master::product(*product_key, view_.tables()) : std::nullopt;
    return product ? product->owner : std::string{};
  }

  void find_maker() {
    const std::string owner = owner_of(key_);
    if (owner.empty()) return;
    for (const auto& step : trace_.steps) {
      const bool own = step.relation == Relation::asked || step.relation == Relation::lot;
      const auto maker = own ? makers_.find(step.key.text()) : makers_.end();
      if (maker != makers_.end() && maker->second == owner) journey_.made_by_owner = true;
    }
  }

  bool may_recall(const std::string& issuer, const gs1::Key& of) const {
    const auto maker = makers_.find(of.text());
    if (maker != makers_.end() && maker->second == issuer) return true;
    if (owner_of(of) == issuer) return true;
    const auto id = gs1::parse_key(issuer);
    const auto party = id ? master::party(*id, view_.tables()) : std::nullopt;
    return party && std::ranges::any_of(party->roles, [](const std::string& role) {
             return role == "authority" || role == "operator";
           });
  }

  void find_recall(const trace::WalkLimits& limits) {
    std::map<std::string, std::pair<Recall, EventRef>> standing;  // By what was recalled.
    for (const auto& event : trace::recalls(trace_, limits, view_.tables()).list) {
      const auto* logged = read(event.touch.event);
      if (logged == nullptr) continue;
      const std::string issuer(logged->statement.issuer());
      if (!may_recall(issuer, event.key)) continue;
      if (event.touch.recall == trace::Recall::lifted) standing.erase(event.key.text());
      if (event.touch.recall != trace::Recall::raised) continue;
      Recall recall{issuer, logged->event.event_time.text, event.key};
      standing.insert_or_assign(event.key.text(), std::pair(std::move(recall), event.touch.event));
    }
    for (const auto& [text, recall] : standing) {
      if (!journey_.recall || text == key_.text()) journey_.recall = recall.first;
      for (auto& event : journey_.events)
        if (event.logged.ref == recall.second) event.is_recall = true;
    }
  }

  const gs1::Key& key_;
  const View& view_;
  std::map<EventRef, std::optional<View::LoggedEvent>> read_;
  std::set<std::pair<std::string, std::string>> corrective_;
  std::set<std::string> looks_;
  std::map<std::string, std::string> makers_;  // Key text -> issuer of the event that made it.
  trace::Trace trace_;
  Journey journey_;
};

}  // namespace

Journey public_journey(const gs1::Key& key, const View& view) {
  return Builder(key, view).build();
}

}  // namespace stocktrail::api
