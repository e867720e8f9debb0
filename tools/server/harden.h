// tools/server/harden.h: what the process gives up before it does anything.
#pragma once

namespace stocktrail::server {

/// Files that it makes are closed to others, and it leaves no core dump: its memory holds keys, tokens and
/// what suppliers wrote. (Builds with a sanitizer stay dumpable, because the leak check must look at the
/// process.)
void harden_process();

}  // namespace stocktrail::server
