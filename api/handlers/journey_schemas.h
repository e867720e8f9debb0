// api/handlers/journey_schemas.h: JSON Schemas of journeys, of the Digital Link resolver and of how the
// server is, for /openapi.json. A test of a whole server holds every answer against them. Private to
// routes.cc and openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named relation{
    "Relation", R"({"type":"string","enum":["asked","container","content","lot","input","output"]})"};

inline constexpr Named trace{
    "Trace",
    R"({"type":"object","required":["id","direction","logSize","complete","steps","events"],"properties":{)"
    R"("id":{"type":"string"},"direction":{"type":"string","enum":["backwards","forwards"]},)"
    R"("logSize":{"type":"integer"},"complete":{"type":"boolean","description":"false: a limit cut the walk"},)"
    R"("hidesEvents":{"type":"boolean"},"erased":{"type":"integer"},"otherCompanies":{"type":"integer"},)"
    R"("steps":{"type":"array","items":{"type":"object","required":["key"],"properties":{"key":{"type":"string"},)"
    R"("relation":{"$ref":"#/components/schemas/Relation"},"depth":{"type":"integer"},)"
    R"("from":{"type":"integer","description":"Number of the step that led here"},)"
    R"("through":{"$ref":"#/components/schemas/EventPlace"}}}},)"
    R"("events":{"type":"array","items":{"type":"object","required":["eventID","relation","statement","event",)"
    R"("issuer","signedBy","recordedAt","whole","shown"],"properties":{"eventID":{"type":"string"},)"
    R"("of":{"type":"string"},"relation":{"$ref":"#/components/schemas/Relation"},)"
    R"("statement":{"type":"integer"},"event":{"type":"integer"},"declaredError":{"type":"boolean"},)"
    R"("aheadOfRecord":{"type":"boolean"},"issuer":{"type":"string"},"issuerName":{"type":"string"},)"
    R"("issuerRoles":{"type":"array","items":{"type":"string"}},)"
    R"("signedBy":{"type":"string","description":"kid of the key"},)"
    R"("recordedAt":{"type":"string","format":"date-time"},)"
    R"("whole":{"type":"boolean","description":"false: only its public part is shown"},)"
    R"("shown":{"$ref":"#/components/schemas/Event"}}}},)"
    R"("older":{"type":"string","description":"`before` of the next question"},)"
    R"("newer":{"type":"string","description":"`after` of the next question"}}})"};

inline constexpr Named linkset{
    "Linkset",
    R"({"type":"object","required":["linkset"],"description":"RFC 9264","properties":{)"
    R"("linkset":{"type":"array","items":{"type":"object","required":["anchor"],"properties":{)"
    R"("anchor":{"type":"string"}},"additionalProperties":{"type":"array","description":"Links of one type",)"
    R"("items":{"type":"object","required":["href","title"],"properties":{"href":{"type":"string"},)"
    R"("title":{"type":"string"},"type":{"type":"string","description":"Media type"}}}}}}}})"};

inline constexpr Named resolver{
    "ResolverDescription",
    R"({"type":"object","required":["resolverRoot","supportedPrimaryKeys"],"properties":{"name":{"type":"string"},)"
    R"("resolverRoot":{"type":"string"},"supportedPrimaryKeys":{"type":"array","items":{"type":"string"}},)"
    R"("supportedLinkType":{"type":"array","items":{"type":"object","properties":{"namespace":{"type":"string"},)"
    R"("prefix":{"type":"string"}}}},"linkTypeDefaultCanBeLinkset":{"type":"boolean"},)"
    R"("jsonLdContextLocation":{"type":"string"}}})"};

inline constexpr Named health{"Health", R"({"type":"object","required":["status"],"properties":{)"
                                        R"("status":{"type":"string","enum":["ok"]}}})"};
inline constexpr Named readiness{
    "Readiness", R"({"type":"object","required":["status","treeSize"],"properties":{)"
                 R"("status":{"type":"string","enum":["ready"]},"treeSize":{"type":"integer"}}})"};
inline constexpr Named interface_document{
    "OpenApi", R"({"type":"object","required":["openapi","info","paths","components"],"properties":{)"
               R"("openapi":{"type":"string"}},"additionalProperties":true})"};

inline constexpr Named of_journeys[] = {relation, trace,     linkset,           resolver,
                                        health,   readiness, interface_document};

}  // namespace stocktrail::api::schemas
