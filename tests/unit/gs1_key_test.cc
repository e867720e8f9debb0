// Keys by example: every EPC scheme, every way to spell, every refusal a supplier may meet.
#include "ledger/gs1/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stocktrail::gs1 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(std::string_view identifier) {
  auto key = parse_key(identifier);
  return key ? "accepted: " + key->text() : key.error().detail;
}

TEST(Gs1Limits, ElementsAndQualifiers) {
  constexpr std::size_t elements_max = 32, qualifiers_max = 4;
  const auto with = [](std::string_view element, std::size_t count) {
    std::string text = "(01)09521141012345";
    for (std::size_t i = 0; i < count; ++i) text += element;
    return refusal(text);
  };
  EXPECT_THAT(with("(91)x", elements_max), HasSubstr("at most 32 elements"));
  EXPECT_THAT(with("(91)x", elements_max - 1), testing::Not(HasSubstr("at most 32 elements")));
  EXPECT_THAT(with("(10)x", qualifiers_max), HasSubstr("is given twice"));
  EXPECT_THAT(with("(10)x", qualifiers_max + 1), HasSubstr("too many qualifiers"));
}

struct Spelling {
  std::string_view identifier, canonical;
  KeyType type;
};

void PrintTo(const Spelling& spelling, std::ostream* out) {
  *out << spelling.identifier;
}

class Spellings : public testing::TestWithParam<Spelling> {};

TEST_P(Spellings, HasOneCanonicalKey) {
  auto key = parse_key(GetParam().identifier);
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  EXPECT_EQ(key->text(), GetParam().canonical);
  EXPECT_EQ(key->type(), GetParam().type) << name_of(key->type());
  auto again = parse_key(key->text());
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  EXPECT_EQ(*again, *key);
  EXPECT_EQ(again->type(), key->type());
}

INSTANTIATE_TEST_SUITE_P(
    EpcUrns, Spellings,
    testing::Values(
        Spelling{"urn:epc:id:sgtin:4012345.011111.98%22", "https://id.gs1.org/01/04012345111118/21/98%22",
                 KeyType::sgtin},
        Spelling{"urn:epc:id:sgtin:415056789012.0.987654", "https://id.gs1.org/01/04150567890128/21/987654",
                 KeyType::sgtin},
        Spelling{"URN:EPC:id:sgtin:415056789012.0.987654", "https://id.gs1.org/01/04150567890128/21/987654",
                 KeyType::sgtin},
        Spelling{"urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
                 "https://id.gs1.org/01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29", KeyType::sgtin},
        Spelling{"urn:epc:id:sgtin:0614141.812345.a.b", "https://id.gs1.org/01/80614141123458/21/a.b",
                 KeyType::sgtin},
        Spelling{"urn:epc:id:sscc:4012345.3111111111", "https://id.gs1.org/00/340123451111111111",
                 KeyType::sscc},
        Spelling{"urn:epc:id:sgln:4012345.00005.122", "https://id.gs1.org/414/4012345000054/254/122",
                 KeyType::sgln},
        Spelling{"urn:epc:id:sgln:4012345.00005.0", "https://id.gs1.org/414/4012345000054", KeyType::gln},
        Spelling{"urn:epc:id:sgln:401234500005..0", "https://id.gs1.org/414/4012345000054", KeyType::gln},
        Spelling{"urn:epc:id:pgln:999999999999.", "https://id.gs1.org/417/9999999999994", KeyType::pgln},
        Spelling{"urn:epc:id:grai:4012345.00022.334455", "https://id.gs1.org/8003/04012345000221334455",
                 KeyType::grai},
        Spelling{"urn:epc:id:giai:4012345.ABC345", "https://id.gs1.org/8004/4012345ABC345", KeyType::giai},
        Spelling{"urn:epc:id:gsrn:4012345.0000006765", "https://id.gs1.org/8018/401234500000067657",
                 KeyType::gsrn},
        Spelling{"urn:epc:id:gsrnp:4012345.0000000007", "https://id.gs1.org/8017/401234500000000074",
                 KeyType::gsrnp},
        Spelling{"urn:epc:id:gdti:4012345.00009.PO-4711", "https://id.gs1.org/253/4012345000092PO-4711",
                 KeyType::gdti},
        Spelling{"urn:epc:id:gdti:987659999999..9", "https://id.gs1.org/253/98765999999929", KeyType::gdti},
        Spelling{"urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234",
                 "https://id.gs1.org/8010/061414111111111111111-A%23%2F/8011/1234", KeyType::cpi},
        Spelling{"urn:epc:id:sgcn:4012345.99999.44", "https://id.gs1.org/255/401234599999044", KeyType::gcn},
        Spelling{"urn:epc:id:ginc:0614141.xyz47%2F11", "https://id.gs1.org/401/0614141xyz47%2F11",
                 KeyType::ginc},
        Spelling{"urn:epc:id:gsin:4012345.222333444", "https://id.gs1.org/402/40123452223334442",
                 KeyType::gsin},
        Spelling{"urn:epc:id:itip:4012345.011111.01.02.987",
                 "https://id.gs1.org/8006/040123451111180102/21/987", KeyType::itip},
        Spelling{"urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7SDB",
                 "https://id.gs1.org/01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7SDB", KeyType::upui},
        Spelling{"urn:epc:class:lgtin:4012345.012345.Lot987",
                 "https://id.gs1.org/01/04012345123456/10/Lot987", KeyType::lgtin},
        Spelling{"urn:epc:id:gid:95100000.12345.400", "urn:epc:id:gid:95100000.12345.400", KeyType::gid},
        Spelling{"urn:epc:id:imovn:9176187", "urn:epc:id:imovn:9176187", KeyType::imovn},
        Spelling{"urn:epc:id:bic:CSQU3054383", "urn:epc:id:bic:CSQU3054383", KeyType::uri}));

