// ledger/state/table.h: what the fold reads and writes: sorted tables of bytes. Trace, inventory and master
// data are pure functions over these two interfaces; the store (ledger/store/store.h) implements them over
// RocksDB.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stocktrail {

/// Every table of the state and of the log. Names and key layouts are in docs/formats.md, "Tables".
enum class Table : std::uint8_t {
  records,     // index -> recorded time, blind, entry, statement digest (protobuf). Never erased.
  openings,    // index -> the statement as it came.
  inputs,      // event ref -> what the folds read of it (ledger/engine/fold_input.h).
  sequence,    // where this node is in the ordered log.
  controls,    // what the operator's nodes share beside the log: tokens, sealed keys, known blobs.
  tiles,       // level, index -> 256 hashes; full tiles only.
  statements,  // issuer and jti -> index: repeats and conflicts.
  events,      // event id, issuer -> event refs: repeats and conflicts.
  facts,       // event ref -> what readers ask of it (query).
  items,       // item key -> list: the events that touch it, with roles and times (trace).
  cells,       // cell of the books -> what it is now (inventory).
  history,     // cell, first row -> earlier rows that touched it (inventory).
  rows,        // row -> its postings, what it noted, the cells that it touched (inventory).
  past,        // pages, rows and discrepancies as they were until a later record changed them (inventory).
  told,        // which events the books have, and what says the same (inventory).
  directory,   // which cells there are, by place and by product (inventory).
  worklist,    // place -> discrepancies (inventory).
  promises,    // reservations, and what they claim of which shelf (promises).
  master,      // parties, keys, places, products, certificates, policies by their keys (master).
  meta,        // single values: format version, fold counters.
};

/// One event of the log: statement index and place in it, packed so that refs sort in log order.
enum class EventRef : std::uint64_t {};
inline constexpr EventRef last_event_ref{~std::uint64_t{0}};  // Beyond every event: the end of a list.
constexpr EventRef event_ref(std::uint64_t statement, unsigned position) {
  return EventRef{statement << 9 | position};
}
constexpr std::uint64_t statement_of(EventRef ref) {
  return static_cast<std::uint64_t>(ref) >> 9;
}
constexpr unsigned position_of(EventRef ref) {
  return static_cast<unsigned>(static_cast<std::uint64_t>(ref) & 511);
}

/// Lists that are found together by scan_lists() have as much in common.
inline constexpr std::size_t list_beginning_bytes_min = 16;

/// What a visitor of scan_lists() wants next.
enum class Then : std::uint8_t { next_element, next_list, stop };

/// Which way a list is read.
enum class ListOrder : std::uint8_t { oldest_first, newest_first };

/// Reads see all that was written before, also in the same fold step. Scans are in key order.
class TableReader {
 public:
  virtual ~TableReader() = default;
  virtual std::optional<std::string> get(Table table, std::string_view key) const = 0;
  /// get() of each of them, in their order. Cheaper than one by one.
  virtual std::vector<std::optional<std::string>> get_all(Table table,
                                                          std::span<const std::string_view> keys) const {
    std::vector<std::optional<std::string>> values;
    values.reserve(keys.size());
    for (const std::string_view key : keys) values.push_back(get(table, key));
    return values;
  }
  /// All keys with `prefix`, from `start` (a full key, or empty) on; stops when `visit` gives false.
  virtual void scan(Table table, std::string_view prefix, std::string_view start,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
  /// The keys with `prefix` that are before `end`, the last first; stops when `visit` gives false.
  virtual void scan_back(
      Table table, std::string_view prefix, std::string_view end,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
  /// The elements that append() gave to `key`, oldest first; stops when `visit` gives false.
  virtual void scan_list(Table table, std::string_view key,
                         const std::function<bool(std::string_view element)>& visit) const = 0;
  /// The elements of `key` from a point of the log on, either way: those that were appended by the event
  /// `from` and since, or by it and before, also to be found in a list of any length with a few steps. Some
  /// from the other side of the point may come first: lists are kept in chunks (docs/formats.md, "Lists").
  virtual void scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                              const std::function<bool(std::string_view element)>& visit) const = 0;
  /// The elements of every list whose key is `beginning`, of list_beginning_bytes_min at least, and
  /// `rest_bytes` more; in the order of the rests, of each list the oldest first. A list that `visit` leaves
  /// costs a step, however long it is.
  virtual void scan_lists(
      Table table, std::string_view beginning, std::size_t rest_bytes,
      const std::function<Then(std::string_view rest, std::string_view element)>& visit) const = 0;
  /// A value cannot be one that a writer of ours made. From then on nothing that is read here counts
  /// (Snapshot::is_readable).
  virtual void note_damage(Table table) const = 0;
};

class TableWriter : public TableReader {
 public:
  virtual void put(Table table, std::string_view key, std::string_view value) = 0;
  virtual void erase(Table table, std::string_view key) = 0;
  /// Adds one element to the list of `key`. Lists are stored in chunks whose borders depend on the records
  /// only, so that a replay gives the same bytes, and that a list costs one stored key a chunk
  /// (docs/formats.md, "Lists").
  virtual void append(Table table, std::string_view key, std::string_view element) = 0;
};

}  // namespace stocktrail
