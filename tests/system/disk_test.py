#!/usr/bin/env python3
"""A full disk: a real file system of some megabytes, and the real server. It turns read-only before the last megabytes, pages go on, it starts
on the full disk, and writes again once there is room and it was restarted; nothing that it acknowledged is lost."""

import os
import random
import subprocess
import sys
import time

from clients import SEEDED, Client, PartyTest, main, tiny_event

PARTY = "https://id.gs1.org/417/9521321000001"
MIB = 1 << 20
DISK_BYTES = 64 * MIB
READ_ONLY_BELOW_BYTES, RESERVE_BYTES = 12 * MIB, 4 * MIB
LIMITS = ("--disk-read-only-below-bytes", str(READ_ONLY_BELOW_BYTES), "--disk-reserve-bytes", str(RESERVE_BYTES))
IN_OWN_NAMESPACE = "STOCKTRAIL_DISK_TEST"


def large_event(number):
    """Some 120 kB that do not compress, of the making of an item, which is public."""
    return {**tiny_event(number), "action": "ADD", "bizStep": "commissioning", "@context": [{"x": "https://example.com/"}], "x:note": random.Random(number).randbytes(50_000).hex()}


def free_bytes(folder):
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


class FullDisk(PartyTest):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(self.disk)], check=True)
        os.symlink(self.disk / "data", self.folder / "data")
        (self.disk / "data").mkdir(mode=0o700)

    def begin(self, statements):
        server = self.start(*LIMITS)
        signed = self.signed([large_event(n) for n in range(statements)], self.admit(server, PARTY, "maker"))
        return server, Client(server.address), signed

    def post(self, client, statements):
        """Until one is refused; gives the receipts and the refusal."""
        receipts = []
        for statement in statements:
            answer = client.post("/statements", statement, SEEDED)
            if answer.status != 201:
                return receipts, answer
            receipts.append(answer.json())
        self.fail("the disk took everything")

    def fill(self):
        """Takes what is free, as a neighbour on the same disk would."""
        ballast = self.disk / "ballast"
        with open(ballast, "ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        return ballast

    def check_reads(self, client, receipts):
        self.assertEqual(client.get("/healthz").status, 200)
        self.assertEqual(client.get("/p/").status, 200)
        code = f"/01/09521141012345/21/S{len(receipts) - 1}"
        page = client.get("/p" + code)
        self.assertEqual(page.status, 200, page.body)
        self.assertIn(f"S{len(receipts) - 1}", page.body.decode())
        proof = client.get(f"/proof?id=https://id.gs1.org{code}")
        self.assertEqual(proof.status, 200, proof.body)
        self.assertGreater(len(proof.body), 1000)
        size = client.log_size()
        self.assertGreaterEqual(size, int(receipts[-1]["index"]) + 1)
        self.assertEqual(client.get(f"/trace?id=https://id.gs1.org/01/09521141012345/21/S{len(receipts) - 1}").status, 200)
        self.assertEqual(client.get(f"/log/tile/entries/000.p/{min(size, 255)}").status, 200)

    def check_read_only(self, client, statement, reason):
        refused = client.post("/statements", statement, SEEDED)
        self.assertEqual((refused.status, refused.json()["type"]), (503, "urn:stocktrail:problem:read_only"), refused.body)
        ready = client.get("/readyz")
        self.assertEqual(ready.status, 503)
        for told in (refused, ready):
            self.assertRegex(told.json()["detail"], reason)
            self.assertRegex(told.json()["detail"], "Free space.*restart")
            self.assertNotIn(str(self.folder), told.body.decode())
        upload = client.ask("PUT", "/blobs/" + "0" * 64, b"x", "image/png", Authorization="Bearer " + self.operator[1].read_text().strip())
        self.assertEqual(upload.status, 503, upload.body)

    def check_all_is_there(self, client, statements, receipts):
        for statement, receipt in zip(statements, receipts):
            again = client.post("/statements", statement, SEEDED)
            self.assertEqual(again.status, 200, again.body)
            self.assertEqual([again.json()[name] for name in ("index", "entry", "recordedAt")],
                             [receipt[name] for name in ("index", "entry", "recordedAt")])

    def check_it_writes_again(self, ballast, statements, receipts):
        ballast.unlink()
        server = self.serve(*LIMITS)
        client = Client(server.address)
        self.assertEqual(client.get("/readyz").status, 200)
        self.check_all_is_there(client, statements, receipts)
        self.assertEqual(client.post("/statements", statements[-1], SEEDED).status, 201)
        self.assertEqual(server.stop(), 0)
        self.assertIn("GOOD", self.run_cli("audit", server.data)[0])

    def test_posting_until_there_is_no_room(self):
        server, client, statements = self.begin(500)
        self.assertEqual((server.data / "reserve").stat().st_size, RESERVE_BYTES)
        with open(self.disk / "ballast", "wb") as file:  # So that less has to be posted.
            file.write(bytes(32 * MIB))
        receipts, _ = self.post(client, statements)
        time.sleep(1)
        self.assertGreater(free_bytes(self.disk), READ_ONLY_BELOW_BYTES // 2)
        self.assertFalse((server.data / "reserve").exists())
        self.check_read_only(client, statements[-1], "nearly full")
        self.check_reads(client, receipts)
        self.assertEqual(server.stop(), 0)
        self.assertRegex("".join(server.lines), "read-only: the disk")

        server = self.serve(*LIMITS)
        client = Client(server.address)
        self.check_read_only(client, statements[-1], "nearly full")
        self.check_reads(client, receipts)
        self.assertEqual(server.stop(), 0)
        self.assertIn("GOOD", self.run_cli("audit", server.data)[0])
        self.check_it_writes_again(self.disk / "ballast", statements, receipts)

    def test_a_neighbour_fills_the_disk_at_once(self):
        server, client, statements = self.begin(70)
        receipts = [client.post("/statements", statement, SEEDED).json() for statement in statements[:60]]
        ballast = self.fill()
        # Either it saw the disk first or a write failed: in both cases it only reads from now on.
        _, refused = self.post(client, statements[60:])
        self.assertEqual(refused.status, 503)
        ballast = self.fill()  # The reserve that was given back, too.
        time.sleep(1)
        self.check_read_only(client, statements[-1], "full")
        self.check_reads(client, receipts)
        self.assertEqual(server.stop(), 0)
        for _ in range(2):
            server = self.serve(*LIMITS)
            client = Client(server.address)
            self.check_read_only(client, statements[-1], "nearly full")
            self.check_reads(client, receipts)
            self.assertEqual(server.stop(), 0)
        self.check_it_writes_again(ballast, statements, receipts)

    def test_a_disk_too_small_for_a_new_log(self):
        """The data directory is the root of the disk, as in a container."""
        os.unlink(self.folder / "data")
        os.rmdir(self.disk / "data")
        os.chmod(self.disk, 0o700)
        os.symlink(self.disk, self.folder / "data")
        (self.disk / "lost+found").mkdir()
        self.disk = self.disk / "lost+found"
        ballast = self.fill()
        with self.assertRaisesRegex(AssertionError, "A new log cannot be made: the disk .* nearly full"):
            self.serve(*LIMITS, "--origin", "disk.example/log")
        self.assertEqual(list((self.folder / "data").rglob("*.key")), [])
        ballast.unlink()
        self.serve(*LIMITS).get("/readyz")


if __name__ == "__main__":
    if IN_OWN_NAMESPACE not in os.environ:
        # Mounts of this test are seen by it and its children only. Without root, a user namespace gives the right.
        for unshare in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
            if subprocess.run([*unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
                os.execvpe("unshare", [*unshare, sys.executable, *sys.argv], {**os.environ, IN_OWN_NAMESPACE: "1"})
        if os.environ.get("CI"):
            sys.exit("missing: the right to mount a small file system (unshare --mount, mount -t tmpfs)")
        print("skipped: this system does not let the test mount a small file system (unshare --mount, mount -t tmpfs)")
        sys.exit(77)
    main()
