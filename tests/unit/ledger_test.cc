// The ledger as its callers see it: from a signed statement to a receipt, a proof, an event read back and a
// position.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <array>
#include <future>

#include "ledger/engine/audit.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.open();
    ASSERT_TRUE(world.admit(supplier));
  }
  std::string wire(std::uint64_t number, unsigned pieces = 10) const {
    return sign_events(supplier, number, {commissioning(supplier, 1, "L" + std::to_string(number), pieces)});
  }
  std::vector<Error> doubts() {
    world.ledger.reset();  // All of it on disk.
    const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
    EXPECT_TRUE(report.has_value());
    return report ? report->doubts : std::vector<Error>{report.error()};
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  Supplier supplier = make_supplier(1);
};

TEST_F(LedgerTest, FirstUseMakesKeysGuardAndTheOperator) {
  struct stat status{};
  for (const char* name : {"data/keys/log.key", "data/keys/operator.key"}) {
    ASSERT_EQ(::stat((directory / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u);
  }
  ASSERT_EQ(::stat((directory / "data/keys").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_TRUE(std::filesystem::exists(directory / "data.guard"));
  EXPECT_EQ(world.ledger->operator_id().text(), "https://test.example/log");
  const auto view = world.ledger->view();
  const auto first = view->statement(LeafIndex{0});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->kind(), "party");
  EXPECT_EQ(first->issuer(), "https://test.example/log");
  const auto checkpoint = open_checkpoint(view->signed_checkpoint(), world.ledger->verifier());
  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_EQ(*checkpoint, view->checkpoint());
  EXPECT_EQ(checkpoint->size, TreeSize{2});
}

TEST_F(LedgerTest, StatementIsProvenReadBackAndCounted) {
  const auto receipt = world.post(wire(1, 40));
  ASSERT_TRUE(receipt.has_value()) << receipt.error().detail;
  EXPECT_EQ(receipt->index, LeafIndex{2});
  EXPECT_EQ(receipt->entry, entry_of(receipt->blind, receipt->statement_digest));
  const auto view = world.ledger->view();
  const auto proof = view->proof(LeafIndex{2});
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(verify_tlog_proof(*proof, receipt->entry, world.ledger->verifier()).has_value());
  EXPECT_FALSE(verify_tlog_proof(*proof, sha256("other"), world.ledger->verifier()).has_value());

  EXPECT_EQ(view->statement(LeafIndex{2})->wire(), wire(1, 40));
  const auto logged = view->event(event_ref(2, 0));
  ASSERT_TRUE(logged.has_value());
  EXPECT_EQ(logged->text, commissioning(supplier, 1, "L1", 40));
  EXPECT_EQ(logged->recorded_at, receipt->recorded_at);
  EXPECT_EQ(view->events_by_id(logged->event.id), std::vector<EventRef>{event_ref(2, 0)});
  EXPECT_EQ(view->event(event_ref(2, 1)).error().code, ErrorCode::not_found);
  EXPECT_EQ(view->event(event_ref(3, 0)).error().code, ErrorCode::not_found);

  inventory::PositionQuery query;
  query.place = supplier.place;
  const auto page = inventory::positions(query, view->tables());
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->positions.size(), 1u);
  EXPECT_EQ(page->positions[0].amount, Amount::pieces(40));
  EXPECT_EQ(view->entries({.level = 0, .index = 0, .width = 3})->size(), 3u * 34);
  EXPECT_EQ(view->tile({.level = 0, .index = 0, .width = 3})->size(), 3u * 32);
}

TEST_F(LedgerTest, EventsOfOneStatementAreReadTogether) {
  std::vector<std::string> texts;
  for (unsigned n = 1; n <= 5; ++n) texts.push_back(commissioning(supplier, n, "L1", n));
  ASSERT_TRUE(world.post(sign_events(supplier, 1, texts)));
  ASSERT_TRUE(world.post(sign_events(supplier, 2, {commissioning(supplier, 6, "L2", 6)})));
  const auto view = world.ledger->view();
  const std::array refs{event_ref(2, 4), event_ref(9, 0), event_ref(3, 0),
                        event_ref(2, 1), event_ref(2, 5), event_ref(2, 4)};
  const auto events = view->events(refs);
  ASSERT_EQ(events.size(), refs.size());
  for (const std::size_t missing : {1U, 4U}) EXPECT_EQ(events[missing].error().code, ErrorCode::not_found);
  EXPECT_EQ(events[0]->text, texts[4]);
  EXPECT_EQ(events[2]->text, commissioning(supplier, 6, "L2", 6));
  EXPECT_EQ(events[3]->text, texts[1]);
  EXPECT_EQ(events[5]->text, texts[4]);
  EXPECT_EQ(events[3]->recorded_at, view->receipt(LeafIndex{2})->recorded_at);
  const auto alone = view->event(event_ref(2, 1));
  ASSERT_TRUE(alone) << alone.error().detail;
  EXPECT_EQ(alone->text, texts[1]);
  EXPECT_EQ(alone->event.id, events[3]->event.id);
  EXPECT_EQ(view->statement(LeafIndex{2})->events().size(), 5U);
  EXPECT_EQ(view->event(event_ref(2, 1))->text, texts[1]) << "also when the whole statement was read lately";
}

TEST_F(LedgerTest, RepeatGetsTheFirstReceiptAndOtherBytesConflict) {
  const auto first = world.post(wire(1));
  const auto again = world.post(wire(1));
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->index, first->index);
  EXPECT_EQ(again->blind, first->blind);
  EXPECT_EQ(again->recorded_at, first->recorded_at);
  const auto other = world.post(sign_events(supplier, 1, {commissioning(supplier, 1, "other", 1)}));
  EXPECT_EQ(other.error().code, ErrorCode::conflict);
  EXPECT_EQ(world.ledger->view()->checkpoint().size, TreeSize{3});
}

TEST_F(LedgerTest, AnOriginHasAtMost255Bytes) {
  constexpr std::size_t origin_bytes_max = 255;
  LedgerWorld named(directory / "named");
  named.options.origin.assign(origin_bytes_max + 1, 'a');
  EXPECT_EQ(named.try_open().error().where, "origin");
  named.options.origin.pop_back();
  EXPECT_TRUE(named.try_open().has_value());
}

TEST_F(LedgerTest, QueueIsBoundedByBytesToo) {
  LedgerWorld small(directory / "small");
  small.options.limits.queue_bytes_max = 1;
  EXPECT_EQ(small.try_open().error().code, ErrorCode::overloaded);
}

TEST_F(LedgerTest, WhoMayNotSignIsRefusedAndNothingIsStored) {
  const Supplier stranger = make_supplier(2);
  EXPECT_EQ(world.post(sign_events(stranger, 1, {commissioning(stranger, 1, "L", 1)})).error().code,
            ErrorCode::bad_signature);
  std::string tampered = wire(1);
  tampered[tampered.find("quantity\":10") + 10] = '9';
  EXPECT_FALSE(world.post(tampered).has_value());
  // A registered key, for another party.
  const Supplier impostor{stranger.id, stranger.place, make_supplier(1).key};
  EXPECT_FALSE(world.post(sign_events(impostor, 1, {commissioning(impostor, 1, "L", 1)})).has_value());
  // A place of another party, without a policy; and with one.
  ASSERT_TRUE(world.admit(stranger));
  const std::string elsewhere = sign_events(supplier, 5, {commissioning(stranger, 1, "L", 1)});
  const auto refused = world.post(elsewhere);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(refused.error().where, "$.events[0].readPoint.id");
  EXPECT_EQ(world.ledger->view()->checkpoint().size, TreeSize{3});
  ASSERT_TRUE(world.state("policy", R"({"id":"https://test.example/p1","type":"reporting","party":")" +
                                        supplier.id.text() + R"(","places_of":")" + stranger.id.text() +
                                        "\"}"));
  EXPECT_TRUE(world.post(elsewhere).has_value());
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

// The events of others name no place at all, or one of their own: admission has nothing to refuse.
TEST_F(LedgerTest, NobodyMovesWhatIsAtAPlaceOfAnotherPartyWithoutItsPolicy) {
  const Supplier other = make_supplier(2);
  ASSERT_TRUE(world.admit(other));
  const auto about_item = [](std::string_view members, std::string_view time = "08:00") {
    return R"({"type":"ObjectEvent","eventTime":"2026-07-22T)" + std::string(time) +
           R"(:00Z","eventTimeZoneOffset":"+00:00","epcList":[")" + item(1, "s1") + "\"]," +
           std::string(members) + "}";
  };
  const std::string place_of_supplier = R"("bizLocation":{"id":")" + supplier.place + "\"}";
  const std::string making = about_item(R"("action":"ADD","bizStep":"commissioning",)" + place_of_supplier);
  ASSERT_TRUE(world.post(sign_events(supplier, 1, {making})));
  const auto on_hand = [&] {
    inventory::PositionQuery query;
    query.place = supplier.place;
    return inventory::positions(query, world.ledger->view()->tables())->positions.size();
  };
  const auto discrepancies = [&] {
    inventory::DiscrepancyQuery query;
    query.place = supplier.place;
    return inventory::discrepancies(query, world.ledger->view()->tables()).discrepancies;
  };
  const std::string sending = about_item(R"("action":"OBSERVE","bizStep":"shipping")");
  const std::string ended =
      R"("action":"DELETE","bizStep":"destroying","bizLocation":{"id":")" + other.place + "\"}";
  ASSERT_TRUE(world.post(sign_events(other, 1, {sending, about_item(ended)})));
  EXPECT_EQ(on_hand(), 1U);
  ASSERT_EQ(discrepancies().size(), 2U);
  for (const auto& found : discrepancies())
    EXPECT_EQ(found.told.kind, inventory::DiscrepancyKind::not_entitled);
  ASSERT_TRUE(world.state("policy", R"({"id":"https://test.example/p1","type":"reporting","party":")" +
                                        other.id.text() + R"(","places_of":")" + supplier.id.text() + "\"}"));
  ASSERT_TRUE(world.post(sign_events(other, 2, {about_item(ended)})));
  EXPECT_EQ(on_hand(), 1U) << "A right that comes later makes a repeat no new event.";
  ASSERT_TRUE(world.post(sign_events(other, 3, {about_item(ended, "09:00")})));
  EXPECT_EQ(on_hand(), 0U);
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

// What another party registers or takes over later bars nothing of before; what comes then is barred.
TEST_F(LedgerTest, WhoseAPlaceWasWhenAnEventWasRecordedSaysWhoMightTellOfIt) {
  const Supplier other = make_supplier(2), third = make_supplier(3);
  ASSERT_TRUE(world.admit(other));
  ASSERT_TRUE(world.admit(third));
  const std::string shed = place(55);
  const auto places = [&](const Supplier& of, std::vector<std::string> ids) {
    std::string list;
    for (const std::string& id : ids)
      list += (list.empty() ? R"({"id":")" : R"(,{"id":")") + id + R"(","name":"P","public":true})";
    return world.state("party",
                       R"({"id":")" + of.id.text() + R"(","name":"Supplier","places":[)" + list + "]}");
  };
  std::uint64_t number = 0;
  const auto tell = [&](const Supplier& by, const std::string& serial, std::string_view members) {
    ASSERT_TRUE(world.post(sign_events(
        by, ++number,
        {R"({"type":"ObjectEvent","eventTime":"2026-07-22T08:00:00Z","eventTimeZoneOffset":"+00:00",)"
         R"("epcList":[")" +
         item(1, serial) + "\"]," + std::string(members) + "}"})));
  };
  const auto make = [&](const std::string& serial) {
    tell(supplier, serial,
         R"("action":"ADD","bizStep":"commissioning","bizLocation":{"id":")" + shed + "\"}");
  };
  const auto end_by = [&](const Supplier& by, const std::string& serial) {
    tell(by, serial, R"("action":"DELETE","bizStep":"destroying")");
  };
  for (const char* serial : {"early", "late", "own", "lost", "free", "kept"}) make(serial);
  const auto counted = [&] {
    inventory::PositionQuery query;
    query.place = shed;
    const auto page = inventory::positions(query, world.ledger->view()->tables());
    return page->positions.empty() ? Amount() : page->positions.front().amount;
  };
  end_by(other, "early");
  EXPECT_EQ(counted(), Amount::pieces(5)) << "it is nobody's place";
  ASSERT_TRUE(places(supplier, {supplier.place, shed}));
  EXPECT_EQ(counted(), Amount::pieces(5)) << "claimed late";
  end_by(other, "late");
  EXPECT_EQ(counted(), Amount::pieces(5)) << "it is the supplier's";
  end_by(supplier, "own");
  EXPECT_EQ(counted(), Amount::pieces(4));
  ASSERT_TRUE(places(supplier, {supplier.place}));
  end_by(other, "free");
  EXPECT_EQ(counted(), Amount::pieces(3)) << "nobody's again";
  ASSERT_TRUE(places(third, {third.place, shed}));
  EXPECT_EQ(counted(), Amount::pieces(3)) << "taken over: what its party of then told stands";
  end_by(supplier, "lost");
  EXPECT_EQ(counted(), Amount::pieces(3)) << "it was the supplier's once";
  ASSERT_TRUE(places(third, {third.place}));
  ASSERT_TRUE(places(supplier, {supplier.place, shed}));
  EXPECT_EQ(counted(), Amount::pieces(3)) << "stated back: what did not count then does not now";
  end_by(third, "kept");
  EXPECT_EQ(counted(), Amount::pieces(3));
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

