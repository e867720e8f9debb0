// tests/support/random_history.h: a seeded stream of statements as strangers might send them: every kind
// that a log takes, every wire form, odd but valid EPCIS, errors declared, times far off. Most are accepted;
// a server that refuses the rest with a reason is right, too.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "tests/support/event_builder.h"
#include "tests/support/statement_fixtures.h"

namespace stocktrail::test {

inline std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

class RandomHistory {
 public:
  struct Member {
    std::string id;
    SigningKey key;
    std::vector<std::string> places;
    std::vector<std::string> events = {};  // Stated so far.
  };

  /// `now_seconds`: about when the statements are sent. The members are admitted by the caller.
  RandomHistory(std::uint64_t seed, std::vector<Member> members, std::int64_t now_seconds)
      : random_(seed), members_(std::move(members)), now_seconds_(now_seconds) {}

  /// One statement, in one of the wire forms.
  std::string next();
  /// One of this kind, which is none of events.
  std::string of_kind(std::string_view kind);

  /// A statement by this member with one event, no part of which is a disclosure.
  std::string plain(std::size_t member, const std::string& event) {
    return hand_made(members_[member], {event}, Cut{0, 0});
  }

  /// What may be asked for: identifiers of all kinds, event ids, and what only looks like them.
  std::string any_identifier();
  std::string any_place();
  std::string any_party() { return any_member().id; }
  std::string any_event_id();
  /// The claim of a policy: of the operator.
  std::string policy();
  /// Nothing but reservations is stated of it.
  static std::string quiet_product() { return gtin(7); }
  struct Discrepancy {
    std::string id, place, quantity;
  };
  /// What settlements are of.
  void set_discrepancies(std::vector<Discrepancy> all) { discrepancies_ = std::move(all); }
  /// Products and certificates name it.
  static constexpr std::string_view file = "a picture";

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  static constexpr unsigned products_ = 3, lots_ = 3, items_ = 4, pallets_ = 3;

  template <typename List>
  auto pick(const List& list) {
    return list[below(std::size(list))];
  }

  Member& any_member() { return members_[below(members_.size())]; }

  std::string event(const Member& member);
  std::string what(std::string_view epcs, std::string_view quantities, std::string_view more = {});
  std::string time();
  std::string oddities(const Member& member);
  std::string declared_error(const Member& member);
  std::string place_for(const Member& member);
  // Bodies of all kinds but events: random_claims.cc.
  std::string claim(std::string_view kind, const Member& member);
  std::string party_claim(const Member& member);
  std::string key_claim(const Member& member);
  std::string product_claim();
  std::string certificate_claim();
  std::string recall_claim();
  std::string reservation(const Member& member);
  std::string reserve(const Member& member);
  std::string promised_line(const Member& member);
  std::string settlement(const Member& member);
  std::string order(const Member& member);
  std::string any_gtin();
  std::string subject();
  std::string lot_id();
  std::string item_id();
  std::string pallet_id();
  std::string random_id();

  /// The event as any SD-JWT library may cut it: plain, or members and elements put into disclosures.
  std::string cut(const json::Value& value, unsigned percent,
                  std::vector<testing::HandMadeDisclosure>& disclosures);
  struct Cut {
    unsigned inside, around;  // Per cent of the values in events, and of the events, that are disclosures.
  };
  std::string hand_made(const Member& member, const std::vector<std::string>& events, Cut percent);
  std::string seeded(const Member& member, const std::vector<std::string>& events);

  std::mt19937_64 random_;
  std::vector<Member> members_;
  std::int64_t now_seconds_;
  std::vector<std::string> event_ids_;
  std::vector<Discrepancy> discrepancies_;
};

}  // namespace stocktrail::test
