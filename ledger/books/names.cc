#include <algorithm>
#include <array>
#include <map>

#include "ledger/books/things.h"

namespace stocktrail::books {

namespace {

/// Those that stand: of a statement its last change tells that. By events everybody lifts its own, and who
/// has a word about all goods of the product lifts all. What is not entitled counts for what its issuer made.
const BlockChange* standing(const std::vector<BlockChange>& changes, const LotCard& lot, Status status,
                            std::optional<Micros> as_of, std::optional<Micros> known = {}) {
  constexpr std::uint64_t events = 0;
  std::map<std::pair<std::uint64_t, std::string>, const BlockChange*> found;
  for (const BlockChange& change : changes) {
    const bool is_told = (!as_of || change.at <= *as_of) && (!known || change.known_at <= *known);
    if (change.status != status || !is_told || !(change.entitled || lot.speaks(change.issuer))) continue;
    const bool is_event = change.source == events;
    if (is_event && change.entitled && !change.stands)
      std::erase_if(found, [](const auto& one) { return one.first.first == events; });
    const std::pair by(change.source, is_event ? change.issuer : std::string());
    if (change.stands) found[by] = &change;
    if (!change.stands) found.erase(by);
  }
  return found.empty() ? nullptr : found.begin()->second;
}

bool is_for_owner(const Maker& maker) {
  return maker.standing == Standing::owner || maker.standing == Standing::reporter;
}

bool has_of(const std::set<Guess>& guesses, const std::string& issuer) {
  const auto first = guesses.lower_bound({issuer, {}, {}});
  return first != guesses.end() && first->issuer == issuer;
}

}  // namespace

bool LotCard::speaks(const std::string& issuer) const {
  const auto own = makers.find(issuer);
  if (own == makers.end()) return false;
  if (own->second.standing == Standing::authority || is_for_owner(own->second)) return true;
  return std::ranges::none_of(makers, [&](const auto& one) {
    const Maker& maker = one.second;
    const bool is_before = maker.standing != Standing::authority && maker.order < own->second.order;
    return is_for_owner(maker) || is_before;
  });
}

bool LotCard::carries(const LotName& self, const std::set<std::string>& tellers) const {
  return self.second.empty() ||
         std::ranges::any_of(tellers, [this](const std::string& issuer) { return speaks(issuer); });
}

void LotCard::tell_input(const LotName& input, const std::string& issuer) {
  inputs[input].insert(issuer);
  const auto known = guessed.find(input);
  if (known != guessed.end() && has_of(known->second, issuer)) known->second.insert({issuer, {}, {}});
}

void LotCard::guess_input(const LotName& input, const Guess& guess) {
  const bool is_known = !inputs[input].insert(guess.issuer).second;
  std::set<Guess>& all = guessed[input];
  if (is_known && !has_of(all, guess.issuer)) all.insert({guess.issuer, {}, {}});
  all.insert(guess);
}

void LotCard::end_guess(const LotName& input, const std::string& site, const std::string& unit, Guessed as) {
  const auto known = guessed.find(input);
  if (known == guessed.end()) return;
  std::set<Guess>& all = known->second;
  for (const Guess& one : std::set<Guess>(all)) {
    if (one.site != site || one.unit != unit) continue;
    all.erase(one);
    if (as == Guessed::rightly && has_of(all, one.issuer)) all.insert({one.issuer, {}, {}});
    if (as == Guessed::wrongly && !has_of(all, one.issuer)) inputs[input].erase(one.issuer);
  }
  if (all.empty()) guessed.erase(known);
  if (inputs[input].empty()) inputs.erase(input);
}

std::optional<Micros> LotCard::expires_at() const {
  std::optional<Micros> first;
  for (const auto& [issuer, maker] : makers)
    if (maker.expires_at && speaks(issuer))
      first = std::min(first.value_or(*maker.expires_at), *maker.expires_at);
  return first;
}

const LotCard::Change* blocked(const LotCard& lot, const LotCard& product, Status status,
                               std::optional<Micros> as_of) {
  const LotCard::Change* own = standing(lot.blocks, lot, status, as_of);
  return own != nullptr ? own : standing(product.blocks, lot, status, as_of);
}

const BlockChange* blocked_as_known(const LotCard& lot, Status status, Micros then) {
  return standing(lot.blocks, lot, status, then, then);
}

const BlockChange* recalled(const Item& item, const LotCard& lot, std::optional<Micros> as_of) {
  return standing(item.recalls, lot, Status::recalled, as_of);
}

std::set<std::string> recallers(const Item& item) {
  if (recalled(item, LotCard()) != nullptr) return {std::string()};
  std::set<std::string> found;
  for (const BlockChange& change : item.recalls) {
    if (!change.stands || change.entitled || found.contains(change.issuer)) continue;
    LotCard made;
    made.makers[change.issuer] = {};
    if (recalled(item, made) != nullptr) found.insert(change.issuer);
  }
  return found;
}

std::string_view name_of(AccountKind kind) {
  constexpr auto names =
      std::to_array<std::string_view>({"on_hand", "in_transit", "made", "sold", "consumed", "destroyed",
                                       "lost", "unknown", "counted", "opening", "relotted"});
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(DiscrepancyKind kind) {
  constexpr auto names = std::to_array<std::string_view>({"not_received",
                                                          "more_than_sent",
                                                          "unexpected_arrival",
                                                          "departure_not_told",
                                                          "reports_differ",
                                                          "not_there",
                                                          "more_returned_than_sold",
                                                          "two_places",
                                                          "made_twice",
                                                          "told_twice",
                                                          "lot_differs",
                                                          "clock_differs",
                                                          "count_differs",
                                                          "sold_recalled",
                                                          "sold_expired",
                                                          "seen_after_end",
                                                          "status_found_nothing",
                                                          "quantity_not_told",
                                                          "too_much",
                                                          "not_entitled",
                                                          "from_future",
                                                          "arrived_elsewhere"});
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace stocktrail::books
