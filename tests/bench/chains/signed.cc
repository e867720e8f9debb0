#include "tests/bench/chains/signed.h"

#include <thread>
#include <utility>

namespace stocktrail::chains {

std::vector<SignedStatement> sign_next(Chains& chains, std::size_t count) {
  std::vector<ChainStatement> statements;
  while (statements.size() < count) {
    auto statement = chains.next();
    if (!statement) break;
    statements.push_back(std::move(*statement));
  }
  std::vector<SignedStatement> all(statements.size());
  const auto sign = [&](std::size_t first) {
    std::vector<SigningKey> keys;
    for (unsigned company = 0; company < companies; ++company) keys.push_back(World::key_of(company));
    for (std::size_t i = first; i < statements.size(); i += 2) {
      const ChainStatement& one = statements[i];
      auto wire = sign_statement(draft_of(one, chains.world(), chains.options().seed), keys[one.by]);
      ST_CHECK(wire.has_value());
      all[i] = {one.by, one.sent_at, static_cast<std::uint32_t>(one.reports.size()), one.is_repeat,
                std::move(*wire)};
    }
  };
  std::jthread other(sign, 1);
  sign(0);
  return all;
}

}  // namespace stocktrail::chains
