#!/usr/bin/env python3
"""24 days of a real shop through `stocktrail import`: the positions equal an independent recount of the files, for every product,
at the end of every day."""

import collections
import csv
import urllib.parse
from pathlib import Path

from clients import Client, main
from programs import ProgramTest, data_files
from tales import check_digit
from worlds import pages

PARTY = "https://id.gs1.org/417/9521321000001"
PLACE = "https://id.gs1.org/414/9521321000018"
MAPPING = Path(__file__).resolve().parents[2] / "tools" / "import" / "retail.toml"
ITEM = "https://shop.example/item/"
DAYS = 24  # A file each.


OPENING = 100_000  # On the shelf of everything before the first day, as its first count after the last day shows.


def rows_of(files):
    """Day, time, item and pieces sold (negative: brought back), by file."""
    for file in files:
        with open(file, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if int(row["Quantity"]):
                    yield file.stem, row["InvoiceDate"], ITEM + urllib.parse.quote(row["StockCode"], safe=""), int(row["Quantity"])


def recount(files):
    """Stock of every product at the end of each file's day: what was sold is gone, what came back is there."""
    stock, days = collections.Counter(), {file.stem: {} for file in files}
    for day, _, item, pieces in rows_of(files):
        stock[item] -= pieces
        days[day] = {item: count for item, count in stock.items() if count}
    return list(days.items())


def first_sales(files):
    """The day of the first sale of each product: from then on the books have what the first count finds."""
    first = {}
    for day, _, item, pieces in rows_of(files):
        if pieces > 0:
            first.setdefault(item, day)
    return first


def brought_back_too_much(files):
    """Products of which more was brought back than was sold until then."""
    sold, too_much = collections.Counter(), set()
    for _, _, item, pieces in sorted(rows_of(files), key=lambda row: (row[1], row[3] < 0)):
        sold[item] += pieces
        if sold[item] < 0:
            too_much.add(item)
    return too_much


class Retail(ProgramTest):
    def test_positions_equal_a_recount_at_the_end_of_every_day(self):
        files = data_files(self, "retail", "*.csv")
        self.assertEqual(len(files), DAYS)
        server = self.serve()
        operator = ("--token-file", server.data / "operator.token")
        self.run_cli("key", "new", "shop.key")
        self.run_cli("party", "add", "--id", PARTY, "--name", "Shop", "--role", "store", "--place", f"{PLACE}=Shop", "--public-key", self.public_key("shop.key"),
                     *operator, server=server)
        self.run_cli("token", "new", "--for", PARTY, "--role", "planner", "--file", "planner.token", *operator, server=server)
        told = self.cli_json("import", *files, "--mapping", MAPPING, "--party", PARTY, "--key", "shop.key", server=server)
        self.assertEqual(told["repeated"], 0)
        self.assertEqual(self.cli_json("import", *files, "--mapping", MAPPING, "--party", PARTY, "--key", "shop.key", server=server)["sent"], 0)
        for day, expected in recount(files):
            self.assertEqual(self.stock_at(day, server), expected, day)
        print(f"{len(files)} days, {len(expected)} products, {told['sent']} statements")
        self.count_all(files, server)
        self.run_cli("audit", server=server)

    def stock_at(self, day, server):
        page = self.cli_json("positions", "--place", PLACE, "--as-of", f"{day}T23:59:59Z", "--token-file", "planner.token", server=server)
        stock = collections.Counter()
        for position in page["positions"]:
            if position["account"] == "on_hand":
                stock[position["product"]] += position["quantity"]
        return {item: count for item, count in stock.items() if count}

    def count_all(self, files, server):
        """A first count opens the books: all that was there before the first sale, and nothing is shown that is not true."""
        days, first = recount(files), first_sales(files)
        last, stock = days[-1]
        sheet = "Time,Place,Product,Quantity\n" + "".join(f"{last}T23:59:58Z,{PLACE},{item},{OPENING + stock.get(item, 0)}\n" for item in sorted(first))
        (self.folder / "opening.csv").write_text(sheet, encoding="utf-8")
        self.cli_json("import", "opening.csv", "--sheet", "opening", "--party", PARTY, "--key", "shop.key", server=server)
        for day, moved in days:
            expected = collections.Counter(moved)
            expected.update({item: OPENING for item, since in first.items() if since <= day})
            self.assertEqual(self.stock_at(day, server), {item: count for item, count in expected.items() if count}, day)
        shown = self.cli_json("discrepancies", "--place", PLACE, "--token-file", "planner.token", server=server)["discrepancies"]
        self.assertEqual({one["kind"] for one in shown} | {"more_returned_than_sold"}, {"more_returned_than_sold"})
        self.assertEqual({one["product"] for one in shown}, brought_back_too_much(files))


class OpeningStock(ProgramTest):
    def test_stock_of_many_shops_is_what_their_first_count_says(self):
        """VN2's stores: the positions are the file's, and nothing is shown against them."""
        [file] = data_files(self, "vn2", "initial_state.csv")
        with open(file, encoding="utf-8", newline="") as rows:
            counted = [(int(row["Store"]), f"{ITEM}{row['Product']}", int(row["End Inventory"])) for row in csv.DictReader(rows)]
        shops = {store: check_digit(f"9521321{store + 10:05}") for store, _, _ in counted}
        server = self.serve()
        operator = ("--token-file", server.data / "operator.token")
        self.run_cli("key", "new", "shop.key")
        places = [word for store, gln in shops.items() for word in ("--place", f"https://id.gs1.org/414/{gln}=Store {store}")]
        self.run_cli("party", "add", "--id", PARTY, "--name", "Stores", "--role", "store", *places, "--public-key", self.public_key("shop.key"), *operator, server=server)
        self.run_cli("token", "new", "--for", PARTY, "--role", "planner", "--file", "planner.token", *operator, server=server)
        sheet = "Time,Place,Product,Quantity\n" + "".join(f"2024-04-08T08:00Z,{shops[store]},{item},{count}\n" for store, item, count in counted)
        (self.folder / "opening.csv").write_text(sheet, encoding="utf-8")
        self.cli_json("import", "opening.csv", "--sheet", "opening", "--party", PARTY, "--key", "shop.key", server=server)
        with open(self.folder / "planner.token", encoding="utf-8") as token:
            planner = Client(server.address, token.read().strip())
        stock = {(row["place"], row["product"]): row["quantity"] for row in pages(planner, "/inventory/positions?limit=500", "positions")}
        self.assertEqual(stock, {(f"https://id.gs1.org/414/{shops[store]}", item): count for store, item, count in counted if count})
        for gln in shops.values():
            self.assertEqual(pages(planner, f"/inventory/discrepancies?place={gln}", "discrepancies"), [])
        print(f"{len(counted)} counts of {len(shops)} stores")
        self.run_cli("audit", server=server)


if __name__ == "__main__":
    main()
