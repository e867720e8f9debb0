// api/journey/detail/page_model.h: from the log to what the consumer page says.
#pragma once

#include "api/journey/pack_dates.h"
#include "api/page/catalogue.h"
#include "api/page/model.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// A code in hand: what it names, and the dates that it carries.
struct ScannedCode {
  gs1::Key key;
  PackDates dates = {};
  trace::Moment before = trace::end_of_time;  // Of a long journey the events before it are wanted.
};

/// Everything that the page of a code says, at `now`, with names in `language` where their owner gave them.
/// A function of its arguments only: the same view and day give the same page.
PageModel page_model(const ScannedCode& code, const View& view, const NoteVerifier& log, Language language,
                     Micros now);

}  // namespace stocktrail::api
