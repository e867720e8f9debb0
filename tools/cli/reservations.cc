// stocktrail reservations, promisable: what is promised, and what may still be.
#include <functional>
#include <memory>
#include <set>

#include "crypto/json_writer.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct Query {
  std::string path;
  void add(std::string_view name, const std::string& value) {
    if (!value.empty()) path += "&" + std::string(name) + "=" + url_encode(value);
  }
};

/// Every page of a list; as JSON `{"<member>":[...]}`.
Result<Exit> list(Session& session, const std::string& path, const std::string& member, Table table,
                  const std::function<void(const json::Value&, Table&)>& add) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  json::Writer all;
  all.begin_array();
  std::string cursor;
  do {
    const auto body = (*server)->fetch(path + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor)));
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    for_each(page->root(), member, [&](const json::Value& one) {
      all.raw(one.raw());
      add(one, table);
    });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  all.end_array();
  if (session.json()) {
    session.out << "{\"" << member << "\":" << all.text() << "}\n";
  } else {
    table.print(session.out);
  }
  return Exit::ok;
}

/// What is uncovered of all lines of a product, at its first: "3", or "3 + 1" at two places.
std::string uncovered_of(const json::Value& reservation, const std::string& product,
                         std::set<std::string>& told) {
  std::string text;
  if (!told.insert(product).second) return text;
  for_each(reservation, "uncovered", [&](const json::Value& one) {
    if (text_of(one, "product") != product) return;
    const std::string unit = text_of(one, "unit");
    text += (text.empty() ? "" : " + ") + text_of(one, "quantity") + (unit.empty() ? "" : " " + unit);
  });
  return text;
}

struct ReservationsOptions {
  std::string place, product, state;
};

Result<Exit> reservations(Session& session, const ReservationsOptions& options) {
  Query query{"/inventory/reservations?limit=1000"};
  query.add("place", options.place);
  query.add("product", options.product);
  query.add("state", options.state);
  if (!options.place.empty())
    return list(
        session, query.path, "promises",
        Table({{"product"},
               {"id"},
               {"party"},
               {"reserved", Align::right},
               {"committed", Align::right},
               {"uncovered", Align::right},
               {"unit"},
               {"expires"}},
              "Nothing is promised there."),
        [](const json::Value& one, Table& table) {
          table.add({short_id(text_of(one, "product")), text_of(one, "id"), short_id(text_of(one, "party")),
                     text_of(one, "reserved"), text_of(one, "committed"), text_of(one, "uncovered"),
                     text_of(one, "unit"), text_of(one, "expiresAt")});
        });
  return list(session, query.path, "reservations",
              Table({{"id"},
                     {"state"},
                     {"product"},
                     {"asked", Align::right},
                     {"promised", Align::right},
                     {"uncovered", Align::right},
                     {"unit"},
                     {"expires"}},
                    "The party has no such reservation."),
              [](const json::Value& one, Table& table) {
                std::set<std::string> told;
                for_each(one, "lines", [&](const json::Value& line) {
                  table.add({text_of(one, "id"), text_of(one, "state"), short_id(text_of(line, "product")),
                             text_of(line, "asked"), text_of(line, "promised"),
                             uncovered_of(one, text_of(line, "product"), told), text_of(line, "unit"),
                             text_of(one, "state") == "reserved" ? text_of(one, "expiresAt") : ""});
                });
              });
}

struct PromisableOptions {
  std::string place, product, lot, lasts_until, channel, until;
};

Result<Exit> promisable(Session& session, const PromisableOptions& options) {
  Query query{"/inventory/promisable?limit=1000"};
  query.add("place", options.place);
  query.add("product", options.product);
  query.add("lot", options.lot);
  query.add("lastsUntil", options.lasts_until);
  query.add("channel", options.channel);
  query.add("until", options.until);
  return list(
      session, query.path, "promisable",
      Table({{"product"},
             {"from"},
             {"sellable", Align::right},
             {"promised", Align::right},
             {"promisable", Align::right},
             {"unit"}}),
      [](const json::Value& one, Table& table) {
        const auto add = [&](const json::Value& then) {
          table.add({short_id(text_of(one, "product")), text_of(then, "at"), text_of(then, "sellable"),
                     text_of(then, "promised"), text_of(then, "promisable"), text_of(one, "unit")});
        };
        if (one.find("outlook")) {
          for_each(one, "outlook", add);
        } else {
          add(one);
        }
      });
}

}  // namespace

Command reservations_command(Session& session) {
  const auto options = std::make_shared<ReservationsOptions>();
  return {
      .name = "reservations",
      .help = "List the party's reservations, or with --place what is promised there; needs a token",
      .options = {{"--place", &options->place, "A site (GLN, any spelling)"},
                  {"--product", &options->product, "A product (GTIN, any spelling); with --place"},
                  {"--state",
                   &options->state,
                   "Only these; uncovered with --place: what the stock does not cover now",
                   Need::optional,
                   {"reserved", "committed", "fulfilled", "released", "expired", "withdrawn", "uncovered"}}},
      .run = [&session, options] { return reservations(session, *options); }};
}

Command promisable_command(Session& session) {
  const auto options = std::make_shared<PromisableOptions>();
  return {.name = "promisable",
          .help = "Show what may still be promised at a place; needs a token",
          .options = {{"--place", &options->place, "A site (GLN, any spelling)", Need::required},
                      {"--product", &options->product, "A product (GTIN, any spelling)"},
                      {"--lot", &options->lot, "A lot number"},
                      {"--lasts-until", &options->lasts_until, "Only lots that expire after this date"},
                      {"--channel", &options->channel,
                       "To this channel; if not said, to none that stock is kept for"},
                      {"--until", &options->until,
                       "Of one product: at each moment until this time, e.g. 2026-12-24T18:00:00+01:00"}},
          .run = [&session, options] { return promisable(session, *options); }};
}

}  // namespace stocktrail::cli
