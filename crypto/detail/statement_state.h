// crypto/detail/statement_state.h: what a Statement keeps. Inside crypto only; statement.h is what others
// use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/detail/disclosure.h"
#include "crypto/detail/jws_header.h"
#include "crypto/statement.h"

namespace stocktrail {

struct StatementState {
  std::string wire;
  std::string_view jws;  // Into `wire`, or into `seeded`.
  std::string_view signing_input;
  Signature signature{};
  Digest digest{};
  std::optional<json::Document> seeded;  // The whole wire, in the seeded form.
  bool is_reopened = false;              // `wire` has only some of the events: see Statement::reopen().
  JwsHeader header{};
  std::optional<json::Document> payload;
  std::string_view issuer;
  std::int64_t issued_at = 0;
  StatementId id{};
  std::vector<json::Value> events;
  std::vector<DisclosureSeed> seeds;  // One an event in the seeded form, else none.
  // The RFC form only:
  std::vector<std::size_t> plain_events;  // Those with members in the payload itself; ascending.
  std::vector<Disclosure> disclosures;
  std::vector<std::vector<std::string_view>> cuts;  // Of each event: the pointers of its disclosures, sorted.
  std::vector<json::Document> documents, texts;     // What `events` points into.

  json::Value root() const {
    ST_CHECK(payload);
    return payload->root();
  }
  /// The claim that the header's kind names.
  json::Value body() const {
    const auto claim = root().find(header.kind);
    ST_CHECK(claim);
    return *claim;
  }
  bool has(std::size_t event) const { return events.at(event).is(json::Kind::object); }
};

/// The one maker of statements.
struct StatementReader {
  static Result<Statement> read(std::unique_ptr<StatementState> state);
  static const StatementState& state(const Statement& statement) { return *statement.state_; }
};

}  // namespace stocktrail
