// ledger/state/table_specs.h: every table in one place: one row a table. What the store makes of it, what an
// audit compares, and what a rebuild makes anew all follow from here. docs/formats.md, "Tables", has the same
// rows for people.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "ledger/state/table.h"

namespace stocktrail {

inline constexpr std::size_t table_count = static_cast<std::size_t>(Table::meta) + 1;

enum class Origin : std::uint8_t {
  kept,     // Input: lost means lost. A rebuild reads it.
  derived,  // Follows from what is kept, byte for byte: an audit compares it, a rebuild makes it anew.
  node,     // Of this node, or agreed beside the log: follows from no record.
};

/// How keys come, which decides the memtable, the filter and when files are compressed.
enum class KeyOrder : std::uint8_t {
  rising,   // Each key is above all before it: no filter, compressed once.
  hashed,   // Asked for one key at a time: a memtable hashed by the whole key.
  by_list,  // Lists (docs/formats.md, "Lists"): a memtable hashed by what lists that are found together
            // share.
  grouped,  // Asked for one key at a time, or for all that share their first list_beginning_bytes_min: a
            // memtable hashed by these.
  sorted,   // Walked in key order.
  hinted,   // Sorted, but the same keys again and again: the memtable remembers where a key went last.
};

enum class Content : std::uint8_t {
  random,  // Hashes: does not compress.
  text,    // Compresses by half or more.
};

struct TableSpec {
  Table table;
  std::string_view name;  // Also the beginning of its column family's name.
  Origin origin;
  KeyOrder order;
  Content content;
  bool is_small;  // Of some thousand rows: a small memtable does.
};

inline constexpr std::array<TableSpec, table_count> table_specs = {{
    {Table::records, "records", Origin::kept, KeyOrder::rising, Content::random, false},
    {Table::openings, "openings", Origin::kept, KeyOrder::rising, Content::text, false},
    {Table::inputs, "inputs", Origin::kept, KeyOrder::rising, Content::text, false},
    {Table::sequence, "sequence", Origin::node, KeyOrder::sorted, Content::random, true},
    {Table::controls, "controls", Origin::node, KeyOrder::sorted, Content::text, true},
    {Table::tiles, "tiles", Origin::derived, KeyOrder::rising, Content::random, true},
    {Table::statements, "statements", Origin::derived, KeyOrder::hashed, Content::random, false},
    {Table::events, "events", Origin::derived, KeyOrder::grouped, Content::random, false},
    {Table::facts, "facts", Origin::derived, KeyOrder::rising, Content::text, false},
    {Table::items, "items", Origin::derived, KeyOrder::by_list, Content::text, false},
    {Table::cells, "cells", Origin::derived, KeyOrder::hashed, Content::text, false},
    {Table::history, "history", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::rows, "rows", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::past, "past", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::told, "told", Origin::derived, KeyOrder::hashed, Content::random, false},
    {Table::directory, "directory", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::worklist, "worklist", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::promises, "promises", Origin::derived, KeyOrder::sorted, Content::text, false},
    {Table::master, "master", Origin::derived, KeyOrder::sorted, Content::text, true},
    {Table::meta, "meta", Origin::derived, KeyOrder::sorted, Content::text, true},
}};

constexpr const TableSpec& spec_of(Table table) {
  return table_specs[static_cast<std::size_t>(table)];
}
constexpr std::string_view name_of(Table table) {
  return spec_of(table).name;
}
static_assert([] {
  for (std::size_t i = 0; i < table_count; ++i) {
    if (table_specs[i].table != static_cast<Table>(i)) return false;
  }
  return true;
}());

}  // namespace stocktrail
