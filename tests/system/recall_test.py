#!/usr/bin/env python3
"""A recall from the command line: stated, followed to the shop, released in part, and refused by a till without a connection."""

import time
import urllib.error

from clients import PartyTest, document, main, quote

MAKER = "https://id.gs1.org/417/9521321000001"
SHOP = "https://id.gs1.org/417/9521321000100"
PLANT = "https://id.gs1.org/414/9521321000018"
STORE = "https://id.gs1.org/414/9521321000117"
GTIN = "09521321000025"
PRODUCT = f"https://id.gs1.org/01/{GTIN}"
REFUSED, CANNOT_TELL = 1, 5


def event(step, action, lot, quantity, place, day, **more):
    return {"type": "ObjectEvent", "eventTime": f"2026-07-{day}T08:00:00Z", "eventTimeZoneOffset": "+00:00", "action": action, "bizStep": step,
            "quantityList": [{"epcClass": f"{PRODUCT}/10/{lot}", "quantity": quantity}], "readPoint": {"id": place}, "bizLocation": {"id": place}, **more}


class Recall(PartyTest):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.maker = self.admit(self.server, MAKER, "Dairy", PLANT)
        self.shop = self.admit(self.server, SHOP, "Shop", STORE, role="store")
        self.run_cli("product", "add", "--id", PRODUCT, "--name", "Yogurt", *self.maker, server=self.server)
        to_shop = {"destinationList": [{"type": "location", "destination": STORE}]}
        made = [event("commissioning", "ADD", lot, 40, PLANT, "01") for lot in ("L1", "L2")]
        sent = [event("shipping", "OBSERVE", lot, 30, PLANT, "02", **to_shop) for lot in ("L1", "L2")]
        self.post(made + sent, self.maker)
        self.post([event("receiving", "OBSERVE", "L1", 30, STORE, "03"), event("retail_selling", "DELETE", "L1", 4, STORE, "04")], self.shop)
        self.tokens = {who: self.write(f"{who}.token", self.token(self.server, party)) for who, party in (("maker", MAKER), ("shop", SHOP))}
        for path in self.tokens.values():
            path.chmod(0o600)
        self.key = self.write("log.vkey", self.server.get("/log/vkey").decode())

    def post(self, events, signer):
        self.run_cli("post", self.write("events.json", document(*events)), *signer, server=self.server)

    def recall(self, *options):
        self.run_cli("recall", "post", "--id", "R-1", "--product", GTIN, "--reason", "Glass splinters", *options, *self.maker, server=self.server)

    def rows(self, *command, who="maker"):
        told = self.cli_json("recall", *command, "--token-file", self.tokens[who], server=self.server)
        self.assertTrue(told["complete"])
        return {(row["account"], row["place"]["id"], row["lot"]): row["quantity"] for row in told["rows"]}

    def blocked(self, *codes, expect=0):
        path = self.folder / "blocked.txt"
        path.write_bytes(self.server.get("/recalls/blocked"))
        return self.run_cli("blocked", path, *codes, "--vkey", self.key, expect=expect)[0]

    def test_from_the_mock_to_the_release(self):
        mock = self.rows("mock", "--product", GTIN, "--lot", "L1")
        self.assertEqual(mock, {("on_hand", PLANT, "L1"): 10}, "nobody else's stock")
        others = {who: self.cli_json("recall", "mock", "--product", GTIN, "--lot", "L1", "--token-file", self.tokens[who], server=self.server).get("othersConcerned")
                  for who in ("maker", "shop")}
        self.assertEqual(others, {"maker": 1, "shop": None}, "told to whose product it is")
        self.assertIn("not blocked", self.blocked(f"(01){GTIN}(10)L1"))
        self.recall("--lot", "L1", "--lot", "L2", "--reason-in", "zh=玻璃", "--advice", "Bring it back", "--phone", "+31 20 1234567", "--url", "https://dairy.example/recall")
        reach = self.rows("reach", "R-1")
        self.assertEqual(reach, {("on_hand", PLANT, "L1"): 10, ("on_hand", PLANT, "L2"): 10, ("on_hand", STORE, "L1"): 26, ("sold", STORE, "L1"): 4,
                                 ("in_transit", STORE, "L2"): 30})
        self.assertEqual(set(self.rows("reach", "R-1", who="shop")), {key for key in reach if key[1] == STORE})
        self.assertIn("Shop", self.run_cli("recall", "reach", "R-1", "--token-file", self.tokens["maker"], server=self.server)[0])
        listed = self.cli_json("recall", "list", server=self.server)["recalls"]
        self.assertEqual([one["id"] for one in listed], ["R-1"])
        told = self.blocked(f"(01){GTIN}(10)L1", f"https://id.gs1.org/01/{GTIN}/10/L3", expect=REFUSED)
        self.assertIn(f"BLOCKED: (01){GTIN}(10)L1", told)
        self.assertIn("not blocked: https://", told)
        self.assertIn("BLOCKED", self.blocked(f"(01){GTIN}(10)L1(21)7", expect=REFUSED), "an item of the lot")
        doubtful = [GTIN, f"(01){GTIN}(21)7", f"(01){GTIN}(10)l1", f"(01){GTIN[:-1]}0(10)L1", "(00)095211410123456781", f"{GTIN} L1"]
        told = self.blocked(*doubtful, expect=CANNOT_TELL)
        self.assertEqual([line.split(":")[0] for line in told.splitlines()[:-1]], ["CANNOT TELL"] * len(doubtful))
        self.assertIn("lot number is needed", told.splitlines()[0])
        self.blocked(GTIN, f"01{GTIN}10L1", expect=REFUSED)
        self.run_cli("recall", "lift", "R-1", "--lot", "L2", *self.maker, server=self.server)
        self.assertEqual({key[2] for key in self.rows("reach", "R-1")}, {"L1"})
        self.blocked(f"(01){GTIN}(10)L2")
        self.run_cli("recall", "lift", "R-1", "--lot", "L9", *self.maker, server=self.server, expect=REFUSED)
        self.run_cli("recall", "lift", "R-1", *self.maker, server=self.server)
        self.assertEqual(self.cli_json("recall", "list", server=self.server)["recalls"][0]["status"], "withdrawn")
        self.blocked(f"(01){GTIN}(10)L1")
        self.run_cli("recall", "lift", "R-1", *self.maker, server=self.server, expect=REFUSED)
        self.run_cli("recall", "post", "--id", "R-2", "--product", GTIN, "--lot", "L1", "--reason", "x", *self.shop, server=self.server, expect=REFUSED)

    def test_whom_to_call_is_told_to_those_with_a_token(self):
        phone, desk = "+32 2 5550100", ("--contact", "Back office", "--phone", "+32 2 5550100", "--email", "office@shop.example")
        self.run_cli("party", "add", "--as-itself", "--id", SHOP, *desk, *self.shop, server=self.server)
        self.recall("--lot", "L1")
        maker = ("--token-file", self.tokens["maker"])
        self.assertIn(phone, self.run_cli("recall", "reach", "R-1", *maker, server=self.server)[0])
        called = {row["place"]["id"]: row["place"]["party"].get("contact") for row in self.cli_json("recall", "reach", "R-1", *maker, server=self.server)["rows"]}
        self.assertEqual(called, {PLANT: None, STORE: {"name": "Back office", "phone": phone, "email": "office@shop.example"}})
        self.assertIn(phone, self.run_cli("party", "show", SHOP, *maker, server=self.server)[0])
        statement = self.cli_json("party", "show", SHOP, server=self.server)["statement"]
        with self.assertRaises(urllib.error.HTTPError) as hidden:
            self.server.get(f"/statements/{statement}")
        self.assertEqual(hidden.exception.code, 404)
        lot = f"/p/01/{GTIN}/10/L1"
        for path in (f"/parties/{quote(SHOP)}", "/parties", lot, f"/proof?id={quote(PRODUCT + '/10/L1')}", "/recalls"):
            self.assertNotIn(b"5550100", self.server.get(path), path)
        told = self.run_cli("party", "add", "--as-itself", "--id", SHOP, "--phone", "call us", *self.shop, server=self.server, expect=REFUSED)[1]
        self.assertIn("$.party.contact.phone", told)
        self.run_cli("party", "add", "--as-itself", "--id", SHOP, "--name", "Shop II", *self.shop, server=self.server)
        self.assertIn(phone, self.run_cli("party", "show", SHOP, *maker, server=self.server)[0], "what is not named stays")

    def test_the_lot_of_a_package_is_that_of_what_it_holds(self):
        case = "19521321000022"
        claim = {"id": PRODUCT, "name": "Yogurt", "packaging": [{"id": f"https://id.gs1.org/01/{case}", "contains": 6}]}
        self.run_cli("product", "add", "--from", self.write("product.json", claim), *self.maker, server=self.server)
        self.recall("--lot", "L1")
        self.assertIn("BLOCKED", self.blocked(f"(01){case}(10)L1", expect=REFUSED))
        self.assertIn("not blocked", self.blocked(f"(01){case}(10)L2"))
        self.assertIn("capital", self.blocked(f"(01){case}(10)l1", expect=CANNOT_TELL))
        self.assertIn("lot number", self.blocked(case, expect=CANNOT_TELL))

    def test_who_sold_it_is_on_the_worklist(self):
        self.recall("--lot", "L1", "--from", "2026-07-03T12:00:00Z")
        place = ("--place", STORE, "--token-file", self.tokens["shop"])
        sold = ("discrepancies", *place, "--kind", "sold_recalled")
        [found] = self.cli_json(*sold, server=self.server)["discrepancies"]
        self.assertEqual((found["quantity"], found["state"]), (4, "open"))
        one = found["id"]
        self.run_cli("settle", "assign", one, "--place", "9521321000117", "--to", "Ann", "--note", "call them", *self.shop, server=self.server)
        self.assertIn("Ann", self.run_cli(*sold, "--state", "assigned", server=self.server)[0])
        self.run_cli("settle", "acknowledge", one, *place, *self.shop, server=self.server)
        [found] = self.cli_json(*sold, "--state", "acknowledged", server=self.server)["discrepancies"]
        self.assertTrue(found["acknowledged"]["covers"])
        self.run_cli("settle", "settle", one, *place, "--note", "all four called", *self.shop, server=self.server)
        [found] = self.cli_json(*sold, "--state", "settled", server=self.server)["discrepancies"]
        self.assertEqual((found["settled"]["note"], found["settled"]["quantity"]), ("all four called", "4"))
        self.assertIn("Nothing that you asked for", self.run_cli(*sold, "--state", "open", server=self.server)[0])
        self.run_cli("settle", "reopen", one, *place, *self.shop, server=self.server)
        self.assertIn("assigned", self.run_cli(*sold, server=self.server)[0])
        told = self.run_cli("settle", "acknowledge", one, *place, "--quantity", "5", *self.shop, server=self.server, expect=REFUSED)[1]
        self.assertIn("$.settlement.quantity", told)
        for wrong in ("assign", "acknowledge"):
            more = ("--to", "Ann") if wrong == "assign" else ()
            self.run_cli("settle", wrong, "A" * 22, *place, *more, *self.shop, server=self.server, expect=REFUSED)

    def test_counts_tell_how_right_the_books_were(self):
        self.post([event("stock_taking", "OBSERVE", "L1", 25, STORE, "05")], self.shop)
        told = self.run_cli("accuracy", "--token-file", self.tokens["shop"], server=self.server)[0]
        self.assertRegex(told, r"2026-07-01 +1 +0 +0.00 % .* -1 ")

    def test_a_till_trusts_no_other_list(self):
        self.recall("--lot", "L1")
        path = self.folder / "changed.txt"
        path.write_bytes(self.server.get("/recalls/blocked").replace(b"/10/L1", b"/10/L7"))
        self.assertIn("NOT VERIFIED", self.run_cli("blocked", path, "--vkey", self.key, expect=REFUSED)[1])
        path.write_bytes(self.server.get("/recalls/blocked"))
        time.sleep(2.1)
        self.run_cli("blocked", path, "--vkey", self.key, "--age-max", "3600")
        self.assertIn("seconds old", self.run_cli("blocked", path, "--vkey", self.key, "--age-max", "1", expect=REFUSED)[1])


if __name__ == "__main__":
    main()
