#include "ledger/engine/fold.h"

#include "ledger/epcis/event_time.h"
#include "ledger/inventory/inventory.h"
#include "ledger/state/event_index.h"
#include "ledger/store/layout.h"
#include "ledger/trace/trace.h"

namespace stocktrail {

void fold_beginning(std::string_view origin, const PublicKey& log_key, Batch& batch) {
  batch.put(Table::meta, meta_key::format, encode_u64(format_version));
  batch.put(Table::meta, meta_key::origin, origin);
  batch.put(Table::meta, meta_key::log_key, as_text(log_key.bytes()));
}

namespace {

/// Of a party that goods are on the way to, the party itself: nobody registers it as a place.
bool may_report_at(const gs1::Key& issuer, const std::string& place, const TableReader& tables) {
  const auto key = gs1::parse_key(place);
  if (!key) return false;
  return key->type() == gs1::KeyType::pgln ? *key == issuer : master::may_report_at(issuer, *key, tables);
}

}  // namespace

void fold(const Candidate& candidate, LeafIndex index, const Record& record, TreeEdge& edge, Batch& batch) {
  ST_CHECK(to_u64(edge.size()) == to_u64(index));
  batch.begin_statement(index);
  batch.put(Table::records, index_key(index), encode_record(record));
  batch.put(Table::openings, index_key(index), candidate.wire);
  batch.put(Table::statements, statement_key(candidate.issuer.text(), candidate.id),
            encode_u64(to_u64(index)));
  edge.append(hash_leaf(record.entry), [&](unsigned level, std::uint64_t tile, std::string_view hashes) {
    batch.put(Table::tiles, tile_key(level, tile), hashes);
  });
  const IssuerTag issuer = issuer_tag(candidate.issuer.text());
  const inventory::MayReport may_report = [&](const std::string& place) {
    return may_report_at(candidate.issuer, place, batch);
  };
  for (unsigned i = 0; i < candidate.events.size(); ++i) {
    const epcis::Event& event = candidate.events[i];
    const EventRef ref = event_ref(to_u64(index), i);
    const std::vector<EventRef> taken_back = index_event(event, issuer, ref, batch);
    const bool is_ahead = epcis::is_ahead(event.event_time.at, record.recorded_at);
    trace::fold(event, issuer, ref, taken_back, batch,
                is_ahead ? trace::Timing::ahead : trace::Timing::happened);
    // What an event posts would count from now on. A declaration posts nothing and takes back at once.
    if (is_ahead && !event.error_declaration) continue;
    inventory::fold(event, ref, taken_back, record.recorded_at, may_report, batch);
  }
  if (candidate.change) {
    master::fold(*candidate.change, candidate.issuer, record.recorded_at, to_u64(index), batch);
  }
  batch.end_statement(candidate.events.size());
}

}  // namespace stocktrail
