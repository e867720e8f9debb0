// api/handlers/worklist_parameters.h: parameters of discrepancies and recalls. Private to routes.cc.
#pragma once

#include "api/handlers/stock_parameters.h"

namespace stocktrail::api::parameters {

inline constexpr std::array discrepancy_parameters{
    in_query("place", text_schema, "GLN in any spelling; only an auditor may leave it out"),
    in_query("kind", text_schema, "Only these kinds, separated by commas"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: where no lot was told"),
    in_query("minAgeDays", count_schema, "Only what has not fitted for so many days"),
    in_query("minQuantity", count_schema, "Only from this quantity on, in the unit of the answer"),
    known_at,
    page_limit,
    page_cursor};
inline constexpr std::array discrepancy_change_parameters{
    in_query("place", text_schema, "GLN in any spelling; default: all places of the reader's party"),
    in_query("kind", text_schema, "Only these kinds, separated by commas"),
    in_query("product", text_schema, "GTIN, or lot, in any spelling"),
    in_query("lot", text_schema, "Lot number; empty: where no lot was told"),
    in_query(
        "after", text_schema,
        "`next` of the page before, the `id` of a change, or a number of entries of the log; default: the "
        "beginning"),
    page_limit};
inline constexpr std::array recall_only{in_path("recall", text_schema, "Id, percent-encoded")};

}  // namespace stocktrail::api::parameters
