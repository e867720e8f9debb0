// Who may state what, and what it does: each right of docs/formats.md, granted and denied.
#include <gmock/gmock.h>

#include "ledger/master/place_history.h"
#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Bootstrap, TakesTheOperatorOnly) {
  Registry registry;
  const auto first = [&](std::string_view issuer, std::string_view kind, const std::string& body) {
    return registry.state(issuer, 1, kind, body);
  };
  const std::string id = R"({"id":")" + std::string(operator_id) + R"(","name":"O",)";
  EXPECT_THAT(first(operator_id, "product", join(R"({"id":")", milk, R"(","name":"M"})")),
              HasSubstr("must admit the operator"));
  EXPECT_THAT(first(operator_id, "party", id + R"("keys":[)" + jwk(1) + "]}"), HasSubstr("role operator"));
  EXPECT_THAT(first(farm_id, "party", id + R"("roles":["operator"],"keys":[)" + jwk(1) + "]}"),
              HasSubstr("sign its own"));
  EXPECT_THAT(first(operator_id, "party", id + R"("roles":["operator"],"keys":[)" + jwk(2) + "]}"),
              HasSubstr("the key that it is signed with"));
  EXPECT_TRUE(registry.tables().values(Table::master).empty());
  EXPECT_EQ(first(operator_id, "party", id + R"("roles":["operator"],"keys":[)" + jwk(1) + "]}"), "");
  EXPECT_THAT(registry.state(
                  farm_id, 2, "party",
                  join(R"({"id":")", farm_id, R"(","name":"F","roles":["operator"],"keys":[)", jwk(2), "]}")),
              HasSubstr("bad_signature: no party has registered"));
}

TEST_F(Rights, OnlyTheOperatorAdmitsParties) {
  EXPECT_THAT(farm_states("party", R"({"id":"did:a:new","name":"New"})"), HasSubstr("forbidden: $.party.id"));
  EXPECT_EQ(operator_states("party", R"({"id":"did:a:new","name":"New"})"), "");
  EXPECT_EQ(party(key("did:a:new"), tables())->statement, 3U);
}

TEST_F(Rights, APartyChangesItsNamesAndPlacesOnly) {
  const std::string id = join(R"({"id":")", farm_id, R"(","name":"Green Farm")");
  EXPECT_EQ(farm_states("party", id + R"(,"roles":["producer"],"keys":[)" + jwk(2) +
                                     R"(],"places":[{"id":"did:a:field","name":"Field"}]})"),
            "");
  const auto farm = party(key(farm_id), tables());
  EXPECT_EQ(farm->name, "Green Farm");
  ASSERT_EQ(farm->places.size(), 1U);
  EXPECT_EQ(place(key(barn), tables()), std::nullopt) << "a place that was left out is given up";
  EXPECT_EQ(place(key("did:a:field"), tables())->party, key(farm_id));
  EXPECT_TRUE(farm->has_role("producer"));
  EXPECT_THAT(farm_states("party", id + R"(,"roles":["operator"]})"),
              HasSubstr("only the operator may change the roles"));
  EXPECT_THAT(farm_states("party", id + R"(,"keys":[)" + jwk(9) + "]}"), HasSubstr("statement of kind key"));
}

TEST_F(Rights, WhatAStatementLeavesOutStays) {
  ASSERT_EQ(operator_states("party", join(R"({"id":")", farm_id, R"(","name":"Farm II"})")), "");
  const auto farm = party(key(farm_id), tables());
  EXPECT_EQ(farm->places.size(), 1U);
  EXPECT_EQ(farm->keys.size(), 1U);
  EXPECT_TRUE(farm->has_role("producer"));
}

TEST_F(Rights, APlaceAndItsPartsBelongToOneParty) {
  const auto claim = [&](const std::string& place) {
    return shop_states("party", join(R"({"id":")", shop_id, R"(","name":"S","places":[{"id":")", place,
                                     R"(","name":"P"}]})"));
  };
  EXPECT_THAT(claim(std::string(barn)), HasSubstr("conflict: $.party.places"));
  EXPECT_THAT(claim(std::string(barn) + "/254/1"), HasSubstr("conflict"));
  EXPECT_EQ(claim("did:a:shelf"), "");
}

