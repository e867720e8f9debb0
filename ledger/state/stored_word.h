// ledger/state/stored_word.h: what the codecs of structures ask of types (ledger/state/struct_codec.h).
#pragma once

#include <concepts>
#include <type_traits>

namespace stocktrail {

template <typename T, typename U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

/// An enumeration that is stored: its numbers stand beside its words, which are never taken away or counted
/// anew, and a function beside it tells the last. What comes later gets the next number.
template <typename Word>
concept StoredWord = std::is_enum_v<Word> && requires(Word word) {
  { last_of(word) } -> std::same_as<Word>;
};

}  // namespace stocktrail
