#!/usr/bin/env python3
"""Other people's programs and the real server: Go's checksum-database code verifies its public log, npm's jose and @sd-jwt/core make
statements that it takes and open those that it gives.

    log_test.py [--full] [unittest options]     --full: 70,000 entries, in memory where there is room
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import merkle
from clients import SEEDED, Client, PartyTest, Path, main, tiny_event
from programs import lacks, need_program

PARTY = "https://id.gs1.org/417/9521321000001"
HERE = Path(__file__).resolve().parent
WORK = Path(os.environ["STOCKTRAIL_WORK_DIR"])
SIZES = [255, 256, 257]  # After 1, and what it takes to admit a party.
FULL_SIZES = [70_000]  # More than 256 x 256.
FULL_BYTES = 3 << 30
CLIENTS = 8
SEVERAL_SECONDS = 600


class Go(PartyTest):
    def build(self):
        need_program(self, "go", "golang-go")
        if not Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir():
            lacks(self, "golang.org/x/mod (Debian: golang-golang-x-mod-dev)")
        WORK.mkdir(parents=True, exist_ok=True)
        self.checklog = WORK / "checklog"
        surroundings = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(WORK / "go-cache"), "GOFLAGS": ""}
        subprocess.run(["go", "build", "-o", self.checklog, HERE / "go" / "checklog.go"], check=True, env=surroundings, timeout=SEVERAL_SECONDS)

    def check(self, server, size, earlier):
        done = subprocess.run([self.checklog, "-url", server.address + "/log", "-sizes", ",".join(map(str, earlier))],
                              capture_output=True, text=True, timeout=SEVERAL_SECONDS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"good: {size} entries", done.stdout)

    def post_all(self, server, statements):
        def post(part):
            client = Client(server.address)
            for statement in part:
                answer = client.post("/statements", statement, SEEDED)
                while answer.status == 503:
                    time.sleep(0.05)
                    answer = client.post("/statements", statement, SEEDED)
                self.assertEqual(answer.status, 201, answer.body)

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(post, [statements[n::CLIENTS] for n in range(CLIENTS)]))

    def test_sumdb_verifies_the_served_log(self):
        self.build()
        server = self.start()
        client = Client(server.address)
        self.assertEqual(client.log_size(), 1)
        self.check(server, 1, [])
        as_party = self.admit(server, PARTY, "maker")
        size = client.log_size()
        statements = self.signed([tiny_event(n) for n in range(SIZES[-1] - size)], as_party)
        earlier = [1, size]
        for target in SIZES:
            started = time.monotonic()
            self.post_all(server, statements[size - earlier[1]:target - earlier[1]])
            posted = time.monotonic() - started
            self.assertEqual(client.log_size(), target)
            self.check(server, target, [1, 2, 255, 256, 257, 65535, 65536])
            print(f"{target} entries: {target - size} posted in {posted:.1f} s, checked in {time.monotonic() - started - posted:.1f} s")
            size = target
        self.check_headers(client, size)

    def check_headers(self, client, size):
        """C2SP tlog-tiles: what is full never changes, what is not there is not served."""
        full = client.get("/log/tile/entries/000")
        self.assertIn("immutable", full.headers["Cache-Control"])
        self.assertNotIn("immutable", client.get("/log/checkpoint").headers.get("Cache-Control", ""))
        for path in (f"/log/tile/0/{merkle.tile_path(size // 256 + 1, 256)}", f"/log/tile/0/{merkle.tile_path(size // 256, 255)}",
                     "/log/tile/0/000.p/256", "/log/tile/0/000.p/0", "/log/tile/0/0", "/log/tile/64/000", "/log/tile/0/x000/000",
                     "/log/tile/entries/000.p/257"):
            answer = client.get(path)
            self.assertIn(answer.status, (400, 404), path)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")


class Npm(PartyTest):
    def test_statements_go_both_ways(self):
        server = self.start()
        as_party = self.admit(server, PARTY, "maker")
        secret = (self.folder / as_party[3]).read_text().split()[2]
        public = self.cli_json("key", "show", as_party[3])["jwk"]["x"]
        token = self.token(server, PARTY)
        done = subprocess.run([HERE / "npm" / "run.sh", WORK.parent / "npm-sdjwt", "server_interop.mjs", server.address, PARTY, token],
                              input=f"{secret}\n{public}\n", capture_output=True, text=True, timeout=SEVERAL_SECONDS)
        if done.returncode == 77:
            lacks(self, done.stdout.strip())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        print(done.stdout, end="")
        self.run_cli("audit", server=server)


if __name__ == "__main__":
    if "--full" in sys.argv:
        sys.argv.remove("--full")
        SIZES = FULL_SIZES
        memory = Path("/dev/shm")
        if "TMPDIR" not in os.environ and memory.is_dir() and shutil.disk_usage(memory).free > FULL_BYTES:
            tempfile.tempdir = str(memory)
    main()
