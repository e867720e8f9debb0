// Parties, products and certificates: what the log says of them, and the operator's way to admit parties.
#include <span>

#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "api/handlers/statement_answer.h"
#include "api/handlers/written.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t parties_preset = 50;
constexpr std::size_t parties_max = 1'000;
constexpr std::size_t certificates_preset = 50;
constexpr std::size_t certificates_max = 1'000;
constexpr std::string_view short_cache = "public, max-age=30";

void write_names(json::Writer& w, std::string_view member, const master::Names& names) {
  if (names.empty()) return;
  w.key(member).begin_object();
  for (const auto& [language, name] : names) w.field(language, name);
  w.end_object();
}

/// `suppliers`: of the place, as far as the reader may know them.
void write_place(json::Writer& w, const master::Place& place, std::span<const gs1::Key> suppliers) {
  w.begin_object().field("id", place.id.text()).field("name", place.name);
  write_names(w, "names", place.names);
  w.key("address").begin_object();
  write_if(w, "street", place.street);
  write_if(w, "locality", place.locality);
  write_names(w, "localities", place.localities);
  write_if(w, "region", place.region);
  write_if(w, "postalCode", place.postal_code);
  write_if(w, "country", place.country);
  w.end_object();
  if (!place.latitude.empty() && !place.longitude.empty()) {
    w.key("geo")
        .begin_object()
        .key("latitude")
        .raw(place.latitude)
        .key("longitude")
        .raw(place.longitude)
        .end_object();
  }
  if (!suppliers.empty()) {
    w.key("suppliedFrom").begin_array();
    for (const gs1::Key& supplier : suppliers) w.string(supplier.text());
    w.end_array();
  }
  w.key("public").boolean(place.is_public).end_object();
}

void write_key(json::Writer& w, const master::PartyKey& key) {
  w.begin_object().field("kty", "OKP").field("crv", "Ed25519").field("x", base64url_encode(key.key.bytes()));
  w.field("kid", key.key_id).field("validFrom", format_utc(key.valid_from));
  if (key.valid_until) w.field("validUntil", format_utc(*key.valid_until));
  if (key.revoked_at) w.field("revokedAt", format_utc(*key.revoked_at));
  w.key("custodial").boolean(key.custodial).end_object();
}

void write_party(json::Writer& w, const master::Party& party, const Principal& principal) {
  w.begin_object().field("id", party.id.text()).field("name", party.name);
  write_names(w, "names", party.names);
  w.key("roles").begin_array();
  for (const std::string& role : party.roles) w.string(role);
  w.end_array();
  if (party.contact && principal.role != Role::anyone) write_contact(w, *party.contact);
  w.key("places").begin_array();
  const bool is_told_all = principal.role == Role::auditor || principal.party == party.id.text();
  for (const master::Place& place : party.places) {
    if (!shows_place(principal, party.id, place)) continue;
    write_place(w, place,
                is_told_all && place.supplied_from ? *place.supplied_from : std::vector<gs1::Key>());
  }
  w.end_array().key("keys").begin_array();
  for (const master::PartyKey& key : party.keys) write_key(w, key);
  w.end_array().key("statement").number(party.statement).end_object();
}

void write_certificate(json::Writer& w, const master::Certificate& c) {
  constexpr std::array statuses{"active", "suspended", "revoked"};
  w.begin_object()
      .field("id", c.id)
      .field("kind", c.kind)
      .field("title", c.title)
      .field("issuer", c.issuer_name);
  write_names(w, "titles", c.titles);
  write_names(w, "issuers", c.issuer_names);
  w.field("number", c.number);
  write_if(w, "standard", c.standard);
  w.key("subjects").begin_array();
  for (const gs1::Key& subject : c.subjects) w.string(subject.text());
  w.end_array();
  write_if(w, "validFrom", c.valid_from);
  write_if(w, "validUntil", c.valid_until);
  w.field("status", statuses.at(static_cast<std::size_t>(c.status)));
  if (c.file) {
    w.key("file").begin_object().field("sha256", c.file->sha256).field("mediaType", c.file->media_type);
    w.key("bytes").number(c.file->bytes).field("href", "/blobs/" + c.file->sha256);
    write_if(w, "name", c.file->name);
    w.end_object();
  }
  w.key("public")
      .boolean(c.is_public)
      .field("statedBy", c.stated_by)
      .key("statement")
      .number(c.statement)
      .end_object();
}

/// Where a page of certificates ends: in the list of a party, after an id.
struct CertificateCursor {
  std::string stated_by;  // Empty: before the first.
  master::Audience audience{};
  std::string after;

