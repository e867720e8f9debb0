#include "ledger/engine/committer.h"

#include <utility>

#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

/// What a commit writes, told to the feed.
class ChangeSink final : public WriteSet::Sink {
 public:
  ChangeSink(ChangeFeed& feed, TreeSize size) : feed_(feed), size_(size) {}

  void put(Table table, std::string_view key, std::string_view) override {
    feed_.note_key(table, key, size_);
  }
  void erase(Table table, std::string_view key) override { feed_.note_key(table, key, size_); }
  void extend(Table table, std::string_view chunk, std::string_view) override {
    const std::string_view list = list_of_chunk(chunk);
    // Lists that are found together (scan_lists) are known by what they share.
    feed_.note_list(table, list, list.size() > issuer_tag_bytes ? list.size() - issuer_tag_bytes : 0, size_);
  }
  // What never changes once it is written needs no telling.
  bool takes(Table table) const override {
    return spec_of(table).origin == Origin::derived && spec_of(table).order != KeyOrder::rising;
  }

 private:
  static constexpr std::size_t issuer_tag_bytes = sizeof(IssuerTag);

  ChangeFeed& feed_;
  TreeSize size_;
};

}  // namespace

Committer::Committer(Parts parts, Integration start)
    : parts_(parts), now_(std::move(start)), newest_(now_.tables), tables_(now_.tables), thread_([this] {
        run();
      }) {}

Committer::~Committer() {
  stop();
}

void Committer::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const TableReader> Committer::newest() const {
  const MutexLock lock(mutex_);
  return newest_;
}

std::shared_ptr<const Snapshot> Committer::wait() {
  const MutexLock lock(mutex_);
  while (is_busy_) changed_.wait(mutex_);
  return tables_;
}

void Committer::add(Folded folded) {
  {
    const MutexLock lock(mutex_);
    ST_CHECK(!is_busy_);
    is_busy_ = true;
    newest_ = folded.batch;
    added_ = std::move(folded);
  }
  changed_.notify_all();
}

IntegrationCounters Committer::counters() const {
  const MutexLock lock(mutex_);
  return counters_;
}

void Committer::run() {
  for (;;) {
    std::optional<Folded> folded;
    {
      const MutexLock lock(mutex_);
      while (!added_ && !stopping_) changed_.wait(mutex_);
      folded = std::exchange(added_, std::nullopt);
    }
    if (!folded) return;
    Folded next = *std::move(folded);
    folded.reset();
    finish(std::move(next));
    {
      const MutexLock lock(mutex_);
      tables_ = now_.tables;
      newest_ = tables_;
      is_busy_ = false;
    }
    changed_.notify_all();
  }
}

void Committer::finish(Folded folded) {
  const LeafIndex first_new{to_u64(now_.edge.size())};
  std::optional<Error> failure;
  if (!folded.refusal) {
    failure = commit(folded);
    if (failure) parts_.read_only.stop(*failure);
    count(folded);
  }
  answer(folded, failure, first_new);
}

// A batch that changes nothing is passed without a write: read again after a crash, it changes nothing again.
std::optional<Error> Committer::commit(const Folded& folded) {
  if (folded.changes_tables()) {
    if (auto written = parts_.store.commit(*folded.batch, Durability::synced); !written)
      return written.error();
    ChangeSink changed(parts_.changes, folded.edge.size());
    folded.batch->write_to(changed);
    now_.tables = parts_.store.snapshot();
    now_.edge = folded.edge;
    now_.committed = folded.sequenced;
  }
  now_.sequenced = folded.sequenced;
  if (auto trimmed = parts_.log.trim(folded.sequenced.at); !trimmed) return trimmed.error();
  return std::nullopt;
}

// What was decided of each statement and control, for the publisher to hand over.
void Committer::answer(Folded& folded, const std::optional<Error>& failure, LeafIndex first_new) {
  Integrated integrated{.at = now_.sequenced.at,
                        .committed = now_.committed,
                        .tables = now_.tables,
                        .edge = std::make_shared<const TreeEdge>(now_.edge),
                        .answers = {},
                        .controls = {}};
  const std::optional<Error>& refusal = folded.refusal;
  for (std::size_t i = 0; i < folded.proposed.statements.size(); ++i) {
    Result<Receipt> receipt =
        refusal ? std::unexpected(read_only_error(*refusal)) : std::move(folded.receipts[i]);
    if (failure && receipt && receipt->index >= first_new)
      receipt = std::unexpected(unknown_outcome(*failure));
    integrated.answers.push_back({std::move(folded.proposed.statements[i].done), std::move(receipt)});
  }
  for (ControlProposal& proposal : folded.proposed.controls) {
    Result<void> outcome;
    if (refusal) outcome = std::unexpected(read_only_error(*refusal));
    if (failure) outcome = std::unexpected(unknown_outcome(*failure));
    integrated.controls.push_back({std::move(proposal.done), std::move(outcome)});
  }
  parts_.publisher.add(std::move(integrated));
}

void Committer::count(const Folded& folded) {
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - folded.begun);
  const MutexLock lock(mutex_);
  counters_.refused += folded.refused;
  counters_.repeats += folded.repeats;
  if (folded.statements == 0 || parts_.read_only.reason()) return;
  ++counters_.commits;
  counters_.statements += folded.statements;
  counters_.events += folded.events;
  counters_.last_commit_micros = static_cast<std::uint64_t>(took.count());
}

}  // namespace stocktrail
