// Notes, checkpoints, cosignatures, tiles and proof files: what is accepted, and that nothing else is.
#include <gtest/gtest.h>

#include "crypto/checkpoint.h"
#include "crypto/cosignature.h"
#include "crypto/tile.h"
#include "crypto/tlog_proof.h"
#include "tests/support/log_fixture.h"

namespace stocktrail {
namespace {

using test::fixed_key;
using test::LogFixture;

constexpr std::string_view dash = "\u2014 ";

TEST(Vkey, HasOneSpelling) {
  const NoteVerifier verifier = LogFixture(0).verifier();
  const std::string text = verifier.text();
  const Result<NoteVerifier> again = NoteVerifier::parse(text);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text(), text);
  EXPECT_EQ(again->key(), verifier.key());
  EXPECT_EQ(again->name(), LogFixture::origin);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char change : {'\x01', '\x20'}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      EXPECT_FALSE(NoteVerifier::parse(changed)) << changed;
    }
  }
  EXPECT_FALSE(NoteVerifier::parse(""));
  EXPECT_FALSE(NoteVerifier::parse("a+b"));
  EXPECT_FALSE(NoteVerifier::parse(text + "="));
  EXPECT_FALSE(NoteVerifier::parse(text + "\n"));
}

TEST(Vkey, NamesAreWords) {
  const PublicKey key = fixed_key("k").public_key();
  for (const std::string_view name : {"example.com/log", "\u4e2d\u6587", "a", "\u2014"}) {
    EXPECT_TRUE(NoteVerifier::make(name, key)) << name;
  }
  for (const std::string_view name :
       {"", "a b", "a+b", "a\tb", "a\u00a0b", "a\u3000", "\u2028", "a\n", "\xff", "\u0085"}) {
    EXPECT_FALSE(NoteVerifier::make(name, key)) << name;
  }
}

TEST(Note, TextMayHoldBlankLinesAndSignatureLines) {
  const SigningKey key = fixed_key("k");
  const NoteVerifier verifier = *NoteVerifier::make("k", key.public_key());
  for (const std::string& text : {std::string("\n"), std::string("a\n\nb\n"), std::string("a\n\n"),
                                  std::string("a\n\n") + std::string(dash) + "k AAAAAAA=\n"}) {
    const Result<Note> note = parse_note(sign_note(text, "k", key));
    ASSERT_TRUE(note) << text;
    EXPECT_EQ(note->text, text);
    EXPECT_EQ(note->signatures.size(), 1u);
    EXPECT_TRUE(verify_note(*note, verifier));
  }
}

TEST(Note, RefusesWhatIsNoNote) {
  const std::string line = std::string(dash) + "k AAAAAAA=\n";
  EXPECT_TRUE(parse_note("text\n\n" + line));
  EXPECT_TRUE(parse_note("text\n\n" + line + line));
  for (const std::string& bytes : {std::string(),
                                   std::string("\n"),
                                   std::string("text\n"),
                                   "text\n" + line,
                                   std::string("text\n\n"),
                                   "text\n\n" + line + "more\n",
                                   "text\n\n" + line.substr(0, line.size() - 1),
                                   "\n" + line,
                                   "te\rxt\n\n" + line,
                                   "te\xffxt\n\n" + line,
                                   std::string("te\0xt\n\n", 7) + line,
                                   std::string("text\n\n- k AAAAAAA=\n"),
                                   "text\n\n" + std::string(dash) + "k AAAA\n",
                                   "text\n\n" + std::string(dash) + "k AAAAAA==\n",
                                   "text\n\n" + std::string(dash) + "k AAAAAAB=\n",
                                   "text\n\n" + std::string(dash) + "k  AAAAAAA=\n",
                                   "text\n\n" + std::string(dash) + " AAAAAAA=\n",
                                   "text\n\n" + std::string(dash) + "k AAAAAAA= \n",
                                   "text\n\n" + std::string(dash) + "k+k AAAAAAA=\n",
                                   "text\n\n" + std::string(dash) + "AAAAAAA=\n"}) {
    EXPECT_FALSE(parse_note(bytes)) << bytes;
  }
}

