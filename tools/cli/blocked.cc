// stocktrail blocked: checks a signed list of what may not be sold, and codes against it, without any server.
#include <algorithm>
#include <array>
#include <memory>
#include <ranges>
#include <span>

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

/// The paths under which the list may have it, and its products: its own, and what that is a package of.
struct Names {
  std::vector<std::string> paths, products;
};

/// The item itself, its lot, its product; the latter two also of what a package holds.
Names names_of(const gs1::Key& code, const BlockedList& list) {
  Names names{{std::string(code.path())}, {}};
  const auto lot = code.lot_key(), product = code.product_key();
  for (const auto& key : {lot, product})
    if (key) names.paths.emplace_back(key->path());
  if (!product) return names;
  const std::string_view own = product->path(), counted = list.product_of(own);
  names.products.emplace_back(own);
  if (counted == own) return names;
  names.products.emplace_back(counted);
  names.paths.emplace_back(counted);
  if (lot) names.paths.push_back(std::string(counted).append(lot->path().substr(own.size())));
  return names;
}

/// Goods whose path begins so.
auto goods_under(const BlockedList& list, const std::string& prefix) {
  const auto first = std::ranges::lower_bound(list.goods, prefix, {}, &BlockedGoods::path);
  return std::span(first, list.goods.end()) |
         std::views::take_while([prefix](const BlockedGoods& one) { return one.path.starts_with(prefix); });
}

/// Some lot ("/10/") or item ("/21/") of one of the products is blocked.
bool blocks_some(const BlockedList& list, const Names& names, std::string_view kind) {
  return std::ranges::any_of(names.products, [&](const std::string& product) {
    return !goods_under(list, product + std::string(kind)).empty();
  });
}

const BlockedGoods* find_in_other_case(const BlockedList& list, const Names& names) {
  for (const std::string& product : names.products)
    for (const BlockedGoods& one : goods_under(list, product + '/'))
      for (const std::string& path : names.paths)
        if (std::ranges::equal(one.path, path, {}, to_lower, to_lower)) return &one;
  return nullptr;
}

Answer answer_of(const BlockedList& list, const std::string& code) {
  const auto unknown = [](std::string why) { return Answer{Verdict::cannot_tell, nullptr, std::move(why)}; };
  const auto key = gs1::parse_printed(code, gs1::Meaning::thing);
  if (!key) return unknown(key.error().detail);
  const Names names = names_of(*key, list);
  for (const std::string& path : names.paths)
    if (const BlockedGoods* found = list.find(path)) return {Verdict::blocked, found};
  if (names.products.empty()) return unknown("is of no product: check what is in it");
  if (const BlockedGoods* near = find_in_other_case(list, names))
    return unknown(near->path +
                   " is blocked, and only capital and small letters differ: compare it with the pack");
  if (!key->lot_key() && blocks_some(list, names, "/10/"))
    return unknown("some lots of it are blocked: the lot number is needed");
  if (key->serial().empty() && blocks_some(list, names, "/21/"))
    return unknown("single items of it are blocked: the serial number is needed");
  if (std::ranges::any_of(names.products, [&](const std::string& product) { return list.is_cut(product); }))
    return unknown("more of this product is blocked than the list names: ask the server");
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
  writer.key("cutProducts").number(std::uint64_t{list->cut.size()});
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
    if (!list->cut.empty())
      session.out << "Of " << list->cut.size() << " products more is blocked than it names.\n";
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
