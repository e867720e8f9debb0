// ledger/master/detail/lookalikes.h: what characters look like, and which Chinese characters are one in two
// scripts. Private to ledger/master.
//
// A table of our own that changes with a version of the fold only (docs/decisions/0009-names.md). The idea is
// that of Unicode's UTS #39; what is compatible with ASCII by Unicode's normalisation stands in it, too.
#pragma once

#include <string_view>

namespace stocktrail::master {

/// The small ASCII letters and digits that a character looks like, such as "viii" for the Roman numeral
/// U+2177; empty for ASCII itself and for a character that looks like none.
std::string_view look_of(char32_t c);

/// One for the traditional and the simplified form of a Chinese character that names of companies have; any
/// other character itself.
char32_t one_of_both_scripts(char32_t c);

}  // namespace stocktrail::master
