#!/usr/bin/env python3
"""Checks what a compiler does not: layers, homes of outside libraries, sizes, dead files, switched-off tests, format,
documented limits and routes, exact arithmetic in the fold. Each complaint is one line: file:line: what, and how to mend it.

usage: tidy.py [--root DIR] [--build DIR] [--only CHECK]...     exit status 1 if anything was found"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HEADER_LINES_MAX = 200
SOURCE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
CELL_CHARACTERS_MAX = 300
SKIPS_AT_HOME = {"tests/support/test_data.h", "tests/system/programs.py"}
SKIPPED_FOLDERS = {".git", "build", "node_modules", "dist"}
SOURCES = {".cc", ".h"}
FOLD = ("ledger/epcis", "ledger/gs1", "ledger/books", "ledger/state", "ledger/query", "ledger/master", "ledger/trace", "ledger/inventory", "ledger/promises", "ledger/log", "ledger/engine")
# Interfaces and options that a lower floor implements or reads.
SEAM = {"ledger/ledger.h": "ledger/engine", "api/api.h": "api/handlers"}

# Folders that no other folder of the product builds on: all that they have is their own.
PROGRAMS = ("api/handlers", "tools", "tests")

# How the libraries of the table in docs/architecture.md look in an #include.
OUTSIDE = {
    "libsodium": r"sodium(\.h|/)", "OpenSSL": r"openssl/", "simdjson": r"simdjson", "RocksDB": r"rocksdb/",
    "protobuf": r"google/protobuf/|.*\.pb\.h$", "Boost": r"boost/", "ctemplate": r"ctemplate/",
    "qrcodegen": r"qrcodegen", "libpng": r"png\.h", "prometheus-cpp": r"prometheus/", "CLI11": r"CLI/",
    "spdlog": r"(spdlog|fmt)/", "libcurl": r"curl/", "pugixml": r"pugixml", "zstd": r"zstd", "zlib": r"zlib\.h",
    "toml++": r"toml\+\+/", "FlatBuffers": r"flatbuffers/|.*_generated\.h$", "RapidCheck": r"rapidcheck", "GoogleTest": r"g(test|mock)/", "Benchmark": r"benchmark/",
}
SYSTEM = re.compile(r"^(?:[a-z_0-9]+|(?:sys|arpa|netinet|net|linux)/[a-z_0-9]+\.h|"
                    r"(?:unistd|fcntl|signal|stdlib|dirent|poll|pthread|sched|syslog|termios|time|dlfcn|pwd|netdb|errno)\.h)$")


class Tree:
    """The project's files, read once."""

    def __init__(self, root, build):
        self.root, self.build, self.found = Path(root), build, []
        self.text = {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix in SOURCES | {".ts", ".tsx", ".md", ".py", ".js", ".mjs"} or name == "CMakeLists.txt":
                    self.text[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")

    def files(self, *suffixes, under=""):
        return [f for f in self.text if f.endswith(suffixes) and f.startswith(under)]

    def lines(self, file):
        return self.text[file].splitlines()

    def complain(self, file, line, what):
        self.found.append((file, line, what))

    def includes(self, file):
        for number, line in enumerate(self.lines(file), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                yield number, match[1] == "<", match[2]


def without_comments(line):
    return re.sub(r'"(\\.|[^"\\])*"', '""', re.sub(r"//.*", "", line))


def folder_rank(tree):
    """Folder -> rank, from the diagram in docs/architecture.md: `a <- b/{c,d} <- e (words)`."""
    text = tree.text["docs/architecture.md"]
    diagram = next(line for line in text.splitlines() if " <- " in line)
    rank = {}
    for number, cell in enumerate(diagram.split("<-")):
        cell = re.sub(r"\(.*\)", "", cell).strip()
        brace = re.match(r"(.*)\{(.*)\}", cell)
        for folder in [brace[1] + name for name in brace[2].split(",")] if brace else [cell]:
            rank[folder] = number
    return rank


def folder_of(file, rank):
    fitting = [f for f in rank if file.startswith(f + "/")]
    return max(fitting, key=len, default=None)


def check_layers(tree):
    rank = folder_rank(tree)
    for file in tree.files(*SOURCES):
        user = folder_of(file, rank)
        for line, is_system, name in tree.includes(file):
            used = folder_of(name, rank)
            if is_system or used is None and re.match(r".*(\.pb|_generated)\.h$|embedded/", name):
                continue
            if name.startswith("tests/") and not file.startswith("tests/"):
                tree.complain(file, line, f"product code includes {name}: move what it needs out of tests/")
            elif used is None and not name.startswith("tests/"):
                tree.complain(file, line, f'"{name}" is not spelled from the root: write the whole path, e.g. "crypto/bytes.h"')
            elif "/detail/" in name and not file.startswith("tests/") and not file.startswith(name.split("/detail/")[0] + "/"):
                tree.complain(file, line, f"{name} is private to {name.split('/detail/')[0]}: use that folder's public headers")
            elif user and used and used != user and rank[used] >= rank[user] and SEAM.get(name) != user:
                tree.complain(file, line, f"{user} may not include {name}: the layers are {' <- '.join(rank)}")


def check_private(tree):
    """What only the sources of its own folder include is no part of what the folder offers."""
    readers = {}
    for file in tree.files(*SOURCES):
        for _, is_system, name in tree.includes(file):
            if not is_system:
                readers.setdefault(name, set()).add(file)
    for header in tree.files(".h"):
        folder = os.path.dirname(header)
        if header.startswith(PROGRAMS) or folder.endswith("/detail") or header not in readers:
            continue
        if all(reader.startswith(folder + "/") and (reader.endswith(".cc") or "/detail/" in reader) for reader in readers[header]):
            tree.complain(header, 1, f"only {folder} includes it: it belongs into {folder}/detail")


def library_homes(tree):
    """Library -> folders, from the table in docs/architecture.md."""
    homes = {library: set() for library in OUTSIDE}
    for line in tree.lines("docs/architecture.md"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and cells[1].startswith("`"):
            for library in OUTSIDE:
                if re.search(r"(^|[^\w])" + re.escape(library), cells[3]):
                    homes[library].update(re.findall(r"`([^`]+?)/?`", cells[1]))
    return homes


def check_outside_libraries(tree):
    homes = library_homes(tree)
    leaks = {}  # file -> libraries that it brings in, itself or through project headers
    direct = {}
    for file in tree.files(*SOURCES):
        direct[file] = []
        for line, is_system, name in tree.includes(file):
            library = next((lib for lib, pattern in OUTSIDE.items() if re.match(pattern, name)), None)
            if library:
                direct[file].append((line, library, name))
            elif is_system and not SYSTEM.match(name) and not file.startswith("tests/"):
                tree.complain(file, line, f"<{name}> belongs to no known library: give it a home in docs/architecture.md and tests/tidy")

    def brought_in(file, seen):
        if file not in leaks:
            leaks[file] = {library for _, library, _ in direct[file]}
            for _, is_system, name in tree.includes(file):
                if not is_system and name in direct and name not in seen:
                    leaks[file] |= brought_in(name, seen | {name})
        return leaks[file]

    for file in direct:
        if file.startswith("tests/"):
            continue  # A test may look behind a module's front; it says so in its PRIVATE libraries.
        at_home = lambda library: any(Path(file).is_relative_to(home) for home in homes[library])
        for line, library, name in direct[file]:
            if not at_home(library):
                where = ", ".join(sorted(homes[library])) or "no folder"
                tree.complain(file, line, f"{library} ({name}) is private to {where}: use that module's functions")
        for line, is_system, name in tree.includes(file):
            if not is_system and name in direct:
                for library in sorted(brought_in(name, {name})):
                    if not at_home(library):
                        tree.complain(file, line, f"{name} brings in {library}: keep it out of that header (pointer to implementation)")


def functions(lines):
    """First and last line of each outermost function body, by the indentation that clang-format guarantees."""
    no_function = re.compile(r"\s*(namespace|class|struct|enum|union|extern|if|for|while|switch|do|else|try|catch|case|using|#)\b")
    number = 0
    while number < len(lines):
        start = number
        if lines[number].split("//")[0].rstrip().endswith("{"):
            while start > 0 and not re.search(r"([;{}]|^|(public|private|protected):|>)\s*$|^\s*(#|//)", lines[start - 1].split(" // ")[0]):
                start -= 1  # The signature was broken over lines.
            signature = "".join(lines[start:number + 1])
            indent = len(lines[start]) - len(lines[start].lstrip())
            end = next((i for i in range(number + 1, len(lines)) if re.match(r" {%d}\}" % indent, lines[i])), number)
            if indent <= 4 and "(" in signature and not no_function.match(signature) and not re.search(r"=\s*\{\s*$", signature):
                yield start + 1, end + 1
                number = end
        number += 1


def check_sizes(tree):
    for file in tree.files(".cc", ".h", ".ts", ".tsx"):
        lines = tree.lines(file)
        limit = HEADER_LINES_MAX if file.endswith(".h") else SOURCE_LINES_MAX
        if len(lines) >= limit:
            tree.complain(file, len(lines), f"{len(lines)} lines; fewer than {limit} is the rule: it is two ideas, make two files")
        if file.endswith((".cc", ".h")):
            for first, last in functions(lines):
                if last - first + 1 >= FUNCTION_LINES_MAX:
                    tree.complain(file, first, f"a function of {last - first + 1} lines; fewer than {FUNCTION_LINES_MAX} is the rule: name its parts")


def in_own_project(file):
    """A test may hold a project of its own, e.g. one that uses the installed package; it is configured when the test runs."""
    beside = file.parent / "CMakeLists.txt"
    return beside.exists() and "project(" in beside.read_text() and file.name in beside.read_text()


def check_dead_files(tree):
    included = {name for file in tree.files(*SOURCES) for _, _, name in tree.includes(file)}
    for file in tree.files(".h"):
        if file not in included:
            tree.complain(file, 1, "no file includes this header: use it or delete it")
    commands = tree.build and Path(tree.build, "compile_commands.json")
    if not commands or not commands.exists():
        return
    built = {os.path.realpath(Path(c["directory"], c["file"])) for c in json.loads(commands.read_text())}
    for file in tree.files(".cc"):
        if os.path.realpath(tree.root / file) not in built and not in_own_project(tree.root / file):
            tree.complain(file, 1, "no target builds this file: name it in CMake or delete it")


def check_switched_off(tree):
    rules = [
        (r"\bDISABLED_\w+|\b(it|test|describe)\.(skip|only|fixme)\b|\bx(it|describe)\(", "a switched-off test: mend it or delete it"),
        (r"^\s*#\s*if\s+0\b", "switched-off code: delete it, git keeps it"),
        (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished work: finish it or file an issue"),
        (r"\bNOLINT(?!(NEXTLINE|BEGIN|END)?\([\w-]+\))", "a NOLINT that does not name its check"),
        (r"\bDISABLED\s+(TRUE|ON)\b", "a switched-off test: mend it or delete it"),
    ]
    skips = [(r"\bGTEST_SKIP\(\)|\bskipTest\(|\bunittest\.skip",
              "a skip that nobody would notice: tests/support/test_data.h and tests/system/programs.py have those that fail where all should be there")]
    for file in tree.files(".cc", ".h", ".ts", ".tsx", ".js", ".mjs", ".py", "CMakeLists.txt"):
        allowed = file in SKIPS_AT_HOME or file.startswith("tests/tidy/")
        for number, line in enumerate(tree.lines(file), 1):
            for pattern, what in ([] if file.endswith(".py") else rules) + ([] if allowed else skips):
                if re.search(pattern, line):
                    tree.complain(file, number, what)


def check_exact_fold(tree):
    for folder in FOLD:
        for file in tree.files(*SOURCES, under=folder + "/"):
            for number, line in enumerate(tree.lines(file), 1):
                match = re.search(r"\b(float|double|strtod|strtof|stod|stof|atof)\b", without_comments(line))
                if match:
                    tree.complain(file, number, f"{match[1]} in the fold: use Decimal or Amount (ledger/epcis/decimal.h)")


def limits(tree):
    """(name, file, line) of each constant of the product that is a limit: `a_max = 1, b_max = 2`, `some_deadline{10}`."""
    for file in tree.files(*SOURCES):
        if file.startswith("tests/"):
            continue
        for number, line in enumerate(tree.lines(file), 1):
            if re.match(r"\s*(?:static |inline |constexpr |const )*(?:std::)?[\w:<>]+ \w+\s*[={]", line):
                for match in re.finditer(r"(?<![.\w])(\w+_(?:max|deadline))\s*[={]", line.partition("//")[0]):
                    yield match[1], file, number


def documented_limits(tree):
    """(name, line) of each name in the first column of docs/limits.md, also of what is no `..._max`."""
    for number, line in enumerate(tree.lines("docs/limits.md"), 1):
        for name in re.findall(r"`([a-z]\w*_\w+)`", line.split("|")[1] if line.startswith("|") else ""):
            yield name, number


def check_limits(tree):
    docs = "\n".join(tree.text[f] for f in tree.files(".md", under="docs/"))
    for name, file, number in limits(tree):
        if not re.search(rf"\b{name}\b", docs):
            tree.complain(file, number, f"the limit {name} is in no file of docs/: say its default and what happens beyond it")
    code = "\n".join(tree.text[f] for f in tree.files(*SOURCES) if not f.startswith("tests/"))
    for name, number in documented_limits(tree):
        if not re.search(rf"\b{name}\b", code):
            tree.complain("docs/limits.md", number, f"no code has the limit {name}")


def check_limit_tests(tree):
    tests = "\n".join(tree.text[f] for f in tree.files(*SOURCES, ".py", ".ts", ".mjs", under="tests/") if not f.startswith("tests/tidy/"))
    tested = set(re.findall(r"[a-z]\w*_\w+", tests.lower())) | {name.replace("-", "_") for name in re.findall(r"--([\w-]+-max)\b", tests)}
    named = list(limits(tree))
    known = {name for name, _, _ in named}
    named += [(name, "docs/limits.md", number) for name, number in documented_limits(tree) if name not in known]
    for name, file, number in named:
        if name not in tested:
            tree.complain(file, number, f"no test names the limit {name}: show the last size that goes and the first that does not")


def check_table_cells(tree):
    for file in tree.files(".md"):
        for number, line in enumerate(tree.lines(file), 1):
            if line.lstrip().startswith("|"):
                longest = max(map(len, re.split(r"(?<!\\)\|", line)))
                if longest > CELL_CHARACTERS_MAX:
                    tree.complain(file, number, f"a table cell of {longest} characters; at most {CELL_CHARACTERS_MAX} can be read: put the rest below the table")


def routes(tree):
    """(method, path, line) of each row of the route table: get("/path", ...), change(Method::put, "/path", ...)."""
    text = tree.text.get("api/handlers/routes.cc", "")
    methods = {"get": "GET", "link": "GET", "post": "POST", "put": "PUT", "del": "DELETE"}
    for match in re.finditer(r'\b(?:(get|link|post)\(|change\(\s*Method::(\w+),)\s*"(/[^"]*)"', text):
        yield methods[match[1] or match[2]], match[3], text[:match.start()].count("\n") + 1


def check_routes(tree):
    doc = "docs/http-api.md"
    table = {(method, path): line for method, path, line in routes(tree)}
    told = {}
    for number, line in enumerate(tree.lines(doc) if doc in tree.text else [], 1):
        for methods, path in re.findall(r"`((?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)(?:[|, ]+[A-Z]+)*) (/[^\s`?]*)", line):
            for method in re.findall(r"[A-Z]+", methods):
                told.setdefault((method, path), number)
    if not table:
        tree.complain("api/handlers/routes.cc", 1, 'no route found: a row is get("/path", "summary", ...)')
    for (method, path), line in sorted(table.items()):
        if (method, path) not in told:
            tree.complain("api/handlers/routes.cc", line, f"{doc} does not tell of `{method} {path}`")
    for (method, path), line in sorted(told.items()):
        if (method, path) not in table:
            tree.complain(doc, line, f"`{method} {path}` is not in the route table")


def check_format(tree):
    files = tree.files(*SOURCES)
    run = subprocess.run(["clang-format-19", "--dry-run", "--ferror-limit=1", *files], cwd=tree.root, capture_output=True, text=True)
    for file, line in sorted(set(re.findall(r"^(\S+?):(\d+):\d+: \w+: code should be clang-formatted", run.stderr, re.M))):
        tree.complain(file, int(line), "not formatted: clang-format-19 -i " + file)
    if run.returncode and "clang-formatted" not in run.stderr:
        tree.complain(".clang-format", 1, "clang-format-19 failed: " + run.stderr.strip()[:200])


CHECKS = {name.removeprefix("check_"): function for name, function in list(globals().items()) if name.startswith("check_")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    parser.add_argument("--build", help="build folder with compile_commands.json, to find files that nothing builds")
    parser.add_argument("--only", action="append", choices=sorted(CHECKS), help="run this check only")
    arguments = parser.parse_args()
    tree = Tree(arguments.root, arguments.build)
    for name in arguments.only or CHECKS:
        before = len(tree.found)
        CHECKS[name](tree)
        print(f"{name}: {len(tree.found) - before or 'none'}", file=sys.stderr)
    for file, line, what in sorted(set(tree.found)):
        print(f"{file}:{line}: {what}")
    print(f"{len(tree.text)} files read, {len(set(tree.found))} faults")
    return 1 if tree.found else 0


if __name__ == "__main__":
    sys.exit(main())
