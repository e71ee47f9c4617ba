//! Texts in reStructuredText, AsciiDoc and Org -> plain text: lines of a paragraph become one, and what only a processor of the
//! markup understands goes. There is no half parser: most of what marks words inside a line stays.
//!
//! What is a comment to the processor is shown to nobody, and what it shows under a condition neither.

use super::markup::{Markup, field, is_rule};

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It goes, and ends a paragraph.
    Hidden,
    /// It stays a line.
    Verbatim,
    /// It begins a line that others continue.
    Start,
    /// It continues the line above, if that can be continued.
    Flow,
}

/// The text that a processor of the markup would show, line by line, below its head.
pub(super) fn plain(text: &str, markup: Markup, head: &str) -> String {
    let excluded = if markup == Markup::Org { excluded_tags(head, text) } else { Vec::new() };
    let mut state = State { excluded, ..State::default() };
    let mut lines: Vec<(Kind, String)> = Vec::new();
    let mut above = Kind::Hidden;
    for line in text.lines() {
        let kind = match markup {
            _ if line.trim().is_empty() => state.blank(),
            Markup::Rest => state.of_rest(line, above),
            Markup::AsciiDoc => state.of_asciidoc(line, above),
            Markup::Org => state.of_org(line, above),
        };
        let continues = kind == Kind::Flow && matches!(above, Kind::Start | Kind::Flow);
        match lines.last_mut().filter(|_| continues) {
            Some((_, whole)) => {
                whole.push(' ');
                whole.push_str(line.trim());
            }
            None if kind == Kind::Hidden => lines.push((kind, String::new())),
            None => lines.push((kind, line.trim_end().to_owned())),
        }
        above = kind;
    }
    let shown = |(kind, line): (Kind, String)| match (markup, kind) {
        (Markup::Rest, Kind::Start | Kind::Flow) => without_marks(&line) + "\n",
        _ => line + "\n",
    };
    lines.into_iter().map(shown).collect()
}

/// A line of reStructuredText without the marks of code and links, whose addresses are behind their texts.
fn without_marks(line: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(line.len()), line);
    while let Some((before, marked)) = rest.split_once('`') {
        plain.push_str(before);
        let (inside, after) = match marked.strip_prefix('`') {
            Some(code) => match code.split_once("``") {
                Some(parts) => parts,
                None => ("``", code),
            },
            None => match marked.split_once('`') {
                Some((inside, after)) => (inside, after.trim_start_matches('_')),
                None => ("`", marked),
            },
        };
        let is_link = marked.len() > after.len() && !marked.starts_with('`');
        match inside.strip_suffix('>').and_then(|link| link.split_once(" <")).filter(|_| is_link) {
            Some((text, url)) if url.contains("://") => plain.push_str(&format!("{text} ({url})")),
            Some((text, _)) => plain.push_str(text),
            None => plain.push_str(inside),
        }
        rest = after;
    }
    plain + rest
}

/// Where in a text a line is.
#[derive(Debug, Default)]
struct State {
    /// Whether what is indented goes, as that of a comment.
    hides_indented: bool,
    /// Whether options of a directive may follow.
    in_options: bool,
    /// Whether lines up to an empty one go.
    hides_paragraph: bool,
    /// The line that ends what goes.
    hidden_up_to: Option<String>,
    /// The line that ends what stays as it is.
    verbatim_up_to: Option<String>,
    /// How many conditions are open.
    conditions: usize,
    /// The level of the heading below which all goes.
    hidden_level: Option<usize>,
    /// The tags whose headings go, with all that is below.
    excluded: Vec<String>,
}

impl State {
    fn blank(&mut self) -> Kind {
        (self.in_options, self.hides_paragraph) = (false, false);
        if self.verbatim_up_to.is_some() { Kind::Verbatim } else { Kind::Hidden }
    }

