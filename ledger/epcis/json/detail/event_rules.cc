#include "ledger/epcis/json/detail/event_rules.h"

namespace stocktrail::epcis {
namespace {

bool check_object(Reading& reading, const json::Value& value, const Path& path, const Event& event) {
  if (event.action != Action::add && value.find("ilmd")) {
    return reading.fail(path.member("ilmd"), R"(facts of making come with action "ADD" only, found ")" +
                                                 std::string(name_of(event.action)) +
                                                 R"("; leave ilmd out.)");
  }
  if (!event.objects.empty()) return true;
  // A sensor that watches a place and no thing.
  if (event.has_sensor_data && event.read_point) return true;
  return reading.fail(path,
                      R"(the event names no object; give "epcList" or "quantityList" (only an event with )"
                      R"("sensorElementList" and "readPoint" may be about a place alone).)");
}

bool check_children(Reading& reading, const Path& path, const Event& event) {
  // DELETE without children means all of them.
  if (event.action == Action::remove || !event.objects.empty()) return true;
  return reading.fail(path,
                      R"(the event names no children; give "childEPCs" or "childQuantityList" (only action )"
                      R"("DELETE" may leave them out: then it means all).)");
}

bool check_aggregation(Reading& reading, const Path& path, const Event& event) {
  if (!event.parent && event.action != Action::observe) {
    return reading.fail(path,
                        R"("parentID" is missing; name the container, which only action "OBSERVE" may leave )"
                        "out.");
  }
  return check_children(reading, path, event);
}

bool check_association(Reading& reading, const Path& path, const Event& event) {
  if (!event.parent) {
    return reading.fail(path, R"("parentID" is missing; name what the children are associated with.)");
  }
  return check_children(reading, path, event);
}

bool check_transaction(Reading& reading, const Path& path, const Event& event) {
  if (event.biz_transactions.empty()) {
    return reading.fail(path,
                        R"("bizTransactionList" is missing or empty; name at least one order, invoice or )"
                        "other document.");
  }
  if (event.action == Action::remove || !event.objects.empty() || event.parent) return true;
  return reading.fail(
      path, R"(the event names no object; give "epcList", "quantityList" or "parentID" (only action )"
            R"("DELETE" may leave them out: then it means all).)");
}

bool check_transformation(Reading& reading, const Path& path, const Event& event) {
  if (event.transformation_id.empty()) {
    if (event.objects.empty()) {
      return reading.fail(
          path, R"(the event has no inputs; give "inputEPCList" or "inputQuantityList", or tie it by )"
                R"("transformationID" to the event that has them.)");
    }
    if (event.outputs.empty()) {
      return reading.fail(
          path, R"(the event has no outputs; give "outputEPCList" or "outputQuantityList", or tie it )"
                R"(by "transformationID" to the event that has them.)");
    }
    return true;
  }
  if (!event.objects.empty() || !event.outputs.empty()) return true;
  return reading.fail(path, "the event has neither inputs nor outputs; give at least one list of them.");
}

}  // namespace

bool check_presence(Reading& reading, const json::Value& value, const Path& path, const Event& event) {
  bool is_good = true;
  if (event.event_time.text.empty() && !value.find("eventTime")) {
    is_good = reading.fail(
        path, R"("eventTime" is missing; write when it happened, like "2026-07-22T06:45:00+02:00".)");
  }
  if (event.time_zone_offset.empty() && !value.find("eventTimeZoneOffset")) {
    is_good =
        reading.fail(path, R"("eventTimeZoneOffset" is missing; write the offset of the place where it )"
                           R"(happened, like "+02:00".)");
  }
  const bool has_action = event.type != EventType::transformation;
  if (has_action && event.action == Action::none && !value.find("action")) {
    is_good =
        reading.fail(path, R"("action" is missing; write "ADD" for what begins, "OBSERVE" for what is seen, )"
                           R"("DELETE" for what ends.)");
  }
  return is_good;
}

bool check_rules(Reading& reading, const json::Value& value, const Path& path, const Event& event) {
  switch (event.type) {
    case EventType::object:
      return check_object(reading, value, path, event);
    case EventType::aggregation:
      return check_aggregation(reading, path, event);
    case EventType::transaction:
      return check_transaction(reading, path, event);
    case EventType::transformation:
      return check_transformation(reading, path, event);
    case EventType::association:
      return check_association(reading, path, event);
  }
  ST_CHECK(false);
}

}  // namespace stocktrail::epcis
