#include "ledger/engine/controls.h"

#include <algorithm>
#include <map>

#include "ledger/state/struct_codec.h"

namespace stocktrail {

// The hash stands in the key.
void members(auto& codec, Is<IssuedToken> auto& token) {
  codec.all(token.id, token.role, token.party, token.label, token.created_at, token.expires_at,
            token.revoked_at);
}

namespace {

constexpr char token_row = 't', key_row = 'k', file_row = 'f', brought_row = 'p', quota_row = 'q',
               went_on_row = 'w';

std::string key_of(char row, std::string_view name) {
  std::string key(1, row);
  key += name;
  return key;
}
std::string key_of(char row, const Digest& name) {
  return key_of(row, as_text(name));
}
std::string brought_key(std::string_view party, const Digest& sha256) {
  std::string key = key_of(brought_row, party);
  key.push_back('\0');
  key += as_text(sha256);
  return key;
}

std::optional<Digest> digest_in(std::string_view key) {
  Digest digest{};
  if (key.size() != 1 + digest.size()) return std::nullopt;
  std::ranges::copy(as_bytes(key.substr(1)), digest.begin());
  return digest;
}

std::optional<IssuedToken> decode_token(std::string_view key, std::string_view value) {
  auto token = decoded<IssuedToken>(value);
  const auto hash = digest_in(key);
  if (!token || !hash) return std::nullopt;
  token->hash = *hash;
  return token;
}

/// The value of a row that is one number; nullopt if there is no such row.
std::optional<std::uint64_t> number_at(const std::string& key, const TableReader& tables) {
  const auto value = tables.get(Table::controls, key);
  if (!value) return std::nullopt;
  const auto number = decoded<std::uint64_t>(*value);
  if (!number) tables.note_damage(Table::controls);
  return number;
}

void put(const IssuedToken& token, TableWriter& tables) {
  tables.put(Table::controls, key_of(token_row, token.hash), encoded(token));
}

struct Folding {
  TableWriter& tables;

  void put_new(const std::string& key, std::string_view value) const {
    if (!tables.get(Table::controls, key)) tables.put(Table::controls, key, value);
  }

