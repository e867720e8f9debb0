// tests/support/golden_directory.h: what is asked of the directory in tests/golden/directory, as lines of
// text: whoever reads it in a later release must get the same.
#pragma once

#include <string>

#include "crypto/tlog_proof.h"
#include "ledger/log/record.h"
#include "ledger/store/layout.h"
#include "tests/support/fixed_history.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {

inline std::string line(std::string_view name, std::string_view value) {
  return std::string(name) + " " + std::string(value) + "\n";
}

/// The log: its size and root, and each of its entries.
inline std::string told_log(const View& view) {
  const std::uint64_t size = to_u64(view.checkpoint().size);
  std::string told = line("size", std::to_string(size)) + line("root", hex_encode(view.checkpoint().root));
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto receipt = view.receipt(LeafIndex{i});
    const auto statement = view.statement(LeafIndex{i});
    ST_CHECK(receipt.has_value() && statement.has_value());
    told += line("entry", hex_encode(receipt->entry) + " " + std::string(statement->kind()) + " " +
                              std::to_string(to_i64(receipt->recorded_at)));
  }
  return told;
}

/// What readers get: positions, the way of a lot, master data.
inline std::string told_state(const TableReader& tables) {
  std::string told;
  for (const unsigned product : {1u, 2u, 3u}) {
    const auto page = inventory::positions({.place = {},
                                            .product = key_of(gtin(product)).text(),
                                            .lot = {},
                                            .when = {},
                                            .on = {},
                                            .shows = [](const inventory::Account&) { return true; },
                                            .begins_at = {},
                                            .limit = 100,
                                            .cursor = {}},
                                           tables);
    ST_CHECK(page.has_value());
    for (const auto& position : page->positions) {
      // Accounts outside had no place when the golden directory was written.
      const bool is_inside = position.account.kind == inventory::AccountKind::on_hand ||
                             position.account.kind == inventory::AccountKind::in_transit;
      told += line("position", position.good.product + " " + position.lot + " " +
                                   (is_inside ? position.account.place : std::string()) + " " +
                                   std::string(name_of(position.account.kind)) + " " +
                                   std::string(name_of(position.account.status)) + " " +
                                   std::to_string(static_cast<std::int64_t>(position.amount.nanos())));
    }
  }
  for (const std::string& thing : {lot(1, "L1"), lot(3, "X"), item(2, "1"), pallet(1)}) {
    std::string refs = thing;
    for (const auto& touch : trace::touches(key_of(thing), 100, tables).list)
      refs += " " + std::to_string(statement_of(touch.event)) + "." +
              std::to_string(position_of(touch.event)) + (touch.declared_error ? "!" : "");
    told += line("trace", refs);
  }
  const auto maker = master::party(make_supplier(1).id, tables);
  ST_CHECK(maker.has_value());
  return told + line("party", maker->id.text() + " " + maker->name + " " + maker->keys.front().key_id);
}

}  // namespace stocktrail::test
