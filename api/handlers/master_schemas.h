// api/handlers/master_schemas.h: JSON Schemas of parties, products, certificates, tokens and backups, for
// /openapi.json. A test of a whole server holds every answer, and every body that is taken, against them.
// Private to routes.cc and openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named names{
    "Names",
    R"({"type":"object","description":"By language, as BCP 47 names it","additionalProperties":{"type":"string"}})"};

inline constexpr Named place{
    "Place",
    R"({"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"},)"
    R"("names":{"$ref":"#/components/schemas/Names"},)"
    R"("address":{"type":"object","properties":{"street":{"type":"string"},"locality":{"type":"string"},)"
    R"("localities":{"$ref":"#/components/schemas/Names"},"region":{"type":"string"},)"
    R"("postalCode":{"type":"string"},"country":{"type":"string","description":"ISO 3166-1, two letters"}}},)"
    R"("geo":{"type":"object","required":["latitude","longitude"],"properties":{)"
    R"("latitude":{"type":"number"},"longitude":{"type":"number"}}},"public":{"type":"boolean"},)"
    R"("suppliedFrom":{"type":"array","items":{"type":"string"}}}})"};

inline constexpr Named party_key{
    "PartyKey",
    R"({"type":"object","required":["kty","crv","x"],"properties":{"kty":{"type":"string","enum":["OKP"]},)"
    R"("crv":{"type":"string","enum":["Ed25519"]},"x":{"type":"string","description":"32 bytes in base64url"},)"
    R"("kid":{"type":"string","description":"RFC 7638 thumbprint; not in a claim"},)"
    R"("validFrom":{"type":"string","format":"date-time"},"validUntil":{"type":"string","format":"date-time"},)"
    R"("revokedAt":{"type":"string","format":"date-time"},"custodial":{"type":"boolean"}}})"};

inline constexpr Named contact{
    "Contact", R"({"type":"object","properties":{"name":{"type":"string"},"phone":{"type":"string"},)"
               R"("email":{"type":"string"},"url":{"type":"string","description":"https"}}})"};

inline constexpr Named party{
    "Party",
    R"({"type":"object","required":["id","name","roles","places","keys","statement"],"properties":{)"
    R"("id":{"type":"string"},"name":{"type":"string"},"names":{"$ref":"#/components/schemas/Names"},)"
    R"("roles":{"type":"array","items":{"type":"string"}},)"
    R"("contact":{"$ref":"#/components/schemas/Contact"},)"
    R"("places":{"type":"array","items":{"$ref":"#/components/schemas/Place"}},)"
    R"("keys":{"type":"array","items":{"$ref":"#/components/schemas/PartyKey"}},)"
    R"("statement":{"type":"integer","description":"Index in the log"}}})"};

inline constexpr Named parties{"Parties",
                               R"({"type":"object","required":["parties"],"properties":{)"
                               R"("parties":{"type":"array","items":{"$ref":"#/components/schemas/Party"}},)"
                               R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named party_claim{
    "PartyClaim",
    R"({"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"},)"
    R"("names":{"$ref":"#/components/schemas/Names"},)"
    R"("roles":{"type":"array","items":{"type":"string","enum":["producer","manufacturer","distributor","carrier",)"
    R"("store","laboratory","authority","auditor","operator"]}},)"
    R"("contact":{"$ref":"#/components/schemas/Contact"},)"
    R"("places":{"type":"array","items":{"$ref":"#/components/schemas/Place"}},)"
    R"("keys":{"type":"array","items":{"$ref":"#/components/schemas/PartyKey"}}}})"};

inline constexpr Named policy_claim{
    "PolicyClaim",
    R"({"type":"object","required":["id","type","party"],"properties":{"id":{"type":"string"},)"
    R"("type":{"type":"string","enum":["reporting","custodial","grant"]},"party":{"type":"string"},)"
    R"("places_of":{"type":"string","description":"reporting: whose places"},)"
    R"("role":{"type":"string","enum":["auditor"]},"revoked":{"type":"boolean"}}})"};

inline constexpr Named product{
    "Product",
    R"({"type":"object","required":["id","name","facts","owner","statement"],"properties":{"id":{"type":"string"},)"
    R"("name":{"type":"string"},"names":{"$ref":"#/components/schemas/Names"},"brand":{"type":"string"},)"
    R"("brands":{"$ref":"#/components/schemas/Names"},)"
    R"("unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},"shelfLifeDays":{"type":"integer"},)"
    R"("facts":{"type":"array","items":{"type":"object","required":["label","value"],"properties":{)"
    R"("label":{"type":"string"},"value":{"type":"string"},"labels":{"$ref":"#/components/schemas/Names"},)"
    R"("values":{"$ref":"#/components/schemas/Names"}}}},"owner":{"type":"string"},)"
    R"("statement":{"type":"integer"}}})"};

