// Statements: what is accepted can be presented and read again with the same events; and any text that is
// accepted as an event can be signed.
#include <cstdint>

#include "tests/support/statement_fixtures.h"

using namespace stocktrail;

namespace {

std::string events_of(const Statement& statement) {
  std::string texts;
  for (const json::Value event : statement.events()) texts += std::string(event.raw()) + "\n";
  return texts;
}

void check_statement(const Statement& statement) {
  const Result<Statement> again = Statement::parse(disclose_all(statement));
  ST_CHECK(again && again->jws() == statement.jws() && again->id() == statement.id());
  ST_CHECK(again->events().size() == statement.events().size());
  const Result<Statement> third = Statement::parse(disclose_all(*again));
  ST_CHECK(third && events_of(*third) == events_of(*again));
  static_cast<void>(
      redact(statement, [](const DisclosurePath& path) { return path.pointer.size() % 2 == 0; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  if (const Result<Statement> statement = Statement::parse(text)) check_statement(*statement);
  if (size <= 4096) {
    const SigningKey key = stocktrail::testing::fixed_key(1);
    const Result<std::string> wire =
        sign_statement(stocktrail::testing::events_draft({std::string(text)}), key);
    if (wire) check_statement(*Statement::parse(*wire));
    const std::string hand_made = stocktrail::testing::hand_made_events(text, {});
    if (const Result<Statement> statement = Statement::parse(hand_made)) check_statement(*statement);
  }
  return 0;
}