  void operator()(const TokenIssued& token) const {
    if (!tables.get(Table::controls, key_of(token_row, token.hash))) put({token, std::nullopt}, tables);
  }
  void operator()(const TokenRevoked& revoked) const {
    auto token = find_token(revoked.hash, tables);
    if (!token || token->revoked_at) return;
    token->revoked_at = revoked.at;
    put(*token, tables);
  }
  void operator()(const TokensRevoked& revoked) const {
    for (IssuedToken& token : all_tokens(tables)) {
      if (token.created_at > revoked.issued_by || token.revoked_at) continue;
      token.revoked_at = revoked.at;
      put(token, tables);
    }
  }
  // Revoked ones stay until they expire: if one came again, its issue must not let anyone in.
  void operator()(const TokensForgotten& forgotten) const {
    for (const IssuedToken& token : all_tokens(tables)) {
      if (token.expires_at <= forgotten.expired_by)
        tables.erase(Table::controls, key_of(token_row, token.hash));
    }
  }
  void operator()(const KeySealed& key) const { put_new(key_of(key_row, key.key_id), key.sealed); }
  void operator()(const FileKnown& file) const {
    put_new(key_of(file_row, file.sha256), encoded(file.bytes));
    if (brought_file(file.party, file.sha256, tables)) return;
    tables.put(Table::controls, brought_key(file.party, file.sha256), {});
    tables.put(Table::controls, key_of(quota_row, file.party),
               encoded(bytes_brought(file.party, tables) + file.bytes));
  }
  void operator()(const FoldsGoOn&) const {}
};

std::string went_on_key(TreeSize size) {
  return key_of(went_on_row, packed_ref(EventRef{to_u64(size)}));
}

}  // namespace

void fold_control(const Control& control, TableWriter& tables) {
  std::visit(Folding{tables}, control);
}

std::uint64_t times_gone_on(TreeSize size, const TableReader& tables) {
  return number_at(went_on_key(size), tables).value_or(0);
}

void count_going_on(TreeSize size, TableWriter& tables) {
  tables.put(Table::controls, went_on_key(size), encoded(times_gone_on(size, tables) + 1));
}

std::optional<IssuedToken> find_token(const Digest& hash, const TableReader& tables) {
  const std::string key = key_of(token_row, hash);
  const auto value = tables.get(Table::controls, key);
  if (!value) return std::nullopt;
  auto token = decode_token(key, *value);
  if (!token) tables.note_damage(Table::controls);
  return token;
}

std::vector<IssuedToken> all_tokens(const TableReader& tables) {
  std::vector<IssuedToken> tokens;
  tables.scan(Table::controls, key_of(token_row, std::string_view()), {},
              [&](std::string_view key, std::string_view value) {
                auto token = decode_token(key, value);
                if (!token) {
                  tables.note_damage(Table::controls);
                  return false;
                }
                tokens.push_back(*std::move(token));
                return true;
              });
  return tokens;
}

std::optional<std::string> sealed_key(std::string_view key_id, const TableReader& tables) {
  return tables.get(Table::controls, key_of(key_row, key_id));
}

std::vector<KeySealed> sealed_keys(const TableReader& tables) {
  std::vector<KeySealed> keys;
  tables.scan(Table::controls, key_of(key_row, std::string_view()), {},
              [&](std::string_view key, std::string_view value) {
                keys.push_back({.key_id = std::string(key.substr(1)), .sealed = std::string(value)});
                return true;
              });
  return keys;
}

std::optional<std::uint64_t> known_file(const Digest& sha256, const TableReader& tables) {
  return number_at(key_of(file_row, sha256), tables);
}

bool brought_file(std::string_view party, const Digest& sha256, const TableReader& tables) {
  return tables.get(Table::controls, brought_key(party, sha256)).has_value();
}

std::uint64_t bytes_brought(std::string_view party, const TableReader& tables) {
  return number_at(key_of(quota_row, party), tables).value_or(0);
}

ControlRows read_control_rows(const TableReader& tables) {
  ControlRows rows;
  std::map<std::string, std::uint64_t, std::less<>> lengths;  // By digest.
  std::map<std::string, std::uint64_t, std::less<>> brought;  // By party.
  tables.scan(Table::controls, {}, {}, [&](std::string_view key, std::string_view value) {
    const char row = key.empty() ? '\0' : key.front();
    bool is_good = false;
    if (row == token_row) {
      is_good = decode_token(key, value).has_value();
      ++rows.tokens;
    } else if (row == key_row) {
      is_good = !value.empty();
      ++rows.keys;
    } else if (const auto digest = digest_in(key); row == file_row && digest) {
      const auto bytes = decoded<std::uint64_t>(value);
      is_good = bytes.has_value();
      if (bytes) rows.files.push_back({*digest, *bytes});
      lengths.emplace(as_text(*digest), bytes.value_or(0));
    } else if (constexpr std::size_t tail = 1 + sizeof(Digest); row == brought_row && key.size() > tail) {
      const auto length = lengths.find(key.substr(key.size() - sizeof(Digest)));
      is_good = length != lengths.end() && key[key.size() - tail] == '\0';
      if (is_good) brought[std::string(key.substr(1, key.size() - 1 - tail))] += length->second;
    } else if (row == quota_row) {
      const auto sum = brought.find(key.substr(1));
      is_good = sum != brought.end() && decoded<std::uint64_t>(value) == sum->second;
      if (is_good) brought.erase(sum);
    } else if (row == went_on_row && key.size() == 1 + sizeof(std::uint64_t)) {
      is_good = decoded<std::uint64_t>(value).value_or(0) > 0;
    }
    if (!is_good) rows.damaged.emplace_back(key);
    return true;
  });
  for (const auto& [party, bytes] : brought) rows.damaged.push_back(key_of(quota_row, party));
  return rows;
}

}  // namespace stocktrail
