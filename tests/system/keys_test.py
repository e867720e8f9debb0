#!/usr/bin/env python3
"""Keys of parties from the command line: the operator never sees a secret, a party rotates and revokes its keys, and no run that is cut off loses one."""

import http.server
import json
import os
import stat
import threading
import urllib.request
from datetime import datetime, timedelta, timezone

from clients import main
from outbox_test import Between
from programs import ProgramTest

PARTY = "https://id.gs1.org/417/9521321000001"
OTHER = "https://id.gs1.org/417/9521321000018"
PRODUCT = "https://id.gs1.org/01/09521321000018"


def hours_from_now(hours):
    return (datetime.now(timezone.utc) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Keys(ProgramTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.operator = ("--token-file", self.server.data / "operator.token")
        self.run_cli("key", "new", "first.key")
        self.admit(PARTY, self.public_key("first.key"))

    def admit(self, party, *public_keys, expect=0):
        options = [word for key in public_keys for word in ("--public-key", key)]
        return self.run_cli("party", "add", "--id", party, "--name", f"Party {party[-1]}", "--role", "producer", *options, *self.operator,
                            server=self.server, expect=expect)

    def kid(self, file):
        return self.cli_json("key", "show", file)["kid"]

    def keys(self, *arguments, key="first.key", party=PARTY, expect=0, text=False):
        """Runs `stocktrail key ...` as the party; its JSON, or its standard error where it should fail."""
        out, err = self.run_cli("key", *arguments, "--party", party, "--key", key, *(() if text else ("--json",)), server=self.server, expect=expect)
        return (out if text else json.loads(out)) if expect == 0 else err

    def logged(self, party=PARTY):
        shown = self.cli_json("party", "show", party, server=self.server)
        return {key["kid"]: "revokedAt" in key for key in shown["keys"]}

    def states(self, key, expect=0):
        """States something that only a key of the party may sign."""
        return self.run_cli("product", "add", "--id", PRODUCT, "--name", f"Milk {os.urandom(4).hex()}", "--party", PARTY, "--key", key,
                            server=self.server, expect=expect)[1]

    def size(self):
        return int(self.server.get("/log/checkpoint").split()[1])

    def test_only_the_public_half_is_handed_over(self):
        public = self.public_key("first.key")
        self.assertEqual(sorted(json.loads(public)), ["crv", "kty", "x"])
        self.run_cli("key", "new", "b.key")
        (self.folder / "b.jwk").write_text(self.public_key("b.key"))
        self.admit(OTHER, self.folder / "b.jwk")
        self.assertEqual(self.logged(OTHER), {self.kid("b.key"): False})
        secret = (self.folder / "b.key").read_text()
        private_jwk = {**json.loads(public), "d": "A" * 43}
        for given in ("b.key", json.dumps(private_jwk)):
            _, err = self.admit(OTHER, given, expect=2)
            self.assertIn("secret key", err)
            self.assertNotIn(secret.split()[2], err)
        for given in ('{"kty":"OKP"}', '{"kty":"OKP","crv":"X25519","x":"%s"}' % ("A" * 43)):
            self.assertIn("--public-key", self.admit(OTHER, given, expect=2)[1])

    def test_a_key_is_added_once_and_signs_beside_the_first(self):
        done = self.keys("add", "second.key")
        self.assertEqual((done["added"], done["alreadyRecorded"], done["party"]), (self.kid("second.key"), False, PARTY))
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "second.key").st_mode), 0o600)
        size = self.size()
        self.assertTrue(self.keys("add", "second.key")["alreadyRecorded"])  # The answer was lost, the command given again.
        self.assertEqual(self.size(), size)
        self.states("first.key")
        self.states("second.key")
        self.run_cli("key", "new", "elsewhere.key")
        self.keys("add", "--public-key", self.public_key("elsewhere.key"))
        self.states("elsewhere.key")
        self.assertIn("--public-key", self.keys("add", expect=2))

    def test_rotation_leaves_exactly_the_new_key(self):
        done = self.keys("rotate", "new.key")
        self.assertEqual((done["added"], done["revoked"]), (self.kid("new.key"), self.kid("first.key")))
        self.assertEqual(self.logged(), {self.kid("first.key"): True, self.kid("new.key"): False})
        self.assertIn("revoked", self.states("first.key", expect=1))
        self.states("new.key")
        size = self.size()
        again = self.keys("rotate", "new.key")  # The old key signs no more, and the command may still be given again.
        self.assertTrue(again["alreadyRecorded"])
        self.assertEqual(self.size(), size)
        self.assertIn("--key new.key", self.keys("rotate", "new.key", text=True))

    def test_a_rotation_that_was_cut_off_is_finished(self):
        self.keys("add", "new.key")  # As far as a run came whose second half is missing.
        self.keys("rotate", "new.key")
        self.assertEqual(self.logged(), {self.kid("first.key"): True, self.kid("new.key"): False})
        self.run_cli("key", "rotate", "third.key", "--party", PARTY, "--key", "new.key", "--server", "http://127.0.0.1:9", expect=3)
        self.assertFalse((self.folder / "third.key").exists())  # Nothing is made before it is known who may sign.
        self.run_cli("key", "new", "third.key")
        before = self.kid("third.key")
        self.keys("rotate", "third.key", key="new.key")
        self.assertEqual(self.kid("third.key"), before)  # A key file that is there is used, never written over.
        self.states("third.key")

    def test_a_new_key_is_on_the_disk_before_anybody_hears_of_it(self):
        seen = []

        def lose_the_answer(method, path, body):
            if (method, path) != ("POST", "/statements"):
                return None
            file = self.folder / "new.key"
            seen.append((stat.S_IMODE(file.stat().st_mode), self.kid("new.key")))
            request = urllib.request.Request(self.server.address + path, body, {"Content-Type": "application/vnd.stocktrail.statement+json"})
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.status, 201)
            return 404, b""

        middle = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
        middle.behind, middle.answer = self.server.address, lose_the_answer
        threading.Thread(target=middle.serve_forever, daemon=True).start()
        self.addCleanup(middle.server_close)
        self.addCleanup(middle.shutdown)
        self.run_cli("key", "rotate", "new.key", "--party", PARTY, "--key", "first.key", "--server", f"http://127.0.0.1:{middle.server_port}", expect=1)
        self.assertEqual(seen, [(0o600, self.kid("new.key"))])
        self.assertTrue(self.keys("rotate", "new.key")["alreadyRecorded"])
        self.states("new.key")

    def test_keys_overlap_until_a_time_and_a_stolen_one_ends_sooner(self):
        self.assertIn("past", self.keys("rotate", "new.key", "--until", hours_from_now(-1), expect=2))
        self.assertIn("2026-12-31T00:00:00Z", self.keys("rotate", "new.key", "--until", "tomorrow", expect=2))
        self.assertFalse((self.folder / "new.key").exists())
        self.keys("rotate", "new.key", "--until", hours_from_now(48))
        self.states("first.key")
        self.states("new.key")
        self.keys("revoke", self.kid("first.key"), "--at", hours_from_now(1), key="new.key")
        self.states("first.key")
        self.assertFalse(self.keys("revoke", self.kid("first.key"), "--reason", "stolen", key="new.key")["alreadyRecorded"])
        self.assertIn("revoked", self.states("first.key", expect=1))
        self.assertTrue(self.keys("revoke", self.kid("first.key"), key="new.key")["alreadyRecorded"])

    def test_a_rotation_that_has_time_is_brought_forward_and_never_put_off(self):
        self.keys("rotate", "new.key", "--until", hours_from_now(48))
        sooner = hours_from_now(2)
        told = self.keys("rotate", "new.key", "--until", sooner)
        self.assertFalse(told["alreadyRecorded"])
        later = self.keys("rotate", "new.key", "--until", hours_from_now(72))
        self.assertTrue(later["alreadyRecorded"])
        self.assertIn(sooner[:13], json.dumps(later))  # What stands in the log, not what was asked for.
        self.states("first.key")
        self.assertFalse(self.keys("rotate", "new.key")["alreadyRecorded"])
        self.assertIn("revoked", self.states("first.key", expect=1))
        self.states("new.key")

    def test_the_operator_ends_a_key_of_a_party_and_registers_another(self):
        operator = next(party["id"] for party in json.loads(self.server.get("/parties"))["parties"] if "operator" in party["roles"])
        as_operator = {"party": operator, "key": self.server.data / "keys" / "operator.key"}
        self.assertIn("last key", self.keys("revoke", self.kid("first.key"), "--of", PARTY, text=True, **as_operator))
        self.assertIn("was revoked, from", self.keys("add", "second.key", expect=1))
        self.assertFalse((self.folder / "second.key").exists())
        self.run_cli("key", "new", "second.key")
        self.admit(PARTY, self.public_key("second.key"))
        self.states("second.key")
        self.assertIn("does not come back", self.keys("add", "first.key", key="second.key", expect=1))
        self.assertIn("has no key", self.keys("revoke", "x" * 43, key="second.key", expect=1))
        self.assertIn("has no key", self.keys("revoke", self.kid("second.key"), "--of", operator, key="second.key", expect=1))

    def test_what_is_wrong_is_said_before_anything_is_made(self):
        self.run_cli("key", "new", "stranger.key")
        self.assertIn("is not registered for", self.keys("add", "second.key", key="stranger.key", expect=1))
        self.assertIn("no registered party", self.keys("add", "second.key", party=OTHER, expect=1))
        self.assertIn("name another file", self.keys("rotate", "first.key", expect=1))
        self.assertFalse((self.folder / "second.key").exists())
        self.run_cli("key", "revoke", expect=2)

    def test_the_log_is_good_afterwards(self):
        self.keys("rotate", "new.key")
        self.states("new.key")
        self.keys("revoke", self.kid("new.key"), key="new.key")
        self.server.stop()
        self.run_cli("audit", self.server.data)


if __name__ == "__main__":
    main()
