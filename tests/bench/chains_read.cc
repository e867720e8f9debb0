// Asks a ledger that chains_bench filled: through the C++ interface, and over HTTP as one client on one
// connection. Each question of a kind is about another code, so that nothing is answered from a cache of
// answers.
#include <deque>
#include <fstream>
#include <thread>

#include "api/api.h"
#include "api/journey/consumer_pages.h"
#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "tests/bench/chains/admit.h"
#include "tests/bench/chains/tape.h"
#include "tests/bench/chains_bench.h"
#include "tests/support/raw_http.h"

namespace stocktrail::chains {
namespace {

// A journey as a consumer finds it: some 17 events.
constexpr std::uint64_t typical_events_min = 15, typical_events_max = 19;
constexpr std::size_t closure_rounds_max = 20;  // Of each of the few that there are.

class NoLog final : public api::AccessLog {
 public:
  void failed(std::string_view, std::string_view) override {}
  void noted(std::string_view) override {}
  void answered(const api::AccessRecord&) override {}
};

/// `count` typical journeys at most, from all over the history, in no order.
std::vector<TapedSamples::Trace> typical(std::vector<TapedSamples::Trace> all, std::size_t count) {
  std::erase_if(all, [](const TapedSamples::Trace& one) {
    return one.events < typical_events_min || one.events > typical_events_max;
  });
  std::ranges::sort(all, {}, [](const TapedSamples::Trace& one) { return sha256(one.code); });
  if (all.size() > count) all.resize(count);
  ST_CHECK(!all.empty());
  return all;
}

gs1::Key key(const std::string& code) {
  auto parsed = gs1::parse_key(code);
  ST_CHECK(parsed.has_value());
  return std::move(*parsed);
}

trace::Trace walk(const std::string& code, trace::Direction direction, const View& view) {
  return trace::walk(key(code), direction, {}, view.tables());
}

class Reading {
 public:
  Reading(const std::filesystem::path& tape, const std::filesystem::path& data, std::size_t rounds,
          std::string only)
      : only_(std::move(only)), api_directory_(data.string() + ".api") {
    const TapedSamples samples = read_samples(tape);
    codes_ = typical(samples.traces, rounds);
    for (std::size_t i = 0; i < std::min(rounds, closure_rounds_max) * samples.closures.size(); ++i)
      closures_.push_back(samples.closures[i % samples.closures.size()]);
    LedgerOptions options;
    options.directory = data;
    options.guard_directory = data.string() + ".guard";
    std::filesystem::create_directories(api_directory_);
    auto opened = Ledger::open(options, clock_, system_randomness());
    ST_CHECK(opened.has_value());
    ledger_ = std::move(*opened);
    while (ledger_->rebuilding()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto view = ledger_->view();
    const auto last = view->receipt(LeafIndex{to_u64(view->checkpoint().size) - 1});
    ST_CHECK(last.has_value());
    clock_.reach(last->recorded_at);
  }

  void in_process() {
    const auto view = ledger_->view();
    ask("backward trace", codes_, [&](const TapedSamples::Trace& one) {
      const auto trace = walk(one.code, trace::Direction::backwards, *view);
      ST_CHECK(trace.complete);
      events_ += trace.events.size();
    });
    ask("forward closure", closures_, [&](const TapedSamples::Closure& one) {
      const auto trace = walk(one.code, trace::Direction::forwards, *view);
      ST_CHECK(trace.steps_complete && trace.steps.size() == one.keys);
    });
    ask("position", codes_, [&](const TapedSamples::Trace& one) {
      inventory::PositionQuery query;
      query.place = one.place;
      query.product = product_of(one.code);
      ST_CHECK(inventory::positions(query, view->tables()).has_value());
    });
    std::uint64_t n = 0;
    ask("proof", codes_, [&](const TapedSamples::Trace&) {
      const LeafIndex index{spread(n++) % to_u64(view->checkpoint().size)};
      ST_CHECK(view->receipt(index).has_value() && view->proof(index).has_value());
    });
  }

  void over_http() {
    api::ApiOptions options;
    options.server.port = 0;
    options.directory = api_directory_;
    const api::ConsumerPages pages(clock_);
    auto started = api::Api::start(options, *ledger_, clock_, system_randomness(), log_, &pages);
    ST_CHECK(started.has_value());
    test::RawConnection connection((*started)->port(), 60'000);
    const std::string token = auditor_token(connection, api_directory_ / "operator.token");
    const auto get = [&](std::string name, const auto& samples, const std::string& by, const auto& target) {
      ask(std::move(name), samples, [&](const auto& one) { expect(connection, target(one), by); });
    };
    get("page, made anew", codes_, "", [](const auto& one) { return "/p" + path_of(one.code); });
    get("page, kept", codes_, "", [&](const auto&) { return "/p" + path_of(codes_.back().code); });
    get("GET /trace, anyone", codes_, "", [](const auto& one) { return "/trace?id=" + one.code; });
    get("GET /trace, auditor", codes_, token, [](const auto& one) { return "/trace?id=" + one.code; });
    get("GET /trace, closure", closures_, token,
        [](const auto& one) { return "/trace?direction=forwards&id=" + one.code; });
    get("GET /inventory/positions", codes_, token, [](const auto& one) {
      return "/inventory/positions?place=" + one.place + "&product=" + product_of(one.code);
    });
    get("GET /proof", codes_, "", [](const auto& one) { return "/proof?id=" + one.code; });
  }

  void print(Output output) {
    if (output == Output::table) {
      std::printf("a backward trace has %.1f events\n%28s %10s %10s %10s %8s\n",
                  static_cast<double>(events_) / static_cast<double>(codes_.size()), "", "median us",
                  "p99 us", "CPU us", "asked");
      for (Latencies& one : measured_)
        std::printf("%28s %10.0f %10.0f %10.0f %8zu\n", one.name().c_str(), one.micros(500), one.micros(990),
                    one.cpu_micros(), one.count());
      std::printf("peak memory %zu MB\n", peak_memory_bytes() >> 20);
      return;
    }
    json::Writer w;
    w.begin_object().key("read").begin_object();
    for (Latencies& one : measured_) {
      w.key(one.name()).begin_object();
      w.key("median_nanos").number(static_cast<std::int64_t>(one.micros(500) * 1'000));
      w.key("p99_nanos").number(static_cast<std::int64_t>(one.micros(990) * 1'000));
      w.key("cpu_nanos").number(static_cast<std::int64_t>(one.cpu_micros() * 1'000)).end_object();
    }
    w.end_object().key("peak_bytes").number(std::uint64_t{peak_memory_bytes()}).end_object();
    std::printf("%s\n", w.text().c_str());
  }

 private:
  /// Does `work` for each sample, unless the caller wants other kinds only.
  void ask(std::string name, const auto& samples, const auto& work) {
    if (name.find(only_) == std::string::npos) return;
    Latencies& latencies = measured_.emplace_back(std::move(name));
    for (const auto& one : samples) latencies.measure([&] { work(one); });
  }

  static std::string path_of(const std::string& code) { return code.substr(code.find('/', 8)); }
  static std::string product_of(const std::string& code) { return key(code).product_key()->text(); }

  static void expect(test::RawConnection& connection, const std::string& target, const std::string& token) {
    ST_CHECK(connection.send(test::request_text({.method = "GET", .target = target, .token = token})));
    const auto answer = connection.receive();
    if (answer.status != 200)
      std::fprintf(stderr, "%s: %d %s\n", target.c_str(), answer.status, answer.body.c_str());
    ST_CHECK(answer.status == 200);
  }

  static std::string auditor_token(test::RawConnection& connection,
                                   const std::filesystem::path& operator_file) {
    std::ifstream file(operator_file);
    std::string operator_token;
    std::getline(file, operator_token);
    ST_CHECK(connection.send(
        test::request_text({.method = "POST",
                            .target = "/tokens",
                            .token = operator_token,
                            .content_type = "application/json",
                            .body = R"({"role":"auditor","party":")" + std::string(auditor_id) +
                                    R"(","label":"bench","days":1})"})));
    const auto answer = connection.receive();
    const auto document = json::Document::parse(answer.body);
    ST_CHECK(answer.status == 201 && document.has_value());
    return std::string(document->root().find("token")->string());
  }

  const std::string only_;
  const std::filesystem::path api_directory_;  // Kept: the operator's token is told once in a ledger's life.
  std::vector<TapedSamples::Trace> codes_;
  std::vector<TapedSamples::Closure> closures_;
  ChainClock clock_;
  NoLog log_;
  std::unique_ptr<Ledger> ledger_;
  std::deque<Latencies> measured_;
  std::uint64_t events_ = 0;
};

}  // namespace

void read(const std::filesystem::path& tape, const std::filesystem::path& data, std::size_t rounds,
          const std::string& only, Output output) {
  Reading reading(tape, data, rounds, only);
  reading.in_process();
  reading.over_http();
  reading.print(output);
}

}  // namespace stocktrail::chains
