//! Articles in reStructuredText, AsciiDoc and Org -> their heads as a tree.
//!
//! A head goes on as long as a processor of the markup could take a line for one of it, since any line may hold the article
//! back: a value of several paragraphs, a key of several words, a directive between.

use std::borrow::Cow;

use super::front_matter::{Above, Parts, Syntax};
use super::lines::{self, DOTS};
use crate::model::Position;
use crate::text::lower_case;
use crate::tree::{Content, Mapping, Node};

/// What is said of a text in one of these languages.
pub(super) const SHOWN_PLAIN: &str =
    "the text is not in Markdown or HTML and is shown plain; its head and its summary are read";

/// A language of texts of which the head is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// reStructuredText.
    Rest,
    /// AsciiDoc.
    AsciiDoc,
    /// Org.
    Org,
}

/// The language of a file by its ending.
pub(super) fn of_path(path: &str) -> Option<Markup> {
    let (_, ending) = path.rsplit_once('.')?;
    match &*lower_case(ending) {
        "rst" | "rest" | "txt" => Some(Markup::Rest),
        "adoc" | "asciidoc" | "asc" => Some(Markup::AsciiDoc),
        "org" => Some(Markup::Org),
        _ => None,
    }
}

/// What a line of a head says.
pub(super) enum Line<'a> {
    Pair(Cow<'a, str>, &'a str),
    /// More of the value above.
    More(&'a str),
    Nothing,
    /// It is no line of a head.
    Other,
}

/// The parts of a text that begins with a head which names a title or a date.
pub(super) fn split(text: &str, markup: Markup) -> Option<Parts<'_>> {
    let mut reader = Reader::new(text, markup);
    let (mut count, mut length, mut says_something) = (0_usize, 0_usize, false);
    while let Some((line, said)) = reader.next() {
        match said {
            Line::Other => break,
            Line::Pair(key, _) => says_something |= matches!(&*key, "title" | "date"),
            Line::More(_) | Line::Nothing => {}
        }
        count = count.saturating_add(1);
        length = length.saturating_add(line.len());
    }
    let (front_matter, body) = text.split_at_checked(length).filter(|_| says_something)?;
    let above = Above::lines(count);
    Some(Parts { syntax: Syntax::Markup(markup), front_matter, first_line: 1, body, above })
}

/// The tree of a head that [`split`] has found.
pub(super) fn read<'a>(text: &'a str, markup: Markup, wanted: &dyn Fn(&str) -> bool) -> Node<'a> {
    let mut reader = Reader::new(text, markup);
    let mut mapping = Mapping::default();
    let (mut latest, mut number) = (None, 0_usize);
    while let Some((line, said)) = reader.next() {
        number = number.saturating_add(1);
        match said {
            Line::Pair(key, value) => {
                let before = line.find(value).and_then(|at| line.get(..at)).unwrap_or_default();
                let position = Position { line: number, column: before.chars().count().saturating_add(1) };
                let pair = lines::pair(key, Position { line: number, column: 1 }, value, position);
                lines::push(&mut mapping, latest.replace(pair), wanted);
            }
            Line::More(value) => {
                latest.as_mut().into_iter().for_each(|pair| lines::continue_value(pair, value))
            }
            Line::Nothing | Line::Other => {}
        }
    }
    lines::push(&mut mapping, latest, wanted);
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(mapping) }
}