  /// "e <party> <id>" or "o <party> <id>": no party's id holds a space.
  static std::optional<CertificateCursor> parse(std::string_view text) {
    const std::size_t space = text.find(' ', 2);
    const bool fits =
        space != std::string_view::npos && space > 2 && text[1] == ' ' && (text[0] == 'e' || text[0] == 'o');
    if (!fits) return std::nullopt;
    return CertificateCursor{std::string(text.substr(2, space - 2)),
                             text[0] == 'e' ? master::Audience::everyone : master::Audience::own,
                             std::string(text.substr(space + 1))};
  }
  static std::string text_after(const master::Certificate& last) {
    return (last.is_public ? "e " : "o ") + last.stated_by + ' ' + last.id;
  }
};

/// At most `limit` certificates of the subject that the reader may see, from the cursor on. Those of others
/// that are not public are never read.
std::vector<master::Certificate> certificates_after(const CertificateCursor& cursor, const gs1::Key& subject,
                                                    std::size_t limit, const Call& call) {
  using master::Audience;
  const TableReader& tables = call.view->tables();
  std::vector<master::Certificate> page;
  const auto take = [&](const std::string& stater, Audience audience, std::string_view after) {
    if (audience == Audience::own && !shows_all_of(call.principal, stater)) return;
    for (auto& each :
         master::certificates_of({subject, stater, audience}, after, limit - page.size(), tables))
      page.push_back(std::move(each));
  };
  if (!cursor.stated_by.empty()) {
    take(cursor.stated_by, cursor.audience, cursor.after);
    if (cursor.audience == Audience::everyone) take(cursor.stated_by, Audience::own, {});
  }
  auto stater = master::next_stater(subject, cursor.stated_by, tables);
  for (; stater && page.size() < limit; stater = master::next_stater(subject, *stater, tables)) {
    take(*stater, Audience::everyone, {});
    take(*stater, Audience::own, {});
  }
  return page;
}

Response cacheable(json::Writer& w, const Principal& principal) {
  Response response = Response::json(std::move(w).text());
  if (principal.role == Role::anyone) response.set("Cache-Control", std::string(short_cache));
  return response;
}

/// A key that has ended stays ended when it is stated again; a receipt would look as if it had come back.
std::optional<Error> refuse_ended_keys(const Candidate& candidate, const Call& call) {
  const auto* party = candidate.change ? std::get_if<master::PartyChange>(&candidate.change->body) : nullptr;
  if (party == nullptr) return std::nullopt;
  const Micros now = call.app.clock.now();
  for (std::size_t i = 0; i < party->keys.size(); ++i) {
    const auto owner = master::key_owner(party->keys[i].key_id, call.view->tables());
    if (!owner || owner->party != party->id) continue;
    const auto& key = owner->key;
    const bool is_revoked = key.revoked_at && *key.revoked_at <= now;
    const auto& end = is_revoked ? key.revoked_at : key.valid_until;
    if (!end || *end > now) continue;
    return Error{ErrorCode::conflict,
                 "the key " + key.key_id + (is_revoked ? " was revoked at " : " was valid until ") +
                     format_utc(*end) + ", and never comes back: the party needs a new one",
                 "$.party.keys[" + std::to_string(i) + "]"};
  }
  return std::nullopt;
}

/// The operator's statement around the claim in the body, stored.
Result<Receipt> state_as_operator(Call& call, std::string_view kind) {
  const auto body = json::Document::parse(call.request.body);
  if (!body) return std::unexpected(body.error());
  StatementDraft draft;
  draft.kind = kind;
  draft.body = call.request.body;
  auto candidate = call.app.ledger.sign_for(call.app.ledger.operator_id(), std::move(draft));
  if (!candidate) return std::unexpected(candidate.error());
  if (auto refused = refuse_ended_keys(*candidate, call)) return std::unexpected(std::move(*refused));
  auto receipt = call.app.ledger.append_and_wait(std::move(*candidate));
  if (receipt) call.view = call.app.ledger.view();
  return receipt;
}

std::string text_of(const json::Value& body, std::string_view name) {
  const auto value = body.is(json::Kind::object) ? body.find(name) : std::nullopt;
  return value && value->is(json::Kind::string) ? std::string(value->string()) : std::string{};
}

}  // namespace

Response get_parties(Call& call) {
  const auto limit = limit_of(call.query, parties_preset, parties_max);
  if (!limit) return Response::of(limit.error());
  const auto after = cursor_of(call);
  if (!after) return Response::of(after.error());
  const std::vector<master::Party> page = master::parties(*after, *limit, call.view->tables());
  json::Writer w;
  w.begin_object().key("parties").begin_array();
  for (const master::Party& party : page) write_party(w, party, call.principal);
  w.end_array();
  if (page.size() == *limit) w.field("next", page_cursor(call, page.back().id.text()));
  w.end_object();
  return cacheable(w, call.principal);
}