INSTANTIATE_TEST_SUITE_P(
    Patterns, Spellings,
    testing::Values(
        Spelling{"urn:epc:idpat:sgtin:4012345.012345.*", "https://id.gs1.org/01/04012345123456",
                 KeyType::gtin},
        Spelling{"urn:epc:idpat:sgtin:4012345.012345.7", "https://id.gs1.org/01/04012345123456/21/7",
                 KeyType::sgtin},
        Spelling{"urn:epc:idpat:grai:4012345.99999.*", "https://id.gs1.org/8003/04012345999990",
                 KeyType::grai},
        Spelling{"urn:epc:idpat:gdti:4012345.11111.*", "https://id.gs1.org/253/4012345111118", KeyType::gdti},
        Spelling{"urn:epc:idpat:sgcn:4012345.22222.*", "https://id.gs1.org/255/4012345222227", KeyType::gcn},
        Spelling{"urn:epc:idpat:cpi:4012345.AB12.*", "https://id.gs1.org/8010/4012345AB12", KeyType::cpi},
        Spelling{"urn:epc:idpat:itip:4012345.012345.01.02.*", "https://id.gs1.org/8006/040123451234560102",
                 KeyType::itip},
        Spelling{"urn:epc:idpat:upui:4012345.012345.*", "https://id.gs1.org/01/04012345123456",
                 KeyType::gtin},
        Spelling{"urn:epc:idpat:sgtin:4012345.*.*", "urn:epc:idpat:sgtin:4012345.*.*", KeyType::uri},
        Spelling{"urn:epc:idpat:sscc:4012345.*", "urn:epc:idpat:sscc:4012345.*", KeyType::uri}));

