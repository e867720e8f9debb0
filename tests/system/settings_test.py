#!/usr/bin/env python3
"""The options of the server: what is wrong with one is found before anything is made, and told with its place."""

import os
import re
import socket
import subprocess
import unittest

from clients import BIN, PartyTest

USAGE, CANNOT_RUN = 2, 3
LIMITS = ("worker-queue-tasks-max", "connections-max", "header-bytes-max", "body-bytes-max", "bodies-bytes-max", "queue-statements-max",
          "queue-bytes-max", "party-files-bytes-max", "batch-statements-max", "threads", "workers", "cache-mib")


class Settings(PartyTest):
    def refused(self, status, *arguments, says, **environment):
        """Refused with `says`, and without a trace on the disk."""
        before = sorted(os.listdir(self.folder))
        done = subprocess.run([BIN / "stocktraild", *arguments], capture_output=True, text=True, timeout=60, cwd=self.folder,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, status, f"{arguments}\n{done.stderr}")
        for text in says:
            self.assertIn(text, done.stderr, arguments)
        self.assertNotRegex(done.stderr, r"std::|terminate|what\(\)")
        self.assertEqual(sorted(os.listdir(self.folder)), before, arguments)

    def test_a_limit_is_a_number_that_lets_something_through(self):
        for name in LIMITS:
            for value in ("0", "-1", "", "many", "18446744073709551615", "1.5"):
                with self.subTest(name=name, value=value):
                    self.refused(USAGE, f"--{name}={value}", "--listen", "127.0.0.1:0", says=("--" + name,))
        self.refused(USAGE, "--listen", "127.0.0.1:0", says=("--threads",), STOCKTRAILD_THREADS="-3")

    def test_a_log_that_nobody_reads_does_not_stop_the_server(self):
        lines_waiting_max, requests = 8_192, 12_000
        server = subprocess.Popen([BIN / "stocktraild", "--listen", "127.0.0.1:0", "--data", self.folder / "data", "--guard", self.folder / "guard",
                                   "--log-level", "debug"], stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait, 60)
        self.addCleanup(server.kill)
        port = int(next(re.search(r"Serving http://[\d.]+:(\d+)", line)[1] for line in server.stderr if "Serving" in line))
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            answers = connection.makefile("rb")
            for _ in range(requests):
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                length = 0
                while (line := answers.readline()) != b"\r\n":
                    self.assertTrue(line, "the server ended the connection")
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                answers.read(length)
        server.terminate()
        kept = sum("/healthz" in line for line in server.stderr)
        self.assertEqual(server.wait(60), 0)
        self.assertLess(kept, requests, "those that waited longest were dropped")
        self.assertGreater(kept, lines_waiting_max - 100)

    def test_a_file_of_options_is_read_strictly(self):
        for text, says in (("lisen = \"127.0.0.1:0\"\n", ("line 1", "lisen")), ("\nconnections_maximum = 3\n", ("line 2", "connections_maximum")),
                           ("[server]\nlisten = \":0\"\n", ("server",)), ("connections_max = 0\n", ("--connections-max",)),
                           ("connections_max = \n", ("TOML",)), ("listen = \"a\nb\"\n", ("TOML",)), ("threads = -1\n", ("--threads",))):
            with self.subTest(text=text):
                self.refused(USAGE, "--config", self.write("options.toml", text), says=("options.toml", *says))
        self.write("options.toml", 'listen = "127.0.0.1:0"\nconnections_max = 3\nworker-queue-tasks-max = 7\noperator_name = "Trace, Example"\nlog_json = true\n')
        server = self.serve("--config", self.folder / "options.toml")
        self.assertIn("Trace, Example", self.run_cli("party", "show", server=server)[0])

    def test_the_command_line_reads_its_file_as_strictly(self):
        for text, says in (("sever = \"http://x\"\n", "sever"), ("server = http\n", "TOML"), ("[pots]\nreceipts = \"r\"\n", "pots")):
            _, err = self.run_cli("qr", "(01)09521321000018", "--config", self.write("options.toml", text), expect=USAGE)
            self.assertIn(says, err)
            self.assertIn("options.toml", err)
        self.write("options.toml", 'server = "https://from.file"\ntoken_file = "a.token"\n[post]\nreceipts = "kept"\n')
        self.assertIn("https://from.file/01", self.run_cli("qr", "(01)09521321000018", "--config", "options.toml")[0])

    def test_a_first_start_that_fails_leaves_nothing(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.refused(CANNOT_RUN, "--listen", f"127.0.0.1:{taken.getsockname()[1]}", says=("cannot listen",))
        free = ("--listen", "127.0.0.1:0")
        self.refused(CANNOT_RUN, *free, "--tls-cert", "no.pem", "--tls-key", "no.pem", says=("no.pem",))
        self.refused(USAGE, *free, "--origin", "two words", says=("--origin",))
        self.refused(USAGE, *free, "--origin", "x" * 256, says=("--origin",))
        self.refused(USAGE, *free, "--operator-id", "not a URI", says=("--operator-id",))

    def test_a_public_url_is_scheme_and_host(self):
        for url in ("foo", "ftp://trace.example", "https://", "https://trace.example/path", "https://trace.example?x", "https://a b"):
            self.refused(USAGE, "--listen", "127.0.0.1:0", "--public-url", url, says=("--public-url",))
        self.serve("--public-url", "https://trace.example/")


if __name__ == "__main__":
    unittest.main()
