#include "api/handlers/worklist.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/handlers/stock_query.h"
#include "ledger/inventory/discrepancy_id.h"

namespace stocktrail::api {
namespace {

using Kind = books::DiscrepancyKind;

constexpr std::int64_t day_micros = 86'400'000'000;

struct Remedy {
  Kind kind;
  std::string_view settled_by;  // Who, separated by blanks.
  std::string_view how;
};

constexpr auto remedies = std::to_array<Remedy>({
    {Kind::not_received, "receiver sender",
     "The receiver reports the receipt, or closes the delivery by accepting with mismatch_quantity; the "
     "sender reports "
     "void_shipping or declares its departure an error."},
    {Kind::more_than_sent, "sender receiver",
     "The sender reports the rest under the same document, or the receiver declares its number an error."},
    {Kind::unexpected_arrival, "sender receiver",
     "The sender reports the departure, at best with the document of the receipt; or the receiver declares "
     "the receipt "
     "an error."},
    {Kind::departure_not_told, "sender", "Whoever had it reports the departure."},
    {Kind::reports_differ, "receiver",
     "The receiver reports a further accepting, an error declaration, or a count."},
    {Kind::not_there, "place",
     "The site reports the receipt or making that is missing, the right lot, or a count."},
    {Kind::more_returned_than_sold, "place", "The shop reports the sales, or where the goods came from."},
    {Kind::two_places, "sender issuer", "Whoever moved it reports that, or the event is declared an error."},
    {Kind::made_twice, "issuer", "A maker declares one of the two an error."},
    {Kind::told_twice, "issuer", "The issuer declares one of them an error, if it happened once."},
    {Kind::lot_differs, "sender receiver",
     "One of the two declares its report an error, and tells the right lot in an event with an id of its "
     "own."},
    {Kind::clock_differs, "issuer",
     "Whoever forgot the time zone declares that event an error, and states it again."},
    {Kind::count_differs, "nobody",
     "It is the finding of the count, and shrinks with each late report that explains it."},
    {Kind::sold_recalled, "place",
     "The customers must hear of it; if the lot was wrong, the seller declares the sale an error."},
    {Kind::sold_expired, "place",
     "The customers must hear of it; if the lot was wrong, the seller declares the sale an error."},
    {Kind::seen_after_end, "issuer",
     "Whoever ended it declares that an error; else ask whether its serial number was copied."},
    {Kind::status_found_nothing, "issuer", "The issuer corrects the status or the quantity that it told."},
    {Kind::quantity_not_told, "issuer",
     "The issuer declares the event an error, and states it with its number."},
    {Kind::too_much, "issuer", "The issuer states smaller loads."},
    {Kind::not_entitled, "operator issuer",
     "The operator states a reporting policy; then the issuer states the event under another id."},
    {Kind::arrived_elsewhere, "sender receiver",
     "The sender declares its departure an error, and tells the right destination; or the receiver declares "
     "the "
     "receipt an error."},
    {Kind::from_future, "issuer", "The issuer states it under another id, once it has happened."},
});

Result<std::set<Kind>> kinds_of(const Query& query) {
  std::set<Kind> kinds;
  const auto wanted = query.find("kind");
  if (!wanted) return kinds;
  std::string known;
  std::string_view rest = *wanted;
  for (const Remedy& one : remedies) known.append(known.empty() ? "" : ", ").append(books::name_of(one.kind));
  for (bool goes_on = true; goes_on;) {
    const std::size_t comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    const auto found =
        std::ranges::find(remedies, name, [](const Remedy& one) { return books::name_of(one.kind); });
    if (found == remedies.end())
      return fail(ErrorCode::invalid_argument,
                  "\"" + std::string(name) + "\" is no kind of discrepancy: write some of " + known, "kind");
    kinds.insert(found->kind);
    goes_on = comma != std::string_view::npos;
    if (goes_on) rest.remove_prefix(comma + 1);
  }
  return kinds;
}

Amount absolute(Amount amount) {
  return amount < Amount() ? -amount : amount;
}

}  // namespace

Result<std::function<bool(const books::Discrepancy&)>> wanted_discrepancies(const Call& call) {
  auto kinds = kinds_of(call.query);
  if (!kinds) return std::unexpected(std::move(kinds.error()));
  auto of = product_and_lot(call);
  if (!of) return std::unexpected(std::move(of.error()));
  const auto days = parse_number(call.query.find("minAgeDays").value_or("0"), "minAgeDays");
  if (!days) return std::unexpected(days.error());
  std::optional<Micros> until;  // Some have a time that is to come.
  if (*days > 0)
    until = Micros{to_i64(call.app.clock.now()) -
                   static_cast<std::int64_t>(std::min(*days, min_age_days_max)) * day_micros};
  const auto quantity = Decimal::parse(call.query.find("minQuantity").value_or("0"));
  if (!quantity || *quantity < Decimal())
    return fail(ErrorCode::invalid_argument, "write a number, such as 2.5, from 0 on", "minQuantity");
  return [kinds = *std::move(kinds), of = *std::move(of), until,
          least = Amount(*quantity)](const books::Discrepancy& one) {
    return (kinds.empty() || kinds.contains(one.kind)) &&
           (of.product.empty() || one.good.product == of.product ||
            (of.package && one.good.product == of.package->id)) &&
           (!of.lot || one.lot == *of.lot) && (!until || one.since <= *until) &&
           (least.is_zero() || absolute(books::shown(one.good, one.amount).amount) >= least);
  };
}

void add_remedy(StockTable& table, const books::Discrepancy& told) {
  const auto found = std::ranges::find(remedies, told.kind, &Remedy::kind);
  ST_CHECK(found != remedies.end());
  table.add_id("id", inventory::discrepancy_id(told));
  table.add_words("settledBy", found->settled_by);
  table.add("remedy", found->how);
}

}  // namespace stocktrail::api
