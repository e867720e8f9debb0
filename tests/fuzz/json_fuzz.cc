// JSON: what is accepted is made of slices that are JSON of the same kind themselves, in order and inside
// each other; and a string survives being written and read.
#include <cstdint>

#include "crypto/bytes.h"
#include "crypto/json.h"
#include "crypto/json_writer.h"

using namespace stocktrail;

namespace {

void check_text(std::string_view text) {
  ST_CHECK(is_utf8(text));
  std::string quoted;
  json::append_quoted(quoted, text);
  const Result<json::Document> again = json::Document::parse(quoted);
  ST_CHECK(again && again->root().string() == text);
}

void check_inside(std::string_view outer, std::string_view& after, const json::Value& inner) {
  ST_CHECK(inner.raw().data() > after.data() &&
           inner.raw().data() + inner.raw().size() < outer.data() + outer.size());
  after = {inner.raw().data() + inner.raw().size() - 1, 1};
}

void check_value(const json::Value& value) {
  const std::string_view raw = value.raw();
  const Result<json::Document> again = json::Document::parse(raw);
  ST_CHECK(again && again->root().kind() == value.kind() && again->root().raw() == raw);
  std::string_view after = raw.substr(0, 1);
  if (value.is(json::Kind::string)) check_text(value.string());
  if (value.is(json::Kind::number)) static_cast<void>(value.integer());
  std::size_t count = 0;
  if (value.is(json::Kind::array)) {
    for (const json::Value element : value.elements()) {
      check_inside(raw, after, element);
      check_value(element);
      ++count;
    }
    ST_CHECK(count == value.size());
  }
  if (value.is(json::Kind::object)) {
    for (const json::Member member : value.members()) {
      check_inside(raw, after, member.value);
      check_text(member.name);
      check_value(member.value);
      ST_CHECK(value.find(member.name)->raw().data() == member.value.raw().data());
      ++count;
    }
    ST_CHECK(count == value.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Result<json::Document> document = json::Document::parse(as_text({data, size}));
  if (document) {
    check_value(document->root());
  } else {
    ST_CHECK(!document.error().detail.empty());
  }
  return 0;
}
