#!/usr/bin/env python3
"""Every EPCIS document of the shared data through the real programs: what is valid comes back with all its facts, by its eventID and
by each of its identifiers in any spelling; what is not is refused at its place and leaves no trace."""

import re
import urllib.parse
from decimal import Decimal

from clients import Client, PartyTest, exact_json, main, quote
from programs import SHARED

CAPTURE = SHARED / "epcis" / "2.0" / "EPCIS" / "JSON" / "Capture"
PARTY = "https://id.gs1.org/417/9521321000001"
WHAT = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
WHAT_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


def events_of(document):
    return document["epcisBody"]["eventList"] if "epcisBody" in document else [{k: v for k, v in document.items() if k != "@context"}]


def identifiers_of(event):
    found = [epc for name in WHAT for epc in event.get(name, [])]
    found += [element["epcClass"] for name in WHAT_QUANTITIES for element in event.get(name, [])]
    return found + ([event["parentID"]] if "parentID" in event else [])


def with_check_digit(digits):
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def elements_of(identifier):
    """Application identifiers and values, written from the GS1 Tag Data Standard and not from our code; None where it does not matter."""
    link = re.fullmatch(r"https?://id\.gs1\.org/(.*)", identifier)
    if link:
        parts = [urllib.parse.unquote(part) for part in link[1].split("/")]
        return list(zip(parts[::2], parts[1::2]))
    urn = re.fullmatch(r"urn:epc:(?:id|class|idpat):(\w+):(.*)", identifier)
    if not urn:
        return None
    fields = [urllib.parse.unquote(field) for field in urn[2].split(".", 2)]
    if urn[1] in ("sgtin", "lgtin"):
        company, item, rest = fields
        gtin = with_check_digit(item[0] + company + item[1:])
        return [("01", gtin)] + ([] if rest == "*" else [("21" if urn[1] == "sgtin" else "10", rest)])
    if urn[1] == "sscc":
        return [("00", with_check_digit(fields[1][0] + fields[0] + fields[1][1:]))]
    if urn[1] == "grai":
        return [("8003", "0" + with_check_digit(fields[0] + fields[1]) + fields[2].removesuffix("*"))]
    return None


def spellings_of(identifier):
    found = [identifier]
    elements = elements_of(identifier)
    if elements:
        path = "/".join(f"{ai}/{quote(value)}" for ai, value in elements)
        found += ["https://id.gs1.org/" + path, "https://shop.example/some/way/" + path, "".join(f"({ai}){value}" for ai, value in elements)]
    return found


def facts(shown, event):
    """What is shown without the members that a repository adds, and without the context of an event that came alone."""
    return {name: value for name, value in shown.items() if name in event or name not in ("eventID", "recordTime", "@context")}


