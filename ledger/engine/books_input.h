// ledger/engine/books_input.h: what the books of goods are made from: recorded events as facts, and master
// data.
#pragma once

#include <map>
#include <optional>

#include "ledger/books/fact.h"
#include "ledger/engine/folds.h"
#include "ledger/state/text_map.h"

namespace stocktrail {

/// What Table::master tells, read once.
class MasterDirectory final : public books::Directory {
 public:
  explicit MasterDirectory(const TableReader& tables) : tables_(tables) {}
  std::optional<std::string> party_of(const std::string& site) const override;
  std::optional<std::string> party_at(const std::string& end, std::uint64_t record) const override;
  std::optional<Level> level_of(const std::string& product) const override;
  /// What the issuer is to the products whose making or recall the event tells. `reports_for` is told.
  std::map<std::string, books::Standing> standings(const books::Fact& fact, const gs1::Key& issuer) const;

 private:
  const TableReader& tables_;
  mutable TextMap<std::optional<std::string>> parties_, parties_at_;
  mutable TextMap<std::optional<Level>> levels_;
};

/// What the issuer is to a product, by the parties at whose places it may report.
books::Standing standing_to(const gs1::Key& product, const gs1::Key& issuer,
                            const std::vector<std::string>& reports_for, const TableReader& tables);

books::Fact fact_of(const epcis::Event& event, const gs1::Key& issuer, const books::Directory& directory);
/// What a statement, the first that is recorded there, made of a recall; nullopt: it is none.
std::optional<books::Fact> fact_of(const master::RecallNotice& notice, EventRef ref,
                                   const books::Directory& directory, const TableReader& tables);
/// The fact of an event or recall that is recorded; nullopt: none is there.
std::optional<books::Fact> recorded_fact(EventRef ref, const books::Directory& directory,
                                         const TableReader& tables);

}  // namespace stocktrail
