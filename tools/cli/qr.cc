// stocktrail qr: the code to print on a package.
#include <memory>

#include "api/page/qr.h"
#include "crypto/json_writer.h"
#include "ledger/gs1/printed.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {
namespace {

struct QrOptions {
  std::string id, format;
  std::filesystem::path out;
  unsigned scale = 8;
};

std::string format_of(const QrOptions& options) {
  if (!options.format.empty()) return options.format;
  if (options.out.extension() == ".png") return "png";
  if (options.out.extension() == ".svg") return "svg";
  return options.out.empty() ? "terminal" : "";
}

Result<Exit> draw(Session& session, const QrOptions& options) {
  const auto key = gs1::parse_printed(options.id, gs1::Meaning::thing);
  if (!key) return fail(ErrorCode::invalid_argument, key.error().detail, "id");
  if (key->path().empty()) {
    return fail(ErrorCode::invalid_argument,
                "A code for consumers needs a GS1 identifier; this is a URI of its own.", "id");
  }
  const std::string format = format_of(options);
  if (format.empty()) {
    return fail(ErrorCode::invalid_argument,
                "The name of the file tells the form: .png or .svg; or say it with --format.",
                options.out.string());
  }
  const std::string link = session.server + std::string(key->path());
  const auto code = api::QrCode::of(link);
  if (!code) return std::unexpected(code.error());
  Result<std::string> picture = format == "svg" ? api::qr_svg(*code) : api::qr_terminal(*code);
  if (format == "png") picture = api::qr_png(*code, options.scale);
  if (!picture) return std::unexpected(picture.error());
  if (options.out.empty() && session.json()) {
    return fail(ErrorCode::invalid_argument, "With --json the picture goes to a file; name it.", "--out");
  }
  if (options.out.empty()) {
    session.out << *picture;
    if (format == "terminal") session.out << link << '\n';
    return Exit::ok;
  }
  if (auto written = write_file(options.out, *picture); !written) return std::unexpected(written.error());
  if (session.json()) {
    json::Writer writer;
    writer.begin_object().field("link", link).field("format", format).field("file", options.out.string());
    session.out << writer.end_object().text() << '\n';
    return Exit::ok;
  }
  session.out << link << " as " << format << " in " << options.out.string() << '\n';
  return Exit::ok;
}

}  // namespace

Command qr_command(Session& session) {
  const auto options = std::make_shared<QrOptions>();
  return {.name = "qr",
          .help = "Draw the QR code of a product, lot, item or container: a Digital Link at --server",
          .options = {{"id", &options->id, "Identifier in any spelling, e.g. \"(01)09521141012345(10)L7\"",
                       Need::required},
                      {"--format",
                       &options->format,
                       "png, svg or terminal; default: as the file is named",
                       Need::optional,
                       {"png", "svg", "terminal"}},
                      {"--out", &options->out, "File to write; none: standard output"},
                      {"--scale", number(options->scale, 1, api::qr_pixels_per_module_max),
                       "Pixels of a module in a PNG"}},
          .run = [&session, options] { return draw(session, *options); }};
}

}  // namespace stocktrail::cli