TEST_F(LedgerTest, OnlyTheTwoEndsEndGoodsOnTheirWayToAParty) {
  const Supplier customer = make_supplier(2), stranger = make_supplier(3);
  ASSERT_TRUE(world.admit(customer));
  ASSERT_TRUE(world.admit(stranger));
  const auto at_ten = [](std::string_view members) {
    return R"({"type":"ObjectEvent","eventTime":"2026-07-22T10:00:00Z","eventTimeZoneOffset":"+00:00",)"
           R"("quantityList":[{"epcClass":")" +
           lot(1, "L") +
           R"(","quantity":4}],"bizTransactionList":[{"type":"po","bizTransaction":"urn:x:1"}],)" +
           std::string(members) + "}";
  };
  const std::string here = R"("readPoint":{"id":")" + supplier.place + "\"}";
  ASSERT_TRUE(world.post(sign_events(
      supplier, 1,
      {commissioning(supplier, 1, "L", 10),
       at_ten(R"("action":"OBSERVE","bizStep":"shipping","destinationList":[{"type":"possessing_party",)"
              R"("destination":")" +
              customer.id.text() + "\"}]," + here)})));
  const auto on_the_way = [&] {
    inventory::PositionQuery query;
    query.place = supplier.place;
    const auto page = inventory::positions(query, world.ledger->view()->tables());
    return std::ranges::count(page->positions, inventory::AccountKind::in_transit,
                              [](const auto& one) { return one.account.kind; });
  };
  const auto stolen = [&](std::string_view id) {
    return at_ten(R"("action":"OBSERVE","disposition":"stolen","eventID":"urn:uuid:)" + std::string(id) +
                  "\"");
  };
  ASSERT_EQ(on_the_way(), 1);
  ASSERT_TRUE(world.post(sign_events(stranger, 2, {stolen("6b1a6f6c-0c0f-4a77-9a53-0d5f0a6a0001")})));
  EXPECT_EQ(on_the_way(), 1);
  ASSERT_TRUE(world.post(sign_events(customer, 3, {stolen("6b1a6f6c-0c0f-4a77-9a53-0d5f0a6a0002")})));
  EXPECT_EQ(on_the_way(), 0);
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

