#include "tools/settings/completion.h"

#include <algorithm>

namespace stocktrail::settings {
namespace {

/// A command with the options that may stand there, and the words that lead to it: "key add".
struct Place {
  std::string path;
  const Command& command;
  std::vector<const Option*> options;  // Named ones, of the root too.
  std::vector<const Option*> positionals;
};

void add_places(const Command& command, const std::string& path, const Command& root,
                std::vector<Place>& out) {
  Place place{path, command, {}, {}};
  for (const Command* from : {&root, &command}) {
    for (const Option& option : from->options) {
      if (option.visibility == Visibility::hidden) continue;
      auto& list = is_positional(option) ? place.positionals : place.options;
      if (std::ranges::find(list, &option) == list.end()) list.push_back(&option);
    }
  }
  out.push_back(std::move(place));
  for (const Command& below : command.commands)
    add_places(below, path.empty() ? below.name : path + " " + below.name, root, out);
}

/// The root first.
std::vector<Place> places_of(const Program& program) {
  std::vector<Place> places;
  add_places(program.root, {}, program.root, places);
  return places;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string command_names(const Command& command) {
  std::vector<std::string> names;
  for (const Command& below : command.commands) names.push_back(below.name);
  return joined(names);
}

std::string identifier(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == ' ' || c == '-'; }, '_');
  return text;
}

bool takes_files(const std::vector<const Option*>& positionals) {
  return std::ranges::any_of(positionals,
                             [](const Option* one) { return value_kind(*one) == ValueKind::file; });
}

/// One row of the bash script's table: what may come at this place.
std::string bash_row(const Place& place) {
  std::vector<std::string> flags{"--help"}, valued, filed{"--config"};
  if (place.path.empty()) flags.emplace_back("--version");
  for (const Option* option : place.options) {
    auto& list = value_kind(*option) == ValueKind::none   ? flags
                 : value_kind(*option) == ValueKind::file ? filed
                                                          : valued;
    for (const std::string& name : spellings(*option)) list.push_back(name);
  }
  return "    '" + place.path + "') commands='" + command_names(place.command) + "' flags='" + joined(flags) +
         "' valued='" + joined(valued) + "' filed='" + joined(filed) +
         "' files=" + (takes_files(place.positionals) ? "yes" : "''") + " ;;\n";
}

/// `text` within single quotes of zsh and fish.
std::string quoted(std::string_view text, std::string_view escaped) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (escaped.contains(c)) out += '\\';
    out += c;
  }
  return out;
}

constexpr std::string_view zsh_special = "[]:\\";

/// What _arguments expects for a value: `:message:action`.
std::string zsh_value(const Option& option) {
  if (value_kind(option) == ValueKind::none) return {};
  if (!option.words.empty()) return ":word:(" + joined(option.words) + ")";
  return value_kind(option) == ValueKind::file ? ":file:_files" : ":value: ";
}

std::string zsh_function(const Place& place, const std::string& name) {
  const std::string function = "_" + identifier(place.path.empty() ? name : name + " " + place.path);
  std::string out =
      function + "() {\n  local curcontext=\"$curcontext\" state line ret=1\n  _arguments -C \\\n";
  for (const Option* option : place.options) {
    for (const std::string& spelling : spellings(*option)) {
      out += "    '" + std::string(is_list(*option) ? "*" : "") + spelling + "[" +
             quoted(option->help, zsh_special) + "]" + zsh_value(*option) + "' \\\n";
    }
  }
  out += "    '--config[TOML file with options]:file:_files' '(- *)--help[Show help]'";
  if (place.path.empty()) out += " '(- *)--version[Show the version]'";
  for (const Option* option : place.positionals) {
    out += " \\\n    '" + std::string(is_list(*option) ? "*" : "") + ":" + quoted(option->name, zsh_special) +
           ":" + (value_kind(*option) == ValueKind::file ? "_files" : " ") + "'";
  }
  if (place.command.commands.empty()) return out + " && ret=0\n  return ret\n}\n\n";
  out += " \\\n    '1:command:((";
  for (const Command& below : place.command.commands)
    out += below.name + "\\:\"" + quoted(below.help, "[]\\\"") + "\" ";
  out += "))' '*::argument:->below' && ret=0\n  if [[ $state == below ]]; then\n    case $line[1] in\n";
  for (const Command& below : place.command.commands)
    out += "      " + below.name + ") " + function + "_" + identifier(below.name) + " && ret=0 ;;\n";
  return out + "    esac\n  fi\n  return ret\n}\n\n";
}

