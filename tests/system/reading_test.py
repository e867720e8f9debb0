#!/usr/bin/env python3
"""Every command that reads from a server, against a real one: with each of its outputs, and with each of its options. A new command fails here until it is listed."""

import csv
import io
import json
import re

from clients import document, main
from programs import ProgramTest

PARTY, PLACE, MAKER = "9521006000012", "9521006000029", "9521003000015"
PRODUCT, DOCUMENT = "09521003000022", "urn:epcglobal:cbv:bt:9521006000029:PO-1"
LOT = "<lot>"  # Of the sample chain, which names its lots after the day it is made: found when it is loaded.
PALLET, NOW, DAY = "395210040000000046", "2099-01-01T00:00:00Z", "2099-12-31"
# What asks a server and changes nothing: its arguments, and the token that it is asked with.
READS = {
    "party show": ((), "stores"),
    "product show": ((PRODUCT,), "stores"),
    "certificate show": ((f"(417){MAKER}",), "stores"),
    "token list": ((), "operator"),
    "trace": ((f"(01){PRODUCT}(10){LOT}",), "auditor"),
    "audit": ((), "auditor"),
    "positions": (("--place", PLACE), "stores"),
    "contents": ((PALLET,), "auditor"),
    "ages": (("--place", PLACE), "stores"),
    "echelon": (("--place", PLACE), "stores"),
    "movements": (("--place", PLACE, "--product", PRODUCT), "stores"),
    "discrepancies": (("--place", PLACE), "stores"),
    "accuracy": (("--place", PLACE), "stores"),
    "postings": (("urn:x-test:2",), "stores"),
    "promisable": (("--place", PLACE, "--product", PRODUCT), "stores"),
    "reservations": (("--place", PLACE), "stores"),
    "recall list": ((), "plant"),
    "recall reach": (("R-1",), "plant"),
    "recall mock": (("--product", PRODUCT), "plant"),
    "order list": ((), "stores"),
    "order show": (("PO-1",), "stores"),
}
# What signs, changes something, or asks no server.
OTHERS = {"key new", "key show", "key add", "key rotate", "key revoke", "party add", "product add", "certificate add", "policy add", "token new", "token revoke", "sign", "post",
          "import", "sheet", "count", "opening", "declare-error", "verify", "backup", "restore", "settle assign", "settle acknowledge", "settle settle", "settle reopen",
          "reserve", "commit", "fulfil", "release", "extend", "keep", "withdraw", "expect", "recall post", "recall lift", "blocked", "order place", "order close", "qr", "demo"}
VALUES = {"--place": PLACE, "--product": PRODUCT, "--lot": LOT, "--package": PRODUCT, "--status": "sellable", "--unit": "EA", "--as-of": NOW, "--known-at": NOW,
          "--from": "2020-01-01T00:00:00Z", "--to": NOW, "--days": "0,7", "--kind": "count_differs", "--min-quantity": "1", "--limit": "1", "--lasts-until": DAY,
          "--channel": "web", "--until": NOW, "--serial": "S1", "--issuer": MAKER, "--of": PARTY, "--owner": PARTY, "--min-age": "0", "--state": "open", "--vkey": "log.vkey"}
# Of a directory, or of what another audit left; of a package; of goods on the way.
NOT_ASKED = {("audit", "--guard"), ("audit", "--checkpoint"), ("audit", "--state"), ("positions", "--package"), ("movements", "--origin")}


