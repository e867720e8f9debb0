#!/usr/bin/env python3
"""Parties, tokens and questions: a change changes what it names, a secret has its place, and what is unknown is said to be."""

import json
import os
import stat

from clients import PartyTest, document, main, tiny_event

PARTY = "https://id.gs1.org/417/9521321000001"
PLACE, OTHER_PLACE = "https://id.gs1.org/414/9521321000018", "https://id.gs1.org/414/9521321000995"
REFUSED, USAGE, UNREACHABLE = 1, 2, 3


class Changes(PartyTest):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.as_farm = self.admit(self.server, PARTY, "farm", PLACE, role="producer")

    def party(self):
        return self.cli_json("party", "show", PARTY, server=self.server)

    def change(self, *options):
        self.run_cli("party", "add", "--id", PARTY, *options, server=self.server)

    def test_a_change_of_a_party_keeps_what_it_does_not_name(self):
        before = self.party()
        self.change("--name", "New Name", *self.operator)
        self.assertEqual({**self.party(), "name": 0, "statement": 0}, {**before, "name": 0, "statement": 0})
        self.change("--place", f"{OTHER_PLACE}=Barn", *self.operator)
        self.assertEqual([place["id"] for place in self.party()["places"]], [PLACE, OTHER_PLACE])
        self.assertEqual(self.party()["name"], "New Name")
        self.change("--place", f"(414)9521321000018=Farm gate", "--as-itself", *self.as_farm)
        self.assertEqual([place["name"] for place in self.party()["places"]], ["Farm gate", "Barn"])
        self.change("--role", "carrier", *self.operator)
        self.assertEqual((self.party()["roles"], len(self.party()["places"]), len(self.party()["keys"])), (["carrier"], 2, 1))

    def test_a_token_file_is_never_overwritten_and_made_first(self):
        new = ("token", "new", "--for", PARTY, *self.operator, "--file")
        told = self.cli_json(*new, "farm.token", server=self.server)
        self.assertEqual((set(told), told["file"]), ({"id", "file", "expiresAt"}, "farm.token"))
        secret = (self.folder / "farm.token").read_text()
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "farm.token").st_mode), 0o600)
        count = len(self.cli_json("token", "list", *self.operator, server=self.server)["tokens"])
        self.assertIn("not overwritten", self.run_cli(*new, "farm.token", server=self.server, expect=REFUSED)[1])
        self.run_cli(*new, "no/such/folder.token", server=self.server, expect=UNREACHABLE)
        self.assertEqual((self.folder / "farm.token").read_text(), secret)
        self.assertEqual(len(self.cli_json("token", "list", *self.operator, server=self.server)["tokens"]), count)
        self.run_cli("token", "new", "--for", "urn:x:nobody", *self.operator, "--file", "none.token", server=self.server, expect=REFUSED)
        self.assertFalse((self.folder / "none.token").exists())

    def test_a_token_file_holds_one_token(self):
        two = self.write("two.token", "st_one\nst_two\n")
        self.assertIn("two.token", self.run_cli("token", "list", "--token-file", two, server=self.server, expect=REFUSED)[1])

    def test_numbers_as_they_are_printed(self):
        self.run_cli("post", self.write("d.json", document({**tiny_event(1), "action": "ADD", "bizStep": "commissioning", "epcList": [],
                     "bizLocation": {"id": PLACE}, "quantityList": [{"epcClass": "https://id.gs1.org/01/09521141012345/10/L", "quantity": 7}]})),
                     *self.as_farm, server=self.server)
        token = ("--token-file", self.write("farm.token", self.token(self.server, PARTY)))
        for asked in (("--place", "9521321000018"), ("--place", "9521321000018", "--product", "09521141012345"), ("--place", PLACE, "--product", "9521141012345")):
            self.assertEqual([p["quantity"] for p in self.cli_json("positions", *asked, *token, server=self.server)["positions"] if p["account"] == "on_hand"], [7])

    def test_what_is_unknown_is_said_to_be(self):
        for question, words in (
            (("trace", "(01)09521141012345(21)NEVER"), "unknown"),
            (("certificate", "show", PARTY), "no certificate about it"),
        ):
            self.assertIn(words, self.run_cli(*question, server=self.server, expect=REFUSED)[1])

    def test_small_things(self):
        self.run_cli("product", "add", "--id", "(01)09521141012345", "--name", "X", "--shelf-life-days", "99999999", *self.as_farm, server=self.server, expect=USAGE)
        told = self.cli_json("qr", "(01)09521141012345", "--out", "a.svg", server=self.server)
        self.assertEqual(told, {"link": self.server.address + "/01/09521141012345", "format": "svg", "file": "a.svg"})
        self.assertIn("--out", self.run_cli("qr", "(01)09521141012345", "--json", server=self.server, expect=USAGE)[1])
        refusal = self.write("no.stproof", json.dumps({"type": "urn:stocktrail:problem:not_found", "detail": "Nothing is known of it."}))
        key = self.folder / "log.vkey"
        key.write_bytes(self.server.get("/log/vkey"))
        self.assertIn("Nothing is known of it.", self.run_cli("verify", refusal, "--vkey", key, expect=REFUSED)[1])

    def test_audits_say_what_they_compared_with(self):
        party = ("--token-file", self.write("farm.token", self.token(self.server, PARTY)))
        self.assertIn("needs an auditor's token", self.run_cli("audit", *party, server=self.server, expect=REFUSED)[1])
        self.run_cli("audit", "--state", "seen", server=self.server)
        seen = (self.folder / "seen").read_text()
        (self.folder / "second").mkdir()
        self.folder, here = self.folder / "second", self.folder
        other = self.serve()
        self.folder = here
        out, _ = self.run_cli("audit", "--state", "seen", server=other, expect=REFUSED)
        self.assertNotIn("continues", out)
        self.assertNotIn("consistentWithSize", self.run_cli("audit", "--state", "seen", "--json", server=other, expect=REFUSED)[0])
        self.assertEqual(self.server.stop(), 0)
        _, err = self.run_cli("audit", self.server.data, "--state", "nofile", expect=UNREACHABLE)
        self.assertIn("nofile", err)
        self.run_cli("audit", self.server.data, "--state", "seen")
        self.assertEqual((self.folder / "seen").read_text(), seen)


if __name__ == "__main__":
    main()