Response get_party(Call& call) {
  const auto id = parse_identifier(call.value(0), "party");
  if (!id) return Response::of(id.error());
  const auto party = master::party(*id, call.view->tables());
  if (!party) return Response::of(Error{ErrorCode::not_found, "no party with this id is registered"});
  json::Writer w;
  write_party(w, *party, call.principal);
  return cacheable(w, call.principal);
}

Response post_party(Call& call) {
  const auto receipt = state_as_operator(call, "party");
  return receipt ? receipt_response(call, *receipt) : Response::of(receipt.error());
}

/// Whoever mistypes an id must not believe that a right has ended.
Result<void> refuse_end_of_unknown(const std::string& claim, const TableReader& tables) {
  const auto body = json::Document::parse(claim);
  const auto revoked = body ? body->root().find("revoked") : std::nullopt;
  if (!revoked || !revoked->is(json::Kind::boolean) || !revoked->boolean()) return {};
  const std::string id(text_of(body->root(), "id"));
  if (id.empty() || master::policy(id, tables)) return {};
  return fail(ErrorCode::not_found, "there is no policy with the id \"" + id + "\" to end", "$.id");
}

Response post_policy(Call& call) {
  if (auto fine = refuse_end_of_unknown(call.request.body, call.view->tables()); !fine)
    return Response::of(fine.error());
  const auto receipt = state_as_operator(call, "policy");
  if (!receipt) return Response::of(receipt.error());
  // Who may be signed for needs a key to sign with; asking again later does no harm.
  const auto body = json::Document::parse(call.request.body);
  if (body && text_of(body->root(), "type") == "custodial" && !body->root().find("revoked")) {
    const auto party = gs1::parse_key(text_of(body->root(), "party"));
    if (!party) return Response::of(party.error());
    if (const auto made = call.app.ledger.make_custodial_key(*party); !made)
      return Response::of(made.error());
    call.view = call.app.ledger.view();
  }
  return receipt_response(call, *receipt);
}

Response get_product(Call& call) {
  const auto id = parse_identifier(call.value(0), "gtin");
  if (!id) return Response::of(id.error());
  const auto product = master::product(id->product_key().value_or(*id), call.view->tables());
  if (!product)
    return Response::of(Error{ErrorCode::not_found, "nobody has stated anything about this product"});
  json::Writer w;
  w.begin_object().field("id", product->id.text()).field("name", product->name);
  write_names(w, "names", product->names);
  write_if(w, "brand", product->brand);
  write_names(w, "brands", product->brands);
  write_if(w, "unit", product->unit);
  if (product->shelf_life_days) w.key("shelfLifeDays").number(std::int64_t{*product->shelf_life_days});
  w.key("facts").begin_array();
  for (const master::Fact& fact : product->facts) {
    w.begin_object().field("label", fact.label).field("value", fact.value);
    write_names(w, "labels", fact.labels);
    write_names(w, "values", fact.values);
    w.end_object();
  }
  w.end_array().field("owner", product->owner).key("statement").number(product->statement).end_object();
  return cacheable(w, call.principal);
}

Response get_certificates(Call& call) {
  const auto subject = identifier_of(call.query, "subject");
  if (!subject) return Response::of(subject.error());
  const auto limit = limit_of(call.query, certificates_preset, certificates_max);
  if (!limit) return Response::of(limit.error());
  const auto from = cursor_of(call);
  if (!from) return Response::of(from.error());
  const auto cursor = from->empty() ? CertificateCursor{} : CertificateCursor::parse(*from);
  if (!cursor)
    return Response::of(Error{ErrorCode::invalid_argument, "begin again without a cursor", "cursor"});
  const auto page = certificates_after(*cursor, *subject, *limit, call);
  json::Writer w;
  w.begin_object().key("certificates").begin_array();
  for (const master::Certificate& certificate : page) write_certificate(w, certificate);
  w.end_array();
  if (page.size() == *limit) w.field("next", page_cursor(call, CertificateCursor::text_after(page.back())));
  w.end_object();
  return cacheable(w, call.principal);
}

Response get_certificate(Call& call) {
  const std::string& id = call.value(0);
  const TableReader& tables = call.view->tables();
  // The reader's own goes before that for everyone, and both before what only an auditor sees.
  for (const auto& found : {master::certificate(id, call.principal.party, tables),
                            master::public_certificate(id, tables), master::any_certificate(id, tables)}) {
    if (!found || !shows_certificate(call.principal, *found)) continue;
    json::Writer w;
    write_certificate(w, *found);
    return cacheable(w, call.principal);
  }
  return Response::of(Error{ErrorCode::not_found, "there is no certificate here that you may see"});
}

}  // namespace stocktrail::api
