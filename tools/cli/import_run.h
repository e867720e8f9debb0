// tools/cli/import_run.h: tables into the log: read and checked all, signed, sent, and told. What import,
// count and opening share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/documents.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {

struct ImportInput {
  std::filesystem::path file;            // What faults are told of.
  std::optional<std::string> text = {};  // The table itself, where it is in no file.
};

struct ImportTask {
  enum class Goal : unsigned char { send, print, check };
  enum class Shelf : unsigned char { as_counted, whole };  // Whether what a count does not name is not there.

  std::string mapping, mapping_name;  // The TOML text, and what faults in it are told of.
  std::vector<ImportInput> inputs = {};
  std::filesystem::path folder = {};  // Of statements and receipts; empty: the usual one.
  Goal goal = Goal::send;
  Shelf shelf = Shelf::as_counted;
  Future future = Future::refused;
};

Result<Exit> run_import(Session& session, const ImportTask& task);

}  // namespace stocktrail::cli
