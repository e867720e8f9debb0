#include <algorithm>
#include <array>

#include "ledger/epcis/json/detail/event_parts.h"

namespace stocktrail::epcis {
namespace {

bool read_uri_list(Reading& reading, const json::Value& value, const Path& path, std::size_t items_max,
                   std::vector<std::string>& out) {
  if (!expect_list(reading, value, path, items_max)) return false;
  return read_elements(reading, value, path, [&](const json::Value& element, const Path& here, std::size_t) {
    return read_uri(reading, element, here, out.emplace_back());
  });
}

bool read_dispositions(Reading& reading, const json::Value& value, const Path& path, std::vector<Word>& out) {
  if (!expect_list(reading, value, path, dispositions_max)) return false;
  if (value.size() == 0) {
    return reading.fail(path, R"(the list is empty; name a disposition, such as "completeness_verified", or )"
                              "leave the list out.");
  }
  return read_elements(reading, value, path, [&](const json::Value& element, const Path& here, std::size_t) {
    Word word;
    if (!read_word(reading, Vocabulary::disposition, element, here, word)) return false;
    if (std::ranges::find(out, word) != out.end()) {
      return reading.fail(here, shown(word.text) + " is in the list twice; name each disposition once.");
    }
    out.push_back(std::move(word));
    return true;
  });
}

bool refuse_member(Reading& reading, const json::Member& member, const Path& path,
                   std::span<const std::string_view> names, std::string_view what) {
  std::string known;
  for (const std::string_view name : names) {
    if (!known.empty()) known += name == names.back() ? " and " : ", ";
    known += name;
  }
  const std::string_view near = closest(member.name, names);
  return reading.fail(path, std::string(what) + " has " + known + " only, found " + shown(member.name) +
                                (near.empty() ? "; put fields of your own beside the list, in the event."
                                              : "; did you mean " + shown(near) + "?"));
}

bool read_biz_transaction(Reading& reading, const json::Value& value, const Path& path, BizTransaction& out) {
  static constexpr std::array<std::string_view, 2> names = {"type", "bizTransaction"};
  if (!expect_object(reading, value, path,
                     R"({"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:..."})")) {
    return false;
  }
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "type") {
      out.type.emplace();
      if (!read_word(reading, Vocabulary::biz_transaction_type, member.value, here, *out.type)) return false;
    } else if (member.name == "bizTransaction") {
      if (!read_uri(reading, member.value, here, out.id)) return false;
    } else {
      return refuse_member(reading, member, here, names, "a business transaction");
    }
  }
  if (!out.id.empty()) return true;
  return reading.fail(
      path, R"("bizTransaction" is missing; give the URI of the order, invoice or other document.)");
}

bool read_source_dest(Reading& reading, const json::Value& value, const Path& path, std::string_view role,
                      SourceDest& out) {
  const std::array<std::string_view, 2> names = {"type", role};
  const std::string role_text(role);
  if (!expect_object(reading, value, path,
                     R"({"type": "owning_party", ")" + role_text + R"(": "https://id.gs1.org/417/..."})")) {
    return false;
  }
  bool has_value = false;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "type") {
      if (!read_word(reading, Vocabulary::source_dest_type, member.value, here, out.type)) return false;
    } else if (member.name == role) {
      if (!read_key(reading, member.value, here, out.value)) return false;
      has_value = true;
    } else {
      return refuse_member(reading, member, here, names, "a " + role_text);
    }
  }
  if (out.type.text.empty()) {
    return reading.fail(path,
                        R"("type" is missing; write "possessing_party", "owning_party" or "location".)");
  }
  if (has_value) return true;
  return reading.fail(path, shown(role) + " is missing; give the identifier of the party or place.");
}

}  // namespace

bool read_action(Reading& reading, const json::Value& value, const Path& path, Action& out) {
  static constexpr std::array<std::string_view, 3> names = {"ADD", "OBSERVE", "DELETE"};
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  for (const Action action : {Action::add, Action::observe, Action::remove}) {
    if (text == name_of(action)) {
      out = action;
      return true;
    }
  }
  const std::string_view near = closest(text, names);
  return reading.fail(path,
                      R"(expected "ADD", "OBSERVE" or "DELETE", found )" + shown(text) +
                          (near.empty() ? R"(; write "ADD" for what begins, "OBSERVE" for what is seen, )"
                                          R"("DELETE" for what ends.)"
                                        : "; did you mean " + shown(near) + "?"));
}

bool read_persistent_disposition(Reading& reading, const json::Value& value, const Path& path,
                                 PersistentDisposition& out) {
  static constexpr std::array<std::string_view, 2> names = {"set", "unset"};
  if (!expect_object(reading, value, path, R"({"set": ["completeness_verified"]})")) return false;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "set") {
      if (!read_dispositions(reading, member.value, here, out.set)) return false;
    } else if (member.name == "unset") {
      if (!read_dispositions(reading, member.value, here, out.unset)) return false;
    } else {
      return refuse_member(reading, member, here, names, "a persistent disposition");
    }
  }
  if (!out.set.empty() || !out.unset.empty()) return true;
  return reading.fail(path, R"(expected "set" or "unset"; write {"set": ["completeness_verified"]}.)");
}

bool read_biz_transactions(Reading& reading, const json::Value& value, const Path& path,
                           std::vector<BizTransaction>& out) {
  if (!expect_list(reading, value, path, biz_transactions_max)) return false;
  out.resize(value.size());
  return read_elements(reading, value, path,
                       [&](const json::Value& element, const Path& here, std::size_t index) {
                         return read_biz_transaction(reading, element, here, out[index]);
                       });
}

bool read_source_dest_list(Reading& reading, const json::Value& value, const Path& path,
                           std::string_view role, std::vector<SourceDest>& out) {
  if (!expect_list(reading, value, path, sources_max)) return false;
  out.resize(value.size());
  return read_elements(reading, value, path,
                       [&](const json::Value& element, const Path& here, std::size_t index) {
                         return read_source_dest(reading, element, here, role, out[index]);
                       });
}

bool read_certification_info(Reading& reading, const json::Value& value, const Path& path,
                             std::vector<std::string>& out) {
  if (value.is(json::Kind::array)) return read_uri_list(reading, value, path, certifications_max, out);
  return read_uri(reading, value, path, out.emplace_back());
}

bool read_error_declaration(Reading& reading, const json::Value& value, const Path& path,
                            std::optional<ErrorDeclaration>& out) {
  static constexpr std::array<std::string_view, 3> names = {"declarationTime", "reason",
                                                            "correctiveEventIDs"};
  if (!expect_object(reading, value, path,
                     R"({"declarationTime": "2026-07-22T06:45:00+02:00", "reason": "did_not_occur"})")) {
    return false;
  }
  ErrorDeclaration& declaration = out.emplace();
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "declarationTime") {
      if (!read_time(reading, member.value, here, declaration.declared_at)) return false;
    } else if (member.name == "reason") {
      declaration.reason.emplace();
      if (!read_word(reading, Vocabulary::error_reason, member.value, here, *declaration.reason))
        return false;
    } else if (member.name == "correctiveEventIDs") {
      if (!read_uri_list(reading, member.value, here, corrective_events_max,
                         declaration.corrective_event_ids)) {
        return false;
      }
    } else if (!read_extension(reading, member, here, names)) {
      return false;
    }
  }
  if (!declaration.declared_at.text.empty()) return true;
  return reading.fail(path, R"("declarationTime" is missing; say when the error was declared, such as )"
                            R"("2026-07-22T06:45:00+02:00".)");
}

}  // namespace stocktrail::epcis
