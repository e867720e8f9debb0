// The events of the sample chain, as each party reports them.
#include <utility>

#include "tools/demo/event_text.h"
#include "tools/demo/names.h"

namespace stocktrail::demo {
namespace {

constexpr std::string_view object = "ObjectEvent", aggregation = "AggregationEvent",
                           transformation = "TransformationEvent";

/// Collects reports in the order of the story.
class Story {
 public:
  explicit Story(std::chrono::sys_days today) : first_day_(today - std::chrono::days(story_days)) {}

  EventText event(std::string_view type, When when) const { return {type, first_day_, when}; }
  std::string date(int day) const { return date_text(first_day_, day); }
  void report(Actor by, std::vector<std::string> events) { reports_.push_back({by, std::move(events)}); }
  std::vector<Report> finish() { return std::move(reports_); }

 private:
  std::chrono::sys_days first_day_;
  std::vector<Report> reports_;
};

Goods tins(std::string_view lot, int count) {
  return {lot_id(Product::powder, lot), std::to_string(count)};
}

std::string lot_facts(const Story& story, std::string_view lot, int made, int days) {
  json::Writer writer;
  writer.begin_object().field("cbvmda:lotNumber", lot).field("cbvmda:productionDate", story.date(made));
  writer.field("cbvmda:bestBeforeDate", story.date(made + days))
      .field("cbvmda:countryOfOrigin", "CN")
      .end_object();
  return std::move(writer).text();
}

/// Readings of a box in tenths of a degree, one every `minutes`.
std::string temperatures(const Story& story, int day, int hour, const std::vector<int>& tenths,
                         std::string_view device) {
  json::Writer writer;
  writer.begin_array()
      .begin_object()
      .key("sensorMetadata")
      .begin_object()
      .field("deviceID", device)
      .end_object();
  writer.key("sensorReport").begin_array();
  int lowest = tenths.front(), highest = tenths.front();
  const auto degrees = [](int value) {
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
  };
  for (std::size_t i = 0; i < tenths.size(); ++i) {
    const int at = hour + static_cast<int>(i);
    const std::string clock = (at % 24 < 10 ? "0" : "") + std::to_string(at % 24);
    writer.begin_object()
        .field("type", "Temperature")
        .field("time", story.date(day + at / 24) + "T" + clock + ":00:00+08:00");
    writer.key("value").raw(degrees(tenths[i])).field("uom", "CEL").end_object();
    lowest = std::min(lowest, tenths[i]);
    highest = std::max(highest, tenths[i]);
  }
  writer.begin_object().field("type", "Temperature").key("minValue").raw(degrees(lowest));
  writer.key("maxValue").raw(degrees(highest)).field("uom", "CEL").end_object();
  writer.end_array().end_object().end_array();
  return std::move(writer).text();
}

void milk(Story& story, Actor farm, Place at, Product product, std::string_view lot, int day, int litres) {
  const std::vector<Goods> goods{{lot_id(product, lot), std::to_string(litres), "LTR"}};
  story.report(
      farm, {story.event(object, {day, "05:40"})
                 .action("ADD")
                 .step("commissioning")
                 .disposition("active")
                 .at(place_id(at))
                 .goods("quantityList", goods)
                 .raw("ilmd",
                      "{\"cbvmda:lotNumber\":\"" + std::string(lot) + "\",\"cbvmda:countryOfOrigin\":\"CN\"}")
                 .text(),
             story.event(object, {day, "07:15"})
                 .action("OBSERVE")
                 .step("shipping")
                 .disposition("in_transit")
                 .at(place_id(at))
                 .goods("quantityList", goods)
                 .between(party_id(farm), place_id(at), party_id(Actor::plant), place_id(Place::plant_intake))
                 .raw("sensorElementList",
                      temperatures(story, day, 6, {38, 39, 41}, "urn:example:tank:" + std::string(lot)))
                 .text()});
  story.report(Actor::plant, {story.event(object, {day, "10:05"})
                                  .action("OBSERVE")
                                  .step("receiving")
                                  .disposition("in_progress")
                                  .at(place_id(Place::plant_intake))
                                  .goods("quantityList", goods)
                                  .between(party_id(farm), place_id(at), party_id(Actor::plant),
                                           place_id(Place::plant_intake))
                                  .text()});
}

void drying(Story& story, int day, const std::vector<Goods>& milk_lots, std::string_view lot, int count) {
  EventText made = story.event(transformation, {day, "16:30"});
  made.step("commissioning")
      .disposition("active")
      .at(place_id(Place::plant_intake))
      .goods("inputQuantityList", milk_lots);
  made.goods("outputQuantityList", {tins(lot, count)});
  made.raw("ilmd", lot_facts(story, lot, day, shelf_life_days))
      .field("transformationID", "https://stocktrail.example/batch/" + std::string(lot));
  std::vector<std::string> events{made.text()};
  events.push_back(story.event(object, {day + 1, "09:00"})
                       .action("OBSERVE")
                       .step("storing")
                       .disposition("active")
                       .read_at(place_id(Place::plant_intake))
                       .raw("bizLocation", "{\"id\":\"" + place_id(Place::plant_warehouse) + "\"}")
                       .goods("quantityList", {tins(lot, count)})
                       .text());
  story.report(Actor::plant, std::move(events));
}

struct Load {
  int pallet;
  std::vector<Goods> goods;
};

/// Packs pallets at one place and sends them to another party's.
struct Trip {
  Actor from, to;
  Place from_place, to_place;
  int day;
  std::string_view pack, leave, arrive;
  int days_on_the_way;
  std::vector<int> tenths;  // Hourly temperatures on the way.
};

void trip(Story& story, const Trip& trip, const std::vector<Load>& loads) {
  const std::string from = place_id(trip.from_place), to = place_id(trip.to_place);
  std::vector<std::string> pallets, packing;
  for (const Load& load : loads) {
    pallets.push_back(pallet_id(load.pallet));
    packing.push_back(story.event(aggregation, {trip.day, trip.pack})
                          .action("ADD")
                          .step("packing")
                          .disposition("in_progress")
                          .at(from)
                          .parent(pallets.back())
                          .goods("childQuantityList", load.goods)
                          .text());
  }
  packing.push_back(story.event(object, {trip.day, trip.leave})
                        .action("OBSERVE")
                        .step("shipping")
                        .disposition("in_transit")
                        .at(from)
                        .items("epcList", pallets)
                        .between(party_id(trip.from), from, party_id(trip.to), to)
                        .transaction("desadv", "https://stocktrail.example/despatch/" +
                                                   std::to_string(loads.front().pallet))
                        .text());
  story.report(trip.from, std::move(packing));
  const int hour = (trip.leave[0] - '0') * 10 + (trip.leave[1] - '0');
  story.report(Actor::carrier,
               {story.event(object, {trip.day, trip.leave})
                    .action("OBSERVE")
                    .step("transporting")
                    .disposition("in_transit")
                    .read_at(place_id(Place::truck_depot))
                    .items("epcList", pallets)
                    .raw("sensorElementList",
                         temperatures(story, trip.day, hour + 1, trip.tenths, "urn:example:truck:7"))
                    .text()});
  const int day = trip.day + trip.days_on_the_way;
  std::vector<std::string> arrival{story.event(object, {day, trip.arrive})
                                       .action("OBSERVE")
                                       .step("receiving")
                                       .disposition("in_progress")
                                       .at(to)
                                       .items("epcList", pallets)
                                       .between(party_id(trip.from), from, party_id(trip.to), to)
                                       .text()};
  for (const Load& load : loads) {
    arrival.push_back(story.event(aggregation, {day, trip.arrive})
                          .action("DELETE")
                          .step("unpacking")
                          .disposition("sellable_accessible")
                          .at(to)
                          .parent(pallet_id(load.pallet))
                          .goods("childQuantityList", load.goods)
                          .text());
  }
  story.report(trip.to, std::move(arrival));
}

void sales(Story& story, Place shop, std::string_view lot, int first_day, const std::vector<int>& by_day) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < by_day.size(); ++i) {
    if (by_day[i] == 0) continue;
    events.push_back(story.event(object, {first_day + static_cast<int>(i), "20:30"})
                         .action("OBSERVE")
                         .step("retail_selling")
                         .disposition("retail_sold")
                         .at(place_id(shop))
                         .goods("quantityList", {tins(lot, by_day[i])})
                         .text());
  }
  story.report(Actor::stores, std::move(events));
}

