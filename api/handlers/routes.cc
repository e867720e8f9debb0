#include "api/handlers/routes.h"

#include <array>

#include "api/handlers/handlers.h"
#include "ledger/gs1/key_names.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view text_schema = R"({"type":"string"})";
constexpr std::string_view count_schema = R"({"type":"integer","minimum":0})";
constexpr std::string_view limit_schema = R"({"type":"integer","minimum":1,"maximum":1000})";
constexpr std::string_view hash_schema = R"({"type":"string","pattern":"^[0-9a-f]{64}$"})";
constexpr std::string_view time_schema = R"({"type":"string","format":"date-time"})";

constexpr std::string_view any_spelling =
    "GS1 Digital Link URI or path, EPC URN, element string such as (01)09521141012345(10)L7, or a URI";

constexpr Parameter in_path(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::path, Required::yes, schema, description};
}
constexpr Parameter in_query(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::query, Required::no, schema, description};
}
constexpr Parameter must_query(std::string_view name, std::string_view schema, std::string_view description) {
  return {name, In::query, Required::yes, schema, description};
}

constexpr Parameter id_in_hand =
    in_query("id", text_schema, "A code in hand: what is public about it is shown to everyone");
constexpr Parameter page_limit = in_query("limit", limit_schema, "Items on a page");
constexpr Parameter page_cursor = in_query("cursor", text_schema, "`next` of the page before");

constexpr std::array index_parameters{in_path("index", count_schema, "Index of the statement in the log"),
                                      id_in_hand};
constexpr std::array index_only{in_path("index", count_schema, "Index of the statement in the log")};
constexpr std::array tile_parameters{
    in_path("level", count_schema, "Level of the tile, 0 to 7"),
    in_path("tile", text_schema, "x001/067 or x001/067.p/8 (C2SP tlog-tiles)")};
constexpr std::array bundle_parameters{
    in_path("bundle", text_schema, "x001/067 or x001/067.p/8 (C2SP tlog-tiles)")};
constexpr std::array capture_parameters{Parameter{"GS1-Capture-Error-Behaviour", In::header, Required::no,
                                                  R"({"type":"string","enum":["rollback"]})",
                                                  "A document is stored whole or not at all"}};
constexpr std::array capture_job{in_path("capture", count_schema, "As the Location of the capture said")};
constexpr std::array event_parameters{in_path("event", text_schema, "eventID, percent-encoded"), id_in_hand};
constexpr std::array link_parameters{
    in_path("key", text_schema, "The rest of the GS1 Digital Link path, with qualifiers"),
    in_query("linkType", text_schema, "gs1:pip, gs1:traceability, gs1:certificationInfo, linkset, all, ...")};
constexpr std::array page_parameters{in_path("page", text_schema, "GS1 Digital Link path, or an asset")};
constexpr std::array trace_parameters{
    must_query("id", text_schema, any_spelling),
    in_query("direction", R"({"type":"string","enum":["backwards","forwards"],"default":"backwards"})",
             "Where it came from, or what it reached (needs a token)"),
    in_query("limit", R"({"type":"integer","minimum":1,"maximum":2000})",
             "Events in the answer: the newest; without a token at most 100"),
    in_query("before", text_schema, "`older` of an answer: the events before it"),
    in_query("after", text_schema, "`newer` of an answer: the events after it")};
constexpr std::array proof_parameters{
    must_query("id", text_schema, any_spelling),
    in_query("before", text_schema, "`older` of a page or trace: of the events before it")};
