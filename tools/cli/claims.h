// tools/cli/claims.h: what the commands of master data share: a claim from a file or from options, signed and
// sent.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "ledger/gs1/printed.h"
#include "tools/cli/http_client.h"
#include "tools/cli/session.h"
#include "tools/cli/signer.h"
#include "tools/settings/commands.h"

namespace stocktrail::cli {

/// The canonical text of an identifier as a person gives it, also as bare digits; an error names the option.
Result<std::string> id_of(std::string_view given, gs1::Meaning meaning, std::string_view option_name);

/// Who signs, from --party and --key. The key must outlive the Signer.
Result<Signer> signer_of(const Session& session, const SigningKey& key);

/// Signs the claim as the session's party, and sends it.
Result<Answer> send_claim(Session& session, std::string_view kind, std::string_view claim);
/// The same, and prints the receipt.
Result<Exit> state_claim(Session& session, std::string_view kind, std::string_view claim);

/// The same for a claim that is signed anew each time and counts once: `show` prints what the receipt says of
/// it. What was recorded before is said to be, and is no fault.
Result<Exit> state_once(Session& session, std::string_view kind, std::string_view claim,
                        const std::function<void(const json::Value& receipt)>& show);

/// Prints what a server says of recalled goods that are not on record: they may be mistyped.
void tell_unrecorded(Session& session, const json::Value& answer);

/// Prints the answer to a statement that the server signed or took: its index in the log.
Result<Exit> print_receipt(Session& session, const Answer& answer, std::string_view what);

/// Whom to ask, of --contact, --phone, --email and --url.
struct ContactOptions {
  std::string name, phone, email, url;
  std::vector<settings::Option> options();
  bool is_given() const { return !name.empty() || !phone.empty() || !email.empty() || !url.empty(); }
};
/// The member "contact" of a claim.
void write_contact(json::Writer& writer, const ContactOptions& contact);
/// By which of its ways the party of an answer is reached soonest; empty: it told none.
std::string call_of(const json::Value& party);

/// "zh=石园农场" options in two; an error names the option, and says its `form`, "LANGUAGE=TEXT".
Result<std::vector<std::pair<std::string, std::string>>> split_pairs(const std::vector<std::string>& options,
                                                                     std::string_view option_name,
                                                                     std::string_view form);

}  // namespace stocktrail::cli
