// ledger/epcis/rules.h: the versions of the rules of admission. Each record has that by which it was
// admitted.
//
// What was admitted once is read forever, by its own rules: whoever reads a logged statement hands its rules
// to the one parser that admission uses. A rule that refuses more than before, or reads something otherwise,
// gets the next version and a name here, and asks for it where it is applied
// (docs/decisions/0008-upgrades.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stocktrail {

using RulesVersion = std::uint32_t;

/// Those of today's admission.
inline constexpr RulesVersion rules_version = 6;
/// Since these, one event of an issuer counts once (ledger/state/event_index.h), and what the folds read of
/// an event has its content hash.
inline constexpr RulesVersion identity_rules = 3;
/// Since these, an order of a reservation must be fresh, and a change of one is judged as docs/promises.md
/// says; before, an extension could shorten, and a right that ended held on.
inline constexpr RulesVersion promise_rules = 4;
/// Since these, nobody names goods of others as packages of its own (master::GoodsRules).
inline constexpr RulesVersion goods_rules = 5;
/// Since these, every rule of the parsers has its version. What one of before admitted, and the parser of
/// today refuses, is what was read of it then (ledger/engine/stored_reading.h). A number with an exponent
/// beyond 100 is refused; before, the exponent was taken for 100.
inline constexpr RulesVersion named_rules = 6;

/// A JSON number as these rules take it.
std::string number_by(RulesVersion rules, std::string_view json_number);

}  // namespace stocktrail
