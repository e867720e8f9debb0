#!/usr/bin/env python3
"""24 days of a real shop through `stocktrail import`: the positions equal an independent recount of the files, for every product,
at the end of every day."""

import collections
import csv
import urllib.parse
from pathlib import Path

from clients import main
from programs import ProgramTest, data_files

PARTY = "https://id.gs1.org/417/9521321000001"
PLACE = "https://id.gs1.org/414/9521321000018"
MAPPING = Path(__file__).resolve().parents[2] / "tools" / "import" / "retail.toml"
ITEM = "https://shop.example/item/"
DAYS = 24  # A file each.


def recount(files):
    """Stock of every product at the end of each file's day: what was sold is gone, what came back is there."""
    stock, days = collections.Counter(), []
    for file in files:
        with open(file, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                stock[ITEM + urllib.parse.quote(row["StockCode"], safe="")] -= int(row["Quantity"])
        days.append((file.stem, {item: count for item, count in stock.items() if count}))
    return days


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
            page = self.cli_json("positions", "--place", PLACE, "--as-of", f"{day}T23:59:59Z", "--token-file", "planner.token", server=server)
            stock = collections.Counter()
            for position in page["positions"]:
                if position["account"] == "on_hand":
                    stock[position["product"]] += position["quantity"]
            self.assertEqual({item: count for item, count in stock.items() if count}, expected, day)
        print(f"{len(files)} days, {len(expected)} products, {told['sent']} statements")
        self.run_cli("audit", server=server)


if __name__ == "__main__":
    main()
