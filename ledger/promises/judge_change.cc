// What a change of a reservation may change, and who may take back what is promised of a place.
#include <algorithm>

#include "ledger/master/master.h"
#include "ledger/promises/detail/judging.h"
#include "ledger/promises/detail/settle.h"

namespace stocktrail::promises {
namespace {

/// What may be changed of a line by this action.
Amount open_for(Action action, const HeldLine& line, const Reservation& of, Micros at) {
  Amount open;
  for (const HeldPiece& piece : line.pieces_held) {
    open += of.pending(piece, at);
    if (action == Action::commit && at < of.expires_at) open += piece.left_pending;
    if (action == Action::fulfil || action == Action::release) open += piece.firm;
  }
  return open;
}

bool names_line(const Order& order, std::size_t line) {
  return order.parts.empty() || std::ranges::find(order.parts, line, &Part::line) != order.parts.end();
}

/// Goods are held on only where the party might reserve them now: a policy that ended holds nothing longer.
Result<void> check_rights(const Order& order, const Reservation& of, const gs1::Key& issuer, Micros at,
                          const TableReader& tables) {
  std::map<std::string, bool> sites;
  for (std::size_t i = 0; i < of.lines.size(); ++i) {
    if (!names_line(order, i)) continue;
    for (const HeldPiece& held : of.lines[i].pieces_held) {
      if (of.pending(held, at).is_zero()) continue;
      const auto [site, is_new] = sites.try_emplace(held.piece.site);
      if (is_new) site->second = may_promise(issuer, site->first, tables);
      if (!site->second)
        return fail(ErrorCode::forbidden,
                    issuer.text() + " may not report at " + site->first +
                        " any more, so what it reserved there lapses at " + format_utc(of.expires_at) +
                        ", and is held no longer. Ask the party of the place, or the operator, for a "
                        "reporting policy.",
                    "$.reservation.id");
    }
  }
  return {};
}

/// An extension makes a hold longer.
Result<void> check_extension(const Order& order, const Reservation& of, Micros at) {
  if (expiry_of(order, at) > of.expires_at) return {};
  return fail(ErrorCode::conflict,
              "It holds until " + format_utc(of.expires_at) +
                  ", which is no earlier: an extension makes a hold longer. Release what is not needed.",
              "$.reservation.holdSeconds");
}

/// Whether there is something that the action may change at all.
Result<void> check_open(const Order& order, const Reservation& of, Micros at) {
  const bool is_any = std::ranges::any_of(
      of.lines, [&](const HeldLine& line) { return !open_for(order.action, line, of, at).is_zero(); });
  if (is_any) return {};
  const std::string state(name_of(of.state(at)));
  if (order.action == Action::fulfil || order.action == Action::release)
    return fail(ErrorCode::conflict, "Nothing of it is held any more: it is " + state + ".",
                "$.reservation.id");
  return fail(ErrorCode::conflict,
              "Nothing of it is reserved and not firm: it is " + state +
                  (of.expires_at <= at ? ", and expired at " + format_utc(of.expires_at) : "") + ".",
              "$.reservation.id");
}

/// What each part asks for, by its line.
Result<std::vector<books::Measure>> measured(const std::vector<Part>& parts, const Reservation& of) {
  std::vector<books::Measure> measures;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].line >= of.lines.size())
      return fail(ErrorCode::invalid_argument, "The reservation has no such line.", path_of(i) + ".line");
    const HeldLine& line = of.lines[parts[i].line];
    const auto amount = books::measure(parts[i].quantity, line.asked.unit, line.pieces);
    if (!amount)
      return fail(ErrorCode::invalid_argument, "is more than can be counted", path_of(i) + ".quantity");
    measures.push_back(*amount);
  }
  return measures;
}

Result<void> check_parts(const Order& order, const Reservation& of,
                         const std::vector<books::Measure>& measures, Micros at) {
  std::map<std::uint32_t, Amount> asked;
  for (std::size_t i = 0; i < order.parts.size(); ++i) {
    const Part& part = order.parts[i];
    const HeldLine& line = of.lines[part.line];
    if (auto whole = check_whole(measures[i], path_of(i)); !whole) return whole;
    const Amount open = open_for(order.action, line, of, at);
    if ((asked[part.line] += measures[i].amount) <= open) continue;
    return fail(
        ErrorCode::conflict,
        "Of line " + std::to_string(part.line) + " only " + in_words(line.good, open) + " can be changed so.",
        path_of(i) + ".quantity");
  }
  return {};
}

}  // namespace

Result<void> judge_change(const Order& order, const gs1::Key& issuer, Micros at, const Rules& rules,
                          const TableReader& tables) {
  const auto found = find_reservation(issuer.text(), order.reservation, tables);
  if (!found)
    return fail(ErrorCode::not_found, issuer.text() + " has no reservation " + order.reservation + ".",
                "$.reservation.id");
  const auto measures = measured(order.parts, *found);
  if (!measures) return std::unexpected(measures.error());
  if (rules.judging == first_judging_version) return {};
  if (found->requests.size() >= requests_max)
    return fail(ErrorCode::too_large,
                "A reservation is changed " + std::to_string(requests_max) + " times at most.",
                "$.reservation.id");
  if (auto open = check_open(order, *found, at); !open) return open;
  if (order.action == Action::commit || order.action == Action::extend)
    if (auto may = check_rights(order, *found, issuer, at, tables); !may) return may;
  if (order.action == Action::extend) return check_extension(order, *found, at);
  return check_parts(order, *found, *measures, at);
}

/// Whose places these are takes back what is promised there, to whomever.
Result<void> judge_withdrawal(const Order& order, const gs1::Key& issuer, Micros at,
                              const TableReader& tables) {
  for (std::size_t i = 0; i < order.places.size(); ++i) {
    const auto key = gs1::parse_key(order.places[i]);
    const auto owner = key ? master::place(*key, tables) : std::nullopt;
    if (owner && owner->party == issuer) continue;
    return fail(ErrorCode::forbidden, order.places[i] + " is no place of " + issuer.text() + "'s.",
                "$.reservation.places[" + std::to_string(i) + "]");
  }
  // What is promised elsewhere, and whether there is such a reservation, is not theirs to know.
  if (const auto found = find_reservation(order.holder, order.reservation, tables))
    for (const HeldLine& line : found->lines)
      for (const HeldPiece& held : line.pieces_held) {
        const bool is_here = std::ranges::find(order.places, held.piece.site) != order.places.end();
        if (is_here && !(found->pending(held, at) + held.firm).is_zero()) return {};
      }
  return fail(ErrorCode::not_found, "Nothing is promised there under this id to " + order.holder + ".",
              "$.reservation.id");
}

}  // namespace stocktrail::promises
