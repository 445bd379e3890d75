# Prints chosen columns of an RFC 4180 file by header name, one row a line, fields joined by `|`.
#   awk -v columns=ip,vendor -f csv_columns.awk FILE
function end_field() { row[++fields] = field; field = "" }
function end_row(    i) {
    end_field()
    if (++rows == 1) {
        for (i = 1; i <= fields; ++i) position[row[i]] = i
        for (i = 1; i <= wanted; ++i) if (!(name[i] in position)) exit failed = 1
    } else {
        for (i = 1; i <= wanted; ++i) printf "%s%s", row[position[name[i]]], i < wanted ? "|" : "\n"
    }
    fields = 0
}
BEGIN { wanted = split(columns, name, ",") }
{
    if (quoted) field = field "\n"
    length_of_line = length($0)
    for (at = 1; at <= length_of_line; ++at) {
        c = substr($0, at, 1)
        if (quoted && c == "\"" && substr($0, at + 1, 1) == "\"") { field = field c; ++at }
        else if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) end_field()
        else if (c != "\r" || quoted) field = field c
    }
    if (!quoted) end_row()
}
END { exit failed || rows == 0 || quoted }