TEST_F(Rights, APartThatAnotherClaimedGoesWithItsGln) {
  const std::string yard = "https://id.gs1.org/414/9521141000229", part = yard + "/254/C";
  const auto listed = [](const std::string& id) { return R"({"id":")" + id + R"(","name":"P"})"; };
  const auto shop_has = [&](const std::string& list) {
    return shop_states("party", join(R"({"id":")", shop_id, R"(","name":"S","places":[)", list, "]}"));
  };
  const auto farm_has = [&](const std::string& list) {
    return farm_states("party", join(R"({"id":")", farm_id, R"(","name":"F","places":[)", list, "]}"));
  };
  const auto whose = [&] {
    const auto owner = place_or_whole(key(part), tables());
    return owner ? owner->party.text() : "-";
  };
  const auto may_report = [&](std::string_view party) {
    return may_report_at(key(party), key(part), tables());
  };
  ASSERT_EQ(shop_has(listed(part)), "");  // Statement 3.
  EXPECT_EQ(whose(), shop_id);
  ASSERT_EQ(farm_has(listed(yard)), "");
  EXPECT_EQ(whose(), farm_id);
  EXPECT_EQ(place(key(part), tables()), std::nullopt) << "what the shop said of it";
  EXPECT_TRUE(may_report(farm_id));
  EXPECT_FALSE(may_report(shop_id));
  EXPECT_EQ(party_at(key(part), 3, tables()), shop_id);
  EXPECT_EQ(party_at(key(part), 4, tables()), farm_id);
  EXPECT_THAT(shop_has(listed(part)), HasSubstr("conflict"));
  ASSERT_EQ(farm_has(listed(yard) + "," + listed(part)), "");
  EXPECT_FALSE(reads_place(farm_id, key(part), 3, tables())) << "what was told there before its claim";
  ASSERT_EQ(shop_has(""), "");
  EXPECT_EQ(place(key(part), tables())->party, key(farm_id)) << "the shop gave up nothing";
}

TEST_F(Rights, WhoseAPlaceWasIsKept) {
  const std::string shelf = "did:a:shelf";
  const auto places = [&](std::string_view of, std::string_view list) {
    return operator_states("party", join(R"({"id":")", of, R"(","name":"N","places":[)", list, "]}"));
  };
  const std::string listed = R"({"id":")" + shelf + R"(","name":"P"})";
  ASSERT_EQ(shop_states("party", join(R"({"id":")", shop_id, R"(","name":"S","places":[)", listed, "]}")),
            "");  // Statement 3.
  ASSERT_EQ(places(shop_id, ""), "");
  ASSERT_EQ(places(farm_id, listed), "");  // Nor is the barn the farm's any more.
  const auto at = [&](std::string_view place, std::uint64_t record) {
    return party_at(key(place), record, tables()).value_or("-");
  };
  EXPECT_THAT((std::vector{at(shelf, 2), at(shelf, 3), at(shelf, 4), at(shelf, 5), at(shelf, 99)}),
              ElementsAre("-", shop_id, "-", farm_id, farm_id));
  const std::string dock = std::string(barn) + "/254/dock";
  EXPECT_THAT((std::vector{at(dock, 0), at(dock, 1), at(dock, 4), at(dock, 5)}),
              ElementsAre("-", farm_id, farm_id, "-"))
      << "a part was whose the whole was";
  const auto reads = [&](std::string_view party, std::uint64_t record) {
    return reads_place(party, key(shelf), record, tables());
  };
  EXPECT_FALSE(reads(shop_id, 2)) << "from its own claim on";
  EXPECT_TRUE(reads(shop_id, 3)) << "what it might read, it may read";
  EXPECT_FALSE(reads(shop_id, 5));
  EXPECT_TRUE(reads(farm_id, 2)) << "the operator stated it";
}

