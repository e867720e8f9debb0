#include "crypto/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/json_writer.h"

namespace stocktrail::json {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonTest, AcceptsEveryValidForm) {
  const std::string good[] = {"{}",
                              "[]",
                              " [ ] ",
                              "\t{\r\n}\n",
                              "null",
                              "true",
                              "false",
                              "0",
                              "-0",
                              "12.50",
                              "1e5",
                              "1E+05",
                              "-1.5e-300",
                              "123456789012345678901234567890",
                              "1e400",
                              "\"\"",
                              " \"a\" ",
                              "[1,2,3]",
                              "{\"a\":{\"b\":[{}]}}",
                              "[[],[]]",
                              R"({"a":1,"A":2,"":3})",
                              R"(["\"\\\/\b\f\n\r\t\u0041\uD83D\uDE00"])",
                              "[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"]",
                              R"(["\u0000"])",
                              nested(depth_max),
                              R"({"a\u0062":1,"ac":2})",
                              "\"]\"",
                              "[\"}\",\"{\"]",
                              R"({"a":"\"","b":"\\"})"};
  for (const std::string& text : good) {
    const Result<Document> document = Document::parse(text);
    EXPECT_TRUE(document) << text << ": " << (document ? "" : document.error().detail);
  }
}

struct Bad {
  std::string text, where, detail;
};

const Bad bad_grammar[] = {{"", "byte 0", "empty"},
                           {"  \n", "byte 0", "empty"},
                           {"[1,]", "byte 3", "value was expected"},
                           {"[,1]", "byte 1", "value was expected"},
                           {"[1 2]", "byte 2", ""},
                           {"[1", "byte 2", "closing bracket"},
                           {"{\"a\":1", "byte 6", "closing bracket"},
                           {"[1]]", "byte 3", "after the JSON value"},
                           {"{}{}", "byte 2", "after the JSON value"},
                           {"[1] x", "byte 4", "after the JSON value"},
                           {"1 2", "byte 0", ""},
                           {"1,2", "byte 0", ""},
                           {"\"a\" \"b\"", "byte 3", "after the JSON value"},
                           {"\"a\",1", "byte 3", "after the JSON value"},
                           {"{a:1}", "byte 1", ""},
                           {"{'a':1}", "byte 1", ""},
                           {"{\"a\"}", "byte 1", "colon"},
                           {"{\"a\" 1}", "byte 1", "colon"},
                           {"{\"a\":}", "byte 5", "value was expected"},
                           {"{\"a\":1,}", "byte 6", ""},
                           {"{,}", "byte 1", ""},
                           {"{1:2}", "byte 1", ""},
                           {"{\"a\":1 \"b\":2}", "byte 6", ""},
                           {"[\"a\":1]", "byte 4", ""},
                           {"{\"a\":\"b\":1}", "byte 8", ""},
                           {"[1}", "byte 2", ""},
                           {"{\"a\":[1}", "", ""},
                           {"[[1]", "", ""},
                           {"[tru]", "byte 1", "value was expected"},
                           {"[nulll]", "byte 1", "value was expected"},
                           {"[True]", "byte 1", "value was expected"},
                           {"[NaN]", "byte 1", "value was expected"},
                           {"[01]", "byte 1", "value was expected"},
                           {"[-]", "byte 1", "value was expected"},
                           {"[+1]", "byte 1", "value was expected"},
                           {"[.5]", "byte 1", "value was expected"},
                           {"[1.]", "byte 1", "value was expected"},
                           {"[1e]", "byte 1", "value was expected"},
                           {"[1e+]", "byte 1", "value was expected"},
                           {"[0x1]", "byte 1", "value was expected"},
                           {"[1_000]", "byte 1", "value was expected"},
                           {"[--1]", "byte 1", "value was expected"}};

