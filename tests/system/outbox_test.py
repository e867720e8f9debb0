#!/usr/bin/env python3
"""The folder of statements and receipts: what is refused, what is there already, which log it belongs to, and who may use it."""

import fcntl
import http.server
import json
import threading
import time
import unittest
import urllib.error
import urllib.request

from clients import PartyTest, document, tiny_event

PARTY = "https://id.gs1.org/417/9521321000001"
OTHER = "https://id.gs1.org/417/9521321000100"
PLACE = "https://id.gs1.org/414/9521321000018"
REFUSED, UNREACHABLE = 1, 3


class Between(http.server.BaseHTTPRequestHandler):
    """Between the command line and a server: `answer` may say something else than the server does."""

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def pass_on(self, body):
        said = self.server.answer(self.command, self.path, body)
        if said is None:
            headers = {"Content-Type": self.headers["Content-Type"]} if body is not None else {}
            try:
                with urllib.request.urlopen(urllib.request.Request(self.server.behind + self.path, body, headers)) as answer:
                    said = answer.status, answer.read()
            except urllib.error.HTTPError as answer:
                said = answer.code, answer.read()
        self.send_response(said[0])
        self.send_header("Content-Length", str(len(said[1])))
        self.end_headers()
        self.wfile.write(said[1])

    def log_message(self, *_):
        pass


class Front:
    def __init__(self, address):
        self.address = address


def problem(detail, where=""):
    return json.dumps({"type": "urn:stocktrail:problem:conflict", "detail": detail, "where": where}).encode()


class OutboxTest(PartyTest):
    def between(self, server, answer):
        middle = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
        middle.behind, middle.answer = server.address, answer
        threading.Thread(target=middle.serve_forever, daemon=True).start()
        self.addCleanup(middle.server_close)
        self.addCleanup(middle.shutdown)
        return Front(f"http://127.0.0.1:{middle.server_port}")

    def posting(self, server, status, body):
        """A server that answers statements so, and all else as the one behind it."""
        return self.between(server, lambda method, path, _: (status, body) if path == "/statements" and method == "POST" else None)

    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.as_farm = self.admit(self.server, PARTY, "farm", PLACE)

    def document(self, name, *events):
        return self.write(name, document(*events))

    def post(self, *arguments, folder="receipts", server=None, **how):
        return self.run_cli("post", *arguments, "--receipts", folder, server=server or self.server, **how)

    def posted(self, *arguments, **how):
        return json.loads(self.post(*arguments, "--json", **how)[0])

    def names(self, folder="receipts"):
        return sorted(path.name[9:].split(".", 1)[1] for path in (self.folder / folder).glob("0*"))

    def receipt(self):
        return next((self.folder / "receipts").glob("*.receipt.json"))


class Conflicts(OutboxTest):
    def test_only_the_same_content_counts_as_there_already(self):
        good = self.document("good.json", tiny_event(1))
        self.post(good, *self.as_farm, folder="first")
        time.sleep(1.1)  # Signed at another second it has other bytes.
        self.assertEqual(self.posted(good, *self.as_farm)["repeated"], 1)
        key = self.folder / "log.vkey"
        key.write_bytes(self.server.get("/log/vkey"))
        _, err = self.run_cli("verify", self.receipt(), "--vkey", key, expect=REFUSED)
        self.assertIn("only notes", err)
        self.assertNotIn("blind", err)

    def test_another_conflict_is_a_refusal(self):
        good = self.document("good.json", tiny_event(1))
        for number, where in enumerate(("$.party.keys[0]", "$.events[0]", "")):
            with self.subTest(where=where):
                folder = f"conflict{number}"
                _, err = self.post(good, *self.as_farm, folder=folder, server=self.posting(self.server, 409, problem("It is taken.", where)), expect=REFUSED)
                self.assertIn("0 sent, 1 refused: ", err)
                self.assertIn("It is taken.", err)
                self.assertEqual(self.names(folder), ["refused", "refused.json"])

    def test_an_id_that_is_no_digest_of_its_content_is_no_repeat(self):
        self.run_cli("sign", self.document("good.json", tiny_event(1)), *self.as_farm, "--out", "signed")
        statement = next((self.folder / "signed").glob("*.statement"))
        claim = self.write("claim.json", {"id": PARTY, "name": "Farm"})  # Its id is random.
        taken = self.posting(self.server, 409, problem("Another with the same jti.", "$.jti"))
        self.assertEqual(self.posted(statement, folder="a", server=taken)["repeated"], 1)
        self.run_cli("party", "add", "--from", claim, "--as-itself", *self.as_farm, server=taken, expect=REFUSED)


