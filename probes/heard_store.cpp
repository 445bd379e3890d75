#include "probes/heard_store.hpp"

#include "probes/announcement.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace phonescan {

namespace {

/// Where a key says what it is of; the rest is the address, the MAC address or the number.
enum class KeyKind : std::uint8_t { ipv4, ipv6, mac, record, nameless };

/// Of equal values of a field the one that was heard last.
void keep_newest(Observations& observations)
{
    for (auto one = observations.begin(); one != observations.end();) {
        const auto same = std::find_if(observations.begin(), one, [one](const Observation& other) {
            return other.field == one->field && other.channel == one->channel && other.value == one->value;
        });
        if (same == one) {
            ++one;
            continue;
        }
        same->time = std::max(same->time, one->time);
        same->since = std::min(same->since, one->since);
        one = observations.erase(one);
    }
}

} // namespace

HeardStore::Key HeardStore::key_of(const Source& source)
{
    Key key{};
    const auto put = [&key](KeyKind kind, const auto& octets) {
        key.back() = static_cast<std::uint8_t>(kind);
        std::ranges::copy(octets, key.begin());
        return key;
    };
    if (!source.address.is_unspecified() && source.mac) std::ranges::copy(source.mac->octets(), key.begin() + 16);
    if (!source.address.is_unspecified())
        return source.address.is_v4() ? put(KeyKind::ipv4, source.address.to_v4().to_bytes())
                                      : put(KeyKind::ipv6, source.address.to_v6().to_bytes());
    if (source.record == 0 && source.mac) return put(KeyKind::mac, source.mac->octets());
    std::array<std::uint8_t, sizeof source.record> number{};
    std::memcpy(number.data(), &source.record, sizeof source.record);
    return put(KeyKind::record, number);
}

std::size_t HeardStore::slot_of(const Key& key) const noexcept
{
    const auto mask = slots_.size() - 1;
    auto slot = OctetHash{}(key)&mask;
    while (slots_[slot] != 0 && groups_[slots_[slot] - 1].key != key)
        slot = (slot + 1) & mask;
    return slot;
}

/// Half of the slots stay free.
void HeardStore::grow()
{
    constexpr std::size_t fewest = 64;
    const auto wanted = std::max(fewest, slots_.size() * 2);
    slots_.assign(wanted, 0);
    for (std::size_t i = 0; i < groups_.size(); ++i)
        slots_[slot_of(groups_[i].key)] = static_cast<std::uint32_t>(i + 1);
}

HeardStore::Group* HeardStore::find(const Key& key) noexcept
{
    if (slots_.empty()) return nullptr;
    const auto number = slots_[slot_of(key)];
    return number == 0 ? nullptr : &groups_[number - 1];
}

HeardStore::Group* HeardStore::group_for(const Key& key, const Source& source)
{
    if (auto* const found = find(key)) {
        last_group_ = static_cast<std::size_t>(found - groups_.data());
        return found;
    }
    if (groups_.size() == most_) {
        ++not_kept_;
        return nullptr;
    }
    if (2 * (groups_.size() + 1) > slots_.size()) grow();
    last_group_ = groups_.size();
    slots_[slot_of(key)] = static_cast<std::uint32_t>(last_group_ + 1);
    auto& group = groups_.emplace_back();
    group.key = key;
    group.address = source.address;
    group.record = source.record;
    if (source.address.is_unspecified() && source.record == 0) group.device = source.mac;
    return &group;
}

HeardStore::Kept HeardStore::keep(Group& group, Record record)
{
    std::size_t alike = 0;
    auto oldest = group.records.end();
    for (auto known = group.records.begin(); known != group.records.end(); ++known) {
        if (known->channel != record.channel || known->field != record.field ||
            known->is_announcement != record.is_announcement)
            continue;
        if (known->bytes == record.bytes && known->mac == record.mac && known->words == record.words) {
            known->time = std::max(known->time, record.time);
            known->since = std::min(known->since, record.since);
            if (record.vlan != 0) known->vlan = record.vlan;
            return Kept::again;
        }
        ++alike;
        if (oldest == group.records.end() || known->time < oldest->time) oldest = known;
    }
    if (record.is_announcement && alike == most_announcements) {
        *oldest = std::move(record);
        return Kept::fresh;
    }
    if (!record.is_announcement && alike == most_texts) return Kept::not_kept;
    if (group.records.empty()) group.records.reserve(1);
    group.records.push_back(std::move(record));
    return Kept::fresh;
}

/// The usual case, without a copy.
bool HeardStore::is_known_again(Group& group, Channel channel, std::string_view bytes, const HeardFrame& frame)
{
    for (auto& known : group.records) {
        if (!known.is_announcement || known.channel != channel || known.mac != frame.sender || known.bytes != bytes)
            continue;
        known.time = std::max(known.time, frame.time);
        known.since = std::min(known.since, frame.time);
        if (frame.vlan) known.vlan = *frame.vlan;
        return true;
    }
    return false;
}

