#include "tools/demo/chain.h"

#include <algorithm>

#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "embedded/demo_certificates.h"
#include "embedded/demo_events_farms.h"
#include "embedded/demo_events_plant.h"
#include "embedded/demo_events_recall.h"
#include "embedded/demo_events_shops.h"
#include "embedded/demo_events_way.h"
#include "embedded/demo_parties.h"
#include "embedded/demo_policies.h"
#include "embedded/demo_products.h"
#include "embedded/demo_samples.h"
#include "embedded/demo_tokens.h"
#include "embedded/demo_words.h"
#include "tools/cli/json_read.h"
#include "tools/demo/words.h"

namespace stocktrail::demo {
namespace {

using cli::text_of;
using json::Value;

/// The members of an object, as they are, for an object that gets more of them.
void write_members(json::Writer& writer, const Value& object) {
  for (const json::Member& member : object.members()) writer.key(member.name).raw(member.value.raw());
}

std::string raw_of(const Value& object, std::string_view name) {
  const auto member = object.find(name);
  ST_CHECK(member.has_value());
  return std::string(member->raw());
}

class Maker {
 public:
  explicit Maker(Micros day) : words_(day) {}

  Result<Chain> make() {
    if (auto read = read_words(); !read) return std::unexpected(std::move(read.error()));
    const auto party = [this](const Value& value) { return add_party(value); };
    const auto event = [this](const Value& value) { return add_event(value); };
    const auto policy = [this](const Value& value) -> Result<void> {
      chain_.policies.emplace_back(value.raw());
      return {};
    };
    const auto sample = [this](const Value& value) -> Result<void> {
      chain_.samples.push_back({text_of(value, "kind"), text_of(value, "id"), text_of(value, "says"),
                                value.find("drawn").has_value()});
      return {};
    };
    const auto token = [this](const Value& value) { return add_token(value); };
    Result<void> done = each(demo_parties, party);
    if (done) done = each(demo_policies, policy);
    if (done) done = each(demo_products, [this](const Value& value) { return add_claim(value, "product"); });
    if (done)
      done = each(demo_certificates, [this](const Value& value) { return add_claim(value, "certificate"); });
    for (const std::string_view text :
         {demo_events_farms, demo_events_plant, demo_events_way, demo_events_shops, demo_events_recall}) {
      if (done) done = each(text, event);
    }
    if (done) done = each(demo_samples, sample);
    if (done) done = each(demo_tokens, token);
    if (!done) return std::unexpected(std::move(done.error()));
    const auto shop = words_.fill("{{shop_1}}");
    if (!shop) return std::unexpected(shop.error());
    chain_.shop = *shop;
    std::ranges::stable_sort(chain_.events, {}, [](const Event& e) { return to_i64(e.at); });
    return std::move(chain_);
  }

 private:
  Result<void> read_words() {
    const auto document = json::Document::parse(demo_words);
    if (!document) return std::unexpected(document.error());
    for (const json::Member& member : document->root().members()) {
      if (auto added = words_.add(member.name, member.value.string()); !added) return added;
    }
    return {};
  }

  /// Calls `add` for each element of a list, its words filled in.
  template <typename Add>
  Result<void> each(std::string_view text, Add add) {
    const auto filled = words_.fill(text);
    if (!filled) return std::unexpected(filled.error());
    const auto document = json::Document::parse(*filled);
    if (!document) return std::unexpected(document.error());
    for (const Value element : document->root().elements()) {
      if (Result<void> added = add(element); !added) return added;
    }
    return {};
  }

  Result<void> add_party(const Value& value) {
    const auto claim = value.find("party");
    ST_CHECK(claim.has_value());
    Party party{.name = text_of(value, "as"),
                .id = text_of(*claim, "id"),
                .admission = std::string(claim->raw()),
                .own = own_claim(value, *claim)};
    chain_.parties.push_back(std::move(party));
    return {};
  }

  /// The same places and those that are not public: what only the party states, no proof of another shows.
  static std::string own_claim(const Value& value, const Value& claim) {
    if (!value.find("private_places")) return {};
    json::Writer writer;
    writer.begin_object().field("id", text_of(claim, "id")).field("name", text_of(claim, "name"));
    writer.key("places").begin_array();
    cli::for_each(claim, "places", [&](const Value& place) { writer.raw(place.raw()); });
    cli::for_each(value, "private_places", [&](const Value& place) { writer.raw(place.raw()); });
    writer.end_array().end_object();
    return std::move(writer).text();
  }

  Result<void> add_claim(const Value& value, std::string_view kind) {
    chain_.claims.push_back(
        {text_of(value, "by"), std::string(kind), raw_of(value, kind), text_of(value, "picture")});
    return {};
  }

  Result<void> add_token(const Value& value) {
    json::Writer writer;
    writer.begin_object().field("role", text_of(value, "role")).field("party", text_of(value, "party"));
    writer.field("label", "sample chain: " + text_of(value, "file")).end_object();
    chain_.tokens.push_back({text_of(value, "file"), std::move(writer).text()});
    return {};
  }

  static std::string place(const std::string& id) {
    json::Writer writer;
    writer.begin_object().field("id", id).end_object();
    return std::move(writer).text();
  }

  /// "at", "where" (goods stay there) and "seen_at" (they were only read there) become the event's when and
  /// where.
  Result<void> add_event(const Value& value) {
    const auto body = value.find("event");
    ST_CHECK(body.has_value());
    const auto time = words_.moment(text_of(value, "at"));
    if (!time) return std::unexpected(time.error());
    const auto moment = Timestamp::parse(*time);
    if (!moment) return std::unexpected(moment.error());
    json::Writer writer;
    writer.begin_object();
    write_members(writer, *body);
    writer.field("eventTime", *time).field("eventTimeZoneOffset", chain_offset);
    const std::string where = text_of(value, "where");
    const std::string seen_at = where.empty() ? text_of(value, "seen_at") : where;
    for (const auto& [name, word] : {std::pair("readPoint", seen_at), std::pair("bizLocation", where)}) {
      if (word.empty()) continue;
      const auto id = words_.fill("{{" + word + "}}");
      if (!id) return std::unexpected(id.error());
      writer.key(name).raw(place(*id));
    }
    writer.end_object();
    chain_.events.push_back({text_of(value, "by"), moment->at, std::move(writer).text()});
    return {};
  }

  Words words_;
  Chain chain_;
};

}  // namespace

Result<Chain> make_chain(Micros day) {
  return Maker(day).make();
}

}  // namespace stocktrail::demo
