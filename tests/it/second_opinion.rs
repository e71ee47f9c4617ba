//! Another parser reads what was written, and finds in all three formats the ids, titles, links, dates, topics and
//! numbers of authors that the records hold.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use feed_rs::model::MediaContent;

use crate::entries::{Seen, entries, feed};
use crate::project::{Project, SITE, Tree, paths};

const ARTICLES: usize = 60;

const TITLES: [&str; 6] = [
    "Plain words",
    "Q & A: 5 < 6 > 4",
    "Vec<T> or \u{201e}Box<T>\u{201c}?",
    "]]> isn't \"the end\"",
    "\u{420}\u{443}\u{441}\u{441}\u{43a}\u{438}\u{439}, \u{65e5}\u{672c}\u{8a9e}, \u{1f980}",
    "&amp;amp; once decoded",
];
const PEOPLE: [&str; 4] =
    ["Ada Byron", "B. O'Neill & Sons", "\u{416}\u{430}\u{43d}\u{43d}\u{430}", "D <d> D"];
const TOPICS: [&str; 5] = ["C++", "R&D", "\u{65e5}\u{672c}\u{8a9e}", "Big \"Data\"", "plain"];

/// What record number `n` should come out as.
fn expected(n: usize) -> Seen {
    let published = start() + TimeDelta::minutes(i64::try_from(n).unwrap() * 1001);
    let link = format!("https://example.org/{}/{n}?a=1&b={n}", ["a", "%C3%BC", "c-d"][n % 3]);
    let id = if n.is_multiple_of(4) { format!("urn:example:{n}") } else { link.clone() };
    let title = if n % 6 == 5 { format!("{n} &amp; once decoded") } else { format!("{n} {}", TITLES[n % 6]) };
    Seen {
        id,
        title,
        link: Some(link),
        published,
        updated: n.is_multiple_of(5).then(|| published + TimeDelta::days(3)),
        categories: (0..n % 4).map(|step| TOPICS[(n + step) % 5].to_owned()).collect(),
        authors: (0..1 + n % 3).map(|step| PEOPLE[(n + step) % 4].to_owned()).collect(),
    }
}

fn start() -> DateTime<Utc> {
    "2020-02-28T22:00:00Z".parse().unwrap()
}

/// The record that should come out so; its texts are written as YAML in one of several styles.
fn record(n: usize, seen: &Seen) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let list = |texts: &[String]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
    // The title is a text with mark-up: what should come out as `<T>` or `&amp;` is written as it is or escaped.
    let title = match n % 6 {
        5 => format!("{n} {}", TITLES[5]),
        1 => seen.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        _ => format!("<em>{n}</em> {}", TITLES[n % 6]),
    };
    let people: Vec<String> = seen.authors.iter().map(|name| name.replace('<', "&lt;")).collect();
    let date = match n % 3 {
        0 => seen.published.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        1 => seen.published.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        _ => (seen.published + TimeDelta::minutes(330)).format("%Y-%m-%d %H:%M:%S +0530").to_string(),
    };
    let mut text = format!("---\ntitle: {}\ndate: {date}\n", quoted(&title));
    if let Some(updated) = seen.updated {
        text.push_str(&format!("updated: {}\n", updated.to_rfc3339()));
    }
    if Some(&seen.id) != seen.link.as_ref() {
        text.push_str(&format!("id: {}\n", seen.id));
    }
    let link = seen.link.as_deref().unwrap_or_default().replace("%C3%BC", "\u{fc}");
    text.push_str(&format!("link: {}\nauthors: [{}]\n", quoted(&link), list(&people)));
    text.push_str(&format!("topics: [{}]\n", list(&seen.categories)));
    if n.is_multiple_of(2) {
        text.push_str(&format!(
            "image: {{url: /i/{n}.png, width: 64, height: 48}}\nexcerpt: Summary {n} & more\n"
        ));
    }
    if n.is_multiple_of(7) {
        text.push_str(&format!("enclosure: {{url: /f/{n}.mp3?a=1&b=2, length: {n}}}\n"));
    }
    text.push_str(&format!("---\nBody of *{n}* with `a < b && c`.\n"));
    text
}

