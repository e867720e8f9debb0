// tests/support/cut_statement.h: statements as other people's SD-JWT libraries sign them: each value is a
// disclosure of its own or stands where it is, as the caller decides.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "crypto/statement.h"

namespace stocktrail::test {

/// True for the values, by event and RFC 6901 pointer ("" for the event itself), that get a disclosure.
using Cuts = std::function<bool(std::size_t event, std::string_view pointer)>;

class StatementCutter {
 public:
  explicit StatementCutter(Cuts cuts) : cuts_(std::move(cuts)) {}

  /// The RFC form of `draft`, signed with all disclosures.
  std::string sign(const StatementDraft& draft, const SigningKey& key) {
    json::Writer payload;
    payload.begin_object().field("iss", draft.issuer).key("iat").number(draft.issued_at);
    payload.field("jti", base64url_encode(draft.id)).field("_sd_alg", "sha-256");
    payload.key("events").begin_array();
    for (event_ = 0; event_ < draft.events.size(); ++event_) {
      const auto document = json::Document::parse(draft.events[event_]);
      ST_CHECK(document.has_value());
      payload.raw(element("", document->root()));
    }
    payload.end_array().end_object();
    const std::string header =
        R"({"alg":"EdDSA","typ":"events+sd-jwt","kid":")" + std::string(thumbprint(key.public_key())) + "\"}";
    std::string jws = base64url_encode(as_bytes(header));
    jws += '.';
    jws += base64url_encode(as_bytes(payload.text()));
    const Signature signature = key.sign(as_bytes(jws));
    jws += '.';
    jws += base64url_encode(signature);
    return jws + "~" + disclosures_;
  }

 private:
  std::string value(const std::string& pointer, const json::Value& value) {
    if (value.is(json::Kind::array)) {
      std::string text = "[";
      std::size_t place = 0;
      for (const json::Value inner : value.elements()) {
        if (place > 0) text += ',';
        text += element(pointer + "/" + std::to_string(place++), inner);
      }
      return text + "]";
    }
    return value.is(json::Kind::object) ? object(pointer, value) : std::string(value.raw());
  }

  std::string object(const std::string& pointer, const json::Value& value) {
    std::string text = "{", digests;
    for (const json::Member member : value.members()) {
      std::string at = pointer;
      append_pointer(at, member.name);
      std::string name;
      json::append_quoted(name, member.name);
      const std::string inner = this->value(at, member.value);
      if (cuts_(event_, at)) {
        digests += (digests.empty() ? "\"" : ",\"") + disclose(name + "," + inner) + "\"";
      } else {
        text += (text.size() > 1 ? "," : "") + name + ":" + inner;
      }
    }
    if (!digests.empty()) text += (text.size() > 1 ? ",\"_sd\":[" : "\"_sd\":[") + digests + "]";
    return text + "}";
  }

  std::string element(const std::string& pointer, const json::Value& value) {
    const std::string text = this->value(pointer, value);
    return cuts_(event_, pointer) ? R"({"...":")" + disclose(text) + "\"}" : text;
  }

  /// Its digest.
  std::string disclose(const std::string& contents) {
    std::array<std::uint8_t, 16> salt{};
    random_bytes(salt);
    const std::string encoded =
        base64url_encode(as_bytes("[\"" + base64url_encode(salt) + "\"," + contents + "]"));
    disclosures_ += encoded + "~";
    return base64url_encode(sha256(encoded));
  }

  Cuts cuts_;
  std::size_t event_ = 0;
  std::string disclosures_;
};

/// All that a presentation tells to who reads it: header, payload and disclosures in plain text.
inline std::string plain_text_of(std::string_view sd_jwt) {
  std::string text;
  while (!sd_jwt.empty()) {
    const std::size_t end = sd_jwt.find_first_of(".~");
    text += base64url_decode(sd_jwt.substr(0, end)).value_or("") + "\n";
    sd_jwt.remove_prefix(end == sd_jwt.npos ? sd_jwt.size() : end + 1);
  }
  return text;
}

}  // namespace stocktrail::test