class Refusals(OutboxTest):
    def setUp(self):
        super().setUp()
        # A place of another party, where no policy lets ours report.
        self.run_cli("party", "add", "--id", OTHER, "--name", "Shop", "--place", "https://id.gs1.org/414/9521321000995=Shop", *self.operator, server=self.server)

    def bad(self, number=9):
        return {**tiny_event(number), "readPoint": {"id": "https://id.gs1.org/414/9521321000995"}}

    def test_the_others_go_on_and_the_refused_one_is_set_aside(self):
        files = [self.document("one.json", tiny_event(1)), self.document("bad.json", self.bad()), self.document("two.json", tiny_event(2))]
        _, err = self.post(*files, *self.as_farm, expect=REFUSED)
        self.assertIn("2 sent, 1 refused: ", err)
        self.assertIn("bad.json: ", err)
        self.assertIn("Correct what is named, and give the command again.", err)
        self.assertEqual(self.names(), ["receipt.json", "receipt.json", "refused", "refused.json", "statement", "statement"])
        reason = json.loads(next((self.folder / "receipts").glob("*.refused.json")).read_text())
        self.assertIn("detail", reason)
        self.assertIn("where", reason)
        told = self.posted()  # What was refused does not wait.
        self.assertEqual((told["sent"], told["refused"]), (0, []))
        again = self.posted(*files, *self.as_farm, expect=REFUSED)
        self.assertEqual((again["sent"], again["repeated"], len(again["receipts"]), len(again["refused"])), (0, 2, 2, 1))
        self.assertTrue(again["refused"][0]["document"].endswith("bad.json"))
        self.assertEqual(len([name for name in self.names() if name == "refused"]), 1)
        self.run_cli("policy", "add", "--id", "p", "--type", "reporting", "--for", PARTY, "--places-of", OTHER, *self.operator, server=self.server)
        self.assertEqual(self.posted(*files, *self.as_farm)["sent"], 1)
        self.assertNotIn("refused", self.names())

    def test_a_wrong_key_blocks_nothing(self):
        good = self.document("good.json", tiny_event(1))
        self.run_cli("key", "new", "stranger.key")
        self.post(good, "--party", PARTY, "--key", "stranger.key", expect=REFUSED)
        self.assertEqual(self.posted(good, *self.as_farm)["sent"], 1)

    def test_an_unsent_one_is_signed_anew_with_another_key(self):
        good = self.document("good.json", tiny_event(1))
        self.run_cli("key", "new", "stranger.key")
        self.run_cli("sign", good, "--party", PARTY, "--key", "stranger.key", "--out", "receipts")
        self.assertEqual(self.posted(good, *self.as_farm)["sent"], 1)
        self.assertEqual(self.names(), ["receipt.json", "statement"])

    def test_what_concerns_the_session_blames_no_statement(self):
        good = self.document("good.json", tiny_event(1))
        for status in (401, 404, 405):
            with self.subTest(status=status):
                _, err = self.post(good, *self.as_farm, server=self.posting(self.server, status, problem("Not here.")), expect=REFUSED)
                self.assertIn("Not here.", err)
                self.assertRegex(err, "stocktrail post --server http://[^ ]+ --receipts receipts`")
                self.assertEqual(self.names(), ["statement"])
        self.assertEqual(self.posted()["sent"], 1)

    def test_what_may_rest_on_a_refused_claim_waits(self):
        good = self.document("good.json", tiny_event(1))
        plant = self.admit(self.server, OTHER, "plant")
        self.run_cli("sign", good, *self.as_farm, "--out", "receipts")
        statement = next((self.folder / "receipts").glob("*.statement"))
        statement.rename(statement.with_name("00000005" + statement.name[8:]))
        self.run_cli("sign", self.document("other.json", tiny_event(2)), *plant, "--out", "receipts")
        claim = self.claim()
        (self.folder / "receipts" / f"00000001-{'A' * 22}.statement").write_bytes(claim)

        def refuse_claims(method, path, body):
            return (400, problem("No such product.", "$.product")) if path == "/statements" and body == claim else None

        told = self.posted(server=self.between(self.server, refuse_claims), expect=REFUSED)
        self.assertEqual((told["sent"], told["held"], len(told["refused"])), (1, 1, 1))
        self.assertEqual(self.posted()["sent"], 1)

    def claim(self):
        """A product statement of the farm, as the command line sends it."""
        sent = []

        def keep(method, path, body):
            return (sent.append(body), (400, problem("Kept.")))[1] if path == "/statements" else None

        self.run_cli("product", "add", "--id", "(01)09521141012345", "--name", "Milk", *self.as_farm, server=self.between(self.server, keep), expect=REFUSED)
        return sent[0]

    def test_an_import_that_was_refused_may_be_corrected(self):
        mapping = self.write("map.toml", '[rows]\ntime = "When"\ntime_format = "%Y-%m-%d"\ntime_offset = "+00:00"\n[event]\nid = "urn:x-test:{Id}"\n'
                             'item_epc = "https://id.gs1.org/01/09521141012345/21/{Id}"\naction = "OBSERVE"\nbiz_location = "https://id.gs1.org/414/{Where}"\n'
                             '[[rule]]\nname = "seen"\n')
        run = ("import", "rows.csv", "--mapping", mapping, *self.as_farm, "--receipts", "receipts")
        self.write("rows.csv", "When,Id,Where\n2026-01-02,1,9521321000995\n")
        self.run_cli(*run, server=self.server, expect=REFUSED)
        self.write("rows.csv", "When,Id,Where\n2026-01-02,1,9521321000018\n")
        self.assertEqual(self.cli_json(*run, server=self.server)["sent"], 1)
        self.write("rows.csv", "When,Id,Where\n2026-01-03,1,9521321000018\n")
        self.assertIn("was logged before", self.run_cli(*run, server=self.server, expect=REFUSED)[1])
        next((self.folder / "receipts").glob("*.receipt.json")).unlink()
        _, err = self.run_cli(*run, server=self.server, expect=REFUSED)
        self.assertNotIn("was logged before", err)
        self.assertIn("waits in ", err)


