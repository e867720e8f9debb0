// api/handlers/parameters.h: what the routes of the table take beside a body: names in a path, in a query, in
// the header. Private to routes.cc.
#pragma once

#include <array>

#include "api/handlers/routes.h"

namespace stocktrail::api::parameters {

inline constexpr std::string_view text_schema = R"({"type":"string"})";
inline constexpr std::string_view count_schema = R"({"type":"integer","minimum":0})";
inline constexpr std::string_view limit_schema = R"({"type":"integer","minimum":1,"maximum":1000})";
inline constexpr std::string_view hash_schema = R"({"type":"string","pattern":"^[0-9a-f]{64}$"})";
inline constexpr std::string_view time_schema = R"({"type":"string","format":"date-time"})";

inline constexpr std::string_view any_spelling =
    "GS1 Digital Link URI or path, EPC URN, element string such as (01)09521141012345(10)L7, or a URI";

constexpr Parameter in_path(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::path, Required::yes, schema, description};
}
constexpr Parameter in_query(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::query, Required::no, schema, description};
}
constexpr Parameter in_header(std::string_view name, std::string_view description) {
  return {name, In::header, Required::no, text_schema, description};
}
constexpr Parameter must_query(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::query, Required::yes, schema, description};
}

inline constexpr Parameter id_in_hand =
    in_query("id", text_schema, "A code in hand: what is public about it is shown to everyone");
inline constexpr Parameter page_limit = in_query("limit", limit_schema, "Items on a page");
inline constexpr Parameter page_cursor = in_query("cursor", text_schema, "`next` of the page before");

inline constexpr std::array index_parameters{
    in_path("index", count_schema, "Index of the statement in the log"), id_in_hand};
inline constexpr std::array index_only{in_path("index", count_schema, "Index of the statement in the log")};
inline constexpr std::array tile_parameters{
    in_path("level", count_schema, "Level of the tile, 0 to 7"),
    in_path("tile", text_schema, "x001/067 or x001/067.p/8 (C2SP tlog-tiles)")};
inline constexpr std::array bundle_parameters{
    in_path("bundle", text_schema, "x001/067 or x001/067.p/8 (C2SP tlog-tiles)")};
inline constexpr Parameter if_none_match =
    in_header("If-None-Match", "ETag of an answer: 304 while it holds");
inline constexpr std::array checkpoint_parameters{if_none_match};
constexpr Parameter version_of(std::string_view name) {
  return {name, In::header, Required::no, R"({"type":"string","example":"2.0.0"})",
          "Compared with 2.0.0, the version that is here"};
}
inline constexpr Parameter epcis_version = version_of("GS1-EPCIS-Version"),
                           cbv_version = version_of("GS1-CBV-Version"),
                           epcis_min = version_of("GS1-EPCIS-Min"), epcis_max = version_of("GS1-EPCIS-Max"),
                           cbv_min = version_of("GS1-CBV-Min"), cbv_max = version_of("GS1-CBV-Max");
inline constexpr Parameter epc_format =
    in_header("GS1-EPC-Format", "Identifiers are given as they were signed");
/// What is asked for, and the headers that every route of EPCIS takes.
template <typename... Own>
constexpr auto with_epcis_headers(Own... own) {
  return std::array{own..., epcis_version, cbv_version, epcis_min, epcis_max, cbv_min, cbv_max, epc_format};
}
inline constexpr auto capture_parameters = with_epcis_headers(
    Parameter{"GS1-Capture-Error-Behaviour", In::header, Required::no,
              R"({"type":"string","enum":["rollback"]})", "A document is stored whole or not at all"});
inline constexpr auto capture_job =
    with_epcis_headers(in_path("capture", text_schema, "As the Location of the capture said"));
inline constexpr auto event_parameters =
    with_epcis_headers(in_path("event", text_schema, "eventID, percent-encoded"), id_in_hand);
inline constexpr std::array link_parameters{
    in_path("key", text_schema, "The rest of the GS1 Digital Link path, with qualifiers"),
    in_query("linkType", text_schema, "gs1:pip, gs1:traceability, gs1:certificationInfo, linkset, all, ...")};
inline constexpr Parameter page_language =
    in_query("lang", text_schema, "Language of the page, as a BCP 47 tag");
inline constexpr Parameter accept_language =
    in_header("Accept-Language", "Language of the page where `lang` is not given");
inline constexpr Parameter use_by =
    in_query("17", R"({"type":"string","pattern":"^[0-9]{6}$"})", "Use-by date in the code in hand, YYMMDD");
inline constexpr Parameter best_before = in_query("15", R"({"type":"string","pattern":"^[0-9]{6}$"})",
                                                  "Best-before date in the code in hand, YYMMDD");
inline constexpr std::array start_parameters{
    in_query("code", text_schema, "A code as a person types it: leads to its page"),
    in_query("lot", text_schema, "Lot number of the product in `code`"), page_language, accept_language,
    if_none_match};
inline constexpr std::array page_parameters{
    in_path("page", text_schema, "GS1 Digital Link path, or an asset"),
    use_by,
    best_before,
    in_query("before", text_schema, "`older` of a page: the events before it"),
    page_language,
    accept_language,
    if_none_match};
inline constexpr std::array trace_parameters{
    must_query("id", text_schema, any_spelling),
    in_query("direction", R"({"type":"string","enum":["backwards","forwards"],"default":"backwards"})",
             "Where it came from, or what it reached (needs a token)"),
    in_query("limit", R"({"type":"integer","minimum":1,"maximum":2000})",
             "Events in the answer: the newest; without a token at most 100"),
    in_query("before", text_schema, "`older` of an answer: the events before it"),
    in_query("after", text_schema, "`newer` of an answer: the events after it")};
inline constexpr std::array proof_parameters{
    must_query("id", text_schema, any_spelling),
    in_query("before", text_schema, "`older` of a page or trace: of the events before it")};
inline constexpr std::array pages{page_limit, page_cursor};
inline constexpr std::array party_parameters{
    in_path("party", text_schema, "Party id in any spelling, percent-encoded")};
inline constexpr std::array product_parameters{
    in_path("gtin", text_schema, "GTIN-8, -12, -13 or -14, or any spelling")};
inline constexpr std::array subject_parameters{must_query("subject", text_schema, any_spelling), page_limit,
                                               page_cursor};
inline constexpr std::array certificate_parameters{
    in_path("certificate", text_schema, "Id, percent-encoded")};
inline constexpr std::array blob_parameters{in_path("sha256", hash_schema, "SHA-256 of the bytes")};
inline constexpr std::array blob_get_parameters{in_path("sha256", hash_schema, "SHA-256 of the bytes"),
                                                if_none_match};
inline constexpr std::array token_parameters{in_path("token", text_schema, "Id of the token")};

}  // namespace stocktrail::api::parameters
