#include "tools/cli/import_check.h"

#include <algorithm>
#include <cstdlib>

#include "ledger/epcis/json/document.h"
#include "tools/cli/faults.h"

namespace stocktrail::cli {

std::string document_of(std::span<const std::string> events, std::string_view created) {
  std::string document = R"({"@context":)" + std::string(events_context) +
                         R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":")" +
                         std::string(created) + R"(","epcisBody":{"eventList":[)";
  for (std::size_t i = 0; i < events.size(); ++i) document += (i > 0 ? ",\n" : "\n") + events[i];
  return document + "\n]}}";
}

Result<void> check_events(const ImportedEvents& events) {
  std::vector<Error> faults;
  for (std::size_t first = 0; first < events.texts.size(); first += epcis::document_events_max) {
    const std::size_t last = std::min(events.texts.size(), first + epcis::document_events_max);
    const auto checked =
        epcis::parse_capture_document(document_of(std::span(events.texts).subspan(first, last - first)));
    if (checked) continue;
    for (Error fault : checked.error().faults) {
      const std::size_t bracket = fault.where.find('[');
      const std::size_t place =
          bracket == std::string::npos ? 0 : std::strtoul(fault.where.c_str() + bracket + 1, nullptr, 10);
      fault.where = "line " + std::to_string(events.lines.at(std::min(first + place, last - 1))) +
                    ", event " + fault.where;
      faults.push_back(std::move(fault));
    }
  }
  if (!faults.empty()) return std::unexpected(with_all(faults));
  return {};
}

}  // namespace stocktrail::cli
