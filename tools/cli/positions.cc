// stocktrail positions: exactly how much is where.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/bare_numbers.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct PositionOptions {
  std::string place, product, lot, as_of;
};

std::string query_of(const PositionOptions& options) {
  std::string query = "/inventory/positions?limit=1000";
  const auto add = [&query](std::string_view name, const std::string& value) {
    if (!value.empty()) query += "&" + std::string(name) + "=" + url_encode(value);
  };
  add("place", place_of_number(options.place));
  add("product", product_of_number(options.product));
  add("lot", options.lot);
  add("asOf", options.as_of);
  return query;
}

Result<Exit> show(Session& session, const PositionOptions& options) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  Table table(
      {{"account"}, {"status"}, {"place"}, {"product"}, {"lot"}, {"quantity", Align::right}, {"unit"}});
  json::Writer all;
  all.begin_array();
  const std::string query = query_of(options);
  std::string cursor;
  do {
    const auto body = (*server)->fetch(query + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor)));
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    for_each(page->root(), "positions", [&](const json::Value& p) {
      all.raw(p.raw());
      const std::string unit = text_of(p, "unit");
      table.add({text_of(p, "account"), text_of(p, "status"), short_id(text_of(p, "place")),
                 short_id(text_of(p, "product")), text_of(p, "lot"), text_of(p, "quantity"),
                 unit.empty() ? "pieces" : unit});
    });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  all.end_array();
  if (session.json()) {
    session.out << "{\"positions\":" << all.text() << "}\n";
  } else {
    table.print(session.out);
  }
  return Exit::ok;
}

}  // namespace

Command positions_command(Session& session) {
  const auto options = std::make_shared<PositionOptions>();
  return {.name = "positions",
          .help = "Show exactly how much is where, now or as of a time; needs a token",
          .options = {{"--place", &options->place, "A place (GLN, any spelling)"},
                      {"--product", &options->product, "A product (GTIN, any spelling, or its URI)"},
                      {"--lot", &options->lot, "A lot number"},
                      {"--as-of", &options->as_of, "Up to this event time, e.g. 2026-07-22T18:00:00+02:00"}},
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
