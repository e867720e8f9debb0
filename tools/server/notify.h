// tools/server/notify.h: tells systemd how far the server is (sd_notify(3)); nothing where there is no
// systemd.
#pragma once

#include <string_view>

namespace stocktrail::server {

/// `state` is "READY=1" or "STOPPING=1". Sends one datagram to $NOTIFY_SOCKET, if that is set.
void notify_supervisor(std::string_view state);

}  // namespace stocktrail::server
