// The option tables: what a command line, the environment and a TOML file set, and which command they name.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "tools/settings/command_line.h"
#include "tools/settings/config_file.h"

namespace stocktrail::settings {
namespace {

class CommandLine : public testing::Test {
 protected:
  CommandLine() {
    Command add{.name = "add",
                .help = "Add",
                .options = {{"--name", &name_, "Name"},
                            {"--role,--as", &roles_, "Roles"},
                            {"--days", number(days_, 1, 365), "Days"},
                            {"--kind", &kind_, "Kind", Need::optional, {"one", "other"}},
                            {"--dry-run", &dry_run_, "Only look"},
                            {"file", &file_, "File", Need::required}},
                .run = [] { return Exit::ok; }};
    Command party{.name = "party", .help = "Parties", .commands = {std::move(add)}};
    program_.root = {.name = "program",
                     .help = "Does it",
                     .options = {{.name = "--server",
                                  .target = &server_,
                                  .help = "Server",
                                  .environment = "STOCKTRAIL_TEST_SERVER"},
                                 {"--loud", [this] { ++called_; }, "Loud"}},
                     .commands = {std::move(party)}};
  }

  std::variant<const Command*, Exit> read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "program");
    return read_command_line(program_, static_cast<int>(arguments.size()), arguments.data());
  }

  Exit refused(std::vector<const char*> arguments) {
    const auto read_to = read(std::move(arguments));
    const auto* status = std::get_if<Exit>(&read_to);
    return status == nullptr ? Exit::ok : *status;
  }

  std::string server_ = "here", kind_ = "one";
  std::optional<std::string> name_;
  std::vector<std::string> roles_;
  std::filesystem::path file_;
  std::int64_t days_ = 90;
  bool dry_run_ = false;
  int called_ = 0;
  Program program_;
};

TEST_F(CommandLine, ValuesGoWhereTheTablesSay) {
  const auto chosen = read({"--loud", "party", "add", "a.json", "--name", "", "--role", "x", "--as", "y",
                            "--days", "7", "--kind", "other", "--dry-run", "--server", "there"});
  ASSERT_TRUE(std::holds_alternative<const Command*>(chosen));
  EXPECT_EQ(std::get<const Command*>(chosen)->name, "add");
  EXPECT_EQ(name_, "");
  EXPECT_EQ(roles_, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(days_, 7);
  EXPECT_EQ(kind_, "other");
  EXPECT_EQ(file_, "a.json");
  EXPECT_TRUE(dry_run_);
  EXPECT_EQ(called_, 1);
  EXPECT_EQ(server_, "there");
}

TEST_F(CommandLine, WhatIsNotGivenKeepsItsDefault) {
  ASSERT_TRUE(std::holds_alternative<const Command*>(read({"party", "add", "a.json"})));
  EXPECT_EQ(name_, std::nullopt);
  EXPECT_EQ(days_, 90);
  EXPECT_EQ(server_, "here");
  EXPECT_FALSE(dry_run_);
}

TEST_F(CommandLine, TheEnvironmentStandsInForTheCommandLine) {
  ::setenv("STOCKTRAIL_TEST_SERVER", "from the environment", 1);
  read({"party", "add", "a.json"});
  ::unsetenv("STOCKTRAIL_TEST_SERVER");
  EXPECT_EQ(server_, "from the environment");
}

TEST_F(CommandLine, WhatIsWrongEndsWithItsStatus) {
  EXPECT_EQ(refused({}), Exit::usage);
  EXPECT_EQ(refused({"party"}), Exit::usage);
  EXPECT_EQ(refused({"party", "ad"}), Exit::usage);
  EXPECT_EQ(refused({"party", "add"}), Exit::usage);
  for (const char* days : {"0", "366", "-1", "1.5", "many", "18446744073709551616", ""}) {
    EXPECT_EQ(refused({"party", "add", "a.json", "--days", days}), Exit::usage) << days;
  }
  EXPECT_EQ(refused({"party", "add", "a.json", "--kind", "third"}), Exit::usage);
  EXPECT_EQ(refused({"party", "add", "a.json", "--bogus"}), Exit::usage);
}

TEST_F(CommandLine, AFileNamesOptionsOfTheTables) {
  std::istringstream in("server = \"s\"\n[party.add]\ndry_run = true\ndays = 3\nas = [\"x\", \"y\"]\n");
  const auto settings = read_settings(in, program_.root);
  ASSERT_TRUE(settings) << settings.error().detail;
  ASSERT_EQ(settings->size(), 4U);
  const auto named = [&settings](std::string_view name) {
    return *std::ranges::find(*settings, name, &Setting::name);
  };
  EXPECT_TRUE(named("server").commands.empty());
  EXPECT_EQ(named("as").values, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(named("dry-run").commands, (std::vector<std::string>{"party", "add"}));
  for (const char* text :
       {"sever = 1\n", "[part]\n", "[party]\nserver = 1\n", "server = \n", "server = 1, 2\n"}) {
    std::istringstream bad(text);
    const auto refused = read_settings(bad, program_.root);
    ASSERT_FALSE(refused) << text;
    EXPECT_TRUE(refused.error().detail.starts_with("line ")) << refused.error().detail;
  }
}

TEST_F(CommandLine, HelpShowsDefaults) {
  EXPECT_EQ(usual_value({"--a", &server_, ""}), "here");
  EXPECT_EQ(usual_value({"--a", number(days_, 1, 365), ""}), "90");
  EXPECT_EQ(usual_value({"--a", number(days_, 91, 365), ""}), "");
  EXPECT_EQ(usual_value({"--a", &dry_run_, ""}), "");
}

}  // namespace
}  // namespace stocktrail::settings
