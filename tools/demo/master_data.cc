// The parties, places, products, certificates and policies of the sample chain.
#include <utility>

#include "crypto/json_writer.h"
#include "tools/demo/event_text.h"
#include "tools/demo/names.h"

namespace stocktrail::demo {
namespace {

struct PlaceText {
  Place place;
  std::string_view name, street, locality, region;
};

struct PartyText {
  std::string_view name, chinese, role;
  std::vector<PlaceText> places;
};

PartyText text_of(Actor actor) {
  switch (actor) {
    case Actor::farm_a:
      return {"Stone Garden Farm",
              "石园牧场",
              "producer",
              {{Place::farm_a, "Stone Garden Farm", "Pasture Road 12", "Hulan", "Heilongjiang"}}};
    case Actor::farm_b:
      return {"Green Valley Farm",
              "青谷牧场",
              "producer",
              {{Place::farm_b, "Green Valley Farm", "Valley Lane 3", "Mulan", "Heilongjiang"}}};
    case Actor::plant:
      return {
          "Snow River Dairy",
          "雪河乳业",
          "manufacturer",
          {{Place::plant_intake, "Snow River Dairy, milk intake", "Dairy Avenue 1", "Harbin", "Heilongjiang"},
           {Place::plant_warehouse, "Snow River Dairy, finished goods", "Dairy Avenue 1", "Harbin",
            "Heilongjiang"}}};
    case Actor::laboratory:
      return {"Lakeside Food Laboratory", "湖畔食品检测中心", "laboratory", {}};
    case Actor::carrier:
      return {"Northern Line Logistics",
              "北线物流",
              "carrier",
              {{Place::truck_depot, "Northern Line depot", "Ring Road 88", "Shenyang", "Liaoning"}}};
    case Actor::distributor:
      return {"Harbour Distribution",
              "海港配送",
              "distributor",
              {{Place::hub, "Harbour Distribution centre", "Pier 6", "Dalian", "Liaoning"}}};
    case Actor::stores:
      return {"Good Start Stores",
              "好起点母婴店",
              "store",
              {{Place::shop_harbour, "Good Start, Harbour Street", "Harbour Street 20", "Dalian", "Liaoning"},
               {Place::shop_garden, "Good Start, Garden Square", "Garden Square 5", "Dalian", "Liaoning"},
               {Place::shop_station, "Good Start, West Station", "Station Hall 2", "Shenyang", "Liaoning"}}};
    case Actor::online:
      return {"Milkpost Online", "奶邮网", "store", {}};
    case Actor::authority:
      return {"Provincial Food Safety Office", "省食品安全办公室", "authority", {}};
  }
  return {};
}

void write_place(json::Writer& writer, const PlaceText& place) {
  writer.begin_object().field("id", place_id(place.place)).field("name", place.name);
  writer.key("address").begin_object().field("street", place.street).field("locality", place.locality);
  writer.field("region", place.region).field("country", "CN").end_object();
  writer.key("public").boolean(true).end_object();
}

Claim product(Actor by, Product which, std::string_view name, std::string_view chinese, std::string_view unit,
              int days, const std::vector<std::pair<std::string_view, std::string_view>>& facts) {
  json::Writer writer;
  writer.begin_object().field("id", product_id(which)).field("name", name);
  writer.key("names").begin_object().field("zh", chinese).end_object();
  writer.field("brand", text_of(by).name);
  if (!unit.empty()) writer.field("unit", unit);
  writer.key("shelfLifeDays").number(std::int64_t{days}).key("facts").begin_array();
  for (const auto& [label, value] : facts)
    writer.begin_object().field("label", label).field("value", value).end_object();
  writer.end_array().end_object();
  return {by, "product", std::move(writer).text(), {}};
}

struct CertificateText {
  Actor by;
  std::string_view id, kind, title, issuer, number, standard, picture;
  std::vector<std::string> subjects;
  int valid_from = 0;  // Days from the first day of the story.
  int valid_days = 0;  // 0: no end.
};

Claim certificate(const CertificateText& text, std::chrono::sys_days first_day) {
  json::Writer writer;
  writer.begin_object()
      .field("id", "https://stocktrail.example/certificate/" + std::string(text.id))
      .field("kind", text.kind);
  writer.field("title", text.title)
      .field("issuer", text.issuer)
      .field("number", text.number)
      .field("standard", text.standard);
  writer.key("subjects").begin_array();
  for (const std::string& subject : text.subjects) writer.string(subject);
  writer.end_array().field("validFrom", date_text(first_day, text.valid_from));
  if (text.valid_days > 0)
    writer.field("validUntil", date_text(first_day, text.valid_from + text.valid_days));
  writer.field("status", "active").key("public").boolean(true).end_object();
  return {text.by, "certificate", std::move(writer).text(), std::string(text.picture)};
}

std::vector<CertificateText> certificates() {
  const std::string plant = party_id(Actor::plant);
  const std::string good = lot_id(Product::powder, good_lot), bad = lot_id(Product::powder, recalled_lot);
  return {
      {Actor::plant,
       "plant-permit",
       "permit",
       "Food Production Licence: infant formula",
       "Provincial Food Safety Office",
       "SC10523010012345",
       "GB 10765-2021",
       "plant-permit.png",
       {plant, product_id(Product::powder)},
       -700,
       1825},
      {Actor::plant,
       "plant-haccp",
       "certification",
       "Hazard analysis and critical control points (HACCP)",
       "Eastern Certification Centre",
       "HACCP-2025-0417",
       "GB/T 27341",
       "plant-haccp.png",
       {plant},
       -300,
       1095},
      {Actor::farm_a,
       "farm-a-health",
       "certification",
       "Dairy herd health certificate",
       "County Veterinary Station, Hulan",
       "HL-2026-118",
       "GB 16568",
       "farm-a-health.png",
       {party_id(Actor::farm_a)},
       -90,
       365},
      {Actor::farm_b,
       "farm-b-health",
       "certification",
       "Dairy herd health certificate",
       "County Veterinary Station, Mulan",
       "ML-2025-307",
       "GB 16568",
       "farm-b-health.png",
       {party_id(Actor::farm_b)},
       -355,
       365},
      {Actor::carrier,
       "carrier-permit",
       "permit",
       "Road transport permit: food, temperature controlled",
       "Liaoning Transport Bureau",
       "LN-210100-5567",
       "GB 31605",
       "carrier-permit.png",
       {party_id(Actor::carrier)},
       -200,
       1460},
      {Actor::laboratory,
       "test-xh-a17",
       "test",
       "Test report: microbiology, melamine, nutrients",
       "Lakeside Food Laboratory",
       "LFL-26-4471",
       "GB 10765-2021",
       "test-xh-a17.png",
       {good},
       8,
       0},
      {Actor::laboratory,
       "test-xh-b03",
       "test",
       "Test report: microbiology, melamine, nutrients",
       "Lakeside Food Laboratory",
       "LFL-26-4502",
       "GB 10765-2021",
       "test-xh-b03.png",
       {bad},
       12,
       0},
      {Actor::stores,
       "stores-permit",
       "permit",
       "Food Business Licence",
       "Dalian Market Supervision",
       "JY12102040098765",
       "",
       "stores-permit.png",
       {party_id(Actor::stores)},
       -400,
       1825},
  };
}

std::string policy(std::string_view id, std::string_view type, Actor party, std::string_view name,
                   std::string_view value) {
  json::Writer writer;
  writer.begin_object()
      .field("id", "https://stocktrail.example/policy/" + std::string(id))
      .field("type", type);
  writer.field("party", party_id(party)).field(name, value).end_object();
  return std::move(writer).text();
}

}  // namespace

std::string party_claim(Actor actor, std::string_view jwk) {
  const PartyText text = text_of(actor);
  json::Writer writer;
  writer.begin_object().field("id", party_id(actor)).field("name", text.name);
  writer.key("names").begin_object().field("zh", text.chinese).end_object();
  writer.key("roles").begin_array().string(text.role);
  if (actor == Actor::authority) writer.string("auditor");
  writer.end_array().key("places").begin_array();
  for (const PlaceText& place : text.places) write_place(writer, place);
  writer.end_array().key("keys").begin_array().raw(jwk).end_array().end_object();
  return std::move(writer).text();
}

std::vector<std::string> policies() {
  return {
      // The online shop sells from the shops' stock, the carrier reads its boxes at the doors of others.
      policy("online-at-stores", "reporting", Actor::online, "places_of", party_id(Actor::stores)),
      policy("carrier-at-plant", "reporting", Actor::carrier, "places_of", party_id(Actor::plant)),
      policy("carrier-at-hub", "reporting", Actor::carrier, "places_of", party_id(Actor::distributor)),
      policy("auditor", "grant", Actor::authority, "role", "auditor"),
  };
}

std::vector<Claim> claims(std::chrono::sys_days today) {
  const auto first_day = today - std::chrono::days(story_days);
  std::vector<Claim> all{
      product(Actor::farm_a, Product::milk_a, "Raw cow milk, Stone Garden", "石园生牛乳", "LTR", 3,
              {{"Herd", "312 Holstein cows"}, {"Feed", "Own silage and hay"}}),
      product(Actor::farm_b, Product::milk_b, "Raw cow milk, Green Valley", "青谷生牛乳", "LTR", 3,
              {{"Herd", "240 Holstein cows"}, {"Feed", "Pasture and silage"}}),
      product(Actor::plant, Product::powder, "Snow River Infant Formula, stage 1, 800 g",
              "雪河婴儿配方奶粉 1段 800克", "", shelf_life_days,
              {{"Net weight", "800 g"},
               {"Age", "0 to 6 months"},
               {"Ingredients", "Cow milk, lactose, vegetable oils, whey protein, vitamins, minerals"},
               {"Storage", "Dry and cool, below 25 °C; use within 4 weeks of opening"}}),
  };
  for (const CertificateText& text : certificates()) all.push_back(certificate(text, first_day));
  return all;
}

}  // namespace stocktrail::demo
