#include "api/handlers/promise_words.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view claim_path = "$.reservation";

/// Whether the route tells the reservation.
bool names_its_path(promises::Action action) {
  return action != promises::Action::reserve && action != promises::Action::keep &&
         action != promises::Action::expect;
}

using promises::HeldLine;
using promises::HeldPiece;
using promises::Reservation;

void write_good(json::Writer& w, const books::Good& good, const SharedUnit& unit) {
  w.field("product", good.product);
  if (unit.is_told()) w.field("unit", unit.unit());
}

/// How much of what is counted is in one package, of a line that asked for packages.
void write_package(json::Writer& w, const promises::AskedLine& asked, const books::Good& good,
                   std::int64_t pieces) {
  if (asked.product == good.product) return;
  w.key("package").begin_object().field("id", asked.product).key("contains").number(pieces).end_object();
}

void write_some(json::Writer& w, std::string_view name, const SharedUnit& unit, Amount amount) {
  if (!amount.is_zero()) w.key(name).raw(unit.text(amount));
}

/// What became of something that was promised.
struct Fate {
  Amount promised, reserved, committed, fulfilled, released, withdrawn, lapsed;
  void add(const HeldPiece& held, Amount pending) {
    promised += held.piece.amount;
    reserved += pending;
    committed += held.firm;
    fulfilled += held.has_left();
    released += held.released;
    withdrawn += held.withdrawn;
    lapsed += held.lapsed(pending);
  }
  void write(json::Writer& w, const SharedUnit& unit) const {
    write_some(w, "reserved", unit, reserved);
    write_some(w, "committed", unit, committed);
    write_some(w, "fulfilled", unit, fulfilled);
    write_some(w, "released", unit, released);
    write_some(w, "withdrawn", unit, withdrawn);
    write_some(w, "lapsed", unit, lapsed);
  }
};

/// As the order told it, where that is another number or unit: parts are changed in it.
void write_ordered(json::Writer& w, const HeldLine& line, Amount asked, const SharedUnit& unit) {
  const bool is_other = unit.is_told() && unit.unit() != line.asked.unit;
  if (!is_other && unit.text(asked) == Amount(line.asked.quantity).text()) return;
  w.key("ordered").begin_object().key("quantity").raw(Amount(line.asked.quantity).text());
  if (!line.asked.unit.empty()) w.field("unit", line.asked.unit);
  w.end_object();
}

void write_line(json::Writer& w, const Reservation& of, const HeldLine& line, Micros now) {
  SharedUnit unit(line.good);
  const auto asked = books::measure(line.asked.quantity, line.asked.unit, line.pieces);
  const Amount wanted = asked ? asked->amount : Amount();
  unit.fit(wanted);
  Fate all;
  for (const HeldPiece& held : line.pieces_held) {
    unit.fit(held.piece.amount);
    all.add(held, of.pending(held, now));
  }
  for (const Amount amount :
       {all.reserved, all.committed, all.fulfilled, all.released, all.withdrawn, all.lapsed})
    unit.fit(amount);
  w.begin_object();
  write_good(w, line.good, unit);
  write_package(w, line.asked, line.good, line.pieces);
  if (!line.asked.lot.empty()) w.field("lot", line.asked.lot);
  if (line.asked.lasts_until) w.field("lastsUntil", format_date(*line.asked.lasts_until));
  w.key("asked").raw(unit.text(wanted)).key("promised").raw(unit.text(all.promised));
  write_ordered(w, line, wanted, unit);
  all.write(w, unit);
  w.key("from").begin_array();
  for (const HeldPiece& held : line.pieces_held) {
    Fate one;
    one.add(held, of.pending(held, now));
    w.begin_object().field("place", held.piece.site);
    if (!held.piece.lot.empty()) w.field("lot", held.piece.lot);
    w.key("quantity").raw(unit.text(held.piece.amount));
    one.write(w, unit);
    w.end_object();
  }
  w.end_array().end_object();
}

/// Whether all that was asked for is reserved, firm or has left.
bool is_complete(const Reservation& reservation, Micros now) {
  for (const HeldLine& line : reservation.lines) {
    const auto asked = books::measure(line.asked.quantity, line.asked.unit, line.pieces);
    Amount there;
    for (const HeldPiece& held : line.pieces_held)
      there += reservation.pending(held, now) + held.firm + held.has_left();
    if (!asked || there < asked->amount) return false;
  }
  return true;
}

}  // namespace

Error told_of_body(Error error) {
  if (error.where.starts_with(claim_path)) error.where.replace(0, claim_path.size(), "$");
  return error;
}

