// What a reservation gets, and what a change of one may change.
#include <algorithm>

#include "ledger/master/goods.h"
#include "ledger/master/master.h"
#include "ledger/promises/departures.h"
#include "ledger/promises/detail/settle.h"
#include "ledger/promises/detail/supply.h"

namespace stocktrail::promises {
namespace {

std::string path_of(std::size_t line) {
  return "$.reservation.lines[" + std::to_string(line) + "]";
}

std::string in_words(const books::Good& good, Amount amount) {
  const books::Measure shown = books::shown(good, amount);
  return shown.amount.text() + (shown.unit.empty() ? "" : " " + shown.unit);
}

Result<Granted> measured(const AskedLine& line, const TableReader& tables) {
  Granted granted{.good = {line.product, {}}, .pieces = 1, .asked = {}, .from = {}};
  // A package is counted in what it holds, as the books count it.
  if (books::unit_of(line.unit).empty()) {
    const auto key = gs1::parse_key(line.product);
    if (const auto package = key ? master::package(*key, tables) : std::nullopt) {
      granted.good.product = package->product.text();
      granted.pieces = package->contains;
    }
  }
  const auto asked = books::measure(line.quantity, line.unit, granted.pieces);
  if (!asked) return fail(ErrorCode::invalid_argument, "is more than can be counted", ".quantity");
  granted.good.unit = asked->unit;
  granted.asked = asked->amount;
  return granted;
}

/// What an order gets, line by line.
class Sourced {
 public:
  Sourced(const Order& order, const gs1::Key& issuer, Micros at, const TableReader& tables)
      : order_(order), tables_(tables), supply_(issuer, at, tables) {}

  Result<std::vector<Granted>> run() {
    for (const AskedLine& line : order_.lines) {
      auto granted = measured(line, tables_);
      if (!granted)
        return fail(granted.error().code, granted.error().detail,
                    path_of(lines_.size()) + granted.error().where);
      lines_.push_back(*std::move(granted));
    }
    auto done = order_.sourcing == Sourcing::in_order ? take_in_order() : take_from_fewest();
    if (!done) return std::unexpected(std::move(done.error()));
    return std::move(lines_);
  }

 private:
  Amount open(std::size_t line) const { return lines_[line].asked - lines_[line].promised(); }

  Result<void> take(std::size_t i, const std::string& site) {
    if (open(i).is_zero()) return {};
    const AskedLine& line = order_.lines[i];
    auto picks = supply_.take({site, lines_[i].good}, condition_of(line), order_.channel, open(i));
    if (!picks) return fail(picks.error().code, picks.error().detail, path_of(i) + ".places");
    for (const Pick& one : *picks) lines_[i].from.push_back({site, one.lot, one.amount});
    return {};
  }

  Result<void> take_in_order() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      for (const std::string& site : order_.lines[i].places)
        if (auto taken = take(i, site); !taken) return taken;
    return {};
  }

  /// How many lines the site would complete, and begin.
  Result<std::pair<std::size_t, std::size_t>> worth_of(const std::string& site) {
    std::pair<std::size_t, std::size_t> worth;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const AskedLine& line = order_.lines[i];
      if (open(i).is_zero() || std::ranges::find(line.places, site) == line.places.end()) continue;
      const auto could = supply_.could({site, lines_[i].good}, condition_of(line), order_.channel, open(i));
      if (!could) return fail(could.error().code, could.error().detail, path_of(i) + ".places");
      worth.first += *could == open(i) ? 1 : 0;
      worth.second += could->is_zero() ? 0 : 1;
    }
    return worth;
  }

  Result<void> take_from_fewest() {
    std::vector<std::string> sites;  // Of all lines, as they are first named.
    for (const AskedLine& line : order_.lines)
      for (const std::string& site : line.places)
        if (std::ranges::find(sites, site) == sites.end()) sites.push_back(site);
    while (!sites.empty()) {
      auto best = sites.begin();
      std::pair<std::size_t, std::size_t> most;
      for (auto site = sites.begin(); site != sites.end(); ++site) {
        const auto worth = worth_of(*site);
        if (!worth) return std::unexpected(worth.error());
        if (*worth > most) best = site;
        most = std::max(most, *worth);
      }
      if (most == std::pair<std::size_t, std::size_t>()) return {};
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        const std::vector<std::string>& places = order_.lines[i].places;
        if (std::ranges::find(places, *best) == places.end()) continue;
        if (auto taken = take(i, *best); !taken) return taken;
      }
      sites.erase(best);
    }
    return {};
  }

  const Order& order_;
  const TableReader& tables_;
  Supply supply_;
  std::vector<Granted> lines_;
};

Result<std::vector<Granted>> source(const Order& order, const gs1::Key& issuer, Micros at,
                                    const TableReader& tables) {
  return Sourced(order, issuer, at, tables).run();
}

