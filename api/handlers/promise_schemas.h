// api/handlers/promise_schemas.h: JSON Schemas of what is answered about promises, for /openapi.json. A test
// of a whole server holds every answer against them. Private to routes.cc and openapi.cc.
#pragma once

#include "api/handlers/stock_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named promise_state{
    "ReservationState",
    R"({"type":"string","enum":["reserved","committed","fulfilled","released","expired","withdrawn"]})"};

inline constexpr Named promised_piece{
    "PromisedPiece",
    R"({"type":"object","required":["place","quantity"],"properties":{"place":{"type":"string"},)"
    R"("lot":{"type":"string","description":"To pick; missing: any that meets the condition"},)"
    R"("quantity":{"type":"number"},"reserved":{"type":"number"},"committed":{"type":"number"},)"
    R"("fulfilled":{"type":"number"},"released":{"type":"number"},"withdrawn":{"type":"number"},)"
    R"("lapsed":{"type":"number"}}})"};

inline constexpr Named reservation_line{
    "ReservationLine",
    R"({"type":"object","required":["product","asked","promised","from"],"properties":{)"
    R"("product":{"type":"string"},"unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("lot":{"type":"string"},"lastsUntil":{"type":"string","format":"date"},)"
    R"("asked":{"type":"number"},"promised":{"type":"number"},"reserved":{"type":"number"},)"
    R"("committed":{"type":"number"},"fulfilled":{"type":"number"},"released":{"type":"number"},)"
    R"("withdrawn":{"type":"number"},"lapsed":{"type":"number"},)"
    R"("ordered":{"type":"object","required":["quantity"],"description":"In the unit of the order, where that is )"
    R"(another: parts are changed in it","properties":{"quantity":{"type":"number"},"unit":{"type":"string"}}},)"
    R"("from":{"type":"array","items":{"$ref":"#/components/schemas/PromisedPiece"}}}})"};

inline constexpr Named reservation{
    "Reservation",
    R"({"type":"object","required":["id","party","state","complete","statement","recordedAt","expiresAt","lines"],)"
    R"("properties":{"id":{"type":"string"},"party":{"type":"string"},)"
    R"("state":{"$ref":"#/components/schemas/ReservationState"},)"
    R"("complete":{"type":"boolean","description":"All that was asked for is reserved, firm or has left"},)"
    R"("withdrawals":{"type":"array","description":"By the parties of places","items":{"type":"object",)"
    R"("required":["party","reason","places","statement","recordedAt"],"properties":{"party":{"type":"string"},)"
    R"("reason":{"type":"string"},"places":{"type":"array","items":{"type":"string"}},)"
    R"("statement":{"type":"integer"},"recordedAt":{"type":"string","format":"date-time"}}}},)"
    R"("channel":{"type":"string"},"document":{"type":"string"},)"
    R"("statement":{"type":"integer","description":"Index in the log"},)"
    R"("recordedAt":{"type":"string","format":"date-time"},"expiresAt":{"type":"string","format":"date-time"},)"
    R"("lines":{"type":"array","items":{"$ref":"#/components/schemas/ReservationLine"}},)"
    R"("uncovered":{"type":"array","description":"What the stock there does not cover any more","items":)"
    R"({"type":"object","required":["place","product","quantity"],"properties":{"place":{"type":"string"},)"
    R"("product":{"type":"string"},"unit":{"type":"string"},"quantity":{"type":"number"}}}}}})"};

