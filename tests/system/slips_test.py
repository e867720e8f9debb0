#!/usr/bin/env python3
"""What people mistype in tables and options, and what they are told of it: places for products, places that nobody registered, rows told twice, errors imported again."""

import json

from clients import PartyTest, main

PARTY, PLACE, NOBODYS, PRODUCT = "9521321000001", "9521321000018", "9521321000117", "9521321000506"
MAPPING = """[rows]
time = "When"
time_format = "%Y-%m-%d %H:%M"
time_offset = "+01:00"
quantity = "Count"
[event]
id = "https://shop.example/made/{Id}"
place = "{Place}"
product = "{Product}"
lot = "{Lot}"
action = "ADD"
biz_step = "commissioning"
[[rule]]
name = "made"
"""
HEADER = "Id,When,Place,Product,Lot,Count\n"


class Slips(PartyTest):
    def begin(self):
        self.server = self.start()
        self.shop = self.admit(self.server, PARTY, "Corner Shop", PLACE, role="store")
        self.mapping = self.write("made.toml", MAPPING)
        self.tell = (*self.shop, "--receipts", "sent")

    def imported(self, name, rows, *options):
        """All that is said."""
        out, err = self.run_cli("import", self.write(name, HEADER + rows), "--mapping", self.mapping, *(options or self.tell), server=self.server)
        return out + err

    def certify(self, identity, subject, expect=0, more=()):
        out, err = self.run_cli("certificate", "add", "--id", identity, "--title", "Organic", "--issuer", "Body", "--number", "1", "--subject", subject,
                                "--valid-from", "2026-01-01", *more, *self.shop, server=self.server, expect=expect)
        return out + err

    def test_the_number_of_a_place_is_not_taken_for_a_product(self):
        self.begin()
        self.assertIn(f"write (414){PLACE}", self.certify("c", PLACE, expect=2))
        self.assertIn(f"write (417){PARTY}", self.certify("c", PARTY, expect=2))
        self.assertIn(f"about /414/{PLACE}", self.certify("c", f"(414){PLACE}"))
        self.assertIn(f"about /01/0{PRODUCT}", self.certify("d", PRODUCT), "nobody registered it, and no place has its number")
        self.run_cli("product", "add", "--id", PLACE, "--name", "Cheese", *self.shop, server=self.server)
        self.assertIn(f"about /01/0{PLACE}", self.certify("e", PLACE), "there is such a product")

    def test_a_picture_that_is_none_is_refused(self):
        self.begin()
        token = self.write("shop.token", self.token(self.server, PARTY))
        token.chmod(0o600)
        for name, content in (("a.png", b"\x89PNG\r\n\x1a\nfoo"), ("a.jpg", b"\xff\xd8\xff\xe0foo"), ("a.webp", b"RIFF\x40\0\0\0WEBPfoo"), ("a.pdf", b"%PDF-1.4 foo")):
            (self.folder / name).write_bytes(content)
            self.assertIn(f"{name}: The file begins like", self.certify("p", PRODUCT, expect=1, more=("--file", name, "--token-file", token)))

    def test_what_nobody_registered_is_told(self):
        self.begin()
        fine = self.imported("fine.csv", f"1,2026-01-02 08:00,{PLACE},{PRODUCT},L1,300\n")
        self.assertNotIn("Hints", fine)
        swapped = self.imported("swapped.csv", f"2,2026-01-02 08:00,{PRODUCT},{PLACE},L1,300\n3,2026-01-02 09:00,{PRODUCT},{PLACE},L2,300\n")
        self.assertIn(f"swapped.csv: line 2 and 1 more: https://id.gs1.org/414/{PRODUCT} is neither a public place nor one of yours: if its number is wrong, the goods are in nobody's books. "
                      f"{PLACE} is the GLN of a place, and no registered product.", swapped)
        counted = ("count", "--place", NOBODYS, "--product", PRODUCT, "--quantity", "7", *self.tell)
        self.assertIn(f"/414/{NOBODYS} is neither a public place", self.run_cli(*counted, server=self.server)[0])
        receipts = self.cli_json(*counted[:-2], "--time", "2026-01-03 08:00", "--receipts", "others", server=self.server)["receipts"]
        self.assertIn("neither a public place", receipts[0]["events"][0]["hint"])

    def test_an_error_that_is_imported_again_does_not_count(self):
        self.begin()
        row = f"1,2026-01-02 08:00,{PLACE},{PRODUCT},L1,300\n"
        self.imported("made.csv", row)
        self.run_cli("declare-error", "https://shop.example/made/1", "--reason", "did_not_occur", *self.tell, server=self.server)
        token = self.write("shop.token", self.token(self.server, PARTY))
        token.chmod(0o600)
        for options in (self.tell, (*self.shop, "--receipts", "elsewhere", "--token-file", token)):
            told = self.imported("made.csv", row + f"2,2026-01-03 08:00,{PLACE},{PRODUCT},L1,300\n", *options)
            self.assertIn("made.csv: 1 of them were declared errors, and do not count", told)

    def test_rows_that_stand_twice_are_told(self):
        self.begin()
        row = f"1,2026-01-02 08:00,{PLACE},{PRODUCT},L1,300\n"
        self.assertIn("twice.csv: line 3: the same as line 2 in all columns", self.imported("twice.csv", row + row, "--check"))


if __name__ == "__main__":
    main()
