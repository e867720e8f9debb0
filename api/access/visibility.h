// api/access/visibility.h: who sees what (design section 5), as pure functions of who asks and what is asked
// for. Every answer that holds contents of statements goes through here.
//
//   anyone    for a code in hand: type, times, action, bizStep, disposition, public places, the code's own
//             what-element without its quantity, temperature and humidity, certificates, recall and error
//             declarations
//   planner   of statements what anyone sees; its party's places and their stock
//   party     its own statements whole; whole events that name it or a place of it; its own places' stock
//   auditor   everything
//   operator  as a party
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/role.h"
#include "crypto/statement.h"
#include "ledger/epcis/event.h"
#include "ledger/inventory/inventory.h"
#include "ledger/master/master.h"
#include "ledger/query/event_facts.h"

namespace stocktrail::api {

/// Canonical keys that a reader may see in what-lists: a code in hand, its lot and product, and what its
/// journey went through.
using Codes = std::set<std::string, std::less<>>;

/// The code with its lot and product.
Codes codes_of(const gs1::Key& code);

/// One event of a statement, as the rules look at it. Valid as long as what it was made of.
struct StatedEvent {
  EventRef ref{};
  std::string_view issuer;
  const epcis::Event& event;
  json::Value text;  // Its own JSON.
  EventCuts cuts;
};
StatedEvent stated_event(const Statement& statement, EventRef ref, const epcis::Event& event);

/// What of one event one reader may see.
class EventSight {
 public:
  enum class Extent : std::uint8_t { nothing, part, whole };
  Extent extent() const { return extent_; }
  static EventSight whole();

  /// True if the value at this RFC 6901 pointer of the event ("" is the event itself) may be shown.
  bool shows(std::string_view pointer) const;

 private:
  friend class PublicRule;
  Extent extent_ = Extent::nothing;
  std::set<std::string, std::less<>> pointers_;  // Without what is inside, where that is not named too.
  std::set<std::string, std::less<>> members_;   // With all that is inside.
};

/// True if all that `issuer` stated may be shown, with its receipts: to an auditor, and to whoever speaks for
/// the issuer. The issuer's planner does not; it reads stock.
bool shows_all_of(const Principal& principal, std::string_view issuer);

/// `codes` is empty for a reader who holds no code: then no what-element is shown.
EventSight sight_of(const Principal& principal, const StatedEvent& stated, const Codes& codes,
                    const TableReader& tables);

/// True if the event names the party that the reader speaks for, one step up or down: then it may see it
/// whole.
bool names_reader(const Principal& principal, const query::EventFacts& facts, const TableReader& tables);

/// What anyone may see: the only sight that consumer pages and proof bundles are made with. An event is shown
/// in part only as far as its issuer cut it: a disclosure of which anything must not be shown is not shown at
/// all, because a proof could not leave that out. If that goes for the event's own disclosure, or if another
/// event of the statement stands in the signed payload itself, nothing of it is public
/// (docs/threat-model.md).
EventSight public_sight(const StatedEvent& stated, const Codes& codes, const TableReader& tables);

/// True for an id that is a hash of what it names (RFC 6920), as the event hash is: who knows it can try out
/// all that is hidden from him. Only a reader who sees the event whole may see such an id, or find by it.
bool is_content_hash(std::string_view event_id);

/// The id that a reader may know an event by which has the id `event_id`, a content hash; none if there is
/// none.
using OpaqueId = std::function<std::optional<std::string>(std::string_view event_id)>;

/// The event as JSON with only what `sight` shows, without its `@context` and `recordTime`: in an answer both
/// are ours to give. A content hash among the correctiveEventIDs of an event
/// that is shown in part gives way to its opaque id.
std::string show_event(const json::Value& text, const EventSight& sight, const OpaqueId& opaque_id);

/// True if the whole body of a master-data statement may be shown: a party's statement is public unless it
/// tells places that are not, a certificate unless it says so, a policy never.
bool shows_statement(const Principal& principal, const Statement& statement);

/// Where the reader's party has this place by its own word only, the first event that it may read there
/// (master::PlaceOwner::reads_from); else, and for auditors, the first of all.
EventRef reads_from(const Principal& principal, std::string_view place, const TableReader& tables);
/// False for what is of a book that was begun before the reader came to have the place.
bool reads_book(const Principal& principal, const std::string& place, const inventory::Good& good,
                const TableReader& tables);

bool shows_place(const Principal& principal, const gs1::Key& owner, const master::Place& place);
bool shows_certificate(const Principal& principal, const master::Certificate& certificate);
/// True if a subject is a place that is not public: then the certificate, which proofs can only show whole,
/// is on no page and in no proof file (docs/decisions/0006).
bool names_hidden_place(const master::Certificate& certificate, const TableReader& tables);

/// True if the stock of this account may be shown: an auditor's all; a party's and planner's at, to and from
/// own places.
bool shows_account(const Principal& principal, const inventory::Account& account, const TableReader& tables);

}  // namespace stocktrail::api
