#include <array>

#include "crypto/ascii.h"
#include "ledger/epcis/json/detail/event_parts.h"

namespace stocktrail::epcis {
namespace {

// XML writes the namespace without the colon at its end, and so do documents that declare the prefix
// themselves.
bool is_mda_space(std::string_view space) {
  constexpr std::string_view mda = "urn:epcglobal:cbv:mda";
  return space.starts_with(mda) && (space.size() == mda.size() || space.substr(mda.size()) == ":");
}

// The terms of CBV 2.0, section 9.2: for suggestions only, because every name in their namespace is kept.
constexpr std::array<std::string_view, 11> mda_names = {
    "lotNumber",      "itemExpirationDate", "bestBeforeDate",  "sellByDate",
    "productionDate", "countryOfOrigin",    "countryOfExport", "netWeight",
    "grossWeight",    "drainedWeight",      "harvestStartDate"};

// ±hh:mm up to 14:00: the pattern of EPCIS 2.0, which has no "Z".
bool is_time_zone_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  if (!is_digit(text[1]) || !is_digit(text[2]) || !is_digit(text[4]) || !is_digit(text[5])) return false;
  const int hours = (text[1] - '0') * 10 + (text[2] - '0');
  const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
  return minutes < 60 && hours * 60 + minutes <= 14 * 60;
}

// A text of a master-data attribute; a lot that someone wrote as a number keeps its digits.
bool read_attribute(Reading& reading, const json::Value& value, const Path& path, std::string& out) {
  if (value.is(json::Kind::number)) {
    out = value.number();
    return true;
  }
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  out = text;
  return true;
}

// A day, or a moment with its offset. `last` becomes the last microsecond of it.
bool read_day(Reading& reading, const json::Value& value, const Path& path, std::string& out,
              std::optional<Timestamp>* last) {
  constexpr std::int64_t day_micros = 86'400'000'000;
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  out = text;
  Timestamp end{.at = {}, .text = out};
  if (const Result<Micros> day = parse_date(text)) {
    end.at = Micros{to_i64(*day) + day_micros - 1};
  } else if (const Result<Timestamp> moment = Timestamp::parse(text)) {
    end.at = moment->at;
  } else {
    return reading.fail(path, "expected a date, found " + shown(text) + R"(; write it like "2026-07-22".)");
  }
  if (last != nullptr) *last = std::move(end);
  return true;
}

}  // namespace

bool read_time_zone_offset(Reading& reading, const json::Value& value, const Path& path, std::string& out) {
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  if (!is_time_zone_offset(text)) {
    return reading.fail(path, "expected the offset of the local time from UTC, found " + shown(text) +
                                  R"(; write it like "+02:00" ("+00:00" for UTC).)");
  }
  out = text;
  return true;
}

bool read_place(Reading& reading, const json::Value& value, const Path& path, std::optional<gs1::Key>& out) {
  static constexpr std::array<std::string_view, 1> names = {"id"};
  if (!expect_object(reading, value, path, R"({"id": "https://id.gs1.org/414/4012345000115"})")) return false;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    if (member.name == "id") {
      if (!read_key(reading, member.value, here, out.emplace())) return false;
    } else if (!read_extension(reading, member, here, names)) {
      return false;
    }
  }
  if (out) return true;
  return reading.fail(path, R"("id" is missing; write {"id": "https://id.gs1.org/414/4012345000115"}.)");
}

bool read_ilmd(Reading& reading, const json::Value& value, const Path& path, Ilmd& out) {
  if (!expect_object(reading, value, path, R"({"cbvmda:lotNumber": "L7"})")) return false;
  std::optional<Timestamp> expiration, best_before;
  for (const json::Member& member : value.members()) {
    const Path here = path.member(member.name);
    const std::optional<QualifiedName> name = reading.context().resolve(member.name);
    const bool is_mda = name && is_mda_space(name->space);
    bool is_good = true;
    if (!name && member.name.find(':') == std::string_view::npos) {
      const std::string_view near = closest(member.name, mda_names);
      is_good = reading.fail(
          here,
          "a field of ilmd needs a prefix, found " + shown(member.name) + "; write " +
              shown((near.empty() ? "ext:" : "cbvmda:") + std::string(near.empty() ? member.name : near)) +
              (near.empty() ? R"( and declare the prefix in "@context".)" : "."));
    } else if (is_mda && name->local == "lotNumber") {
      is_good = read_attribute(reading, member.value, here, out.lot);
    } else if (is_mda && name->local == "itemExpirationDate") {
      is_good = read_day(reading, member.value, here, out.expiration_date, &expiration);
    } else if (is_mda && name->local == "bestBeforeDate") {
      is_good = read_day(reading, member.value, here, out.best_before_date, &best_before);
    } else if (is_mda && name->local == "productionDate") {
      is_good = read_day(reading, member.value, here, out.production_date, nullptr);
    } else if (is_mda && name->local == "countryOfOrigin") {
      is_good = read_attribute(reading, member.value, here, out.country_of_origin);
    } else {
      is_good = read_extension(reading, member, here, mda_names);
    }
    if (!is_good) return false;
  }
  // The date after which an item must not be used decides; best before is what most food carries instead.
  out.expires_at = expiration ? std::move(expiration) : std::move(best_before);
  return true;
}

}  // namespace stocktrail::epcis
