// api/handlers/promise_words.h: how reservations and promises are told.
#pragma once

#include <string_view>

#include "api/handlers/call.h"
#include "crypto/json_writer.h"
#include "ledger/promises/promises.h"

namespace stocktrail::api {

/// The statement that the body of a request becomes, with what its route says.
Result<StatementDraft> draft_of(const Call& call, promises::Action action);
/// With the place in the body that was sent, not in the statement that was made of it.
Error told_of_body(Error error);

/// A unit of Rec 20 that tells every amount exactly: the amounts of one answer share it.
class SharedUnit {
 public:
  explicit SharedUnit(const books::Good& good) : good_(good) {}
  void fit(Amount amount);
  std::string text(Amount amount) const;
  std::string_view unit() const { return unit_; }
  bool is_told() const { return !unit_.empty(); }

 private:
  const books::Good& good_;
  std::string unit_;
  Amount one_ = Amount::pieces(1);  // Of the unit, as the books count.
};

/// The reservation as it is at that time.
std::string reservation_json(const promises::Reservation& reservation, Micros now, const TableReader& tables);
void write_promise(json::Writer& w, const promises::Promise& promise);
/// What could be had of each line of an order: `"available":[...]`.
std::string available_json(const promises::Order& order, const std::vector<promises::Granted>& lines);

}  // namespace stocktrail::api
