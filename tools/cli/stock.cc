#include "tools/cli/stock.h"

#include <algorithm>
#include <ostream>

#include "crypto/json_writer.h"
#include "tools/cli/json_read.h"
#include "tools/cli/sending.h"

namespace stocktrail::cli {
namespace {

/// The lines of a page without the first one, which names the columns.
std::string_view without_header(std::string_view csv) {
  const std::size_t end = csv.find('\n');
  return end == std::string_view::npos ? std::string_view() : csv.substr(end + 1);
}

Result<Exit> show_csv(Session& session, HttpClient& server, std::string target, std::size_t rows_wanted) {
  for (bool is_first = true; !target.empty(); is_first = false) {
    const auto answer = try_again(session, [&] { return server.get(target, "text/csv"); });
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    session.out << (is_first ? std::string_view(answer->body) : without_header(answer->body));
    target = rows_wanted == 0 ? answer->next : std::string();  // One page has as many as were asked for.
  }
  return Exit::ok;
}

}  // namespace

StockQuery& StockQuery::add(std::string_view name, const std::optional<std::string>& value) {
  if (!value) return *this;
  target_ += target_.contains('?') ? '&' : '?';
  target_ += std::string(name) + "=" + url_encode(*value);
  return *this;
}

Result<Exit> show_stock(Session& session, const StockQuery& query, const StockView& view, bool csv) {
  if (csv && session.json())
    return fail(ErrorCode::invalid_argument, "Give --csv or --json, not both.", "--csv");
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  StockQuery paged = query;
  const std::size_t limit =
      view.rows_wanted == 0 ? view.rows_of_page : std::min(view.rows_wanted, view.rows_of_page);
  if (!view.is_one_page) paged.add("limit", std::to_string(limit));
  if (csv) return show_csv(session, **server, paged.target(), view.rows_wanted);
  Table table(view.columns);
  json::Writer all;
  all.begin_object().key(view.member).begin_array();
  std::size_t rows = 0;
  std::string cursor;
  bool is_first = true;
  do {
    const std::string target = paged.target() + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor));
    const auto answer = try_again(session, [&] { return (*server)->get(target); });
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    const auto page = json::Document::parse(answer->body);
    if (!page) return std::unexpected(page.error());
    if (view.look_at) view.look_at(page->root(), is_first);
    is_first = false;
    for_each(page->root(), view.member, [&](const json::Value& row) {
      if (view.rows_wanted != 0 && rows == view.rows_wanted) return;
      ++rows;
      all.raw(row.raw());
      if (!session.json()) table.add(view.cells(row));
    });
    cursor = text_of(page->root(), "next");
  } while (!cursor.empty() && (view.rows_wanted == 0 || rows < view.rows_wanted));
  all.end_array();
  if (view.summary_json) view.summary_json(all);
  all.end_object();
  if (session.json()) {
    session.out << all.text() << '\n';
  } else if (table.empty()) {
    session.out << view.if_none << '\n';
  } else {
    table.print(session.out);
  }
  if (!session.json() && view.summary) session.out << view.summary() << '\n';
  return Exit::ok;
}

std::string short_time(std::string text) {
  constexpr std::string_view zero = ".000000Z";
  if (text.ends_with(zero)) text.replace(text.size() - zero.size(), zero.size(), "Z");
  return text;
}

std::string unit_of(const json::Value& row) {
  const std::string unit = text_of(row, "unit");
  return unit.empty() ? "pieces" : unit;
}

}  // namespace stocktrail::cli
