#include "tools/cli/session.h"

#include <ostream>

#include "crypto/json_writer.h"
#include "ledger/files/key_file.h"

namespace stocktrail::cli {

Result<SigningKey> signing_key(const Session& session) {
  if (session.key_file.empty()) {
    return fail(
        ErrorCode::invalid_argument,
        "No key: name the file with --key or STOCKTRAIL_KEY, or make one with 'stocktrail key new FILE'.",
        "--key");
  }
  return read_key(session.key_file);
}

Result<SigningKey> read_key(const std::filesystem::path& path) {
  auto key = read_key_file(path);
  if (!key && key.error().code == ErrorCode::not_found) key.error().code = ErrorCode::unavailable;
  return key;
}

Result<void> write_new_key(const std::filesystem::path& path, const SigningKey& key) {
  auto written = write_key_file(path, key);
  if (!written && written.error().code == ErrorCode::not_found) written.error().code = ErrorCode::unavailable;
  return written;
}

Exit exit_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::unavailable:
    case ErrorCode::overloaded:
    case ErrorCode::outcome_unknown:
    case ErrorCode::read_only:
      return Exit::unavailable;
    case ErrorCode::invalid_argument:  // No server and no file names its places like an option.
      return error.where.starts_with("--") ? Exit::usage : Exit::refused;
    default:
      return Exit::refused;
  }
}

void tell_error(const Error& error, Session& session) {
  session.err << "stocktrail: " << (error.where.empty() ? "" : error.where + ": ") << error.detail << '\n';
}

void write_error(json::Writer& writer, const Error& error) {
  writer.key("error").begin_object();
  writer.field("code", name_of(error.code)).field("detail", error.detail);
  if (!error.where.empty()) writer.field("where", error.where);
  writer.end_object();
}

void print_error(const Error& error, Session& session) {
  if (session.json()) {
    json::Writer writer;
    writer.begin_object();
    write_error(writer, error);
    session.out << writer.end_object().text() << '\n';
  }
  tell_error(error, session);
}

}  // namespace stocktrail::cli
