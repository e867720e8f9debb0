#include "ledger/state/event_index.h"

#include <algorithm>
#include <map>

#include "ledger/state/event_codec.h"

namespace stocktrail {
namespace {

constexpr char is_declaration_flag = 1, is_of_facts_flag = 2;

using ContentTag = Packed<16>;

struct Row {
  EventRef ref{};
  bool is_declaration = false;
  bool is_of_facts = false;
  ContentTag content{};
};

/// The tag of events that were recorded before their event hash was: what the ledger reads of them.
ContentTag facts_tag(const epcis::Event& event) {
  const epcis::Ilmd& ilmd = event.ilmd;
  return hashed_key(
      encoded(event.type, event.action, event.event_time.at, event.time_zone_offset, event.biz_step,
              event.disposition, event.persistent_disposition, event.read_point, event.biz_location,
              event.parent, event.objects, event.outputs, event.transformation_id, event.biz_transactions,
              event.sources, event.destinations, event.certification_infos, ilmd.lot, ilmd.expiration_date,
              ilmd.best_before_date, ilmd.production_date, ilmd.country_of_origin, event.has_sensor_data));
}

ContentTag hash_tag(const epcis::ContentHash& content) {
  ContentTag tag;
  std::ranges::copy(as_text(content), tag.bytes.begin());
  return tag;
}

bool is_same(const epcis::Event& event, const Row& row) {
  if (row.is_of_facts) return row.content == facts_tag(event);
  return event.content && row.content == hash_tag(*event.content);
}

std::vector<Row> rows_of(const std::optional<std::string>& stored, const TableReader& tables) {
  std::vector<Row> rows;
  if (!stored) return rows;
  Unpacker bytes(*stored);
  while (!bytes.done()) {
    Row& row = rows.emplace_back();
    row.ref = bytes.ref();
    const std::uint8_t flags = bytes.byte();
    row.is_declaration = (flags & is_declaration_flag) != 0;
    row.is_of_facts = (flags & is_of_facts_flag) != 0;
    std::ranges::copy(bytes.take(row.content.bytes.size()), row.content.bytes.begin());
  }
  if (!bytes.ok()) tables.note_damage(Table::events);
  return rows;
}

std::string packed_row(const epcis::Event& event, EventRef ref) {
  std::string row(packed_ref(ref));
  row.push_back(static_cast<char>((event.error_declaration ? is_declaration_flag : 0) |
                                  (event.content ? 0 : is_of_facts_flag)));
  row += event.content ? hash_tag(*event.content) : facts_tag(event);
  return row;
}

/// What the rows of an identity say together.
struct Identity {
  explicit Identity(std::span<const Row> rows) {
    for (const Row& row : rows) {
      if (row.is_declaration) {
        declaration = declaration.value_or(row.ref);
        standing.clear();
        continue;
      }
      // A declaration that came before its event took that one back. Where a later event with the same id
      // was let in, it stood until it was declared, too.
      if (!declaration || first) standing.push_back(row.ref);
      first = first.value_or(row.ref);
    }
  }
  std::optional<EventRef> first, declaration;  // The oldest.
  std::vector<EventRef> standing;              // Events that no declaration took back.
};

Told tell(const epcis::Event& event, std::span<const Row> rows) {
  if (rows.empty()) return {.kind = event.error_declaration ? Told::Kind::declaration : Told::Kind::first};
  Identity identity(rows);
  if (event.error_declaration) {
    if (identity.declaration && identity.standing.empty())
      return {.kind = Told::Kind::repeat, .earlier = identity.declaration};
    return {.kind = Told::Kind::declaration, .taken_back = std::move(identity.standing)};
  }
  const auto same =
      std::ranges::find_if(rows, [&](const Row& row) { return !row.is_declaration && is_same(event, row); });
  if (same != rows.end()) return {.kind = Told::Kind::repeat, .earlier = same->ref};
  if (identity.first) return {.kind = Told::Kind::conflict, .earlier = identity.first};
  return {.kind = Told::Kind::first, .taken_back_by = identity.declaration};
}

}  // namespace

Told index_event(const epcis::Event& event, const IssuerTag& issuer, EventRef ref, TableWriter& tables) {
  const IdentityKey key = identity_key(event.id, issuer);
  auto stored = tables.get(Table::events, key);
  const std::vector<Row> rows = rows_of(stored, tables);
  Told told = tell(event, rows);
  if (!told.is_repeat() && rows.size() < identity_rows_max)
    tables.put(Table::events, key, std::move(stored).value_or("") + packed_row(event, ref));
  return told;
}

std::vector<Told> tell_events(std::span<const epcis::Event> events, const IssuerTag& issuer,
                              std::uint64_t statement, const TableReader& tables) {
  std::vector<Told> all;
  all.reserve(events.size());
  std::map<IdentityKey, std::string> seen;  // With the rows of the events before.
  for (const epcis::Event& event : events) {
    const IdentityKey key = identity_key(event.id, issuer);
    const auto [known, is_new] = seen.try_emplace(key);
    if (is_new) known->second = tables.get(Table::events, key).value_or("");
    const Told& told = all.emplace_back(tell(event, rows_of(known->second, tables)));
    if (told.kind == Told::Kind::conflict) break;
    if (!told.is_repeat())
      known->second += packed_row(event, event_ref(statement, static_cast<unsigned>(all.size() - 1)));
  }
  return all;
}

Told told_of(const epcis::Event& event, const IssuerTag& issuer, EventRef ref, const TableReader& tables) {
  auto rows = rows_of(tables.get(Table::events, identity_key(event.id, issuer)), tables);
  std::erase_if(rows, [&](const Row& row) { return row.ref >= ref; });
  return tell(event, rows);
}

std::vector<EventRef> find_events(std::string_view event_id, const TableReader& tables) {
  std::vector<std::vector<EventRef>> by_issuer;
  tables.scan(Table::events, hashed_key(event_id), {}, [&](std::string_view, std::string_view stored) {
    auto& refs = by_issuer.emplace_back();
    for (const Row& row : rows_of(std::string(stored), tables)) refs.push_back(row.ref);
    return by_issuer.size() < events_of_id_max;
  });
  std::vector<EventRef> found;
  for (const auto& refs : by_issuer) {
    const std::size_t count = std::min(refs.size(), events_of_id_max / by_issuer.size());
    found.insert(found.end(), refs.begin(), refs.begin() + static_cast<std::ptrdiff_t>(count));
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace stocktrail
