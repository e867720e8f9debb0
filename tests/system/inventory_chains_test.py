#!/usr/bin/env python3
"""Chains as an accountant meets them, through the real server: what is where now and at past moments, what does not fit, that the
postings of each event balance and add up to the positions at every moment, and that each party and planner sees just the part that
concers him. Each chain is recorded as it happened, backwards and in a random order: same answers."""

import collections
import itertools
import random
from concurrent.futures import ThreadPoolExecutor

from clients import SEED, Client, main, quote
from inventory_chains import CHAINS
from tales import Tale
from worlds import World, WorldsTest, discrepancies_text, pages, positions_text, prefixes

CLIENTS = 8


def site(place):
    return place.partition("/254/")[0]


class Told:
    """A chain on the server, in one order."""

    def __init__(self, test, chain, prefix, lines):
        self.test, self.chain, self.lines = test, chain, lines
        self.tale = Tale(prefix)
        self.log = [self.tale.told(line) for line in lines]
        self.world = World(test.server, test.operator_token)
        self.auditor = Client(test.server.address, test.auditor_token)
        issuers = dict.fromkeys(line.removeprefix("void ").split()[0] for line in chain.told)
        self.places = {who: [self.tale.place(place) for place, owner in chain.own.items() if owner == who] or [self.tale.place(who)] for who in [*issuers, *chain.own.values()]}
        for who in self.places:
            self.world.admit(self.tale.party(who), f"{who} {prefix}", {} if chain.late else self.named(who))
        for who, whose in chain.reports:
            self.world.policy("reporting", party=self.tale.party(who), places_of=self.tale.party(whose))
        if not chain.late:
            self.state_packages()
        for number, (who, event) in enumerate(self.log):
            self.world.told(self.world.capture(self.tale.party(who), event, created=f"2022-01-01T00:00:{number:02}Z"), 202)
        if chain.late:
            for who in self.places:
                self.world.state(self.tale.party(who), f"{who} {prefix}", self.named(who))
            self.state_packages()

    def named(self, who):
        return {place: f"{self.tale.names[place]} {self.tale.prefix}" for place in self.places[who]}

    def state_packages(self):
        if self.chain.packages:
            self.test.state_product({"id": self.tale.product("EACH"), "name": f"Each {self.tale.prefix}",
                                     "packaging": [{"id": self.tale.product(name), "contains": pieces} for name, pieces in self.chain.packages.items()]})

    def rows(self, reader=None, moment=""):
        counted = [product for product, name in self.tale.products.items() if name not in self.chain.packages]  # A package is told as what it holds.
        return [row for product in counted
                for row in pages(reader or self.auditor, f"/inventory/positions?product={quote(product)}&limit=1000{moment}", "positions")]

    def text(self, rows):
        return positions_text(rows, self.tale.names, self.tale.products)

    def at(self, moment):
        return self.text(self.rows(moment="&asOf=" + quote(self.tale.told(f"X {moment} other")[1]["eventTime"])))

    def discrepancies(self, reader=None, sites=None):
        """Those that stand at both of their places are listed at each."""
        rows = [row for place in sites or {site(key) for key in self.tale.names if "/414/" in key}
                for row in pages(reader or self.auditor, f"/inventory/discrepancies?place={quote(place)}&limit=1000", "discrepancies")]
        once = [row for number, row in enumerate(rows) if row not in rows[:number]]
        return discrepancies_text(once, self.tale.names, self.tale.products)

    def answers(self):
        return {"now": self.text(self.rows()), "shown": self.discrepancies(), **{moment: self.at(moment) for moment in self.chain.moments}}

    def postings(self, event, reader=None):
        answer = (reader or self.auditor).get("/inventory/postings?event=" + quote(event["eventID"]))
        return answer.json()["postings"] if answer.status == 200 else answer.status

    def check_postings(self):
        """Each event balances, all goods sum to zero over all accounts, and what was posted up to a moment is what was there then."""
        ids = {(who, event["eventID"]): event for who, event in self.log if "eventID" in event}
        if len(ids) != len(self.log) or self.chain.late:
            return
        posted = []
        for event in ids.values():
            postings = self.postings(event)
            self.test.assertEqual(balance(postings, "product", "lot", "unit"), {}, event)
            posted += postings
        where = ("account", "place", "from", "product", "lot", "unit")
        for moment in sorted({posting["at"] for posting in posted}):
            self.test.assertEqual(balance(on_books(posting for posting in posted if posting["at"] <= moment), *where),
                                  balance(on_books(self.rows(moment="&asOf=" + quote(moment))), *where), moment)
        everywhere = self.rows()
        self.test.assertEqual(balance(on_books(posted), *where), balance(on_books(everywhere), *where))
        self.test.assertEqual(balance(everywhere, "product", "lot", "unit"), {})

    def check_readers(self):
        """A party and its planner see what is at, to and from its places, and nothing else."""
        everywhere = list(on_books(self.rows()))
        for who, role in itertools.product(self.places, ("party", "planner")):
            key = self.tale.party(who)
            reader = Client(self.test.server.address, self.world.token(key, role))
            sites = {site(place) for place in self.places[who]}
            concerns = [row for row in everywhere if {site(row.get("place", "")), site(row.get("from", ""))} & (sites | {key})]
            self.test.assertEqual(self.text(self.rows(reader)), self.text(concerns), f"{who} as {role}")
            self.test.assertEqual(self.discrepancies(reader, sites), self.discrepancies(sites=sites), f"{who} as {role}")
            for other in set(itertools.chain(*self.places.values())) - set(self.places[who]):
                self.test.assertEqual(reader.get("/inventory/positions?place=" + quote(other)).status, 403, f"{who} as {role} at {other}")
            if role == "party":
                self.check_seen_postings(who, reader, sites | {key})

    def check_seen_postings(self, who, reader, own):
        for by, event in self.log:
            ends = [end.get("destination", end.get("source")) for end in event.get("sourceList", []) + event.get("destinationList", [])]
            named = [*ends, *(event[where]["id"] for where in ("readPoint", "bizLocation") if where in event)]
            may_see = by == who or any(site(place) in own for place in named)
            if "eventID" in event:
                self.test.assertEqual(self.postings(event, reader) != 404, may_see, f"{who}: {event}")