// Proofs show the statements that admit a party and register its keys, whole.
TEST_F(Rights, WhatEveryProofShowsNamesPublicPlacesOnly) {
  const auto with_place = [](std::string_view id, std::string_view more) {
    return join(R"({"id":")", id, R"(","name":"N","places":[{"id":"did:a:vault","name":"Vault"}])", more,
                "}");
  };
  EXPECT_THAT(operator_states("party", with_place("did:a:new", "")),
              HasSubstr("forbidden: $.party.places[0] did:a:vault is not public"));
  EXPECT_THAT(operator_states("party", with_place(shop_id, join(R"(,"keys":[)", jwk(9), "]"))),
              HasSubstr("let the party state it"));
  EXPECT_EQ(operator_states("party", with_place(shop_id, join(R"(,"keys":[)", jwk(3), "]"))), "")
      << "a key that is known already is not registered by this";
  EXPECT_EQ(shop_states("party", with_place(shop_id, "")), "");
  EXPECT_FALSE(place(key("did:a:vault"), tables())->place.is_public);
}

TEST_F(Rights, AKeyBelongsToOneParty) {
  EXPECT_THAT(admit(shop_id, R"("keys":[)" + jwk(2) + "]"), HasSubstr("conflict: $.party.keys[0]"));
  EXPECT_THAT(shop_states("key", join(R"({"party":")", shop_id, R"(","add":[)", jwk(2), "]}")),
              HasSubstr("conflict: $.key.add[0]"));
  EXPECT_THAT(shop_states("key", join(R"({"party":")", shop_id, R"(","add":[)", jwk(3), "]}")),
              HasSubstr("registered already"));
}

TEST_F(Rights, APartyRotatesItsKeys) {
  ASSERT_EQ(farm_states("key", join(R"({"party":")", farm_id, R"(","add":[)", jwk(4), "]}")), "");
  const Micros added = key_owner(kid(4), tables())->key.valid_from;
  EXPECT_EQ(added, Micros{3'000'000}) << "valid from its recorded time";
  ASSERT_EQ(registry.state(farm_id, 4, "key",
                           join(R"({"party":")", farm_id, R"(","revoke":[{"kid":")", kid(2), "\"}]}")),
            "");
  EXPECT_EQ(key_owner(kid(2), tables())->key.revoked_at, Micros{4'000'000});
  EXPECT_EQ(refuse_signer(key(farm_id), kid(2), 3, Micros{3'999'999}, tables()), std::nullopt)
      << "earlier statements stay valid";
  EXPECT_THAT(farm_states("party", join(R"({"id":")", farm_id, R"(","name":"F"})")),
              HasSubstr("bad_signature: the key"));
  EXPECT_THAT(registry.state(farm_id, 4, "key",
                             join(R"({"party":")", farm_id, R"(","revoke":[{"kid":")", kid(2), "\"}]}")),
              HasSubstr("revoked already"));
  EXPECT_THAT(registry.state(farm_id, 4, "key",
                             join(R"({"party":")", farm_id, R"(","revoke":[{"kid":")", kid(3), "\"}]}")),
              HasSubstr("has no key"));
}

TEST_F(Rights, ARevocationOfATimeToComeGivesWayToASoonerOneOnly) {
  const auto ends = [&](const std::string& at) {
    return farm_states("key", R"({"party":")" + std::string(farm_id) + R"(","revoke":[{"kid":")" + kid(4) +
                                  R"(","at":")" + at + "\"}]}");
  };
  ASSERT_EQ(farm_states("key", join(R"({"party":")", farm_id, R"(","add":[)", jwk(4), "]}")), "");
  ASSERT_EQ(ends("1970-01-01T00:00:50Z"), "");
  EXPECT_THAT(ends("1970-01-01T00:00:50Z"), HasSubstr("revoked already"));
  EXPECT_THAT(ends("1970-01-01T00:01:00Z"), HasSubstr("revoked already"));
  EXPECT_EQ(key_owner(kid(4), tables())->key.revoked_at, Micros{50'000'000});
  EXPECT_EQ(ends("1970-01-01T00:00:20Z"), "");
  EXPECT_EQ(key_owner(kid(4), tables())->key.revoked_at, Micros{20'000'000});
}

