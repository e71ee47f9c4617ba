//! Call-outs -> block quotes that begin with a strong line: `> [!NOTE]` (GitHub, Obsidian), `!!! note "Head"` and `???`
//! (MkDocs, with its tabs `=== "Head"`), `:::note[Head]` to `:::` (Docusaurus, VitePress, Pandoc). None in code is touched.
//!
//! What cannot be a call-out for certain stays text: `!!!` wants a known kind, a quoted head or an indented body.

use std::borrow::Cow;

use memchr::memmem;

use super::code::Verbatim;

/// Kinds of call-outs, which make a head where none is written. Those of others are mere containers.
const KINDS: [&str; 27] = [
    "abstract", "attention", "bug", "caution", "check", "danger", "details", "error", "example", "failure",
    "faq", "help", "hint", "important", "info", "note", "question", "quote", "seealso", "success", "summary",
    "tip", "tldr", "todo", "warn", "warning", "callout",
];

/// What the first line of a call-out that is no block quote begins with.
const MARKS: [&str; 4] = ["!!!", "???", "===", ":::"];

/// How deep call-outs are followed. Each writes a mark before every line.
const DEEPEST: usize = 8;

/// The largest indentation of a call-out, in columns.
const WIDEST: usize = 32;

/// The text with block quotes in place of call-outs.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    let holds = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let is_mark = |line: &str| marker(line.trim_start()).is_some();
    let may_have_marks = || MARKS.into_iter().any(holds);
    if !(holds("[!") || may_have_marks() && text.lines().any(is_mark)) {
        return Cow::Borrowed(text);
    }
    let mut quotes = Quotes::of(text);
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        quotes.line(line, start, text.get(start.saturating_add(line.len())..).unwrap_or_default());
        start = start.saturating_add(line.len());
    }
    Cow::Owned(quotes.out)
}

/// The beginning of a call-out.
struct Marker<'t> {
    /// Whether its body is indented; else it ends at a line of colons.
    is_indented: bool,
    /// What is said of its kind; empty where nothing is.
    kind: &'t str,
    /// Its head; an empty one is to be left out.
    head: Option<&'t str>,
}

/// The call-out that a line without its indentation begins.
fn marker(line: &str) -> Option<Marker<'_>> {
    let line = line.trim_end();
    let after = |mark: &str| line.strip_prefix(mark).map(|rest| rest.strip_prefix('+').unwrap_or(rest));
    if let Some(rest) = after("!!!").or_else(|| after("???")) {
        let rest = rest.strip_prefix(' ')?.trim();
        let (kind, head) = match rest.split_once('"') {
            Some((kind, head)) => (kind.trim(), Some(head.strip_suffix('"')?)),
            None => (rest, None),
        };
        let first = kind.split(' ').next().unwrap_or_default();
        let are_names = kind.split(' ').all(is_name);
        // Of a known kind, what follows without quotation marks is its head all the same.
        let bare = kind.get(first.len()..).map(|head| head.trim().trim_matches(['“', '”']));
        let head = head.or(bare.filter(|_| !are_names));
        return (are_names || KINDS.contains(&first)).then_some(Marker {
            is_indented: true,
            kind: first,
            head,
        });
    }
    if let Some(rest) = after("===") {
        let head = rest.trim_start_matches('!').trim().strip_prefix('"')?.strip_suffix('"')?;
        return Some(Marker { is_indented: true, kind: "", head: Some(head) });
    }
    let rest = line.strip_prefix(":::")?.trim_start_matches(':').trim_start();
    let rest = rest.trim_end_matches(':').trim_end();
    if let Some(attributes) = rest.strip_prefix('{') {
        let attributes = attributes.strip_suffix('}')?;
        let mut classes = attributes.split_whitespace().filter_map(|part| part.strip_prefix('.'));
        let kind = classes.next().map_or("", |class| class.strip_prefix("callout-").unwrap_or(class));
        return Some(Marker { is_indented: false, kind, head: title_in(attributes) });
    }
    let end = rest.find(|next: char| !(next.is_alphanumeric() || "-_".contains(next))).unwrap_or(rest.len());
    let (kind, rest) = rest.split_at_checked(end)?;
    let head = match rest.chars().next() {
        None => None,
        Some('[') => Some(rest.strip_prefix('[')?.rsplit_once(']')?.0),
        Some('{') => title_in(rest.trim_matches(['{', '}'])),
        Some(' ') => Some(rest.trim()),
        Some(_) => return None,
    };
    is_name(kind).then_some(Marker { is_indented: false, kind, head })
}

fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|next| next.is_alphanumeric() || "-_".contains(next))
}

/// The value of `title` among attributes.
fn title_in(attributes: &str) -> Option<&str> {
    attributes.split_once("title=\"")?.1.split('"').next()
}

