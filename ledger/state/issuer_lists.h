// ledger/state/issuer_lists.h: lists in which issuers do not stand in each other's way: however much one of
// them appends under a key, the elements of another are found with as few reads. Each issuer has a list of
// its own, whose key is the key and its tag, so that appending reads nothing; who asks for all goes from list
// to list.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "ledger/state/table_codec.h"

namespace stocktrail {

/// The first 16 bytes of SHA-256(issuer): equal for what one issuer stated.
using IssuerTag = Packed<16>;
inline IssuerTag issuer_tag(std::string_view issuer) {
  return hashed_key(issuer);
}

/// Issuers of one key that a reader goes through who has to hear all of them: it says when there are more.
inline constexpr std::size_t list_issuers_max = 1'000;

/// Gives the elements of all issuers, one issuer after the other, in the order of their tags.
template <std::size_t size>
void scan_by_issuer(Table table, const Packed<size>& key, const TableReader& tables,
                    const std::function<Then(const IssuerTag& tag, std::string_view element)>& visit) {
  IssuerTag tag;
  tables.scan_lists(table, key, tag.bytes.size(), [&](std::string_view rest, std::string_view element) {
    std::ranges::copy(rest, tag.bytes.begin());
    return visit(tag, element);
  });
}

/// Gives each issuer's tag and first element, in the order of the tags, until `visit` gives false.
template <std::size_t size>
void scan_issuers(Table table, const Packed<size>& key, const TableReader& tables,
                  const std::function<bool(const IssuerTag& tag, std::string_view first)>& visit) {
  scan_by_issuer(table, key, tables, [&](const IssuerTag& tag, std::string_view first) {
    return visit(tag, first) ? Then::next_list : Then::stop;
  });
}

}  // namespace stocktrail
