#include "tools/server/options.h"

#include <charconv>
#include <iostream>

#include "api/http/sender.h"
#include "crypto/ascii.h"
#include "crypto/note.h"
#include "ledger/gs1/key.h"
#include "tools/settings/command_line.h"
#include "tools/settings/server_url.h"

namespace stocktrail::server {
namespace {

constexpr const char* description =
    "The Stocktrail server: a verifiable log of signed supply-chain events, with provenance and exact "
    "stock.\n"
    "It runs without any option, on 127.0.0.1:8080 with its data in ./stocktrail-data.";
constexpr const char* notes =
    "Every option can be kept in a TOML file (--config FILE) or in the environment (STOCKTRAILD_LISTEN, "
    "...).\n"
    "SIGTERM and SIGINT stop it once all that it accepted is done.";

constexpr std::uint64_t number_ceiling = 1ULL << 40;
constexpr std::uint64_t threads_ceiling = 256;
constexpr std::size_t origin_bytes = 255;

using Raw = CommandLine::Raw;

std::string environment_name(std::string option) {
  for (char& c : option) c = c == '-' ? '_' : to_upper(c);
  return "STOCKTRAILD" + option.substr(1);  // "--listen" -> "_LISTEN" after its first dash.
}

settings::Option option(const std::string& name, settings::Target target, std::string help) {
  return {.name = name,
          .target = std::move(target),
          .help = std::move(help),
          .environment = environment_name(name)};
}

/// A limit of 0 would let nothing through.
template <typename Field>
settings::Option limit(const std::string& name, Field& field, std::string help, std::uint64_t least = 1,
                       std::uint64_t most = number_ceiling) {
  return option(name, settings::number(field, least, most), std::move(help));
}

settings::Option lost_key(Raw& raw) {
  settings::Option key =
      option("--lost-key", &raw.lost_key,
             "A key of the server is lost for good: go on without it (operator), or with a "
             "new one (installation)");
  key.words = {"operator", "installation"};
  return key;
}

std::vector<settings::Option> places(Options& options, Raw& raw) {
  return {
      option("--listen", &raw.listen, "Address and port"),
      option("--data", &options.ledger.directory, "Data directory; made on first use"),
      option("--guard", &options.ledger.guard_directory,
             "Directory of the file that remembers the last signed checkpoint, outside the data and its "
             "backups (default: as before; at first /var/lib/stocktrail-guard, for other users than root "
             "stocktrail/guard in $XDG_STATE_HOME or ~/.local/state)"),
      option(
          "--backups", &options.api.backups_directory,
          "Directory in which the operator has copies of the data made (stocktrail backup); default: none"),
      limit("--adopt", raw.adopt_size,
            "The guard is lost or damaged, or knows of more tokens than this copy: the data, with exactly "
            "this many entries, is the newest there is"),
      lost_key(raw),
      option("--new-operator-token", &options.api.makes_operator_token,
             "Make a new access token of the operator, in operator.token of the data directory"),
      option("--origin", &options.ledger.origin,
             "Name of the log forever, e.g. trace.example/2026 (default: a random one)"),
      option("--operator-id", &options.ledger.operator_id,
             "Party id of the operator, for a new log (default: https://<origin>)"),
      option("--operator-name", &options.ledger.operator_name, "Name of the operator, for a new log"),
      option("--public-url", &options.api.public_url,
             "Scheme and host that links and QR codes carry (default: as asked)"),
      option("--tls-cert", &raw.tls_certificate,
             "PEM file with the certificate chain; with --tls-key it serves https"),
      option("--tls-key", &raw.tls_key, "PEM file with the private key"),
      option("--metrics-listen", &raw.metrics_listen,
             "Address and port for /metrics alone, without TLS (default: beside everything else)"),
      option("--proxies", &raw.proxies,
             "Addresses of reverse proxies, separated by commas, whose X-Forwarded-For tells the client"),
  };
}

std::vector<settings::Option> limits(Options& options, Raw& raw) {
  auto& api = options.api;
  auto& ledger = options.ledger.limits;
  return {
      limit("--threads", api.server.threads, "Threads for connections", 1, threads_ceiling),
      limit("--workers", api.workers, "Threads that take statements in", 1, threads_ceiling),
      limit("--readers", api.readers, "Threads that answer what takes long to read: traces, proofs, pages", 1,
            threads_ceiling),
      limit("--worker-queue-tasks-max", api.worker_limits.worker_queue_tasks_max,
            "Requests that wait for a worker; more get 503"),
      limit("--anonymous-queue-tasks-max", api.worker_limits.anonymous_queue_tasks_max,
            "Of these, without a token"),
      limit("--sender-queue-tasks-max", api.worker_limits.sender_queue_tasks_max,
            "Of these, of one token or address; more get 429"),
      limit("--connections-max", api.server.limits.connections_max, "Open connections"),
      limit("--address-connections-max", api.server.limits.address_connections_max,
            "Open connections of one address"),
      limit("--header-bytes-max", api.server.limits.header_bytes_max, "Bytes of a request's header"),
      limit("--body-bytes-max", api.server.limits.body_bytes_max, "Bytes of a request's body"),
      limit("--bodies-bytes-max", api.server.limits.bodies_bytes_max,
            "Bytes of all bodies in work; more get 503"),
      limit("--anonymous-body-bytes-max", api.server.limits.anonymous_body_bytes_max,
            "Bytes of a body without a token"),
      limit("--anonymous-bodies-bytes-max", api.server.limits.anonymous_bodies_bytes_max,
            "Bytes of all bodies in work without a token; more get 503"),
      limit("--address-bodies-bytes-max", api.server.limits.address_bodies_bytes_max,
            "Of these, from one address; more get 429"),
      limit("--token-bodies-bytes-max", api.server.limits.token_bodies_bytes_max,
            "Bytes of all bodies in work with one token; more get 429"),
      limit("--queue-statements-max", ledger.queue_statements_max,
            "Statements that wait for the writer; more get 503"),
      limit("--queue-bytes-max", ledger.queue_bytes_max, "Bytes of the statements that wait"),
      limit("--party-files-bytes-max", api.party_files_bytes_max,
            "Bytes of the files that one party brings; more get 413"),
      limit("--disk-read-only-below-bytes", ledger.disk.read_only_below_bytes,
            "With fewer bytes free on the disk of the data nothing more is written"),
      limit("--disk-reserve-bytes", ledger.disk.reserve_bytes,
            "Bytes kept in a file, and given back when writing stops for want of room"),
      limit("--batch-statements-max", ledger.batch_statements_max, "Statements in one commit"),
      limit("--cache-mib", raw.cache_mib, "Memory for the database's cache", 8, 1UL << 20),
  };
}

std::vector<settings::Option> logging(Options& options, Raw& raw) {
  settings::Option level = option("--log-level", &options.log_level, "debug, info, warn or error");
  level.words = {"debug", "info", "warn", "error"};
  return {std::move(level), option("--log-json", &raw.json_log, "One JSON object a line on standard error")};
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
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
  options.api.server.proxies = split_list(raw.proxies);
  for (const std::string& proxy : options.api.server.proxies)
    if (!api::client_of(proxy)) return "--proxies: \"" + proxy + "\" is not an IP address.";
  if (!raw.metrics_listen.empty()) {
    const auto apart = parse_endpoint(raw.metrics_listen);
    if (!apart) return "--metrics-listen: " + apart.error().detail;
    options.api.metrics = {apart->address, apart->port};
  }
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
  if (!raw.lost_key.empty())
    options.ledger.lost_key = raw.lost_key == "operator" ? LostKey::operator_ : LostKey::installation;
  options.api.directory = options.ledger.directory;
  options.ledger.backups_directory = options.api.backups_directory;
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
  if (!api::client_of(endpoint.address)) return refuse();
  return endpoint;
}

std::string_view option_of(std::string_view where) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"data", "--data"},        {"guard", "--guard"},   {"backups", "--backups"},
      {"adopt", "--adopt"},      {"origin", "--origin"}, {"operator_id", "--operator-id"},
      {"lost_key", "--lost-key"}};
  for (const auto& [name, option] : names)
    if (name == where) return option;
  return {};
}

