#include "tools/settings/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "tools/settings/config_file.h"
#include "tools/settings/misspelling.h"

namespace stocktrail::settings {
namespace {

/// CLI11 takes "-1" for the largest number.
std::string fault_of_digits(const std::string& given) {
  if (!given.empty() && given.find_first_not_of("0123456789") == std::string::npos) return {};
  return "a whole number is expected, not \"" + given + "\"";
}

/// Nothing has an empty name, and no file is at an empty path.
std::string fault_of_empty(const std::string& given) {
  return given.find_first_not_of(" \t") == std::string::npos ? "a value is expected, not an empty text"
                                                             : std::string();
}

/// Adds an option to CLI11 by the kind of what it sets.
struct Add {
  CLI::App& app;
  const Option& option;

  CLI::Option* operator()(auto* value) const {
    return app.add_option(option.name, *value, option.help)->check(fault_of_empty);
  }
  /// Whether it was given is known, so an empty text may mean something.
  CLI::Option* operator()(std::optional<std::string>* value) const {
    return app.add_option(option.name, *value, option.help);
  }
  template <typename Element>
  CLI::Option* operator()(std::vector<Element>* values) const {
    return app.add_option(option.name, *values, option.help)->take_all()->check(fault_of_empty);
  }
  CLI::Option* operator()(bool* value) const { return app.add_flag(option.name, *value, option.help); }
  CLI::Option* operator()(const std::function<void()>& call) const {
    return app.add_flag_callback(option.name, call, option.help);
  }
  CLI::Option* operator()(const Number& number) const {
    return app.add_option_function<std::uint64_t>(option.name, number.keep, option.help)
        ->check(fault_of_digits)
        ->check(CLI::Range(number.least, number.most));
  }
};

void add_option(CLI::App& app, const Option& option) {
  CLI::Option* added = std::visit(Add{app, option}, option.target);
  added->required(option.need == Need::required)->envname(option.environment);
  added->default_str(usual_value(option));
  if (!option.words.empty()) added->check(CLI::IsMember(option.words));
  if (option.visibility == Visibility::hidden) added->group("");
}

void add_commands(CLI::App& app, const Command& command, const Command*& chosen) {
  for (const Option& option : command.options) add_option(app, option);
  for (const Command& below : command.commands) {
    CLI::App* added = app.add_subcommand(below.name, below.help)->fallthrough();
    add_commands(*added, below, chosen);
    if (below.run) added->callback([&below, &chosen] { chosen = &below; });
  }
  if (!command.commands.empty()) app.require_subcommand(1);
}

/// Gives CLI11 what the TOML file says: its own reader takes lines that are no TOML and passes over names
/// that no option has.
class ConfigReader : public CLI::ConfigBase {
 public:
  ConfigReader(const CLI::App& app, const Command& root) : app_(app), root_(root) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override {
    auto settings = read_settings(in, root_);
    if (!settings) throw CLI::ConfigError(settings.error().detail);
    std::vector<CLI::ConfigItem> given;
    for (Setting& setting : *settings) {
      const CLI::App* command = &app_;
      for (const std::string& name : setting.commands) command = command->get_subcommand(name);
      if (command->get_option("--" + setting.name)->empty()) taken_.push_back("--" + setting.name);
      given.push_back({.parents = std::move(setting.commands),
                       .name = std::move(setting.name),
                       .inputs = std::move(setting.values)});
    }
    return given;
  }

  /// Whether `fault` is about the file, or about a value that came from it.
  bool is_about_file(const CLI::Error& fault) const {
    const std::string_view told = fault.what();
    return fault.get_name() == "ConfigError" ||
           std::ranges::any_of(taken_, [told](const auto& name) { return told.contains(name); });
  }

 private:
  const CLI::App& app_;
  const Command& root_;
  mutable std::vector<std::string> taken_;  // CLI11 reads through a const pointer.
};

/// What a person did who gave the same option twice.
std::string told_plainly(const std::string& message) {
  constexpr std::string_view twice = ": At Most 1 required but received ";
  const std::size_t at = message.find(twice);
  if (at == std::string::npos) return message;
  const std::size_t digits = message.find_first_not_of("0123456789", at + twice.size());
  return message.substr(0, at) + ": is given " +
         message.substr(at + twice.size(), digits - at - twice.size()) + " times; give it once" +
         (digits == std::string::npos ? "" : message.substr(digits));
}

/// Messages about what the file says name the file.
void add_config_file(CLI::App& app, const Program& program) {
  const std::string usual = program.config_file.string();
  CLI::Option* const config = app.set_config("--config", usual, "TOML file with options");
  config->check(fault_of_empty)->check([](const std::string& path) {  // To open a pipe might wait forever.
    std::error_code unknown;
    const bool is_there = std::filesystem::exists(path, unknown);
    return is_there && !std::filesystem::is_regular_file(path, unknown) ? path + " is no file"
                                                                        : std::string();
  });
  const auto reader = std::make_shared<ConfigReader>(app, program.root);
  app.config_formatter(reader);
  app.failure_message([config, usual, reader](const CLI::App* parsed, const CLI::Error& fault) {
    const std::string message = told_plainly(CLI::FailureMessage::simple(parsed, fault));
    if (!reader->is_about_file(fault)) return message;
    return (config->results().empty() ? usual : config->results().back()) + ": " + message;
  });
}

/// After a parse that failed: names the word that stands where a subcommand should, and the nearest one;
/// empty if it did not fail for such a word.
std::string misspelt_subcommand(const CLI::App& app) {
  const auto left_over = app.remaining(true);
  const CLI::App* command = &app;
  std::string name = app.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  const auto word = std::ranges::find_if(left_over, [](const auto& text) { return !text.starts_with('-'); });
  const auto subcommands = command->get_subcommands([](const CLI::App*) { return true; });
  if (word == left_over.end() || subcommands.empty()) return {};
  std::vector<std::string> names;
  for (const CLI::App* subcommand : subcommands) names.push_back(subcommand->get_name());
  const std::string nearest = nearest_word(*word, names);
  return "\"" + *word + "\" is no subcommand of " + name +
         (nearest.empty() ? "." : "; did you mean \"" + nearest + "\"?");
}

std::string footer_of(const Program& program) {
  std::string text = "Exit status:";
  for (const auto& [status, meaning] : program.exit_statuses) text += " " + status + " " + meaning + ";";
  text.back() = '.';
  return text + "\n" + program.notes;
}

}  // namespace

std::variant<const Command*, Exit> read_command_line(const Program& program, int argc,
                                                     const char* const* argv) {
  CLI::App app(program.root.help, program.root.name);
  app.set_version_flag("--version", program.version);
  app.footer(footer_of(program));
  add_config_file(app, program);
  const Command* chosen = &program.root;
  add_commands(app, program.root, chosen);
  try {  // CLI11 tells --help and usage errors by exceptions, which end here.
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& fault) {
    const std::string misspelt = misspelt_subcommand(app);
    if (misspelt.empty()) return app.exit(fault), Exit::usage;
    std::cerr << misspelt << "\nRun with --help for more information.\n";
    return Exit::usage;
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? Exit::ok : Exit::usage;
  }
  return chosen;
}

}  // namespace stocktrail::settings
