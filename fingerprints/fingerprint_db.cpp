#include "fingerprints/fingerprint_db.hpp"

#include "fingerprints/check_code.hpp"
#include "fingerprints/fingerprint.hpp"
#include "fingerprints/merge.hpp"
#include "fingerprints/pattern_parts.hpp"
#include "fingerprints/pattern_set.hpp"
#include "fingerprints/web_probe.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

namespace phonescan {

namespace {

constexpr std::size_t field_count = static_cast<std::size_t>(Field::vlan) + 1;

/// Texts are cut before they are matched: a banner is a line, a page is matched on its first 64 KiB.
constexpr std::size_t longest_banner = std::size_t{4} << 10;
constexpr std::size_t longest_body = std::size_t{64} << 10;

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

constexpr std::size_t most_probes = 4; ///< of one device

/// Whether a fingerprint that cannot be used ends it all.
enum class Faults : std::uint8_t { refuse, leave_out };

/// The fingerprints of one field, in order of precedence. Their automaton is built when the first text comes: most runs
/// see few of the fields.
class FieldPrints {
public:
    void add(const Fingerprint& print) { fingerprints_.push_back(&print); }
    void sort() { std::ranges::stable_sort(fingerprints_, {}, &Fingerprint::precedence); }
    bool empty() const { return fingerprints_.empty(); }
    const Fingerprint& operator[](std::size_t index) const { return *fingerprints_[index]; }

    const PatternSet& patterns() const
    {
        const auto* const patterns = ready_.load(std::memory_order_acquire);
        return patterns != nullptr ? *patterns : build();
    }

private:
    const PatternSet& build() const
    {
        const std::lock_guard lock{building_};
        if (!patterns_) {
            std::vector<const Pattern*> patterns;
            patterns.reserve(fingerprints_.size());
            for (const auto* print : fingerprints_)
                patterns.push_back(&print->pattern());
            patterns_.emplace(std::move(patterns));
            ready_.store(&*patterns_, std::memory_order_release);
        }
        return *patterns_;
    }

    std::vector<const Fingerprint*> fingerprints_;
    mutable std::mutex building_;
    mutable std::optional<PatternSet> patterns_;
    mutable std::atomic<const PatternSet*> ready_{nullptr}; ///< patterns_, once it is there
};

} // namespace

struct FingerprintDb::Impl {
    void read(const std::filesystem::path& path, Faults faults);
    void add(const FingerprintFile& file, Faults faults);
    void add_probes(const FingerprintFile& file, Faults faults);

