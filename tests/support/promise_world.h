// tests/support/promise_world.h: books of goods at the places of one party, and promises of them, over tables
// in memory. Recorded times are what a test says.
#pragma once

#include "ledger/master/change.h"
#include "ledger/promises/departures.h"
#include "ledger/promises/promises.h"
#include "tests/support/folded_world.h"

namespace stocktrail::test {

inline constexpr Micros first_day{1'800'000'000'000'000};  // 2027-01-15T08:00:00Z.
constexpr Micros seconds_in(std::int64_t seconds) {
  return Micros{to_i64(first_day) + seconds * 1'000'000};
}

class PromiseWorld : public FoldedWorld {
 public:
  /// Two parties: the first has public places 1 and 2, and place 3, which is not. They are in Brussels,
  /// Bruges and Liège.
  PromiseWorld() {
    register_party(1, R"({"id":")" + place(1) +
                          R"(","name":"A","public":true,"geo":{"latitude":50.85,"longitude":4.35}},{"id":")" +
                          place(2) +
                          R"(","name":"B","public":true,"geo":{"latitude":51.21,"longitude":3.22}},{"id":")" +
                          place(3) + R"(","name":"C","geo":{"latitude":50.63,"longitude":5.57}})");
    register_party(2, R"({"id":")" + place(9) +
                          R"(","name":"D","public":true,"geo":{"latitude":51.05,"longitude":3.72}},{"id":")" +
                          place(8) +
                          R"(","name":"E","public":true,"geo":{"latitude":50.63,"longitude":5.57}})");
  }

  /// Goods of a lot, or of none if it is empty.
  void make(unsigned product, std::string_view lot_name, int pieces, unsigned at_place,
            std::optional<Micros> expires_at = std::nullopt) {
    make_at(place(at_place), product, lot_name, pieces, expires_at);
  }
  void make_at(const std::string& where, unsigned product, std::string_view lot_name, int pieces,
               std::optional<Micros> expires_at = std::nullopt) {
    EventBuilder event = made(++minutes_).read_at(where).located(where);
    event.quantity(lot_name.empty() ? gtin(product) : lot(product, lot_name), std::to_string(pieces));
    epcis::Event built = event.build(next_event());
    if (expires_at) built.ilmd.expires_at = Timestamp{*expires_at, {}};
    add(std::move(built));
  }
  void sell(unsigned product, std::string_view lot_name, int pieces, unsigned at_place,
            std::int64_t minutes_late = 0) {
    add(observed(++minutes_ - minutes_late)
            .step("retail_selling")
            .read_at(place(at_place))
            .quantity(lot_name.empty() ? gtin(product) : lot(product, lot_name), std::to_string(pieces))
            .build(next_event()));
  }
  void recall(unsigned product, std::string_view lot_name) {
    add(observed(++minutes_)
            .step("holding")
            .disposition("recalled")
            .read_at(place(1))
            .quantity(lot(product, lot_name), "")
            .build(next_event()));
  }

  /// An event that names a document, at place 1, as the writer folds it. No pieces: not told.
  EventRef leave(std::string_view step, unsigned product, std::string_view lot_name, int pieces,
                 const std::string& document, Micros at, const std::string& issuer = "https://x.example") {
    EventBuilder event = observed(++minutes_).step(step).read_at(place(1));
    event.quantity(lot_name.empty() ? gtin(product) : lot(product, lot_name),
                   pieces == 0 ? "" : std::to_string(pieces));
    return leave(event, {document}, at, issuer);
  }
  EventRef leave(const EventBuilder& builder, const std::vector<std::string>& documents, Micros at,
                 const std::string& issuer = "https://x.example") {
    epcis::Event event = builder.build(next_event());
    for (const std::string& document : documents) event.biz_transactions.push_back({std::nullopt, document});
    const EventRef ref = add(event);
    const auto departure =
        promises::departure_of(event, books::fact_of(event, issuer, event.id, directory), ref);
    if (departure && promises::is_awaited(event.biz_transactions, tables))
      promises::fold(*departure, at, [&](const std::string&) { return may_report; }, tables);
    return ref;
  }
  void declare_error(EventRef ref) { declare_error(ref, first_day); }
  void declare_error(EventRef ref, Micros at) {
    take_back(ref, ++minutes_);
    promises::take_back(ref, at, tables);
  }

  static promises::Order order(const std::string& body) {
    const auto document = json::Document::parse(body);
    ST_CHECK(document.has_value());
    auto parsed = promises::parse_order(document->root());
    ST_CHECK(parsed.has_value());
    return *std::move(parsed);
  }
  static std::string line(unsigned product, int quantity, const std::vector<unsigned>& places = {1},
                          const std::string& more = {}) {
    std::string text =
        R"({"product":")" + gtin(product) + R"(","quantity":)" + std::to_string(quantity) + R"(,"places":[)";
    for (const unsigned one : places) text += (text.ends_with('[') ? "\"" : ",\"") + place(one) + "\"";
    return text + "]" + more + "}";
  }
  static promises::Order reserve(const std::string& id, const std::string& lines,
                                 const std::string& more = {}) {
    return order(R"({"action":"reserve","id":")" + id + R"(","lines":[)" + lines + "]" + more + "}");
  }
  static promises::Order change(const std::string& action, const std::string& id,
                                const std::string& more = {}) {
    return order(R"({"action":")" + action + R"(","id":")" + id + "\"" + more + "}");
  }

  enum class Policy : bool { in_force, revoked };
  /// Whether one party may report at the places of the other.
  void report_for(unsigned issuer, unsigned owner, Policy policy) {
    const std::string body = R"({"id":"report","type":"reporting","party":")" + party(issuer) +
                             R"(","places_of":")" + party(owner) + R"(","revoked":)" +
                             (policy == Policy::revoked ? "true}" : "false}");
    const auto document = json::Document::parse(body);
    ST_CHECK(document.has_value());
    const auto change = master::parse_change("policy", document->root());
    ST_CHECK(change.has_value());
    master::fold(*change, key_of(party(owner)), Micros{}, 0, tables);
  }

  /// As the writer does: what was judged is folded; an error changes nothing.
  Result<promises::Outcome> state(const promises::Order& order, Micros at, unsigned issuer = 1) {
    const gs1::Key by = key_of(party(issuer));
    auto outcome = promises::judge(order, by, at, {.books = 1}, tables);
    if (!outcome) return outcome;
    promises::Stated stated{order, std::nullopt};
    if (promises::has_outcome(order)) stated.outcome = *outcome;
    // As a replay reads it.
    const auto again = promises::decode_stated(promises::encode(stated));
    ST_CHECK(again.has_value());
    promises::fold(*again, by, at, ++records_, tables);
    return outcome;
  }
  promises::Reservation find(const std::string& id, unsigned issuer = 1) const {
    auto found = promises::find_reservation(party(issuer), id, tables);
    ST_CHECK(found.has_value());
    return *std::move(found);
  }
  /// Of pieces at place 1.
  promises::ShelfState shelf(unsigned product, Micros now, const promises::Condition& condition = {},
                             const std::string& channel = {}) const {
    return promises::shelf_state({place(1), {gtin(product), {}}}, condition, channel, now, tables);
  }
  static std::string from(const promises::Granted& line) {
    std::string text;
    for (const promises::Piece& piece : line.from)
      text += (text.empty() ? "" : ", ") + piece.lot + " " + piece.amount.text();
    return text;
  }

  bool may_report = true;  // Whoever leaves, at place 1.

 private:
  void register_party(unsigned number, const std::string& places) {
    const std::string body = R"({"id":")" + party(number) + R"(","name":"Party )" + std::to_string(number) +
                             R"(","places":[)" + places + "]}";
    const auto document = json::Document::parse(body);
    ST_CHECK(document.has_value());
    const auto change = master::parse_change("party", document->root());
    ST_CHECK(change.has_value());
    master::fold(*change, key_of(party(number)), Micros{}, 0, tables);
  }
  unsigned next_event() { return ++events_made_; }

  std::int64_t minutes_ = 1'000;
  unsigned events_made_ = 0;
  std::uint64_t records_ = 1'000'000;
};

}  // namespace stocktrail::test
