// api/handlers/stock_parameters.h: what the routes about stock take in a query. Private to routes.cc.
#pragma once

#include <array>

#include "api/handlers/parameters.h"

namespace stocktrail::api::parameters {

inline constexpr auto known_at =
    in_query("knownAt", time_schema, "Recorded time: as it was known then; default: now");
inline constexpr std::array position_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: all places of the reader's party"),
    in_query("product", text_schema,
             "GTIN, or lot, in any spelling; default: all. An auditor gives this, or `place`"),
    in_query("package", text_schema,
             "GTIN of a package: its product only, and as `packages` how many of it that is"),
    in_query("lot", text_schema, "Lot number; not needed where `product` tells it"),
    in_query("owner", text_schema,
             "A party: only what is of it. The reader's own, without a place: also what lies at places of "
             "others, as far as these told that"),
    in_query("status", text_schema,
             "As it is told: one or several of sellable, held, damaged, expired, recalled, with commas; "
             "default: all, and what is on order or outside"),
    in_query("unit", text_schema, "Rec 20 unit; EA: pieces; default: all"),
    in_query("asOf", time_schema,
             "Event time, inclusive: what was where then, by all that is recorded; default: now"),
    known_at,
    page_limit,
    page_cursor};
inline constexpr std::array contents_parameters{
    must_query("container", text_schema,
               "SSCC, GRAI, or an item that others were packed into, in any spelling"),
    in_query("asOf", time_schema, "Event time, inclusive: what was in it then; default: now"), known_at};
inline constexpr std::array age_parameters{
    in_query("days", R"({"type":"string","default":"0,7,14,30,90"})",
             "Borders between the ages: days of remaining life, rising, with commas"),
    in_query("place", text_schema, "As for positions"),
    in_query("product", text_schema, "As for positions"),
    in_query("lot", text_schema, "Lot number"),
    in_query("asOf", time_schema, "Event time, inclusive; lives are counted from then"),
    known_at};
inline constexpr std::array echelon_parameters{
    must_query("place", text_schema, "GLN of a site, in any spelling"),
    in_query("product", text_schema, "As for positions"), in_query("lot", text_schema, "Lot number"),
    in_query("asOf", time_schema, "Event time, inclusive: what was where then; default: now"), known_at};
inline constexpr std::array movement_parameters{
    in_query("account", R"({"type":"string","enum":["on_hand","in_transit"],"default":"on_hand"})",
             "What is at `place`, or on its way there"),
    in_query("place", text_schema,
             "GLN in any spelling; of a site with all its parts. Of goods on the way where they go to: a "
             "site, a party, or empty where that was not told"),
    in_query("parts", R"({"type":"string","enum":["all","untold"],"default":"all"})",
             "untold: only what is at the site, in no part of it that was told"),
    in_query("origin", text_schema, "Of goods on the way: the site that they left; default: any"),
    must_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: goods of which no lot was told; default: all"),
    in_query("status", text_schema,
             "As it was told: one or several of sellable, held, damaged, expired, recalled, with commas; "
             "default: all"),
    in_query("unit", text_schema, "Rec 20 unit, where the product moved in several kinds of units"),
    in_query("from", time_schema, "Event time, inclusive; default: from the beginning"),
    in_query("to", time_schema, "Event time, inclusive; default: to the end"),
    known_at,
    in_query("order", R"({"type":"string","enum":["oldest","newest"],"default":"oldest"})",
             "Which lines come first"),
    page_limit,
    page_cursor};
inline constexpr std::array reservation_parameters{
    in_path("reservation", text_schema, "The id that its party gave it, percent-encoded"),
    in_query("party", text_schema, "Whose, for an auditor; default: the token's party")};
inline constexpr std::array withdrawal_parameters{in_path(
    "reservation", text_schema, "The id that its party gave it, percent-encoded; the body tells whose")};
inline constexpr std::array change_parameters{
    in_path("reservation", text_schema, "The id that its party gave it, percent-encoded")};
inline constexpr std::array reservations_parameters{
    in_query("place", text_schema, "GLN in any spelling: what is promised of its stock, by product"),
    in_query("product", text_schema, "GTIN in any spelling; with `place` only"),
    in_query("party", text_schema, "Whose, for an auditor; default: the token's party"),
    in_query(
        "state",
        R"({"type":"string","enum":["reserved","committed","fulfilled","released","expired","withdrawn","uncovered"]})",
        "Only these; `uncovered` with `place` only"),
    page_limit,
    page_cursor};
inline constexpr std::array promisable_parameters{
    must_query("place", text_schema, "GLN in any spelling"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; not needed where `product` tells it"),
    in_query("lastsUntil", R"({"type":"string","format":"date"})", "Only lots that expire later"),
    in_query("channel", text_schema, "To this channel; default: to none that something is kept for"),
    in_query("until", time_schema, "Of one product: what can be promised at each moment until then"),
    page_limit,
    page_cursor};
inline constexpr std::array order_parameters{
    in_path("order", text_schema, "The id that its party gave it, percent-encoded"),
    in_query("party", text_schema, "Who placed it; default: the token's party")};
inline constexpr std::array orders_parameters{
    in_query("place", text_schema, "GLN in any spelling: for this site"),
    in_query("product", text_schema, "GTIN in any spelling: with this product"),
    in_query("party", text_schema, "Whose, for an auditor; default: the token's party"),
    in_query("as", R"({"type":"string","enum":["buyer","supplier"],"default":"buyer"})",
             "supplier: those that others ask the party to supply"),
    in_query("state",
             R"({"type":"string","enum":["open","late","sent","received","closed","all"],"default":"open"})",
             "open: not closed, and not all of it there; late: something is not there on its day"),
    page_limit,
    page_cursor};
inline constexpr std::array posting_parameters{must_query("event", text_schema, "eventID")};

}  // namespace stocktrail::api::parameters
