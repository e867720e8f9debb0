// stocktrail product: states a product, or shows what is stated.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

constexpr std::uint64_t shelf_life_days_most = 36'500;  // As the server takes them.

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
  if (options.id.empty() || options.name.empty())
    return fail(ErrorCode::invalid_argument, "A product is stated with --id and --name, or with --from.",
                options.id.empty() ? "--id" : "--name");
  const auto id = id_of(options.id, gs1::Meaning::thing, "--id");
  if (!id) return std::unexpected(id.error());
  json::Writer writer;
  writer.begin_object().field("id", *id).field("name", options.name);
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
  const auto answer = fetch_to_show(session, "/products/" + url_encode(id));
  if (!answer) return std::unexpected(answer.error());
  if (!*answer) return Exit::ok;
  const json::Value root = (*answer)->root();
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

Command product_command(Session& session) {
  const auto options = std::make_shared<ProductOptions>();
  Command add_one{
      .name = "add",
      .help = "State or change a product; signed with --party and --key",
      .options = {{"--from", &options->from,
                   "File with the whole claim (docs/formats.md, \"product\"), instead of the options below"},
                  {"--id", &options->id, "GTIN, in any spelling"},
                  {"--name", &options->name, "Name"},
                  {"--name-in", &options->names, "Name in a language, e.g. zh=婴儿奶粉"},
                  {"--brand", &options->brand, "Brand"},
                  {"--unit", &options->unit, "UN/ECE Rec 20 unit of its quantities, e.g. KGM; none: pieces"},
                  {"--shelf-life-days", number(options->shelf_life_days, 1, shelf_life_days_most),
                   "Shelf life"},
                  {"--fact", &options->facts, "A public fact: LABEL=VALUE"}},
      .run = [&session, options] { return add(session, *options); }};
  Command show_one{.name = "show",
                   .help = "Show a product",
                   .options = {{"id", &options->id, "GTIN in any spelling", Need::required}},
                   .run = [&session, options] { return show(session, options->id); }};
  return {.name = "product",
          .help = "State a product, or show one",
          .commands = {std::move(add_one), std::move(show_one)}};
}

}  // namespace stocktrail::cli
