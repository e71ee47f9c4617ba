//! Whether a file without front matter looks like an article all the same: it would be lost without a word. It has the
//! name of one, which begins with a day, or a head in a syntax that is not read or whose opening line is missing.
//!
//! A page without a head, a README or a whole HTML document does not look like one.

use super::lines::{self, DOTS};
use super::place;

/// How many lines of a head are looked at.
const MOST_LINES: usize = 40;

/// How many bytes of a head in JSON are looked at.
const LOOKED_AT: usize = 4096;

/// Why the file is not read, if it looks like an article.
pub(super) fn reason(path: &str, text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let (first, rest) = start.split_once('\n').unwrap_or((start, ""));
    let first = first.trim_end();
    let is_late = start.len() < text.len();
    if is_late && ((first == "+++" && is_of_toml_record(rest)) || is_json(start)) {
        return Some("looks like an article and is not read: its front matter must begin on the first line");
    }
    if first.strip_prefix("---").is_some_and(|after| is_mark(after) && is_head(rest)) {
        return Some(
            "looks like an article and is not read: its front matter must begin with a line `---`, the first of the file",
        );
    }
    if is_late && (is_head(start) || is_dotted_head(start)) {
        return Some("looks like an article and is not read: its head must begin on the first line");
    }
    let here = place::place(path, false);
    let is_dated = here.day.is_some_and(|day| here.whole_name.starts_with(day));
    (is_dated && !is_document(start))
        .then_some("is named like an article and is not read: there is no front matter between lines `---`")
}

/// Whether the text begins with lines `.. key: value` that name a title or a date.
pub(super) fn is_dotted_head(text: &str) -> bool {
    text.starts_with(DOTS) && text.lines().take(MOST_LINES).any(|line| is_of_article(line.strip_prefix(DOTS)))
}

/// Whether the text begins with TOML that names a title or a date.
pub(super) fn is_of_toml_record(text: &str) -> bool {
    let names_one =
        |line: &str| line.split_once('=').is_some_and(|(key, _)| matches!(key.trim(), "title" | "date"));
    text.lines().take(MOST_LINES).take_while(|line| line.trim_end() != "```").any(names_one)
}

/// Whether what follows three dashes may still mean the mark of front matter: more dashes, or the name of a syntax.
fn is_mark(after: &str) -> bool {
    let name = after.trim_start();
    after.is_empty()
        || after.bytes().all(|byte| byte == b'-')
        || (!name.is_empty() && name.len() <= 8 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether the text begins with an object that has a title or a date.
pub(super) fn is_json(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else { return false };
    let looked_at = inside.get(..LOOKED_AT).unwrap_or(inside).to_ascii_lowercase();
    inside.trim_start().starts_with('"')
        && ["\"title\"", "\"date\""].iter().any(|key| looked_at.contains(key))
}

/// Whether the text begins with lines `key: value` that name a title and a date, or one of them before a line `---`.
pub(super) fn is_head(text: &str) -> bool {
    let (mut has_title, mut has_date) = (false, false);
    for line in text.lines().take(MOST_LINES) {
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if line.len() >= 3 && line.bytes().all(|byte| byte == b'-') {
            return has_title || has_date;
        }
        let continues = line.starts_with([' ', '\t', '-', '#']);
        let Some((key, _)) = lines::split(line) else {
            if continues {
                continue;
            }
            return false;
        };
        has_title |= key.eq_ignore_ascii_case("title");
        has_date |= key.eq_ignore_ascii_case("date");
    }
    has_title && has_date
}

/// Whether the line names a title or a date.
fn is_of_article(line: Option<&str>) -> bool {
    let key = line.and_then(|line| line.split_once(':')).map(|(key, _)| key.trim());
    key.is_some_and(|key| ["title", "date"].iter().any(|known| known.eq_ignore_ascii_case(key)))
}

/// Whether the text is a whole HTML document, which a generator has made.
fn is_document(text: &str) -> bool {
    let starts = |start: &str| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    ["<!doctype", "<html", "<?xml"].into_iter().any(starts)
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn what_looks_like_an_article_is_told_from_what_does_not() {
        for (path, text, expected) in [
            ("a.md", "\n{\n  \"title\": \"A\"\n}\nText.\n", "on the first line"),
            ("a.md", " Title: A\nDate: 2020-01-01\nTags: x,\n  y\n\nText.\n", "on the first line"),
            ("a.md", "----\ntitle: A\n----\nText.\n", "first of the file"),
            ("a.md", "\n---\ntitle: A\n---\nText.\n", "first of the file"),
            ("a.md", "--- perl\ntitle: A\n---\nText.\n", "first of the file"),
            ("a.md", "\n+++\ntitle = \"A\"\n+++\n", "on the first line"),
            ("a.md", "\n+++\nnot a head\n+++\n", ""),
            ("a.md", "\n.. title: A\n.. slug: a\n\nText.\n", "on the first line"),
            ("2020-01-05-a.md", "Text.\n", "is named"),
            ("2020-01-05-a/index.md", "", "is named"),
            ("2020-01-05-a.html", "<p>Text.</p>", "is named"),
            ("2020-01-05-a.html", "<!DOCTYPE html><p>Text.</p>", ""),
            ("2020/01/05/a.md", "Text.\n", ""),
            ("README.md", "# A\n\nTitle: what a date: is.\n", ""),
            ("a.md", "Note: this is old.\n---\nText.\n", ""),
            ("a.md", "Title: a page\n\nDate: 2020-01-01\n", ""),
            ("a.html", "{% include title.html date=\"1\" %}", ""),
            ("a.html", "{{ title }}", ""),
            ("a.md", "---\n\nA rule above.\n", ""),
            ("a.md", "", ""),
        ] {
            let found = reason(path, text).unwrap_or_default();
            assert!(
                found.contains(expected) && found.is_empty() == expected.is_empty(),
                "{path}: {text}: {found}"
            );
        }
    }
}
