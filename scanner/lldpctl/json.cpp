#include "scanner/lldpctl/readers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace phonescan::lldpctl {

namespace {

using Json = nlohmann::json;

constexpr int deepest = 32;                    // of a neighbour's values eight
constexpr std::size_t most_values = 8'000'000; // what memory they may take

std::size_t line_of(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
}

/// Why a text could not be read.
struct Refusal {
    std::size_t offset = 0;
    std::string why;
};

std::optional<Json> parse(std::string_view text, Refusal& refusal)
{
    std::size_t values = 0;
    bool too_deep = false;
    const auto bound = [&values, &too_deep](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > deepest;
        return ++values <= most_values && !too_deep;
    };
    try {
        auto json = Json::parse(text.begin(), text.end(), bound);
        if (!too_deep && values <= most_values) return json;
        refusal = {0, too_deep ? "nested deeper than any output of lldpctl" : "more values than are read"};
    } catch (const Json::parse_error& error) {
        refusal = {std::min(error.byte, text.size()), "not JSON, or cut"};
    }
    return std::nullopt;
}

/// A member, or null.
const Json& member(const Json& object, const char* name)
{
    static const Json null;
    if (!object.is_object()) return null;
    const auto found = object.find(name);
    return found == object.end() ? null : *found;
}

/// One alone stands for a list of it.
template <class Function>
void for_each(const Json& one_or_list, Function function)
{
    if (!one_or_list.is_array()) return function(one_or_list);
    for (const auto& element : one_or_list)
        function(element);
}

/// Calls `function` for each text: `"…"`, `{"value": "…"}`, or a list of these.
template <class Function>
void for_each_text(const Json& json, Function function)
{
    for_each(json, [&function](const Json& element) {
        const Json& value = element.is_object() ? member(element, "value") : element;
        if (value.is_string()) function(value.get_ref<const std::string&>());
        if (value.is_number_integer()) function(value.dump());
        if (value.is_boolean()) function(std::string{value.get<bool>() ? "on" : "off"});
    });
}

std::string text_of(const Json& json)
{
    std::string text;
    for_each_text(json, [&text](const std::string& each) {
        if (text.empty()) text = each;
    });
    return text;
}

/// The members of an object that are texts, under their own names.
void set_texts(const Json& object, const std::string& path, std::initializer_list<const char*> names,
               Neighbour& neighbour)
{
    for (const auto* name : names)
        for_each_text(member(object, name), [&](const std::string& text) { neighbour.set(path + name, text); });
}

/// {type, value}
void set_id(const Json& object, const std::string& path, Neighbour& neighbour)
{
    for_each(member(object, "id"), [&](const Json& id) {
        const auto value = text_of(member(id, "value"));
        if (!value.empty()) neighbour.set(path + text_of(member(id, "type")), value);
    });
}

/// The chassis is the only member of an object, named by the system name, or has no name.
void set_chassis(const Json& object, Neighbour& neighbour)
{
    if (!object.is_object() || object.empty()) return;
    const auto& first = object.begin().value();
    const bool is_named = object.size() == 1 && first.is_object() && !first.contains("value");
    const Json& chassis = is_named ? first : object;
    if (is_named) neighbour.set("chassis.name", object.begin().key());
    set_id(chassis, "chassis.", neighbour);
    set_texts(chassis, "chassis.", {"name", "descr", "mgmt-ip"}, neighbour);
    for_each(member(chassis, "capability"), [&neighbour](const Json& capability) {
        const auto type = text_of(member(capability, "type"));
        neighbour.set("chassis." + type + ".enabled", text_of(member(capability, "enabled")));
    });
}

void set_med(const Json& med, Neighbour& neighbour)
{
    set_texts(med, "lldp-med.", {"device-type"}, neighbour);
    for_each(member(med, "policy"), [&neighbour](const Json& policy) {
        set_texts(policy, "lldp-med.policy.", {"apptype"}, neighbour);
        for_each(member(policy, "vlan"),
                 [&neighbour](const Json& vlan) { set_texts(vlan, "lldp-med.policy.vlan.", {"vid"}, neighbour); });
    });
    for_each(member(med, "inventory"), [&neighbour](const Json& inventory) {
        set_texts(inventory, "lldp-med.inventory.",
                  {"hardware", "firmware", "software", "serial", "manufacturer", "model", "asset"}, neighbour);
    });
}

Neighbour neighbour_of(std::string_view interface, const Json& object)
{
    Neighbour neighbour{interface};
    set_texts(object, "", {"via"}, neighbour);
    for_each(member(object, "chassis"), [&neighbour](const Json& chassis) { set_chassis(chassis, neighbour); });
    for_each(member(object, "port"), [&neighbour](const Json& port) {
        set_id(port, "port.", neighbour);
        set_texts(port, "port.", {"descr"}, neighbour);
    });
    for_each(member(object, "vlan"), [&neighbour](const Json& vlan) {
        set_texts(vlan, "vlan.", {"vlan-id", "pvid"}, neighbour);
    });
    for_each(member(object, "lldp-med"), [&neighbour](const Json& med) { set_med(med, neighbour); });
    return neighbour;
}

/// Each member is an interface with one neighbour or a list of them; in json0 the object is the neighbour, and names
/// its interface.
void append_neighbours(const Json& interface, std::vector<Neighbour>& neighbours)
{
    if (!interface.is_object()) return;
    if (member(interface, "via").is_string()) {
        neighbours.push_back(neighbour_of(text_of(member(interface, "name")), interface));
        return;
    }
    for (const auto& [name, one_or_list] : interface.items())
        for_each(one_or_list, [&neighbours, &interface_name = name](const Json& neighbour) {
            if (neighbour.is_object()) neighbours.push_back(neighbour_of(interface_name, neighbour));
        });
}

} // namespace

std::vector<Neighbour> read_json(std::string_view text, const std::string& file)
{
    Refusal refusal;
    auto json = parse(text, refusal);
    if (!json) {
        Refusal again;
        json = parse(with_escaped_names(text), again);
    }
    if (!json) throw DataError{file, line_of(text, refusal.offset), refusal.why};
    std::vector<Neighbour> neighbours;
    for_each(member(*json, "lldp"), [&neighbours](const Json& lldp) {
        for_each(member(lldp, "interface"),
                 [&neighbours](const Json& interface) { append_neighbours(interface, neighbours); });
    });
    return neighbours;
}

} // namespace phonescan::lldpctl
