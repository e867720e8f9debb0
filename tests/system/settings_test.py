#!/usr/bin/env python3
"""The options of the server: what is wrong with one is found before anything is made, and told with its place."""

import os
import re
import shutil
import socket
import subprocess
import unittest

from clients import BIN, Path, PartyTest

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
        data = ("--data", self.folder / "data")
        self.refused(USAGE, *free, *data, "--guard", self.folder / "data" / "guard", says=("--guard", "outside the data directory"))
        self.refused(USAGE, *free, *data, "--guard", self.folder / "guard", "--adopt", "3", says=("--adopt", "no log"))
        self.refused(USAGE, *free, *data, "--guard", self.folder / "guard", "--lost-key", "operator", says=("--lost-key", "no log"))
        self.refused(USAGE, *free, *data, "--guard", self.folder / "guard", "--lost-key", "log", says=("--lost-key",))
        self.refused(USAGE, *free, *data, "--guard", self.folder / "guard", "--backups", self.folder / "data" / "copies", says=("--backups",))
        self.write("file", "x")
        for place in ("file", Path("file", "below")):
            self.refused(CANNOT_RUN, *free, *data, "--guard", self.folder / place, says=("file",))
            self.refused(CANNOT_RUN, *free, "--guard", self.folder / "guard", "--data", self.folder / place, says=("file",))

    def test_copies_go_to_no_place_where_something_else_lives(self):
        server = self.start("--backups", self.folder / "backups")
        self.run_cli("backup", *self.operator, server=server)
        server.stop()
        copy = next((self.folder / "backups").iterdir())
        fresh = ("--listen", "127.0.0.1:0", "--data", self.folder / "other", "--guard", self.folder / "other.guard")
        for place in (server.data, server.data / "blobs", f"{server.data}.guard", copy, copy / "db", self.folder / "other.guard"):
            self.refused(USAGE, *fresh, "--backups", place, says=("--backups", str(place)))
        self.refused(CANNOT_RUN, "--listen", "127.0.0.1:0", "--data", copy, "--guard", f"{server.data}.guard", says=("stocktrail restore", "manifest.jsonl"))

    def test_what_is_wrong_with_a_data_directory_that_is_there_is_told(self):
        server = self.start()
        server.stop()
        here = ("--listen", "127.0.0.1:0", "--data", server.data, "--guard", f"{server.data}.guard")
        self.refused(USAGE, *here, "--adopt", "7", says=("--adopt", "1 entries, not 7"))
        self.refused(USAGE, *here, "--origin", "another.example/log", says=("--origin", "can never change"))
        self.refused(USAGE, *here, "--lost-key", "operator", says=("--lost-key", "operator.key is there"))
        key = server.data / "keys" / "operator.key"
        key.rename(self.folder / "kept.key")
        self.refused(CANNOT_RUN, *here, says=(str(key), "missing", "Keys of the server"))
        self.run_cli("key", "new", key)
        self.refused(CANNOT_RUN, *here, says=(str(key), "none of the operator"))
        key.unlink()
        (self.folder / "kept.key").rename(key)
        self.assertEqual(self.serve().stop(), 0)

    def test_a_database_that_is_gone_is_no_new_log(self):
        server = self.start("--origin", "trace.example/1")
        server.stop()
        here = ("--listen", "127.0.0.1:0", "--data", server.data, "--guard", f"{server.data}.guard")
        database, kept = server.data / "db", self.folder / "kept"
        for origin in ((), ("--origin", "trace.example/1"), ("--origin", "trace.example/2")):
            database.rename(kept)
            self.refused(CANNOT_RUN, *here, *origin, says=(str(database), "its database is gone"))
            self.assertEqual([database.exists(), (server.data / "origin").exists()], [False, False])
            kept.rename(database)
        shutil.copytree(database, kept)
        for file in database.glob("*.log"):  # All that a young log has.
            file.unlink()
        self.refused(CANNOT_RUN, *here, says=("0 entries", "signed 1"))
        self.refused(CANNOT_RUN, *here, "--origin", "trace.example/2", says=("its guard knows it as trace.example/1",))
        shutil.rmtree(database)
        kept.rename(database)
        (server.data / "origin").write_text("trace.example/3\n")  # Says nothing once the log has its name.
        self.assertEqual(self.serve().stop(), 0)

    def test_a_guard_is_made_with_the_directories_above_it(self):
        self.serve("--guard", self.folder / "a" / "b" / "guard")
        self.assertEqual(len(list((self.folder / "a" / "b" / "guard").glob("*.guard"))), 1)

    def test_a_lost_token_of_the_operator_is_made_anew(self):
        server = self.start()
        token = server.data / "operator.token"
        old = token.read_text()
        _, err = self.run_cli("token", "revoke", self.cli_json("token", "list", *self.operator, server=server)["tokens"][0]["id"], *self.operator, server=server,
                              expect=1)
        self.assertIn("last good token of an operator", err)
        server.stop()
        token.unlink()
        server = self.start("--new-operator-token")
        made = token.read_text()
        self.assertNotEqual(made, old)
        self.assertEqual(token.stat().st_mode & 0o777, 0o600)
        self.assertEqual(len(self.cli_json("token", "list", *self.operator, server=server)["tokens"]), 2)
        server.stop()
        told = "".join(server.lines)
        self.assertIn(str(token), told)
        self.assertNotIn(made.strip(), told)

    def test_a_public_url_is_scheme_and_host(self):
        for url in ("foo", "ftp://trace.example", "https://", "https://trace.example/path", "https://trace.example?x", "https://a b"):
            self.refused(USAGE, "--listen", "127.0.0.1:0", "--public-url", url, says=("--public-url",))
        self.serve("--public-url", "https://trace.example/")


if __name__ == "__main__":
    unittest.main()
