// stocktraild: the server. Builds everything, passes it down, waits for a signal, and takes it down in order.
#include <pthread.h>
#include <signal.h>

#include <array>
#include <iostream>

#include "api/http/server_check.h"
#include "api/journey/consumer_pages.h"
#include "crypto/bytes.h"
#include "ledger/files/data_directory.h"
#include "tools/server/build_info.h"
#include "tools/server/harden.h"
#include "tools/server/log.h"
#include "tools/server/notify.h"
#include "tools/server/options.h"

namespace {

using namespace stocktrail;  // NOLINT(google-build-using-namespace)

constexpr int wrong_option = 2, cannot_run = 3;

/// SIGTERM and SIGINT wait for whoever asks; blocked before the first thread starts, so that no thread is
/// interrupted.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// A name that no other log has, for an operator who tries it out without giving one. It is kept before
/// anything else is, so that a start that was broken off before the log had its first record is taken up
/// under the same name.
Result<void> name_new_log(const LedgerOptions& options, Randomness& randomness, server::Log& log) {
  const std::filesystem::path directory = normal_directory(options.directory);
  std::error_code failed;
  const bool has_name = !options.origin.empty() || !kept_origin(directory).empty() ||
                        std::filesystem::exists(directory / "db", failed);
  if (has_name) return {};
  std::array<std::uint8_t, 4> bytes{};
  randomness.fill(bytes);
  const std::string origin = "localhost/stocktrail-" + hex_encode(bytes);
  if (auto kept = keep_origin(directory, origin); !kept) return kept;
  log.info("A new log; its name forever is " + origin + " (give one with --origin)");
  return {};
}

int refuse(server::Log& log, std::string_view what, const Error& error) {
  log.error(std::string(what) + ": " + (error.where.empty() ? "" : error.where + ": ") + error.detail);
  return cannot_run;
}

/// What the ledger says of one of its options is told by the option's name.
int refuse_ledger(server::Log& log, const LedgerOptions& options, Error error) {
  const std::string_view option = server::option_of(error.where);
  const bool is_option = error.code == ErrorCode::invalid_argument && !option.empty();
  if (is_option) error.where = option;
  refuse(log, "Cannot open the ledger in " + options.directory.string(), error);
  return is_option ? wrong_option : cannot_run;
}

std::string address_of(const server::Options& options, std::uint16_t port) {
  const std::string& address = options.api.server.address;
  const bool is_v6 = address.find(':') != std::string::npos;
  return std::string(options.api.server.tls ? "https://" : "http://") +
         (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

/// Tells the log that the ledger is read-only and why, once, with what only the operator may know; and how
/// far it is with tables that are made anew.
class Watch {
 public:
  Watch(const Ledger& ledger, server::Log& log) : ledger_(ledger), log_(log) {}
  void look() {
    if (const auto now = ledger_.rebuilding()) return tell(*now);
    const auto reason = ledger_.read_only_reason();
    if (reason && !is_told_) {
      log_.error("The ledger is read-only: " + reason->detail +
                 (reason->where.empty() ? "" : " (" + reason->where + ")"));
    } else if (!reason && told_tenths_) {
      log_.info("The new tables are in their places; statements are taken");
      told_tenths_.reset();
    }
    is_told_ = reason.has_value();
  }

 private:
  void tell(const Rebuilding& now) {
    const std::uint64_t tenths = now.total > 0 ? 10 * now.done / now.total : 0;
    if (told_tenths_ == tenths) return;
    told_tenths_ = tenths;
    log_.info("The tables of " + now.folds + " are made anew: " + std::to_string(now.done) + " of " +
              std::to_string(now.total) + " entries");
  }

  const Ledger& ledger_;
  server::Log& log_;
  bool is_told_ = false;
  std::optional<std::uint64_t> told_tenths_;
};

void wait_for_stop(const sigset_t& stop_signals, Watch& watch) {
  constexpr timespec look_period = {.tv_sec = 0, .tv_nsec = 250'000'000};
  while (::sigtimedwait(&stop_signals, nullptr, &look_period) < 0) watch.look();
}

int run(server::Options options, server::Log& log, const sigset_t& stop_signals) {
  // Before anything is made: a start that fails leaves nothing behind.
  if (auto checked = api::check_server(options.api.server); !checked)
    return refuse(log, "Cannot serve", checked.error());
  if (const auto& apart = options.api.metrics; apart) {
    const api::ServerOptions address{.address = apart->address, .port = apart->port};
    if (auto checked = api::check_server(address); !checked)
      return refuse(log, "Cannot serve metrics", checked.error());
  }
  if (auto checked = Ledger::check(options.ledger); !checked)
    return refuse_ledger(log, options.ledger, std::move(checked.error()));
  if (auto named = name_new_log(options.ledger, system_randomness(), log); !named)
    return refuse(log, "Cannot use the data directory", named.error());
  options.api.version = STOCKTRAIL_VERSION;
  options.api.commit = server::commit;
  options.ledger.report = [&log](std::string_view line) { log.warn(line); };
  const auto ledger = Ledger::open(options.ledger, system_clock(), system_randomness());
  if (!ledger) return refuse_ledger(log, options.ledger, ledger.error());
  Watch watch(**ledger, log);
  watch.look();
  const api::ConsumerPages pages(system_clock());
  const auto running =
      api::Api::start(options.api, **ledger, system_clock(), system_randomness(), log, &pages);
  if (!running) return refuse(log, "Cannot serve", running.error());
  const auto view = (*ledger)->view();
  log.info("Serving " + address_of(options, (*running)->port()) + " from " +
           options.ledger.directory.string() + ": log " + view->checkpoint().origin + ", " +
           std::to_string(to_u64(view->checkpoint().size)) + " entries");
  server::notify_supervisor("READY=1");

  wait_for_stop(stop_signals, watch);
  pthread_sigmask(SIG_UNBLOCK, &stop_signals, nullptr);  // A second signal ends the process at once.
  server::notify_supervisor("STOPPING=1");
  log.info("Stopping; what was accepted is finished");
  (*running)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  server::harden_process();
  auto options = server::parse_options(argc, argv);
  if (const int* status = std::get_if<int>(&options)) return *status;
  const sigset_t stop_signals = block_stop_signals();  // Before the logger's thread.
  auto& chosen = std::get<server::Options>(options);
  server::Log log(chosen.log_level, chosen.log_format);
  const int status = run(std::move(chosen), log, stop_signals);
  log.info("Stopped");
  return status;
}