/// The condition of fish under which a line is offered.
std::string fish_condition(const Place& place, const std::string& name) {
  return " -n '__" + name + "_at " + place.path + "'";
}

std::string fish_option(const Option& option, const std::string& begin) {
  std::string out;
  for (const std::string& spelling : spellings(option)) {
    out += begin + " -l " + spelling.substr(2);
    if (!option.words.empty()) {
      out += " -x -a '" + joined(option.words) + "'";
    } else if (value_kind(option) == ValueKind::file) {
      out += " -r -F";
    } else if (value_kind(option) != ValueKind::none) {
      out += " -x";
    }
    out += " -d '" + quoted(option.help, "\\") + "'\n";
  }
  return out;
}

}  // namespace

std::string bash_completion(const Program& program) {
  const std::string& name = program.root.name;
  std::string out = "# bash completion of " + name + ". Made from the table of the program's options.\n\n_" +
                    name + "_table() {\n  case $1 in\n";
  std::string words;
  for (const Place& place : places_of(program)) {
    out += bash_row(place);
    for (const Option* option : place.options) {
      for (const std::string& spelling : spellings(*option)) {
        if (!option->words.empty())
          words += "    '" + place.path + " " + spelling + "') words='" + joined(option->words) + "' ;;\n";
      }
    }
  }
  out +=
      "  esac\n}\n\n_" + name + "_words() {\n  words=\n  case $1 in\n" + words + "    *) ;;\n  esac\n}\n\n";
  std::string body = R"(_NAME() {
  local cur=${COMP_WORDS[COMP_CWORD]} path= pending= word i commands flags valued filed files words
  _NAME_table ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    [[ $word == = ]] && continue
    if [[ -n $pending ]]; then pending=; continue; fi
    if [[ " $valued $filed " == *" $word "* ]]; then
      pending=$word
    elif [[ $word != -* && " $commands " == *" $word "* ]]; then
      path=${path:+$path }$word
      _NAME_table "$path"
    fi
  done
  [[ $cur == = ]] && cur=
  COMPREPLY=()
  if [[ -n $pending ]]; then
    _NAME_words "$path $pending"
    if [[ -n $words ]]; then
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    elif [[ " $filed " == *" $pending "* ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags $valued $filed" -- "$cur")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  elif [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}
complete -F _NAME NAME
)";
  for (std::size_t at = 0; (at = body.find("NAME", at)) != std::string::npos; at += name.size())
    body.replace(at, 4, name);
  return out + body;
}

std::string zsh_completion(const Program& program) {
  const std::string& name = program.root.name;
  std::string out = "#compdef " + name + "\n# Made from the table of the program's options.\n\n";
  for (const Place& place : places_of(program)) out += zsh_function(place, name);
  return out + "_" + identifier(name) + " \"$@\"\n";
}

std::string fish_completion(const Program& program) {
  const std::string& name = program.root.name;
  const auto places = places_of(program);
  std::string out = "# fish completion of " + name + ". Made from the table of the program's options.\n\n";
  out += "# True if the words that name a command are these.\nfunction __" + name +
         "_at\n  set -l path\n  for word in (commandline -opc)[2..-1]\n    switch \"$path $word\"\n";
  std::string known;
  for (const Place& place : places) {
    if (!place.path.empty()) known += " ' " + place.path + "'";
  }
  if (!known.empty()) out += "      case" + known + "\n        set path \"$path $word\"\n";
  out += "    end\n  end\n  test \"$path\" = \"$(string join '' ' '$argv)\"\nend\n\n";
  out += "complete -c " + name + " -f\n";
  for (const Place& place : places) {
    const std::string begin = "complete -c " + name + fish_condition(place, name);
    for (const Command& below : place.command.commands)
      out += begin + " -a " + below.name + " -d '" + quoted(below.help, "\\") + "'\n";
    for (const Option* option : place.options) out += fish_option(*option, begin);
    out += begin + " -l config -r -F -d 'TOML file with options'\n" + begin + " -l help -d 'Show help'\n";
    if (takes_files(place.positionals)) out += begin + " -F\n";
  }
  return out;
}

}  // namespace stocktrail::settings
