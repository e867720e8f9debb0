// ledger/books/detail/moves.h: what reports do, one function for each.
#pragma once

#include "ledger/books/detail/lanes.h"
#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {

/// `other`: the event that it contradicts, if that is one.
void note(World& world, DiscrepancyKind kind, const std::string& place, const Good& good,
          const std::string& lot, Amount amount, const std::string& thing = {}, const EventKey& other = {});
/// Which site has goods by the record of things, and the event that told it. Empty: unknown.
struct OnRecord {
  std::string site;
  EventKey told_by;
  auto operator<=>(const OnRecord&) const = default;
};
/// What happened at `place` is not what is on record. Shown at both.
void note_against(World& world, DiscrepancyKind kind, const std::string& place, const OnRecord& record,
                  const Good& good, const std::string& lot, Amount amount, const std::string& thing = {});
Account way(const std::string& from, const std::string& to);
Account outside(AccountKind kind, const std::string& site);

/// A fact that tells only a date may wait: others of the same day may have to come first.
bool may_wait(const World& world);
/// Has the arrival its turn now? It waits as long as a departure of this instant may still come that it is
/// of.
bool has_turn(World& world, const Report& arrival);

/// While it lives, the world's fact is the one that told this event: of a departure that an arrival takes
/// along before its time, and that is judged as what it is.
class AsToldBy {
 public:
  AsToldBy(World& world, const EventKey& event) : world_(world), now_(world.fact) {
    const Fact* told = now_->event == event ? nullptr : world.cells.fact(event);
    if (told != nullptr) world.fact = told;
  }
  ~AsToldBy() { world_.fact = now_; }
  AsToldBy(const AsToldBy&) = delete;
  AsToldBy& operator=(const AsToldBy&) = delete;

 private:
  World& world_;
  const Fact* now_;
};

// Departures and arrivals of one good by quantity.
void announce(World& world, const Report& departure);
/// It takes effect, unless it has or waits for goods.
void take_turn(World& world, const Report& departure);
/// Its turn passes without an effect.
void skip_turn(World& world, const Report& departure);
/// What of an announced one has not taken effect.
std::optional<Report> still_to_come(World& world, const Report& departure);
/// That takes effect before its time.
void depart_early(World& world, const Report& departure);
/// Opens a delivery with what was taken; gives its name.
DeliveryName open_delivery(World& world, const Report& departure, Amount amount,
                           const std::vector<Taken>& taken, const std::string& box);
/// More of a delivery was sent than was told before: it is drawn, too.
std::vector<Taken> send_more(World& world, const Report& departure, Delivery& delivery, Amount amount);
/// Deliveries on the way, the best first; one with a document of the arrival counts as such if a clock has it
/// leave a little later.
std::vector<Candidate> open_for(World& world, const Report& arrival);
/// `record`: from there if no delivery fits.
void arrive(World& world, const Report& arrival, const OnRecord& record);
/// What is named arrives from the delivery that carries it, never more than is on the way; gives the delivery
/// that has come here, which is another if a part of it came elsewhere before.
DeliveryName arrive_named(World& world, const Report& arrival, const DeliveryName& name, Amount amount);
/// A further list of what is in a box tells that so much of a delivery came; what is more than was on its way
/// is more than was sent.
void arrive_listed(World& world, const Report& arrival, const DeliveryName& name, Amount amount);
/// The status that an arrival tells: putting away changes none.
std::optional<Status> told_status(const Report& arrival);
/// What is still on the way of a delivery that came here is lost, if the arrival says so.
void close_rest(World& world, const Report& arrival, const DeliveryName& name);
/// No more comes of these, says who may: of the lot that is told, also where others share its document;
/// without one, of all lots that left with them.
void close_rest(World& world, const Report& arrival, const std::vector<Candidate>& told);
/// "Nothing came" of a lot, or of any: the best delivery, or all that share its document, is lost.
void close_uncome(World& world, const Report& arrival);
/// So much had ended, and is here after all: a delivery from nowhere, so that others can tell it again.
void be_here_again(World& world, const Report& arrival, Amount amount, Status status, const Account& ended);
/// With the disposition `returned`. What was not on its way was sold at `seller`.
void take_back(World& world, const Report& arrival, const std::string& seller);
/// So much of what is on the way, of no told lot until now, is of this one; `lot` empty: nothing is told.
void name_load(World& world, Delivery& delivery, const Good& good, const std::string& lot, Amount amount);
/// The delivery ends: its open part goes to `kind`, what is of this lot first.
void close(World& world, Delivery& delivery, const Good& good, Amount amount, AccountKind kind,
           const std::string& site, const std::string& lot = {});
void come_home(World& world, const Report& report);
/// At most so much of what is on its way is where it left again; `status`: in this one. Gives how much.
Amount bring_back(World& world, Delivery& delivery, const Report& report, Amount amount,
                  std::optional<Status> status);

// Goods that leave stock, and what is told of those in stock.
void sell(World& world, const Report& report);
/// What is sold of a lot by its number, or as one item, although it was recalled or past its date.
void note_unfit(World& world, const std::string& site, const Good& good, const std::string& lot,
                Amount amount, const std::string& thing);
/// The same, and counts them as sold there.
void count_sold(World& world, const std::string& site, const Good& good, const std::string& lot,
                Amount amount, const std::string& thing);
/// What was sold will be shipped from a site: its sales are remembered from now on.
void announce_sold(World& world, const Report& report);
void ship_sold(World& world, const Report& report);
void use_up(World& world, const Report& report, AccountKind kind);
void restate(World& world, const Report& report);

// What is made.
void make(World& world, const What& what, const std::vector<Report>& lines);
/// Inputs are used up, outputs made; what is made of a recalled lot is recalled, also of one that was only
/// presumed.
void transform(World& world);

// Things: items and boxes.
/// Boxes with what is in them, and then other items.
void act_on_things(World& world);
void announce_boxes(World& world);
void pack(World& world);
void act_on_boxes(World& world);
void act_on_items(World& world, const What& what);
/// Items that are in one of these boxes, or in a box in them, go with that.
void leave_out_contents(World& world, const std::vector<std::string>& boxes, What& what);
/// How much of a line is in these boxes.
Amount amount_in(World& world, const std::vector<std::string>& boxes, const Line& line);
/// Product and lot of all that is in a box.
std::set<std::pair<std::string, std::string>> lots_in(World& world, const std::string& key);
void make_items(World& world, const What& what);
/// What is in it is loose from now on.
void empty_box(World& world, const std::string& key);

/// The reports of the fact: a line each, and a group of items for each lot.
std::vector<Report> line_reports(const World& world, const What& what);
std::vector<Report> item_reports(World& world, const What& what);

/// Goods in the status that a report tells are taken first.
std::vector<Status> order_for(std::optional<Status> status, StatusOrder usual);

}  // namespace stocktrail::books
