#!/usr/bin/env python3
"""Where places are supplied from, said at the command line, and the stock of a place with all that is behind it."""

import csv
import io

from clients import PartyTest, document, main

CHAIN = "https://id.gs1.org/417/9521321000001"
CENTRE, HUB, STORE = (f"https://id.gs1.org/414/{gln}" for gln in ("9521321000018", "9521321000117", "9521321000216"))
MILK = "https://id.gs1.org/01/09521321000025/10/L1"


def event(step, action, quantity, place, **more):
    return {"type": "ObjectEvent", "eventTime": "2026-07-01T08:00:00Z", "eventTimeZoneOffset": "+00:00", "action": action, "bizStep": step,
            "quantityList": [{"epcClass": MILK, "quantity": quantity}], "readPoint": {"id": place}, "bizLocation": {"id": place}, **more}


class Echelon(PartyTest):
    def begin(self):
        self.server = self.start()
        self.chain = self.admit(self.server, CHAIN, "Chain", CENTRE, role="store")
        self.token = ("--token-file", self.write("chain.token", self.token(self.server, CHAIN)))
        self.token[1].chmod(0o600)

    def party(self, *options, **how):
        return self.run_cli("party", "add", "--id", CHAIN, "--as-itself", *options, *self.chain, *self.token, server=self.server, **how)

    def echelon(self, place, *options):
        return self.cli_json("echelon", "--place", place, *options, *self.token, server=self.server)

    def suppliers(self):
        places = self.cli_json("party", "show", CHAIN, *self.token, server=self.server)["places"]
        return {place["id"]: place.get("suppliedFrom") for place in places}

    def test_a_network_and_its_stock(self):
        self.begin()
        self.party("--place", f"{HUB}=Hub", "--place", f"{STORE}=Store", "--supplied-from", "9521321000117=9521321000018", "--supplied-from", f"{STORE}={HUB}")
        self.party("--supplied-from", f"{STORE}={CENTRE}", "--supplied-from", f"{STORE}={HUB}")
        self.assertEqual(self.suppliers(), {CENTRE: None, HUB: [CENTRE], STORE: [CENTRE, HUB]})
        self.run_cli("post", self.write("events.json", document(
            event("commissioning", "ADD", 60, CENTRE),
            event("shipping", "OBSERVE", 20, CENTRE, destinationList=[{"type": "location", "destination": STORE}]))), *self.chain, server=self.server)
        told = self.echelon("9521321000018")
        self.assertEqual(told["places"], [CENTRE, HUB, STORE])
        self.assertEqual([(row["onHand"], row["onTheWay"], row["quantity"]) for row in told["echelon"]], [(40, 20, 60)])
        self.assertEqual(self.echelon(HUB)["echelon"][0]["quantity"], 20)
        self.assertEqual(self.echelon(HUB, "--as-of", "2026-06-01T00:00:00Z")["echelon"], [])
        table = self.run_cli("echelon", "--place", CENTRE, *self.token, server=self.server)[0]
        self.assertRegex(table, r"sellable +40 +20 +60 .*pieces")
        self.assertIn("Places counted: 3\n", table)
        rows = list(csv.DictReader(io.StringIO(self.run_cli("echelon", "--place", CENTRE, "--csv", *self.token, server=self.server)[0], newline="")))
        self.assertEqual([row["quantity"] for row in rows], ["60"])
        # The operator, who is not told the suppliers, changes none of them.
        self.run_cli("party", "add", "--id", CHAIN, "--place", f"{HUB}=Hub II", *self.operator, server=self.server)
        self.assertEqual(self.suppliers()[HUB], [CENTRE])
        self.party("--supplied-from", f"{HUB}=")
        self.assertEqual(self.suppliers(), {CENTRE: None, HUB: None, STORE: [CENTRE, HUB]})

    def test_what_is_wrong_is_said(self):
        self.begin()
        self.assertIn("supplied from itself", self.party("--supplied-from", f"{CENTRE}={CENTRE}", expect=1)[1])
        self.assertIn("is no place of the party", self.party("--supplied-from", f"{HUB}={CENTRE}", expect=2)[1])
        self.assertIn("--supplied-from", self.party("--supplied-from", "x", expect=2)[1])
        self.run_cli("echelon", *self.token, server=self.server, expect=2)
        self.run_cli("echelon", "--place", STORE, *self.token, server=self.server, expect=1)


if __name__ == "__main__":
    main()
