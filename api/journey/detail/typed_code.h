// api/journey/detail/typed_code.h: what people type or paste into the box of a page. Private to api/journey.
#pragma once

#include <string>
#include <string_view>

namespace stocktrail::api {

/// The path and query of the page that the form of the start page, or of a product that needs its lot, leads
/// to: "/01/09521003000022/10/L7?17=271231". `code` may be
/// - any spelling of ledger/gs1/key.h, a link also without "https://" or of its path only;
/// - an element string in brackets, or as a scanner types it, with FNC1 as GS, its picture (U+241D) or
/// "<GS>";
/// - the digits of a GTIN, also with a lot after it; or of an SSCC, with or without its (00).
/// Full-width characters, other dashes and brackets, and characters that are not seen, count as what they
/// look like. What cannot be understood leads to a page that says so and has it in its box.
std::string path_of_typed(std::string_view code, std::string_view lot);

}  // namespace stocktrail::api
