//! What the parser says of a document becomes a sentence of feedmill's own: the parser's may quote the document.

use saphyr_parser::ScanError;

use crate::tree::MOST_LEVELS;

/// What the parser's sentence begins with or holds, and what is said instead.
const SENTENCES: [(&str, &str); 32] = [
    (
        "mapping values are not allowed",
        "mapping values are not allowed in this context; put the text in quotes",
    ),
    ("illegal placement of ':'", "mapping values are not allowed in this context; put the text in quotes"),
    ("mapping keys are not allowed", "mapping keys are not allowed in this context; put the text in quotes"),
    (
        "block sequence entries are not allowed",
        "block sequence entries are not allowed in this context; put the text in quotes",
    ),
    ("\"-\" is only valid inside a block", "block sequence entries are not allowed in this context"),
    ("unexpected character", "found character that cannot start any token; put the text in quotes"),
    (
        "did not find expected alphabetic or numeric character",
        "did not find expected alphabetic or numeric character; put the text in quotes",
    ),
    ("unknown anchor", "unknown anchor; put a text that begins with `*` in quotes"),
    ("the handle wasn't declared", "found undefined tag handle"),
    ("while scanning a tag", "found an invalid tag"),
    ("while parsing a tag", "found an invalid tag"),
    ("expected whitespace", "a key is missing behind `?`"),
    ("simple key expect", "could not find expected ':'"),
    ("must be followed by a valid YAML whitespace", "found no space behind `-` or `:`"),
    ("comment intercepting", "found a comment within a text of several lines"),
    ("while parsing a flow mapping", "did not find expected ',' or '}'"),
    ("while parsing a flow sequence", "did not find expected ',' or ']'"),
    (
        "while parsing a block mapping",
        "did not find expected key; align the line with those that it belongs to",
    ),
    (
        "while parsing a block collection",
        "did not find expected '-' indicator; align the line with those that it belongs to",
    ),
    ("while parsing a node", "did not find expected node content"),
    ("unexpected end of plain scalar", "did not find expected node content"),
    ("unexpected document indicator", "found unexpected document indicator"),
    ("unexpected end of stream", "the quote is not closed"),
    ("unknown escape character", "found unknown escape character; put the text in single quotes (')"),
    ("hexadecimal number", "found unknown escape character; put the text in single quotes (')"),
    (
        "scanning a block scalar",
        "the line of `|` or `>` holds something else; begin the text on the next line",
    ),
    ("expected <document start>", "the line belongs to nothing above; begin all keys at the same column"),
    ("trailing content", "found text behind the closing quote"),
    ("misplaced bracket", "found a closing bracket without its opening one"),
    (
        "wrongly indented line in block scalar",
        "found a blank line at the start of a block text that is indented deeper than the text",
    ),
    ("tab", "a tab indents the line; indent with spaces"),
    ("indent", "found a line with the wrong indentation"),
];

/// What is said of a character that begins no text outside of quotes.
pub(super) const START: &str =
    "not valid YAML: found character that cannot start any token; put the text in quotes";

/// What is said of a text outside of quotes behind a tag that no standard has.
pub(super) const TAG: &str =
    "not valid YAML: a text that begins with `!` is a tag, and no part of the value; put the text in quotes";

/// What is said of a byte order mark within a document.
pub(super) const MARK: &str = "not valid YAML: a line begins with a byte order mark, which nobody sees";

/// What the parser says where brackets are nested too deep.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";

/// What is said of a separator where readers differ on what follows it.
pub(super) const SEPARATOR: &str = "not valid YAML: a separator (U+0085, U+2028 or U+2029) is outside of quotes, and what \
                                    follows it is a line of its own to some readers; delete the separator";

/// What is wrong, in lower case, without a full stop and without a word of the document.
pub(super) fn message_of(error: &ScanError) -> String {
    if error.info() == TOO_DEEP {
        return format!("nested deeper than {MOST_LEVELS} levels");
    }
    let known = SENTENCES.iter().find(|(part, _)| error.info().contains(part));
    match known {
        Some((_, sentence)) => format!("not valid YAML: {sentence}"),
        None => "not valid YAML".to_owned(),
    }
}
