#include "api/journey/evidence.h"

#include <algorithm>
#include <array>

#include "api/access/visibility.h"
#include "crypto/bundle.h"

namespace stocktrail::api {
namespace {

using trace::Relation;

constexpr std::array<std::string_view, 3> trusted_roles{"authority", "laboratory", "operator"};

class Gatherer {
 public:
  Gatherer(const gs1::Key& key, const Journey& journey, const View& view, const EvidenceLimits& limits)
      : key_(key), journey_(journey), tables_(view.tables()), limits_(limits) {}

  Evidence gather() {
    add_product(key_);
    add_subject(key_, Makers::count);
    if (const auto lot = trace::lot_of(key_, tables_)) add_subject(*lot, Makers::count);
    if (const auto product = key_.product_key()) add_subject(*product, Makers::do_not);
    for (const JourneyEvent& event : journey_.events) look_at(event);
    if (const std::string owner = owner_of(key_); issuers_.contains(owner)) add_party(owner);
    for (const std::string& issuer : issuers_) add_party(issuer);
    for (Subject& subject : subjects_) find_staters(subject);
    // Anyone can say that it made a lot, so makers come last where not all find room.
    for (const Standing wanted : {Standing::trusted, Standing::maker})
      for (std::size_t i = 0; i < subjects_.size(); ++i) add_certificates(i, wanted);
    std::ranges::stable_sort(found_, {}, &Found::subject);
    for (Found& each : found_)
      evidence_.certificates.push_back({std::move(each.certificate), subjects_[each.subject].key});
    return std::move(evidence_);
  }

 private:
  enum class Makers : std::uint8_t { do_not, count };
  enum class Standing : std::uint8_t { none, maker, trusted };
  struct Subject {
    gs1::Key key;
    Makers makers{};
    std::string owner;                      // Empty: unowned.
    std::vector<std::string> staters = {};  // Of certificates; party ids.
  };
  struct Found {
    master::Certificate certificate;
    std::size_t subject = 0;
  };

  void add_product(const gs1::Key& key) {
    const auto id = key.product_key();
    if (!id || evidence_.products.contains(id->text())) return;
    if (auto product = master::product(*id, tables_))
      evidence_.products.emplace(id->text(), std::move(*product));
  }

  std::string owner_of(const gs1::Key& subject) const {
    if (const auto product = subject.product_key()) {
      const auto known = evidence_.products.find(product->text());
      return known != evidence_.products.end() ? known->second.owner : std::string{};
    }
    if (const auto place = master::place_or_whole(subject, tables_)) return place->party.text();
    return subject.text();  // A party states its own; of all else nobody has this id.
  }

  void add_subject(const gs1::Key& key, Makers makers) {
    if (std::ranges::find(subjects_, key, &Subject::key) != subjects_.end()) return;
    if (key == key.product_key()) makers = Makers::do_not;  // Who made one lot does not speak for them all.
    subjects_.push_back({.key = key, .makers = makers, .owner = owner_of(key)});
  }

  void add_party(const std::string& party) {
    if (const auto id = gs1::parse_key(party)) add_subject(*id, Makers::do_not);
  }

  void look_at(const JourneyEvent& event) {
    if (event.declares_error) return;
    const std::string& issuer = event.facts->source.issuer;
    issuers_.insert(issuer);
    if (event.relation == Relation::input) return add_product(event.of);
    if (!event.makes_it) return;
    if (event.relation == Relation::asked || event.relation == Relation::lot) makers_.insert(issuer);
    for (const std::string* place : {&event.facts->read_point, &event.facts->biz_location})
      if (const auto id = gs1::parse_key(*place)) add_subject(*id, Makers::do_not);
  }

  bool has_trusted_role(const std::string& party) {
    const auto [known, is_new] = has_trusted_role_.try_emplace(party, false);
    if (!is_new) return known->second;
    if (const auto id = gs1::parse_key(party))
      if (const auto found = master::party(*id, tables_))
        known->second =
            std::ranges::any_of(trusted_roles, [&](std::string_view role) { return found->has_role(role); });
    return known->second;
  }

  Standing standing_of(const std::string& stater, const Subject& subject) {
    if (stater == subject.owner || has_trusted_role(stater)) return Standing::trusted;
    return subject.makers == Makers::count && makers_.contains(stater) ? Standing::maker : Standing::none;
  }

