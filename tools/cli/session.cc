#include "tools/cli/session.h"

#include <ostream>

#include "crypto/json_writer.h"
#include "ledger/key_file.h"

namespace stocktrail::cli {

Result<SigningKey> signing_key(const Session& session) {
  if (session.key_file.empty()) {
    return fail(
        ErrorCode::invalid_argument,
        "No key: name the file with --key or STOCKTRAIL_KEY, or make one with 'stocktrail key new FILE'.",
        "--key");
  }
  return read_key_file(session.key_file);
}

Exit exit_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::unavailable:
    case ErrorCode::overloaded:
    case ErrorCode::outcome_unknown:
    case ErrorCode::read_only:
      return Exit::unavailable;
    default:
      return Exit::refused;
  }
}

void print_error(const Error& error, Session& session) {
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().key("error").begin_object();
    writer.field("code", name_of(error.code)).field("detail", error.detail);
    if (!error.where.empty()) writer.field("where", error.where);
    writer.end_object().end_object();
    session.out << writer.text() << '\n';
  }
  session.err << "stocktrail: " << (error.where.empty() ? "" : error.where + ": ") << error.detail << '\n';
}

}  // namespace stocktrail::cli