CommandLine::CommandLine()
    : program{.root = {.name = "stocktraild", .help = description},
              .version = STOCKTRAIL_VERSION,
              .exit_statuses = {{"0", "stopped"}, {"2", "wrong option"}, {"3", "cannot run"}},
              .notes = notes,
              .files = {{"/etc/stocktrail/stocktraild.env", "options of the installed service"},
                        {"/var/lib/stocktrail/data", "its data"},
                        {"/var/lib/stocktrail-guard", "the last signed checkpoint: never restore it"},
                        {"/var/lib/stocktrail-backups", "copies that `stocktrail backup` has made"}}} {
  options.ledger.directory = "stocktrail-data";
  for (auto group : {places(options, raw), limits(options, raw), logging(options, raw)}) {
    for (settings::Option& one : group) program.root.options.push_back(std::move(one));
  }
}

std::variant<Options, int> parse_options(int argc, char** argv) {
  CommandLine line;
  const auto read = settings::read_command_line(line.program, argc, argv);
  if (const auto* status = std::get_if<settings::Exit>(&read)) return static_cast<int>(*status);
  if (const std::string fault = take_raw(line.options, line.raw); !fault.empty()) {
    std::cerr << fault << "\nRun with --help for more information.\n";
    return 2;
  }
  return std::move(line.options);
}

}  // namespace stocktrail::server
