#!/usr/bin/env python3
"""Goods told by a person in a shop: sheets of counts, opening stock, receipts and pallets, and counts in one line. After each, the books say
what the person said. All identifiers are the bare numbers under a bar code."""

import json

from clients import main
from programs import ProgramTest

PARTY, SHOP, STORE = "9521321000001", "9521321000018", "9521321000025"
MILK, FLOUR, SALT = "9521321000506", "9521321000513", "9521321000520"
SSCC = "095213210000000018"
REFUSED, USAGE = 1, 2


def link(product):
    return f"https://id.gs1.org/01/0{product}"


class Sheets(ProgramTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        operator = ("--token-file", self.server.data / "operator.token")
        self.cli("key", "new", "shop.key")
        self.cli("party", "add", "--id", PARTY, "--name", "Shop", "--role", "store", "--place", f"{SHOP}=Shop", "--place", f"{STORE}=Store",
                 "--public-key", self.public_key("shop.key"), *operator)
        self.cli("token", "new", "--for", PARTY, "--file", "shop.token", *operator)
        self.token = ("--token-file", "shop.token")
        self.signs = ("--party", PARTY, "--key", "shop.key", "--receipts", "receipts")

    def cli(self, *arguments, expect=0):
        return self.run_cli(*arguments, server=self.server, expect=expect)

    def told(self, *arguments):
        return self.cli_json(*arguments, server=self.server)

    def sheet(self, *rows):
        path = self.folder / "sheet.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    def load(self, name, *rows, more=()):
        return self.told("import", "--sheet", name, self.sheet(*rows), *self.signs, *more)

    def stock(self, place, account="on_hand"):
        """(product, lot, status) -> quantity."""
        rows = self.told("positions", "--place", place, *self.token)["positions"]
        return {(p["product"][-13:], p.get("lot", ""), p["status"]): p["quantity"] for p in rows if p["account"] == account}

    def discrepancies(self, place):
        rows = self.told("discrepancies", "--place", place, *self.token)["discrepancies"]
        return sorted((row["kind"], row["product"][-13:], row.get("quantity")) for row in rows)

    def open(self):
        self.load("opening", "Time,Place,Product,Lot,Quantity,Unit", f"2026-01-01,{SHOP},{MILK},L7,40,", f"2026-01-01,{SHOP},{FLOUR},,7.5,KGM",
                  f"2026-01-01,{SHOP},{SALT},,20,")

    def test_opening_stock_and_counts(self):
        self.open()
        opened = {(MILK, "L7", "sellable"): 40, (FLOUR, "", "sellable"): 7.5, (SALT, "", "sellable"): 20}
        self.assertEqual((self.stock(SHOP), self.discrepancies(SHOP)), (opened, []))
        ages = self.told("ages", "--place", SHOP, "--product", MILK, "--days", "0,7", *self.token)["ages"]
        self.assertEqual([(age["quantity"], age["undated"]) for age in ages], [(40, True)])
        self.assertIn("no date told", self.cli("ages", "--place", SHOP, *self.token)[0])
        rows = ("Time;Place;Product;Lot;Quantity;Status", f"2026-01-02 08:30;{SHOP};{MILK};L7;37;", f"2026-01-02 08:30;{SHOP};{MILK};L7;2;damaged",
                f"2026-01-02 08:30;{SHOP};{SALT};;0;")
        self.assertEqual(self.load("counts", *rows)["sent"], 1)
        counted = {(MILK, "L7", "sellable"): 35, (MILK, "L7", "damaged"): 2, (FLOUR, "", "sellable"): 7.5}
        self.assertEqual(self.stock(SHOP), counted)
        self.assertIn(("count_differs", SALT, -20), self.discrepancies(SHOP))
        self.assertEqual(self.load("counts", *rows)["sent"], 0, "the same rows change nothing")
        changed = [row.replace(";37;", ";36;") for row in rows]
        _, err = self.cli("import", "--sheet", "counts", self.sheet(*changed), *self.signs, expect=REFUSED)
        self.assertIn("line 2: The event urn:uuid:", err)

    def test_what_was_wrong_is_declared_an_error_and_told_anew(self):
        self.open()
        rows = ("Time,Place,Product,Quantity", f"2026-01-02 08:30,{SHOP},{SALT},12")
        self.load("counts", *rows)
        document = json.loads(self.cli("import", "--sheet", "counts", self.sheet(*rows), *self.signs, "--dry-run")[0])
        for event in document["epcisBody"]["eventList"]:
            event["errorDeclaration"] = {"declarationTime": "2026-01-03T08:00:00Z", "reason": "incorrect_data"}
        declared = self.folder / "wrong.json"
        declared.write_text(json.dumps(document))
        self.assertEqual(self.told("post", declared, *self.signs)["sent"], 1)
        self.assertEqual(self.stock(SHOP)[SALT, "", "sellable"], 20)
        self.load("counts", rows[0], rows[1].replace("08:30", "08:30:01").replace(",12", ",18"))
        self.assertEqual(self.stock(SHOP)[SALT, "", "sellable"], 18)
        self.assertEqual(self.discrepancies(SHOP), [("count_differs", SALT, -2)])

    def test_an_event_is_declared_an_error_by_its_id(self):
        self.open()
        rows = ("Time,Place,Product,Quantity", f"2026-01-02 08:30,{SHOP},{SALT},12")
        wrong, right = rows[1], rows[1].replace("08:30", "08:30:01").replace(",12", ",18")
        def id_of(row):
            document = json.loads(self.cli("import", "--sheet", "counts", self.sheet(rows[0], row), *self.signs, "--dry-run")[0])
            return document["epcisBody"]["eventList"][0]["eventID"]
        ids = id_of(wrong), id_of(right)
        self.load("counts", *rows)
        _, err = self.cli("import", "--sheet", "counts", self.sheet(rows[0], wrong.replace(",12", ",18")), *self.signs, expect=REFUSED)
        self.assertIn("stocktrail declare-error " + ids[0], err)
        self.assertIn("no event with this id", self.cli("declare-error", "urn:x:none", "--reason", "incorrect_data", *self.signs, *self.token, expect=REFUSED)[1])
        self.load("counts", rows[0], right)
        declared = self.told("declare-error", ids[0], "--reason", "incorrect_data", "--corrected-by", ids[1], *self.signs)
        self.assertEqual((declared["sent"], len(declared["receipts"][0]["events"][0]["declaresError"])), (1, 1))
        self.assertEqual(self.stock(SHOP)[SALT, "", "sellable"], 18)
        self.assertEqual(self.discrepancies(SHOP), [("count_differs", SALT, -2)])
        sorted(self.folder.glob("receipts/*.receipt.json"))[-1].unlink()  # As if the answer had been lost.
        self.assertIn("waits to be sent", self.cli("declare-error", ids[0], "--reason", "did_not_occur", *self.signs)[0])
        elsewhere = (*self.signs[:4], "--receipts", "other")  # The event is asked for in the log.
        for again in ((*self.signs,), (*elsewhere, *self.token)):
            command = ("declare-error", ids[0], "--reason", "did_not_occur", *again)
            self.assertIn(f"{ids[0]} was declared an error before: incorrect_data, corrected by {ids[1]}. It is not declared again.", self.cli(*command)[0])
            told = self.told(*command)
            self.assertEqual((told["sent"], told["repeated"]), (0, 1))
        self.told("declare-error", ids[1], "--reason", "did_not_occur", *elsewhere, *self.token)
        self.assertEqual(self.stock(SHOP)[SALT, "", "sellable"], 20)

    def test_numbers_and_dates_as_a_country_writes_them(self):
        mapping = """[rows]
time = "Time"
time_format = "iso"
time_offset = "+00:00"
quantity = "Quantity"
%s
[event]
id = "{made}"
product = "{Product}"
lot = "{Lot}"
action = "ADD"
ilmd = { "cbvmda:itemExpirationDate" = "{Until}" }
[[rule]]
name = "made"
biz_step = "commissioning"
"""

        def told(more, quantity, until="2027-11-02", separator=";", expect=0):
            path = self.folder / "made.toml"
            path.write_text(mapping % more)
            rows = (separator.join(row) for row in (("Time", "Product", "Lot", "Quantity", "Until"), ("2026-01-02", MILK, "L7", quantity, until)))
            out, err = self.run_cli("import", "--mapping", path, self.sheet(*rows), "--dry-run", expect=expect)
            if expect:
                return err
            event = json.loads(out)["epcisBody"]["eventList"][0]
            return event["quantityList"][0]["quantity"], event["ilmd"]["cbvmda:itemExpirationDate"]

        german = 'decimal = ","\ndate_format = "%d.%m.%Y"'
        for text, quantity in (("1.000", 1000), ("1.000,5", 1000.5), ("12,25", 12.25), ("7", 7), ("1.234.567", 1234567)):
            self.assertEqual(told(german, text, "02.11.2027"), (quantity, "2027-11-02"), text)
        self.assertEqual(told('decimal = "."', "1,000.5", separator=";")[0], 1000.5)
        self.assertEqual(told('decimal = "."', "1.000")[0], 1)
        self.assertEqual(told("", "1.000", separator=",")[0], 1)
        self.assertEqual((told("", "1.5")[0], told("", "0.125")[0]), (1.5, 0.125))
        for more, text, says in (("", "1.000", 'may be one or a thousand times as much'), ("", "1,5", 'decimal = ","'), (german, "1.0", "groups of three"),
                                 (german, "1,5,5", "is not a number"), (german, "1.00.000", "groups of three")):
            err = told(more, text, "02.11.2027" if more else "2027-11-02", expect=REFUSED)
            self.assertIn(f'line 2, column "Quantity": The quantity "{text}"', err)
            self.assertIn(says, err)
        self.assertIn('The time "02.11" does not have the form %d.%m.%Y', told(german, "1", "02.11", expect=REFUSED))
        self.assertIn("must be one of", told('decimal = "x"', "1", expect=REFUSED))

    def test_a_count_in_one_line(self):
        self.cli("opening", "--place", SHOP, "--product", MILK, "--quantity", "40", "--time", "2026-01-01", *self.signs)
        self.assertEqual(self.discrepancies(SHOP), [])
        out, _ = self.cli("count", "--place", SHOP, "--product", MILK, "--quantity", "38", *self.signs)
        self.assertIn("1 statement is new in the log", out)
        self.assertEqual((self.stock(SHOP), self.discrepancies(SHOP)), ({(MILK, "", "sellable"): 38}, [("count_differs", MILK, -2)]))
        for quantity in ("37", "36"):  # Within one second.
            self.assertEqual(self.told("count", "--place", SHOP, "--product", MILK, "--quantity", quantity, *self.signs)["sent"], 1)
        self.assertEqual(self.stock(SHOP), {(MILK, "", "sellable"): 36})
        _, err = self.cli("count", "--place", SHOP, "--product", MILK, "--quantity", "3", "--whole-shelf", *self.signs, expect=REFUSED)
        self.assertIn("stocktrail: Authorization: this needs a token", err)
        self.assertEqual(self.told("count", "--sheet", self.sheet("Time,Place,Product,Quantity", f"2026-01-01,{STORE},{SALT},5"), *self.signs)["sent"], 1)
        self.assertEqual(self.stock(STORE), {(SALT, "", "sellable"): 5})
        for status, says, arguments in (
                (USAGE, "--quantity: It is missing", ("--place", SHOP, "--product", MILK)),
                (USAGE, "--product: ", ("--place", SHOP, "--product", "9521321000500", "--quantity", "1")),
                (USAGE, "--place: a number of 12 digits is not a GLN", ("--place", SHOP[1:], "--product", MILK, "--quantity", "1")),
                (USAGE, "--quantity: The quantity \"two\" is not a number", ("--place", SHOP, "--product", MILK, "--quantity", "two")),
                (USAGE, "--time: The time 2206-01-01", ("--place", SHOP, "--product", MILK, "--quantity", "1", "--time", "2206-01-01")),
                (USAGE, "--status", ("--place", SHOP, "--product", MILK, "--quantity", "1", "--status", "broken"))):
            self.assertIn(says, self.cli("count", *arguments, *self.signs, expect=status)[1])

    def test_what_is_not_in_the_sheet_of_a_whole_shelf_is_nothing(self):
        self.open()
        self.load("counts", "Time,Place,Product,Lot,Quantity", f"2026-01-02,{SHOP},{MILK},L8,4")
        before = self.stock(SHOP)
        self.assertEqual((before[MILK, "L7", "sellable"], before[MILK, "L8", "sellable"], before[SALT, "", "sellable"]), (40, 4, 20))
        rows = ("Time,Place,Product,Lot,Quantity,Unit", f"2026-01-03,{SHOP},{MILK},L8,5,", f"2026-01-03,{SHOP},{FLOUR},,7000,GRM")
        _, err = self.cli("import", "--sheet", "counts", self.sheet(*rows), *self.signs, "--whole-shelf", expect=REFUSED)
        self.assertIn("--token-file", err)
        self.assertEqual(self.stock(SHOP), before)
        whole = ("import", "--sheet", "counts", self.sheet(*rows), *self.signs, "--whole-shelf", *self.token)
        self.assertIn("2 products or lots of the books are not in it", self.cli(*whole)[1])
        self.assertEqual(self.stock(SHOP), {(MILK, "L8", "sellable"): 5, (FLOUR, "", "sellable"): 7})
        self.assertEqual(self.told(*whole)["sent"], 0)

    def test_receipts_against_a_despatch_advice(self):
        products = (MILK, FLOUR, SALT)
        sent = [f"2026-01-02 07:00,{STORE},{SHOP},{p},10" for p in products]
        mapping = self.folder / "sent.toml"
        mapping.write_text("""[rows]
time = "Time"
time_format = "iso"
time_offset = "+00:00"
quantity = "Quantity"
[event]
id = "{made}"
place = "{Place}"
to = "{To}"
product = "{Product}"
document = "DA 1"
document_of = "%s"
transaction_type = "desadv"
action = "OBSERVE"
[[rule]]
name = "sent"
biz_step = "shipping"
""" % PARTY)
        self.load("opening", "Time,Place,Product,Quantity", *(f"2026-01-01,{STORE},{p},10" for p in products))
        self.cli("import", "--mapping", mapping, self.sheet("Time,Place,To,Product,Quantity", *sent), *self.signs)
        self.assertEqual(set(self.stock(SHOP, "in_transit").values()), {10})
        arrived = self.sheet("Time,Place,Supplier,Document,Product,Sent,Quantity,Rest", f"2026-01-03 08:00Z,{SHOP},{PARTY},DA 1,{MILK},10,8,",
                             f"2026-01-03 08:00Z,{SHOP},{PARTY},DA 1,{FLOUR},10,12,", f"2026-01-03 08:00Z,{SHOP},{PARTY},DA 1,{SALT},10,9,closed")
        _, err = self.cli("import", "--sheet", "receipts", arrived, *self.signs)
        for line in ("line 2: 2 fewer than the 10 that were sent", "line 3: 2 more than the 10", "line 4: 1 fewer"):
            self.assertIn(line, err)
        self.assertEqual(self.stock(SHOP), {(MILK, "", "sellable"): 8, (FLOUR, "", "sellable"): 12, (SALT, "", "sellable"): 9})
        self.assertEqual(self.stock(SHOP, "in_transit"), {(MILK, "", "sellable"): 2})
        self.assertEqual(self.discrepancies(SHOP), [("not_received", MILK, 2), ("unexpected_arrival", FLOUR, 2)])

    def test_pallets_by_their_sscc(self):
        self.load("opening", "Time,Place,Product,Lot,Quantity", f"2026-01-01,{STORE},{MILK},L7,50", f"2026-01-01,{STORE},{SALT},,20")
        self.load("pallets", "SSCC,Time,Step,Place,To,Product,Lot,Quantity", f"{SSCC},2026-01-02 07:00,packing,{STORE},,{MILK},L7,40", f",,,,,{SALT},,20",
                  f"{SSCC},2026-01-02 09:00,shipping,{STORE},{SHOP},,,")
        self.assertEqual(self.stock(STORE), {(MILK, "L7", "sellable"): 10})
        self.assertEqual(self.stock(SHOP, "in_transit"), {(MILK, "L7", "sellable"): 40, (SALT, "", "sellable"): 20})
        self.load("pallets", "SSCC,Time,Step,Place,Product,Quantity", f"{SSCC},2026-01-03 07:00,receiving,{SHOP},,",
                  f"{SSCC},2026-01-03 08:00,unpacking,{SHOP},{SALT},20")
        self.assertEqual(self.stock(SHOP), {(MILK, "L7", "sellable"): 40, (SALT, "", "sellable"): 20})
        self.assertEqual((self.discrepancies(SHOP), self.discrepancies(STORE)), ([], []))

    def test_templates_checks_and_faults(self):
        for name in ("counts", "opening", "receipts", "pallets"):
            sample = self.folder / f"{name}.csv"
            sample.write_text(self.cli("sheet", name)[0])
            told = self.told("import", "--sheet", name, sample, "--check")
            self.assertGreater(told["events"], 0, name)
            mapping = self.folder / f"{name}.toml"
            mapping.write_text(self.cli("sheet", name, "--mapping")[0])
            self.assertEqual(self.told("import", "--mapping", mapping, sample, "--check"), told)
        size = self.server.get("/log/checkpoint")
        bad = self.sheet("Time,Place,Product,Quantity", f"2206-01-01,{SHOP},{MILK},1", f"2026-01-01,{SHOP},{MILK},1", f"2026-01-01,,9521321000500,-1")
        for goal in ("--check", "--dry-run"):
            out, err = self.cli("import", "--sheet", "counts", bad, *self.signs, goal, expect=REFUSED)
            self.assertEqual(out, "")
            for place in ('line 2, column "Time"', 'line 4, column "Place"', 'line 4, column "Product"', 'line 4, column "Quantity"'):
                self.assertIn(place, err)
        future = self.sheet("Time,Place,Product,Quantity", f"2206-01-01,{SHOP},{MILK},1")
        self.cli("import", "--sheet", "counts", future, "--allow-future", "--check")
        self.assertIn("--mapping", self.cli("import", future, expect=USAGE)[1])
        lacking = self.sheet("Time,Place,Product", f"2026-01-01,{SHOP},{MILK}")
        _, err = self.cli("import", "--sheet", "counts", lacking, *self.signs, expect=REFUSED)
        self.assertIn('sheet.csv: the table has no column "Quantity": it has "Time", "Place", "Product". stocktrail sheet counts shows the columns.', err)
        self.cli("import", future, "--sheet", "invoices", expect=USAGE)
        self.assertEqual(self.server.get("/log/checkpoint"), size)

    def test_bare_numbers_are_taken_everywhere(self):
        self.open()
        self.cli("product", "add", "--id", MILK, "--name", "Milk", "--party", PARTY, "--key", "shop.key")
        self.assertIn("Milk", self.cli("product", "show", MILK)[0])
        self.assertIn("Shop", self.cli("party", "show", PARTY)[0])
        self.cli("certificate", "add", "--id", "c", "--title", "T", "--issuer", "I", "--number", "1", "--subject", MILK, "--valid-from", "2026-01-01",
                 *self.signs[:4])
        self.assertIn("certification", self.cli("certificate", "show", MILK)[0])
        operator = ("--token-file", self.server.data / "operator.token")
        self.cli("party", "add", "--id", "9521141000014", "--name", "Carrier", *operator)
        self.cli("policy", "add", "--id", "p", "--type", "reporting", "--for", "9521141000014", "--places-of", PARTY, *operator)
        self.assertIn("L7", self.cli("movements", "--place", SHOP, "--product", MILK, *self.token)[0])
        self.assertIn("L7", self.cli("trace", f"(01)0{MILK}(10)L7")[0])
        self.assertIn(f"/01/0{MILK}", self.cli("qr", MILK)[0])
        for path in (f"/products/{MILK}", f"/parties/{PARTY}", f"/certificates?subject={MILK}"):
            self.assertTrue(json.loads(self.server.get(path)), path)
        _, err = self.cli("positions", "--product", MILK[1:8], *self.token, expect=REFUSED)
        self.assertIn("a number of 7 digits is not a GTIN", err)


if __name__ == "__main__":
    main()
