#include "ledger/epcis/json/document.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "crypto/json_writer.h"
#include "crypto/sha256.h"
#include "crypto/statement.h"
#include "ledger/epcis/json/detail/reading.h"
#include "ledger/epcis/json/detail/terms.h"
#include "ledger/epcis/json/document_header.h"
#include "ledger/epcis/json/event_hash.h"
#include "ledger/epcis/json/event_reader.h"

namespace stocktrail::epcis {
namespace {

constexpr std::string_view gs1_context = R"("https://ref.gs1.org/standards/epcis/epcis-context.jsonld")";

// The faults of a document so far.
class Faults {
 public:
  void add(Error error) {
    if (!is_full()) faults_.push_back(std::move(error));
  }
  void add(const Path& path, std::string detail, ErrorCode code = ErrorCode::invalid_argument) {
    add(Error{code, std::move(detail), path.text()});
  }
  /// Those of one event: the first has its place, the others have what is left over by all events.
  void add(std::vector<Error> of_event) {
    add(std::move(of_event.front()));
    further_.insert(further_.end(), std::make_move_iterator(of_event.begin() + 1),
                    std::make_move_iterator(of_event.end()));
  }
  bool is_full() const { return faults_.size() >= document_faults_max; }
  bool any() const { return !faults_.empty(); }
  DocumentFaults take() && {
    for (Error& fault : further_) add(std::move(fault));
    return {std::move(faults_)};
  }

