#include "tools/cli/claims.h"

#include <ostream>

#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

/// Tells since when a recall blocks, and what of it blocks nothing.
void tell_recall(Session& session, const json::Value& receipt) {
  const auto recall = nested(receipt, "recall");
  if (!recall) return;
  const std::string asked = text_of(*recall, "askedFrom");
  session.out << "It takes effect at " << text_of(*recall, "from");
  if (!asked.empty()) session.out << ", not at " << asked << ": no revision does before the one before it";
  session.out << ".\n";
  tell_unrecorded(session, *recall);
  for_each(*recall, "notCounting", [&](const json::Value& key) {
    session.out << "It does not block " << key.string()
                << ": this party is not known to own the product, or to have made the lot.\n";
  });
}

}  // namespace

void tell_unrecorded(Session& session, const json::Value& answer) {
  for_each(answer, "notOnRecord", [&](const json::Value& one) {
    session.out << "Nothing is on record of " << text_of(one, "id");
    std::string_view before = "; on record is ";
    for_each(one, "near", [&](const json::Value& near) {
      session.out << before << near.string();
      before = ", ";
    });
    session.out << ".\n";
  });
}

Result<std::string> id_of(std::string_view given, gs1::Meaning meaning, std::string_view option_name) {
  const auto key = gs1::parse_printed(given, meaning);
  if (!key) return fail(ErrorCode::invalid_argument, key.error().detail, std::string(option_name));
  return key->text();
}

Result<Signer> signer_of(const Session& session, const SigningKey& key) {
  if (session.party.empty()) {
    return fail(ErrorCode::invalid_argument,
                "Who signs? Give the party's id with --party or STOCKTRAIL_PARTY.", "--party");
  }
  auto party = id_of(session.party, gs1::Meaning::party, "--party");
  if (!party) return std::unexpected(party.error());
  return Signer{key, std::move(*party), to_i64(session.clock.now()) / 1'000'000};
}

Result<Answer> send_claim(Session& session, std::string_view kind, std::string_view claim) {
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  StatementId id;
  session.randomness.fill(id);
  const auto statement = sign_claim(*signer, kind, claim, id);
  if (!statement) return std::unexpected(statement.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  return send_statement(**server, statement->wire, session);
}

Result<Exit> state_claim(Session& session, std::string_view kind, std::string_view claim) {
  const auto answer = send_claim(session, kind, claim);
  if (!answer) return std::unexpected(answer.error());
  return print_receipt(session, *answer, kind);
}

Result<Exit> state_once(Session& session, std::string_view kind, std::string_view claim,
                        const std::function<void(const json::Value& receipt)>& show) {
  const auto answer = send_claim(session, kind, claim);
  if (!answer) return std::unexpected(answer.error());
  const Error refused = answer->is_success() ? Error() : answer->error();
  if (refused.code == ErrorCode::conflict && refused.where == "$." + std::string(kind)) {
    session.out << (session.json() ? R"({"repeated":true})"
                                   : "This was recorded before, and is not done again.")
                << "\n";
    return Exit::ok;
  }
  auto printed = print_receipt(session, *answer, kind);
  if (!printed || session.json()) return printed;
  if (const auto receipt = json::Document::parse(answer->body)) show(receipt->root());
  return printed;
}

Result<Exit> print_receipt(Session& session, const Answer& answer, std::string_view what) {
  if (!answer.is_success()) return std::unexpected(answer.error());
  if (session.json()) {
    session.out << answer.body << '\n';
    return Exit::ok;
  }
  const auto document = json::Document::parse(answer.body);
  const std::string index = document ? text_of(document->root(), "index") : "";
  session.out << "The " << what << " is in the log" << (index.empty() ? "" : " at index " + index) << ".\n";
  if (document) tell_recall(session, document->root());
  return Exit::ok;
}

std::vector<settings::Option> ContactOptions::options() {
  return {{"--contact", &name,
           "Whom to ask: a desk rather than a person. All four are told at once: what is left out is gone"},
          {"--phone", &phone, "Its telephone"},
          {"--email", &email, "Its e-mail"},
          {"--url", &url, "Its https link"}};
}

void write_contact(json::Writer& writer, const ContactOptions& contact) {
  writer.key("contact").begin_object();
  for (const auto& [name, text] : {std::pair("name", &contact.name), std::pair("phone", &contact.phone),
                                   std::pair("email", &contact.email), std::pair("url", &contact.url)})
    if (!text->empty()) writer.field(name, *text);
  writer.end_object();
}

std::string call_of(const json::Value& party) {
  const auto contact = nested(party, "contact");
  for (const std::string_view way : {"phone", "email", "url", "name"})
    if (contact && contact->find(way)) return text_of(*contact, way);
  return {};
}

Result<std::vector<std::pair<std::string, std::string>>> split_pairs(const std::vector<std::string>& options,
                                                                     std::string_view option_name,
                                                                     std::string_view form) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorCode::invalid_argument, std::string(form) + " is expected, not \"" + option + "\".",
                  std::string(option_name));
    }
    pairs.emplace_back(option.substr(0, equals), option.substr(equals + 1));
  }
  return pairs;
}

}  // namespace stocktrail::cli
