// How the server is doing, for people and programs that run it.
#include <map>

#include "api/handlers/feed.h"
#include "api/handlers/handlers.h"
#include "crypto/failed_check.h"
#include "crypto/json_writer.h"
#include "ledger/files/disk_use.h"
#include "ledger/inventory/discrepancy_changes.h"
#include "ledger/inventory/waiting.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view version = "0.1.0";

Gauges gauges_of(const App& app) {
  const Ledger::Counters ledger = app.ledger.counters();
  const Server::Counters server = app.server->counters();
  const DiskUse disk = disk_use(app.options.directory);
  const Rebuilding rebuilding = app.ledger.rebuilding().value_or(Rebuilding{});
  return {.tree_size = to_u64(app.ledger.view()->checkpoint().size),
          .commits = ledger.commits,
          .statements = ledger.statements,
          .repeats = ledger.repeats,
          .refused = ledger.refused,
          .events = ledger.events,
          .queue_statements = ledger.queue_statements,
          .queue_bytes = ledger.queue_bytes,
          .last_commit_micros = ledger.last_commit_micros,
          .worker_tasks_waiting = app.workers.waiting() + app.readers.waiting(),
          .connections_open = server.connections_open,
          .connections_total = server.connections_total,
          .connections_refused = server.connections_refused,
          .timeouts = server.timeouts,
          .malformed = server.malformed,
          .faults = server.faults,
          .read_only = app.ledger.read_only_reason().has_value(),
          .rebuild_entries = rebuilding.total,
          .rebuild_entries_done = rebuilding.done,
          .started_at_seconds = app.started_at_seconds,
          .disk_free_bytes = disk.free_bytes,
          .database_bytes = disk.database_bytes,
          .database_log_bytes = disk.log_bytes,
          .streams_open = app.streams.taken(),
          .process = process_use()};
}

/// What does not fit in the books, by kind: one figure.
void append_kinds(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                  const std::map<inventory::DiscrepancyKind, inventory::DiscrepancyCounts>& kinds,
                  std::uint64_t inventory::DiscrepancyCounts::* value) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
  for (const auto& [kind, counts] : kinds) {
    out.append(name).append("{kind=\"").append(inventory::name_of(kind)).append("\"} ");
    out.append(std::to_string(counts.*value)).append("\n");
  }
}

std::string text_of(const std::map<inventory::DiscrepancyKind, inventory::DiscrepancyCounts>& kinds) {
  using inventory::DiscrepancyCounts;
  std::string out;
  append_kinds(out, "stocktrail_discrepancies_open", "gauge", "What does not fit in the books now, by kind",
               kinds, &DiscrepancyCounts::open);
  append_kinds(out, "stocktrail_discrepancies_opened_total", "counter",
               "Discrepancies that were opened since the log began", kinds, &DiscrepancyCounts::opened);
  append_kinds(out, "stocktrail_discrepancies_closed_total", "counter",
               "Discrepancies that were closed since the log began", kinds, &DiscrepancyCounts::closed);
  return out;
}

/// Reads a view of its own, which tells whether it lacked tables. Nothing where they are damaged: the other
/// figures are wanted most then.
std::string books_of(const View& view) {
  std::string out;
  const auto read = caught([&] {
    out = text_of(inventory::discrepancy_counts(view.tables()));
    const auto waiting = inventory::waiting(view.tables());
    out +=
        "# HELP stocktrail_book_rows_waiting Rows of the books that late events have yet to come to\n"
        "# TYPE stocktrail_book_rows_waiting gauge\nstocktrail_book_rows_waiting " +
        std::to_string(waiting ? waiting->rows : 0) + "\n";
  });
  return read && !view.has_lacked() && view.is_readable() ? out : std::string();
}

}  // namespace

Response get_root(Call& call) {
  return Response::redirect(307, call.app.pages != nullptr ? "/p/" : "/openapi.json");
}

Response get_healthz(Call&) {
  return Response::json(R"({"status":"ok"})");
}

Response get_readyz(Call& call) {
  if (const auto reason = call.app.ledger.read_only_reason()) {
    // What passes by itself is worth asking again.
    const auto code = call.app.ledger.rebuilding() ? ErrorCode::unavailable : ErrorCode::read_only;
    return Response::of(Error{code, reason->detail});
  }
  json::Writer w;
  w.begin_object()
      .field("status", "ready")
      .key("treeSize")
      .number(to_u64(call.view->checkpoint().size))
      .end_object();
  return Response::json(std::move(w).text());
}

Response metrics_of(const App& app) {
  return Response::bytes(app.metrics.text(gauges_of(app)) + books_of(*app.ledger.view()),
                         "text/plain; version=0.0.4; charset=utf-8");
}

Response get_metrics(Call& call) {
  return metrics_of(call.app);
}

Response get_openapi(Call&) {
  Response response = Response::json(openapi(routes(), version));
  response.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace stocktrail::api
