#include "ledger/ledger.h"

#include "ledger/log/open.h"

namespace stocktrail {

Digest entry_of(const Digest& blind, const Digest& statement_digest) {
  constexpr std::string_view domain("stocktrail/entry/v1\0", 20);  // The zero byte is part of it.
  std::string input;
  input.reserve(domain.size() + blind.size() + statement_digest.size());
  input.append(domain);
  input.append(as_text(blind));
  input.append(as_text(statement_digest));
  return sha256(input);
}

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions& options, Clock& clock,
                                             Randomness& randomness) {
  return open_ledger(options, clock, randomness, nullptr);
}

}  // namespace stocktrail
