#include "tools/cli/import_row.h"

#include "tools/cli/sheet_words.h"

namespace stocktrail::cli {
namespace {

bool has_sign(const std::optional<Amount>& amount, Sign sign) {
  switch (sign) {
    case Sign::any:
      return true;
    case Sign::negative:
      return amount && amount->is_negative();
    case Sign::zero:
      return amount && amount->is_zero();
    case Sign::positive:
      return amount && !amount->is_negative() && !amount->is_zero();
  }
  return false;
}

Result<std::string> place_of_text(std::string_view text) {
  return place_id(text);
}

}  // namespace

void ImportRow::fault(std::optional<std::size_t> column, std::string what) {
  std::string where = "line " + std::to_string(row_.line);
  if (column) where += ", column \"" + table_.header()[*column] + "\"";
  faults_.push_back({ErrorCode::invalid_argument, std::move(what), std::move(where)});
}

std::optional<Amount> ImportRow::quantity() {
  if (!mapping_.has_quantity) return std::nullopt;
  const std::string_view text = without_blanks(row_.fields[mapping_.quantity_column]);
  if (text.empty()) return std::nullopt;
  const auto decimal = quantity_of(text, mapping_.decimal);
  if (decimal) return Amount(*decimal);
  fault(mapping_.quantity_column, decimal.error().detail);
  return std::nullopt;
}

const Rule* ImportRow::rule_for(const std::optional<Amount>& quantity) {
  for (const Rule& rule : mapping_.rules) {
    const bool begins_so =
        rule.prefix.empty() || (rule.column && row_.fields[*rule.column].starts_with(rule.prefix));
    if (begins_so && has_sign(quantity, rule.sign)) return &rule;
  }
  fault(std::nullopt, "No rule of the mapping fits this row.");
  return nullptr;
}

bool ImportRow::has(const Template& pattern) const {
  return !without_blanks(pattern.render(row_, words_)).empty();
}

std::string ImportRow::identifier(const Template& pattern) {
  std::string text = pattern.render(row_, words_);
  const auto empty = pattern.empty_column(row_);
  if (empty && !text.empty()) fault(empty, "It is empty, and belongs into \"" + text + "\".");
  return text;
}

std::string ImportRow::read(const Template& pattern, const Reader& reader) {
  const std::string text = pattern.render(row_, words_);
  if (const auto empty = pattern.empty_column(row_)) {
    fault(empty, "It is empty.");
    return {};
  }
  if (text.empty()) return {};
  auto value = reader(text);
  if (value) return std::move(*value);
  fault(pattern.first_column(), value.error().detail);
  return {};
}

void ImportRow::read_places(const Rule& rule, EventFrame& frame) {
  frame.read_point = identifier(rule.read_point);
  frame.biz_location = identifier(rule.biz_location);
  if (!rule.place.empty()) frame.read_point = frame.biz_location = read(rule.place, place_of_text);
  frame.source = identifier(rule.source);
  frame.destination = identifier(rule.destination);
  if (!rule.from.empty()) {
    frame.source_type = "location";
    frame.source = read(rule.from, place_of_text);
  }
  if (!rule.to.empty()) {
    frame.destination_type = "location";
    frame.destination = read(rule.to, place_of_text);
  }
}

void ImportRow::read_status(const Rule& rule, EventFrame& frame) {
  const std::string status = read(rule.status, [](std::string_view text) -> Result<std::string> {
    const auto word = disposition_of(text);
    if (!word) return std::unexpected(word.error());
    return std::string(*word);
  });
  if (frame.disposition.empty()) {
    frame.disposition = status;
  } else if (status != "sellable_accessible") {  // The step says something of its own with its disposition.
    frame.persistent_disposition = status;
  }
}

EventFrame ImportRow::frame(const Rule& rule, const ImportContext& context, std::size_t repeat) {
  EventFrame frame{.type = rule.type,
                   .action = rule.action,
                   .biz_step = rule.biz_step,
                   .disposition = rule.disposition,
                   .transaction_type = rule.transaction_type,
                   .source_type = rule.source_type,
                   .destination_type = rule.destination_type};
  const auto moment =
      moment_of(row_.fields[mapping_.time_column], mapping_.time_format, mapping_.time_offset);
  if (!moment) {
    fault(mapping_.time_column, moment.error().detail);
  } else {
    if (const auto due = context.now ? refuse_future(moment->stamp, *context.now) : Result<void>(); !due)
      fault(mapping_.time_column, due.error().detail);
    frame.offset = moment->offset;
    frame.time = time_ = moment->time;
  }
  words_ = {.rule = rule.name, .time = time_, .repeat = repeat};
  if (const auto column = rule.event_id.empty_column(row_))
    fault(column,
          "It is empty, and the id needs it: events that have nothing to do with each other would become "
          "one.");
  frame.id = rule.event_id.render(row_, words_);
  read_places(rule, frame);
  read_status(rule, frame);
  frame.transaction = identifier(rule.transaction);
  if (!rule.document.empty()) {
    const std::string company = rule.document_of.render(row_, words_);
    frame.transaction =
        read(rule.document, [&](std::string_view number) { return document_id(number, company); });
  }
  for (const auto& [name, pattern] : rule.ilmd) {
    const bool is_date = name.ends_with("Date") && !mapping_.date_format.empty();
    frame.ilmd.emplace_back(
        name, is_date
                  ? read(pattern, [&](std::string_view text) { return date_of(text, mapping_.date_format); })
                  : pattern.render(row_, words_));
  }
  frame.box = read(rule.box, [](std::string_view text) { return box_id(text); });
  return frame;
}

std::optional<EventGoods> ImportRow::named_goods(const Rule& rule) {
  if (rule.product.empty()) {
    const Template& pattern = rule.item_epc.empty() ? rule.item_class : rule.item_epc;
    if (pattern.empty()) return std::nullopt;
    const std::string id = pattern.render(row_, words_);
    if (const auto column = pattern.empty_column(row_)) fault(column, "It is empty: which goods are meant?");
    return EventGoods{.id = id, .amount = std::nullopt, .unit = {}};
  }
  const bool has_lot = has(rule.lot), has_serial = has(rule.serial);
  if (!has(rule.product)) {
    if (rule.box.empty() || has_lot || has_serial)
      fault(rule.product.first_column(), "It is empty: which goods are meant?");
    return std::nullopt;
  }
  const std::string product = read(rule.product, [](std::string_view text) { return goods_class(text, {}); });
  if (product.empty() || (!has_lot && !has_serial))
    return EventGoods{.id = product, .amount = std::nullopt, .unit = {}};
  return EventGoods{.id = read(has_serial ? rule.serial : rule.lot,
                               [&](std::string_view text) {
                                 return has_serial ? goods_item(product, text) : goods_class(product, text);
                               }),
                    .amount = std::nullopt,
                    .unit = {}};
}

std::optional<EventGoods> ImportRow::goods(const Rule& rule, const std::optional<Amount>& quantity) {
  auto goods = named_goods(rule);
  const bool is_box_alone = !goods && !rule.box.empty();
  const bool is_thing = !rule.item_epc.empty() || has(rule.serial);
  if (is_thing || is_box_alone) return goods;
  if (!goods) goods.emplace();  // Its quantity may be wrong as well.
  const std::string unit = rule.unit.render(row_, words_);
  goods->unit = without_blanks(unit);
  if (goods->unit.empty()) goods->unit = mapping_.unit;
  if (!quantity) {
    const std::string_view text = without_blanks(row_.fields[mapping_.quantity_column]);
    if (text.empty()) fault(mapping_.quantity_column, "It is empty: how many are meant?");
    return goods;
  }
  goods->amount = rule.quantity == Quantity::negated ? -*quantity : *quantity;
  const bool may_be_zero = is_count(rule.biz_step);
  if (goods->amount->is_negative() || (goods->amount->is_zero() && !may_be_zero)) {
    fault(mapping_.quantity_column,
          "Rule \"" + rule.name + "\" gives the quantity " + goods->amount->text() +
              (may_be_zero
                   ? "; a count is 0 or more."
                   : "; an event needs more than 0. Add a rule for such rows, or one with skip = true."));
  }
  return goods;
}

std::string ImportRow::difference(const Rule& rule, const std::optional<Amount>& quantity) {
  const std::string sent_text = rule.sent.render(row_, words_);
  const std::string text(without_blanks(sent_text));
  if (text.empty() || !quantity) return {};
  const auto sent = quantity_of(text, mapping_.decimal);
  if (!sent) {
    fault(rule.sent.first_column(), sent.error().detail);
    return {};
  }
  const Amount missing = Amount(*sent) - *quantity;
  if (missing.is_zero()) return {};
  return missing.is_negative() ? (-missing).text() + " more than the " + text + " that were sent"
                               : missing.text() + " fewer than the " + text + " that were sent";
}

}  // namespace stocktrail::cli
