// ledger/epcis/event.h: one EPCIS 2.0 event, checked, in canonical terms. What the standard does not name
// (extensions) and what only people read stays in the event's own text, which is what the ledger stores and
// serves.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "crypto/sha256.h"
#include "ledger/epcis/cbv.h"
#include "ledger/epcis/decimal.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"

namespace stocktrail::epcis {

// Limits of one event, beside event_bytes_max (crypto/statement.h) and gs1::identifier_bytes_max for a text.
inline constexpr std::size_t what_items_max = 10'000;       // In one list of EPCs or quantities.
inline constexpr std::size_t biz_transactions_max = 1'000;  // In bizTransactionList.
inline constexpr std::size_t sources_max = 100;             // In sourceList, and in destinationList.
inline constexpr std::size_t certifications_max = 100;      // In certificationInfo.
inline constexpr std::size_t corrective_events_max = 100;   // In correctiveEventIDs.
inline constexpr std::size_t dispositions_max = 100;  // In persistentDisposition's set, and in its unset.
inline constexpr std::size_t event_faults_max = 10;   // Told at once of one event.
inline constexpr std::size_t sensor_elements_max = 1'000;  // In sensorElementList.
inline constexpr std::size_t sensor_reports_max = 10'000;  // In one sensorReport.

// Both stand in stored rows: their values are fixed.
enum class EventType : unsigned char {
  object = 0,
  aggregation = 1,
  transaction = 2,
  transformation = 3,
  association = 4
};
constexpr EventType last_of(EventType) {
  return EventType::association;
}
/// `remove` is DELETE; a transformation has none.
enum class Action : unsigned char { none = 0, add = 1, observe = 2, remove = 3 };
constexpr Action last_of(Action) {
  return Action::remove;
}

inline constexpr std::array<std::string_view, 5> event_type_names = {
    "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent",
    "AssociationEvent"};  // In the order of EventType.
std::string_view name_of(EventType type);
std::string_view name_of(Action action);  // "ADD", "OBSERVE", "DELETE", ""

struct QuantityElement {
  gs1::Key epc_class;
  std::optional<Decimal> quantity;  // Missing is not zero: "an unknown number of".
  std::string uom;                  // UN/ECE Rec 20 code; empty: pieces.
};

/// One what-list: single things and things by class.
struct What {
  std::vector<gs1::Key> epcs;
  std::vector<QuantityElement> quantities;
  bool empty() const { return epcs.empty() && quantities.empty(); }
};

struct SourceDest {
  Word type;  // possessing_party, owning_party, location, or a URI.
  gs1::Key value;
};

struct BizTransaction {
  std::optional<Word> type;
  std::string id;
};

/// Facts of making that the ledger itself uses; all of ilmd stays in the text.
struct Ilmd {
  std::string lot;                      // cbvmda:lotNumber
  std::optional<Timestamp> expires_at;  // cbvmda:itemExpirationDate, bestBeforeDate: as date, end of that day
  std::string expiration_date;          // As written.
  std::string best_before_date;
  std::string production_date;
  std::string country_of_origin;
};

struct ErrorDeclaration {
  Timestamp declared_at;
  std::optional<Word> reason;
  std::vector<std::string> corrective_event_ids;
};

struct PersistentDisposition {
  std::vector<Word> set, unset;
};

/// Identifiers that an event's text writes with a prefix of its context, as written, and what they are.
using PrefixedKeys = std::map<std::string, gs1::Key, std::less<>>;

/// A storage condition on the way, one kind in one unit, as sensors reported it: decimal texts, equal for one
/// value.
struct Condition {
  std::string kind;  // "Temperature"
  std::string min, max, uom;
  bool alarm = false;
  bool operator==(const Condition&) const = default;
};

/// The first 16 bytes of the event hash (CBV 2.0, 8.9.2): equal where two events say the same, whatever their
/// ids, their spelling, and what declares them errors.
using ContentHash = std::array<std::uint8_t, 16>;
ContentHash content_of(const Digest& event_hash);  // ledger/epcis/json/event_hash.h

/// What of an event's own text anyone may see, as far as the fields of the event do not tell it
/// (api/access/visibility.h has the rule).
struct OpenPart {
  bool is_cut = false;  // Its issuer cut it into the disclosures of the seeded form (crypto/statement.h).
  /// The member is there, and holds no extension.
  bool has_plain_read_point = false, has_plain_biz_location = false, has_plain_declaration = false;
  std::vector<Condition> conditions;
};

struct Event {
  EventType type = EventType::object;
  Action action = Action::none;
  Timestamp event_time;
  std::string time_zone_offset;
  std::optional<Timestamp> record_time;  // As the document says it; ours is in the record.
  std::string id;  // eventID as given; else the event hash ID (CBV 2.0, 8.9.2): never empty.
  bool id_is_given = false;
  /// Kept for events without an eventID, and those that are admitted (ledger/engine/admission.h). One that
  /// was admitted before this was kept has none.
  std::optional<ContentHash> content;
  std::optional<Word> biz_step, disposition;
  PersistentDisposition persistent_disposition;
  std::optional<gs1::Key> read_point, biz_location;

  // Object and transaction events use `objects`; aggregation and association `parent` and `objects` (the
  // children); transformation `objects` for the inputs and `outputs`.
  std::optional<gs1::Key> parent;
  What objects;
  What outputs;
  std::string transformation_id;

  std::vector<BizTransaction> biz_transactions;
  std::vector<SourceDest> sources, destinations;
  std::vector<std::string> certification_infos;
  Ilmd ilmd;
  std::optional<ErrorDeclaration> error_declaration;
  bool has_sensor_data = false;
  PrefixedKeys prefixed;  // Empty but for the few events that write identifiers so.
  OpenPart open;
};

}  // namespace stocktrail::epcis
