// ledger/master/detail/layout.h: keys and values of Table::master. Private to ledger/master; docs/formats.md,
// "Master data".
//
//   key                                   value
//   'p' party                             the party, with its places and keys
//   'k' key id                            party, key
//   'n' folded name 0 party               -    for each name of a party (name_rules.h)
//   'l' place                             party, place, the statement from which on it reads others' events
//   'e' supplier 0 place                  -    while the place says that it is supplied from there
//   'j' place 0 statement                 whose it was until this statement; empty: unowned
//   'g' product                           the product
//   'q' package                           the product that it holds, how much
//   'c' certificate id 0 party            the certificate that the party stated
//   'u' certificate id                    the party whose certificate of this id is for everyone
//   's' subject 0 party 0 'e' certificate -    which the party stated first, for everyone
//   's' subject 0 party 0 'o' certificate -    the same, for the party itself
//   'y' policy id                         the policy
//   'r' party 0 owner of places 0 policy  -    while a reporting policy is in force
//   'h' party 0 policy                    -    while a custodial policy is in force
//   'a' party 0 role 0 policy             -    while a grant is in force
//   'b' sha256 0 statement 'g' product    -    once a product named the file, first in this statement
//   'b' sha256 0 statement 'c' certificate 0 party  -  once a certificate did
//   'o'                                   -    once an operator was admitted
//   'x' recall id                         the recall
//   'd' discrepancy 0 place               the last assignment and acknowledgement
//   'w' product 0 recall id               -    once the recall named the product
//   't' party 0 order id                  the order
//   'f' party 0 document                  id of the party's order with this document
//   'v' party or site 0 statement         key of the order that it placed, of the party or for the site
//   'i' party or site 0 statement         the same, while it is not closed
//   'm' supplier 0 statement              key of the order that it placed, for the supplier
//   'z' supplier 0 statement              the same, while it is not closed
//
// Values are packed by ledger/state/struct_codec.h; a statement in a key is 8 bytes, big-endian. No text
// holds a zero byte: identifiers are URIs, ids have no control characters.
#pragma once

#include <string>
#include <string_view>

#include "ledger/master/goods.h"
#include "ledger/master/recall.h"
#include "ledger/master/settlement.h"
#include "ledger/master/stock_order.h"

namespace stocktrail::master {

enum class Family : char {
  party = 'p',
  key = 'k',
  name = 'n',
  place = 'l',
  supplied = 'e',
  place_until = 'j',
  product = 'g',
  package = 'q',
  certificate = 'c',
  public_certificate = 'u',
  subject = 's',
  policy = 'y',
  reporting = 'r',
  custodial = 'h',
  grant = 'a',
  blob = 'b',
  bootstrapped = 'o',
  recall = 'x',
  settlement = 'd',
  recalled_product = 'w',
  order = 't',
  ordered = 'f',
};

std::string key_of(Family family, std::string_view a = {});
std::string key_of(Family family, std::string_view a, std::string_view b);
std::string key_of(Family family, std::string_view a, std::string_view b, std::string_view c);
/// Where the certificates of a list begin: their ids follow.
std::string key_of(const CertificateList& list);
/// The key of what a party ordered under a document, however it is spelt.
std::string ordered_key(const gs1::Key& party, std::string_view document);
/// The key under which a policy in force is found by what it allows.
std::string in_force_key(const Policy& policy);

/// The GLN of which this is a part; nullopt: it is none.
std::optional<gs1::Key> whole_of(const gs1::Key& place);

/// As its party stated it, whosever the GLN is of which it is a part.
std::optional<PlaceOwner> stated_place(const gs1::Key& id, const TableReader& tables);

std::string encode(const Party& party);
std::string encode(const KeyOwner& owner);
std::string encode(const PlaceOwner& owner);
std::string encode(const Product& product);
std::string encode(const Package& package);
std::string encode(const Certificate& certificate);
std::string encode(const Policy& policy);
std::string encode(const Recall& recall);
std::string encode(const std::vector<Settled>& said);
std::string encode(const RecordedOrder& order);

// nullopt for bytes that encode() did not give.
std::optional<Party> decode_party(std::string_view bytes);
std::optional<KeyOwner> decode_key_owner(std::string_view bytes);
std::optional<PlaceOwner> decode_place_owner(std::string_view bytes);
std::optional<Product> decode_product(std::string_view bytes);
std::optional<Package> decode_package(std::string_view bytes);
std::optional<Certificate> decode_certificate(std::string_view bytes);
std::optional<Policy> decode_policy(std::string_view bytes);
std::optional<Recall> decode_recall(std::string_view bytes);
std::optional<std::vector<Settled>> decode_settlements(std::string_view bytes);
std::optional<RecordedOrder> decode_order(std::string_view bytes);

}  // namespace stocktrail::master
