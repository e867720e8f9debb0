// api/journey/stated_recalls.h: recalls that are statements (ledger/master/recall.h), and of which goods they
// count now: the same rule by which the books block them (docs/inventory.md, "Recalls").
#pragma once

#include <span>
#include <vector>

#include "ledger/master/recall.h"
#include "ledger/trace/recalls.h"

namespace stocktrail::api {

/// What is counted of a product: itself, or what it is a package of.
gs1::Key counted_product(const gs1::Key& product, const TableReader& tables);

/// Whether the word of a revision counts about a lot or item of these goods: it did when it was recorded, or
/// who stated it made the lot.
bool word_counts(const master::RecallRevision& revision, const master::RecallGoods& goods,
                 const gs1::Key& key, const TableReader& tables);

/// True if what stands of the recall is about the thing, and its word counts about it.
bool recalls_now(const master::Recall& recall, const trace::Concerned& thing, const TableReader& tables);

struct StatedRecall {
  master::Recall recall;
  gs1::Key of;
  std::vector<std::string> serials;  // Not all of the lot `of`: single items of it.
};
/// All that stand, each once: those of the first of these things first, and of one thing the latest first.
std::vector<StatedRecall> stated_recalls(std::span<const trace::Concerned> things, const TableReader& tables);

}  // namespace stocktrail::api
