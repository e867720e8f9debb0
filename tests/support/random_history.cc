#include "tests/support/random_history.h"

#include <array>

#include "ledger/engine/kinds.h"
#include "ledger/epcis/time.h"

namespace stocktrail::test {
namespace {

using testing::HandMadeDisclosure;

constexpr std::array steps{
    "commissioning",           "shipping",        "receiving",      "packing",   "unpacking",
    "retail_selling",          "destroying",      "inspecting",     "holding",   "storing",
    "creating_class_instance", "decommissioning", "cycle_counting", "dispensing"};
constexpr std::array dispositions{
    "in_transit", "sellable_accessible", "recalled", "destroyed", "expired", "active", "damaged", "stolen",
    "inactive",   "in_progress"};

std::string member_of(std::string_view name, std::string_view raw) {
  return "," + quoted(name) + ":" + std::string(raw);
}

}  // namespace

std::string RandomHistory::lot_id() {
  return lot(static_cast<unsigned>(below(products_)), "L" + std::to_string(below(lots_)));
}

std::string RandomHistory::item_id() {
  const auto product = static_cast<unsigned>(below(products_));
  const std::string serial = "S" + std::to_string(below(items_));
  return chance(50) ? item(product, serial) : item(product, "L" + std::to_string(below(lots_)), serial);
}

std::string RandomHistory::pallet_id() {
  return pallet(static_cast<unsigned>(below(pallets_)));
}

std::string RandomHistory::random_id() {
  std::string id = "urn:uuid:";
  for (int i = 0; i < 4; ++i) id += std::to_string(below(10'000)) + (i < 3 ? "-" : "");
  return id;
}

std::string RandomHistory::any_place() {
  return chance(10) ? place(static_cast<unsigned>(900 + below(3))) : pick(any_member().places);
}

std::string RandomHistory::place_for(const Member& member) {
  return chance(5) ? any_place() : pick(member.places);
}

std::string RandomHistory::any_identifier() {
  switch (below(10)) {
    case 0:
    case 1:
    case 2:
      return lot_id();
    case 3:
    case 4:
      return item_id();
    case 5:
      return pallet_id();
    case 6:
      return gtin(static_cast<unsigned>(below(products_)));
    case 7:
      return chance(50) ? any_place() : any_member().id;
    case 8:
      return "https://example.com/thing/" + std::to_string(below(3));
    default:
      return chance(50) ? "(01)09521141012345(10)X" : "urn:epc:id:sgtin:952114.1012345.7";
  }
}

std::string RandomHistory::any_event_id() {
  if (!event_ids_.empty() && chance(70)) return pick(event_ids_);
  return "urn:stocktrail:event:" + std::to_string(below(100)) + "." + std::to_string(below(3)) + ".0";
}

/// Mostly of these days; at times from before there were computers, and from after us.
std::string RandomHistory::time() {
  if (chance(5)) return chance(50) ? "2199-12-31T23:59:59.999999Z" : "1931-01-01T00:00:00+14:00";
  const std::int64_t span = chance(10) ? 40'000'000 : 400'000;
  const std::int64_t at = now_seconds_ + (chance(15) ? 1 : -1) * static_cast<std::int64_t>(below(span));
  return format_utc(Micros{at * 1'000'000});
}

std::string RandomHistory::what(std::string_view epcs, std::string_view quantities, std::string_view more) {
  std::string out(more);
  const bool has_epcs = chance(50);
  if (has_epcs) {
    std::string list = quoted(chance(15) ? pallet_id() : item_id());
    for (std::uint64_t n = below(3); n > 0; --n)
      list += "," + quoted(chance(10) ? any_identifier() : item_id());
    out += member_of(epcs, "[" + list + "]");
  }
  if (!has_epcs || chance(30)) {
    std::string list;
    for (std::uint64_t n = 1 + below(2); n > 0; --n) {
      list += std::string(list.empty() ? "" : ",") + R"({"epcClass":)" + quoted(lot_id());
      if (chance(85)) list += R"(,"quantity":)" + std::to_string(below(50)) + (chance(20) ? ".5" : "");
      if (chance(20)) list += R"(,"uom":"KGM")";
      list += "}";
    }
    out += member_of(quantities, "[" + list + "]");
  }
  return out;
}

/// What EPCIS allows and few send.
std::string RandomHistory::oddities(const Member& member) {
  std::string out;
  if (chance(20)) out += member_of("recordTime", quoted(time()));
  if (chance(15))
    out += member_of("certificationInfo", chance(50) ? R"("https://example.com/c")" : R"(["urn:c:1"])");
  if (chance(20)) out += R"(,"bizTransactionList":[{"type":"po","bizTransaction":"urn:x:po:1"}])";
  if (chance(20)) {
    out += R"(,"sourceList":[{"type":"owning_party","source":)" + quoted(member.id) + "}]";
    out += R"(,"destinationList":[{"type":"location","destination":)" + quoted(any_place()) + "}]";
  }
  if (chance(15)) {
    out += R"(,"persistentDisposition":{")" + std::string(chance(70) ? "set" : "unset") + R"(":[)" +
           quoted(pick(dispositions)) + "]}";
  }
  if (chance(20)) {
    out += R"(,"sensorElementList":[{"sensorMetadata":{"time":)" + quoted(time()) +
           R"(},"sensorReport":[{"type":"Temperature","value":)" + std::to_string(below(30)) +
           R"(,"uom":"CEL"},{"type":"gs1:Illuminance","value":1.5e3,"uom":"LUX"}]}])";
  }
  if (chance(15))
    out += R"(,"https://example.com/x/note":{"deep":[null,true,"\u0001\ud83d\ude00",{"a":[]}]})";
  return out;
}

std::string RandomHistory::event(const Member& member) {
  const auto type = below(10);
  const std::string action = pick(std::array{"ADD", "OBSERVE", "OBSERVE", "DELETE"});
  std::string body;
  if (type < 5) {
    body = R"("type":"ObjectEvent")" + member_of("action", quoted(action)) + what("epcList", "quantityList");
    if (action == "ADD" && chance(50)) {
      body += R"(,"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":"2027-01-31")" +
              std::string(chance(30) ? R"(,"cbvmda:netWeight":{"unit":"KGM"}})" : "}");
    }
  } else if (type < 7) {
    const bool all = action == "DELETE" && chance(30);
    body = R"("type":")" + std::string(chance(70) ? "AggregationEvent" : "AssociationEvent") + "\"" +
           member_of("action", quoted(action)) + member_of("parentID", quoted(pallet_id())) +
           (all ? "" : what("childEPCs", "childQuantityList"));
  } else if (type < 9) {
    body = R"("type":"TransformationEvent")" + what("inputEPCList", "inputQuantityList") +
           what("outputEPCList", "outputQuantityList");
    if (chance(30)) body += member_of("transformationID", quoted("urn:x:t:" + std::to_string(below(3))));
  } else {
    body = R"("type":"TransactionEvent")" + member_of("action", quoted(action)) +
           what("epcList", "quantityList", R"(,"bizTransactionList":[{"bizTransaction":"urn:x:inv:1"}])");
  }
  if (chance(20)) body += R"(,"@context":{"x":"https://example.com/x/"},"x:top":[1,{"x:in":"a"}])";
  body += member_of("eventTime", quoted(time())) + member_of("eventTimeZoneOffset", quoted("+01:00"));
  if (chance(80)) body += member_of("bizStep", quoted(pick(steps)));
  if (chance(50)) body += member_of("disposition", quoted(pick(dispositions)));
  if (chance(60))
    body += R"(,"readPoint":{"id":)" + quoted(place_for(member)) +
            (chance(10) ? R"(,"https://example.com/x/y":1})" : "}");
  if (chance(60)) body += R"(,"bizLocation":{"id":)" + quoted(place_for(member)) + "}";
  if (chance(30)) {
    event_ids_.push_back(chance(15) ? "ni:///sha-256;" + std::string(64, 'a') + "?ver=CBV2.0" : random_id());
    body += member_of("eventID", quoted(chance(10) ? pick(event_ids_) : event_ids_.back()));
  }
  if (type != 9 || chance(50)) body += type == 9 ? "" : oddities(member);
  return "{" + body + "}";
}

std::string RandomHistory::declared_error(const Member& member) {
  if (member.events.empty()) return event(member);
  const std::string earlier = pick(member.events);
  std::string text = earlier.substr(0, earlier.size() - 1);
  if (text.find("errorDeclaration") != std::string::npos) return earlier;
  text += R"(,"errorDeclaration":{"declarationTime":)" + quoted(time());
  if (chance(50)) text += R"(,"reason":"did_not_occur")";
  if (chance(50) && !event_ids_.empty())
    text += R"(,"correctiveEventIDs":[)" + quoted(pick(event_ids_)) + "]";
  return text + "}}";
}

std::string RandomHistory::subject() {
  return chance(30) ? any_place() : any_identifier();
}

std::string RandomHistory::cut(const json::Value& value, unsigned percent,
                               std::vector<HandMadeDisclosure>& disclosures) {
  const auto salt = [&] { return "\"salt" + std::to_string(random_()) + "\","; };
  if (value.is(json::Kind::array)) {
    std::string out;
    for (const json::Value element : value.elements()) {
      std::string text = cut(element, percent, disclosures);
      if (chance(percent)) {
        disclosures.push_back(testing::disclosure("[" + salt() + text + "]"));
        text = R"({"...":")" + disclosures.back().digest + "\"}";
      }
      out += (out.empty() ? "" : ",") + text;
    }
    return "[" + out + "]";
  }
  if (!value.is(json::Kind::object)) return std::string(value.raw());
  std::string out, digests;
  for (const json::Member member : value.members()) {
    const std::string text = cut(member.value, percent, disclosures);
    if (chance(percent)) {
      disclosures.push_back(testing::disclosure("[" + salt() + quoted(member.name) + "," + text + "]"));
      digests += std::string(digests.empty() ? "" : ",") + "\"" + disclosures.back().digest + "\"";
    } else {
      out += std::string(out.empty() ? "" : ",") + quoted(member.name) + ":" + text;
    }
  }
  if (!digests.empty() || (percent > 0 && chance(5)))
    out += std::string(out.empty() ? "" : ",") + R"("_sd":[)" + digests + "]";
  return "{" + out + "}";
}

std::string RandomHistory::hand_made(const Member& member, const std::vector<std::string>& events,
                                     Cut percent) {
  std::vector<HandMadeDisclosure> disclosures;
  std::string list;
  for (const std::string& event : events) {
    const auto document = json::Document::parse(event);
    std::string text = cut(document->root(), percent.inside, disclosures);
    if (chance(percent.around)) {
      disclosures.push_back(testing::disclosure(R"(["s)" + std::to_string(random_()) + "\"," + text + "]"));
      text = R"({"...":")" + disclosures.back().digest + "\"}";
    }
    list += (list.empty() ? "" : ",") + text;
  }
  std::array<std::uint8_t, 16> id{};
  for (std::uint8_t& byte : id) byte = static_cast<std::uint8_t>(random_());
  const std::string payload = R"({"iss":)" + quoted(member.id) + R"(,"iat":)" + std::to_string(now_seconds_) +
                              R"(,"jti":")" + base64url_encode(id) + R"(","events":[)" + list + "]}";
  std::string wire =
      testing::hand_made_jws(testing::valid_header("events", member.key), payload, member.key) + "~";
  const bool some = chance(30);
  for (const HandMadeDisclosure& d : disclosures)
    if (!some || chance(90)) wire += d.encoded + "~";
  return wire;
}

std::string RandomHistory::seeded(const Member& member, const std::vector<std::string>& events) {
  StatementDraft draft;
  draft.issuer = member.id;
  draft.issued_at = now_seconds_;
  for (std::uint8_t& byte : draft.id) byte = static_cast<std::uint8_t>(random_());
  draft.events = events;
  draft.seeds.resize(events.size());
  for (DisclosureSeed& seed : draft.seeds)
    for (std::uint8_t& byte : seed) byte = static_cast<std::uint8_t>(random_());
  const std::string wire = sign_statement(draft, member.key).value();
  if (chance(60)) return wire;
  const Statement statement = Statement::parse(wire).value();
  if (chance(60)) return disclose_all(statement);
  return redact(statement, [&](const DisclosurePath& path) { return path.pointer.empty() || chance(95); });
}

std::string RandomHistory::of_kind(std::string_view kind) {
  const Member& member = any_member();
  StatementDraft draft;
  draft.kind = kind;
  draft.issuer = member.id;
  draft.issued_at = now_seconds_;
  for (std::uint8_t& byte : draft.id) byte = static_cast<std::uint8_t>(random_());
  draft.body = claim(kind, member);
  return sign_statement(draft, member.key).value();
}

std::string RandomHistory::next() {
  if (chance(30)) {
    const auto kinds = statement_kinds();
    return of_kind(kinds[1 + below(kinds.size() - 1)].name);  // All but the first, which is of events.
  }
  Member& member = any_member();
  std::vector<std::string> events;
  for (std::uint64_t n = 1 + below(4); n > 0; --n) {
    events.push_back(chance(10) ? declared_error(member) : event(member));
    member.events.push_back(events.back());
  }
  return chance(40) ? hand_made(member, events, {pick(std::array{0U, 10U, 50U, 100U}), 50})
                    : seeded(member, events);
}

}  // namespace stocktrail::test
