#include "tools/cli/stock.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "api/arrow/stream.h"
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

/// On standard error, so that a table or a file stays what it is.
void tell_incomplete(Session& session, const std::string& complete_until) {
  if (complete_until.empty()) return;
  session.err << "The books work on late events: before " << complete_until
              << " this is complete, after that it may change. Ask again for the rest.\n";
}

using TakePage = std::function<Result<void>(std::string_view page, bool is_first)>;

/// Each page of `target`, or the first only, which has as many rows as were asked for.
Result<void> each_page(Session& session, HttpClient& server, std::string target, const StockView& view,
                       std::string_view type, const TakePage& take) {
  std::string complete_until;
  for (bool is_first = true; !target.empty(); is_first = false) {
    const auto answer = try_again(session, Asking::question, [&] { return server.get(target, type); });
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    if (auto taken = take(answer->body, is_first); !taken) return taken;
    if (complete_until.empty()) complete_until = answer->complete_until;
    target = view.rows_wanted == 0 ? answer->next : std::string();
  }
  tell_incomplete(session, complete_until);
  return {};
}

Result<Exit> show_csv(Session& session, HttpClient& server, const std::string& target,
                      const StockView& view) {
  const auto shown =
      each_page(session, server, target, view, "text/csv", [&](std::string_view page, bool is_first) {
        session.out << (is_first ? page : without_header(page));
        return Result<void>();
      });
  if (!shown) return std::unexpected(shown.error());
  return Exit::ok;
}

/// The pages as one stream: each is one of its own, with the same columns.
Result<void> write_arrow(Session& session, HttpClient& server, const std::string& target,
                         const StockView& view, std::ostream& out) {
  std::string schema;
  auto written = each_page(
      session, server, target, view, arrow::media_type,
      [&](std::string_view page, bool is_first) -> Result<void> {
        const auto parts = arrow::parts_of(page);
        if (!parts) return fail(ErrorCode::unavailable, "the server did not answer with an Arrow stream");
        if (is_first) out << (schema = parts->schema);
        if (parts->schema != schema)
          return fail(ErrorCode::unavailable, "the columns changed between two pages: run it again");
        out << parts->batches;
        return {};
      });
  if (!written) return written;
  out << arrow::stream_end << std::flush;
  if (!out.good()) return fail(ErrorCode::unavailable, "the rows could not be written", "--arrow");
  return {};
}

Result<Exit> show_arrow(Session& session, HttpClient& server, const std::string& target,
                        const StockView& view, const std::filesystem::path& path) {
  const bool is_file = path != "-";
  std::ofstream file;
  if (is_file) file.open(path, std::ios::binary | std::ios::trunc);
  if (is_file && !file) return fail(ErrorCode::unavailable, path.string() + " cannot be written", "--arrow");
  const auto written = write_arrow(session, server, target, view, is_file ? file : session.out);
  if (written) return Exit::ok;
  std::error_code ignored;
  if (is_file) std::filesystem::remove(path, ignored);  // Half a table would be taken for a whole one.
  return std::unexpected(written.error());
}

}  // namespace

StockQuery& StockQuery::add(std::string_view name, const std::optional<std::string>& value) {
  if (!value) return *this;
  target_ += target_.contains('?') ? '&' : '?';
  target_ += std::string(name) + "=" + url_encode(*value);
  return *this;
}

std::vector<settings::Option> with_forms(std::vector<settings::Option> options, StockForm& form) {
  options.push_back({"--csv", &form.csv, "Answer in CSV, for a spreadsheet"});
  options.push_back(
      {"--arrow", &form.arrow, "Write an Apache Arrow stream into this file; -: standard output"});
  return options;
}

Result<Exit> show_stock(Session& session, const StockQuery& query, const StockView& view,
                        const StockForm& form) {
  const bool is_arrow = !form.arrow.empty();
  if (form.csv + is_arrow + session.json() > 1)
    return fail(ErrorCode::invalid_argument, "Give one of --csv, --arrow and --json.",
                form.csv ? "--csv" : "--arrow");
  const auto server = connect(session);
  if (!server) return std::unexpected(server.error());
  StockQuery paged = query;
  const std::size_t limit =
      view.rows_wanted == 0 ? view.rows_of_page : std::min(view.rows_wanted, view.rows_of_page);
  if (!view.is_one_page) paged.add("limit", std::to_string(limit));
  if (form.csv) return show_csv(session, **server, paged.target(), view);
  if (is_arrow) return show_arrow(session, **server, paged.target(), view, form.arrow);
  Table table(view.columns);
  json::Writer all;
  all.begin_object().key(view.member).begin_array();
  std::size_t rows = 0;
  std::string cursor, complete_until;
  bool is_first = true;
  do {
    const std::string target = paged.target() + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor));
    const auto answer = try_again(session, Asking::question, [&] { return (*server)->get(target); });
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_success()) return std::unexpected(answer->error());
    const auto page = json::Document::parse(answer->body);
    if (!page) return std::unexpected(page.error());
    if (view.look_at) view.look_at(page->root(), is_first);
    if (complete_until.empty()) complete_until = answer->complete_until;
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
  if (!complete_until.empty()) all.field("completeUntil", complete_until);
  all.end_object();
  if (session.json()) {
    session.out << all.text() << '\n';
  } else if (table.empty()) {
    session.out << view.if_none << '\n';
  } else {
    table.print(session.out);
  }
  if (!session.json() && view.summary) session.out << view.summary() << '\n';
  if (!session.json()) tell_incomplete(session, complete_until);
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
