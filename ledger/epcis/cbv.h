// ledger/epcis/cbv.h: the words of the Core Business Vocabulary 2.0 in every spelling: bare ("shipping"),
// CURIE
// ("cbv:BizStep-shipping"), Web URI (https://ref.gs1.org/cbv/BizStep-shipping) and URN
// (urn:epcglobal:cbv:bizstep:shipping).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::epcis {

enum class Vocabulary : unsigned char {
  biz_step,
  disposition,
  biz_transaction_type,
  source_dest_type,
  error_reason,
  sensor_property_type,  // What is measured: words of the GS1 Web Vocabulary ("Temperature",
                         // "gs1:Temperature", ...).
  component,             // Of a measured vector: "x", "latitude", ...
  sensor_alert_type,     // ALARM_CONDITION and ERROR_CONDITION, of the GS1 Web Vocabulary as well.
};

/// A word in its short form ("shipping") if it is CBV's, else the URI of one's own. Never empty in an Event.
struct Word {
  std::string text;
  bool is_standard = false;  // One of CBV 2.0's.
  bool is(std::string_view standard) const { return is_standard && text == standard; }
  bool operator==(const Word&) const = default;
};

/// A standard word or an absolute URI; anything else is an error that names close words. So is a URI that
/// claims to be one of this vocabulary's words (https://ref.gs1.org/cbv/BizStep-...) and is not.
Result<Word> parse_word(Vocabulary vocabulary, std::string_view text);

/// The Web URI of a standard word, e.g. https://ref.gs1.org/cbv/BizStep-shipping; the text itself for others.
std::string web_uri(Vocabulary vocabulary, const Word& word);

/// All standard words of a vocabulary, sorted.
std::span<const std::string_view> standard_words(Vocabulary vocabulary);

}  // namespace stocktrail::epcis