const Bad bad_tokens[] = {
    {"-", "byte 0", "value was expected"},
    {"nul", "byte 0", "value was expected"},
    {"\"a", "byte 0", "no closing quote"},
    {"[\"a]", "byte 1", "no closing quote"},
    {"[\"a\\\"]", "byte 1", "no closing quote"},
    {"[\"a\nb\"]", "byte 3", "control character"},
    {std::string("[\"a\0b\"]", 7), "byte 3", "control character"},
    {"[\"\x1F\"]", "byte 2", "control character"},
    {R"(["\x41"])", "byte 2", "escape"},
    {R"(["a\u12g4"])", "byte 3", "escape"},
    {R"(["\u12"])", "byte 2", "escape"},
    {R"(["\u+123"])", "byte 2", "escape"},
    {R"(["\uD800"])", "byte 2", "surrogate"},
    {R"(["\uDC00"])", "byte 2", "surrogate"},
    {R"(["\uD800\u0041"])", "byte 2", "surrogate"},
    {R"(["\uD800\uD800"])", "byte 2", "surrogate"},
    {R"(["\uD800x"])", "byte 2", "surrogate"},
    {R"({"\uDFFF":1})", "byte 2", "surrogate"},
    {"[\"\xC3\"]", "byte 2", "UTF-8"},
    {"[\"\xC0\x80\"]", "byte 2", "UTF-8"},
    {"[\"ab\xED\xA0\x80\"]", "byte 4", "UTF-8"},
    {"[\"\xF4\x90\x80\x80\"]", "byte 2", "UTF-8"},
    {"[\"\xFF\"]", "byte 2", "UTF-8"},
    {"\xEF\xBB\xBF{}", "byte 0", ""},
    {"[1]\x0B", "byte 3", ""},
    {"[1,\xC2\xA0 2]", "byte 3", "value was expected"},
    {"// x\n{}", "byte 0", ""},
    {"[1/*x*/]", "", ""},
    {R"({"a":1,"a":2})", "byte 0", "two members named \"a\""},
    {R"([{"a":1,"b":{"c":1,"d":2,"c":1}}])", "byte 12", "two members named \"c\""},
    {R"({"ab":1,"a\u0062":2})", "byte 0", "two members named \"ab\""},
    {nested(depth_max + 1), "byte 32", "nested deeper"},
    {std::string(100'000, '['), "", ""},
    {"}", "byte 0", ""},
    {"]", "byte 0", ""},
    {":", "byte 0", ""},
};

TEST(JsonTest, RefusesEveryOtherTextAndSaysWhere) {
  std::vector<Bad> all(std::begin(bad_grammar), std::end(bad_grammar));
  all.insert(all.end(), std::begin(bad_tokens), std::end(bad_tokens));
  for (const Bad& b : all) {
    const Result<Document> document = Document::parse(b.text);
    ASSERT_FALSE(document) << b.text;
    EXPECT_THAT(document.error().detail, testing::HasSubstr(b.detail)) << b.text;
    EXPECT_THAT(document.error().where, testing::StartsWith("byte ")) << b.text;
    if (!b.where.empty()) {
      EXPECT_EQ(document.error().where, b.where) << b.text << ": " << document.error().detail;
    }
  }
}

TEST(JsonTest, RefusesDuplicatesInLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 500; ++i) text += "\"n" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(Document::parse(text + "\"last\":0}"));
  EXPECT_FALSE(Document::parse(text + "\"n77\":0}"));
}

TEST(JsonTest, RefusesTooLargeTexts) {
  std::string text(document_bytes_max, ' ');
  text.front() = '1';
  EXPECT_TRUE(Document::parse(text));
  text.push_back(' ');
  const Result<Document> document = Document::parse(text);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::too_large);
}

TEST(JsonTest, GivesValuesWithTheirRawText) {
  Result<Document> parsed = Document::parse(
      R"( {"s":"a\u0062c\"","n":12.50 , "i" : -7,"b":true,"z":null,"a":[ 1 , {"x" : [ ] } ,"é" ],"e":{ }} )");
  ASSERT_TRUE(parsed);
  const Value root = parsed->root();
  Document moved = std::move(*parsed);
  EXPECT_EQ(root.size(), 7u);
  EXPECT_EQ(root.find("s")->string(), "abc\"");
  EXPECT_EQ(root.find("s")->raw(), R"("a\u0062c\"")");
  EXPECT_EQ(root.find("n")->number(), "12.50");
  EXPECT_EQ(root.find("n")->integer(), std::nullopt);
  EXPECT_EQ(root.find("i")->integer(), -7);
  EXPECT_TRUE(root.find("b")->boolean());
  EXPECT_TRUE(root.find("z")->is(Kind::null));
  EXPECT_EQ(root.find("a")->raw(), R"([ 1 , {"x" : [ ] } ,"é" ])");
  EXPECT_EQ(root.find("e")->raw(), "{ }");
  EXPECT_EQ(root.find("q"), std::nullopt);
  std::vector<std::string> names, elements;
  for (const Member member : root.members()) names.emplace_back(member.name);
  for (const Value element : root.find("a")->elements()) elements.emplace_back(element.raw());
  EXPECT_THAT(names, testing::ElementsAre("s", "n", "i", "b", "z", "a", "e"));
  EXPECT_THAT(elements, testing::ElementsAre("1", R"({"x" : [ ] })", "\"é\""));
  EXPECT_EQ(moved.root().raw().front(), '{');
  EXPECT_EQ(moved.root().raw().back(), '}');
}

TEST(JsonTest, IntegersAreExactOrNothing) {
  const auto integer = [](std::string_view text) { return Document::parse(text)->root().integer(); };
  EXPECT_EQ(integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(integer("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(integer("1e3"), std::nullopt);
  EXPECT_EQ(integer("1.0"), std::nullopt);
  EXPECT_EQ(integer("-0"), std::nullopt);
}

TEST(JsonDeathTest, AskingForTheWrongKindIsABug) {
  const Result<Document> document = Document::parse("[1]");
  EXPECT_DEATH((void)document->root().string(), "is\\(Kind::string\\)");
  EXPECT_DEATH((void)document->root().members(), "is\\(Kind::object\\)");
}

TEST(JsonWriterTest, PlacesCommasAndEscapes) {
  Writer writer;
  writer.begin_object()
      .field("a", "q\"\\\n\x01é")
      .key("n")
      .number(-3)
      .key("u")
      .number(UINT64_MAX)
      .key("l")
      .begin_array();
  writer.boolean(true)
      .null()
      .raw("1.50")
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .string("")
      .end_array();
  writer.key("e").begin_object().end_object().end_object();
  EXPECT_EQ(writer.text(),
            R"({"a":"q\"\\\n\u0001é","n":-3,"u":18446744073709551615,"l":[true,null,1.50,{},[],""],"e":{}})");
  EXPECT_TRUE(Document::parse(writer.text()));
}

TEST(JsonWriterDeathTest, WrongNestingIsABug) {
  EXPECT_DEATH(Writer().begin_object().string("no key"), "separate|after_key_");
  EXPECT_DEATH(Writer().begin_array().end_object(), "nesting_");
  EXPECT_DEATH(Writer().null().null(), "nesting_");
  EXPECT_DEATH(Writer().begin_object().key("a").end_object(), "after_key_");
}

}  // namespace
}  // namespace stocktrail::json
