#include "scanner/command_line.hpp"

#include "scanner/report/terminal_text.hpp"
#include "scanner/target_syntax.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <numeric>
#include <optional>
#include <string_view>

namespace phonescan {

namespace {

constexpr std::size_t help_width = 80;
constexpr std::size_t help_indent = 27; ///< where descriptions begin
constexpr std::array<std::string_view, 3> nmap_options = {"-iL", "-sL", "-oA"};

bool is_nmap_option(std::string_view long_name)
{
    return std::ranges::any_of(nmap_options, [&](std::string_view option) { return option.substr(1) == long_name; });
}

/// `-p, --ports`, and `-iL` for what CLI11 knows as `--iL`.
std::string spelled(const CLI::Option& option)
{
    if (option.get_positional()) return option.get_name(true);
    std::vector<std::string> names;
    for (const auto& name : option.get_snames())
        names.push_back("-" + name);
    for (const auto& name : option.get_lnames())
        names.push_back((is_nmap_option(name) ? "-" : "--") + name);
    return fmt::format("{}", fmt::join(names, ", "));
}

/// What stands behind an option's name: FILE, TIME.
std::string value_of(const CLI::Option& option)
{
    if (option.get_positional() || option.get_type_size() == 0) return {};
    return option.get_option_text().empty() ? option.get_type_name() : option.get_option_text();
}

/// A name, and what it means in the column beside it or, when the name is long, below it.
std::string entry(std::string name, std::string_view meaning)
{
    name = "  " + std::move(name);
    const bool fits = name.size() + 2 <= help_indent;
    const auto lead = fits ? fmt::format("{:<{}}", name, help_indent) : std::string(help_indent, ' ');
    return (fits ? std::string{} : name + "\n") + wrapped(meaning, help_width, lead);
}

class HelpFormatter : public CLI::Formatter {
public:
    std::string make_usage(const CLI::App* app, std::string name) const override
    {
        return CLI::Formatter::make_usage(app, std::move(name)) + "\n";
    }

    /// CLI11 puts a blank line behind each group of options but the last.
    std::string make_group(std::string heading, bool is_positional,
                           std::vector<const CLI::Option*> options) const override
    {
        auto text = heading + ":\n";
        for (const auto* option : options)
            text += make_option(option, is_positional);
        return is_positional ? text + "\n" : text;
    }

    std::string make_option(const CLI::Option* option, bool /*is_positional*/) const override
    {
        const auto value = value_of(*option);
        auto meaning = option->get_description();
        if (!option->get_default_str().empty()) meaning += fmt::format(" (default: {})", option->get_default_str());
        return entry(spelled(*option) + (value.empty() ? "" : " ") + value, meaning);
    }

