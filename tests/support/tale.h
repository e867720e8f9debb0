// tests/support/tale.h: a truthful world as signed statements, with parties, places and goods of its own.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "ledger/master/master.h"
#include "tests/support/event_json.h"
#include "tests/support/ledger_world.h"
#include "tests/support/recorded_order.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {

/// Each has its key, made of its name.
inline Supplier company(const std::string& party) {
  const Digest seed = sha256(party);
  std::array<std::uint8_t, 32> bytes{};
  std::copy_n(seed.begin(), bytes.size(), bytes.begin());
  return {gs1::parse_key(party).value(), {}, *SigningKey::from_seed(bytes)};
}

/// One truthful world, as statements.
class Tale {
 public:
  static constexpr std::size_t events_of_a_statement = 8;
  Tale(std::uint64_t seed, std::uint64_t number)
      : number_(number),
        name_("w" + std::to_string(number) + "."),
        tellers_(name_),
        world_(seed + number, options(number)) {
    TruthfulWorld::introduce(tellers_);
    std::vector<ReportTime> times;
    for (const std::string& line : world_.told()) {
      told_.push_back(tellers_.told(line));
      times.push_back({told_.back().issuer, told_.back().event.event_time.at});
    }
    std::mt19937 random(static_cast<std::uint32_t>(seed + number));
    for (const RecordedReport& one : recorded_order(times, random)) {
      const std::string& issuer = told_[one.report].issuer;
      const bool goes_on = !statements_.empty() && statements_.back().issuer == issuer &&
                           statements_.back().events.size() < events_of_a_statement;
      if (!goes_on) statements_.push_back({issuer, one.hour, {}});
      statements_.back().events.push_back(json_of(told_[one.report]));
    }
  }

  struct Statement {
    std::string issuer;
    std::int64_t hour = 0;  // When it is recorded.
    std::vector<std::string> events;
  };
  const std::vector<Statement>& statements() const { return statements_; }
  std::string wire_of(std::size_t statement) const {
    const Statement& one = statements_[statement];
    return sign_events(company(one.issuer), number_ * statements_of_a_world_max + statement, one.events);
  }

  /// What is not known yet of its parties, places, products and rights.
  void introduce(LedgerWorld& log) const {
    std::map<std::string, std::vector<std::string>> places;
    for (const Tellers::Told& one : told_) places[one.issuer];
    for (const auto& [site, party] : tellers_.directory().party_of_site) places[party].push_back(site);
    const auto view = log.ledger->view();
    const TableReader& tables = view->tables();
    for (const auto& [party, sites] : places)
      if (!master::party(gs1::parse_key(party).value(), tables)) state(log, "party", body_of(party, sites));
    for (const auto& [package, level] : tellers_.directory().levels)
      if (!master::product(gs1::parse_key(level.product).value(), tables))
        state(log, "product", product_of(package, level));
    const std::string carrier = party_of("L3");  // Reports what comes to others.
    if (places.contains(carrier))
      for (const auto& [party, sites] : places)
        if (party != carrier) state(log, "policy", policy_of(carrier, party));
  }

  std::size_t events() const { return told_.size(); }
  const std::string& name() const { return name_; }
  const MapDirectory& directory() const { return tellers_.directory(); }
  std::string party_of(const std::string& name) const {
    Tellers same(name_);
    return same.place(name + "(party)");
  }

 private:
  static WorldOptions options(std::uint64_t number) {
    WorldOptions options;
    options.days = 10 + static_cast<int>(number % 15);
    options.lots_always = number % 3 == 0;
    options.mixed = number % 3 == 1;
    options.practices = number % 2 == 0 ? static_cast<unsigned>(all_practices) : 0;
    return options;
  }
  std::string json_of(const Tellers::Told& told) const {
    return EventJson::of(told.event, told.event.id_is_given ? "urn:x-tale:" + name_ + told.event.id : "");
  }
  /// Told again after a crash, it is the same statement.
  static void state(LedgerWorld& log, const std::string& kind, const std::string& body) {
    StatementDraft draft;
    draft.kind = kind;
    draft.body = body;
    const Digest digest = sha256(body);
    std::copy_n(digest.begin(), draft.id.size(), draft.id.begin());
    auto candidate = log.ledger->sign_for(log.ledger->operator_id(), std::move(draft));
    ST_CHECK(candidate.has_value());
    const auto receipt = log.ledger->append_and_wait(std::move(*candidate));
    if (!receipt)
      std::fprintf(stderr, "%s: %s\n%s\n", kind.c_str(), receipt.error().detail.c_str(), body.c_str());
    ST_CHECK(receipt.has_value());
  }
  static std::string body_of(const std::string& party, const std::vector<std::string>& sites) {
    json::Writer w;
    w.begin_object().field("id", party).field("name", "Party " + party.substr(party.size() - 13));
    w.key("places").begin_array();
    for (const std::string& site : sites)
      w.begin_object().field("id", site).field("name", "Site").key("public").boolean(true).end_object();
    w.end_array().key("keys").begin_array().begin_object().field("kty", "OKP").field("crv", "Ed25519");
    w.field("x", base64url_encode(company(party).key.public_key().bytes())).end_object().end_array();
    w.end_object();
    return std::move(w).text();
  }
  static std::string product_of(const std::string& package, const books::Directory::Level& level) {
    json::Writer w;
    w.begin_object().field("id", level.product).field("name", "Goods").key("packaging").begin_array();
    w.begin_object().field("id", package).key("contains").number(level.pieces).end_object();
    w.end_array().end_object();
    return std::move(w).text();
  }
  static std::string policy_of(const std::string& carrier, const std::string& party) {
    json::Writer w;
    w.begin_object().field("id", carrier.substr(carrier.size() - 13) + "-" + party.substr(party.size() - 13));
    w.field("type", "reporting").field("party", carrier).field("places_of", party).end_object();
    return std::move(w).text();
  }

  static constexpr std::uint64_t statements_of_a_world_max = 100'000;

  std::uint64_t number_;
  std::string name_;
  Tellers tellers_;
  TruthfulWorld world_;
  std::vector<Tellers::Told> told_;
  std::vector<Statement> statements_;
};

}  // namespace stocktrail::test
