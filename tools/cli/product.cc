// stocktrail product: states a product, or shows what is stated.
#include <CLI/CLI.hpp>
#include <memory>

#include "crypto/json_writer.h"
#include "ledger/gs1/key.h"
#include "tools/cli/claims.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

constexpr std::int64_t shelf_life_days_most = 36'500;  // As the server takes them.

struct ProductOptions {
  std::string id, name, brand, unit;
  std::int64_t shelf_life_days = 0;
  std::vector<std::string> names, facts;
  std::filesystem::path from;
};

Result<std::string> claim_of(const ProductOptions& options) {
  if (!options.from.empty()) return read_file(options.from, 1024 * 1024);
  const auto names = split_pairs(options.names, "--name-in", "LANGUAGE=TEXT");
  if (!names) return std::unexpected(names.error());
  const auto facts = split_pairs(options.facts, "--fact", "LABEL=VALUE");
  if (!facts) return std::unexpected(facts.error());
  const auto key = gs1::parse_key(options.id);
  if (!key) return fail(ErrorCode::invalid_argument, key.error().detail, "--id");
  json::Writer writer;
  writer.begin_object().field("id", key->text()).field("name", options.name);
  if (!names->empty()) {
    writer.key("names").begin_object();
    for (const auto& [language, text] : *names) writer.field(language, text);
    writer.end_object();
  }
  if (!options.brand.empty()) writer.field("brand", options.brand);
  if (!options.unit.empty()) writer.field("unit", options.unit);
  if (options.shelf_life_days > 0) writer.key("shelfLifeDays").number(options.shelf_life_days);
  if (!facts->empty()) {
    writer.key("facts").begin_array();
    for (const auto& [label, value] : *facts) {
      writer.begin_object().field("label", label).field("value", value).end_object();
    }
    writer.end_array();
  }
  writer.end_object();
  return std::move(writer).text();
}

Result<Exit> add(Session& session, const ProductOptions& options) {
  const auto claim = claim_of(options);
  if (!claim) return std::unexpected(claim.error());
  return state_claim(session, "product", *claim);
}

Result<Exit> show(Session& session, const std::string& id) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto body = (*server)->fetch("/products/" + url_encode(id));
  if (!body) return std::unexpected(body.error());
  if (session.json()) {
    session.out << *body << '\n';
    return Exit::ok;
  }
  const auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  const json::Value root = document->root();
  for (const char* name : {"id", "name", "brand", "unit", "shelfLifeDays", "owner"}) {
    if (const std::string value = text_of(root, name); !value.empty())
      session.out << name << ": " << value << '\n';
  }
  for_each(root, "facts", [&](const json::Value& fact) {
    session.out << text_of(fact, "label") << ": " << text_of(fact, "value") << '\n';
  });
  return Exit::ok;
}

}  // namespace

void add_product(CLI::App& app, Run& chosen) {
  CLI::App* product = app.add_subcommand("product", "State a product, or show one")->require_subcommand(1);
  const auto options = std::make_shared<ProductOptions>();
  CLI::App* add_one =
      product->add_subcommand("add", "State or change a product; signed with --party and --key");
  add_one->add_option(
      "--from", options->from,
      "File with the whole claim (docs/formats.md, \"product\"), instead of the options below");
  add_one->add_option("--id", options->id,
                      "GTIN as Digital Link (https://id.gs1.org/01/...) or element string (01)...");
  add_one->add_option("--name", options->name, "Name");
  add_one->add_option("--name-in", options->names, "Name in a language, e.g. zh=婴儿奶粉")->take_all();
  add_one->add_option("--brand", options->brand, "Brand");
  add_one->add_option("--unit", options->unit,
                      "UN/ECE Rec 20 unit of its quantities, e.g. KGM; none: pieces");
  add_one->add_option("--shelf-life-days", options->shelf_life_days, "Shelf life")
      ->check(CLI::Range(std::int64_t{1}, shelf_life_days_most));
  add_one->add_option("--fact", options->facts, "A public fact: LABEL=VALUE")->take_all();
  add_one->callback(
      [&chosen, options] { chosen = [options](Session& session) { return add(session, *options); }; });

  const auto id = std::make_shared<std::string>();
  CLI::App* show_one = product->add_subcommand("show", "Show a product");
  show_one->add_option("id", *id, "GTIN in any spelling")->required();
  show_one->callback([&chosen, id] { chosen = [id](Session& session) { return show(session, *id); }; });
}

}  // namespace stocktrail::cli
