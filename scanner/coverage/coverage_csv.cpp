#include "scanner/coverage/coverage_csv.hpp"

#include "scanner/coverage/stretches.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <limits>
#include <ostream>
#include <string>

namespace phonescan {

namespace {

/// What a row says beside its addresses.
struct RowWords {
    std::string_view channel;
    std::uint16_t port = 0; ///< 0: none
    std::string_view state;
    unsigned tries = 0; ///< 0: not known
    std::string_view reason = {};
};

/// Writes rows in blocks, into strings that are used again.
class RowWriter {
public:
    RowWriter(std::ostream& out, std::string_view site, const CsvDialect& dialect) : out_{out}, dialect_{dialect}
    {
        append_csv_field(site_, site, dialect_);
        const std::array<std::string, 9> columns = {"site", "first", "last",  "addresses", "channel",
                                                    "port", "state", "tries", "reason"};
        rows_ = csv_prologue(dialect_);
        append_csv_record(rows_, columns, dialect_);
    }

    void write(const Stretch& run, const RowWords& words) { write(run.first, run.last(), run.count, run.is_v6, words); }

    void write(Number128 first, Number128 last, std::uint64_t count, bool is_v6, const RowWords& words)
    {
        rows_ += site_;
        next_address(first, is_v6);
        next_address(last, is_v6);
        next_number(count);
        next_text(words.channel);
        next_number(words.port);
        next_text(words.state);
        next_number(words.tries);
        next_text(words.reason);
        rows_ += dialect_.profile == CsvProfile::excel ? "\r\n" : "\n";
        constexpr std::size_t block = 1 << 16;
        if (rows_.size() >= block) flush();
    }

    void flush()
    {
        out_ << rows_;
        rows_.clear();
    }

private:
    void next_text(std::string_view text)
    {
        rows_ += dialect_.delimiter;
        append_csv_field(rows_, text, dialect_);
    }

    /// Our own counts, to add up in a spreadsheet: not kept as text as a device's numbers are, unless it rounds them.
    void next_number(std::uint64_t number)
    {
        constexpr std::uint64_t most_exact = 999'999'999'999'999;
        if (number > most_exact) return next_text(std::to_string(number));
        rows_ += dialect_.delimiter;
        if (number != 0) fmt::format_to(std::back_inserter(rows_), "{}", number);
    }

    void next_address(Number128 address, bool is_v6)
    {
        if (is_v6) return next_text(address_of(address).to_string());
        const auto number = static_cast<std::uint32_t>(address);
        address_.clear();
        fmt::format_to(std::back_inserter(address_), "{}.{}.{}.{}", number >> 24, number >> 16 & 0xff,
                       number >> 8 & 0xff, number & 0xff);
        next_text(address_);
    }

    std::ostream& out_;
    CsvDialect dialect_;
    std::string site_;
    std::string rows_;
    std::string address_;
};

/// Whether an address was asked, and nothing at all came back.
bool is_silent_everywhere(const AccountBook& book, std::uint64_t position)
{
    if (book.is_alive(position)) return false;
    bool asked = false;
    for (std::size_t channel = 0; channel < book.channels().size(); ++channel) {
        const auto state = book.account(position, channel).state;
        asked = asked || state == AskedState::silent;
        if (state != AskedState::silent && state != AskedState::unsent && state != AskedState::not_asked) return false;
    }
    return asked;
}

/// Each range by itself: how many addresses were excluded is no position of anything, and may be more than fit there.
void write_excluded(RowWriter& rows, const AddressSet& excluded)
{
    const RowWords words{.channel = "any", .state = "excluded"};
    for (const auto& range : excluded.ranges())
        rows.write(range.first, range.last, std::uint64_t{range.last - range.first} + 1, false, words);
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    for (const auto& range : excluded.ranges6()) {
        const Number128 steps = range.last - range.first;
        rows.write(range.first, range.last, steps >= most ? most : static_cast<std::uint64_t>(steps) + 1, true, words);
    }
}

} // namespace

void write_coverage(std::ostream& out, std::string_view site, const AccountBook& book, const CsvDialect& dialect)
{
    RowWriter rows{out, site, dialect};
    for_each_run(
        book.addresses(), [&](std::uint64_t position) { return is_silent_everywhere(book, position); },
        [&](const Stretch& run, bool silent) {
            if (silent) rows.write(run, {.channel = "any", .state = name_of(AskedState::silent)});
        });
    for (std::size_t i = 0; i < book.channels().size(); ++i) {
        const auto channel = book.channels()[i];
        for_each_run(
            book.addresses(), [&](std::uint64_t position) { return book.account(position, i); },
            [&](const Stretch& run, const Account& account) {
                rows.write(run, {channel.name, channel.port, name_of(account.state), account.tries, account.reason});
            });
    }
    write_excluded(rows, book.excluded());
    rows.flush();
}

} // namespace phonescan
