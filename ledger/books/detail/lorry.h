// ledger/books/detail/lorry.h: goods of several lots that left together, and of which some came without a
// lot. Which of them came nobody told. A lot that is told later, on either side, was where it is told to be:
// lots that came, and those that are still on the way, change places. No total changes.
#pragma once

#include "ledger/books/detail/lanes.h"

namespace stocktrail::books {

/// Of what came to a site under a lot that nobody told there, at most so much turns out to be of another one.
struct Changed {
  Amount changed;
  Amount
      stays;  // What cannot be of the other: its sender told its lot, and of the other no more is on its way.
};
Changed change_what_came(World& world, const std::string& site, const Good& good, const std::string& was,
                         const std::string& is, Amount at_most);

/// How much of what came under other lots may have been of this one.
Amount may_have_come_as(const Candidate& came, const std::string& lot);
/// An arrival confirms a lot: so much of it has come. True if deliveries are of other lots now.
bool find_what_came(World& world, const Report& arrival, Amount amount, const std::vector<Candidate>& came);

/// A report tells a lot of what is on its way; `find` gives deliveries that a report may be about. If less of
/// it is there, what came of it without a lot was of others.
Amount missing_on_the_way(const Report& report, const std::vector<Candidate>& open, Amount amount);
bool call_back(World& world, const Report& report, Amount missing, const std::vector<Candidate>& open);
template <typename Find>
std::vector<Candidate> open_of_lot(World& world, const Report& report, Amount amount, const Find& find) {
  std::vector<Candidate> open = find(report);
  const Amount missing = missing_on_the_way(report, open, amount);
  if (missing <= Amount()) return open;
  Report of_any = report;
  of_any.lot.clear();
  return call_back(world, report, missing, find(of_any)) ? find(report) : open;
}

/// Deliveries of which a report tells: without a lot of the other lots of their events, too, that are on the
/// way.
std::vector<Candidate> all_told(const Report& report, std::vector<Candidate> told);

/// At the end of a row: where no other lot is on its way any more, nothing is in doubt.
void end_doubts(World& world);

}  // namespace stocktrail::books
