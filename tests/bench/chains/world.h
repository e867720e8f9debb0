// tests/bench/chains/world.h: who takes part in the chains of the benchmarks: 76 companies with 200 places
// and 500 products, their keys, and the master data that admits them. Everything follows from fixed numbers.
//
//   40 farms -> 12 plants -> 4 carriers with 8 distribution centres -> 20 retailers with 140 shops
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "ledger/epcis/time.h"

namespace stocktrail::chains {

inline constexpr unsigned farms = 40, plants = 12, carriers = 4, retailers = 20;
inline constexpr unsigned first_plant = farms, first_carrier = first_plant + plants,
                          first_retailer = first_carrier + carriers, companies = first_retailer + retailers;
inline constexpr unsigned raw_products = 100, made_products = 400, products = raw_products + made_products;
inline constexpr unsigned centres = 8, shops = 140, places = farms + plants + centres + shops;
inline constexpr unsigned first_centre = farms + plants, first_shop = first_centre + centres;

/// The first moment of every history.
inline constexpr Micros beginning{1'767'225'600'000'000};  // 2026-01-01T00:00:00Z

/// A party that may read everything.
inline constexpr std::string_view auditor_id = "https://control.example/office";

/// What an identifier stands for, small enough to be kept by the million.
struct Thing {
  enum class Kind : std::uint8_t { none, lot, item, container, place, party };
  Kind kind = Kind::none;
  std::uint16_t of = 0;  // The product of a lot or item, the company of a container; the place, the party.
  std::uint64_t number = 0;  // Lot, serial number, serial reference.
  auto operator<=>(const Thing&) const = default;
};
constexpr Thing place_thing(unsigned place) {
  return {Thing::Kind::place, static_cast<std::uint16_t>(place), 0};
}
constexpr Thing party_thing(unsigned company) {
  return {Thing::Kind::party, static_cast<std::uint16_t>(company), 0};
}

enum class Spelling : std::uint8_t { digital_link, urn };

/// A statement of master data: by the operator, or by a company of its own products and certificates.
struct Admission {
  static constexpr unsigned by_operator = companies;
  unsigned by = by_operator;
  std::string kind;
  std::string body;  // JSON
};

class World {
 public:
  World();

  static constexpr unsigned company_of_place(unsigned place) {
    if (place < first_centre) return place;  // A farm or a plant has one.
    if (place < first_shop) return first_carrier + (place - first_centre) % carriers;
    return first_retailer + (place - first_shop) % retailers;
  }
  static constexpr unsigned company_of_product(unsigned product) {
    return product < raw_products ? product % farms : first_plant + (product - raw_products) % plants;
  }
  /// Goods of this product carry serial numbers.
  static constexpr bool has_items(unsigned product) {
    return product >= raw_products && product / plants % 4 == 0;
  }

  /// As a canonical GS1 Digital Link URI, or as an EPC URN.
  std::string text(const Thing& thing, Spelling spelling = Spelling::digital_link) const;
  /// How a company writes identifiers: one in five as URNs.
  static constexpr Spelling spelling_of(unsigned company) {
    return company % 5 == 4 ? Spelling::urn : Spelling::digital_link;
  }
  /// The clock of a company is ahead by so much: up to two minutes, either way.
  static Micros clock_error(unsigned company);
  /// Minutes east of UTC.
  static constexpr int zone_minutes(unsigned company) { return static_cast<int>(company % 3) * 60; }

  std::string company_id(unsigned company) const { return text(party_thing(company)); }
  static SigningKey key_of(unsigned company);

  /// In the order in which a log admits them.
  std::vector<Admission> admissions() const;

 private:
  struct Spelled {
    std::string link, urn;
  };
  Spelled gtin(unsigned product) const;
  enum class Teller : std::uint8_t { the_operator, itself };
  /// All but two of the distribution centres are.
  static bool is_public(unsigned place);
  std::string party_body(unsigned company, Teller teller) const;
  std::string product_body(unsigned product) const;
  std::string certificate_body(unsigned company) const;

  std::vector<Spelled> products_, places_, parties_;
};

}  // namespace stocktrail::chains
