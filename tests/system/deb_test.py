#!/usr/bin/env python3
"""The Debian package, and what `cmake --install` lays down: the same files, a service that systemd takes, manual pages and completions that work."""

import filecmp
import gzip
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from clients import main
from programs import BIN, lacks, need_program

BUILD = BIN.parent
DIRECTORIES = ("var/lib/stocktrail", "var/lib/stocktrail-guard", "var/lib/stocktrail-backups")


def run(*command, check=True, **how):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **how)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def files_below(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="stocktrail-deb-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB", "-B", cls.folder / "cpack")
        [cls.deb] = (cls.folder / "cpack").glob("*.deb")
        cls.tree = cls.folder / "tree"
        run("dpkg-deb", "--extract", cls.deb, cls.tree)

    def dpkg(self, root, *arguments):
        """dpkg in a tree of its own, whose scripts work there and not in this system."""
        return run("dpkg", f"--root={root}", "--force-script-chrootless", "--force-depends", "--force-confold", "--log=/dev/null", *arguments,
                   env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})

    def empty_system(self):
        root = Path(tempfile.mkdtemp(dir=self.folder))
        for directory in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "etc", "usr"):
            (root / directory).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (root / "etc/group").write_text("root:x:0:\n")
        return root

    def test_it_holds_what_cmake_installs_and_nothing_else(self):
        installed = self.folder / "installed"
        run("cmake", "--install", BUILD, "--prefix", "/usr", "--component", "programs", env={**os.environ, "DESTDIR": str(installed)})
        self.assertEqual(files_below(self.tree), files_below(installed))
        for name in files_below(installed):
            if not name.startswith("usr/bin/"):  # Those of the package are stripped.
                self.assertTrue(filecmp.cmp(installed / name, self.tree / name, shallow=False), name)
        for name in ("usr/bin/stocktrail", "usr/bin/stocktraild", "usr/lib/systemd/system/stocktraild.service", "usr/lib/sysusers.d/stocktrail.conf",
                     "usr/share/man/man1/stocktrail.1.gz", "usr/share/man/man8/stocktraild.8.gz", "usr/share/doc/stocktrail/copyright",
                     "usr/share/stocktrail/import/retail.toml", "usr/share/stocktrail/dashboard.json"):
            self.assertTrue((self.tree / name).is_file(), name)

    def test_its_control_data(self):
        fields = dict(re.findall(r"(?m)^([A-Z][\w-]+): (.*)$", run("dpkg-deb", "--field", self.deb).stdout))
        self.assertEqual(fields["Package"], "stocktrail")
        for needed in ("libc6", "librocksdb", "systemd | systemd-standalone-sysusers"):
            self.assertIn(needed, fields["Depends"])
        self.assertRegex(fields["Maintainer"], r"^.+ <.+@.+>$")
        control = self.folder / "control"
        run("dpkg-deb", "--control", self.deb, control)
        self.assertEqual((control / "conffiles").read_text(), "/etc/stocktrail/stocktraild.env\n")
        for script in ("postinst", "prerm", "postrm"):
            self.assertEqual(stat.S_IMODE((control / script).stat().st_mode), 0o755)
            run("sh", "-n", control / script)
        owners = {line.split()[1] for line in run("dpkg-deb", "--contents", self.deb).stdout.splitlines()}
        self.assertEqual(owners, {"root/root"})

    def test_it_is_installed_upgraded_removed_and_purged(self):
        if os.geteuid() != 0:
            lacks(self, "root, to install a package into a folder")
        root = self.empty_system()
        self.dpkg(root, "--install", self.deb)
        passwd = (root / "etc/passwd").read_text()
        user = re.search(r"(?m)^stocktrail:[^:]*:(\d+):\d+:[^:]*:/var/lib/stocktrail:.*nologin$", passwd)
        self.assertIsNotNone(user, passwd)
        for name in DIRECTORIES:
            found = (root / name).stat()
            self.assertEqual((stat.S_IMODE(found.st_mode), found.st_uid), (0o700, int(user[1])), name)
        self.assertEqual(list((root / "etc").rglob("*.wants")), [], "nobody has chosen the name of the log yet")
        options = root / "etc/stocktrail/stocktraild.env"
        options.write_text("STOCKTRAILD_ORIGIN=trace.example/2026\n")
        (root / "var/lib/stocktrail/data").mkdir()
        self.dpkg(root, "--install", self.deb)  # As an upgrade does it.
        self.assertEqual(options.read_text(), "STOCKTRAILD_ORIGIN=trace.example/2026\n")
        self.dpkg(root, "--remove", "stocktrail")
        self.assertFalse((root / "usr/bin/stocktraild").exists())
        self.assertTrue(options.exists())
        told = self.dpkg(root, "--purge", "stocktrail").stdout
        self.assertFalse(options.exists())
        self.assertTrue((root / "var/lib/stocktrail/data").is_dir(), "a purge never takes a log away")
        self.assertIn("/var/lib/stocktrail is kept", told)
        self.assertFalse((root / "var/lib/stocktrail-backups").exists(), "it was empty")

    def test_systemd_takes_the_unit_wherever_it_is_installed(self):
        need_program(self, "systemd-analyze", "systemd")
        prefix = self.folder / "elsewhere"
        run("cmake", "--install", BUILD, "--prefix", prefix, "--component", "programs")
        unit = prefix / "lib/systemd/system/stocktraild.service"
        self.assertIn(f"ExecStart={prefix}/bin/stocktraild ", unit.read_text())
        self.assertIn(f"EnvironmentFile=-{prefix}/etc/stocktrail/stocktraild.env", unit.read_text())
        (prefix / "etc/stocktrail/stocktraild.env").write_text("STOCKTRAILD_LISTEN=:443\n")
        run("cmake", "--install", BUILD, "--prefix", prefix, "--component", "programs")
        self.assertEqual((prefix / "etc/stocktrail/stocktraild.env").read_text(), "STOCKTRAILD_LISTEN=:443\n")
        done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit)
        self.assertEqual(done.stdout + done.stderr, "")
        packaged = (self.tree / "usr/lib/systemd/system/stocktraild.service").read_text()
        self.assertIn("ExecStart=/usr/bin/stocktraild ", packaged)
        self.assertIn("EnvironmentFile=-/etc/stocktrail/stocktraild.env", packaged)

    def test_manual_pages(self):
        need_program(self, "mandoc", "mandoc")
        need_program(self, "man", "man-db")
        for name, program in (("man1/stocktrail.1", "stocktrail"), ("man8/stocktraild.8", "stocktraild")):
            page = self.folder / Path(name).name
            page.write_bytes(gzip.decompress((self.tree / "usr/share/man" / (name + ".gz")).read_bytes()))
            self.assertEqual(run("mandoc", "-Tlint", "-Wwarning", page, check=False).stdout, "")
            shown = run("man", "--warnings", "-E", "UTF-8", "-l", page, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MAN_KEEP_FORMATTING": ""})
            self.assertEqual(shown.stderr, "")
            for option in re.findall(r"(?m)^  (?:-\w,)?(--[\w-]+)", run(BIN / program, "--help").stdout):
                self.assertIn(option, shown.stdout)
            self.assertIn("EXIT STATUS", shown.stdout)
        self.assertIn("stocktrail key rotate FILE", run("man", "-l", self.folder / "stocktrail.1", env={**os.environ, "MANWIDTH": "100"}).stdout)

    def in_bash(self, *words, program="stocktrail"):
        script = self.tree / "usr/share/bash-completion/completions" / program
        line = ' '.join(f"'{word}'" for word in (program, *words))
        out = run("bash", "-c", f'set -u; source "{script}"; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _{program}; printf "%s\\n" "${{COMPREPLY[@]}}"',
                  cwd=self.folder).stdout
        return sorted(filter(None, out.split("\n")))

    def test_bash_completes_commands_options_words_and_files(self):
        (self.folder / "shop.key").touch()
        self.assertIn("key", self.in_bash(""))
        self.assertEqual(self.in_bash("key", "r"), ["revoke", "rotate"])
        self.assertEqual(self.in_bash("--server", "http://x", "po"), ["policy", "positions", "post", "postings"])
        self.assertEqual(self.in_bash("--server", "=", "key", "tok"), ["token"])  # "--server=key" is three words to bash.
        self.assertEqual(self.in_bash("key", "rotate", "--un"), ["--until"])
        self.assertEqual(self.in_bash("key", "rotate", "--ser"), ["--server"])
        self.assertEqual(self.in_bash("token", "new", "--role", ""), ["auditor", "operator", "party", "planner"])
        self.assertEqual(self.in_bash("--key", "shop"), ["shop.key"])
        self.assertEqual(self.in_bash("--key", "="), self.in_bash("--key", ""))
        self.assertEqual(self.in_bash("key", "show", "sh"), ["shop.key"])
        self.assertEqual(self.in_bash("key", "revoke", "sh"), [])  # A key id is no file.
        self.assertEqual(self.in_bash("--log-level", "d", program="stocktraild"), ["debug"])

    def test_zsh_and_fish_take_theirs(self):
        for name in ("zsh", "fish"):
            need_program(self, name, name)
        for program in ("stocktrail", "stocktraild"):
            run("zsh", "-n", self.tree / "usr/share/zsh/vendor-completions" / f"_{program}")
        script = self.tree / "usr/share/fish/vendor_completions.d/stocktrail.fish"

        def in_fish(line):
            out = run("fish", "--no-config", "-c", f'source "{script}"; complete -C "{line}"', env={**os.environ, "HOME": str(self.folder)}).stdout
            return [found.split("\t")[0] for found in out.splitlines()]

        self.assertEqual(in_fish("stocktrail key r"), ["revoke", "rotate"])
        self.assertEqual(in_fish("stocktrail --server x key rotate --un"), ["--until"])
        self.assertEqual(sorted(in_fish("stocktrail token new --role ")), ["auditor", "operator", "party", "planner"])


if __name__ == "__main__":
    main()
