// What statements of all kinds but events say.
#include <algorithm>
#include <array>

#include "crypto/result.h"
#include "ledger/epcis/time.h"
#include "tests/support/random_history.h"

namespace stocktrail::test {
namespace {

constexpr unsigned ids = 8;  // So few that later statements change what earlier ones said.

std::string file_claim() {
  return R"({"sha256":")" + hex_encode(sha256(RandomHistory::file)) +
         R"(","mediaType":"image/png","bytes":)" + std::to_string(RandomHistory::file.size()) + "}";
}

}  // namespace

std::string RandomHistory::claim(std::string_view kind, const Member& member) {
  if (kind == "party") return party_claim(member);
  if (kind == "key") return key_claim(member);
  if (kind == "product") return product_claim();
  if (kind == "certificate") return certificate_claim();
  if (kind == "policy") return policy();
  if (kind == "reservation") return reservation(member);
  if (kind == "recall") return recall_claim();
  if (kind == "settlement") return settlement(member);
  ST_CHECK(kind == "order");  // A new kind: say here what its statements say.
  return order(member);
}

std::string RandomHistory::any_gtin() {
  return gtin(static_cast<unsigned>(below(products_)));
}

std::string RandomHistory::party_claim(const Member& member) {
  std::string places;
  for (const std::string& place : member.places) {
    places += std::string(places.empty() ? "" : ",") + R"({"id":)" + quoted(place) +
              R"(,"name":"Place","address":{"country":"NL","locality":"X"},"public":)" +
              (chance(50) ? "true" : "false") + R"(,"geo":{"latitude":52.)" + std::to_string(below(9)) +
              R"(,"longitude":4.5})" +
              (chance(20) ? R"(,"suppliedFrom":[)" + quoted(any_place()) + "]}" : "}");
  }
  return R"({"id":)" + quoted(member.id) + R"(,"name":"Name )" + std::to_string(below(100)) +
         R"(","names":{"de":"Firma"})" + (chance(20) ? R"(,"contact":{"phone":"+31 1"})" : "") +
         R"(,"places":[)" + places + "]}";
}

std::string RandomHistory::key_claim(const Member& member) {
  const SigningKey extra = testing::fixed_key(static_cast<std::uint8_t>(100 + below(100)));
  if (chance(20)) {
    return R"({"party":)" + quoted(member.id) + R"(,"revoke":[{"kid":)" +
           quoted(thumbprint(extra.public_key())) + "}]}";
  }
  return R"({"party":)" + quoted(member.id) + R"(,"add":[)" +
         testing::key_json(extra, R"(,"validUntil":"2027-01-01T00:00:00Z")") + "]}";
}

std::string RandomHistory::product_claim() {
  return R"({"id":)" + quoted(any_gtin()) +
         R"(,"name":"Milk","brand":"B","shelfLifeDays":10,"facts":[{"label":"Fat","value":"3 %"}])" +
         (chance(30) ? R"(,"packaging":[{"id":)" + quoted(gtin(20)) + R"(,"contains":12}])" : "") +
         (chance(50) ? R"(,"image":)" + file_claim() + "}" : "}");
}

std::string RandomHistory::certificate_claim() {
  return R"({"id":"c)" + std::to_string(below(ids)) +
         R"(","kind":"permit","title":"T","issuer":"I","number":"1","subjects":[)" + quoted(subject()) + "," +
         quoted(subject()) + R"(],"validFrom":"2026-01-01","public":)" + (chance(70) ? "true" : "false") +
         (chance(50) ? R"(,"file":)" + file_claim() : "") + R"(,"status":")" +
         pick(std::array{"active", "suspended", "revoked"}) + "\"}";
}

std::string RandomHistory::policy() {
  const std::string what = pick(std::array{R"("type":"reporting","places_of":)", R"("type":"custodial")",
                                           R"("type":"grant","role":"auditor")"});
  return R"({"id":"p)" + std::to_string(below(ids)) + R"(","party":)" + quoted(any_party()) + "," + what +
         (what.ends_with(':') ? quoted(any_party()) : "") + (chance(30) ? R"(,"revoked":true})" : "}");
}