/// Reads the lines of a head one after the other.
struct Reader<'a> {
    markup: Markup,
    rest: &'a str,
    above: &'a str,
    has_title: bool,
    /// Whether a line of the form `:key: value` was there, or one of Nikola's.
    has_fields: bool,
    /// Whether what is indented belongs to what is above: a value, a comment, a directive.
    takes_indented: bool,
    /// Whether it is a value.
    is_in_value: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, markup: Markup) -> Reader<'a> {
        let (rest, above) = (text, "");
        Reader {
            markup,
            rest,
            above,
            has_title: false,
            has_fields: false,
            takes_indented: false,
            is_in_value: false,
        }
    }

    /// The next line with its end, and what it says.
    fn next(&mut self) -> Option<(&'a str, Line<'a>)> {
        let line = self.rest.split_inclusive('\n').next()?;
        self.rest = self.rest.get(line.len()..).unwrap_or_default();
        let said = match dotted(line) {
            // Nikola has its own lines inside a comment of each markup.
            Some(pair) => pair,
            None => match self.markup {
                Markup::Rest => self.of_rest(line),
                Markup::AsciiDoc => self.of_asciidoc(line),
                Markup::Org => of_org(line.trim()),
            },
        };
        self.above = line;
        self.has_fields |= matches!(said, Line::Pair(..)) && line.starts_with([':', '.']);
        Some((line, said))
    }

    fn of_rest(&mut self, line: &'a str) -> Line<'a> {
        let text = line.trim();
        let below = self.rest.lines().next().unwrap_or_default();
        let is_indented = line.starts_with([' ', '\t']);
        // What is indented belongs to a field or comment above, also behind an empty line.
        if is_indented && self.takes_indented && !text.is_empty() {
            return if self.is_in_value { Line::More(text) } else { Line::Nothing };
        }
        if text.is_empty() {
            return Line::Nothing;
        }
        if let Some(pair) = field(line) {
            (self.takes_indented, self.is_in_value) = (true, true);
            return pair;
        }
        (self.takes_indented, self.is_in_value) = (false, false);
        if text == ".." || text.starts_with(".. ") {
            // A directive is of the text where it is not of the document as a whole.
            let is_of_head = !text.contains("::") || (!self.has_fields && !shows_something(text));
            self.takes_indented = is_of_head;
            return if is_of_head { Line::Nothing } else { Line::Other };
        }
        let above = self.above.trim();
        if is_rule(text) || (self.has_title && !above.is_empty() && underlines(text, above)) {
            // Above a title, or below it.
            let is_of_title = if self.has_title { !above.is_empty() } else { !below.trim().is_empty() };
            return if is_of_title { Line::Nothing } else { Line::Other };
        }
        let is_title = !is_indented && underlines(below.trim(), text);
        match (is_title || (is_rule(above) && is_rule(below.trim())), self.has_title) {
            (true, false) => {
                self.has_title = true;
                Line::Pair("title".into(), text)
            }
            // The title below the title, and not that of the first section.
            (true, true) if !self.has_fields && self.fields_follow() => Line::Nothing,
            _ => Line::Other,
        }
    }

    /// Whether fields are the next behind the rule that follows.
    fn fields_follow(&self) -> bool {
        let next = self.rest.lines().skip(1).find(|line| !line.trim().is_empty());
        next.is_some_and(|line| field(line).is_some())
    }

    fn of_asciidoc(&mut self, line: &'a str) -> Line<'a> {
        let text = line.trim();
        if let Some(title) = text.strip_prefix("= ").filter(|_| !self.has_title) {
            self.has_title = true;
            return Line::Pair("title".into(), title.trim());
        }
        if let Some(pair) = field(line) {
            return pair;
        }
        let is_condition = ["ifdef::", "ifndef::", "ifeval::", "endif::", "include::"];
        let is_condition = is_condition.iter().any(|start| text.starts_with(start));
        if text.starts_with("//") || is_condition || (text.is_empty() && !self.has_title) {
            return Line::Nothing;
        }
        // Below the title stand the author and the revision, up to an empty line.
        if self.above.starts_with("= ") && text.starts_with(char::is_alphabetic) {
            return Line::Pair("author".into(), text.split(['<', ';']).next().unwrap_or_default().trim());
        }
        let is_below = !self.above.trim().is_empty() && self.has_title;
        let day = text.rsplit([',', ' ']).next().filter(|_| is_below && !text.is_empty());
        match day.filter(|day| day.starts_with(|sign: char| sign.is_ascii_digit())) {
            Some(day) if day.contains('-') => Line::Pair("date".into(), day),
            _ if text.is_empty() && is_below => Line::Nothing,
            _ => Line::Other,
        }
    }
}

/// A line `.. key: value` of Nikola's, which stand together.
fn dotted(line: &str) -> Option<Line<'_>> {
    let (key, value) =
        lines::split(line.trim().strip_prefix(DOTS)?).filter(|(_, value)| !value.starts_with(':'))?;
    Some(Line::Pair(key.to_ascii_lowercase().into(), value))
}

