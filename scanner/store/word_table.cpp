#include "scanner/store/word_table.hpp"

#include "scanner/store/store_columns.hpp"
#include "scanner/store/stored_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace phonescan {

namespace {

/// A text's key: half a SHA-256 is far beyond chance.
constexpr std::size_t key_size = 16;

std::string octets_of(const boost::asio::ip::address& address)
{
    if (address.is_unspecified()) return {};
    const auto text = [](const auto& octets) { return std::string(octets.begin(), octets.end()); };
    return address.is_v4() ? text(address.to_v4().to_bytes()) : text(address.to_v6().to_bytes());
}

std::optional<boost::asio::ip::address> address_of(Blob octets)
{
    if (octets.empty()) return boost::asio::ip::address{};
    if (octets.size() == 4) {
        boost::asio::ip::address_v4::bytes_type bytes;
        std::ranges::copy(octets, bytes.begin());
        return boost::asio::ip::address_v4{bytes};
    }
    if (octets.size() != 16) return std::nullopt;
    boost::asio::ip::address_v6::bytes_type bytes;
    std::ranges::copy(octets, bytes.begin());
    return boost::asio::ip::address_v6{bytes};
}

bool said_together(const Observation& a, const Observation& b)
{
    return a.time == b.time && a.since == b.since && a.source.address == b.source.address &&
           a.source.port == b.source.port && a.source.mac == b.source.mac && a.source.record == b.source.record;
}

/// What is digested of a part; every field in a form of its own.
std::string line_of(const StoredPart& part, std::string_view text_key)
{
    return fmt::format("{} {} {} {} {} {} {} {} {}\n", part.sender, part.part, part.source.address.to_string(),
                       part.source.port, part.source.mac ? part.source.mac->to_string() : "-", part.source.record,
                       nanoseconds(part.time), nanoseconds(part.since), text_key);
}

std::string key_of(std::string_view content)
{
    const auto digest = digest_of(content);
    return {reinterpret_cast<const char*>(digest.data()), key_size};
}

} // namespace

void fail_damaged(const Database& database, std::string_view what)
{
    throw StoreError{StoreError::Reason::damaged,
                     fmt::format("{}: the store is damaged: {}. It is left as it is; other scans in it may be whole: "
                                 "phonescan scans",
                                 database.file().string(), what)};
}

bool has_digest(std::string_view content, Blob digest)
{
    return std::ranges::equal(blob_of(key_of(content)), digest);
}

WordWriter::WordWriter(Database& database)
    : database_{database}, find_text_{database.query("SELECT text FROM text WHERE digest = ?")},
      insert_text_{database.query("INSERT INTO text (digest, content) VALUES (?, ?)")},
      forget_{database.query("DELETE FROM said WHERE scan = ? AND sender = ?")},
      insert_part_{
          database.query("INSERT INTO said (scan, sender, part, address, port, mac, record, time, since, text) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")}
{
}

std::int64_t WordWriter::text_number(std::string_view content)
{
    auto key = key_of(content);
    if (const auto known = known_texts_.find(key); known != known_texts_.end()) return known->second;
    std::int64_t number = 0;
    if (find_text_.bind(blob_of(key)).step()) {
        number = find_text_.integer(0);
        find_text_.reset();
    } else {
        insert_text_.bind(blob_of(key), blob_of(content)).run();
        number = database_.last_row();
    }
    known_texts_.emplace(std::move(key), number);
    return number;
}

void WordWriter::write(std::int64_t scan, const StoredWords& words)
{
    forget_.bind(scan, words.sender).run();
    std::int64_t part = 0;
    for (std::size_t begin = 0; begin < words.said.size(); ++part) {
        std::size_t end = begin + 1;
        while (end < words.said.size() && said_together(words.said[begin], words.said[end]))
            ++end;
        const auto& first = words.said[begin];
        const auto text = text_number(to_words(std::span{words.said}.subspan(begin, end - begin)));
        write(scan, {words.sender, part, first.source, first.time, first.since, text});
        begin = end;
    }
}

void WordWriter::write(std::int64_t scan, const StoredPart& part)
{
    const auto address = octets_of(part.source.address);
    std::optional<Blob> mac;
    if (part.source.mac) mac = Blob{part.source.mac->octets()};
    insert_part_
        .bind(scan, part.sender, part.part, blob_of(address), std::int64_t{part.source.port}, mac,
              std::int64_t{part.source.record}, nanoseconds(part.time), nanoseconds(part.since), part.text)
        .run();
}

Digest walk_words(Database& database, std::int64_t scan, const TextVisitor& text, const PartVisitor& part)
{
    std::unordered_map<std::int64_t, std::string> keys; // of the texts so far
    DigestBuilder digest;
    auto content = database.query("SELECT content, digest FROM text WHERE text = ?");
    auto rows = database.query("SELECT sender, part, address, port, mac, record, time, since, text FROM said "
                               "WHERE scan = ? ORDER BY sender, part");
    rows.bind(scan);
    while (rows.step()) {
        StoredPart one;
        one.sender = rows.integer(0);
        one.part = rows.integer(1);
        const auto address = address_of(rows.blob(2));
        const auto mac = rows.blob(4);
        if (!address || (!mac.empty() && mac.size() != 6)) fail_damaged(database, "the sender of an answer");
        one.source.address = *address;
        one.source.port = static_cast<std::uint16_t>(rows.integer(3));
        if (!mac.empty()) {
            std::array<std::uint8_t, 6> octets{};
            std::ranges::copy(mac, octets.begin());
            one.source.mac = MacAddress{octets};
        }
        one.source.record = static_cast<std::uint32_t>(rows.integer(5));
        one.time = time_of(rows.integer(6));
        one.since = time_of(rows.integer(7));
        one.text = rows.integer(8);
        auto known = keys.find(one.text);
        if (known == keys.end()) {
            if (!content.bind(one.text).step()) fail_damaged(database, "words of an answer are gone");
            auto key = key_of(content.text(0));
            if (!std::ranges::equal(blob_of(key), content.blob(1)))
                fail_damaged(database, "words of an answer are not what they were");
            text(one.text, content.text(0));
            known = keys.emplace(one.text, to_hex(blob_of(key))).first;
        }
        digest.add(line_of(one, known->second));
        part(one);
    }
    return digest.finish();
}

} // namespace phonescan
