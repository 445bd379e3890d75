#include "scanner/report/csv.hpp"

#include "scanner/report/row.hpp"

#include <algorithm>
#include <ostream>
#include <thread>
#include <unordered_map>

namespace phonescan {

namespace {

using Rows = std::span<const Finding* const>;

/// Writes records one after the other. What is the same in many of them is written once and copied.
class RecordWriter {
public:
    RecordWriter(const RunSummary& run, const CsvDialect& dialect) : run_{run}, dialect_{dialect} {}

    void append(std::string& out, Rows rows)
    {
        for (const auto* row : rows) {
            append_device(out, *row);
            if (run_.platforms.empty()) out.pop_back();
            out += verdicts_of(*row);
        }
    }

private:
    void append_device(std::string& out, const Finding& finding)
    {
        const auto& device = finding.device;
        const auto same = device.source == nullptr ? std::nullopt : device.source->same_words(device);
        if (same && !finding.firmware_is_old) return append_known(out, finding, *same);
        details_.read(device);
        for (const auto& cell : device_cells(finding, details_, run_)) {
            append_csv_field(out, cell, dialect_);
            out += dialect_.delimiter;
        }
    }

    void append_known(std::string& out, const Finding& finding, const SameWords& same)
    {
        const auto& said = fields_of(finding.device, same.words);
        own_.resize(said.size());
        const bool is_since = same.since != WallClock::time_point{};
        put_own_cells(finding, {is_since ? same.since : same.time, same.time}, run_, own_);
        for (std::size_t column = 0; column < said.size(); ++column) {
            if (is_own_cell(column))
                append_csv_field(out, own_[column], dialect_);
            else
                out += said[column];
            out += dialect_.delimiter;
        }
    }

    /// Of what the device said.
    const std::vector<std::string>& fields_of(const Device& device, const void* words)
    {
        if (said_.size() == most_said) said_.clear();
        const auto [known, fresh] = said_.try_emplace(words);
        if (fresh) {
            details_.read(device);
            for (const auto& cell : said_cells(details_))
                append_csv_field(known->second.emplace_back(), cell, dialect_);
        }
        return known->second;
    }

    /// The end of the record. Phones of one model and firmware share their verdicts, and so this.
    const std::string& verdicts_of(const Finding& finding)
    {
        const auto [known, fresh] = verdicts_.try_emplace(&finding.verdicts.all());
        if (fresh) append_csv_record(known->second, all_verdict_cells(finding, run_), dialect_);
        return known->second;
    }

    const RunSummary& run_;
    CsvDialect dialect_;
    DeviceDetails details_;
    static constexpr std::size_t most_said = 4'096;
    std::unordered_map<const void*, std::vector<std::string>> said_; ///< by SameWords::words
    std::vector<std::string> own_;
    std::unordered_map<const std::vector<Verdict>*, std::string> verdicts_;
};

/// Blocks of records, made on all cores and written in order.
void write_rows(std::ostream& out, Rows rows, const RunSummary& run, const CsvDialect& dialect)
{
    constexpr std::size_t block = 1'024;
    const std::size_t most = std::max(std::thread::hardware_concurrency(), 1U);
    const auto count = std::clamp<std::size_t>(rows.size() / block, 1, most);
    std::vector<std::unique_ptr<RecordWriter>> writers;
    for (std::size_t i = 0; i < count; ++i)
        writers.push_back(std::make_unique<RecordWriter>(run, dialect));
    std::vector<std::string> texts(count);
    while (!rows.empty() && out) {
        const auto make = [&](std::size_t i) {
            texts[i].clear();
            const auto begin = std::min(i * block, rows.size());
            writers[i]->append(texts[i], rows.subspan(begin, std::min(block, rows.size() - begin)));
        };
        {
            std::vector<std::jthread> others;
            for (std::size_t i = 1; i < count; ++i)
                others.emplace_back(make, i);
            make(0);
        }
        for (const auto& text : texts)
            out << text;
        rows = rows.subspan(std::min(count * block, rows.size()));
    }
}

} // namespace

void write_csv(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
               const ReportOptions& options)
{
    std::string header{csv_prologue(options.csv)};
    append_csv_record(header, row_columns(run.platforms), options.csv);
    out << header;
    write_rows(out, report_rows(findings, options.all_devices), run, options.csv);
}

} // namespace phonescan