/// Whether a directive of reStructuredText shows something where it is.
fn shows_something(text: &str) -> bool {
    let name = text.trim_start_matches(['.', ' ']).split("::").next().unwrap_or_default();
    let is_of_document =
        matches!(name, "role" | "default-role" | "raw" | "highlight" | "meta" | "title" | "sectnum");
    !is_of_document && !name.starts_with(['|', '_'])
}

/// A line `:key: value`; the key may hold blanks.
pub(super) fn field(line: &str) -> Option<Line<'_>> {
    let rest = line.strip_prefix(':').filter(|rest| !rest.starts_with([':', ' ', '\t']))?;
    let ends = |(at, _): &(usize, &str)| {
        let behind = rest.get(at.saturating_add(1)..).unwrap_or_default();
        behind.is_empty() || behind.starts_with(char::is_whitespace)
    };
    let (end, _) = rest.match_indices(':').find(ends)?;
    let (key, value) = (rest.get(..end)?, rest.get(end.saturating_add(1)..)?);
    let key = key.strip_prefix("page-").unwrap_or(key).to_ascii_lowercase();
    let key = if key == "revdate" { "date".to_owned() } else { key };
    (!key.is_empty()).then(|| Line::Pair(key.into(), value.trim()))
}

fn of_org(text: &str) -> Line<'_> {
    let Some((key, value)) = text.strip_prefix("#+").and_then(|rest| rest.split_once(':')) else {
        let is_of_drawer = text.starts_with(':') && text.trim_start_matches(':').contains(':');
        let is_comment = text.starts_with("# ")
            || ["#+begin_comment", "#+end_comment"].iter().any(|mark| text.eq_ignore_ascii_case(mark));
        return if text.is_empty() || is_comment || is_of_drawer { Line::Nothing } else { Line::Other };
    };
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Line::Other;
    }
    let key = key.trim_end_matches("[]").to_ascii_lowercase();
    let (key, value) = match key.as_str() {
        "filetags" => ("tags".to_owned(), value),
        // Some have `#+PROPERTY: KEY value`.
        "property" => {
            let (key, value) = value.trim().split_once(char::is_whitespace).unwrap_or((value.trim(), ""));
            (key.to_ascii_lowercase(), value)
        }
        _ => (key, value),
    };
    Line::Pair(key.into(), value.trim().trim_matches(['<', '>', '[', ']', ':']))
}

/// Whether the line is a rule, or signs of one kind that are as long as the title above them.
fn underlines(rule: &str, title: &str) -> bool {
    let is_long = rule.chars().count() >= title.chars().count() && !matches!(rule, "" | ".." | "::");
    let first = rule.chars().next().filter(char::is_ascii_punctuation);
    is_rule(rule) || (is_long && first.is_some_and(|first| rule.chars().all(|sign| sign == first)))
}

