// auditor VKEY PROOF_FILE ENTRY_HEX: is this entry in the log?
#include <fstream>
#include <iostream>
#include <iterator>

#include "crypto/tlog_proof.h"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream file(argv[2], std::ios::binary);
  const auto log = stocktrail::NoteVerifier::parse(argv[1]);
  const auto proof = stocktrail::parse_tlog_proof(std::string(std::istreambuf_iterator<char>(file), {}));
  const auto entry = stocktrail::hex_decode(argv[3]);
  if (!log || !proof || !entry) return 2;
  const auto checkpoint = verify_tlog_proof(*proof, stocktrail::as_bytes(*entry), *log);
  std::cout << (checkpoint ? "in the log of " + checkpoint->origin : checkpoint.error().detail) << "\n";
  return checkpoint ? 0 : 1;
}
