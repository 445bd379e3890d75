#include "fingerprints/fingerprint_db.hpp"

#include "fingerprints/fingerprint.hpp"
#include "fingerprints/merge.hpp"
#include "fingerprints/pattern_set.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace phonescan {

namespace {

constexpr std::size_t field_count = static_cast<std::size_t>(Field::vlan) + 1;

/// Texts are cut before they are matched: a banner is a line, a page is matched on its first 64 KiB.
constexpr std::size_t longest_banner = std::size_t{4} << 10;
constexpr std::size_t longest_body = std::size_t{64} << 10;

/// Below, a fingerprint only gives a hint of what may be a phone.
constexpr double hint_certainty = 0.5;

/// The front of a text, cut between two characters: patterns see valid UTF-8, as printable() wrote it.
std::string_view front_of(const Observation& observation)
{
    const std::string_view text = observation.value;
    std::size_t length = observation.field == Field::http_body ? longest_body : longest_banner;
    if (text.size() <= length) return text;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
        --length;
    return text.substr(0, length);
}

/// The fingerprints of one field, the most certain first.
struct FieldPrints {
    std::vector<const Fingerprint*> fingerprints;
    std::optional<PatternSet> patterns;
};

void prepare(FieldPrints& prints)
{
    const auto precedence = [](const Fingerprint* print) {
        return std::tuple{-print->certainty(), -print->preference()};
    };
    std::ranges::stable_sort(prints.fingerprints, {}, precedence);
    std::vector<const re2::RE2*> patterns;
    patterns.reserve(prints.fingerprints.size());
    for (const auto* print : prints.fingerprints)
        patterns.push_back(&print->pattern());
    prints.patterns.emplace(std::move(patterns));
}

} // namespace

struct FingerprintDb::Impl {
    std::vector<Fingerprint> fingerprints;
    std::array<FieldPrints, field_count> by_field;
    OuiTable ouis;
};

FingerprintDb::FingerprintDb(std::unique_ptr<const Impl> impl) : impl_{std::move(impl)} {}
FingerprintDb::FingerprintDb(FingerprintDb&&) noexcept = default;
FingerprintDb& FingerprintDb::operator=(FingerprintDb&&) noexcept = default;
FingerprintDb::~FingerprintDb() = default;

FingerprintDb FingerprintDb::load(std::span<const std::filesystem::path> files)
{
    auto impl = std::make_unique<Impl>();
    for (const auto& file : files) {
        if (file.extension() == ".csv")
            impl->ouis.read(file);
        else
            for (const auto& element : read_fingerprint_file(file))
                impl->fingerprints.emplace_back(element, file);
    }
    for (const auto& print : impl->fingerprints)
        for (const Field field : print.fields())
            impl->by_field[static_cast<std::size_t>(field)].fingerprints.push_back(&print);
    for (auto& prints : impl->by_field)
        if (!prints.fingerprints.empty()) prepare(prints);
    return FingerprintDb{std::move(impl)};
}

Identity FingerprintDb::identify(std::span<const Observation> observations) const
{
    std::vector<Statement> statements;
    for (const auto& observation : observations) {
        const auto& prints = impl_->by_field[static_cast<std::size_t>(observation.field)];
        if (!prints.patterns) continue;
        const auto text = front_of(observation);
        for (const auto index : prints.patterns->matches(text)) {
            const auto& print = *prints.fingerprints[index];
            auto values = print.match(text);
            if (!values) continue;
            statements.push_back({&observation, print.description(), print.if_vendor(), print.kind(), print.certainty(),
                                  std::move(*values)});
            if (print.if_vendor().empty()) break; // the first that holds in any case decides
        }
    }
    return merge(std::move(statements), observations, impl_->ouis);
}

bool FingerprintDb::is_recognised(const Observation& observation, const Identity& device) const
{
    const auto& prints = impl_->by_field[static_cast<std::size_t>(observation.field)];
    if (!prints.patterns) return false;
    const auto explains = [&](std::size_t index) {
        const auto& print = *prints.fingerprints[index];
        const auto& vendor = print.if_vendor();
        if (!vendor.empty() &&
            (device.vendor.empty() || (vendor != "*" && !impl_->ouis.are_kin(vendor, device.vendor))))
            return false;
        const bool is_hint = print.kind() == Kind::possible_phone && print.certainty() < hint_certainty;
        return !is_hint || !device.model.empty();
    };
    return std::ranges::any_of(prints.patterns->matches(front_of(observation)), explains);
}

std::vector<std::filesystem::path> fingerprint_files(const std::filesystem::path& directory)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error})
        if (entry.path().extension() == ".xml") files.push_back(entry.path());
    if (error) throw DataError{directory, 0, "expected a readable directory of fingerprint files"};
    if (files.empty()) throw DataError{directory, 0, "expected *.xml fingerprint files in this directory"};
    std::ranges::sort(files);
    if (const auto ouis = directory / "oui.csv"; std::filesystem::exists(ouis, error)) files.push_back(ouis);
    return files;
}

} // namespace phonescan
