// statement_tool: statements on the command line, for tests that drive other people's SD-JWT libraries.
//   statement_tool make              two sample events, signed: all forms and the public key, as one JSON
//   object statement_tool parse X           the statement on standard input, with the key whose JWK has this
//   x statement_tool redact POINTER... the statement on standard input with only these parts of its events
// Exit status 1 and a message if the statement is refused.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

constexpr std::int64_t issued_at_in_the_past = 1'700'000'000;  // Others refuse a statement from the future.

int refuse(const Error& error) {
  std::cerr << error.where << ": " << error.detail << "\n";
  return 1;
}

Result<Statement> read_statement() {
  const std::string wire{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  return Statement::parse(wire);
}

int make() {
  const SigningKey key = fixed_key(1);
  StatementDraft draft =
      events_draft({std::string(sample_event), R"({"type":"TransformationEvent","n":[1,2]})",
                    R"({"type":"AssociationEvent"})"});
  draft.issued_at = issued_at_in_the_past;
  const Result<std::string> wire = sign_statement(draft, key);
  if (!wire) return refuse(wire.error());
  const Result<Statement> statement = Statement::parse(*wire);
  if (!statement) return refuse(statement.error());
  json::Writer out;
  out.begin_object().field("seeded", *wire).field("full", disclose_all(*statement));
  out.key("jwk").raw(key_json(key)).key("events").begin_array();
  for (const json::Value event : statement->events()) out.raw(event.raw());
  std::cout << out.end_array().end_object().text() << "\n";
  return 0;
}

int parse(std::string_view x) {
  const Result<Statement> statement = read_statement();
  if (!statement) return refuse(statement.error());
  const std::optional<std::string> bytes = base64url_decode(x);
  const std::optional<PublicKey> key = bytes ? PublicKey::from_bytes(as_bytes(*bytes)) : std::nullopt;
  json::Writer out;
  out.begin_object().field("kind", statement->kind()).field("issuer", statement->issuer());
  out.key("verified").boolean(key && verify(*statement, *key)).key("events").begin_array();
  for (const json::Value event : statement->events()) out.raw(event.raw());
  std::cout << out.end_array().end_object().text() << "\n";
  return 0;
}

int redact_to(std::span<const std::string> pointers) {
  const Result<Statement> statement = read_statement();
  if (!statement) return refuse(statement.error());
  std::cout << redact(*statement, [&](const DisclosurePath& path) {
    return path.pointer.empty() || std::ranges::find(pointers, path.pointer) != pointers.end();
  });
  return 0;
}

}  // namespace
}  // namespace stocktrail::testing

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 1 && arguments[0] == "make") return stocktrail::testing::make();
  if (arguments.size() == 2 && arguments[0] == "parse") return stocktrail::testing::parse(arguments[1]);
  if (!arguments.empty() && arguments[0] == "redact") {
    return stocktrail::testing::redact_to(std::span(arguments).subspan(1));
  }
  std::cerr << "usage: statement_tool make | parse X | redact POINTER...\n";
  return 2;
}
