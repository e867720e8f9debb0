// stocktrail policy: states what parties may do; the server signs as the operator.
#include <CLI/CLI.hpp>
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

struct PolicyOptions {
  std::string id, type, party, places_of;
  bool revoked = false;
};

Result<Exit> add(Session& session, const PolicyOptions& options) {
  json::Writer writer;
  writer.begin_object().field("id", options.id).field("type", options.type).field("party", options.party);
  if (options.type == "reporting") writer.field("places_of", options.places_of);
  if (options.type == "grant") writer.field("role", "auditor");
  if (options.revoked) writer.key("revoked").boolean(true);
  writer.end_object();
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto answer = (*server)->post("/policies", writer.text(), "application/json");
  if (!answer) return std::unexpected(answer.error());
  return print_receipt(session, *answer, "policy");
}

}  // namespace

void add_policy(CLI::App& app, Run& chosen) {
  CLI::App* policy = app.add_subcommand("policy", "State what a party may do")->require_subcommand(1);
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* add_one =
      policy->add_subcommand("add", "State a policy, or end it with --revoke; needs the operator's token");
  add_one->add_option("--id", options->id, "Its name; the same again replaces it")->required();
  add_one
      ->add_option("--type", options->type,
                   "reporting: the party may report at places of --places-of; custodial: the server may hold "
                   "a key for it; "
                   "grant: it may read everything, as an auditor")
      ->required()
      ->check(CLI::IsMember({"reporting", "custodial", "grant"}));
  add_one->add_option("--for", options->party, "The party that it is for")->required();
  add_one->add_option("--places-of", options->places_of, "The party whose places it may report at");
  add_one->add_flag("--revoke", options->revoked, "End the policy");
  add_one->callback(
      [&chosen, options] { chosen = [options](Session& session) { return add(session, *options); }; });
}

}  // namespace stocktrail::cli
