#include "catalog/platforms.hpp"

#include "catalog/iso_date.hpp"
#include "fingerprints/xml_file.hpp"

namespace phonescan {

class Platforms::Reader {
public:
    explicit Reader(const std::filesystem::path& path) : file_{path, "platforms"} {}

    Platforms read()
    {
        file_.check_names(file_.root(), {}, {"level", "platform"});
        for (const auto node : file_.root().children("level")) {
            file_.check_names(node, {"id", "title"}, {});
            if (!result_.levels_.emplace(file_.required(node, "id"), file_.required(node, "title")).second)
                file_.fail(node, "expected each level once");
        }
        for (const auto node : file_.root().children("platform"))
            if (!result_.platforms_.emplace(file_.required(node, "id"), platform(node)).second)
                file_.fail(node, "expected each platform once");
        return std::move(result_);
    }

private:
    Platform platform(pugi::xml_node node)
    {
        file_.check_names(node, {"id", "title", "retired"}, {"source", "programme", "minimum", "note"});
        Platform platform;
        platform.title = file_.required(node, "title");
        platform.source = one_line(text_content(node.child("source")));
        if (const auto retired = node.attribute("retired")) {
            platform.retired = iso_day(retired.value());
            if (!platform.retired) file_.fail(node, "expected in retired a date YYYY-MM-DD");
        }
        for (const auto child : node.children("programme")) {
            file_.check_names(child, {"level", "column", "as"}, {"source"});
            Programme programme{asked(child), {}};
            programme.counts_as = child.attribute("as") ? file_.required(child, "as") : programme.list.level;
            platform.programmes.push_back(std::move(programme));
        }
        for (const auto child : node.children("minimum")) {
            file_.check_names(child, {"level", "column"}, {"source"});
            if (platform.minimum) file_.fail(child, "expected one <minimum>");
            platform.minimum = asked(child);
        }
        for (const auto child : node.children("note")) {
            file_.check_names(child, {"level", "column", "flag"}, {});
            platform.notes.push_back(
                {asked(child), std::string{file_.required(child, "flag")}, one_line(file_.required_text(child))});
        }
        return platform;
    }

    AskedList asked(pugi::xml_node node)
    {
        AskedList asked{std::string{file_.required(node, "level")},
                        std::string{node.attribute("column") ? file_.required(node, "column")
                                                             : file_.required(node.parent(), "id")}};
        if (!result_.has_level(asked.level)) file_.fail(node, "expected in level the id of a <level>");
        return asked;
    }

    XmlFile file_;
    Platforms result_;
};

Platforms Platforms::load(const std::filesystem::path& path)
{
    return Reader{path}.read();
}

const Platform* Platforms::find(std::string_view platform) const
{
    const auto found = platforms_.find(platform);
    return found == platforms_.end() ? nullptr : &found->second;
}

std::vector<std::string> Platforms::ids() const
{
    std::vector<std::string> ids;
    for (const auto& [id, platform] : platforms_)
        ids.push_back(id);
    return ids;
}

std::string_view Platforms::title_of_level(std::string_view level) const
{
    const auto found = levels_.find(level);
    return found == levels_.end() ? level : std::string_view{found->second};
}

std::string Platforms::unknown_level_text(std::string_view level) const
{
    std::string names;
    for (const auto& [id, title] : levels_)
        names += (names.empty() ? "" : ", ") + id;
    return "expected a level that platforms.xml names (" + names + "), not " + std::string{level};
}

} // namespace phonescan
