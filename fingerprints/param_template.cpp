#include "fingerprints/param_template.hpp"

#include "fingerprints/check_code.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// Values that name values that name values double with each; recog's deepest takes five.
constexpr std::size_t most_steps = 100;

class Resolver {
public:
    Resolver(const FingerprintElement& element, const std::filesystem::path& file, int groups)
        : element_{element}, file_{file}, groups_{groups}
    {
    }

    ParamTemplate resolve(const FingerprintParam& param, std::size_t depth = 0)
    {
        if (++steps_ > most_steps) fail(CheckCode::reference, param, "a value that is put together of less");
        if (depth > element_.params.size()) fail(CheckCode::reference, param, "a value that does not refer to itself");
        if (param.position > groups_)
            fail(CheckCode::group, param,
                 "a position up to " + std::to_string(groups_) + ", the number of groups in the pattern");
        if (param.position > 0) return {{{}, param.position, {}}};
        ParamTemplate pieces;
        std::string_view rest = param.value;
        while (!rest.empty()) {
            const auto open = std::min(rest.find('{'), rest.size());
            const auto close = rest.find_first_of("{} \t", open + 1);
            if (open > 0) append_literal(pieces, rest.substr(0, open));
            rest.remove_prefix(open);
            if (rest.empty()) break;
            if (close == std::string_view::npos || rest[close - open] != '}' || close == open + 1) {
                append_literal(pieces, "{"); // a brace that names nothing
                rest.remove_prefix(1);
                continue;
            }
            append_value(pieces, param, rest.substr(1, close - open - 1), depth);
            rest.remove_prefix(close - open + 1);
        }
        return pieces;
    }

private:
    static void append_literal(ParamTemplate& pieces, std::string_view text)
    {
        if (pieces.empty() || pieces.back().group != 0)
            pieces.push_back({std::string{text}, 0, {}});
        else
            pieces.back().literal += text;
    }

    /// What {name} in the value of `param` stands for.
    void append_value(ParamTemplate& pieces, const FingerprintParam& param, std::string_view name, std::size_t depth)
    {
        const bool may_miss = param.name.ends_with(".cpe23") && name.ends_with(".version");
        const auto* const other = find_param(element_, name);
        if (other == nullptr && !may_miss)
            fail(CheckCode::reference, param, "a <param> named '" + std::string{name} + "' for the value to refer to");
        if (other == nullptr) {
            append_literal(pieces, "-");
            return;
        }
        for (auto& piece : resolve(*other, depth + 1)) {
            if (may_miss && piece.group != 0) piece.otherwise = "-";
            pieces.push_back(std::move(piece));
        }
    }

    [[noreturn]] void fail(CheckCode code, const FingerprintParam& param, const std::string& expected) const
    {
        throw FingerprintError{code, file_, param.line, "expected " + expected};
    }

    const FingerprintElement& element_;
    const std::filesystem::path& file_;
    int groups_;
    std::size_t steps_ = 0;
};

} // namespace

ParamTemplate template_of(const FingerprintParam& param, const FingerprintElement& element,
                          const std::filesystem::path& file, int groups)
{
    return Resolver{element, file, groups}.resolve(param);
}

const FingerprintParam* find_param(const FingerprintElement& element, std::string_view name)
{
    const auto found = std::ranges::find(element.params, name, &FingerprintParam::name);
    return found == element.params.end() ? nullptr : &*found;
}

} // namespace phonescan
