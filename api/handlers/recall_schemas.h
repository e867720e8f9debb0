// api/handlers/recall_schemas.h: JSON Schemas of recalls and of what they reach, for /openapi.json. A test of
// a whole server holds every answer, and every body that is taken, against them. Private to routes.cc and
// openapi.cc.
#pragma once

#include "api/handlers/sum_schemas.h"

namespace stocktrail::api::schemas {

inline constexpr Named recalled_goods{
    "RecalledGoods",
    R"({"type":"object","required":["product"],"description":"Without lots and serials: all of the product",)"
    R"("properties":{"product":{"type":"string"},"lots":{"type":"array","items":{"type":"string"}},)"
    R"("serials":{"type":"array","items":{"type":"string"}},)"
    R"("notCounting":{"type":"array","items":{"type":"string"},)"
    R"("description":"In answers: what its issuer neither owns nor made"}}})"};

inline constexpr Named recall{
    "Recall",
    R"({"type":"object","required":["id","issuer","status","from","goods","contact","links","revisions"],"properties":{)"
    R"("id":{"type":"string"},"issuer":{"type":"string"},)"
    R"("status":{"type":"string","enum":["active","withdrawn"]},"from":{"type":"string","format":"date-time"},)"
    R"("goods":{"type":"array","items":{"$ref":"#/components/schemas/RecalledGoods"}},)"
    R"("released":{"type":"array","items":{"$ref":"#/components/schemas/RecalledGoods"},)"
    R"("description":"Withdrawn: what it had named"},)"
    R"("reason":{"type":"string"},"reasons":{"$ref":"#/components/schemas/Names"},)"
    R"("hazard":{"type":"string"},"hazards":{"$ref":"#/components/schemas/Names"},)"
    R"("advice":{"type":"string"},"advices":{"$ref":"#/components/schemas/Names"},)"
    R"("contact":{"$ref":"#/components/schemas/Contact"},)"
    R"("links":{"type":"array","items":{"type":"object","required":["url"],"properties":{"url":{"type":"string"},)"
    R"("title":{"type":"string"},"titles":{"$ref":"#/components/schemas/Names"}}}},)"
    R"("revisions":{"type":"array","items":{"type":"object",)"
    R"("required":["statement","statedBy","recordedAt","from"],"properties":{"statement":{"type":"integer"},)"
    R"("statedBy":{"type":"string"},"recordedAt":{"type":"string","format":"date-time"},)"
    R"("from":{"type":"string","format":"date-time"},)"
    R"("goods":{"type":"array","items":{"$ref":"#/components/schemas/RecalledGoods"}}}}}}})"};

inline constexpr Named recalls{"Recalls",
                               R"({"type":"object","required":["recalls"],"properties":{)"
                               R"("recalls":{"type":"array","items":{"$ref":"#/components/schemas/Recall"}},)"
                               R"("next":{"type":"string","description":"Cursor of the next page"}}})"};

inline constexpr Named mock_recall{
    "MockRecall", R"({"type":"object","required":["goods"],"properties":{)"
                  R"("goods":{"type":"array","items":{"$ref":"#/components/schemas/RecalledGoods"}}}})"};

inline constexpr Named reached_place{
    "ReachedPlace",
    R"({"type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string"},)"
    R"("party":{"type":"object","required":["id","name"],"description":"Whom to call","properties":{)"
    R"("id":{"type":"string"},"name":{"type":"string"},"contact":{"$ref":"#/components/schemas/Contact"}}}}})"};

inline constexpr Named reach_row{
    "ReachRow",
    R"({"type":"object","required":["account","product","quantity"],"properties":{)"
    R"("account":{"$ref":"#/components/schemas/Account"},)"
    R"("place":{"$ref":"#/components/schemas/ReachedPlace"},"from":{"$ref":"#/components/schemas/ReachedPlace"},)"
    R"("product":{"type":"string"},"lot":{"type":"string"},"item":{"type":"string"},)"
    R"("unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},"quantity":{"type":"number"},)"
    R"("presumed":{"type":"boolean","description":"The share of this lot is the best guess"},)"
    R"("soldAfterRecall":{"type":"number"}}})"};

inline constexpr Named recall_reach{
    "RecallReach",
    R"({"type":"object","required":["lots","totals","rows","lotNotTold","complete","onlyOwnPlaces","logSize",)"
    R"("tookMilliseconds"],"properties":{"id":{"type":"string"},"issuer":{"type":"string"},)"
    R"("mock":{"type":"boolean"},)"
    R"("lots":{"type":"array","items":{"type":"object","required":["product","depth"],"properties":{)"
    R"("product":{"type":"string"},"lot":{"type":"string"},)"
    R"("depth":{"type":"integer","description":"0: named; else made of it, over so many steps"}}}},)"
    R"("totals":{"type":"array","items":{"type":"object","required":["account","product","quantity"],"properties":{)"
    R"("account":{"$ref":"#/components/schemas/Account"},"product":{"type":"string"},"unit":{"type":"string"},)"
    R"("quantity":{"type":"number"}}}},)"
    R"("rows":{"type":"array","items":{"$ref":"#/components/schemas/ReachRow"}},)"
    R"("lotNotTold":{"type":"array","items":{"$ref":"#/components/schemas/ReachRow"}},)"
    R"("complete":{"type":"boolean"},"onlyOwnPlaces":{"type":"boolean"},)"
    R"("othersConcerned":{"type":"integer","description":"Other parties with goods that it reaches"},)"
    R"("notOnRecord":{"type":"array","items":{"$ref":"#/components/schemas/Unrecorded"}},)"
    R"("logSize":{"type":"integer"},"tookMilliseconds":{"type":"integer"}}})"};

inline constexpr Named of_recalls[] = {recalled_goods, recall,    recalls,     mock_recall,
                                       reached_place,  reach_row, recall_reach};

}  // namespace stocktrail::api::schemas
