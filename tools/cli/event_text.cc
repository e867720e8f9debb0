#include "tools/cli/event_text.h"

#include "crypto/bytes.h"
#include "crypto/json_writer.h"
#include "crypto/sha256.h"

namespace stocktrail::cli {
namespace {

void write_word(json::Writer& writer, std::string_view name, std::string_view value) {
  if (!value.empty()) writer.field(name, value);
}

void write_id(json::Writer& writer, std::string_view name, const std::string& id) {
  if (!id.empty()) writer.key(name).begin_object().field("id", id).end_object();
}

void write_typed(json::Writer& writer, std::string_view list, std::string_view id_name, std::string_view type,
                 const std::string& id) {
  if (id.empty()) return;
  writer.key(list).begin_array().begin_object();
  write_word(writer, "type", type);
  writer.field(id_name, id).end_object().end_array();
}

void write_frame(json::Writer& writer, const EventFrame& frame) {
  const bool is_object = frame.type == EventType::object;
  writer.begin_object().field("type", is_object ? "ObjectEvent" : "AggregationEvent");
  write_word(writer, "eventID", frame.id);
  writer.field("eventTime", frame.time + frame.offset).field("eventTimeZoneOffset", frame.offset);
  writer.field("action", frame.action);
  write_word(writer, "bizStep", frame.biz_step);
  write_word(writer, "disposition", frame.disposition);
  if (!frame.persistent_disposition.empty()) {
    writer.key("persistentDisposition").begin_object().key("set").begin_array();
    writer.string(frame.persistent_disposition).end_array().end_object();
  }
  write_id(writer, "readPoint", frame.read_point);
  write_id(writer, "bizLocation", frame.biz_location);
  write_typed(writer, "bizTransactionList", "bizTransaction", frame.transaction_type, frame.transaction);
  write_typed(writer, "sourceList", "source", frame.source_type, frame.source);
  write_typed(writer, "destinationList", "destination", frame.destination_type, frame.destination);
  if (!frame.ilmd.empty()) {
    writer.key("ilmd").begin_object();
    for (const auto& [name, value] : frame.ilmd) write_word(writer, name, value);
    writer.end_object();
  }
  if (!is_object) write_word(writer, "parentID", frame.box);
}

void write_things(json::Writer& writer, const EventFrame& frame, std::span<const EventGoods> goods) {
  std::vector<std::string_view> things;
  if (frame.type == EventType::object && !frame.box.empty()) things.push_back(frame.box);
  for (const EventGoods& one : goods)
    if (!one.amount) things.push_back(one.id);
  if (things.empty()) return;
  writer.key(frame.type == EventType::object ? "epcList" : "childEPCs").begin_array();
  for (const std::string_view thing : things) writer.string(thing);
  writer.end_array();
}

void write_quantities(json::Writer& writer, const EventFrame& frame, std::span<const EventGoods> goods) {
  bool is_first = true;
  for (const EventGoods& one : goods) {
    if (!one.amount) continue;
    if (is_first)
      writer.key(frame.type == EventType::object ? "quantityList" : "childQuantityList").begin_array();
    is_first = false;
    writer.begin_object().field("epcClass", one.id).key("quantity").raw(one.amount->text());
    write_word(writer, "uom", one.unit);
    writer.end_object();
  }
  if (!is_first) writer.end_array();
}

}  // namespace

std::string frame_text(const EventFrame& frame) {
  json::Writer writer;
  write_frame(writer, frame);
  if (frame.type == EventType::object) write_word(writer, "box", frame.box);
  writer.end_object();
  return std::move(writer).text();
}

std::string event_text(const EventFrame& frame, std::span<const EventGoods> goods) {
  json::Writer writer;
  write_frame(writer, frame);
  write_things(writer, frame, goods);
  write_quantities(writer, frame, goods);
  writer.end_object();
  return std::move(writer).text();
}

std::string made_event_id(std::string_view issuer, std::string_view content) {
  Sha256 hash;
  hash.update(std::to_string(issuer.size()) + ":").update(issuer).update(content);
  const Digest digest = hash.finish();
  std::string hex = hex_encode(BytesView(digest).first(16));
  hex[12] = '8';                                                                // The version.
  hex[16] = "89ab"[(hex[16] >= 'a' ? hex[16] - 'a' + 10 : hex[16] - '0') % 4];  // The variant.
  for (const std::size_t dash : {20, 16, 12, 8}) hex.insert(dash, 1, '-');
  return "urn:uuid:" + hex;
}

}  // namespace stocktrail::cli
