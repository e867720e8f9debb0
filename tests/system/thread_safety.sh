#!/bin/bash
# The marks of crypto/mutex.h bite: thread_safety.sh CLANG SOURCE_DIR. What reads without the lock does not compile.
set -euo pipefail
clang=$1 root=$2

compiles() {  # A function of a class whose number_ is guarded by mutex_.
  "$clang" -std=c++23 -I"$root" -fsyntax-only -Werror=thread-safety -x c++ - 2>/dev/null <<CC
#include "crypto/mutex.h"
class Counter {
 public:
  $1
 private:
  int held() const ST_REQUIRES(mutex_) { return number_; }
  mutable stocktrail::SharedMutex mutex_;
  mutable stocktrail::Mutex other_;
  int number_ ST_GUARDED_BY(mutex_) = 0;
};
CC
}
must() { compiles "$1" || { echo "refused: $1"; exit 1; }; }
must_not() { if compiles "$1"; then echo "accepted: $1"; exit 1; fi; }

must 'int read() const { const stocktrail::ReaderLock lock(mutex_); return number_; }'
must 'void write() { const stocktrail::MutexLock lock(mutex_); ++number_; }'
must 'int call() const { const stocktrail::MutexLock lock(mutex_); return held(); }'
must_not 'int read() const { return number_; }'
must_not 'void write() { const stocktrail::ReaderLock lock(mutex_); ++number_; }'
must_not 'int other() const { const stocktrail::MutexLock lock(other_); return number_; }'
must_not 'int call() const { return held(); }'
