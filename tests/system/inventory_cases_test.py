#!/usr/bin/env python3
"""Our own cases of real chains (../shared/cases/inventory, README there) through the real server: each as it was recorded, in the
opposite order, and with all that a party tells in one document. Every time the positions are those that the books must have
(tests/conformance/inventory_cases.json), now and at a past moment. All of it runs on one server: each replay has a company prefix
of its own."""

import datetime
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clients import Client, main, quote
from programs import CASES, data_files
from worlds import GS1, World, WorldsTest, pages, positions_text, prefixes

RIGHT = Path(__file__).resolve().parents[1] / "conformance" / "inventory_cases.json"
YEARS_BACK = 4  # All is past, whatever the clock of this machine says.
LAST_DAY = "2022-02-09T00:00:00Z"
CLIENTS = 8


def site(place):
    return place.partition("/254/")[0]


class Case:
    """A file, told with another company prefix and some years earlier."""

    def __init__(self, path, prefix):
        text = path.read_text(encoding="utf-8").replace("9520000", prefix)
        text = re.sub(r"\b(202[4-7])-(?=\d\d-\d\d(?!\d))", lambda year: f"{int(year[1]) - YEARS_BACK}-", text)
        read = json.loads(text)
        self.name = path.stem
        self.log = [(entry["by"], entry["event"]) for entry in read["log"]]
        if self.name.startswith("same-event-no-eventid"):  # The log lacks what its name tells.
            self.log.append(self.log[0])
        self.parties = read["parties"]
        self.names = {GS1 + key: name for key, name in read["names"].items()}
        self.products = {f"{GS1}/01/{gtin}": name for name, gtin in read["products"].items()}
        # Dates are judged when one reads: what expires after the end of a case has expired by now.
        self.expires = "ExpirationDate" in text
        last = max(event["eventTime"][:10] for _, event in self.log)
        self.end = max(LAST_DAY, f"{datetime.date.fromisoformat(last) + datetime.timedelta(days=1)}T00:00:00Z")
        self.has_clash = any(map(self.clashes, range(len(self.log))))

    def clashes(self, number):
        """Whether the entry tells something else under an eventID that its party has used."""
        by, event = self.log[number]
        same = [other for other_by, other in self.log[:number] if other_by == by and "eventID" in event and other.get("eventID") == event["eventID"]]
        return any(other != event and "errorDeclaration" not in {**event, **other} for other in same)

    def admit(self, world):
        for name, party in self.parties.items():
            world.admit(party["id"], f"{name} {party['id'][-13:]}", {place: self.names.get(place, name) for place in party["places"]})
        for name, party in self.parties.items():
            told = {site(event[where]["id"]) for by, event in self.log if by == name for where in ("readPoint", "bizLocation") if where in event}
            for other in self.parties.values():
                if other is not party and told & set(map(site, other["places"])):
                    world.policy("reporting", party=party["id"], places_of=other["id"])

    def package(self):
        """The statement of the product that one case is about, if it is this one."""
        gtins = {name: product for product, name in self.products.items()}
        return {"id": gtins["EACH"], "name": "Each", "packaging": [{"id": gtins["CASE"], "contains": 12}]} if "CASE" in gtins else None

    def as_recorded(self, world):
        for number, (by, event) in enumerate(self.log):
            world.told(world.capture(self.parties[by]["id"], event, created=f"2022-01-02T12:00:{number:02}Z"), 409 if self.clashes(number) else 202)

    def reversed(self, world):
        for number, (by, event) in reversed(list(enumerate(self.log))):
            world.told(world.capture(self.parties[by]["id"], event, created=f"2022-01-02T12:00:{number:02}Z"), 202)

    def in_one_document(self, world):
        for name, party in self.parties.items():
            if events := [event for by, event in self.log if by == name]:
                world.told(world.capture(party["id"], *events), 202)

    def orders(self):
        """Who comes first has the eventID, so where two tell one, there is one order."""
        return [Case.as_recorded] if self.has_clash else [Case.as_recorded, Case.reversed, Case.in_one_document]


class InventoryCases(WorldsTest):
    maxDiff = None

    def positions(self, reader, case, moment=""):
        counted = [product for product, name in case.products.items() if name != "CASE"]  # A package is told as what it holds.
        rows = [row for product in counted for row in pages(reader, f"/inventory/positions?product={quote(product)}&limit=1000{moment}", "positions")]
        for row in rows:
            self.explain(reader, row)
        return positions_text(rows, case.names, case.products)

    def explain(self, reader, row):
        """Its statement closes with what the position tells, line by line."""
        if "movements" not in row:
            return  # Outside.
        answer = reader.get(row["movements"] + "&limit=1000")
        assert answer.status == 200, f"{row['movements']}: {answer.status} {answer.body.decode()}"
        page = answer.json()
        total = page["opening"]
        for line in page["movements"]:
            total += line["quantity"]
            assert total == line["balance"], f"{row}: {page}"
        is_in_its_unit = page.get("unit") == row.get("unit")  # A page has one for all of its amounts.
        assert total == page["closing"] and (total == row["quantity"] or not is_in_its_unit), f"{row}: {page}"

    def replay(self, case, order):
        """What the auditor is told of the end of the case, and now; or what went wrong."""
        world = World(self.server, self.operator_token)
        try:
            case.admit(world)
            if case.package():
                self.state_product(case.package())
            order(case, world)
            reader = Client(self.server.address, self.auditor_token)
            then = self.positions(reader, case, f"&asOf={case.end}")
            return then, then if case.expires else self.positions(reader, case)
        except AssertionError as failure:
            return str(failure), None

    def test_every_case_in_every_order_has_the_right_positions(self):
        files = data_files(self, "inventory", "*.json", CASES)
        right = json.loads(RIGHT.read_text(encoding="utf-8"))
        self.assertEqual([path.stem for path in files], sorted(right))
        self.start_worlds()
        prefix = prefixes()
        replays = [(Case(path, next(prefix)), order) for path in files for order in Case(path, "").orders()]
        with ThreadPoolExecutor(CLIENTS) as clients:
            outcomes = list(clients.map(lambda replay: self.replay(*replay), replays))
        for (case, order), (then, now) in zip(replays, outcomes, strict=True):
            with self.subTest(case=case.name, order=order.__name__):
                self.assertEqual(then, right[case.name])
                self.assertEqual(now, then)
        print(f"{len(files)} cases, {len(replays)} replays, {Client(self.server.address).log_size()} statements")
        self.stop_and_audit()


if __name__ == "__main__":
    main()