inline constexpr Named certificate{
    "Certificate",
    R"({"type":"object","required":["id","kind","title","issuer","number","subjects","status","public","statedBy",)"
    R"("statement"],"properties":{"id":{"type":"string"},)"
    R"("kind":{"type":"string","enum":["certification","permit","test"]},"title":{"type":"string"},)"
    R"("issuer":{"type":"string"},"titles":{"$ref":"#/components/schemas/Names"},)"
    R"("issuers":{"$ref":"#/components/schemas/Names"},"number":{"type":"string"},"standard":{"type":"string"},)"
    R"("subjects":{"type":"array","items":{"type":"string"}},)"
    R"("validFrom":{"type":"string","format":"date"},"validUntil":{"type":"string","format":"date"},)"
    R"("status":{"type":"string","enum":["active","suspended","revoked"]},)"
    R"("file":{"type":"object","required":["sha256","mediaType","bytes","href"],"properties":{)"
    R"("sha256":{"type":"string","pattern":"^[0-9a-f]{64}$"},"mediaType":{"type":"string"},)"
    R"("bytes":{"type":"integer"},"href":{"type":"string"},"name":{"type":"string"}}},)"
    R"("public":{"type":"boolean"},"statedBy":{"type":"string"},"statement":{"type":"integer"}}})"};

inline constexpr Named certificates{
    "Certificates", R"({"type":"object","required":["certificates"],"properties":{)"
                    R"("certificates":{"type":"array","items":{"$ref":"#/components/schemas/Certificate"}},)"
                    R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named stored_file{"StoredFile",
                                   R"({"type":"object","required":["sha256"],"properties":{)"
                                   R"("sha256":{"type":"string","pattern":"^[0-9a-f]{64}$"}}})"};

inline constexpr Named token{
    "Token",
    R"({"type":"object","required":["id","role","party","label","createdAt","expiresAt"],"properties":{)"
    R"("id":{"type":"string"},"role":{"type":"string","enum":["party","planner","auditor","operator"]},)"
    R"("party":{"type":"string"},"label":{"type":"string"},)"
    R"("createdAt":{"type":"string","format":"date-time"},"expiresAt":{"type":"string","format":"date-time"},)"
    R"("revokedAt":{"type":"string","format":"date-time"},)"
    R"("token":{"type":"string","description":"Its secret, once: in the answer that made it"}}})"};

inline constexpr Named tokens{"Tokens",
                              R"({"type":"object","required":["tokens"],"properties":{)"
                              R"("tokens":{"type":"array","items":{"$ref":"#/components/schemas/Token"}}}})"};

inline constexpr Named token_draft{
    "TokenDraft",
    R"({"type":"object","required":["role","party"],"properties":{)"
    R"("role":{"type":"string","enum":["party","planner","auditor","operator"]},"party":{"type":"string"},)"
    R"("label":{"type":"string"},"days":{"type":"integer","description":"How long it is good"}}})"};

inline constexpr Named backup{
    "Backup",
    R"({"type":"object","required":["state"],"properties":{)"
    R"("state":{"type":"string","enum":["none","running","done","failed"]},"name":{"type":"string"},)"
    R"("detail":{"type":"string","description":"Why it failed"},"entries":{"type":"integer"},)"
    R"("files":{"type":"integer"},"bytes":{"type":"integer"}}})"};

inline constexpr Named of_master_data[] = {
    names,   place,       party_key,    contact,     party, parties, party_claim, policy_claim,
    product, certificate, certificates, stored_file, token, tokens,  token_draft, backup};

}  // namespace stocktrail::api::schemas
