//! What a Next.js site makes the addresses of its articles of -> whether that is the known way: the `slug` of the front matter,
//! else folders and name, without the ending and the day. Where in doubt it is not.
//!
//! The key that pages give to the name in brackets, `slug: post.slug`, is followed by its name to where layers and readers
//! make it. Regular expressions count, so that texts are looked at, and no words.

use std::collections::BTreeSet;

use super::plain::Reader;
use crate::ordered::CollectOrdered;

/// What a value that stands for something else than an article speaks of.
const OTHERS: [&str; 8] = ["tag", "categor", "author", "heading", "series", "topic", "project", "image"];

/// Where the text of a number makes a key of addresses in a way that is not known to be plain: the line, from 1. `keys` are those that
/// pages name.
pub(super) fn computed(reader: &mut Reader<'_>, at: usize, keys: &BTreeSet<String>) -> Option<usize> {
    let text = reader.text(at);
    for (start, value) in keys.iter().flat_map(|key| values(text, key)) {
        let before = text.get(..start).unwrap_or_default();
        let lower = value.to_lowercase();
        let is_other = OTHERS.iter().any(|other| lower.contains(other));
        if !is_other && !reader.is_plain(at, value) {
            return Some(before.matches('\n').count().saturating_add(1));
        }
    }
    None
}

/// The keys that a text gives to the name in brackets, or finds articles by: `slug: post.url`, `post.url === slug`.
pub(super) fn keys(text: &str, name: &str) -> BTreeSet<String> {
    let last = |value: &str| {
        let value = value.trim().trim_end_matches('}').trim();
        let path = value.split(|own: char| !(own.is_alphanumeric() || "._$?!".contains(own))).next()?;
        let mut parts = path.split('.').skip(1).map(|part| part.trim_matches(['?', '!']));
        let is_key = |part: &&str| {
            !matches!(*part, "split" | "map" | "replace" | "slice" | "toString" | "params" | "data")
        };
        parts.find(|part| is_key(part) && !part.starts_with('_')).map(str::to_owned)
    };
    let given = values(text, name).filter_map(|(_, value)| last(value));
    let compared = ["===", "=="].into_iter().flat_map(|sign| {
        text.split(sign).zip(text.split(sign).skip(1)).filter_map(|(before, after)| {
            let after = after.trim_start();
            let is_name = [name, "params.", "props."].iter().any(|own| after.starts_with(own));
            let key = before.trim_end().rsplit('.').next()?;
            let is_key = !key.is_empty() && key.chars().all(|own| own.is_alphanumeric() || own == '_');
            (is_name && is_key && before.trim_end().len() > key.len()).then(|| key.to_owned())
        })
    });
    given.chain(compared).collect_set()
}

/// Whether something is cut off or out of a name that is neither its ending, a folder nor the day.
pub(super) fn cuts(value: &str) -> bool {
    let arguments = |call: &'static str| {
        value.match_indices(call).map(move |(at, _)| {
            let behind = value.get(at.saturating_add(call.len())..).unwrap_or_default();
            (value.get(..at).unwrap_or_default(), behind.trim_start())
        })
    };
    let quoted = |text: &str| {
        let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"' | '`'))?;
        text.get(1..)?.split(quote).next().map(str::to_owned)
    };
    let replaced = arguments(".replace(").chain(arguments(".replaceAll(")).any(|(_, argument)| {
        let known = ["md", "\\/", "index", "\\d{4}", "\\.[^", "\\\\", "\\.\\w"];
        match quoted(argument) {
            Some(text) => {
                !text.is_empty() && !["md", "/", "index", "\\"].iter().any(|own| text.contains(own))
            }
            None if argument.starts_with('/') => {
                let pattern = argument.get(..end_of_expression(argument)).unwrap_or(argument);
                !known.iter().any(|own| pattern.contains(own))
            }
            None => false,
        }
    });
    let sliced =
        [".slice(", ".substring(", ".substr("].into_iter().flat_map(arguments).any(|(before, argument)| {
            let is_of_folders = ["split('/')", "split(\"/\")", "split(path.sep)", "split(sep)"]
                .iter()
                .any(|split| before.trim_end().ends_with(split));
            argument.starts_with(|first: char| first.is_ascii_digit() && first != '0') && !is_of_folders
        });
    let split = arguments(".split(").any(|(_, argument)| {
        quoted(argument)
            .is_some_and(|text| !matches!(text.as_str(), "/" | "\\" | "\\\\") && !text.starts_with('.'))
    });
    replaced || sliced || split
}

/// Where the regular expression at the start of a text ends.
fn end_of_expression(text: &str) -> usize {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, own) in text.char_indices().skip(1) {
        match own {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => is_class = true,
            ']' => is_class = false,
            '/' if !is_class => return at,
            _ => {}
        }
    }
    text.len()
}

/// The values that a text gives to a key, `key: value` or `key = value`, and where they begin.
pub(super) fn values<'t>(text: &'t str, key: &str) -> impl Iterator<Item = (usize, &'t str)> {
    let is_of_name = |own: char| own.is_alphanumeric() || "_$.-".contains(own);
    text.match_indices(key).filter_map(move |(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at.saturating_add(key.len())..)?;
        let value = behind.trim_start();
        let value = value.strip_prefix(':').or_else(|| value.strip_prefix('='))?;
        let is_whole = !before.ends_with(is_of_name) && !value.starts_with(['=', '>']);
        let start = text.len().saturating_sub(value.len());
        // Markup goes on behind the expression that it is given: `slug={post.slug} />`.
        let markup = value.strip_prefix('{').filter(|_| text.get(..start).unwrap_or_default().ends_with('='));
        let value = markup.unwrap_or(value);
        is_whole.then(|| (start, value.get(..end(value)).unwrap_or(value)))
    })
}

/// Where the expression at the start of a text ends.
pub(super) fn end(text: &str) -> usize {
    let (mut open, mut quote, mut last) = (0_usize, None, ':');
    for (at, own) in text.char_indices() {
        if let Some(end) = quote {
            if own == end && !(text.get(..at).unwrap_or_default().ends_with('\\')) {
                quote = None;
            }
            last = own;
            continue;
        }
        match own {
            '\'' | '"' | '`' => quote = Some(own),
            '/' if matches!(last, '(' | ',' | '=' | ':') => quote = Some('/'),
            '(' | '[' | '{' => open = open.saturating_add(1),
            ')' | ']' | '}' | ',' | ';' if open == 0 => return at,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            '\n' if open == 0 => {
                let next = text.get(at..).unwrap_or_default().trim_start();
                let goes_on = next.starts_with(['.', '?', ':', '+', '|', '&']);
                if !goes_on && !matches!(last, ':' | '=' | '>' | '?' | '+' | '|' | '&') {
                    return at;
                }
            }
            _ => {}
        }
        if !own.is_whitespace() {
            last = own;
        }
    }
    text.len()
}
