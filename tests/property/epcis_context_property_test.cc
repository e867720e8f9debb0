// Contexts are read as JSON-LD 1.1 has it, whatever the order of their definitions: against a naive model
// that knows all definitions before it reads one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "ledger/epcis/json/context.h"
#include "tests/support/epcis_events.h"
#include "tests/support/seed.h"

namespace stocktrail::epcis {
namespace {

struct Definition {
  std::string name, iri;
  bool as_object = false;
};

/// Definitions that rest on those before them: "n3": "n1:x/".
std::vector<Definition> random_definitions(std::mt19937_64& random) {
  std::vector<Definition> made;
  const std::size_t count = 1 + random() % 12;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string ending = std::string(1, "/#:"[random() % 3]);
    std::string iri = "https://ns" + std::to_string(i) + ".example" + ending;
    if (i > 0 && random() % 3 != 0) {
      const Definition& base = made[random() % i];
      iri = random() % 4 == 0 ? base.name : base.name + ":p" + std::to_string(i) + ending;
    }
    made.push_back({"n" + std::to_string(i), iri, random() % 2 == 0});
  }
  return made;
}

std::string context_of(const std::vector<Definition>& definitions) {
  std::string text = "{";
  for (const Definition& each : definitions) {
    text += (text.size() > 1 ? ",\"" : "\"") + each.name + "\":";
    text += each.as_object ? R"({"@prefix":true,"@type":"@id","@id":")" + each.iri + "\"}"
                           : "\"" + each.iri + "\"";
  }
  return text + "}";
}

/// What a text means: a name is what it stands for, and what stands before a colon may be a name.
std::string naive(const std::string& text, const std::map<std::string, std::string>& names) {
  if (const auto whole = names.find(text); whole != names.end()) return naive(whole->second, names);
  const std::size_t colon = text.find(':');
  const auto prefix = names.find(text.substr(0, colon));
  if (colon == std::string::npos || prefix == names.end()) return text;
  return naive(prefix->second, names) + text.substr(colon + 1);
}

TEST(EpcisContextProperty, ChainsMeanTheSameInEveryOrder) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 500; ++round) {
    std::vector<Definition> definitions = random_definitions(random);
    std::map<std::string, std::string> names;
    for (const Definition& each : definitions) names[each.name] = each.iri;
    std::ranges::shuffle(definitions, random);
    const std::string declared = context_of(definitions);
    SCOPED_TRACE(declared);
    const json::Document document = *json::Document::parse(declared);
    const Result<Context> context = Context().extended(document.root(), "$");
    ASSERT_TRUE(context) << context.error().where << ": " << context.error().detail;
    for (const Definition& each : definitions) {
      std::string storage;
      const Result<std::string_view> value =
          context->expand_value(Context::ValueKind::id, each.name + ":local", storage);
      ASSERT_TRUE(value) << value.error().detail;
      EXPECT_EQ(*value, naive(each.name + ":local", names));
      EXPECT_EQ(*context->expand_value(Context::ValueKind::vocab, each.name, storage),
                naive(each.name, names));
      EXPECT_EQ(context->expand(each.name + ":local"), naive(each.name + ":local", names));
    }
  }
}

TEST(EpcisContextProperty, CirclesAreRefusedInEveryOrder) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = 1 + random() % 8;
    std::vector<Definition> definitions;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string next = "n" + std::to_string((i + 1) % count);
      definitions.push_back(
          {"n" + std::to_string(i), random() % 2 == 0 ? next : next + ":x/", random() % 2 == 0});
    }
    std::ranges::shuffle(definitions, random);
    const json::Document document = *json::Document::parse(context_of(definitions));
    EXPECT_FALSE(Context().extended(document.root(), "$")) << document.root().raw();
  }
}

}  // namespace
}  // namespace stocktrail::epcis
