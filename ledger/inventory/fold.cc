#include <algorithm>

#include "ledger/inventory/detail/event_fold.h"
#include "ledger/inventory/detail/unmatched_receipts.h"

namespace stocktrail::inventory {

EventFold::EventFold(const epcis::Event& event, const Moment& moment, const MayReport& may_report,
                     Effects& effects, TableWriter& tables)
    : event_(event),
      may_report_(may_report),
      journal_(moment, tables),
      instances_(moment, effects, tables),
      effects_(effects),
      before_(place_before(event)),
      after_(place_after(event)),
      destination_(destination_of(event)),
      status_(status_of(event)) {}

void EventFold::run() {
  switch (event_.type) {
    case epcis::EventType::object: {
      const Move move = move_of(event_);
      move_instances(event_.objects.epcs, move);
      for (const epcis::QuantityElement& element : event_.objects.quantities) move_class(element, move);
      break;
    }
    case epcis::EventType::aggregation:
    case epcis::EventType::association:
      run_containment();
      break;
    case epcis::EventType::transformation:
      run_transformation();
      break;
    case epcis::EventType::transaction:
      break;  // It ties goods to documents and moves nothing.
  }
  instances_.close();
  journal_.close(effects_);
}

namespace {

/// The record that a thing had before `mistaken`, or before the earlier mistakes that it was built on.
std::optional<std::string> record_before(const std::string& id, std::optional<std::string> before,
                                         const TableReader& tables) {
  while (before) {
    const std::optional<Effects> earlier = load_effects(last_event_of(*before), tables);
    if (!earlier || !earlier->reversed) return before;
    const auto found = earlier->instances_before.find(id);
    if (found == earlier->instances_before.end()) return before;
    before = found->second;
  }
  return before;
}

bool is_last(const std::string& id, EventRef ref, const TableReader& tables) {
  const std::optional<std::string> now = tables.get(Table::instances, id);
  return now && last_event_of(*now) == ref;
}

/// Where an event put what it made; nullopt if it made nothing. All of it has one place and status.
std::optional<Account> made_at(const Effects& effects) {
  const auto is_of = [](AccountKind kind, bool negative) {
    return [=](const Posting& posting) {
      return posting.account.kind == kind && posting.amount.is_negative() == negative;
    };
  };
  if (std::ranges::none_of(effects.postings, is_of(AccountKind::made, true))) return std::nullopt;
  const auto there = std::ranges::find_if(effects.postings, is_of(AccountKind::on_hand, false));
  if (there == effects.postings.end()) return std::nullopt;
  return there->account;
}

/// Things that a later event changed keep what that event said; but those that the mistake made owe their
/// making again.
void restore_instances(const Effects& mistaken, EventRef ref, TableWriter& tables) {
  const std::optional<Account> made = made_at(mistaken);
  for (const auto& [id, before] : mistaken.instances_before) {
    const std::optional<std::string> record = record_before(id, before, tables);
    if (!is_last(id, ref, tables)) {
      const std::optional<Account> backfill = record ? backfill_of(*record) : made;
      if (made && backfill && tables.get(Table::instances, id)) note_backfill(id, *backfill, tables);
      continue;
    }
    if (record) {
      tables.put(Table::instances, id, *record);
    } else {
      tables.erase(Table::instances, id);
    }
  }
}

void restore_contents(const Effects& mistaken, EventRef ref, const Moment& moment, TableWriter& tables) {
  Effects unused;  // Taking back is not taken back.
  Instances instances(moment, unused, tables);
  for (const auto& [id, lines] : mistaken.lines) {
    for (const auto& [line, amount] : lines) {
      if (!amount.is_negative()) instances.take_from_lines(id, {{line, amount}});
    }
  }
  for (const std::string& id : mistaken.emptied) {
    if (!is_last(id, ref, tables)) return instances.close();  // It was used again: what left it stays out.
    instances.undo_empty(id);
  }
  for (const auto& [id, lines] : mistaken.lines) {
    for (const auto& [line, amount] : lines) {
      if (amount.is_negative()) instances.add_to_line(id, line, -amount);
    }
  }
  instances.close();
}

void take_back(EventRef mistaken_ref, const Moment& declaration, Effects& effects, TableWriter& tables) {
  std::optional<Effects> mistaken = load_effects(mistaken_ref, tables);
  if (!mistaken || mistaken->reversed) return;
  mistaken->reversed = true;
  store_effects(*mistaken, mistaken_ref, tables);
  // With the time of the mistake, so that questions about the past get the corrected answer.
  const Moment moment{declaration.event, mistaken->event_time, declaration.recorded_at};
  Journal journal(moment, tables);
  journal.reverse(mistaken->postings);
  void_settlements(*mistaken, mistaken_ref, journal);
  void_receipts(*mistaken, journal);
  restore_contents(*mistaken, mistaken_ref, moment, tables);  // First: it asks what changed a container last.
  restore_instances(*mistaken, mistaken_ref, tables);
  for (const std::string& key : mistaken->discrepancies) tables.erase(Table::directory, key);
  journal.close(effects);
}

/// The place that the event names and its issuer may not report at; null if there is none.
const gs1::Key* barred_place(const epcis::Event& event, const MayReport& may_report) {
  for (const auto* place : {&event.read_point, &event.biz_location})
    if (*place && !may_report((*place)->text())) return &**place;
  return nullptr;
}

}  // namespace

void fold(const epcis::Event& event, EventRef ref, const Told& told, Micros recorded_at,
          const MayReport& may_report, TableWriter& tables) {
  if (told.taken_back_by) return;
  Effects effects;
  effects.event_time = event.event_time.at;
  const Moment moment{ref, event.event_time.at, recorded_at};
  if (event.error_declaration) {
    effects.reversed = true;
    for (const EventRef mistaken : told.taken_back) take_back(mistaken, moment, effects, tables);
  } else if (const gs1::Key* barred = barred_place(event, may_report)) {
    Journal journal(moment, tables);
    journal.open(DiscrepancyKind::not_entitled, barred->text(), {}, {});
    journal.close(effects);
  } else {
    EventFold(event, moment, may_report, effects, tables).run();
  }
  if (!effects.empty()) store_effects(effects, ref, tables);
}

std::vector<Posting> postings(EventRef ref, const TableReader& tables) {
  const std::optional<Effects> effects = load_effects(ref, tables);
  return effects ? effects->postings : std::vector<Posting>();
}

}  // namespace stocktrail::inventory
