#include "tests/bench/chains/event.h"

#include <chrono>
#include <cstdio>

#include "crypto/json_writer.h"
#include "tests/bench/chains/random.h"

namespace stocktrail::chains {
namespace {

std::string time_text(Micros at, int zone_minutes) {
  using namespace std::chrono;
  const sys_time<milliseconds> local{duration_cast<milliseconds>(microseconds{to_i64(at)}) +
                                     minutes{zone_minutes}};
  const auto day = floor<days>(local);
  const year_month_day date{day};
  const hh_mm_ss time{local - day};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03d+%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()), zone_minutes / 60, zone_minutes % 60);
  return text;
}

/// Writes the fields of one event in the spelling of its company.
class EventText {
 public:
  EventText(const Event& event, const World& world)
      : event_(event),
        world_(world),
        spelling_(World::spelling_of(event.by)),
        zone_(World::zone_minutes(event.by)) {}

  std::string write() && {
    w_.begin_object().field("type", name_of(event_.type)).field("eventID", event_id(event_));
    w_.field("eventTime", time_text(event_.at, zone_));
    w_.field("eventTimeZoneOffset", zone_ == 0 ? "+00:00" : zone_ == 60 ? "+01:00" : "+02:00");
    if (event_.declared_wrong_at) {
      w_.key("errorDeclaration").begin_object();
      w_.field("declarationTime", time_text(*event_.declared_wrong_at, zone_));
      w_.field("reason", "incorrect_data").end_object();
    }
    if (event_.action != Action::none) w_.field("action", name_of(event_.action));
    w_.field("bizStep", word("BizStep", event_.step)).field("disposition", word("Disp", event_.disposition));
    if (event_.read_at) place("readPoint", *event_.read_at);
    if (event_.located) place("bizLocation", *event_.located);
    write_what();
    write_why();
    if (event_.is_measured) write_temperatures();
    return std::move(w_.end_object()).text();
  }

 private:
  void write_what() {
    if (event_.type == Type::transformation) {
      epcs("inputEPCList", event_.epcs);
      quantities("inputQuantityList", event_.quantities);
      epcs("outputEPCList", event_.made_epcs);
      quantities("outputQuantityList", event_.made_quantities);
    } else if (event_.type == Type::aggregation) {
      w_.field("parentID", text(event_.parent));
      epcs("childEPCs", event_.epcs);
      quantities("childQuantityList", event_.quantities);
    } else {
      epcs("epcList", event_.epcs);
      quantities("quantityList", event_.quantities);
    }
    if (event_.lot.kind == Thing::Kind::none) return;
    w_.key("ilmd").begin_object().field("cbvmda:lotNumber", "L" + std::to_string(event_.lot.number));
    const Micros expiry{to_i64(event_.at) + (30 + event_.lot.of % 300) * 86'400'000'000};
    w_.field("cbvmda:itemExpirationDate", time_text(expiry, 0).substr(0, 10));
    w_.field("cbvmda:countryOfOrigin", "FR").end_object();
  }

  void write_why() {
    if (event_.document != 0) {
      w_.key("bizTransactionList").begin_array().begin_object().field("type", word("BTT", "desadv"));
      w_.field("bizTransaction",
               "urn:epcglobal:cbv:bt:" + world_.text(place_thing(*event_.sent_from)).substr(23) + ":DA" +
                   std::to_string(event_.document));
      w_.end_object().end_array();
    }
    if (event_.sent_from) parties("sourceList", "source", *event_.sent_from);
    if (event_.sent_to) parties("destinationList", "destination", *event_.sent_to);
  }

  void parties(std::string_view list, std::string_view member, unsigned place) {
    w_.key(list).begin_array();
    w_.begin_object().field("type", word("SDT", "owning_party"));
    w_.field(member, text(party_thing(World::company_of_place(place)))).end_object();
    w_.begin_object().field("type", word("SDT", "location"));
    w_.field(member, text(place_thing(place))).end_object().end_array();
  }

  void write_temperatures() {
    w_.key("sensorElementList").begin_array().begin_object().key("sensorReport").begin_array();
    for (std::uint64_t n = 0; n < 2; ++n) {
      w_.begin_object().field("type", "Temperature").key("value");
      w_.raw(std::to_string(2 + spread(event_.id + n) % 6) + "." + std::to_string(spread(event_.id) % 10));
      w_.field("uom", "CEL").end_object();
    }
    w_.end_array().end_object().end_array();
  }

  void place(std::string_view member, unsigned place) {
    w_.key(member).begin_object().field("id", text(place_thing(place))).end_object();
  }
  void epcs(std::string_view member, const std::vector<Thing>& things) {
    if (things.empty()) return;
    w_.key(member).begin_array();
    for (const Thing& thing : things) w_.string(text(thing));
    w_.end_array();
  }
  void quantities(std::string_view member, const std::vector<Quantity>& list) {
    if (list.empty()) return;
    w_.key(member).begin_array();
    for (const Quantity& one : list) {
      w_.begin_object().field("epcClass", text(one.of)).key("quantity").number(one.amount);
      if (one.of.of < raw_products) w_.field("uom", "KGM");
      w_.end_object();
    }
    w_.end_array();
  }
  /// Who writes URNs writes CURIEs of CBV too.
  std::string word(std::string_view vocabulary, std::string_view bare) const {
    if (spelling_ == Spelling::digital_link) return std::string(bare);
    return "cbv:" + std::string(vocabulary) + "-" + std::string(bare);
  }
  std::string text(const Thing& thing) const { return world_.text(thing, spelling_); }

  const Event& event_;
  const World& world_;
  const Spelling spelling_;
  const int zone_;
  json::Writer w_;
};

}  // namespace

std::string_view name_of(Type type) {
  if (type == Type::object) return "ObjectEvent";
  return type == Type::aggregation ? "AggregationEvent" : "TransformationEvent";
}

std::string_view name_of(Action action) {
  if (action == Action::none) return {};
  if (action == Action::add) return "ADD";
  return action == Action::observe ? "OBSERVE" : "DELETE";
}

std::string_view name_of(Account::Kind kind) {
  switch (kind) {
    case Account::Kind::on_hand:
      return "on_hand";
    case Account::Kind::in_transit:
      return "in_transit";
    case Account::Kind::made:
      return "made";
    case Account::Kind::sold:
      return "sold";
    case Account::Kind::consumed:
      return "consumed";
    case Account::Kind::destroyed:
      return "destroyed";
  }
  return {};
}

std::string event_id(const Event& event) {
  const std::uint64_t high = spread(event.id * 2), low = spread(event.id * 2 + 1);
  char text[48];
  std::snprintf(text, sizeof text, "urn:uuid:%08x-%04x-4%03x-a%03x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xFFFF),
                static_cast<unsigned>(high & 0xFFF), static_cast<unsigned>(low >> 52),
                static_cast<unsigned long long>(low & 0xFFFF'FFFF'FFFF));
  return text;
}

std::string json_of(const Event& event, const World& world) {
  return EventText(event, world).write();
}

}  // namespace stocktrail::chains
