#include "ledger/inventory/detail/replay.h"

namespace stocktrail::inventory {

void fold(Changes changes, const books::Directory& directory, const FactOf& fact_of, TableWriter& tables) {
  Replay replay(changes.record, directory, fact_of, tables);
  for (Recorded& one : changes.recorded) replay.add(std::move(one));
  for (const EventRef ref : changes.taken_back) replay.remove(ref);
  for (const std::string& place : changes.places) replay.again_at(books::place_of(place).site);
  for (const std::string& product : changes.products) replay.again_of(product);
  replay.run();
}

}  // namespace stocktrail::inventory
