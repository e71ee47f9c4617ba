//! The tags and expressions of MDX: where they end, and what they show.

use super::arguments::Arguments;
use super::translate::translate;

/// How far the end of a tag or an expression is searched for, in bytes.
const FARTHEST: usize = 64 * 1024;

/// What a tag is.
pub(super) enum Tag {
    /// One of HTML, with plain attributes alone.
    Html(String),
    /// The start of a component.
    Start,
    /// The end of one.
    End,
    /// A component with a known meaning.
    Shown(String),
    /// A component without content, of unknown meaning.
    Lost,
}

/// Whether the text, which begins with `<`, begins with a tag.
pub(super) fn begins_tag(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or_default();
    let end = name.find(|next: char| !(next.is_alphanumeric() || "._-".contains(next))).unwrap_or(name.len());
    let behind = name.get(end..).and_then(|rest| rest.chars().next());
    let is_name =
        name.starts_with(|first: char| first.is_ascii_alphabetic()) || end == 0 && name.starts_with('>');
    is_name && behind.is_some_and(|next| next.is_whitespace() || matches!(next, '>' | '/' | '{'))
}

/// The length of the tag that the text begins with.
pub(super) fn tag_end(text: &str) -> Option<usize> {
    let mut at = 1usize;
    while at <= FARTHEST {
        let rest = text.get(at..)?;
        let next = rest.bytes().next()?;
        let length = match next {
            b'>' => return at.checked_add(1),
            // The next tag begins before this one ends.
            b'<' => return None,
            b'{' => braces_end(rest)?,
            b'"' | b'\'' => rest.get(1..)?.bytes().position(|byte| byte == next)?.saturating_add(2),
            _ => rest.chars().next()?.len_utf8(),
        };
        at = at.saturating_add(length);
    }
    None
}

/// The length of the expression in braces that the text begins with.
pub(super) fn braces_end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote: Option<u8> = None;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().take(FARTHEST) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'\n' if quote.is_some_and(|quote| quote != b'`') => quote = None,
            _ if quote.is_some() => quote = quote.filter(|quote| *quote != byte),
            b'"' | b'\'' | b'`' => quote = Some(byte),
            b'{' => depth = depth.saturating_add(1),
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at.checked_add(1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text of an expression that is nothing but a text in quotation marks.
pub(super) fn literal(expression: &str) -> Option<&str> {
    let quoted = |&quote: &char| {
        expression.strip_prefix(quote)?.strip_suffix(quote).filter(|text| !text.contains(quote))
    };
    ['"', '\'', '`'].iter().find_map(quoted).filter(|text| !text.contains("${"))
}

/// The text in quotation marks that an expression in an attribute consists of, or passes to one function.
fn value(expression: &str) -> Option<&str> {
    let expression = expression.trim();
    let argument = || expression.split_once('(')?.1.rsplit_once(')');
    literal(expression).or_else(|| literal(argument()?.0.trim()))
}

/// Reads a whole tag.
pub(super) fn read(source: &str) -> Tag {
    let is_end = source.starts_with("</");
    let inside = source.trim_start_matches(['<', '/']).trim_end_matches('>');
    let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
    let end = inside.find(|next: char| next.is_whitespace() || next == '{').unwrap_or(inside.len());
    let (name, attributes) = inside.split_at_checked(end).unwrap_or((inside, ""));
    let is_component = name.is_empty() || name.contains('.') || name.starts_with(char::is_uppercase);
    if is_end {
        return if is_component { Tag::End } else { Tag::Html(source.to_owned()) };
    }
    if !is_component && !attributes.contains('{') {
        return Tag::Html(source.to_owned());
    }
    let attributes = attributes_in(attributes);
    if is_component {
        let shown = translate(name, &Arguments::named(attributes));
        return match shown {
            Some(html) if is_empty => Tag::Shown(html),
            _ if is_empty => Tag::Lost,
            _ => Tag::Start,
        };
    }
    let attributes =
        attributes.into_iter().map(|(name, value)| format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
    let end = if is_empty { " /" } else { "" };
    Tag::Html(format!("<{name}{}{end}>", attributes.collect::<String>()))
}

/// The attributes whose values are texts.
fn attributes_in(text: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if rest.starts_with('{') {
            rest = behind(rest, braces_end(rest));
            continue;
        }
        let end = rest.find(|next: char| next.is_whitespace() || next == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let after = after.trim_start();
        let Some(after) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let (text, length) = match after.chars().next() {
            Some('{') => {
                let length = braces_end(after);
                let inside = length.and_then(|length| after.get(1..length.saturating_sub(1)));
                (inside.and_then(value), length)
            }
            Some(quote @ ('"' | '\'')) => {
                let length = after.get(1..).and_then(|rest| rest.find(quote));
                (
                    length.and_then(|length| after.get(1..)?.get(..length)),
                    length.map(|length| length.saturating_add(2)),
                )
            }
            _ => (None, after.find(char::is_whitespace)),
        };
        if let Some(text) = text {
            attributes.push((name.to_ascii_lowercase(), text.to_owned()));
        }
        rest = behind(after, length);
    }
    attributes
}

/// What follows the first bytes of a text; nothing where their number is not known.
fn behind(text: &str, length: Option<usize>) -> &str {
    length.and_then(|length| text.get(length..)).unwrap_or_default().trim_start()
}
