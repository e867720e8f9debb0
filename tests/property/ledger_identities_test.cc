// One event of an issuer counts once, through whichever nodes it came: repeats, conflicts and declarations at
// random, judged at their place in the agreed order.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "ledger/inventory/inventory.h"
#include "tests/support/cluster.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

/// One event as a party tells it: of so many ids and contents that many repeat, contradict or declare others.
struct TellingEvent {
  unsigned id = 0, pieces = 0;
  bool is_declaration = false;

  static TellingEvent random(std::mt19937_64& random) {
    return {.id = static_cast<unsigned>(random() % 12),
            .pieces = random() % 3 == 0 ? 1U : 10U,
            .is_declaration = random() % 5 == 0};
  }
  std::string text(const Supplier& supplier) const {
    std::string event = commissioning(supplier, 1, "L" + std::to_string(id), pieces);
    event.pop_back();
    event += R"(,"eventID":"urn:x:)" + std::to_string(id) + '"';
    if (is_declaration)
      event += R"(,"errorDeclaration":{"declarationTime":"2026-07-24T00:00:00Z","reason":"did_not_occur"})";
    return event + '}';
  }
};

/// What the events of one party are together, by the rule in words: each once, without those that are
/// declared.
class Reference {
 public:
  /// False: the statement contradicts what is there.
  bool add(const std::vector<TellingEvent>& statement) {
    std::map<unsigned, unsigned> known = pieces_;
    for (const TellingEvent& event : statement)
      if (!event.is_declaration && known.try_emplace(event.id, event.pieces).first->second != event.pieces)
        return false;
    pieces_ = std::move(known);
    for (const TellingEvent& event : statement)
      if (event.is_declaration) declared_.insert(event.id);
    return true;
  }
  unsigned total() const {
    unsigned sum = 0;
    for (const auto& [id, pieces] : pieces_) sum += declared_.contains(id) ? 0 : pieces;
    return sum;
  }

 private:
  std::map<unsigned, unsigned> pieces_;
  std::set<unsigned> declared_;
};

std::string on_hand(const TableReader& tables, const std::string& place) {
  inventory::PositionQuery query;
  query.place = place;
  const auto page = inventory::positions(query, tables);
  Amount sum;
  for (const auto& position : page->positions) sum += position.amount;
  return sum.text();
}

TEST(Identities, AnEventCountsOnceInTheAgreedOrderThroughWhicheverNodesItCame) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  Cluster cluster(seed);
  cluster.admit();
  std::vector<std::future<Result<Receipt>>> receipts;
  std::vector<std::vector<TellingEvent>> statements;
  for (std::uint64_t i = 1; i <= 90; ++i) {
    auto& statement = statements.emplace_back(1 + random() % 3);
    std::vector<std::string> texts;
    for (TellingEvent& event : statement) {
      event = TellingEvent::random(random);
      texts.push_back(event.text(cluster.supplier()));
    }
    receipts.push_back(cluster.append(random() % node_count, sign_events(cluster.supplier(), i, texts)));
    if (random() % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::map<std::uint64_t, std::size_t> in_order;
  std::vector<std::size_t> refused;
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    ASSERT_EQ(receipts[i].wait_for(patience), std::future_status::ready) << i;
    const auto receipt = receipts[i].get();
    if (receipt) {
      in_order.emplace(to_u64(receipt->index), i);
    } else {
      EXPECT_EQ(receipt.error().code, ErrorCode::conflict);
      refused.push_back(i);
    }
  }
  cluster.catch_up();
  Reference reference;
  for (const auto& [index, i] : in_order) EXPECT_TRUE(reference.add(statements[i])) << index;
  for (const std::size_t i : refused) EXPECT_FALSE(reference.add(statements[i])) << "refused for nothing";
  EXPECT_FALSE(refused.empty());
  for (std::size_t i = 0; i < node_count; ++i) {
    EXPECT_FALSE(cluster.node(i).read_only_reason());
    EXPECT_EQ(cluster.node(i).view()->checkpoint().root, cluster.node(0).view()->checkpoint().root);
    EXPECT_EQ(on_hand(cluster.node(i).view()->tables(), cluster.supplier().place),
              std::to_string(reference.total()));
  }
  expect_equal_tables(cluster);
  EXPECT_EQ(cluster.contradictions(), 0u);
}

