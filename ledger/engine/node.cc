#include "ledger/engine/node.h"

#include <algorithm>

#include "ledger/log/local_log.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

Result<Replica::Start> read_start(const Snapshot& tables) {
  auto sequenced = read_sequenced(tables);
  if (!sequenced) return std::unexpected(std::move(sequenced.error()));
  Replica::Start start{.sequenced = *sequenced, .edge = {}, .last_recorded_at = {}};
  const auto last = tables.last(Table::records);
  if (!last) return start;
  const auto index = decode_u64(last->first);
  const auto record = decode_record(last->second);
  if (!index || !record) return fail(ErrorCode::corrupted, "The last record of the log is damaged.");
  auto edge = TreeEdge::load(TreeSize{*index + 1}, tables);
  if (!edge) return std::unexpected(std::move(edge.error()));
  start.edge = std::move(*edge);
  start.last_recorded_at = record->recorded_at;
  start.rules = record->rules;
  return start;
}

}  // namespace

Result<std::unique_ptr<Node>> Node::start(Parts given, std::optional<Error> refusal) {
  std::unique_ptr<Node> node(new Node(std::move(given), std::move(refusal)));
  Parts& parts = node->parts_;
  auto tables = parts.store.snapshot();
  auto start = read_start(*tables);
  if (!start) return std::unexpected(std::move(start.error()));
  start->sequenced.at.generation = std::max(start->sequenced.at.generation, parts.generation);
  if (parts.log == nullptr) {
    node->local_log_ = std::make_unique<LocalLog>(start->sequenced.at, start->sequenced.chain);
  }
  auto publisher =
      Publisher::start({.guard = parts.guard,
                        .log_key = parts.log_key,
                        .origin = parts.origin,
                        .agreement = parts.agreement != nullptr ? *parts.agreement : node->sole_node_,
                        .read_only = node->read_only_},
                       {.at = start->sequenced.at,
                        .committed = start->sequenced,
                        .tables = std::move(tables),
                        .edge = std::make_shared<const TreeEdge>(start->edge),
                        .answers = {},
                        .controls = {}});
  if (!publisher) return std::unexpected(std::move(publisher.error()));
  node->publisher_ = std::move(*publisher);
  node->proposer_ = std::make_unique<Proposer>(Proposer::Parts{.log = node->log(),
                                                               .clock = parts.clock,
                                                               .randomness = parts.randomness,
                                                               .limits = parts.limits,
                                                               .read_only = node->read_only_,
                                                               .last_recorded_at = start->last_recorded_at});
  node->replica_ = std::make_unique<Replica>(Replica::Parts{.log = node->log(),
                                                            .proposer = *node->proposer_,
                                                            .store = parts.store,
                                                            .publisher = *node->publisher_,
                                                            .changes = parts.changes,
                                                            .read_only = node->read_only_,
                                                            .origin = parts.origin,
                                                            .log_key = parts.log_key.public_key(),
                                                            .folds = parts.folds},
                                             std::move(*start));
  return node;
}

Node::~Node() {
  if (replica_) replica_->end_by(std::chrono::steady_clock::now() + fold_stop_wait);
  if (proposer_) proposer_->stop();
  if (local_log_) local_log_->close();  // Whoever owns another log has closed it.
  if (replica_) replica_->stop();
  if (publisher_) publisher_->stop();
}

std::optional<Error> Node::read_only_reason() const {
  if (auto reason = read_only_.reason()) return reason;
  return parts_.store.fault();
}

Ledger::Counters Node::counters() const {
  const IntegrationCounters done = replica_->counters();
  const Proposer::Queue queue = proposer_->queue();
  return {.commits = done.commits,
          .statements = done.statements,
          .repeats = done.repeats,
          .refused = done.refused,
          .events = done.events,
          .queue_statements = queue.statements,
          .queue_bytes = queue.bytes,
          .last_commit_micros = done.last_commit_micros};
}

}  // namespace stocktrail
