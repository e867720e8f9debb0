// api/handlers/worklist_parameters.h: parameters of discrepancies, recalls and feeds. Private to routes.cc.
#pragma once

#include "api/handlers/stock_parameters.h"

namespace stocktrail::api::parameters {

inline constexpr std::array discrepancy_parameters{
    in_query("place", text_schema, "GLN in any spelling; only an auditor may leave it out"),
    in_query("kind", text_schema, "Only these kinds, separated by commas"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: where no lot was told"),
    in_query("minAgeDays", count_schema, "Only what has not fitted for so many days"),
    in_query("minQuantity", R"({"type":"number","minimum":0})",
             "Only from this quantity on, in the unit of the answer"),
    in_query("state", text_schema, "Only open, assigned, acknowledged or settled ones; some with commas"),
    in_query("asOf", time_schema,
             "Event time, inclusive: what did not fit then, by all that is recorded; with `place`"),
    known_at,
    page_limit,
    page_cursor};
inline constexpr Parameter changes_after = in_query(
    "after", text_schema,
    "`next` of the page before, the `id` of a change, or a number of entries of the log; default: the "
    "beginning, of a stream the present");
inline constexpr Parameter last_event_id =
    in_header("Last-Event-ID", "Of a stream, instead of `after`: where it goes on");
inline constexpr std::array discrepancy_change_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: all places of the reader's party"),
    in_query("kind", text_schema, "Only these kinds, separated by commas"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: where no lot was told"),
    changes_after,
    last_event_id,
    page_limit};
inline constexpr std::array accuracy_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: all places of the reader's party"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: counts without one"),
    in_query("from", time_schema, "Event time, inclusive; default: from the beginning"),
    in_query("to", time_schema, "Event time, inclusive; default: to the end"),
    in_query("by", R"({"type":"string","enum":["day","week","month","all"],"default":"month"})",
             "Periods, in UTC; weeks begin with Monday"),
    page_limit,
    page_cursor};
inline constexpr std::array stock_change_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: all places of the reader's party"),
    in_query("product", text_schema, "GTIN in any spelling"),
    in_query("after", text_schema,
             "`next` of the page before, or a number of entries of the log; default: the beginning, of a "
             "stream the present"),
    last_event_id, page_limit};
inline constexpr std::array recall_only{
    in_path("recall", text_schema, "Id, percent-encoded"),
    in_query("issuer", text_schema, "Whose recall, where several parties have one with this id")};

}  // namespace stocktrail::api::parameters
