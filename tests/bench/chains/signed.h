// tests/bench/chains/signed.h: the statements of a history, signed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/chains/chains.h"

namespace stocktrail::chains {

struct SignedStatement {
  std::uint32_t by = 0;  // The company.
  Micros sent_at{};
  std::uint32_t events = 0;
  bool is_repeat = false;
  std::string wire;
};

/// The next `count` statements at most, signed by two threads; empty after the last.
std::vector<SignedStatement> sign_next(Chains& chains, std::size_t count);

}  // namespace stocktrail::chains
