// ledger/store/layout.h: how keys of the store are spelled (docs/formats.md, "Tables" and "Lists"). Integers
// in keys are big-endian, so that the order of bytes is the order of numbers.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/merkle.h"
#include "crypto/statement.h"
#include "ledger/state/table.h"
#include "ledger/state/table_codec.h"
#include "ledger/state/table_specs.h"

namespace stocktrail {

/// The format of what is kept: records, openings, inputs. Derived tables have the versions of their folds
/// (ledger/engine/folds.h).
inline constexpr std::uint64_t log_format = 5;
/// An epoch of the lists ends at the first statement border at which it holds this many events.
inline constexpr std::uint64_t epoch_events_min = 4'096;
inline constexpr std::size_t list_key_bytes_max = 0xffff;

std::string encode_u64(std::uint64_t number);
std::optional<std::uint64_t> decode_u64(std::string_view bytes);

/// Key of records and openings.
std::string index_key(LeafIndex index);
/// Key of a full tile: its level (one byte) and its index.
std::string tile_key(unsigned level, std::uint64_t index);
/// Key of Table::statements: hashed_key(issuer || 0x00 || jti).
Packed<16> statement_key(std::string_view issuer, const StatementId& id);

/// All chunks of the list `key` begin with this: its length in two bytes, and the key.
std::string list_prefix(std::string_view key);
/// The same of all lists whose keys are `beginning` and `rest_bytes` more.
std::string lists_prefix(std::string_view beginning, std::size_t rest_bytes);
/// The part of a stored key that lists which are found together share: list_beginning_bytes_min of their keys
/// with the length before; all of a key that is none of a list's.
std::size_t lists_prefix_bytes(std::string_view key);
/// Puts into `out` the key of the chunk that holds what was appended in the epoch that began with `epoch`.
void write_chunk_key(std::string_view key, EventRef epoch, std::string& out);
/// The list of a chunk.
std::string_view list_of_chunk(std::string_view chunk_key);
/// Adds `element`, after its length as a varint, to `chunk`.
void add_element(std::pmr::string& chunk, std::string_view element);

enum class Visit : std::uint8_t { complete, stopped, malformed };
/// Visits the elements of a chunk until `visit` gives false.
template <typename Visitor>
Visit visit_elements(std::string_view chunk, const Visitor& visit);
/// The same in either order.
Visit visit_elements(std::string_view chunk, ListOrder order,
                     const std::function<bool(std::string_view element)>& visit);
/// The first event ref of the epoch of a stored chunk, of whose key `prefix` is the beginning; nullopt if the
/// key is not that of a chunk of this list.
std::optional<EventRef> epoch_of_chunk(std::string_view stored_key, std::string_view prefix);

/// Keys of Table::meta.
namespace meta_key {
inline constexpr std::string_view format = "log_format";  // log_format, as encode_u64.
inline constexpr std::string_view origin = "origin";      // The checkpoint origin.
inline constexpr std::string_view log_key = "log_key";    // The 32 bytes of the log's public key.
inline constexpr std::string_view epoch =
    "epoch";  // First event ref of the epoch, and events in it: two u64.
}  // namespace meta_key

/// Reads a varint off the front of `bytes`; nullopt if there is none.
std::optional<std::uint64_t> take_varint(std::string_view& bytes);

template <typename Visitor>
Visit visit_elements(std::string_view chunk, const Visitor& visit) {
  while (!chunk.empty()) {
    const auto size = take_varint(chunk);
    if (!size || *size > chunk.size()) return Visit::malformed;
    if (!visit(chunk.substr(0, *size))) return Visit::stopped;
    chunk.remove_prefix(*size);
  }
  return Visit::complete;
}

}  // namespace stocktrail
