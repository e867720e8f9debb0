#include "tools/settings/manual.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail::settings {
namespace {

constexpr std::size_t line_bytes = 78;

/// Text as it is to be read: a hyphen can be copied to a command line.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '~') {
      out += "\\(ti";
    } else if (c == '`' || c == '\'') {
      out += c == '`' ? "\\(ga" : "\\(aq";
    } else {
      out += c;
    }
  }
  return out;
}

/// The same in lines, none of which is a request of roff's.
std::string paragraph(std::string_view text) {
  std::string out;
  std::size_t length = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    const bool ends_line = end < rest.size() && rest[end] == '\n';
    const std::string word = roff(rest.substr(0, end));
    if (length > 0 && length + 1 + word.size() > line_bytes) {
      out += '\n';
      length = 0;
    } else if (length > 0) {
      out += ' ';
    }
    if (length == 0 && (word.starts_with('.') || word.starts_with('\''))) out += "\\&";
    out += word;
    length += word.size() + 1;
    if (ends_line) out += "\n.br\n";
    if (ends_line) length = 0;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out + "\n";
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}
std::string slanted(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = to_upper(c);
  return out;
}

std::string value_name(const Option& option) {
  if (is_positional(option)) return upper(option.name) + (is_list(option) ? "..." : "");
  switch (value_kind(option)) {
    case ValueKind::none:
      return {};
    case ValueKind::number:
      return "NUMBER";
    case ValueKind::file:
      return "FILE";
    case ValueKind::text:
      break;
  }
  return "TEXT";
}

/// `--until TEXT`, with its fonts.
std::string usage_of(const Option& option) {
  const std::string value = value_name(option);
  if (is_positional(option)) return slanted(value);
  std::string out;
  for (const std::string& name : spellings(option)) out += (out.empty() ? "" : ", ") + bold(name);
  return value.empty() ? out : out + " " + slanted(value);
}

std::string details_of(const Option& option) {
  std::string out = option.help + ".";
  if (!option.words.empty()) {
    out += " One of:";
    for (const std::string& word : option.words) out += " " + word + ",";
    out.back() = '.';
  }
  if (const std::string usual = usual_value(option); !usual.empty()) out += " Default: " + usual + ".";
  if (is_list(option) && !is_positional(option)) out += " May be given more than once.";
  if (!option.environment.empty()) out += " Environment: " + option.environment + ".";
  return out;
}

void add_options(std::string& out, const std::vector<Option>& options) {
  for (const Option& option : options) {
    if (option.visibility == Visibility::hidden) continue;
    out += ".TP\n" + usage_of(option) + "\n" + paragraph(details_of(option));
  }
}

void add_commands(std::string& out, const Command& command, const std::string& name) {
  if (command.commands.empty()) {
    out += ".SS \"" + roff(name);
    for (const Option& option : command.options) {
      if (is_positional(option))
        out += option.need == Need::required ? " " + value_name(option) : " [" + value_name(option) + "]";
    }
    out += "\"\n" + paragraph(command.help + ".");
    add_options(out, command.options);
  }
  for (const Command& below : command.commands) add_commands(out, below, name + " " + below.name);
}

void add_meanings(std::string& out, std::string_view title, const std::vector<Meaning>& meanings) {
  if (meanings.empty()) return;
  out += ".SH \"" + std::string(title) + "\"\n";
  for (const auto& [name, meaning] : meanings) out += ".TP\n" + bold(name) + "\n" + paragraph(meaning + ".");
}

std::string purpose_of(const Command& root) {
  const std::string line = root.help.substr(0, root.help.find('\n'));
  const std::size_t colon = line.find(": ");
  std::string purpose = colon == std::string::npos ? line : line.substr(colon + 2);
  if (purpose.ends_with('.')) purpose.pop_back();
  return purpose;
}

}  // namespace

std::string manual_page(const Program& program, const ManualEdition& edition) {
  const Command& root = program.root;
  std::string out = ".\\\" Made from the table of the program's options.\n";
  out += ".TH " + upper(root.name) + " " + edition.section + " " + edition.date + " \"" + root.name + " " +
         program.version + "\"\n";
  out += ".SH NAME\n" + root.name + " \\- " + paragraph(purpose_of(root));
  out += ".SH SYNOPSIS\n" + bold(root.name);
  if (!root.commands.empty()) out += " " + slanted("COMMAND");
  out += " [" + slanted("OPTION") + "]...\n.br\n" + bold(root.name);
  if (!root.commands.empty()) out += " [" + slanted("COMMAND") + "]";
  out += " " + bold("--help") + "\n.SH DESCRIPTION\n" + paragraph(root.help);
  if (!root.commands.empty()) {
    out += ".SH COMMANDS\n";
    add_commands(out, root, root.name);
  }
  out += ".SH OPTIONS\n";
  if (!root.commands.empty()) out += "They may stand before or after the name of a command.\n";
  add_options(out, root.options);
  for (const auto& [usage, help] :
       {std::pair{bold("--config") + " " + slanted("FILE"), "TOML file with options"},
        std::pair{bold("--version"), "Show the version"},
        std::pair{bold("-h") + ", " + bold("--help"), "Show the options of the program, or of a command"}}) {
    out += ".TP\n" + usage + "\n" + paragraph(std::string(help) + ".");
  }
  add_meanings(out, "EXIT STATUS", program.exit_statuses);
  add_meanings(out, "FILES", program.files);
  out += ".SH NOTES\n" + paragraph(program.notes);
  return out + ".SH \"SEE ALSO\"\n" + edition.see_also + "\n";
}

}  // namespace stocktrail::settings
