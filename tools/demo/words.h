// tools/demo/words.h: fills the sample chain's texts: {{plant}} is a word of the list, {{day-30}} a date
// counted from the day of the sample, {{code-30}} the same date as it stands in a lot number: 261023.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/epcis/time.h"

namespace stocktrail::demo {

class Words {
 public:
  /// `day` is the sample's today; its time of day does not count.
  explicit Words(Micros day) : day_(day) {}

  /// The text may use words that were added before it.
  Result<void> add(std::string_view name, std::string_view text);

  /// Every {{...}} replaced; an error names the first that is no word.
  Result<std::string> fill(std::string_view text) const;

  /// `text` is "day-93 05:40": the moment as an event tells it, in the offset of the sample's places.
  Result<std::string> moment(std::string_view text) const;

 private:
  Result<std::string> replacement(std::string_view name) const;
  Result<std::string> date(std::string_view offset) const;

  Micros day_;
  std::map<std::string, std::string, std::less<>> words_;
};

/// All places of the sample chain lie in one time zone.
inline constexpr std::string_view chain_offset = "+08:00";

}  // namespace stocktrail::demo
