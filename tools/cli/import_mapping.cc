#include "tools/cli/import_mapping.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <sstream>

#include "ledger/epcis/cbv.h"

namespace stocktrail::cli {
namespace {

std::string place_of(const toml::node& node) {
  return "mapping line " + std::to_string(node.source().begin.line);
}

/// Reads one TOML table into fields; remembers the first fault, so that the many lines that read need no
/// checks.
class Section {
 public:
  Section(const toml::table& table, const CsvTable& csv) : table_(table), csv_(csv) {}

  bool has(std::string_view name) const { return table_.contains(name); }

  std::string text(std::string_view name) {
    const toml::node* node = take(name);
    if (node == nullptr) return {};
    if (const auto* value = node->as_string()) return value->get();
    refuse(*node, std::string(name) + " must be a text in quotes");
    return {};
  }

  /// A text that holds no columns.
  std::string word(std::string_view name) {
    std::string found = text(name);
    if (found.contains('{'))
      refuse(*table_.get(name),
             std::string(name) +
                 " is the same for all rows of a rule, and holds no column in braces: make a "
                 "[[rule]] for each, with column and prefix");
    return found;
  }

  bool is(std::string_view name, std::string_view word) const {
    return table_[name].value_or(std::string()) == word;
  }

  std::size_t column(std::string_view name) {
    const std::string wanted = text(name);
    return wanted.empty() ? 0 : column_of(name, wanted);
  }

  /// The column of that name under the mapping's `name`; one with a question mark may be missing.
  std::optional<std::size_t> column_if_there(std::string_view name) {
    std::string wanted = text(name);
    if (wanted.empty()) return std::nullopt;
    if (!wanted.ends_with('?')) return column_of(name, wanted);
    wanted.pop_back();
    const auto found = csv_.column(wanted);
    return found ? std::optional(*found) : std::nullopt;
  }

  /// Those of the named columns that the table has; the first must be there.
  std::vector<std::size_t> columns(std::string_view name) {
    std::vector<std::size_t> found;
    const toml::node* node = take(name);
    if (node == nullptr) return found;
    const auto* list = node->as_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const std::string wanted = list->get(i)->value_or(std::string());
      if (i == 0) {
        found.push_back(column_of(name, wanted));
      } else if (const auto one = csv_.column(wanted); one) {
        found.push_back(*one);
      }
    }
    if (found.empty()) refuse(*node, std::string(name) + " must be a list of columns: [\"...\"]");
    return found;
  }

  std::size_t column_of(std::string_view name, const std::string& wanted) {
    const auto found = csv_.column(wanted);
    if (found) return *found;
    if (found.error().code == ErrorCode::conflict) {
      refuse(*table_.get(name),
             "\"" + wanted + "\" must name one column; the table has several of this name");
      return 0;
    }
    if (first_missing_ == nullptr) first_missing_ = table_.get(name);
    missing_ += (missing_.empty() ? "\"" : ", \"") + wanted + "\"";
    return 0;
  }

  bool flag(std::string_view name) {
    const toml::node* node = take(name);
    if (node == nullptr) return false;
    if (const auto* value = node->as_boolean()) return value->get();
    refuse(*node, std::string(name) + " must be true or false");
    return false;
  }

  Template pattern(std::string_view name, Template::Values values = Template::Values::uri_encoded) {
    const std::string source = text(name);
    auto made = Template::parse(source, csv_, values);
    if (!made) {
      if (!fault_)
        fault_ = Error{ErrorCode::invalid_argument, made.error().detail, place_of(*table_.get(name))};
      return {};
    }
    return *made;
  }

  template <typename Choice>
  Choice choice(std::string_view name, std::initializer_list<std::pair<std::string_view, Choice>> choices) {
    const std::string word = text(name);
    if (word.empty()) return choices.begin()->second;
    std::string allowed;
    for (const auto& [text, value] : choices) {
      if (text == word) return value;
      allowed += (allowed.empty() ? "" : ", ") + std::string(text);
    }
    refuse(*table_.get(name), std::string(name) + " must be one of: " + allowed);
    return choices.begin()->second;
  }

  const toml::table* nested(std::string_view name) {
    const toml::node* node = take(name);
    if (node != nullptr && !node->is_table()) refuse(*node, std::string(name) + " must be a table");
    return node != nullptr ? node->as_table() : nullptr;
  }

  /// The first fault, or one for a name that nobody asked for.
  std::optional<Error> fault() {
    if (first_missing_ != nullptr)
      refuse(*first_missing_, "the table has no column " + missing_ + ": " + csv_.columns_told());
    for (const auto& [name, node] : table_) {
      if (std::find(taken_.begin(), taken_.end(), name.str()) == taken_.end()) {
        refuse(node, "\"" + std::string(name.str()) + "\" is not a name that a mapping has here");
      }
    }
    return fault_;
  }

