#!/usr/bin/env python3
"""Every EPCIS document of the shared data through the real programs: what is valid comes back with all its facts, by its eventID and
by each of its identifiers in any spelling; what is not is refused at its place and leaves no trace."""

import re
import urllib.parse
from decimal import Decimal

from clients import Client, PartyTest, exact_json, main, quote
from programs import data_files

CAPTURE = "epcis/2.0/EPCIS/JSON/Capture"
PARTY = "https://id.gs1.org/417/9521321000001"
# Sensor data only: events with neither an identifier nor an eventID have no name by which a reader could ask for them.
NAMELESS = {("SensorData_with_combined_events.json", 2), ("SensorData_with_combined_events.json", 5)}
# Their GRAIs have wrong check digits, so they are names of somebody's own.
OWN_URIS = {"https://id.example.com/8003/030013450007718765", "https://id.example.com/8003/952012200000001004"}
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


def gtin(company, item):
    return with_check_digit(item[0] + company + item[1:])


# Of each EPC scheme: how many fields follow the company prefix, and which elements they make.
SCHEMES = {
    "sgtin": (2, lambda company, item, serial: [("01", gtin(company, item)), ("21", serial)]),
    "lgtin": (2, lambda company, item, lot: [("01", gtin(company, item)), ("10", lot)]),
    "upui": (2, lambda company, item, extension: [("01", gtin(company, item)), ("235", extension)]),
    "itip": (4, lambda company, item, piece, total, serial: [("8006", gtin(company, item) + piece + total), ("21", serial)]),
    "sscc": (1, lambda company, reference: [("00", with_check_digit(reference[0] + company + reference[1:]))]),
    "grai": (2, lambda company, kind, serial: [("8003", "0" + with_check_digit(company + kind) + serial)]),
    "giai": (1, lambda company, asset: [("8004", company + asset)]),
    "gsrn": (1, lambda company, reference: [("8018", with_check_digit(company + reference))]),
    "gsrnp": (1, lambda company, reference: [("8017", with_check_digit(company + reference))]),
    "gdti": (2, lambda company, kind, serial: [("253", with_check_digit(company + kind) + serial)]),
    "sgcn": (2, lambda company, coupon, serial: [("255", with_check_digit(company + coupon) + serial)]),
    "cpi": (2, lambda company, part, serial: [("8010", company + part), ("8011", serial)]),
    "ginc": (1, lambda company, consignment: [("401", company + consignment)]),
    "gsin": (1, lambda company, shipment: [("402", with_check_digit(company + shipment))]),
}


def elements_of(identifier):
    """Application identifiers and values, written from the GS1 Tag Data Standard 1.13 and not from our code; None of a type that is not told here."""
    link = re.fullmatch(r"https?://id\.[^/]+/(\d.*)", identifier)
    if link:
        parts = [urllib.parse.unquote(part) for part in link[1].split("/")]
        return list(zip(parts[::2], parts[1::2]))
    urn = re.fullmatch(r"urn:epc:(?:id|class|idpat):(\w+):(\d+)\.(.*)", identifier)
    if not urn or urn[1] not in SCHEMES:
        return None
    scheme, company, rest = urn.groups()
    fields, elements = SCHEMES[scheme]
    values = [urllib.parse.unquote(value) for value in rest.split(".", fields - 1)]
    # A pattern whose last field is any serial stands for the class.
    return [(ai, value.removesuffix("*")) for ai, value in elements(company, *values) if value != "*"]


def spellings_of(identifier):
    if identifier in OWN_URIS:
        return [identifier]
    elements = elements_of(identifier)
    assert elements, f"how else is {identifier} spelled? Tell it in SCHEMES"
    path = "/".join(f"{ai}/{quote(value)}" for ai, value in elements)
    return [identifier, "https://id.gs1.org/" + path, "https://shop.example/some/way/" + path, "".join(f"({ai}){value}" for ai, value in elements)]


def header_of(document):
    """What a document says beside its events, if that is more than every document says; None of an event that came alone."""
    header = {k: v for k, v in document.items() if k not in ("@context", "epcisBody")}
    return header if "epcisBody" in document and header.keys() > {"type", "schemaVersion", "creationDate"} else None


# What an answer adds to an event: the repository's members of EPCIS, and ours.
ADDED = ("eventID", "stocktrail:issuer", "stocktrail:statement", "stocktrail:document", "stocktrail:partial")


def facts(shown, event):
    """What is shown without the members that an answer adds or sets."""
    return {name: value for name, value in shown.items() if name not in ("recordTime", "@context") and (name in event or name not in ADDED)}


def same(shown, event):
    return facts(shown, event) == facts(event, event)


# Has the eventID, a hash, of another event of these files.
CONFLICTS = {"AssociationEvent_with_sensorData.json"}


def listed(value):
    return value if isinstance(value, list) else [value]


