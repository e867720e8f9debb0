#include "tools/server/options.h"

#include <CLI/CLI.hpp>
#include <charconv>

#include "crypto/note.h"
#include "ledger/gs1/key.h"
#include "tools/settings/config_file.h"
#include "tools/settings/server_url.h"

namespace stocktrail::server {
namespace {

constexpr const char* description =
    "The Stocktrail server: a verifiable log of signed supply-chain events, with provenance and exact "
    "stock.\n"
    "It runs without any option, on 127.0.0.1:8080 with its data in ./stocktrail-data.";
constexpr const char* footer =
    "Every option can be kept in a TOML file (--config FILE) or in the environment (STOCKTRAILD_LISTEN, "
    "...).\n"
    "SIGTERM and SIGINT stop it once all that it accepted is done. Exit status: 0 stopped; 2 wrong option; 3 "
    "cannot run.";

constexpr std::uint64_t number_ceiling = 1ULL << 40;
constexpr std::uint64_t threads_ceiling = 256;
constexpr std::size_t origin_bytes = 255;

/// What cannot be read straight into Options.
struct Raw {
  std::string listen = "127.0.0.1:8080";
  std::filesystem::path tls_certificate, tls_key;
  std::uint64_t adopt_size = 0;
  std::size_t cache_mib = 256;
  bool json_log = false;
};

std::string environment_name(std::string option) {
  for (char& c : option) c = c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return "STOCKTRAILD" + option.substr(1);  // "--listen" -> "_LISTEN" after its first dash.
}

template <typename Field>
CLI::Option* add(CLI::App& app, const std::string& name, Field& field, const std::string& text) {
  return app.add_option(name, field, text)->envname(environment_name(name))->capture_default_str();
}

/// CLI11 takes "-1" for the largest number, and a limit of 0 would let nothing through.
template <typename Field>
void add_number(CLI::App& app, const std::string& name, Field& field, const std::string& text,
                std::uint64_t least = 1, std::uint64_t most = number_ceiling) {
  const auto digits = [](const std::string& given) {
    return given.find_first_not_of("0123456789") == std::string::npos
               ? std::string()
               : "a whole number is expected, not \"" + given + "\"";
  };
  add(app, name, field, text)->check(digits)->check(CLI::Range(least, most));
}

void add_places(CLI::App& app, Options& options, Raw& raw) {
  add(app, "--listen", raw.listen, "Address and port");
  add(app, "--data", options.ledger.directory, "Data directory; made on first use");
  add(app, "--guard", options.ledger.guard_directory,
      "Directory of the file that remembers the last signed checkpoint, outside the data and its backups "
      "(default: <data>.guard)");
  add_number(app, "--adopt", raw.adopt_size,
             "The guard file was lost: the data, with exactly so many entries, is the newest there is");
  add(app, "--origin", options.ledger.origin,
      "Name of the log for ever, e.g. trace.example/2026 (default: a random one)");
  add(app, "--operator-id", options.ledger.operator_id,
      "Party id of the operator, for a new log (default: https://<origin>)");
  add(app, "--operator-name", options.ledger.operator_name, "Name of the operator, for a new log");
  add(app, "--public-url", options.api.public_url,
      "Scheme and host that links and QR codes carry (default: as asked)");
  add(app, "--tls-cert", raw.tls_certificate,
      "PEM file with the certificate chain; with --tls-key it serves https");
  add(app, "--tls-key", raw.tls_key, "PEM file with the private key");
}

void add_limits(CLI::App& app, Options& options, Raw& raw) {
  auto& server = options.api.server;
  auto& limits = options.ledger.limits;
  add_number(app, "--threads", server.threads, "Threads for connections", 1, threads_ceiling);
  add_number(app, "--workers", options.api.workers, "Threads that check signatures and walk traces", 1,
             threads_ceiling);
  add_number(app, "--worker-queue-tasks-max", options.api.worker_queue_tasks_max,
             "Requests that wait for a worker; more get 503");
  add_number(app, "--connections-max", server.limits.connections_max, "Open connections");
  add_number(app, "--header-bytes-max", server.limits.header_bytes_max, "Bytes of a request's header");
  add_number(app, "--body-bytes-max", server.limits.body_bytes_max, "Bytes of a request's body");
  add_number(app, "--bodies-bytes-max", server.limits.bodies_bytes_max,
             "Bytes of all bodies in work; more get 503");
  add_number(app, "--queue-statements-max", limits.queue_statements_max,
             "Statements that wait for the writer; more get 503");
  add_number(app, "--queue-bytes-max", limits.queue_bytes_max, "Bytes of the statements that wait");
  add_number(app, "--party-files-bytes-max", options.api.party_files_bytes_max,
             "Bytes of the files that one party brings; more get 413");
  add_number(app, "--batch-statements-max", limits.batch_statements_max, "Statements in one commit");
  add_number(app, "--cache-mib", raw.cache_mib, "Memory for the database's cache", 8, 1UL << 20);
}

/// What no log can be made with; it would else be found out when half of it is made.
std::string fault_of_names(const LedgerOptions& ledger) {
  if (ledger.origin.empty() && ledger.operator_id.empty()) return {};
  if (!ledger.origin.empty() && (ledger.origin.size() > origin_bytes || !is_note_name(ledger.origin)))
    return "--origin: 1 to 255 bytes without space or plus are expected, for example example.com/stocktrail.";
  const bool is_given = !ledger.operator_id.empty();
  const auto id = gs1::parse_key(is_given ? ledger.operator_id : "https://" + ledger.origin);
  if (id) return {};
  return is_given
             ? "--operator-id: " + id.error().detail
             : "--origin: https://" + ledger.origin + " would be the operator's id, but " + id.error().detail;
}

std::string take_raw(Options& options, const Raw& raw) {
  const auto endpoint = parse_endpoint(raw.listen);
  if (!endpoint) return "--listen: " + endpoint.error().detail;
  options.api.server.address = endpoint->address;
  options.api.server.port = endpoint->port;
  if (raw.tls_certificate.empty() != raw.tls_key.empty()) return "--tls-cert and --tls-key go together.";
  if (!raw.tls_key.empty()) options.api.server.tls = api::TlsFiles{raw.tls_certificate, raw.tls_key};
  if (std::string fault = fault_of_names(options.ledger); !fault.empty()) return fault;
  if (!options.api.public_url.empty()) {
    auto url = settings::normal_server(options.api.public_url);
    if (!url) return "--public-url: " + url.error().detail;
    options.api.public_url = std::move(*url);
  }
  if (raw.adopt_size > 0) options.ledger.adopt = TreeSize{raw.adopt_size};
  options.ledger.cache_bytes_max = raw.cache_mib << 20;
  options.api.directory = options.ledger.directory;
  options.log_format = raw.json_log ? LogFormat::json : LogFormat::text;
  return {};
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const auto refuse = [&] {
    return fail(ErrorCode::invalid_argument,
                "\"" + std::string(text) + "\" is not ADDRESS:PORT, e.g. 127.0.0.1:8080 or [::1]:8080.");
  };
  if (colon == std::string_view::npos) return refuse();
  std::string_view address = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  Endpoint endpoint;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (failed != std::errc() || end != digits.data() + digits.size() || digits.empty()) return refuse();
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.contains(':')) {
    return refuse();
  }
  endpoint.address = address.empty()          ? "0.0.0.0"
                     : address == "localhost" ? "127.0.0.1"
                                              : std::string(address);
  return endpoint;
}

std::variant<Options, int> parse_options(int argc, char** argv) {
  Options options;
  Raw raw;
  options.ledger.directory = "stocktrail-data";
  CLI::App app(description, "stocktraild");
  app.set_version_flag("--version", STOCKTRAIL_VERSION);
  app.footer(footer);
  settings::add_config_file(app, "");
  add_places(app, options, raw);
  add_limits(app, options, raw);
  add(app, "--log-level", options.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  app.add_flag("--log-json", raw.json_log, "One JSON object a line on standard error")
      ->envname("STOCKTRAILD_LOG_JSON");
  try {  // CLI11 tells --help and usage errors by exceptions, which end here.
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 2;
  }
  if (const std::string fault = take_raw(options, raw); !fault.empty()) {
    std::cerr << fault << "\nRun with --help for more information.\n";
    return 2;
  }
  return options;
}

}  // namespace stocktrail::server
