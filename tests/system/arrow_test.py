#!/usr/bin/env python3
"""Tables of stock as Apache Arrow streams, read by other people's library: the rows and columns of the CSV, with types."""

import csv
import datetime
import decimal
import io
import json
import os
import subprocess

from clients import Client, Path, PartyTest, document, main
from programs import lacks

HERE = Path(__file__).resolve().parent
WORK = Path(os.environ["STOCKTRAIL_WORK_DIR"])
MAKER, SHOP = "https://id.gs1.org/417/9521321000001", "https://id.gs1.org/417/9521321000100"
PLANT, STORE = "https://id.gs1.org/414/9521321000018", "https://id.gs1.org/414/9521321000117"
MILK, FLOUR = "https://id.gs1.org/01/09521321000025", "https://id.gs1.org/01/09521321000032"
ARROW = "application/vnd.apache.arrow.stream"
TEXT, AMOUNT, WHOLE, FLAG, TIME, DATE = "Utf8", "Decimal[38e+9]", "Int64", "Bool", "Timestamp<MICROSECOND, UTC>", "Date32<DAY>"
# By the ends of their names; all others are texts.
TYPES = {"quantity": AMOUNT, "reserved": AMOUNT, "available": AMOUNT, "balance": AMOUNT, "counted": AMOUNT, "difference": AMOUNT,
         "absoluteDifference": AMOUNT, "accuracy": AMOUNT, "onHand": AMOUNT, "onTheWay": AMOUNT, "placeNotTold": AMOUNT, "onOrder": AMOUNT, "packages": WHOLE, "statement": WHOLE, "event": WHOLE, "counts": WHOLE, "right": WHOLE,
         "first": WHOLE, "moreThanDays": WHOLE, "upToDays": WHOLE, "presumed": FLAG, "ownerTold": FLAG, "ownerPresumed": FLAG, "undated": FLAG, "covers": FLAG, "recallEnded": FLAG,
         "since": TIME, "expires": TIME, "expected": TIME, "at": TIME, "eventTime": TIME, "recordedAt": TIME, "due": DATE}
LOTS = 1_200


def event(step, action, quantities, time="2026-07-01T08:00:00Z", place=PLANT, **more):
    return {"type": "ObjectEvent", "eventTime": time, "eventTimeZoneOffset": "+00:00", "action": action, "bizStep": step,
            "quantityList": quantities, "readPoint": {"id": place}, "bizLocation": {"id": place}, **more}


def some(product, lot, quantity, unit=None):
    return {"epcClass": f"{product}/10/{lot}", "quantity": quantity, **({"uom": unit} if unit else {})}


def as_csv(value, kind, name):
    """A value of a stream as the CSV has it."""
    if value is None:
        return ""
    epoch = datetime.datetime(1970, 1, 1)
    if kind == TIME:
        return (epoch + datetime.timedelta(microseconds=int(value))).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if kind == DATE:
        return (epoch + datetime.timedelta(days=int(value))).strftime("%Y-%m-%d")
    if kind == AMOUNT:
        return decimal.Decimal(value) / 10**9
    if kind == FLAG:
        return "true" if value else "false"
    return ("'" if kind == TEXT and name != "id" and value[:1] in "=+-@" else "") + value


