// ledger/master/detail/contact_reader.h: the member "contact" of a statement. Private to ledger/master.
#pragma once

#include "ledger/master/contact.h"
#include "ledger/master/object_reader.h"

namespace stocktrail::master {

/// What pages link to: nothing but https, with a host, and nothing that a reader cannot see. Empty: missing.
std::string find_url(ObjectReader& reader, std::string_view name);

/// nullopt: not given.
std::optional<Contact> find_contact(ObjectReader& reader, std::optional<Error>& fault);

}  // namespace stocktrail::master