def on_books(rows):
    return (row for row in rows if row["account"] in ("on_hand", "in_transit"))


def balance(rows, *members):
    sums = collections.Counter()
    for row in rows:
        sums[tuple(row.get(member, "") for member in members)] += row["quantity"]
    return {key: total for key, total in sums.items() if total}


class InventoryChains(WorldsTest):
    maxDiff = None

    def orders(self, chain):
        shuffled = random.Random(SEED).sample(chain.told, len(chain.told))
        return [chain.told, chain.told[::-1], shuffled]

    def tell(self, chain, lines, prefix):
        """What went wrong, if anything did."""
        try:
            told = Told(self, chain, prefix, lines)
            self.assertEqual(told.answers(), {"now": chain.right, "shown": chain.shown, **chain.moments})
            if lines is chain.told:
                told.check_postings()
                told.check_readers()
            return None
        except AssertionError as failure:
            return failure

    def test_every_chain_in_every_order(self):
        self.start_worlds()
        telling = [(chain, lines) for chain in CHAINS for lines in self.orders(chain)]
        with ThreadPoolExecutor(CLIENTS) as clients:
            outcomes = list(clients.map(lambda told, prefix: self.tell(*told, prefix), telling, prefixes()))
        for (chain, lines), failure in zip(telling, outcomes, strict=True):
            with self.subTest(chain=chain.name, lines=lines, seed=SEED):
                self.assertIsNone(failure)
        print(f"{len(CHAINS)} chains, {len(telling)} tellings, {Client(self.server.address).log_size()} statements")
        self.stop_and_audit()


if __name__ == "__main__":
    main()
