#include "ledger/inventory/detail/replay.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/inventory/detail/changed_parts.h"
#include "ledger/inventory/detail/row_walk.h"
#include "ledger/inventory/detail/told_events.h"

namespace stocktrail::inventory {

Replay::Replay(std::uint64_t record, const books::Directory& directory, const FactOf& fact_of,
               TableWriter& tables, std::size_t share, std::size_t own_share)
    : record_(record),
      directory_(directory),
      fact_of_(fact_of),
      tables_(tables),
      worklist_(record, tables),
      waiting_(tables),
      share_(share),
      own_share_(own_share) {}

void Replay::apply_now(const std::vector<RowKey>& rows) {
  for (const RowKey& row : rows) pending_.insert_or_assign(row, Turn::now);
}

void Replay::add(Recorded recorded) {
  const ToldEvent told = told_event(recorded);
  if (!tell(told, recorded, worklist_, tables_)) return;
  added_.insert(told.event);
  recorded.fact.order = static_cast<std::uint64_t>(recorded.ref);
  facts_.insert_or_assign(told.event, std::move(recorded.fact));
  apply_now(told.rows);
}

void Replay::remove(EventRef ref) {
  const std::optional<ToldEvent> told = forget(ref, worklist_, tables_);
  if (!told) return;
  removed_.insert(told->event);
  apply_now(told->rows);
}

/// All rows of an event.
void Replay::again(const books::EventKey& event) {
  const auto ref = ref_of(event, tables_);
  const auto told = ref ? find_told(*ref, tables_) : std::nullopt;
  if (told) std::ranges::for_each(told->rows, [this](const RowKey& row) { apply_again(row); });
}

/// All rows of the cells there. False: there are none.
bool Replay::again_under(std::string prefix) {
  bool is_any = false;
  tables_.scan(Table::directory, prefix, {}, [&](std::string_view, std::string_view) {
    is_any = true;
    return false;
  });
  if (is_any) waiting_.add(WaitingCells{std::move(prefix)});
  return is_any;
}

void Replay::again_at(const std::string& site) {
  const bool has_books = again_under(directory_prefix('B', {site}));
  const bool has_lanes = again_under(directory_prefix('L', {site}));
  if (!has_books && !has_lanes) return;
  // What is sent to its party, now or before, may be for it.
  const std::uint64_t before = record_ == 0 ? 0 : record_ - 1;
  for (const auto& party : {directory_.party_of(site), directory_.party_at(site, before)})
    if (party) again_under(directory_prefix('L', {*party}));
}

void Replay::again_of(const std::string& product) {
  for (const char letter : {'b', 'l', 'T'}) again_under(directory_prefix(letter, {product}));
}

/// What was sent to a site, or from it, is worked out again at its other end, too.
void Replay::again_at_other_ends(const CellName& name) {
  const std::vector<std::string> key = name.key();  // Site or end, product, unit.
  const Parts parts = cell_at(id_of(name), {}, tables_);
  if (name.kind() == CellKind::lane) {
    books::Lane lane;
    ST_CHECK(read(parts, lane));
    for (const auto& [origin, since] : lane.origins)
      again_under(directory_prefix('B', {origin, key[1], key[2]}));
  } else {
    books::Book book;
    ST_CHECK(read(parts, book));
    for (const std::string& end : book.sent_to) again_under(directory_prefix('L', {end, key[1], key[2]}));
  }
}

namespace {

/// The cell of a key of the directory.
CellName cell_under(std::string_view key) {
  const std::vector<std::string> parts = CellName(key).key();
  switch (key.front()) {
    case 'b':
      return book_name(parts[2], {parts[0], parts[1]});
    case 'l':
      return lane_name({parts[0], parts[1]}, parts[2]);
    default:
      return CellName(key);
  }
}

}  // namespace

/// Marks all rows of events that touched the cells, from where they were left, as far as `limit` goes. Gives
/// how much that was; `at` is where to go on, its key empty if nothing is left.
std::size_t Replay::list_rows(WaitingCells& at, std::size_t limit) {
  std::vector<std::string> keys;
  tables_.scan(Table::directory, at.prefix, at.key, [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return keys.size() <= limit;
  });
  const bool is_of_site =
      CellName(at.prefix).key().size() == 1 && (at.prefix[0] == 'B' || at.prefix[0] == 'L');
  std::size_t listed = 0;
  for (const std::string& key : keys) {
    if (key != at.key) at.row = {};
    at.key = key;
    if (listed >= limit) return listed;
    const CellName name = cell_under(key);
    RowWalk rows(id_of(name), {}, ListOrder::oldest_first, std::string(at.row), tables_);
    for (auto row = rows.row(); row; rows.next(), row = rows.row(), ++listed) {
      at.row = *row;
      if (listed >= limit) return listed;
      if (!pending_.contains(at.row)) again(event_of(at.row));
    }
    if (is_of_site) again_at_other_ends(name);
    ++listed;
  }
  at.key.clear();
  return listed;
}

void Replay::list_waiting_cells() {
  for (std::size_t listed = 0; listed < share_;) {
    std::optional<WaitingCells> cells = waiting_.first_cells();
    if (!cells) return;
    listed += list_rows(*cells, share_ - listed);
    if (cells->key.empty()) {
      waiting_.end(*cells);
    } else {
      waiting_.add(*cells);
    }
  }
}

const books::Fact* Replay::fact(const books::EventKey& event) {
  const auto known = facts_.find(event);
  if (known != facts_.end()) return &known->second;
  const std::optional<EventRef> ref = ref_of(event, tables_);
  if (!ref) return nullptr;
  std::optional<books::Fact> fact = fact_of_(*ref);
  std::optional<ToldEvent> told = find_told(*ref, tables_);
  ST_CHECK(fact && fact->event == event && told);
  fact->reports_for = reports_for(*told, *ref, fact->issuer, tables_);
  fact->standings = std::move(told->standings);
  fact->order = static_cast<std::uint64_t>(*ref);
  return &facts_.emplace(event, std::move(*fact)).first->second;
}

void Replay::run() {
  list_waiting_cells();
  for (const RowKey& row : waiting_.first(share_)) apply_again(row);
  std::vector<RowKey> left;
  for (std::size_t spent = 0, spent_on_own = 0; !pending_.empty();) {
    const auto next = pending_.extract(pending_.begin());
    const bool is_own = next.mapped() == Turn::now;
    if (is_own ? spent_on_own >= own_share_ : spent >= share_) {
      left.push_back(next.key());
      continue;
    }
    step(next.key());
    waiting_.end(next.key());
    (is_own ? spent_on_own : spent) += cost_of_step();
  }
  for (const RowKey& row : left) waiting_.add(row);
  waiting_.store();
  for (auto& [name, track] : tracks_) store(track);
  for (const auto& [account, change] : outside_) add_outside(account, change, tables_);
  for (const std::string& key : owned_)
    if (!tables_.get(Table::directory, key)) tables_.put(Table::directory, key, {});
  worklist_.store();
}

namespace {

/// What one account gets another gives, of each lot of each good.
bool is_balanced(std::span<const books::Posting> postings) {
  std::vector<const books::Posting*> sorted;
  sorted.reserve(postings.size());
  for (const books::Posting& one : postings) sorted.push_back(&one);
  const auto line = [](const books::Posting* one) { return std::tie(one->good, one->lot); };
  std::ranges::sort(sorted, {}, line);
  Amount sum;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && line(sorted[i]) != line(sorted[i - 1]) && !sum.is_zero()) return false;
    sum += sorted[i]->amount;
  }
  return sum.is_zero();
}

}  // namespace