constexpr std::array position_parameters{
    in_query("place", text_schema, "GLN in any spelling; this or `product` must be given"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling; this or `place` must be given"),
    in_query("lot", text_schema, "Lot number; not needed where `product` tells it"),
    in_query("asOf", time_schema, "Event time up to which postings count; default: all"),
    page_limit,
    page_cursor};
constexpr std::array discrepancy_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: every place"), page_limit, page_cursor};
constexpr std::array posting_parameters{must_query("event", text_schema, "eventID")};
constexpr std::array party_page{page_limit, page_cursor};
constexpr std::array party_parameters{
    in_path("party", text_schema, "Party id in any spelling, percent-encoded")};
constexpr std::array product_parameters{
    in_path("gtin", text_schema, "GTIN-8, -12, -13 or -14, or any spelling")};
constexpr std::array subject_parameters{must_query("subject", text_schema, any_spelling), page_limit,
                                        page_cursor};
constexpr std::array certificate_parameters{in_path("certificate", text_schema, "Id, percent-encoded")};
constexpr std::array blob_parameters{in_path("sha256", hash_schema, "SHA-256 of the bytes")};
constexpr std::array token_parameters{in_path("token", text_schema, "Id of the token")};

using std::string_view_literals::operator""sv;
constexpr Roles members = Role::party | Role::planner | Role::auditor | Role::operator_;
constexpr auto json_type = "application/json"sv, text_type = "text/plain"sv;
constexpr auto bytes_type = "application/octet-stream"sv, any_type = "*/*"sv;
constexpr auto statement_types = "application/sd-jwt application/vnd.stocktrail.statement+json"sv;
constexpr auto epcis_types = "application/ld+json application/json"sv;

constexpr Route get(std::string_view pattern, std::string_view summary, Roles roles, Handler handle,
                    std::span<const Parameter> parameters, std::string_view produces, Runs runs = Runs::io,
                    int success = 200) {
  return {Method::get, pattern, summary, roles, runs, handle, nullptr, parameters, {}, produces, success};
}
/// A GET that answers at once where it can, and else on a worker.
constexpr Route get(std::string_view pattern, std::string_view summary, LongHandler handle,
                    std::span<const Parameter> parameters, std::string_view produces) {
  return {Method::get, pattern,    summary, everyone, Runs::worker, nullptr,
          handle,      parameters, {},      produces, 200};
}
constexpr Route link(std::string_view pattern) {
  return get(pattern, "GS1 Digital Link: redirect to the page, or a linkset", everyone, get_digital_link,
             link_parameters, any_type, Runs::io, 307);
}
constexpr Route post(std::string_view pattern, std::string_view summary, Roles roles, LongHandler handle,
                     std::span<const Parameter> parameters, std::string_view consumes, int success) {
  return {Method::post, pattern,    summary,  roles,     Runs::worker, nullptr,
          handle,       parameters, consumes, json_type, success};
}
constexpr Route change(Method method, std::string_view pattern, std::string_view summary, Roles roles,
                       Handler handle, std::span<const Parameter> parameters, std::string_view consumes,
                       int success) {
  return {method,  pattern,    summary,  roles,     Runs::worker, handle,
          nullptr, parameters, consumes, json_type, success};
}

// First match wins, so literal segments stand before names.
const std::array table{
    post("/statements", "Store a signed statement; answers with its receipt", everyone, post_statement, {},
         statement_types, 201),
    get("/statements/{index}", "A statement, as far as the reader may see it", everyone, get_statement,
        index_parameters, statement_types, Runs::worker),
    get("/statements/{index}/proof", "C2SP tlog-proof: inclusion proof and checkpoint", everyone,
        get_statement_proof, index_only, text_type),
    get("/statements/{index}/receipt", "The receipt, for the issuer", members, get_statement_receipt,
        index_only, json_type),

    get("/log/checkpoint", "Newest signed checkpoint (C2SP tlog-checkpoint)", everyone, get_checkpoint, {},
        text_type, Runs::tableless),
    get("/log/tile/entries/{bundle...}", "Entry bundle (C2SP tlog-tiles)", everyone, get_entries,
        bundle_parameters, bytes_type),
    get("/log/tile/{level}/{tile...}", "Hashes of a tile (C2SP tlog-tiles)", everyone, get_tile,
        tile_parameters, bytes_type),
    get("/log/vkey", "The log's note verifier key (C2SP signed-note)", everyone, get_vkey, {}, text_type,
        Runs::tableless),
    get("/log/policy", "Which signatures a checkpoint must carry (C2SP tlog-policy)", everyone,
        get_log_policy, {}, text_type, Runs::tableless),

    post("/epcis/capture", "Capture an EPCIS 2.0 document; the server signs for the token's party",
         Role::party, post_capture, capture_parameters, epcis_types, 202),
    get("/epcis/capture/{capture}", "Outcome of a capture", Role::party | Role::auditor, get_capture,
        capture_job, json_type),
    get("/epcis/events/{event}", "An event with its repeats, as far as the reader may see it", everyone,
        get_event, event_parameters, epcis_types, Runs::worker),

    link("/00/{key...}"),
    link("/01/{key...}"),
    link("/253/{key...}"),
    link("/255/{key...}"),
    link("/401/{key...}"),
    link("/402/{key...}"),
    link("/414/{key...}"),
    link("/417/{key...}"),
    link("/8003/{key...}"),
    link("/8004/{key...}"),
    link("/8006/{key...}"),
    link("/8010/{key...}"),
    link("/8013/{key...}"),
    link("/8017/{key...}"),
    link("/8018/{key...}"),
    get("/.well-known/gs1resolver", "What this GS1 Digital Link resolver supports", everyone,
        get_resolver_description, {}, json_type),
    get("/p/", "The page to begin with", get_page, {}, "text/html"),
    get("/p/{page...}", "The consumer page", get_page, page_parameters, any_type),

    get("/trace", "Journey of an item or lot, and what it was made of or went into", everyone, get_trace,
        trace_parameters, json_type, Runs::worker),
    get("/proof", "Proof bundle of a journey, for offline verification", everyone, get_proof,
        proof_parameters, text_type, Runs::worker),

    get("/inventory/positions", "How much is where", members, get_positions, position_parameters, json_type,
        Runs::worker),
    get("/inventory/discrepancies", "Signed facts that contradict the record", members, get_discrepancies,
        discrepancy_parameters, json_type, Runs::worker),
    get("/inventory/postings", "The balanced postings of an event", members, get_postings, posting_parameters,
        json_type, Runs::worker),

    get("/parties", "Registered parties with their keys and public places", everyone, get_parties, party_page,
        json_type),
    change(Method::post, "/parties", "Admit or change a party: the server signs as the operator",
           Role::operator_, post_party, {}, json_type, 201),
    get("/parties/{party}", "One party", everyone, get_party, party_parameters, json_type),
    change(Method::post, "/policies", "State a policy: the server signs as the operator", Role::operator_,
           post_policy, {}, json_type, 201),
    get("/products/{gtin}", "Public facts of a product", everyone, get_product, product_parameters,
        json_type),
    get("/certificates", "Certificates and permits of a party, place, product or lot", everyone,
        get_certificates, subject_parameters, json_type, Runs::worker),
    get("/certificates/{certificate}", "One certificate", everyone, get_certificate, certificate_parameters,
        json_type),
    change(Method::put, "/blobs/{sha256}", "Store a file by its hash", Role::party | Role::operator_,
           put_blob, blob_parameters, any_type, 201),
    get("/blobs/{sha256}", "A file that a certificate or product names", everyone, get_blob, blob_parameters,
        any_type),

    change(Method::post, "/backups", "Begin a copy of the data, in the server's directory of backups",
           Role::operator_, post_backup, {}, {}, 202),
    get("/backups/latest", "Whether that copy is made", Role::operator_, get_backup, {}, json_type),
    change(Method::post, "/tokens", "Make an access token; its secret is shown once", Role::operator_,
           post_token, {}, json_type, 201),
    get("/tokens", "All tokens, without their secrets", Role::operator_, get_tokens, {}, json_type,
        Runs::worker),
    change(Method::del, "/tokens/{token}", "Revoke a token", Role::operator_, delete_token, token_parameters,
           {}, 200),

    get("/", "Where to begin", everyone, get_root, {}, any_type, Runs::tableless, 307),
    get("/healthz", "The process serves", everyone, get_healthz, {}, json_type, Runs::tableless),
    get("/readyz", "The ledger takes statements", everyone, get_readyz, {}, json_type, Runs::tableless),
    get("/metrics", "Prometheus metrics", everyone, get_metrics, {}, text_type, Runs::tableless),
    get("/openapi.json", "This interface as OpenAPI 3.1", everyone, get_openapi, {}, json_type,
        Runs::tableless),
};

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}
bool is_rest(std::string_view segment) {
  return segment.ends_with("...}");
}

