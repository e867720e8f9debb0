// stocktrail certificate: states a certificate, permit or test, with its file.
#include <memory>
#include <optional>

#include "crypto/json_writer.h"
#include "crypto/sha256.h"
#include "tools/cli/blob.h"
#include "tools/cli/claims.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"
#include "tools/cli/table.h"

namespace stocktrail::cli {
namespace {

constexpr std::string_view no_end = "none";

struct CertificateOptions {
  std::string id;
  std::optional<std::string> kind, title, issuer, number, standard, valid_from, valid_until, status;
  std::vector<std::string> subjects;
  std::filesystem::path file;
};

/// A certificate as the log has it; nothing for one that is new, or is another party's.
using Known = std::optional<json::Document>;

Result<Known> find_certificate(HttpClient& server, const std::string& id, const std::string& party) {
  const auto body = server.fetch("/certificates/" + url_encode(id));
  if (!body && body.error().code == ErrorCode::not_found) return std::nullopt;
  if (!body) return std::unexpected(body.error());
  auto document = json::Document::parse(*body);
  if (!document) return std::unexpected(document.error());
  if (text_of(document->root(), "statedBy") != party) return std::nullopt;
  return Known(std::move(*document));
}

constexpr std::size_t gln_digits = 13;

/// Whose digits these are, a GTIN-13 and a GLN being alike: what to write for the party or place that has
/// them as its number; nothing if none does that is shown.
Result<std::optional<std::string>> holder_of_gln(HttpClient& server, const std::string& digits) {
  const std::string party_id = "https://id.gs1.org/417/" + digits,
                    place_id = "https://id.gs1.org/414/" + digits;
  std::string cursor;
  do {
    const auto body =
        server.fetch("/parties?limit=1000" + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor)));
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    std::optional<std::string> found;
    for_each(page->root(), "parties", [&](const json::Value& party) {
      if (text_of(party, "id") == party_id)
        found = "the party " + text_of(party, "name") + ": write (417)" + digits;
      for_each(party, "places", [&](const json::Value& place) {
        if (text_of(place, "id") == place_id)
          found = "the place " + text_of(place, "name") + ": write (414)" + digits;
      });
    });
    if (found) return found;
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  return std::nullopt;
}

/// Bare digits are those of a product. A certificate about one that nobody registered, under the number of a
/// place, would be shown nowhere.
Result<void> refuse_taken_for_product(HttpClient& server, const std::string& given) {
  const bool is_bare =
      given.size() == gln_digits && given.find_first_not_of("0123456789") == std::string::npos;
  if (!is_bare) return {};
  const auto product = server.fetch("/products/" + given);
  if (product) return {};
  if (product.error().code != ErrorCode::not_found) return std::unexpected(product.error());
  const auto holder = holder_of_gln(server, given);
  if (!holder) return std::unexpected(holder.error());
  if (!*holder) return {};
  return fail(ErrorCode::invalid_argument,
              given + " is no registered product, but the GLN of " + **holder +
                  ". The product would be (01)0" + given + ".",
              "--subject");
}

/// The members of a claim, each from its option, or else as the log has it.
class ClaimWriter {
 public:
  ClaimWriter(const CertificateOptions& options, const Known& known) : options_(options), known_(known) {}

  Result<std::string> write(const std::string& file_claim) {
    writer_.begin_object().field("id", options_.id);
    text("kind", "--kind", options_.kind ? options_.kind : preset("certification"));
    text("title", "--title", options_.title);
    text("issuer", "--issuer", options_.issuer);
    kept("titles", options_.title.has_value());
    kept("issuers", options_.issuer.has_value());
    text("number", "--number", options_.number);
    optional("standard", options_.standard);
    subjects();
    text("validFrom", "--valid-from", options_.valid_from);
    if (options_.valid_until != no_end) optional("validUntil", options_.valid_until);
    text("status", "--status", options_.status ? options_.status : preset("active"));
    file(file_claim);
    const auto is_public = known_ ? known_->root().find("public") : std::nullopt;
    writer_.key("public").boolean(!is_public || is_public->boolean()).end_object();
    if (fault_) return std::unexpected(*fault_);
    return std::move(writer_).text();
  }

 private:
  std::optional<std::string> preset(std::string value) const {
    return known_ ? std::nullopt : std::optional(std::move(value));
  }
  std::string known_text(std::string_view name) const {
    return known_ ? text_of(known_->root(), name) : std::string();
  }
  void refuse(std::string_view option) {
    if (fault_) return;
    fault_ =
        Error{ErrorCode::invalid_argument,
              "\"" + options_.id + "\" is new to the log, or not yours to see: a new certificate needs it.",
              std::string(option)};
  }
  void text(std::string_view name, std::string_view option, const std::optional<std::string>& given) {
    if (!given && !known_) return refuse(option);
    writer_.field(name, given ? *given : known_text(name));
  }
  void optional(std::string_view name, const std::optional<std::string>& given) {
    const std::string value = given ? *given : known_text(name);
    if (!value.empty()) writer_.field(name, value);
  }
  /// Translations, unless what they translate changes.
  void kept(std::string_view name, bool changes) {
    const auto value = known_ && !changes ? nested(known_->root(), name) : std::nullopt;
    if (value) writer_.key(name).raw(value->raw());
  }
  void subjects() {
    if (options_.subjects.empty() && !known_) return refuse("--subject");
    writer_.key("subjects").begin_array();
    for (const std::string& given : options_.subjects) {
      const auto subject = id_of(given, gs1::Meaning::thing, "--subject");
      if (subject) {
        writer_.string(*subject);
      } else if (!fault_) {
        fault_ = subject.error();
      }
    }
    if (options_.subjects.empty() && known_)
      for_each(known_->root(), "subjects", [&](const json::Value& subject) { writer_.raw(subject.raw()); });
    writer_.end_array();
  }
  void file(const std::string& file_claim) {
    if (!file_claim.empty()) writer_.key("file").raw(file_claim);
    const auto old = known_ && file_claim.empty() ? nested(known_->root(), "file") : std::nullopt;
    if (!old) return;
    writer_.key("file").begin_object();
    for (const char* const name : {"sha256", "mediaType", "bytes", "name"})
      if (const auto member = old->find(name)) writer_.key(name).raw(member->raw());
    writer_.end_object();
  }