/// Applies a row, or takes it out, and marks what has to be applied again because of that.
void Replay::step(const RowKey& key) {
  ++steps_;
  key_ = key;
  touched_.clear();
  row_ = {};
  row_.from = record_;
  const books::EventKey event = event_of(key);
  books::Row row = row_of(key);
  if (!removed_.contains(event)) row.fact = fact(event);
  const bool is_out = row.fact == nullptr;  // Taken back by this record, or while it waited.
  std::optional<std::string> stored;
  if (!added_.contains(event)) stored = tables_.get(Table::rows, key);
  const RowRecord before = stored ? unpack_row(*stored) : RowRecord();
  if (!is_out) {
    books::World world{.cells = *this, .journal = *this, .directory = directory_};
    apply(row, world);
    ST_CHECK(is_balanced(row_.postings));
  }
  const std::size_t now = touched_.size();
  for (const CellId& id : before.touched) touch(track(id));
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    commit(*touched_[i], i < now);
    if (i < now) row_.touched.push_back(touched_[i]->timeline.id());
  }
  worklist_.note(key, before.notes, row_.notes);
  add_up(before.postings, -1);
  add_up(row_.postings, 1);
  if (stored) row_.from = before.from;
  if (!is_out && stored == pack(row_)) return;
  if (stored && before.from < record_) keep_past('r', key, before.from, record_, *stored, tables_);
  if (is_out) return tables_.erase(Table::rows, key);
  row_.from = record_;
  tables_.put(Table::rows, key, pack(row_));
}

void Replay::add_up(std::span<const books::Posting> postings, int sign) {
  for (const books::Posting& one : postings)
    if (is_outside(one.account.kind))
      outside_[{one.good, one.lot, one.account.kind, one.account.place}] +=
          sign < 0 ? -one.amount : one.amount;
}

