#include "ledger/epcis/event_view.h"

#include <algorithm>

namespace stocktrail::epcis {
namespace {

// The GLN of a party or place; empty for other keys.
std::string_view gln_of(const gs1::Key& key) {
  switch (key.type()) {
    case gs1::KeyType::pgln:
      return key.ai("417");
    case gs1::KeyType::gln:
    case gs1::KeyType::sgln:
      return key.ai("414");
    default:
      return {};
  }
}

bool names(const std::vector<SourceDest>& list, const gs1::Key& party) {
  const std::string_view gln = gln_of(party);
  return std::ranges::any_of(list, [&](const SourceDest& entry) {
    if (entry.type.is("location")) return false;
    return entry.value == party || (!gln.empty() && gln_of(entry.value) == gln);
  });
}

}  // namespace

const gs1::Key* place_of(const Event& event) {
  if (event.read_point) return &*event.read_point;
  if (event.biz_location) return &*event.biz_location;
  return nullptr;
}

bool names_party(const Event& event, const gs1::Key& party) {
  return names(event.sources, party) || names(event.destinations, party);
}

}  // namespace stocktrail::epcis
