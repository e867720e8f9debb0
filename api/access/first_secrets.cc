#include "api/access/first_secrets.h"

#include <fstream>
#include <string>
#include <system_error>

#include "ledger/files/durable_file.h"

namespace stocktrail::api {
namespace {

namespace fs = std::filesystem;

// A start that was cut off when its token was good and its file had not its name yet.
Result<void> finish(const TokenStore& tokens, const fs::path& aside, const fs::path& file) {
  std::string secret;
  if (std::ifstream in(aside); !in || !std::getline(in, secret)) return {};
  const auto principal = tokens.authenticate(secret);
  if (!principal || principal->role != Role::operator_) return {};
  return rename_through(aside, file);
}

}  // namespace

Result<Made> settle_operator_token(OperatorToken wanted, TokenStore& tokens, const Ledger& ledger,
                                   const fs::path& file) {
  const fs::path aside = file.string() + ".new";
  if (auto finished = finish(tokens, aside, file); !finished)
    return std::unexpected(std::move(finished.error()));
  if (wanted == OperatorToken::if_none_is_good && tokens.has_operator()) return Made::nothing;
  if (const auto reason = ledger.read_only_reason()) {
    if (wanted == OperatorToken::if_none_is_good) return Made::nothing;
    return fail(ErrorCode::read_only, "no token of the operator can be made now: " + reason->detail,
                reason->where);
  }
  std::error_code ignored;
  fs::remove(aside, ignored);  // Whatever mode it had.
  const std::string secret = tokens.new_secret();
  if (auto written = write_through(aside, secret + "\n", 0600); !written)
    return std::unexpected(std::move(written.error()));
  const auto issued = tokens.issue({.role = Role::operator_,
                                    .party = ledger.operator_id().text(),
                                    .label = "made at a start of the server",
                                    .days = token_days_max},
                                   secret, TokenStore::Room::always);
  if (!issued) return std::unexpected(issued.error());
  if (auto named = rename_through(aside, file); !named) return std::unexpected(std::move(named.error()));
  return Made::token;
}

}  // namespace stocktrail::api