 private:
  std::vector<Error> faults_, further_;
};

Result<Context> read_context(const json::Value& object, const Path& path) {
  const std::optional<json::Value> declared = object.find("@context");
  if (!declared) {
    return fail(ErrorCode::invalid_argument,
                R"("@context" is missing; write "@context": [)" + std::string(gs1_context) + "].",
                path.text());
  }
  Result<Context> context = Context().extended(*declared, path.text());
  if (context && !context->has_gs1()) {
    return fail(ErrorCode::invalid_argument,
                "the context of EPCIS is missing; add " + std::string(gs1_context) + " to the list.",
                path.member("@context").text());
  }
  return context;
}

std::optional<json::Value> find_object(const json::Value& value, std::string_view name, const Path& path,
                                       Faults& faults) {
  const std::optional<json::Value> member = value.find(name);
  if (!member) {
    faults.add(path, shown(name) + " is missing; the events are in it.");
    return std::nullopt;
  }
  if (!member->is(json::Kind::object)) {
    faults.add(path.member(name), "expected an object, found " + shown(*member) + ".");
    return std::nullopt;
  }
  return member;
}

Result<void> refuse_redefinition(const json::Value& object, const Context& outer, const std::string& path) {
  const auto declared = object.find("@context");
  return declared ? outer.refuse_redefinition(*declared, path) : Result<void>();
}

void read_events(const json::Value& list, const Path& path, const Context& context, CaptureDocument& document,
                 Faults& faults) {
  if (!list.is(json::Kind::array)) {
    return faults.add(
        path, "expected a list of events, found " + shown(list) + "; put it in square brackets: [...].");
  }
  if (list.size() == 0)
    return faults.add(path, "the list is empty; a document to capture has at least one event.");
  if (list.size() > document_events_max) {
    return faults.add(path,
                      "the document has " + std::to_string(list.size()) + " events, at most " +
                          std::to_string(document_events_max) + " are taken at once; split it.",
                      ErrorCode::too_large);
  }
  document.events.reserve(list.size());
  const std::string base = path.text();
  std::size_t index = 0;
  for (const json::Value& value : list.elements()) {
    if (faults.is_full()) return;
    const std::string where = base + "[" + std::to_string(index++) + "]";
    if (value.raw().size() > event_bytes_max) {
      faults.add(Path(where),
                 "the event has " + std::to_string(value.raw().size()) + " bytes, at most " +
                     std::to_string(event_bytes_max) + " are taken; split it.",
                 ErrorCode::too_large);
      continue;
    }
    auto event = check_event(value, context, where);
    if (!event) {
      faults.add(std::move(event).error());
    } else if (auto fine = refuse_redefinition(value, context, where); !fine) {
      faults.add(std::move(fine).error());
    } else if (!faults.any()) {
      document.events.push_back({*std::move(event), std::string(value.raw())});
    }
  }
}

void read_capture(const json::Value& root, CaptureDocument& document, Faults& faults) {
  const Path path("$");
  if (!root.is(json::Kind::object)) {
    return faults.add(path, "expected an EPCISDocument, found " + shown(root) +
                                R"(; write {"@context": [...], )"
                                R"("type": "EPCISDocument", ...}.)");
  }
  Result<Context> context = read_context(root, path);
  if (!context) return faults.add(std::move(context).error());
  if (auto fine = refuse_redefinition(root, Context(), path.text()); !fine)
    faults.add(std::move(fine).error());

  const auto type = root.find("type");
  const bool is_document = type && type->is(json::Kind::string) && type->string() == "EPCISDocument";
  if (!is_document) {
    static constexpr std::array<std::string_view, 1> name = {"EPCISDocument"};
    const bool is_near = type && type->is(json::Kind::string) && !closest(type->string(), name).empty();
    const bool is_answer = type && type->is(json::Kind::string) && type->string() == "EPCISQueryDocument";
    if (is_answer) {
      return faults.add(path.member("type"),
                        R"(an EPCISQueryDocument is an answer; send its events in an "EPCISDocument".)");
    }
    if (is_near || !type) {
      return faults.add(type ? path.member("type") : path,
                        R"(expected "type": "EPCISDocument" or the type of a single event.)");
    }
    if (root.raw().size() > event_bytes_max) {
      return faults.add(path,
                        "the event is larger than " + std::to_string(event_bytes_max) + " bytes; split it.",
                        ErrorCode::too_large);
    }
    auto event = check_event(root, Context(), path.text());
    if (!event) return faults.add(std::move(event).error());
    document.events.push_back({*std::move(event), std::string(root.raw())});
    return;
  }

  if (context->has_own_names()) document.context = root.find("@context")->raw();
  for (Error& fault : check_document_members(root, *context, path.text())) faults.add(std::move(fault));
  document.header = header_of(root);
  if (document.header.size() > event_bytes_max) {
    faults.add(path,
               "the document says " + std::to_string(document.header.size()) +
                   " bytes beside its events, at most " + std::to_string(event_bytes_max) +
                   " are taken; state master data as products and places instead.",
               ErrorCode::too_large);
  }
  const std::optional<json::Value> body = find_object(root, "epcisBody", path, faults);
  if (!body) return;
  const Path body_path = path.member("epcisBody");
  const std::optional<json::Value> list = body->find("eventList");
  if (!list)
    return faults.add(body_path, R"("eventList" is missing; write "eventList": [...] with the events.)");
  read_events(*list, body_path.member("eventList"), *context, document, faults);
}

// The local part of `ignoreFields` under any prefix; its elements are names as the events spell them.
void collect_ignored(const json::Value& object, std::vector<std::string_view>& ignored) {
  for (const json::Member& member : object.members()) {
    if (!member.name.ends_with(":ignoreFields") || !member.value.is(json::Kind::array)) continue;
    for (const json::Value& name : member.value.elements()) {
      if (name.is(json::Kind::string)) ignored.push_back(name.string());
    }
  }
}

enum class Inside : bool { document, context };

// The prefix alone is a name only where prefixes are declared; elsewhere it may be a word of an extension.
bool is_answer_member(std::string_view name, Inside inside) {
  if (!name.starts_with(answer_prefix)) return false;
  const std::string_view rest = name.substr(answer_prefix.size());
  return inside == Inside::context ? rest.empty() : rest.starts_with(':');
}

void copy_without_answer_members(const json::Value& value, Inside inside, json::Writer& out) {
  switch (value.kind()) {
    case json::Kind::array:
      out.begin_array();
      for (const json::Value& element : value.elements()) copy_without_answer_members(element, inside, out);
      out.end_array();
      break;
    case json::Kind::object:
      out.begin_object();
      for (const json::Member& member : value.members()) {
        if (is_answer_member(member.name, inside)) continue;
        out.key(member.name);
        copy_without_answer_members(member.value, member.name == "@context" ? Inside::context : inside, out);
      }
      out.end_object();
      break;
    default:
      out.raw(value.raw());
  }
}

std::unexpected<Error> no_events(const Path& path) {
  return fail(
      ErrorCode::invalid_argument,
      "expected an EPCISDocument, an EPCISQueryDocument or a single event; there is no list of events.",
      path.text());
}

}  // namespace

std::expected<CaptureDocument, DocumentFaults> parse_capture_document(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // Some programs write one (RFC 8259, 8.1).
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Faults faults;
  CaptureDocument document;
  Result<json::Document> parsed = json::Document::parse(text);
  if (!parsed) {
    faults.add(std::move(parsed).error());
  } else {
    read_capture(parsed->root(), document, faults);
  }
  if (faults.any()) return std::unexpected(std::move(faults).take());
  return document;
}

Result<std::string> without_answer_members(std::string_view text) {
  const Result<json::Document> parsed = json::Document::parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  json::Writer out;
  copy_without_answer_members(parsed->root(), Inside::document, out);
  return std::move(out).text();
}

Result<std::vector<EventHash>> hash_document(std::string_view text) {
  const Result<json::Document> parsed = json::Document::parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  const json::Value root = parsed->root();
  const Path path("$");
  if (!root.is(json::Kind::object)) return no_events(path);
  const Result<Context> context = read_context(root, path);
  if (!context) return std::unexpected(context.error());

  std::vector<std::string_view> ignored;
  std::vector<EventHash> hashes;
  const auto add = [&](const json::Value& event, const std::string& where) -> Result<void> {
    if (Result<Event> checked = parse_event(event, *context, where); !checked) {
      return std::unexpected(std::move(checked).error());
    }
    std::string pre_hash = event_pre_hash(event, *context, ignored);
    std::string id = hash_id_of(sha256(pre_hash));
    hashes.push_back({std::move(pre_hash), std::move(id)});
    return {};
  };

  collect_ignored(root, ignored);
  std::optional<json::Value> at = root.find("epcisBody");
  std::string where = "$.epcisBody";
  if (!at) {
    if (Result<void> added = add(root, path.text()); !added) return std::unexpected(added.error());
    return hashes;
  }
  if (at->is(json::Kind::object) && at->find("queryResults")) {
    for (const std::string_view name : {"queryResults", "resultsBody"}) {
      if (!at->is(json::Kind::object)) return no_events(Path(where));
      collect_ignored(*at, ignored);
      at = at->find(name);
      where += '.' + std::string(name);
      if (!at) return no_events(Path(where));
      if (at->is(json::Kind::object)) collect_ignored(*at, ignored);
    }
  }
  const std::optional<json::Value> list =
      at->is(json::Kind::object) ? at->find("eventList") : std::optional<json::Value>{};
  where += ".eventList";
  if (!list || !list->is(json::Kind::array)) return no_events(Path(where));
  std::size_t index = 0;
  for (const json::Value& event : list->elements()) {
    if (Result<void> added = add(event, where + "[" + std::to_string(index++) + "]"); !added) {
      return std::unexpected(added.error());
    }
  }
  return hashes;
}

}  // namespace stocktrail::epcis
