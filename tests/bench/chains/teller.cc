#include "tests/bench/chains/teller.h"

#include <algorithm>
#include <utility>

namespace stocktrail::chains {

Micros Teller::told_at(Micros at) {
  const std::int64_t usual = random_.waiting(10 * minute);
  const bool is_late = random_.in_thousand(late_per_mille);
  return later(at, usual + (is_late ? static_cast<std::int64_t>(random_.between(1, 4)) * day : 0));
}

void Teller::send(Event event, Micros told_at, bool was_told_before) {
  sink_({told_at, told_++, run_, was_told_before, std::move(event)});
}

void Teller::tell(Event event, Micros at) {
  event.id = ids_++;
  event.at = Micros{(to_i64(at) + to_i64(World::clock_error(event.by))) / 1'000 * 1'000};
  const Micros told = told_at(at);
  if (random_.in_thousand(repeated_per_mille)) {
    const std::int64_t pause = static_cast<std::int64_t>(random_.between(1, 20)) * hour;
    send(event, later(told, pause), true);
  }
  send(std::move(event), told, false);
}

void Teller::tell_by_hand(Event event, Micros at) {
  if (!random_.in_thousand(wrong_per_mille) || event.quantities.empty()) return tell(std::move(event), at);
  Event wrong = event;
  wrong.id = ids_++;
  wrong.at = Micros{(to_i64(at) + to_i64(World::clock_error(event.by))) / 1'000 * 1'000};
  wrong.quantities[0].amount *= 10;
  for (Movement& movement : wrong.movements) movement.goods.amount *= 10;
  const Micros told = told_at(at), found_at = later(told, random_.waiting(3 * hour));
  send(wrong, told, false);
  wrong.declared_wrong_at = Micros{to_i64(found_at) / 1'000 * 1'000};
  for (Movement& movement : wrong.movements) std::swap(movement.from, movement.to);
  send(std::move(wrong), found_at, false);
  tell(std::move(event), at);
}

}  // namespace stocktrail::chains
