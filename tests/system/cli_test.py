#!/usr/bin/env python3
"""The command line as a supplier uses it: keys, admission, documents, CSV, codes, and what it says when it is used wrongly."""

import csv
import io
import json
import os
import stat
from pathlib import Path

from clients import main
from programs import ProgramTest

PARTY = "https://id.gs1.org/417/9521321000001"
PLACE = "https://id.gs1.org/414/9521321000018"
OTHER, OTHER_PLACE = "https://id.gs1.org/417/9521321000100", "https://id.gs1.org/414/9521321000117"
MAPPING = Path(__file__).resolve().parents[2] / "tools" / "import" / "retail.toml"
CSV = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,A,First,6,2026-01-02 08:26:00,2.55,1,UK
1,B,"With, comma",2,2026-01-02 08:26:00,3.39,1,UK
C2,A,First,-1,2026-01-03 09:00:00,2.55,1,UK
"""


def event(number):
    return {"type": "ObjectEvent", "eventTime": "2026-01-02T10:00:00+01:00", "eventTimeZoneOffset": "+01:00", "action": "OBSERVE",
            "eventID": f"urn:test:{number}", "bizStep": "inspecting", "readPoint": {"id": PLACE},
            "quantityList": [{"epcClass": "https://id.gs1.org/01/09521321000018/10/L1", "quantity": number + 1}]}


def document(count, first=0):
    return {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"], "type": "EPCISDocument", "schemaVersion": "2.0",
            "creationDate": "2026-01-02T12:00:00Z", "epcisBody": {"eventList": [event(first + i) for i in range(count)]}}


class Supplier(ProgramTest):
    def admitted(self, *options):
        server = self.serve(*options)
        self.run_cli("key", "new", "shop.key")
        self.run_cli("party", "add", "--id", PARTY, "--name", "Corner Shop", "--role", "store", "--place", f"{PLACE}=Corner Shop",
                     "--public-key", self.public_key("shop.key"), "--token-file", server.data / "operator.token", server=server)
        return server, ("--party", PARTY, "--key", "shop.key", "--receipts", "receipts")

    def write(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path

    def test_keys_are_for_their_owner_only_and_never_overwritten(self):
        self.run_cli("key", "new", "a.key")
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "a.key").st_mode), 0o600)
        before = (self.folder / "a.key").read_bytes()
        self.run_cli("key", "new", "a.key", expect=1)
        self.assertEqual((self.folder / "a.key").read_bytes(), before)
        shown = self.cli_json("key", "show", "a.key")
        self.assertEqual(len(shown["kid"]), 43)
        self.assertNotIn("d", shown["jwk"])
        os.chmod(self.folder / "a.key", 0o644)
        self.run_cli("key", "show", "a.key", expect=1)

    def test_documents_are_split_signed_and_posted_once(self):
        server, as_shop = self.admitted()
        big = self.write("big.json", document(600))
        told = self.cli_json("post", big, *as_shop, server=server)
        self.assertEqual((told["sent"], told["repeated"]), (2, 0))
        self.assertEqual(self.cli_json("post", big, *as_shop, server=server)["sent"], 0)
        elsewhere = self.cli_json("post", big, "--party", PARTY, "--key", "shop.key", "--receipts", "other", server=server)
        self.assertEqual((elsewhere["sent"], elsewhere["repeated"]), (0, 2))  # Receipts lost: the ids still tell.

    def test_receipts_verify_with_their_statements_and_no_others(self):
        server, as_shop = self.admitted()
        self.run_cli("post", self.write("d.json", document(600)), *as_shop, server=server)
        key = self.folder / "log.vkey"
        key.write_bytes(server.get("/log/vkey"))
        server.stop()
        first, second = sorted((self.folder / "receipts").glob("*.receipt.json"))
        for receipt in (first, second):
            self.assertEqual(self.cli_json("verify", receipt, "--vkey", key)["verdict"], "verified")
        other = str(second).replace(".receipt.json", ".statement")
        self.run_cli("verify", first, "--statement", other, "--vkey", key, expect=1)

    def test_signed_now_sent_later(self):
        server, as_shop = self.admitted()
        signed = as_shop[:4]
        self.run_cli("sign", self.write("d.json", document(3)), *signed, "--out", "later")
        self.assertEqual(len(list((self.folder / "later").glob("*.statement"))), 1)
        self.assertEqual(self.cli_json("post", "--receipts", "later", server=server)["sent"], 1)
        statement = next((self.folder / "later").glob("*.statement"))
        self.assertEqual(self.cli_json("post", statement, "--receipts", "third", server=server)["repeated"], 1)

    def test_a_run_that_was_cut_off_is_taken_up(self):
        server, as_shop = self.admitted()
        address = server.address
        server.stop()
        path = self.write("d.json", document(2))
        environment = {"STOCKTRAIL_SERVER": "http://127.0.0.1:9"}
        self.run_cli("sign", path, *as_shop[:4], "--out", "receipts")
        again = self.serve()
        self.assertNotEqual(again.address, address)
        self.run_cli("post", "--receipts", "receipts", server=again)
        self.assertEqual(len(list((self.folder / "receipts").glob("*.receipt.json"))), 1)
        self.assertEqual(self.run_cli("party", "show", expect=3, environment=environment)[0], "")

    def test_faults_of_a_document_are_all_told_and_nothing_is_sent(self):
        server, as_shop = self.admitted()
        bad = document(3)
        bad["epcisBody"]["eventList"][0]["action"] = "MAYBE"
        bad["epcisBody"]["eventList"][2]["eventTime"] = "yesterday"
        size = server.get("/log/checkpoint")
        _, err = self.run_cli("post", self.write("bad.json", bad), *as_shop, server=server, expect=1)
        self.assertIn("eventList[0]", err)
        self.assertIn("eventList[2]", err)
        self.assertEqual(server.get("/log/checkpoint"), size)

    def test_events_whose_time_has_not_come_are_refused(self):
        server, as_shop = self.admitted()
        late = document(3)
        late["epcisBody"]["eventList"][1]["eventTime"] = "2206-01-02T10:00:00+01:00"
        path, size = self.write("late.json", late), server.get("/log/checkpoint")
        for command in (("post", path, *as_shop), ("sign", path, *as_shop[:4], "--out", "signed")):
            _, err = self.run_cli(*command, server=server, expect=1)
            self.assertIn("late.json: eventList[1].eventTime: The time 2206-01-02T10:00:00+01:00 has not come yet", err)
        self.assertEqual(server.get("/log/checkpoint"), size)
        self.assertEqual(self.cli_json("post", path, *as_shop, "--allow-future", server=server)["sent"], 1)

    def test_a_certificate_keeps_what_a_change_does_not_name(self):
        server, as_shop = self.admitted()
        signs = as_shop[:4]
        _, err = self.run_cli("certificate", "add", "--id", "c", "--title", "T", *signs, server=server, expect=2)
        self.assertIn("--issuer", err)
        self.run_cli("certificate", "add", "--id", "c", "--kind", "test", "--title", "T", "--issuer", "I", "--number", "1", "--standard", "ISO 1",
                     "--subject", PARTY, "--valid-from", "2026-01-01", "--valid-until", "2027-01-01", *signs, server=server)

        def stated():
            (one,) = self.cli_json("certificate", "show", PARTY, server=server)["certificates"]
            return {name: value for name, value in one.items() if name != "statement"}

        before = stated()
        self.run_cli("certificate", "add", "--id", "c", "--status", "suspended", *signs, server=server)
        self.assertEqual(stated(), {**before, "status": "suspended"})
        self.run_cli("certificate", "add", "--id", "c", "--valid-until", "none", "--title", "U", *signs, server=server)
        del before["validUntil"]
        self.assertEqual(stated(), {**before, "status": "suspended", "title": "U"})

    def test_csv_becomes_sales_and_returns(self):
        server, as_shop = self.admitted()
        csv = self.write("day.csv", CSV)
        dry = json.loads(self.run_cli("import", csv, "--mapping", MAPPING, "--dry-run")[0])
        self.assertEqual([e["bizStep"] for e in dry["epcisBody"]["eventList"]], ["retail_selling", "receiving"])
        self.assertEqual(self.cli_json("import", csv, "--mapping", MAPPING, *as_shop, server=server)["sent"], 1)
        self.assertEqual(self.cli_json("import", csv, "--mapping", MAPPING, *as_shop, server=server)["sent"], 0)
        self.run_cli("token", "new", "--for", PARTY, "--role", "planner", "--file", "planner.token", "--token-file",
                     server.data / "operator.token", server=server)
        self.assertEqual(self.stock(server, "--token-file", "planner.token"), {"https://shop.example/item/A": -5, "https://shop.example/item/B": -2})

    def stock(self, server, *token):
        stock = {}
        for p in self.cli_json("positions", "--place", PLACE, *token, server=server)["positions"]:
            if p["account"] == "on_hand":
                stock[p["product"]] = stock.get(p["product"], 0) + p["quantity"]
        return stock

    def test_stock_is_shown_as_tables_json_and_csv(self):
        server, as_shop = self.admitted()
        self.run_cli("import", self.write("day.csv", CSV), "--mapping", MAPPING, *as_shop, server=server)
        self.run_cli("token", "new", "--for", PARTY, "--file", "shop.token", "--token-file", server.data / "operator.token", server=server)
        token = ("--token-file", "shop.token")
        product = "https://shop.example/item/A"
        statement = ("movements", "--place", PLACE, "--product", product, *token)
        table = self.run_cli(*statement, server=server)[0]
        self.assertIn("retail_selling", table)
        self.assertTrue(table.splitlines()[-1].startswith("Opening balance 0, closing balance -5 pieces"), table)
        told = self.cli_json(*statement, server=server)
        self.assertEqual(told["opening"] + sum(line["quantity"] for line in told["movements"]), told["closing"])
        self.assertEqual(self.cli_json(*statement, "--newest", server=server)["movements"], told["movements"][::-1])
        self.assertEqual(len(self.cli_json(*statement, "--limit", "1", server=server)["movements"]), 1)
        for arguments in (("positions",), ("positions", "--place", PLACE), statement[:-2], ("discrepancies", "--place", PLACE)):
            rows = list(csv.DictReader(io.StringIO(self.run_cli(*arguments, "--csv", *token, server=server)[0], newline="")))
            self.assertEqual(len(rows), len(next(v for v in self.cli_json(*arguments, *token, server=server).values() if isinstance(v, list))), arguments)
            self.assertTrue(rows and all(row["product"].startswith("https://") for row in rows), arguments)
        self.assertIn("Nothing moved there", self.run_cli(*statement, "--to", "2020-01-01T00:00:00Z", server=server)[0])
        self.assertIn("Everything fits", self.run_cli("discrepancies", "--place", PLACE, "--known-at", "2020-01-01T00:00:00Z", *token, server=server)[0])
        self.assertIn("not_there", self.run_cli("discrepancies", "--place", PLACE, "--kind", "not_there", "--product", product, *token, server=server)[0])
        for some in (("--min-quantity", "1000"), ("--lot", "NONE"), ("--kind", "two_places")):  # What does not fit is still there.
            shown = self.run_cli("discrepancies", "--place", PLACE, *some, *token, server=server)[0]
            self.assertIn("Nothing that you asked for.", shown)
            self.assertNotIn("Everything fits", shown)
        self.assertEqual(len(self.cli_json("discrepancies", "--place", PLACE, "--limit", "1", *token, server=server)["discrepancies"]), 1)
        self.assertIn("no such stock", self.run_cli("positions", "--place", PLACE, "--lot", "none", *token, server=server)[0])
        self.assertIn("sold", self.run_cli("postings", told["movements"][0]["eventID"], *token, server=server)[0])
        self.run_cli("postings", "urn:x:none", *token, server=server, expect=1)
        self.run_cli("positions", "--csv", "--json", *token, server=server, expect=2)
        self.run_cli("movements", "--place", PLACE, *token, server=server, expect=2)
        self.assertIn("(01)09521321000018(10)L7", self.run_cli("trace", "9521321000018", *token, server=server, expect=1)[1])

    def test_a_table_that_has_grown_adds_its_new_rows_only(self):
        server, as_shop = self.admitted()
        self.run_cli("token", "new", "--for", PARTY, "--file", "shop.token", "--token-file", server.data / "operator.token", server=server)
        token = ("--token-file", "shop.token")
        first = self.write("day.csv", CSV)
        more = CSV + "3,A,First,5,2026-01-03 10:00:00,2.55,1,UK\n"
        grown = ("import", self.write("grown.csv", more), "--mapping", MAPPING)
        self.assertEqual(self.cli_json("import", first, "--mapping", MAPPING, *as_shop, server=server)["sent"], 1)
        out, err = self.run_cli(*grown, *as_shop, "--json", server=server)
        self.assertEqual(json.loads(out)["sent"], 1)
        self.assertIn("grown.csv: 2 events were imported before", err)
        unsent = ("import", first, "--mapping", MAPPING, *as_shop[:4], "--receipts", "unsent", "--server", "http://127.0.0.1:9")
        self.run_cli(*unsent, expect=3)
        err = self.run_cli(*unsent, expect=3)[1]
        self.assertIn("day.csv: 2 events were signed before, and wait in unsent to be sent", err)
        self.assertNotIn("imported before", err)
        expected = {"https://shop.example/item/A": -10, "https://shop.example/item/B": -2}
        self.assertEqual(self.stock(server, *token), expected)
        for folder in ("receipts", "elsewhere"):  # Without the receipts, the log itself tells, to whoever may see the events.
            self.assertEqual(self.cli_json(*grown, *as_shop[:4], "--receipts", folder, *token, server=server)["sent"], 0, folder)
        both = self.write("both.csv", more + "4,B,Second,1,2026-01-03 11:00:00,3.39,1,UK\n")
        self.assertEqual(self.cli_json("import", both, grown[1], both, "--mapping", MAPPING, *as_shop[:4], "--receipts", "third", *token,
                                       server=server)["sent"], 1)
        expected["https://shop.example/item/B"] = -3
        self.assertEqual(self.stock(server, *token), expected)

    def test_an_import_asks_the_log_for_the_events_of_its_party_only(self):
        server, as_shop = self.admitted()
        operator = ("--token-file", server.data / "operator.token")
        self.run_cli("key", "new", "other.key")
        self.run_cli("party", "add", "--id", OTHER, "--name", "Other", "--role", "store", "--place", f"{OTHER_PLACE}=Other",
                     "--public-key", self.public_key("other.key"), *operator, server=server)
        for party, name in ((PARTY, "shop.token"), (OTHER, "other.token")):
            self.run_cli("token", "new", "--for", party, "--file", name, *operator, server=server)
        rows = ("import", self.write("day.csv", CSV), "--mapping", MAPPING)
        events = json.loads(self.run_cli(*rows, "--dry-run")[0])
        for event in events["epcisBody"]["eventList"]:  # Whoever posts first under these ids keeps nobody from using them.
            event["readPoint"] = event["bizLocation"] = {"id": OTHER_PLACE}
        self.run_cli("post", self.write("theirs.json", json.dumps(events)), "--party", OTHER, "--key", "other.key", server=server)
        token = ("--token-file", "shop.token")
        self.assertEqual(self.cli_json(*rows, *as_shop, *token, server=server)["sent"], 1)
        self.assertEqual(self.cli_json(*rows, *as_shop[:4], "--receipts", "elsewhere", *token, server=server)["sent"], 0)
        more = ("import", self.write("grown.csv", CSV + "3,A,First,5,2026-01-03 10:00:00,2.55,1,UK\n"), "--mapping", MAPPING)
        for stranger in ("other.token", server.data / "operator.token"):
            _, err = self.run_cli(*more, *as_shop[:4], "--receipts", f"of-{Path(stranger).stem}", "--token-file", stranger, server=server, expect=1)
            self.assertIn("--token-file: The token is one of somebody else", err)

    def test_a_row_that_changes_what_was_logged_is_refused(self):
        server, as_shop = self.admitted()
        self.run_cli("token", "new", "--for", PARTY, "--file", "shop.token", "--token-file", server.data / "operator.token", server=server)
        self.run_cli("import", self.write("day.csv", CSV), "--mapping", MAPPING, *as_shop, server=server)
        before = server.get("/log/checkpoint")
        late = self.write("late.csv", CSV + "1,C,Third,4,2026-01-02 08:26:00,1.00,1,UK\n")
        for folder, token in (("receipts", ()), ("elsewhere", ("--token-file", "shop.token"))):
            _, err = self.run_cli("import", late, "--mapping", MAPPING, *as_shop[:4], "--receipts", folder, *token, server=server, expect=1)
            for text in ("late.csv: line 2", "https://shop.example/sale/1/", "{repeat}", "What was wrong"):
                self.assertIn(text, err)
        self.assertEqual(server.get("/log/checkpoint"), before)

    def test_a_party_brings_so_many_files_and_no_more(self):
        for name in ("one.png", "two.png"):
            self.run_cli("qr", f"(01)09521321000018(10){name[:3]}", "--out", name)
        size = (self.folder / "one.png").stat().st_size
        server, as_shop = self.admitted("--party-files-bytes-max", str(size))
        self.run_cli("token", "new", "--for", PARTY, "--file", "shop.token", "--token-file", server.data / "operator.token", server=server)

        def add(name, expect):
            return self.run_cli("certificate", "add", "--id", name, "--title", "T", "--issuer", "I", "--number", "1", "--subject", PARTY, "--valid-from",
                                "2026-01-01", "--file", name, *as_shop[:4], "--token-file", "shop.token", server=server, expect=expect)[1]

        add("one.png", 0)
        add("one.png", 0)
        self.assertIn(f"{PARTY} have {size} bytes", add("two.png", 1))

    def test_goods_are_reserved_committed_and_fulfilled(self):
        server, as_shop = self.admitted()
        made = event(9) | {"action": "ADD", "bizStep": "commissioning", "bizLocation": {"id": PLACE}}
        stock = document(0) | {"epcisBody": {"eventList": [made]}}
        self.run_cli("post", self.write("made.json", stock), *as_shop, server=server)
        operator = ("--token-file", server.data / "operator.token")
        self.run_cli("policy", "add", "--id", "hold", "--type", "custodial", "--for", PARTY, *operator, server=server)
        self.run_cli("token", "new", "--for", PARTY, "--role", "planner", "--file", "shop.token", *operator, server=server)
        token = ("--token-file", "shop.token")
        line = ("--line", "9521321000018=4", "--place", PLACE[-13:])
        made = self.cli_json("reserve", "--id", "web/1", *line, "--channel", "web", "--hold-seconds", "600", *token, server=server)
        self.assertEqual((made["state"], made["channel"], made["lines"][0]["from"]), ("reserved", "web", [{"place": PLACE, "lot": "L1", "quantity": 4, "reserved": 4}]))
        again = self.cli_json("reserve", "--id", "web/1", *line, "--channel", "web", "--hold-seconds", "600", *token, server=server)
        self.assertEqual(again, made)
        _, err = self.run_cli("reserve", "--id", "web/2", "--line", "9521321000018=7", "--place", PLACE, *token, server=server, expect=1)
        self.assertIn("6 can be had, and 7 are asked for", err)
        self.run_cli("reserve", "--id", "web/2", "--line", "9521321000018", "--place", PLACE, *token, server=server, expect=2)
        # Signed with a key of one's own.
        self.run_cli("reserve", "--id", "own", "--line", "9521321000018=1", "--place", PLACE, *as_shop[:4], server=server)
        out, _ = self.run_cli("reserve", "--id", "own", "--line", "9521321000018=1", "--place", PLACE, *as_shop[:4], server=server)
        self.assertIn("recorded before", out)
        self.run_cli("reserve", "--id", "own", "--line", "9521321000018=2", "--place", PLACE, *as_shop[:4], server=server, expect=1)
        shelf = self.cli_json("promisable", "--place", PLACE, *token, server=server)["promisable"]
        self.assertEqual([(one["sellable"], one["promised"], one["promisable"]) for one in shelf], [(10, 5, 5)])
        stock = self.cli_json("positions", "--place", PLACE, *token, server=server)["positions"]
        self.assertEqual([(one["quantity"], one["reserved"], one["available"]) for one in stock], [(10, 5, 5)])
        self.run_cli("keep", "--channel", "web", "--line", "9521321000018=6", "--place", PLACE[-13:], *token, server=server)
        for channel, free in (((), 3), (("--channel", "web"), 5)):  # Of the 6, 4 are promised to the web.
            shelf = self.cli_json("promisable", "--place", PLACE, *channel, *token, server=server)["promisable"]
            self.assertEqual([(one["promisable"], one["kept"]) for one in shelf], [(free, [{"channel": "web", "quantity": 6}])])
        self.run_cli("keep", "--channel", "web", "--line", "9521321000018=0", "--place", PLACE, *as_shop[:4], server=server)
        self.run_cli("reserve", "--id", "web/3", *line[:1], "9521321000018=1", "--place", PLACE, "--sourcing", "fewest_places", *token, server=server)
        self.run_cli("release", "--id", "web/3", *token, server=server)
        self.run_cli("reserve", "--id", "web/4", *line[:1], "9521321000018=1", "--place", PLACE, *token, server=server)
        out, _ = self.run_cli("withdraw", "--id", "web/4", "--for", PARTY, "--place", PLACE[-13:], "--reason", "Shop closed", *token, server=server)
        self.assertIn("The statement is in the log at index ", out)
        part = ("--id", "web/1", "--request", "c1", "--line", "0=3")
        self.assertEqual(self.cli_json("commit", *part, *token, server=server)["lines"][0]["committed"], 3)
        self.assertEqual(self.cli_json("commit", *part, *token, server=server)["lines"][0]["committed"], 3)
        self.assertEqual(self.cli_json("extend", "--id", "web/1", *token, server=server)["state"], "reserved")
        self.assertEqual(self.cli_json("fulfil", "--id", "web/1", *token, server=server)["state"], "fulfilled")
        out, _ = self.run_cli("release", "--id", "own", *token, server=server)
        self.assertIn("own: released", out)
        # The order stands, and holds nothing: both ways of sending it again say so.
        for how in (as_shop[:4], token):
            _, err = self.run_cli("reserve", "--id", "own", "--line", "9521321000018=1", "--place", PLACE, *how, server=server, expect=1)
            self.assertIn("nothing of it is held", err)
        for name, how in (("near", ("nearest", "--near", "50.85,4.35")), ("far", ("nearest", "--distance", PLACE[-13:] + "=7.5")),
                          ("cheap", ("cheapest", "--cost", PLACE[-13:] + "=5,0.5,2,1"))):
            made = self.cli_json("reserve", "--id", name, "--line", "9521321000018=1", "--place", PLACE, "--sourcing", *how, *token, server=server)
            self.assertEqual(made["lines"][0]["from"][0]["place"], PLACE)
            self.run_cli("release", "--id", name, *token, server=server)
        self.run_cli("reserve", "--id", "x", "--line", "9521321000018=1", "--place", PLACE, "--sourcing", "cheapest", "--cost", PLACE, *token, server=server, expect=2)
        out, _ = self.run_cli("expect", "--document", "urn:despatch:1", "--due", "2099-01-01T00:00:00Z", *token, server=server)
        self.assertIn("The statement is in the log at index ", out)
        more = ("--line", "9521321000018=70", "--place", PLACE, "--partly", *as_shop[:4])
        told = self.cli_json("reserve", "--id", "some", *more, server=server)["reservation"]
        self.assertEqual((told["complete"], told["lines"][0]["asked"]), (False, 70))
        free = told["lines"][0]["promised"]
        self.run_cli("release", "--id", "some", *token, server=server)
        out, _ = self.run_cli("reserve", "--id", "more", *more, server=server)
        self.assertRegex(out, rf"more: reserved until .*\n(.*\n)+.* 70 +{free}\b")
        self.run_cli("release", "--id", "more", *token, server=server)
        self.assertEqual([one["state"] for one in self.cli_json("reservations", *token, server=server)["reservations"]], ["fulfilled", "released", "released", "withdrawn", *["released"] * 5])
        self.assertEqual(self.cli_json("reservations", "--place", PLACE, *token, server=server)["promises"], [])
        # Stock that a late fact takes away is missed where it was promised.
        self.run_cli("reserve", "--id", "late", "--line", "9521321000018=2", "--place", PLACE, *token, server=server)
        gone = document(0) | {"epcisBody": {"eventList": [event(1000) | {"bizStep": "destroying", "disposition": "destroyed"}]}}
        self.run_cli("post", self.write("gone.json", gone), *as_shop, server=server)
        out, _ = self.run_cli("commit", "--id", "late", *token, server=server)
        self.assertIn("Not there any more: 2 of ", out)
        listed, _ = self.run_cli("reservations", "--state", "committed", *token, server=server)
        self.assertRegex(listed, r"uncovered[^\n]*\n.*\n? *late .* 2 +2 ")

    def test_a_revoked_token_is_refused(self):
        server, _ = self.admitted()
        operator = ("--token-file", server.data / "operator.token")
        self.run_cli("token", "new", "--for", PARTY, "--file", "shop.token", *operator, server=server)
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "shop.token").st_mode), 0o600)
        tokens = self.cli_json("token", "list", *operator, server=server)["tokens"]
        mine = [t["id"] for t in tokens if t["party"] == PARTY]
        self.run_cli("positions", "--place", PLACE, "--token-file", "shop.token", server=server)
        self.run_cli("token", "revoke", mine[0], *operator, server=server)
        self.run_cli("positions", "--place", PLACE, "--token-file", "shop.token", server=server, expect=1)


class Usage(ProgramTest):
    def test_exit_statuses(self):
        self.run_cli("--help")
        self.run_cli("--version")
        self.run_cli(expect=2)
        self.run_cli("nonsense", expect=2)
        self.run_cli("qr", expect=2)
        self.run_cli("qr", "(01)09521321000019", expect=1)  # A wrong check digit.
        self.run_cli("audit", "--server", "http://127.0.0.1:9", expect=3)
        self.run_cli("verify", "missing.stproof", "--vkey", "x", expect=3)

    def test_errors_are_json_where_asked(self):
        out, err = self.run_cli("qr", "(01)09521321000019", "--json", expect=1)
        self.assertEqual(json.loads(out)["error"]["code"], "invalid_argument")
        self.assertIn("stocktrail:", err)

    def test_codes_in_three_forms(self):
        code = "(01)09521321000018(10)L7"
        self.run_cli("qr", code, "--out", "code.png")
        self.assertEqual((self.folder / "code.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.run_cli("qr", code, "--out", "code.svg", "--server", "https://trace.example/")
        self.assertTrue((self.folder / "code.svg").read_text().startswith("<svg"))
        out, _ = self.run_cli("qr", code, "--server", "https://trace.example/")
        self.assertTrue(out.endswith("https://trace.example/01/09521321000018/10/L7\n"))

    def test_options_from_a_file(self):
        (self.folder / "options.toml").write_text('server = "https://from.file"\n')
        out, _ = self.run_cli("qr", "(01)09521321000018", "--config", "options.toml")
        self.assertTrue(out.endswith("https://from.file/01/09521321000018\n"))
        out, _ = self.run_cli("qr", "(01)09521321000018", environment={"STOCKTRAIL_SERVER": "https://from.environment"})
        self.assertTrue(out.endswith("https://from.environment/01/09521321000018\n"))


if __name__ == "__main__":
    main()
