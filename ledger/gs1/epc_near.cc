// What looks like an EPC and is none that an event may hold: the forms of RFID tags and of raw memory, and
// spellings that miss urn:epc:id: by a little. As URIs of one's own they would be accepted, and nobody would
// ever find the item by them.
#include <algorithm>
#include <array>

#include "ledger/gs1/detail/key_builder.h"

namespace stocktrail::gs1 {
namespace {

constexpr auto scheme_names =
    std::to_array<std::string_view>({"sgtin", "sscc", "sgln", "grai", "giai", "gsrn", "gsrnp", "gdti", "cpi",
                                     "sgcn", "ginc", "gsin", "itip", "upui", "pgln", "gid", "lgtin"});
// What people write before a scheme where urn:epc:id: belongs, or a part of it.
constexpr auto lead_names = std::to_array<std::string_view>(
    {"urn", "epc", "id", "class", "idpat", "epcglobal", "epcis", "epcid", "ecp", "pec", "gs1", "tag", "raw"});

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return out;
}

bool is_lead(std::string_view lead) {
  while (!lead.empty()) {
    const std::size_t colon = lead.find(':');
    if (std::ranges::find(lead_names, lead.substr(0, colon)) == lead_names.end()) return false;
    lead.remove_prefix(colon == std::string_view::npos ? lead.size() : colon + 1);
  }
  return true;
}

std::string urn_of(std::string_view scheme, std::string_view body) {
  return (scheme == "lgtin" ? "urn:epc:class:" : "urn:epc:id:") + std::string(scheme) + ":" +
         std::string(body);
}

/// "write urn:epc:id:..." if that is an identifier, else how to write one.
std::string remedy(std::string_view scheme, std::string_view body) {
  const std::string urn = urn_of(scheme, body);
  if (parse_epc_urn(urn)) return "write " + urn;
  return "write the EPC as " + urn_of(scheme, "...") +
         " or as a GS1 Digital Link such as https://id.gs1.org/01/09521141012345/21/2017";
}

std::unexpected<Error> refuse_near(std::string_view text, std::string_view what, std::string_view fix) {
  return fail(ErrorCode::invalid_argument,
              "\"" + std::string(text.substr(0, 100)) + "\" " + std::string(what) + ": " + std::string(fix));
}

}  // namespace

std::unexpected<Error> refuse_tag(std::string_view urn, std::string_view kind, std::string_view name,
                                  std::string_view body) {
  if (kind == "raw") {
    return refuse_near(urn, "is the raw memory of a tag",
                       "decode it, and write the identity as urn:epc:id:<scheme>:... or as a Digital Link");
  }
  // urn:epc:tag:sgtin-198:<filter>.<identity>: how a chip is filled, not only what it names.
  const std::string_view scheme = name.substr(0, name.find_first_of("-+"));
  const std::size_t dot = body.find('.');
  const std::string_view identity = dot == std::string_view::npos ? std::string_view{} : body.substr(dot + 1);
  if (kind == "pat") {
    return refuse_near(urn, "is a pattern of tags, not a class of things",
                       "write urn:epc:idpat:" + std::string(scheme) + ":" + std::string(identity));
  }
  return refuse_near(urn, "tells how a tag is encoded", remedy(scheme, identity));
}

Result<void> check_near_epc(std::string_view uri) {
  const std::size_t last = uri.rfind(':');
  if (last == std::string_view::npos || uri.size() == last + 1) return {};
  const std::string head = lower(uri.substr(0, last));
  const std::size_t before = head.rfind(':');
  const std::string_view scheme =
      before == std::string::npos ? std::string_view(head) : std::string_view(head).substr(before + 1);
  const std::string_view lead =
      before == std::string::npos ? std::string_view{} : std::string_view(head).substr(0, before);
  const bool is_scheme = std::ranges::find(scheme_names, scheme) != scheme_names.end();
  if (is_scheme && is_lead(lead)) {
    return refuse_near(uri, "lacks the beginning of an EPC", remedy(scheme, uri.substr(last + 1)));
  }
  if (head == "gtin" || head == "gln" || head == "lot") {
    return refuse_near(uri, "is no URI of GS1",
                       "write a Digital Link such as https://id.gs1.org/01/09521141012345/10/L7 or "
                       "https://id.gs1.org/414/9521009000026");
  }
  constexpr std::string_view urn = "urn:";
  if (!head.starts_with(urn)) return {};
  const std::string_view space =
      std::string_view(head).substr(urn.size()).substr(0, head.find(':', urn.size()) - urn.size());
  const bool is_near = (space.starts_with("epc") && space != "epc" && space != "epcglobal") ||
                       space == "ecp" || space == "pec" || space == "ep";
  if (!is_near) return {};
  return refuse_near(uri, "is near an EPC URN and is none",
                     "write urn:epc:id:<scheme>:..., urn:epc:class:lgtin:... or a Digital Link");
}

}  // namespace stocktrail::gs1