// What an older program, which still runs beside, proposed goes by its rules, until the log has others.
TEST(Identities, WhatWasProposedByOlderRulesIsTakenAsTheyTookIt) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Cluster cluster(seed);
  const auto wire = [&](std::uint64_t number, unsigned pieces) {
    const TellingEvent event{.id = 1, .pieces = pieces};
    return sign_events(cluster.supplier(), number, {event.text(cluster.supplier())});
  };
  const auto propose_by_rules_2 = [&](std::uint64_t number, const std::vector<std::string>& wires) {
    const PublicKey key = cluster.supplier().key.public_key();
    const Digest blind{};
    std::vector<StatementView> statements;
    for (const std::string& each : wires) statements.push_back({each, key, blind});
    std::string batch =
        encode_batch({.proposer = {}, .number = number}, Micros{1'784'800'000'000'000}, statements, {});
    ASSERT_TRUE(batch.starts_with(std::string{'\x08', static_cast<char>(rules_version)}));
    batch[1] = 2;
    cluster.log().propose(std::move(batch), [](const Result<LogPosition>&) {});
    cluster.catch_up();
  };
  const auto answer = [&](std::uint64_t number, unsigned pieces) {
    auto given = cluster.append(1, wire(number, pieces));
    EXPECT_EQ(given.wait_for(patience), std::future_status::ready);
    const auto receipt = given.get();
    return receipt ? "taken" : std::string(name_of(receipt.error().code));
  };
  const auto size = [&] { return to_u64(cluster.node(0).view()->checkpoint().size); };
  propose_by_rules_2(1, {cluster.admission(), wire(1, 10), wire(2, 20)});
  EXPECT_EQ(size(), 3U);
  EXPECT_EQ(answer(3, 30), "conflict");
  EXPECT_EQ(answer(4, 20), "taken") << "A repeat of the second.";
  propose_by_rules_2(2, {wire(5, 50)});
  EXPECT_EQ(size(), 4U) << "Rules do not fall.";
  EXPECT_EQ(on_hand(cluster.node(2).view()->tables(), cluster.supplier().place), "30");
  expect_equal_tables(cluster);
  EXPECT_EQ(cluster.contradictions(), 0u);
}

// A number with a large exponent was taken with a smaller one by rules before 6: every node reads what was
// proposed by these as they did, and refuses it of today's proposers.
TEST(Identities, WhatOlderRulesReadIsReadByEveryNode) {
  Cluster cluster(test_seed());
  const auto wire = [&](std::uint64_t number) {
    std::string event = commissioning(cluster.supplier(), 1, "A", 5);
    event.replace(event.find("\"quantity\":5") + 11, 1, "0." + std::string(99, '0') + "5e101");
    return sign_events(cluster.supplier(), number, {event});
  };
  const auto propose_by = [&](RulesVersion rules, std::uint64_t number,
                              const std::vector<std::string>& wires) {
    const PublicKey key = cluster.supplier().key.public_key();
    const Digest blind{};
    std::vector<StatementView> statements;
    for (const std::string& each : wires) statements.push_back({each, key, blind});
    std::string batch =
        encode_batch({.proposer = {}, .number = number}, Micros{1'784'800'000'000'000}, statements, {});
    batch[1] = static_cast<char>(rules);
    cluster.log().propose(std::move(batch), [](const Result<LogPosition>&) {});
    cluster.catch_up();
  };
  propose_by(named_rules - 1, 1, {cluster.admission(), wire(1)});
  for (std::size_t i = 0; i < node_count; ++i) {
    EXPECT_FALSE(cluster.node(i).read_only_reason());
    EXPECT_EQ(to_u64(cluster.node(i).view()->checkpoint().size), 2U);
    EXPECT_EQ(on_hand(cluster.node(i).view()->tables(), cluster.supplier().place), "5");
  }
  expect_equal_tables(cluster);
  EXPECT_FALSE(read_contents(*Statement::parse(wire(2))));
  EXPECT_EQ(cluster.contradictions(), 0u);
}

}  // namespace
}  // namespace stocktrail::test
