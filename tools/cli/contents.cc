// stocktrail contents: what is in a container.
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/stock.h"

namespace stocktrail::cli {
namespace {

struct ContentsOptions {
  std::string container;
  std::optional<std::string> as_of, known_at;
  StockForm form;
};

Result<Exit> show(Session& session, const ContentsOptions& options) {
  StockQuery query("/inventory/contents");
  query.add("container", options.container).add("asOf", options.as_of).add("knownAt", options.known_at);
  StockView view;
  view.member = "contents";
  view.columns = {
      {"in"},  {"container"}, {"item"}, {"product"}, {"lot"}, {"status"}, {"quantity", Align::right},
      {"unit"}};
  view.cells = [](const json::Value& one) -> std::vector<std::string> {
    return {short_id(text_of(one, "in")),
            short_id(text_of(one, "container")),
            short_id(text_of(one, "item")),
            short_id(text_of(one, "product")),
            text_of(one, "lot"),
            text_of(one, "status"),
            text_of(one, "quantity"),
            one.find("quantity") ? unit_of(one) : ""};
  };
  view.is_one_page = true;
  view.if_none = "Nothing is known to be in it.";
  return show_stock(session, query, view, options.form);
}

}  // namespace

Command contents_command(Session& session) {
  const auto options = std::make_shared<ContentsOptions>();
  return {.name = "contents",
          .help = "Show what is in a container, now or as of a time; needs a token",
          .options = with_forms(
              {{"container", &options->container, "An SSCC or a GRAI, in any spelling", Need::required},
               {"--as-of", &options->as_of, "Up to this event time, e.g. 2026-07-22T18:00:00+02:00"},
               {"--known-at", &options->known_at, "As it was known at this recorded time"}},
              options->form),
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
