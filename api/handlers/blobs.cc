// Files that certificates and products name: pictures and documents, stored under their SHA-256.
#include "api/access/visibility.h"
#include "api/handlers/handlers.h"
#include "crypto/ascii.h"

namespace stocktrail::api {
namespace {

// Types that a browser may show in place; it saves all others. SVG is none of them: it may hold script.
bool is_shown_in_place(std::string_view type) {
  return type == "image/png" || type == "image/jpeg" || type == "image/webp" || type == "image/gif";
}

/// How a reader may know of a file: by a product or a certificate that he may see.
std::optional<master::BlobRef> visible_reference(const Call& call, const std::string& sha256) {
  for (const master::BlobUse& use : master::blob_uses(sha256, call.view->tables())) {
    if (use.product && use.product->image && use.product->image->sha256 == sha256) return use.product->image;
    if (use.certificate && use.certificate->file && use.certificate->file->sha256 == sha256 &&
        shows_certificate(call.principal, *use.certificate)) {
      return use.certificate->file;
    }
  }
  return std::nullopt;
}

/// A file name for the header: what is not plain ASCII is left out (RFC 6266 wants quoting that few do
/// right).
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_letter_or_digit(c) || c == '.' || c == '-' || c == '_') out += c;
  }
  return out.empty() ? "file" : out;
}

}  // namespace

Response put_blob(Call& call) {
  // A full disk, most likely; and what no statement can name nobody would find.
  if (const auto reason = call.app.ledger.read_only_reason())
    return Response::of(Error{ErrorCode::read_only, "no file is taken now: " + reason->detail});
  const auto stored = call.app.files.put(call.value(0), call.request.body, call.principal.party);
  if (!stored) return Response::of(stored.error());
  Response response = Response::json("{\"sha256\":\"" + call.value(0) + "\"}",
                                     *stored == PartyFiles::Stored::now ? 201 : 200);
  response.set("Location", "/blobs/" + call.value(0));
  return response;
}

Response get_blob(Call& call) {
  const auto missing = [] {
    return Response::of(Error{ErrorCode::not_found, "there is no file here that you may see"});
  };
  if (!is_blob_name(call.value(0))) return missing();
  const auto reference = visible_reference(call, call.value(0));
  if (!reference) return missing();
  auto bytes = call.app.files.get(call.value(0));
  if (!bytes) return bytes.error().code == ErrorCode::not_found ? missing() : Response::of(bytes.error());
  Response response = Response::bytes(std::move(*bytes), reference->media_type);
  response.set("ETag", "\"" + call.value(0) + "\"");
  // The type is a supplier's claim: whatever it is, it runs nothing.
  response.set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
  const std::string_view way = is_shown_in_place(reference->media_type) ? "inline" : "attachment";
  response.set("Content-Disposition",
               std::string(way) + "; filename=\"" + plain_name(reference->name) + "\"");
  if (call.principal.role == Role::anyone) response.set("Cache-Control", "public, max-age=86400");
  return response;
}

}  // namespace stocktrail::api
