// api/journey/detail/voices.h: whose word counts about a thing: the owner of the product, those who speak for
// its lot (books::LotCard), authorities. Private to api/journey.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "api/journey/event_reader.h"

namespace stocktrail::api {

/// True if the event made the thing, or the item of the lot, whose touch this is.
bool makes(const trace::Touch& touch, const query::EventFacts& event);

class Voices {
 public:
  explicit Voices(EventReader& reader) : reader_(reader) {}

  /// The party that owns the product; empty if there is none. Asked once for each key.
  const std::string& owner_of(const gs1::Key& key);
  trace::Voice voice_of(const gs1::Key& of, const IssuerTag& issuer, EventRef event);
  /// True for a party whose word counts about everybody's goods. `event` is one that it stated.
  bool is_authority(const IssuerTag& issuer, EventRef event);
  /// False if it could not be told of all whether their word counts.
  bool complete() const { return complete_; }

 private:
  bool speaks_for(const gs1::Key& of, const std::string& owner, const IssuerTag& issuer);
  std::optional<trace::Touch> first_making(const gs1::Key& key, trace::Naming naming);
  const std::optional<IssuerTag>& maker_of(const gs1::Key& key);

  EventReader& reader_;
  std::map<gs1::Key, std::string> owners_;
  std::map<gs1::Key, std::optional<IssuerTag>> makers_;
  std::map<gs1::Key, std::set<IssuerTag>> speakers_;  // By lot.
  std::map<IssuerTag, bool> authorities_;
  bool complete_ = true;
};

}  // namespace stocktrail::api
