#!/usr/bin/env python3
"""Proof files and audits: what holds is accepted without the server, and what was changed anywhere is a doubt."""

import json
import random
import shutil

from clients import SEED, Client, PartyTest, document, main, quote

FARM, PLANT = "https://id.gs1.org/417/9521321000001", "https://id.gs1.org/417/9521321000100"
FARM_PLACE, PLANT_PLACE = "https://id.gs1.org/414/9521321000018", "https://id.gs1.org/414/9521321000117"
MILK, YOGURT = "https://id.gs1.org/01/09521321000018/10/MILK", "https://id.gs1.org/01/09521321000124/10/YOG"
POSITIONS = 200


def event(kind, hour, place, **more):
    return {"type": kind, "eventTime": f"2026-01-02T{hour:02}:00:00Z", "eventTimeZoneOffset": "+00:00", "readPoint": {"id": place},
            "bizLocation": {"id": place}, **more}


def quantity(item, amount):
    return [{"epcClass": item, "quantity": amount, "uom": "KGM"}]


class Verify(PartyTest):
    def chain(self):
        """Milk is made, sent, received and becomes yogurt; four statements of two parties."""
        self.server = self.start()
        farm = self.admit(self.server, FARM, "farm", FARM_PLACE, "producer")
        plant = self.admit(self.server, PLANT, "plant", PLANT_PLACE)
        steps = [(farm, event("ObjectEvent", 6, FARM_PLACE, action="ADD", bizStep="commissioning", quantityList=quantity(MILK, 500.5))),
                 (farm, event("ObjectEvent", 7, FARM_PLACE, action="OBSERVE", bizStep="shipping", quantityList=quantity(MILK, 500.5))),
                 (plant, event("ObjectEvent", 9, PLANT_PLACE, action="OBSERVE", bizStep="receiving", quantityList=quantity(MILK, 500.5))),
                 (plant, event("TransformationEvent", 10, PLANT_PLACE, bizStep="commissioning", inputQuantityList=quantity(MILK, 500.5),
                               outputQuantityList=quantity(YOGURT, 480)))]
        for number, (as_party, step) in enumerate(steps):
            self.run_cli("post", self.write(f"{number}.json", document(step)), *as_party, "--receipts", "receipts", server=self.server)
        return steps

    def downloaded(self):
        proof, key = self.folder / "yogurt.stproof", self.folder / "log.vkey"
        proof.write_bytes(self.server.get("/proof?id=" + quote(YOGURT)))
        key.write_bytes(self.server.get("/log/vkey"))
        return proof, key

    def refused(self, bytes_, key):
        path = self.folder / "changed.stproof"
        path.write_bytes(bytes_)
        _, told = self.run_cli("verify", path, "--vkey", key, expect=1)
        self.assertIn("NOT VERIFIED", told)

    def test_a_statement_that_does_not_hold_takes_nothing_from_the_others(self):
        self.chain()
        proof, key = self.downloaded()
        lines = proof.read_text().split("\n")
        last = max(n for n, line in enumerate(lines) if line.startswith("statement "))
        jws, rest = lines[last].split("~", 1)
        lines[last] = jws[:-1] + ("A" if jws[-1] != "A" else "Q") + "~" + rest
        changed = self.write("changed.stproof", "\n".join(lines))
        told, _ = self.run_cli("verify", changed, "--vkey", key, "--json", expect=1)
        told = json.loads(told)
        self.assertEqual(told["verdict"], "partly verified")
        self.assertEqual(len(told["refused"]), 1)
        self.assertIn("not in the signed tree", told["refused"][0]["detail"])
        self.assertGreater(len(told["statements"]), 3)

    def test_a_proof_file_holds_without_the_server_and_no_change_of_it_does(self):
        self.chain()
        proof, key = self.downloaded()
        self.assertEqual(self.server.stop(), 0)
        told = self.cli_json("verify", proof, "--vkey", key)
        self.assertEqual(told["verdict"], "verified")
        events = [each for each in told["statements"] if each["kind"] == "events"]
        self.assertEqual([each["issuer"] for each in events], [FARM, FARM, PLANT, PLANT])
        self.assertEqual(events[3]["events"][0]["type"], "TransformationEvent")
        self.assertNotIn("500.5", proof.read_text() + json.dumps(told))  # Volumes are nobody's business.
        print(f"STOCKTRAIL_SEED={SEED}")
        choose = random.Random(SEED)
        good = proof.read_bytes()
        for step in range(POSITIONS):
            at = step * len(good) // POSITIONS
            with self.subTest(at=at):
                self.refused(good[:at] + bytes([good[at] ^ (1 << choose.randrange(8))]) + good[at + 1:], key)
        for bytes_ in (b"", good[:-1], good + b"\n", good[:len(good) // 2], good + good, good.replace(b"\n", b"\r\n"), good[1:]):
            self.refused(bytes_, key)

    def test_another_logs_key_does_not_open_it(self):
        self.chain()
        proof, _ = self.downloaded()
        self.server.stop()
        shutil.move(self.server.data, self.folder / "first")
        shutil.move(str(self.server.data) + ".guard", self.folder / "first.guard")
        other = self.folder / "other.vkey"
        other.write_bytes(self.start().get("/log/vkey"))
        self.run_cli("verify", proof, "--vkey", other, expect=1)

    def test_receipts_and_tlog_proofs_hold(self):
        self.chain()
        _, key = self.downloaded()
        receipts = sorted((self.folder / "receipts").glob("*.receipt.json"))
        receipt = json.loads(receipts[2].read_text())
        tlog = self.folder / "2.tlog-proof"
        tlog.write_bytes(self.server.get(f"/statements/{receipt['index']}/proof"))
        self.server.stop()
        self.assertEqual(self.cli_json("verify", receipts[2], "--vkey", key)["index"], receipt["index"])
        self.assertEqual(self.cli_json("verify", tlog, "--entry", receipt["entry"], "--vkey", key)["index"], receipt["index"])
        other = json.loads(receipts[1].read_text())
        self.run_cli("verify", tlog, "--entry", other["entry"], "--vkey", key, expect=1)
        for name in ("blind", "proof"):
            swapped = self.write("swapped.receipt.json", {**receipt, name: other[name]})
            statement = str(receipts[2]).replace(".receipt.json", ".statement")
            self.run_cli("verify", swapped, "--statement", statement, "--vkey", key, expect=1)

    def test_audits_of_the_live_log_and_of_the_stopped_directory(self):
        steps = self.chain()
        size = Client(self.server.address).log_size()
        live = self.cli_json("audit", "--state", "seen", server=self.server)
        self.assertEqual((live["verdict"], live["audit"]["size"]), ("good", size))
        self.write("auditor.token", self.token(self.server, PLANT, "auditor"))
        (self.folder / "auditor.token").chmod(0o600)
        opened = self.cli_json("audit", "--state", "seen", "--token-file", "auditor.token", server=self.server)
        self.assertEqual((opened["audit"]["statements"], opened["audit"]["consistentWithSize"]), (size + 1, size))
        self.assertEqual(self.server.stop(), 0)
        stopped = self.cli_json("audit", self.server.data)
        self.assertEqual((stopped["verdict"], stopped["audit"]["size"], stopped["audit"]["statements"]), ("good", size + 1, size + 1))
        self.assertEqual(stopped["audit"]["events"], len(steps))

    def test_a_directory_with_a_changed_byte_is_a_doubt(self):
        self.chain()
        self.assertEqual(self.server.stop(), 0)
        files = [path for path in sorted(self.server.data.rglob("*")) if path.suffix in (".sst", ".log") and path.stat().st_size > 0]
        self.assertGreater(len(files), 0)
        for path in files:
            damaged = self.folder / "damaged"
            shutil.copytree(self.server.data, damaged)
            target = damaged / path.relative_to(self.server.data)
            bytes_ = bytearray(target.read_bytes())
            bytes_[len(bytes_) // 2] ^= 1
            target.write_bytes(bytes_)
            with self.subTest(file=path.name):
                out, told = self.run_cli("audit", damaged, expect=1)
                self.assertGreater(len(out + told), 0)
            shutil.rmtree(damaged)
        self.run_cli("audit", self.server.data)

    def test_an_audit_beside_a_running_server_is_refused_and_does_not_disturb_it(self):
        self.chain()
        self.run_cli("audit", self.server.data, expect=3)
        self.server.get("/readyz")
        self.admit(self.server, "urn:x-test:late", "late")
        self.assertEqual(self.server.stop(), 0)
        self.run_cli("audit", self.server.data)


if __name__ == "__main__":
    main()
