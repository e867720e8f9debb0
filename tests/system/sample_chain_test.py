#!/usr/bin/env python3
"""What the sample chain must show: pages, pictures, positions, trace and proof of a good lot, a recalled one and a tin."""

import html
import re
import stat

from clients import main
from programs import ProgramTest

SHOP = "https://id.gs1.org/414/9521006000029"
MILK_OF_FARM_B = "/01/09521002000016/10/"
PRIVATE = re.compile(r"quarantine|locked cage|grey heron depot", re.IGNORECASE)


class SampleChain(ProgramTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.told = self.load("demo")
        self.samples = {sample["kind"]: sample["path"] for sample in self.told["samples"]}

    def load(self, folder, *options, expect=0):
        return self.cli_json("demo", "--data", self.server.data, "--folder", self.folder / folder, *options,
                             server=self.server, expect=expect)

    def token(self, name):
        return ("--token-file", self.folder / "demo" / "tokens" / (name + ".token"))

    def page(self, kind, language):
        return self.server.get(f"/p{self.samples[kind]}?lang={language}").decode()

    def size(self):
        return self.server.get("/log/checkpoint").split(b"\n")[1]

    def test_secrets_are_for_their_owner_only(self):
        secrets = [*self.folder.glob("demo/keys/*.key"), *self.folder.glob("demo/tokens/*.token")]
        self.assertGreater(len(secrets), 9)
        for secret in secrets:
            self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600, secret)

    def test_loading_again_changes_nothing(self):
        before = self.size()
        again = self.load("demo")
        self.assertEqual((again["recorded"], again["samples"], self.size()), (0, self.told["samples"], before))
        refused = self.load("other", expect=1)
        self.assertIn("loaded from another folder", refused["error"]["detail"])
        refused = self.load("demo", "--date", "2024-02-29", expect=1)
        self.assertIn("already", refused["error"]["detail"])
        self.assertEqual(self.size(), before)

    def test_pages_show_journey_and_certificates_and_no_private_place(self):
        for kind in ("good", "recalled", "item", "second"):
            page = self.page(kind, "en")
            with self.subTest(kind=kind):
                self.assertGreaterEqual(page.count("<time datetime"), 5)
                self.assertGreaterEqual(page.count("<img "), 2)
                self.assertIsNone(PRIVATE.search(page))
                self.assertEqual('role="alert"' in page, kind == "recalled")
        self.assertIn("云雀岭乳业", self.page("item", "zh"))

    def test_pictures_are_there(self):
        pictures = set(re.findall(r"/blobs/[0-9a-f]{64}", self.page("good", "en")))
        self.assertGreaterEqual(len(pictures), 6)
        for picture in pictures:
            self.assertTrue(self.server.get(picture).startswith(b"\x89PNG\r\n\x1a\n"), picture)

    def test_positions_add_up(self):
        positions = self.cli_json("positions", "--place", SHOP, *self.token("planner"), server=self.server)["positions"]
        by_status = {p["status"]: float(p["quantity"]) for p in positions if p["account"] == "on_hand"}
        self.assertEqual(by_status, {"sellable": 62, "held": 1})

    def test_bad_milk_reaches_the_recalled_lot_and_no_other(self):
        backwards = self.cli_json("trace", self.samples["recalled"], *self.token("auditor"), server=self.server)
        milk = [step["key"] for step in backwards["steps"] if MILK_OF_FARM_B in step["key"]]
        self.assertEqual(len(milk), 1)
        forwards = self.cli_json("trace", milk[0], "--direction", "forwards", *self.token("auditor"), server=self.server)
        reached = {step["key"].removeprefix("https://id.gs1.org") for step in forwards["steps"]}
        self.assertIn(self.samples["recalled"], reached)
        self.assertNotIn(self.samples["good"], reached)
        self.assertNotIn(self.samples["second"], reached)
        places = {event["shown"].get("bizLocation", {}).get("id") for event in forwards["events"]}
        self.assertIn("https://id.gs1.org/414/9521006000036", places)
        self.assertIn("https://id.gs1.org/414/9521007000028", places)

    def test_a_proof_file_tells_no_private_place_and_verifies(self):
        path, key = self.folder / "journey.stproof", self.folder / "log.vkey"
        key.write_bytes(self.server.get("/log/vkey"))
        for kind in self.samples:
            path.write_bytes(self.server.get("/proof?id=" + self.samples[kind]))
            with self.subTest(kind=kind):
                self.assertIsNone(PRIVATE.search(path.read_text()))
                verdict = self.cli_json("verify", path, "--vkey", key)
                self.assertEqual(verdict["verdict"], "verified")
                told = {statement["kind"] for statement in verdict["statements"]}
                self.assertLessEqual({"events", "product", "certificate"}, told)
                names = [statement["product"]["name"] for statement in verdict["statements"] if statement["kind"] == "product"]
                page = html.unescape(self.page(kind, "en"))
                self.assertTrue(any(name in page for name in names), names)
                self.assertIn(f"Verified: {len(verdict['statements'])} signed records", page)


if __name__ == "__main__":
    main()
