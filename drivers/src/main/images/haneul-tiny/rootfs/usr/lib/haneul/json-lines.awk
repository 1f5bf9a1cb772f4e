# Flattens a JSON document into lines "path<TAB>text": {"keys":{"a":"x\ny"}} becomes "keys.a<TAB>x" and "keys.a<TAB>y".
{ text = text $0 "\n" }
END { value("") }

function next_char() {
    sub(/^[ \t\r\n]+/, "", text)
    return substr(text, 1, 1)
}

# Returns the start of the text that matches, and moves past it. What is no JSON ends the reading.
function take(pattern,    taken) {
    next_char()
    if (!match(text, pattern)) exit 1
    taken = substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
    return taken
}

function value(path,    first, name, index_) {
    first = next_char()
    if (first == "{") {
        take("^{")
        while (next_char() != "}") {
            name = string()
            take("^:")
            value(path == "" ? name : path "." name)
            if (next_char() == ",") take("^,")
        }
        take("^}")
    } else if (first == "[") {
        take("^\\[")
        while (next_char() != "]") {
            value(path "." index_++)
            if (next_char() == ",") take("^,")
        }
        take("^]")
    } else if (first == "\"") {
        show(path, string())
    } else {
        show(path, take("^[-+.A-Za-z0-9]+"))
    }
}

function string(    quoted, plain, at, code) {
    quoted = take("^\"([^\"\\\\]|\\\\.)*\"")
    quoted = substr(quoted, 2, length(quoted) - 2)
    while ((at = index(quoted, "\\")) > 0) {
        plain = plain substr(quoted, 1, at - 1)
        code = substr(quoted, at + 1, 1)
        quoted = substr(quoted, at + 2)
        if (code == "n") plain = plain "\n"
        else if (code == "t") plain = plain "\t"
        else if (code == "u") {
            plain = plain ascii(substr(quoted, 1, 4))
            quoted = substr(quoted, 5)
        } else if (code !~ /[rbf]/) plain = plain code
    }
    return plain quoted
}

function ascii(hex,    code, i) {
    for (i = 1; i <= 4; i++) code = code * 16 + index("123456789abcdef", tolower(substr(hex, i, 1)))
    return code > 0 && code < 128 ? sprintf("%c", code) : "?"
}

function show(path, words,    lines, count, i) {
    count = split(words, lines, "\n")
    for (i = 1; i <= count; i++) if (lines[i] != "") print path "\t" lines[i]
}
