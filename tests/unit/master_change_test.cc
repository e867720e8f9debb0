// The bodies of master-data statements: what is accepted, and where and why the rest is refused.
#include "ledger/master/change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/bytes.h"

namespace stocktrail::master {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string key_x(unsigned char seed) {
  const std::array<std::uint8_t, 32> bytes = [seed] {
    std::array<std::uint8_t, 32> out{};
    out.fill(seed);
    return out;
  }();
  return base64url_encode(SigningKey::from_seed(bytes)->public_key().bytes());
}
std::string key_json(unsigned char seed) {
  return R"({"kty":"OKP","crv":"Ed25519","x":")" + key_x(seed) + R"("})";
}

Result<Change> parsed(std::string_view kind, std::string_view text) {
  auto document = json::Document::parse(text);
  if (!document) return std::unexpected(document.error());
  return parse_change(kind, document->root());
}

template <typename T>
T accepted(std::string_view kind, std::string_view text) {
  auto change = parsed(kind, text);
  if (!change) ADD_FAILURE() << change.error().where << " " << change.error().detail;
  return std::get<T>(std::move(change->body));
}

std::string refused(std::string_view kind, std::string_view text) {
  auto change = parsed(kind, text);
  return change ? "accepted" : change.error().where + ": " + change.error().detail;
}

TEST(PartyBody, WithAllMembers) {
  const auto party = accepted<PartyChange>("party", R"({
    "id": "https://id.gs1.org/417/9521141000014", "name": "Dairy", "names": {"zh": "奶", "en": "Dairy"},
    "roles": ["store", "manufacturer"],
    "places": [{"id": "urn:epc:id:sgln:9521141.00002.0", "name": "Plant",
                "address": {"street": "Road 1", "locality": "Town", "region": "R", "postalCode": "123", "country": "DE"},
                "geo": {"latitude": -12.50, "longitude": 180}, "public": true},
               {"id": "https://farm.example/field/7", "name": "Field"}],
    "keys": [{"kty": "OKP", "crv": "Ed25519", "x": ")" + key_x(1) +
                                                        R"(", "validFrom": "2026-01-01T00:00:00Z",
              "validUntil": "2027-01-01T00:00:00Z", "custodial": true}]})");
  EXPECT_EQ(party.id.text(), "https://id.gs1.org/417/9521141000014");
  EXPECT_EQ(party.name, "Dairy");
  EXPECT_THAT(*party.names, ElementsAre(Pair("en", "Dairy"), Pair("zh", "奶")));
  EXPECT_THAT(*party.roles, ElementsAre("manufacturer", "store"));
  ASSERT_EQ(party.places->size(), 2U);
  EXPECT_EQ(party.places->at(0).id.text(), "https://farm.example/field/7");
  EXPECT_FALSE(party.places->at(0).is_public);
  const Place& plant = party.places->at(1);
  EXPECT_EQ(plant.id.text(), "https://id.gs1.org/414/9521141000021");
  EXPECT_EQ(plant.postal_code, "123");
  EXPECT_EQ(plant.country, "DE");
  EXPECT_EQ(plant.latitude, "-12.50");
  EXPECT_TRUE(plant.is_public);
  ASSERT_EQ(party.keys.size(), 1U);
  EXPECT_EQ(party.keys[0].key_id, thumbprint(party.keys[0].key));
  EXPECT_EQ(format_utc(*party.keys[0].valid_until), "2027-01-01T00:00:00.000000Z");
  EXPECT_TRUE(party.keys[0].custodial);
}

TEST(PartyBody, WithTheLeast) {
  const auto party = accepted<PartyChange>("party", R"({"id":"did:web:farm.example","name":"Farm"})");
  EXPECT_EQ(party.id.text(), "did:web:farm.example");
  EXPECT_EQ(party.names, std::nullopt);
  EXPECT_EQ(party.roles, std::nullopt);
  EXPECT_FALSE(party.places.has_value());
  EXPECT_TRUE(party.keys.empty());
}

std::string refused_party(const std::string& more) {
  return refused("party", R"({"id":"did:web:farm.example","name":"Farm",)" + more + "}");
}

