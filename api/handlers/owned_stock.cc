#include "api/handlers/owned_stock.h"

#include <algorithm>

#include "api/access/visibility.h"
#include "ledger/master/place_history.h"

namespace stocktrail::api {
namespace {

using inventory::Account;
using inventory::AccountKind;

bool is_own(const std::string& place, const std::string& owner, const TableReader& tables) {
  return shows_account({.role = Role::party, .party = owner},
                       {.kind = AccountKind::on_hand, .place = place, .from = {}, .status = {}}, tables);
}

bool is_public(const std::string& place, const TableReader& tables) {
  const auto key = gs1::parse_key(place);
  const auto found = key ? master::place_or_whole(*key, tables) : std::nullopt;
  return found && found->place.is_public;
}

/// May the owner be told the name of this place?
bool is_known(const std::string& place, const inventory::Good& good, const std::string& owner,
              const TableReader& tables) {
  if (is_public(place, tables)) return true;
  const auto origins = inventory::origins_of(good, books::place_of(place).site, tables);
  return std::ranges::any_of(origins,
                             [&](const std::string& origin) { return is_own(origin, owner, tables); });
}

}  // namespace

std::string party_shown(const Principal& reader, const std::string& place,
                        const std::optional<std::uint64_t>& known, const TableReader& tables) {
  if (reader.role != Role::auditor && !is_own(place, reader.party, tables) && !is_public(place, tables))
    return {};
  const auto key = gs1::parse_key(place);
  if (!key) return {};
  if (known && *known > 0) return master::party_at(*key, *known - 1, tables).value_or(std::string());
  const auto now = master::place_or_whole(*key, tables);
  return now ? now->party.text() : std::string();
}

std::optional<Account> owned_elsewhere(const Principal& reader, const std::string& owner,
                                       const Account& account, const inventory::Good& good,
                                       const std::string& by, const TableReader& tables) {
  if (is_own(account.place, owner, tables) || is_own(account.from, owner, tables)) return std::nullopt;
  if (reader.role == Role::auditor) return account;
  const auto is_by = [&](const std::string& place) {
    const auto key = gs1::parse_key(place);
    const auto found = key ? master::place_or_whole(*key, tables) : std::nullopt;
    return !by.empty() && found && found->party.text() == by;
  };
  if (!is_by(account.place) && !is_by(account.from)) return std::nullopt;
  Account shown = account;
  if (!is_known(account.place, good, owner, tables)) shown.place.clear();
  if (!is_known(account.from, good, owner, tables)) shown.from.clear();
  return shown;
}

}  // namespace stocktrail::api
