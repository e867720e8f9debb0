#include "ledger/master/detail/order_reader.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail::master {
namespace {

using json::Kind;

/// As events name it: they take absolute URIs only.
std::string need_document(ObjectReader& reader) {
  std::string document = reader.need_text("document", OrderLimits::order_text_bytes_max);
  const std::size_t colon = document.find(':');
  const bool fits = colon != std::string::npos && colon + 1 < document.size() &&
                    is_uri_scheme(std::string_view(document).substr(0, colon)) &&
                    std::ranges::all_of(document, [](char c) { return c > ' ' && c < 0x7F; });
  if (!document.empty() && !fits)
    reader.refuse("document",
                  "must be an absolute URI, as despatches name it in bizTransactionList: "
                  "urn:epcglobal:cbv:bt:4012345000009:PO-17, or a URI of your own");
  return document;
}

gs1::Key site(ObjectReader& reader, std::string_view name, std::optional<gs1::Key> key) {
  if (key && key->type() != gs1::KeyType::gln && key->type() != gs1::KeyType::uri)
    reader.refuse(name,
                  "must be a site: a GLN (https://id.gs1.org/414/...) without extension, or a URI of its "
                  "own");
  return std::move(key).value_or(gs1::Key());
}

std::optional<Micros> find_due(ObjectReader& reader) {
  const std::string date = reader.find_date("due");
  return date.empty() ? std::nullopt : std::optional(parse_date(date).value_or(Micros{}));
}

OrderedLine read_line(const json::Value& value, const std::string& path, const std::optional<Micros>& due,
                      std::optional<Error>& fault) {
  ObjectReader reader(value, path, fault);
  OrderedLine line;
  line.product = reader.need_gtin("product");
  line.unit = reader.find_unit();
  const auto found = reader.need("quantity", Kind::number);
  const auto quantity = found ? Decimal::parse(found->number()) : Decimal();
  if (!quantity) {
    reader.refuse("quantity", quantity.error().detail);
  } else {
    line.quantity = *quantity;
    if (found && quantity->coefficient() < 1) reader.refuse("quantity", "must be more than 0");
  }
  const auto own = find_due(reader);
  if (!own && !due) reader.refuse("due", "is missing: say by when, here or once for the whole order");
  line.due = own.value_or(due.value_or(Micros{}));
  reader.finish();
  return line;
}

}  // namespace

StockOrder read_order(ObjectReader& reader, std::optional<Error>& fault) {
  StockOrder order;
  order.id = reader.need_text("id", MasterLimits::id_bytes_max);
  order.closed = reader.find_flag("closed").value_or(false);
  const bool is_end = order.closed && !reader.find("lines", Kind::array);
  if (is_end) return order;
  order.document = need_document(reader);
  order.place = site(reader, "place", reader.need_key("place"));
  if (reader.find("supplier", Kind::string)) order.supplier = reader.need_key("supplier");
  if (order.supplier && order.supplier->type() != gs1::KeyType::pgln &&
      order.supplier->type() != gs1::KeyType::uri)
    reader.refuse("supplier", "must be a party: its GLN (https://id.gs1.org/417/...), or a URI of its own");
  if (reader.find("from", Kind::string)) order.from = site(reader, "from", reader.need_key("from"));
  if (!order.supplier && !order.from)
    reader.refuse("supplier", "is missing: name the party that is to send it, or the site in \"from\"");
  if (order.from && *order.from == order.place) reader.refuse("from", "is the place itself");
  order.note = reader.find_text("note", OrderLimits::order_text_bytes_max);
  const auto due = find_due(reader);
  reader.each("lines", OrderLimits::order_lines_max,
              [&](const json::Value& element, const std::string& path) {
                order.lines.push_back(read_line(element, path, due, fault));
              });
  if (order.lines.empty()) reader.refuse("lines", "must have a line at least");
  return order;
}

}  // namespace stocktrail::master