TEST(PartyBody, RefusalsNameTheirPlace) {
  EXPECT_THAT(refused("party", "[]"), HasSubstr("$.party: must be an object, but is an array"));
  EXPECT_THAT(refused("party", "{}"), HasSubstr("$.party: lacks the member \"id\""));
  EXPECT_THAT(refused("party", R"({"id":"urn:epc:id:sscc:4012345.3111111111","name":"x"})"),
              HasSubstr("$.party.id: must be the GLN of a party"));
  EXPECT_THAT(refused("party", R"({"id":"https://id.gs1.org/417/9521141000017","name":"x"})"),
              HasSubstr("expected 4"));
  EXPECT_THAT(refused("party", R"({"id":"did:a:b","name":""})"), HasSubstr("$.party.name: is empty"));
  EXPECT_THAT(refused("party", R"({"id":"did:a:b","name":"a\nb"})"), HasSubstr("control character"));
  EXPECT_THAT(refused("party", R"({"id":"did:a:b","name":7})"),
              HasSubstr("$.party.name: must be a string, but is a number"));
  EXPECT_THAT(refused("party", R"({"id":"did:a:b","name":")" + std::string(501, 'x') + "\"}"),
              HasSubstr("at most 500"));
  EXPECT_THAT(refused_party(R"("nmae":"x")"), HasSubstr("$.party.nmae: is not a member"));
  EXPECT_THAT(refused_party(R"("names":{"e":"x"})"), HasSubstr("$.party.names.e: is no language tag"));
  EXPECT_THAT(refused_party(R"("names":{"en-":"x"})"), HasSubstr("language tag"));
  EXPECT_THAT(refused_party(R"("names":{"en":1})"), HasSubstr("must be a string"));
  EXPECT_THAT(refused_party(R"("roles":["king"])"),
              HasSubstr("$.party.roles[0]: is \"king\", but must be one"));
  EXPECT_THAT(refused_party(R"("roles":["store","store"])"), HasSubstr("$.party.roles[1]: is given twice"));
  EXPECT_THAT(refused_party(R"("roles":"store")"), HasSubstr("must be an array"));
}

TEST(PartyBody, RefusalsOfPlaces) {
  const auto place = [](const std::string& more) {
    return refused_party(R"("places":[{"id":"https://id.gs1.org/414/9521141000021","name":"P")" + more +
                         "}]");
  };
  EXPECT_EQ(place(""), "accepted");
  EXPECT_THAT(refused_party(R"("places":[{"id":"https://id.gs1.org/417/9521141000014","name":"P"}])"),
              HasSubstr("$.party.places[0].id: must be a GLN"));
  EXPECT_THAT(place(R"(,"address":{"country":"de"})"), HasSubstr("$.party.places[0].address.country"));
  EXPECT_THAT(place(R"(,"address":{"zip":"1"})"), HasSubstr("$.party.places[0].address.zip"));
  EXPECT_THAT(place(R"(,"address":{"localities":{"1":"x"}})"),
              HasSubstr("$.party.places[0].address.localities.1: is no language tag"));
  EXPECT_THAT(place(R"(,"names":{"en":""})"), HasSubstr("$.party.places[0].names.en: is empty"));
  EXPECT_THAT(place(R"(,"geo":{"latitude":90.5,"longitude":1})"), HasSubstr("from -90 to 90"));
  EXPECT_THAT(place(R"(,"geo":{"latitude":9})"), HasSubstr("must be given with longitude"));
  EXPECT_THAT(place(R"(,"public":"yes")"), HasSubstr("$.party.places[0].public"));
  const std::string twice = R"({"id":"did:a:b","name":"P"})";
  EXPECT_THAT(refused_party("\"places\":[" + twice + "," + twice + "]"), HasSubstr("hold did:a:b twice"));
}

TEST(KeyBody, AddsAndRevokes) {
  const auto change = accepted<KeyChange>("key", R"({"party":"did:a:b","add":[)" + key_json(1) + R"(],
      "revoke":[{"kid":"abc","at":"2026-02-03T04:05:06Z","reason":"lost"}]})");
  EXPECT_EQ(change.party.text(), "did:a:b");
  ASSERT_EQ(change.add.size(), 1U);
  ASSERT_EQ(change.revoke.size(), 1U);
  EXPECT_EQ(change.revoke[0].reason, "lost");
  EXPECT_EQ(format_utc(*change.revoke[0].at), "2026-02-03T04:05:06.000000Z");
}