/// Whether a line is nothing but the colons that end a call-out.
fn is_end(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|byte| byte == b':')
}

/// A call-out that has not ended.
struct Open {
    indent: usize,
    is_indented: bool,
    is_quote: bool,
}

/// The text as far as it is written, and what has not ended in it.
struct Quotes {
    out: String,
    parts: Verbatim,
    open: Vec<Open>,
    /// The fence of the code that has not ended: its sign, and how many of them.
    fence: Option<(u8, usize)>,
    /// How many lines that end a call-out are still to come.
    ends: usize,
}

impl Quotes {
    fn of(text: &str) -> Quotes {
        Quotes {
            out: String::with_capacity(text.len().saturating_add(128)),
            parts: Verbatim::of_markdown(text),
            open: Vec::new(),
            fence: None,
            ends: text.lines().filter(|line| is_end(line)).count(),
        }
    }

    /// Writes one line, which begins at `start` of the text and before `rest`.
    fn line(&mut self, line: &str, start: usize, rest: &str) {
        let content = line.trim_start_matches([' ', '\t']);
        let at = start.saturating_add(line.len().saturating_sub(content.len()));
        let is_blank = content.trim().is_empty();
        let indent = columns(line);
        if !is_blank {
            self.end_indented(indent);
        }
        let is_code = self.is_code(content, at);
        self.ends = self.ends.saturating_sub(usize::from(is_end(content)));
        if is_code || is_blank {
            return self.write(line);
        }
        if is_end(content) && self.open.iter().any(|open| !open.is_indented) {
            while self.open.pop().is_some_and(|open| open.is_indented) {}
            return self.write("\n");
        }
        if let Some(alert) = alert(content) {
            return self.write(&format!("{}{alert}  \n", " ".repeat(indent.min(WIDEST))));
        }
        let Some(marker) = marker(content).filter(|_| indent <= WIDEST && self.open.len() < DEEPEST) else {
            return self.write(line);
        };
        self.begin(&marker, line, indent, rest);
    }

    fn begin(&mut self, marker: &Marker<'_>, line: &str, indent: usize, rest: &str) {
        let kind = marker.kind.to_ascii_lowercase();
        let is_known = KINDS.contains(&kind.as_str());
        let next = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let unended = self.open.iter().filter(|open| !open.is_indented).count();
        let has_body = match marker.is_indented {
            true => columns(next) >= indent.saturating_add(4),
            false => self.ends > unended,
        };
        let is_quoted = marker.is_indented && marker.head.is_some() && line.contains('"');
        let is_bare = is_known && (!marker.is_indented || line.split_whitespace().count() == 2);
        let is_certain = is_bare || is_quoted && !kind.is_empty();
        if !(has_body || is_certain) {
            return self.write(line);
        }
        let head = match marker.head.map(str::trim) {
            Some(head) => head.to_owned(),
            None if is_known => capitalised(&kind),
            None => String::new(),
        };
        let is_quote = is_known || (marker.is_indented && !kind.is_empty());
        self.write("\n");
        self.open.push(Open { indent, is_indented: marker.is_indented, is_quote });
        if !head.is_empty() {
            self.write(&format!("{}<strong>{head}</strong>\n", " ".repeat(self.stripped())));
            self.write("\n");
        }
        if !has_body {
            self.open.pop();
            self.write("\n");
        }
    }

    /// Ends the call-outs whose body a line with this indentation does not belong to.
    fn end_indented(&mut self, indent: usize) {
        let mut has_ended = false;
        while self.open.last().is_some_and(|open| open.is_indented && indent < open.indent.saturating_add(4))
        {
            self.open.pop();
            self.fence = None;
            has_ended = true;
        }
        if has_ended {
            self.write("\n");
        }
    }

    /// Whether the line is code: that of the whole text is known, but what is indented in a call-out is none.
    fn is_code(&mut self, content: &str, at: usize) -> bool {
        if self.open.is_empty() {
            return self.parts.covers(at);
        }
        let sign = content.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'));
        let length = content.bytes().take_while(|byte| Some(*byte) == sign).count();
        match self.fence {
            Some((open, least)) => {
                let rest = content.get(length..).unwrap_or_default();
                if sign == Some(open) && length >= least && rest.trim().is_empty() {
                    self.fence = None;
                }
                true
            }
            None => {
                self.fence = sign.filter(|_| length >= 3).map(|sign| (sign, length));
                self.fence.is_some()
            }
        }
    }

    /// The columns that lines in the open call-outs are indented by.
    fn stripped(&self) -> usize {
        let indented = self.open.iter().filter(|open| open.is_indented).count().saturating_mul(4);
        self.open.first().map_or(0, |open| open.indent).saturating_add(indented)
    }

