// stocktrail blocked: checks a signed list of what may not be sold, and codes against it, without any server.
#include <algorithm>
#include <array>
#include <memory>

#include "crypto/ascii.h"
#include "crypto/blocked.h"
#include "crypto/json_writer.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/printed.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/log_key.h"

namespace stocktrail::cli {
namespace {

constexpr std::int64_t micros_of_second = 1'000'000;

struct BlockedOptions {
  std::filesystem::path file;
  std::string vkey;
  std::vector<std::string> codes;
  std::uint64_t oldest = 0;
};

enum class Verdict : unsigned char { not_blocked, blocked, cannot_tell };

struct Answer {
  Verdict verdict = Verdict::not_blocked;
  const BlockedGoods* by = nullptr;
  std::string why = {};  // It cannot tell.
};

std::string_view word_of(Verdict verdict) {
  constexpr auto words = std::to_array<std::string_view>({"not_blocked", "blocked", "cannot_tell"});
  return words[static_cast<std::size_t>(verdict)];
}

/// The item itself, its lot, its product.
std::vector<gs1::Key> levels_of(const gs1::Key& code) {
  std::vector<gs1::Key> levels{code};
  for (const auto& key : {code.lot_key(), code.product_key()})
    if (key) levels.push_back(*key);
  return levels;
}

/// Some lot ("/10/") or item ("/21/") of the product is blocked.
bool blocks_some(const BlockedList& list, const gs1::Key& product, std::string_view kind) {
  const std::string prefix = std::string(product.path()) + std::string(kind);
  const auto first = std::ranges::lower_bound(list.goods, prefix, {}, &BlockedGoods::path);
  return first != list.goods.end() && first->path.starts_with(prefix);
}

const BlockedGoods* find_in_other_case(const BlockedList& list, const gs1::Key& code) {
  const auto product = code.product_key();
  const std::string prefix = product ? std::string(product->path()) + "/" : std::string();
  for (auto at = std::ranges::lower_bound(list.goods, prefix, {}, &BlockedGoods::path);
       product && at != list.goods.end() && at->path.starts_with(prefix); ++at)
    for (const gs1::Key& level : levels_of(code))
      if (std::ranges::equal(at->path, level.path(), {}, to_lower, to_lower)) return &*at;
  return nullptr;
}

Answer answer_of(const BlockedList& list, const std::string& code) {
  const auto unknown = [](std::string why) { return Answer{Verdict::cannot_tell, nullptr, std::move(why)}; };
  const auto key = gs1::parse_printed(code, gs1::Meaning::thing);
  if (!key) return unknown(key.error().detail);
  for (const gs1::Key& level : levels_of(*key))
    if (const BlockedGoods* found = list.find(level.path())) return {Verdict::blocked, found};
  const auto product = key->product_key();
  if (!product) return unknown("is of no product: check what is in it");
  if (const BlockedGoods* near = find_in_other_case(list, *key))
    return unknown(near->path +
                   " is blocked, and only capital and small letters differ: compare it with the pack");
  if (!key->lot_key() && blocks_some(list, *product, "/10/"))
    return unknown("some lots of it are blocked: the lot number is needed");
  if (key->serial().empty() && blocks_some(list, *product, "/21/"))
    return unknown("single items of it are blocked: the serial number is needed");
  if (!list.complete) return unknown("the list is cut: there are more blocked goods than it holds");
  return {};
}

Result<void> check_age(const Session& session, const BlockedOptions& options, const BlockedList& list) {
  const std::int64_t age = to_i64(session.clock.now()) / micros_of_second - list.at;
  if (options.oldest == 0 || age <= static_cast<std::int64_t>(options.oldest)) return {};
  return fail(ErrorCode::invalid_argument,
              "The list is " + std::to_string(age) + " seconds old: a recall may be missing. Get a new one.",
              options.file.string());
}

void write(json::Writer& writer, const std::string& code, const Answer& answer) {
  writer.begin_object().field("code", code).field("answer", word_of(answer.verdict));
  if (answer.by != nullptr) writer.field("by", answer.by->path).key("statement").number(answer.by->statement);
  if (!answer.why.empty()) writer.field("why", answer.why);
  writer.end_object();
}

std::string line_of(const std::string& code, const Answer& answer) {
  if (answer.verdict == Verdict::blocked)
    return "BLOCKED: " + code + " by statement " + std::to_string(answer.by->statement);
  return answer.verdict == Verdict::not_blocked ? "not blocked: " + code
                                                : "CANNOT TELL: " + code + ": " + answer.why;
}

Result<Exit> check(Session& session, const BlockedOptions& options) {
  const auto log = log_key(options.vkey);
  if (!log) return std::unexpected(log.error());
  const auto bytes = read_file(options.file, blocked_bytes_max);
  if (!bytes) return std::unexpected(bytes.error());
  const auto list = open_blocked(*bytes, *log);
  if (!list) return fail(list.error().code, "NOT VERIFIED: " + list.error().detail, options.file.string());
  if (auto fresh = check_age(session, options, *list); !fresh) return std::unexpected(fresh.error());
  json::Writer writer;
  writer.begin_object().field("log", list->made_from.origin);
  writer.key("size").number(to_u64(list->made_from.size));
  writer.field("at", format_utc(Micros{list->at * micros_of_second}));
  writer.key("complete").boolean(list->complete).key("goods").number(std::uint64_t{list->goods.size()});
  writer.key("codes").begin_array();
  Exit exit = list->complete ? Exit::ok : Exit::doubtful;
  for (const std::string& code : options.codes) {
    const Answer answer = answer_of(*list, code);
    if (answer.verdict == Verdict::cannot_tell && exit == Exit::ok) exit = Exit::doubtful;
    if (answer.verdict == Verdict::blocked) exit = Exit::refused;
    write(writer, code, answer);
    if (!session.json()) session.out << line_of(code, answer) << '\n';
  }
  writer.end_array().end_object();
  if (session.json()) {
    session.out << writer.text() << '\n';
  } else {
    session.out << "VERIFIED: " << list->goods.size() << " blocked goods, signed by "
                << list->made_from.origin << " at " << format_utc(Micros{list->at * micros_of_second})
                << (list->complete ? ".\n" : "; NOT COMPLETE: there are more.\n");
  }
  return exit;
}

}  // namespace

Command blocked_command(Session& session) {
  const auto options = std::make_shared<BlockedOptions>();
  return {
      .name = "blocked",
      .help =
          "Check a list of blocked goods (GET /recalls/blocked), and codes against it, without any server",
      .options =
          {{"file", &options->file, "The list", Need::required},
           {"code", &options->codes,
            "Codes as they are scanned, in any spelling. Status 1: one is blocked; 5: of one it cannot "
            "be told"},
           {.name = "--vkey",
            .target = &options->vkey,
            .help = "The log's key: a text or a file",
            .environment = "STOCKTRAIL_VKEY"},
           {"--age-max", number(options->oldest, 0, 315'360'000),
            "Refuse a list that was signed so many seconds ago; 0: any"}},
      .run = [&session, options] { return check(session, *options); }};
}

}  // namespace stocktrail::cli
