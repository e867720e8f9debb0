#include "api/http/server.h"

#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "api/http/detail/server_session.h"
#include "api/http/server_check.h"

namespace stocktrail::api {
namespace {

using namespace engine;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
constexpr std::chrono::milliseconds accept_pause{100};

/// A connection is on its loop's list and on the server's as long as this lives.
struct Membership {
  Membership(Session& s, Deadlines& d, Shared& all) : session(s), deadlines(d), shared(all) {
    deadlines.add(session);
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;
  ~Membership() {
    deadlines.remove(session);
    const MutexLock lock(shared.mutex);
    shared.sessions.erase(&session);
    const auto own = shared.connections_of.find(session.peer().client);
    if (own != shared.connections_of.end() && !session.peer().is_proxy && --own->second == 0)
      shared.connections_of.erase(own);
    shared.all_gone.notify_all();
  }
  Session& session;
  Deadlines& deadlines;
  Shared& shared;
};

Task<void> run_session(std::shared_ptr<Session> session, Deadlines& deadlines, Shared& shared) {
  const Membership membership(*session, deadlines, shared);
  co_await session->run();
}

/// What one thread has. Deadlines outlive the connections in the context, which leave them as they end.
struct Loop {
  Deadlines deadlines;
  asio::io_context context{1};
};

Task<void> sweep_forever(Loop& loop) {
  Timer timer(loop.context);
  while (true) {
    timer.expires_after(Deadlines::sweep_interval);
    static_cast<void>(co_await timer.async_wait(quietly));
    loop.deadlines.sweep();
  }
}

Result<ssl::context> load_tls(const TlsFiles& files) {
  ssl::context tls(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  error_code ec;
  tls.set_options(ssl::context::default_workarounds | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION, ec);
  if (!ec) tls.use_certificate_chain_file(files.certificate_chain.string(), ec);
  if (ec)
    return fail(
        ErrorCode::invalid_argument,
        "cannot read a TLS certificate chain from " + files.certificate_chain.string() + ": " + ec.message(),
        "tls-certificate");
  tls.use_private_key_file(files.private_key.string(), ssl::context::pem, ec);
  if (ec)
    return fail(ErrorCode::invalid_argument,
                "cannot use the TLS private key in " + files.private_key.string() + ": " + ec.message(),
                "tls-key");
  return tls;
}

Result<std::vector<asio::ip::address>> addresses_of(const std::vector<std::string>& texts) {
  std::vector<asio::ip::address> addresses;
  for (const std::string& text : texts) {
    error_code ec;
    addresses.push_back(asio::ip::make_address(text, ec));
    if (ec) return fail(ErrorCode::invalid_argument, "'" + text + "' is not an IP address", "proxies");
  }
  return addresses;
}

/// Gives the port.
Result<std::uint16_t> listen(Acceptor& acceptor, const ServerOptions& options) {
  error_code ec;
  const asio::ip::address address = asio::ip::make_address(options.address, ec);
  if (ec)
    return fail(ErrorCode::invalid_argument, "'" + options.address + "' is not an IP address", "listen");
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  const auto local = ec ? endpoint : acceptor.local_endpoint(ec);
  if (!ec) return local.port();
  return fail(
      ErrorCode::unavailable,
      "cannot listen on " + options.address + " port " + std::to_string(options.port) + ": " + ec.message(),
      "listen");
}

}  // namespace

struct Server::Engine {
  Engine(const ServerOptions& o, Service& service)
      : options(o),
        shared(service, o.limits),
        loops(make_loops(o.threads)),
        acceptor(loops.front()->context) {}

  /// One loop for each thread. A connection stays on its loop, so nothing of it needs a lock or a strand.
  static std::vector<std::unique_ptr<Loop>> make_loops(unsigned threads) {
    std::vector<std::unique_ptr<Loop>> made;
    for (unsigned i = 0; i < threads; ++i) made.push_back(std::make_unique<Loop>());
    return made;
  }

  Task<void> accept_forever();
  void begin(PlainStream socket, Loop& loop);
  Peer peer_of(const PlainStream& socket) const;
  bool has_room(const Peer& peer) const ST_REQUIRES(shared.mutex);
  void stop();

