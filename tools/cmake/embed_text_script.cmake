# Writes HEADER with the text of SOURCE as `inline constexpr std::string_view SYMBOL`. Raw strings hold at most 64 KiB.
file(READ ${SOURCE} text)
file(WRITE ${HEADER} "#pragma once\n#include <string_view>\ninline constexpr std::string_view ${SYMBOL} = R\"TEXT~(")
file(APPEND ${HEADER} "${text}")
file(APPEND ${HEADER} ")TEXT~\";\n")
