// ledger/books/detail/rights.h: nobody acts on things at places of others: what is at another place than the
// event tells, by its record, is asked for there. An arrival where the issuer may report counts all the same.
#pragma once

#include "ledger/books/detail/items.h"
#include "ledger/books/step.h"

namespace stocktrail::books {

/// May who told the event act on a thing that is there? Else it stays where it is.
bool may_tell_of(World& world, const Held& held, const EventKey& told_by);

/// Is or was the thing last where only others may report?
bool is_of_others(const World& world, const Held& held);

/// Goods on their way are ended only by who may report where they left or where they go.
bool may_end(const World& world, const std::string& from, const std::string& to);

/// May who reports an arrival at this site know how much was sent? Sent to it or its party, or from where the
/// issuer may report: a document can be guessed.
bool may_know_amount(const World& world, const Delivery& delivery, const std::string& site);
/// May it say that no more comes? Also of what was sent to nobody named.
bool may_close(const World& world, const Delivery& delivery, const std::string& site);

/// Does what the fact restates end or begin a recall, by who made all these goods? They are recalled wherever
/// they are.
bool recalls_own(World& world, const std::set<std::pair<std::string, std::string>>& lots);

/// The fact of the row without the things that its issuer may not act on, which are noted; nullopt: it may
/// act on all.
std::optional<Fact> entitled_part(World& world);

}  // namespace stocktrail::books
