// tools/cli/sheet_words.h: what people write into cells and arguments, as the identifiers and words of EPCIS.
// Blanks around it are passed over.
// Errors say what was expected; where it stood is the caller's to say.
#pragma once

#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"

namespace stocktrail::cli {

/// A product, of a lot if that is not empty: GTIN of any length, or any spelling of a class.
Result<std::string> goods_class(std::string_view product, std::string_view lot);
/// One item of a product with a GTIN.
Result<std::string> goods_item(std::string_view product, std::string_view serial);
/// A place (GLN, 13 digits) or part of one.
Result<std::string> place_id(std::string_view text);
/// A container: SSCC (18 digits), or an asset.
Result<std::string> box_id(std::string_view text);
/// A document: a URI, or its number and the GLN of the company that gave it (CBV 2.0, 8.5:
/// urn:epcglobal:cbv:bt:GLN:number). Sender and receiver must name the same one.
Result<std::string> document_id(std::string_view number, std::string_view company);
/// The disposition that puts goods into a status of the books (docs/inventory.md, section 6): sellable, held,
/// damaged, expired or recalled.
Result<std::string_view> disposition_of(std::string_view status);

/// How a table writes numbers. `usual`: 1000.5. `unclear`: the same, in a table whose separator is that of
/// countries that write 1.000,5, so that 1.000 is refused. The others name the decimal mark; the other mark
/// may stand between groups of three digits.
enum class DecimalMark : unsigned char { usual, unclear, point, comma };
Result<Decimal> quantity_of(std::string_view text, DecimalMark mark);

struct Moment {
  std::string time = {}, offset = {};  // "2026-07-22T08:26:00" and "+02:00".
  Timestamp stamp = {};                // Of both.
};

inline constexpr std::string_view iso_time = "iso", local_offset = "local";
/// `format` as in strptime(3), or `iso_time`: a date (also 22.07.2026), or date and time, with or without an
/// offset of its own. `offset` is that of all others; `local_offset` that of this machine's time zone at that
/// time.
Result<Moment> moment_of(std::string_view text, std::string_view format, std::string_view offset);
/// "2027-11-02" of a date in such a form.
Result<std::string> date_of(std::string_view text, std::string_view format);
/// An event that is ahead of the time at which it is recorded never posts anything.
Result<void> refuse_future(const Timestamp& time, Micros now);

}  // namespace stocktrail::cli