    /// Writes a line with the marks of the open call-outs before it.
    fn write(&mut self, line: &str) {
        let Some(outermost) = self.open.first() else { return self.out.push_str(line) };
        let mut prefix = " ".repeat(outermost.indent);
        prefix.extend(self.open.iter().filter(|open| open.is_quote).map(|_| "> "));
        let line = without_columns(line, self.stripped());
        self.out.push_str(if line.trim().is_empty() { prefix.trim_end() } else { &prefix });
        self.out.push_str(line);
    }
}

/// The head of an alert in place of its mark, which a line of a block quote begins with.
fn alert(line: &str) -> Option<String> {
    let body = line.strip_prefix('>')?.trim_start_matches(['>', ' ']);
    let (kind, rest) = body.strip_prefix("[!")?.split_once(']')?;
    if !is_name(kind) || rest.starts_with(['(', '[', ':']) {
        return None;
    }
    let marks = line.get(..line.len().saturating_sub(body.len()))?;
    let head = rest.trim_start_matches(['-', '+']).trim();
    let head = if head.is_empty() { capitalised(&kind.to_ascii_lowercase()) } else { head.to_owned() };
    Some(format!("{marks}<strong>{head}</strong>"))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How far a line is indented, with four columns for a tab.
fn columns(line: &str) -> usize {
    let width = |byte: u8| if byte == b'\t' { 4 } else { 1 };
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).map(width).sum()
}

/// The line without its first columns, as far as these are white space.
fn without_columns(line: &str, most: usize) -> &str {
    let mut column = 0usize;
    let end = line.bytes().position(|byte| {
        let is_over = column >= most || !matches!(byte, b' ' | b'\t');
        column = column.saturating_add(if byte == b'\t' { 4 } else { 1 });
        is_over
    });
    line.get(end.unwrap_or(line.len())..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::from_markdown;

    #[test]
    fn call_outs_become_block_quotes() {
        for (text, html) in [
            (
                "> [!NOTE]\n> Mind.\n\n> [!tip]- Own *head*\n> b",
                "<blockquote>\n<p><strong>Note</strong><br />\nMind.</p>\n</blockquote>\n\
                 <blockquote>\n<p><strong>Own <em>head</em></strong><br />\nb</p>\n</blockquote>\n",
            ),
            (
                "!!! warning \"Head\"\n    Body.\n\n    - a\nnext",
                "<blockquote>\n<p><strong>Head</strong></p>\n<p>Body.</p>\n<ul>\n<li>a</li>\n</ul>\n</blockquote>\n<p>next</p>\n",
            ),
            (
                "??? note \"\"\n    Body\n\n    !!! tip\n        In\n",
                "<blockquote>\n<p>Body</p>\n<blockquote>\n<p><strong>Tip</strong></p>\n<p>In</p>\n</blockquote>\n</blockquote>\n",
            ),
            (
                ":::tip[Head]\nIn.\n:::\nout",
                "<blockquote>\n<p><strong>Head</strong></p>\n<p>In.</p>\n</blockquote>\n<p>out</p>\n",
            ),
            (
                "::: info More here\n\n::: {.wide}\na\n:::\n\n:::",
                "<blockquote>\n<p><strong>More here</strong></p>\n<p>a</p>\n</blockquote>\n",
            ),
            (
                "!!! note “Bare head (1)”\n    a\n",
                "<blockquote>\n<p><strong>Bare head (1)</strong></p>\n<p>a</p>\n</blockquote>\n",
            ),
            ("=== \"Linux\"\n\n    ls\n", "<p><strong>Linux</strong></p>\n<p>ls</p>\n"),
        ] {
            assert_eq!(from_markdown(text), html, "{text}");
        }
    }

    #[test]
    fn what_only_resembles_a_call_out_stays() {
        for text in [
            "!!! wow", "!!! wow, a boat", "!!! note that it is fun", "??? why not", ":::boat", "> [!x](y)",
            "a\n\n    !!! note\n", "```\n:::tip\n:::\n```", "=== x", "::: a",
        ] {
            let html = from_markdown(text);
            assert!(!html.contains("strong"), "{html}");
            let words = |text: &str| text.replace(['`', '>', '\n', ' '], "");
            let plain = crate::html::plain_text(&html);
            assert!(text.contains("](") || words(&plain) == words(text), "{text} {html}");
        }
    }

    #[test]
    fn call_outs_in_call_outs_cost_no_more_than_their_length() {
        let deep: String =
            (0..2000).map(|depth| format!("{}!!! note\n", " ".repeat(4 * (depth % 20)))).collect();
        for text in
            [deep, ":::note\n".repeat(20_000), ":::note\n:::\n".repeat(10_000), "> [!NOTE]\n".repeat(10_000)]
        {
            let most = text.len().saturating_mul(20);
            assert!(super::quoted(&text).len() < most);
        }
    }
}
