#include "ledger/epcis/json/event_hash.h"

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/sha256.h"
#include "ledger/epcis/json/detail/hash_value.h"
#include "ledger/epcis/json/detail/terms.h"

namespace stocktrail::epcis {
namespace {

using Parts = std::vector<std::string>;

// Lists and names of one's own have no order in EPCIS; the hash takes them sorted by bytes.
void append_sorted(std::string& out, Parts parts) {
  std::ranges::sort(parts);
  for (const std::string& part : parts) out += part;
}

std::string scalar_text(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::string:
      return canonical_text(value.string());
    case json::Kind::number:
      return canonical_text(value.number());
    case json::Kind::boolean:
      return value.boolean() ? "true" : "false";
    case json::Kind::null:
    case json::Kind::array:
    case json::Kind::object:
      break;
  }
  return {};
}

// The names in force in `object`: those of `outer` and of a `@context` of its own.
Context names_in(const json::Value& object, const Context& outer) {
  if (const std::optional<json::Value> own = object.find("@context")) {
    if (Result<Context> extended = outer.extended(*own, "")) return *std::move(extended);
  }
  return outer;
}

// "{https://ns.ext.de/epcis/}name"; the namespace of CBV master data has no colon at its end there, as in
// XML.
std::string hashed_name(std::string_view name, const Context& context) {
  const std::optional<QualifiedName> parts = context.resolve(name);
  if (!parts) return std::string(name);
  std::string_view space = parts->space;
  if (space == "urn:epcglobal:cbv:mda:") space.remove_suffix(1);
  std::string hashed = "{";
  hashed += space;
  hashed += '}';
  hashed += parts->local;
  return hashed;
}

bool is_comment(std::string_view name, const Context& context) {
  if (name == "comment") return true;
  const std::optional<QualifiedName> parts = context.resolve(name);
  return parts && parts->local == "comment" && parts->space == "http://www.w3.org/2000/01/rdf-schema#";
}

void add_extension(Parts& parts, std::string_view name, const json::Value& value, const Context& context);

// name=value, or name and what is in it, sorted.
std::string extension_text(const std::string& name, const json::Value& value, const Context& outer) {
  std::string text = name;
  Parts inner;
  if (value.is(json::Kind::object)) {
    const Context context = names_in(value, outer);
    for (const json::Member& member : value.members())
      add_extension(inner, member.name, member.value, context);
  } else if (value.is(json::Kind::array)) {
    for (const json::Value& element : value.elements()) inner.push_back(extension_text({}, element, outer));
  } else if (const std::string scalar = scalar_text(value); !scalar.empty()) {
    text += '=';
    text += scalar;
  }
  append_sorted(text, std::move(inner));
  return text;
}

// A list repeats its name for each element.
void add_extension(Parts& parts, std::string_view name, const json::Value& value, const Context& context) {
  if (name == "@context" || is_comment(name, context)) return;
  const std::string hashed = hashed_name(name, context);
  if (!value.is(json::Kind::array)) {
    parts.push_back(extension_text(hashed, value, context));
    return;
  }
  for (const json::Value& element : value.elements())
    parts.push_back(extension_text(hashed, element, context));
}

enum class Shape : std::uint8_t { text, id, time, boolean, property, component, exception };

struct Field {
  std::string_view name;
  Shape shape = Shape::text;
};

constexpr std::array quantity_fields = {Field{"epcClass", Shape::id}, Field{"quantity"}, Field{"uom"}};
constexpr std::array place_fields = {Field{"id", Shape::id}};
constexpr std::array metadata_fields = {
    Field{"time", Shape::time},
    Field{"startTime", Shape::time},
    Field{"endTime", Shape::time},
    Field{"deviceID", Shape::id},
    Field{"deviceMetadata", Shape::id},
    Field{"rawData", Shape::id},
    Field{"dataProcessingMethod", Shape::id},
    Field{"bizRules", Shape::id},
};
constexpr std::array report_fields = {
    Field{"type", Shape::property},
    Field{"exception", Shape::exception},
    Field{"deviceID", Shape::id},
    Field{"deviceMetadata", Shape::id},
    Field{"rawData", Shape::id},
    Field{"dataProcessingMethod", Shape::id},
    Field{"bizRules", Shape::id},
    Field{"time", Shape::time},
    Field{"microorganism", Shape::id},
    Field{"chemicalSubstance", Shape::id},
    Field{"value"},
    Field{"component", Shape::component},
    Field{"stringValue"},
    Field{"booleanValue", Shape::boolean},
    Field{"hexBinaryValue"},
    Field{"uriValue", Shape::id},
    Field{"minValue"},
    Field{"maxValue"},
    Field{"meanValue"},
    Field{"sDev"},
    Field{"percRank"},
    Field{"percValue"},
    Field{"uom"},
    Field{"coordinateReferenceSystem", Shape::id},
};

std::string time_text(const json::Value& value) {
  const Result<Timestamp> time = Timestamp::parse(value.string());
  return time ? utc_milliseconds(time->at) : std::string(trimmed(value.string()));
}

std::string field_text(Shape shape, const json::Value& value, const Context& context) {
  if (!value.is(json::Kind::string)) return scalar_text(value);
  switch (shape) {
    case Shape::text:
    case Shape::boolean:
      break;
    case Shape::id:
      return canonical_identifier(value.string(), context);
    case Shape::time:
      return time_text(value);
    case Shape::property:
      return canonical_word(Vocabulary::sensor_property_type, value.string(), context);
    case Shape::component:
      return canonical_word(Vocabulary::component, value.string(), context);
    case Shape::exception:
      return canonical_word(Vocabulary::sensor_alert_type, value.string(), context);
  }
  return scalar_text(value);
}

void append_field(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out += name;
  out += '=';
  out += text;
}

// The fields of a standard object in their order, then its extensions, sorted.
std::string object_text(const json::Value& object, std::span<const Field> fields, const Context& outer) {
  const Context context = names_in(object, outer);
  std::string out;
  for (const Field& field : fields) {
    if (const std::optional<json::Value> value = object.find(field.name)) {
      append_field(out, field.name, field_text(field.shape, *value, context));
    }
  }
  Parts extensions;
  for (const json::Member& member : object.members()) {
    if (std::ranges::find(fields, member.name, &Field::name) != fields.end()) continue;
    add_extension(extensions, member.name, member.value, context);
  }
  append_sorted(out, std::move(extensions));
  return out;
}

/// Makes the text of one event.
class PreHash {
 public:
  PreHash(const json::Value& event, const Context& context, std::span<const std::string_view> ignored)
      : context_(names_in(event, context)) {
    for (const json::Member& member : event.members()) {
      const Term term = find_term(member.name);
      if (term != Term::unknown) {
        fields_[static_cast<std::size_t>(term)] = member.value;
      } else if (std::ranges::find(ignored, member.name) == ignored.end()) {
        add_extension(extensions_, member.name, member.value, context_);
      }
    }
  }

