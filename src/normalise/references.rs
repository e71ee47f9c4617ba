//! Links in a body that name the file of another record, as Jekyll's authors write them: `[…](other.md#part)`, `{% link … %}`,
//! `{% post_url … %}`. They become the URL of the article that the file holds.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memchr2;

use crate::config::{Config, conventions::Convention};

/// How many such links of one record are followed.
const MOST: usize = 1000;

/// The endings of files that hold records.
const ENDINGS: [&str; 3] = ["md", "markdown", "html"];

/// A link in a text.
struct Reference {
    /// The bytes that the URL takes the place of.
    range: Range<usize>,
    /// The files that it may mean, by their paths below the project's folder, the first that is a record counts.
    targets: Vec<String>,
}

/// The paths of all files that the text of the record at the path may link to.
pub fn targets(path: &str, text: &str, config: &Config) -> BTreeSet<String> {
    let Some(convention) = config.input.convention else { return BTreeSet::new() };
    references(path, text, config, convention).into_iter().flat_map(|reference| reference.targets).collect()
}

/// The body of the record at the path with the URLs of the records that it links to; `url` knows the URL of the record in a file.
pub fn resolve(
    path: &str,
    body: &str,
    config: &Config,
    url: &mut dyn FnMut(&str) -> Option<String>,
) -> Option<String> {
    let mut resolved: Option<String> = None;
    let mut done = 0;
    for Reference { range, targets } in references(path, body, config, config.input.convention?) {
        let Some(url) = targets.iter().find_map(|target| url(target)) else { continue };
        let start = without_site(body.get(done..range.start).unwrap_or_default());
        let text = resolved.get_or_insert_default();
        text.push_str(start);
        text.push_str(&url);
        done = range.end;
    }
    resolved.map(|text| text + body.get(done..).unwrap_or_default())
}

/// The text without the code for the address of the site at its end: a whole URL follows.
fn without_site(mut text: &str) -> &str {
    while let Some((before, code)) = text.strip_suffix("}}").and_then(|text| text.rsplit_once("{{")) {
        if !matches!(code.trim(), "site.url" | "site.baseurl") {
            break;
        }
        text = before;
    }
    text
}

fn references(path: &str, text: &str, config: &Config, convention: &Convention) -> Vec<Reference> {
    let defaults = config.input.fields.defaults();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut found, mut from) = (Vec::new(), 0usize);
    while let Some((mark, start)) = next_mark(text, from).filter(|_| found.len() < MOST) {
        from = start;
        let rest = text.get(start..).unwrap_or_default();
        let reference = match mark {
            Mark::Link => link(rest).map(|(skipped, length)| {
                let begin = start.saturating_add(skipped);
                let end = begin.saturating_add(length);
                let written = percent_decoded(text.get(begin..end).unwrap_or_default());
                let whole = match written.strip_prefix('/') {
                    Some(written) => joined(&defaults.site, written),
                    None => joined(folder, &written),
                };
                Reference { range: begin..end, targets: whole.into_iter().collect() }
            }),
            Mark::Tag => tag(rest).map(|(name, argument, length)| {
                let of_post = |folders: &str, name: &str| {
                    let path = |ending| format!("{folders}{name}.{ending}");
                    ENDINGS
                        .map(path)
                        .into_iter()
                        .filter_map(|path| joined(&defaults.folder, &path))
                        .collect::<Vec<_>>()
                };
                let (folders, name_of_post) = argument.rsplit_once('/').unwrap_or(("", argument));
                let slash = if folders.is_empty() { "" } else { "/" };
                let articles = convention.articles;
                let targets = match name {
                    "link" => joined(&defaults.folder, argument).into_iter().collect(),
                    _ => [
                        of_post(&format!("{articles}/{folders}{slash}"), name_of_post),
                        of_post(&format!("{folders}{slash}{articles}/"), name_of_post),
                    ]
                    .concat(),
                };
                Reference { range: start.saturating_sub(2)..start.saturating_add(length), targets }
            }),
        };
        if let Some(reference) = reference {
            from = reference.range.end;
            found.push(reference);
        }
    }
    found
}

#[derive(Clone, Copy)]
enum Mark {
    /// What opens the target of a link, or what follows the label of its definition.
    Link,
    /// What opens a tag.
    Tag,
}

