// api/handlers/sum_schemas.h: JSON Schemas of what is summed up over stock; the rest is in stock_schemas.h.
#pragma once

#include <string_view>

namespace stocktrail::api::schemas {

struct Named {
  std::string_view name, schema;
};

inline constexpr Named complete_until{
    "CompleteUntil",
    R"({"type":"string","format":"date-time","description":"Only while the books work on late events: before this )"
    R"(time they are complete. Also in the header Complete-Until"})"};

inline constexpr Named ages{
    "Ages",
    R"({"type":"object","required":["ages","on","logSize"],"properties":{)"
    R"("ages":{"type":"array","items":{"type":"object","required":["product","status","quantity"],"properties":{)"
    R"("product":{"type":"string"},"status":{"$ref":"#/components/schemas/StockStatus"},)"
    R"("moreThanDays":{"type":"integer","description":"Remaining life, from the date of the lot"},)"
    R"("upToDays":{"type":"integer","description":"0: expired"},)"
    R"("undated":{"type":"boolean","description":"No making told a date"},)"
    R"("quantity":{"type":"number"},"unit":{"type":"string"}}}},)"
    R"("on":{"type":"string","format":"date-time","description":"The moment from which lives are counted"},)"
    R"("package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("asOf":{"type":"string","format":"date-time"},"knownSize":{"type":"integer"},)"
    R"("logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"}}})"};

inline constexpr Named echelon{
    "Echelon",
    R"({"type":"object","required":["echelon","place","places","leftOut","othersLeftOut","logSize"],"properties":{)"
    R"("echelon":{"type":"array","items":{"type":"object",)"
    R"("required":["product","status","onHand","onTheWay","quantity","placeNotTold"],"properties":{)"
    R"("product":{"type":"string"},"status":{"$ref":"#/components/schemas/StockStatus"},)"
    R"("onHand":{"type":"number","description":"At the places"},)"
    R"("onTheWay":{"type":"number","description":"To the places"},)"
    R"("quantity":{"type":"number","description":"Both: the echelon stock"},)"
    R"("placeNotTold":{"type":"number",)"
    R"("description":"On the way from the places to nobody named, and to their party: not in quantity"},)"
    R"("onOrder":{"type":"number","description":"Awaited from outside the echelon; as of now only"},)"
    R"("unit":{"type":"string"}}}},"place":{"type":"string"},)"
    R"("places":{"type":"array","items":{"type":"string"},"description":"Counted"},)"
    R"("leftOut":{"type":"array","items":{"type":"string"},"description":"Public places of others"},)"
    R"("othersLeftOut":{"type":"integer","description":"Places of others that are not public"},)"
    R"("onOrderComplete":{"type":"boolean"},"package":{"$ref":"#/components/schemas/AskedPackage"},)"
    R"("asOf":{"type":"string","format":"date-time"},"knownSize":{"type":"integer"},)"
    R"("logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"}}})"};

inline constexpr Named accuracy{
    "Accuracy",
    R"({"type":"object","required":["accuracy","logSize"],"properties":{)"
    R"("accuracy":{"type":"array","items":{"type":"object",)"
    R"("required":["place","counts","right","first","counted","difference","absoluteDifference"],"properties":{)"
    R"("place":{"type":"string"},"from":{"type":"string","format":"date","description":"First day of the period"},)"
    R"("unit":{"type":"string","description":"UN/ECE Rec 20; pieces have none"},)"
    R"("counts":{"type":"integer","description":"Lines of counts that the books are compared with"},)"
    R"("right":{"type":"integer","description":"Of them, those that found what the books had"},)"
    R"("accuracy":{"type":"number","description":"right / counts"},)"
    R"("first":{"type":"integer","description":"Lines that opened the books: compared with nothing"},)"
    R"("counted":{"type":"number"},"difference":{"type":"number","description":"Counted less what the books had"},)"
    R"("absoluteDifference":{"type":"number","description":"The differences added up without their signs"}}}},)"
    R"("logSize":{"type":"integer"},"completeUntil":{"$ref":"#/components/schemas/CompleteUntil"},)"
    R"("next":{"type":"string"}}})"};

}  // namespace stocktrail::api::schemas
