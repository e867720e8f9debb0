// ledger/inventory/detail/parts.h: a cell of the books (ledger/books/cells.h) as bytes: a sorted list of
// parts, so that what a row changed of a large cell is a few small parts.
#pragma once

#include <string>
#include <string_view>

#include "ledger/books/cells.h"

namespace stocktrail::inventory {

/// `text key, text value` for each part, in the order of the bytes of keys (texts as in
/// ledger/state/table_codec.h): one cell has one such form. An empty cell has no parts.
struct Parts {
  std::string bytes;
  bool empty() const { return bytes.empty(); }
  bool operator==(const Parts&) const = default;
};

Parts parts_of(const books::Book& cell);
Parts parts_of(const books::Lane& cell);
Parts parts_of(const books::Announced& cell);
Parts parts_of(const books::Papers& cell);
Parts parts_of(const books::Sales& cell);
Parts parts_of(const books::Box& cell);
Parts parts_of(const books::Item& cell);
Parts parts_of(const books::LotCard& cell);

/// The cell that has these parts; false if parts_of() gave no such parts.
bool read(const Parts& parts, books::Book& cell);
bool read(const Parts& parts, books::Lane& cell);
bool read(const Parts& parts, books::Announced& cell);
bool read(const Parts& parts, books::Papers& cell);
bool read(const Parts& parts, books::Sales& cell);
bool read(const Parts& parts, books::Box& cell);
bool read(const Parts& parts, books::Item& cell);
bool read(const Parts& parts, books::LotCard& cell);

/// What turns `before` into `after`: for each part that differs, its key, and its bytes if it is still there.
/// Empty: nothing.
std::string difference(const Parts& before, const Parts& after);
/// Applies it; false if difference() did not give these bytes.
bool change(Parts& parts, std::string_view difference);

}  // namespace stocktrail::inventory
