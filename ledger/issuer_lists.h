// ledger/issuer_lists.h: lists in which issuers do not stand in each other's way: however much one of them
// appends under a key, the elements of another are found with as few reads.
//
// The list of a key holds the first element of each issuer, after its tag; further elements of the same
// issuer are in the list of the key and the tag. Most keys have one element, which costs one stored key.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/table_codec.h"

namespace stocktrail {

/// The first 16 bytes of SHA-256(issuer): equal for what one issuer stated.
using IssuerTag = Packed<16>;
inline IssuerTag issuer_tag(std::string_view issuer) {
  return hashed_key(issuer);
}

/// Issuers that are found under one key. What a further one appends is found only by who asks for its tag.
inline constexpr std::size_t list_issuers_max = 1'000;

/// Gives each issuer's tag and first element, in log order, until `visit` gives false.
inline void scan_issuers(Table table, std::string_view key, const TableReader& tables,
                         const std::function<bool(const IssuerTag& tag, std::string_view first)>& visit) {
  tables.scan_list(table, key, [&](std::string_view element) {
    IssuerTag tag;
    std::ranges::copy(Unpacker(element).take(tag.bytes.size()), tag.bytes.begin());
    return visit(tag, element.substr(tag.bytes.size()));
  });
}

/// The elements of one issuer, oldest first, until `visit` gives false.
template <std::size_t size>
void scan_issuer_list(Table table, const Packed<size>& key, const IssuerTag& issuer,
                      const TableReader& tables, const std::function<bool(std::string_view)>& visit) {
  bool wants_more = true;
  scan_issuers(table, key, tables, [&](const IssuerTag& tag, std::string_view first) {
    if (tag != issuer) return true;
    wants_more = visit(first);
    return false;
  });
  if (wants_more) tables.scan_list(table, key + issuer, visit);
}

template <std::size_t size>
void append_of_issuer(Table table, const Packed<size>& key, const IssuerTag& issuer, std::string_view element,
                      TableWriter& tables) {
  std::size_t issuers = 0;
  bool is_first = true;
  scan_issuers(table, key, tables, [&](const IssuerTag& tag, std::string_view) {
    is_first = tag != issuer && ++issuers < list_issuers_max;
    return is_first;
  });
  if (is_first) {
    tables.append(table, key, std::string(issuer).append(element));
  } else {
    tables.append(table, key + issuer, element);
  }
}

}  // namespace stocktrail
