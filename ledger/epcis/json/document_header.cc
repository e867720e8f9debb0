#include "ledger/epcis/json/document_header.h"

#include <algorithm>
#include <array>
#include <optional>

#include "crypto/json_writer.h"
#include "ledger/epcis/json/detail/reading.h"

namespace stocktrail::epcis {
namespace {

constexpr std::string_view document_type = "EPCISDocument";
constexpr std::array<std::string_view, 10> document_names = {
    "@context",           "id",     "type",     "schemaVersion", "creationDate",
    "instanceIdentifier", "sender", "receiver", "epcisHeader",   "epcisBody"};
// What every document says, so that it alone is no header.
constexpr std::array<std::string_view, 3> plain_names = {"type", "schemaVersion", "creationDate"};
constexpr std::array<std::string_view, 2> apart_names = {"@context", "epcisBody"};

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != std::end(list);
}

bool check_member(Reading& reading, const json::Member& member, const Path& path) {
  const Path here = path.member(member.name);
  const std::string_view name = member.name;
  if (name == "schemaVersion") {
    if (member.value.is(json::Kind::string) && member.value.string().starts_with("2.")) return true;
    return reading.fail(
        here, R"(expected "2.0", found )" + shown(member.value) + "; earlier versions are XML and not JSON.");
  }
  if (name == "creationDate") {
    Timestamp time;
    return read_time(reading, member.value, here, time);
  }
  if (name == "sender" || name == "receiver" || name == "instanceIdentifier" || name == "id") {
    std::string_view text;
    return read_string(reading, member.value, here, text);
  }
  if (name == "epcisHeader")
    return expect_object(reading, member.value, here, R"({"epcisMasterData": {...}})");
  return contains(document_names, name) || read_extension(reading, member, here, document_names);
}

}  // namespace

bool is_document_header(const json::Value& element) {
  if (!element.is(json::Kind::object)) return false;
  const auto type = element.find("type");
  return type && type->is(json::Kind::string) && type->string() == document_type;
}

std::vector<Error> check_document_members(const json::Value& document, const Context& context,
                                          std::string_view path) {
  struct Needed {
    std::string_view name, fault;
  };
  static constexpr std::array<Needed, 2> needed{
      Needed{"schemaVersion", R"("schemaVersion" is missing; write "schemaVersion": "2.0".)"},
      Needed{"creationDate", R"("creationDate" is missing; write when the document was made, like )"
                             R"("2026-07-22T10:30:00Z".)"}};
  const Path root(path);
  std::vector<Error> faults;
  const auto check = [&](const json::Member& member) {
    Reading reading(context);
    if (!check_member(reading, member, root)) faults.push_back(std::move(reading).fault());
  };
  for (const Needed& each : needed) {
    if (const auto value = document.find(each.name)) {
      check({each.name, *value});
    } else {
      faults.push_back({ErrorCode::invalid_argument, std::string(each.fault), root.text()});
    }
  }
  for (const json::Member& member : document.members()) {
    if (std::ranges::find(needed, member.name, &Needed::name) == needed.end()) check(member);
  }
  return faults;
}

Result<void> check_document_header(const json::Value& header, const Context& context, std::string_view path) {
  for (const std::string_view name : apart_names) {
    if (!header.find(name)) continue;
    return fail(ErrorCode::invalid_argument,
                shown(name) + " is no part of a document's header in a statement; leave it out.",
                Path(path).member(name).text());
  }
  std::vector<Error> faults = check_document_members(header, context, path);
  if (faults.empty()) return {};
  return std::unexpected(std::move(faults.front()));
}

std::string header_of(const json::Value& document) {
  json::Writer w;
  w.begin_object();
  bool is_plain = true;
  for (const json::Member& member : document.members()) {
    if (contains(apart_names, member.name)) continue;
    is_plain = is_plain && contains(plain_names, member.name);
    w.key(member.name).raw(member.value.raw());
  }
  w.end_object();
  return is_plain ? std::string() : std::move(w).text();
}

}  // namespace stocktrail::epcis