  std::string text() {
    if (const auto type = field(Term::type)) append_field(out_, "eventType", type->string());
    add_time("eventTime", Term::event_time);
    add_text("eventTimeZoneOffset", Term::event_time_zone_offset);
    add_certification_info();
    add_epcs("epcList", Term::epc_list);
    add_identifier("parentID", Term::parent_id);
    add_epcs("inputEPCList", Term::input_epc_list);
    add_epcs("childEPCs", Term::child_epcs);
    add_quantities("quantityList", Term::quantity_list);
    add_quantities("childQuantityList", Term::child_quantity_list);
    add_quantities("inputQuantityList", Term::input_quantity_list);
    add_epcs("outputEPCList", Term::output_epc_list);
    add_quantities("outputQuantityList", Term::output_quantity_list);
    add_text("action", Term::action);
    add_identifier("transformationID", Term::transformation_id);
    add_word("bizStep", Term::biz_step, Vocabulary::biz_step);
    add_word("disposition", Term::disposition, Vocabulary::disposition);
    add_persistent_disposition();
    add_place("readPoint", Term::read_point);
    add_place("bizLocation", Term::biz_location);
    // The rest stands in the order of the names, as the published examples have it.
    add_sensors();
    add_pairs("bizTransactionList", Term::biz_transaction_list, "bizTransaction",
              Vocabulary::biz_transaction_type);
    add_pairs("destinationList", Term::destination_list, "destination", Vocabulary::source_dest_type);
    add_ilmd();
    add_pairs("sourceList", Term::source_list, "source", Vocabulary::source_dest_type);
    append_sorted(out_, std::move(extensions_));
    return std::move(out_);
  }

 private:
  const std::optional<json::Value>& field(Term term) const { return fields_[static_cast<std::size_t>(term)]; }

  void add_text(std::string_view name, Term term) {
    if (const auto& value = field(term)) append_field(out_, name, scalar_text(*value));
  }
  void add_identifier(std::string_view name, Term term) {
    if (const auto& value = field(term)) append_field(out_, name, identifier_text(*value));
  }
  std::string identifier_text(const json::Value& value) const {
    return field_text(Shape::id, value, context_);
  }
  void add_time(std::string_view name, Term term) {
    if (const auto& value = field(term)) append_field(out_, name, time_text(*value));
  }
  void add_word(std::string_view name, Term term, Vocabulary vocabulary) {
    if (const auto& value = field(term)) {
      append_field(out_, name, canonical_word(vocabulary, value->string(), context_));
    }
  }

