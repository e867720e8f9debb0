// api/handlers/claim_schemas.h: JSON Schemas of what the server signs for the party of a token: reservations
// and orders (docs/formats.md has the rules), for /openapi.json. A test of a whole server holds every body
// that is taken against them. Private to routes.cc and openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named reservation_claim{
    "ReservationClaim",
    R"({"type":"object","required":["id","lines"],"properties":{"id":{"type":"string"},)"
    R"("lines":{"type":"array","items":{"type":"object","required":["product","quantity","places"],"properties":{)"
    R"("product":{"type":"string"},"quantity":{"type":"number"},)"
    R"("unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},)"
    R"("places":{"type":"array","items":{"type":"string"},"description":"Sites, the preferred one first"},)"
    R"("lot":{"type":"string"},"lastsUntil":{"type":"string","format":"date"}}}},)"
    R"("fill":{"type":"string","enum":["all","partly"]},"holdSeconds":{"type":"integer"},)"
    R"("channel":{"type":"string"},"document":{"type":"string"},)"
    R"("sourcing":{"type":"string","enum":["in_order","fewest_places","nearest","cheapest"]},)"
    R"("near":{"type":"object","description":"A place, or a latitude and a longitude","properties":{)"
    R"("place":{"type":"string"},"latitude":{"type":"number"},"longitude":{"type":"number"}}},)"
    R"("distances":{"type":"array","items":{"type":"object","required":["place","distance"],"properties":{)"
    R"("place":{"type":"string"},"distance":{"type":"number"}}}},)"
    R"("costs":{"type":"array","items":{"type":"object","required":["place"],"properties":{)"
    R"("place":{"type":"string"},"parcel":{"type":"number"},"unit":{"type":"number"},)"
    R"("risk":{"type":"object","required":["stock","price"],"properties":{"stock":{"type":"number"},)"
    R"("price":{"type":"number"}}}}}}}})"};

inline constexpr Named reservation_change{
    "ReservationChange",
    R"({"type":"object","description":"{} stands for all of it","properties":{)"
    R"("request":{"type":"string","description":"An id of one's own for this change"},)"
    R"("lines":{"type":"array","description":"A part only: not of extend","items":{"type":"object",)"
    R"("required":["line","quantity"],"properties":{"line":{"type":"integer"},"quantity":{"type":"number"}}}},)"
    R"("holdSeconds":{"type":"integer","description":"Of extend"}}})"};

inline constexpr Named withdrawal{
    "Withdrawal", R"({"type":"object","required":["party","places","reason"],"properties":{)"
                  R"("party":{"type":"string","description":"Whose reservation it is"},)"
                  R"("places":{"type":"array","items":{"type":"string"}},"reason":{"type":"string"}}})"};

inline constexpr Named kept_claim{
    "KeptClaim",
    R"({"type":"object","required":["channel","lines"],"properties":{"channel":{"type":"string"},)"
    R"("lines":{"type":"array","items":{"type":"object","required":["product","quantity","places"],"properties":{)"
    R"("product":{"type":"string"},"quantity":{"type":"number","description":"0 ends it"},)"
    R"("unit":{"type":"string"},"places":{"type":"array","items":{"type":"string"}}}}}}})"};

inline constexpr Named expectation{
    "Expectation", R"({"type":"object","required":["document"],"properties":{)"
                   R"("document":{"type":"string"},"due":{"type":"string","format":"date-time",)"
                   R"("description":"Missing: not known any more"}}})"};

inline constexpr Named order_claim{
    "OrderClaim",
    R"({"type":"object","required":["id"],"description":"With `id` and `closed` only, it is closed as it was",)"
    R"("properties":{"id":{"type":"string"},"document":{"type":"string"},"place":{"type":"string"},)"
    R"("supplier":{"type":"string"},"from":{"type":"string"},"due":{"type":"string","format":"date"},)"
    R"("note":{"type":"string"},"closed":{"type":"boolean"},)"
    R"("lines":{"type":"array","items":{"type":"object","required":["product","quantity"],"properties":{)"
    R"("product":{"type":"string"},"quantity":{"type":"number"},"unit":{"type":"string"},)"
    R"("due":{"type":"string","format":"date"}}}}}})"};

inline constexpr Named of_claims[] = {reservation_claim, reservation_change, withdrawal,
                                      kept_claim,        expectation,        order_claim};

}  // namespace stocktrail::api::schemas
