#include "ledger/trace/recalls.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "ledger/trace/detail/lots.h"

namespace stocktrail::trace {

namespace {

class RecallFinder {
 public:
  RecallFinder(const Trace& trace, const WalkLimits& limits, const TableReader& tables,
               const VoiceOf& voice_of)
      : trace_(trace), limits_(limits), tables_(tables), voice_of_(voice_of), taken_back_(tables) {}

  Recalls run() {
    found_.complete = trace_.steps_complete;
    const std::vector<std::optional<Scope>> carried = carried_steps();
    for (const Cut& cut : trace_.cuts)
      if (carried[cut.step] && may_carry(cut)) found_.complete = false;
    std::set<gs1::Key> products;
    for (std::size_t i = 0; i < carried.size(); ++i) {
      const std::optional<Scope>& scope = carried[i];
      if (!scope) continue;
      const Step& step = trace_.steps[i];
      found_.concerned.push_back({step.key, step.depth, *scope == Scope::with_items});
      collect(step, *scope);
      // A whole product can be recalled by its GTIN.
      const std::optional<gs1::Key> product = step.key.product_key();
      if (product && *product != step.key && products.insert(*product).second)
        collect(recalls_key(*product, Naming::itself), *product, step.depth);
    }
    std::ranges::stable_sort(found_.list, {}, [](const RecallEvent& event) {
      return std::tuple(to_i64(event.touch.event_time), event.touch.event);
    });
    mark_standing();
    return std::move(found_);
  }

 private:
  /// A recall of a thing recalls what it is, what it is a piece of, and what is made from it; not what it lay
  /// beside. What something was made from is told by its owner or maker: nobody recalls another's goods by
  /// stating that his own went into them. And a recall of one item of a lot is none of another item of it.
  std::vector<std::optional<Scope>> carried_steps() {
    std::map<std::size_t, std::vector<const Link*>> links;
    for (const Link& link : trace_.links) links[link.from].push_back(&link);
    std::vector<std::optional<Scope>> carried(trace_.steps.size());
    if (!carried.empty()) carried[0] = Scope::with_items;
    std::deque<std::size_t> queue{0};
    for (; !queue.empty(); queue.pop_front()) {
      for (const Link* link : links[queue.front()]) {
        const Scope scope = link->relation == Relation::lot ? Scope::itself : Scope::with_items;
        std::optional<Scope>& known = carried[link->to];
        if (known && *known >= scope) continue;
        if (link->relation == Relation::input && !is_told(*link)) continue;
        known = scope;
        queue.push_back(link->to);
      }
    }
    return carried;
  }

  /// Whether what was cut may lead to a recall: anyone tells what is in a container.
  bool may_carry(const Cut& cut) {
    const gs1::Key& key = trace_.steps[cut.step].key;
    const bool is_no_container = key.type() == gs1::KeyType::lgtin || key.type() == gs1::KeyType::gtin;
    return !is_no_container || voice_of_(key, cut.issuer, cut.event) != Voice::none;
  }

  bool is_told(const Link& link) {
    return voice_of_(trace_.steps[link.from].key, link.issuer, link.through) != Voice::none;
  }

  void collect(const Step& step, Scope scope) {
    const gs1::Key& key = step.key;
    if (!step.itself_is_quiet) collect(recalls_key(key, Naming::itself), key, step.depth);
    const bool has_items = key.type() == gs1::KeyType::lgtin && scope == Scope::with_items;
    if (!has_items || step.items_are_quiet) return;
    collect(recalls_key(key, Naming::item_of_lot), key, step.depth);
    const UnlistedItems unlisted = unlisted_items(key, tables_, taken_back_);
    if (!unlisted.complete) found_.complete = false;
    for (const gs1::Key& item : unlisted.items) collect(recalls_key(item, Naming::itself), key, step.depth);
  }

  void collect(const Packed<17>& list, const gs1::Key& key, unsigned depth) {
    std::vector<IssuerTag> heard;
    std::size_t issuers = 0;
    scan_issuers(Table::items, list, tables_, [&](const IssuerTag& issuer, std::string_view first) {
      if (voice_of_(key, issuer, unpack_touch(first).event) != Voice::none) heard.push_back(issuer);
      return spend() && ++issuers < list_issuers_max;
    });
    if (issuers == list_issuers_max) found_.complete = false;
    for (const IssuerTag& issuer : heard) {
      tables_.scan_list(Table::items, list + issuer, [&](std::string_view element) {
        if (!spend()) return false;
        add(unpack_touch(element), issuer, key, depth);
        return true;
      });
    }
  }

  bool spend() {
    const bool may_read = read_ < limits_.touches_read_max && found_.list.size() < limits_.events_max;
    if (may_read) {
      ++read_;
    } else {
      found_.complete = false;
    }
    return may_read;
  }

  void add(const Touch& touch, const IssuerTag& issuer, const gs1::Key& key, unsigned depth) {
    if (touch.declares_error || taken_back_.has(touch.event)) return;
    if (seen_.emplace(touch.event, key).second) found_.list.push_back({touch, issuer, key, depth, false});
  }

  void mark_standing() {
    std::map<gs1::Key, std::map<IssuerTag, RecallEvent*>> standing;  // By what was recalled and by whom.
    for (RecallEvent& event : found_.list) {
      auto& of_key = standing[event.key];
      if (event.touch.recall == Recall::raised) {
        of_key[event.issuer] = &event;
      } else if (voice_of_(event.key, event.issuer, event.touch.event) == Voice::maker) {
        of_key.erase(event.issuer);
      } else {
        of_key.clear();
      }
    }
    for (auto& [key, of_key] : standing)
      for (auto& [issuer, event] : of_key) event->stands = true;
  }

  const Trace& trace_;
  const WalkLimits& limits_;
  const TableReader& tables_;
  const VoiceOf& voice_of_;
  TakenBack taken_back_;
  std::size_t read_ = 0;
  std::set<std::pair<EventRef, gs1::Key>> seen_;
  Recalls found_;
};

}  // namespace

Recalls recalls(const Trace& backwards, const WalkLimits& limits, const TableReader& tables,
                const VoiceOf& voice_of) {
  return RecallFinder(backwards, limits, tables, voice_of).run();
}

}  // namespace stocktrail::trace
