#!/usr/bin/env python3
"""What an attacker who is in already would like to find: programs without the compiler's protections, a core dump with keys in it, files that
others can read, a service with rights that it does not need."""

import os
import platform
import re
import resource
import signal
import stat
import subprocess
from pathlib import Path

from clients import BIN, PartyTest, main
from programs import lacks, need_program

SOURCE = Path(__file__).resolve().parents[2]
BUILD_TYPE = os.environ.get("STOCKTRAIL_BUILD_TYPE", "Debug")
EXPOSURE_MAX = 2.0  # Of 10, as systemd counts it.


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
                    code = subprocess.run(["objdump", "--disassemble=main", BIN / program], capture_output=True, text=True, check=True).stdout
                    self.assertIn("endbr64", code)

    def test_the_build_asks_for_them(self):
        """So that a build for a debugger, too, notices when they are dropped."""
        options = (SOURCE / "tools/cmake/StocktrailModule.cmake").read_text()
        for option in ("-D_FORTIFY_SOURCE=3", "-fstack-clash-protection", "-fcf-protection=full", "-fstack-protector-strong", "-z,relro,-z,now"):
            self.assertIn(option, options)

    def test_a_server_that_dies_leaves_no_core_dump(self):
        before = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))  # As much as the system allows.
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, before)
        os.chdir(self.folder)
        self.addCleanup(os.chdir, "/")
        server = self.start()
        limits = Path(f"/proc/{server.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size\s+0\s+0\s")
        os.kill(server.process.pid, signal.SIGSEGV)
        _, status = os.waitpid(server.process.pid, 0)
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertFalse(os.WCOREDUMP(status))
        server.process.returncode = -signal.SIGSEGV
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
