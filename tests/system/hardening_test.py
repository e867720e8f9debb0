#!/usr/bin/env python3
"""What an attacker who is in already would like to find: programs without the compiler's protections, a core dump with keys in it, files that
others can read, a service with rights that it does not need."""

import json
import os
import platform
import re
import resource
import shlex
import signal
import stat
import subprocess
from pathlib import Path

from clients import BIN, PartyTest, main
from programs import lacks, need_program

SOURCE = Path(__file__).resolve().parents[2]
BUILD_TYPE = os.environ.get("STOCKTRAIL_BUILD_TYPE", "Debug")
EXPOSURE_MAX = 2.0  # Of 10, as systemd counts it.
PAGE_BYTES = 4096
ALWAYS = ("-fstack-protector-strong", "-D_GLIBCXX_ASSERTIONS")
OPTIMISED = ("-D_FORTIFY_SOURCE=3", "-fstack-clash-protection",
             *{"x86_64": ("-fcf-protection=full",), "aarch64": ("-mbranch-protection=standard",)}.get(platform.machine(), ()))
PROBE = """
#include <cstdlib>
#include <cstring>
int main(int, char** argv) {
  const std::size_t size = std::strtoul(argv[1], nullptr, 10);
  char* const bytes = static_cast<char*>(std::malloc(size));
  std::memset(bytes, *argv[1], size + std::strtoul(argv[2], nullptr, 10));
  return bytes[size / 2] == *argv[1] ? 0 : 1;
}
"""


def readelf(program, *what):
    return subprocess.run(["readelf", "--wide", *what, BIN / program], capture_output=True, text=True, check=True).stdout


