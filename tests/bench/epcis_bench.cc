// What reading an event costs: run bench_epcis --benchmark_repetitions=5. No verdict, figures only.
#include <benchmark/benchmark.h>

#include "ledger/epcis/json/event_hash.h"
#include "ledger/epcis/json/event_reader.h"

namespace stocktrail::epcis {
namespace {

constexpr std::string_view lot_event =
    R"({"eventID":"ni:///sha-256;36abb3a2c0a726de32ac4beafd6b8bc4ba0b1d2de244490312e5cbec7b5ddece?ver=CBV2.0",
"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","disposition":"in_transit",
"quantityList":[{"epcClass":"https://id.gs1.org/01/09521141012345/10/L7","quantity":150,"uom":"KGM"}],
"eventTime":"2026-07-22T06:45:00.000+02:00","eventTimeZoneOffset":"+02:00",
"readPoint":{"id":"https://id.gs1.org/414/4012345000115"}})";

constexpr std::string_view item_event = R"({"eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","disposition":"in_transit",
"epcList":["urn:epc:id:sgtin:0614141.107346.2017"],
"eventTime":"2005-04-03T20:33:31.116-06:00","eventTimeZoneOffset":"-06:00",
"readPoint":{"id":"urn:epc:id:sgln:0614141.07346.1234"},
"bizTransactionList":[{"type":"po","bizTransaction":"http://transaction.acme.com/po/12345678"}]})";

void parse(benchmark::State& state, std::string_view text) {
  const json::Document document = *json::Document::parse(text);
  const Context context;
  for (auto _ : state) benchmark::DoNotOptimize(parse_event(document.root(), context, "$"));
  state.SetItemsProcessed(state.iterations());
}

void hash(benchmark::State& state, std::string_view text) {
  const json::Document document = *json::Document::parse(text);
  const Context context;
  for (auto _ : state) benchmark::DoNotOptimize(event_hash_id(document.root(), context));
  state.SetItemsProcessed(state.iterations());
}

void read_json(benchmark::State& state, std::string_view text) {
  for (auto _ : state) benchmark::DoNotOptimize(json::Document::parse(text));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(parse, lot_event, lot_event);
BENCHMARK_CAPTURE(parse, item_event, item_event);
BENCHMARK_CAPTURE(hash, lot_event, lot_event);
BENCHMARK_CAPTURE(hash, item_event, item_event);
BENCHMARK_CAPTURE(read_json, lot_event, lot_event);

}  // namespace
}  // namespace stocktrail::epcis

BENCHMARK_MAIN();
