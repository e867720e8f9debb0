// api/handlers/statement_schemas.h: JSON Schemas of statements, receipts and events, for /openapi.json. A
// test of a whole server holds every answer against them. Private to routes.cc and openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named problem{
    "Problem",
    R"({"type":"object","required":["type","title","status"],"properties":{)"
    R"("type":{"type":"string","format":"uri","description":"urn:stocktrail:problem:<code>, stable"},)"
    R"("title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},)"
    R"("detail":{"type":"string","description":"What is wrong and how to mend it"},)"
    R"("where":{"type":"string","description":"JSON path, parameter or header"},)"
    R"("faults":{"type":"array","items":{"type":"object","properties":{"code":{"type":"string"},)"
    R"("detail":{"type":"string"},"where":{"type":"string"}}}},)"
    R"("available":{"type":"array","description":"Of an order that cannot be promised: what can be had",)"
    R"("items":{"type":"object","required":["line","product","asked","quantity"],"properties":{)"
    R"("line":{"type":"integer"},"product":{"type":"string"},"unit":{"type":"string"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},"asked":{"type":"number"},)"
    R"("quantity":{"type":"number"}}}}}})"};

inline constexpr Named event_place{
    "EventPlace", R"({"type":"object","required":["statement","event"],)"
                  R"("properties":{"statement":{"type":"integer"},"event":{"type":"integer"}}})"};

inline constexpr Named told_event{
    "ToldEvent",
    R"({"type":"object","required":["eventID"],"properties":{"eventID":{"type":"string"},)"
    R"("repeats":{"$ref":"#/components/schemas/EventPlace"},)"
    R"("declaresError":{"type":"array","items":{"$ref":"#/components/schemas/EventPlace"}},)"
    R"("declaredError":{"$ref":"#/components/schemas/EventPlace"},"note":{"type":"string"},)"
    R"("hint":{"type":"string","description":"What can be told better, so that the books are sure; )"
    R"(what it names that nobody registered"}}})"};

inline constexpr Named unrecorded{
    "Unrecorded", R"({"type":"object","required":["id"],"description":"Of which there is no event",)"
                  R"("properties":{"id":{"type":"string"},"near":{"type":"array","items":{"type":"string"},)"
                  R"("description":"On record, with other capital and small letters"}}})"};

inline constexpr Named receipt{
    "Receipt",
    R"({"type":"object","required":["index","recordedAt","blind","statementDigest","entry","proof"],"properties":{)"
    R"("index":{"type":"integer"},"recordedAt":{"type":"string","format":"date-time"},)"
    R"("blind":{"type":"string","pattern":"^[0-9a-f]{64}$"},)"
    R"("statementDigest":{"type":"string","pattern":"^[0-9a-f]{64}$"},)"
    R"("entry":{"type":"string","pattern":"^[0-9a-f]{64}$"},"repeated":{"type":"boolean"},)"
    R"("proof":{"type":"string","description":"C2SP tlog-proof"},)"
    R"("reservation":{"$ref":"#/components/schemas/Reservation"},)"
    R"("events":{"type":"array","description":"Of a statement of events, each in its place",)"
    R"("items":{"$ref":"#/components/schemas/ToldEvent"}},)"
    R"("recall":{"type":"object","description":"Of a recall: since when it blocks, and what of it blocks nothing",)"
    R"("properties":{"id":{"type":"string"},"issuer":{"type":"string"},)"
    R"("from":{"type":"string","format":"date-time"},)"
    R"("askedFrom":{"type":"string","format":"date-time"},)"
    R"("notCounting":{"type":"array","items":{"type":"string"}},)"
    R"("notOnRecord":{"type":"array","items":{"$ref":"#/components/schemas/Unrecorded"}}}}}})"};

inline constexpr Named event{
    "Event",
    R"({"type":"object","description":"An EPCIS 2.0 event in JSON-LD, as far as the reader may see it",)"
    R"("properties":{"type":{"type":"string"},"eventID":{"type":"string"},)"
    R"("eventTime":{"type":"string","format":"date-time"},"recordTime":{"type":"string","format":"date-time"}},)"
    R"("additionalProperties":true})"};

inline constexpr Named seeded_statement{
    "SeededStatement",
    R"({"type":"object","required":["jws","events"],"properties":{"jws":{"type":"string"},)"
    R"("events":{"type":"array","items":{"type":"object","required":["seed","event"],"properties":{)"
    R"("seed":{"type":"string","description":"128 bits in base64url"},)"
    R"("event":{"$ref":"#/components/schemas/Event"}}}}}})"};

inline constexpr Named capture_document{
    "CaptureDocument",
    R"({"type":"object","required":["@context","type"],"properties":{)"
    R"("type":{"type":"string","description":"EPCISDocument, or the type of a single event"},)"
    R"("schemaVersion":{"type":"string"},"creationDate":{"type":"string","format":"date-time"},)"
    R"("epcisBody":{"type":"object","required":["eventList"],"properties":{)"
    R"("eventList":{"type":"array","items":{"$ref":"#/components/schemas/Event"}}}}},)"
    R"("additionalProperties":true})"};

inline constexpr Named query_document{
    "QueryDocument",
    R"({"type":"object","required":["@context","type","schemaVersion","creationDate","epcisBody"],"properties":{)"
    R"("@context":{"type":"array"},"type":{"type":"string","enum":["EPCISQueryDocument"]},)"
    R"("schemaVersion":{"type":"string"},"creationDate":{"type":"string","format":"date-time"},)"
    R"("epcisBody":{"type":"object","required":["queryResults"],"properties":{)"
    R"("queryResults":{"type":"object","required":["queryName","resultsBody"],"properties":{)"
    R"("queryName":{"type":"string"},"resultsBody":{"type":"object","required":["eventList"],"properties":{)"
    R"("eventList":{"type":"array","items":{"$ref":"#/components/schemas/Event"}}}}}}}}}})"};

inline constexpr Named capture_job{
    "CaptureJob",
    R"({"type":"object","required":["captureID","createdAt","finishedAt","running","success","errors"],"properties":{)"
    R"("captureID":{"type":"string"},"createdAt":{"type":"string","format":"date-time"},)"
    R"("finishedAt":{"type":"string","format":"date-time"},"running":{"type":"boolean"},)"
    R"("success":{"type":"boolean"},"captureErrorBehaviour":{"type":"string","enum":["rollback"]},)"
    R"("errors":{"type":"array","items":{"$ref":"#/components/schemas/Problem"}},)"
    R"("statement":{"type":"string","description":"Path of the statement; missing: all of it was recorded before"},)"
    R"("stocktrail:events":{"type":"array","items":{"$ref":"#/components/schemas/ToldEvent"}},)"
    R"("stocktrail:document":{"type":"object","description":"What the document said beside its events",)"
    R"("additionalProperties":true}}})"};

inline constexpr Named of_statements[] = {problem,        event_place, told_event,       unrecorded,
                                          receipt,        event,       seeded_statement, capture_document,
                                          query_document, capture_job};

}  // namespace stocktrail::api::schemas
