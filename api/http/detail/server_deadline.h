// api/http/detail/server_deadline.h: deadlines of connections. Private to server.cc.
#pragma once

#include <chrono>
#include <unordered_set>

namespace stocktrail::api::engine {

using Steady = std::chrono::steady_clock;

/// Something that must be done by a moment, on a loop's thread. Most deadlines never pass, so setting one
/// costs a store, and no timer: the loop looks at all of its connections every sweep_interval.
class Expiring {
 public:
  virtual ~Expiring() = default;

 protected:
  void expires_after(std::chrono::milliseconds time) {
    deadline_ = Steady::now() + time;
    has_expired_ = false;
  }
  void expires_never() { deadline_ = Steady::time_point::max(); }
  /// Since the last expires_after().
  bool has_expired() const { return has_expired_; }

 private:
  friend class Deadlines;
  /// Ends what is pending, and leaves the connection fit for an answer.
  virtual void expire() = 0;
  /// Every sweep_interval.
  virtual void look(Steady::time_point now) = 0;

  Steady::time_point deadline_ = Steady::time_point::max();
  bool has_expired_ = false;
};

/// All deadlines of one loop; for its thread only.
class Deadlines {
 public:
  static constexpr std::chrono::milliseconds sweep_interval{100};

  void add(Expiring& one) { all_.insert(&one); }
  void remove(Expiring& one) { all_.erase(&one); }
  void sweep() {
    const Steady::time_point now = Steady::now();
    for (Expiring* one : all_) {
      one->look(now);
      if (one->deadline_ > now) continue;
      one->has_expired_ = true;
      one->expires_never();
      one->expire();
    }
  }

 private:
  std::unordered_set<Expiring*> all_;
};

}  // namespace stocktrail::api::engine
