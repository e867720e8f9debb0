"""What the system tests share: the real programs, started as a user starts them, on the loopback and bounded in time."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest
import urllib.request
from pathlib import Path

BIN = Path(os.environ["STOCKTRAIL_BIN_DIR"])
DATA = Path(os.environ["STOCKTRAIL_TEST_DATA"])
CASES = Path(os.environ.get("STOCKTRAIL_TEST_CASES", DATA.parent / "cases"))  # Of our own, too large for the project.
SECONDS_MAX = 120


def lacks(test, what):
    """Ends a test where `what` is missing: skipped, or failed where CI is set."""
    if os.environ.get("CI"):
        test.fail(f"missing: {what}")
    test.skipTest(f"missing: {what}")


def need_program(test, name, package):
    if shutil.which(name) is None:
        lacks(test, f"the program {name} (Debian: {package})")


def data_files(test, folder, pattern, root=DATA):
    """The files of third-party data, or of cases of our own (CASES). Without any such data (tools/test-data.sh) the test is skipped."""
    files = sorted((root / folder).glob(pattern))
    if not files and DATA.exists():
        test.fail(f"missing test data: {root / folder / pattern}")
    if not files:
        test.skipTest(f"no third-party data (tools/test-data.sh): {root / folder}")
    return files


class Server:
    """stocktraild on a free port, with its data in a folder."""

    def __init__(self, folder, *options):
        self.data = Path(folder, "data")
        guard = () if "--guard" in options else ("--guard", f"{self.data}.guard")
        self.process = subprocess.Popen([BIN / "stocktraild", "--listen", "127.0.0.1:0", "--data", self.data, *guard, *options],
                                        stderr=subprocess.PIPE, text=True)
        self.lines = []
        self.address = None
        for line in self.process.stderr:
            self.lines.append(line)
            found = re.search(r"Serving (https?://\S+) from", line)
            if found:
                self.address = found[1]
                break
        if self.address is None:
            raise AssertionError("the server did not start:\n" + "".join(self.lines))
        # Its later lines must be taken, or a full pipe would stop it.
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr), daemon=True)
        self.reader.start()

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(SECONDS_MAX)
        self.reader.join(SECONDS_MAX)
        self.process.stderr.close()
        return status

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return answer.read()


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="stocktrail-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if not server.process.stderr.closed:
                server.stop(signal.SIGKILL)

    def serve(self, *options):
        self.servers.append(Server(self.folder, *options))
        return self.servers[-1]

    def run_cli(self, *arguments, server=None, expect=0, environment=()):
        """Runs stocktrail and checks its exit status; gives its standard output and error."""
        command = [BIN / "stocktrail", *arguments] + (["--server", server.address] if server else [])
        surroundings = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **dict(environment)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, env=surroundings, cwd=self.folder)
        self.assertEqual(done.returncode, expect, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def public_key(self, file):
        """What a party hands to the operator, who never sees its secret."""
        return self.run_cli("key", "show", "--public", file)[0].strip()

    def cli_json(self, *arguments, **how):
        return json.loads(self.run_cli(*arguments, "--json", **how)[0])
