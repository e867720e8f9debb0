#!/usr/bin/env python3
"""The server under load is killed again and again: what it acknowledged is there, every checkpoint that anyone saw is of one tree, and it
starts without help. An old copy of its data does not sign.

    kill_test.py [--kills 200] [unittest options]
"""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import merkle
from clients import BIN, SEED, SEEDED, Client, PartyTest, main, tiny_event
from programs import Server

PARTY = "https://id.gs1.org/417/9521321000001"
KILLS = 10
FIRST_STARTS = 8
STATEMENTS_PER_KILL = 60
CLIENTS = 6
FIRST_KILL_SECONDS, LAST_KILL_SECONDS = 0.02, 0.6


class Load:
    """Clients that post statements without regard for the server's health, and an observer of its checkpoints."""

    def __init__(self, statements):
        self.statements = statements
        self.address = None
        self.lock = threading.Lock()
        self.next = 0
        self.acknowledged = {}  # Number of the statement -> its receipt.
        self.checkpoints = set()
        self.faults = []
        self.repeats = self.broken = 0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.guarded, args=(self.post, n), daemon=True) for n in range(CLIENTS)]
        self.threads.append(threading.Thread(target=self.guarded, args=(self.observe,), daemon=True))

    def guarded(self, work, *arguments):
        try:
            work(*arguments)
        except Exception as fault:  # A fault in a thread must end the test.
            self.faults.append(repr(fault))

    def clients(self):
        """A client of the server that runs now, for as long as it answers."""
        while not self.stopping.is_set():
            address = self.address
            if address is None:
                time.sleep(0.005)
                continue
            yield Client(address)

    def take(self, choose):
        """A new statement, now and then one that was acknowledged; only these when all were sent."""
        with self.lock:
            if self.acknowledged and (self.next == len(self.statements) or choose.random() < 0.05):
                return choose.choice(list(self.acknowledged))
            if self.next == len(self.statements):
                return None
            self.next += 1
            return self.next - 1

    def post(self, number):
        choose = random.Random(SEED + number)
        waiting = None  # Sent, and not known whether it was stored.
        for client in self.clients():
            try:
                while not self.stopping.is_set():
                    waiting = self.take(choose) if waiting is None else waiting
                    if waiting is None:
                        time.sleep(0.01)
                        continue
                    answer = client.post("/statements", self.statements[waiting], SEEDED)
                    if answer.status == 503:
                        time.sleep(0.01)
                        continue
                    self.judge(waiting, answer)
                    waiting = None
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.005)

    def judge(self, number, answer):
        if answer.status not in (200, 201):
            raise AssertionError(f"{answer.status}: {answer.body}")
        receipt = json.loads(answer.body)
        with self.lock:
            self.checkpoints.add(checkpoint_of(receipt))
            known = self.acknowledged.setdefault(number, lasting(receipt))
            self.repeats += answer.status == 200
        if known != lasting(receipt):
            raise AssertionError(f"another receipt for statement {number}: {known}, then {lasting(receipt)}")

    def observe(self):
        for client in self.clients():
            try:
                while not self.stopping.is_set():
                    answer = client.get("/log/checkpoint")
                    if answer.status == 200:
                        self.checkpoints.add(answer.body)
            except (OSError, http.client.HTTPException):
                time.sleep(0.005)


def lasting(receipt):
    return {name: receipt[name] for name in ("index", "recordedAt", "blind", "statementDigest", "entry")}


def checkpoint_of(receipt):
    return receipt["proof"].split("\n\n", 1)[1].encode()


class Kills(PartyTest):
    def check_tree(self, client, checkpoints):
        """Every checkpoint that was ever seen is that of the log as it is now."""
        newest = client.get("/log/checkpoint").body
        origin, size, _ = merkle.checkpoint(newest)
        tree = merkle.tree(lambda path: client.get(path).body, size)
        for note in checkpoints | {newest}:
            self.assertEqual(merkle.checkpoint(note)[0], origin)
            self.assertLessEqual(merkle.checkpoint(note)[1], size, "a signed size is not there any more")
            self.assertEqual(tree.roots[merkle.checkpoint(note)[1]], merkle.checkpoint(note)[2], note)
        return size

    def test_nothing_acknowledged_is_lost(self):
        print(f"STOCKTRAIL_SEED={SEED}")
        choose = random.Random(SEED)
        server = self.start()
        as_party = self.admit(server, PARTY, "maker")
        load = Load(self.signed([tiny_event(n) for n in range(KILLS * STATEMENTS_PER_KILL)], as_party))
        load.address = server.address
        for thread in load.threads:
            thread.start()
        self.addCleanup(load.stopping.set)
        started = time.monotonic()
        slowest = 0
        for kill in range(KILLS):
            time.sleep(choose.uniform(FIRST_KILL_SECONDS, LAST_KILL_SECONDS))
            load.address = None
            self.assertEqual(server.stop(signal.SIGKILL), -signal.SIGKILL)
            before = time.monotonic()
            server = self.serve()
            slowest = max(slowest, time.monotonic() - before)
            server.get("/readyz")
            self.assertEqual(load.faults, [])
            load.address = server.address
            if kill % 10 == 9:
                self.run_cli("audit", "--state", self.folder / "seen", server=server)
        time.sleep(LAST_KILL_SECONDS)
        load.stopping.set()
        for thread in load.threads:
            thread.join(60)
        self.assertEqual(load.faults, [])
        client = Client(server.address)
        for number, receipt in load.acknowledged.items():
            again = client.post("/statements", load.statements[number], SEEDED)
            self.assertEqual((again.status, lasting(json.loads(again.body))), (200, receipt))
        size = self.check_tree(client, load.checkpoints)
        self.assertEqual(len({receipt["index"] for receipt in load.acknowledged.values()}), len(load.acknowledged))
        self.run_cli("audit", "--state", self.folder / "seen", server=server)
        self.assertEqual(server.stop(), 0)
        self.run_cli("audit", server.data)
        print(f"{KILLS} kills in {time.monotonic() - started:.0f} s, {len(load.acknowledged)} statements acknowledged, {load.repeats} repeats, "
              f"{load.broken} broken connections, {len(load.checkpoints)} checkpoints of one tree of {size} entries, "
              f"slowest start {slowest:.2f} s")
        self.assertGreater(len(load.acknowledged), KILLS)
        self.assertGreater(load.broken, 0)


