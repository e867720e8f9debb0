// ledger/books/detail/lanes.h: which reports tell of one movement.
#pragma once

#include "ledger/books/step.h"

namespace stocktrail::books {

enum class Side : std::uint8_t { departures, arrivals };

Amount told_by(const Delivery& delivery, Side side, const Report& teller);
/// What one teller tells adds up, over tellers the greatest counts; gives how much more that is than before.
Amount tell(Delivery& delivery, Side side, const Report& teller, Amount amount);

/// The same teller, telling a box: of the same goods it may tell by quantity as well.
Report telling_box(Report report);
bool told_by_box(const Delivery& delivery, const Report& arrival);

/// A delivery that a report may be about. Valid until a delivery is added to its lane.
struct Candidate {
  Lane* lane = nullptr;
  std::size_t index = 0;
  Amount amount;  // How much of it.
  Delivery& delivery() const { return lane->deliveries[index]; }
};

/// What goes to several sites is several deliveries: the part that comes here is one of its own.
Candidate split(const Candidate& candidate, Amount amount);

/// Deliveries on their way that an arrival may be of, the best first.
std::vector<Candidate> on_the_way(World& world, const Report& arrival);
/// Deliveries that arrived here by other tellers' reports, as far as this teller has not told it.
std::vector<Candidate> arrived_untold(World& world, const Report& arrival, std::int64_t age_max);
/// Deliveries that left here by other tellers' reports, as far as this one has not told it.
std::vector<Candidate> departed_untold(World& world, const Report& departure);
/// The same of those in this box, whatever else they tell.
std::vector<Candidate> departed_in(World& world, const Report& departure, const std::string& box);
/// Deliveries on their way from this site, and those to it (or its party), the best first.
std::vector<Candidate> sent_from(World& world, const Report& report);
std::vector<Candidate> sent_here(World& world, const Report& report);
/// Deliveries on their way, wherever they go, that share a document with a report, the best first.
std::vector<Candidate> named_by(World& world, const Report& report);
/// Is one from elsewhere on its way to one of the ends of this departure?
bool passes_by(World& world, const Report& departure);

enum class Clocks : std::uint8_t { near, zone_forgotten };
/// A departure that is announced, and that an arrival before it may be of: what of it is still to come.
std::optional<Report> upcoming(World& world, const Report& arrival, Clocks clocks);

/// The end of the lane of a departure: its most exact destination, empty if none is told.
const std::string& lane_end(const Report& departure);
/// Ends at which a site takes deliveries, the most exact first: itself, its party, not told.
std::vector<std::string> ends_of_site(const std::string& site, const Directory& directory);
/// Does it go from one part of a site to another? Then nothing is on its way.
bool stays_inside(const Report& departure);
/// Is the end that site, or its party?
bool is_end(const std::string& site, const std::string& end, const Directory& directory);

/// May what goes to `end` be for who was named first? Nobody named may be anybody.
bool leads_to(const std::string& end, const std::string& named, const Directory& directory);

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b);
/// They name documents of one type, and different ones.
bool conflict(const std::vector<std::string>& a, const std::vector<std::string>& b);
inline bool lots_agree(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

/// Tells the arrival what was told here before, so that it confirms that, and is of nothing on its way? A
/// receipt: of what was told less than a day ago, as accepted or put away by the same party, whose work is in
/// another order, or by another one or as sent inside the site, if no delivery on its way is equal.
bool tells_again(World& world, const Report& arrival);

/// Puts a delivery into its lane; what nothing can join any more leaves it.
void add_delivery(World& world, const Good& good, const Delivery& delivery);
Delivery* find(World& world, const DeliveryName& name);

}  // namespace stocktrail::books
