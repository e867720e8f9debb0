// ledger/engine/publisher.h: the last stage. Signs the newest root that is durable and agreed, writes the
// guard, shows the View, and only then answers. On a thread of its own, so that a slow guard, or the round
// trip to a witness, never stops the log: what comes meanwhile is published together.
#pragma once

#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/engine/head_agreement.h"
#include "ledger/engine/read_only.h"
#include "ledger/engine/statement_cache.h"
#include "ledger/engine/view.h"
#include "ledger/ledger.h"
#include "ledger/store/guard.h"

namespace stocktrail {

/// An answer that is decided, and may be given once its head is published.
struct Answer {
  Ledger::Done done;
  Result<Receipt> receipt;
};

struct ControlAnswer {
  Ledger::ControlsDone done;
  Result<void> outcome;
};

/// What the replica committed.
struct Integrated {
  LogPosition at;
  Sequenced committed;  // What `tables` hold.
  std::shared_ptr<const Snapshot> tables;
  std::shared_ptr<const TreeEdge> edge;
  std::vector<Answer> answers;
  std::vector<ControlAnswer> controls;
  std::size_t waiting() const { return answers.size() + controls.size(); }
};

inline constexpr std::size_t unpublished_answers_max = 65'536;

class Publisher {
 public:
  /// All outlive it. Nobody else writes to the guard.
  struct Parts {
    Guard* guard = nullptr;  // nullptr: refuses to sign.
    const SigningKey& log_key;
    std::string origin;
    HeadAgreement& agreement;
    ReadOnly& read_only;
  };
  /// Publishes what the tables hold at the start: they are durable, and were agreed.
  static Result<std::unique_ptr<Publisher>> start(Parts parts, const Integrated& first);
  ~Publisher();  // stop()

  /// The replica's, in log order. Blocks while unpublished_answers_max answers wait.
  void add(Integrated integrated);

  std::shared_ptr<const LogView> view() const;

  /// Publishes what waits, and ends.
  void stop();

 private:
  explicit Publisher(Parts parts);
  void run();
  std::optional<std::vector<Integrated>> take();
  void publish(std::vector<Integrated> batch);
  void look_at_guard();
  Result<void> show(const Integrated& newest);
  Result<void> keep(const Checkpoint& checkpoint, const std::string& note, const Sequenced& at);
  void fail(const Error& reason);

  Parts parts_;
  const bool is_only_shown_;  // From the start on: nothing is written.
  std::shared_ptr<StatementCache> cache_;

  mutable Mutex view_mutex_;
  std::shared_ptr<const LogView> view_ ST_GUARDED_BY(view_mutex_);

  Mutex mutex_;
  Condition changed_;
  std::deque<Integrated> waiting_ ST_GUARDED_BY(mutex_);
  std::size_t answers_ ST_GUARDED_BY(mutex_) = 0;  // Of waiting_.
  bool stopping_ ST_GUARDED_BY(mutex_) = false;
  LogPosition published_;         // Publisher's thread.
  std::optional<Error> failure_;  // Publisher's thread.
  std::thread thread_;
};

}  // namespace stocktrail
