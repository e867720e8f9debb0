// stocktrail party: admits parties (operator) and shows them.
#include <CLI/CLI.hpp>
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/key_file.h"
#include "tools/cli/claims.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/outbox.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct PartyOptions {
  std::string id, name;
  std::vector<std::string> names, roles, places;
  std::filesystem::path key_file, from;
  bool as_itself = false;
};

void write_names(json::Writer& writer, const std::vector<std::pair<std::string, std::string>>& names) {
  if (names.empty()) return;
  writer.key("names").begin_object();
  for (const auto& [language, text] : names) writer.field(language, text);
  writer.end_object();
}

Result<std::string> claim_of(const PartyOptions& options) {
  if (!options.from.empty()) return read_file(options.from, 1024 * 1024);
  const auto names = split_pairs(options.names, "--name-in");
  if (!names) return std::unexpected(names.error());
  const auto places = split_pairs(options.places, "--place");
  if (!places) return std::unexpected(places.error());
  json::Writer writer;
  writer.begin_object().field("id", options.id).field("name", options.name);
  write_names(writer, *names);
  writer.key("roles").begin_array();
  for (const std::string& role : options.roles) writer.string(role);
  writer.end_array().key("places").begin_array();
  for (const auto& [id, name] : *places) {
    writer.begin_object().field("id", id).field("name", name).key("public").boolean(true).end_object();
  }
  writer.end_array();
  if (!options.key_file.empty()) {
    const auto key = read_key_file(options.key_file);
    if (!key) return std::unexpected(key.error());
    writer.key("keys").begin_array().begin_object().field("kty", "OKP").field("crv", "Ed25519");
    writer.field("x", base64url_encode(key->public_key().bytes())).end_object().end_array();
  }
  writer.end_object();
  return std::move(writer).text();
}

Result<Exit> add(Session& session, const PartyOptions& options) {
  const auto claim = claim_of(options);
  if (!claim) return std::unexpected(claim.error());
  if (options.as_itself) return state_claim(session, "party", *claim);
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = (*server)->post("/parties", *claim, "application/json");
  if (!answer) return std::unexpected(answer.error());
  return print_receipt(session, *answer, "party");
}

Result<Exit> show(Session& session, const std::string& id) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto body = (*server)->fetch(id.empty() ? "/parties?limit=1000" : "/parties/" + url_encode(id));
  if (!body) return std::unexpected(body.error());
  if (session.json()) {
    session.out << *body << '\n';
    return Exit::ok;
  }
  const auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  Table table({{"party"}, {"name"}, {"roles"}, {"places", Align::right}, {"keys", Align::right}});
  const auto add_row = [&table](const json::Value& party) {
    std::string roles;
    for_each(party, "roles", [&](const json::Value& role) {
      if (role.is(json::Kind::string)) roles += (roles.empty() ? "" : " ") + std::string(role.string());
    });
    const auto count = [&party](std::string_view name) {
      const auto list = nested(party, name);
      return std::to_string(list ? list->size() : 0);
    };
    table.add({text_of(party, "id"), text_of(party, "name"), roles, count("places"), count("keys")});
  };
  if (id.empty()) {
    for_each(document->root(), "parties", add_row);
  } else {
    add_row(document->root());
  }
  table.print(session.out);
  return Exit::ok;
}

}  // namespace

void add_party(CLI::App& app, Run& chosen) {
  CLI::App* party =
      app.add_subcommand("party", "Admit a party, or show who is admitted")->require_subcommand(1);
  const auto options = std::make_shared<PartyOptions>();
  CLI::App* add_one = party->add_subcommand(
      "add", "Admit a party or change it (with the operator's token; with --as-itself the party signs)");
  add_one->add_option("--from", options->from,
                      "File with the whole claim (docs/formats.md, \"party\"), instead of the options below");
  add_one->add_option("--id", options->id,
                      "Digital Link of a party GLN (https://id.gs1.org/417/...), or a URI");
  add_one->add_option("--name", options->name, "Name");
  add_one->add_option("--name-in", options->names, "Name in a language, e.g. zh=乳业公司")->take_all();
  add_one
      ->add_option("--role", options->roles,
                   "producer, manufacturer, distributor, carrier, store, laboratory, authority")
      ->take_all();
  add_one->add_option("--place", options->places, "A place: https://id.gs1.org/414/...=NAME")->take_all();
  add_one->add_option("--key-file", options->key_file, "Key file whose public half signs for the party");
  add_one->add_flag("--as-itself", options->as_itself,
                    "The party signs its own change, with --party and --key");
  add_one->callback(
      [&chosen, options] { chosen = [options](Session& session) { return add(session, *options); }; });

  const auto id = std::make_shared<std::string>();
  CLI::App* show_one = party->add_subcommand("show", "Show one party, or all");
  show_one->add_option("id", *id, "Party id in any spelling");
  show_one->callback([&chosen, id] { chosen = [id](Session& session) { return show(session, *id); }; });
}

}  // namespace stocktrail::cli
