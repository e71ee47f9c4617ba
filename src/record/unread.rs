//! Whether a file without front matter looks like an article all the same: it would be lost without a word. It has the
//! name of one, which begins with a day, or a head in a syntax that is not read or whose opening line is missing.
//!
//! A page without a head, a README or a whole HTML document does not look like one.

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
    if first == "+++" {
        return Some(
            "looks like an article and is not read: its front matter is TOML; write YAML between lines `---`",
        );
    }
    if is_json(start) || first == ";;;" {
        return Some(
            "looks like an article and is not read: its front matter is JSON; write YAML between lines `---`",
        );
    }
    if first.strip_prefix("---").is_some_and(|after| is_mark(after) && is_head(rest)) {
        return Some(
            "looks like an article and is not read: its front matter must begin with a line `---`, the first of the file",
        );
    }
    if is_head(start) {
        return Some("looks like an article and is not read: its head is not between lines `---`");
    }
    let commented = start.strip_prefix("<!--").unwrap_or(start).trim_start();
    if commented.starts_with(".. ")
        && commented.lines().take(MOST_LINES).any(|line| is_of_article(line.strip_prefix(".. ")))
    {
        return Some(
            "looks like an article and is not read: its head is `.. key: value` lines; write YAML between lines `---`",
        );
    }
    let here = place::place(path, false);
    let is_dated = here.day.is_some_and(|day| here.whole_name.starts_with(day));
    (is_dated && !is_document(start))
        .then_some("is named like an article and is not read: there is no front matter between lines `---`")
}

/// Whether what follows three dashes may still mean the mark of front matter: more dashes, or the name of a syntax.
fn is_mark(after: &str) -> bool {
    let name = after.trim_start();
    after.is_empty()
        || after.bytes().all(|byte| byte == b'-')
        || (!name.is_empty() && name.len() <= 8 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether the text begins with an object that has a title or a date.
fn is_json(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else { return false };
    let looked_at = inside.get(..LOOKED_AT).unwrap_or(inside).to_ascii_lowercase();
    inside.trim_start().starts_with('"')
        && ["\"title\"", "\"date\""].iter().any(|key| looked_at.contains(key))
}

/// Whether the text begins with lines `key: value` that name a title and a date, or one of them before a line `---`.
fn is_head(text: &str) -> bool {
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
        let Some((key, _)) = line.split_once(':').filter(|(key, _)| is_key(key)) else {
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

fn is_key(text: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !text.is_empty() && text.bytes().all(is_of_key)
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
            ("a.md", "{\n  \"title\": \"A\"\n}\nText.\n", "JSON"),
            ("a.md", ";;;\n\"title\": \"A\"\n;;;\n", "JSON"),
            ("a.md", "Title: A\nDate: 2020-01-01\nTags: x,\n  y\n\nText.\n", "its head"),
            ("a.md", "title: A\ntags:\n- x\n---\nText.\n", "its head"),
            ("a.md", "----\ntitle: A\n----\nText.\n", "first of the file"),
            ("a.md", "\n---\ntitle: A\n---\nText.\n", "first of the file"),
            ("a.md", "--- yaml\ntitle: A\n---\nText.\n", "first of the file"),
            ("a.md", "\n+++\ntitle = \"A\"\n+++\n", "TOML"),
            ("a.md", ".. title: A\n.. slug: a\n\nText.\n", ".. key"),
            ("a.md", "<!--\n.. title: A\n-->\nText.\n", ".. key"),
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