TEST(KeyBody, Refusals) {
  const auto add = [](const std::string& key) {
    return refused("key", R"({"party":"did:a:b","add":[)" + key + "]}");
  };
  EXPECT_THAT(refused("key", R"({"party":"did:a:b"})"), HasSubstr("name a key"));
  EXPECT_THAT(add(R"({"kty":"EC","crv":"Ed25519","x":"A"})"), HasSubstr("$.key.add[0].kty: is \"EC\""));
  EXPECT_THAT(add(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})"), HasSubstr("is no Ed25519 public key"));
  // 32 zero bytes are a point of low order, which no key may be.
  EXPECT_THAT(add(R"({"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})"),
              HasSubstr("is no Ed25519 public key"));
  EXPECT_THAT(add(R"({"kty":"OKP","crv":"Ed25519","d":"secret","x":")" + key_x(1) + "\"}"),
              HasSubstr("$.key.add[0].d"));
  EXPECT_THAT(
      add(R"({"kty":"OKP","crv":"Ed25519","validFrom":"2026-01-01T00:00:00Z","validUntil":"2026-01-01T00:00:00Z","x":")" +
          key_x(1) + "\"}"),
      HasSubstr("must be after validFrom"));
  EXPECT_THAT(add(key_json(1) + "," + key_json(1)), HasSubstr("$.key.add[1]: repeats the key"));
  EXPECT_THAT(refused("key", R"({"party":"did:a:b","revoke":[{"kid":"a"},{"kid":"a"}]})"),
              HasSubstr("twice"));
}

TEST(ProductBody, WithAllMembers) {
  const std::string digest(64, 'a');
  const auto product = accepted<Product>(
      "product", R"({"id":"https://id.gs1.org/01/9780345418913","name":"Milk","names":{"de":"Milch"},
      "brand":"B","unit":"KGM","shelfLifeDays":365,
      "packaging":[{"id":"(01)19780345418910","contains":12,"name":"case"}],
      "facts":[{"label":"Origin","value":"DE"},{"label":"Fat","value":"3.5 %","labels":{"de":"Fett"},"values":{"de":"3,5 %"}}],
      "image":{"sha256":")" +
                     digest + R"(","mediaType":"image/png","bytes":99,"name":"milk.png"}})");
  EXPECT_EQ(product.id.text(), "https://id.gs1.org/01/09780345418913");
  EXPECT_EQ(product.unit, "KGM");
  EXPECT_EQ(product.shelf_life_days, 365);
  ASSERT_EQ(product.packaging.size(), 1U);
  EXPECT_EQ(product.packaging[0].contains, 12);
  EXPECT_THAT(product.facts, ElementsAre(Fact{"Origin", "DE", {}, {}},
                                         Fact{"Fat", "3.5 %", {{"de", "Fett"}}, {{"de", "3,5 %"}}}));
  EXPECT_EQ(product.image, (BlobRef{digest, "image/png", 99, "milk.png"}));
}

TEST(ProductBody, Refusals) {
  const auto product = [](const std::string& more) {
    return refused("product", R"({"id":"https://id.gs1.org/01/9780345418913","name":"Milk",)" + more + "}");
  };
  EXPECT_THAT(refused("product", R"({"id":"https://id.gs1.org/01/9780345418913/10/L","name":"M"})"),
              HasSubstr("must be a GTIN alone"));
  EXPECT_THAT(product(R"("unit":"kg")"), HasSubstr("$.product.unit"));
  EXPECT_THAT(product(R"("shelfLifeDays":0)"), HasSubstr("from 1 to"));
  EXPECT_THAT(product(R"("shelfLifeDays":1.5)"), HasSubstr("whole number"));
  EXPECT_THAT(product(R"("packaging":[{"id":"(01)19780345418910"}])"),
              HasSubstr("$.product.packaging[0].contains: is missing"));
  EXPECT_THAT(product(R"("facts":[{"label":"x"}])"), HasSubstr("$.product.facts[0]: lacks"));
  EXPECT_THAT(product(R"("image":{"sha256":"AA","mediaType":"image/png","bytes":1})"),
              HasSubstr("64 hexadecimal digits"));
  EXPECT_THAT(product(R"("image":{"sha256":")" + std::string(64, '0') + R"(","mediaType":"png","bytes":1})"),
              HasSubstr("must be a media type"));
  const auto image = [&](const std::string& type) {
    return product(R"("image":{"sha256":")" + std::string(64, '0') + R"(","mediaType":")" + type +
                   R"(","bytes":1})");
  };
  for (const std::string& none :
       {std::string("https://id.gs1.org/01/1"), std::string("image/\xc3\xa9"), std::string("image/png;q=1"),
        std::string("a/b/c"), std::string("/png"), std::string("image/"), std::string(128, 'x') + "/y"})
    EXPECT_THAT(image(none), HasSubstr("must be a media type")) << none;
  for (const std::string& type :
       {std::string("IMAGE/PNG"), std::string("application/vnd.a-b+json"), std::string(127, 'x') + "/y"})
    EXPECT_THAT(image(type), ::testing::Not(HasSubstr("must be a media type"))) << type;
}

