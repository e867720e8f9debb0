#include "tools/settings/config_file.h"

#include <toml++/toml.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <sstream>
#include <vector>

namespace stocktrail::settings {
namespace {

class TomlFile : public CLI::ConfigBase {
 public:
  explicit TomlFile(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override {
    toml::table root;
    try {
      root = toml::parse(in);
    } catch (const toml::parse_error& fault) {
      throw CLI::ConfigError("line " + std::to_string(fault.source().begin.line) +
                             ": it is not TOML: " + std::string(fault.description()) + ".");
    }
    std::vector<CLI::ConfigItem> read;
    add(root, app_, {}, read);
    return read;
  }

  /// Of the options whose values come from the file.
  const std::vector<std::string>& taken() const { return taken_; }

 private:
  void add(const toml::table& table, const CLI::App& command, const std::vector<std::string>& parents,
           std::vector<CLI::ConfigItem>& read) const {
    for (const auto& [key, node] : table) {
      std::string name(key.str());
      std::ranges::replace(name, '_', '-');
      if (const toml::table* section = node.as_table()) {
        auto below = parents;
        below.push_back(name);
        const auto found =
            command.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
        if (found.empty()) refuse(key, node, command, "subcommand");
        add(*section, *found.front(), below, read);
        continue;
      }
      const CLI::Option* option = command.get_option_no_throw("--" + name);
      if (option == nullptr) refuse(key, node, command, "option");
      if (option->empty()) taken_.push_back("--" + name);
      read.push_back({.parents = parents, .name = name, .inputs = texts_of(node)});
    }
  }

  [[noreturn]] static void refuse(const toml::key& key, const toml::node& node, const CLI::App& command,
                                  const std::string& what) {
    throw CLI::ConfigError("line " + std::to_string(node.source().begin.line) + ": \"" +
                           std::string(key.str()) + "\" is no " + what + " of " + command.get_name() + ".");
  }

  static std::vector<std::string> texts_of(const toml::node& node) {
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

  const CLI::App& app_;
  mutable std::vector<std::string> taken_;  // CLI11 reads through a const pointer.
};

}  // namespace

void add_config_file(CLI::App& app, const std::string& usual) {
  const CLI::Option* config = app.set_config("--config", usual, "TOML file with options");
  const auto file = std::make_shared<TomlFile>(app);
  app.config_formatter(file);
  app.failure_message([config, usual, file](const CLI::App* parsed, const CLI::Error& fault) {
    const std::string message = CLI::FailureMessage::simple(parsed, fault);
    const std::string_view told = fault.what();
    const bool is_in_file =
        fault.get_name() == "ConfigError" ||
        std::ranges::any_of(file->taken(), [told](const auto& option) { return told.contains(option); });
    if (!is_in_file) return message;
    return (config->results().empty() ? usual : config->results().back()) + ": " + message;
  });
}

}  // namespace stocktrail::settings
