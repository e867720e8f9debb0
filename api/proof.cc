// The proof of a journey: what a consumer may see of its statements, with all that shows that they are in the
// log and who signed them (crypto/bundle.h). It is checked offline, with the log's key alone.
#include <map>
#include <set>

#include "api/handlers.h"
#include "api/seen_journey.h"
#include "crypto/bundle.h"

namespace stocktrail::api {
namespace {

using Indexes = std::set<std::uint64_t>;

/// Adds the statements that registered the key which signed `statement`, those that registered the keys which
/// signed them, and so on up to the operator's own first statement.
Result<void> add_signers(const Statement& statement, const View& view, Indexes& indexes) {
  const auto owner = master::key_owner(statement.key_id(), view.tables());
  const auto party = owner ? master::party(owner->party, view.tables()) : std::nullopt;
  if (!party) return fail(ErrorCode::corrupted, "the key of a stored statement is not registered");
  for (const std::uint64_t index : {party->admitted_by, owner->key.registered_by}) {
    if (!indexes.insert(index).second) continue;
    const auto registering = view.statement(LeafIndex{index});
    if (!registering) return std::unexpected(registering.error());
    if (auto added = add_signers(*registering, view, indexes); !added) return added;
  }
  return {};
}

Result<BundleEntry> entry_at(LeafIndex index, std::string sd_jwt, const View& view) {
  const auto receipt = view.receipt(index);
  if (!receipt) return std::unexpected(receipt.error());
  auto path = view.inclusion(index, view.checkpoint().size);
  if (!path) return std::unexpected(path.error());
  return BundleEntry{
      .index = index, .blind = receipt->blind, .path = std::move(*path), .sd_jwt = std::move(sd_jwt)};
}

/// For each statement of the journey, which of its events are shown, by their place in it.
using Shown = std::map<std::uint64_t, std::map<std::size_t, const SeenEvent*>>;

std::string redacted(const Statement& statement, const std::map<std::size_t, const SeenEvent*>& events) {
  return redact(statement, [&](const DisclosurePath& path) {
    const auto event = events.find(path.event);
    return event != events.end() && event->second->sight.shows(path.pointer);
  });
}

Result<Bundle> bundle_of(const SeenJourney& journey, const View& view) {
  Shown shown;
  Indexes all;
  for (const SeenEvent& event : journey.events) {
    shown[statement_of(event.ref())][position_of(event.ref())] = &event;
    all.insert(statement_of(event.ref()));
    if (auto added = add_signers(event.logged.statement, view, all); !added)
      return std::unexpected(added.error());
  }
  if (all.size() > bundle_entries_max) {
    return fail(ErrorCode::too_large, "this journey has too many statements for one file");
  }
  Bundle bundle{.checkpoint = view.signed_checkpoint(), .entries = {}};
  for (const std::uint64_t index : all) {
    const auto statement = view.statement(LeafIndex{index});
    if (!statement) return std::unexpected(statement.error());
    const auto events = shown.find(index);
    std::string sd_jwt =
        events == shown.end() ? disclose_all(*statement) : redacted(*statement, events->second);
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
  const SeenJourney journey = public_seen_journey(*key, public_journey(*key, *call.view), *call.view);
  if (journey.events.empty())
    return Response::of(Error{ErrorCode::not_found, "no event names this identifier", "id"});
  const auto bundle = bundle_of(journey, *call.view);
  if (!bundle) return Response::of(bundle.error());
  Response response = Response::bytes(encode_bundle(*bundle), "text/plain; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"journey.stproof\"");
  return response;
}

}  // namespace stocktrail::api
