// tools/cli/session.h: what every command of `stocktrail` gets from main: the options that all share, where
// to write, and clock and randomness.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "ledger/files/clock.h"
#include "tools/settings/commands.h"

namespace stocktrail::json {
class Writer;
}

namespace stocktrail::cli {

using settings::Exit;

enum class Output : unsigned char { text, json };
enum class ProgressMode : unsigned char { when_terminal, always, never };

struct Session {
  std::string server = "http://127.0.0.1:8080";
  std::string party = {};  // The party that signs: a Digital Link of its GLN (417), or its own URI.
  std::filesystem::path key_file = {};    // Its key.
  std::filesystem::path token_file = {};  // A bearer token in a file; the environment has STOCKTRAIL_TOKEN.
  std::string token = {};  // From the environment only: arguments are seen by everyone on the machine.
  std::filesystem::path ca_file = {};  // Certificates to trust for https, beside the system's.
  Output output = Output::text;
  ProgressMode progress = ProgressMode::when_terminal;

  std::ostream& out;
  std::ostream& err;
  Clock& clock;
  Randomness& randomness;

  bool json() const { return output == Output::json; }
};

/// The key of --key; an error that says how to give one if there is none.
Result<SigningKey> signing_key(const Session& session);

/// The key of a key file.
Result<SigningKey> read_key(const std::filesystem::path& path);
/// Never over another file.
Result<void> write_new_key(const std::filesystem::path& path, const SigningKey& key);

Exit exit_of(const Error& error);
/// On standard error.
void tell_error(const Error& error, Session& session);
/// As the member `error` of the object that is being written.
void write_error(json::Writer& writer, const Error& error);
/// For people, and in JSON where that is asked for.
void print_error(const Error& error, Session& session);

}  // namespace stocktrail::cli
