// The public log as C2SP tlog-tiles lays it out: static bytes that any cache may keep.
#include "api/handlers/handlers.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view immutable = "public, max-age=31536000, immutable";
constexpr std::string_view partial_tile = "public, max-age=3600";
constexpr std::string_view changing = "public, max-age=1";

Response tile_response(Result<std::string> bytes, const TileId& tile) {
  if (!bytes) return Response::of(bytes.error());
  Response response = Response::bytes(std::move(*bytes), "application/octet-stream");
  response.set("Cache-Control", std::string(tile.width == tile_width ? immutable : partial_tile));
  return response;
}

Response no_such_tile() {
  return Response::of(
      Error{ErrorCode::not_found, "the log has no such tile; paths are spelled as in C2SP tlog-tiles"});
}

}  // namespace

Response get_checkpoint(Call& call) {
  const std::string& note = call.view->signed_checkpoint();
  if (note.empty()) {
    const auto reason = call.app.ledger.read_only_reason();
    return Response::of(Error{ErrorCode::read_only,
                              "no checkpoint is signed of this copy of the log" +
                                  (reason ? ": " + reason->detail : std::string("; /readyz says why"))});
  }
  Response response = Response::text(note);
  response.set("Cache-Control", std::string(changing));
  response.set("ETag", "\"" + hex_encode(call.view->checkpoint().root) + "\"");
  return response;
}

Response get_tile(Call& call) {
  const auto level = parse_number(call.value(0), "level");
  if (!level || *level > 7 || call.value(0).size() != 1) return no_such_tile();
  const auto tile = parse_tile_index(static_cast<unsigned>(*level), call.value(1));
  if (!tile) return no_such_tile();
  return tile_response(call.view->tile(*tile), *tile);
}

Response get_entries(Call& call) {
  const auto tile = parse_tile_index(0, call.value(0));
  if (!tile) return no_such_tile();
  return tile_response(call.view->entries(*tile), *tile);
}

Response get_vkey(Call& call) {
  Response response = Response::text(call.app.ledger.verifier().text() + "\n");
  response.set("Cache-Control", "public, max-age=3600");
  return response;
}

Response get_log_policy(Call& call) {
  // No witness is required yet: the log's own signature is the whole policy (C2SP tlog-policy).
  Response response = Response::text("log " + call.app.ledger.verifier().text() + "\nquorum none\n");
  response.set("Cache-Control", "public, max-age=3600");
  return response;
}

}  // namespace stocktrail::api
