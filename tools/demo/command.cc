// stocktrail demo: loads the sample chain, and says what to try with it.
#include <algorithm>
#include <memory>

#include "api/page/qr.h"
#include "crypto/json_writer.h"
#include "ledger/gs1/key.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/session.h"
#include "tools/demo/load.h"

namespace stocktrail::cli {
namespace {

struct DemoOptions {
  std::filesystem::path data, operator_token_file, folder;
  std::string date, program = "stocktrail";
};

Result<std::string> path_of(const demo::Sample& sample) {
  const auto key = gs1::parse_key(sample.id);
  if (!key) return std::unexpected(key.error());
  return std::string(key->path());
}

Result<void> write_json(const Session& session, const std::filesystem::path& folder,
                        const demo::Loaded& loaded) {
  json::Writer writer;
  writer.begin_object().field("date", loaded.day);
  writer.key("recorded").number(static_cast<std::uint64_t>(loaded.recorded));
  writer.field("folder", folder.string()).field("shop", loaded.chain.shop);
  writer.key("samples").begin_array();
  for (const demo::Sample& sample : loaded.chain.samples) {
    const auto path = path_of(sample);
    if (!path) return std::unexpected(path.error());
    writer.begin_object().field("kind", sample.kind).field("url", session.server + *path);
    writer.field("path", *path).field("says", sample.says).end_object();
  }
  writer.end_array().end_object();
  session.out << writer.text() << '\n';
  return {};
}

Result<void> show_sample(Session& session, const demo::Sample& sample) {
  const auto path = path_of(sample);
  if (!path) return std::unexpected(path.error());
  const std::string link = session.server + *path;
  session.out << '\n' << sample.says << "\n  " << link << '\n';
  if (!sample.is_drawn) return {};
  const auto code = api::QrCode::of(link);
  if (!code) return std::unexpected(code.error());
  session.out << api::qr_terminal(*code);
  return {};
}

std::string path_of_kind(const demo::Chain& chain, std::string_view kind) {
  for (const demo::Sample& sample : chain.samples) {
    if (sample.kind == kind) return path_of(sample).value_or(std::string());
  }
  return {};
}

void show_next_steps(Session& session, const DemoOptions& options, const demo::Chain& chain) {
  const std::string server = session.server;
  const std::string& run = options.program;
  const std::string at = server == "http://127.0.0.1:8080" ? "" : " --server " + server;
  const std::string token = " --token-file " + (options.folder / "tokens").string();
  const std::string recalled = path_of_kind(chain, "recalled");
  session.out << "\nWhat to try next (in another terminal):\n"
              << "  Verify a journey offline, with the log's key and no server:\n"
              << "    curl -fsS " << server << "/log/vkey > log.vkey\n"
              << "    curl -fsS '" << server << "/proof?id=" << path_of_kind(chain, "good")
              << "' > journey.stproof\n"
              << "    " << run << " verify journey.stproof --vkey log.vkey\n"
              << "  Audit the whole log, and as the authority every statement in it:\n"
              << "    " << run << " audit" << at << "\n"
              << "    " << run << " audit" << at << token << "/auditor.token\n"
              << "  Where did the recalled lot come from, and what did it reach?\n"
              << "    " << run << " trace " << recalled << at << "\n"
              << "    " << run << " trace " << recalled << at << " --direction forwards" << token
              << "/auditor.token\n"
              << "  How much is in the shop in Willow Street?\n"
              << "    " << run << " positions" << at << " --place " << chain.shop << token
              << "/planner.token\n";
}

Result<void> write_text(Session& session, const DemoOptions& options, const demo::Loaded& loaded) {
  session.out << "The sample chain of " << loaded.day
              << (loaded.recorded == 0 ? " is there already"
                                       : " is loaded: " + std::to_string(loaded.recorded) + " statements")
              << ". Keys and tokens of its parties: " << options.folder.string() << '\n';
  for (const demo::Sample& sample : loaded.chain.samples) {
    if (auto shown = show_sample(session, sample); !shown) return shown;
  }
  show_next_steps(session, options, loaded.chain);
  return {};
}

std::filesystem::path usual_folder(const Session& session) {
  std::string host = session.server.substr(session.server.find("://") + 3);
  std::ranges::replace(host, '/', '_');
  return state_directory() / "demo" / host;
}

Result<Exit> load(Session& session, DemoOptions& options) {
  if (options.folder.empty()) options.folder = usual_folder(session);
  if (!options.data.empty()) session.token_file = options.data / "operator.token";
  if (!options.operator_token_file.empty()) session.token_file = options.operator_token_file;
  if (session.token_file.empty() && session.token.empty()) {
    return fail(ErrorCode::invalid_argument,
                "The operator admits the parties: give --data with the server's data directory, where its "
                "token is, or "
                "--operator-token-file.",
                "--data");
  }
  demo::LoadOptions load_options{.folder = options.folder, .day = {}};
  if (!options.date.empty()) {
    const auto day = parse_date(options.date);
    if (!day) return fail(ErrorCode::invalid_argument, day.error().detail, "--date");
    load_options.day = *day;
  }
  const auto loaded = demo::load_chain(load_options, session);
  if (!loaded) return std::unexpected(loaded.error());
  const auto written =
      session.json() ? write_json(session, options.folder, *loaded) : write_text(session, options, *loaded);
  if (!written) return std::unexpected(written.error());
  return Exit::ok;
}

}  // namespace

Command demo_command(Session& session) {
  const auto options = std::make_shared<DemoOptions>();
  return {.name = "demo",
          .help =
              "Load a sample supply chain: two farms, a dairy, a distributor, a carrier and shops; one lot "
              "is recalled",
          .options = {{"--data", &options->data, "Data directory of the server, for the operator's token"},
                      {"--operator-token-file", &options->operator_token_file,
                       "The operator's token, instead of --data"},
                      {"--folder,--keys", &options->folder,
                       "Folder for the parties' keys and tokens (default: in ~/.local/state/stocktrail)"},
                      {"--date", &options->date,
                       "The day that the chain takes for today, YYYY-MM-DD; default: today"},
                      {.name = "--program",
                       .target = &options->program,
                       .help = "How this program is called in what it says",
                       .visibility = Visibility::hidden}},
          .run = [&session, options] { return load(session, *options); }};
}

}  // namespace stocktrail::cli
