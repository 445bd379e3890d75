#include "fingerprints/fingerprint_check.hpp"

#include "fingerprints/example_check.hpp"
#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_breadth.hpp"
#include "fingerprints/part_check.hpp"
#include "fingerprints/pattern_set.hpp"
#include "fingerprints/probe_check.hpp"
#include "fingerprints/text_check.hpp"
#include "fingerprints/xml_schema.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

/// A fingerprint of a file that is checked, or of one beside it.
struct Entry {
    const FingerprintFile* file = nullptr;
    const FingerprintElement* element = nullptr;
    bool is_checked = false;
    Fingerprint print;

    std::string place() const { return file->path.filename().string() + ":" + std::to_string(element->line); }
};

/// Those of one field, in order of precedence.
struct FieldEntries {
    std::vector<const Entry*> entries;
    PatternSet patterns;
};

std::string in_quotes(std::string_view text)
{
    return "'" + std::string{text} + "'";
}

bool says(const FingerprintElement& element, std::string_view param)
{
    return find_param(element, param) != nullptr;
}

class Checker {
public:
    explicit Checker(const fs::path& schema) : schema_{schema}, shipped_{schema.parent_path()} {}

    void add_beside(const fs::path& file);
    void add(const fs::path& file);
    CheckReport report();

private:
    void check_schema(const fs::path& file);
    void add_shared_parts(const fs::path& file);
    void append(std::vector<CheckFinding> findings);
    void enter(const FingerprintFile& file, bool is_checked);
    void order();
    void check(const Entry& entry, CheckedFile& checked);
    void check_example(const Entry& entry, const FingerprintExample& example, CheckedFile& checked);
    void check_taken(const Entry& entry, const FingerprintExample& example, Field field);
    void check_duplicate(const Entry& entry);
    void check_breadth(const Entry& entry);
    void check_groups(const Entry& entry);

    void note(const FingerprintFile& file, std::size_t line, CheckCode code, std::string message)
    {
        const bool is_style = file.form == FileForm::recog && !is_fault(code);
        report_.findings.push_back({file.path, line, code, std::move(message), is_style});
    }

    XmlSchema schema_;
    fs::path shipped_;                  ///< the folder of the shipped files
    PatternParts parts_;                ///< shared: of the folders of all files
    std::set<fs::path> shared_parts_;   ///< files of parts to check, canonical
    std::deque<FingerprintFile> files_; ///< entries point into it
    std::deque<Entry> entries_;
    std::map<Field, FieldEntries> by_field_;
    std::map<std::string, const Entry*> descriptions_;
    std::map<std::string, const Entry*> patterns_;
    std::vector<fs::path> given_; ///< what is checked, in this order
    CheckReport report_;
};

void Checker::add_beside(const fs::path& file)
{
    parts_.add_beside(file);
    enter(files_.emplace_back(read_fingerprint_file(file, Examples::skip, parts_)), false);
}

void Checker::add(const fs::path& file)
{
    add_shared_parts(file);
    const auto before = report_.findings.size();
    given_.push_back(file);
    check_schema(file);
    try {
        const auto& read = files_.emplace_back(read_fingerprint_file(file, Examples::read, parts_));
        report_.files.push_back(
            {file, read.form, read.database, read.takes_part(), read.elements.size(), 0, 0, read.probes.size()});
        if (read.form == FileForm::ours) append(text_findings(file));
        append(unused_parts(read));
        append(probe_findings(read, shipped_));
        enter(read, true);
    } catch (const DataError& error) { // the schema may have said the same better
        if (report_.findings.size() == before)
            report_.findings.push_back({file, error.line(), CheckCode::schema, error.expected(), false});
    }
}

/// Of the file's folder, the first time one of it is given.
void Checker::add_shared_parts(const fs::path& file)
{
    std::error_code error;
    const auto shared = file.parent_path() / PatternParts::file_name;
    if (const auto path = fs::canonical(shared, error); error || !shared_parts_.insert(path).second) return;
    const auto before = report_.findings.size();
    check_schema(shared);
    append(text_findings(shared));
    try {
        parts_.add_beside(file);
    } catch (const DataError& unread) {
        if (report_.findings.size() == before)
            report_.findings.push_back({shared, unread.line(), CheckCode::schema, unread.expected(), false});
    }
}

void Checker::append(std::vector<CheckFinding> findings)
{
    std::ranges::move(findings, std::back_inserter(report_.findings));
}

void Checker::check_schema(const fs::path& file)
{
    for (auto& violation : schema_.violations(file))
        report_.findings.push_back({file, violation.line, CheckCode::schema, std::move(violation.message), false});
}

void Checker::enter(const FingerprintFile& file, bool is_checked)
{
    for (const auto& element : file.elements) {
        try {
            entries_.push_back({&file, &element, is_checked, Fingerprint{element, file.path}});
        } catch (const FingerprintError& error) {
            if (is_checked) note(file, error.line(), error.code(), error.expected());
        }
    }
}

void Checker::order()
{
    std::map<Field, std::vector<const Entry*>> entries;
    for (const auto& entry : entries_)
        for (const Field field : entry.print.fields())
            entries[field].push_back(&entry);
    for (auto& [field, list] : entries) {
        std::ranges::stable_sort(list, {}, [](const Entry* entry) { return entry->print.precedence(); });
        std::vector<const Pattern*> patterns;
        for (const auto* entry : list)
            patterns.push_back(&entry->print.pattern());
        by_field_.emplace(field, FieldEntries{std::move(list), PatternSet{std::move(patterns)}});
    }
}