Result<StatementDraft> draft_of(const Call& call, promises::Action action) {
  const auto document = json::Document::parse(call.request.body);
  if (!document) return std::unexpected(document.error());
  if (!document->root().is(json::Kind::object))
    return fail(ErrorCode::invalid_argument, "must be an object", "$");
  json::Writer w;
  w.begin_object().field("action", promises::name_of(action));
  if (names_its_path(action)) w.field("id", call.value(0));
  for (const json::Member& member : document->root().members()) {
    if (member.name == "action" || (member.name == "id" && names_its_path(action)))
      return fail(ErrorCode::invalid_argument, "leave this out: the path tells it",
                  "$." + std::string(member.name));
    w.key(member.name).raw(member.value.raw());
  }
  w.end_object();
  StatementDraft draft;
  draft.kind = "reservation";
  draft.body = std::move(w).text();
  return draft;
}

void SharedUnit::fit(Amount amount) {
  if (good_.unit.empty() || amount.is_zero()) return;
  const books::Measure shown = books::shown(good_, amount);
  const auto decimal = Decimal::of(1, 0);
  ST_CHECK(decimal);
  const auto one = books::measure(*decimal, shown.unit);
  if (unit_.empty() || (one && one->amount < one_)) {
    unit_ = shown.unit;
    one_ = one ? one->amount : Amount::pieces(1);
  }
}

std::string SharedUnit::text(Amount amount) const {
  return Amount::from_nanos(amount.nanos() / (one_.nanos() / Amount::pieces(1).nanos())).text();
}

std::string reservation_json(const Reservation& reservation, Micros now, const TableReader& tables) {
  json::Writer w;
  w.begin_object().field("id", reservation.id).field("party", reservation.party);
  const promises::State state = reservation.state(now);
  w.field("state", promises::name_of(state)).key("complete").boolean(is_complete(reservation, now));
  if (!reservation.channel.empty()) w.field("channel", reservation.channel);
  if (!reservation.document.empty()) w.field("document", reservation.document);
  w.key("statement").number(reservation.record).field("recordedAt", format_utc(reservation.recorded_at));
  w.field("expiresAt", format_utc(reservation.expires_at));
  w.key("lines").begin_array();
  for (const HeldLine& line : reservation.lines) write_line(w, reservation, line, now);
  w.end_array();
  if (!reservation.withdrawals.empty()) {
    w.key("withdrawals").begin_array();
    for (const Reservation::Withdrawal& one : reservation.withdrawals) {
      w.begin_object().field("party", one.party).field("reason", one.reason).key("places").begin_array();
      for (const std::string& place : one.places) w.string(place);
      w.end_array().key("statement").number(one.record).field("recordedAt", format_utc(one.at)).end_object();
    }
    w.end_array();
  }
  const auto uncovered = promises::uncovered(reservation, now, tables);
  if (!uncovered.empty()) {
    w.key("uncovered").begin_array();
    for (const auto& [shelf, amount] : uncovered) {
      SharedUnit unit(shelf.good);
      unit.fit(amount);
      w.begin_object().field("place", shelf.site);
      write_good(w, shelf.good, unit);
      w.key("quantity").raw(unit.text(amount)).end_object();
    }
    w.end_array();
  }
  w.end_object();
  return std::move(w).text();
}

void write_promise(json::Writer& w, const promises::Promise& promise) {
  SharedUnit unit(promise.shelf.good);
  for (const Amount amount : {promise.pending, promise.firm, promise.uncovered}) unit.fit(amount);
  w.begin_object().field("id", promise.id).field("party", promise.party).field("place", promise.shelf.site);
  write_good(w, promise.shelf.good, unit);
  write_some(w, "reserved", unit, promise.pending);
  write_some(w, "committed", unit, promise.firm);
  write_some(w, "uncovered", unit, promise.uncovered);
  if (!promise.pending.is_zero()) w.field("expiresAt", format_utc(promise.expires_at));
  w.key("statement").number(promise.record).end_object();
}

std::string available_json(const promises::Order& order, const std::vector<promises::Granted>& lines) {
  json::Writer w;
  w.begin_array();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const promises::Granted& line = lines[i];
    SharedUnit unit(line.good);
    unit.fit(line.asked);
    for (const promises::Piece& piece : line.from) unit.fit(piece.amount);
    w.begin_object().key("line").number(std::uint64_t{i});
    write_good(w, line.good, unit);
    write_package(w, order.lines[i], line.good, line.pieces);
    w.key("asked").raw(unit.text(line.asked)).key("quantity").raw(unit.text(line.promised())).end_object();
  }
  w.end_array();
  return "\"available\":" + std::move(w).text();
}

}  // namespace stocktrail::api
