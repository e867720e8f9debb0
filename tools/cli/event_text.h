// tools/cli/event_text.h: an EPCIS event as the commands write it that make events from rows or arguments.
// Pure: the same event gives the same bytes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/epcis/decimal.h"

namespace stocktrail::cli {

enum class EventType : unsigned char { object, aggregation };

/// All of an event but its goods. Empty texts are members that it does not have.
struct EventFrame {
  EventType type = EventType::object;
  std::string id = {}, time = {}, offset = {};  // "2026-07-22T08:26:00" and "+02:00".
  std::string action = {}, biz_step = {}, disposition = {};
  std::string persistent_disposition = {};  // That is set from now on.
  std::string read_point = {}, biz_location = {};
  std::string transaction_type = {}, transaction = {}, source_type = {}, source = {}, destination_type = {},
              destination = {};
  std::vector<std::pair<std::string, std::string>> ilmd = {};
  std::string box = {};  // The parent of an aggregation; of an object event the first of its things.
};

/// A quantity of a class; a single thing has no amount.
struct EventGoods {
  std::string id;
  std::optional<Amount> amount;
  std::string unit;
};

/// The frame alone: two events with equal texts differ in their goods only.
std::string frame_text(const EventFrame& frame);
std::string event_text(const EventFrame& frame, std::span<const EventGoods> goods);

/// An id for an event that its author gives none: a UUID (RFC 9562, version 8) of what makes it this event of
/// this issuer.
std::string made_event_id(std::string_view issuer, std::string_view content);

}  // namespace stocktrail::cli
