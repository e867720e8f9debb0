#include "tests/bench/chains/tape.h"

#include <fstream>
#include <sstream>

namespace stocktrail::chains {
namespace {

constexpr std::size_t signed_together = 2'000;  // Statements.

template <typename T>
void put(std::FILE* file, const T& value) {
  ST_CHECK(std::fwrite(&value, sizeof value, 1, file) == 1);
}
template <typename T>
bool get(std::FILE* file, T& value) {
  return std::fread(&value, sizeof value, 1, file) == 1;
}

void write_samples(const Chains& chains, const std::filesystem::path& file) {
  std::ofstream out(file.string() + ".samples");
  const World& world = chains.world();
  for (const TraceSample& one : chains.trace_samples())
    out << "trace " << world.text(one.code) << ' ' << one.events << ' ' << world.text(place_thing(one.shop))
        << '\n';
  for (const ClosureSample& one : chains.closure_samples())
    out << "closure " << world.text(one.code) << ' ' << one.keys << '\n';
}

}  // namespace

void record(const ChainsOptions& options, const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> out(std::fopen(file.c_str(), "wb"), &std::fclose);
  ST_CHECK(out != nullptr);
  Chains chains(options);
  for (auto some = sign_next(chains, signed_together); !some.empty();
       some = sign_next(chains, signed_together)) {
    for (const SignedStatement& one : some) {
      put(out.get(), static_cast<std::uint32_t>(one.wire.size()));
      put(out.get(), one.by);
      put(out.get(), to_i64(one.sent_at));
      put(out.get(), one.events);
      put(out.get(), static_cast<std::uint8_t>(one.is_repeat));
      ST_CHECK(std::fwrite(one.wire.data(), one.wire.size(), 1, out.get()) == 1);
    }
  }
  write_samples(chains, file);
}

TapedSamples read_samples(const std::filesystem::path& file) {
  TapedSamples samples;
  std::ifstream in(file.string() + ".samples");
  for (std::string line, kind; std::getline(in, line);) {
    std::istringstream words(line);
    words >> kind;
    if (kind == "trace") {
      TapedSamples::Trace one;
      words >> one.code >> one.events >> one.place;
      samples.traces.push_back(std::move(one));
    } else {
      TapedSamples::Closure one;
      words >> one.code >> one.keys;
      samples.closures.push_back(std::move(one));
    }
  }
  return samples;
}

Tape::Tape(const std::filesystem::path& file) : file_(std::fopen(file.c_str(), "rb")) {
  ST_CHECK(file_ != nullptr);
}

std::optional<SignedStatement> Tape::next() {
  std::uint32_t bytes = 0;
  std::int64_t sent_at = 0;
  std::uint8_t is_repeat = 0;
  SignedStatement statement;
  if (!get(file_.get(), bytes)) return std::nullopt;
  ST_CHECK(get(file_.get(), statement.by) && get(file_.get(), sent_at) &&
           get(file_.get(), statement.events) && get(file_.get(), is_repeat));
  statement.sent_at = Micros{sent_at};
  statement.is_repeat = is_repeat != 0;
  statement.wire.resize(bytes);
  ST_CHECK(std::fread(statement.wire.data(), bytes, 1, file_.get()) == 1);
  return statement;
}

}  // namespace stocktrail::chains
