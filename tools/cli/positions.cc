// stocktrail positions: exactly how much is where.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

constexpr std::size_t day_characters = 10;  // Of a date.

struct PositionOptions {
  std::optional<std::string> place, product, lot, package, owner, status, unit, as_of, known_at;
  StockForm form;
};

Result<Exit> show(Session& session, const PositionOptions& options) {
  StockQuery query("/inventory/positions");
  query.add("place", options.place).add("product", options.product).add("lot", options.lot);
  query.add("package", options.package).add("owner", options.owner).add("status", options.status);
  query.add("unit", options.unit).add("asOf", options.as_of).add("knownAt", options.known_at);
  StockView view;
  view.member = "positions";
  view.columns = {{"account"},
                  {"status"},
                  {"place"},
                  {"from"},
                  {"product"},
                  {"lot"},
                  {"presumed"},
                  {"owner"},
                  {"quantity", Align::right},
                  {"unit"},
                  {"reserved", Align::right},
                  {"available", Align::right},
                  {"packages", Align::right},
                  {"since"},
                  {"expires"},
                  {"expected"},
                  {"due"}};
  view.cells = [](const json::Value& p) -> std::vector<std::string> {
    return {text_of(p, "account"),
            text_of(p, "status"),
            short_id(text_of(p, "place")),
            short_id(text_of(p, "from")),
            short_id(text_of(p, "product")),
            text_of(p, "lot"),
            p.find("presumed") ? "yes" : "",
            p.find("ownerTold") ? short_id(text_of(p, "owner")) + (p.find("ownerPresumed") ? " ?" : "") : "",
            text_of(p, "quantity"),
            unit_of(p),
            text_of(p, "reserved"),
            text_of(p, "available"),
            text_of(p, "packages"),
            short_time(text_of(p, "since")),
            text_of(p, "expires").substr(0, day_characters),
            short_time(text_of(p, "expected")),
            text_of(p, "due")};
  };
  const bool asks_for_some =
      options.product || options.lot || options.package || options.owner || options.status || options.unit;
  view.if_none =
      asks_for_some
          ? "The books have no such stock there that you may see: without --product, --lot, --package, "
            "--owner, --status and --unit the command shows all. Lots are told as they were written, in "
            "capital and small letters."
          : "The books have no stock there that you may see.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command positions_command(Session& session) {
  const auto options = std::make_shared<PositionOptions>();
  return {.name = "positions",
          .help =
              "Show exactly how much is where, now or as of a time; needs a token. Without a place: all of "
              "your party's",
          .options = with_forms(
              {{"--place", &options->place, "A place (GLN, any spelling)"},
               {"--product", &options->product, "A product (GTIN, any spelling, or its URI)"},
               {"--lot", &options->lot, "A lot number"},
               {"--package", &options->package,
                "A package (GTIN): its product, and how many of the package that is"},
               {"--owner", &options->owner,
                "Only what is of this party (GLN, any spelling). Your own: wherever it lies"},
               {"--status", &options->status,
                "Only in these statuses, with commas: sellable, held, damaged, expired, recalled"},
               {"--unit", &options->unit, "Only in this unit (UN/ECE Rec 20); EA: pieces"},
               {"--as-of", &options->as_of, "Up to this event time, e.g. 2026-07-22T18:00:00+02:00"},
               {"--known-at", &options->known_at, "As it was known at this recorded time"}},
              options->form),
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