std::string RandomHistory::recall_claim() {
  const std::string some = chance(20) ? "" : R"(,"lots":["L)" + std::to_string(below(lots_)) + "\"]";
  const std::string pieces = chance(30) ? R"(,"serials":["S)" + std::to_string(below(items_)) + "\"]" : "";
  return R"({"id":"r)" + std::to_string(below(ids)) + R"(","reason":"R","goods":[{"product":)" +
         quoted(any_gtin()) + some + pieces + "}]" + (chance(20) ? R"(,"withdrawn":true})" : "}");
}

std::string RandomHistory::promised_line(const Member& member) {
  return R"({"product":)" + quoted(chance(30) ? any_gtin() : quiet_product()) + R"(,"quantity":)" +
         std::to_string(1 + below(9)) + (chance(10) ? R"(,"unit":"KGM")" : "") + R"(,"places":[)" +
         quoted(place_for(member)) + "]";
}

std::string RandomHistory::reserve(const Member& member) {
  std::string lines;
  for (std::uint64_t n = 1 + below(2); n > 0; --n) {
    lines += std::string(lines.empty() ? "" : ",") + promised_line(member) +
             (chance(20) ? R"(,"lot":"L)" + std::to_string(below(lots_)) + "\"" : "") +
             (chance(20) ? R"(,"lastsUntil":"2026-12-31"})" : "}");
  }
  return R"({"action":"reserve","id":"o)" + std::to_string(below(ids)) + R"(","lines":[)" + lines + "]" +
         (chance(70) ? R"(,"fill":"partly")" : "") + (chance(30) ? R"(,"channel":"web")" : "") +
         (chance(50) ? R"(,"document":"urn:x:po:1")" : "") + (chance(20) ? R"(,"holdSeconds":1)" : "") +
         (chance(20) ? R"(,"sourcing":"nearest","near":{"latitude":52,"longitude":4}})" : "}");
}

std::string RandomHistory::reservation(const Member& member) {
  if (chance(50)) return reserve(member);
  const std::string start = R"({"id":"o)" + std::to_string(below(ids)) + R"(","action":)";
  switch (below(7)) {
    case 0:
      return start + R"("commit"})";
    case 1:
      return start + R"("fulfil","request":"f)" + std::to_string(below(ids)) +
             R"(","lines":[{"line":0,"quantity":1}]})";
    case 2:
      return start + R"("release"})";
    case 3:
      return start + R"("extend","holdSeconds":1000})";
    case 4:
      return start + R"("withdraw","reason":"R","party":)" + quoted(any_party()) + R"(,"places":[)" +
             quoted(place_for(member)) + "]}";
    case 5:
      return R"({"action":"expect","document":"urn:x:po:1","due":)" + quoted(time()) + "}";
    default:
      return R"({"action":"keep","channel":"web","lines":[)" + promised_line(member) + "}]}";
  }
}

std::string RandomHistory::settlement(const Member& member) {
  Discrepancy about{"AAAAAAAAAAAAAAAAAAAAAA", place_for(member), "1"};
  for (int tries = 0; tries < 20 && !discrepancies_.empty(); ++tries) {
    about = pick(discrepancies_);
    if (std::ranges::find(member.places, about.place) != member.places.end()) break;
  }
  const std::string quantity = about.quantity.empty() ? "" : R"(,"quantity":)" + quoted(about.quantity);
  return R"({"id":)" + quoted(about.id) + R"(,"place":)" + quoted(about.place) + R"(,"note":"N","action":)" +
         pick(std::array<std::string, 4>{R"("assign","to":"A")", R"("acknowledge")" + quantity,
                                         R"("settle")" + quantity, R"("reopen")"}) +
         "}";
}

std::string RandomHistory::order(const Member& member) {
  const std::string id = std::to_string(below(ids));
  if (chance(15)) return R"({"id":"b)" + id + R"(","closed":true})";
  return R"({"id":"b)" + id + R"(","document":"urn:x:po:)" + id + R"(","place":)" +
         quoted(place_for(member)) + R"(,"supplier":)" + quoted(any_party()) +
         R"(,"due":"2026-12-01","lines":[{"product":)" + quoted(any_gtin()) + R"(,"quantity":)" +
         std::to_string(1 + below(20)) + (chance(20) ? R"(,"unit":"KGM")" : "") + "}]}";
}

}  // namespace stocktrail::test
