#include "ledger/epcis/event.h"

#include <algorithm>

namespace stocktrail::epcis {

ContentHash content_of(const Digest& event_hash) {
  ContentHash content;
  std::copy_n(event_hash.begin(), content.size(), content.begin());
  return content;
}

std::string_view name_of(EventType type) {
  return event_type_names[static_cast<std::size_t>(type)];
}

std::string_view name_of(Action action) {
  switch (action) {
    case Action::none:
      return "";
    case Action::add:
      return "ADD";
    case Action::observe:
      return "OBSERVE";
    case Action::remove:
      return "DELETE";
  }
  ST_CHECK(false);
}

}  // namespace stocktrail::epcis
