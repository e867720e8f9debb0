// crypto/edit_distance.h: how many typing errors lie between two words, for messages that tell what was
// meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace stocktrail {

inline constexpr std::size_t edit_word_bytes_max = 64;  // What is longer is no mistyped word.

/// The optimal string alignment distance: bytes too many, missing, other, or two in the wrong order. Of words
/// of which one is longer than edit_word_bytes_max: the length of the longer one, so that they are never
/// near.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace stocktrail