/// Only whose stock it is keeps it for a channel.
Result<Outcome> judge_keep(const Order& order, const gs1::Key& issuer, std::uint32_t books,
                           const TableReader& tables) {
  Outcome outcome{.books = books, .judging = judging_version, .lines = {}};
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

/// Reservations of the party that name the document and hold something.
std::size_t waiting_for(const std::string& document, const gs1::Key& party, Micros at,
                        const TableReader& tables) {
  const std::vector<Packed<17>> waiting = read_awaiting(document, tables);
  if (waiting.size() < document_reservations_max) return waiting.size();
  return static_cast<std::size_t>(std::ranges::count_if(waiting, [&](const Packed<17>& key) {
    const auto reservation = read_reservation(key, tables);
    ST_CHECK(reservation);
    const State state = reservation->state(at);
    return reservation->party == party.text() && (state == State::reserved || state == State::committed);
  }));
}

Result<Outcome> judge_reserve(const Order& order, const gs1::Key& issuer, Micros at, std::uint32_t books,
                              const TableReader& tables) {
  if (!order.document.empty() && waiting_for(order.document, issuer, at, tables) >= document_reservations_max)
    return fail(ErrorCode::too_large,
                std::to_string(document_reservations_max) +
                    " reservations of yours that hold something name this document: name a document of this "
                    "order, or none.",
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
                    "or with \"fill\":\"partly\".",
                path_of(i));
  }
  const bool is_any = std::ranges::any_of(*lines, [](const Granted& one) { return !one.from.empty(); });
  if (!is_any) return fail(ErrorCode::conflict, "Nothing of this can be had.", "$.reservation.lines");
  return Outcome{.books = books, .judging = judging_version, .lines = *std::move(lines)};
}

/// What may be changed of a line by this action.
Amount open_for(Action action, const HeldLine& line, const Reservation& of, Micros at) {
  Amount open;
  for (const HeldPiece& piece : line.pieces_held) {
    if (action == Action::commit || action == Action::fulfil || action == Action::release)
      open += of.pending(piece, at);
    if (action == Action::fulfil || action == Action::release) open += piece.firm;
  }
  return open;
}

Result<Outcome> judge_change(const Order& order, const gs1::Key& issuer, Micros at,
                             const TableReader& tables) {
  const auto found = find_reservation(issuer.text(), order.reservation, tables);
  if (!found)
    return fail(ErrorCode::not_found, issuer.text() + " has no reservation " + order.reservation + ".",
                "$.reservation.id");
  if (found->requests.size() >= requests_max)
    return fail(ErrorCode::too_large,
                "A reservation is changed " + std::to_string(requests_max) + " times at most.",
                "$.reservation.id");
  const bool is_pending = std::ranges::any_of(found->lines, [&](const HeldLine& line) {
    return !open_for(Action::commit, line, *found, at).is_zero();
  });
  if ((order.action == Action::commit || order.action == Action::extend) && !is_pending)
    return fail(ErrorCode::conflict,
                "Nothing of it is reserved and not firm: it is " + std::string(name_of(found->state(at))) +
                    (found->expires_at <= at ? ", and expired at " + format_utc(found->expires_at) : "") +
                    ".",
                "$.reservation.id");
  bool is_any = order.action == Action::extend;
  for (const HeldLine& line : found->lines)
    is_any = is_any || !open_for(order.action, line, *found, at).is_zero();
  if (!is_any)
    return fail(ErrorCode::conflict,
                "Nothing of it is held any more: it is " + std::string(name_of(found->state(at))) + ".",
                "$.reservation.id");
  std::map<std::uint32_t, Amount> asked;
  for (std::size_t i = 0; i < order.parts.size(); ++i) {
    const Part& part = order.parts[i];
    if (part.line >= found->lines.size())
      return fail(ErrorCode::invalid_argument, "The reservation has no such line.", path_of(i) + ".line");
    const HeldLine& line = found->lines[part.line];
    const auto amount = books::measure(part.quantity, line.asked.unit, line.pieces);
    if (!amount)
      return fail(ErrorCode::invalid_argument, "is more than can be counted", path_of(i) + ".quantity");
    const Amount open = open_for(order.action, line, *found, at);
    if ((asked[part.line] += amount->amount) <= open) continue;
    return fail(
        ErrorCode::conflict,
        "Of line " + std::to_string(part.line) + " only " + in_words(line.good, open) + " can be changed so.",
        path_of(i) + ".quantity");
  }
  return Outcome{};
}

}  // namespace

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

Result<Outcome> judge(const Order& order, const gs1::Key& issuer, Micros at, std::uint32_t books,
                      const TableReader& tables) {
  if (order.action == Action::keep) return judge_keep(order, issuer, books, tables);
  const auto repeat = is_repeat(order, issuer, tables);
  if (!repeat) return std::unexpected(repeat.error());
  if (*repeat)
    return fail(ErrorCode::conflict, "This order was recorded before, by another statement.",
                "$.reservation");
  return order.action == Action::reserve ? judge_reserve(order, issuer, at, books, tables)
                                         : judge_change(order, issuer, at, tables);
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