  const CertificateOptions& options_;
  const Known& known_;
  json::Writer writer_;
  std::optional<Error> fault_;
};

/// As they were taken.
void tell_subjects(Session& session, const std::string& claim) {
  const auto document = json::Document::parse(claim);
  std::string_view before = "It is about ";
  if (document)
    for_each(document->root(), "subjects", [&](const json::Value& subject) {
      session.out << before << short_id(std::string(subject.string()));
      before = ", ";
    });
  session.out << ".\n";
}

Result<Exit> add(Session& session, const CertificateOptions& options) {
  const auto key = signing_key(session);
  if (!key) return std::unexpected(key.error());
  const auto signer = signer_of(session, *key);
  if (!signer) return std::unexpected(signer.error());
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  for (const std::string& subject : options.subjects)
    if (auto taken = refuse_taken_for_product(**server, subject); !taken)
      return std::unexpected(taken.error());
  const auto known = find_certificate(**server, options.id, signer->party);
  if (!known) return std::unexpected(known.error());
  std::string file_claim;
  if (!options.file.empty()) {
    auto uploaded = upload_file(**server, options.file);
    if (!uploaded) return std::unexpected(uploaded.error());
    file_claim = std::move(*uploaded);
  }
  const auto claim = ClaimWriter(options, *known).write(file_claim);
  if (!claim) return std::unexpected(claim.error());
  auto stated = state_claim(session, "certificate", *claim);
  if (stated && !session.json()) tell_subjects(session, *claim);
  return stated;
}

Result<Exit> show(Session& session, const std::string& subject) {
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  Table table({{"kind"}, {"title"}, {"issuer"}, {"number"}, {"from"}, {"until"}, {"status"}, {"stated by"}});
  json::Writer all;
  all.begin_array();
  std::string cursor;
  do {
    const auto body = (*server)->fetch("/certificates?subject=" + url_encode(subject) +
                                       (cursor.empty() ? std::string{} : "&cursor=" + url_encode(cursor)));
    if (!body) return std::unexpected(body.error());
    const auto page = json::Document::parse(*body);
    if (!page) return std::unexpected(page.error());
    for_each(page->root(), "certificates", [&](const json::Value& c) {
      all.raw(c.raw());
      table.add({text_of(c, "kind"), text_of(c, "title"), text_of(c, "issuer"), text_of(c, "number"),
                 text_of(c, "validFrom"), text_of(c, "validUntil"), text_of(c, "status"),
                 short_id(text_of(c, "statedBy"))});
    });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty());
  all.end_array();
  if (session.json()) {
    session.out << "{\"certificates\":" << all.text() << "}\n";
    return Exit::ok;
  }
  if (table.empty()) {
    return fail(
        ErrorCode::not_found,
        "There is no certificate about it that you may see. 13 digits alone are a product's: of a place "
        "write (414) before them, of a party (417).",
        subject);
  }
  table.print(session.out);
  return Exit::ok;
}

}  // namespace

Command certificate_command(Session& session) {
  const auto options = std::make_shared<CertificateOptions>();
  Command add_one{
      .name = "add",
      .help =
          "State a certificate, or change what the options name of it; the file needs a token, as does a "
          "change of one "
          "that is not public; the statement needs --party and --key",
      .options =
          {{"--id", &options->id,
            "A URI or name of your own for it; the same again changes what is named, and no more",
            Need::required},
           {"--kind", &options->kind, "What it is", Need::optional, {"certification", "permit", "test"}},
           {"--title", &options->title, "Title"},
           {"--issuer", &options->issuer, "The body that issued it"},
           {"--number", &options->number, "Its number"},
           {"--standard", &options->standard, "The standard or law"},
           {"--subject", &options->subjects,
            "Party, place, product or lot that it is about; digits alone are a product's: (414) before those "
            "of a "
            "place, (417) of a party"},
           {"--valid-from", &options->valid_from, "First day, YYYY-MM-DD"},
           {"--valid-until", &options->valid_until, "Last day, YYYY-MM-DD; the word none: no end"},
           {"--status", &options->status, "Its state", Need::optional, {"active", "suspended", "revoked"}},
           {"--file", &options->file, "Picture or PDF: PNG, JPEG, WebP or PDF"}},
      .run = [&session, options] { return add(session, *options); }};
  const auto subject = std::make_shared<std::string>();
  Command show_one{.name = "show",
                   .help = "Show the certificates of a party, place, product or lot",
                   .options = {{"subject", subject.get(), "Its identifier in any spelling", Need::required}},
                   .run = [&session, subject] { return show(session, *subject); }};
  return {.name = "certificate",
          .help = "State a certificate, permit or test, or show those of a subject",
          .commands = {std::move(add_one), std::move(show_one)}};
}

}  // namespace stocktrail::cli
