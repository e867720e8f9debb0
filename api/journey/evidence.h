// api/journey/evidence.h: what a consumer page says beside the events of its journey (products,
// certificates), and which statements prove all of it. The page and the proof file are both made from this
// and from public_journey.h. Names of parties and places are not part of it: a statement that tells them may
// hold what is not public (docs/decisions/0006-places-in-proofs.md).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/journey/public_journey.h"

namespace stocktrail::api {

struct EvidenceLimits {
  static constexpr std::size_t certificates_shown_max = 50;  // On one page, and proven.
  std::size_t certificate_staters_max = 1'000;               // Parties looked at, for one subject.
};

struct ShownCertificate {
  master::Certificate certificate;
  gs1::Key subject;  // Why it is on this page; others of its subjects may be too.
};

struct Evidence {
  std::map<std::string, master::Product> products;  // By id: of the code, and of what it was made of.
  std::vector<ShownCertificate> certificates;
  bool has_all_certificates = true;  // False: there are more than are shown.
};

/// Public certificates of the code, its lot and product, the places where it was made and the parties of its
/// journey. Anyone can state a certificate about anything, so only these count: those stated by whom the
/// subject belongs to, by a party with the role authority, laboratory or operator, and, for the code and its
/// lot, by who made them.
Evidence evidence_of(const gs1::Key& key, const Journey& journey, const View& view,
                     const EvidenceLimits& limits = {});

/// The indexes of all statements that prove a page: those of its events, products and certificates, and those
/// that show who signed them, up to the operator's own first one. Errors: `too_large` for more than a proof
/// file holds, and what reading the log gives.
Result<std::set<std::uint64_t>> proving_statements(const Journey& journey, const Evidence& evidence,
                                                   const View& view);

}  // namespace stocktrail::api
