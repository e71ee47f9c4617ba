//! What links to files look like in a text: where they may begin, and what belongs to them.

use memchr::{memchr2, memchr3};

/// What a link is written as, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// The path of a file where a URL is.
    Path {
        /// Whether the path leads nowhere where the file is no article.
        is_source: bool,
        /// Whether it stands in the definition of a link, where it cannot be empty.
        is_definition: bool,
        /// The address of the page where it is no record.
        page: Option<String>,
    },
    /// A tag that stands for a URL, with the fragment behind it.
    Url(String),
    /// A tag that stands for a whole link, with the text that it names.
    Whole(Option<String>),
    /// What has an address in any case.
    Fixed(String),
}

impl Form {
    pub(super) fn is_tag(&self) -> bool {
        matches!(self, Form::Url(_) | Form::Whole(_))
    }
}

/// Where a link may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Behind what opens the target of a link.
    Link,
    /// Behind the label of its definition.
    Definition,
    /// In the attribute of HTML.
    Attribute,
    /// Behind what opens a tag.
    Tag(&'static str),
}

/// The next mark and where the text behind it begins.
pub(super) fn next_mark(text: &str, from: usize) -> Option<(Mark, usize)> {
    let bytes = text.as_bytes();
    let mut from = from;
    loop {
        let at = from.saturating_add(memchr3(b']', b'{', b'=', bytes.get(from..)?)?);
        let behind = at.saturating_add(2);
        let mark = match bytes.get(at..behind)? {
            b"](" => Some(Mark::Link),
            b"]:" => Some(Mark::Definition),
            b"{%" => Some(Mark::Tag("{%")),
            b"{{" => match bytes.get(behind) {
                Some(b'<') => Some(Mark::Tag("{{<")),
                Some(b'%') => Some(Mark::Tag("{{%")),
                _ => None,
            },
            b"=\"" | b"='" if is_attribute(bytes.get(..at)?) => Some(Mark::Attribute),
            _ => None,
        };
        match mark {
            Some(Mark::Tag(opening)) => return Some((Mark::Tag(opening), at.saturating_add(opening.len()))),
            Some(mark) => return Some((mark, behind)),
            None => from = at.saturating_add(1),
        }
    }
}

/// Whether the name of an attribute that holds a URL stands at the end.
fn is_attribute(before: &[u8]) -> bool {
    let ends = |name: &[u8]| {
        let start = before.len().checked_sub(name.len().saturating_add(1));
        let end = start.and_then(|start| before.get(start..));
        end.and_then(|end| end.split_first())
            .is_some_and(|(first, end)| first.is_ascii_whitespace() && end.eq_ignore_ascii_case(name))
    };
    ends(b"href") || ends(b"src")
}

/// The path that a URL is.
pub(super) struct Link<'t> {
    /// How many bytes are before it.
    pub skipped: usize,
    /// The bracket before it, if there is one.
    pub skipped_bracket: Option<char>,
    pub path: &'t str,
    /// How many bytes behind it are a query and a fragment.
    pub behind: usize,
}

/// The path that the URL is which the text begins with; nothing where it has a scheme or a host.
pub(super) fn link(rest: &str) -> Option<Link<'_>> {
    let written = rest.trim_start_matches([' ', '<']);
    let skipped = rest.len().saturating_sub(written.len());
    let has_bracket = rest.get(..skipped).is_some_and(|skipped| skipped.contains('<'));
    let ends = |character: char| {
        (character.is_whitespace() && !(has_bracket && character == ' '))
            || matches!(character, ')' | '#' | '?' | '>' | ']' | '(' | '"' | '\'' | '\\')
    };
    let path = written.get(..written.find(ends).unwrap_or(written.len()))?;
    let is_path = !path.is_empty() && !path.contains(':') && !path.starts_with("//");
    let behind = written.get(path.len()..).filter(|rest| rest.starts_with(['#', '?'])).unwrap_or_default();
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']' | '"' | '\'');
    let behind = behind.find(ends).unwrap_or(behind.len());
    is_path.then(|| Link { skipped, skipped_bracket: has_bracket.then_some('<'), path, behind })
}

/// The word in braces or bars before a path of Pelican's, and the path.
pub(super) fn marked(written: &str) -> Option<(&str, &str)> {
    let (word, path) = match written.strip_prefix('{') {
        Some(rest) => rest.split_once('}')?,
        None => written.strip_prefix('|')?.split_once('|')?,
    };
    word.bytes().all(|byte| byte.is_ascii_lowercase()).then_some((word, path))
}

/// A tag that may stand for a link.
pub(super) struct Tag<'t> {
    pub name: &'t str,
    /// Its first argument, or the one that is called `path`.
    pub argument: String,
    /// The text behind it.
    pub label: Option<String>,
    /// The language that it asks for.
    pub language: Option<String>,
    /// The bytes up to its end.
    pub length: usize,
}

/// The tag that the text behind its opening begins with.
pub(super) fn tag<'t>(rest: &'t str, opening: &str) -> Option<Tag<'t>> {
    // Such a tag is one line without another: so a text full of openings is read but once.
    let end = memchr2(b'{', b'\n', rest.as_bytes()).unwrap_or(rest.len());
    let closing = match opening {
        "{{<" => ">}}",
        "{{%" => "%}}",
        _ => "%}",
    };
    let (code, _) = rest.get(..end)?.split_once(closing)?;
    let (name, arguments) = code.trim_matches(['-', ' ']).split_once(char::is_whitespace)?;
    let is_one = matches!(name, "link" | "post_url" | "post_link" | "post_path" | "ref" | "relref");
    let length = code.len().saturating_add(closing.len());
    let arguments = arguments.trim();
    if !is_one || arguments.is_empty() {
        return None;
    }
    if matches!(name, "link" | "post_url") {
        let argument = arguments.trim_start_matches('/').to_owned();
        return (!argument.is_empty()).then_some(Tag { name, argument, label: None, language: None, length });
    }
    let (mut places, mut path, mut language) = (Vec::new(), None, None);
    for (key, value) in words(arguments) {
        match key {
            Some("path") => path = Some(value),
            Some("lang") => language = Some(value),
            Some(_) => {}
            None if value == "." => {}
            None => places.push(value),
        }
    }
    let mut places = places.into_iter();
    let argument = path.or_else(|| places.next())?;
    let label =
        places.filter(|word| !matches!(word.as_str(), "true" | "false")).collect::<Vec<_>>().join(" ");
    Some(Tag { name, argument, label: Some(label).filter(|label| !label.is_empty()), language, length })
}

/// The words of arguments, each with its key: a value in quotes is one.
fn words(text: &str) -> Vec<(Option<&str>, String)> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while !rest.is_empty() {
        let key_end =
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let (key, behind) = match rest.get(key_end..).and_then(|behind| behind.strip_prefix('=')) {
            Some(behind) if key_end > 0 => (rest.get(..key_end), behind),
            _ => (None, rest),
        };
        let quote = behind.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
        let quoted = quote.and_then(|quote| behind.get(1..)?.split_once(quote));
        let (value, after) =
            quoted.unwrap_or_else(|| behind.split_once(char::is_whitespace).unwrap_or((behind, "")));
        found.push((key, value.to_owned()));
        rest = after.trim_start();
    }
    found
}
