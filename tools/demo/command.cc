// stocktrail demo: loads the sample chain and says what to try with it.
#include <CLI/CLI.hpp>
#include <memory>

#include "api/qr.h"
#include "crypto/json_writer.h"
#include "tools/cli/files.h"
#include "tools/cli/outbox.h"
#include "tools/demo/chain.h"
#include "tools/demo/loader.h"

namespace stocktrail::cli {
namespace {

struct DemoOptions {
  std::filesystem::path folder, data;
  std::string program = "stocktrail";
};

std::string server_of(const Session& session) {
  std::string server = session.server;
  while (server.ends_with('/')) server.pop_back();
  return server;
}

Result<void> show_code(Session& session, std::string_view title, const std::string& path) {
  const std::string link = server_of(session) + path;
  const auto code = api::QrCode::of(link);
  if (!code) return std::unexpected(code.error());
  session.out << '\n' << title << "\n  " << link << '\n' << api::qr_terminal(*code);
  return {};
}

void show_next_steps(Session& session, const DemoOptions& options) {
  const std::string server = server_of(session);
  const std::string& run = options.program;
  const std::string at = server == "http://127.0.0.1:8080" ? "" : " --server " + server;
  const std::string tokens = (options.folder / "tokens").string();
  session.out << "\nWhat to try next (in another terminal):\n"
              << "  Verify a journey offline, with the log's key and no server:\n"
              << "    curl -s " << server << "/log/vkey > log.vkey\n"
              << "    curl -s '" << server << "/proof?id=" << demo::good_lot_path() << "' > journey.stproof\n"
              << "    " << run << " verify journey.stproof --vkey log.vkey\n"
              << "  Audit the whole log, and as the food safety office every statement in it:\n"
              << "    " << run << " audit" << at << "\n"
              << "    " << run << " audit" << at << " --token-file " << tokens << "/auditor.token\n"
              << "  Where did the recalled lot come from, and what did it reach?\n"
              << "    " << run << " trace " << demo::recalled_lot_path() << at << "\n"
              << "    " << run << " trace " << demo::recalled_lot_path() << at
              << " --direction forwards --token-file " << tokens << "/auditor.token\n"
              << "  How much is in the shop in Harbour Street?\n"
              << "    " << run << " positions" << at << " --place " << demo::shop_place() << " --token-file "
              << tokens << "/planner.token\n";
}

Result<Exit> load(Session& session, DemoOptions& options) {
  if (options.folder.empty()) {
    std::string host = session.server.substr(session.server.find("://") + 3);
    std::replace(host.begin(), host.end(), '/', '_');
    options.folder = state_directory() / "demo" / host;
  }
  if (!options.data.empty()) session.token_file = options.data / "operator.token";
  if (session.token.empty() && session.token_file.empty()) {
    return fail(ErrorCode::invalid_argument,
                "Parties are admitted by the operator: give --data with the server's data directory, or "
                "--token-file.",
                "--data");
  }
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  const auto loaded = demo::load(**server, options.folder, session);
  if (!loaded) return std::unexpected(loaded.error());
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().key("statements").number(static_cast<std::uint64_t>(loaded->statements));
    writer.field("folder", options.folder.string())
        .field("goodLot", server_of(session) + demo::good_lot_path());
    writer.field("recalledLot", server_of(session) + demo::recalled_lot_path())
        .field("shop", demo::shop_place())
        .end_object();
    session.out << writer.text() << '\n';
    return Exit::ok;
  }
  session.out << (loaded->was_there ? "The sample chain is there."
                                    : "The sample chain is loaded: " + std::to_string(loaded->statements) +
                                          " signed statements.")
              << " Keys, tokens and receipts: " << options.folder.string() << '\n';
  if (auto shown =
          show_code(session, "A good lot of infant milk powder; scan it, or open it:", demo::good_lot_path());
      !shown)
    return std::unexpected(shown.error());
  if (auto shown = show_code(session, "A recalled lot:", demo::recalled_lot_path()); !shown)
    return std::unexpected(shown.error());
  show_next_steps(session, options);
  return Exit::ok;
}

}  // namespace

void add_demo(CLI::App& app, Run& chosen) {
  const auto options = std::make_shared<DemoOptions>();
  CLI::App* command = app.add_subcommand(
      "demo", "Load the sample chain through the public interface, and say what to try with it");
  command->add_option("--data", options->data,
                      "Data directory of the server, for the operator's token (or give --token-file)");
  command->add_option("--folder", options->folder,
                      "Folder for keys, tokens and receipts (default: in ~/.local/state/stocktrail)");
  command->add_option("--program", options->program, "How this program is called in what it says")->group("");
  command->callback(
      [&chosen, options] { chosen = [options](Session& session) { return load(session, *options); }; });
}

}  // namespace stocktrail::cli