CheckReport Checker::report()
{
    order();
    append(unused_shared_parts(parts_, shared_parts_, files_));
    for (const auto& entry : entries_) {
        const auto checked = std::ranges::find(report_.files, entry.file->path, &CheckedFile::path);
        if (entry.is_checked)
            check(entry, *checked);
        else
            check_duplicate(entry); // only remembers it
    }
    const auto place = [this](const CheckFinding& finding) {
        return std::pair{std::ranges::find(given_, finding.file) - given_.begin(), finding.line};
    };
    std::ranges::stable_sort(report_.findings, {}, place);
    return std::move(report_);
}

void Checker::check(const Entry& entry, CheckedFile& checked)
{
    const auto& [file, element] = std::tie(*entry.file, *entry.element);
    if (const auto& regex = entry.print.pattern().compiled(); !regex.ok()) {
        note(file, element.line, CheckCode::pattern, regex.error());
        return;
    }
    check_groups(entry);
    check_duplicate(entry);
    check_breadth(entry);
    const bool says_kind =
        file.form == FileForm::recog ? entry.print.kind() != Kind::unknown : says(element, "phonescan.kind");
    if (!says_kind && !says(element, "phonescan.if_vendor") && !only_names(element))
        note(file, element.line, CheckCode::no_kind, "expected a <param> phonescan.kind");
    if (element.examples.empty()) note(file, element.line, CheckCode::no_example, "expected an <example>");
    for (const auto& example : element.examples)
        check_example(entry, example, checked);
}

void Checker::check_groups(const Entry& entry)
{
    std::set<int> used;
    for (const auto& param : entry.element->params)
        used.insert(param.position);
    for (int group = 1; group <= entry.print.pattern().groups(); ++group)
        if (!used.contains(group))
            note(*entry.file, entry.element->line, CheckCode::unused_group,
                 "no <param> uses group " + std::to_string(group) + "; (?:…) does not capture");
}

void Checker::check_duplicate(const Entry& entry)
{
    const auto& [file, element] = std::tie(*entry.file, *entry.element);
    const auto described = descriptions_.try_emplace(element.description, &entry);
    const auto matched = patterns_.try_emplace(element.pattern, &entry);
    if (!entry.is_checked) return;
    if (!described.second)
        note(file, element.line, CheckCode::duplicate,
             "the description " + in_quotes(element.description) + " is that of " + described.first->second->place());
    if (!matched.second)
        note(file, element.line, CheckCode::duplicate, "the pattern is that of " + matched.first->second->place());
}

/// What waits for a vendor may be as broad as it likes: something else has said whose text it is.
void Checker::check_breadth(const Entry& entry)
{
    if (!entry.print.if_vendor().empty()) return;
    if (const auto text = too_broad_on(*entry.element, entry.print))
        note(*entry.file, entry.element->line, CheckCode::too_broad, "the pattern matches " + in_quotes(*text));
    else if (const auto word = one_word_of(*entry.element, entry.print))
        note(*entry.file, entry.element->line, CheckCode::too_broad,
             "the one word " + in_quotes(*word) + " makes a phone of any text");
}

void Checker::check_example(const Entry& entry, const FingerprintExample& example, CheckedFile& checked)
{
    const auto& [file, element] = std::tie(*entry.file, *entry.element);
    ++checked.examples_in_all;
    if (!example.missing.empty()) {
        note(file, example.line, CheckCode::example, example.missing);
        return;
    }
    if (example.source.empty()) note(file, example.line, CheckCode::no_source, "expected where it was seen in _source");
    const auto fault = fault_of(example, element, entry.print, file.form);
    if (!fault.empty()) {
        note(file, example.line, CheckCode::example, fault);
        return;
    }
    ++checked.examples;
    for (const Field field : element.fields)
        check_taken(entry, example, field);
}

/// A fingerprint that waits for a vendor is read beside the one that decides, unless it goes behind it or behind one
/// that waits for the same vendor. One that waits for any vendor is meant to stand behind what the makers' own say.
void Checker::check_taken(const Entry& entry, const FingerprintExample& example, Field field)
{
    const auto& [entries, patterns] = by_field_.at(field);
    const auto& own = entry.print.if_vendor();
    for (const int index : patterns.matches(example.text)) {
        const auto& other = *entries[static_cast<std::size_t>(index)];
        if (&other == &entry) return;
        const auto& theirs = other.print.if_vendor();
        const bool takes = theirs.empty() ? own != "*" : !own.empty() && (theirs == own || theirs == "*");
        if (!takes) continue;
        note(*entry.file, example.line, CheckCode::taken,
             "as " + std::string{name_of(field)} + " it goes to " + in_quotes(other.element->description) + " of " +
                 other.place());
        return;
    }
}

} // namespace

CheckReport check_fingerprints(std::span<const fs::path> files, std::span<const fs::path> beside,
                               const fs::path& schema)
{
    Checker checker{schema};
    for (const auto& file : beside)
        checker.add_beside(file);
    for (const auto& file : files)
        checker.add(file);
    return checker.report();
}

} // namespace phonescan