/// The next mark and where the text behind it begins.
fn next_mark(text: &str, from: usize) -> Option<(Mark, usize)> {
    let bytes = text.as_bytes();
    let mut from = from;
    loop {
        let at = from.saturating_add(memchr2(b']', b'{', bytes.get(from..)?)?);
        let behind = at.saturating_add(2);
        match bytes.get(at..behind)? {
            b"](" | b"]:" => return Some((Mark::Link, behind)),
            b"{%" => return Some((Mark::Tag, behind)),
            _ => from = at.saturating_add(1),
        }
    }
}

/// How many bytes are before the path of a link, and its length, where it is that of a file of a record.
fn link(rest: &str) -> Option<(usize, usize)> {
    let written = rest.trim_start_matches([' ', '<']);
    let ends =
        |character: char| character.is_whitespace() || matches!(character, ')' | '#' | '?' | '>' | ']' | '(');
    let path = written.get(..written.find(ends).unwrap_or(written.len()))?;
    let is_record = path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    let is_file = is_record && !path.contains(':') && !path.starts_with("//");
    is_file.then(|| (rest.len().saturating_sub(written.len()), path.len()))
}

/// The name and the argument of a tag that links to a file, and its length with its end.
fn tag(rest: &str) -> Option<(&str, &str, usize)> {
    // Such a tag is one line without another: so a text full of openings is read but once.
    let end = memchr2(b'{', b'\n', rest.as_bytes()).unwrap_or(rest.len());
    let (code, _) = rest.get(..end)?.split_once("%}")?;
    let (name, argument) = code.trim_matches(['-', ' ']).split_once(char::is_whitespace)?;
    let argument = argument.trim().trim_start_matches('/');
    let is_one = matches!(name, "link" | "post_url") && !argument.is_empty();
    is_one.then(|| (name, argument, code.len().saturating_add(2)))
}

/// A path below a folder; `None` where it leads out of the project.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The text with every `%` and two hexadecimal digits decoded; as it is where that is no text.
fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read_jekyll;

    #[test]
    fn links_to_files_of_records_lead_to_their_articles() {
        let config = read_jekyll("_config.yml", "url: https://example.org\n", None).unwrap();
        let mut url = |path: &str| match path {
            "_posts/2024-01-02-b.md" => Some("https://example.org/b/".to_owned()),
            "_posts/x/c d.md" | "uk/_posts/2024-01-03-c.html" => Some("https://example.org/c/".to_owned()),
            _ => None,
        };
        for (body, expected) in [
            ("[x](2024-01-02-b.md#y)", "[x](https://example.org/b/#y)"),
            ("[x](<./2024-01-02-b.md> \"T\")", "[x](<https://example.org/b/> \"T\")"),
            ("[x](/_posts/2024-01-02-b.md)", "[x](https://example.org/b/)"),
            (
                "[x](x/c%20d.md), [y](../_posts/2024-01-02-b.md)",
                "[x](https://example.org/c/), [y](https://example.org/b/)",
            ),
            ("[x][1]\n\n[1]: 2024-01-02-b.md\n", "[x][1]\n\n[1]: https://example.org/b/\n"),
            ("[x]({% link _posts/2024-01-02-b.md %}#y)", "[x](https://example.org/b/#y)"),
            ("[x]({{ site.baseurl }}{% post_url 2024-01-02-b %})", "[x](https://example.org/b/)"),
            (
                "[x]({{ site.url }}{{site.baseurl}}{%- post_url /uk/2024-01-03-c -%})",
                "[x](https://example.org/c/)",
            ),
        ] {
            assert_eq!(resolve("_posts/2024-01-01-a.md", body, &config, &mut url).as_deref(), Some(expected));
            assert!(
                targets("_posts/2024-01-01-a.md", body, &config).iter().any(|target| url(target).is_some())
            );
        }
        for body in [
            "[x](other.md)",
            "[x](https://example.net/2024-01-02-b.md)",
            "[x](//2024-01-02-b.md)",
            "{% post_url %}",
            "[x](../../2024-01-02-b.md)",
            "{% link {{ x }} %}",
            "{% post_url 2024-01-02-b",
            "](",
            "{%",
            "[x](%",
            "[x](é.md)",
        ] {
            assert_eq!(resolve("_posts/2024-01-01-a.md", body, &config, &mut url), None, "{body}");
        }
    }
}