INSTANTIATE_TEST_SUITE_P(
    DigitalLinks, Spellings,
    testing::Values(
        Spelling{"https://id.gs1.org/gtin/09780345418913", "https://id.gs1.org/01/09780345418913",
                 KeyType::gtin},
        Spelling{"https://example.com/gtin/9780345418913/ser/765tz?abc=211121",
                 "https://id.gs1.org/01/09780345418913/21/765tz", KeyType::sgtin},
        Spelling{"https://a.example/01/12345670", "https://id.gs1.org/01/00000012345670", KeyType::gtin},
        Spelling{"https://a.example/01/614141000036", "https://id.gs1.org/01/00614141000036", KeyType::gtin},
        Spelling{"https://a.example/some/stem/01/09780345418913/22/344/10/12%2F3/21/765tz?17=251231#x",
                 "https://id.gs1.org/01/09780345418913/21/765tz", KeyType::sgtin},
        Spelling{"https://a.example/01/09780345418913?10=L7", "https://id.gs1.org/01/09780345418913/10/L7",
                 KeyType::lgtin},
        Spelling{"https://a.example:8443/itip/040123451234560102/cpv/AB/lot/XYZ",
                 "https://id.gs1.org/8006/040123451234560102/10/XYZ", KeyType::itip},
        Spelling{"https://a.example/party/4226350800008", "https://id.gs1.org/417/4226350800008",
                 KeyType::pgln},
        Spelling{"https://a.example/414/4280000000002/254/1%2b2",
                 "https://id.gs1.org/414/4280000000002/254/1%2B2", KeyType::sgln},
        Spelling{"https://a.example/414/4280000000002/254/0", "https://id.gs1.org/414/4280000000002",
                 KeyType::gln},
        Spelling{"https://a.example/414/4280000000002/7040/1ABC", "https://id.gs1.org/414/4280000000002",
                 KeyType::gln},
        Spelling{"https://a.example/8018/385888700111111111/8019/12",
                 "https://id.gs1.org/8018/385888700111111111/8019/12", KeyType::gsrn},
        Spelling{"https://a.example/415/9520123456788/8020/R1",
                 "https://id.gs1.org/415/9520123456788/8020/R1", KeyType::payment_slip},
        // The example of the General Specifications for check characters.
        Spelling{"https://a.example/8013/1987654Ad4X4bL5ttr2310c2K",
                 "https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K", KeyType::gmn}));

INSTANTIATE_TEST_SUITE_P(
    ElementStrings, Spellings,
    testing::Values(Spelling{"(01)09780345418913(21)765tz(10)L7",
                             "https://id.gs1.org/01/09780345418913/21/765tz", KeyType::sgtin},
                    Spelling{"(10)L(7)(01)09780345418913", "https://id.gs1.org/01/09780345418913/10/L%287%29",
                             KeyType::lgtin},
                    Spelling{"]d201097803454189131725123110L7\x1D"
                             "21765tz",
                             "https://id.gs1.org/01/09780345418913/21/765tz", KeyType::sgtin},
                    Spelling{"\x1D"
                             "00340123451111111111",
                             "https://id.gs1.org/00/340123451111111111", KeyType::sscc},
                    Spelling{"]C1414401234500005425412", "https://id.gs1.org/414/4012345000054/254/12",
                             KeyType::sgln}));