class Capture(PartyTest):
    maxDiff = None

    def documents(self, *folders):
        files = sorted(file for folder in folders for file in (CAPTURE / folder).glob("*.json"))
        if not files:
            self.skipTest(f"no documents in {CAPTURE}")
        return files

    def ready(self):
        self.server = self.start()
        self.as_party = self.admit(self.server, PARTY, "maker")
        self.run_cli("policy", "add", "--id", "hold", "--type", "custodial", "--for", PARTY, *self.operator, server=self.server)
        self.party = Client(self.server.address, self.token(self.server, PARTY))
        self.auditor = Client(self.server.address, self.token(self.server, PARTY, "auditor"))

    def check_context(self, answer, document):
        """JSON-LD wants strings and objects in the list, and what the document declared must be among them."""
        given = answer["@context"]
        for entry in given:
            self.assertIsInstance(entry, (str, dict), f"no list in a list: {given}")
        own = document["@context"] if isinstance(document["@context"], list) else [document["@context"]]
        for entry in own:
            if isinstance(entry, dict):
                self.assertIn(entry, given)

    def by_id(self, reader, event_id, event):
        answer = reader.get("/epcis/events/" + quote(event_id))
        self.assertEqual(answer.status, 200, answer.body)
        shown = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return [facts(each, event) for each in shown], answer

    def check_by_id(self, event_id, event, document):
        for reader in (self.party, self.auditor):
            found, answer = self.by_id(reader, event_id, event)
            self.assertIn(event, found)
            self.check_context(answer.json(), document)

    def check_by_identifiers(self, event):
        """Gives the eventID that the server knows the event by. Of an event that was stated twice, a journey lists one."""
        event_id = event.get("eventID")
        for identifier in identifiers_of(event):
            for spelling in spellings_of(identifier):
                answer = self.auditor.get("/trace?id=" + quote(spelling))
                self.assertEqual(answer.status, 200, f"{spelling}: {answer.body}")
                trace = answer.json()
                self.assertTrue(trace["complete"])
                found = [each["eventID"] for each in trace["events"] if facts(each["shown"], event) == event]
                if not found:
                    self.twins += 1
                    found = [each["eventID"] for each in trace["events"] if event in self.by_id(self.auditor, each["eventID"], event)[0]]
                # Without an eventID of its own it has the hash; the same facts may have been stated under other ids too.
                event_id = event_id or next((each for each in found if each.startswith("ni:///")), None)
                self.assertIn(event_id, found, f"{spelling} does not lead to the event {event}")
                self.searches += 1
        return event_id

    def check_found(self, documents):
        self.searches = self.twins = events = hidden = 0
        for file, document in documents:
            for number, event in enumerate(events_of(document)):
                with self.subTest(file=file.name, event=number):
                    event_id = self.check_by_identifiers(event)
                    events += 1
                    if event_id:
                        self.check_by_id(event_id, event, document)
                    else:
                        hidden += 1  # Sensor data only, without identifiers: it has no id that a reader could know.
        print(f"{len(documents)} documents, {events} events, {self.searches} searches ({self.twins} by a twin), {hidden} events with neither identifiers nor eventID")
        self.assertLess(hidden, events / 4)

    def test_signed_by_the_partys_own_key(self):
        files = self.documents("Documents", "Events")
        self.ready()
        documents = [(file, exact_json(file.read_text(encoding="utf-8"))) for file in files]
        for file, document in documents:
            with self.subTest(file=file.name):
                before = self.party.log_size()
                told = self.cli_json("post", file, *self.as_party, "--receipts", file.name, server=self.server)
                if told["sent"] == 0:  # Two files may hold the same events.
                    self.assertEqual((told["repeated"], self.party.log_size()), (1, before))
                    continue
                self.assertEqual((told["sent"], self.party.log_size()), (1, before + 1))
                statement = next((self.folder / file.name).glob("*.statement")).read_bytes()
                kept = self.party.get(f"/statements/{told['receipts'][0]['index']}")
                self.assertEqual(kept.body, statement)  # As it came, byte for byte.
                stored = [each["event"] for each in exact_json(kept.body)["events"]]
                self.assertEqual([facts(one, other) for one, other in zip(stored, events_of(document), strict=True)], events_of(document))
        self.check_found(documents)
        self.run_cli("audit", server=self.server)

    def test_captured_with_a_custodial_token(self):
        files = self.documents("Documents", "Events")
        self.ready()
        documents = [(file, exact_json(file.read_text(encoding="utf-8"))) for file in files]
        for file, _ in documents:
            with self.subTest(file=file.name):
                body = file.read_bytes()
                first = self.party.post("/epcis/capture", body, "application/ld+json")
                self.assertEqual(first.status, 202, first.body)
                job = self.party.get(first.headers["Location"]).json()
                self.assertEqual((job["running"], job["success"], job["errors"]), (False, True, []))
                size = self.party.log_size()
                again = self.party.post("/epcis/capture", body, "application/json")
                self.assertEqual((again.status, again.headers["Location"]), (202, first.headers["Location"]))
                self.assertEqual(self.party.log_size(), size)
        self.check_found(documents)
        self.run_cli("audit", server=self.server)

    def check_path(self, path, document):
        """A path leads to a value of the document, or to a member that is missing in one."""
        self.assertRegex(path, r"^\$(\.[^.\[\]]+|\[\d+\]|\['[^']+'\])*$")
        steps = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]|\['([^']+)'\]", path)
        value = document
        for number, (name, index, quoted) in enumerate(steps):
            is_last = number == len(steps) - 1
            if index:
                self.assertIsInstance(value, list, path)
                value = value[int(index)]
            elif is_last and (name or quoted) not in value:
                self.assertIsInstance(value, dict, path)
            else:
                value = value[name or quoted]

    def check_problem(self, answer, document):
        self.assertTrue(400 <= answer.status < 500, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json()
        self.assertEqual(problem["type"], "epcisException:ValidationException")
        self.assertEqual(problem["status"], Decimal(answer.status))
        self.assertGreater(len(problem["faults"]), 0)
        for fault in [problem, *problem["faults"]]:
            self.check_path(fault["where"], document)
            self.assertGreater(len(fault["detail"].split()), 3, fault)
        return problem

    def test_invalid_documents_are_refused_at_their_place_and_leave_nothing(self):
        files = self.documents("Invalid")
        self.ready()
        before = self.party.get("/log/checkpoint").body
        for file in files:
            with self.subTest(file=file.name):
                body = file.read_bytes()
                document = exact_json(body)
                problem = self.check_problem(self.party.post("/epcis/capture", body, "application/ld+json"), document)
                _, told = self.run_cli("post", file, *self.as_party, "--receipts", "refused", server=self.server, expect=1)
                for fault in problem["faults"]:
                    self.assertIn(fault["where"], told)
                    self.assertIn(fault["detail"], told)
                self.assertIn(file.name, told)
                self.assertEqual(list((self.folder / "refused").glob("*")), [])
        self.assertEqual(self.party.get("/log/checkpoint").body, before)


if __name__ == "__main__":
    main()