fn published() -> Tree {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}feeds:\n  limit: 1000\n"))]);
    for n in 0..ARTICLES {
        project.write(format!("{n}.md"), record(n, &expected(n)));
    }
    let run = project.build();
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    project.public()
}

#[test]
fn another_parser_reads_from_all_formats_what_the_records_say() {
    let tree = published();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let seen = entries(&tree, path);
        assert_eq!(seen.len(), ARTICLES, "{path}");
        for (seen, n) in seen.into_iter().zip((0..ARTICLES).rev()) {
            let mut expected = expected(n);
            if path != "feed.json" {
                // Atom says it of every entry; for RSS, the parser takes the date of publication where nothing is said.
                expected.updated = expected.updated.or(Some(expected.published));
            }
            assert_eq!(seen, expected, "{path}");
        }
    }
}

#[test]
fn another_parser_finds_the_heads_of_all_feeds() {
    let tree = published();
    assert_eq!(tree.len(), 3 * (1 + TOPICS.len()), "{:?}", paths(&tree));
    for path in tree.keys() {
        let feed = feed(&tree, path);
        let title = feed.title.unwrap().content;
        let names_a_topic =
            TOPICS.iter().any(|topic| title == format!("{topic} \u{2013} The Example Gazette"));
        assert!(names_a_topic || (!path.contains('/') && title == "The Example Gazette"), "{path}: {title}");
        let own = format!("https://example.org/{path}");
        assert!(feed.links.iter().any(|link| link.href == own), "{path}: {:?}", feed.links);
        let greatest = feed.entries.iter().filter_map(|entry| entry.updated.max(entry.published)).max();
        if path.ends_with("atom.xml") {
            assert_eq!(feed.updated, greatest, "{path}");
        }
    }
}

#[test]
fn another_parser_finds_pictures_and_files() {
    let tree = published();
    for path in ["rss.xml", "atom.xml"] {
        let feed = feed(&tree, path);
        for (entry, n) in feed.entries.iter().zip((0..ARTICLES).rev()) {
            let picture = format!("https://example.org/i/{n}.png");
            let pictures: Vec<_> = entry.media.iter().flat_map(|media| &media.content).collect();
            let found = pictures
                .iter()
                .find(|content| content.url.as_ref().is_some_and(|url| url.as_str() == picture));
            assert_eq!(found.is_some(), n.is_multiple_of(2), "{path}: {n}");
            let size = found.map(|content| (content.width, content.height));
            assert!(size.is_none_or(|size| size == (Some(64), Some(48))), "{path}: {n} {size:?}");
            let file = format!("https://example.org/f/{n}.mp3?a=1&b=2");
            let is_file =
                |content: &&&MediaContent| content.url.as_ref().is_some_and(|url| url.as_str() == file);
            let in_media = pictures.iter().find(is_file).map(|content| content.size);
            let in_links = entry.links.iter().find(|link| link.href == file).map(|link| link.length);
            // Where an item of RSS has both, the parser keeps what Media RSS says and drops the enclosure.
            if path == "atom.xml" || !n.is_multiple_of(2) {
                let length = n.is_multiple_of(7).then(|| u64::try_from(n).ok());
                assert_eq!(in_media.or(in_links), length, "{path}: {n}");
            }
        }
    }
}

/// An entry of a conversion as the other parser sees it.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    id: String,
    title: String,
    link: Option<String>,
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
}

/// What the other parser reads from a document, if it can read it.
fn told(bytes: &[u8]) -> Option<Vec<Told>> {
    let feed = feed_rs::parser::parse(bytes).ok()?;
    let is_page = |link: &feed_rs::model::Link| {
        let is_of_files = link.media_type.as_deref().is_some_and(|name| name != "text/html");
        link.rel.as_deref().is_none_or(|relation| relation == "alternate") && !is_of_files
    };
    let entry = |entry: feed_rs::model::Entry| Told {
        id: entry.id,
        // The parser tells titles of HTML as they are written.
        title: scraper::Html::parse_fragment(&entry.title.map(|title| title.content).unwrap_or_default())
            .root_element()
            .text()
            .collect(),
        link: entry.links.into_iter().find(is_page).map(|link| link.href),
        published: entry.published,
        updated: entry.updated,
    };
    Some(feed.entries.into_iter().map(entry).collect())
}