void to_the_shops(Story& story) {
  const Trip shops{
      Actor::distributor, Actor::stores, Place::hub, Place::shop_harbour, 22, "06:30", "08:00", "10:20", 0,
      {182, 185, 190}};
  trip(story, shops, {{31, {tins(good_lot, 240), tins(recalled_lot, 120)}}});
  Trip next = shops;
  next.to_place = Place::shop_garden;
  next.arrive = "12:10";
  trip(story, next, {{32, {tins(good_lot, 180)}}});
  next.to_place = Place::shop_station;
  next.day = 23;
  next.arrive = "15:45";
  next.tenths = {176, 181, 188, 192, 190, 187, 183};
  trip(story, next, {{33, {tins(good_lot, 240), tins(recalled_lot, 180)}}});
}

/// An order at the online shop; the shop in Harbour Street ships it.
void online_order(Story& story) {
  const std::string order = "https://stocktrail.example/order/WEB-88213";
  story.report(Actor::online, {story.event(object, {30, "11:04"})
                                   .action("OBSERVE")
                                   .step("retail_selling")
                                   .disposition("retail_sold")
                                   .at(place_id(Place::shop_harbour))
                                   .goods("quantityList", {tins(good_lot, 2)})
                                   .transaction("po", order)
                                   .text()});
  story.report(Actor::stores, {story.event(object, {30, "15:20"})
                                   .action("OBSERVE")
                                   .step("shipping")
                                   .disposition("retail_sold")
                                   .read_at(place_id(Place::shop_harbour))
                                   .goods("quantityList", {tins(good_lot, 2)})
                                   .transaction("po", order)
                                   .text()});
}

