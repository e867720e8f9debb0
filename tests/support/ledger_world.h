// tests/support/ledger_world.h: a ledger in a directory of its own, with suppliers that sign and post events.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crypto/json_writer.h"
#include "ledger/engine/audit.h"
#include "ledger/engine/open.h"
#include "ledger/ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {

struct Supplier {
  gs1::Key id;
  std::string place;
  SigningKey key;
};

inline Supplier make_supplier(unsigned number) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(static_cast<std::uint8_t>(number));
  return {key_of(party(number)), place(number), *SigningKey::from_seed(seed)};
}

/// `pieces` of a lot are made at the supplier's place.
inline std::string commissioning(const Supplier& supplier, unsigned product, std::string_view lot_number,
                                 unsigned pieces) {
  json::Writer w;
  w.begin_object().field("type", "ObjectEvent").field("eventTime", "2026-07-22T06:45:00.000Z");
  w.field("eventTimeZoneOffset", "+00:00").field("action", "ADD").field("bizStep", "commissioning");
  w.key("readPoint").begin_object().field("id", supplier.place).end_object();
  w.key("bizLocation").begin_object().field("id", supplier.place).end_object();
  w.key("quantityList").begin_array().begin_object();
  w.field("epcClass", lot(product, lot_number)).key("quantity").number(std::uint64_t{pieces});
  w.end_object().end_array().end_object();
  return std::move(w).text();
}

inline StatementId statement_id(std::uint64_t number) {
  StatementId id{};
  for (std::size_t i = 0; i < 8; ++i) id[i] = static_cast<std::uint8_t>(number >> (8 * i));
  id[15] = 1;
  return id;
}

/// The wire form of a statement of events; equal arguments give equal bytes.
inline std::string sign_events(const Supplier& supplier, std::uint64_t number,
                               std::vector<std::string> events) {
  StatementDraft draft;
  draft.issuer = supplier.id.text();
  draft.issued_at = 1'784'700'000;
  draft.id = statement_id(number);
  for (std::size_t i = 0; i < events.size(); ++i) {
    draft.seeds.push_back(statement_id(number * 1'000 + i));
  }
  draft.events = std::move(events);
  auto wire = sign_statement(draft, supplier.key);
  ST_CHECK(wire.has_value());
  return *wire;
}

enum class HasKey { no, yes };

inline std::string party_body(const Supplier& supplier, HasKey has_key = HasKey::yes) {
  json::Writer w;
  w.begin_object().field("id", supplier.id.text()).field("name", "Supplier");
  w.key("roles").begin_array().string("producer").end_array();
  w.key("places").begin_array().begin_object().field("id", supplier.place).field("name", "Plant");
  w.key("public").boolean(true).end_object().end_array();
  if (has_key == HasKey::yes) {
    w.key("keys").begin_array().begin_object().field("kty", "OKP").field("crv", "Ed25519");
    w.field("x", base64url_encode(supplier.key.public_key().bytes())).end_object().end_array();
  }
  w.end_object();
  return std::move(w).text();
}

/// Whether it ended well tells read_only_reason().
inline void wait_while_rebuilding(const Ledger& ledger) {
  while (ledger.rebuilding()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

class LedgerWorld {
 public:
  explicit LedgerWorld(std::filesystem::path data, rocksdb::Env* env = nullptr) : env_(env) {
    options.directory = std::move(data);
    options.guard_directory = options.directory.string() + ".guard";
    options.origin = "test.example/log";
    options.cache_bytes_max = 8 << 20;
    options.limits.disk = {.read_only_below_bytes = 0, .reserve_bytes = 0};
  }

  Result<void> try_open() { return try_open_with(all_folds()); }
  /// As a program with other folds, which outlive the ledger.
  Result<void> try_open_with(std::span<const Fold> folds) {
    ledger.reset();
    auto opened = open_ledger(options, clock, randomness, env_, folds);
    if (!opened) return std::unexpected(opened.error());
    ledger = std::move(*opened);
    return {};
  }
  void open() { open_with(all_folds()); }
  void open_with(std::span<const Fold> folds) {
    const auto opened = try_open_with(folds);
    if (!opened) std::fprintf(stderr, "open: %s\n", opened.error().detail.c_str());
    ST_CHECK(opened.has_value());
  }

  Result<Receipt> state(std::string kind, std::string body) {
    StatementDraft draft;
    draft.kind = std::move(kind);
    draft.body = std::move(body);
    auto candidate = ledger->sign_for(ledger->operator_id(), std::move(draft));
    if (!candidate) return std::unexpected(candidate.error());
    return ledger->append_and_wait(std::move(*candidate));
  }
  Result<Receipt> admit(const Supplier& supplier) { return state("party", party_body(supplier)); }
  Result<Receipt> post(std::string_view wire) {
    auto candidate = ledger->examine(wire);
    if (!candidate) return std::unexpected(candidate.error());
    return ledger->append_and_wait(std::move(*candidate));
  }

  LedgerOptions options;
  ManualClock clock;
  CountingRandomness randomness;
  std::unique_ptr<Ledger> ledger;

 private:
  rocksdb::Env* env_;
};

}  // namespace stocktrail::test