TEST_F(LedgerTest, RevokedKeySignsNoMoreButItsRepeatsAreAnswered) {
  ASSERT_TRUE(world.post(wire(1)));
  ASSERT_TRUE(world.state("key", R"({"party":")" + supplier.id.text() + R"(","revoke":[{"kid":")" +
                                     thumbprint(supplier.key.public_key()) + R"(","reason":"lost"}]})"));
  world.clock.pass_micros(1);
  EXPECT_EQ(world.post(wire(2)).error().code, ErrorCode::bad_signature);
  EXPECT_TRUE(world.post(wire(1))->repeated);
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

TEST_F(LedgerTest, RecordedTimesRiseWhateverTheClockDoes) {
  const auto before = world.post(wire(1));
  world.clock.pass_days(-30);
  const auto after = world.post(wire(2));
  world.open();
  const auto reopened = world.post(wire(3));
  ASSERT_TRUE(before && after && reopened);
  EXPECT_EQ(to_i64(after->recorded_at), to_i64(before->recorded_at) + 1);
  EXPECT_EQ(to_i64(reopened->recorded_at), to_i64(before->recorded_at) + 2);
}

TEST_F(LedgerTest, ViewKeepsItsMoment) {
  const auto before = world.ledger->view();
  ASSERT_TRUE(world.post(wire(1)));
  EXPECT_EQ(before->checkpoint().size, TreeSize{2});
  EXPECT_EQ(before->statement(LeafIndex{2}).error().code, ErrorCode::not_found);
  EXPECT_EQ(before->receipt(LeafIndex{2}).error().code, ErrorCode::not_found);
  const auto after = world.ledger->view();
  const auto proof = after->consistency(before->checkpoint().size, after->checkpoint().size);
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(verify_consistency(before->checkpoint().size, after->checkpoint().size,
                                 before->checkpoint().root, after->checkpoint().root, *proof));
}

