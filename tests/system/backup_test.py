#!/usr/bin/env python3
"""Copies of a running server's data: consistent while it is written to, checked by an audit, and put back without forking the log."""

import json
import os
import shutil
import stat
import threading
from pathlib import Path

from clients import SEEDED, Client, PartyTest, main, tiny_event

PARTY = "https://id.gs1.org/417/9521321000001"
GOOD, DOUBT = 0, 1


class Backups(PartyTest):
    def begin(self, statements):
        self.backups = self.folder / "backups"
        server = self.start("--backups", self.backups)
        signed = self.signed([tiny_event(n) for n in range(statements)], self.admit(server, PARTY, "maker"))
        return server, signed

    def back_up(self, server):
        told = self.cli_json("backup", *self.operator, server=server)
        self.assertEqual(told["state"], "done")
        return self.backups / told["name"], told

    def post(self, server, statements):
        client = Client(server.address)
        return [client.post("/statements", statement, SEEDED) for statement in statements]

    def test_a_copy_of_a_busy_server_is_whole(self):
        server, statements = self.begin(400)
        picture = os.urandom(1000)
        import hashlib
        name = hashlib.sha256(picture).hexdigest()
        token = self.operator[1].read_text().strip()
        self.assertEqual(Client(server.address, token).ask("PUT", "/blobs/" + name, picture, "image/png").status, 201)
        receipts = []
        thread = threading.Thread(target=lambda: receipts.extend(self.post(server, statements)))
        thread.start()
        copies = [self.back_up(server) for _ in range(3)]
        thread.join()
        self.assertEqual({answer.status for answer in receipts}, {201})
        copies.append(self.back_up(server))
        self.assertEqual(copies[-1][1]["entries"], len(statements) + 2)
        for copy, told in copies:
            files = [path for path in copy.rglob("*") if path.is_file()]
            self.assertEqual(told["files"], len(files) - 1)
            self.assertEqual([str(path) for path in (copy, *copy.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077], [])
            audit = self.cli_json("audit", copy, expect=GOOD)
            self.assertEqual((audit["verdict"], audit["audit"]["size"]), ("good", told["entries"]))
            self.assertIn("checkpoint", audit["audit"])
            self.assertEqual((copy / "blobs" / name[:2] / name).read_bytes(), picture)
        self.assertEqual([path.name for path in server.data.glob("backup.db*")], [])
        self.assertEqual(server.stop(), 0)

    def test_an_audit_sees_what_was_changed_in_a_copy(self):
        server, statements = self.begin(3)
        self.post(server, statements)
        copy, _ = self.back_up(server)
        server.stop()
        self.run_cli("audit", copy)
        table = max((copy / "db").glob("*.sst"), key=lambda path: path.stat().st_size)

        def flip(path):
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)

        for change, named in ((lambda c: flip(c / table.relative_to(copy)), table.name), (lambda c: flip(c / "keys" / "operator.key"), "operator.key"),
                              (lambda c: (c / "operator.token").unlink(), "operator.token"), (lambda c: (c / "more").write_text("x"), "more")):
            with self.subTest(named=named):
                changed = self.folder / "changed"
                shutil.copytree(copy, changed)
                change(changed)
                audit = self.cli_json("audit", changed, expect=DOUBT)
                self.assertRegex(json.dumps(audit["doubts"]), named)
                out, err = self.run_cli("restore", changed, "--data", self.folder / "again", "--guard", self.folder / "none", expect=DOUBT)
                self.assertFalse((self.folder / "again").exists(), out + err)
                shutil.rmtree(changed)
        for lines in ((0, -1), (1, None)):  # A manifest that was cut.
            shutil.copytree(copy, self.folder / "changed")
            manifest = self.folder / "changed" / "manifest.jsonl"
            manifest.write_text("".join(manifest.read_text().splitlines(True)[slice(*lines)]))
            self.run_cli("audit", self.folder / "changed", expect=DOUBT)
            shutil.rmtree(self.folder / "changed")

    def test_a_line_of_the_manifest_has_a_limit(self):
        manifest_line_bytes_max = 16_384
        server, _ = self.begin(1)
        copy, _ = self.back_up(server)
        server.stop()
        manifest = copy / "manifest.jsonl"
        lines = manifest.read_text().splitlines()
        for width, outcome in ((manifest_line_bytes_max, 0), (manifest_line_bytes_max + 1, DOUBT)):
            manifest.write_text("\n".join([*lines[:-1], lines[-1].ljust(width)]) + "\n")
            self.run_cli("audit", copy, expect=outcome)

    def test_the_newest_copy_goes_on(self):
        server, statements = self.begin(4)
        first = self.post(server, statements[:2])
        copy, told = self.back_up(server)
        server.stop()
        shutil.rmtree(server.data)
        out, _ = self.run_cli("restore", copy, "--data", server.data)
        self.assertIn("start the server", out)
        self.assertIn("already", self.run_cli("restore", copy, "--data", server.data, expect=DOUBT)[1])
        server = self.serve()
        again = self.post(server, statements)
        self.assertEqual([answer.status for answer in again], [200, 200, 201, 201])
        self.assertEqual(again[0].json()["entry"], first[0].json()["entry"])
        server.stop()
        self.assertIn("GOOD: ", self.run_cli("audit", server.data)[0])

    def test_an_older_copy_is_refused_and_the_steps_are_told(self):
        server, statements = self.begin(3)
        self.post(server, statements[:1])
        copy, told = self.back_up(server)
        self.post(server, statements[1:])
        server.stop()
        self.run_cli("audit", copy)  # Yesterday's copy is good as what it is.
        shutil.rmtree(server.data)
        _, err = self.run_cli("restore", copy, "--data", server.data, expect=DOUBT)
        for text in (f"signed {told['entries'] + 2} entries", f"holds {told['entries']}", "fork", "The disk is gone"):
            self.assertIn(text, err)
        self.assertFalse(server.data.exists())

        # On a machine that knows nothing of the log nobody can tell, and the steps say so.
        out, _ = self.run_cli("restore", copy, "--data", self.folder / "elsewhere", "--guard", self.folder / "none")
        for text in ("no good guard", f"--adopt {told['entries']}", "checkpoint"):
            self.assertIn(text, out)
        manual = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text()
        self.assertIn("### The disk is gone", manual)

    def test_a_copy_with_old_tokens_lets_nobody_in_again(self):
        server, statements = self.begin(2)
        self.post(server, statements)
        stolen = self.token(server, PARTY)
        copy, told = self.back_up(server)
        listed = self.cli_json("token", "list", *self.operator, server=server)["tokens"]
        self.run_cli("token", "revoke", next(one["id"] for one in listed if one["role"] == "party"), *self.operator, server=server)
        self.assertEqual(Client(server.address, stolen).get("/parties").status, 401)
        server.stop()
        self.assertRegex(json.dumps(self.cli_json("audit", copy, "--guard", f"{server.data}.guard", expect=DOUBT)["doubts"]), "tokens which were revoked")
        shutil.rmtree(server.data)
        out, _ = self.run_cli("restore", copy, "--data", server.data)
        for text in ("newer copy", f"--adopt {told['entries']}", "revoked"):
            self.assertIn(text, out)
        server = self.serve()
        ready = Client(server.address).get("/readyz")
        self.assertEqual(ready.status, 503)
        self.assertIn(b"tokens which were revoked", ready.body)
        server.stop()
        server = self.serve("--adopt", str(told["entries"]))
        self.assertEqual(Client(server.address).get("/readyz").status, 200)
        self.assertEqual(Client(server.address, stolen).get("/parties").status, 401)
        self.assertEqual(Client(server.address, (copy / "operator.token").read_text().strip()).get("/tokens").status, 401)
        self.assertEqual(Client(server.address, (server.data / "operator.token").read_text().strip()).get("/tokens").status, 200)
        self.assertEqual({answer.status for answer in self.post(server, statements)}, {200})
        server.stop()
        self.assertEqual(self.serve().stop(), 0)
        self.assertIn("GOOD: ", self.run_cli("audit", server.data)[0])

    def test_copies_of_one_second_stand_side_by_side(self):
        server, _ = self.begin(1)
        names = [self.back_up(server)[1]["name"] for _ in range(6)]
        self.assertEqual(len(set(names)), 6)
        for name in names:
            self.run_cli("audit", self.backups / name)

    def test_what_copies_that_were_cut_off_left_is_removed_and_nothing_else(self):
        server, _ = self.begin(1)
        copy, _ = self.back_up(server)
        key_id = next(Path(f"{server.data}.guard").glob("*.guard")).stem
        ours, others = f"20261129T011500Z-2.{key_id}.part", ("20261129T011500Z-2.0badcafe.part", "mine.part")
        for name in (ours, *others):
            (self.backups / name / "db").mkdir(parents=True)
        self.back_up(server)
        self.assertEqual(len(list(self.backups.iterdir())), 2 + len(others))
        server.stop()
        (self.backups / ours).mkdir()
        (server.data / "backup.db").mkdir()
        server = self.serve("--backups", self.backups)
        self.assertEqual([(self.backups / ours).exists(), (server.data / "backup.db").exists()], [False, False])
        self.assertTrue(all((self.backups / name).is_dir() for name in (*others, copy.name)))

    def test_a_restore_that_was_cut_off_is_no_data_directory(self):
        server, _ = self.begin(1)
        copy, _ = self.back_up(server)
        server.stop()
        shutil.rmtree(server.data)
        shutil.copytree(copy, server.data)  # As far as it came.
        (server.data / "manifest.jsonl").unlink()
        shutil.rmtree(server.data / "keys")
        (server.data / "restoring").write_text("")
        with self.assertRaisesRegex(AssertionError, "restore again"):
            self.serve()
        self.run_cli("restore", copy, "--data", server.data)
        self.assertFalse((server.data / "restoring").exists())
        self.assertEqual(self.serve().stop(), 0)

    def test_a_disk_of_its_own_is_filled(self):
        server, _ = self.begin(1)
        copy, _ = self.back_up(server)
        server.stop()
        shutil.rmtree(server.data)
        (server.data / "lost+found").mkdir(parents=True)
        self.run_cli("restore", copy, "--data", server.data)
        self.assertEqual(self.serve().stop(), 0)

    def test_only_an_operator_and_only_where_there_is_a_place(self):
        server = self.start()
        _, err = self.run_cli("backup", *self.operator, server=server, expect=DOUBT)
        self.assertIn("--backups", err)
        self.assertEqual(Client(server.address).post("/backups", "").status, 401)
        self.admit(server, PARTY, "maker")
        party = Client(server.address, self.token(server, PARTY))
        self.assertEqual(party.post("/backups", "").status, 403)
        self.assertEqual(party.get("/backups/latest").status, 403)
        server.stop()
        (self.folder / "open").mkdir(mode=0o755)
        server = self.serve("--backups", self.folder / "open")
        _, err = self.run_cli("backup", *self.operator, server=server, expect=3)
        self.assertIn("chmod 700", err)


if __name__ == "__main__":
    main()
