// Any bytes as LLDP-MED TLVs (subtype, length, value): what is read lies inside the input and keeps to its bounds, and
// what has been read is not read differently by what follows.

#include "probes/wire/lldp_med.hpp"
#include "tests/fuzz/lldp_texts.hpp"

namespace {

using namespace phonescan;
using fuzz::require;

void require_kept(const wire::LldpMed& before, const wire::LldpMed& after)
{
    const auto texts = fuzz::inventory_of(before);
    const auto later = fuzz::inventory_of(after);
    for (std::size_t i = 0; i < texts.size(); ++i)
        require(texts[i].empty() || (texts[i] == later[i] && texts[i].data() == later[i].data()));
    require(!before.capabilities ||
            (before.capabilities == after.capabilities && before.device_class == after.device_class));
    require(!before.power || (after.power && before.power->milliwatts == after.power->milliwatts));
    require(before.policy_count <= after.policy_count && before.locations <= after.locations);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span{data, size});
    wire::ByteReader reader{bytes};
    wire::LldpMed med;
    for (;;) {
        const auto subtype = reader.u8();
        const auto length = reader.u8();
        const auto value = length ? reader.take(*length) : std::nullopt;
        if (!value) break;
        const auto before = med;
        wire::read_med_tlv(*subtype, *value, med);
        require_kept(before, med);
        fuzz::require_med(med, bytes);
    }
    return 0;
}