class Capture(PartyTest):
    maxDiff = None

    def documents(self, *folders):
        return [file for folder in folders for file in data_files(self, f"{CAPTURE}/{folder}", "*.json")]

    def ready(self):
        self.repeats = {}  # Of each file the events that files before it hold.
        self.server = self.start()
        self.as_party = self.admit(self.server, PARTY, "maker")
        self.run_cli("policy", "add", "--id", "hold", "--type", "custodial", "--for", PARTY, *self.operator, server=self.server)
        self.party = Client(self.server.address, self.token(self.server, PARTY))
        self.auditor = Client(self.server.address, self.token(self.server, PARTY, "auditor"))

    def check_context(self, shown, *declared):
        """JSON-LD wants strings and objects in the list, and what document and event declared must be among them."""
        given = listed(shown.get("@context", []))
        for entry in given:
            self.assertIsInstance(entry, (str, dict), f"no list in a list: {given}")
        for entry in [entry for each in declared for entry in listed(each.get("@context", []))]:
            if isinstance(entry, dict):
                self.assertIn(entry, given)

    def by_id(self, reader, event_id, event):
        answer = reader.get("/epcis/events/" + quote(event_id))
        self.assertEqual(answer.status, 200, answer.body)
        shown = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return [each for each in shown if same(each, event)]

    def check_by_id(self, event_id, event, document):
        for reader in (self.party, self.auditor):
            found = self.by_id(reader, event_id, event)
            self.assertTrue(found, f"{event_id} does not give {event}")
            for each in found:
                self.assertEqual(each["stocktrail:issuer"], PARTY)
                self.assertNotIn("stocktrail:partial", each)
            # An event that two files hold is stated once, and an event that came alone has no document.
            same_document = [each for each in found if each.get("stocktrail:document") == header_of(document)]
            if header_of(document) is not None:
                self.assertTrue(same_document, f"{header_of(document)} is beside none of {found}")
            self.check_context((same_document or found)[-1], document, event)

    def check_by_identifiers(self, event):
        """Gives the eventID that the server knows the event by. Of an event that was stated twice, a journey lists one."""
        event_id = event.get("eventID")
        for identifier in identifiers_of(event):
            for spelling in spellings_of(identifier):
                answer = self.auditor.get("/trace?id=" + quote(spelling))
                self.assertEqual(answer.status, 200, f"{spelling}: {answer.body}")
                trace = answer.json()
                self.assertTrue(trace["complete"])
                found = [each["eventID"] for each in trace["events"] if same(each["shown"], event)]
                if not found:
                    self.twins += 1
                    found = [each["eventID"] for each in trace["events"] if self.by_id(self.auditor, each["eventID"], event)]
                # Without an eventID of its own it has the hash; the same facts may have been stated under other ids too.
                event_id = event_id or next((each for each in found if each.startswith("ni:///")), None)
                self.assertIn(event_id, found, f"{spelling} does not lead to the event {event}")
                self.searches += 1
        return event_id

    def check_found(self, documents):
        self.searches = self.twins = events = 0
        nameless = set()
        for file, document in documents:
            for number, event in enumerate(events_of(document)):
                with self.subTest(file=file.name, event=number):
                    events += 1
                    try:
                        event_id = self.check_by_identifiers(event)
                        if event_id:
                            self.check_by_id(event_id, event, document)
                    except AssertionError:
                        if not self.repeats.get(file):
                            raise
                        self.repeats[file] -= 1  # Shown as the file before spelt it.
                        continue
                    if not event_id:
                        nameless.add((file.name, number))
        self.assertEqual(nameless, NAMELESS)
        print(f"{len(documents)} documents, {events} events, {self.searches} searches ({self.twins} by a twin), {len(nameless)} events without a name")

    def test_signed_by_the_partys_own_key(self):
        files = self.documents("Documents", "Events")
        self.ready()
        documents = [(file, exact_json(file.read_text(encoding="utf-8"))) for file in files]
        for file, document in documents:
            with self.subTest(file=file.name):
                before = self.party.log_size()
                receipts = f"{file.parent.name}-{file.name}"
                if file.name in CONFLICTS:
                    self.run_cli("post", file, *self.as_party, "--receipts", receipts, server=self.server, expect=1)
                    continue
                told = self.cli_json("post", file, *self.as_party, "--receipts", receipts, server=self.server)
                self.repeats[file] = told["eventsRepeated"]
                if told["sent"] == 0:  # Two files may hold the same events.
                    self.assertEqual((told["repeated"], self.party.log_size()), (1, before))
                    continue
                self.assertEqual((told["sent"], self.party.log_size()), (1, before + 1))
                statement = next((self.folder / receipts).glob("*.statement")).read_bytes()
                kept = self.party.get(f"/statements/{told['receipts'][0]['index']}")
                self.assertEqual(kept.body, statement)  # As it came, byte for byte.
                stored = [each["event"] for each in exact_json(kept.body)["events"]]
                header = header_of(document)
                if header is not None:
                    self.assertEqual(stored.pop(), header)
                for one, other in zip(stored, events_of(document), strict=True):
                    self.assertEqual({k: v for k, v in one.items() if k in other or k not in ("eventID", "@context")}, other)
        self.check_found([each for each in documents if each[0].name not in CONFLICTS])
        self.run_cli("audit", server=self.server)

    def test_captured_with_a_custodial_token(self):
        files = self.documents("Documents", "Events")
        self.ready()
        documents = [(file, exact_json(file.read_text(encoding="utf-8"))) for file in files]
        for file, _ in documents:
            with self.subTest(file=file.name):
                body = file.read_bytes()
                first = self.party.post("/epcis/capture", body, "application/ld+json")
                if file.name in CONFLICTS:
                    self.assertEqual((first.status, first.json()["where"]), (409, "$.epcisBody.eventList[0].eventID"))
                    continue
                self.assertEqual(first.status, 202, first.body)
                job = self.party.get(first.headers["Location"]).json()
                self.assertEqual((job["running"], job["success"], job["errors"]), (False, True, []))
                self.repeats[file] = sum("repeats" in event for event in job["stocktrail:events"])
                size = self.party.log_size()
                again = self.party.post("/epcis/capture", body, "application/json")
                self.assertEqual((again.status, again.headers["Location"]), (202, first.headers["Location"]))
                self.assertEqual(self.party.log_size(), size)
        self.check_found([each for each in documents if each[0].name not in CONFLICTS])
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
                self.assertEqual(list((self.folder / "refused").glob("0*")), [])
        self.assertEqual(self.party.get("/log/checkpoint").body, before)


if __name__ == "__main__":
    main()
