// ledger/log/batch.h: what one commit will change, as the fold sees it: an overlay over a snapshot. Reads see
// earlier writes of the same batch. Lists are chunked by epoch here, so that the stored bytes depend on the
// records only, never on how records were grouped into commits (docs/formats.md, "Lists").
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "crypto/merkle.h"
#include "ledger/log/layout.h"
#include "ledger/log/recent_values.h"
#include "ledger/log/store.h"
#include "ledger/table.h"

namespace stocktrail {

/// Where the lists' chunks begin now.
struct Epoch {
  EventRef first{};
  std::uint64_t events = 0;
  bool operator==(const Epoch&) const = default;
};

class Batch final : public TableWriter, public WriteSet {
 public:
  /// On top of `base`, which tells the epoch. `recent`, which outlives the batch, spares reads of `base`.
  Batch(std::shared_ptr<const Snapshot> base, RecentValues& recent);

  /// Around the fold of each record: the border at which an epoch may end.
  void begin_statement(LeafIndex index);
  void end_statement(std::uint64_t events);

  std::optional<std::string> get(Table table, std::string_view key) const override;
  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view element)>& visit) const override;
  void put(Table table, std::string_view key, std::string_view value) override;
  void erase(Table table, std::string_view key) override;
  void append(Table table, std::string_view key, std::string_view element) override;

  void write_to(Sink& sink) const override;
  std::size_t bytes() const { return bytes_; }

 private:
  using Values = std::map<std::string, std::optional<std::string>, std::less<>>;  // nullopt: erased.
  using Chunks = std::map<std::string, std::string, std::less<>>;  // Elements to add to a chunk.

  std::shared_ptr<const Snapshot> base_;
  RecentValues& recent_;
  Epoch epoch_;
  std::array<Values, table_count> values_;
  std::array<Chunks, table_count> chunks_;
  std::size_t bytes_ = 0;
};

}  // namespace stocktrail
