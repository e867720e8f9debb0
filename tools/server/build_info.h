// tools/server/build_info.h: what this program was made of.
#pragma once

namespace stocktrail::server {

/// The commit in hexadecimal, with "-changed" if the tree had other changes; "unknown" outside a repository.
extern const char* const commit;

}  // namespace stocktrail::server
