#include "ledger/master/detail/contact_reader.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail::master {
namespace {

constexpr std::string_view secure_scheme = "https://";

/// "email" is read as a link, too.
std::string find_email(ObjectReader& reader) {
  std::string email = reader.find_text("email");
  const std::size_t at = email.find('@');
  const auto is_plain = [](char c) {
    return is_letter_or_digit(c) || std::string_view("@.!#$&'*+-/=_~").find(c) != std::string_view::npos;
  };
  const bool fits = at != std::string::npos && at > 0 && at + 1 < email.size() &&
                    email.find('@', at + 1) == std::string::npos && std::ranges::all_of(email, is_plain);
  if (!email.empty() && !fits)
    reader.refuse("email", "must be an e-mail address such as \"recall@maker.example\"");
  return email;
}

std::string find_phone(ObjectReader& reader) {
  std::string phone = reader.find_text("phone");
  const auto fits = [](char c) {
    return is_digit(c) || std::string_view("+-() ").find(c) != std::string_view::npos;
  };
  if (!phone.empty() && (!std::ranges::all_of(phone, fits) || std::ranges::none_of(phone, is_digit)))
    reader.refuse("phone", "must be a telephone number such as \"+49 30 1234567\"");
  return phone;
}

}  // namespace

std::string find_url(ObjectReader& reader, std::string_view name) {
  std::string url = reader.find_text(name);
  const auto is_plain = [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  };
  const std::string_view rest = std::string_view(url).substr(std::min(url.size(), secure_scheme.size()));
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const bool fits = url.starts_with(secure_scheme) && !host.empty() && is_letter_or_digit(host.front()) &&
                    host.find('@') == std::string_view::npos && std::ranges::all_of(url, is_plain);
  if (!url.empty() && !fits)
    reader.refuse(name,
                  "must be a link that begins with https:// and a host, in ASCII (others percent-encoded)");
  return url;
}

std::optional<Contact> find_contact(ObjectReader& reader, std::optional<Error>& fault) {
  const auto object = reader.find("contact", json::Kind::object);
  if (!object) return std::nullopt;
  ObjectReader contact(*object, reader.path_of("contact"), fault);
  Contact found;
  found.name = contact.find_text("name");
  found.phone = find_phone(contact);
  found.email = find_email(contact);
  found.url = find_url(contact, "url");
  contact.finish();
  return found;
}

}  // namespace stocktrail::master
