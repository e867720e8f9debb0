#include "ledger/files/disk_use.h"

#include <system_error>

namespace stocktrail {

DiskUse disk_use(const std::filesystem::path& data) {
  DiskUse use;
  std::error_code failed;
  if (const auto space = std::filesystem::space(data, failed); !failed) use.free_bytes = space.available;
  for (const auto& file : std::filesystem::directory_iterator(data / "db", failed)) {
    std::error_code gone;  // Compactions remove files.
    const std::uintmax_t bytes = file.file_size(gone);
    if (gone) continue;
    use.database_bytes += bytes;
    if (file.path().extension() == ".log") use.log_bytes += bytes;
  }
  return use;
}

}  // namespace stocktrail