 private:
  const toml::node* take(std::string_view name) {
    taken_.push_back(name);
    return table_.get(name);
  }
  void refuse(const toml::node& node, const std::string& what) {
    if (!fault_) fault_ = Error{ErrorCode::invalid_argument, "In the mapping, " + what + ".", place_of(node)};
  }

  const toml::table& table_;
  const CsvTable& csv_;
  std::vector<std::string_view> taken_;
  const toml::node* first_missing_ = nullptr;
  std::string missing_;  // Columns that the table lacks, in quotes.
  std::optional<Error> fault_;
};

constexpr std::string_view made_id = "{made}";

/// What [event] gives to every rule, and a [[rule]] may say anew.
void read_event_fields(Section& section, Rule& rule) {
  const auto take_text = [&](std::string_view name, std::string& field) {
    std::string text = section.word(name);
    if (!text.empty()) field = std::move(text);
  };
  const auto take_pattern = [&](std::string_view name, Template& field) {
    Template pattern = section.pattern(name);
    if (!pattern.empty()) field = std::move(pattern);
  };
  take_text("action", rule.action);
  take_text("biz_step", rule.biz_step);
  take_text("disposition", rule.disposition);
  take_text("transaction_type", rule.transaction_type);
  take_text("source_type", rule.source_type);
  take_text("destination_type", rule.destination_type);
  if (section.is("id", made_id)) {
    section.text("id");
    rule.makes_id = true;
    rule.event_id = {};
  } else {
    take_pattern("id", rule.event_id);
    rule.makes_id = rule.makes_id && rule.event_id.empty();
  }
  take_pattern("read_point", rule.read_point);
  take_pattern("biz_location", rule.biz_location);
  take_pattern("item_class", rule.item_class);
  take_pattern("item_epc", rule.item_epc);
  take_pattern("transaction", rule.transaction);
  take_pattern("source", rule.source);
  take_pattern("destination", rule.destination);
  const auto take_words = [&](std::string_view name, Template& field) {
    Template pattern = section.pattern(name, Template::Values::as_is);
    if (!pattern.empty()) field = std::move(pattern);
  };
  take_words("place", rule.place);
  take_words("product", rule.product);
  take_words("lot", rule.lot);
  take_words("serial", rule.serial);
  take_words("box", rule.box);
  take_words("status", rule.status);
  take_words("unit", rule.unit);
  take_words("document", rule.document);
  take_words("document_of", rule.document_of);
  take_words("from", rule.from);
  take_words("to", rule.to);
  take_words("sent", rule.sent);
  if (section.has("event")) {
    rule.type = section.choice<EventType>(
        "event", {{"object", EventType::object}, {"aggregation", EventType::aggregation}});
  }
}

std::optional<Error> read_ilmd(const toml::table* table, const CsvTable& csv, Rule& rule) {
  if (table == nullptr) return std::nullopt;
  rule.ilmd.clear();
  Section section(*table, csv);
  for (const auto& [name, node] : *table) {
    rule.ilmd.emplace_back(name.str(), section.pattern(name.str(), Template::Values::as_is));
  }
  return section.fault();
}

std::optional<Error> read_rule(const toml::table& table, const CsvTable& csv, Rule& rule) {
  Section section(table, csv);
  rule.name = section.text("name");
  rule.skips = section.flag("skip");
  rule.column = section.column_if_there("column");
  rule.prefix = section.text("prefix");
  rule.sign = section.choice<Sign>(
      "sign",
      {{"any", Sign::any}, {"positive", Sign::positive}, {"negative", Sign::negative}, {"zero", Sign::zero}});
  rule.quantity =
      section.choice<Quantity>("quantity", {{"as_is", Quantity::as_is}, {"negated", Quantity::negated}});
  read_event_fields(section, rule);
  if (auto fault = read_ilmd(section.nested("ilmd"), csv, rule)) return fault;
  if (auto fault = section.fault()) return fault;
  const auto must = [&](bool holds, const std::string& what) -> std::optional<Error> {
    if (holds) return std::nullopt;
    return Error{ErrorCode::invalid_argument, "In the mapping, rule \"" + rule.name + "\" " + what + ".",
                 place_of(table)};
  };
  if (auto fault = must(!rule.name.empty(), "needs a name")) return fault;
  if (auto fault = must(rule.prefix.empty() || section.has("column"), "has a prefix but no column"))
    return fault;
  if (rule.skips) return std::nullopt;
  if (auto fault = must(rule.makes_id || !rule.event_id.empty(), "has no id, here or in [event]"))
    return fault;
  if (auto fault = must(!rule.action.empty(), "has no action (ADD, OBSERVE or DELETE)")) return fault;
  const int ways =
      (rule.item_class.empty() ? 0 : 1) + (rule.item_epc.empty() ? 0 : 1) + (rule.product.empty() ? 0 : 1);
  if (auto fault = must(ways == 1 || (ways == 0 && !rule.box.empty()),
                        "needs one of product, item_class (with a quantity) and item_epc, or a box"))
    return fault;
  if (auto fault = must(rule.type == EventType::object || !rule.box.empty(), "needs a box to aggregate in"))
    return fault;
  return must(rule.type == EventType::object || rule.ilmd.empty(), "may have no ilmd: it aggregates");
}

Result<toml::table> parse_toml(std::string_view text) {
  std::istringstream in{std::string(text)};
  try {  // toml++ tells faults by an exception, which ends here.
    return toml::parse(in);
  } catch (const toml::parse_error& fault) {
    return fail(ErrorCode::invalid_argument,
                "The mapping is not TOML: " + std::string(fault.description()) + ".",
                "mapping line " + std::to_string(fault.source().begin.line));
  }
}

std::optional<Error> read_columns(const toml::table& root, const CsvTable& csv, Mapping& mapping) {
  const toml::table nothing;
  const toml::table* rows = root["rows"].as_table();
  Section section(rows != nullptr ? *rows : nothing, csv);
  section.text("separator");
  mapping.time_column = section.column("time");
  mapping.time_format = section.text("time_format");
  mapping.time_offset = section.text("time_offset");
  mapping.has_quantity = section.has("quantity");
  mapping.quantity_column = section.column("quantity");
  mapping.unit = section.text("unit");
  mapping.date_format = section.text("date_format");
  if (section.has("decimal")) {
    mapping.decimal =
        section.choice<DecimalMark>("decimal", {{".", DecimalMark::point}, {",", DecimalMark::comma}});
  }
  mapping.fill_down = section.columns("fill_down");
  if (auto fault = section.fault()) return fault;
  for (const char* name : {"time", "time_format", "time_offset"}) {
    if (!section.has(name)) {
      return Error{ErrorCode::invalid_argument, "The mapping has no " + std::string(name) + " in [rows].",
                   "mapping"};
    }
  }
  return std::nullopt;
}

char separator_in(std::string_view header) {
  char best = ',';
  for (const char candidate : {';', '\t'})
    if (std::ranges::count(header, candidate) > std::ranges::count(header, best)) best = candidate;
  return best;
}

}  // namespace

