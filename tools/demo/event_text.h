// tools/demo/event_text.h: writes EPCIS events of the sample chain, one call a field, in the order of the
// calls.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/json_writer.h"

namespace stocktrail::demo {

/// A local time of the chain: whole days after its first day, and "HH:MM" at UTC+8.
struct When {
  int day = 0;
  std::string_view clock;
};

struct Goods {
  std::string epc_class;
  std::string quantity;
  std::string unit = {};  // Empty: pieces.
};

class EventText {
 public:
  EventText(std::string_view type, std::chrono::sys_days first_day, When when);

  EventText& action(std::string_view word);
  EventText& step(std::string_view word);
  EventText& disposition(std::string_view word);
  /// Read point and business location.
  EventText& at(std::string_view place);
  EventText& read_at(std::string_view place);
  EventText& items(std::string_view list, const std::vector<std::string>& epcs);
  EventText& goods(std::string_view list, const std::vector<Goods>& goods);
  EventText& parent(std::string_view sscc);
  EventText& between(std::string_view from_party, std::string_view from_place, std::string_view to_party,
                     std::string_view to_place);
  EventText& transaction(std::string_view type,  // Empty: none of CBV's.
                         std::string_view id);
  EventText& field(std::string_view name, std::string_view text);
  EventText& raw(std::string_view name, std::string_view json);

  /// Ends the event, with an eventID that its content makes, and gives it.
  std::string text();

 private:
  json::Writer writer_;
};

/// "2026-11-22", `days` after the day.
std::string date_text(std::chrono::sys_days day, int days);

}  // namespace stocktrail::demo
