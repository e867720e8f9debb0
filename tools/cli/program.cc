#include "ledger/files/environment.h"
#include "tools/cli/commands.h"

namespace stocktrail::cli {
namespace {

constexpr const char* notes =
    "Options of every command, before or after its name: --server, --party, --key, --token-file, --ca-file, "
    "--json, "
    "--progress, --quiet, --config; see stocktrail --help.\n"
    "Secrets are never options: a token comes from --token-file or STOCKTRAIL_TOKEN, a key from a file.\n"
    "Options can be kept in a TOML file: ~/.config/stocktrail/config.toml, or --config FILE.";

std::filesystem::path config_file() {
  const std::string config = environment("XDG_CONFIG_HOME"), home = environment("HOME");
  if (!config.empty()) return std::filesystem::path(config) / "stocktrail/config.toml";
  return std::filesystem::path(home.empty() ? "." : home) / ".config/stocktrail/config.toml";
}

std::vector<settings::Option> shared_options(Session& session) {
  const auto with_environment = [](std::string name, settings::Target target, std::string help,
                                   std::string environment) {
    return settings::Option{.name = std::move(name),
                            .target = std::move(target),
                            .help = std::move(help),
                            .environment = std::move(environment)};
  };
  return {
      with_environment("--server", &session.server, "Address of the server", "STOCKTRAIL_SERVER"),
      with_environment("--party", &session.party, "The party that signs: its id in any spelling",
                       "STOCKTRAIL_PARTY"),
      with_environment("--key", &session.key_file, "Its key file", "STOCKTRAIL_KEY"),
      with_environment("--token-file", &session.token_file, "File with an access token",
                       "STOCKTRAIL_TOKEN_FILE"),
      with_environment("--ca-file", &session.ca_file, "Certificates (PEM) to trust for https",
                       "STOCKTRAIL_CA_FILE"),
      {"--json", [&session] { session.output = Output::json; }, "Answer in JSON"},
      {"--progress", [&session] { session.progress = ProgressMode::always; },
       "Show progress also where standard error is no terminal"},
      {"--quiet", [&session] { session.progress = ProgressMode::never; }, "Show no progress"},
  };
}

}  // namespace

settings::Program program(Session& session) {
  Command root{.name = "stocktrail",
               .help = "Stocktrail: signed supply-chain events, proofs, and exact stock.",
               .options = shared_options(session)};
  for (const auto command : {key_command,           party_command,     product_command,
                             certificate_command,   policy_command,    token_command,
                             sign_command,          post_command,      import_command,
                             sheet_command,         count_command,     opening_command,
                             declare_error_command, verify_command,    audit_command,
                             backup_command,        restore_command,   trace_command,
                             positions_command,     contents_command,  ages_command,
                             echelon_command,       movements_command, discrepancies_command,
                             settle_command,        accuracy_command,  postings_command,
                             promisable_command,    reserve_command,   commit_command,
                             fulfil_command,        release_command,   extend_command,
                             keep_command,          withdraw_command,  expect_command,
                             reservations_command,  recall_command,    blocked_command,
                             order_command,         qr_command,        demo_command}) {
    root.commands.push_back(command(session));
  }
  return {.root = std::move(root),
          .version = STOCKTRAIL_VERSION,
          .exit_statuses = {{"0", "done or verified"},
                            {"1", "refused, or in doubt"},
                            {"2", "the command line is wrong"},
                            {"3", "not reachable, try again"},
                            {"4", "audited without fault, but nothing shows where the log ends"},
                            {"5", "of some code it cannot be told whether it is blocked"}},
          .notes = notes,
          .files = {{"~/.config/stocktrail/config.toml", "options in TOML, read if it is there"},
                    {"~/.local/state/stocktrail/receipts/HOST:PORT",
                     "statements that were signed for this server, and their receipts"},
                    {"~/.local/state/stocktrail/audit/HOST:PORT", "what the last audit of this server saw"}},
          .config_file = config_file()};
}

}  // namespace stocktrail::cli
