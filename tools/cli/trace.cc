// stocktrail trace: where something came from, or what it reached.
#include <memory>

#include "ledger/gs1/printed.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct TraceOptions {
  std::string id, direction = "backwards";
};

std::string short_word(const std::string& word) {
  const std::size_t dash = word.rfind("cbv/") == std::string::npos ? std::string::npos : word.rfind('-');
  return dash == std::string::npos ? word : word.substr(dash + 1);
}

Error unknown(const std::string& id) {
  const auto key = gs1::parse_printed(id, gs1::Meaning::thing);
  if (key && key->type() == gs1::KeyType::gtin)
    return {ErrorCode::not_found,
            "No event that you may see names the product alone. Add a lot or a serial number, as in \"(01)" +
                std::string(key->gtin()) + "(10)L7\".",
            id};
  return {ErrorCode::not_found, "It is unknown here: the log has no event about it that you may see.", id};
}

std::string place_of(const json::Value& event) {
  for (const char* name : {"bizLocation", "readPoint"}) {
    if (const auto place = nested(event, name)) return short_id(text_of(*place, "id"));
  }
  return {};
}

Result<Exit> show(Session& session, const TraceOptions& options) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto body =
      (*server)->fetch("/trace?id=" + url_encode(options.id) + "&direction=" + options.direction);
  if (!body) return std::unexpected(body.error());
  const auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  bool is_known = false;
  for_each(document->root(), "events", [&is_known](const json::Value&) { is_known = true; });
  if (!is_known) return std::unexpected(unknown(options.id));
  if (session.json()) {
    session.out << *body << '\n';
    return Exit::ok;
  }
  Table events({{"time"}, {"what"}, {"step"}, {"disposition"}, {"where"}, {"who"}, {"log", Align::right}});
  for_each(document->root(), "events", [&](const json::Value& event) {
    const auto shown = nested(event, "shown");
    if (!shown) return;
    events.add({text_of(*shown, "eventTime"), text_of(*shown, "type"), short_word(text_of(*shown, "bizStep")),
                short_word(text_of(*shown, "disposition")), place_of(*shown),
                short_id(text_of(event, "issuer")), text_of(event, "statement")});
  });
  Table steps({{"key"}, {"relation"}, {"depth", Align::right}});
  for_each(document->root(), "steps", [&](const json::Value& step) {
    const std::size_t depth = std::strtoul(text_of(step, "depth").c_str(), nullptr, 10);
    steps.add({std::string(2 * std::min<std::size_t>(depth, 20), ' ') + short_id(text_of(step, "key")),
               text_of(step, "relation"), text_of(step, "depth")});
  });
  steps.print(session.out);
  session.out << '\n';
  events.print(session.out);
  const auto complete = document->root().find("complete");
  if (complete && complete->is(json::Kind::boolean) && !complete->boolean()) {
    session.out << "\nThis is not all: the walk stopped at its limit.\n";
  }
  return Exit::ok;
}

}  // namespace

Command trace_command(Session& session) {
  const auto options = std::make_shared<TraceOptions>();
  return {.name = "trace",
          .help = "Show where a product, lot, item or container came from, or what it reached",
          .options = {{"id", &options->id, "Identifier in any spelling", Need::required},
                      {"--direction",
                       &options->direction,
                       "backwards: where from; forwards: what it reached (needs a token)",
                       Need::optional,
                       {"backwards", "forwards"}}},
          .run = [&session, options] { return show(session, *options); }};
}

}  // namespace stocktrail::cli
