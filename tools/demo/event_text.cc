#include "tools/demo/event_text.h"

#include "crypto/sha256.h"

namespace stocktrail::demo {
namespace {

constexpr std::string_view offset = "+08:00";

std::string padded(unsigned number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

void write_pair(json::Writer& writer, std::string_view list, std::string_view name, std::string_view party,
                std::string_view place) {
  writer.key(list).begin_array();
  writer.begin_object().field("type", "possessing_party").field(name, party).end_object();
  writer.begin_object().field("type", "location").field(name, place).end_object();
  writer.end_array();
}

}  // namespace

std::string date_text(std::chrono::sys_days day, int days) {
  const std::chrono::year_month_day date(day + std::chrono::days(days));
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" + padded(static_cast<unsigned>(date.day()), 2);
}

EventText::EventText(std::string_view type, std::chrono::sys_days first_day, When when) {
  const std::string time =
      date_text(first_day, when.day) + "T" + std::string(when.clock) + ":00" + std::string(offset);
  writer_.begin_object().field("type", type).field("eventTime", time).field("eventTimeZoneOffset", offset);
}

EventText& EventText::action(std::string_view word) {
  return field("action", word);
}
EventText& EventText::step(std::string_view word) {
  return field("bizStep", word);
}
EventText& EventText::disposition(std::string_view word) {
  return field("disposition", word);
}

EventText& EventText::read_at(std::string_view place) {
  writer_.key("readPoint").begin_object().field("id", place).end_object();
  return *this;
}

EventText& EventText::at(std::string_view place) {
  read_at(place);
  writer_.key("bizLocation").begin_object().field("id", place).end_object();
  return *this;
}

EventText& EventText::items(std::string_view list, const std::vector<std::string>& epcs) {
  writer_.key(list).begin_array();
  for (const std::string& epc : epcs) writer_.string(epc);
  writer_.end_array();
  return *this;
}

EventText& EventText::goods(std::string_view list, const std::vector<Goods>& goods) {
  writer_.key(list).begin_array();
  for (const Goods& good : goods) {
    writer_.begin_object().field("epcClass", good.epc_class);
    if (!good.quantity.empty()) writer_.key("quantity").raw(good.quantity);
    if (!good.unit.empty()) writer_.field("uom", good.unit);
    writer_.end_object();
  }
  writer_.end_array();
  return *this;
}

EventText& EventText::parent(std::string_view sscc) {
  return field("parentID", sscc);
}

EventText& EventText::between(std::string_view from_party, std::string_view from_place,
                              std::string_view to_party, std::string_view to_place) {
  write_pair(writer_, "sourceList", "source", from_party, from_place);
  write_pair(writer_, "destinationList", "destination", to_party, to_place);
  return *this;
}

EventText& EventText::transaction(std::string_view type, std::string_view id) {
  writer_.key("bizTransactionList").begin_array();
  writer_.begin_object();
  if (!type.empty()) writer_.field("type", type);
  writer_.field("bizTransaction", id).end_object().end_array();
  return *this;
}

EventText& EventText::field(std::string_view name, std::string_view text) {
  writer_.field(name, text);
  return *this;
}

EventText& EventText::raw(std::string_view name, std::string_view json) {
  writer_.key(name).raw(json);
  return *this;
}

std::string EventText::text() {
  // A version 8 UUID of the content: loading the chain again gives the same events.
  std::string hex = hex_encode(sha256(writer_.text())).substr(0, 32);
  hex[12] = '8';
  hex[16] = '9';
  const std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
                           hex.substr(16, 4) + "-" + hex.substr(20);
  writer_.field("eventID", "urn:uuid:" + uuid).end_object();
  return std::move(writer_).text();
}

}  // namespace stocktrail::demo
