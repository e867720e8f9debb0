// api/handlers/stock_schemas.h: JSON Schemas of what is answered about stock, for /openapi.json. A test of a
// whole server holds every answer against them. Private to routes.cc and openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named account{
    "Account",
    R"({"type":"string","enum":["on_hand","in_transit","made","sold","consumed","destroyed","lost","unknown",)"
    R"("counted","opening","relotted","on_order"]})"};
inline constexpr Named status{
    "StockStatus", R"({"type":"string","enum":["sellable","held","damaged","expired","recalled"]})"};

inline constexpr Named asked_package{
    "AskedPackage",
    R"({"type":"object","required":["id","contains"],"description":"What was asked for is a package: told is what it holds",)"
    R"("properties":{"id":{"type":"string"},"product":{"type":"string"},)"
    R"("contains":{"type":"integer","description":"Of the product in one"}}})"};

inline constexpr Named position{
    "Position",
    R"({"type":"object","required":["account","product","quantity"],)"
    R"("properties":{"account":{"$ref":"#/components/schemas/Account"},)"
    R"("status":{"$ref":"#/components/schemas/StockStatus"},)"
    R"("place":{"type":"string","description":"Where the goods are, or go to"},)"
    R"("from":{"type":"string","description":"On the way: the site that they left"},)"
    R"("product":{"type":"string"},"lot":{"type":"string","description":"Missing: not told"},)"
    R"("quantity":{"type":"number"},)"
    R"("unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},)"
    R"("reserved":{"type":"number","description":"Of it promised: on hand and sellable, as of now only"},)"
    R"("available":{"type":"number","description":"Of it free to promise: the same"},)"
    R"("packages":{"type":"integer","description":"In packages of the GTIN `package`, if it is a whole number"},)"
    R"("presumed":{"type":"boolean","description":"The share of this lot is the best guess; the total is exact"},)"
    R"("owner":{"type":"string","description":"The party whose goods they are; missing: of a place that is nobody's, or is hidden from the reader"},)"
    R"("ownerTold":{"type":"boolean","description":"Somebody told it; missing: it is the party of the place, on the way of that which they left"},)"
    R"("ownerPresumed":{"type":"boolean","description":"Which share of the lot is whose is the best guess"},)"
    R"("since":{"type":"string","format":"date-time","description":"On the way: when the oldest of it left"},)"
    R"("expires":{"type":"string","format":"date-time","description":"The lot, as its making told"},)"
    R"("expected":{"type":"string","format":"date-time","description":"On the way: when the first of it is due, as its sender or receiver said"},)"
    R"("due":{"type":"string","format":"date","description":"On order: by the end of this day, UTC"},)"
    R"("movements":{"type":"string","description":"Path of the statement that closes with this quantity"}}})"};

