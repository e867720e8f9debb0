// Consumer pages that are kept while the log grows: as long as nothing that they tell has changed, and not
// one commit longer.
#include <gmock/gmock.h>

#include "api/journey/consumer_pages.h"
#include "api/journey/detail/noted_view.h"
#include "tests/support/api_fixture.h"
#include "tests/support/manual_clock.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A view under which somebody commits while a page is being made from it.
class DisturbedView final : public View {
 public:
  DisturbedView(const View& base, std::function<void()> disturb)
      : base_(base), disturb_(std::move(disturb)) {}
  const TableReader& tables() const override {
    if (auto act = std::exchange(disturb_, nullptr)) act();
    return base_.tables();
  }
  const Checkpoint& checkpoint() const override { return base_.checkpoint(); }
  TreeSize settled_size() const override { return base_.settled_size(); }
  const std::string& signed_checkpoint() const override { return base_.signed_checkpoint(); }
  Result<std::string> tile(const TileId& tile) const override { return base_.tile(tile); }
  Result<std::string> entries(const TileId& tile) const override { return base_.entries(tile); }
  Result<std::vector<Digest>> inclusion(LeafIndex index, TreeSize size) const override {
    return base_.inclusion(index, size);
  }
  Result<std::vector<Digest>> consistency(TreeSize first, TreeSize second) const override {
    return base_.consistency(first, second);
  }
  Result<Receipt> receipt(LeafIndex index) const override { return base_.receipt(index); }
  Result<Statement> statement(LeafIndex index) const override { return base_.statement(index); }
  Result<TlogProof> proof(LeafIndex index) const override { return base_.proof(index); }
  Result<LoggedEvent> event(EventRef ref) const override { return base_.event(ref); }
  std::vector<Result<LoggedEvent>> events(std::span<const EventRef> refs) const override {
    return base_.events(refs);
  }
  std::vector<EventRef> events_by_id(std::string_view id) const override { return base_.events_by_id(id); }
  bool is_readable() const override { return base_.is_readable(); }
  bool has_lacked() const override { return base_.has_lacked(); }

 private:
  const View& base_;
  mutable std::function<void()> disturb_;
};

class KeptPagesTest : public ApiFixture {
 protected:
  static constexpr unsigned maker = 1, other = 2;

  KeptPagesTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(maker);
    admit(other);
    state("product", maker, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})");
    report(maker, "commissioning", "ADD", lot(1, "A"), "2026-07-10");
  }
  ~KeptPagesTest() override { api_.reset(); }

  void state(std::string_view kind, unsigned party_number, const std::string& claim) const {
    const RawResponse stated = post_statement(signed_body(kind, party_number, claim));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  void report(unsigned party_number, std::string_view step, std::string_view action, const std::string& thing,
              const std::string& day, const std::string& more = {}) const {
    const RawResponse stated = post_statement(signed_events(
        party_number, {lot_event(step, action, thing, 1, party_number * 10 + 1, day + "T06:45:00Z", more)}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  void recall(const std::string& thing) const {
    report(maker, "holding", "OBSERVE", thing, "2026-07-11", R"(,"disposition":"recalled")");
  }
  void certify(const std::string& id, const std::string& subject, std::string_view until = "2027-01-01") {
    state("certificate", maker,
          R"({"id":")" + id + R"(","kind":"certification","issuer":"Office","number":"7","title":"Title )" +
              id + R"(","subjects":[")" + subject + R"("],"validFrom":"2026-01-01","validUntil":")" +
              std::string(until) + R"(","status":"active"})");
  }

  std::string page() const { return get(path).body; }
  /// A page that was kept is the same to the byte; one made anew tells the size of the log at that time.
  bool is_kept(const std::string& before) const { return page() == before; }

  /// Whether a page of these is kept.
  static bool has(const api::ConsumerPages& pages, std::string_view asked, const api::PageSource& source) {
    return pages.at_hand({.path = asked, .query = {}, .accept_language = {}}, source).has_value();
  }
  static void read(const api::ConsumerPages& pages, std::string_view asked, const api::PageSource& source) {
    (void)pages.answer({.path = asked, .query = {}, .accept_language = {}}, source);
  }

  /// Through the interface of pages, at a view of the caller's.
  std::string page_at(const View& view) const {
    const api::PageSource source{.view = view, .changes = ledger_->changes(), .log = ledger_->verifier()};
    const std::string_view asked = std::string_view(path).substr(2);
    const api::PageRequest request{.path = asked, .query = {}, .accept_language = {}};
    if (auto kept = consumer_pages_.at_hand(request, source)) return body_of(*kept);
    return body_of(consumer_pages_.answer(request, source));
  }

  const std::string path = "/p" + lot(1, "A").substr(std::string("https://id.gs1.org").size());
  ManualClock clock_{to_i64(system_clock().now())};

 private:
  static std::string body_of(const api::Response& response) { return response.body; }

  const api::ConsumerPages consumer_pages_{clock_};
};

TEST_F(KeptPagesTest, OutliveWhatDoesNotConcernThem) {
  certify("c1", gtin(1));
  const std::string before = page();
  ASSERT_THAT(before, HasSubstr("Title c1"));
  report(maker, "commissioning", "ADD", lot(1, "B"), "2026-07-12");
  report(other, "receiving", "OBSERVE", lot(2, "A"), "2026-07-12");
  recall(lot(1, "B"));
  state("product", other, R"({"id":")" + gtin(2) + R"(","name":"Other"})");
  certify("c2", gtin(2));
  admit(3);
  (void)token_for(maker, "party");
  EXPECT_TRUE(is_kept(before));
  report(maker, "shipping", "OBSERVE", lot(1, "A"), "2026-07-12");
  EXPECT_FALSE(is_kept(before));
}

TEST_F(KeptPagesTest, OfTooManyThatWhichNobodyAskedForLongestGoes) {
  const api::ConsumerPages pages(clock_, {.cached_pages_max = 2});
  const auto view = ledger_->view();
  const api::PageSource source{.view = *view, .changes = ledger_->changes(), .log = ledger_->verifier()};
  const std::string_view one = std::string_view(path).substr(2), two = "/",
                         three = one.substr(0, one.find("/10/"));
  read(pages, one, source);
  read(pages, two, source);
  EXPECT_TRUE(has(pages, one, source) && has(pages, two, source));
  EXPECT_TRUE(has(pages, one, source)) << "asked for last";
  read(pages, three, source);
  EXPECT_TRUE(has(pages, three, source) && has(pages, one, source));
  EXPECT_FALSE(has(pages, two, source));
}

TEST_F(KeptPagesTest, EndWithWhateverTheyTell) {
  const std::vector<std::pair<std::string, std::function<void()>>> changes = {
      {"a new event", [&] { report(other, "receiving", "OBSERVE", lot(1, "A"), "2026-07-12"); }},
      {"a recall", [&] { recall(lot(1, "A")); }},
      {"a recall of the product",
       [&] { report(maker, "holding", "OBSERVE", gtin(1), "2026-07-12", R"(,"disposition":"recalled")"); }},
      {"a certificate of the product", [&] { certify("c1", gtin(1)); }},
      {"the same certificate, with another end", [&] { certify("c1", gtin(1), "2026-10-01"); }},
      {"a certificate of the place", [&] { certify("c2", place(maker * 10 + 1)); }},
      {"the product", [&] { state("product", maker, R"({"id":")" + gtin(1) + R"(","name":"Renamed"})"); }},
      {"the party and its places", [&] {
         state("party", maker,
               R"({"id":")" + party(maker) + R"(","name":"Party 1","places":[{"id":")" +
                   place(maker * 10 + 1) + R"(","name":"Moved","public":true}]})");
       }}};
  for (const auto& [what, change] : changes) {
    SCOPED_TRACE(what);
    const std::string before = page();
    ASSERT_TRUE(is_kept(before));
    change();
    EXPECT_FALSE(is_kept(before));
  }
}

TEST_F(KeptPagesTest, EndWithTheDay) {
  certify("c1", gtin(1), format_date(clock_.now()));
  const std::string today = page();
  ASSERT_TRUE(is_kept(today));
  clock_.pass_days(1);
  EXPECT_FALSE(is_kept(today)) << "the certificate is over";
}

TEST_F(KeptPagesTest, AreNotOfAViewThatACommitPassedBy) {
  const auto before = ledger_->view();
  const DisturbedView view(*before, [&] { recall(lot(1, "A")); });
  EXPECT_THAT(page_at(view), Not(HasSubstr("Recalled"))) << "as the view was";
  EXPECT_THAT(page_at(*ledger_->view()), HasSubstr("Recalled")) << "kept from before the recall";
  EXPECT_THAT(page_at(*ledger_->view()), HasSubstr("Recalled"));
}

TEST_F(KeptPagesTest, OfAnOldCopyAreNone) {
  (void)page();
  api_.reset();
  ledger_.reset();
  std::filesystem::copy(directory_ / "data", directory_ / "copy", std::filesystem::copy_options::recursive);
  open();
  start();
  recall(lot(1, "A"));
  api_.reset();
  ledger_.reset();
  std::filesystem::remove_all(directory_ / "data");
  std::filesystem::rename(directory_ / "copy", directory_ / "data");
  open();  // Behind its guard.
  start();
  EXPECT_THAT(page(), Not(HasSubstr("no recall")));
}

}  // namespace
}  // namespace stocktrail::test
