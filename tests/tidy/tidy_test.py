#!/usr/bin/env python3
"""A check that finds nothing may be broken: here each check of tidy.py meets the fault that it is for, in a small tree."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy

ARCHITECTURE = """# Architecture
```
crypto <- ledger/gs1 <- ledger/state <- ledger/{trace,inventory} <- ledger (facade) <- api <- tools
```
| folder | library | outside |
| --- | --- | --- |
| `crypto/` | x | libsodium |
| `ledger/`, `ledger/store/` | x | RocksDB |
| `tools/` | x | CLI11 |

Limits: `body_bytes_max` is 1 MiB.
"""
CLEAN = {
    "tests/crypto_test.py": "BODY_BYTES_MAX = 1\n",
    "docs/architecture.md": ARCHITECTURE,
    "docs/limits.md": "| `body_bytes_max` | 1 MiB |\n",
    "docs/http-api.md": "| `GET /healthz` | alive |\n",
    "api/handlers/routes.cc": '#include "crypto/a.h"\nconst Route table[] = {\n    get("/healthz", "alive"),\n};\n',
    "crypto/a.h": "#pragma once\n#include <vector>\ninline constexpr int body_bytes_max = 1;\n",
    "crypto/a.cc": '#include "crypto/a.h"\n\n#include <sodium.h>\n',
    "ledger/trace/t.cc": '#include "crypto/a.h"\n',
}


def faults(changes, check, build=None):
    """What `check` says about the clean tree with these files changed."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**CLEAN, **changes}.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if build is not None:
            Path(root, "build").mkdir()
            commands = [{"directory": root, "file": file} for file in build]
            Path(root, "build", "compile_commands.json").write_text(json.dumps(commands))
        tree = tidy.Tree(Path(root), Path(root, "build") if build is not None else None)
        tidy.CHECKS[check](tree)
        return [f"{file}:{line}" for file, line, _ in tree.found]


