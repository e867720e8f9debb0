#!/usr/bin/env python3
"""The sample chain from end to end: load, look, prove, audit, stop; and what is tampered with is refused."""

import http.server
import random
import signal
import threading
import urllib.request
from pathlib import Path

from clients import SEED, main
from programs import ProgramTest

CHANGES = 60


class SampleChain(ProgramTest):
    def load(self):
        server = self.serve()
        told = self.cli_json("demo", "--data", server.data, "--folder", self.folder / "demo", server=server)
        self.assertGreater(told["recorded"], 30)
        links = {sample["kind"]: sample["path"] for sample in told["samples"]}
        return server, {"goodLot": links["good"], "recalledLot": links["recalled"], "shop": told["shop"]}

    def token(self, name):
        return ("--token-file", self.folder / "demo" / "tokens" / (name + ".token"))

    def proof_of(self, server, link):
        path = self.folder / "journey.stproof"
        path.write_bytes(server.get("/proof?id=" + link))
        key = self.folder / "log.vkey"
        key.write_bytes(server.get("/log/vkey"))
        return path, key

    def test_a_visitor_sees_the_journey_and_the_recall(self):
        server, told = self.load()
        good = server.get(told["goodLot"]).decode()
        recalled = server.get(told["recalledLot"]).decode()
        self.assertIn("<html", good)
        self.assertNotEqual(good, recalled)
        trace = self.cli_json("trace", told["goodLot"], server=server)
        kinds = {event["shown"]["type"] for event in trace["events"]}
        self.assertIn("TransformationEvent", kinds)
        self.assertTrue(trace["complete"])
        self.run_cli("trace", told["recalledLot"], "--direction", "forwards", server=server, expect=1)
        reached = self.cli_json("trace", told["recalledLot"], "--direction", "forwards", *self.token("auditor"), server=server)
        self.assertGreater(len(reached["events"]), 0)

    def test_loading_again_changes_nothing(self):
        server, told = self.load()
        before = server.get("/log/checkpoint")
        again = self.cli_json("demo", "--data", server.data, "--folder", self.folder / "demo", server=server)
        self.assertEqual(again["recorded"], 0)
        self.assertEqual(server.get("/log/checkpoint"), before)
        begun_bytes_max = 4096
        begun = self.folder / "demo" / "begun"
        for size, expect in ((len(begun.read_text()), 0), (begun_bytes_max, 0), (begun_bytes_max + 1, 1)):
            begun.write_text(begun.read_text().rstrip("\n").ljust(size - 1) + "\n")
            self.run_cli("demo", "--data", server.data, "--folder", self.folder / "demo", server=server, expect=expect)

    def test_proof_files_verify_without_the_server_and_no_changed_byte_does(self):
        server, told = self.load()
        path, key = self.proof_of(server, told["goodLot"])
        self.assertEqual(server.stop(), 0)
        verdict = self.cli_json("verify", path, "--vkey", key)
        self.assertEqual(verdict["verdict"], "verified")
        proof = path.read_bytes()
        print(f"STOCKTRAIL_SEED={SEED}")
        choose = random.Random(SEED)
        changed = self.folder / "changed.stproof"
        for _ in range(CHANGES):
            at = choose.randrange(len(proof))
            byte = choose.choice([b for b in range(256) if b != proof[at]])
            changed.write_bytes(proof[:at] + bytes([byte]) + proof[at + 1:])
            with self.subTest(at=at, byte=byte):
                self.run_cli("verify", changed, "--vkey", key, expect=1)
        changed.write_bytes(proof[:-1])
        self.run_cli("verify", changed, "--vkey", key, expect=1)

    def test_audits_of_the_live_log_and_of_the_directory(self):
        server, _ = self.load()
        first = self.cli_json("audit", server=server)
        self.assertEqual((first["verdict"], first["audit"]["statements"]), ("good", 0))
        opened = self.cli_json("audit", *self.token("auditor"), server=server)
        self.assertEqual(opened["audit"]["statements"], opened["audit"]["size"])
        self.assertEqual(opened["audit"]["consistentWithSize"], first["audit"]["size"])
        self.run_cli("audit", *self.token("stores"), server=server, expect=1)  # No auditor: most stays closed, which is a doubt.
        self.assertEqual(server.stop(), 0)
        offline = self.cli_json("audit", server.data)
        self.assertEqual(offline["audit"]["size"], first["audit"]["size"])

    def test_positions_balance(self):
        server, told = self.load()
        positions = self.cli_json("positions", "--place", told["shop"], *self.token("planner"), server=server)["positions"]
        self.assertTrue(any(p["quantity"] > 0 for p in positions))
        self.run_cli("positions", "--place", told["shop"], server=server, expect=1)  # Nobody without a token.

    def test_a_killed_server_loses_nothing(self):
        server, told = self.load()
        size = server.get("/log/checkpoint").split(b"\n")[1]
        server.stop(signal.SIGKILL)
        again = self.serve()
        self.assertEqual(again.get("/log/checkpoint").split(b"\n")[1], size)
        self.run_cli("audit", server=again)


class Tampering(http.server.BaseHTTPRequestHandler):
    """A server between auditor and log that changes one byte of what begins with a path."""

    def do_GET(self):
        with urllib.request.urlopen(self.server.behind + self.path) as answer:
            body = bytearray(answer.read())
        if self.path.startswith(self.server.path):
            body[self.server.at] ^= 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class AuditOfATamperingServer(ProgramTest):
    def between(self, server, path, at):
        middle = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tampering)
        middle.behind, middle.path, middle.at = server.address, path, at
        threading.Thread(target=middle.serve_forever, daemon=True).start()
        self.addCleanup(middle.server_close)
        self.addCleanup(middle.shutdown)
        return f"http://127.0.0.1:{middle.server_port}"

    def test_every_changed_answer_is_a_doubt(self):
        server = self.serve()
        self.cli_json("demo", "--data", server.data, "--folder", self.folder / "demo", server=server)
        key = self.folder / "log.vkey"
        key.write_bytes(server.get("/log/vkey"))
        for path, at in [("/log/tile/entries/", 40), ("/log/tile/0/", 70), ("/log/checkpoint", -10), ("/log/checkpoint", 3), ("/nothing", 0)]:
            with self.subTest(path=path):
                self.run_cli("audit", "--vkey", key, "--state", self.folder / "seen", "--server", self.between(server, path, at),
                             expect=0 if path == "/nothing" else 1)

    def test_a_log_that_shrank_is_a_doubt(self):
        server = self.serve()
        short = server.get("/log/checkpoint")
        self.cli_json("demo", "--data", server.data, "--folder", self.folder / "demo", server=server)
        state = self.folder / "seen"
        self.run_cli("audit", "--state", state, server=server)
        seen = state.read_bytes()

        class Old(Tampering):
            def do_GET(self):
                if self.path != "/log/checkpoint":
                    return super().do_GET()
                self.send_response(200)
                self.send_header("Content-Length", str(len(short)))
                self.end_headers()
                self.wfile.write(short)

        middle = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Old)
        middle.behind, middle.path, middle.at = server.address, "/nothing", 0
        threading.Thread(target=middle.serve_forever, daemon=True).start()
        self.addCleanup(middle.server_close)
        self.addCleanup(middle.shutdown)
        out, _ = self.run_cli("audit", "--state", state, "--server", f"http://127.0.0.1:{middle.server_port}", expect=1)
        self.assertIn("shrank", out)
        self.assertEqual(state.read_bytes(), seen)  # A doubt is not remembered as good.


if __name__ == "__main__":
    main()
