#!/usr/bin/env python3
"""The audit of a directory: it says when nothing tells where the log ends, and does not read files that a server changes."""

import shutil
import signal
import subprocess

from clients import SEEDED, Client, PartyTest, main, tiny_event
from programs import Server

PARTY = "https://id.gs1.org/417/9521321000001"
GOOD, REFUSED, UNAVAILABLE, UNGUARDED = 0, 1, 3, 4


class Audit(PartyTest):
    def post(self, server, statements):
        for statement in statements:
            self.assertEqual(Client(server.address).post("/statements", statement, SEEDED).status, 201)

    def saved(self, server, name):
        path = self.folder / name
        path.write_bytes(server.get("/log/checkpoint"))
        return path

    def verdict(self, *arguments, expect):
        return self.cli_json("audit", *arguments, expect=expect)

    def test_a_log_that_was_cut_off_is_noticed_or_said_to_be_unnoticeable(self):
        server = self.start()
        statements = self.signed([tiny_event(n) for n in range(6)], self.admit(server, PARTY, "maker"))
        self.post(server, statements[:3])
        old_note = self.saved(server, "old.checkpoint")
        vkey = self.folder / "log.vkey"
        vkey.write_bytes(server.get("/log/vkey"))
        server.stop()
        subprocess.run(["cp", "-a", server.data, self.folder / "cut"], check=True)
        server = self.serve()
        self.post(server, statements[3:])
        new_note = self.saved(server, "new.checkpoint")
        self.run_cli("audit", "--state", "seen", server=server)
        server.stop()
        guard = str(server.data) + ".guard"

        told = self.run_cli("audit", server.data)[0]
        self.assertIn("GOOD: ", told)
        self.assertIn("The guard of 8 entries", told)
        self.assertEqual(self.verdict(server.data, expect=GOOD)["audit"]["guard"], {"size": 8})

        self.assertIn("cut off", self.verdict("cut", expect=REFUSED)["doubts"][0])  # By the guard where its server had it.
        (self.folder / "cut" / "guard.place").unlink()
        told = self.run_cli("audit", "cut", expect=UNGUARDED)[0]
        for text in ("UNGUARDED", "cannot be noticed", "--guard", "--checkpoint"):
            self.assertIn(text, told)
        self.assertNotIn("GOOD:", told)
        told = self.verdict("cut", expect=UNGUARDED)
        self.assertEqual((told["verdict"], told["doubts"], "guard" in told["audit"]), ("unguarded", [], False))

        for against in (("--guard", guard), ("--checkpoint", new_note), ("--state", "seen"), ("--checkpoint", new_note, "--guard", "nowhere")):
            told = self.verdict("cut", *against, expect=REFUSED)
            self.assertEqual(told["verdict"], "doubt", against)
            self.assertIn("cut off", told["doubts"][0], against)
        told = self.verdict("cut", "--checkpoint", old_note, "--vkey", vkey, expect=GOOD)
        self.assertEqual((told["verdict"], told["audit"]["checkpoint"]), ("good", {"size": 5}))
        told = self.verdict(server.data, "--checkpoint", old_note, expect=GOOD)["audit"]
        self.assertEqual((told["guard"], told["checkpoint"]), ({"size": 8}, {"size": 5}))

        cosigned = self.write("cosigned.checkpoint", old_note.read_text() + "\u2014 witness.example/w AAAAAAEC\n")
        self.verdict("cut", "--checkpoint", cosigned, expect=GOOD)

    def test_what_it_is_compared_with_must_be_of_this_log(self):
        server = self.start()
        server.stop()
        (self.folder / "other").mkdir()
        other = Server(self.folder / "other", "--guard", self.folder / "guards")
        self.servers.append(other)
        note = self.saved(other, "other.checkpoint")
        vkey = self.folder / "other.vkey"
        vkey.write_bytes(other.get("/log/vkey"))
        self.run_cli("audit", "--state", "seen", server=other)
        other.stop()
        self.assertIn("other.checkpoint", self.run_cli("audit", server.data, "--checkpoint", note, expect=REFUSED)[1])
        self.assertIn("not localhost/", self.run_cli("audit", server.data, "--vkey", vkey, expect=REFUSED)[0])
        self.run_cli("audit", server.data, "--state", "seen", expect=REFUSED)
        self.assertIn("none.checkpoint", self.run_cli("audit", server.data, "--checkpoint", "none.checkpoint", expect=UNAVAILABLE)[1])
        self.run_cli("audit", other.data)
        self.run_cli("audit", other.data, "--guard", "nowhere", expect=UNGUARDED)
        self.run_cli("audit", other.data, "--guard", "guards")

    def test_a_live_log_must_continue_a_checkpoint_that_was_kept(self):
        server = self.start()
        statements = self.signed([tiny_event(n) for n in range(2)], self.admit(server, PARTY, "maker"))
        self.post(server, statements[:1])
        note = self.saved(server, "kept.checkpoint")
        self.post(server, statements[1:])
        ahead = self.saved(server, "ahead.checkpoint")
        self.assertEqual(self.cli_json("audit", "--checkpoint", note, server=server)["audit"]["consistentWithSize"], 3)
        server.stop()
        shutil.rmtree(server.data)
        shutil.rmtree(str(server.data) + ".guard")
        fresh = self.serve("--origin", "another.example/log")
        told = self.run_cli("audit", "--checkpoint", ahead, "--state", "new", server=fresh, expect=REFUSED)[1]
        self.assertIn("ahead.checkpoint", told)

    def test_another_log_at_an_address_says_what_to_do(self):
        server = self.start()
        self.run_cli("audit", "--state", "seen", server=server)
        server.stop()
        shutil.rmtree(server.data)
        shutil.rmtree(str(server.data) + ".guard")
        fresh = self.serve("--origin", "another.example/log")
        told = self.run_cli("audit", "--state", "seen", server=fresh, expect=REFUSED)[0]
        for text in ("DOUBT: If another log was set up", "remove the state file seen", "NOT GOOD: the log at http://"):
            self.assertIn(text, told)
        self.run_cli("audit", "--state", "new", server=fresh)

    def test_files_that_a_server_changes_are_not_read(self):
        server = self.start()
        for how in ((), ("--guard", str(server.data) + ".guard")):
            _, err = self.run_cli("audit", server.data, *how, expect=UNAVAILABLE)
            for text in (str(server.data), "Stop it", "--server"):
                self.assertIn(text, err)
        server.get("/readyz")
        self.run_cli("audit", server=server)
        server.stop(signal.SIGKILL)  # Its lock ends with it, though the file stays.
        self.run_cli("audit", server.data)
        self.serve().get("/readyz")


if __name__ == "__main__":
    main()