    PatternParts parts; ///< shared: of the folders up to now
    std::vector<Fingerprint> fingerprints;
    std::array<FieldPrints, field_count> by_field;
    OuiTable ouis;
    std::vector<std::string> warnings;
    std::span<const std::filesystem::path> allowed_probes; ///< while it is loaded
    std::vector<ProbeCondition> probes;
    std::vector<std::string> left_out_probes;
};

void FingerprintDb::Impl::read(const std::filesystem::path& path, Faults faults)
{
    if (path.extension() == ".csv") {
        ouis.read(path);
        return;
    }
    parts.add_beside(path);
    const auto file = read_fingerprint_file(path, Examples::skip, parts);
    add(file, faults);
    add_probes(file, faults);
}

void FingerprintDb::Impl::add(const FingerprintFile& file, Faults faults)
{
    for (const auto& element : file.elements) {
        try {
            Fingerprint print{element, file.path};
            if (!element.fields.empty()) fingerprints.push_back(std::move(print));
        } catch (const FingerprintError& error) {
            const bool is_mistake = file.form == FileForm::ours && error.code() != CheckCode::pattern;
            if (faults == Faults::refuse || is_mistake) throw;
            warnings.push_back(std::string{error.what()} + "; this fingerprint is not used");
        }
    }
}

void FingerprintDb::Impl::add_probes(const FingerprintFile& file, Faults faults)
{
    const bool is_users = faults == Faults::leave_out;
    const auto is_this = [&file](const std::filesystem::path& allowed) {
        std::error_code error;
        return allowed == file.path || std::filesystem::equivalent(allowed, file.path, error);
    };
    const bool is_allowed = !is_users || std::ranges::any_of(allowed_probes, is_this);
    for (const auto& probe : file.probes) {
        auto fault = fault_of(probe);
        if (!fault && is_allowed && is_users && has_query(probe)) fault = query_of_users;
        if (fault) throw FingerprintError{CheckCode::probe, file.path, probe.line, *fault};
        if (is_allowed)
            probes.emplace_back(probe);
        else
            left_out_probes.push_back(file.path.string() + ":" + std::to_string(probe.line) +
                                      ": probe left out: --allow-probes " + file.path.string() + " allows it");
    }
}

FingerprintDb::FingerprintDb(std::unique_ptr<const Impl> impl) : impl_{std::move(impl)} {}
FingerprintDb::FingerprintDb(FingerprintDb&&) noexcept = default;
FingerprintDb& FingerprintDb::operator=(FingerprintDb&&) noexcept = default;
FingerprintDb::~FingerprintDb() = default;

FingerprintDb FingerprintDb::load(std::span<const std::filesystem::path> files,
                                  std::span<const std::filesystem::path> added,
                                  std::span<const std::filesystem::path> allowed_probes)
{
    auto impl = std::make_unique<Impl>();
    impl->allowed_probes = allowed_probes;
    for (const auto& file : files)
        impl->read(file, Faults::refuse);
    for (const auto& file : added)
        impl->read(file, Faults::leave_out);
    for (const auto& print : impl->fingerprints)
        for (const Field field : print.fields())
            impl->by_field[static_cast<std::size_t>(field)].add(print);
    for (auto& prints : impl->by_field)
        prints.sort();
    impl->allowed_probes = {};
    return FingerprintDb{std::move(impl)};
}

std::span<const std::string> FingerprintDb::warnings() const noexcept
{
    return impl_->warnings;
}

std::vector<const WebProbe*> FingerprintDb::probes_for(const Identity& known) const
{
    std::vector<const WebProbe*> due;
    for (const auto& condition : impl_->probes) {
        const auto* const probe = &condition.probe();
        const auto is_there = [probe](const WebProbe* other) { return other->path == probe->path; };
        if (condition.holds(known) && std::ranges::none_of(due, is_there)) due.push_back(probe);
        if (due.size() == most_probes) break;
    }
    return due;
}

std::span<const std::string> FingerprintDb::left_out_probes() const noexcept
{
    return impl_->left_out_probes;
}

bool FingerprintDb::share_maker_block(const MacAddress& one, const MacAddress& other) const
{
    return impl_->ouis.find(one) == impl_->ouis.find(other);
}

void FingerprintDb::read(const Observation& observation, std::vector<Statement>& statements) const
{
    const auto& prints = impl_->by_field[static_cast<std::size_t>(observation.field)];
    if (prints.empty()) return;
    const auto text = front_of(observation);
    std::vector<int> room;
    const auto found = prints.patterns().matches(text, room);
    const auto lists_devices = [&prints, text](int index) {
        return prints[static_cast<std::size_t>(index)].finds_several_devices(text);
    };
    if (observation.field == Field::http_body && std::ranges::any_of(found, lists_devices)) return;
    for (const int index : found) {
        const auto& print = prints[static_cast<std::size_t>(index)];
        auto values = print.read(text);
        if (!values) continue;
        const bool is_page = observation.field == Field::http_body;
        statements.push_back({&observation, print.description(), print.if_vendor(), print.kind(), print.certainty(),
                              std::move(*values), print.preference(),
                              is_page ? print.stretch(text) : std::string_view{}});
        if (print.if_vendor().empty()) return; // the first that holds in any case decides
    }
}

std::vector<std::string_view> FingerprintDb::stretches(const Observation& observation) const
{
    std::vector<std::string_view> found;
    const auto& prints = impl_->by_field[static_cast<std::size_t>(observation.field)];
    if (prints.empty()) return found;
    const auto text = front_of(observation);
    std::vector<int> room;
    for (const int index : prints.patterns().matches(text, room))
        if (const auto stretch = prints[static_cast<std::size_t>(index)].stretch(text); !stretch.empty())
            found.push_back(stretch);
    return found;
}

Identity FingerprintDb::identify(std::span<const Observation> observations) const
{
    std::vector<Statement> statements;
    statements.reserve(observations.size());
    for (const auto& observation : observations)
        read(observation, statements);
    return conclude(std::move(statements), observations);
}

bool FingerprintDb::reads(Field field) const noexcept
{
    return !impl_->by_field[static_cast<std::size_t>(field)].empty();
}

Identity FingerprintDb::conclude(std::vector<Statement> statements, std::span<const Observation> observations) const
{
    return merge(std::move(statements), observations, impl_->ouis);
}

bool FingerprintDb::is_recognised(const Observation& observation, const Identity& device) const
{
    const auto& prints = impl_->by_field[static_cast<std::size_t>(observation.field)];
    if (prints.empty()) return false;
    const auto explains = [&](int index) {
        const auto& print = prints[static_cast<std::size_t>(index)];
        const auto& vendor = print.if_vendor();
        if (!vendor.empty() && !is_awaited(vendor, device.vendor, impl_->ouis)) return false;
        const bool is_hint = print.kind() == Kind::possible_phone && print.certainty() < hint_certainty;
        return !is_hint || !device.model.empty();
    };
    std::vector<int> room;
    return std::ranges::any_of(prints.patterns().matches(front_of(observation), room), explains);
}

std::vector<std::filesystem::path> fingerprint_files(const std::filesystem::path& directory)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error})
        if (entry.path().extension() == ".xml" && entry.path().filename() != PatternParts::file_name)
            files.push_back(entry.path());
    if (error) throw DataError{directory, 0, "expected a readable directory of fingerprint files"};
    if (files.empty()) throw DataError{directory, 0, "expected *.xml fingerprint files in this directory"};
    std::ranges::sort(files);
    if (const auto ouis = directory / "oui.csv"; std::filesystem::exists(ouis, error)) files.push_back(ouis);
    return files;
}

} // namespace phonescan