TEST_F(Rights, TheOperatorRevokesButDoesNotAddByKeyStatements) {
  EXPECT_THAT(operator_states("key", join(R"({"party":")", farm_id, R"(","add":[)", jwk(5), "]}")),
              HasSubstr("with a statement of kind party"));
  EXPECT_THAT(shop_states("key", join(R"({"party":")", farm_id, R"(","revoke":[{"kid":")", kid(2), "\"}]}")),
              HasSubstr("forbidden: $.key.party"));
  EXPECT_EQ(
      operator_states("key", join(R"({"party":")", farm_id, R"(","revoke":[{"kid":")", kid(2), "\"}]}")), "");
  EXPECT_EQ(admit(farm_id, R"("keys":[)" + jwk(5) + "]"), "");
  EXPECT_EQ(registry.state(farm_id, 5, "party", join(R"({"id":")", farm_id, R"(","name":"F"})")), "");
}

TEST_F(Rights, TheOperatorCannotLockTheLog) {
  EXPECT_THAT(
      operator_states("key", join(R"({"party":")", operator_id, R"(","revoke":[{"kid":")", kid(1), "\"}]}")),
      HasSubstr("cannot revoke its last key"));
  EXPECT_THAT(admit(operator_id, R"("roles":[])"), HasSubstr("cannot give up its own role"));
  EXPECT_EQ(operator_states("key", join(R"({"party":")", operator_id, R"(","add":[)", jwk(6),
                                        R"(],"revoke":[{"kid":")" + kid(1) + "\"}]}")),
            "");
}

TEST_F(Rights, AKeyIsValidAtIatAndAtTheRecordedTime) {
  ASSERT_EQ(
      admit(farm_id,
            R"("keys":[)" +
                jwk(7, R"(,"validFrom":"1970-01-01T00:01:00Z","validUntil":"1970-01-01T00:02:00Z")") + "]"),
      "");
  const auto verdict = [&](std::int64_t seconds) {
    auto error = refuse_signer(key(farm_id), kid(7), seconds, Micros{seconds * 1'000'000}, tables());
    return error ? error->detail : "";
  };
  EXPECT_THAT(verdict(59), HasSubstr("is before the key is valid, from 1970-01-01T00:01:00"));
  EXPECT_EQ(verdict(60), "");
  EXPECT_EQ(verdict(119), "");
  EXPECT_THAT(verdict(120), HasSubstr("after the key was valid, until 1970-01-01T00:02:00Z"));
  const auto early = refuse_signer(key(farm_id), kid(7), 59, Micros{60'000'000}, tables());
  EXPECT_THAT(early->detail, HasSubstr("iat, 1970-01-01T00:00:59Z, is before"));
  const auto other = refuse_signer(key(shop_id), kid(7), 60, Micros{60'000'000}, tables());
  EXPECT_THAT(other->detail, HasSubstr("not for the issuer did:web:shop.example"));
  EXPECT_EQ(other->code, ErrorCode::bad_signature);
}

// A proof file compares these texts as they were signed.
TEST_F(Rights, KeysAreTiedToPartiesInOneSpelling) {
  const std::string gln = "https://id.gs1.org/417/9521141000014", urn = "urn:epc:id:pgln:9521141.00001";
  EXPECT_THAT(operator_states("party", join(R"({"id":")", urn, R"(","name":"F","keys":[)", jwk(9), "]}")),
              HasSubstr("malformed: $.party.id must be written in its canonical form: " + gln));
  EXPECT_THAT(operator_states("key", join(R"({"party":")", urn, R"(","revoke":[{"kid":"k"}]})")),
              HasSubstr("canonical form: " + gln));
  EXPECT_EQ(operator_states("party", join(R"({"id":")", gln, R"(","name":"F","keys":[)", jwk(9), "]}")), "");
}