    /// What becomes of a line inside of a block that goes or stays whole; nothing where there is none.
    fn in_block(&mut self, text: &str) -> Option<Kind> {
        for (end, kind) in
            [(&mut self.hidden_up_to, Kind::Hidden), (&mut self.verbatim_up_to, Kind::Verbatim)]
        {
            if let Some(line) = end {
                let is_end = line.eq_ignore_ascii_case(text);
                if is_end {
                    *end = None;
                }
                return Some(if is_end { Kind::Hidden } else { kind });
            }
        }
        None
    }

    fn of_rest(&mut self, line: &str, above: Kind) -> Kind {
        let text = line.trim();
        let is_indented = line.starts_with([' ', '\t']);
        if is_indented {
            return match text {
                _ if self.hides_indented => Kind::Hidden,
                _ if self.in_options && text.starts_with(':') => Kind::Hidden,
                _ if is_item(text) => Kind::Start,
                _ => continued(above),
            };
        }
        (self.hides_indented, self.in_options) = (false, false);
        if let Some(explicit) =
            text.strip_prefix("..").filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            let explicit = explicit.trim();
            if explicit.starts_with('[') {
                return Kind::Start;
            }
            let directive = explicit.split_once("::").map(|(name, _)| name);
            let is_shown = directive.is_some_and(|name| {
                !name.starts_with(['|', '_'])
                    && !matches!(name, "raw" | "meta" | "role" | "only" | "ifconfig")
            });
            (self.hides_indented, self.in_options) = (!is_shown, is_shown);
            return Kind::Hidden;
        }
        let is_of_table = text.starts_with(['+', '|']) || text.contains("   ");
        match text {
            "::" => Kind::Hidden,
            _ if is_rule(text) || text.bytes().all(|byte| matches!(byte, b'=' | b' ')) => Kind::Hidden,
            _ if is_of_table || field(line).is_some() => Kind::Verbatim,
            _ if is_item(text) => Kind::Start,
            _ => Kind::Flow,
        }
    }

    fn of_asciidoc(&mut self, line: &str, above: Kind) -> Kind {
        let text = line.trim();
        if let Some(kind) = self.in_block(text) {
            return kind;
        }
        if text.starts_with("endif::") {
            self.conditions = self.conditions.saturating_sub(1);
            return Kind::Hidden;
        }
        if ["ifdef::", "ifeval::", "ifndef::"].iter().any(|start| text.starts_with(start))
            && text.ends_with("[]")
        {
            self.conditions = self.conditions.saturating_add(1);
        }
        let begins_block = is_rule(text) || text == "--";
        if begins_block && (text.starts_with('/') || self.hides_paragraph) {
            self.hidden_up_to = Some(text.to_owned());
            return Kind::Hidden;
        }
        if begins_block && text.starts_with(['-', '.', '+', '`']) && text != "--" {
            self.verbatim_up_to = Some(text.to_owned());
            return Kind::Hidden;
        }
        let is_attribute = text.starts_with('[') && text.ends_with(']');
        self.hides_paragraph |= is_attribute && text.starts_with("[comment");
        let is_macro = |text: &str| {
            text.split_once("::")
                .is_some_and(|(name, rest)| !name.contains(char::is_whitespace) && rest.ends_with(']'))
        };
        match text {
            _ if self.conditions > 0 || self.hides_paragraph || begins_block || is_attribute => Kind::Hidden,
            "+" => Kind::Hidden,
            _ if text.starts_with("//") || text.starts_with("|==") || is_macro(text) => Kind::Hidden,
            _ if field(line).is_some() => Kind::Hidden,
            _ if text.starts_with('|') || text.starts_with("==") => Kind::Verbatim,
            _ if is_item(text) => Kind::Start,
            _ if line.starts_with([' ', '\t']) => continued(above),
            _ => Kind::Flow,
        }
    }

    /// Whether one of the tags of a headline, between colons, keeps it from being shown.
    fn is_excluded(&self, tags: &str) -> bool {
        let is = |tag: &str| self.excluded.iter().any(|own| own.eq_ignore_ascii_case(tag));
        tags.split(':').any(|tag| !tag.is_empty() && is(tag))
    }

    fn of_org(&mut self, line: &str, above: Kind) -> Kind {
        let text = line.trim();
        if let Some(kind) = self.in_block(text) {
            return kind;
        }
        let stars = line.bytes().take_while(|byte| *byte == b'*').count();
        if stars > 0 && line.get(stars..).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
            let is_below = self.hidden_level.is_some_and(|level| stars > level);
            let heading = line.get(stars..).unwrap_or_default().trim();
            if !is_below {
                let is_comment = heading.split_whitespace().take(2).any(|word| word == "COMMENT");
                let tags = heading.split_whitespace().next_back().filter(|tags| tags.starts_with(':'));
                let is_hidden = is_comment || tags.is_some_and(|tags| self.is_excluded(tags));
                self.hidden_level = is_hidden.then_some(stars);
            }
            return if self.hidden_level.is_some() { Kind::Hidden } else { Kind::Verbatim };
        }
        let lower = text.to_ascii_lowercase();
        if let Some(block) = lower.strip_prefix("#+begin_") {
            let name = block.split(' ').next().unwrap_or_default();
            let end = Some(format!("#+end_{name}"));
            match name {
                "comment" | "export" => self.hidden_up_to = end,
                "src" | "example" | "verse" => self.verbatim_up_to = end,
                _ => {}
            }
        } else if matches!(lower.as_str(), ":properties:" | ":logbook:") {
            self.hidden_up_to = Some(":end:".to_owned());
        }
        match text {
            _ if self.hidden_level.is_some() || self.hidden_up_to.is_some() => Kind::Hidden,
            _ if text == "#" || text.starts_with("# ") || text.starts_with("#+") => Kind::Hidden,
            _ if text.starts_with(['|', ':']) => Kind::Verbatim,
            _ if is_item(text) => Kind::Start,
            _ if line.starts_with([' ', '\t']) => continued(above),
            _ => Kind::Flow,
        }
    }
}

