// Random trees, notes and proofs against the slow reference. Seeds: tests/support/rapidcheck_seed.h.
#include <gtest/gtest.h>

#include <string>

#include "crypto/cosignature.h"
#include "crypto/tlog_proof.h"
#include "tests/support/log_fixture.h"
#include "tests/support/merkle_reference.h"
#include "tests/support/rapidcheck_seed.h"

namespace stocktrail {
namespace {

using test::check_property;
using test::fixed_key;
using test::LogFixture;

std::size_t size_up_to(std::size_t max) {
  return *rc::gen::inRange<std::size_t>(1, max + 1);
}

TEST(CryptoProperty, FrontierIsTheReferenceTree) {
  check_property("any number of appends, stopped and restored anywhere", [] {
    const std::vector<Digest> leaves = test::numbered_leaves(size_up_to(700));
    const std::size_t stop = *rc::gen::inRange<std::size_t>(0, leaves.size() + 1);
    Frontier frontier;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (i == stop) {
        std::optional<Frontier> restored = Frontier::restore(frontier.size(), frontier.peaks());
        RC_ASSERT(restored.has_value());
        frontier = *restored;
      }
      RC_ASSERT(to_u64(frontier.append(leaves[i])) == i);
    }
    RC_ASSERT(frontier.root() == test::reference_root(leaves));
  });
}

TEST(CryptoProperty, ProofsAreTheReferencesAndVerify) {
  check_property("inclusion and consistency in one random tree", [] {
    const LogFixture log(size_up_to(600));
    const std::size_t size = to_u64(log.size());
    std::vector<Digest> leaves;
    for (const Digest& entry : log.entries()) leaves.push_back(test::reference_leaf(as_text(entry)));
    const std::size_t index = *rc::gen::inRange<std::size_t>(0, size);
    const std::size_t first = index + 1;
    const auto path = inclusion_proof(LeafIndex{index}, log.size(), log.reader());
    RC_ASSERT(path == test::reference_path(index, leaves));
    RC_ASSERT(verify_inclusion(leaves[index], LeafIndex{index}, log.size(), log.checkpoint().root, path));
    const auto proof = consistency_proof(TreeSize{first}, log.size(), log.reader());
    RC_ASSERT(proof == test::reference_consistency(first, leaves));
    const Digest first_root = test::reference_root(std::span{leaves}.first(first));
    RC_ASSERT(verify_consistency(TreeSize{first}, log.size(), first_root, log.checkpoint().root, proof));
    if (first != size)
      RC_ASSERT(!verify_consistency(TreeSize{first}, log.size(), sha256("x"), log.checkpoint().root, proof));
  });
}

TEST(CryptoProperty, VerifiersNeverAbort) {
  check_property("arbitrary numbers and digests", [] {
    const auto index = *rc::gen::arbitrary<std::uint64_t>(), size = *rc::gen::arbitrary<std::uint64_t>();
    const std::vector<Digest> proof(*rc::gen::inRange<std::size_t>(0, 70), sha256("x"));
    RC_ASSERT(!verify_inclusion(sha256("a"), LeafIndex{index}, TreeSize{size}, sha256("b"), proof));
    RC_ASSERT(!verify_consistency(TreeSize{index}, TreeSize{size}, sha256("a"), sha256("b"), proof));
  });
}

TEST(CryptoProperty, CodecsRoundTripAndAreInjective) {
  check_property("bytes to text and back, and one changed character", [] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(base64_decode(base64_encode(as_bytes(bytes))) == bytes);
    RC_ASSERT(base64url_decode(base64url_encode(as_bytes(bytes))) == bytes);
    RC_ASSERT(hex_decode(hex_encode(as_bytes(bytes))) == bytes);
    RC_PRE(!bytes.empty());
    std::string text = base64_encode(as_bytes(bytes));
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    const auto again = base64_decode(text);
    if (again) RC_ASSERT(base64_encode(as_bytes(*again)) == text);
  });
}

TEST(CryptoProperty, NotesRoundTripAndAnyChangedByteIsRefused) {
  check_property("random text, one byte changed", [] {
    const SigningKey key = fixed_key("log");
    std::string text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \n\n+=")));
    text += '\n';
    const NoteVerifier verifier = *NoteVerifier::make("log.example", key.public_key());
    std::string note = sign_note(text, "log.example", key);
    const Result<Note> parsed = parse_note(note);
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(parsed->text == text);
    RC_ASSERT(verify_note(*parsed, verifier));
    char& byte = note[*rc::gen::inRange<std::size_t>(0, note.size())];
    byte = static_cast<char>(byte ^ *rc::gen::inRange(1, 256));
    const Result<Note> changed = parse_note(note);
    if (changed) RC_ASSERT(!verify_note(*changed, verifier));
  });
}

TEST(CryptoProperty, ProofFilesRoundTripAndAnyChangedByteIsRefused) {
  check_property("random tree and index, one byte changed", [] {
    const LogFixture log(size_up_to(300));
    const std::size_t index = *rc::gen::inRange<std::size_t>(0, to_u64(log.size()));
    const TlogProof proof{*rc::gen::arbitrary<std::string>(), LeafIndex{index},
                          inclusion_proof(LeafIndex{index}, log.size(), log.reader()),
                          log.signed_checkpoint()};
    std::string text = encode_tlog_proof(proof);
    const Result<TlogProof> parsed = parse_tlog_proof(text);
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(parsed->extra == proof.extra);
    RC_ASSERT(verify_tlog_proof(*parsed, log.entry(index), log.verifier()).has_value());
    // The extra line is the one part that nothing in the format vouches for.
    const std::size_t begin = text.find("\nindex ");
    char& byte = text[*rc::gen::inRange<std::size_t>(begin, text.size())];
    byte = static_cast<char>(byte ^ *rc::gen::inRange(1, 256));
    const Result<TlogProof> changed = parse_tlog_proof(text);
    if (changed) RC_ASSERT(!verify_tlog_proof(*changed, log.entry(index), log.verifier()));
  });
}

TEST(CryptoProperty, TilePathsRoundTrip) {
  check_property("any tile of the largest tree", [] {
    const auto level = *rc::gen::inRange(0u, 8u);
    const std::uint64_t tiles = UINT64_MAX >> (8 * level) >> 8;
    const std::uint64_t index = tiles == 0 ? 0 : *rc::gen::arbitrary<std::uint64_t>() % tiles;
    const TileId tile{level, index, *rc::gen::inRange(1u, level == 7 ? 256u : 257u)};
    const std::string path = tile_path(tile);
    RC_ASSERT(parse_tile_index(level, std::string_view(path).substr(7)) == tile);
  });
}

}  // namespace
}  // namespace stocktrail
