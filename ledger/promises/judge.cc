// What a reservation gets.
#include <algorithm>

#include "ledger/master/master.h"
#include "ledger/promises/departures.h"
#include "ledger/promises/detail/judging.h"
#include "ledger/promises/detail/settle.h"
#include "ledger/promises/detail/supply.h"

namespace stocktrail::promises {
namespace {

/// Only whose stock it is keeps it for a channel.
Result<Outcome> judge_keep(const Order& order, const gs1::Key& issuer, const Rules& rules,
                           const TableReader& tables) {
  Outcome outcome{.books = rules.books, .judging = judging_version, .lines = {}};
  for (const AskedLine& line : order.lines) {
    const std::string path = path_of(outcome.lines.size());
    auto granted = measured(line, tables);
    if (!granted) return fail(granted.error().code, granted.error().detail, path + granted.error().where);
    for (const std::string& site : line.places) {
      const auto key = gs1::parse_key(site);
      const auto owner = key ? master::place(*key, tables) : std::nullopt;
      if (!owner || owner->party != issuer)
        return fail(ErrorCode::forbidden, site + " is no place of " + issuer.text() + "'s.",
                    path + ".places");
    }
    outcome.lines.push_back(*std::move(granted));
  }
  return outcome;
}

/// Reservations of the party that name the document and hold something, or were fulfilled under it.
std::size_t waiting_for(const std::string& document, const gs1::Key& party, Micros at,
                        const TableReader& tables) {
  const std::vector<Packed<17>> waiting = read_document(document_key(document), tables).reservations;
  if (waiting.size() < document_reservations_max) return waiting.size();
  return static_cast<std::size_t>(std::ranges::count_if(waiting, [&](const Packed<17>& key) {
    const Reservation reservation = must_read(key, tables);
    const State state = reservation.state(at);
    return reservation.party == party.text() &&
           (state == State::reserved || state == State::committed || state == State::fulfilled);
  }));
}

Result<Outcome> judge_reserve(const Order& order, const gs1::Key& issuer, Micros at, const Rules& rules,
                              const TableReader& tables) {
  if (!order.document.empty() && waiting_for(order.document, issuer, at, tables) >= document_reservations_max)
    return fail(ErrorCode::too_large,
                std::to_string(document_reservations_max) +
                    " reservations of yours that hold something, or have left, name this document: name a "
                    "document of this order, or none.",
                "$.reservation.document");
  auto lines = source(order, issuer, at, tables);
  if (!lines) return std::unexpected(lines.error());
  for (std::size_t i = 0; order.fill == Fill::all && i < lines->size(); ++i) {
    const Granted& line = (*lines)[i];
    if (line.promised() == line.asked) continue;
    return fail(ErrorCode::conflict,
                "Of " + line.good.product + " " + in_words(line.good, line.promised()) + " can be had, and " +
                    in_words(line.good, line.asked) +
                    " are asked for. Nothing was reserved: ask for less, for more places, "
                    "or for as much as there is (\"fill\":\"partly\", --partly).",
                path_of(i));
  }
  const bool is_any = std::ranges::any_of(*lines, [](const Granted& one) { return !one.from.empty(); });
  if (!is_any) return fail(ErrorCode::conflict, "Nothing of this can be had.", "$.reservation.lines");
  return Outcome{.books = rules.books, .judging = judging_version, .lines = *std::move(lines)};
}

Error recorded_before(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables) {
  const auto found = find_reservation(issuer.text(), order.reservation, tables);
  if (order.action == Action::reserve)
    if (auto ended = over(*found, at)) return *std::move(ended);
  return {ErrorCode::conflict, "This order was recorded before, by another statement.", "$.reservation"};
}

}  // namespace

std::string path_of(std::size_t line) {
  return "$.reservation.lines[" + std::to_string(line) + "]";
}

std::string in_words(const books::Good& good, Amount amount) {
  const books::Measure shown = books::shown(good, amount);
  return shown.amount.text() + (shown.unit.empty() ? "" : " " + shown.unit);
}

Amount Granted::promised() const {
  Amount sum;
  for (const Piece& piece : from) sum += piece.amount;
  return sum;
}

Result<bool> is_repeat(const Order& order, const gs1::Key& issuer, const TableReader& tables) {
  const auto found = find_reservation(issuer.text(), order.reservation, tables);
  if (!found) return false;
  std::optional<Reservation::Request> first;
  std::string_view id = order.reservation;
  if (order.action == Action::reserve) {
    first = {found->content, found->record};
  } else if (const auto request = found->requests.find(order.request);
             !order.request.empty() && request != found->requests.end()) {
    first = request->second;
    id = order.request;
  }
  if (!first) return false;
  const bool is_same = first->content == content_of(order);
  if (is_same) return true;
  return fail(ErrorCode::conflict,
              "The id " + std::string(id) + " stands for another order (entry " +
                  std::to_string(first->record) + "). Give this one an id of its own.",
              order.action == Action::reserve ? "$.reservation.id" : "$.reservation.request");
}

std::optional<Error> over(const Reservation& reservation, Micros now) {
  const State state = reservation.state(now);
  if (state == State::reserved || state == State::committed || state == State::fulfilled) return std::nullopt;
  return Error{ErrorCode::conflict,
               "This order was recorded before (entry " + std::to_string(reservation.record) + ") and is " +
                   std::string(name_of(state)) +
                   ": nothing of it is held. Give an order that is to hold again an id of its own.",
               "$.reservation.id"};
}

Result<Outcome> judge(const Order& order, const gs1::Key& issuer, Micros at, const Rules& rules,
                      const TableReader& tables) {
  if (order.action == Action::keep) return judge_keep(order, issuer, rules, tables);
  Result<void> may;
  if (order.action == Action::withdraw) {
    may = judge_withdrawal(order, issuer, at, tables);
  } else if (order.action == Action::expect) {
    // It counts where its party sent the goods, or gets them (due.h).
    if (order.due && *order.due <= at)
      may = fail(ErrorCode::invalid_argument, "must be a time to come", "$.reservation.due");
  } else {
    const auto repeat = is_repeat(order, issuer, tables);
    if (!repeat) return std::unexpected(repeat.error());
    if (*repeat) return std::unexpected(recorded_before(order, issuer, at, tables));
    if (order.action == Action::reserve) return judge_reserve(order, issuer, at, rules, tables);
    may = judge_change(order, issuer, at, rules, tables);
  }
  if (!may) return std::unexpected(std::move(may.error()));
  return Outcome{};
}

bool may_promise(const gs1::Key& issuer, const std::string& site, const TableReader& tables) {
  return may_promise_at(issuer, site, tables).value_or(false);
}

std::vector<Granted> offer(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables) {
  return source(order, issuer, at, tables).value_or(std::vector<Granted>());
}

bool fits(const Outcome& outcome, const Order& order) {
  if (outcome.lines.size() != order.lines.size()) return false;
  bool is_any = false;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const AskedLine& asked = order.lines[i];
    const Granted& line = outcome.lines[i];
    const auto measure = books::measure(asked.quantity, asked.unit, line.pieces);
    if (!measure || measure->amount != line.asked || measure->unit != line.good.unit) return false;
    if (order.action == Action::keep) {
      if (!line.from.empty()) return false;
      is_any = true;
      continue;
    }
    if (line.promised() > line.asked) return false;
    if (order.fill == Fill::all && line.promised() != line.asked) return false;
    is_any = is_any || !line.from.empty();
    for (const Piece& piece : line.from) {
      const bool is_named = std::ranges::find(asked.places, piece.site) != asked.places.end();
      if (!is_named || piece.amount <= Amount() || (!asked.lot.empty() && piece.lot != asked.lot))
        return false;
    }
  }
  return is_any;
}

}  // namespace stocktrail::promises