TEST_F(Rights, CustodialKeysNeedAPolicy) {
  const std::string keys = R"("keys":[)" + jwk(8, R"(,"custodial":true)") + "]";
  EXPECT_THAT(admit(shop_id, keys), HasSubstr("no policy of type custodial"));
  EXPECT_FALSE(custodial_allowed(key(shop_id), tables()));
  ASSERT_EQ(operator_states("policy", join(R"({"id":"c","type":"custodial","party":")", shop_id, "\"}")), "");
  EXPECT_TRUE(custodial_allowed(key(shop_id), tables()));
  EXPECT_EQ(admit(shop_id, keys), "");
  EXPECT_TRUE(key_owner(kid(8), tables())->key.custodial);
}

TEST_F(Rights, ReportingAtPlacesOfOthers) {
  EXPECT_TRUE(may_report_at(key(farm_id), key(barn), tables()));
  EXPECT_TRUE(may_report_at(key(shop_id), key("https://id.gs1.org/414/9521141000311"), tables()))
      << "nobody's place";
  EXPECT_FALSE(may_report_at(key(shop_id), key(barn), tables()));
  EXPECT_FALSE(may_report_at(key(shop_id), key(std::string(barn) + "/254/dock"), tables()))
      << "a part of the barn";
  EXPECT_FALSE(may_report_at(key(operator_id), key(barn), tables()));
  const std::string policy =
      join(R"({"id":"r","type":"reporting","party":")", shop_id, R"(","places_of":")", farm_id, "\"");
  EXPECT_THAT(farm_states("policy", policy + "}"), HasSubstr("only the operator may state policies"));
  ASSERT_EQ(operator_states("policy", policy + "}"), "");
  EXPECT_TRUE(may_report_at(key(shop_id), key(std::string(barn) + "/254/dock"), tables()));
  ASSERT_EQ(operator_states("policy", policy + R"(,"revoked":true})"), "");
  EXPECT_FALSE(may_report_at(key(shop_id), key(barn), tables()));
  EXPECT_TRUE(master::policy("r", tables())->revoked);
}

TEST_F(Rights, PoliciesNameRegisteredPartiesAndKeepTheirMeaning) {
  EXPECT_THAT(operator_states("policy", R"({"id":"g","type":"grant","party":"did:a:x","role":"auditor"})"),
              HasSubstr("not_found: $.policy.party"));
  EXPECT_THAT(operator_states("policy", join(R"({"id":"r","type":"reporting","party":")", farm_id,
                                             R"(","places_of":"did:a:x"})")),
              HasSubstr("$.policy.places_of"));
  ASSERT_EQ(operator_states("policy",
                            join(R"({"id":"g","type":"grant","party":")", farm_id, R"(","role":"auditor"})")),
            "");
  EXPECT_TRUE(has_grant(key(farm_id), "auditor", tables()));
  EXPECT_FALSE(has_grant(key(shop_id), "auditor", tables()));
  EXPECT_FALSE(has_grant(key(farm_id), "audit", tables()));
  EXPECT_THAT(operator_states(
                  "policy", join(R"({"id":"g","type":"grant","party":")", shop_id, R"(","role":"auditor"})")),
              HasSubstr("another type or party"));
}

TEST_F(Rights, ACertificateIsFoundByItsSubjects) {
  const auto body = [](std::string_view subject, std::string_view status) {
    return join(
        R"({"id":"C","kind":"permit","title":"T","issuer":"I","number":"N","validFrom":"2026-01-01","subjects":[")",
        subject, R"("],"status":")", status, "\"}");
  };
  const auto of = [&](std::string_view subject) {
    return certificates_of({key(subject), std::string(farm_id), Audience::everyone}, "", 9, tables());
  };
  ASSERT_EQ(farm_states("certificate", body(milk, "active")), "");
  ASSERT_EQ(of(milk).size(), 1U);
  EXPECT_THAT(of(barn), IsEmpty());
  EXPECT_THAT(shop_states("certificate", body(milk, "revoked")), HasSubstr("conflict: $.certificate.id"));
  ASSERT_EQ(farm_states("certificate", body(barn, "revoked")), "");
  EXPECT_THAT(of(milk), IsEmpty());
  ASSERT_EQ(of(barn).size(), 1U);
  EXPECT_EQ(of(barn)[0].status, CertificateStatus::revoked);
  EXPECT_EQ(public_certificate("C", tables())->stated_by, farm_id);
}

