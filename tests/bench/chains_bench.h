// tests/bench/chains_bench.h: the parts of chains_bench, each run in a process of its own, so that its memory
// is its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/chains/chains.h"

namespace stocktrail::chains {

enum class Output : std::uint8_t { table, json };

/// Takes a recorded history into a new ledger at `data`.
void load(const std::filesystem::path& tape, const std::filesystem::path& data, Output output);
/// Reads what load() made: `rounds` of each kind of question at most, each about another code; only kinds
/// whose name contains `only`.
void read(const std::filesystem::path& tape, const std::filesystem::path& data, std::size_t rounds,
          const std::string& only, Output output);
void audit(const std::filesystem::path& data, Output output);
/// Writes the same history as psql scripts that fill the tables of postgres/schema.sql: one for each of two
/// connections, and the samples of `tape`.
void write_sql(const ChainsOptions& options, const std::filesystem::path& tape,
               const std::filesystem::path& folder);

std::size_t peak_memory_bytes();  // Of this process.

double process_cpu_seconds();

/// What it takes to answer one kind of question.
class Latencies {
 public:
  explicit Latencies(std::string name) : name_(std::move(name)) {}
  void measure(const auto& work) {
    const auto begun = std::chrono::steady_clock::now();
    const double cpu_begun = process_cpu_seconds();
    work();
    cpu_seconds_ += process_cpu_seconds() - cpu_begun;
    const auto took = std::chrono::steady_clock::now() - begun;
    micros_.push_back(std::chrono::duration<double, std::micro>(took).count());
  }
  const std::string& name() const { return name_; }
  std::size_t count() const { return micros_.size(); }
  /// `part` of 1,000 are at most so long.
  double micros(std::size_t part) {
    if (micros_.empty()) return 0;
    const std::size_t place = std::min(micros_.size() - 1, micros_.size() * part / 1'000);
    std::ranges::nth_element(micros_, micros_.begin() + static_cast<std::ptrdiff_t>(place));
    return micros_[place];
  }
  /// Processor time of the whole process, on average; other programs on the machine disturb it less.
  double cpu_micros() const {
    return micros_.empty() ? 0 : cpu_seconds_ * 1e6 / static_cast<double>(micros_.size());
  }

 private:
  std::string name_;
  std::vector<double> micros_;
  double cpu_seconds_ = 0;
};

}  // namespace stocktrail::chains
