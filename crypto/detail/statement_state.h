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
  JwsHeader header{};
  std::optional<json::Document> payload;
  std::string_view issuer;
  std::int64_t issued_at = 0;
  StatementId id{};
  std::vector<json::Value> events;
  std::vector<DisclosureSeed> seeds;  // One an event in the seeded form, else none.
  // Of the RFC form:
  std::vector<std::size_t> plain_events;  // Those with members in the payload itself; ascending.
  std::vector<Disclosure> disclosures;
  std::vector<std::vector<std::string_view>> cuts;  // Of each event: the pointers of its disclosures, sorted.
  std::vector<json::Document> documents, texts;     // What `events` points into.
};

/// The one maker of statements.
struct StatementReader {
  static Result<Statement> read(std::string_view wire);
  static const StatementState& state(const Statement& statement) { return *statement.state_; }
};

}  // namespace stocktrail
