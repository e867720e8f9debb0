// Access tokens: the operator makes, lists and revokes them.
#include "api/access/authority.h"
#include "api/handlers/handlers.h"
#include "crypto/json_writer.h"

namespace stocktrail::api {
namespace {

void write_token(json::Writer& w, const Token& token) {
  w.field("id", token.id)
      .field("role", name_of(token.role))
      .field("party", token.party)
      .field("label", token.label);
  w.field("createdAt", format_utc(token.created_at)).field("expiresAt", format_utc(token.expires_at));
  if (token.revoked_at) w.field("revokedAt", format_utc(*token.revoked_at));
}

std::string text_of(const json::Value& body, std::string_view name) {
  const auto value = body.find(name);
  return value && value->is(json::Kind::string) ? std::string(value->string()) : std::string{};
}

/// `{"role":"party","party":"https://...","label":"...","days":90}`
Result<TokenStore::Draft> draft_of(const Call& call) {
  const auto document = json::Document::parse(call.request.body);
  if (!document) return std::unexpected(document.error());
  const json::Value body = document->root();
  if (!body.is(json::Kind::object)) return fail(ErrorCode::invalid_argument, "an object is wanted", "$");
  for (const json::Member& member : body.members()) {
    if (member.name != "role" && member.name != "party" && member.name != "label" && member.name != "days") {
      return fail(ErrorCode::invalid_argument, "a token has role, party, label and days",
                  "$." + std::string(member.name));
    }
  }
  const auto role = parse_role(text_of(body, "role"));
  if (!role || *role == Role::anyone) {
    return fail(ErrorCode::invalid_argument, "role is party, planner, auditor or operator", "$.role");
  }
  const auto party = parse_identifier(text_of(body, "party"), "$.party");
  if (!party) return std::unexpected(party.error());
  TokenStore::Draft draft{.role = *role, .party = party->text(), .label = text_of(body, "label")};
  if (const auto days = body.find("days")) {
    const auto number = days->is(json::Kind::number) ? days->integer() : std::nullopt;
    if (!number) return fail(ErrorCode::invalid_argument, "a whole number is wanted", "$.days");
    draft.days = *number;
  }
  if (auto allowed = check_authority({.role = draft.role, .party = draft.party}, call.view->tables());
      !allowed) {
    return std::unexpected(allowed.error());
  }
  return draft;
}

}  // namespace

Response post_token(Call& call) {
  const auto draft = draft_of(call);
  if (!draft) return Response::of(draft.error());
  const auto issued = call.app.tokens.issue(*draft);
  if (!issued) return Response::of(issued.error());
  json::Writer w;
  w.begin_object();
  write_token(w, issued->token);
  w.field("token", issued->secret).end_object();
  Response response = Response::json(std::move(w).text(), 201);
  response.set("Location", "/tokens/" + issued->token.id);
  return response;
}

Response get_tokens(Call& call) {
  json::Writer w;
  w.begin_object().key("tokens").begin_array();
  for (const Token& token : call.app.tokens.list()) {
    w.begin_object();
    write_token(w, token);
    w.end_object();
  }
  w.end_array().end_object();
  return Response::json(std::move(w).text());
}

Response delete_token(Call& call) {
  const auto revoked = call.app.tokens.revoke(call.value(0));
  if (!revoked) return Response::of(revoked.error());
  json::Writer w;
  w.begin_object();
  write_token(w, *revoked);
  w.end_object();
  return Response::json(std::move(w).text());
}

}  // namespace stocktrail::api
