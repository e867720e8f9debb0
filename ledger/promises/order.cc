#include "ledger/promises/order.h"

#include <algorithm>
#include <array>
#include <set>

#include "ledger/master/object_reader.h"
#include "ledger/promises/detail/rows.h"

namespace stocktrail::promises {
namespace {

using json::Kind;
using master::ObjectReader;

constexpr auto action_names = std::to_array<std::string_view>(
    {"reserve", "commit", "fulfil", "release", "extend", "keep", "withdraw", "expect"});

enum class Zero : bool { refused, taken };

Decimal need_number(ObjectReader& reader, std::string_view name, Zero zero = Zero::taken) {
  const auto found = reader.need(name, Kind::number);
  const auto number = found ? Decimal::parse(found->number()) : Decimal();
  if (!number) {
    reader.refuse(name, number.error().detail);
    return {};
  }
  if (found && number->coefficient() < (zero == Zero::taken ? 0 : 1))
    reader.refuse(name, zero == Zero::taken ? "must not be less than 0" : "must be more than 0");
  return *number;
}

Decimal need_quantity(ObjectReader& reader, Zero zero = Zero::refused) {
  return need_number(reader, "quantity", zero);
}

void read_places(ObjectReader& reader, std::vector<std::string>& places) {
  reader.each("places", line_places_max, [&](const json::Value& element, const std::string& path) {
    if (!element.is(Kind::string)) return reader.refuse_at(path, "must be a string");
    const auto place = gs1::parse_key(element.string());
    if (!place) return reader.refuse_at(path, place.error().detail);
    if (place->type() != gs1::KeyType::gln && place->type() != gs1::KeyType::uri)
      return reader.refuse_at(path,
                              "must be a site: a GLN (https://id.gs1.org/414/...) without extension, "
                              "or a URI of its own");
    if (std::ranges::find(places, place->text()) != places.end())
      return reader.refuse_at(path, "is given twice");
    places.push_back(place->text());
  });
  if (places.empty()) reader.refuse("places", "must name a site at least");
}

/// A line of `keep` says of no lot: what is kept is of the stock.
AskedLine read_line(const json::Value& value, const std::string& path, Action action,
                    std::optional<Error>& fault) {
  ObjectReader reader(value, path, fault);
  AskedLine line;
  if (const auto key = reader.need_key("product")) {
    const bool is_lot = !key->lot().empty();
    if (!key->serial().empty()) reader.refuse("product", "is an item: name its product, or its lot");
    if (is_lot && action == Action::keep) reader.refuse("product", "is a lot: name its product");
    line.product = key->product_key().value_or(*key).text();
    line.lot = key->lot();
  }
  line.quantity = need_quantity(reader, action == Action::keep ? Zero::taken : Zero::refused);
  line.unit = reader.find_text("unit", 3);
  read_places(reader, line.places);
  if (action == Action::reserve) {
    const std::string lot = reader.find_text("lot"), date = reader.find_date("lastsUntil");
    if (!lot.empty() && !line.lot.empty() && line.lot != lot)
      reader.refuse("lot", "is another lot than that of the product");
    if (!lot.empty()) line.lot = lot;
    if (!date.empty()) line.lasts_until = parse_date(date).value_or(Micros{});
  }
  reader.finish();
  return line;
}

void read_lines(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  std::size_t places = 0;
  reader.each("lines", lines_max, [&](const json::Value& element, const std::string& path) {
    order.lines.push_back(read_line(element, path, order.action, fault));
    places += order.lines.back().places.size();
  });
  if (order.lines.empty()) reader.refuse("lines", "must have a line at least");
  if (places > order_places_max)
    reader.refuse("lines", "have " + std::to_string(places) + " places together, but at most " +
                               std::to_string(order_places_max) + " are allowed");
}

void read_parts(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  reader.each("lines", lines_max, [&](const json::Value& element, const std::string& path) {
    ObjectReader part(element, path, fault);
    const auto line = part.need("line", Kind::number);
    const auto number = line ? line->integer() : std::nullopt;
    if (line && (!number || *number < 0 || *number >= static_cast<std::int64_t>(lines_max)))
      part.refuse("line", "must be the place of a line in the reservation: 0 is the first");
    order.parts.push_back({static_cast<std::uint32_t>(number.value_or(0)), need_quantity(part)});
    part.finish();
  });
  if (!order.parts.empty() && order.request.empty())
    reader.refuse("request",
                  "is missing: give a change of a part an id of yours, so that it can be sent again");
}

/// Not below zero, and price_max at most; zero if missing.
Decimal find_price(ObjectReader& reader, std::string_view name) {
  const auto found = reader.find(name, Kind::number);
  if (!found) return {};
  const auto price = Decimal::parse(found->number());
  if (price && *price >= Decimal() && Amount(*price) <= Amount::pieces(price_max)) return *price;
  reader.refuse(name, "must be a decimal number from 0 to " + std::to_string(price_max));
  return {};
}

std::string need_place(ObjectReader& reader) {
  const auto place = reader.need_key("place");
  return place ? place->text() : std::string();
}

/// Whether each place of the lines is in the list, once, and no other.
void check_places(ObjectReader& reader, std::string_view name, const Order& order, const auto& list) {
  std::set<std::string> named, given;
  for (const AskedLine& line : order.lines) named.insert(line.places.begin(), line.places.end());
  for (const auto& one : list) given.insert(one.place);
  if (given.size() != list.size()) return reader.refuse(name, "names a place twice");
  if (given != named) reader.refuse(name, "must name each place of the lines, and no other");
}

void read_costs(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  reader.each("costs", order_places_max, [&](const json::Value& element, const std::string& path) {
    ObjectReader one(element, path, fault);
    PlaceCost cost{.place = need_place(one),
                   .parcel = find_price(one, "parcel"),
                   .unit = find_price(one, "unit"),
                   .at_risk = {},
                   .risk = {}};
    if (const auto risk = one.find("risk", Kind::object)) {
      ObjectReader of(*risk, one.path_of("risk"), fault);
      cost.at_risk = need_number(of, "stock");
      cost.risk = find_price(of, "price");
      of.finish();
    }
    one.finish();
    order.costs.push_back(std::move(cost));
  });
  check_places(reader, "costs", order, order.costs);
}

void read_near(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  const auto near = reader.find("near", Kind::object);
  if (near) {
    ObjectReader of(*near, reader.path_of("near"), fault);
    if (const auto place = of.find("place", Kind::string)) {
      order.near_place = need_place(of);
    } else {
      order.near = point_of(of.find_degrees("latitude", 90), of.find_degrees("longitude", 180));
      if (!order.near) of.refuse("place", "is missing: name one, or its latitude and longitude");
    }
    of.finish();
  }
  reader.each("distances", order_places_max, [&](const json::Value& element, const std::string& path) {
    ObjectReader one(element, path, fault);
    PlaceDistance distance{.place = need_place(one), .distance = need_number(one, "distance")};
    one.finish();
    order.distances.push_back(std::move(distance));
  });
  if (near.has_value() == !order.distances.empty())
    return reader.refuse("near", "is missing: say near what, or give distances; and not both");
  if (!near) check_places(reader, "distances", order, order.distances);
}

void read_sourcing(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  const auto words = std::to_array<std::string_view>({"in_order", "fewest_places", "nearest", "cheapest"});
  const std::string word = reader.find_word("sourcing", {"in_order", "fewest_places", "nearest", "cheapest"});
  const auto found = std::ranges::find(words, word);
  if (found != words.end()) order.sourcing = static_cast<Sourcing>(found - words.begin());
  if (order.sourcing == Sourcing::nearest) read_near(reader, order, fault);
  if (order.sourcing == Sourcing::cheapest) read_costs(reader, order, fault);
}

void read_reserve(ObjectReader& reader, Order& order, std::optional<Error>& fault) {
  order.channel = reader.find_text("channel", name_bytes_max);
  order.document = reader.find_text("document", name_bytes_max);
  if (reader.find_word("fill", {"all", "partly"}) == "partly") order.fill = Fill::partly;
  read_lines(reader, order, fault);
  read_sourcing(reader, order, fault);
}

void read_withdrawal(ObjectReader& reader, Order& order) {
  order.reservation = reader.need_text("id", name_bytes_max);
  if (const auto holder = reader.need_key("party")) order.holder = holder->text();
  order.reason = reader.need_text("reason", reason_bytes_max);
  read_places(reader, order.places);
}

void read_expectation(ObjectReader& reader, Order& order) {
  order.document = reader.need_text("document", name_bytes_max);
  const std::string text = reader.find_text("due", name_bytes_max);
  if (text.empty()) return;
  const auto due = Timestamp::parse(text);
  if (!due) return reader.refuse("due", due.error().detail);
  order.due = due->at;
}

/// 1.50 is 1.5.
Decimal shortest(const Decimal& number) {
  std::int64_t coefficient = number.coefficient();
  int scale = number.scale();
  for (; scale > 0 && coefficient % 10 == 0; --scale) coefficient /= 10;
  return Decimal::of(coefficient, scale).value_or(number);
}

Action action_of(std::string_view name) {
  const auto found = std::ranges::find(action_names, name);
  return found == action_names.end() ? Action::reserve : static_cast<Action>(found - action_names.begin());
}

}  // namespace

std::string_view name_of(Action action) {
  return action_names[static_cast<std::size_t>(action)];
}

Result<Order> parse_order(const json::Value& body) {
  std::optional<Error> fault;
  ObjectReader reader(body, "$.reservation", fault);
  Order order;
  order.action = action_of(reader.need_word(
      "action", {"reserve", "commit", "fulfil", "release", "extend", "keep", "withdraw", "expect"}));
  if (order.action == Action::keep) {
    order.channel = reader.need_text("channel", name_bytes_max);
    read_lines(reader, order, fault);
  } else if (order.action == Action::withdraw) {
    read_withdrawal(reader, order);
  } else if (order.action == Action::expect) {
    read_expectation(reader, order);
  } else {
    order.reservation = reader.need_text("id", name_bytes_max);
    if (order.action == Action::reserve) {
      read_reserve(reader, order, fault);
    } else {
      order.request = reader.find_text("request", name_bytes_max);
    }
    if (order.action == Action::reserve || order.action == Action::extend) {
      order.hold_seconds = reader.find_count("holdSeconds", hold_seconds_max).value_or(hold_seconds_default);
    } else {
      read_parts(reader, order, fault);
    }
  }
  reader.finish();
  if (fault) return std::unexpected(std::move(*fault));
  return order;
}

Micros expiry_of(const Order& order, Micros at) {
  return Micros{to_i64(at) + order.hold_seconds * 1'000'000};
}

Packed<16> content_of(const Order& order) {
  Order plain = order;
  for (AskedLine& line : plain.lines) {
    const auto measure = books::measure(line.quantity, line.unit);
    line.quantity = measure ? Decimal() : shortest(line.quantity);
    if (measure) line.unit = measure->amount.text() + " " + measure->unit;
  }
  for (Part& part : plain.parts) part.quantity = shortest(part.quantity);
  for (PlaceDistance& one : plain.distances) one.distance = shortest(one.distance);
  for (PlaceCost& one : plain.costs)
    for (Decimal* price : {&one.parcel, &one.unit, &one.at_risk, &one.risk}) *price = shortest(*price);
  return hashed_key(encoded(plain));
}

}  // namespace stocktrail::promises
