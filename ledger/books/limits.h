// ledger/books/limits.h: how far apart reports of one movement may be, and how much work one row may make.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stocktrail::books {

// Times, in microseconds.
inline constexpr std::int64_t minute = 60'000'000, hour = 60 * minute, day = 24 * hour;
inline constexpr std::int64_t clock_tolerance = 15 * minute;
inline constexpr std::int64_t zone_tolerance = 14 * hour;  // Only for equal quantities.
inline constexpr std::int64_t departure_age_max = 90 * day;
inline constexpr std::int64_t equal_age_max =
    14 * day;  // How long an equal quantity counts for more than nearness.
inline constexpr std::int64_t departing_after_max = 3 * day;
inline constexpr std::int64_t accepting_after_max = 7 * day;
inline constexpr std::int64_t retelling_after_max = day;
inline constexpr std::int64_t sale_shipped_after_max = 14 * day;
inline constexpr std::int64_t announced_before = day + clock_tolerance;  // The longest of all tolerances.
inline constexpr std::uint8_t date_rounds = 6;                           // Hops of one good in one instant.

inline constexpr std::int64_t settled_age_max =
    15 * day;  // Longer than any report may come after an arrival.

// Limits of one row; beyond, the event is kept and `too_much` is noted.
inline constexpr std::size_t sales_remembered_max =
    64;  // Of one site, of one document: a shipment may follow.
inline constexpr std::size_t lane_deliveries_max = 1'000;  // Of one lane, on their way or lately arrived.
inline constexpr std::size_t announced_max =
    1'000;  // Departures of one lane, or box, within a day: arrivals find them early.
inline constexpr std::size_t departures_ahead_max =
    16;  // Of a box, taken along by what comes before their time.
inline constexpr std::size_t ends_scanned_max = 1'000;  // Of a site, where a departure tells no end.
inline constexpr std::size_t owners_of_lot_max = 64;    // At one site, or in one delivery.
inline constexpr std::size_t lots_compared_max = 250;   // Of a good at a site, where a draw tells none.
inline constexpr std::size_t box_depth_max = 16;
inline constexpr std::size_t boxes_moved_max = 1'000;
inline constexpr std::size_t recalled_lots_max =
    10'000;                                              // That one recall reaches, with what was made of it.
inline constexpr std::size_t recall_marks_max = 50'000;  // On these, one for each recalled lot in them.
inline constexpr std::size_t linked_lots_max = 16;  // Of a transformation: as many used, or as many made.
inline constexpr std::size_t fed_lots_max = 16;     // Made of goods that had not come, of one book.
// What is followed of goods that turn out to have been of another lot than their draw presumed:
inline constexpr std::size_t lots_followed_max = 1'000;  // made of them,
inline constexpr std::size_t ends_followed_max = 1'000;  // and where they were sent.
inline constexpr std::size_t came_max = 1'000;  // Lots that came so, of deliveries that left their lane.

}  // namespace stocktrail::books
