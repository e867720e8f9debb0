#include "tools/cli/log_key.h"

#include "tools/cli/files.h"

namespace stocktrail::cli {

Result<NoteVerifier> log_key(const std::string& given) {
  if (given.empty()) {
    return fail(ErrorCode::invalid_argument,
                "Give the log's key with --vkey or STOCKTRAIL_VKEY, as a text or a file. It is served at "
                "/log/vkey; keep your "
                "own copy, since a proof is worth what the key is.",
                "--vkey");
  }
  std::string line = given;
  const bool is_text = given.contains('+');  // A file of such a name is a file still.
  if (!is_text || std::filesystem::exists(given)) {
    auto text = read_file(given, 4096);
    if (!text) return fail(text.error().code, text.error().detail, "--vkey " + given);
    line = text->substr(0, text->find_first_of("\r\n"));
  }
  auto key = NoteVerifier::parse(line);
  if (!key) key.error().where = "--vkey";
  return key;
}

}  // namespace stocktrail::cli