class Identity(OutboxTest):
    def test_two_issuers_may_use_the_same_id(self):
        self.run_cli("sign", self.document("good.json", tiny_event(1)), *self.as_farm, "--out", "signed")
        statement = next((self.folder / "signed").glob("*.statement"))
        plant = self.admit(self.server, OTHER, "plant")
        self.run_cli("sign", self.document("other.json", tiny_event(2)), *plant, "--out", "receipts")
        others = next((self.folder / "receipts").glob("*.statement"))
        others.rename(others.with_name(others.name[:9] + statement.name[9:]))  # As if it had the farm's id.
        self.assertEqual(self.posted(statement)["sent"], 2)

    def test_posting_again_gives_the_receipt(self):
        good = self.document("good.json", tiny_event(1))
        first = self.posted(good, *self.as_farm)
        again = self.posted(good, *self.as_farm)
        self.assertEqual((again["sent"], again["repeated"], again["receipts"]), (0, 1, first["receipts"]))

    def test_events_that_were_recorded_before_are_named_with_the_first(self):
        first = self.posted(self.document("first.json", tiny_event(1), tiny_event(2)), *self.as_farm)
        self.assertEqual([event["eventID"] for event in first["receipts"][0]["events"]], ["urn:x-test:1", "urn:x-test:2"])
        index = first["receipts"][0]["index"]
        again = self.posted(self.document("again.json", tiny_event(2), tiny_event(3)), *self.as_farm)
        self.assertEqual((again["sent"], again["eventsRepeated"]), (1, 1))
        self.assertEqual(again["receipts"][0]["events"], [{"eventID": "urn:x-test:2", "repeats": {"statement": index, "event": 1}}, {"eventID": "urn:x-test:3"}])
        out, _ = self.post(self.document("all.json", tiny_event(1)), *self.as_farm)
        self.assertIn("1 events were recorded before, and change nothing:\n", out)
        self.assertIn(f"  urn:x-test:1 (entry {index}, event 0)\n", out)

    def test_another_event_under_an_id_is_refused_with_its_field(self):
        self.post(self.document("first.json", tiny_event(1)), *self.as_farm)
        other = {**tiny_event(1), "eventTime": "2026-01-02T11:00:00Z"}
        _, err = self.post(self.document("other.json", tiny_event(2), other), *self.as_farm, expect=REFUSED)
        self.assertIn("$.events[1].eventID: ", err)
        self.assertIn("urn:x-test:1 (entry ", err)
        self.assertEqual(self.server.get("/epcis/events/urn:x-test:1").count(b'"ObjectEvent"'), 1)

    def test_a_declaration_of_what_is_not_there_is_said(self):
        declared = {**tiny_event(1), "errorDeclaration": {"declarationTime": "2026-01-03T00:00:00Z"}}
        out, _ = self.post(self.document("declared.json", declared), *self.as_farm)
        self.assertIn("urn:x-test:1: nothing with this id is recorded yet\n", out)

    def test_a_folder_belongs_to_one_log(self):
        good = self.document("good.json", tiny_event(1))
        self.post(good, *self.as_farm)
        self.server.stop()
        (self.folder / "second").mkdir()
        self.folder, first = self.folder / "second", self.folder
        new = self.start()
        self.folder = first
        _, err = self.post(good, *self.as_farm, server=new, expect=REFUSED)
        self.assertIn("This folder belongs to the log localhost/", err)
        self.assertIn("use another --receipts", err.lower())
        self.post(self.document("more.json", tiny_event(2)), *self.as_farm, server=new, expect=REFUSED)
        self.assertEqual(self.names(), ["receipt.json", "statement"])  # Nothing waits there for the other log.

    def test_a_server_has_one_folder_however_it_is_spelt(self):
        good = self.document("good.json", tiny_event(1))
        port = self.server.address.rsplit(":", 1)[1]
        sent = 0
        for address in (f"http://localhost:{port}", f"http://LOCALHOST:{port}/", f"HTTP://localhost:{port}//"):
            told = json.loads(self.run_cli("post", good, *self.as_farm, "--json", "--server", address)[0])
            sent += told["sent"]
            self.assertTrue(told["receiptsFolder"].endswith(f"/receipts/localhost:{port}"), told)
        self.assertEqual(sent, 1)
        for address in ("x", "http://", "http://host/path", "http://host:port", "http://:80"):
            self.assertIn("--server", self.run_cli("post", "--server", address, expect=2)[1])

    def test_one_process_at_a_time(self):
        (self.folder / "receipts").mkdir()
        with open(self.folder / "receipts" / ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("nother stocktrail uses this folder", self.post(expect=UNREACHABLE)[1])
        self.post()


class Silence(OutboxTest):
    def test_retries_are_told_and_what_is_kept(self):
        good = self.document("good.json", tiny_event(1))
        tries = []

        def busy(method, path, _):
            if path != "/statements":
                return None
            tries.append(path)
            return (503, b"") if len(tries) < 5 else None

        _, err = self.post(good, *self.as_farm, server=self.between(self.server, busy))
        self.assertIn("of 8", err)
        away = Front("http://127.0.0.1:9")
        _, err = self.post(self.document("more.json", tiny_event(2)), *self.as_farm, server=away, expect=UNREACHABLE)
        self.assertIn("no answer, try ", err)
        send_attempts_max = 8
        self.assertIn(f"try {send_attempts_max} of {send_attempts_max}", err)
        self.assertNotIn(f"try {send_attempts_max + 1}", err)
        self.assertIn(f"kept in receipts; `stocktrail post --server {away.address} --receipts receipts` sends it", err)


if __name__ == "__main__":
    unittest.main()
