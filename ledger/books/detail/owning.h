// ledger/books/detail/owning.h: what a fact tells of whose goods are (docs/inventory.md, "Owner"). An owner
// who is none, and none that is told, is the party of the place.
#pragma once

#include "ledger/books/step.h"

namespace stocktrail::books {

/// Of whom goods are told to be that leave a site; nullopt: not told.
std::optional<Owner> owner_drawn(const World& world, const std::string& site);
/// Of whom goods are told to be that come to a site, by what the fact tells of its own place; nullopt: not
/// told.
std::optional<Owner> owner_coming(const World& world, const std::string& site);

/// The first departure that tells it tells whose a delivery is to be.
void tell_owner(const World& world, Delivery& delivery);
/// Whose goods are that arrive at a site: as the arrival tells, else as their departure told. Where neither
/// does, they are of the party of the place if that is another than of where they left, else whose they were.
Owners owners_on_arrival(const World& world, Delivery& delivery, Owners sent, Amount amount,
                         const std::string& site);
/// A confirming report tells whose goods are that have arrived.
void confirm_owner(World& world, Delivery& delivery, const Good& good, const std::string& lot, Amount amount);
/// Goods on their way turn out to be of this lot of the site that they left; `were`: whose they were thought
/// to be.
Owners owners_of_lot(World& world, const std::string& site, const Good& good, const std::string& lot,
                     Owners were);
/// Goods change their owner where they are, by an event that tells nothing else.
void change_owners(World& world);

/// So that the owner finds them.
void name_owners(World& world, const Owners& owners, const Good& good, AccountKind kind,
                 const std::string& end);

}  // namespace stocktrail::books
