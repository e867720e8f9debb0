#include "ledger/epcis/cbv.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "crypto/ascii.h"
#include "crypto/edit_distance.h"
#include "ledger/epcis/detail/cbv_words.h"

namespace stocktrail::epcis {
namespace {

static_assert(std::ranges::is_sorted(biz_steps) && std::ranges::is_sorted(dispositions) &&
              std::ranges::is_sorted(biz_transaction_types) && std::ranges::is_sorted(source_dest_types) &&
              std::ranges::is_sorted(error_reasons) && std::ranges::is_sorted(components) &&
              std::ranges::is_sorted(sensor_property_types) && std::ranges::is_sorted(sensor_alert_types));

struct List {
  std::string_view title;       // For messages.
  std::string_view web_prefix;  // After the address of the vocabulary.
  std::string_view urn_part;    // After urn:epcglobal:cbv:; empty: there is no URN form.
  std::span<const std::string_view> words;
};

constexpr std::array<List, 8> lists{{
    {"business step", "BizStep-", "bizstep:", biz_steps},
    {"disposition", "Disp-", "disp:", dispositions},
    {"business transaction type", "BTT-", "btt:", biz_transaction_types},
    {"source or destination type", "SDT-", "sdt:", source_dest_types},
    {"error reason", "ER-", "er:", error_reasons},
    {"measurement type", "", "", sensor_property_types},
    {"component", "Comp-", "", components},
    {"sensor alert type", "", "", sensor_alert_types},
}};

const List& list_of(Vocabulary vocabulary) {
  return lists[static_cast<std::size_t>(vocabulary)];
}
constexpr bool is_web_vocabulary(const List& list) {
  return list.web_prefix.empty();
}

// The first address of each is canonical; the others were or are in use for the same words.
constexpr auto cbv_addresses =
    std::to_array<std::string_view>({"https://ref.gs1.org/cbv/", "cbv:", "http://ref.gs1.org/cbv/",
                                     "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"});
constexpr auto web_vocabulary_addresses = std::to_array<std::string_view>(
    {"https://gs1.org/voc/", "gs1:", "http://gs1.org/voc/", "https://www.gs1.org/voc/",
     "http://www.gs1.org/voc/", "https://ref.gs1.org/voc/"});

/// The word that a URI or CURIE claims to be in this vocabulary; nullopt if it claims nothing.
std::optional<std::string_view> claimed_word(const List& list, std::string_view text) {
  const auto strip = [&](std::span<const std::string_view> addresses) -> std::optional<std::string_view> {
    for (const std::string_view address : addresses) {
      if (!text.starts_with(address)) continue;
      const std::string_view rest = text.substr(address.size());
      if (rest.starts_with(list.web_prefix)) return rest.substr(list.web_prefix.size());
    }
    return std::nullopt;
  };
  if (is_web_vocabulary(list)) return strip(web_vocabulary_addresses);
  constexpr std::string_view urn = "urn:epcglobal:cbv:";
  if (!list.urn_part.empty() && text.starts_with(urn) && text.substr(urn.size()).starts_with(list.urn_part))
    return text.substr(urn.size() + list.urn_part.size());
  return strip(cbv_addresses);
}

/// scheme ":" and something, without characters that no URI may hold (RFC 3986).
bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return is_uri_scheme(text.substr(0, colon)) && std::ranges::none_of(text, [](char c) {
           return (c >= 0 && c <= ' ') || c == 0x7F ||
                  std::string_view("<>\"{}|\\^`").find(c) != std::string_view::npos;
         });
}

constexpr std::size_t listed_words_max = 5;  // Of a list as short as this all words are told.
constexpr std::size_t suggestions_max = 3;

std::string suggestions(const List& list, std::string_view text) {
  if (list.words.size() <= listed_words_max) {
    std::string all;
    for (const std::string_view word : list.words)
      all.append(all.empty() ? "; the words are \"" : ", \"").append(word).append(1, '"');
    return all;
  }
  if (text.size() > edit_word_bytes_max) return {};
  struct Candidate {
    std::size_t distance;
    std::string_view word;
  };
  std::vector<Candidate> candidates;
  for (const std::string_view word : list.words)
    if (const std::size_t distance = edit_distance(text, word);
        distance <= std::max<std::size_t>(2, text.size() / 2))
      candidates.push_back({distance, word});
  std::ranges::stable_sort(candidates, {}, &Candidate::distance);
  std::string out;
  for (const Candidate& c : std::span(candidates).first(std::min(candidates.size(), suggestions_max)))
    out.append(out.empty() ? "; close words are \"" : ", \"").append(c.word).append(1, '"');
  return out;
}

std::unexpected<Error> refuse(const List& list, std::string_view text, std::string_view word) {
  return fail(ErrorCode::invalid_argument,
              "\"" + std::string(text.substr(0, 100)) + "\" is no " + std::string(list.title) +
                  " of CBV 2.0" + suggestions(list, word) + "; for a word of your own write an absolute URI");
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

/// The word of `list` that differs from `text` in nothing but capitals; empty if there is none.
std::string_view word_without_case(const List& list, std::string_view text) {
  const auto found = std::ranges::find(list.words, lower(text), [](std::string_view w) { return lower(w); });
  return found == list.words.end() ? std::string_view{} : *found;
}

/// What a text names that lies where GS1 keeps its words, in lower case; nullopt if it lies elsewhere.
/// `always`: nobody else may name words there (the JSON schema of EPCIS 2.0 says so too).
struct NearWord {
  std::string local;
  bool always = false;
};
std::optional<NearWord> near_word(const List& list, std::string_view text) {
  struct Address {
    std::string_view start;
    bool always;
  };
  static constexpr auto cbv = std::to_array<Address>({{"urn:epcglobal:cbv:", true},
                                                      {"urn:epc:", true},
                                                      {"urn:epcglobal:cvb:", true},
                                                      {"cbv:", false},
                                                      {"ref.gs1.org/cbv/", false},
                                                      {"ns.gs1.org/cbv/", true},
                                                      {"gs1.org/cbv/", true},
                                                      {"www.gs1.org/cbv/", true},
                                                      {"id.gs1.org/cbv/", true}});
  static constexpr auto web = std::to_array<Address>(
      {{"gs1.org/voc/", true}, {"www.gs1.org/voc/", true}, {"ref.gs1.org/voc/", true}, {"gs1:", true}});
  std::string rest = lower(text);
  for (const std::string_view scheme : {"https://", "http://"})
    if (rest.starts_with(scheme)) rest.erase(0, scheme.size());
  for (const Address& address : is_web_vocabulary(list) ? std::span<const Address>(web) : cbv)
    if (rest.starts_with(address.start)) return NearWord{rest.substr(address.start.size()), address.always};
  return std::nullopt;
}

/// "Disp-active" or "disp:active": the vocabulary that a local name says it is of, and the word in it.
struct NamedVocabulary {
  const List* list = nullptr;
  std::string_view word;
};
NamedVocabulary named_vocabulary(std::string_view local) {
  for (const List& list : lists) {
    if (list.web_prefix.empty()) continue;
    const std::string web = lower(list.web_prefix.substr(0, list.web_prefix.size() - 1));
    const std::string_view urn =
        list.urn_part.substr(0, list.urn_part.empty() ? 0 : list.urn_part.size() - 1);
    for (const std::string_view name : {std::string_view(web), urn}) {
      if (name.empty() || !local.starts_with(name) || local.size() <= name.size() + 1) continue;
      if (std::string_view("-_:/.").contains(local[name.size()]))
        return {&list, local.substr(name.size() + 1)};
    }
  }
  return {nullptr, local};
}

/// Fails for a URI that is near a word of GS1's and is none: a word of one's own nobody would look for there.
Result<void> check_near(const List& list, std::string_view text) {
  const std::optional<NearWord> near = near_word(list, text);
  if (!near) return {};
  const NamedVocabulary named = named_vocabulary(near->local);
  const std::string_view meant = word_without_case(list, named.word);
  const auto is_close = [&](std::string_view word) { return edit_distance(named.word, word) <= 1; };
  const bool claims =
      near->always || named.list != nullptr || !meant.empty() || std::ranges::any_of(list.words, is_close);
  if (!claims) return {};
  const std::string title(list.title);
  if (named.list != nullptr && named.list != &list) {
    return fail(ErrorCode::invalid_argument, "\"" + std::string(text.substr(0, 100)) + "\" is a " +
                                                 std::string(named.list->title) + " and no " + title +
                                                 "; give it in the field where it belongs");
  }
  if (meant.empty()) return refuse(list, text, named.word);
  const std::string curie =
      (is_web_vocabulary(list) ? "gs1:" : "cbv:" + std::string(list.web_prefix)) + std::string(meant);
  return fail(ErrorCode::invalid_argument, "\"" + std::string(text.substr(0, 100)) + "\" is no " + title +
                                               " of CBV 2.0; write \"" + std::string(meant) + "\" or \"" +
                                               curie + "\"");
}

}  // namespace

std::span<const std::string_view> standard_words(Vocabulary vocabulary) {
  return list_of(vocabulary).words;
}

Result<Word> parse_word(Vocabulary vocabulary, std::string_view text) {
  const List& list = list_of(vocabulary);
  if (std::ranges::binary_search(list.words, text)) return Word{std::string(text), true};
  if (const auto word = claimed_word(list, text)) {
    if (std::ranges::binary_search(list.words, *word)) return Word{std::string(*word), true};
    return refuse(list, text, *word);
  }
  if (!is_absolute_uri(text)) return refuse(list, text, text);
  if (Result<void> fine = check_near(list, text); !fine) return std::unexpected(std::move(fine).error());
  // A CURIE of CBV's own prefix outside this vocabulary is kept in its full spelling.
  if (text.starts_with("cbv:"))
    return Word{std::string(cbv_addresses[0]) + std::string(text.substr(4)), false};
  return Word{std::string(text), false};
}

std::string web_uri(Vocabulary vocabulary, const Word& word) {
  if (!word.is_standard) return word.text;
  const List& list = list_of(vocabulary);
  std::string out(is_web_vocabulary(list) ? web_vocabulary_addresses[0] : cbv_addresses[0]);
  return out.append(list.web_prefix).append(word.text);
}

}  // namespace stocktrail::epcis
