// stocktrail certificate: states a certificate, permit or test, with its file.
#include <memory>

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

struct CertificateOptions {
  std::string id, kind = "certification", title, issuer, number, standard, valid_from, valid_until,
                  status = "active";
  std::vector<std::string> subjects;
  std::filesystem::path file;
};

std::string claim_of(const CertificateOptions& options, const std::string& file_claim) {
  json::Writer writer;
  writer.begin_object().field("id", options.id).field("kind", options.kind).field("title", options.title);
  writer.field("issuer", options.issuer).field("number", options.number);
  if (!options.standard.empty()) writer.field("standard", options.standard);
  writer.key("subjects").begin_array();
  for (const std::string& subject : options.subjects) writer.string(subject);
  writer.end_array().field("validFrom", options.valid_from);
  if (!options.valid_until.empty()) writer.field("validUntil", options.valid_until);
  writer.field("status", options.status);
  if (!file_claim.empty()) writer.key("file").raw(file_claim);
  writer.key("public").boolean(true).end_object();
  return std::move(writer).text();
}

Result<Exit> add(Session& session, const CertificateOptions& options) {
  std::string file_claim;
  if (!options.file.empty()) {
    const auto server = connect(session);
    if (!server) return std::unexpected(server.error());
    auto uploaded = upload_file(**server, options.file);
    if (!uploaded) return std::unexpected(uploaded.error());
    file_claim = std::move(*uploaded);
  }
  return state_claim(session, "certificate", claim_of(options, file_claim));
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
    return fail(ErrorCode::not_found,
                "It is unknown here: there is no certificate about it that you may see.", subject);
  }
  table.print(session.out);
  return Exit::ok;
}

}  // namespace

Command certificate_command(Session& session) {
  const auto options = std::make_shared<CertificateOptions>();
  Command add_one{
      .name = "add",
      .help = "State a certificate; the file needs a token, the statement --party and --key",
      .options =
          {{"--id", &options->id, "A URI or name of your own for it; the same again changes it",
            Need::required},
           {"--kind", &options->kind, "What it is", Need::optional, {"certification", "permit", "test"}},
           {"--title", &options->title, "Title", Need::required},
           {"--issuer", &options->issuer, "The body that issued it", Need::required},
           {"--number", &options->number, "Its number", Need::required},
           {"--standard", &options->standard, "The standard or law"},
           {"--subject", &options->subjects, "Party, place, product or lot that it is about", Need::required},
           {"--valid-from", &options->valid_from, "First day, YYYY-MM-DD", Need::required},
           {"--valid-until", &options->valid_until, "Last day, YYYY-MM-DD; none: no end"},
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
