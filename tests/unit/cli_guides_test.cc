// Manual pages and completions: whatever a table says is told, and nothing of it becomes a command of roff or
// a shell.
#include <gmock/gmock.h>

#include "tools/settings/completion.h"
#include "tools/settings/manual.h"

namespace stocktrail::settings {
namespace {

using testing::HasSubstr;
using testing::Not;

class Guides : public testing::Test {
 protected:
  Guides() {
    Command add{
        .name = "add",
        .help = ".Adds",
        .options = {{"--name,--called", &text_, "It's a `name` [sic]: \\n"},
                    {"--kind", &text_, "Kind", Need::optional, {"one", "other"}},
                    {"--tag", &texts_, "Tag"},
                    {"--dry-run", &flag_, "Only look"},
                    {.name = "--secret", .target = &flag_, .help = "None", .visibility = Visibility::hidden},
                    {"file", &file_, "File", Need::required}},
        .run = [] { return Exit::ok; }};
    program_ = {
        .root =
            {.name = "program",
             .help = "A program: it does it.",
             .options = {{.name = "--server", .target = &server_, .help = "Server", .environment = "SERVER"}},
             .commands = {{.name = "party", .help = "Parties", .commands = {std::move(add)}}}},
        .version = "1.2",
        .exit_statuses = {{"0", "done"}},
        .notes = "'tis all"};
  }

  std::string server_ = "here", text_;
  std::vector<std::string> texts_;
  std::filesystem::path file_;
  bool flag_ = false;
  Program program_;
};

TEST_F(Guides, TheManualTellsEveryOptionButHiddenOnes) {
  const std::string page = manual_page(program_, {"1", "2026-12-31", ".BR other (1)"});
  EXPECT_THAT(page,
              HasSubstr(".TH PROGRAM 1 2026-12-31 \"program 1.2\"\n.SH NAME\nprogram \\- it does it\n"));
  EXPECT_THAT(page, HasSubstr(".SS \"program party add FILE\"\n\\&.Adds.\n"));
  EXPECT_THAT(
      page,
      HasSubstr(
          "\\fB\\-\\-name\\fR, \\fB\\-\\-called\\fR \\fITEXT\\fR\nIt\\(aqs a \\(ganame\\(ga [sic]: \\en."));
  EXPECT_THAT(page, HasSubstr("Kind. One of: one, other."));
  EXPECT_THAT(page, HasSubstr("Tag. May be given more than once."));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-dry\\-run\\fR\nOnly look."));
  EXPECT_THAT(page, HasSubstr("Server. Default: here. Environment: SERVER."));
  EXPECT_THAT(page, HasSubstr(".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\ndone.\n"));
  EXPECT_THAT(page, HasSubstr(".SH NOTES\n\\(aqtis all\n"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST_F(Guides, CompletionsKnowCommandsOptionsAndWords) {
  const std::string bash = bash_completion(program_);
  EXPECT_THAT(
      bash,
      HasSubstr(
          "'party add') commands='' flags='--help --dry-run' valued='--server --name --called --kind --tag' "
          "filed='--config' files=yes ;;"));
  EXPECT_THAT(bash, HasSubstr("'party add --kind') words='one other' ;;"));
  const std::string zsh = zsh_completion(program_);
  EXPECT_THAT(zsh, HasSubstr("'--name[It'\\''s a `name` \\[sic\\]\\: \\\\n]:value: '"));
  EXPECT_THAT(zsh, HasSubstr("'*--tag[Tag]:value: '"));
  const std::string fish = fish_completion(program_);
  EXPECT_THAT(
      fish,
      HasSubstr("complete -c program -n '__program_at party add' -l kind -x -a 'one other' -d 'Kind'\n"));
  for (const std::string& text : {bash, zsh, fish}) EXPECT_THAT(text, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace stocktrail::settings