  // The name once, then the sorted elements; nothing for an empty list.
  void add_list(std::string_view name, Parts parts) {
    if (parts.empty()) return;
    out_ += name;
    append_sorted(out_, std::move(parts));
  }

  void add_certification_info() {
    const auto& value = field(Term::certification_info);
    if (!value) return;
    constexpr std::string_view name = "certificationInfo";
    if (!value->is(json::Kind::array)) return append_field(out_, name, identifier_text(*value));
    append_sorted(out_, named_elements(*value, name));
  }

  Parts named_elements(const json::Value& list, std::string_view name) const {
    Parts parts;
    parts.reserve(list.size());
    for (const json::Value& element : list.elements())
      append_field(parts.emplace_back(), name, identifier_text(element));
    return parts;
  }

  void add_epcs(std::string_view name, Term term) {
    if (const auto& value = field(term)) add_list(name, named_elements(*value, "epc"));
  }

  void add_quantities(std::string_view name, Term term) {
    const auto& value = field(term);
    if (!value) return;
    Parts parts;
    for (const json::Value& element : value->elements()) {
      parts.push_back("quantityElement" + object_text(element, quantity_fields, context_));
    }
    add_list(name, std::move(parts));
  }

  void add_persistent_disposition() {
    const auto& value = field(Term::persistent_disposition);
    if (!value) return;
    out_ += "persistentDisposition";
    for (const std::string_view name : {"set", "unset"}) {
      const std::optional<json::Value> list = value->find(name);
      if (!list) continue;
      Parts parts;
      for (const json::Value& element : list->elements()) {
        append_field(parts.emplace_back(), name,
                     canonical_word(Vocabulary::disposition, element.string(), context_));
      }
      append_sorted(out_, std::move(parts));
    }
  }

  void add_place(std::string_view name, Term term) {
    const auto& value = field(term);
    if (!value) return;
    out_ += name;
    out_ += object_text(*value, place_fields, context_);
  }

  // Business transactions, sources and destinations: the type, then what it is the type of.
  void add_pairs(std::string_view name, Term term, std::string_view role, Vocabulary vocabulary) {
    const auto& value = field(term);
    if (!value) return;
    Parts parts;
    for (const json::Value& element : value->elements()) {
      std::string& part = parts.emplace_back();
      if (const auto type = element.find("type")) {
        append_field(part, "type", canonical_word(vocabulary, type->string(), context_));
      }
      if (const auto id = element.find(role)) append_field(part, role, identifier_text(*id));
    }
    add_list(name, std::move(parts));
  }

  void add_sensors() {
    const auto& value = field(Term::sensor_element_list);
    if (!value) return;
    Parts parts;
    for (const json::Value& element : value->elements()) parts.push_back(sensor_element_text(element));
    add_list("sensorElementList", std::move(parts));
  }

  std::string sensor_element_text(const json::Value& element) const {
    const Context context = names_in(element, context_);
    std::string out = "sensorElement";
    if (const auto metadata = element.find("sensorMetadata")) {
      if (const std::string text = object_text(*metadata, metadata_fields, context); !text.empty()) {
        out += "sensorMetadata" + text;
      }
    }
    Parts reports, extensions;
    for (const json::Member& member : element.members()) {
      if (member.name == "sensorMetadata") continue;
      if (member.name != "sensorReport") {
        add_extension(extensions, member.name, member.value, context);
        continue;
      }
      for (const json::Value& report : member.value.elements()) {
        reports.push_back("sensorReport" + object_text(report, report_fields, context));
      }
    }
    append_sorted(out, std::move(reports));
    append_sorted(out, std::move(extensions));
    return out;
  }

  void add_ilmd() {
    if (const auto& value = field(Term::ilmd)) out_ += extension_text("ilmd", *value, context_);
  }

  Context context_;
  std::array<std::optional<json::Value>, static_cast<std::size_t>(Term::transformation_id) + 1> fields_;
  Parts extensions_;
  std::string out_;
};

}  // namespace

std::string event_pre_hash(const json::Value& event, const Context& context,
                           std::span<const std::string_view> ignored) {
  return PreHash(event, context, ignored).text();
}

Digest event_hash(const json::Value& event, const Context& context) {
  return sha256(event_pre_hash(event, context));
}

std::string hash_id_of(const Digest& event_hash) {
  return "ni:///sha-256;" + hex_encode(event_hash) + "?ver=CBV2.0";
}

std::string event_hash_id(const json::Value& event, const Context& context) {
  return hash_id_of(event_hash(event, context));
}

}  // namespace stocktrail::epcis
