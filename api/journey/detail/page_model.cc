#include "api/journey/detail/page_model.h"

#include <algorithm>
#include <array>

#include "api/access/visibility.h"
#include "api/http/url.h"
#include "api/journey/detail/measures.h"
#include "api/journey/detail/page_names.h"
#include "api/journey/evidence.h"
#include "api/journey/journey_cursor.h"

namespace stocktrail::api {
namespace {

constexpr int gap_days_min = 3;
constexpr std::int64_t day_micros = 86'400'000'000;

bool differ_in_case_only(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string date_of(const std::string& iso) {
  return iso.substr(0, 10);
}

class ModelBuilder {
 public:
  ModelBuilder(const ScannedCode& code, const View& view, const NoteVerifier& log, Language language,
               Micros now)
      : key_(code.key),
        dates_(code.dates),
        window_{.before = code.before},
        view_(view),
        tables_(view.tables()),
        log_(log),
        now_(now),
        names_(view.tables(), language) {}

  PageModel build() {
    const Journey journey = public_journey(key_, view_, window_);
    evidence_ = evidence_of(key_, journey, view_);
    identify();
    for (const auto& event : journey.events)
      if (event.declares_error) {
        add_declaration(event, journey);
      } else {
        add_step(event, journey);
      }
    for (const auto& making : journey.makings) add_making(*making.facts);
    model_.journey_is_complete = journey.complete;
    model_.all_records = "/trace?id=" + percent_encode(key_.text());
    if (journey.older) model_.older = journey_cursor(*journey.older);
    model_.has_newer = journey.newer.has_value();
    model_.companies_not_named = journey.companies_not_named;
    compare_dates();
    add_certificates();
    add_status(journey.item);
    const std::vector<Recall> recalls = recalls_of(journey);
    for (const Recall& recall : recalls) add_recall(recall);
    model_.verdict = recalls.empty() ? as_far_as_known(verdict(journey)) : verdict_of(recalls);
    if (is_uncertain(model_.verdict)) look_for_near_recall();
    model_.wants_lot = is_product() && is_registered_ && model_.verdict != Verdict::recalled;
    if (model_.verdict == Verdict::near_miss || model_.verdict == Verdict::near_recalled) add_suggestions();
    model_.tells_of_lot = names_one_item() && !journey.item.is_named && journey.lot_is_known;
    if (!journey.events.empty() && !view_.signed_checkpoint().empty()) add_proof(journey);
    return std::move(model_);
  }

 private:
  void identify() {
    model_.today = format_date(now_);
    model_.identifier = gs1::element_string(key_);
    if (model_.identifier.empty()) model_.identifier = key_.text();
    model_.identifier += dates_.element_string();
    for (const auto& [ai, date] : dates_.written) model_.link_parameters.emplace_back(ai, date);
    model_.digital_link = key_.path();
    model_.gtin = key_.gtin();
    model_.lot = key_.lot();
    model_.serial = key_.serial();
    model_.sscc = key_.ai("00");
    if (const auto lot = trace::lot_of(key_, tables_)) {
      model_.lot = lot->lot();  // What the record says goes before what the code says.
      if (!key_.lot().empty() && key_.lot() != lot->lot()) model_.lot_in_code = key_.lot();
    }
    if (!key_.product_key()) return identify_owner_or_place();
    if (const auto* product = product_of(key_)) {
      is_registered_ = true;
      model_.product_name = names_.in_language(product->names, product->name);
      model_.brand = names_.in_language(product->brands, product->brand);
      for (const auto& fact : product->facts)
        model_.facts.emplace_back(names_.in_language(fact.labels, fact.label),
                                  names_.in_language(fact.values, fact.value));
    }
  }

  const master::Product* product_of(const gs1::Key& key) const {
    const auto id = key.product_key();
    const auto found = id ? evidence_.products.find(id->text()) : evidence_.products.end();
    return found != evidence_.products.end() ? &found->second : nullptr;
  }

  /// A place or a party is told by its name; a place that is not public is as if it were not there.
  void identify_owner_or_place() {
    if (const auto place = names_.place(key_.text()); !place.name.empty()) {
      model_.product_name = place.name;
      model_.place = place;
    } else if (const auto party = master::party(key_, tables_)) {
      model_.product_name = names_.in_language(party->names, party->name);
    }
    is_registered_ = !model_.product_name.empty();
  }

  std::string product_name(const gs1::Key& key) const {
    const auto* product = product_of(key);
    return product != nullptr ? names_.in_language(product->names, product->name) : std::string{};
  }

  void add_step(const JourneyEvent& journey_event, const Journey& journey) {
    const query::EventFacts& event = *journey_event.facts;
    const bool own = journey_event.relation != trace::Relation::input;
    PageStep step;
    step.time = event.event_time.text;
    step.step = event.biz_step ? event.biz_step->text : "";
    step.event_type = epcis::name_of(event.type);
    step.action = epcis::name_of(event.action);
    step.disposition = event.disposition ? event.disposition->text : "";
    step.place = names_.place_of(event);
    step.place_is_hidden =
        step.place.name.empty() && !(event.biz_location.empty() && event.read_point.empty());
    step.party = names_.party(event.source.issuer);
    step.own_part = own;
    if (!own) step.subject = product_name(journey_event.of);
    if (journey_event.declared_error) step.error.emplace();
    step.corrects = journey_event.corrects;
    step.is_recall = journey_event.is_recall;
    step.is_ahead = journey_event.ahead || format_date(event.event_time.at) > model_.today;
    step.statement = statement_of(event.ref);
    step.custodial = names_.is_custodial(event.source.key_id);
    step.measures = measures_of(event.open.conditions);
    if (own && !journey_event.ahead) say_gap(event.event_time.at, journey, step);
    model_.journey.push_back(std::move(step));
  }

  /// The declaration comes right after the event that it takes back.
  void add_declaration(const JourneyEvent& journey_event, const Journey& journey) {
    const auto& declaration = journey_event.facts->error_declaration;
    if (!declaration || model_.journey.empty()) return;
    auto& of_last = model_.journey.back().error;
    if (!of_last || !journey_event.facts->open.has_plain_declaration) return;  // No proof can show it.
    auto& error = *of_last;
    error.on = date_of(declaration->declared_at);
    error.reason = declaration->reason;
    error.is_corrected = std::ranges::any_of(journey.events, [&](const JourneyEvent& other) {
      const auto& ids = declaration->corrective_event_ids;
      return other.corrects && std::ranges::find(ids, other.facts->id) != ids.end();
    });
  }

  void say_gap(Micros at, const Journey& journey, PageStep& step) {
    if (last_own_) {
      const auto seen = std::ranges::upper_bound(journey.told_before, at);
      const Micros last =
          seen == journey.told_before.begin() ? *last_own_ : std::max(*last_own_, *std::prev(seen));
      const auto days = (to_i64(at) - to_i64(last)) / day_micros;
      if (days >= gap_days_min) step.gap_days = static_cast<int>(days);
    }
    last_own_ = at;
  }

  void add_making(const query::EventFacts& event) {
    if (model_.maker.empty()) model_.maker = names_.party(event.source.issuer);
    const std::string& made = event.production_date.empty() ? event.event_time.text : event.production_date;
    if (model_.made_on.empty()) model_.made_on = date_of(made);
    if (model_.made_in.empty()) model_.made_in = event.country_of_origin;
    if (model_.best_before.empty()) model_.best_before = date_of(event.best_before_date);
    if (model_.expires.empty()) model_.expires = date_of(event.expiration_date);
  }

  bool covers(const master::Certificate& certificate, const std::string& day) const {
    if (day.empty() || certificate.valid_from > day) return false;
    return certificate.valid_until.empty() || day <= certificate.valid_until;
  }

  void add_certificates() {
    for (const auto& shown : evidence_.certificates) add_certificate(shown.certificate, shown.subject);
    model_.certificates_are_complete = evidence_.has_all_certificates;
  }

  void add_certificate(const master::Certificate& certificate, const gs1::Key& subject) {
    PageCertificate card;
    card.stated_by = names_.party(certificate.stated_by);
    card.kind = certificate.kind;
    card.title = names_.in_language(certificate.titles, certificate.title);
    card.issuer = names_.in_language(certificate.issuer_names, certificate.issuer_name);
    card.number = certificate.number;
    card.standard = certificate.standard;
    card.subject = subject_name(subject);
    card.valid_from = certificate.valid_from;
    card.valid_until = certificate.valid_until;
    const bool active = certificate.status == master::CertificateStatus::active;
    card.status = active                                                       ? "active"
                  : certificate.status == master::CertificateStatus::suspended ? "suspended"
                                                                               : "revoked";
    card.made_is_known = !model_.made_on.empty();
    card.valid_when_made = covers(certificate, model_.made_on);
    card.valid_today = active && covers(certificate, model_.today);
    if (certificate.file) {
      card.file = "/blobs/" + certificate.file->sha256;
      card.file_name = certificate.file->name;
      if (certificate.file->media_type.starts_with("image/")) card.picture = card.file;
    }
    model_.certificates.push_back(std::move(card));
  }

  std::string subject_name(const gs1::Key& subject) {
    if (const PagePlace& place = names_.place(subject.text()); !place.name.empty()) return place.name;
    const std::string product = product_name(subject);
    if (product.empty()) return names_.party(subject.text());
    return subject.lot().empty() ? product : product + " \xC2\xB7 " + std::string(subject.lot());
  }

  void add_recall(const Recall& recall) {
    const std::string product = product_name(recall.of);
    PageModel::Recall& shown = model_.recalls.emplace_back();
    shown.by = names_.party_in_full(recall.issuer);
    shown.on = date_of(recall.on);
    // The lot of an ingredient is its maker's business: only the code in hand is told whole.
    const bool own =
        recall.of == key_ || recall.of == trace::lot_of(key_, tables_) || recall.of == key_.lot_key();
    shown.subject = product.empty() ? gs1::element_string(recall.of) : product;
    if (own && !recall.of.lot().empty()) shown.subject += " \xC2\xB7 " + std::string(recall.of.lot());
    if (recall.of == key_) shown.serials = recall.serials;
    if (recall.notice) add_notice(recall.notice->notice, shown);
  }

  /// What was made of recalled items is recalled; of a lot the other items are not.
  Verdict verdict_of(const std::vector<Recall>& recalls) const {
    const bool is_of_items = std::ranges::all_of(
        recalls, [this](const Recall& recall) { return recall.of == key_ && !recall.serials.empty(); });
    return is_of_items ? Verdict::items_recalled : Verdict::recalled;
  }

  void add_notice(const master::RecallNotice& notice, PageModel::Recall& recall) {
    const auto say = [this](const master::RecallText& text) {
      return names_.in_language(text.texts, text.text);
    };
    recall.reason = say(notice.reason);
    recall.hazard = say(notice.hazard);
    recall.advice = say(notice.advice);
    recall.contact = notice.contact.name;
    recall.phone = notice.contact.phone;
    recall.email = notice.contact.email;
    if (const std::string& url = notice.contact.url; !url.empty()) recall.links.emplace_back(url, url);
    for (const master::RecallLink& link : notice.links)
      recall.links.emplace_back(link.title.text.empty() ? link.url : say(link.title), link.url);
  }

  /// The lot that the code names counts too, because that is what the reader sees on the pack.
  std::vector<Recall> recalls_of(const Journey& journey) const {
    if (!journey.recalls.empty() || model_.lot_in_code.empty()) return journey.recalls;
    const auto lot = key_.lot_key();
    return lot ? public_journey(*lot, view_).recalls : std::vector<Recall>();
  }

  void add_status(const ItemRecord& item) {
    if (!names_one_item() || !is_unfit(item.status)) return;
    model_.status = {item.status, names_.party_in_full(item.status_by), date_of(item.status_since)};
  }

  /// A shipping unit's number is rightly taken out of use when it is unpacked.
  bool names_one_item() const { return !key_.serial().empty(); }

  /// The dates that the code tells, where the record does not say the same; and the day that is over, if one
  /// is, of the record or of the code, because that is what the reader sees on the pack.
  void compare_dates() {
    if (!dates_.best_before.fits(model_.best_before)) model_.best_before_in_code = dates_.best_before.day;
    if (!dates_.expires.fits(model_.expires)) model_.expires_in_code = dates_.expires.day;
    for (const std::string& day :
         {model_.best_before, dates_.best_before.day, model_.expires, dates_.expires.day})
      if (!day.empty() && day < model_.today) model_.past = day;
  }

  bool dates_differ() const {
    const auto differ = [](const std::string& in_code, const std::string& recorded) {
      return !in_code.empty() && !recorded.empty();  // Set only if they are not the same.
    };
    return differ(model_.expires_in_code, model_.expires) ||
           differ(model_.best_before_in_code, model_.best_before);
  }

  bool is_product() const { return key_.type() == gs1::KeyType::gtin; }

  /// What the reader may have meant who has no code that is on record.
  std::vector<gs1::Key> meant() const {
    std::vector<gs1::Key> keys = trace::near_misses(key_, tables_);
    const auto lot = key_.serial().empty() ? std::nullopt : key_.lot_key();
    if (keys.empty() && lot) keys = trace::near_misses(*lot, tables_);
    return keys;
  }

  /// A verdict of a code that may be another one, misread.
  static bool is_uncertain(Verdict verdict) {
    constexpr std::array uncertain{Verdict::near_miss, Verdict::serial_unknown, Verdict::unconfirmed,
                                   Verdict::unread};
    return std::ranges::find(uncertain, verdict) != uncertain.end();
  }

  void look_for_near_recall() {
    for (const gs1::Key& key : meant()) {
      const std::vector<Recall> recalls = public_journey(key, view_).recalls;
      if (recalls.empty()) continue;
      model_.verdict = Verdict::near_recalled;
      for (const Recall& recall : recalls) add_recall(recall);
      return;
    }
  }

  void add_suggestions() {
    std::vector<gs1::Key> keys = meant();
    if (!model_.lot_in_code.empty()) keys = {*gs1::parse_key(key_.text())};  // The serial number is right.
    for (const gs1::Key& key : keys)
      model_.suggestions.push_back({gs1::element_string(key), "/p" + std::string(key.path())});
  }

  /// On a copy that may be old, a recall may be missing, and whatever else speaks against what is said.
  Verdict as_far_as_known(Verdict found) const {
    const bool says_nothing_good =
        found == Verdict::not_for_use || found == Verdict::lot_needed || found == Verdict::registered;
    return !view_.signed_checkpoint().empty() || says_nothing_good ? found : Verdict::old_copy;
  }

  Verdict verdict(const Journey& journey) const {
    if (is_product() && is_registered_) return model_.past.empty() ? Verdict::lot_needed : Verdict::expired;
    const bool is_on_record = !journey.events.empty() || journey.companies_not_named > 0;
    if (!is_on_record && is_registered_ && !key_.product_key()) return Verdict::registered;
    if (!is_on_record && !meant().empty()) return Verdict::near_miss;
    if (!is_on_record) return journey.lot_is_known ? Verdict::serial_unknown : Verdict::no_record;
    if (!key_.product_key()) return journey.recalls_complete ? Verdict::on_record : Verdict::unread;
    if (!model_.status.word.empty()) return Verdict::not_for_use;
    if (!model_.lot_in_code.empty())
      return differ_in_case_only(model_.lot_in_code, model_.lot) ? Verdict::near_miss : Verdict::lot_mismatch;
    if (names_one_item() && !journey.item.is_named && journey.lot_is_known)
      return meant().empty() ? Verdict::serial_unknown : Verdict::near_miss;
    if (dates_differ()) return Verdict::date_mismatch;
    if (!model_.past.empty()) return Verdict::expired;
    const bool may_lack_its_maker = !journey.made_by_owner && !journey.complete;
    if (!journey.recalls_complete || may_lack_its_maker) return Verdict::unread;
    const bool knows_item = !names_one_item() || journey.item.is_named_by_owner;
    return journey.made_by_owner && knows_item ? Verdict::authentic : Verdict::unconfirmed;
  }

  /// Nothing is said of a proof that could not be downloaded.
  void add_proof(const Journey& journey) {
    const auto statements = proving_statements(journey, evidence_, view_);
    if (!statements) return;
    model_.proof.origin = view_.checkpoint().origin;
    model_.proof.log_size = to_u64(view_.checkpoint().size);
    model_.proof.statements = statements->size();
    model_.proof.download = "/proof?id=" + percent_encode(key_.text());
    if (window_.before != trace::end_of_time)
      model_.proof.download += "&before=" + journey_cursor(window_.before);
    model_.proof.log_key = log_.text();
  }

  const gs1::Key& key_;
  const PackDates& dates_;
  const JourneyWindow window_;
  const View& view_;
  const TableReader& tables_;
  const NoteVerifier& log_;
  const Micros now_;
  PageModel model_;
  Evidence evidence_;
  PageNames names_;
  std::optional<Micros> last_own_;
  bool is_registered_ = false;  // Somebody stated the product, the place or the party.
};

}  // namespace

PageModel page_model(const ScannedCode& code, const View& view, const NoteVerifier& log, Language language,
                     Micros now) {
  return ModelBuilder(code, view, log, language, now).build();
}

}  // namespace stocktrail::api
