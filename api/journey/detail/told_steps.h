// api/journey/detail/told_steps.h: which steps of a walk the public is told of: those that hang on public
// events only. Private to api/journey.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/journey/event_reader.h"

namespace stocktrail::api {

class ToldSteps {
 public:
  using IsNamed = std::function<bool(const trace::Step&)>;

  explicit ToldSteps(EventReader& reader) : reader_(reader) {}
  void find(const gs1::Key& key, const trace::Trace& walk, const IsNamed& is_named);

  bool is_told(std::size_t step) const { return is_told_[step]; }
  /// True if its issuer cut the event so that its public part can be shown alone (visibility.h).
  bool is_open(const query::EventFacts& event);

 private:
  bool names(const query::EventFacts& event, const gs1::Key& key);
  void show(Codes codes);

  EventReader& reader_;
  std::vector<bool> is_told_;
  Codes codes_;                       // The code in hand, and the keys that told steps name.
  std::map<EventRef, bool> is_open_;  // To readers of these codes.
  std::map<EventRef, std::set<std::string, std::less<>>> named_;
};

}  // namespace stocktrail::api
