// ledger/master/detail/name_rules.h: what a name may hold, and which names look the same. Private to
// ledger/master; docs/formats.md, "Names".
//
// The folding is our own and never changes, because its results are keys of a table, which must have the same
// bytes on every machine: docs/decisions/0009-names.md says why no library's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stocktrail::master {

/// What is wrong with characters that nobody sees, or that turn others around: controls, bidirectional
/// controls, zero-width and tag characters. nullopt if nothing is. `text` is well-formed UTF-8.
std::optional<std::string> invisible_fault(std::string_view text);

/// The same, and blanks that a reader cannot tell from others or from none: at the ends, two together, and
/// any but the plain one; and a name without a letter or digit.
std::optional<std::string> name_fault(std::string_view text);

/// Signs that a reader may take for somebody's approval: check marks, stars, pictures, marks of trade. What
/// the operator states may have them.
std::optional<std::string> sign_fault(std::string_view text);

/// Names that a reader may take for each other have the same folded form: without case, accents, blanks,
/// punctuation and signs, characters that look like Latin letters and digits as these (lookalikes.h),
/// traditional Chinese as simplified, 0 as o, 1 and i as l, rn as m, vv as w.
std::string folded_name(std::string_view name);

}  // namespace stocktrail::master