bool is_count(std::string_view biz_step) {
  const auto word = epcis::parse_word(epcis::Vocabulary::biz_step, biz_step);
  return word && (word->is("stock_taking") || word->is("cycle_counting"));
}

Result<char> parse_separator(std::string_view toml, std::string_view csv) {
  const auto root = parse_toml(toml);
  if (!root) return std::unexpected(root.error());
  const std::string usual(1, named_separator(csv).value_or(separator_in(csv.substr(0, csv.find('\n')))));
  const std::string separator = (*root)["rows"]["separator"].value_or(usual);
  if (separator.size() != 1 || std::string_view("\"\r\n").contains(separator[0])) {
    return fail(ErrorCode::invalid_argument, "The separator must be one character, such as \",\" or \";\".",
                "rows.separator");
  }
  return separator[0];
}

Result<Mapping> parse_mapping(std::string_view toml, const CsvTable& table) {
  const auto root = parse_toml(toml);
  if (!root) return std::unexpected(root.error());
  for (const auto& [name, node] : *root) {
    constexpr std::array<std::string_view, 3> known{"rows", "event", "rule"};
    if (std::find(known.begin(), known.end(), name.str()) == known.end()) {
      return fail(ErrorCode::invalid_argument,
                  "A mapping has [rows], [event] and [[rule]], not \"" + std::string(name.str()) + "\".",
                  place_of(node));
    }
  }
  Mapping mapping;
  if (auto fault = read_columns(*root, table, mapping)) return std::unexpected(*fault);
  Rule common;
  if (const auto* event = (*root)["event"].as_table()) {
    Section section(*event, table);
    read_event_fields(section, common);
    if (auto fault = read_ilmd(section.nested("ilmd"), table, common)) return std::unexpected(*fault);
    if (auto fault = section.fault()) return std::unexpected(*fault);
  }
  const auto* rules = (*root)["rule"].as_array();
  if (rules == nullptr || rules->empty() || rules->size() > mapping_rules_max) {
    return fail(ErrorCode::invalid_argument, "A mapping has 1 to 100 [[rule]] tables.", "mapping");
  }
  for (const toml::node& node : *rules) {
    Rule rule = common;
    if (!node.is_table())
      return fail(ErrorCode::invalid_argument, "A rule is a table: [[rule]].", place_of(node));
    if (auto fault = read_rule(*node.as_table(), table, rule)) return std::unexpected(*fault);
    if (!rule.skips && (!rule.item_class.empty() || !rule.product.empty()) && !mapping.has_quantity) {
      return fail(ErrorCode::invalid_argument,
                  "Rule \"" + rule.name + "\" has goods by quantity, but [rows] names no quantity column.",
                  place_of(node));
    }
    mapping.rules.push_back(std::move(rule));
  }
  return mapping;
}

}  // namespace stocktrail::cli
