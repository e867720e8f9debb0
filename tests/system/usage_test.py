#!/usr/bin/env python3
"""What the programs say when they are used wrongly: the exit status, the name of what is wrong, and what to do instead."""

import json
import os
import socket
import subprocess
import threading

from clients import BIN, GS1_CONTEXT, PartyTest, document, main, tiny_event

PARTY = "https://id.gs1.org/417/9521321000001"
OTHER = "https://id.gs1.org/417/9521321000100"
PLACE = "https://id.gs1.org/414/9521321000018"
REFUSED, USAGE, UNREACHABLE = 1, 2, 3


class Usage(PartyTest):
    def told(self, status, *arguments, says, **how):
        """Each of `says` stands in the message, which is one for people: no exception's name, no source line."""
        out, err = self.run_cli(*arguments, expect=status, **how)
        for text in (says,) if isinstance(says, str) else says:
            self.assertIn(text.lower(), err.lower(), arguments)
        self.assertNotRegex(err, r"std::|terminate|\.cc:\d|what\(\)|Assertion")
        self.assertGreater(len(err.split()), 3, err)

    def test_the_command_line_itself(self):
        self.told(USAGE, says="subcommand")
        self.told(USAGE, "pots", says=("pots", '"post"'))
        self.told(USAGE, "token", "nwe", says=("nwe", "stocktrail token", '"new"'))
        self.told(USAGE, "--server", "http://x", "elephant", says="elephant")
        self.told(USAGE, "post", "--bogus", says="--bogus")
        self.told(USAGE, "key", says="subcommand")
        self.told(USAGE, "token", "new", says="--for")
        self.told(USAGE, "token", "new", "--for", PARTY, "--role", "king", says=("--role", "king"))
        self.told(USAGE, "token", "new", "--for", PARTY, "--days", "0", says="--days")
        self.told(USAGE, "token", "new", "--for", PARTY, "--days", "many", says=("--days", "many"))
        self.told(USAGE, "trace", PARTY, "--direction", "up", says=("--direction", "up"))
        self.told(USAGE, "policy", "add", "--id", "x", "--type", "gift", "--for", PARTY, says=("--type", "gift"))
        self.told(USAGE, "verify", says="file")
        self.told(USAGE, "sign", "x.json", says="--out")
        self.told(USAGE, "party", "add", "--name", "X", "--id", PARTY, "--id", OTHER, says=("--id", "2 times", "once"))
        for arguments in (("key", "new", ""), ("key", "show", " "), ("party", "add", "--id", ""), ("audit", ""), ("trace", ""), ("qr", "")):
            self.told(USAGE, *arguments, says=(arguments[-2] if arguments[-2].startswith("--") else "", "not an empty text"))
        self.told(USAGE, "party", "add", says=("--id", "--from"))
        self.told(USAGE, "party", "add", "--id", PARTY, "--from", "x.json", says="--from")
        self.told(USAGE, "product", "add", says=("--id", "--from"))
        self.told(USAGE, "product", "add", "--id", "(01)09521141012345", says="--name")
        self.told(USAGE, "audit", "--guard", "somewhere", says=("--guard", "data directory"))

    def test_what_is_no_file_is_refused_and_never_waited_for(self):
        os.mkfifo(self.folder / "pipe")
        os.mkdir(self.folder / "place")
        self.run_cli("key", "new", "a.key")
        signer = ("--party", PARTY, "--key", "a.key")
        for arguments in (("key", "show"), ("sign", *signer, "--out", "out"), ("post", *signer, "--receipts", "r"), ("verify", "a.key", "--vkey"),
                          ("import", "a.key", *signer, "--mapping"), ("party", "add", "--from"),
                          ("token", "list", "--token-file"), ("sign", "a.key", "--party", PARTY, "--out", "out", "--key")):
            for name, says in (("pipe", "a pipe"), ("place", "a folder"), ("/dev/null", "a device")):
                with self.subTest(arguments=arguments, name=name):
                    done = subprocess.run([BIN / "stocktrail", *arguments, name], capture_output=True, text=True, timeout=30, cwd=self.folder)
                    self.assertIn(done.returncode, (REFUSED, USAGE), done.stderr)
                    self.assertIn(f"This is {says}", done.stderr)
        self.told(USAGE, "--config", "pipe", "key", "show", "a.key", says="pipe")

    def test_key_files(self):
        self.told(REFUSED, "key", "show", self.write("letter.txt", "hello"), says=("letter.txt", "not a Stocktrail key file"))  # Readable by all: that is not what is wrong.
        self.run_cli("key", "new", "a.key")
        (self.folder / "a.key").chmod(0o644)
        self.told(REFUSED, "key", "show", "a.key", says=("a.key", "chmod 600"))
        self.told(REFUSED, "key", "new", "a.key", says=("a.key", "not overwritten"))
        self.told(REFUSED, "key", "new", ".", says="not overwritten")
        self.told(UNREACHABLE, "key", "new", "no/such/place.key", says=("no/such/place.key", "no such file"))
        self.told(USAGE, "key", "add", says=("--public-key", "key file"))
        self.told(USAGE, "key", "add", "b.key", "--public-key", "x", says="not both")

    def test_server_options(self):
        for arguments, status, says in ((("--listen", "nowhere"), 2, "--listen"), (("--listen", "127.0.0.1:99999"), 2, "--listen"), (("--bogus",), 2, "--bogus"),
                                        (("--threads", "0"), 2, "--threads"), (("--threads", ""), 2, "a whole number"), (("--data", ""), 2, "--data"), (("--config", ""), 2, "--config"),
                                        (("--workers", "1", "--workers", "2"), 2, "2 times"), (("--config", "missing.toml"), 2, "missing.toml"),
                                        (("--listen", "203.0.113.1:0"), 3, "203.0.113.1"), (("--data", "/proc/nothing", "--listen", "127.0.0.1:0"), 3, "/proc/nothing"),
                                        (("--origin", "two words", "--data", "words"), 2, "--origin"), (("--operator-id", "not a URI", "--data", "uri"), 2, "--operator-id"),
                                        (("--proxies", "foo"), 2, "--proxies"), (("--proxies", "127.0.0.1,::1,x"), 2, "--proxies"), (("--listen", "foo:80"), 2, "--listen"),
                                        (("--metrics-listen", "foo:80"), 2, "--metrics-listen"), (("--listen", "127.0.0.1:0", "--data", "/usr"), 3, "not empty"),
                                        (("--listen", "127.0.0.1:0", "--data", "backed-up", "--guard", "guard", "--backups", "/etc/hostname"), 2, "--backups")):
            with self.subTest(arguments=arguments):
                done = subprocess.run([BIN / "stocktraild", *arguments], capture_output=True, text=True, timeout=60, cwd=self.folder)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(says, done.stderr)
                self.assertNotRegex(done.stderr, r"std::|terminate|what\(\)")

    def test_files_and_keys(self):
        good = self.write("good.json", document(tiny_event(1)))
        self.run_cli("key", "new", "a.key")
        sign = ("--party", PARTY, "--key", "a.key", "--out", "out")
        self.told(UNREACHABLE, "sign", "missing.json", *sign, says=("missing.json", "no such file"))
        self.told(REFUSED, "sign", ".", *sign, says="folder")
        self.told(USAGE, "sign", good, "--out", "out", says=("--key", "key new"))
        self.told(USAGE, "sign", good, "--key", "a.key", "--out", "out", says="--party")
        self.told(USAGE, "sign", good, "--party", "not an id", "--key", "a.key", "--out", "out", says="--party")
        self.told(USAGE, "sign", good, "--party", "https://id.gs1.org/417/9521321000002", "--key", "a.key", "--out", "out", says=("--party", "check digit"))
        self.told(UNREACHABLE, "sign", good, "--party", PARTY, "--key", "missing.key", "--out", "out", says="missing.key")
        wrong = self.write("wrong.key", "not a key\n")
        wrong.chmod(0o600)
        self.told(REFUSED, "sign", good, "--party", PARTY, "--key", wrong, "--out", "out", says=("wrong.key", "key file"))
        damaged = self.write("damaged.key", (self.folder / "a.key").read_text()[:-3] + "AA\n")
        damaged.chmod(0o600)
        self.told(REFUSED, "sign", good, "--party", PARTY, "--key", damaged, "--out", "out", says="damaged")
        self.told(UNREACHABLE, "key", "show", "missing.key", says="missing.key")
        self.assertFalse((self.folder / "out").exists() and list((self.folder / "out").glob("*.statement")))

    def test_documents(self):
        self.run_cli("key", "new", "a.key")
        sign = ("--party", PARTY, "--key", "a.key", "--out", "out")
        for name, text, says in (("empty", "", "json"), ("cut", '{"type":', "json"), ("list", "[]", "EPCISDocument"), ("number", "7", "EPCISDocument"),
                                 ("latin1", '{"type": "caf\udce9"}', "UTF-8"), ("twice", '{"type":"EPCISDocument","type":"x"}', "type"),
                                 ("xml", "<EPCISDocument/>", "xml"), ("deep", "[" * 100 + "]" * 100, "level"),
                                 ("none", json.dumps({**document(), "epcisBody": {"eventList": []}}), "eventList"),
                                 ("context", json.dumps({**document(tiny_event(1)), "@context": "https://elsewhere.example/c.jsonld"}), GS1_CONTEXT[:24])):
            with self.subTest(name=name):
                path = self.folder / f"{name}.json"
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
                self.told(REFUSED, "sign", path, *sign, says=(f"{name}.json", says))
        for field, value, says in (("action", "add", "ADD"), ("eventTime", "2026-01-02", "eventTime"), ("eventTime", "2026-13-02T10:00:00Z", "eventTime"),
                                   ("eventTimeZoneOffset", "Z", "+02:00"), ("epcList", "urn:x:1", "epcList"), ("epcList", [7], "epcList"),
                                   ("epcList", ["https://id.gs1.org/01/09521141012346/21/1"], "check digit"), ("bizStep", "shiping", "shipping"),
                                   ("quantityList", [{"epcClass": "https://id.gs1.org/01/09521141012345/10/L", "quantity": "7"}], "quantity"),
                                   ("quantityList", [{"epcClass": "https://id.gs1.org/01/09521141012345/10/L", "quantity": -7}], "quantity"),
                                   ("readPoint", PLACE, "readPoint"), ("bizStp", "shipping", "bizStep")):
            with self.subTest(field=field, value=value):
                path = self.write("bad.json", document(tiny_event(0), {**tiny_event(1), field: value}))
                self.told(REFUSED, "sign", path, *sign, says=("bad.json", f"$.epcisBody.eventList[1].{field}", says))

    def test_servers_that_are_not_there(self):
        for server in ("http://127.0.0.1:9", "http://name.invalid"):
            self.told(UNREACHABLE, "party", "show", "--server", server, says="127.0.0.1:9" if "9" in server else "name.invalid")

    def test_a_question_that_nobody_answers_is_not_asked_for_long(self):
        unanswered_questions_max, asked = 2, []
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def hang_up():
                while True:
                    try:
                        asking = listener.accept()[0]
                    except OSError:
                        return
                    asked.append(1)  # Before the client can know that it was asked in vain.
                    asking.close()
            threading.Thread(target=hang_up, daemon=True).start()
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            self.told(UNREACHABLE, "positions", "--server", f"http://{address}", says=(address, "--server", "Is stocktraild running"))
            listener.shutdown(socket.SHUT_RDWR)
        self.assertEqual(len(asked), unanswered_questions_max)
        for server in ("", "127.0.0.1:9", "ftp://127.0.0.1", "http://", "not a server"):
            with self.subTest(server=server):
                self.told(USAGE, "party", "show", "--server", server, says="--server")

    def test_tokens_and_rights(self):
        server = self.start()
        farm, plant = self.admit(server, PARTY, "farm", PLACE), self.admit(server, OTHER, "plant")
        good = self.write("good.json", document(tiny_event(1)))
        self.told(REFUSED, "token", "list", server=server, says="token")
        self.told(UNREACHABLE, "token", "list", "--token-file", "missing.token", server=server, says="missing.token")
        self.told(REFUSED, "token", "list", "--token-file", self.write("wrong.token", "st_wrong"), server=server, says="token")
        self.told(REFUSED, "party", "add", "--id", OTHER, "--name", "X", "--token-file", self.write("empty.token", ""), server=server, says="token")
        self.told(REFUSED, "token", "new", "--for", "urn:x:nobody", *self.operator, server=server, says="urn:x:nobody")
        self.told(REFUSED, "token", "new", "--for", PARTY, "--role", "auditor", *self.operator, server=server, says="grant")
        self.told(REFUSED, "token", "revoke", "no-such-id", *self.operator, server=server, says="token")
        self.told(REFUSED, "post", good, "--party", PARTY, "--key", plant[3], "--receipts", "r1", server=server, says="key")
        self.run_cli("key", "new", "stranger.key")
        self.told(REFUSED, "post", good, "--party", PARTY, "--key", "stranger.key", "--receipts", "r2", server=server, says="key")
        self.told(REFUSED, "post", good, "--party", "urn:example:nobody", "--key", "stranger.key", "--receipts", "r3", server=server, says="kid")
        self.told(REFUSED, "party", "add", "--id", PARTY, "--name", "", *self.operator, server=server, says="name")
        self.told(USAGE, "party", "add", "--name", "X", *self.operator, server=server, says="--id")
        self.told(USAGE, "party", "add", "--id", "urn:example:new", *self.operator, server=server, says=("--name", "new"))
        self.told(REFUSED, "token", "list", server=server, says=("--token-file", "STOCKTRAIL_TOKEN"))
        self.told(REFUSED, "party", "add", "--id", OTHER, "--name", "X", "--role", "king", *self.operator, server=server, says="king")
        self.told(USAGE, "party", "add", "--id", OTHER, "--name", "X", "--place", "no-equals-sign", *self.operator, server=server, says=("--place", "ID=NAME"))
        self.told(USAGE, "party", "add", "--id", OTHER, "--name", "X", "--place", "urn:x:1=Y", *self.operator, server=server, says=("--place", "urn:<namespace>"))
        self.told(REFUSED, "party", "add", "--id", OTHER, "--name", "X", "--place", "(01)09521141012345=Y", *self.operator, server=server, says="414")
        self.told(REFUSED, "party", "show", "urn:x:nobody", server=server, says="party")
        self.told(USAGE, "policy", "add", "--id", "x", "--type", "reporting", "--for", PARTY, *self.operator, server=server, says="--places-of")
        policy = ("policy", "add", "--type", "grant", "--for", PARTY, *self.operator)
        self.run_cli(*policy, "--id", "reads", server=server)
        self.told(REFUSED, *policy, "--id", "raeds", "--revoke", server=server, says=("raeds", "no policy"))
        for _ in range(2):
            self.run_cli(*policy, "--id", "reads", "--revoke", server=server)
        there = self.write("there.json", document({**tiny_event(2), "readPoint": {"id": PLACE}}))
        self.told(REFUSED, "post", there, *plant, "--receipts", "r4", server=server, says=PLACE)
        self.assertEqual(self.cli_json("post", there, *farm, server=server)["sent"], 1)

    def test_questions(self):
        server = self.start()
        self.admit(server, PARTY, "farm", PLACE)
        token = self.write("farm.token", self.token(server, PARTY))
        self.told(REFUSED, "trace", "(01)09521141012346", server=server, says="check digit")
        self.told(REFUSED, "trace", PLACE, server=server, says="journey")
        self.told(REFUSED, "trace", "https://id.gs1.org/01/09521141012345", "--direction", "forwards", server=server, says="direction")
        self.told(REFUSED, "positions", server=server, says="token")
        self.assertIn("no stock there", self.run_cli("positions", "--token-file", token, server=server)[0])
        self.told(REFUSED, "positions", "--place", PLACE, "--as-of", "yesterday", "--token-file", token, server=server, says="asOf")
        self.told(REFUSED, "positions", "--place", "(414)9521321000011", "--token-file", token, server=server, says="check digit")
        self.told(REFUSED, "positions", "--product", "(01)09521141012346", "--token-file", token, server=server, says="check digit")
        self.told(REFUSED, "qr", "no code at all", says="id")
        self.told(UNREACHABLE, "qr", "(01)09521141012345", "--out", "/no/such/folder/code.png", says="/no/such/folder")
        self.told(REFUSED, "qr", "(01)09521141012345", "--out", "code.jpeg", says=("code.jpeg", ".png", ".svg"))
        self.run_cli("qr", "(01)09521141012345", "--out", "code.txt", "--format", "terminal")
        self.assertIn("/01/09521141012345/10/L7", self.run_cli("qr", "/01/09521141012345/10/L7", "--out", "code.svg")[0])
        self.assertIn("/01/09521141012345/10/L7", self.run_cli("qr", "/gtin/9521141012345/lot/L7", "--out", "code.svg")[0])

    def test_proofs_and_audits(self):
        server = self.start()
        key = self.folder / "log.vkey"
        key.write_bytes(server.get("/log/vkey"))
        self.told(UNREACHABLE, "verify", "missing.stproof", "--vkey", key, says="missing.stproof")
        self.told(USAGE, "verify", self.write("a.stproof", "x"), says="--vkey")
        self.told(UNREACHABLE, "verify", self.write("a.stproof", "x"), "--vkey", "missing.vkey", says=("--vkey", "missing.vkey", "no such file"))
        self.told(USAGE, "verify", self.write("a.stproof", "x"), "--vkey", self.write("bad.vkey", "log+00000000+AAAA"), says="--vkey")
        self.told(REFUSED, "verify", self.write("a.stproof", "x"), "--vkey", key, says=("not verified", "a.stproof", ".receipt.json"))
        self.told(REFUSED, "verify", self.write("a.stproof", "c2sp.org/tlog-proof@v1\n"), "--vkey", key, says="--entry")
        sent = self.folder / "sent"
        self.run_cli("post", self.write("good.json", document(tiny_event(1))), *self.admit(server, PARTY, "farm"), "--receipts", sent, server=server)
        receipt = next(sent.glob("*.receipt.json"))
        statement = receipt.with_name(receipt.name.replace(".receipt.json", ".statement"))
        self.run_cli("verify", receipt, "--vkey", key)
        self.told(REFUSED, "verify", statement, "--vkey", key, says=(statement.name, "this is a statement", "receipt"))
        self.told(REFUSED, "verify", receipt, "--vkey", key, "--statement", self.write("other.json", "{}"), says=("other.json", "no statement"))
        self.told(USAGE, "verify", self.write("a.stproof", "x"), "--vkey", key, "--entry", "12", says="--entry")
        self.told(REFUSED, "verify", self.write("a.receipt.json", "{}"), "--vkey", key, says="blind")
        self.told(UNREACHABLE, "audit", "no-such-directory", says=("no-such-directory", "no such directory"))
        os.mkdir(self.folder / "empty")
        self.told(REFUSED, "audit", "empty", says=("empty", "no data directory", "--data"))
        self.told(UNREACHABLE, "audit", "--vkey", "nonsense", server=server, says=("--vkey", "nonsense"))
        self.told(USAGE, "audit", "--vkey", "non+sense", server=server, says="--vkey")
        self.told(REFUSED, "audit", "--state", self.write("state", "nonsense\n\nnonsense\n"), server=server, says="state")

    def test_tables_to_import(self):
        self.run_cli("key", "new", "a.key")
        signer = ("--party", PARTY, "--key", "a.key", "--dry-run")
        csv = self.write("day.csv", "InvoiceNo,StockCode\n1,A\n")
        self.told(UNREACHABLE, "import", csv, "--mapping", "missing.toml", *signer, says="missing.toml")
        self.told(REFUSED, "import", csv, "--mapping", self.write("bad.toml", "= nonsense"), *signer, says="bad.toml")
        self.told(REFUSED, "import", csv, "--mapping", self.write("unknown.toml", 'colour = "red"\n'), *signer, says=("unknown.toml", "colour"))
        retail = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "import", "retail.toml")
        self.told(REFUSED, "import", csv, "--mapping", retail, *signer, says=("day.csv", "Quantity"))
        header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        for name, row, says in (("quantity", "1,A,First,many,2026-01-02 08:26:00,2.55,1,UK\n", "many"), ("date", "1,A,First,1,yesterday,2.55,1,UK\n", "yesterday"),
                                ("short", "1,A,First\n", "day.csv"), ("quote", '1,A,"First,1,2026-01-02 08:26:00,2.55,1,UK\n', "quot")):
            with self.subTest(name=name):
                self.told(REFUSED, "import", self.write("day.csv", header + row), "--mapping", retail, *signer, says=("day.csv", says))
        _, err = self.run_cli("import", "missing.csv", "--mapping", retail, *signer, expect=UNREACHABLE)
        self.assertEqual(err.count("missing.csv"), 1)


if __name__ == "__main__":
    main()