TEST_F(Rights, PagesGoInTheOrderOfIds) {
  const auto first = parties("", 2, tables());
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].id.text(), shop_id);
  EXPECT_EQ(first[1].id.text(), operator_id);
  const auto rest = parties(first[1].id.text(), 2, tables());
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id.text(), farm_id);
  EXPECT_THAT(parties(farm_id, 2, tables()), IsEmpty());
}

TEST_F(Rights, KeysAreCountedWithTheRevokedOnes) {
  for (unsigned char i = 0; i < MasterLimits::keys_per_party_max - 1; ++i)
    ASSERT_EQ(farm_states("key", join(R"({"party":")", farm_id, R"(","add":[)",
                                      jwk(static_cast<unsigned char>(100 + i)), "]}")),
              "");
  EXPECT_THAT(farm_states("key", join(R"({"party":")", farm_id, R"(","add":[)", jwk(200), "]}")),
              HasSubstr("too_large: $.key.add a party may have at most 64 keys"));
}

// The same statements give the same bytes, and all that was stated is read back.
TEST(Fold, IsDeterministicAndKeepsEverything) {
  const std::string digest(64, 'b');
  const auto run = [&] {
    Registry registry;
    EXPECT_EQ(registry.state(
                  operator_id, 1, "party",
                  join(R"({"id":")", operator_id, R"(","name":"O","roles":["operator"],"keys":[)", jwk(1),
                       R"(],
        "names":{"en":"Op","de":"Betreiber"},"places":[{"id":")" +
                           std::string(barn) + R"(","name":"B","names":{"de":"Stall"},"public":true,
        "address":{"street":"s","locality":"l","localities":{"fr":"lieu"},"region":"r","postalCode":"p","country":"CN"},"geo":{"latitude":1.50,"longitude":-2}}]})")),
              "");
    EXPECT_EQ(
        registry.state(
            operator_id, 1, "product",
            join(
                R"({"id":")", milk,
                R"(","name":"M","brand":"B","unit":"KGM","shelfLifeDays":9,"names":{"fr":"lait"},"brands":{"fr":"marque"},
        "packaging":[{"id":"(01)19780345418910","contains":6,"name":"case"}],"facts":[{"label":"a","value":"b","labels":{"fr":"c"},"values":{"fr":"d"}}],"image":{"sha256":")",
                digest, R"(","mediaType":"image/png","bytes":7}})")),
        "");
    return registry;
  };
  const Registry one = run();
  EXPECT_EQ(one.tables(), run().tables());
  const auto op = party(key(operator_id), one.tables());
  ASSERT_EQ(op->places.size(), 1U);
  EXPECT_EQ(op->places[0], place(key(barn), one.tables())->place);
  EXPECT_EQ(op->places[0].latitude, "1.50");
  EXPECT_EQ(op->places[0].country, "CN");
  EXPECT_EQ(op->places[0].names, (Names{{"de", "Stall"}}));
  EXPECT_EQ(op->places[0].localities, (Names{{"fr", "lieu"}}));
  EXPECT_EQ(op->names, (Names{{"de", "Betreiber"}, {"en", "Op"}}));
  EXPECT_EQ(op->keys[0], key_owner(kid(1), one.tables())->key);
  const auto product = master::product(key(milk), one.tables());
  EXPECT_EQ(product->brand, "B");
  EXPECT_EQ(product->shelf_life_days, 9);
  EXPECT_EQ(product->packaging[0].id.text(), "https://id.gs1.org/01/19780345418910");
  EXPECT_EQ(product->packaging[0].contains, 6);
  EXPECT_EQ(product->image->sha256, digest);
  EXPECT_EQ(product->names, (Names{{"fr", "lait"}}));
  EXPECT_EQ(product->brands, (Names{{"fr", "marque"}}));
  ASSERT_EQ(product->facts.size(), 1U);
  EXPECT_EQ(product->facts[0], (Fact{"a", "b", {{"fr", "c"}}, {{"fr", "d"}}}));
  EXPECT_EQ(product->statement, 1U);
}

}  // namespace
}  // namespace stocktrail::master
