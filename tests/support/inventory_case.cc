#include "tests/support/inventory_case.h"

#include <gtest/gtest.h>

#include "crypto/json.h"
#include "ledger/epcis/json/document.h"
#include "tests/support/test_data.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

constexpr std::string_view gs1 = "https://id.gs1.org";

void read_master(const json::Value& root, InventoryCase& out) {
  for (const json::Member& name : root.find("names")->members())
    out.places[std::string(gs1) + std::string(name.name)] = name.value.string();
  for (const json::Member& product : root.find("products")->members())
    out.products[std::string(gs1) + "/01/" + std::string(product.value.string())] = product.name;
  for (const json::Member& party : root.find("parties")->members())
    for (const json::Value& place : party.value.find("places")->elements())
      out.directory.party_of_site[std::string(place.string())] = party.value.find("id")->string();
}

std::string document_of(std::string_view event) {
  return R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],)"
         R"("type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z",)"
         R"("epcisBody":{"eventList":[)" +
         std::string(event) + "]}}";
}

}  // namespace

InventoryCase read_inventory_case(const std::filesystem::path& path) {
  InventoryCase out;
  const auto document = json::Document::parse(read_file(path));
  if (!document) {
    ADD_FAILURE() << path << ": " << document.error().detail;
    return out;
  }
  const json::Value root = document->root();
  read_master(root, out);
  if (out.products.contains(std::string(gs1) + "/01/09520000003067"))  // CASE: 12 of EACH.
    out.directory.levels[std::string(gs1) + "/01/09520000003067"] = {std::string(gs1) + "/01/09520000003074",
                                                                     12};
  for (const json::Value& entry : root.find("log")->elements()) {
    const std::string by(entry.find("by")->string());
    const std::string issuer(root.find("parties")->find(by)->find("id")->string());
    const std::string text = document_of(entry.find("event")->raw());
    const auto parsed = epcis::parse_capture_document(text);
    const auto hashes = epcis::hash_document(text);
    if (!parsed || !hashes) {
      ADD_FAILURE() << path << ": "
                    << (parsed ? hashes.error().detail : parsed.error().faults.front().detail);
      continue;
    }
    const books::Fact fact =
        books::fact_of(parsed->events.front().event, issuer, hashes->front().id, out.directory);
    const bool refused =
        !fact.is_declaration && std::ranges::any_of(out.facts, [&](const books::Fact& other) {
          return other.issuer == fact.issuer && other.id == fact.id &&
                 other.event.content != fact.event.content;
        });
    if (!refused) out.facts.push_back(fact);
  }
  return out;
}

std::string text(const InventoryCase& read, const std::vector<books::Position>& positions) {
  const auto name = [](const std::map<std::string, std::string>& names, const std::string& key) {
    const auto found = names.find(key);
    return found == names.end() ? key : found->second;
  };
  std::vector<std::string> parts;
  for (const books::Position& one : positions) {
    const bool on_the_way = one.account.kind == books::AccountKind::in_transit;
    std::string part = on_the_way ? "way:" : "";
    part.append(name_of(one.account.status)).append("@").append(name(read.places, one.account.place));
    if (on_the_way) part.append("<-").append(name(read.places, one.account.from));
    part.append(" ");
    if (read.products.size() > 1) part.append(name(read.products, one.good.product)).append("/");
    part.append(one.lot).append("=").append(amount_text(one.good, one.amount));
    parts.push_back(part);
  }
  return joined(std::move(parts));
}

}  // namespace stocktrail::test
