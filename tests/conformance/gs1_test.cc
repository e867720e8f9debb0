// GS1's own data: the syntax dictionary against our table, Digital Link vectors, and every identifier of the
// EPCIS documents and event hashes.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "crypto/json.h"
#include "ledger/gs1/detail/application_identifier.h"
#include "ledger/gs1/detail/key_builder.h"
#include "ledger/gs1/key.h"
#include "tests/support/test_data.h"

namespace stocktrail::gs1 {
namespace {

namespace fs = std::filesystem;

using test::test_data;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// One line of the dictionary, summed up as a row of ours would be.
struct DictionaryLine {
  std::vector<std::string> codes;
  bool fixed = false, attribute = false;
  unsigned min = 0, max = 0;
  char charset = 'N';
  unsigned digits = 0;
  bool has_check = false;
  std::optional<std::string> key_qualifiers;  // dlpkey; empty text: none.
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

void add_component(DictionaryLine& line, std::string word) {
  const bool optional = word[0] == '[';
  std::erase(word, '[');
  std::erase(word, ']');
  const std::string type = word.substr(0, word.find(','));
  const auto dots = type.find("..");
  const unsigned length =
      static_cast<unsigned>(std::stoul(type.substr(dots == std::string::npos ? 1 : dots + 2)));
  line.min += optional ? 0 : dots == std::string::npos ? length : 1;
  line.max += length;
  if (type[0] == 'N' && line.digits == line.max - length)
    line.digits += line.charset == 'N' && !optional ? length : 0;
  line.charset = type[0];
  if (word.find(",csum") != std::string::npos || word.find("pieceoftotal") != std::string::npos)
    line.has_check = true;
}

std::optional<DictionaryLine> parse_line(const std::string& text) {
  if (text.empty() || text[0] == '#') return std::nullopt;
  const std::vector<std::string> words = split(text.substr(0, text.find('#')), ' ');
  DictionaryLine line;
  const std::vector<std::string> range = split(words[0], '-');
  for (unsigned code = static_cast<unsigned>(std::stoul(range.front())); code <= std::stoul(range.back());
       ++code) {
    std::string digits = std::to_string(code);
    line.codes.push_back(std::string(range.front().size() - digits.size(), '0') + digits);
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.find_first_not_of("*?") == std::string::npos) {
      line.fixed = word.find('*') != std::string::npos;
      line.attribute = word.find('?') != std::string::npos;
    } else if (word.starts_with("dlpkey")) {
      line.key_qualifiers = word.size() > 7 ? word.substr(7) : "";
    } else if (!word.starts_with("req=") && !word.starts_with("ex=")) {
      add_component(line, word);
    }
  }
  return line;
}

TEST(SyntaxDictionary, AgreesWithOurTable) {
  ST_NEEDS(test_data("gs1/gs1-syntax-dictionary.txt"));
  std::ifstream in(test_data("gs1/gs1-syntax-dictionary.txt"));
  std::size_t count = 0;
  for (std::string text; std::getline(in, text);) {
    const auto line = parse_line(text);
    if (!line) continue;
    for (const std::string& code : line->codes) {
      const ApplicationIdentifier* row = find_application_identifier(code);
      ASSERT_NE(row, nullptr) << code;
      EXPECT_EQ(row->length_min, line->min) << code;
      EXPECT_EQ(row->length_max, line->max) << code;
      EXPECT_EQ(row->fixed, line->fixed) << code;
      EXPECT_EQ(static_cast<char>(row->charset), line->charset) << code;
      EXPECT_EQ(row->attribute, line->attribute) << code;
      EXPECT_EQ(row->proof == Proof::mod10 || row->proof == Proof::zero_and_mod10 ||
                    row->proof == Proof::gtin_first || row->proof == Proof::check_pair,
                line->has_check)
          << code;
      EXPECT_EQ(find_key_rule(code) != nullptr, line->key_qualifiers.has_value()) << code;
      if (line->key_qualifiers)
        for (const std::string& sequence : split(*line->key_qualifiers, '|')) {
          unsigned rank = 0;
          for (const std::string& qualifier : split(sequence, ',')) {
            EXPECT_GT(qualifier_rank(*find_key_rule(code), qualifier), rank) << code << " " << qualifier;
            rank = qualifier_rank(*find_key_rule(code), qualifier);
          }
        }
      ++count;
    }
  }
  EXPECT_GT(count, 500U);
  std::size_t ours = 0;
  for (const ApplicationIdentifier& row : application_identifiers())
    ours += std::stoul(std::string(row.last)) - std::stoul(std::string(row.first)) + 1;
  EXPECT_EQ(ours, count) << "we know codes that GS1 does not";
}

TEST(DigitalLinkVectors, AreReadAsGs1ReadsThem) {
  const fs::path path = test_data("gs1/digital-link-vectors.json");
  ST_NEEDS(path);
  const auto document = json::Document::parse(read(path));
  ASSERT_TRUE(document.has_value());
  // That parser takes any digits for an application identifier; 89 has never been one.
  const std::set<std::string_view> unknown = {"https://example.com/01/9520123456788/89/ABC123?99=XYZ",
                                              "https://example.com/01/9520123456788?99=XYZ&89=ABC123"};
  std::size_t good = 0;
  for (const json::Value& vector : document->root().elements()) {
    const std::string_view uri = vector.find("uri")->string();
    std::vector<Attribute> attributes;
    const auto key = parse_digital_link(uri, &attributes);
    if (!vector.find("valid")->boolean() || unknown.contains(uri)) {
      EXPECT_FALSE(key.has_value()) << uri;
      continue;
    }
    const std::string_view bracketed = vector.find("bracketed")->string();
    ASSERT_TRUE(key.has_value()) << uri << ": " << key.error().detail;
    std::string all = element_string(*key);
    for (const Attribute& attribute : attributes) all += "(" + attribute.ai + ")" + attribute.value;
    EXPECT_EQ(all, bracketed) << uri;
    ++good;
  }
  EXPECT_EQ(good, 43U);
}

/// All strings of a JSON text that are identifiers in an EPCIS what, where or who field.
void collect(const json::Value& value, std::set<std::string>& out) {
  static const std::set<std::string_view> names = {"epcList",       "childEPCs",   "inputEPCList",
                                                   "outputEPCList", "epcClass",    "parentID",
                                                   "source",        "destination", "id"};
  if (value.is(json::Kind::array))
    for (const json::Value& element : value.elements()) collect(element, out);
  if (!value.is(json::Kind::object)) return;
  for (const json::Member& member : value.members()) {
    if (names.contains(member.name)) {
      if (member.value.is(json::Kind::string)) out.emplace(member.value.string());
      if (member.value.is(json::Kind::array))
        for (const json::Value& element : member.value.elements())
          if (element.is(json::Kind::string)) out.emplace(element.string());
    }
    collect(member.value, out);
  }
}

TEST(CaptureDocuments, HoldIdentifiersThatParse) {
  const fs::path folder = test_data("epcis/2.0/EPCIS/JSON/Capture");
  ST_NEEDS(folder);
  std::set<std::string> identifiers;
  for (const char* part : {"Documents", "Events"})
    for (const auto& entry : fs::directory_iterator(folder / part)) {
      const auto document = json::Document::parse(read(entry.path()));
      ASSERT_TRUE(document.has_value()) << entry.path();
      collect(document->root(), identifiers);
    }
  ASSERT_GT(identifiers.size(), 100U);
  for (const std::string& identifier : identifiers) {
    const auto key = parse_key(identifier);
    ASSERT_TRUE(key.has_value()) << identifier << ": " << key.error().detail;
    EXPECT_EQ(*parse_key(key->text()), *key) << identifier;
    const bool is_epc = identifier.starts_with("urn:epc:id:") || identifier.starts_with("urn:epc:class:");
    if (is_epc) {
      EXPECT_TRUE(key->text().starts_with("https://id.gs1.org/")) << identifier << " " << key->text();
    }
  }
}

// The reference generator of event hashes writes canonical Digital Links; ours must be the same texts, since
// two ledgers compare hashes made of them. A pre-hash runs fields together, so that a link is looked for, not
// cut out.
TEST(EventHashes, HoldOurCanonicalTexts) {
  const fs::path folder = test_data("epcis-hash/examples");
  ST_NEEDS(folder);
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".jsonld") continue;
    const fs::path expected = fs::path(entry.path()).replace_extension(".prehashes");
    const auto document = json::Document::parse(read(entry.path()));
    ASSERT_TRUE(document.has_value()) << entry.path();
    const std::string pre_hashes = read(expected);
    std::set<std::string> identifiers;
    collect(document->root(), identifiers);
    for (const std::string& identifier : identifiers) {
      if (!identifier.starts_with("urn:epc:") || pre_hashes.empty()) continue;
      const auto key = parse_key(identifier);
      ASSERT_TRUE(key.has_value()) << identifier << ": " << key.error().detail;
      EXPECT_NE(pre_hashes.find(key->text()), std::string::npos)
          << entry.path() << " " << identifier << " " << key->text();
      ++found;
    }
  }
  EXPECT_GT(found, 30U);
}

}  // namespace
}  // namespace stocktrail::gs1
