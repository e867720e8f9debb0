#!/usr/bin/env python3
"""Streams of changes, with clients as people have them: curl, and a reader of server-sent events that loses its connection."""

import http.client
import json
import subprocess
import urllib.parse

from clients import Client, PartyTest, document, main
from programs import need_program

MAKER = "https://id.gs1.org/417/9521321000001"
SHOP = "https://id.gs1.org/417/9521321000100"
PLANT = "https://id.gs1.org/414/9521321000018"
STORE = "https://id.gs1.org/414/9521321000117"
LOT = "https://id.gs1.org/01/09521321000025/10/L1"
CHANGES = "/inventory/discrepancies/changes"
STREAM = {"Accept": "text/event-stream"}


def event(step, action, quantity, place, day, **more):
    return {"type": "ObjectEvent", "eventTime": f"2026-07-{day}T08:00:00Z", "eventTimeZoneOffset": "+00:00", "action": action, "bizStep": step,
            "quantityList": [{"epcClass": LOT, "quantity": quantity}], "readPoint": {"id": place}, "bizLocation": {"id": place}, **more}


class EventSource:
    """What HTML prescribes for a reader of a stream, as far as it matters here."""

    def __init__(self, address, path, token, last_id=None):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)
        resumed = {"Last-Event-ID": last_id} if last_id else {}
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {token}", **STREAM, **resumed})
        self.answer = self.connection.getresponse()
        self.last_id = last_id

    def next(self):
        """The next event that has data; None at the end of the stream."""
        name, data = None, []
        for line in iter(self.answer.readline, b""):
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "id":
                self.last_id = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif not line.strip() and data:
                return name, json.loads("\n".join(data))
        return None

    def close(self):
        self.answer.close()
        self.connection.close()


class Feeds(PartyTest):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.maker = self.admit(self.server, MAKER, "Dairy", PLANT)
        self.shop = self.admit(self.server, SHOP, "Shop", STORE, role="store")
        self.tokens = {who: self.token(self.server, party) for who, party in (("maker", MAKER), ("shop", SHOP))}
        self.tokens["planner"] = self.token(self.server, SHOP, role="planner")
        self.tokens["auditor"] = self.token(self.server, MAKER, role="auditor")

    def post(self, event_told, signer):
        self.run_cli("post", self.write("events.json", document(event_told)), *signer, server=self.server)

    def source(self, who, last_id=None, path=CHANGES):
        source = EventSource(self.server.address, path, self.tokens[who], last_id)
        self.addCleanup(source.close)
        self.assertEqual(source.answer.status, 200)
        self.assertEqual(source.answer.headers["Content-Type"], "text/event-stream")
        return source

    def pages(self, who, path=CHANGES):
        answer = Client(self.server.address, self.tokens[who]).get(path)
        self.assertEqual(answer.status, 200)
        return json.loads(answer.body)["changes"]

    def test_who_comes_back_misses_nothing_and_gets_nothing_twice(self):
        self.post(event("commissioning", "ADD", 100, PLANT, "01"), self.maker)
        source = self.source("shop")
        self.post(event("receiving", "OBSERVE", 5, STORE, "03"), self.shop)
        got = [source.next()]
        self.assertEqual((got[0][0], got[0][1]["discrepancy"]["kind"]), ("discrepancy.opened", "unexpected_arrival"))
        last_id = source.last_id
        source.close()  # Meanwhile:
        self.post(event("shipping", "OBSERVE", 5, PLANT, "02", destinationList=[{"type": "location", "destination": STORE}]), self.maker)
        self.post(event("receiving", "OBSERVE", 7, STORE, "05"), self.shop)
        source = self.source("shop", last_id)
        got += [source.next(), source.next()]
        self.assertEqual([name for name, _ in got], ["discrepancy.opened", "discrepancy.closed", "discrepancy.opened"])
        self.assertEqual([change for _, change in got], self.pages("shop"))

    def test_each_role_is_told_what_it_may_read(self):
        sources = {who: self.source(who) for who in ("maker", "shop", "planner", "auditor")}
        self.post(event("receiving", "OBSERVE", 5, STORE, "03"), self.shop)
        for who in ("shop", "planner", "auditor"):
            self.assertEqual(sources[who].next()[1]["discrepancy"]["place"], STORE, who)
        self.post(event("receiving", "OBSERVE", 3, PLANT, "04"), self.maker)
        for who in ("maker", "auditor"):
            self.assertEqual(sources[who].next()[1]["discrepancy"]["place"], PLANT, who)
        self.assertEqual(Client(self.server.address).get(CHANGES, **STREAM).status, 401)
        self.assertEqual(Client(self.server.address, self.tokens["maker"]).get(f"{CHANGES}?place={STORE}", **STREAM).status, 403)

    def test_stock_is_followed(self):
        source = self.source("shop", path="/inventory/changes")
        self.post(event("commissioning", "ADD", 4, STORE, "01"), self.shop)
        name, change = source.next()
        self.assertEqual((name, change["place"], change["positions"][0]["quantity"]), ("stock.changed", STORE, 4))

    def test_curl_follows_until_the_server_stops(self):
        need_program(self, "curl", "curl")
        reader = subprocess.Popen(["curl", "-sSN", "-H", f"Authorization: Bearer {self.tokens['shop']}", "-H", "Accept: text/event-stream",
                                   self.server.address + CHANGES], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(reader.kill)
        self.assertEqual(reader.stdout.readline(), ": stocktrail\n")
        self.post(event("receiving", "OBSERVE", 5, STORE, "03"), self.shop)
        for line in reader.stdout:
            if line.startswith("event:"):
                break
        self.assertEqual(line, "event: discrepancy.opened\n")
        self.assertIn("stocktrail_streams_open 1\n", self.server.get("/metrics").decode())
        self.assertEqual(self.server.stop(), 0)
        self.assertTrue(reader.stdout.read().endswith("\n\n"), "no event is cut")
        self.assertEqual((reader.wait(60), reader.stderr.read()), (0, ""), "a stream that ends is no error")
        reader.stdout.close()
        reader.stderr.close()


if __name__ == "__main__":
    main()