/// The laboratory looks again at what is left of a milk lot; the plant recalls what was made of it; the shops
/// take it away.
void recall(Story& story) {
  const std::string lot = lot_id(Product::powder, recalled_lot);
  story.report(Actor::plant, {story.event(object, {38, "09:12"})
                                  .action("OBSERVE")
                                  .step("holding")
                                  .disposition("recalled")
                                  .read_at(place_id(Place::plant_warehouse))
                                  .goods("quantityList", {{lot, ""}})
                                  .transaction("", "https://stocktrail.example/recall/2026-07")
                                  .text()});
  const auto hold = [&](std::string_view clock, Place at, int left) {
    return story.event(object, {38, clock})
        .action("OBSERVE")
        .step("holding")
        .disposition("recalled")
        .at(place_id(at))
        .goods("quantityList", {tins(recalled_lot, left)})
        .text();
  };
  story.report(Actor::distributor, {hold("10:00", Place::hub, 360)});
  story.report(Actor::stores,
               {hold("10:25", Place::shop_harbour, 89), hold("10:40", Place::shop_station, 143)});
}

}  // namespace

std::vector<Report> reports(std::chrono::sys_days today) {
  Story story(today);
  milk(story, Actor::farm_a, Place::farm_a, Product::milk_a, milk_lot_a, 0, 5200);
  milk(story, Actor::farm_b, Place::farm_b, Product::milk_b, milk_lot_b, 0, 4100);
  drying(story, 1,
         {{lot_id(Product::milk_a, milk_lot_a), "5200", "LTR"},
          {lot_id(Product::milk_b, milk_lot_b), "4100", "LTR"}},
         good_lot, 1440);
  milk(story, Actor::farm_b, Place::farm_b, Product::milk_b, milk_lot_b_bad, 4, 4300);
  drying(story, 5, {{lot_id(Product::milk_b, milk_lot_b_bad), "4300", "LTR"}}, recalled_lot, 660);
  trip(story,
       {Actor::plant,
        Actor::distributor,
        Place::plant_warehouse,
        Place::hub,
        15,
        "08:00",
        "10:00",
        "07:30",
        1,
        {168, 171, 174, 180, 183, 185, 184, 182, 179, 176, 173, 170, 168, 167, 167, 166, 167, 169, 172, 175}},
       {{21, {tins(good_lot, 720)}}, {22, {tins(good_lot, 720)}}, {23, {tins(recalled_lot, 660)}}});
  to_the_shops(story);
  sales(story, Place::shop_harbour, good_lot, 23, {9, 12, 8, 15, 11, 7, 10, 13, 9, 12, 14, 8, 10, 11, 9});
  sales(story, Place::shop_harbour, recalled_lot, 30, {4, 6, 3, 5, 4, 2, 7});
  sales(story, Place::shop_garden, good_lot, 23, {5, 7, 6, 9, 4, 8, 6, 5, 7, 6});
  sales(story, Place::shop_station, good_lot, 24, {11, 9, 14, 10, 12, 8, 13});
  sales(story, Place::shop_station, recalled_lot, 31, {6, 8, 5, 7, 6, 5});
  online_order(story);
  recall(story);
  return story.finish();
}

}  // namespace stocktrail::demo