TEST_F(LedgerTest, ServerSignsForWhoAllowsIt) {
  const Supplier partner = make_supplier(3);
  ASSERT_TRUE(world.state("party", party_body(partner, HasKey::no)));
  StatementDraft draft;
  draft.events = {commissioning(partner, 1, "L", 5)};
  EXPECT_EQ(world.ledger->sign_for(partner.id, draft).error().code, ErrorCode::forbidden);
  EXPECT_EQ(world.ledger->make_custodial_key(partner.id).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(world.state("policy", R"({"id":"https://test.example/c1","type":"custodial","party":")" +
                                        partner.id.text() + "\"}"));
  const auto key = world.ledger->make_custodial_key(partner.id);
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  EXPECT_EQ(*world.ledger->make_custodial_key(partner.id), *key);
  world.open();  // The key survives a restart.
  auto candidate = world.ledger->sign_for(partner.id, draft);
  ASSERT_TRUE(candidate.has_value()) << candidate.error().detail;
  EXPECT_TRUE(world.ledger->append_and_wait(std::move(*candidate)).has_value());
  EXPECT_TRUE(master::key_owner(thumbprint(*key), world.ledger->view()->tables())->key.custodial);
  EXPECT_EQ(doubts(), std::vector<Error>{});
}

TEST_F(LedgerTest, ReopensAsItWas) {
  const auto receipt = world.post(wire(1));
  const std::string checkpoint = world.ledger->view()->signed_checkpoint();
  world.open();
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), checkpoint);
  EXPECT_EQ(world.ledger->view()->receipt(receipt->index)->entry, receipt->entry);
  EXPECT_EQ(world.ledger->operator_id().text(), "https://test.example/log");
  world.options.origin = "other.example/log";
  EXPECT_EQ(world.try_open().error().code, ErrorCode::invalid_argument);
  world.options.origin = "";
  EXPECT_TRUE(world.try_open().has_value());
}

TEST_F(LedgerTest, SecondWriterIsTurnedAway) {
  LedgerWorld second(directory / "data");
  EXPECT_EQ(second.try_open().error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace stocktrail::test
