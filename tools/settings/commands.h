// tools/settings/commands.h: the commands and options of a program as plain tables. command_line.h reads a
// command line by them; whatever else tells of options is made of the same tables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::settings {

/// The exit status, documented in docs/operations.md and in `stocktrail --help`.
enum class Exit : int {
  ok = 0,
  refused = 1,      // The server or a check said no, or there is doubt.
  usage = 2,        // The command line is wrong.
  unavailable = 3,  // A server or file could not be reached; the same command later may succeed.
  unguarded = 4,    // An audit found no fault, and nothing that tells where the log ends.
  doubtful = 5,     // Of some code a list of blocked goods cannot tell whether it is blocked.
};

/// A whole number within bounds, kept in a field of any type; see number().
struct Number {
  std::uint64_t usual, least, most;
  std::function<void(std::uint64_t)> keep;
};

template <typename Field>
Number number(Field& field, std::uint64_t least, std::uint64_t most) {
  return {static_cast<std::uint64_t>(field), least, most,
          [&field](std::uint64_t given) { field = static_cast<Field>(given); }};
}

/// Where a value goes; what is there beforehand is the default. Lists may be given in one go or one by one. A
/// bool and a function stand for a flag, which has no value: the one becomes true, the other is called.
using Target =
    std::variant<std::string*, std::optional<std::string>*, std::filesystem::path*, std::vector<std::string>*,
                 std::vector<std::filesystem::path>*, Number, bool*, std::function<void()>>;

enum class Need : unsigned char { optional, required };
enum class Visibility : unsigned char { shown, hidden };

struct Option {
  std::string name;  // "--lot", "--folder,--keys" for two spellings; without dashes it is known by its place.
  Target target;
  std::string help;
  Need need = Need::optional;
  std::vector<std::string> words = {};  // The only values that there are; empty: any.
  std::string environment = {};         // The variable that gives the value where the command line does not.
  Visibility visibility = Visibility::shown;
};

/// What is printed as the default; empty if there is none. A number that is out of its bounds is none.
std::string usual_value(const Option& option);

enum class ValueKind : unsigned char { none, text, number, file };  // None: a flag.
ValueKind value_kind(const Option& option);
bool is_list(const Option& option);
bool is_positional(const Option& option);
/// "--folder" and "--keys" of "--folder,--keys".
std::vector<std::string> spellings(const Option& option);

struct Command {
  std::string name;
  std::string help;
  std::vector<Option> options = {};
  std::vector<Command> commands = {};      // If there are any, one of them must be named.
  std::function<Result<Exit>()> run = {};  // The options are set when it is called.
};

/// A name and what it stands for.
using Meaning = std::pair<std::string, std::string>;

struct Program {
  Command root;  // Its options may also stand after the name of a command.
  std::string version = {};
  std::vector<Meaning> exit_statuses = {};  // Under the help of the program and of each command; so is:
  std::string notes = {};
  std::vector<Meaning> files = {};         // That it reads and keeps, as its manual tells them.
  std::filesystem::path config_file = {};  // Read if it is there and `--config` names no other.
};

}  // namespace stocktrail::settings
