// stocktrail: the command line. Builds what the commands need and turns their outcome into the exit status.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "tools/cli/files.h"
#include "tools/cli/misspelling.h"
#include "tools/cli/session.h"
#include "tools/settings/config_file.h"
#include "tools/settings/server_url.h"

namespace {

using stocktrail::cli::Exit;
using stocktrail::cli::Session;

constexpr const char* footer =
    "Exit status: 0 done or verified; 1 refused, or in doubt; 2 the command line is wrong; 3 not reachable, "
    "try again;\n4 audited without fault, but nothing shows where the log ends.\n"
    "Options of every command, before or after its name: --server, --party, --key, --token-file, --ca-file, "
    "--json, "
    "--progress, --quiet, --config; see stocktrail --help.\n"
    "Secrets are never options: a token comes from --token-file or STOCKTRAIL_TOKEN, a key from a file.\n"
    "Options can be kept in a TOML file: ~/.config/stocktrail/config.toml, or --config FILE.";

std::string config_file() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0') {
    return std::string(config) + "/stocktrail/config.toml";
  }
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.config/stocktrail/config.toml";
}

void add_common_options(CLI::App& app, Session& session) {
  stocktrail::settings::add_config_file(app, config_file());
  app.add_option("--server", session.server, "Address of the server")
      ->envname("STOCKTRAIL_SERVER")
      ->capture_default_str();
  app.add_option("--party", session.party, "The party that signs: its id in any spelling")
      ->envname("STOCKTRAIL_PARTY");
  app.add_option("--key", session.key_file, "Its key file")->envname("STOCKTRAIL_KEY");
  app.add_option("--token-file", session.token_file, "File with an access token")
      ->envname("STOCKTRAIL_TOKEN_FILE");
  app.add_option("--ca-file", session.ca_file, "Certificates (PEM) to trust for https")
      ->envname("STOCKTRAIL_CA_FILE");
  app.add_flag_callback(
      "--json", [&session] { session.output = stocktrail::cli::Output::json; }, "Answer in JSON");
  app.add_flag_callback(
      "--progress", [&session] { session.progress = stocktrail::cli::ProgressMode::always; },
      "Show progress also where standard error is no terminal");
  app.add_flag_callback(
      "--quiet", [&session] { session.progress = stocktrail::cli::ProgressMode::never; }, "Show no progress");
}

void let_common_options_stand_anywhere(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
    let_common_options_stand_anywhere(*command);
  }
}

stocktrail::Result<Exit> run(Session& session, const stocktrail::cli::Run& chosen) {
  auto server = stocktrail::settings::normal_server(session.server);
  if (!server) {
    server.error().where = "--server";
    return std::unexpected(server.error());
  }
  session.server = std::move(*server);
  return chosen(session);
}

}  // namespace

int main(int argc, char** argv) {
  namespace cli = stocktrail::cli;
  Session session{.out = std::cout,
                  .err = std::cerr,
                  .clock = stocktrail::system_clock(),
                  .randomness = stocktrail::system_randomness()};
  if (const char* token = std::getenv("STOCKTRAIL_TOKEN")) session.token = token;

  CLI::App app("Stocktrail: signed supply-chain events, proofs, and exact stock.", "stocktrail");
  app.set_version_flag("--version", STOCKTRAIL_VERSION);
  app.footer(footer);
  app.require_subcommand(1);
  add_common_options(app, session);
  cli::Run chosen;
  for (const auto add :
       {cli::add_key, cli::add_party, cli::add_product, cli::add_certificate, cli::add_policy, cli::add_token,
        cli::add_sign, cli::add_post, cli::add_import, cli::add_verify, cli::add_audit, cli::add_trace,
        cli::add_positions, cli::add_qr, cli::add_demo}) {
    add(app, chosen);
  }
  let_common_options_stand_anywhere(app);
  try {  // CLI11 tells --help and usage errors by exceptions, which end here.
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& fault) {
    const std::string misspelt = cli::misspelt_subcommand(app);
    if (misspelt.empty()) return app.exit(fault), static_cast<int>(Exit::usage);
    std::cerr << misspelt << "\nRun with --help for more information.\n";
    return static_cast<int>(Exit::usage);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  const auto done = run(session, chosen);
  if (done) return static_cast<int>(*done);
  cli::print_error(done.error(), session);
  return static_cast<int>(cli::exit_of(done.error()));
}
