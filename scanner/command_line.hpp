#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace phonescan {

/// The words of the command line in the order that CLI11 wants, last first. Options that nmap's users write with one
/// dash and two letters (`-iL`) get a second dash, because CLI11 would take each for two options of one letter.
std::vector<std::string> words_of_command_line(int argc, const char* const* argv);
std::vector<std::string> words_of_command_line(const std::vector<std::string>& written);

/// The words this process was called with, as written, without the program's name. Source: proc(5), /proc/pid/cmdline.
std::vector<std::string> own_words();

/// Makes --help of this program fit 80 columns, show every default and spell options as users type them. To be called
/// before commands are added: they take it over.
void lay_out_help(CLI::App& app);

/// Puts the commands below `app` under one heading, and each one's --help behind its other options.
void arrange_help(CLI::App& app);

/// What `phonescan` alone prints: two commands to start with, and where to read on.
std::string short_help(const CLI::App& app);

/// Why a command line was not understood and what to write instead, without LF at the end.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

} // namespace phonescan