class EachCheckFindsItsFault(unittest.TestCase):
    def test_the_clean_tree_is_clean(self):
        for check in tidy.CHECKS:
            self.assertEqual(faults({}, check, [f for f in CLEAN if f.endswith(".cc")]), [], check)

    def test_an_include_against_the_arrows(self):
        self.assertEqual(faults({"crypto/b.cc": '\n#include "ledger/gs1/key.h"\n'}, "layers"), ["crypto/b.cc:2"])
        self.assertEqual(faults({"ledger/trace/b.cc": '#include "ledger/inventory/i.h"\n'}, "layers"), ["ledger/trace/b.cc:1"])
        self.assertEqual(faults({"ledger/trace/b.cc": '#include "ledger/ledger.h"\n'}, "layers"), ["ledger/trace/b.cc:1"])
        self.assertEqual(faults({"ledger/trace/b.cc": '#include "crypto/detail/x.h"\n'}, "layers"), ["ledger/trace/b.cc:1"])
        self.assertEqual(faults({"crypto/b.cc": '#include "crypto/detail/x.h"\n'}, "layers"), [])
        self.assertEqual(faults({"api/b.cc": '#include "tests/support/x.h"\n'}, "layers"), ["api/b.cc:1"])
        self.assertEqual(faults({"api/b.cc": '#include "x.h"\n'}, "layers"), ["api/b.cc:1"])
        self.assertEqual(faults({"ledger/trace/b.cc": '#include "ledger/state/table.h"\n'}, "layers"), [])

    def test_a_header_of_one_folder(self):
        own = {"ledger/trace/own.h": "#pragma once\n", "ledger/trace/own.cc": '#include "ledger/trace/own.h"\n'}
        self.assertEqual(faults(own, "private"), ["ledger/trace/own.h:1"])
        self.assertEqual(faults({**own, "tests/own_test.cc": '#include "ledger/trace/own.h"\n'}, "private"), [])
        self.assertEqual(faults({**own, "ledger/trace/t.h": '#include "ledger/trace/own.h"\n'}, "private"), [])
        self.assertEqual(faults({**own, "ledger/trace/detail/t.h": '#include "ledger/trace/own.h"\n'}, "private"), ["ledger/trace/own.h:1"])

    def test_a_library_away_from_home(self):
        self.assertEqual(faults({"api/b.cc": "#include <sodium.h>\n"}, "outside_libraries"), ["api/b.cc:1"])
        self.assertEqual(faults({"api/b.cc": "#include <nobody/knows.h>\n"}, "outside_libraries"), ["api/b.cc:1"])
        header = {"ledger/store/s.h": "#include <rocksdb/db.h>\n", "ledger/l.h": '#include "ledger/store/s.h"\n'}
        self.assertEqual(faults({**header, "api/b.cc": '#include "ledger/l.h"\n'}, "outside_libraries"), ["api/b.cc:1"])
        self.assertEqual(faults({**header, "ledger/b.cc": '#include "ledger/l.h"\n'}, "outside_libraries"), [])

    def test_sizes(self):
        self.assertEqual(faults({"crypto/b.h": "//\n" * 199}, "sizes"), [])
        self.assertEqual(faults({"crypto/b.h": "//\n" * 200}, "sizes"), ["crypto/b.h:200"])
        self.assertEqual(faults({"crypto/b.cc": "//\n" * 400}, "sizes"), ["crypto/b.cc:400"])
        body = lambda lines: "int f(int a,\n      int b) {\n" + "  g();\n" * (lines - 3) + "}\n"
        self.assertEqual(faults({"crypto/b.cc": body(69)}, "sizes"), [])
        self.assertEqual(faults({"crypto/b.cc": body(70)}, "sizes"), ["crypto/b.cc:1"])
        member = "class A {\n  void f() {\n" + "    g();\n" * 70 + "  }\n};\n"
        self.assertEqual(faults({"crypto/b.cc": member}, "sizes"), ["crypto/b.cc:2"])
        self.assertEqual(faults({"crypto/b.cc": "namespace a {\n" + "int f();\n" * 80 + "}\n"}, "sizes"), [])

    def test_dead_files(self):
        self.assertEqual(faults({"crypto/b.h": "#pragma once\n"}, "dead_files"), ["crypto/b.h:1"])
        self.assertEqual(faults({}, "dead_files", ["api/handlers/routes.cc", "crypto/a.cc"]), ["ledger/trace/t.cc:1"])

    def test_switched_off(self):
        for line in ["TEST(A, DISABLED_b) {}", "GTEST_SKIP();", "#if 0", "// TO" + "DO: later", "int a;  // NOLINT"]:
            self.assertEqual(faults({"tests/unit/a_test.cc": line + "\n"}, "switched_off"), ["tests/unit/a_test.cc:1"], line)
        self.assertEqual(faults({"tests/unit/a_test.cc": 'ST_LACKS("openssl");\n'}, "switched_off"), [])
        self.assertEqual(faults({"tests/support/test_data.h": 'GTEST_SKIP() << "no data";\n'}, "switched_off"), [])
        for skip in ("self.skipTest('no go')", "@unittest.skip('slow')", "@unittest.skipIf(True, 'slow')"):
            self.assertEqual(faults({"tests/system/a_test.py": skip + "\n"}, "switched_off"), ["tests/system/a_test.py:1"])
        self.assertEqual(faults({"tests/web/a.ts": "test.skip('b')\n"}, "switched_off"), ["tests/web/a.ts:1"])

    def test_floats_in_the_fold(self):
        self.assertEqual(faults({"ledger/inventory/b.cc": "double a;\n"}, "exact_fold"), ["ledger/inventory/b.cc:1"])
        self.assertEqual(faults({"ledger/inventory/b.cc": '// double\nauto a = "double";\n'}, "exact_fold"), [])

    def test_a_limit_that_no_test_names(self):
        self.assertEqual(faults({"tests/crypto_test.py": ""}, "limit_tests"), ["crypto/a.h:3"])
        self.assertEqual(faults({"tests/crypto_test.py": "", "tests/a_test.py": "BODY_BYTES_MAX = 1\n"}, "limit_tests"), [])
        self.assertEqual(faults({"tests/crypto_test.py": "", "tests/a_test.py": "'--body-bytes-max'\n"}, "limit_tests"), [])
        self.assertEqual(faults({"crypto/b.h": "  Seconds read_deadline{4}, write_deadline{4};\n", "tests/a_test.py": "write_deadline"}, "limit_tests"), ["crypto/b.h:1"])
        self.assertEqual(faults({"docs/limits.md": "| `list_rests` | 9 |\n"}, "limit_tests"), ["docs/limits.md:1"])

    def test_a_table_cell_that_nobody_reads(self):
        self.assertEqual(faults({"docs/b.md": "| " + "x" * 400 + " | y |\n"}, "table_cells"), ["docs/b.md:1"])
        self.assertEqual(faults({"docs/b.md": "x" * 400 + "\n"}, "table_cells"), [])

    def test_a_limit_that_no_document_names(self):
        changes = {"crypto/b.h": "struct L {\n  std::size_t queue_max = 4;\n};\n"}
        self.assertEqual(faults(changes, "limits"), ["crypto/b.h:2"])

    def test_a_documented_limit_that_no_code_has(self):
        self.assertEqual(faults({"docs/limits.md": "\n| `gone_max`, `gone_rests` | 4 |\nNo more `gone_max`.\n"}, "limits"), ["docs/limits.md:2"] * 2)

    def test_routes(self):
        two = 'get("/healthz", ""), change(Method::del,\n "/a/{b}", "")'
        self.assertEqual(faults({"api/handlers/routes.cc": two}, "routes"), ["api/handlers/routes.cc:1"])
        self.assertEqual(faults({"docs/http-api.md": "`GET /healthz` `GET /gone`\n"}, "routes"), ["docs/http-api.md:1"])
        self.assertEqual(faults({"api/handlers/routes.cc": ""}, "routes"), ["api/handlers/routes.cc:1", "docs/http-api.md:1"])

    def test_format(self):
        self.assertEqual(faults({".clang-format": "BasedOnStyle: Google\n", "crypto/b.cc": "int  a;\n"}, "format"), ["crypto/b.cc:1"])


if __name__ == "__main__":
    unittest.main()
