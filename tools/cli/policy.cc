// stocktrail policy: states what parties may do; the server signs as the operator.
#include <memory>

#include "crypto/json_writer.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

struct PolicyOptions {
  std::string id, type, party, places_of;
  bool revoked = false;
};

Result<Exit> add(Session& session, const PolicyOptions& options) {
  const auto party = id_of(options.party, gs1::Meaning::party, "--for");
  if (!party) return std::unexpected(party.error());
  json::Writer writer;
  writer.begin_object().field("id", options.id).field("type", options.type).field("party", *party);
  if (options.type == "reporting") {
    if (options.places_of.empty())
      return fail(ErrorCode::invalid_argument, "At whose places may it report? Name the party.",
                  "--places-of");
    const auto owner = id_of(options.places_of, gs1::Meaning::party, "--places-of");
    if (!owner) return std::unexpected(owner.error());
    writer.field("places_of", *owner);
  }
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

Command policy_command(Session& session) {
  const auto options = std::make_shared<PolicyOptions>();
  Command add_one{
      .name = "add",
      .help = "State a policy, or end it with --revoke; needs the operator's token",
      .options =
          {{"--id", &options->id, "Its name; the same again replaces it", Need::required},
           {"--type",
            &options->type,
            "reporting: the party may report at places of --places-of; custodial: the server may hold a "
            "key for it; grant: it may read everything, as an auditor",
            Need::required,
            {"reporting", "custodial", "grant"}},
           {"--for", &options->party, "The party that it is for", Need::required},
           {"--places-of", &options->places_of, "The party whose places it may report at"},
           {"--revoke", &options->revoked, "End the policy"}},
      .run = [&session, options] { return add(session, *options); }};
  return {.name = "policy", .help = "State what a party may do", .commands = {std::move(add_one)}};
}

}  // namespace stocktrail::cli
