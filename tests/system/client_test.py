#!/usr/bin/env python3
"""What the command line bears of a server, and of files: the last size that it takes, and the first that it does not."""

import http.server
import json
import threading

from clients import Path, main
from programs import ProgramTest

ANSWER_BYTES_MAX = 64 * 1024 * 1024  # answer_bytes_max
REDIRECTS_MAX = 5  # redirects_max
MAPPING_BYTES_MAX = 256 * 1024  # mapping_bytes_max
PROJECT = Path(__file__).resolve().parents[2]
MAPPING, MANUAL = PROJECT / "tools/import/retail.toml", PROJECT / "docs/import.md"


class Handler(http.server.BaseHTTPRequestHandler):
    """Sends the client on as often as it is told to, then answers with so many bytes."""

    def do_GET(self):
        hops = int(self.path[len("/hop/"):]) if self.path.startswith("/hop/") else self.server.hops
        if hops > 0:
            self.send_response(302)
            self.send_header("Location", f"/hop/{hops - 1}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(self.server.bytes))
        self.end_headers()
        try:
            self.wfile.write(b'{"id":"x"}'.ljust(self.server.bytes))
        except ConnectionError:
            pass  # The client has had enough.

    def log_message(self, *_):
        pass


class ClientLimits(ProgramTest):
    def setUp(self):
        super().setUp()
        self.stub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.stub.hops, self.stub.bytes = 0, 10
        self.address = f"http://127.0.0.1:{self.stub.server_port}"
        threading.Thread(target=self.stub.serve_forever, daemon=True).start()
        self.addCleanup(self.stub.server_close)
        self.addCleanup(self.stub.shutdown)

    def show(self, expect=0):
        return self.run_cli("party", "show", "x", "--json", "--server", self.address, expect=expect)

    def test_redirects(self):
        self.stub.hops = REDIRECTS_MAX
        self.assertEqual(json.loads(self.show()[0]), {"id": "x"})
        self.stub.hops = REDIRECTS_MAX + 1
        self.show(expect=3)

    def test_an_answer(self):
        self.stub.bytes = ANSWER_BYTES_MAX
        self.assertEqual(len(self.show()[0]), ANSWER_BYTES_MAX + 1)
        self.stub.bytes = ANSWER_BYTES_MAX + 1
        self.assertIn("64 MiB", self.show(expect=1)[1])

    def test_a_mapping(self):
        rows = self.folder / "day.csv"
        rows.write_text("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,First,6,2026-01-02 08:26:00,2.55,1,UK\n")
        mapping = self.folder / "mapping.toml"
        self.assertIn("```toml\n" + MAPPING.read_text() + "```\n", MANUAL.read_text(), "the manual prints it whole")
        text = MAPPING.read_text() + "\n#"
        for size, expect in ((MAPPING_BYTES_MAX, 0), (MAPPING_BYTES_MAX + 1, 1)):
            mapping.write_text(text + "x" * (size - len(text.encode())))
            self.run_cli("import", rows, "--mapping", mapping, "--dry-run", expect=expect)


if __name__ == "__main__":
    main()
