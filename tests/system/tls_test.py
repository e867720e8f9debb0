#!/usr/bin/env python3
"""The server with its own certificate, as curl, Python and the command line see it."""

import shutil
import subprocess

from clients import BIN, Client, PartyTest, document, main, tiny_event
from programs import need_program

PARTY = "https://id.gs1.org/417/9521321000001"


class Tls(PartyTest):
    def certificate(self, name):
        """Self-signed, for the loopback address."""
        need_program(self, "openssl", "openssl")
        cert, key = self.folder / f"{name}.pem", self.folder / f"{name}-key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
        return cert, key

    def curl(self, server, *options):
        return subprocess.run(["curl", "-sS", "--max-time", "20", *options, server.address + "/healthz"], capture_output=True, text=True)

    def test_everything_works_over_https(self):
        cert, key = self.certificate("server")
        server = self.start("--tls-cert", cert, "--tls-key", key)
        self.assertTrue(server.address.startswith("https://"))
        trust = ("--ca-file", cert)
        self.run_cli("key", "new", "a.key")
        self.run_cli("party", "add", "--id", PARTY, "--name", "A", "--role", "producer", "--public-key", self.public_key("a.key"), *self.operator, *trust, server=server)
        told = self.cli_json("post", self.write("d.json", document(tiny_event(1))), "--party", PARTY, "--key", "a.key", *trust, server=server)
        self.assertEqual(told["sent"], 1)
        self.run_cli("audit", *trust, server=server)
        self.assertEqual(Client(server.address, ca_file=cert).get("/healthz").status, 200)
        self.assertEqual(server.stop(), 0)

    def test_only_what_is_trusted_and_new_enough(self):
        cert, key = self.certificate("server")
        stranger, _ = self.certificate("stranger")
        server = self.start("--tls-cert", cert, "--tls-key", key)
        need_program(self, "curl", "curl")
        self.assertEqual(self.curl(server, "--cacert", cert).returncode, 0)
        self.assertEqual(self.curl(server, "--cacert", cert, "--tlsv1.2", "--tls-max", "1.2").returncode, 0)
        self.assertNotEqual(self.curl(server, "--cacert", cert, "--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0").returncode, 0)
        self.assertEqual(self.curl(server, "--cacert", stranger).returncode, 60)
        self.assertEqual(self.curl(server).returncode, 60)
        for options in ((), ("--ca-file", stranger)):
            _, told = self.run_cli("party", "show", *options, server=server, expect=3)
            self.assertRegex(told.lower(), "certificate")
        _, told = self.run_cli("party", "show", "--ca-file", self.folder / "missing.pem", server=server, expect=2)
        self.assertIn("missing.pem", told)
        plain = subprocess.run(["curl", "-sS", "--max-time", "20", server.address.replace("https", "http") + "/healthz"], capture_output=True)
        self.assertNotEqual(plain.returncode, 0)
        self.assertEqual(self.curl(server, "--cacert", cert).returncode, 0)  # Strangers did not stop it.

    def test_wrong_files_are_named_and_nothing_starts(self):
        cert, key = self.certificate("server")
        _, other_key = self.certificate("other")
        nothing = self.write("empty.pem", "")
        for options, status, named in ((("--tls-cert", cert), 2, "--tls-key"), (("--tls-key", key), 2, "--tls-cert"),
                                       (("--tls-cert", self.folder / "no.pem", "--tls-key", key), 3, "no.pem"),
                                       (("--tls-cert", cert, "--tls-key", self.folder / "no.pem"), 3, "no.pem"),
                                       (("--tls-cert", nothing, "--tls-key", key), 3, "empty.pem"),
                                       (("--tls-cert", cert, "--tls-key", nothing), 3, "empty.pem"),
                                       (("--tls-cert", cert, "--tls-key", other_key), 3, "other-key.pem")):
            with self.subTest(options=options):
                done = subprocess.run([BIN / "stocktraild", "--listen", "127.0.0.1:0", "--data", self.folder / "data", *options],
                                      capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(named, done.stderr)


if __name__ == "__main__":
    main()