  void find_staters(Subject& subject) {
    for (auto stater = master::next_stater(subject.key, {}, tables_); stater;
         stater = master::next_stater(subject.key, *stater, tables_)) {
      if (subject.staters.size() == limits_.certificate_staters_max) {
        evidence_.has_all_certificates = false;
        return;
      }
      subject.staters.push_back(*stater);
    }
  }

  void add_certificates(std::size_t index, Standing wanted) {
    const Subject& subject = subjects_[index];
    for (const std::string& stater : subject.staters)
      if (standing_of(stater, subject) == wanted) add_certificates(index, stater);
  }

  void add_certificates(std::size_t index, const std::string& stater) {
    constexpr std::size_t room = EvidenceLimits::certificates_shown_max;
    auto list = master::certificates_of({subjects_[index].key, stater, master::Audience::everyone}, {},
                                        room + 1, tables_);
    if (list.size() > room) evidence_.has_all_certificates = false;
    for (master::Certificate& certificate : list) {
      if (names_hidden_place(certificate, tables_) || seen_.contains(certificate.id)) continue;
      if (found_.size() == room) {
        evidence_.has_all_certificates = false;
        return;
      }
      seen_.insert(certificate.id);
      found_.push_back({std::move(certificate), index});
    }
  }

  const gs1::Key& key_;
  const Journey& journey_;
  const TableReader& tables_;
  const EvidenceLimits limits_;
  std::vector<Subject> subjects_;
  std::set<std::string> issuers_, makers_;  // Party ids.
  std::map<std::string, bool> has_trusted_role_;
  std::set<std::string> seen_;  // Certificate ids.
  std::vector<Found> found_;
  Evidence evidence_;
};

class Prover {
 public:
  explicit Prover(const View& view) : view_(view) {}

  Result<void> add(std::uint64_t index) {
    if (!indexes_.insert(index).second) return {};
    const auto statement = view_.statement(LeafIndex{index});
    return statement ? add_signer(statement->key_id()) : std::unexpected(statement.error());
  }

  Result<void> add(const query::EventFacts& event) {
    indexes_.insert(statement_of(event.ref));
    return add_signer(event.source.key_id);
  }

  Result<std::set<std::uint64_t>> indexes() && {
    if (indexes_.size() > bundle_entries_max)
      return fail(ErrorCode::too_large, "this journey has too many statements for one file");
    return std::move(indexes_);
  }

 private:
  /// The statements that registered a key, those that registered the keys which signed them, and so on up to
  /// the operator's own first statement; and what revoked them since, for `verify` to say so.
  Result<void> add_signer(std::string_view key_id) {
    if (!signers_.insert(std::string(key_id)).second) return {};
    const auto owner = master::key_owner(key_id, view_.tables());
    const auto party = owner ? master::party(owner->party, view_.tables()) : std::nullopt;
    if (!party) return fail(ErrorCode::corrupted, "the key of a stored statement is not registered");
    for (const std::uint64_t index : {party->admitted_by, owner->key.registered_by})
      if (auto added = add(index); !added) return added;
    for (const auto& index : {party->operator_by, owner->key.revoked_by})
      if (auto added = index ? add(*index) : Result<void>{}; !added) return added;
    return {};
  }

  const View& view_;
  std::set<std::uint64_t> indexes_;
  std::set<std::string> signers_;  // Key ids.
};

}  // namespace

Evidence evidence_of(const gs1::Key& key, const Journey& journey, const View& view,
                     const EvidenceLimits& limits) {
  return Gatherer(key, journey, view, limits).gather();
}

Result<std::set<std::uint64_t>> proving_statements(const Journey& journey, const Evidence& evidence,
                                                   const View& view) {
  Prover prover(view);
  for (const JourneyEvent& event : journey.events)
    if (auto added = prover.add(*event.facts); !added) return std::unexpected(added.error());
  for (const auto& [id, product] : evidence.products)
    if (auto added = prover.add(product.statement); !added) return std::unexpected(added.error());
  for (const ShownCertificate& shown : evidence.certificates)
    if (auto added = prover.add(shown.certificate.statement); !added) return std::unexpected(added.error());
  for (const Recall& recall : journey.recalls)
    if (recall.notice)
      if (auto added = prover.add(recall.notice->revisions.back().statement); !added)
        return std::unexpected(added.error());
  return std::move(prover).indexes();
}

}  // namespace stocktrail::api
