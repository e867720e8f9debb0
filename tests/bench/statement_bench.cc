// What a statement costs: run bench_statement --benchmark_repetitions=5. No verdict, figures only; `verify`
// and `json` stand beside the others because figures mean something only as ratios on one machine at one
// time.
#include <benchmark/benchmark.h>

#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

constexpr std::string_view event_of_650_bytes =
    R"({"type":"ObjectEvent","eventID":"urn:uuid:7f3a1b9e-2c44-4a11-9f7e-0d5b1c2a3e4f",)"
    R"("eventTime":"2026-07-22T06:45:00.000+02:00","eventTimeZoneOffset":"+02:00","action":"OBSERVE",)"
    R"("bizStep":"shipping","disposition":"in_transit","epcList":["https://id.gs1.org/01/09521141012345/21/0001",)"
    R"("https://id.gs1.org/01/09521141012345/21/0002"],"readPoint":{"id":"https://id.gs1.org/414/9521141000014"},)"
    R"("bizLocation":{"id":"https://id.gs1.org/414/9521141000014"},"bizTransactionList":[{"type":"po",)"
    R"("bizTransaction":"urn:epcglobal:cbv:bt:9521141000014:PO-1234"}],"quantityList":[{"epcClass":)"
    R"("https://id.gs1.org/01/09521141012345/10/L7","quantity":120,"uom":"KGM"}]})";

std::string seeded(std::int64_t events) {
  return *sign_statement(events_draft(std::vector<std::string>(static_cast<std::size_t>(events),
                                                               std::string(event_of_650_bytes))),
                         fixed_key(1));
}

void per_event(benchmark::State& state, std::int64_t events) {
  state.SetItemsProcessed(state.iterations() * events);
}

void json_event(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(json::Document::parse(event_of_650_bytes));
  per_event(state, 1);
}
BENCHMARK(json_event);

void parse_seeded(benchmark::State& state) {
  const std::string wire = seeded(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(Statement::parse(wire));
  per_event(state, state.range(0));
}
BENCHMARK(parse_seeded)->Arg(1)->Arg(100);

void parse_disclosed(benchmark::State& state) {
  const std::string wire = disclose_all(*Statement::parse(seeded(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(Statement::parse(wire));
  per_event(state, state.range(0));
}
BENCHMARK(parse_disclosed)->Arg(1)->Arg(100);

void verify_signature(benchmark::State& state) {
  const Statement statement = *Statement::parse(seeded(state.range(0)));
  const SigningKey key = fixed_key(1);
  for (auto _ : state) benchmark::DoNotOptimize(verify(statement, key.public_key()));
  per_event(state, state.range(0));
}
BENCHMARK(verify_signature)->Arg(1)->Arg(100);

void disclose(benchmark::State& state) {
  const Statement statement = *Statement::parse(seeded(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(disclose_all(statement));
  per_event(state, state.range(0));
}
BENCHMARK(disclose)->Arg(1)->Arg(100);

}  // namespace
}  // namespace stocktrail::testing

BENCHMARK_MAIN();
