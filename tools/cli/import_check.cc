#include "tools/cli/import_check.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "ledger/books/advice.h"
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

namespace {

/// Each advice once, at the first line that it is for.
class Advice {
 public:
  void look_at(const epcis::Event& event, std::size_t line) {
    const std::string_view text = books::advice_on(event);
    if (text.empty()) return;
    Given& one = given_[text];
    if (one.times++ == 0) one.line = line;
  }
  std::vector<ReceiptNote> notes() const {
    std::vector<ReceiptNote> notes;
    for (const auto& [text, one] : given_)
      notes.push_back({one.line,
                       "hint, for " + std::to_string(one.times) +
                           (one.times == 1 ? " event: " : " events from here on: ") + std::string(text),
                       std::string(text)});
    return notes;
  }

 private:
  struct Given {
    std::size_t line = 0, times = 0;
  };
  std::map<std::string_view, Given> given_;
};

}  // namespace

Result<std::vector<ReceiptNote>> check_events(const ImportedEvents& events) {
  std::vector<Error> faults;
  Advice advice;
  for (std::size_t first = 0; first < events.texts.size(); first += epcis::document_events_max) {
    const std::size_t last = std::min(events.texts.size(), first + epcis::document_events_max);
    const auto checked =
        epcis::parse_capture_document(document_of(std::span(events.texts).subspan(first, last - first)));
    if (checked)
      for (std::size_t i = 0; i < checked->events.size(); ++i)
        advice.look_at(checked->events[i].event, events.lines.at(first + i));
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
  return advice.notes();
}

}  // namespace stocktrail::cli
