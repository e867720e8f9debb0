// stocktrail: the command line. Builds what the commands need and turns their outcome into the exit status.
#include <iostream>

#include "ledger/files/environment.h"
#include "tools/cli/commands.h"
#include "tools/settings/command_line.h"
#include "tools/settings/server_url.h"

namespace {

using namespace stocktrail;  // NOLINT(google-build-using-namespace)

Result<cli::Exit> run(cli::Session& session, const cli::Command& command) {
  auto server = settings::normal_server(session.server);
  if (!server) {
    server.error().where = "--server";
    return std::unexpected(server.error());
  }
  session.server = std::move(*server);
  return command.run();
}

}  // namespace

int main(int argc, char** argv) {
  cli::Session session{
      .out = std::cout, .err = std::cerr, .clock = system_clock(), .randomness = system_randomness()};
  session.token = environment("STOCKTRAIL_TOKEN");
  const settings::Program program = cli::program(session);
  const auto read = settings::read_command_line(program, argc, argv);
  if (const auto* status = std::get_if<cli::Exit>(&read)) return static_cast<int>(*status);
  const auto done = run(session, *std::get<const cli::Command*>(read));
  if (done) return static_cast<int>(*done);
  cli::print_error(done.error(), session);
  return static_cast<int>(cli::exit_of(done.error()));
}
