// Exact factors of UN/ECE Recommendation 20 units to one base unit of their dimension.
#include <algorithm>
#include <array>

#include "ledger/books/fact.h"

namespace stocktrail::books {
namespace {

struct Unit {
  std::string_view code;
  std::string_view dimension;
  std::int64_t factor;  // Base units: ng, fL, nm.
};

constexpr std::int64_t ng = 1, ug = 1'000, mg = 1'000'000, g = 1'000'000'000, kg = g * 1'000, t = kg * 1'000;
constexpr std::int64_t ml = 1'000'000'000'000, l = ml * 1'000, m3 = l * 1'000;
constexpr std::int64_t mm = 1'000'000, m = mm * 1'000, km = m * 1'000;

constexpr auto units = std::to_array<Unit>({
    {"", "", 1},
    {"EA", "", 1},
    {"H87", "", 1},
    {"C62", "", 1},
    {"MC", "mass", ug},
    {"MGM", "mass", mg},
    {"CGM", "mass", 10 * mg},
    {"DG", "mass", 100 * mg},
    {"GRM", "mass", g},
    {"DJ", "mass", 10 * g},
    {"HGM", "mass", 100 * g},
    {"KGM", "mass", kg},
    {"DTN", "mass", 100 * kg},
    {"TNE", "mass", t},
    {"KTN", "mass", 1'000 * t},
    {"GRN", "mass", 64'798'910 * ng},
    {"ONZ", "mass", 28'349'523'125 * ng},
    {"APZ", "mass", 31'103'476'800 * ng},
    {"LBR", "mass", 453'592'370'000 * ng},
    {"STI", "mass", 6'350'293'180'000 * ng},
    {"CWI", "mass", 50'802'345'440'000 * ng},
    {"CWA", "mass", 45'359'237'000'000 * ng},
    {"STN", "mass", 907'184'740'000'000 * ng},
    {"LTN", "mass", 1'016'046'908'800'000 * ng},
    {"4G", "volume", ml / 1'000},
    {"MMQ", "volume", ml / 1'000},
    {"MLT", "volume", ml},
    {"CMQ", "volume", ml},
    {"CLT", "volume", 10 * ml},
    {"DLT", "volume", 100 * ml},
    {"LTR", "volume", l},
    {"DMQ", "volume", l},
    {"A44", "volume", 10 * l},
    {"HLT", "volume", 100 * l},
    {"MTQ", "volume", m3},
    {"OZI", "volume", 28'413'062'500'000},
    {"OZA", "volume", 29'573'529'562'500},
    {"PTI", "volume", 568'261'250'000'000},
    {"PT", "volume", 473'176'473'000'000},
    {"PTL", "volume", 473'176'473'000'000},
    {"QT", "volume", 946'352'946'000'000},
    {"QTL", "volume", 946'352'946'000'000},
    {"QTI", "volume", 1'136'522'500'000'000},
    {"GLL", "volume", 3'785'411'784'000'000},
    {"GLI", "volume", 4'546'090'000'000'000},
    {"BLL", "volume", 158'987'294'928'000'000},
    {"INQ", "volume", 16'387'064'000'000},
    {"FTQ", "volume", 28'316'846'592'000'000},
    {"YDQ", "volume", 764'554'857'984'000'000},
    {"MMT", "length", mm},
    {"CMT", "length", 10 * mm},
    {"DMT", "length", 100 * mm},
    {"MTR", "length", m},
    {"KMT", "length", km},
    {"INH", "length", 25'400'000},
    {"FOT", "length", 304'800'000},
    {"YRD", "length", 914'400'000},
    {"SMI", "length", 1'609'344'000'000},
});

}  // namespace

std::string unit_of(std::string_view unit) {
  const auto found = std::ranges::find(units, unit, &Unit::code);
  return std::string(found == units.end() ? unit : found->dimension);
}

std::optional<Measure> measure(const Decimal& quantity, std::string_view unit, std::int64_t pieces) {
  const auto found = std::ranges::find(units, unit, &Unit::code);
  const Int128 factor = found == units.end() ? 1 : found->factor;
  Int128 nanos = 0;
  if (__builtin_mul_overflow(Amount(quantity).nanos(), factor * pieces, &nanos)) return std::nullopt;
  // A thousandth of what fits, so that no sum of a log can overflow.
  constexpr Int128 greatest = static_cast<Int128>(1) << 100;
  if (nanos > greatest || nanos < -greatest) return std::nullopt;
  return Measure{unit_of(unit), Amount::from_nanos(nanos)};
}

Measure shown(const Good& good, Amount amount) {
  for (const std::string_view code : {"KGM", "GRM", "MGM", "LTR", "MLT", "4G", "MTR", "MMT"}) {
    const auto unit = std::ranges::find(units, code, &Unit::code);
    if (unit->dimension == good.unit && amount.nanos() % unit->factor == 0)
      return {std::string(code), Amount::from_nanos(amount.nanos() / unit->factor)};
  }
  return {good.unit, amount};
}

}  // namespace stocktrail::books
