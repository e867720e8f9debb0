// ledger/promises/detail/judging.h: the parts of judge(): what an order gets, and what a change may change.
#pragma once

#include "ledger/promises/promises.h"

namespace stocktrail::promises {

std::string path_of(std::size_t line);
std::string in_words(const books::Good& good, Amount amount);

/// What is counted in pieces is promised in whole ones. `path` is that of the line.
Result<void> check_whole(const books::Measure& measure, const std::string& path);

/// What a line asks for, as the books count it.
Result<Granted> measured(const AskedLine& line, const TableReader& tables);
/// What each line gets, by whichever places its order prefers.
Result<std::vector<Granted>> source(const Order& order, const gs1::Key& issuer, Micros at,
                                    const TableReader& tables);

Result<void> judge_change(const Order& order, const gs1::Key& issuer, Micros at, const Rules& rules,
                          const TableReader& tables);
Result<void> judge_withdrawal(const Order& order, const gs1::Key& issuer, Micros at,
                              const TableReader& tables);

}  // namespace stocktrail::promises