/// Whether the line is of one sign only, three times or more, as below titles.
pub(super) fn is_rule(text: &str) -> bool {
    let first = text.chars().next().filter(char::is_ascii_punctuation);
    first.is_some_and(|first| text.len() >= 3 && text.chars().all(|sign| sign == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str, markup: Markup) -> (Vec<(String, String)>, String) {
        let Some(parts) = split(text, markup) else { return (Vec::new(), text.to_owned()) };
        let root = read(parts.front_matter, markup, &|_| true);
        let Content::Mapping(mapping) = root.content else { panic!() };
        let text_of = |node: &Node<'_>| match node.items() {
            [] => node.text().unwrap_or_default().to_owned(),
            items => items.iter().filter_map(Node::text).collect::<Vec<_>>().join("|"),
        };
        let pairs = mapping.pairs().iter().map(|pair| (pair.key.to_string(), text_of(&pair.value)));
        (pairs.collect(), parts.body.to_owned())
    }

    fn of(pairs: Vec<(&str, &str)>, body: &str) -> (Vec<(String, String)>, String) {
        let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        (pairs.into_iter().map(owned).collect(), body.to_owned())
    }

    #[test]
    fn heads_are_read_and_end_where_the_text_begins() {
        for (markup, text, expected, body) in [
            (
                Markup::Rest,
                "======\nA boat\n======\n\n:date: 2020-01-05 10:20\n:Tags: a, b\n:summary: One\n  two\n\nText.\n",
                vec![
                    ("title", "A boat"),
                    ("date", "2020-01-05 10:20"),
                    ("tags", "a|b"),
                    ("summary", "One two"),
                ],
                "Text.\n",
            ),
            (Markup::Rest, "A\n###\n\nText\n----\n", vec![("title", "A")], "Text\n----\n"),
            (Markup::Rest, "Only text.\n\nMore.\n", vec![], "Only text.\n\nMore.\n"),
            (
                Markup::Rest,
                "A\n=\n\nBelow\n-----\n\n:my own: note\n:summary: One\n\n  Two\n:date: 2020-01-05\n\n.. image:: /a.png\n",
                vec![("title", "A"), ("my own", "note"), ("summary", "One Two"), ("date", "2020-01-05")],
                ".. image:: /a.png\n",
            ),
            (
                Markup::Rest,
                ".. title: A\n.. date: 2020-01-05\n\n.. image:: /a.png\n",
                vec![("title", "A"), ("date", "2020-01-05")],
                ".. image:: /a.png\n",
            ),
            (Markup::Rest, ":date: 2020-01-05\n\n:code:`x`\n", vec![("date", "2020-01-05")], ":code:`x`\n"),
            (
                Markup::AsciiDoc,
                "////\n.. title: A\n.. date: 2020-01-05\n////\n\nText\n",
                vec![("title", "A"), ("date", "2020-01-05")],
                "Text\n",
            ),
            (
                Markup::AsciiDoc,
                "= A\nifdef::x[]\n:status: draft\nendif::[]\n\n:revdate: 2020-01-05\nText\n",
                vec![("title", "A"), ("status", "draft"), ("date", "2020-01-05")],
                "Text\n",
            ),
            (
                Markup::Org,
                "#+BEGIN_COMMENT\n.. title: A\n.. date: 2020-01-05\n#+END_COMMENT\n#+PROPERTY: STATUS draft\n:x: y\n* One\n",
                vec![("title", "A"), ("date", "2020-01-05"), ("status", "draft")],
                "* One\n",
            ),
        ] {
            assert_eq!(pairs(text, markup), of(expected, body), "{text}");
        }
    }

    #[test]
    fn heads_of_asciidoc_and_org_end_where_the_text_begins() {
        for (markup, text, expected, body) in [
            (
                Markup::AsciiDoc,
                "// x\n= A boat\nAnn Lee <a@example.org>\nv1, 2020-01-05\n:page-tags: a, b\n\nText: *x*\n",
                vec![("title", "A boat"), ("author", "Ann Lee"), ("date", "2020-01-05"), ("tags", "a|b")],
                "Text: *x*\n",
            ),
            (
                Markup::Org,
                "#+TITLE: A boat\n#+date: <2020-01-05 Sun>\n#+FILETAGS: a\n# note\n\n* One\n",
                vec![("title", "A boat"), ("date", "2020-01-05 Sun"), ("tags", "a")],
                "* One\n",
            ),
        ] {
            assert_eq!(pairs(text, markup), of(expected, body), "{text}");
        }
    }
}