/// A case of `convert`.
struct Conversion {
    name: String,
    /// What the parser reads from the input, if it can read it.
    input: Option<Vec<Told>>,
    /// What it reads from that in RSS, Atom and JSON Feed.
    outputs: [Vec<Told>; 3],
}

fn conversions() -> Vec<Conversion> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/convert_cases");
    let files = crate::project::tree(&folder);
    let mut names: Vec<&str> = files.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    names.dedup();
    let case = |name: &str| {
        let input =
            ["xml", "json", "md"].iter().find_map(|ending| files.get(&format!("{name}/input.{ending}")));
        let outputs = ["rss", "atom", "json"].map(|format| {
            let file = format!("{name}/expected.{format}");
            told(&files[&file]).unwrap_or_else(|| panic!("the other parser cannot read {file}"))
        });
        // Of what it does not know, such as Atom 0.3, the parser makes a feed without entries.
        let input = told(input.unwrap()).filter(|told| !told.is_empty());
        Conversion { name: name.to_owned(), input, outputs }
    };
    names.into_iter().map(case).collect()
}

#[test]
fn another_parser_finds_the_same_in_all_formats_of_a_conversion() {
    for Conversion { name, outputs: [rss, atom, json], .. } in conversions() {
        assert!(!rss.is_empty(), "{name}");
        assert_eq!((rss.len(), atom.len()), (json.len(), json.len()), "{name}");
        for (position, json) in json.iter().enumerate() {
            for (format, other) in [("rss", &rss[position]), ("atom", &atom[position])] {
                assert_eq!((&other.title, &other.link), (&json.title, &json.link), "{name} {format}");
                // Readers of Atom know the last change, which the others are told as the publication where there is no
                // other.
                let is_changed = format == "atom" && other.published.is_none();
                let published = if is_changed { other.updated } else { other.published };
                assert!(json.published.is_none() || published == json.published, "{name} {format}");
                assert!(json.published.is_some() || is_changed || format == "rss", "{name} {format}");
            }
            // Atom's ids are URIs, others need not be; RSS need not have any.
            assert!(atom[position].id == json.id || !json.id.contains(':'), "{name}: {json:?}");
        }
    }
}

#[test]
fn another_parser_reads_from_a_conversion_what_it_reads_from_the_input() {
    let mut read = 0;
    for Conversion { name, input, outputs: [rss, atom, json] } in conversions() {
        let Some(input) = input else { continue };
        read += 1;
        for (format, output) in [("rss", &rss), ("atom", &atom), ("json", &json)] {
            assert_eq!(output.len(), input.len(), "{name} {format}");
            for (output, input) in output.iter().zip(&input) {
                assert_eq!(output.title, input.title, "{name} {format}");
                // The parser does not take the guid of RSS for a link.
                assert!(input.link.is_none() || output.link == input.link, "{name} {format}: {output:?}");
                let is_told = input.published.is_some() && output.published.is_some();
                assert!(!is_told || output.published == input.published, "{name} {format}: {output:?}");
                // Where an entry has no id, the parser makes one up, of many digits; Atom's ids are URIs.
                let is_digit = |character: char| character.is_ascii_hexdigit() || character == '-';
                let is_made_up =
                    [input, output].iter().any(|told| told.id.len() > 24 && told.id.chars().all(is_digit));
                let is_kept = format == "atom" && !input.id.contains(':');
                assert!(
                    is_made_up || is_kept || output.id == input.id,
                    "{name} {format}: {output:?} {input:?}"
                );
            }
        }
    }
    assert!(read > 10, "the other parser reads {read} inputs");
}
