#include "fingerprints/plausible.hpp"
#include "scanner/store/private_words.hpp"

#include <algorithm>
#include <optional>

namespace phonescan {

namespace {

using boost::asio::ip::address_v4;

constexpr std::string_view four_numbers = "([0-9]{1,3}(?:[.][0-9]{1,3}){3})";
constexpr std::string_view ends = "(?:[^0-9.]|[.](?:[^0-9]|$)|$)";

BytePattern around_four_numbers(std::string_view front, std::string_view back)
{
    return BytePattern{std::string{front} + std::string{four_numbers} + std::string{back}};
}

std::optional<address_v4> parsed(std::string_view text)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v4(text, error);
    return error ? std::nullopt : std::optional{address};
}

/// Of 10/8, or shared by a carrier's customers (RFC 6598): these are versions, too.
bool is_inner(const address_v4& address)
{
    const auto number = address.to_uint();
    return number >> 24 == 10 || number >> 22 == 0x191 || is_local_address(address.to_string());
}

class AddressRule {
public:
    AddressRule(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
        : canvas_{canvas}, anonymiser_{anonymiser}, facts_{facts}
    {
    }

    void take_known(char separator);
    void take_six();

    /// Calls for the addresses at a pattern's places; takes those that `is_meant` holds for.
    template <class IsMeant>
    void take(const BytePattern& pattern, IsMeant is_meant)
    {
        canvas_.for_each(*pattern, 1, [&](auto begin, auto end) {
            const auto address = parsed(canvas_.text().substr(begin, end - begin));
            if (address && is_meant(*address, begin)) show(begin, end, *address, '.');
        });
    }

    bool stands_alone(std::size_t begin) const { return !is_word(canvas_.before(begin)); }

private:
    bool is_known(const boost::asio::ip::address& address) const
    {
        return !address.is_unspecified() && std::ranges::find(facts_.addresses, address) != facts_.addresses.end();
    }
    void show(std::size_t begin, std::size_t end, const address_v4& address, char separator)
    {
        auto shown = anonymiser_.address(address).to_string();
        std::ranges::replace(shown, '.', separator);
        canvas_.take(begin, end, TextPiece::Kind::address, shown);
    }

    Canvas& canvas_;
    const Anonymiser& anonymiser_;
    const DeviceFacts& facts_;
};

/// `ip-10-0-0-5` in a host name, too.
void AddressRule::take_known(char separator)
{
    if (facts_.addresses.empty()) return;
    const auto number = std::string{"[0-9]{1,3}"};
    const auto next = std::string{"["} + separator + "]" + number;
    const auto edge = std::string{"[^0-9"} + (separator == '.' ? "." : "") + "]"; // a longer run is a version
    const BytePattern run{"(?:^|" + edge + ")(" + number + next + next + next + ")" +
                          (separator == '.' ? std::string{ends} : "(?:" + edge + "|$)")};
    canvas_.for_each(*run, 1, [&](auto begin, auto end) {
        std::string dotted{canvas_.text().substr(begin, end - begin)};
        std::ranges::replace(dotted, separator, '.');
        const auto address = parsed(dotted);
        if (address && is_known(*address)) show(begin, end, *address, separator);
    });
}

void AddressRule::take_six()
{
    static const BytePattern run{R"((?:^|[^0-9A-Za-z:]|[G-Zg-z_]:))"
                                 R"(([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.[0-9]{1,3}){0,3}))"
                                 R"((?:[^0-9A-Za-z:]|:(?:[^0-9A-Fa-f:]|$)|$))"};
    canvas_.for_each(*run, 1, [&](auto begin, auto end) {
        const auto text = std::string{canvas_.text().substr(begin, end - begin)};
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address_v6(text, error);
        if (error || (std::ranges::count_if(text, is_hex) < 2 && !is_known(address))) return; // `::` of a language
        canvas_.take(begin, end, TextPiece::Kind::address, anonymiser_.address(address).to_string());
    });
}

} // namespace

void replace_addresses(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    static const auto anywhere = around_four_numbers("(?:^|[^0-9.])", ends);
    static const auto called = around_four_numbers(
        "(?i)(?:^|[^0-9a-z])(?:(?:ip[ _-]?)?addr(?:ess)?|ip(?:v4)? ?[:=]|gateway|gw|dns|host|proxy|peer|via|at)[ :=/]*",
        ends);
    static const auto in_brackets = around_four_numbers(R"(\[)", R"(\])");
    static const auto with_port = around_four_numbers("(?:^|[^0-9A-Za-z.])", ":[0-9]{2,5}(?:[^0-9A-Za-z.]|$)");
    AddressRule rule{canvas, anonymiser, facts};
    rule.take_six();
    for (const char separator : {'.', '-', '_'})
        rule.take_known(separator);
    for (const auto* pattern : {&called, &in_brackets, &with_port})
        rule.take(*pattern, [](const address_v4& address, std::size_t) { return is_inner(address); });
    rule.take(anywhere, [&](const address_v4& address, std::size_t begin) {
        return is_local_address(address.to_string()) && rule.stands_alone(begin);
    });
}

} // namespace phonescan
