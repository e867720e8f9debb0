#include "tools/server/harden.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace stocktrail::server {

void harden_process() {
  ::umask(077);
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__)
  ::prctl(PR_SET_DUMPABLE, 0);  // Where dumps go to a program, the limit does not count (core(5)).
#endif
}

}  // namespace stocktrail::server