TEST(Note, Limits) {
  const std::string line = std::string(dash) + "k AAAAAAA=\n";
  std::string note = "text\n\n";
  for (std::size_t i = 0; i < note_signatures_max; ++i) note += line;
  EXPECT_TRUE(parse_note(note));
  const Result<Note> too_many = parse_note(note + line);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::too_large);
  const std::string end = "\n\n" + line;
  EXPECT_TRUE(parse_note(std::string(note_bytes_max - end.size(), 'x') + end));
  const Result<Note> too_large = parse_note(std::string(note_bytes_max - end.size() + 1, 'x') + end);
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::too_large);
}

TEST(Note, UnknownSignaturesAreIgnoredAndBadKnownOnesAreNot) {
  const SigningKey mine = fixed_key("mine"), other = fixed_key("other");
  const NoteVerifier verifier = *NoteVerifier::make("me", mine.public_key());
  const std::string text = "text\n";
  const std::string signed_note = sign_note(text, "me", mine);
  const auto says = [&](const std::string& bytes) {
    return verify_note(parse_note(bytes).value(), verifier);
  };
  EXPECT_TRUE(says(signed_note));
  EXPECT_FALSE(says(sign_note(text, "me", other)));
  EXPECT_FALSE(says(sign_note(text, "you", mine)));
  const std::string foreign = note_signature_line("me", verifier.key_id() + 1, Signature{});
  EXPECT_TRUE(says(signed_note + foreign));
  EXPECT_TRUE(says(signed_note + note_signature_line("you", verifier.key_id(), Signature{})));
  EXPECT_FALSE(says(signed_note + note_signature_line("me", verifier.key_id(), Signature{})));
  EXPECT_FALSE(says(text + "\n" + foreign));
}

TEST(NoteDeathTest, SigningWhatIsNoTextIsABug) {
  const SigningKey key = fixed_key("k");
  EXPECT_DEATH(sign_note("no newline", "k", key), "broken promise");
  EXPECT_DEATH(sign_note("text\n", "two words", key), "broken promise");
}

TEST(Checkpoint, HasOneSpelling) {
  const LogFixture log(5);
  const Checkpoint checkpoint = log.checkpoint();
  const std::string root = base64_encode(checkpoint.root);
  EXPECT_EQ(parse_checkpoint_text(checkpoint.text()), checkpoint);
  EXPECT_TRUE(parse_checkpoint_text("o\n18446744073709551615\n" + root + "\n"));
  for (const std::string& text :
       {"o\n05\n" + root + "\n", "o\n+5\n" + root + "\n", "o\n-5\n" + root + "\n", "o\n5 \n" + root + "\n",
        "o\n\n" + root + "\n", "\n5\n" + root + "\n", "o\n18446744073709551616\n" + root + "\n",
        "o\n5\n" + root, "o\n5\n" + root + "\nextension\n", "o\n5\n" + root + "\n\n",
        "o\n5\n" + root.substr(0, 40) + "\n", "o\r\n5\n" + root + "\n", std::string("o\n5\n"),
        std::string("o\n"), std::string(), "o\n0\n" + root + "\n", "o\xff\n5\n" + root + "\n"}) {
    EXPECT_FALSE(parse_checkpoint_text(text)) << text;
  }
  EXPECT_TRUE(parse_checkpoint_text("o\n0\n" + base64_encode(empty_root()) + "\n"));
}

TEST(Checkpoint, MustBeTheLogs) {
  const LogFixture log(5);
  EXPECT_EQ(open_checkpoint(log.signed_checkpoint(), log.verifier()), log.checkpoint());
  // Signed by the log's key and name, but about another log.
  Checkpoint other = log.checkpoint();
  other.origin = "another.example/log";
  const Result<Checkpoint> opened =
      open_checkpoint(sign_note(other.text(), LogFixture::origin, log.key()), log.verifier());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::bad_signature);
  EXPECT_FALSE(open_checkpoint(sign_note("text\n", LogFixture::origin, log.key()), log.verifier()));
}

