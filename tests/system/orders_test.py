#!/usr/bin/env python3
"""An order from the command line: placed, sent in part by the supplier's key, seen in the shop's positions, closed."""

from clients import Client, PartyTest, document, main

MAKER = "https://id.gs1.org/417/9521321000001"
SHOP = "https://id.gs1.org/417/9521321000100"
PLANT = "https://id.gs1.org/414/9521321000018"
STORE = "https://id.gs1.org/414/9521321000117"
GTIN = "09521321000025"
PO = "urn:epcglobal:cbv:bt:9521321000117:PO-17"


class Orders(PartyTest):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.maker = self.admit(self.server, MAKER, "Dairy", PLANT)
        self.shop = self.admit(self.server, SHOP, "Shop", STORE, role="store")
        self.tokens = {who: self.write(f"{who}.token", self.token(self.server, party)) for who, party in (("maker", MAKER), ("shop", SHOP))}
        for path in self.tokens.values():
            path.chmod(0o600)

    def order(self, *command, who="shop", expect=0):
        return self.run_cli("order", *command, "--token-file", self.tokens[who], server=self.server, expect=expect)[0]

    def send(self, quantity):
        self.run_cli("post", self.write("events.json", document(
            {"type": "ObjectEvent", "eventTime": "2026-07-02T08:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "OBSERVE", "bizStep": "shipping",
             "quantityList": [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/L1", "quantity": quantity}], "readPoint": {"id": PLANT}, "bizLocation": {"id": PLANT},
             "bizTransactionList": [{"type": "po", "bizTransaction": PO}], "destinationList": [{"type": "location", "destination": STORE}]})),
            *self.maker, server=self.server)

    def test_from_the_order_to_its_end(self):
        place = ("place", "--id", "17", "--document", PO, "--place", "9521321000117", "--supplier", "9521321000001")
        lines = ("--line", f"{GTIN}=24", "--line", f"{GTIN}=6@2026-09-01", "--due", "2026-08-01")
        self.run_cli("order", *place, *lines, *self.shop, server=self.server)
        again, size = "This was recorded before, and is not done again.\n", Client(self.server.address).log_size()
        self.assertEqual(again, self.run_cli("order", *place, *lines, *self.shop, server=self.server)[0])
        self.assertEqual(size, Client(self.server.address).log_size())
        self.send(10)
        self.assertRegex(self.order("list"), r"17 +open +late")
        self.assertIn("17", self.order("list", "--to-supply", who="maker"), "the supplier sees what is ordered from it")
        shown = self.order("show", "17")
        self.assertRegex(shown, r"2026-08-01 +24 +10 +0 +14")
        self.assertRegex(shown, r"2026-09-01 +6 +0 +0 +6")
        self.assertEqual(shown, self.order("show", "17", "--of", "9521321000100", who="maker"))
        table = self.run_cli("positions", "--place", STORE, "--token-file", self.tokens["shop"], server=self.server)[0]
        self.assertRegex(table, r"on_order.* 14.* 2026-08-01")
        self.run_cli("order", "close", "17", *self.shop, server=self.server)
        self.assertEqual(again, self.run_cli("order", "close", "17", *self.shop, server=self.server)[0])
        self.assertIn("No such orders.", self.order("list"))
        self.assertIn("closed", self.order("list", "--state", "all"))

    def test_what_is_wrong_is_said(self):
        place = ("place", "--id", "1", "--document", "PO 17", "--place", "9521321000117", "--supplier", "9521321000001", "--due", "2026-08-01")
        refused = self.run_cli("order", *place, "--line", f"{GTIN}=24", *self.shop, server=self.server, expect=1)
        self.assertIn("must be an absolute URI", "".join(refused))
        refused = self.run_cli("order", *place, "--line", GTIN, *self.shop, server=self.server, expect=2)
        self.assertIn("must be written with a quantity", "".join(refused))


if __name__ == "__main__":
    main()