    std::string make_subcommand(const CLI::App* command) const override
    {
        return entry(command->get_name(), command->get_description());
    }
};

/// How many letters must be inserted, deleted or replaced to make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char letter : a) {
        auto diagonal = row.front()++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (letter == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

/// The one of `known` that a slip of the finger makes `word`.
std::optional<std::string> meant_by(std::string_view word, const std::vector<std::string>& known)
{
    const auto distance = [word](const std::string& name) { return edit_distance(word, name); };
    const auto nearest = std::ranges::min_element(known, {}, distance);
    if (nearest == known.end() || distance(*nearest) > 2 || distance(*nearest) >= word.size()) return std::nullopt;
    return *nearest;
}

std::vector<std::string> command_names(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands({}))
        names.push_back(command->get_name());
    return names;
}

const CLI::App& innermost(const CLI::App& app)
{
    const auto given = app.get_subcommands();
    return given.empty() ? app : innermost(*given.front());
}

/// `phonescan catalog show`
std::string full_name(const CLI::App& command)
{
    const auto* const parent = command.get_parent();
    return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

/// How a sentence begins about what a command does not know.
std::string has_no(const CLI::App& command)
{
    return command.get_parent() == nullptr ? "there is no" : full_name(command) + " has no";
}

std::string explain_option(const CLI::App& command, const std::string& word)
{
    std::vector<std::string> known;
    for (const auto* option : command.get_options([](const CLI::Option* each) { return each->nonpositional(); }))
        for (const auto& name : option->get_lnames())
            known.push_back((is_nmap_option(name) ? "-" : "--") + name);
    const auto meant = meant_by(word, known);
    return fmt::format("{} option {}{}", has_no(command), phonescan::quoted(word),
                       meant ? fmt::format("; did you mean {}?", *meant) : "");
}

bool is_address_like(const std::string& word)
{
    return word.find('.') != std::string::npos && parse_target(word).has_value();
}

/// A word that no command took.
std::string explain_word(const CLI::App& command, const std::string& word)
{
    if (word.size() > 1 && word.front() == '-') return explain_option(command, word);
    if (const auto known = command_names(command); !known.empty()) {
        const auto text = fmt::format("{} command {}", has_no(command), phonescan::quoted(word));
        if (const auto meant = meant_by(word, known)) return fmt::format("{}; did you mean {}?", text, *meant);
        if (is_address_like(word)) return fmt::format("{}; to scan it: phonescan scan {}", text, word);
        return fmt::format("{}; commands are {}", text, fmt::join(known, ", "));
    }
    std::error_code ignored;
    if (std::filesystem::is_regular_file(word, ignored))
        return fmt::format("{0} takes no file name; as its input: {0} < {1}", full_name(command), word);
    return fmt::format("{} takes no {}", full_name(command), phonescan::quoted(word));
}

/// What is wrong with an option's value; CLI11's own messages name types of C++.
std::string explain_value(const CLI::App& command, const CLI::ParseError& error)
{
    constexpr std::string_view unreadable = "Could not convert: ";
    std::string_view text{error.what()};
    if (text.starts_with(unreadable)) text.remove_prefix(unreadable.size());
    const auto name = text.substr(0, text.find_first_of(": ="));
    const auto* const option = command.get_option_no_throw(std::string{name});
    if (option == nullptr) return std::string{text};
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)
        return fmt::format("{} {}: not a number it can take", spelled(*option),
                           phonescan::quoted(option->results().back()));
    if (text.ends_with("missing")) return fmt::format("{} needs a value: {}", spelled(*option), value_of(*option));
    if (option->count() > 1) return fmt::format("{} can be given once only", spelled(*option));
    return fmt::format("{}{}", spelled(*option), text.substr(name.size()));
}

} // namespace

std::vector<std::string> words_of_command_line(const std::vector<std::string>& written)
{
    std::vector<std::string> words;
    bool options_may_follow = true;
    for (const std::string_view word : written) {
        if (word == "--") options_may_follow = false;
        const bool known = std::ranges::find(nmap_options, word.substr(0, word.find('='))) != nmap_options.end();
        words.push_back((known && options_may_follow ? "-" : "") + std::string{word});
    }
    std::ranges::reverse(words);
    return words;
}

std::vector<std::string> words_of_command_line(int argc, const char* const* argv)
{
    return words_of_command_line(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
}

std::vector<std::string> own_words()
{
    std::ifstream file{"/proc/self/cmdline", std::ios::binary};
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');)
        words.push_back(word);
    if (!words.empty()) words.erase(words.begin());
    return words;
}

void lay_out_help(CLI::App& app)
{
    const auto formatter = std::make_shared<HelpFormatter>();
    formatter->label("SUBCOMMAND", "COMMAND");
    formatter->label("Positionals", "Arguments");
    app.formatter(formatter);
}

void arrange_help(CLI::App& app)
{
    app.set_help_flag("-h,--help", "This text")->group("Help");
    for (auto* const command : app.get_subcommands({})) {
        command->group("Commands");
        arrange_help(*command);
    }
}

std::string short_help(const CLI::App& app)
{
    return fmt::format(R"({}

  phonescan demo                                 a simulated site on loopback
  phonescan scan 192.168.1.0/24 --csv site.csv   your own network

Commands: {}.
'phonescan --help' says what each does, 'phonescan COMMAND --help' how.
)",
                       app.get_description(), fmt::join(command_names(app), ", "));
}

std::string explain(const CLI::App& app, const CLI::ParseError& error)
{
    const auto& command = innermost(app);
    const auto left = command.remaining();
    const bool is_required = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    std::string text;
    if (!left.empty() && (is_required || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr))
        text = explain_word(command, left.front());
    else if (is_required && !command_names(command).empty())
        text = fmt::format("{} needs one of: {}", full_name(command), fmt::join(command_names(command), ", "));
    else
        text = explain_value(command, error);
    return fmt::format("{}\n'{} --help' says more", text, full_name(command));
}

} // namespace phonescan