INSTANTIATE_TEST_SUITE_P(
    OwnUris, Spellings,
    testing::Values(
        // Eight digits with a wrong check digit may be anything, such as a date.
        Spelling{"http://example.de/2024/01/20240131", "http://example.de/2024/01/20240131", KeyType::uri},
        Spelling{"HTTPS://Farm.Example:443/Field/7?x=%c3%a4", "https://farm.example/Field/7?x=%C3%A4",
                 KeyType::uri},
        Spelling{"http://farm.example:8080/a#b", "http://farm.example:8080/a#b", KeyType::uri},
        Spelling{"did:web:farm.example", "did:web:farm.example", KeyType::uri},
        Spelling{"urn:UUID:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                 "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", KeyType::uri},
        Spelling{"urn:epcglobal:cbv:bt:0614141073467:1152", "urn:epcglobal:cbv:bt:0614141073467:1152",
                 KeyType::uri},
        Spelling{"https://farm.example/feld/\xC3\xA4", "https://farm.example/feld/%C3%A4", KeyType::uri},
        Spelling{"http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2000/01/rdf-schema#",
                 KeyType::uri},
        // Shaped like a GRAI, but not one, on somebody's own host.
        Spelling{"https://id.example.com/8003/030013450007718765",
                 "https://id.example.com/8003/030013450007718765", KeyType::uri}));

TEST(Documents, AreOneInAllSpellingsOfAGdti) {
  const std::string name = "https://id.gs1.org/253/401234500009226b%2F7";
  for (const char* spelling :
       {"urn:epc:id:gdti:4012345.00009.26b%2F7", "https://id.gs1.org/253/401234500009226b%2F7",
        "https://shop.example/253/401234500009226b%2f7", "https://id.gs1.org/253/4012345000092%32%36b%2F7"})
    EXPECT_EQ(document_name(spelling), name) << spelling;
  for (const char* other : {"urn:epcglobal:cbv:bt:0614141073467:26b%2F7", "urn:x:253:4012345000092",
                            "https://id.gs1.org/253/4012345000091", "https://id.gs1.org/01/09521141012345"})
    EXPECT_EQ(document_name(other), other);
}

TEST(Key, TellsLotAndVariantWithoutIdentifyingByThem) {
  auto told = parse_key("https://a.example/01/09780345418913/22/V%2F1/10/L7/21/S1");
  auto plain = parse_key("urn:epc:id:sgtin:978034541.0891.S1");
  ASSERT_TRUE(told.has_value());
  ASSERT_TRUE(plain.has_value()) << plain.error().detail;
  EXPECT_EQ(told->text(), "https://id.gs1.org/01/09780345418913/21/S1");
  EXPECT_EQ(told->lot(), "L7");
  EXPECT_EQ(told->ai("22"), "V/1");
  EXPECT_EQ(told->path(), "/01/09780345418913/21/S1");
  EXPECT_EQ(told->lot_key()->text(), "https://id.gs1.org/01/09780345418913/10/L7");
  EXPECT_EQ(told->product_key()->text(), "https://id.gs1.org/01/09780345418913");
  EXPECT_EQ(element_string(*told), "(01)09780345418913(22)V/1(10)L7(21)S1");
}

TEST(Key, LevelsOfALotAndOfOthers) {
  auto lot = parse_key("(01)09780345418913(10)A+B");
  ASSERT_TRUE(lot.has_value());
  EXPECT_EQ(lot->lot(), "A+B");
  EXPECT_EQ(lot->text(), "https://id.gs1.org/01/09780345418913/10/A%2BB");
  EXPECT_EQ(lot->lot_key(), *lot);
  EXPECT_EQ(element_string(*lot), "(01)09780345418913(10)A+B");
  auto item = parse_key("urn:epc:id:sgtin:4012345.011111.9");
  EXPECT_EQ(item->lot_key(), std::nullopt);
  auto pallet = parse_key("urn:epc:id:sscc:4012345.3111111111");
  EXPECT_EQ(pallet->product_key(), std::nullopt);
  EXPECT_EQ(pallet->serial(), "");
  auto own = parse_key("did:web:farm.example");
  EXPECT_EQ(own->path(), "");
  EXPECT_EQ(own->ai("01"), "");
  EXPECT_EQ(element_string(*own), "");
}

TEST(ElementString, EscapesWhatWouldBeginAnElement) {
  const auto lot = parse_key("https://a.example/01/09780345418913/10/L%2821%297%28x%29");
  ASSERT_TRUE(lot.has_value()) << lot.error().detail;
  EXPECT_EQ(lot->lot(), "L(21)7(x)");
  EXPECT_EQ(element_string(*lot), "(01)09780345418913(10)L\\(21)7(x)");
  EXPECT_EQ(*parse_element_string(element_string(*lot)), *lot);
}

TEST(Key, DefaultIsEmpty) {
  const Key key;
  EXPECT_EQ(key.text(), "");
  EXPECT_EQ(key.path(), "");
  EXPECT_EQ(key.gtin(), "");
}

TEST(Key, WrongCheckDigitsTellTheRightOne) {
  EXPECT_THAT(refusal("https://id.gs1.org/01/09780345418914"), HasSubstr("has check digit 4, expected 3"));
  EXPECT_THAT(refusal("https://own.example/01/9780345418914/10/L7"), HasSubstr("expected 3"));
  EXPECT_THAT(refusal("https://own.example/00/340123451111111116"), HasSubstr("expected 1"));
  EXPECT_THAT(refusal("(414)4012345000055"),
              HasSubstr("GLN (414) \"4012345000055\" has check digit 5, expected 4"));
  EXPECT_THAT(refusal("https://id.gs1.org/8003/04012345000220334455"), HasSubstr("expected 1"));
  EXPECT_THAT(refusal("https://id.gs1.org/8006/040123451111190102"), HasSubstr("expected 8"));
  EXPECT_THAT(refusal("https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2L"), HasSubstr("check characters 2K"));
  EXPECT_THAT(refusal("urn:epc:id:imovn:9176188"), HasSubstr("expected 7"));
}

TEST(Key, RefusalsSayWhatToWrite) {
  EXPECT_THAT(refusal(""), HasSubstr("write a GS1 Digital Link"));
  EXPECT_THAT(refusal("09780345418913"), HasSubstr("write a GS1 Digital Link"));
  EXPECT_THAT(refusal("http:"), HasSubstr("has nothing after its scheme"));
  EXPECT_THAT(refusal("http:farm"), HasSubstr("has no host"));
  EXPECT_THAT(refusal("http://"), HasSubstr("has no host"));
  EXPECT_THAT(refusal("https://u:p@farm.example/"), HasSubstr("user information"));
  EXPECT_THAT(refusal("https://farm.example/a b"), HasSubstr("position 23"));
  EXPECT_THAT(refusal("https://farm.example/%zz"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal("https://farm.example/\xC3"), HasSubstr("UTF-8"));
  EXPECT_THAT(refusal("urn:x"), HasSubstr("urn:<namespace>:<name>"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.01111.1"), HasSubstr("must have 13 digits"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:40123.01111111.1"), HasSubstr("company prefix of 6 to 12"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.011111"), HasSubstr("must have 3 parts"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.011111."), HasSubstr("lacks its last part"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.011111.%4"), HasSubstr("malformed escape"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.011111.123456789012345678901"),
              HasSubstr("1 to 20 characters"));
  EXPECT_THAT(refusal("urn:epc:id:sgtin:4012345.011111.a~b"), HasSubstr("position 2"));
  EXPECT_THAT(refusal("urn:epc:id:cpi:4012345.abc.1"), HasSubstr("CPID (8010)"));
  EXPECT_THAT(refusal("urn:epc:id:cpi:4012345.ABC.01"), HasSubstr("must not begin with 0"));
  EXPECT_THAT(refusal("urn:epc:id:xyz:1.2"), HasSubstr("no scheme"));
  EXPECT_THAT(refusal("urn:epc:foo:1.2"), HasSubstr("goes on with"));
  EXPECT_THAT(refusal("urn:epc:id:gid:1.02.3"), HasSubstr("leading zeros"));
  EXPECT_THAT(refusal("https://id.gs1.org/"), HasSubstr("does not end like"));
  EXPECT_THAT(refusal("https://id.gs1.org/01/09780345418913/21/a/10/b"), HasSubstr("must come before"));
  EXPECT_THAT(refusal("https://id.gs1.org/01/09780345418913/235/a/10/b"), HasSubstr("cannot stand beside"));
  EXPECT_THAT(refusal("https://id.gs1.org/00/340123451111111111/10/b"), HasSubstr("cannot be followed by"));
  EXPECT_THAT(refusal("https://id.gs1.org/01/09780345418913?99999=x"),
              HasSubstr("no GS1 application identifier"));
  EXPECT_THAT(refusal("https://id.gs1.org/01/09780345418913?17=25"), HasSubstr("must have 6 digits"));
  EXPECT_THAT(refusal("(01)09780345418913(10)"), HasSubstr("1 to 20 characters"));
  EXPECT_THAT(refusal("(10)L7"), HasSubstr("has no GS1 key"));
  EXPECT_THAT(refusal("(1)L7"), HasSubstr("no GS1 application identifier in brackets"));
  EXPECT_THAT(refusal("]"), HasSubstr("empty"));
  EXPECT_THAT(refusal("https://farm.example/" + std::string(identifier_bytes_max, 'x')),
              HasSubstr("at most 2048"));
}

TEST(Key, FormsOfTagsAreRefusedWithTheIdentityToWrite) {
  EXPECT_THAT(refusal("urn:epc:tag:sgtin-198:3.4064074.012345.TAG1"),
              HasSubstr("write urn:epc:id:sgtin:4064074.012345.TAG1"));
  EXPECT_THAT(refusal("urn:epc:tag:sscc-96:0.0614141.1234567890"),
              HasSubstr("write urn:epc:id:sscc:0614141.1234567890"));
  EXPECT_THAT(refusal("URN:EPC:tag:sgtin-96:1.2"), HasSubstr("write the EPC as urn:epc:id:sgtin:..."));
  EXPECT_THAT(refusal("urn:epc:pat:sgtin-96:3.0614141.107346.*"),
              HasSubstr("write urn:epc:idpat:sgtin:0614141.107346.*"));
  EXPECT_THAT(refusal("urn:epc:raw:96.x3034257BF7194E4000001A85"), HasSubstr("decode it"));
}

TEST(Key, NearMissesOfEpcUrnsAreRefusedWithTheUrnToWrite) {
  for (const char* near :
       {"sgtin:0614141.107346.2017", "SGTIN:0614141.107346.2017", "epc:id:sgtin:0614141.107346.2017",
        "urn:sgtin:0614141.107346.2017", "urn:epcglobal:id:sgtin:0614141.107346.2017",
        "urn:ecp:id:sgtin:0614141.107346.2017", "urn:epcid:sgtin:0614141.107346.2017",
        "id:sgtin:0614141.107346.2017"})
    EXPECT_THAT(refusal(near), HasSubstr("write urn:epc:id:sgtin:0614141.107346.2017")) << near;
  EXPECT_THAT(refusal("lgtin:4012345.012345.998877"),
              HasSubstr("write urn:epc:class:lgtin:4012345.012345.998877"));
  EXPECT_THAT(refusal("urn:epc:sgtin:0614141.107346.2017"), HasSubstr("goes on with"));
  EXPECT_THAT(refusal("sscc:340123451111111111"), HasSubstr("write the EPC as urn:epc:id:sscc:..."));
  EXPECT_THAT(refusal("gtin:09521141012345"), HasSubstr("write a Digital Link"));
  EXPECT_THAT(refusal("urn:epcs:id:x:1"), HasSubstr("near an EPC URN"));
  for (const char* own : {"urn:epcglobal:cbv:bt:9521009000026:PO1", "urn:example:sgtin:0614141.107346.2017",
                          "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "did:web:farm.example"})
    EXPECT_TRUE(parse_key(own)) << own;
}

TEST(Key, CanonicalTextIsNeverTooLongToBeReadAgain) {
  std::string umlauts = "https://farm.example/";
  while (umlauts.size() < 1'000) umlauts += "\xC3\xA4";
  EXPECT_THAT(refusal(umlauts), HasSubstr("percent-encoded"));
}

TEST(DigitalLink, GivesTheOtherAttributes) {
  std::vector<Attribute> attributes;
  auto key = parse_digital_link_path("/01/9780345418913/10/L7?17=251231&3103=000195&linkType=gs1:pip&s4t",
                                     &attributes);
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  EXPECT_EQ(key->path(), "/01/09780345418913/10/L7");
  EXPECT_THAT(attributes, ElementsAre(Attribute{"17", "251231"}, Attribute{"3103", "000195"}));
  EXPECT_FALSE(parse_digital_link_path("01/09780345418913").has_value());
  EXPECT_FALSE(parse_digital_link("/01/09780345418913").has_value());
}

TEST(CheckDigit, OfTheGeneralSpecifications) {
  EXPECT_EQ(check_digit("629104150021"), '3');
  EXPECT_EQ(check_digit("37610425002123456"), '9');
  EXPECT_EQ(check_digit(""), '0');
  EXPECT_EQ(check_digit("12x"), std::nullopt);
}

TEST(KeyType, HasNames) {
  EXPECT_EQ(name_of(KeyType::gtin), "gtin");
  EXPECT_EQ(name_of(KeyType::payment_slip), "payment_slip");
  EXPECT_EQ(name_of(KeyType::uri), "uri");
}

}  // namespace
}  // namespace stocktrail::gs1