class Reading(ProgramTest):
    def begin(self):
        self.server = self.serve()
        samples = self.cli_json("demo", "--data", self.server.data, "--folder", self.folder / "demo", server=self.server)["samples"]
        self.lot = next(found[1] for found in (re.search(f"/01/{PRODUCT}/10/([^/?]+)$", one["path"]) for one in samples) if found)
        shop = ("--party", PARTY, "--key", self.folder / "demo" / "keys" / "retailer.key")
        maker = ("--party", MAKER, "--key", self.folder / "demo" / "keys" / "plant.key")
        self.write_counts()
        self.run_cli("post", self.folder / "count.json", *shop, server=self.server)
        self.run_cli("recall", "post", "--id", "R-1", "--product", PRODUCT, "--lot", self.lot, "--reason", "Glass", *maker, server=self.server)
        self.run_cli("order", "place", "--id", "PO-1", "--document", DOCUMENT, "--place", PLACE, "--supplier", MAKER, "--line", f"{PRODUCT}=24", "--due", DAY, *shop, server=self.server)
        self.run_cli("reserve", "--id", "P-1", "--place", PLACE, "--line", f"{PRODUCT}=1", *shop, server=self.server)
        (self.folder / "log.vkey").write_bytes(self.server.get("/log/vkey"))

    def write_counts(self):
        """The second finds fewer than the first."""
        place = {"id": f"https://id.gs1.org/414/{PLACE}"}
        events = [{"type": "ObjectEvent", "eventID": f"urn:x-test:{day}", "eventTime": f"2026-01-0{day}T10:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "OBSERVE",
                   "bizStep": "cycle_counting", "readPoint": place, "bizLocation": place,
                   "quantityList": [{"epcClass": f"https://id.gs1.org/01/{PRODUCT}/10/COUNTED", "quantity": 9 - day}]} for day in (1, 2)]
        (self.folder / "count.json").write_text(json.dumps(document(*events)))

    def help(self, *command):
        return self.run_cli(*command, "--help")[0]

    def leaves(self, *above):
        subcommands = re.search(r"\nSubcommands:\n(.*?)\n\n", self.help(*above), re.S)
        if not subcommands:
            return [" ".join(above)]
        return [leaf for name in re.findall(r"^  (\S+)", subcommands[1], re.M) for leaf in self.leaves(*above, name)]

    def ask(self, command, *more):
        arguments, token = READS[command]
        path = self.server.data / "operator.token" if token == "operator" else self.folder / "demo" / "tokens" / f"{token}.token"
        asked = [str(one).replace(LOT, self.lot) for one in (*arguments, *more)]
        return self.run_cli(*command.split(), *asked, "--token-file", path, server=self.server)[0]

    def options(self, command):
        return dict(re.findall(r"^  (--[a-z-]+)(.*)$", self.help(*command.split()).split("\nExit status")[0], re.M))

    def test_every_command_is_known_here(self):
        self.assertEqual(sorted(self.leaves()), sorted([*READS, *OTHERS]))

    def test_each_reading_command_answers(self):
        self.begin()
        self.each_output()
        self.each_option()

    def each_output(self):
        for command in READS:
            options = self.options(command)
            with self.subTest(command=command):
                shown = self.ask(command)
                self.assertTrue(shown.strip())
                told = json.loads(self.ask(command, "--json"))
                self.assertTrue(told)
            if "--csv" not in options:
                continue
            with self.subTest(command=command, form="csv"):
                rows = list(csv.reader(io.StringIO(self.ask(command, "--csv"), newline="")))
                lists = [len(value) for value in told.values() if isinstance(value, list)]
                self.assertGreater(len(rows), 1)
                self.assertIn(len(rows) - 1, lists)
            with self.subTest(command=command, form="arrow"):
                self.ask(command, "--arrow", "rows.arrow")
                self.assertTrue((self.folder / "rows.arrow").read_bytes().startswith(b"\xff\xff\xff\xff"))

    def each_option(self):
        for command in READS:
            for name, rest in self.options(command).items():
                if name in ("--csv", "--arrow") or (command, name) in NOT_ASKED or name in READS[command][0]:
                    continue
                choices = re.search(r"\{([^}]*)\}", rest)
                takes_value = rest.lstrip().startswith(("TEXT", "UINT")) or rest.startswith("=") or choices
                values = choices[1].split(",") if choices else [VALUES.get(name)] if takes_value else [None]
                for value in values:
                    with self.subTest(command=command, option=name, value=value):
                        self.assertFalse(takes_value and value is None, "which value?")
                        json.loads(self.ask(command, name, *([value] if takes_value else []), "--json"))


if __name__ == "__main__":
    main()
