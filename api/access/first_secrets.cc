#include "api/access/first_secrets.h"

#include <fcntl.h>
#include <unistd.h>

namespace stocktrail::api {
namespace {

bool write_secret(const std::filesystem::path& file, const std::string& line) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  const bool written =
      ::write(descriptor, line.data(), line.size()) == std::ssize(line) && ::fsync(descriptor) == 0;
  return ::close(descriptor) == 0 && written;
}

}  // namespace

Result<void> bootstrap_operator(TokenStore& tokens, const Ledger& ledger, const std::filesystem::path& file) {
  if (!tokens.list().empty() || ledger.read_only_reason()) return {};
  const std::string secret = tokens.new_secret();
  if (!write_secret(file, secret + "\n"))
    return fail(ErrorCode::unavailable, "cannot write " + file.string());
  auto issued = tokens.issue({.role = Role::operator_,
                              .party = ledger.operator_id().text(),
                              .label = "made at the first start",
                              .days = token_days_max},
                             secret);
  if (!issued) return std::unexpected(issued.error());
  return {};
}

}  // namespace stocktrail::api
