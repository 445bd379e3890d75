#include "tests/field/site_file.hpp"

#include "tests/field/behaviour_keys.hpp"
#include "tests/field/web_keys.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace phonescan::field {
namespace {

[[noreturn]] void expected(const std::string& what)
{
    throw std::invalid_argument("expected " + what);
}

using Words = std::vector<Word>;

class SiteReader {
public:
    void read(std::string_view text, const std::filesystem::path& name);
    Site finish(const std::filesystem::path& name);

private:
    struct Place {
        std::filesystem::path file;
        std::size_t line = 0;
    };
    template <class T>
    struct Placed {
        T value;
        Place place;
    };

    void statement(const Words& words);
    void play(const Words& words);
    void unlisted(const Words& words);
    void include(const Words& words);
    void type(const Words& words);
    void mix(const Words& words);
    void device(const Words& words);
    void population(const Words& words);
    void bottleneck(const Words& words);

    const Words& type_named(const std::string& name) const;
    SharedBehaviour behaviour(const Words* type, const Words& own) const;
    void check_addresses(const Behaviour& behaviour, const Place& place) const;
    void check_devices();

    Site site_;
    Words defaults_;
    std::map<std::string, Words> types_;
    std::map<std::string, std::vector<std::pair<std::string, std::uint64_t>>> mixes_;
    std::vector<Placed<DeviceBlock>> devices_;
    std::vector<Placed<Population>> populations_;
    Place here_;
    int depth_ = 0;
};

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) throw DataError(file, 0, "expected a site file that can be read");
    return text.str();
}

/// Takes `name=value` out of the words; the value, or nullopt.
std::optional<std::string> taken(Words& words, std::string_view name)
{
    const auto found = std::find_if(words.begin(), words.end(), [name](const Word& w) { return w.name == name; });
    if (found == words.end()) return std::nullopt;
    if (!found->has_value) expected("a value: " + std::string(name) + "=…");
    auto value = found->value;
    words.erase(found);
    return value;
}

std::string plain(const Words& words, std::size_t index, const std::string& what)
{
    if (index >= words.size() || words[index].has_value) expected(what);
    return words[index].name;
}

Words from(const Words& words, std::size_t index)
{
    return {words.begin() + static_cast<std::ptrdiff_t>(std::min(index, words.size())), words.end()};
}

std::vector<AddressBlock> blocks_of(std::string_view ranges)
{
    std::vector<AddressBlock> blocks;
    while (true) {
        const auto comma = ranges.find(',');
        blocks.push_back(block_of(ranges.substr(0, comma)));
        if (comma == std::string_view::npos) return blocks;
        ranges.remove_prefix(comma + 1);
    }
}

void SiteReader::read(std::string_view text, const std::filesystem::path& name)
{
    const auto outer = std::exchange(here_, {name, 0});
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        ++here_.line;
        try {
            statement(with_files_read(words_of(text.substr(0, end)), name.parent_path()));
        } catch (const std::invalid_argument& error) {
            throw DataError(here_.file, here_.line, error.what());
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    here_ = outer;
}

void SiteReader::statement(const Words& words)
{
    if (words.empty()) return;
    const auto verb = plain(words, 0, "a statement such as device, found " + words[0].name + "=");
    if (verb == "play") return play(words);
    if (verb == "unlisted") return unlisted(words);
    if (verb == "include") return include(words);
    if (verb == "type") return type(words);
    if (verb == "mix") return mix(words);
    if (verb == "device") return device(words);
    if (verb == "population") return population(words);
    if (verb == "bottleneck") return bottleneck(words);
    if (verb == "default") {
        Behaviour scratch;
        apply_keys(scratch, from(words, 1));
        defaults_.insert(defaults_.end(), words.begin() + 1, words.end());
    } else if (verb == "seed") {
        site_.seed = number_of(plain(words, 1, "a number after seed"), 0, UINT64_MAX);
    } else {
        expected("play, unlisted, seed, include, default, type, mix, device, population or bottleneck; found \"" +
                 verb + '"');
    }
}

void SiteReader::play(const Words& words)
{
    if (words.size() < 2) expected("a range after play");
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto block = block_of(plain(words, i, "a range"));
        for (const auto& other : site_.play)
            if (block.first <= other.last && other.first <= block.last) expected("ranges that do not overlap");
        site_.play.push_back(block);
    }
}

void SiteReader::unlisted(const Words& words)
{
    const auto state = plain(words, 1, "silent or closed after unlisted");
    if (words.size() != 2 || (state != "silent" && state != "closed")) expected("silent or closed after unlisted");
    site_.unlisted = state == "silent" ? HostState::silent : HostState::closed;
}

void SiteReader::include(const Words& words)
{
    if (depth_ == 4) expected("includes not deeper than 4");
    const auto file = here_.file.parent_path() / plain(words, 1, "a file name after include");
    if (!std::filesystem::is_regular_file(file)) expected("a file " + file.string());
    ++depth_;
    read(text_of(file), file);
    --depth_;
}

void SiteReader::type(const Words& words)
{
    const auto name = plain(words, 1, "a name after type");
    const auto own = from(words, 2);
    Behaviour scratch;
    apply_keys(scratch, own);
    if (!types_.emplace(name, own).second) expected("a new name: type " + name + " is there already");
}

