#include "probes/wire/lldp.hpp"

#include "probes/wire/lldp_med.hpp"

namespace phonescan::wire {

namespace {

enum class Type : std::uint8_t {
    end = 0,
    chassis_id = 1,
    port_id = 2,
    time_to_live = 3,
    port_description = 4,
    system_name = 5,
    system_description = 6,
    system_capabilities = 7,
    management_address = 8,
    organisation = 127,
};

constexpr std::uint32_t organisation_802_1 = 0x0080c2;
constexpr std::uint32_t organisation_med = 0x0012bb;
constexpr std::uint8_t subtype_port_vlan = 1; // IEEE 802.1Q, D.2.1
constexpr std::uint16_t last_vlan = 4094;     // IEEE 802.1Q, 9.6

LldpId id_of(ByteReader reader) noexcept
{
    const auto subtype = reader.u8();
    return subtype ? LldpId{*subtype, reader.rest()} : LldpId{};
}

/// Length of the address (1, its family included), family (1), address; interface numbering and OID follow.
/// Source: IEEE 802.1AB-2016, 8.5.9.
void read_management_address(ByteReader reader, Lldpdu& lldpdu) noexcept
{
    const auto length = reader.u8();
    if (!length || *length < 2) return;
    const auto address = reader.take(*length);
    if (!address || lldpdu.management_address_count == lldpdu.management_addresses.size()) return;
    lldpdu.management_addresses[lldpdu.management_address_count++] = id_of(ByteReader{*address});
}

void read_organisation(ByteReader reader, Lldpdu& lldpdu) noexcept
{
    const auto head = reader.u32(); // organisation (3), subtype (1)
    if (!head) return;
    const auto subtype = static_cast<std::uint8_t>(*head & 0xff);
    if (*head >> 8 == organisation_med) return read_med_tlv(subtype, reader.rest(), lldpdu.med);
    if (*head >> 8 != organisation_802_1 || subtype != subtype_port_vlan || lldpdu.port_vlan) return;
    if (const auto vlan = reader.u16(); vlan && *vlan != 0 && *vlan <= last_vlan) lldpdu.port_vlan = *vlan;
}

/// Reads one LLDPDU; remembers what its rules ask for.
class Reader {
public:
    explicit Reader(Bytes lldpdu) noexcept : rest_{lldpdu} {}

    Result<Lldpdu> read() noexcept
    {
        while (!ended_ && lldpdu_.complete)
            read_tlv();
        if (count_ < 3 && !lldpdu_.complete) return Errc::truncated;
        if (!has_chassis_ && !has_port_) return Errc::malformed;
        if (!ended_ || !has_ttl_ || !has_chassis_ || !has_port_) lldpdu_.lenient = true;
        if (!has_ttl_) lldpdu_.ttl = ttl_unknown;
        return lldpdu_;
    }

private:
    static constexpr std::uint16_t ttl_unknown = 0xffff; // it is no good-bye

    void read_tlv() noexcept
    {
        if (rest_.empty() && count_ >= 3) { // no End TLV
            ended_ = true;
            lldpdu_.lenient = true;
            return;
        }
        const auto head = rest_.u16(); // type (7 bits), length (9)
        const std::size_t length = head ? *head & 0x01ff : 0;
        if (head && static_cast<Type>(*head >> 9) == Type::end) { // whatever follows, its own value too
            ended_ = true;
            if (length != 0) lldpdu_.lenient = true;
            return;
        }
        const auto value = head ? rest_.take(length) : std::nullopt;
        if (!value) {
            lldpdu_.complete = false;
            return;
        }
        take(static_cast<Type>(*head >> 9), *value);
        ++count_;
    }

    void take(Type type, Bytes value) noexcept
    {
        const bool mandatory = type <= Type::time_to_live;
        if (mandatory != (count_ < 3) || (mandatory && static_cast<std::size_t>(type) != count_ + 1))
            lldpdu_.lenient = true;
        switch (type) {
        case Type::chassis_id:
            return take_id(value, has_chassis_, lldpdu_.chassis_id);
        case Type::port_id:
            return take_id(value, has_port_, lldpdu_.port_id);
        case Type::time_to_live:
            return take_ttl(ByteReader{value});
        case Type::port_description:
            return take_text(value, lldpdu_.port_description);
        case Type::system_name:
            return take_text(value, lldpdu_.system_name);
        case Type::system_description:
            return take_text(value, lldpdu_.system_description);
        case Type::system_capabilities:
            return take_capabilities(ByteReader{value});
        case Type::management_address:
            return read_management_address(ByteReader{value}, lldpdu_);
        case Type::organisation:
            return read_organisation(ByteReader{value}, lldpdu_);
        default: // reserved: legal, and skipped
            return;
        }
    }

    static void take_id(Bytes value, bool& has, LldpId& id) noexcept
    {
        if (has || value.size() < 2) return;
        has = true;
        id = id_of(ByteReader{value});
    }

    void take_ttl(ByteReader reader) noexcept
    {
        const auto ttl = reader.u16();
        if (!ttl || has_ttl_) return;
        has_ttl_ = true;
        lldpdu_.ttl = *ttl;
    }

    static void take_text(Bytes value, std::string_view& text) noexcept
    {
        if (text.empty()) text = lldp_text(value);
    }

    void take_capabilities(ByteReader reader) noexcept
    {
        const auto supported = reader.u16();
        const auto enabled = reader.u16();
        if (supported && enabled && !lldpdu_.capabilities) lldpdu_.capabilities = {*supported, *enabled};
    }

    ByteReader rest_;
    Lldpdu lldpdu_;
    std::size_t count_ = 0; ///< TLVs so far
    bool has_chassis_ = false;
    bool has_port_ = false;
    bool has_ttl_ = false;
    bool ended_ = false;
};

} // namespace

Result<Lldpdu> read_lldpdu(Bytes lldpdu) noexcept
{
    return Reader{lldpdu}.read();
}

} // namespace phonescan::wire
