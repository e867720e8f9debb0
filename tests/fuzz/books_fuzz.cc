// Any bytes as the choices of what is posted: sums stay zero, and in any order the answers are the same, kept
// in tables too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "ledger/inventory/detail/replay.h"
#include "ledger/inventory/inventory.h"
#include "tests/support/memory_tables.h"
#include "tests/support/nonsense.h"
#include "tests/support/told.h"

namespace {

using namespace stocktrail;

/// A byte a choice; when they end, the first.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint64_t operator()() { return at_ < bytes_.size() ? bytes_[at_++] : 0; }
  bool empty() const { return at_ >= bytes_.size(); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

/// What is open now, of the tables to which the facts were recorded one by one.
std::vector<books::Discrepancy> recorded(const std::vector<books::Fact>& facts,
                                         const books::Directory& directory) {
  MemoryTables tables;
  std::map<EventRef, books::Fact> known;
  const inventory::FactOf fact_of = [&](EventRef ref) { return std::optional(known.at(ref)); };
  std::uint64_t record = 0;
  for (const books::Fact& fact : facts) {
    const EventRef ref = event_ref(++record, 0);
    known.emplace(ref, fact);
    const std::size_t share = record % 3;  // Some of what follows from it waits.
    inventory::Replay replay(record, directory, fact_of, tables, share);
    replay.add({.ref = ref, .fact = fact});
    replay.run();
  }
  while (inventory::is_behind(tables)) inventory::Replay(record, directory, fact_of, tables).run();
  ST_CHECK(inventory::unbalanced(tables).empty());
  std::vector<books::Discrepancy> open;
  for (const auto& one :
       inventory::discrepancies({.place = {}, .when = {}, .limit = 10'000, .cursor = {}}, tables)
           .discrepancies)
    open.push_back(one.told);
  std::ranges::sort(open);
  return open;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int events_max = 24;
  Choices choices({data, size});
  test::Nonsense nonsense([&] { return choices(); });
  std::vector<std::string> lines;
  while (!choices.empty() && lines.size() < events_max)
    lines.push_back(nonsense.line() + " id:" + std::to_string(lines.size()));
  test::Tellers tellers;
  const std::vector<books::Fact> facts = tellers.facts(lines);
  const Micros end = test::Tellers::at("90T00:00");
  const books::Books books(facts, tellers.directory());
  ST_CHECK(books.unbalanced().empty());
  std::vector<books::Fact> mixed(facts.rbegin(), facts.rend());
  if (size > 1 && !mixed.empty()) std::ranges::rotate(mixed, mixed.begin() + data[1] % std::ssize(mixed));
  const books::Books again(mixed, tellers.directory());
  ST_CHECK(again.positions(end, end) == books.positions(end, end));
  ST_CHECK(again.discrepancies(end) == books.discrepancies(end));
  // Whose word counts about a lot hangs on the log, too.
  for (std::uint64_t record = 0; books::Fact & fact : mixed)
    fact.order = static_cast<std::uint64_t>(event_ref(++record, 0));
  const books::Books as_recorded(mixed, tellers.directory());
  ST_CHECK(recorded(mixed, tellers.directory()) == as_recorded.discrepancies(Micros{INT64_MAX}));
  return 0;
}
