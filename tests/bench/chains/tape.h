// tests/bench/chains/tape.h: a history of chains signed and written to a file once, so that a benchmark pays
// for reading it only, and two trees can read the same.
//
//   each statement  its bytes (4) and company (4), when it is sent (8), its events (4), 1 if it is a repeat
//   (1),
//                   its wire form; numbers in the order of this machine
//   <file>.samples  a line each: trace <code> <events> <place>, or closure <code> <keys>
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/chains/signed.h"

namespace stocktrail::chains {

struct TapedSamples {
  struct Trace {
    std::string code, place;
    std::uint64_t events = 0;
  };
  struct Closure {
    std::string code;
    std::uint64_t keys = 0;
  };
  std::vector<Trace> traces;
  std::vector<Closure> closures;
};

/// Signs a history on two threads.
void record(const ChainsOptions& options, const std::filesystem::path& file);

TapedSamples read_samples(const std::filesystem::path& file);

class Tape {
 public:
  explicit Tape(const std::filesystem::path& file);
  std::optional<SignedStatement> next();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace stocktrail::chains
