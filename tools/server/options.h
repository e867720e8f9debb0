// tools/server/options.h: what the server's flags, environment and TOML file say. The home of its command
// line.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "api/api.h"
#include "ledger/ledger.h"
#include "tools/settings/commands.h"

namespace stocktrail::server {

enum class LogFormat : unsigned char { text, json };

struct Options {
  api::ApiOptions api;
  LedgerOptions ledger;
  std::string log_level = "info";
  LogFormat log_format = LogFormat::text;
};

/// "127.0.0.1:8080", "[::1]:8080", ":8080" (every address of the machine).
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
Result<Endpoint> parse_endpoint(std::string_view text);

/// The options as a table, whose targets are the members beside it: read by parse_options(), and by whatever
/// else tells of them.
struct CommandLine {
  /// What cannot be read straight into Options.
  struct Raw {
    std::string listen = "127.0.0.1:8080";
    std::filesystem::path tls_certificate, tls_key;
    std::string proxies, metrics_listen;
    std::uint64_t adopt_size = 0;
    std::string lost_key;
    std::size_t cache_mib = 256;
    bool json_log = false;
  };

  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Options options;
  Raw raw;
  settings::Program program;
};

/// "--guard" for what the ledger calls "guard"; empty for what is no option.
std::string_view option_of(std::string_view where);

/// The options, or the exit status of a process that has said all there is to say (--help, a wrong option).
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace stocktrail::server