inline constexpr Named positions{
    "Positions",
    R"({"type":"object","required":["positions","logSize"],"properties":{)"
    R"("positions":{"type":"array","items":{"$ref":"#/components/schemas/Position"}},)"
    R"("onOrderComplete":{"type":"boolean","description":"False: more orders are not closed than are looked at"},)"
    R"("asOf":{"type":"string","format":"date-time"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("knownSize":{"type":"integer","description":"Entries that the log had at knownAt"},)"
    R"("logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"},)"
    R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named contents{
    "Contents",
    R"({"type":"object","required":["container","account","contents","complete","logSize"],"properties":{)"
    R"("container":{"type":"string"},"account":{"$ref":"#/components/schemas/Account"},)"
    R"("place":{"type":"string","description":"Where it is, or goes to"},"from":{"type":"string"},)"
    R"("in":{"type":"string","description":"The container that it is in itself"},)"
    R"("statement":{"type":"integer","description":"With `event`: what told where it is"},"event":{"type":"integer"},)"
    R"("contents":{"type":"array","items":{"type":"object","required":["in"],"properties":{)"
    R"("in":{"type":"string","description":"The container that holds it itself"},)"
    R"("container":{"type":"string"},"item":{"type":"string"},"product":{"type":"string"},"lot":{"type":"string"},)"
    R"("status":{"$ref":"#/components/schemas/StockStatus"},"quantity":{"type":"number"},"unit":{"type":"string"}}}},)"
    R"("complete":{"type":"boolean","description":"False: it holds more than is told"},)"
    R"("asOf":{"type":"string","format":"date-time"},"knownSize":{"type":"integer"},"logSize":{"type":"integer"},)"
    R"("completeUntil":{"$ref":"#/components/schemas/CompleteUntil"}}})"};

inline constexpr Named stock_changes{
    "StockChanges",
    R"({"type":"object","required":["changes","next","more"],"properties":{)"
    R"("changes":{"type":"array","items":{"type":"object",)"
    R"("required":["change","place","product","logSize","positions","complete"],"properties":{)"
    R"("change":{"type":"string","enum":["stock.changed"]},"place":{"type":"string"},)"
    R"("product":{"type":"string"},"logSize":{"type":"integer","description":"As the log was when this was read"},)"
    R"("positions":{"type":"array","items":{"$ref":"#/components/schemas/Position"},)"
    R"("description":"All of the product at the place and on its way there; none: nothing is left"},)"
    R"("complete":{"type":"boolean","description":"false: ask /inventory/positions for the rest"}}}},)"
    R"("next":{"type":"string","description":"`after` of the next question"},)"
    R"("more":{"type":"boolean","description":"There are more already"}}})"};

inline constexpr Named movements{
    "Movements",
    R"({"type":"object","required":["movements","opening","closing","logSize"],"properties":{)"
    R"("movements":{"type":"array","items":{"type":"object",)"
    R"("required":["at","account","status","product","quantity","balance","rule"],"properties":{)"
    R"("at":{"type":"string","format":"date-time","description":"When it holds from"},)"
    R"("account":{"$ref":"#/components/schemas/Account"},)"
    R"("status":{"$ref":"#/components/schemas/StockStatus"},)"
    R"("place":{"type":"string"},"from":{"type":"string"},"product":{"type":"string"},"lot":{"type":"string"},)"
    R"("quantity":{"type":"number","description":"What came; negative: what went"},"unit":{"type":"string"},)"
    R"("balance":{"type":"number","description":"Of the account, after this line"},)"
    R"("rule":{"type":"string","description":"Why the line is there: docs/inventory.md; further ones may be added"},)"
    R"("counter":{"type":"object","required":["account"],"properties":{)"
    R"("account":{"$ref":"#/components/schemas/Account"},)"
    R"("status":{"$ref":"#/components/schemas/StockStatus"},"place":{"type":"string"},"from":{"type":"string"}}},)"
    R"("step":{"type":"string","description":"Business step"},"issuer":{"type":"string"},)"
    R"("eventID":{"type":"string"},"statement":{"type":"integer"},"event":{"type":"integer"},)"
    R"("recordedAt":{"type":"string","format":"date-time"}}}},)"
    R"("unit":{"type":"string","description":"Of all amounts of the page"},)"
    R"("opening":{"type":"number","description":"Balance before the earliest line of the page"},)"
    R"("closing":{"type":"number","description":"Balance after its latest line"},)"
    R"("from":{"type":"string","format":"date-time"},"to":{"type":"string","format":"date-time"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("knownSize":{"type":"integer"},"logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"},)"
    R"("next":{"type":"string"}}})"};

inline constexpr Named assigned{
    "Assigned",
    R"({"type":"object","required":["to","by","at","statement"],"properties":{)"
    R"("to":{"type":"string"},"by":{"type":"string","description":"Party"},)"
    R"("at":{"type":"string","format":"date-time"},"statement":{"type":"integer"},"note":{"type":"string"}}})"};

inline constexpr Named acknowledged{
    "Acknowledged",
    R"({"type":"object","required":["by","at","statement","covers"],"properties":{)"
    R"("by":{"type":"string","description":"Party"},"at":{"type":"string","format":"date-time"},)"
    R"("statement":{"type":"integer"},"note":{"type":"string"},"quantity":{"type":"string"},)"
    R"("covers":{"type":"boolean","description":"false: the quantity has changed since, or it came again"}}})"};

inline constexpr Named discrepancy{
    "Discrepancy",
    R"({"type":"object","required":["kind","eventTime","id","settledBy"],"properties":{)"
    R"("kind":{"type":"string","description":"not_received, count_differs, ...; further ones may be added"},)"
    R"("eventTime":{"type":"string","format":"date-time","description":"Since when it does not fit"},)"
    R"("recordedAt":{"type":"string","format":"date-time"},)"
    R"("place":{"type":"string"},"otherPlace":{"type":"string"},)"
    R"("item":{"type":"string","description":"Item or container"},)"
    R"("product":{"type":"string"},"lot":{"type":"string"},)"
    R"("quantity":{"type":"number","description":"What does not fit; missing: not told"},"unit":{"type":"string"},)"
    R"("statement":{"type":"integer"},"event":{"type":"integer"},)"
    R"("other":{"$ref":"#/components/schemas/EventPlace"},)"
    R"("eventID":{"type":"string","description":"Of an event that posts nothing"},)"
    R"("recallEnded":{"type":"boolean","description":"Of sold_recalled: no recall of it stands any more"},)"
    R"("id":{"type":"string","description":"Names it as long as its cause is there, whatever its quantity"},)"
    R"("settledBy":{"type":"array","items":{"type":"string",)"
    R"("enum":["sender","receiver","place","issuer","operator","nobody"]}},)"
    R"("remedy":{"type":"string","description":"How they settle it"},)"
    R"("state":{"type":"string","enum":["open","assigned","acknowledged","settled"],)"
    R"("description":"The furthest that was said of it and covers it; not in changes"},)"
    R"("assigned":{"$ref":"#/components/schemas/Assigned"},)"
    R"("acknowledged":{"$ref":"#/components/schemas/Acknowledged"},)"
    R"("settled":{"$ref":"#/components/schemas/Acknowledged"}}})"};

inline constexpr Named discrepancies{
    "Discrepancies",
    R"({"type":"object","required":["discrepancies"],"properties":{)"
    R"("discrepancies":{"type":"array","items":{"$ref":"#/components/schemas/Discrepancy"}},)"
    R"("completeUntil":{"$ref":"#/components/schemas/CompleteUntil"},)"
    R"("next":{"type":"string"}}})"};

inline constexpr Named discrepancy_changes{
    "DiscrepancyChanges",
    R"({"type":"object","required":["changes","next","more"],"properties":{)"
    R"("changes":{"type":"array","items":{"type":"object",)"
    R"("required":["id","change","statement","discrepancy"],"properties":{)"
    R"("id":{"type":"string","description":"No other change has it; as `after`, it is the place behind it"},)"
    R"("change":{"type":"string","enum":["discrepancy.opened","discrepancy.changed","discrepancy.closed"]},)"
    R"("statement":{"type":"integer","description":"The entry of the log that changed it"},)"
    R"("recordedAt":{"type":"string","format":"date-time"},)"
    R"("was":{"type":"number","description":"Changed: the quantity before"},)"
    R"("discrepancy":{"$ref":"#/components/schemas/Discrepancy"}}}},)"
    R"("next":{"type":"string","description":"`after` of the next question"},)"
    R"("more":{"type":"boolean","description":"There are more already"}}})"};

inline constexpr Named postings{
    "Postings",
    R"({"type":"object","required":["postings"],"properties":{"postings":{"type":"array","items":{)"
    R"("type":"object","required":["at","account","product","quantity"],"properties":{)"
    R"("at":{"type":"string","format":"date-time"},"account":{"$ref":"#/components/schemas/Account"},)"
    R"("status":{"$ref":"#/components/schemas/StockStatus"},"place":{"type":"string"},"from":{"type":"string"},)"
    R"("product":{"type":"string"},"lot":{"type":"string"},"quantity":{"type":"number"},)"
    R"("unit":{"type":"string"}}}}}})"};

inline constexpr Named all[] = {account,      status,      asked_package, complete_until,
                                position,     positions,   contents,      stock_changes,
                                ages,         echelon,     movements,     assigned,
                                acknowledged, discrepancy, discrepancies, discrepancy_changes,
                                accuracy,     postings};

}  // namespace stocktrail::api::schemas
