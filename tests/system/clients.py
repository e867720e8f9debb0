"""Clients for the system tests that speak HTTP themselves, and a party that is admitted and may sign."""

import decimal
import http.client
import json
import os
import random
import ssl
import sys
import unittest
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from programs import BIN, ProgramTest

# As tests/support/seed.h: the same draws in each run, unless others are asked for.
SEED = os.environ.get("STOCKTRAIL_SEED", "20261130")
SEED = random.SystemRandom().randrange(2**32) if SEED == "random" else int(SEED)
GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SEEDED = "application/vnd.stocktrail.statement+json"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        """Numbers with all their digits, and no name twice."""
        return exact_json(self.body)


def exact_json(text):
    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"a name stands twice: {names}"
        return dict(pairs)

    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal, object_pairs_hook=once)


class Client:
    """One connection that is kept; a broken one is opened anew at the next request."""

    def __init__(self, address, token=None, ca_file=None):
        parts = urllib.parse.urlsplit(address)
        if parts.scheme == "https":
            self.connection = http.client.HTTPSConnection(parts.netloc, timeout=60, context=ssl.create_default_context(cafile=ca_file))
        else:
            self.connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method, path, body=None, media_type=None, **headers):
        headers = {**self.headers, **headers, **({"Content-Type": media_type} if media_type else {})}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def get(self, path, **headers):
        try:
            return self.ask("GET", path, **headers)
        except http.client.RemoteDisconnected:  # Nothing was asked for a minute, and the server hung up.
            return self.ask("GET", path, **headers)

    def post(self, path, body, media_type="application/json", **headers):
        return self.ask("POST", path, body if isinstance(body, (bytes, str)) else json.dumps(body), media_type, **headers)

    def log_size(self):
        return int(self.get("/log/checkpoint").body.split(b"\n")[1])


def quote(identifier):
    return urllib.parse.quote(identifier, safe="")


def tiny_event(number):
    return {"type": "ObjectEvent", "eventTime": "2026-01-02T10:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "OBSERVE",
            "eventID": f"urn:x-test:{number}", "epcList": [f"https://id.gs1.org/01/09521141012345/21/S{number}"]}


def document(*events):
    return {"@context": [GS1_CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-01-02T12:00:00Z",
            "epcisBody": {"eventList": list(events)}}


class PartyTest(ProgramTest):
    """A running server with parties; `operator` are the options with which the command line acts as the operator."""

    def start(self, *options):
        server = self.serve(*options)
        self.operator = ("--token-file", server.data / "operator.token")
        return server

    def admit(self, server, party, name, place=None, role="manufacturer"):
        """With a key of its own; gives the options with which the command line signs for it."""
        key = f"{name}.key"
        self.run_cli("key", "new", key)
        places = ("--place", f"{place}={name}") if place else ()
        self.run_cli("party", "add", "--id", party, "--name", name, "--role", role, "--public-key", self.public_key(key), *places, *self.operator, server=server)
        return ("--party", party, "--key", key)

    def token(self, server, party, role="party"):
        if role == "auditor":
            self.run_cli("policy", "add", "--id", f"grant-{len(party)}", "--type", "grant", "--for", party, *self.operator, server=server)
        return self.run_cli("token", "new", "--for", party, "--role", role, *self.operator, server=server)[0].strip()

    def write(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    def signed(self, events, as_party, folder="signed"):
        """Signs each event alone; gives the statements in this order."""
        inputs = self.folder / (folder + "-documents")
        inputs.mkdir()
        paths = []
        for number, event in enumerate(events):
            paths.append(inputs / f"{number:08}.json")
            paths[-1].write_text(json.dumps(document(event)))
        out = self.folder / folder
        for first in range(0, len(paths), 10_000):  # The system limits the length of a command line.
            self.run_cli("sign", *paths[first:first + 10_000], *as_party, "--out", out)
        statements = [path.read_bytes() for path in sorted(out.glob("*.statement"))]
        assert len(statements) == len(events)
        return statements


def main():
    """Status 77 where every test was skipped, so that the suite says so."""
    # Sockets that a test leaves to the end of the process are no concern of its reader.
    outcome = unittest.main(module="__main__", exit=False, warnings="ignore").result
    if not outcome.wasSuccessful():
        sys.exit(1)
    for _, reason in outcome.skipped:
        print(f"skipped: {reason}")
    sys.exit(77 if outcome.testsRun and len(outcome.skipped) == outcome.testsRun else 0)


__all__ = ["Answer", "BIN", "Client", "GS1_CONTEXT", "Path", "PartyTest", "SEED", "SEEDED", "document", "exact_json", "main", "quote", "tiny_event"]