class FirstStart(PartyTest):
    def test_a_start_that_was_killed_is_taken_up(self):
        """The first start makes keys, guard and the first record; whatever of it a kill leaves, the next start goes on from there."""
        print(f"STOCKTRAIL_SEED={SEED}")
        choose = random.Random(SEED)
        cut = 0
        for trial in range(FIRST_STARTS):
            with self.subTest(trial=trial):
                folder = self.folder / str(trial)
                folder.mkdir()
                process = subprocess.Popen([BIN / "stocktraild", "--data", folder / "data", "--guard", folder / "data.guard", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
                time.sleep(choose.uniform(0.01, 0.4))
                process.kill()
                cut += "Serving" not in process.communicate()[1]
                server = Server(folder)
                self.servers.append(server)
                self.assertEqual(Client(server.address).log_size(), 1)
                server.get("/readyz")
                self.assertEqual(server.stop(), 0)
                self.run_cli("audit", server.data)
        print(f"{cut} of {FIRST_STARTS} first starts were killed before they served")


class OldCopy(PartyTest):
    def post(self, server, statement):
        return Client(server.address).post("/statements", statement, SEEDED)

    def test_an_old_copy_reads_and_does_not_sign(self):
        server = self.start()
        statements = self.signed([tiny_event(n) for n in range(20)], self.admit(server, PARTY, "maker"))
        for statement in statements[:5]:
            self.assertEqual(self.post(server, statement).status, 201)
        old_note = server.get("/log/checkpoint")
        self.assertEqual(server.stop(), 0)
        subprocess.run(["cp", "-a", server.data, self.folder / "old"], check=True)
        server = self.serve()
        for statement in statements[5:10]:
            self.assertEqual(self.post(server, statement).status, 201)
        new_note = server.get("/log/checkpoint")
        self.assertEqual(server.stop(), 0)

        os.rename(server.data, self.folder / "new")
        os.rename(self.folder / "old", server.data)
        server = self.serve()
        client = Client(server.address)
        told = "".join(server.lines)
        self.assertRegex(told, r"(?i)read-only.*(old|behind)")
        ready = client.get("/readyz")
        self.assertEqual(ready.status, 503)
        for statement in statements[10:]:
            answer = client.post("/statements", statement, SEEDED)
            self.assertEqual((answer.status, answer.json()["type"]), (503, "urn:stocktrail:problem:read_only"))
        served = client.get("/log/checkpoint")
        self.assertTrue(served.status == 503 or served.body in (old_note, new_note), served.body)
        self.assertEqual(client.get("/healthz").status, 200)
        told, _ = self.run_cli("post", self.write("late.statement", statements[11].decode()), server=server, expect=3)
        self.assertIn("0 statements are new in the log", told)
        self.assertEqual(server.stop(), 0)

        for spelling in (server.data, f"{server.data}/"):
            self.assertIn("old copy", self.run_cli("audit", spelling, expect=1)[0])
        shutil.rmtree(server.data)
        os.rename(self.folder / "new", server.data)
        server = self.serve()
        self.assertEqual(server.get("/log/checkpoint"), new_note)
        self.assertEqual(self.post(server, statements[12]).status, 201)
        self.run_cli("audit", server=server)

    def test_without_its_guard_it_reads_only_until_it_is_adopted(self):
        server = self.start()
        statements = self.signed([tiny_event(n) for n in range(4)], self.admit(server, PARTY, "maker"))
        self.assertEqual(self.post(server, statements[0]).status, 201)
        size = Client(server.address).log_size()
        self.assertEqual(server.stop(), 0)
        shutil.rmtree(str(server.data) + ".guard")
        server = self.serve()
        self.assertRegex("".join(server.lines), r"read-only.*adopt")
        self.assertEqual(self.post(server, statements[1]).status, 503)
        self.assertEqual(server.stop(), 0)
        with self.assertRaisesRegex(AssertionError, f"--adopt: .*holds {size} entries, not {size - 1}"):
            self.serve("--adopt", str(size - 1))
        server = self.serve("--adopt", str(size))
        self.assertEqual(self.post(server, statements[1]).status, 201)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.post(self.serve(), statements[2]).status, 201)

    def test_two_servers_do_not_share_a_directory(self):
        server = self.start()
        second = subprocess.run([BIN / "stocktraild", "--data", server.data, "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 3, second.stderr)
        self.assertIn(str(server.data), second.stderr)
        server.get("/readyz")


if __name__ == "__main__":
    if "--kills" in sys.argv:
        at = sys.argv.index("--kills")
        KILLS = int(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    main()
