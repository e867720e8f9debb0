// tools/demo/pictures.h: the pictures of the sample chain's certificates, inside the program, so that the
// command works wherever it is installed. Drawn by draw_certificates.py.
#pragma once

#include <string_view>

namespace stocktrail::demo {

/// The PNG file of this name; empty if there is none.
std::string_view picture(std::string_view name);

}  // namespace stocktrail::demo