  ServerOptions options;
  Shared shared;
  std::optional<ssl::context> tls;
  std::vector<asio::ip::address> proxies;
  std::vector<std::unique_ptr<Loop>> loops;
  Acceptor acceptor;
  std::uint16_t port = 0;
  std::vector<std::jthread> threads;
};

Task<void> Server::Engine::accept_forever() {
  Timer pause(acceptor.get_executor());
  for (std::size_t accepted = 0; !shared.stopping; ++accepted) {
    Loop& loop = *loops[accepted % loops.size()];
    auto [ec, socket] = co_await acceptor.async_accept(loop.context, quietly);
    if (ec == asio::error::operation_aborted) co_return;
    if (ec) {  // Out of descriptors, most likely: some time helps.
      pause.expires_after(accept_pause);
      static_cast<void>(co_await pause.async_wait(quietly));
      continue;
    }
    begin(std::move(socket), loop);
  }
}

void Server::Engine::begin(PlainStream socket, Loop& loop) {
  ++shared.connections_total;
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  Peer peer = peer_of(socket);
  std::shared_ptr<Session> session;
  {
    const MutexLock lock(shared.mutex);
    if (!has_room(peer)) {
      ++shared.connections_refused;
      return;  // Closes.
    }
    if (!peer.is_proxy) ++shared.connections_of[peer.client];
    if (tls) {
      session = std::make_shared<SessionOver<TlsStream>>(shared, std::move(peer), std::move(socket), *tls);
    } else {
      session = std::make_shared<SessionOver<PlainStream>>(shared, std::move(peer), std::move(socket));
    }
    shared.sessions.emplace(session.get(), session);
  }
  // What a library throws at one connection (no memory, say) ends that one, and not the server.
  asio::co_spawn(loop.context.get_executor(), run_session(std::move(session), loop.deadlines, shared),
                 [this](const std::exception_ptr& fault) {
                   if (fault) ++shared.faults;
                 });
}

Peer Server::Engine::peer_of(const PlainStream& socket) const {
  error_code gone;
  const auto remote = socket.remote_endpoint(gone);
  Peer peer;
  if (gone) return peer;
  const std::string address = remote.address().to_string();
  peer.client = stocktrail::api::client_of(address).value_or(address);
  peer.is_proxy = std::ranges::find(proxies, remote.address()) != proxies.end();
  return peer;
}

bool Server::Engine::has_room(const Peer& peer) const {
  if (shared.sessions.size() >= shared.limits.connections_max || shared.stopping) return false;
  const auto own = shared.connections_of.find(peer.client);
  return peer.is_proxy || own == shared.connections_of.end() ||
         own->second < shared.limits.address_connections_max;
}

void Server::Engine::stop() {
  shared.stopping = true;
  asio::post(acceptor.get_executor(), [this] {
    error_code ignored;
    acceptor.close(ignored);
  });
  {
    const MutexLock lock(shared.mutex);
    for (const auto& [key, session] : shared.sessions) {
      if (const auto alive = session.lock()) alive->end(Session::Ends::idle);
    }
    const Steady::time_point now = Steady::now();
    shared.wait_for_sessions(now + shared.limits.unwanted_deadline);
    for (const auto& [key, session] : shared.sessions) {
      if (const auto alive = session.lock()) alive->end(Session::Ends::read);
    }
    shared.wait_for_sessions(now + shared.limits.stop_deadline);
  }
  for (const auto& loop : loops) loop->context.stop();
  threads.clear();  // Joins.
}

Server::Server(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Service& service) {
  ST_CHECK(options.threads > 0);
  auto engine = std::make_unique<Engine>(options, service);
  if (options.tls) {
    auto tls = load_tls(*options.tls);
    if (!tls) return std::unexpected(std::move(tls.error()));
    engine->tls.emplace(std::move(*tls));
  }
  auto proxies = addresses_of(options.proxies);
  if (!proxies) return std::unexpected(std::move(proxies.error()));
  engine->proxies = std::move(*proxies);
  auto port = listen(engine->acceptor, options);
  if (!port) return std::unexpected(std::move(port.error()));
  engine->port = *port;
  asio::co_spawn(engine->acceptor.get_executor(), engine->accept_forever(), asio::detached);
  for (const auto& loop : engine->loops) {
    asio::co_spawn(loop->context.get_executor(), sweep_forever(*loop), asio::detached);
    engine->threads.emplace_back([&context = loop->context] { context.run(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(engine)));
}

Result<void> check_server(const ServerOptions& options) {
  if (auto proxies = addresses_of(options.proxies); !proxies)
    return std::unexpected(std::move(proxies.error()));
  if (options.tls) {
    if (auto tls = load_tls(*options.tls); !tls) return std::unexpected(std::move(tls.error()));
  }
  asio::io_context loop(1);
  Acceptor acceptor(loop);
  if (auto port = listen(acceptor, options); !port) return std::unexpected(std::move(port.error()));
  return {};
}

std::uint16_t Server::port() const {
  return engine_->port;
}

void Server::stop() {
  if (!engine_->threads.empty()) engine_->stop();
}

Server::Counters Server::counters() const {
  Shared& shared = engine_->shared;
  const MutexLock lock(shared.mutex);
  return {.connections_open = shared.sessions.size(),
          .connections_total = shared.connections_total,
          .connections_refused = shared.connections_refused,
          .timeouts = shared.timeouts,
          .malformed = shared.malformed,
          .faults = shared.faults};
}

}  // namespace stocktrail::api
