// tests/support/json_schema.h: whether JSON is what a schema of /openapi.json says. It knows the words that
// our schemas use, and fails on others, on schemas that say nothing, and on members that the schema does not
// tell of: a document that says less than is answered is as wrong as one that says more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/json.h"
#include "ledger/epcis/time.h"

namespace stocktrail::test {

class SchemaCheck {
 public:
  /// `schemas`: what `#/components/schemas/` is followed in.
  explicit SchemaCheck(const json::Value& schemas) : schemas_(schemas) {}

  void check(const json::Value& value, const json::Value& schema, const std::string& path = "$") {
    if (const auto reference = schema.find("$ref")) {
      const std::string name(reference->string().substr(std::string_view("#/components/schemas/").size()));
      const auto named = schemas_.find(name);
      if (!named) return fail(path, "no schema " + name);
      return check(value, *named, path);
    }
    if (schema.size() == 0) fail(path, "the schema says nothing");
    for (const json::Member& word : schema.members()) check_word(word, value, path);
    if (value.is(json::Kind::object)) check_members(value, schema, path);
  }
  std::vector<std::string> faults;

 private:
  void fail(const std::string& path, const std::string& what) { faults.push_back(path + ": " + what); }

  void check_word(const json::Member& word, const json::Value& value, const std::string& path) {
    if (word.name == "type") {
      if (!is_of_type(value, word.value.string()))
        fail(path, "no " + std::string(word.value.string()) + ": " + std::string(value.raw()));
    } else if (word.name == "required") {
      for (const json::Value name : word.value.elements())
        if (!value.find(name.string())) fail(path, "without " + std::string(name.string()));
    } else if (word.name == "items") {
      std::size_t place = 0;
      if (value.is(json::Kind::array))
        for (const json::Value element : value.elements())
          check(element, word.value, path + "[" + std::to_string(place++) + "]");
    } else if (word.name == "enum") {
      bool is_one = false;
      for (const json::Value one : word.value.elements()) is_one = is_one || one.raw() == value.raw();
      if (!is_one) fail(path, "not one of the words: " + std::string(value.raw()));
    } else if (word.name == "format") {
      if (word.value.string() == "date-time" && !Timestamp::parse(value.string())) fail(path, "no time");
    } else if (word.name != "description" && word.name != "pattern" && word.name != "properties" &&
               word.name != "additionalProperties") {
      fail(path, "a word that the check does not know: " + std::string(word.name));
    }
  }

  void check_members(const json::Value& value, const json::Value& schema, const std::string& path) {
    const auto properties = schema.find("properties"), others = schema.find("additionalProperties");
    for (const json::Member& member : value.members()) {
      const std::string at = path + "." + std::string(member.name);
      if (const auto told = properties ? properties->find(member.name) : std::nullopt) {
        check(member.value, *told, at);
      } else if (!others) {
        fail(at, "the schema does not tell of it");
      } else if (others->is(json::Kind::object)) {
        check(member.value, *others, at);
      }
    }
  }

  static bool is_of_type(const json::Value& value, std::string_view type) {
    if (type == "object") return value.is(json::Kind::object);
    if (type == "array") return value.is(json::Kind::array);
    if (type == "string") return value.is(json::Kind::string);
    if (type == "boolean") return value.is(json::Kind::boolean);
    if (type == "number") return value.is(json::Kind::number);
    return type == "integer" && value.is(json::Kind::number) &&
           value.raw().find_first_of(".eE") == std::string_view::npos;
  }

  const json::Value& schemas_;
};

}  // namespace stocktrail::test