class Arrow(PartyTest):
    def begin(self):
        self.server = self.start()
        maker = self.admit(self.server, MAKER, "Mill", PLANT)
        shop = self.admit(self.server, SHOP, "Shop", STORE, role="store")
        self.tokens = {party: self.write(f"{party[-3:]}.token", self.token(self.server, party)) for party in (MAKER, SHOP)}
        for path in self.tokens.values():
            path.chmod(0o600)
        lots = [some(MILK, f"L{number}", 1 + number) for number in range(LOTS)]
        self.post(maker, *(event("commissioning", "ADD", lots[at:at + 400]) for at in range(0, LOTS, 400)),
                  event("commissioning", "ADD", [some(FLOUR, "-5", 1234567.123456789, "KGM")], ilmd={"cbvmda:itemExpirationDate": "2027-01-01"}),
                  event("shipping", "OBSERVE", [some(MILK, "L7", 8)], "2026-07-02T08:00:00Z", destinationList=[{"type": "location", "destination": STORE}]))
        self.post(shop, event("receiving", "OBSERVE", [some(MILK, "L7", 5)], "2026-07-03T08:00:00.000001Z", STORE),
                  event("retail_selling", "DELETE", [some(MILK, "L7", 2)], "2026-07-03T09:00:00Z", STORE),
                  event("cycle_counting", "OBSERVE", [some(MILK, "L7", 3)], "2026-07-04T08:00:00Z", STORE),
                  event("cycle_counting", "OBSERVE", [some(MILK, "L7", 2)], "2026-07-05T08:00:00Z", STORE))
        self.run_cli("order", "place", "--id", "17", "--document", "urn:epcglobal:cbv:bt:9521321000117:PO-17", "--place", "9521321000117", "--supplier",
                     "9521321000001", "--line", "09521321000025=24", "--due", "2026-08-01", *shop, server=self.server)
        token = ("--token-file", self.tokens[SHOP])
        missing = self.cli_json("discrepancies", "--place", STORE, "--kind", "not_received", *token, server=self.server)["discrepancies"][0]["id"]
        for say in (("assign", "--to", "Nights"), ("acknowledge", "--note", "Asked for it")):
            self.run_cli("settle", say[0], missing, "--place", STORE, *say[1:], *shop, *token, server=self.server)

    def post(self, party, *events):
        self.run_cli("post", self.write("events.json", document(*events)), *party, server=self.server)

    def read(self, *files):
        done = subprocess.run([HERE / "npm" / "run.sh", WORK.parent / "npm-sdjwt", "arrow_read.mjs", *files], capture_output=True, text=True, timeout=300)
        if done.returncode == 77:
            lacks(self, done.stdout.strip())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_streams_have_the_rows_and_columns_of_the_csv(self):
        self.begin()
        asked = [(SHOP, "positions", ()), (SHOP, "discrepancies", ("--place", STORE)), (SHOP, "ages", ()), (SHOP, "accuracy", ()),
                 (SHOP, "movements", ("--place", STORE, "--product", MILK)), (MAKER, "positions", ()), (MAKER, "ages", ()),
                 (MAKER, "echelon", ("--place", PLANT)),
                 (SHOP, "positions", ("--lot", "none", "--product", MILK))]
        files, tables = [], []
        for number, (party, command, arguments) in enumerate(asked):
            token = ("--token-file", self.tokens[party])
            files.append(self.folder / f"{number}.arrow")
            self.run_cli(command, *arguments, "--arrow", files[-1], *token, server=self.server)
            text = self.run_cli(command, *arguments, "--csv", *token, server=self.server)[0]
            tables.append(list(csv.reader(io.StringIO(text, newline=""))))
        for (_, command, arguments), stream, (header, *rows) in zip(asked, self.read(*files), tables, strict=True):
            names, kinds = zip(*stream["columns"])
            self.assertEqual(list(names), header, command)
            for name, kind in stream["columns"]:
                said = name in ("acknowledged.quantity", "settled.quantity") or (command, name) == ("accuracy", "from")
                self.assertEqual(kind, (DATE if name == "from" else TEXT) if said else TYPES.get(name.split(".")[-1], TEXT), (command, name))
            self.assertEqual(sum(stream["batches"]), len(rows), command)
            self.assertEqual(bool(rows), "none" not in arguments, command)
            for told, row in zip(stream["rows"], rows, strict=True):
                shown = [decimal.Decimal(cell) if kind == AMOUNT and cell else cell for kind, cell in zip(kinds, row)]
                self.assertEqual([as_csv(*cell) for cell in zip(told, kinds, names)], shown, command)
        self.assertEqual([self.read(files[5])[0]["batches"]], [[1_000, 201]], "a batch a page")
        self.assertIn(["Nights", "Asked for it"], [[row[tables[1][0].index(name)] for name in ("assigned.to", "acknowledged.note")] for row in tables[1]])
        flour = next(dict(zip(names, row)) for names, row in ((tables[5][0], row) for row in tables[5][1:]) if row[4] == FLOUR)
        self.assertEqual(flour["quantity"], "1234567.123456789")
        self.assertEqual(flour["lot"], "'-5", "a text, in CSV with its mark")

    def test_who_wants_it_most_gets_it_page_by_page(self):
        self.begin()
        client = Client(self.server.address, self.tokens[MAKER].read_text().strip())
        first = client.get("/inventory/positions?limit=3", Accept=ARROW)
        self.assertEqual(first.headers["Content-Type"], ARROW)
        self.assertEqual(first.headers["Vary"], "Accept")
        link = first.headers["Link"]
        self.assertIn('rel="next"', link)
        second = client.get(link[1:link.index(">")], Accept=ARROW)
        pages = [self.folder / "1.arrow", self.folder / "2.arrow"]
        for page, answer in zip(pages, (first, second)):
            page.write_bytes(answer.body)
        told = [page["rows"] for page in self.read(*pages)]
        self.assertEqual([len(rows) for rows in told], [3, 3])
        self.assertFalse(any(row in told[0] for row in told[1]))
        for accept, kind in ((f"{ARROW};q=0.5, text/csv", "text/csv"), (f"{ARROW}, application/json;q=0.9", ARROW), ("*/*", "application/json")):
            self.assertIn(kind, client.get("/inventory/positions?limit=1", Accept=accept).headers["Content-Type"])
        self.assertEqual(client.get("/inventory/postings?event=urn:x", Accept=ARROW).status, 406)

    def test_half_a_file_is_not_left(self):
        self.begin()
        token = ("--token-file", self.tokens[SHOP])
        self.run_cli("positions", "--place", PLANT, "--arrow", "foreign.arrow", *token, server=self.server, expect=1)
        self.assertFalse((self.folder / "foreign.arrow").exists())
        self.run_cli("positions", "--arrow", "none/such.arrow", *token, server=self.server, expect=3)
        for other in ("--csv", "--json"):
            self.run_cli("positions", "--arrow", "both.arrow", other, *token, server=self.server, expect=2)
        self.assertFalse((self.folder / "both.arrow").exists())


if __name__ == "__main__":
    main()
