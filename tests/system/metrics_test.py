#!/usr/bin/env python3
"""What /metrics tells of the process, the disk and the program; and that the dashboard names only metrics that there are."""

import json
import os
import re
import time
from pathlib import Path

from clients import SEEDED, Client, PartyTest, main, tiny_event

DASHBOARD = Path(__file__).resolve().parents[2] / "tools/dashboard.json"
PARTY = "https://id.gs1.org/417/9521321000001"


def samples(text):
    """Name with labels -> value."""
    return {found[1]: float(found[2]) for found in re.finditer(r"(?m)^([a-z_]+(?:\{.*\})?) ([0-9.e+-]+|Inf)$", text)}


class Metrics(PartyTest):
    def test_process_disk_and_build(self):
        server = self.start()
        told = samples(server.get("/metrics").decode())
        self.assertGreater(told["process_cpu_seconds_total"], 0)
        self.assertGreater(told["process_resident_memory_bytes"], 1 << 20)
        self.assertAlmostEqual(told["process_start_time_seconds"], time.time(), delta=120)
        self.assertGreater(told["process_threads"], 4)
        descriptors = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        self.assertAlmostEqual(told["process_open_fds"], descriptors, delta=3)
        self.assertGreaterEqual(told["process_max_fds"], told["process_open_fds"])
        free = os.statvfs(server.data)
        self.assertAlmostEqual(told["stocktrail_disk_free_bytes"], free.f_bavail * free.f_frsize, delta=1 << 30)
        files = sum(path.stat().st_size for path in (server.data / "db").iterdir())
        self.assertAlmostEqual(told["stocktrail_database_bytes"], files, delta=1 << 20)
        self.assertGreater(told["stocktrail_database_log_bytes"], 0)
        build = [name for name in told if name.startswith("stocktrail_build_info")]
        self.assertRegex(build[0], r'^stocktrail_build_info\{version="\d+\.\d+\.\d+",commit="([0-9a-f]{12}(-changed)?|unknown)"\}$')

    def test_the_dashboard_names_metrics_that_there_are(self):
        server = self.start()
        statements = self.signed([tiny_event(1)], self.admit(server, PARTY, "maker"))
        client = Client(server.address)
        for body in (statements[0], b"{}"):
            client.post("/statements", body, SEEDED)
        client.get("/parties", Authorization="Bearer st_unknown")
        names = {re.match(r"[a-z_]+", name)[0] for name in samples(server.get("/metrics").decode())}
        dashboard = json.loads(DASHBOARD.read_text())
        queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
        self.assertGreater(len(queries), 15)
        named = {name for query in queries for name in re.findall(r"\b(?:stocktrail|process)_[a-z_]+", query)}
        self.assertEqual(named - names, set())


if __name__ == "__main__":
    main()
