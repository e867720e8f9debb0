#include "tools/cli/http_client.h"

#include <curl/curl.h>

#include <utility>

#include "crypto/json.h"
#include "tools/settings/server_url.h"

namespace stocktrail::cli {
namespace {

ErrorCode code_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return ErrorCode::forbidden;
    case 404:
      return ErrorCode::not_found;
    case 409:
      return ErrorCode::conflict;
    case 413:
      return ErrorCode::too_large;
    case 429:
    case 503:
      return ErrorCode::overloaded;
    default:
      return status >= 500 ? ErrorCode::unavailable : ErrorCode::invalid_argument;
  }
}

std::string text_member(const json::Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is(json::Kind::string) ? std::string(value->string()) : std::string();
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > answer_bytes_max) return 0;  // libcurl ends the transfer with an error.
  text.append(bytes, size * count);
  return size * count;
}

struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

Error Answer::error() const {
  Error error{code_of(status), "The server answered " + std::to_string(status) + "."};
  const auto document = json::Document::parse(body);
  if (!document || !document->root().is(json::Kind::object)) {
    error.detail += " It is not the answer of a ledger: is --server its address?";
    return error;
  }
  const json::Value root = document->root();
  if (auto detail = text_member(root, "detail"); !detail.empty()) error.detail = std::move(detail);
  error.where = text_member(root, "where");
  if (status == 401)
    error.detail +=
        ". Give one of this server (--server) with --token-file or STOCKTRAIL_TOKEN. `stocktrail token new` "
        "makes them, with the operator's: operator.token in the data directory of the server";
  if (const auto faults = root.find("faults");
      faults && faults->is(json::Kind::array) && faults->size() > 1) {
    for (const json::Value fault : faults->elements()) {
      if (fault.is(json::Kind::object)) {
        error.detail += "\n  " + text_member(fault, "where") + ": " + text_member(fault, "detail");
      }
    }
  }
  return error;
}

namespace {

/// The target of `<target>; rel="next"`, if it is one of this server; else empty.
std::string next_link(std::string_view header) {
  const std::size_t end = header.find('>');
  const bool is_next = header.starts_with("</") && end != std::string_view::npos &&
                       header.substr(end).contains("rel=\"next\"");
  return is_next ? std::string(header.substr(1, end - 1)) : std::string();
}

}  // namespace

struct HttpClient::Connection {
  Options options;
  std::chrono::milliseconds to_connect = connect_deadline, for_answer = answer_deadline;
  CURL* curl = nullptr;

  ~Connection() { curl_easy_cleanup(curl); }

  Result<Answer> send(const char* method, std::string_view path, std::string_view accept,
                      std::string_view body, std::string_view content_type);
  void set_common(const std::string& url, const char* method, Answer& answer);
};

void HttpClient::Connection::set_common(const std::string& url, const char* method, Answer& answer) {
  curl_easy_reset(curl);  // Keeps the connection.
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(to_connect.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(for_answer.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "stocktrail");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  if (std::string_view(method) == "GET") {
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(redirects_max));
  }
  if (!options.token.empty()) {  // libcurl sends it to this host only, also after a redirect.
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, options.token.c_str());
  }
}

Result<Answer> HttpClient::Connection::send(const char* method, std::string_view path,
                                            std::string_view accept, std::string_view body,
                                            std::string_view content_type) {
  Answer answer;
  const std::string url = options.server + std::string(path);
  set_common(url, method, answer);
  curl_slist* list = curl_slist_append(nullptr, ("Accept: " + std::string(accept)).c_str());
  list = curl_slist_append(list, "Expect:");  // No extra round trip before a large body.
  if (!content_type.empty()) {
    list = curl_slist_append(list, ("Content-Type: " + std::string(content_type)).c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  const std::unique_ptr<curl_slist, SlistFree> headers(list);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);

  const CURLcode done = curl_easy_perform(curl);
  if (done == CURLE_WRITE_ERROR) {
    return fail(ErrorCode::too_large, "The answer has more than 64 MiB.", url);
  }
  if (done == CURLE_SSL_CACERT_BADFILE) {
    return fail(ErrorCode::invalid_argument,
                "Cannot read certificates (PEM) from " + options.ca_file.string() + ".", "--ca-file");
  }
  if (done != CURLE_OK) {
    return fail(ErrorCode::unavailable,
                std::string("No answer: ") + curl_easy_strerror(done) + ". Is stocktraild running at " +
                    options.server + "? Another address is given with --server.",
                url);
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) answer.content_type = type;
  curl_off_t wait = 0;
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
  answer.retry_after = std::chrono::seconds(wait);
  curl_header* header = nullptr;
  if (curl_easy_header(curl, "Link", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
    answer.next = next_link(header->value);
  if (curl_easy_header(curl, "Complete-Until", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
    answer.complete_until = header->value;
  return answer;
}

Result<std::unique_ptr<HttpClient>> HttpClient::make(Options options) {
  auto server = settings::normal_server(options.server);
  if (!server) return std::unexpected(server.error());
  options.server = std::move(*server);
  auto connection = std::make_unique<Connection>();
  connection->options = std::move(options);
  connection->curl = curl_easy_init();
  if (connection->curl == nullptr) return fail(ErrorCode::unavailable, "libcurl cannot be initialised.");
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(connection)));
}

HttpClient::HttpClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
HttpClient::~HttpClient() = default;

Result<Answer> HttpClient::get(std::string_view path, std::string_view accept) {
  return connection_->send("GET", path, accept, {}, {});
}

Result<Answer> HttpClient::post(std::string_view path, std::string_view body, std::string_view content_type) {
  return connection_->send("POST", path, "application/json", body, content_type);
}

Result<Answer> HttpClient::put(std::string_view path, std::string_view body, std::string_view content_type) {
  return connection_->send("PUT", path, "application/json", body, content_type);
}

Result<Answer> HttpClient::remove(std::string_view path) {
  return connection_->send("DELETE", path, "application/json", {}, {});
}

Result<std::string> HttpClient::fetch(std::string_view path, std::string_view accept) {
  auto answer = get(path, accept);
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_success()) return std::unexpected(answer->error());
  return std::move(answer->body);
}

const std::string& HttpClient::server() const {
  return connection_->options.server;
}

void HttpClient::wait_at_most(std::chrono::milliseconds to_connect, std::chrono::milliseconds for_answer) {
  connection_->to_connect = to_connect;
  connection_->for_answer = for_answer;
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                               c == '-' || c == '.' || c == '_' || c == '~';
    if (is_unreserved) {
      out.push_back(c);
    } else {
      constexpr std::string_view digits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

}  // namespace stocktrail::cli