Replay::Track& Replay::track(const CellName& name) {
  const auto known = tracks_.find(name.text);
  if (known != tracks_.end()) return known->second;
  Track& track =
      tracks_.emplace(name.text, Track{.timeline = {name, tables_}, .value = {}, .was = {}}).first->second;
  tracks_by_id_[track.timeline.id()] = &track;
  return track;
}

Replay::Track& Replay::track(const CellId& id) {
  const auto known = tracks_by_id_.find(id);
  if (known != tracks_by_id_.end()) return *known->second;
  const auto head = read_head(id, tables_);
  ST_CHECK(head);
  return track(head->name);
}

/// Makes the track what the cell is before the row.
void Replay::touch(Track& track) {
  if (track.touched_in == steps_) return;
  track.touched_in = steps_;
  touched_.push_back(&track);
  if (!track.timeline.seek(key_)) return;
  track.value.reset();
  track.was.reset();
}

template <typename Cell>
Cell& Replay::cell(const CellName& name) {
  Track& found = track(name);
  touch(found);
  if (!found.value) {
    found.value = std::make_unique<Value>(std::in_place_type<Cell>);
    ST_CHECK(read(found.timeline.now(), std::get<Cell>(*found.value)));
    keep_large(found);
  }
  return std::get<Cell>(*found.value);
}

/// The value is what its now() says: of a large one a copy stays so, to be compared with what a row leaves.
void Replay::keep_large(Track& track) {
  constexpr std::size_t large_bytes = 4'096;
  if (track.was || track.timeline.now().bytes.size() < large_bytes) return;
  track.was = std::make_unique<Value>(*track.value);
}

std::optional<RowKey> Replay::leave(Track& track) {
  return std::visit(
      [&](const auto& cell) {
        if (!track.was) return track.timeline.leave(parts_of(cell), record_);
        auto& was = std::get<std::remove_cvref_t<decltype(cell)>>(*track.was);
        ChangedParts changed = changed_parts(track.timeline.now(), was, cell);
        return track.timeline.leave(std::move(changed.parts), record_, std::move(changed.undo));
      },
      *track.value);
}

/// What the row left of a cell it touched, or touched before and no longer does.
void Replay::commit(Track& track, bool is_touched) {
  std::optional<RowKey> next;
  if (is_touched) {
    next = leave(track);
    keep_large(track);
  } else {
    next = track.timeline.leave_alone();
  }
  if (next) apply_again(*next);
}

/// In rows of usual size.
std::size_t Replay::cost_of_step() const {
  constexpr std::size_t usual_bytes = 2'048, usual_cells = 4;
  std::size_t bytes = 0;
  for (const Track* track : touched_) bytes += track->timeline.now().bytes.size();
  return 1 + bytes / usual_bytes + touched_.size() / usual_cells;
}

/// From what a cell is after all rows, discrepancies follow.
void Replay::store(Track& track) {
  Timeline& timeline = track.timeline;
  const CellName& name = timeline.name();
  std::vector<books::Discrepancy> now;
  if (const Parts* after = timeline.end()) {
    std::vector<books::Discrepancy> before;
    if (const auto& concluded = timeline.concluded()) before = conclusions_of(name, *concluded);
    const bool has_value = track.value && timeline.is_at_end();
    now = has_value ? std::visit([&](const auto& cell) { return conclusions(name, cell); }, *track.value)
                    : conclusions_of(name, *after);
    worklist_.conclude(name.text, before, now);
    if (timeline.was_empty() && !after->empty()) name_cell(name, record_, tables_);
    name_recalled(name, *after, record_, tables_);
  }
  timeline.store(record_, !now.empty(), tables_);
}

books::Book& Replay::book(const std::string& site, const books::Good& good) {
  return cell<books::Book>(book_name(site, good));
}
books::Lane& Replay::lane(const books::Good& good, const std::string& to) {
  return cell<books::Lane>(lane_name(good, to));
}
books::Announced& Replay::announced(const books::Good& good, const std::string& to) {
  return cell<books::Announced>({CellKind::announced, {to, good.product, good.unit}});
}
books::Announced& Replay::announced(const std::string& box) {
  return cell<books::Announced>({CellKind::announced, {box}});
}
books::Papers& Replay::papers(const books::Good& good, const std::string& document) {
  return cell<books::Papers>({CellKind::papers, {document, good.product, good.unit}});
}
books::Sales& Replay::open_sales(const books::Good& good, const std::string& document) {
  return cell<books::Sales>({CellKind::sales, {document, good.product, good.unit}});
}
books::Box& Replay::box(const std::string& key) {
  return cell<books::Box>({CellKind::box, {key}});
}
books::Item& Replay::item(const std::string& key) {
  return cell<books::Item>({CellKind::item, {key}});
}
books::LotCard& Replay::lot(const std::string& product, const std::string& lot) {
  return cell<books::LotCard>({CellKind::lot, {product, lot}});
}

}  // namespace stocktrail::inventory
