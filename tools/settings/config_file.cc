#include "tools/settings/config_file.h"

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

namespace stocktrail::settings {
namespace {

std::unexpected<Error> refuse(const toml::node& node, const std::string& what) {
  return fail(ErrorCode::invalid_argument,
              "line " + std::to_string(node.source().begin.line) + ": " + what + ".");
}

bool has_option(const Command& command, const std::string& name) {
  return std::ranges::any_of(command.options, [name = "--" + name](const Option& option) {
    return std::ranges::count(spellings(option), name) > 0;
  });
}

std::vector<std::string> texts_of(const toml::node& node) {
  std::vector<std::string> texts;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) {
      for (std::string& text : texts_of(element)) texts.push_back(std::move(text));
    }
    return texts;
  }
  if (const auto* text = node.as_string()) return {text->get()};
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  return {out.str()};
}

Result<void> read_table(const toml::table& table, const Command& command,
                        const std::vector<std::string>& commands, std::vector<Setting>& read) {
  for (const auto& [key, node] : table) {
    std::string name(key.str());
    std::ranges::replace(name, '_', '-');
    const std::string told = "\"" + std::string(key.str()) + "\" is no ";
    if (const toml::table* section = node.as_table()) {
      const auto below = std::ranges::find(command.commands, name, &Command::name);
      if (below == command.commands.end()) return refuse(node, told + "subcommand of " + command.name);
      auto names = commands;
      names.push_back(std::move(name));
      if (auto done = read_table(*section, *below, names, read); !done) return done;
      continue;
    }
    if (!has_option(command, name)) return refuse(node, told + "option of " + command.name);
    read.push_back({commands, std::move(name), texts_of(node)});
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> read_settings(std::istream& in, const Command& root) {
  toml::table table;
  try {
    table = toml::parse(in);
  } catch (const toml::parse_error& fault) {
    return fail(ErrorCode::invalid_argument, "line " + std::to_string(fault.source().begin.line) +
                                                 ": it is not TOML: " + std::string(fault.description()) +
                                                 ".");
  }
  std::vector<Setting> read;
  if (auto done = read_table(table, root, {}, read); !done) return std::unexpected(std::move(done.error()));
  return read;
}

}  // namespace stocktrail::settings