class Hardening(PartyTest):
    def test_programs_are_built_with_protections(self):
        if BUILD_TYPE == "sanitized":  # Which is no product.
            return
        need_program(self, "readelf", "binutils")
        for program in ("stocktraild", "stocktrail"):
            with self.subTest(program=program):
                self.assertRegex(readelf(program, "--file-header"), r"Type:\s+DYN \(Position-Independent Executable")
                segments = readelf(program, "--program-headers")
                self.assertIn("GNU_RELRO", segments)
                self.assertRegex(segments, r"GNU_STACK .* RW ")  # No E: a stack that is not run.
                self.assertNotRegex(segments, r"LOAD .* RWE ")
                self.assertRegex(readelf(program, "--dynamic"), r"BIND_NOW|FLAGS.*\bNOW\b")
                symbols = readelf(program, "--dyn-syms")
                self.assertIn("__stack_chk_fail", symbols)
                if BUILD_TYPE == "Debug":
                    continue
                self.assertRegex(symbols, r"__\w+_chk@")
                if platform.machine() == "x86_64":
                    code = subprocess.run(["objdump", "--disassemble", "--no-show-raw-insn", BIN / program], capture_output=True, text=True, check=True).stdout
                    self.assertRegex(code, r"<main>:\n[^\n]*endbr64")
                    # Stack-clash protection touches each page of a frame before it takes the next.
                    frames = [int(size, 16) for size in re.findall(r"sub +\$0x([0-9a-f]+),%rsp", code)]
                    self.assertGreater(len(frames), 1000)
                    self.assertEqual([size for size in frames if PAGE_BYTES < size < 2**31], [])
                # With debug information each object says how it was compiled.
                producers = re.findall(r"GNU C\+\+.*", readelf(program, "--string-dump=.debug_str"))
                self.assertTrue(producers or BUILD_TYPE == "Release")
                for producer in producers:
                    for option in (*ALWAYS, *OPTIMISED):
                        if not option.startswith("-D"):
                            self.assertIn(option, producer)

    def test_every_source_is_compiled_with_protections(self):
        if BUILD_TYPE == "sanitized":
            return
        commands = json.loads((BIN.parent / "compile_commands.json").read_text())
        # Generated ones too: parsers of stored bytes are among them.
        ours = [c for c in commands if not os.path.relpath(c["file"], SOURCE).startswith("tests/")]
        self.assertGreater(len(ours), 100)
        for command in ours:
            words = shlex.split(command["command"])
            for option in ALWAYS if BUILD_TYPE == "Debug" else (*ALWAYS, *OPTIMISED):
                self.assertIn(option, words, command["file"])
            self.assertLessEqual({word for word in words if "FORTIFY_SOURCE=" in word}, {"-D_FORTIFY_SOURCE=3"}, command["file"])
            self.assertFalse({"-fno-stack-protector", "-fno-stack-clash-protection", "-fcf-protection=none", "-no-pie"} & set(words), command["file"])

    def test_an_overflow_by_one_byte_ends_the_program(self):
        """Level 3 of _FORTIFY_SOURCE: the size of the memory is known at run time only, which level 2 does not see."""
        if BUILD_TYPE not in ("RelWithDebInfo", "Release"):
            return
        commands = json.loads((BIN.parent / "compile_commands.json").read_text())
        words = shlex.split(next(c["command"] for c in commands if c["file"].endswith("crypto/bytes.cc")))
        options = [word for word in words[1:] if re.match(r"-(O|D|U|f|std)", word) and "prefix-map" not in word]
        probe = self.write("probe.cc", PROBE)
        subprocess.run([words[0] if "ccache" not in words[0] else words[1], *options, probe, "-o", self.folder / "probe"], check=True, timeout=120)
        run = [subprocess.run([self.folder / "probe", "100", more], capture_output=True, text=True, timeout=60) for more in ("0", "1")]
        self.assertEqual(run[0].returncode, 0)
        self.assertEqual(run[1].returncode, -signal.SIGABRT, run[1].stderr)

    def test_a_server_that_dies_leaves_no_core_dump(self):
        before = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))  # As much as the system allows.
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, before)
        os.chdir(self.folder)
        self.addCleanup(os.chdir, "/")
        server = self.start()
        limits = Path(f"/proc/{server.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size\s+0\s+0\s")
        os.kill(server.process.pid, signal.SIGQUIT)  # Dumps core by default, and no sanitizer catches it.
        _, status = os.waitpid(server.process.pid, 0)
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertFalse(os.WCOREDUMP(status))
        server.process.returncode = -signal.SIGQUIT
        self.assertEqual(list(self.folder.glob("core*")), [])

    def test_what_the_server_makes_is_closed_to_others(self):
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        server = self.start()
        self.admit(server, "https://id.gs1.org/417/9521321000001", "maker")
        self.assertEqual(server.stop(), 0)
        paths = [path for top in (server.data, Path(f"{server.data}.guard")) for path in (top, *top.rglob("*"))]
        self.assertGreater(len(paths), 10)
        open_to_others = [str(path) for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
        self.assertEqual(open_to_others, [])

    def test_a_directory_that_is_not_its_own_is_refused(self):
        data = self.folder / "data"
        data.mkdir(mode=0o755)
        with self.assertRaisesRegex(AssertionError, f"chmod 700 {data}"):
            self.serve()
        data.chmod(0o700)
        (data / "thesis.tex").write_text("x")
        with self.assertRaisesRegex(AssertionError, "not empty.*thesis.tex"):
            self.serve()
        self.assertEqual(os.listdir(data), ["thesis.tex"])
        self.assertFalse(Path(f"{data}.guard").exists())

    def test_the_service_has_few_rights(self):
        unit = (SOURCE / "tools/package/stocktraild.service.in").read_text()
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "LimitCORE=0", "SystemCallFilter=@system-service",
                     "MemoryDenyWriteExecute=yes", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE"):
            self.assertRegex(unit, f"(?m)^{line}$")
        need_program(self, "systemd-analyze", "systemd")
        service = self.write("stocktraild.service", unit.replace("@PROGRAMS@", str(BIN)).replace("@CONFIGURATION@", "/etc/stocktrail"))
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", service], capture_output=True, text=True)
        if "Overall exposure" not in done.stdout:
            lacks(self, f"a systemd-analyze that judges files: {done.stderr.strip()}")
        exposure = float(re.search(r"Overall exposure level.*: ([0-9.]+)", done.stdout)[1])
        self.assertLessEqual(exposure, EXPOSURE_MAX, done.stdout)


if __name__ == "__main__":
    main()