inline constexpr Named reservations{
    "Reservations",
    R"({"type":"object","properties":{)"
    R"("reservations":{"type":"array","description":"Without `place`: of the party",)"
    R"("items":{"$ref":"#/components/schemas/Reservation"}},)"
    R"("promises":{"type":"array","description":"With `place`: what is promised there, a row for each good",)"
    R"("items":{"type":"object","required":["id","party","place","product","statement"],"properties":{)"
    R"("id":{"type":"string"},"party":{"type":"string"},"place":{"type":"string"},)"
    R"("product":{"type":"string"},"unit":{"type":"string"},"reserved":{"type":"number"},)"
    R"("committed":{"type":"number"},"uncovered":{"type":"number"},)"
    R"("expiresAt":{"type":"string","format":"date-time"},"statement":{"type":"integer"}}}},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named kept{"Kept", R"({"type":"object","required":["statement","recordedAt"],"properties":{)"
                                    R"("statement":{"type":"integer","description":"Index in the log"},)"
                                    R"("recordedAt":{"type":"string","format":"date-time"}}})"};

inline constexpr Named promisable{
    "Promisable",
    R"({"type":"object","required":["promisable","logSize"],"properties":{)"
    R"("promisable":{"type":"array","items":{"type":"object",)"
    R"("required":["place","product","sellable","promised","promisable","lots"],"properties":{)"
    R"("place":{"type":"string"},"product":{"type":"string"},"unit":{"type":"string"},)"
    R"("sellable":{"type":"number"},"promised":{"type":"number"},"promisable":{"type":"number"},)"
    R"("lots":{"type":"array","items":{"type":"object","required":["quantity"],"properties":{)"
    R"("lot":{"type":"string"},"quantity":{"type":"number"},)"
    R"("expiresAt":{"type":"string","format":"date-time"}}}},)"
    R"("onTheWay":{"type":"object","required":["quantity"],"properties":{"quantity":{"type":"number"},)"
    R"("sentAt":{"type":"string","format":"date-time","description":"The oldest of it"},)"
    R"("due":{"type":"array","description":"Where it was told","items":{"type":"object",)"
    R"("required":["at","quantity"],"properties":{"at":{"type":"string","format":"date-time"},)"
    R"("quantity":{"type":"number"}}}}}},)"
    R"("outlook":{"type":"array","items":{"type":"object","required":["at","sellable","promised","promisable"],)"
    R"("properties":{"at":{"type":"string","format":"date-time","description":"From then on"},)"
    R"("sellable":{"type":"number"},"promised":{"type":"number"},"promisable":{"type":"number"}}}},)"
    R"("kept":{"type":"array","items":{"type":"object","required":["channel","quantity"],"properties":{)"
    R"("channel":{"type":"string"},"quantity":{"type":"number"}}}}}}},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"},)"
    R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named order_line{
    "OrderLine",
    R"({"type":"object","required":["product","due","ordered","arrived","onTheWay","open"],"properties":{)"
    R"("product":{"type":"string"},"unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("due":{"type":"string","format":"date","description":"By the end of this day, UTC"},)"
    R"("ordered":{"type":"number"},"arrived":{"type":"number","description":"At the place, under the document"},)"
    R"("onTheWay":{"type":"number","description":"Sent by the supplier under the document, and not there"},)"
    R"("open":{"type":"number","description":"On order: nobody has sent it yet"}}})"};

inline constexpr Named order{
    "Order",
    R"({"type":"object","required":["id","party","state","late","document","place","statement","placedAt","recordedAt",)"
    R"("lines","complete"],"properties":{"id":{"type":"string"},"party":{"type":"string"},)"
    R"("state":{"type":"string","enum":["open","sent","received","closed"]},)"
    R"("late":{"type":"boolean","description":"Something of it has not arrived on its day"},)"
    R"("document":{"type":"string"},"place":{"type":"string"},"supplier":{"type":"string"},"from":{"type":"string"},)"
    R"("note":{"type":"string"},"statement":{"type":"integer","description":"Index in the log"},)"
    R"("placedAt":{"type":"string","format":"date-time"},"recordedAt":{"type":"string","format":"date-time"},)"
    R"("lines":{"type":"array","items":{"$ref":"#/components/schemas/OrderLine"}},)"
    R"("complete":{"type":"boolean","description":"False: the books of some line are not its party's to read"}}})"};

inline constexpr Named orders{"Orders",
                              R"({"type":"object","required":["orders"],"properties":{)"
                              R"("orders":{"type":"array","items":{"$ref":"#/components/schemas/Order"}},)"
                              R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
                              R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named of_promises[] = {
    order_line,       order,       orders,       promise_state, promised_piece,
    reservation_line, reservation, reservations, kept,          promisable};

}  // namespace stocktrail::api::schemas
