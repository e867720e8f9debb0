#include "tools/server/options.h"

#include <CLI/CLI.hpp>
#include <charconv>

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

void add_places(CLI::App& app, Options& options, Raw& raw) {
  add(app, "--listen", raw.listen, "Address and port");
  add(app, "--data", options.ledger.directory, "Data directory; made on first use");
  add(app, "--guard", options.ledger.guard_directory,
      "Directory of the file that remembers the last signed checkpoint, outside the data and its backups "
      "(default: <data>.guard)");
  add(app, "--adopt", raw.adopt_size,
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
  add(app, "--threads", server.threads, "Threads for connections")->check(CLI::Range(1U, 256U));
  add(app, "--workers", options.api.workers, "Threads that check signatures and walk traces")
      ->check(CLI::Range(1U, 256U));
  add(app, "--worker-queue-tasks-max", options.api.worker_queue_tasks_max,
      "Requests that wait for a worker; more get 503");
  add(app, "--connections-max", server.limits.connections_max, "Open connections");
  add(app, "--header-bytes-max", server.limits.header_bytes_max, "Bytes of a request's header");
  add(app, "--body-bytes-max", server.limits.body_bytes_max, "Bytes of a request's body");
  add(app, "--bodies-bytes-max", server.limits.bodies_bytes_max, "Bytes of all bodies in work; more get 503");
  add(app, "--queue-statements-max", options.ledger.limits.queue_statements_max,
      "Statements that wait for the writer; more get 503");
  add(app, "--queue-bytes-max", options.ledger.limits.queue_bytes_max, "Bytes of the statements that wait");
  add(app, "--party-files-bytes-max", options.api.party_files_bytes_max,
      "Bytes of the files that one party brings; more get 413");
  add(app, "--batch-statements-max", options.ledger.limits.batch_statements_max, "Statements in one commit");
  add(app, "--cache-mib", raw.cache_mib, "Memory for the database's cache")
      ->check(CLI::Range(8UL, 1UL << 20));
}

std::string take_raw(Options& options, const Raw& raw) {
  const auto endpoint = parse_endpoint(raw.listen);
  if (!endpoint) return "--listen: " + endpoint.error().detail;
  options.api.server.address = endpoint->address;
  options.api.server.port = endpoint->port;
  if (raw.tls_certificate.empty() != raw.tls_key.empty()) return "--tls-cert and --tls-key go together.";
  if (!raw.tls_key.empty()) options.api.server.tls = api::TlsFiles{raw.tls_certificate, raw.tls_key};
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
  app.set_config("--config", "", "TOML file with options");
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