bool HeardStore::announce_again(Channel channel, wire::Bytes announcement, const HeardFrame& frame)
{
    if (!frame.sender) return false;
    Source source;
    source.mac = frame.sender;
    auto* const group = find(key_of(source));
    return group != nullptr && is_known_again(*group, channel, wire::text_of(announcement), frame);
}

HeardStore::Kept HeardStore::announce(Channel channel, const std::optional<MacAddress>& device,
                                      wire::Bytes announcement, const HeardFrame& frame)
{
    const auto bytes = wire::text_of(announcement);
    Source source;
    source.mac = device;
    auto key = key_of(source);
    if (!device) {
        const auto hash = std::hash<std::string_view>{}(bytes);
        std::memcpy(key.data(), &hash, sizeof hash);
        key.back() = static_cast<std::uint8_t>(KeyKind::nameless);
        if (find(key) == nullptr) source.record = ~nameless_++;
    }
    auto* const group = group_for(key, source);
    if (group == nullptr) return Kept::not_kept;
    if (is_known_again(*group, channel, bytes, frame)) return Kept::again;
    Record record;
    record.channel = channel;
    record.is_announcement = true;
    record.mac = frame.sender;
    record.vlan = frame.vlan.value_or(0);
    record.time = record.since = frame.time;
    record.bytes = bytes;
    return keep(*group, std::move(record));
}

bool HeardStore::forget(Channel channel, const MacAddress& device, const HeardFrame& frame)
{
    Source source;
    source.mac = device;
    auto* const group = find(key_of(source));
    if (group == nullptr) return false;
    auto& records = group->records;
    return std::erase_if(records, [&](const Record& record) {
               return record.is_announcement && record.channel == channel && record.mac == frame.sender;
           }) != 0;
}

HeardStore::Kept HeardStore::add(const Observation& observation, Words words)
{
    auto* const group = group_for(key_of(observation.source), observation.source);
    if (group == nullptr) return Kept::not_kept;
    Record record;
    record.channel = observation.channel;
    record.field = observation.field;
    record.words = words;
    record.port = observation.source.port;
    record.mac = observation.source.mac;
    record.time = record.since = observation.time;
    record.bytes = observation.value;
    return keep(*group, std::move(record));
}

void HeardStore::mark_passes_on(const boost::asio::ip::address& address)
{
    if (passing_on_.size() < most_) passing_on_.insert(address);
}

/// A phone introduces itself by one name, by another after an upgrade; who uses more lets others speak.
bool HeardStore::speaks_for_several(const Group& group)
{
    constexpr std::ptrdiff_t one_phone_s = 2;
    return std::ranges::count_if(group.records, [](const Record& record) {
               return record.field == Field::sip_user_agent && !record.is_announcement &&
                      record.words == Words::perhaps_another_s;
           }) > one_phone_s;
}

void HeardStore::read(std::size_t index, Observations& into) const
{
    into.clear();
    const auto& group = groups_[index];
    const bool passes_on = passing_on_.contains(group.address) || speaks_for_several(group);
    const Record* tagged = nullptr; // the newest one of them
    for (const auto& record : group.records) {
        if (passes_on && record.words == Words::perhaps_another_s) continue;
        const Source source{group.address, record.port, group.device ? group.device : record.mac, group.record};
        const auto first = into.size();
        if (record.is_announcement)
            append_announcement(record.channel, std::as_bytes(std::span{record.bytes}), source, record.time, into);
        else
            into.push_back({source, record.field, record.bytes, record.channel, record.time});
        for (auto said = first; said < into.size(); ++said)
            into[said].since = record.since;
        if (record.vlan != 0 && (tagged == nullptr || record.time >= tagged->time)) tagged = &record;
    }
    if (tagged != nullptr)
        into.push_back({{group.address, 0, group.device ? group.device : tagged->mac, group.record},
                        Field::vlan,
                        std::to_string(tagged->vlan),
                        tagged->channel,
                        tagged->time,
                        tagged->since});
    if (group.records.size() > 1) keep_newest(into);
}

void HeardStore::for_each_announcer(const std::function<void(Channel, wire::Bytes)>& visit) const
{
    for (const auto& group : groups_)
        for (const auto channel : {Channel::lldp, Channel::cdp}) {
            const Record* newest = nullptr;
            for (const auto& record : group.records)
                if (record.is_announcement && record.channel == channel &&
                    (newest == nullptr || record.time >= newest->time))
                    newest = &record;
            if (newest != nullptr) visit(channel, std::as_bytes(std::span{newest->bytes}));
        }
}

} // namespace phonescan