enum class Fit : std::uint8_t { no, yes, malformed };

/// Compares a path with a pattern and collects the values of its names.
Fit fit(std::string_view path, std::string_view pattern, std::vector<std::string>& values) {
  values.clear();
  Fit result = Fit::yes;
  while (!pattern.empty()) {
    if (path.empty()) return Fit::no;
    pattern.remove_prefix(1);  // Both stand at a slash.
    path.remove_prefix(1);
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_rest(expected)) {
      if (path.empty()) return Fit::no;
      values.emplace_back(path);
      return result;
    }
    if (is_name(expected)) {
      if (segment.empty()) return Fit::no;
      auto value = percent_decode(segment);
      if (!value) result = Fit::malformed;
      values.push_back(std::move(value).value_or(""));
    } else if (expected != segment) {
      return Fit::no;
    }
    pattern.remove_prefix(expected.size());
    path.remove_prefix(segment.size());
  }
  return path.empty() ? result : Fit::no;
}

/// The path of a GS1 key that goes by its name ("/gtin/..."), with its code; empty for any other.
std::string with_code(std::string_view path) {
  const std::size_t end = path.find('/', 1);
  if (end == std::string_view::npos) return {};
  const auto code = gs1::code_of_name(path.substr(1, end - 1));
  return code ? "/" + std::string(*code) + std::string(path.substr(end)) : std::string();
}

void add_allowed(std::string& allow, Method method) {
  if (!allow.empty()) allow += ", ";
  allow += name_of(method);
  if (method == Method::get) allow += ", HEAD";
}

}  // namespace

std::span<const Route> routes() {
  return table;
}

Match match(Method method, std::string_view path, std::span<const Route> all) {
  Match result;
  if (!path.starts_with('/')) return result;
  const std::string coded = with_code(path);
  if (!coded.empty()) path = coded;
  const Method wanted = method == Method::head ? Method::get : method;
  std::vector<std::string> values;
  for (const Route& route : all) {
    if (!result.allow.empty() && route.pattern != result.pattern) continue;
    const Fit fits = fit(path, route.pattern, values);
    if (fits == Fit::no) continue;
    result.pattern = route.pattern;
    result.malformed = fits == Fit::malformed;
    add_allowed(result.allow, route.method);
    if (route.method == wanted && result.route == nullptr) {
      result.route = &route;
      result.values = std::move(values);
    }
  }
  if (!result.allow.empty()) result.allow += ", OPTIONS";
  return result;
}

}  // namespace stocktrail::api