TEST(Cosignature, IsOverTimeAndText) {
  const LogFixture log(5);
  const SigningKey key = fixed_key("witness"), other_key = fixed_key("other");
  const WitnessKey witness = *WitnessKey::make("witness.example/w1", key.public_key());
  const std::string text = log.checkpoint().text();
  const std::string note = log.signed_checkpoint();
  const auto says = [&](const std::string& bytes) {
    return verify_cosignature(parse_note(bytes).value(), witness);
  };
  const std::string line = cosignature_line(text, witness.name(), CosignedAt{1'679'315'147}, key);
  EXPECT_EQ(says(note + line), CosignedAt{1'679'315'147});
  EXPECT_EQ(says(note), std::nullopt);
  EXPECT_EQ(says(note + cosignature_line(text, witness.name(), CosignedAt{5}, key) + line),
            CosignedAt{1'679'315'147});
  EXPECT_EQ(says(note + cosignature_line("other\n", witness.name(), CosignedAt{5}, key)), std::nullopt);
  EXPECT_EQ(says(note + cosignature_line(text, witness.name(), CosignedAt{5}, other_key)), std::nullopt);
  EXPECT_EQ(says(note + line + note_signature_line(witness.name(), witness.key_id(), as_bytes("x"))),
            std::nullopt);
  std::string late(8, '\xff');
  late += std::string(64, 'x');
  EXPECT_EQ(says(note + note_signature_line(witness.name(), witness.key_id(), as_bytes(late))), std::nullopt);
  // The log's own signature is not touched by it, and a log key is no witness key.
  EXPECT_TRUE(open_checkpoint(note + line, log.verifier()));
  EXPECT_EQ(WitnessKey::parse(witness.text())->text(), witness.text());
  EXPECT_FALSE(WitnessKey::parse(log.verifier().text()));
  EXPECT_FALSE(NoteVerifier::parse(witness.text()));
}

TEST(Tile, PathsOfTheSpecification) {
  EXPECT_EQ(tile_path({0, 1'234'067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({1, 0, 17}), "tile/1/000.p/17");
  EXPECT_EQ(tile_path({0, 1000, 1}), "tile/0/x001/000.p/1");
  EXPECT_EQ(entries_path({0, 999, 256}), "tile/entries/999");
  EXPECT_EQ(entries_path({0, 273, 112}), "tile/entries/273.p/112");
  EXPECT_EQ(parse_tile_index(0, "x001/x234/067.p/8"), (TileId{0, 1'234'067, 8}));
}

TEST(Tile, PathsHaveOneSpelling) {
  for (const std::uint64_t index : {0ull, 1ull, 999ull, 1000ull, 999'999ull, 1'000'000ull, 123'456'789ull}) {
    for (const unsigned width : {1u, 9u, 255u, 256u}) {
      const TileId tile{2, index, width};
      EXPECT_EQ(parse_tile_index(2, tile_path(tile).substr(7)), tile);
    }
  }
  for (const std::string_view path :
       {"",           "0",        "00",        "0000",     "1000",      "x000/000",    "x000/x001/000",
        "x001/x000",  "x001",     "x001/",     "001/000",  "x001/00",   "x01/000",     "000.p",
        "000.p/",     "000.p/0",  "000.p/256", "000.p/01", "000.p/+1",  "000.p/1.p/1", "000/",
        "/000",       "000.p/1/", "-01",       " 00",      "x001//000", "00a",         "000.P/1",
        "x1/x001/000"}) {
    EXPECT_FALSE(parse_tile_index(0, path)) << path;
  }
  EXPECT_FALSE(parse_tile_index(8, "000"));
}

// The last tile of the largest tree, on every level; one more does not exist.
TEST(Tile, TheLargestTreeIsTheEnd) {
  for (unsigned level = 0; level < 8; ++level) {
    const std::uint64_t hashes = UINT64_MAX >> (8 * level);
    const TileId last{level, hashes / 256, static_cast<unsigned>(hashes % 256)};
    EXPECT_EQ(parse_tile_index(level, tile_path(last).substr(7)), last);
    EXPECT_FALSE(parse_tile_index(level, tile_path({level, last.index, 256}).substr(7)));
    EXPECT_FALSE(parse_tile_index(level, tile_path({level, last.index + 1, 1}).substr(7)));
  }
  EXPECT_FALSE(parse_tile_index(0, "x999/x999/x999/x999/x999/x999/x999/x999/x999/999"));
}

TEST(Tile, ExistsInATreeOf70000) {
  const TreeSize size{70'000};
  EXPECT_EQ(widest_tile(0, 272, size), (TileId{0, 272, 256}));
  EXPECT_EQ(widest_tile(0, 273, size), (TileId{0, 273, 112}));
  EXPECT_EQ(widest_tile(0, 274, size), std::nullopt);
  EXPECT_EQ(widest_tile(1, 0, size), (TileId{1, 0, 256}));
  EXPECT_EQ(widest_tile(1, 1, size), (TileId{1, 1, 17}));
  EXPECT_EQ(widest_tile(2, 0, size), (TileId{2, 0, 1}));
  EXPECT_EQ(widest_tile(3, 0, size), std::nullopt);
  EXPECT_EQ(widest_tile(0, 0, TreeSize{0}), std::nullopt);
  EXPECT_EQ(widest_tile(0, 1, TreeSize{256}), std::nullopt);
  EXPECT_EQ(widest_tile(1, 0, TreeSize{256}), (TileId{1, 0, 1}));
  EXPECT_TRUE(tile_exists({0, 273, 50}, size));
  EXPECT_FALSE(tile_exists({0, 273, 113}, size));
  EXPECT_FALSE(tile_exists({0, 0, 0}, size));
  EXPECT_FALSE(tile_exists({0, 0, 257}, size));
}

TEST(Tile, NodesAreReadFromOneTile) {
  for (const std::size_t size : {1, 255, 256, 257, 700, 66'000}) {
    const LogFixture log(size);
    const TileReader tiles = [&](const TileId& id) -> Result<std::string> {
      EXPECT_TRUE(tile_exists(id, log.size()));
      return log.tile(id);
    };
    for (unsigned level = 0; level <= 17; ++level) {
      const std::uint64_t nodes = size >> level;
      for (std::uint64_t index = 0; index < nodes; index += 1 + nodes / 7) {
        ASSERT_EQ(read_node(level, index, log.size(), tiles), log.reader()(level, index))
            << level << " " << index;
      }
      EXPECT_FALSE(read_node(level, nodes, log.size(), tiles));
    }
  }
  const TileReader damaged = [](const TileId&) -> Result<std::string> { return std::string(31, 'x'); };
  EXPECT_EQ(read_node(0, 0, TreeSize{5}, damaged).error().code, ErrorCode::corrupted);
  const TileReader narrow = [](const TileId&) -> Result<std::string> { return std::string(4 * 32, 'x'); };
  EXPECT_EQ(read_node(0, 0, TreeSize{5}, narrow).error().code, ErrorCode::corrupted);
  const TileReader absent = [](const TileId&) -> Result<std::string> {
    return fail(ErrorCode::unavailable, "no");
  };
  EXPECT_EQ(read_node(0, 0, TreeSize{5}, absent).error().code, ErrorCode::unavailable);
}

TEST(EntryBundle, RoundTripsAndEndsWhereItEnds) {
  const LogFixture log(3);
  const std::string bundle = encode_entry_bundle(log.entries());
  ASSERT_EQ(bundle.size(), 3u * 34);
  const Result<std::vector<std::string>> entries = decode_entry_bundle(bundle, 3);
  ASSERT_TRUE(entries);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ((*entries)[i], as_text(log.entry(i)));
  for (const unsigned count : {0u, 1u, 2u, 4u, 256u, 257u})
    EXPECT_FALSE(decode_entry_bundle(bundle, count)) << count;
  for (std::size_t size = 0; size < bundle.size(); ++size) {
    EXPECT_FALSE(decode_entry_bundle(std::string_view(bundle).substr(0, size), 3));
  }
  EXPECT_EQ(decode_entry_bundle(std::string(2, '\0'), 1).value(), std::vector<std::string>{""});
  EXPECT_EQ(decode_entry_bundle("\xff\xff" + std::string(65'535, 'e'), 1).value().front().size(), 65'535u);
}

std::string proof_text(const LogFixture& log, std::uint64_t index, std::string extra = {}) {
  return encode_tlog_proof({std::move(extra), LeafIndex{index},
                            inclusion_proof(LeafIndex{index}, log.size(), log.reader()),
                            log.signed_checkpoint()});
}

TEST(TlogProof, RoundTripsAndVerifies) {
  for (const std::size_t size : {1, 2, 7, 300}) {
    const LogFixture log(size);
    for (std::size_t index = 0; index < size; index += 1 + size / 5) {
      for (const std::string extra : {"", "x", "extra data"}) {
        const std::string text = proof_text(log, index, extra);
        const Result<TlogProof> proof = parse_tlog_proof(text);
        ASSERT_TRUE(proof) << proof.error().detail;
        EXPECT_EQ(proof->extra, extra);
        EXPECT_EQ(encode_tlog_proof(*proof), text);
        EXPECT_EQ(verify_tlog_proof(*proof, log.entry(index), log.verifier()), log.checkpoint());
        EXPECT_FALSE(verify_tlog_proof(*proof, sha256("other"), log.verifier()));
        EXPECT_FALSE(
            verify_tlog_proof(*proof, log.entry(index), *NoteVerifier::make("x", log.key().public_key())));
      }
    }
  }
}

TEST(TlogProof, EveryChangedBitIsRefused) {
  const LogFixture log(11);
  const std::string text = proof_text(log, 6);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const Result<TlogProof> proof = parse_tlog_proof(changed);
      EXPECT_FALSE(proof && verify_tlog_proof(*proof, log.entry(6), log.verifier())) << i << " bit " << bit;
    }
    std::string removed = text, doubled = text;
    removed.erase(i, 1);
    doubled.insert(i, 1, text[i]);
    for (const std::string& changed : {removed, doubled, text.substr(0, i)}) {
      const Result<TlogProof> proof = parse_tlog_proof(changed);
      EXPECT_FALSE(proof && verify_tlog_proof(*proof, log.entry(6), log.verifier())) << i;
    }
  }
}

TEST(TlogProof, RefusesOtherSpellingsAndLimits) {
  const LogFixture log(11);
  const std::string text = proof_text(log, 6);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = text;
    return changed.replace(changed.find(from), from.size(), to);
  };
  EXPECT_FALSE(parse_tlog_proof(with("index 6", "index 06")));
  EXPECT_FALSE(parse_tlog_proof(with("index 6", "extra \nindex 6")));
  EXPECT_FALSE(parse_tlog_proof(with("index 6", "extra ====\nindex 6")));
  EXPECT_FALSE(parse_tlog_proof(with("index 6", "extra eA==\nextra eA==\nindex 6")));
  EXPECT_FALSE(parse_tlog_proof(with("index 6", "index 6\nextra eA==")));
  EXPECT_FALSE(parse_tlog_proof(with("@v1", "@v2")));
  EXPECT_FALSE(parse_tlog_proof("\n" + text));
  EXPECT_FALSE(parse_tlog_proof(text + "\n"));

  TlogProof proof = parse_tlog_proof(text).value();
  proof.path.resize(tlog_proof_path_max);
  EXPECT_TRUE(parse_tlog_proof(encode_tlog_proof(proof)));
  proof.path.resize(tlog_proof_path_max + 1);
  EXPECT_EQ(parse_tlog_proof(encode_tlog_proof(proof)).error().code, ErrorCode::too_large);
  proof.path.clear();
  proof.extra = std::string(tlog_proof_bytes_max, 'x');
  EXPECT_EQ(parse_tlog_proof(encode_tlog_proof(proof)).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace stocktrail
