// api/page/model.h: what the consumer page says, before it is put into words and HTML. Holds only what anyone
// may see: no quantities, no customers, no places that are not public.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace stocktrail::api {

enum class Verdict : unsigned char {
  authentic,       // Known, made by the party that owns the product, no recall, not expired.
  start,           // No code was asked for yet.
  unconfirmed,     // Known, but nobody who owns the product says that it was made.
  unread,          // So much is on record that a recall may be missing.
  serial_unknown,  // The lot is known; no event names this item.
  lot_mismatch,    // The code names another lot than the record does.
  near_miss,       // No event names it, but one that differs only in capital and small letters.
  near_recalled,   // The same, and that one was recalled.
  date_mismatch,   // The code tells another date than the record does.
  not_for_use,     // Its last status is damaged, destroyed, stolen or the like.
  recalled,        // Its maker or an authority recalled it, its lot or something that it was made of.
  items_recalled,  // Single items of the lot: the serial number tells which.
  expired,         // Past its date, by the record or by the code.
  lot_needed,      // A product without lot or serial: the lot leads on.
  on_record,       // Known, and no product: a shipping unit, an asset.
  registered,      // A party or a public place: there are certificates, and no journey.
  no_record,       // The identifier is well formed, but no event names it.
  malformed,       // Not an identifier: mistyped, cut off, or a wrong check digit.
  old_copy,        // The service cannot tell whether its record is the newest: nothing good may be said.
  no_page,         // There is nothing at this address.
  unavailable,     // The service cannot answer now.
  for_programs,    // The address is for programs, which get told more.
};

struct PagePlace {
  std::string name, locality, country;  // Empty: not public or not said.
};

/// Measured on the way, as the carrier's sensors reported it.
struct PageMeasure {
  std::string kind;           // "Temperature"
  std::string min, max, uom;  // Decimal text; equal for one value.
  bool alarm = false;
};

/// The author of a step took it back: on that day, for that reason (CBV), and whether the journey has what is
/// right.
struct PageError {
  std::string on, reason;
  bool is_corrected = false;
};

/// One line of the journey, oldest first.
struct PageStep {
  std::string time;        // As the issuer wrote it, with offset.
  std::string step;        // CBV business step, short form; empty: not said.
  std::string event_type;  // For events without a step: "ObjectEvent", ...
  std::string action;      // "ADD", "OBSERVE", "DELETE" or empty.
  std::string disposition;
  PagePlace place;
  bool place_is_hidden = false;  // It has a place, which is not public.
  std::string party;             // Who signed.
  std::string subject;     // What it is about, when not the thing itself: the carton, the ingredient lot.
  bool own_part = true;    // False for what happened to an ingredient or container.
  bool custodial = false;  // The server signed for the party.
  std::optional<PageError> error;
  bool corrects = false;  // It is what is right instead of something that was taken back.
  std::vector<PageMeasure> measures;
  int gap_days = 0;  // Whole days without any public record before this step; 0: no gap worth saying.
  bool is_recall = false;
  bool is_ahead = false;  // Its day is still to come.
  std::uint64_t statement = 0;
};

struct PageCertificate {
  std::string kind;  // certification, permit, test
  std::string title, issuer, number, standard, subject;
  std::string stated_by;                // Party that put it into the log.
  std::string valid_from, valid_until;  // ISO dates; until may be empty.
  std::string status;                   // active, suspended, revoked
  std::string picture;                  // URL of an image, or empty.
  std::string file;                     // URL of the file, or empty.
  std::string file_name;
  bool valid_when_made = false;
  bool made_is_known = false;
  bool valid_today = false;
};

struct PageProof {
  std::string origin;
  std::uint64_t log_size = 0;
  std::size_t statements = 0;  // In the proof file.
  std::string download;        // URL of the proof file.
  std::string log_key;         // The vkey, to compare with one got elsewhere.
};

struct PageModel {
  Verdict verdict = Verdict::no_record;
  std::string identifier;    // As people read it: "(01) 0952… (10) L7".
  std::string digital_link;  // Path on this host.
  std::string product_name, brand, gtin, sscc, lot, serial;
  std::string lot_in_code;                           // If it is not the lot that the item was recorded in.
  std::string best_before_in_code, expires_in_code;  // ISO dates; if the record does not say the same.
  /// What links to this page keep beside the language: {"17", "271231"}.
  std::vector<std::pair<std::string, std::string>> link_parameters;
  struct Suggestion {
    std::string text, href;
  };
  std::vector<Suggestion> suggestions;  // What the reader may have meant.
  PagePlace place;                      // Of a place: where it is; its name is the product's.
  struct Status {
    std::string word, by, on;  // CBV disposition; set if it is why the item is not for use.
  } status;
  std::string made_on, made_in, best_before, expires;  // ISO dates as written; country code.
  std::string past;                                    // The day that is over, if that is the verdict.
  std::string maker;
  std::vector<std::pair<std::string, std::string>> facts;
  struct Recall {
    std::string by, on, subject;
    std::vector<std::string> serials;    // Of a lot of which single items are recalled: theirs.
    std::string reason, hazard, advice;  // Empty: not said.
    std::string contact, phone, email;
    std::vector<std::pair<std::string, std::string>> links;  // Text and https URL.
  };
  std::vector<Recall> recalls;
  bool tells_of_lot = false;  // Nothing is on record of the serial number: what follows is its lot's.
  std::vector<PageStep> journey;
  bool journey_is_complete = true;
  std::string all_records;  // Where programs read more of them.
  std::string older;        // Cursor of the page with the records before these; empty: there are none.
  bool has_newer = false;   // These are not the newest records.
  std::size_t companies_not_named = 0;  // They had it, or some of the lot, in hand.
  std::vector<PageCertificate> certificates;
  bool certificates_are_complete = true;
  PageProof proof;
  bool wants_lot = false;  // The code is that of a product: the page asks for the lot.
  std::string detail;      // What programs are told of an error.
  std::string today;       // ISO date, UTC.
};

}  // namespace stocktrail::api
