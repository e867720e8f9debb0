// Random events through sign, redact and parse, against a naive model of what must be left.
// Seeds: tests/support/rapidcheck_seed.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/rapidcheck_seed.h"
#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

/// What a model event is made of: plain members, identifier lists and quantity lists, by name.
struct QuantityElement {
  std::string epc_class;
  std::string quantity;  // A JSON number, or empty for none.
};

struct ModelEvent {
  std::map<std::string, std::string> plain;  // Name to raw JSON.
  std::map<std::string, std::vector<std::string>> identifiers;
  std::map<std::string, std::vector<QuantityElement>> quantities;
};

std::string json_string(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

using Keep = std::function<bool(const std::string& pointer)>;

std::string joined(const std::vector<std::string>& parts, char open, char close) {
  std::string out(1, open);
  for (const std::string& part : parts) out += (out.size() > 1 ? "," : "") + part;
  return out + close;
}

/// The text of the event with only what is kept; members in the order of their names.
std::string model_text(const ModelEvent& event, const Keep& keep) {
  std::map<std::string, std::string> members;
  for (const auto& [name, raw] : event.plain) {
    std::string pointer;
    for (const char c : name) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    if (keep("/" + pointer)) members[name] = raw;
  }
  for (const auto& [name, list] : event.identifiers) {
    std::vector<std::string> kept;
    for (std::size_t n = 0; n < list.size(); ++n) {
      if (keep("/" + name + "/" + std::to_string(n))) kept.push_back(json_string(list[n]));
    }
    if (keep("/" + name)) members[name] = joined(kept, '[', ']');
  }
  for (const auto& [name, list] : event.quantities) {
    std::vector<std::string> kept;
    for (std::size_t n = 0; n < list.size(); ++n) {
      const std::string pointer = "/" + name + "/" + std::to_string(n);
      const bool shown = !list[n].quantity.empty() && keep(pointer + "/quantity");
      if (!keep(pointer)) continue;
      kept.push_back("{\"epcClass\":" + json_string(list[n].epc_class) +
                     (shown ? ",\"quantity\":" + list[n].quantity : "") + "}");
    }
    if (keep("/" + name)) members[name] = joined(kept, '[', ']');
  }
  std::vector<std::string> texts;
  for (const auto& [name, text] : members) texts.push_back(json_string(name) + ":" + text);
  return joined(texts, '{', '}');
}

rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(
      rc::gen::element('a', 'B', '7', ' ', '/', '~', '"', '\\', '\n', '{', ']', ':'));
}

ModelEvent any_event() {
  ModelEvent event;
  event.plain["type"] = "\"ObjectEvent\"";
  const auto values = rc::gen::element<std::string>("1.50", "-0", "true", "null", "{}", "[ 1 ]",
                                                    "{ \"a\" : [ { } ] }", "\"caf\\u00e9\"");
  for (const std::string& name : *rc::gen::container<std::vector<std::string>>(any_text())) {
    event.plain["x" + name] = *values;
  }
  for (const char* name : {"epcList", "childEPCs", "inputEPCList", "outputEPCList"}) {
    if (*rc::gen::arbitrary<bool>())
      event.identifiers[name] = *rc::gen::container<std::vector<std::string>>(any_text());
  }
  for (const char* name : {"quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"}) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    const std::size_t count = *rc::gen::inRange<std::size_t>(0, 6);
    for (std::size_t n = 0; n < count; ++n) {
      event.quantities[name].push_back(
          {*any_text(), *rc::gen::element<std::string>("", "1", "120.50", "1e3")});
    }
  }
  return event;
}

const auto keep_all = [](const std::string&) { return true; };

TEST(StatementProperty, RedactionLeavesExactlyTheKeptParts) {
  test::check_property("sign, redact a random subset, parse", [] {
    std::vector<ModelEvent> events;
    std::vector<std::string> texts;
    for (std::size_t n = *rc::gen::inRange<std::size_t>(1, 6); n > 0; --n) {
      events.push_back(any_event());
      texts.push_back(model_text(events.back(), keep_all));
    }
    const SigningKey key = fixed_key(1);
    const Result<std::string> wire = sign_statement(events_draft(texts), key);
    RC_ASSERT(wire.has_value());
    const Statement statement = *Statement::parse(*wire);
    for (std::size_t n = 0; n < texts.size(); ++n) RC_ASSERT(statement.events()[n].raw() == texts[n]);

    const Result<Statement> full = Statement::parse(disclose_all(statement));
    RC_ASSERT(full.has_value());
    std::vector<std::pair<std::size_t, std::string>> places;  // All disclosures there are.
    redact(statement, [&](const DisclosurePath& path) {
      places.emplace_back(path.event, path.pointer);
      return true;
    });
    std::set<std::pair<std::size_t, std::string>> dropped;
    for (const auto& place : places) {
      if (!place.second.empty() && *rc::gen::inRange(0, 3) == 0) dropped.insert(place);
    }
    const auto keep = [&](const DisclosurePath& path) {
      return !dropped.contains({path.event, std::string(path.pointer)});
    };
    const std::string redacted = redact(statement, keep);
    RC_ASSERT(redact(*full, keep) == redacted);  // Both forms have the same disclosures.
    const Result<Statement> opened = Statement::parse(redacted);
    RC_ASSERT(opened.has_value());
    RC_ASSERT(verify(*opened, key.public_key()));
    RC_ASSERT(opened->events().size() == events.size());
    for (std::size_t n = 0; n < events.size(); ++n) {
      const std::string expected =
          model_text(events[n], [&](const std::string& pointer) { return !dropped.contains({n, pointer}); });
      RC_ASSERT(opened->events()[n].raw() == expected);
    }
  });
}

TEST(StatementProperty, AnyChangedByteIsRefusedOrChangesNothing) {
  test::check_property("change one byte of either wire form", [] {
    const SigningKey key = fixed_key(1);
    const Statement statement =
        *Statement::parse(*sign_statement(events_draft({model_text(any_event(), keep_all)}), key));
    std::string wire = *rc::gen::arbitrary<bool>() ? std::string(statement.wire()) : disclose_all(statement);
    const bool is_seeded = wire.starts_with('{');
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, wire.size());
    wire[at] = static_cast<char>(wire[at] ^ *rc::gen::inRange(1, 256));
    const Result<Statement> changed = Statement::parse(wire);
    if (!changed || !verify(*changed, key.public_key())) return;
    // Only the JSON around the seeded form has spellings: white space, and escapes in names.
    RC_ASSERT(is_seeded);
    RC_ASSERT(changed->jws() == statement.jws());
    RC_ASSERT(disclose_all(*changed) == disclose_all(statement));
  });
}

}  // namespace
}  // namespace stocktrail::testing
