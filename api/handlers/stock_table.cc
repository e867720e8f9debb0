#include "api/handlers/stock_table.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "api/handlers/stock_query.h"
#include "api/http/accept.h"
#include "api/http/http_coding.h"
#include "api/http/url.h"

namespace stocktrail::api {
namespace {

/// A program for tables takes a text that begins so for a formula, and would work it out: an apostrophe in
/// front says that it is a text.
bool seems_a_formula(std::string_view text) {
  return text.find_first_of("=+-@\t\r") == 0;
}

void append_csv(std::string& out, std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

/// The same question, about the rows after this page.
std::string link_to(const Call& call, const std::string& cursor) {
  std::string target(call.request.path());
  char separator = '?';
  for (const auto& [name, value] : call.query.all()) {
    if (name == "cursor") continue;
    target += separator + percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  return "<" + target + separator + "cursor=" + percent_encode(cursor) + ">; rel=\"next\"";
}

}  // namespace

StockTable::StockTable(const Call& call, std::string_view member, std::span<const Column> columns)
    : call_(call), member_(member), columns_(columns) {
  const std::string_view accept = call.request.header("Accept");
  constexpr auto forms = std::to_array<std::pair<std::string_view, Form>>(
      {{"application/json", Form::json},
       {"text/csv", Form::csv},
       {"application/x-ndjson", Form::lines},
       {arrow::media_type, Form::arrow}});  // The first of those that are wanted most.
  form_ = std::ranges::max_element(forms, {}, [&](const auto& form) {
            return wanted(accept, form.first);
          })->second;
  if (form_ == Form::arrow) stream_.emplace(columns);
  if (form_ != Form::csv) return;
  for (const Column& column : columns_) out_.append(out_.empty() ? "" : ",").append(column.name);
  out_ += "\r\n";
}

void StockTable::begin_row() {
  end_row();
  is_in_row_ = true;
}
void StockTable::add(std::string_view column, std::string_view text) {
  if (!text.empty()) row_.push_back({column, std::string(text), Kind::text});
}
void StockTable::add_id(std::string_view column, std::string_view id) {
  row_.push_back({column, std::string(id), Kind::id});
}
void StockTable::add_number(std::string_view column, std::string_view number) {
  const auto amount = Amount::parse(number);
  ST_CHECK(amount.has_value());
  row_.push_back({column, std::string(number), Kind::number, *amount});
}
void StockTable::add_number(std::string_view column, std::int64_t number) {
  row_.push_back({column, std::to_string(number), Kind::number, number});
}
void StockTable::add_flag(std::string_view column, bool value) {
  row_.push_back({column, value ? "true" : "false", Kind::number, value});
}
void StockTable::add_time(std::string_view column, Micros at) {
  row_.push_back({column, format_utc(at), Kind::text, at});
}
void StockTable::add_date(std::string_view column, Micros day) {
  row_.push_back({column, format_date(day), Kind::text, day});
}
void StockTable::add_words(std::string_view column, std::string_view words) {
  row_.push_back({column, std::string(words), Kind::words});
}

void StockTable::end_row() {
  if (!is_in_row_) return;
  if (form_ == Form::csv) {
    write_csv_row();
  } else if (form_ == Form::arrow) {
    write_arrow_row();
  } else {
    write_json_row();
  }
  row_.clear();
}

void StockTable::write_value(json::Writer& w, const Field& field) {
  switch (field.kind) {
    case Kind::text:
    case Kind::id:
      w.string(field.text);
      return;
    case Kind::number:
      w.raw(field.text);
      return;
    case Kind::words:
      w.begin_array();
      for (const auto word : std::views::split(field.text, ' ')) w.string(std::string_view(word));
      w.end_array();
      return;
  }
}

void StockTable::write_json_row() {
  json::Writer w;
  w.begin_object();
  std::string_view object;
  for (const Field& field : row_) {
    const std::size_t dot = field.column.find('.');
    const std::string_view of =
        dot == std::string_view::npos ? std::string_view() : field.column.substr(0, dot);
    if (of != object && !object.empty()) w.end_object();
    if (of != object && !of.empty()) w.key(of).begin_object();
    object = of;
    w.key(field.column.substr(of.empty() ? 0 : dot + 1));
    write_value(w, field);
  }
  if (!object.empty()) w.end_object();
  w.end_object();
  if (form_ == Form::json && !out_.empty()) out_ += ',';
  out_ += w.text();
  if (form_ == Form::lines) out_ += '\n';
}

const StockTable::Field* StockTable::field(std::string_view column) const {
  const auto found = std::ranges::find(row_, column, &Field::column);
  return found == row_.end() ? nullptr : &*found;
}

void StockTable::write_csv_row() {
  bool is_first = true;
  for (const Column& column : columns_) {
    if (!is_first) out_ += ',';
    is_first = false;
    const Field* const told = field(column.name);
    if (told == nullptr) continue;
    append_csv(out_, told->kind == Kind::text && seems_a_formula(told->text) ? "'" + told->text : told->text);
  }
  out_ += "\r\n";
}

void StockTable::write_arrow_row() {
  std::vector<arrow::Value> values;
  for (const Column& column : columns_) {
    const Field* const told = field(column.name);
    if (told == nullptr) {
      values.emplace_back();
    } else if (column.type == Type::text) {
      values.emplace_back(std::string_view(told->text));
    } else {
      values.push_back(told->value);
    }
  }
  ST_CHECK(stream_);
  stream_->add_row(values);
}

Response StockTable::answer(const std::function<void(json::Writer&)>& about, const std::string& next) {
  end_row();
  is_in_row_ = false;
  const std::string complete_until = told_complete_until(call_);
  Response response;
  if (form_ == Form::json) {
    json::Writer w;
    w.begin_object().key(member_).raw("[" + out_ + "]");
    about(w);
    if (!complete_until.empty()) w.field("completeUntil", complete_until);
    if (!next.empty()) w.field("next", next);
    response = Response::json(std::move(w.end_object()).text());
  } else if (form_ == Form::csv) {
    response = Response::bytes(std::move(out_), "text/csv; charset=utf-8; header=present");
  } else if (form_ == Form::arrow) {
    response = Response::bytes(std::move(*stream_).finish(), std::string(arrow::media_type));
  } else {
    response = Response::bytes(std::move(out_), "application/x-ndjson");
  }
  if (!complete_until.empty()) response.set("Complete-Until", complete_until);
  if (!next.empty()) response.set("Link", link_to(call_, next));
  add_vary(response, "Accept");
  return response;
}

std::vector<std::string> StockTable::rows() {
  end_row();
  is_in_row_ = false;
  std::vector<std::string> rows;
  for (const auto line : std::views::split(out_, '\n'))
    if (!line.empty()) rows.emplace_back(std::string_view(line));
  out_.clear();
  return rows;
}

void add_facts(StockTable& table, const inventory::Position& position) {
  if (position.presumed) table.add_flag("presumed", true);
  if (position.since) table.add_time("since", *position.since);
  if (position.expires_at) table.add_time("expires", *position.expires_at);
}

void add_account(StockTable& table, const inventory::Account& account) {
  table.add("account", inventory::name_of(account.kind));
  const bool is_stock =
      account.kind == inventory::AccountKind::on_hand || account.kind == inventory::AccountKind::in_transit;
  if (is_stock) table.add("status", inventory::name_of(account.status));
  table.add("place", account.place);
  table.add("from", account.from);
}

void add_amount(StockTable& table, const inventory::Good& good, Amount amount) {
  const books::Measure told = books::shown(good, amount);
  table.add_number("quantity", told.amount.text());
  table.add("unit", told.unit);
}

}  // namespace stocktrail::api