/// The tags whose headlines Org shows nobody: its own, and those that lines `#+EXCLUDE_TAGS:` name, wherever they stand.
fn excluded_tags(head: &str, text: &str) -> Vec<String> {
    let named = head.lines().chain(text.lines()).filter_map(|line| {
        let (key, tags) = line.trim_start().strip_prefix("#+")?.split_once(':')?;
        key.trim_end_matches('+').eq_ignore_ascii_case("exclude_tags").then_some(tags)
    });
    let named =
        named.flat_map(|tags| tags.split(|sign: char| sign.is_whitespace() || matches!(sign, ':' | ',')));
    ["noexport"].into_iter().chain(named).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// What becomes of an indented line: it belongs to the item above, or is as it stands.
fn continued(above: Kind) -> Kind {
    if matches!(above, Kind::Start | Kind::Flow) { Kind::Flow } else { Kind::Verbatim }
}

/// Whether the line begins an item of a list.
fn is_item(text: &str) -> bool {
    let (mark, rest) = text.split_once(' ').unwrap_or((text, ""));
    let number = mark.trim_end_matches(['.', ')']);
    let is_number = number.len() < mark.len()
        && number.len() < 4
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'#');
    let is_mark = !mark.is_empty() && mark.bytes().all(|byte| matches!(byte, b'*' | b'-' | b'+' | b'.'));
    !rest.is_empty() && (is_number || is_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_lines_and_what_only_a_processor_understands_goes() {
        for (markup, text, expected) in [
            (
                Markup::Rest,
                "One\n---\nTwo\nthree\n\n* four\n  five\n* six\n\n.. image:: /a.png\n   :alt: x\n\nSo::\n\n  a\n   b\n\n:kept: x\n",
                "One\n\nTwo three\n\n* four five\n* six\n\n\n\n\nSo::\n\n  a\n   b\n\n:kept: x\n",
            ),
            (
                Markup::Rest,
                "+---+\n| a |\n+---+\n== ==\na   b\nc   d\n== ==\n",
                "+---+\n| a |\n+---+\n\na   b\nc   d\n\n",
            ),
            (
                Markup::Rest,
                ".. [1] A note\n   of two lines\n.. note::\n\n   Kept.\n",
                ".. [1] A note of two lines\n\n\n   Kept.\n",
            ),
            (
                Markup::AsciiDoc,
                "== One\nTwo\nthree\n\n[source,c]\n----\nx\ny\n----\nimage::a.png[A]\n. four\n. five\n",
                "== One\nTwo three\n\n\n\nx\ny\n\n\n. four\n. five\n",
            ),
            (
                Markup::Org,
                "* One\nTwo\nthree\n#+BEGIN_SRC c\nx\ny\n#+END_SRC\n- four\n  five\n",
                "* One\nTwo three\n\nx\ny\n\n- four five\n",
            ),
        ] {
            assert_eq!(plain(text, markup, ""), expected, "{text}");
        }
    }

    #[test]
    fn links_and_code_of_restructuredtext_lose_their_marks() {
        for (text, expected) in [
            (
                "See `the\npage <https://example.org/a>`_ and `it`__.\n",
                "See the page (https://example.org/a) and it.\n",
            ),
            ("Use ``a `b` c`` or `d <e.rst>`_, `f\n", "Use a `b` c or d, `f\n"),
            ("So::\n\n  ``a`` `b`_\n", "So::\n\n  ``a`` `b`_\n"),
            ("``\n", "``\n"),
        ] {
            assert_eq!(plain(text, Markup::Rest, ""), expected, "{text}");
        }
    }

    #[test]
    fn no_comment_is_shown() {
        for (markup, text) in [
            (Markup::Rest, ".. gone\n   gone\n\n   gone\n\nA.\n"),
            (Markup::Rest, "..\n   gone\nA.\n"),
            (Markup::Rest, ".. raw:: html\n\n   <p>gone</p>\n\nA.\n"),
            (Markup::Rest, ".. only:: internal\n\n   gone\n\nA.\n"),
            (Markup::Rest, ".. |x| replace:: gone\n   gone\nA.\n"),
            (Markup::Rest, ".. _gone:\n\nA.\n"),
            (Markup::AsciiDoc, "// gone\nA.\n"),
            (Markup::AsciiDoc, "////\ngone\n\ngone\n////\nA.\n"),
            (Markup::AsciiDoc, "[comment]\ngone\ngone\n\nA.\n"),
            (Markup::AsciiDoc, "[comment]\n--\ngone\n\ngone\n--\nA.\n"),
            (Markup::AsciiDoc, "ifdef::x[]\ngone\n\ngone\nendif::[]\nA.\n"),
            (Markup::AsciiDoc, "ifdef::x[gone]\nA.\n"),
            (Markup::Org, "# gone\n#+begin_comment\ngone\n\ngone\n#+end_comment\nA.\n"),
            (Markup::Org, "#+BEGIN_EXPORT html\ngone\n#+END_EXPORT\nA.\n"),
            (Markup::Org, "* COMMENT gone\ngone\n** gone\ngone\n* A.\n"),
            (Markup::Org, "* TODO COMMENT gone\n* A.\n"),
            (Markup::Org, "* gone :x:noexport:\ngone\n* A.\n"),
            (
                Markup::Org,
                "#+EXCLUDE_TAGS: secret other\n* gone\t:x:Secret:\ngone\n** gone\n*\tgone :other:\ngone\n* A.\n",
            ),
            (Markup::Org, "* A.\n* gone :noexport:\n#+exclude_tags: secret\n* gone :secret:\ngone\n"),
            (Markup::Org, ":PROPERTIES:\n:gone: gone\n:END:\nA.\n"),
        ] {
            let shown = plain(text, markup, "");
            assert!(shown.contains("A.") && !shown.contains("gone"), "{text}: {shown}");
        }
    }
}
