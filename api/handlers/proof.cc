// The proof of a page: what a consumer may see of its events, the statements of its products and
// certificates, and all that shows that they are in the log and who signed them (crypto/bundle.h). It is
// checked offline, with the log's key alone.
#include <map>
#include <set>

#include "api/handlers/handlers.h"
#include "api/journey/evidence.h"
#include "api/journey/journey_cursor.h"
#include "api/journey/seen_journey.h"
#include "crypto/bundle.h"

namespace stocktrail::api {
namespace {

Result<BundleEntry> entry_at(LeafIndex index, std::string sd_jwt, const View& view) {
  const auto receipt = view.receipt(index);
  if (!receipt) return std::unexpected(receipt.error());
  auto path = view.inclusion(index, view.checkpoint().size);
  if (!path) return std::unexpected(path.error());
  return BundleEntry{
      .index = index, .blind = receipt->blind, .path = std::move(*path), .sd_jwt = std::move(sd_jwt)};
}

/// A statement of the journey, and what is shown of its events, by their place in it.
struct Shown {
  Statement statement;  // With these events read.
  std::map<std::size_t, EventSight> sights;
};

std::string presentation(const Shown& shown) {
  return redact(shown.statement, [&](const DisclosurePath& path) {
    const auto event = shown.sights.find(path.event);
    return event != shown.sights.end() && event->second.shows(path.pointer);
  });
}

Result<std::map<std::uint64_t, Shown>> shown_statements(const SeenJourney& journey, const View& view) {
  std::map<std::uint64_t, Shown> shown;
  for (auto& opened : open_events(journey.events, journey.codes, view)) {
    if (!opened) return std::unexpected(opened.error());
    auto& [logged, sight] = *opened;
    const auto at = shown.try_emplace(statement_of(logged.ref), Shown{logged.statement, {}}).first;
    at->second.sights.emplace(position_of(logged.ref), std::move(sight));
  }
  return shown;
}

Result<Bundle> bundle_of(const SeenJourney& journey, const std::set<std::uint64_t>& all, const View& view) {
  const auto shown = shown_statements(journey, view);
  if (!shown) return std::unexpected(shown.error());
  Bundle bundle{.checkpoint = view.signed_checkpoint(), .entries = {}, .hides_events = journey.hides_events};
  for (const std::uint64_t index : all) {
    std::string sd_jwt;
    if (const auto events = shown->find(index); events != shown->end()) {
      sd_jwt = presentation(events->second);
    } else {
      const auto statement = view.statement(LeafIndex{index});
      if (!statement) return std::unexpected(statement.error());
      sd_jwt = disclose_all(*statement);
    }
    auto entry = entry_at(LeafIndex{index}, std::move(sd_jwt), view);
    if (!entry) return std::unexpected(entry.error());
    bundle.entries.push_back(std::move(*entry));
  }
  return bundle;
}

}  // namespace

Response get_proof(Call& call) {
  const auto key = identifier_of(call.query, "id");
  if (!key) return Response::of(key.error());
  if (!is_journey_key(*key)) return not_a_journey();
  if (call.view->signed_checkpoint().empty()) {
    return Response::of(Error{ErrorCode::read_only, "this copy of the log is not signed"});
  }
  // Always what anyone may see, also for those who may see more: the file is made to be passed on.
  JourneyWindow window;
  if (const auto text = call.query.find("before")) {
    const auto before = parse_journey_cursor(*text);
    if (!before)
      return Response::of(
          Error{ErrorCode::invalid_argument, "write the cursor as an answer gave it", "before"});
    window.before = *before;
  }
  const Journey journey = public_journey(*key, *call.view, window);
  if (journey.events.empty() && journey.hides_events) {
    return Response::of(
        Error{ErrorCode::not_found,
              "no event of this identifier is public: their issuers did not sign them so that "
              "what is public can be shown alone",
              "id"});
  }
  if (journey.events.empty())
    return Response::of(Error{ErrorCode::not_found, "no event of this identifier is public", "id"});
  const auto all = proving_statements(journey, evidence_of(*key, journey, *call.view), *call.view);
  if (!all) return Response::of(all.error());
  const auto bundle = bundle_of(public_seen_journey(*key, journey), *all, *call.view);
  if (!bundle) return Response::of(bundle.error());
  Response response = Response::bytes(encode_bundle(*bundle), "text/plain; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"journey.stproof\"");
  return response;
}

}  // namespace stocktrail::api
