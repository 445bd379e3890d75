#include "catalog/scheme_file.hpp"

#include "fingerprints/xml_file.hpp"

#include <algorithm>
#include <charconv>

namespace phonescan {

namespace {

/// Reads one <scheme>. Order matters: editions name components, components may name editions, forms name both.
class SchemeReader {
public:
    SchemeReader(const XmlFile& file, pugi::xml_node node) : file_{file}, node_{node} {}

    VersionScheme read()
    {
        file_.check_names(node_, {"id", "tail", "order", "separators"},
                          {"source", "component", "edition", "form", "release-alias", "family"});
        scheme_.id = file_.required(node_, "id");
        read_tail();
        read_order();
        for (const auto node : node_.children("component"))
            read_component(node);
        for (const auto node : node_.children("edition"))
            read_edition(node);
        for (const auto node : node_.children("component"))
            read_free(node);
        for (const auto node : node_.children("form"))
            read_form(node);
        if (scheme_.forms.empty()) file_.fail(node_, "expected at least one <form>");
        for (const auto node : node_.children("release-alias"))
            read_alias(node);
        if (const auto node = node_.child("family")) read_family(node);
        return std::move(scheme_);
    }

private:
    void read_tail()
    {
        const auto tail = file_.required(node_, "tail");
        if (tail != "zero" && tail != "unknown") file_.fail(node_, "expected tail zero or unknown");
        scheme_.tail = tail == "zero" ? VersionScheme::Tail::zero : VersionScheme::Tail::unknown;
    }

    void read_order()
    {
        scheme_.separators = node_.attribute("separators").value();
        if (!node_.attribute("order")) return;
        const auto order = file_.required(node_, "order");
        if (order != "components" && order != "equality") file_.fail(node_, "expected order components or equality");
        scheme_.equality_only = order == "equality";
    }

    void read_component(pugi::xml_node node)
    {
        file_.check_names(node, {"name", "kind", "digits", "most", "wildcard", "same", "ordered-in"}, {});
        VersionComponent component;
        component.name = file_.required(node, "name");
        if (std::ranges::find(scheme_.components, component.name, &VersionComponent::name) != scheme_.components.end())
            file_.fail(node, "expected each component once, not " + component.name + " again");
        component.wildcard = node.attribute("wildcard").as_bool();
        if (node.attribute("digits")) component.digits = number(node, "digits");
        if (node.attribute("most")) component.most = number(node, "most");
        const auto kind = file_.required(node, "kind");
        constexpr std::array<std::string_view, 5> kinds = {"number", "upper", "lower", "letter", "text"};
        const auto found = std::ranges::find(kinds, kind);
        if (found == kinds.end()) file_.fail(node, "expected kind number, upper, lower, letter or text");
        component.kind = static_cast<VersionComponent::Kind>(found - kinds.begin());
        if (const auto same = node.attribute("same")) {
            component.same = incomparable_named(same.value());
            if (!component.same) file_.fail(node, "expected in same a reason such as platform-code or branch");
        }
        check_text(node, component);
        if (scheme_.components.size() == max_components)
            file_.fail(node, "expected at most " + std::to_string(max_components) + " components");
        scheme_.components.push_back(std::move(component));
    }

    void check_text(pugi::xml_node node, const VersionComponent& component)
    {
        constexpr auto text = VersionComponent::Kind::text;
        if (component.kind != text) return;
        if (!component.same && !scheme_.equality_only)
            file_.fail(node, "expected attribute same of a component of kind text, which has no order");
        if (std::ranges::find(scheme_.components, text, &VersionComponent::kind) != scheme_.components.end())
            file_.fail(node, "expected one component of kind text");
    }

    void read_free(pugi::xml_node node)
    {
        const auto edition = node.attribute("ordered-in");
        if (!edition) return;
        const auto index = scheme_.edition_named(edition.value());
        if (!index) file_.fail(node, "expected in ordered-in the name of an edition of this scheme");
        scheme_.components[component_named(node, node.attribute("name").value())].free = index;
    }

    void read_edition(pugi::xml_node node)
    {
        file_.check_names(node, {"name", "component"}, {"alias", "model-word", "range"});
        Edition edition;
        edition.name = file_.required(node, "name");
        if (const auto component = node.attribute("component"))
            edition.component = component_named(node, component.value());
        for (const auto alias : node.children("alias"))
            edition.aliases.push_back(file_.required_text(alias));
        for (const auto word : node.children("model-word"))
            edition.words.emplace_back(file_.required_text(word));
        for (const auto range : node.children("range")) {
            file_.check_names(range, {"from", "to"}, {});
            edition.ranges.push_back({number(range, "from"), number(range, "to")});
        }
        if (edition.component.has_value() == edition.ranges.empty())
            file_.fail(node, "expected component and <range> together");
        scheme_.editions.push_back(std::move(edition));
    }

    std::uint32_t number(pugi::xml_node node, const char* attribute)
    {
        const auto text = file_.required(node, attribute);
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            file_.fail(node, "expected a number in " + std::string{attribute});
        return value;
    }

    std::size_t component_named(pugi::xml_node at, std::string_view name)
    {
        const auto found = std::ranges::find(scheme_.components, name, &VersionComponent::name);
        if (found == scheme_.components.end())
            file_.fail(at, "expected the name of a component, not " + std::string{name});
        return static_cast<std::size_t>(found - scheme_.components.begin());
    }