void SiteReader::mix(const Words& words)
{
    const auto name = plain(words, 1, "a name after mix");
    if (words.size() < 3) expected("TYPE=WEIGHT after the name of the mix");
    auto& kinds = mixes_[name];
    if (!kinds.empty()) expected("a new name: mix " + name + " is there already");
    for (const auto& word : from(words, 2)) {
        if (!word.has_value) expected("TYPE=WEIGHT, found \"" + word.name + '"');
        type_named(word.name);
        kinds.emplace_back(word.name, number_of(word.value, 1, 1000000));
    }
}

const Words& SiteReader::type_named(const std::string& name) const
{
    const auto found = types_.find(name);
    if (found == types_.end()) expected("the name of a type of an earlier line, found \"" + name + '"');
    return found->second;
}

SharedBehaviour SiteReader::behaviour(const Words* type, const Words& own) const
{
    auto made = std::make_shared<Behaviour>();
    apply_keys(*made, defaults_);
    if (type != nullptr) apply_keys(*made, *type);
    apply_keys(*made, own);
    check_behaviour(*made);
    return made;
}

void SiteReader::device(const Words& words)
{
    const auto ranges = plain(words, 1, "a range after device");
    auto own = from(words, 2);
    const auto type = taken(own, "type");
    const auto shared = behaviour(type ? &type_named(*type) : nullptr, own);
    std::uint64_t number = 0;
    for (const auto& block : blocks_of(ranges)) {
        devices_.push_back({{block, number, shared}, here_});
        number += block.size();
    }
}

void SiteReader::population(const Words& words)
{
    Population people;
    people.addresses = block_of(plain(words, 1, "a range after population"));
    auto own = from(words, 2);
    const auto share = taken(own, "share");
    if (!share) expected("share=… of a population");
    people.share = share_of(*share);
    const auto seed = taken(own, "seed");
    people.seed = seed ? number_of(*seed, 0, UINT64_MAX) : mixed(site_.seed, populations_.size());
    const auto mix = taken(own, "mix");
    const auto type = taken(own, "type");
    if (mix.has_value() == type.has_value()) expected("either mix=NAME or type=NAME of a population");
    if (mix && !mixes_.contains(*mix)) expected("the name of a mix of an earlier line, found \"" + *mix + '"');
    const auto kinds = mix ? mixes_.at(*mix) : std::vector{std::pair{*type, std::uint64_t{1}}};
    double total = 0;
    for (const auto& kind : kinds)
        total += static_cast<double>(kind.second);
    double upto = 0;
    for (const auto& [name, weight] : kinds) {
        upto += static_cast<double>(weight) / total;
        people.mix.push_back({upto, behaviour(&type_named(name), own)});
    }
    populations_.push_back({std::move(people), here_});
}

void SiteReader::bottleneck(const Words& words)
{
    Bottleneck made;
    made.addresses = blocks_of(plain(words, 1, "a range after bottleneck"));
    auto own = from(words, 2);
    const auto rate = taken(own, "rate");
    if (!rate) expected("rate=… of a bottleneck");
    made.most_a_second = static_cast<std::uint32_t>(number_of(*rate, 1, 10'000'000));
    if (const auto time = taken(own, "silent-for")) {
        made.falls_silent = true;
        made.silent_for = *time == "ever" ? std::chrono::microseconds{0} : duration_of(*time);
    }
    if (!own.empty()) expected("rate=… and silent-for=… of a bottleneck, found \"" + own.front().name + '"');
    site_.bottlenecks.push_back(std::move(made));
}

void SiteReader::check_addresses(const Behaviour& behaviour, const Place& place) const
{
    const auto other = behaviour.sip.answers_from_address;
    if (other.known() && !site_.plays(other))
        throw DataError(place.file, place.line, "expected an answers-from address that is played");
    if (behaviour.router.known() && !site_.plays(behaviour.router))
        throw DataError(place.file, place.line, "expected a router address that is played");
}

void SiteReader::check_devices()
{
    std::stable_sort(devices_.begin(), devices_.end(),
                     [](const auto& a, const auto& b) { return a.value.addresses.first < b.value.addresses.first; });
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const auto& [block, place] = devices_[i];
        check_addresses(*block.behaviour, place);
        if (!site_.plays(block.addresses))
            throw DataError(place.file, place.line, "expected a device inside the played ranges");
        if (i > 0 && devices_[i - 1].value.addresses.last >= block.addresses.first) {
            const auto& [earlier, other] = devices_[i - 1];
            const auto& late = other.line > place.line ? other : place;
            throw DataError(late.file, late.line,
                            "expected addresses of no other line; " +
                                dotted(std::max(earlier.addresses.first, block.addresses.first)) + " is also in line " +
                                std::to_string(std::min(other.line, place.line)));
        }
        site_.devices.push_back(block);
    }
}

Site SiteReader::finish(const std::filesystem::path& name)
{
    if (site_.play.empty()) throw DataError(name, 0, "expected a line that begins with play");
    std::sort(site_.play.begin(), site_.play.end(), [](auto& a, auto& b) { return a.first < b.first; });
    check_devices();
    for (auto& [people, place] : populations_) {
        if (!site_.plays(people.addresses))
            throw DataError(place.file, place.line, "expected a population inside the played ranges");
        for (const auto& kind : people.mix)
            check_addresses(*kind.behaviour, place);
        site_.populations.push_back(std::move(people));
    }
    return std::move(site_);
}

} // namespace

Site read_site(const std::filesystem::path& file)
{
    return read_site_text(text_of(file), file);
}

Site read_site_text(std::string_view text, const std::filesystem::path& name)
{
    SiteReader reader;
    reader.read(text, name);
    return reader.finish(name);
}

} // namespace phonescan::field