TEST(CertificateBody, WithAllMembers) {
  const auto certificate = accepted<Certificate>(
      "certificate",
      R"({"id":"C 1","kind":"permit","title":"T","titles":{"de":"t"},"issuer":"I","issuers":{"de":"i"},"number":"N","standard":"S",
      "subjects":["urn:epc:class:lgtin:4012345.012345.Lot987","did:a:b"],"validFrom":"2026-01-01","validUntil":"2026-12-31",
      "status":"suspended","public":false})");
  EXPECT_EQ(certificate.issuer_name, "I");
  EXPECT_EQ(certificate.issuer_names, (Names{{"de", "i"}}));
  EXPECT_EQ(certificate.titles, (Names{{"de", "t"}}));
  EXPECT_EQ(certificate.subjects.size(), 2U);
  EXPECT_EQ(certificate.subjects[1].type(), gs1::KeyType::lgtin);
  EXPECT_EQ(certificate.status, CertificateStatus::suspended);
  EXPECT_EQ(name_of(certificate.status), "suspended");
  EXPECT_FALSE(certificate.is_public);
}

TEST(CertificateBody, Refusals) {
  const auto certificate = [](const std::string& rest) {
    return refused("certificate",
                   R"({"id":"C","kind":"test","title":"T","issuer":"I","number":"N",)" + rest + "}");
  };
  EXPECT_THAT(certificate(R"("validFrom":"2026-01-01")"), HasSubstr("lacks the member \"subjects\""));
  EXPECT_THAT(certificate(R"("subjects":[],"validFrom":"2026-01-01")"), HasSubstr("is empty"));
  EXPECT_THAT(certificate(R"("subjects":["x"],"validFrom":"2026-01-01")"),
              HasSubstr("$.certificate.subjects[0]"));
  EXPECT_THAT(certificate(R"("subjects":["did:a:b","did:a:b"],"validFrom":"2026-01-01")"),
              HasSubstr("one subject twice"));
  EXPECT_THAT(certificate(R"("subjects":["did:a:b"])"), HasSubstr("$.certificate.validFrom: is missing"));
  EXPECT_THAT(certificate(R"("subjects":["did:a:b"],"validFrom":"2026-02-30")"), HasSubstr("is no date"));
  EXPECT_THAT(certificate(R"("subjects":["did:a:b"],"validFrom":"2026-02-03","validUntil":"2026-02-02")"),
              HasSubstr("before validFrom"));
  EXPECT_THAT(certificate(R"("subjects":["did:a:b"],"validFrom":"2026-02-03","status":"gone")"),
              HasSubstr("must be one of \"active\""));
}

TEST(PolicyBody, OfEachType) {
  const auto reporting =
      accepted<Policy>("policy", R"({"id":"p","type":"reporting","party":"did:a:b","places_of":"did:a:c"})");
  EXPECT_EQ(reporting.places_of->text(), "did:a:c");
  EXPECT_EQ(name_of(reporting.type), "reporting");
  const auto custodial =
      accepted<Policy>("policy", R"({"id":"p","type":"custodial","party":"did:a:b","revoked":true})");
  EXPECT_TRUE(custodial.revoked);
  const auto grant =
      accepted<Policy>("policy", R"({"id":"p","type":"grant","party":"did:a:b","role":"auditor"})");
  EXPECT_EQ(grant.role, "auditor");
}

TEST(PolicyBody, Refusals) {
  EXPECT_THAT(refused("policy", R"({"id":"p","type":"reporting","party":"did:a:b"})"),
              HasSubstr("lacks the member \"places_of\""));
  EXPECT_THAT(refused("policy", R"({"id":"p","type":"reporting","party":"did:a:b","places_of":"did:a:b"})"),
              HasSubstr("another party"));
  EXPECT_THAT(refused("policy", R"({"id":"p","type":"custodial","party":"did:a:b","role":"auditor"})"),
              HasSubstr("$.policy.role"));
  EXPECT_THAT(refused("policy", R"({"id":"p","type":"grant","party":"did:a:b","role":"king"})"),
              HasSubstr("$.policy.role"));
  EXPECT_THAT(refused("policy", R"({"type":"custodial","party":"did:a:b"})"),
              HasSubstr("lacks the member \"id\""));
}

}  // namespace
}  // namespace stocktrail::master
