#include "tests/bench/chains/world.h"

#include <array>
#include <string_view>

#include "crypto/json_writer.h"
#include "ledger/gs1/key.h"
#include "tests/bench/chains/random.h"

namespace stocktrail::chains {
namespace {

constexpr std::string_view resolver = "https://id.gs1.org/";
constexpr std::array towns = {"Aalen", "Brno", "Cork", "Dijon", "Elva", "Faro", "Gent", "Husum"};
constexpr std::array countries = {"DE", "CZ", "IE", "FR", "EE", "PT", "BE", "DE"};

std::string digits(std::uint64_t number, std::size_t count) {
  std::string text = std::to_string(number);
  return std::string(count - text.size(), '0') + text;
}

std::string checked(std::string text) {
  const auto check = gs1::check_digit(text);
  ST_CHECK(check.has_value());
  return text + *check;
}

// Seven digits, in the range 952 that GS1 keeps for demonstrations.
std::string prefix_of(unsigned company) {
  return "952" + digits(1'000 + company, 4);
}

std::string_view role_of(unsigned company) {
  if (company < first_plant) return "producer";
  if (company < first_carrier) return "manufacturer";
  return company < first_retailer ? "carrier" : "store";
}

std::string name_of(unsigned company) {
  const std::string number = std::to_string(company + 1);
  if (company < first_plant) return "Farm " + number;
  if (company < first_carrier) return "Foodworks " + number;
  return (company < first_retailer ? "Haulage " : "Grocers ") + number;
}

std::vector<unsigned> places_of(unsigned company) {
  std::vector<unsigned> found;
  for (unsigned place = 0; place < places; ++place) {
    if (World::company_of_place(place) == company) found.push_back(place);
  }
  return found;
}

// Which of its company's places it is.
unsigned number_of(unsigned place) {
  if (place < first_centre) return 0;
  return place < first_shop ? (place - first_centre) / carriers : (place - first_shop) / retailers;
}

}  // namespace

World::World() {
  for (unsigned product = 0; product < products; ++product) products_.push_back(gtin(product));
  for (unsigned place = 0; place < places; ++place) {
    const std::string prefix = prefix_of(company_of_place(place));
    const std::string reference = digits(1 + number_of(place), 5);
    places_.push_back({std::string(resolver) + "414/" + checked(prefix + reference),
                       "urn:epc:id:sgln:" + prefix + "." + reference + ".0"});
  }
  for (unsigned company = 0; company < companies; ++company) {
    const std::string prefix = prefix_of(company);
    parties_.push_back(
        {std::string(resolver) + "417/" + checked(prefix + "00000"), "urn:epc:id:pgln:" + prefix + ".00000"});
  }
}

World::Spelled World::gtin(unsigned product) const {
  const std::string prefix = prefix_of(company_of_product(product));
  const std::string reference = digits(product, 5);
  return {std::string(resolver) + "01/" + checked("0" + prefix + reference), prefix + ".0" + reference};
}

std::string World::text(const Thing& thing, Spelling spelling) const {
  const bool is_link = spelling == Spelling::digital_link;
  const std::string number = std::to_string(thing.number);
  switch (thing.kind) {
    case Thing::Kind::none:
      return {};
    case Thing::Kind::lot:
      return is_link ? products_[thing.of].link + "/10/L" + number
                     : "urn:epc:class:lgtin:" + products_[thing.of].urn + ".L" + number;
    case Thing::Kind::item:
      return is_link ? products_[thing.of].link + "/21/" + number
                     : "urn:epc:id:sgtin:" + products_[thing.of].urn + "." + number;
    case Thing::Kind::container: {
      const std::string prefix = prefix_of(thing.of), reference = digits(thing.number, 9);
      return is_link ? std::string(resolver) + "00/" + checked("0" + prefix + reference)
                     : "urn:epc:id:sscc:" + prefix + ".0" + reference;
    }
    case Thing::Kind::place:
      return is_link ? places_[thing.of].link : places_[thing.of].urn;
    case Thing::Kind::party:
      return is_link ? parties_[thing.of].link : parties_[thing.of].urn;
  }
  return {};
}

Micros World::clock_error(unsigned company) {
  return Micros{static_cast<std::int64_t>(spread(company) % 240'000'000) - 120'000'000};
}

SigningKey World::key_of(unsigned company) {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i)
    seed[i] = static_cast<std::uint8_t>(spread(company * seed.size() + i));
  return *SigningKey::from_seed(seed);
}

bool World::is_public(unsigned place) {
  return place < first_centre || place >= first_shop || place % 4 != 0;
}

std::string World::party_body(unsigned company, Teller teller) const {
  json::Writer w;
  w.begin_object().field("id", company_id(company)).field("name", name_of(company));
  w.key("roles").begin_array().string(role_of(company)).end_array().key("places").begin_array();
  for (const unsigned place : places_of(company)) {
    if (teller == Teller::the_operator && !is_public(place)) continue;
    const std::size_t town = place % towns.size();
    w.begin_object().field("id", text(place_thing(place)));
    w.field("name", name_of(company) + ", " + towns[town] + " " + std::to_string(number_of(place) + 1));
    w.key("address").begin_object().field("locality", towns[town]).field("country", countries[town]);
    w.end_object().key("public").boolean(is_public(place)).end_object();
  }
  w.end_array();
  if (teller == Teller::the_operator) {
    w.key("keys").begin_array().begin_object().field("kty", "OKP").field("crv", "Ed25519");
    w.field("x", base64url_encode(key_of(company).public_key().bytes())).end_object().end_array();
  }
  return std::move(w.end_object()).text();
}

std::string World::product_body(unsigned product) const {
  json::Writer w;
  const std::string number = std::to_string(product);
  w.begin_object().field("id", products_[product].link);
  w.field("name", product < raw_products ? "Harvest no. " + number : "Preserve no. " + number);
  w.field("brand", name_of(company_of_product(product)));
  if (product < raw_products) w.field("unit", "KGM");
  w.key("shelfLifeDays").number(30 + product % 300);
  w.key("facts").begin_array().begin_object().field("label", "Ingredients").field("value", "Fruit, sugar");
  w.end_object().begin_object().field("label", "Storage").field("value", "Keep cool and dry");
  w.end_object().end_array().end_object();
  return std::move(w).text();
}

std::string World::certificate_body(unsigned company) const {
  json::Writer w;
  const std::string number = std::to_string(company);
  w.begin_object().field("id", "certificate-" + number).field("kind", "certification");
  w.field("title", "Organic production").field("issuer", "Control body " + std::to_string(company % 5));
  w.field("number", "ORG-" + number).field("standard", "EU 2018/848");
  w.key("subjects").begin_array().string(company_id(company));
  for (unsigned product = 0; product < products; ++product) {
    if (company_of_product(product) == company && product % 3 == 0) w.string(products_[product].link);
  }
  w.end_array().field("validFrom", "2025-06-01").field("validUntil", "2030-05-31").end_object();
  return std::move(w).text();
}

std::vector<Admission> World::admissions() const {
  std::vector<Admission> all;
  for (unsigned company = 0; company < companies; ++company)
    all.push_back({Admission::by_operator, "party", party_body(company, Teller::the_operator)});
  // What is not public, only its own party may state.
  for (unsigned company = first_carrier; company < first_retailer; ++company)
    all.push_back({company, "party", party_body(company, Teller::itself)});
  // Carriers report where they load and unload.
  for (unsigned carrier = first_carrier; carrier < first_retailer; ++carrier) {
    for (unsigned other = first_plant; other < companies; ++other) {
      if (other >= first_carrier && other < first_retailer) continue;
      json::Writer w;
      w.begin_object().field("id", "report-" + std::to_string(carrier) + "-" + std::to_string(other));
      w.field("type", "reporting").field("party", company_id(carrier)).field("places_of", company_id(other));
      all.push_back({Admission::by_operator, "policy", std::move(w.end_object()).text()});
    }
  }
  for (unsigned product = 0; product < products; ++product)
    all.push_back({company_of_product(product), "product", product_body(product)});
  const std::string auditor(auditor_id);
  all.push_back({Admission::by_operator, "party",
                 R"({"id":")" + auditor + R"(","name":"Control office","roles":["auditor"]})"});
  all.push_back({Admission::by_operator, "policy",
                 R"({"id":"control","type":"grant","role":"auditor","party":")" + auditor + "\"}"});
  for (unsigned company = 0; company < first_carrier; ++company)
    all.push_back({company, "certificate", certificate_body(company)});
  return all;
}

}  // namespace stocktrail::chains
