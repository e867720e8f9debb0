// Enumerations that stand in stored rows: a word that was put between others would change what old rows say.
#include <gtest/gtest.h>

#include <array>

#include "ledger/books/posting.h"
#include "ledger/books/things.h"
#include "ledger/epcis/event.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/master/change.h"
#include "ledger/master/policy.h"
#include "ledger/master/settlement.h"
#include "ledger/promises/departures.h"
#include "ledger/promises/order.h"
#include "ledger/state/struct_codec.h"
#include "ledger/trace/trace.h"

namespace stocktrail::test {
namespace {

/// As they are stored, one after the other; the last of them is the last that there is.
template <StoredWord... Word>
std::string numbers(Word... words) {
  std::string text;
  ((text += std::to_string(static_cast<unsigned>(words)) + " "), ...);
  const auto last = std::array{words...}.back();
  EXPECT_EQ(last, last_of(last)) << "name the new word here";
  return text;
}

TEST(StoredWords, HaveTheNumbersUnderWhichTheyWereStored) {
  using books::Kind, books::Standing, books::Status, books::Whereabouts;
  EXPECT_EQ(numbers(Status::sellable, Status::held, Status::damaged, Status::expired, Status::recalled),
            "0 1 2 3 4 ");
  EXPECT_EQ(numbers(Kind::none, Kind::shipping, Kind::consigning, Kind::departing, Kind::receiving,
                    Kind::accepting, Kind::storing, Kind::stocking),
            "0 1 2 3 4 5 6 7 ");
  EXPECT_EQ(
      numbers(Standing::free, Standing::other, Standing::reporter, Standing::owner, Standing::authority),
      "0 1 2 3 4 ");
  EXPECT_EQ(numbers(Whereabouts::unknown, Whereabouts::at_site, Whereabouts::on_the_way, Whereabouts::ended),
            "0 1 2 3 ");
  using enum books::AccountKind;
  EXPECT_EQ(numbers(on_hand, in_transit, made, sold, consumed, destroyed, lost, books::AccountKind::unknown,
                    counted, opening, relotted),
            "0 1 2 3 4 5 6 7 8 9 10 ");
  using enum books::DiscrepancyKind;
  EXPECT_EQ(
      numbers(not_received, more_than_sent, unexpected_arrival, departure_not_told, reports_differ, not_there,
              more_returned_than_sold, two_places, made_twice, told_twice, lot_differs, clock_differs,
              count_differs, sold_recalled, sold_expired, seen_after_end, status_found_nothing,
              quantity_not_told, too_much, not_entitled, from_future, arrived_elsewhere),
      "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 ");
}

TEST(StoredWords, OfStatementsToo) {
  using master::CertificateStatus, master::PolicyType, master::SettlementAction;
  EXPECT_EQ(numbers(CertificateStatus::active, CertificateStatus::suspended, CertificateStatus::revoked),
            "0 1 2 ");
  EXPECT_EQ(numbers(PolicyType::reporting, PolicyType::custodial, PolicyType::grant), "0 1 2 ");
  EXPECT_EQ(numbers(SettlementAction::assign, SettlementAction::acknowledge, SettlementAction::reopen,
                    SettlementAction::settle),
            "0 1 2 3 ");
  using promises::Fill, promises::Sourcing;
  EXPECT_EQ(numbers(Fill::all, Fill::partly), "0 1 ");
  EXPECT_EQ(numbers(Sourcing::in_order, Sourcing::fewest_places, Sourcing::nearest, Sourcing::cheapest),
            "0 1 2 3 ");
  {
    using enum promises::Action;
    EXPECT_EQ(numbers(reserve, commit, fulfil, release, extend, keep, withdraw, expect), "0 1 2 3 4 5 6 7 ");
  }
  using epcis::Action, epcis::EventType;
  EXPECT_EQ(numbers(EventType::object, EventType::aggregation, EventType::transaction,
                    EventType::transformation, EventType::association),
            "0 1 2 3 4 ");
  EXPECT_EQ(numbers(Action::none, Action::add, Action::observe, Action::remove), "0 1 2 3 ");
  using trace::Naming, trace::Role;
  EXPECT_EQ(numbers(Role::object, Role::parent, Role::child, Role::input, Role::output, Role::transaction),
            "0 1 2 3 4 5 ");
  EXPECT_EQ(numbers(Naming::itself, Naming::item_of_lot), "0 1 ");
  using trace::Recall;
  EXPECT_EQ(numbers(Recall::none, Recall::raised, Recall::lifted), "0 1 2 ");
  using Way = promises::Departure::Way;
  EXPECT_EQ(numbers(Way::sold, Way::sent, Way::voided), "0 1 2 ");
  using Rights = inventory::ToldEvent::Rights;
  EXPECT_EQ(numbers(Rights::all, Rights::own, Rights::listed), "0 1 2 ");
}

// The first byte of a packed identifier.
TEST(StoredWords, OfIdentifiersToo) {
  using enum gs1::KeyType;
  constexpr std::array all = {gtin, lgtin, sgtin, sscc,  gln, sgln,         pgln, grai,
                              giai, gsrn,  gsrnp, gdti,  gcn, cpi,          gid,  itip,
                              upui, ginc,  gsin,  imovn, gmn, payment_slip, uri};
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(all[i]), i);
  EXPECT_EQ(encoded(*gs1::parse_key("urn:example:y")).substr(1, 1), std::string(1, '\x16'));
}

// What kind of change it is stands as its place in this list: new kinds come at the end.
TEST(StoredWords, OfChangesAreTheirPlacesInTheList) {
  using namespace master;
  EXPECT_TRUE(
      (std::is_same_v<decltype(Change::body), std::variant<PartyChange, KeyChange, Product, Certificate,
                                                           Policy, RecallNotice, Settlement, StockOrder>>));
}

// A ref is no word: it is kept whole, however long the log is.
TEST(StoredWords, RefsAreKeptWhole) {
  const EventRef late = event_ref(std::uint64_t{1} << 40, 7);
  EXPECT_EQ(decoded<EventRef>(encoded(late)), late);
}

TEST(StoredWords, BeyondTheLastAreDamage) {
  EXPECT_EQ(decoded<books::Status>(std::string(1, '\4')), books::Status::recalled);
  EXPECT_FALSE(decoded<books::Status>(std::string(1, '\5')));
  EXPECT_FALSE(decoded<books::Status>("\x80\x02"));
}

}  // namespace
}  // namespace stocktrail::test
