#include "ledger/engine/books_input.h"

#include "ledger/master/goods.h"
#include "ledger/state/event_codec.h"

namespace stocktrail {
namespace {

/// Equal where two events say the same, whatever their ids; of old ones, as far as the folds read them.
std::string content_of(const epcis::Event& event) {
  if (event.content) return std::string(as_text(*event.content));
  epcis::Event content = event;
  content.id.clear();
  content.record_time.reset();
  return encoded(content);
}

}  // namespace

std::optional<std::string> MasterDirectory::party_of(const std::string& site) const {
  const auto [known, is_new] = parties_.try_emplace(site);
  if (!is_new) return known->second;
  const auto key = gs1::parse_key(site);
  const auto owner = key ? master::place_or_whole(*key, tables_) : std::nullopt;
  if (owner) known->second = owner->party.text();
  return known->second;
}

std::optional<books::Directory::Level> MasterDirectory::level_of(const std::string& product) const {
  const auto [known, is_new] = levels_.try_emplace(product);
  if (!is_new) return known->second;
  const auto key = gs1::parse_key(product);
  const auto package = key ? master::package(*key, tables_) : std::nullopt;
  if (package) known->second = Level{package->product.text(), package->contains};
  return known->second;
}

books::Fact fact_of(const epcis::Event& event, const gs1::Key& issuer, const books::Directory& directory) {
  return books::fact_of(event, issuer.text(), content_of(event), directory);
}

std::optional<books::Fact> recorded_fact(EventRef ref, const books::Directory& directory,
                                         const TableReader& tables) {
  const auto bytes = tables.get(Table::inputs, packed_ref(ref));
  const auto input = bytes ? decode_input(*bytes) : std::nullopt;
  const auto* event = input ? std::get_if<epcis::Event>(&input->contents) : nullptr;
  if (event == nullptr) return std::nullopt;
  return fact_of(*event, input->by.issuer, directory);
}

}  // namespace stocktrail
