// stocktrail party: admits parties (operator) and shows them.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/public_key.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

struct PartyOptions {
  std::string id;
  std::optional<std::string> name;
  std::vector<std::string> names, roles, places, supplied_from, public_keys;
  ContactOptions contact;
  std::filesystem::path from;
  bool as_itself = false;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

void write_names(json::Writer& writer, const Pairs& names) {
  if (names.empty()) return;
  writer.key("names").begin_object();
  for (const auto& [language, text] : names) writer.field(language, text);
  writer.end_object();
}

/// Place -> what it is supplied from, both canonical.
using Supply = std::map<std::string, std::vector<std::string>, std::less<>>;

Result<Supply> supply_of(const Pairs& given) {
  Supply supply;
  for (const auto& [place, supplier] : given) {
    const auto id = id_of(place, gs1::Meaning::place, "--supplied-from");
    if (!id) return std::unexpected(id.error());
    std::vector<std::string>& suppliers = supply[*id];
    if (supplier.empty()) continue;  // From nowhere any more.
    const auto from = id_of(supplier, gs1::Meaning::place, "--supplied-from");
    if (!from) return std::unexpected(from.error());
    suppliers.push_back(*from);
  }
  return supply;
}

void write_suppliers(json::Writer& writer, const std::vector<std::string>& suppliers) {
  writer.key("suppliedFrom").begin_array();
  for (const std::string& supplier : suppliers) writer.string(supplier);
  writer.end_array();
}

/// A place that the party has, but for what the options say of it.
void write_known(json::Writer& writer, const json::Value& place, Supply& supply) {
  const auto told = supply.find(text_of(place, "id"));
  if (told == supply.end()) {
    writer.raw(place.raw());
    return;
  }
  writer.begin_object();
  for (const json::Member& member : place.members())
    if (member.name != "suppliedFrom") writer.key(member.name).raw(member.value.raw());
  write_suppliers(writer, told->second);
  writer.end_object();
  supply.erase(told);
}

/// The places of the options, and of those that the party has all that the options do not name: a claim's
/// places take the place of all earlier ones.
Result<void> write_places(json::Writer& writer, const Pairs& places, Supply supply,
                          const std::optional<json::Document>& known) {
  std::set<std::string, std::less<>> named;
  writer.key("places").begin_array();
  for (const auto& [given, name] : places) {
    const auto id = id_of(given, gs1::Meaning::place, "--place");
    if (!id) return std::unexpected(id.error());
    named.insert(*id);
    writer.begin_object().field("id", *id).field("name", name).key("public").boolean(true);
    if (const auto told = supply.extract(*id)) write_suppliers(writer, told.mapped());
    writer.end_object();
  }
  if (known) {
    for_each(known->root(), "places", [&](const json::Value& place) {
      if (!named.contains(text_of(place, "id"))) write_known(writer, place, supply);
    });
  }
  writer.end_array();
  if (supply.empty()) return {};
  return fail(ErrorCode::invalid_argument,
              supply.begin()->first + " is no place of the party that you may see: name it with --place, too",
              "--supplied-from");
}

/// What the options say, and nothing else: of what a claim does not name, the party keeps what it has. Only a
/// name must be in each.
Result<std::string> claim_of(const PartyOptions& options, const std::optional<json::Document>& known) {
  const auto names = split_pairs(options.names, "--name-in", "LANGUAGE=TEXT");
  if (!names) return std::unexpected(names.error());
  const auto places = split_pairs(options.places, "--place", "ID=NAME");
  if (!places) return std::unexpected(places.error());
  const auto supplied = split_pairs(options.supplied_from, "--supplied-from", "PLACE=SUPPLIER");
  if (!supplied) return std::unexpected(supplied.error());
  const auto supply = supply_of(*supplied);
  if (!supply) return std::unexpected(supply.error());
  const auto id = id_of(options.id, gs1::Meaning::party, "--id");
  if (!id) return std::unexpected(id.error());
  json::Writer writer;
  writer.begin_object().field("id", *id);
  writer.field("name", options.name.value_or(known ? text_of(known->root(), "name") : ""));
  write_names(writer, *names);
  if (!options.roles.empty()) {
    writer.key("roles").begin_array();
    for (const std::string& role : options.roles) writer.string(role);
    writer.end_array();
  }
  if (options.contact.is_given()) write_contact(writer, options.contact);
  if (!places->empty() || !supply->empty()) {
    if (const auto written = write_places(writer, *places, *supply, known); !written)
      return std::unexpected(written.error());
  }
  if (!options.public_keys.empty()) writer.key("keys").begin_array();
  for (const std::string& given : options.public_keys) {
    const auto key = read_public_key(given, "--public-key");
    if (!key) return std::unexpected(key.error());
    writer.raw(jwk_of(*key));
  }
  if (!options.public_keys.empty()) writer.end_array();
  writer.end_object();
  return std::move(writer).text();
}

/// The party as the log has it; nothing for one that is new.
Result<std::optional<json::Document>> find_party(HttpClient& server, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto body = server.fetch("/parties/" + url_encode(id));
  // A wrong id is told by the answer to the claim, with its place there.
  const bool is_answered = body || exit_of(body.error()) == Exit::refused;
  if (!is_answered) return std::unexpected(body.error());
  if (!body) return std::nullopt;
  auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  return std::optional<json::Document>(std::move(*document));
}

/// What no server has to be asked for.
Result<void> check(const PartyOptions& options) {
  const bool has_options = !options.id.empty() || options.name || !options.names.empty() ||
                           !options.roles.empty() || !options.places.empty() ||
                           !options.supplied_from.empty() || !options.public_keys.empty() ||
                           options.contact.is_given();
  if (!options.from.empty() && has_options)
    return fail(ErrorCode::invalid_argument,
                "The file has the whole claim: give no other option of the party.", "--from");
  if (!options.from.empty()) return {};
  if (options.id.empty())
    return fail(ErrorCode::invalid_argument,
                "Name the party: --id https://id.gs1.org/417/..., or a URI of its own; or give --from.",
                "--id");
  if (const auto id = id_of(options.id, gs1::Meaning::party, "--id"); !id) return std::unexpected(id.error());
  return {};
}

Result<Exit> add(Session& session, const PartyOptions& options) {
  if (auto fine = check(options); !fine) return std::unexpected(fine.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  Result<std::string> claim;
  if (options.from.empty()) {
    const auto known = find_party(**server, options.id);
    if (!known) return std::unexpected(known.error());
    if (!*known && !options.name)
      return fail(ErrorCode::invalid_argument, options.id + " is new: a party that is admitted needs a name.",
                  "--name");
    claim = claim_of(options, *known);
  } else {
    claim = read_file(options.from, 1024 * 1024);
  }
  if (!claim) return std::unexpected(claim.error());
  if (options.as_itself) return state_claim(session, "party", *claim);
  const auto answer = (*server)->post("/parties", *claim, "application/json");
  if (!answer) return std::unexpected(answer.error());
  return print_receipt(session, *answer, "party");
}

Result<Exit> show(Session& session, const std::string& id) {
  const auto answer =
      fetch_to_show(session, id.empty() ? "/parties?limit=1000" : "/parties/" + url_encode(id));
  if (!answer) return std::unexpected(answer.error());
  if (!*answer) return Exit::ok;
  const json::Value root = (*answer)->root();
  Table table({{"party"}, {"name"}, {"roles"}, {"call"}, {"places", Align::right}, {"keys", Align::right}});
  const auto add_row = [&table](const json::Value& party) {
    std::string roles;
    for_each(party, "roles", [&](const json::Value& role) {
      if (role.is(json::Kind::string)) roles += (roles.empty() ? "" : " ") + std::string(role.string());
    });
    const auto count = [&party](std::string_view name) {
      const auto list = nested(party, name);
      return std::to_string(list ? list->size() : 0);
    };
    table.add({text_of(party, "id"), text_of(party, "name"), roles, call_of(party), count("places"),
               count("keys")});
  };
  if (id.empty()) {
    for_each(root, "parties", add_row);
  } else {
    add_row(root);
  }
  table.print(session.out);
  return Exit::ok;
}

}  // namespace

Command party_command(Session& session) {
  const auto options = std::make_shared<PartyOptions>();
  Command add_one{
      .name = "add",
      .help =
          "Admit a party, or change what the options name of it (with the operator's token; with "
          "--as-itself the party signs). Places that it has stay",
      .options = {{"--from", &options->from,
                   "File with the whole claim (docs/formats.md, \"party\"), instead of the options below"},
                  {"--id", &options->id,
                   "Digital Link of a party GLN (https://id.gs1.org/417/...), or a URI"},
                  {"--name", &options->name, "Name"},
                  {"--name-in", &options->names, "Name in a language, e.g. zh=乳业公司"},
                  {"--role", &options->roles,
                   "producer, manufacturer, distributor, carrier, store, laboratory, authority"},
                  {"--place", &options->places, "A place: https://id.gs1.org/414/...=NAME"},
                  {"--supplied-from", &options->supplied_from,
                   "Where a place gets its goods from: PLACE=SUPPLIER, both GLNs of sites; several for one "
                   "place are given one by one. PLACE= alone: from nowhere any more"},
                  {"--public-key", &options->public_keys,
                   "A key that signs for the party: what `stocktrail key show --public` printed there, or a "
                   "file with it"},
                  {"--as-itself", &options->as_itself,
                   "The party signs its own change, with --party and --key"}},
      .run = [&session, options] { return add(session, *options); }};
  std::ranges::move(options->contact.options(), std::back_inserter(add_one.options));
  Command show_one{.name = "show",
                   .help = "Show one party, or all",
                   .options = {{"id", &options->id, "Party id in any spelling"}},
                   .run = [&session, options] { return show(session, options->id); }};
  return {.name = "party",
          .help = "Admit a party, or show who is admitted",
          .commands = {std::move(add_one), std::move(show_one)}};
}

}  // namespace stocktrail::cli