    void read_form(pugi::xml_node node)
    {
        file_.check_names(node, {"minimum", "edition", "only"}, {});
        VersionForm form;
        if (const auto edition = node.attribute("edition")) {
            form.edition = scheme_.edition_named(edition.value());
            if (!form.edition) file_.fail(node, "expected the name of an edition of this scheme");
        }
        form.list_only = static_cast<bool>(node.attribute("only"));
        if (form.list_only && file_.required(node, "only") != "list") file_.fail(node, "expected only=\"list\"");
        read_pieces(node, form);
        const auto components = static_cast<std::size_t>(std::ranges::count_if(
            form.pieces, [](const VersionForm::Piece& piece) { return piece.component.has_value(); }));
        form.minimum = node.attribute("minimum") ? number(node, "minimum") : components;
        find_ends(form);
        scheme_.forms.push_back(std::move(form));
    }

    void read_pieces(pugi::xml_node node, VersionForm& form)
    {
        const auto text = file_.required_text(node);
        for (std::string_view rest = text; !rest.empty();) {
            VersionForm::Piece piece;
            auto length = std::min(rest.find('{'), rest.size());
            if (length != 0) {
                // A separator behind a word stands alone: the text may end before it.
                if (length > 1 && scheme_.separators.find(rest[length - 1]) != std::string::npos) --length;
                piece.literal = rest.substr(0, length);
            } else {
                const auto close = rest.find('}');
                if (close == std::string_view::npos) file_.fail(node, "expected } after {");
                const auto name = rest.substr(1, close - 1);
                piece.run = name == "*";
                if (!piece.run) piece.component = component_named(node, name);
                length = close + 1;
            }
            form.pieces.push_back(std::move(piece));
            rest.remove_prefix(length);
        }
    }

    /// The text may end before a separator with its component and before a component that follows a word, as long as
    /// no word is still to come.
    static void find_ends(VersionForm& form)
    {
        const auto is_separator = [](const VersionForm::Piece& piece) { return piece.literal.size() == 1; };
        for (auto i = form.pieces.size(); i-- > 0;) {
            auto& piece = form.pieces[i];
            if (!piece.component && !is_separator(piece)) break;
            piece.may_end = is_separator(piece) || (i > 0 && form.pieces[i - 1].literal.size() > 1);
        }
    }

    Version version(pugi::xml_node node, std::string_view text)
    {
        const auto parsed = scheme_.parse(text);
        if (!parsed) file_.fail(node, "expected a version of this scheme, not " + std::string{text});
        return *parsed;
    }

    void read_alias(pugi::xml_node node)
    {
        file_.check_names(node, {"release", "build", "models"}, {"earlier", "source"});
        ReleaseAlias alias;
        alias.release = version(node, file_.required(node, "release"));
        alias.build = version(node, file_.required(node, "build"));
        alias.models.emplace_back(file_.required(node, "models"));
        for (const auto earlier : node.children("earlier"))
            alias.earlier.push_back(version(earlier, file_.required(earlier, "build")));
        if (!node.child("source")) file_.fail(node, "expected a <source>");
        scheme_.aliases.push_back(std::move(alias));
    }

    void read_family(pugi::xml_node node)
    {
        file_.check_names(node, {"name", "publisher"}, {"prefix", "candidate", "source"});
        FirmwareFamily family;
        family.name = file_.required(node, "name");
        family.publisher = node.attribute("publisher").value();
        for (const auto prefix : node.children("prefix"))
            family.prefixes.push_back(file_.required_text(prefix));
        for (const auto candidate : node.children("candidate")) {
            file_.check_names(candidate, {"vendor", "model"}, {});
            family.candidates.push_back(
                {std::string{file_.required(candidate, "vendor")}, std::string{file_.required(candidate, "model")}});
        }
        if (family.prefixes.empty() || family.candidates.empty())
            file_.fail(node, "expected at least one <prefix> and one <candidate>");
        scheme_.family = std::move(family);
    }

    const XmlFile& file_;
    pugi::xml_node node_;
    VersionScheme scheme_;
};

} // namespace

SchemeBook SchemeBook::load(const std::filesystem::path& path, const ModelNames& names)
{
    SchemeBook book;
    const XmlFile file{path, "version-schemes"};
    file.check_names(file.root(), {}, {"scheme", "use"});
    for (const auto node : file.root().children("scheme")) {
        auto scheme = SchemeReader{file, node}.read();
        if (std::ranges::find(book.schemes_, scheme.id, &VersionScheme::id) != book.schemes_.end())
            file.fail(node, "expected each scheme once, not " + scheme.id + " again");
        if (scheme.family) {
            scheme.family->name_key = names.vendor_key(scheme.family->name);
            scheme.family->publisher_key = names.vendor_key(scheme.family->publisher);
        }
        book.schemes_.push_back(std::move(scheme));
    }
    for (const auto node : file.root().children("use")) {
        file.check_names(node, {"vendor", "models", "scheme"}, {});
        const auto scheme = std::ranges::find(book.schemes_, file.required(node, "scheme"), &VersionScheme::id);
        if (scheme == book.schemes_.end()) file.fail(node, "expected the id of a <scheme>");
        book.uses_.push_back({names.vendor_key(file.required(node, "vendor")),
                              ModelPattern{node.attribute("models") ? node.attribute("models").value() : "*"},
                              static_cast<std::size_t>(scheme - book.schemes_.begin())});
    }
    return book;
}

const VersionScheme* SchemeBook::scheme_for(std::string_view vendor_key, std::string_view model_key) const
{
    for (const auto& use : uses_)
        if (use.vendor_key == vendor_key && use.models.matches(model_key)) return &schemes_[use.scheme];
    return nullptr;
}

bool SchemeBook::is_of_other_scheme(std::string_view vendor_key, const VersionScheme& scheme,
                                    std::string_view text) const
{
    return std::ranges::any_of(uses_, [&](const Use& use) {
        const auto& other = schemes_[use.scheme];
        return use.vendor_key == vendor_key && &other != &scheme && other.parse_observed(text).has_value();
    });
}

} // namespace phonescan
