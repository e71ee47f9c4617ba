//! The bytes of a published feed -> what tells whose feed it is: its title, and the topics that all its entries have. Only a feed
//! counts that feedmill wrote and that is where it says that it is: a copy, or a file that others have moved, tells nothing.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::Config;
use crate::config::pattern::fill;
use crate::emit;
use crate::format::{self, Input};
use crate::model::{ArtifactKind, Entry, Feed, Syntax};
use crate::ordered;
use crate::topic::Evidence;

/// What a feed of a topic tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The title.
    pub title: String,
    /// The topics that every entry has.
    pub common: Vec<String>,
    /// Whether there are entries.
    pub is_filled: bool,
}

impl Trace {
    /// What the feed tells.
    pub fn of(feed: &Feed) -> Trace {
        let names = |entry: &Entry| -> Vec<String> {
            entry
                .categories
                .iter()
                .map(|category| category.label.as_ref().unwrap_or(&category.term).clone())
                .collect()
        };
        let mut entries = feed.entries.iter();
        let mut common = entries.next().map(|entry| names(entry)).unwrap_or_default();
        for entry in entries {
            let names = names(entry);
            common.retain(|name| names.contains(name));
        }
        common.sort();
        let title = feed.head.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
        Trace { title, common, is_filled: !feed.entries.is_empty() }
    }

    /// What it says of the topic under this configuration.
    pub fn evidence(&self, titles: &Titles) -> Evidence<'_> {
        Evidence { title: titles.topic(&self.title), common: &self.common, is_filled: self.is_filled }
    }
}

/// What the file at the path tells.
pub fn trace(kind: ArtifactKind, bytes: &[u8], path: &str) -> Option<Trace> {
    let feed = read(kind, bytes)?;
    let link = feed.head.links.iter().find(|link| link.relation == "self")?;
    let url = Url::parse(&link.href).ok()?;
    let place = Url::parse("https://example.org/").and_then(|base| base.join(path)).ok()?;
    url.path().ends_with(place.path()).then(|| Trace::of(&feed))
}

/// The ids of the entries of a published feed; none where one has none.
pub fn entry_ids(kind: ArtifactKind, bytes: &[u8]) -> Option<Vec<String>> {
    read(kind, bytes)?.entries.iter().map(|entry| entry.id.clone()).collect()
}

/// The feed, where feedmill wrote it.
fn read(kind: ArtifactKind, bytes: &[u8]) -> Option<Feed> {
    let format = kind.format()?;
    emit::without_entries(kind, bytes)?;
    let input = Input { name: String::new(), bytes: bytes.to_vec() };
    Some(format::read(&input, Some(Syntax::Feed(format)), None).feed?.1)
}

/// How the titles of topics' feeds begin and end, around the name of the topic, in each language; the longest first.
pub struct Titles(Vec<(String, String)>);

impl Titles {
    /// As `topics.title` has it; where that has the name not once, no title tells it.
    pub fn of(config: &Config) -> Titles {
        const TOPIC: &str = "\u{0}";
        let parts = |site: &String| {
            let pattern = fill(&config.topics.title, &[("topic", TOPIC), ("site", site)]);
            let parts = pattern.split_once(TOPIC).filter(|(_, after)| !after.contains(TOPIC));
            parts.map(|(before, after)| (before.trim_start().to_owned(), after.trim_end().to_owned()))
        };
        let of_languages = config.feeds.languages.iter().map(|own| &own.title);
        let mut titles: Vec<(String, String)> =
            of_languages.chain([&config.site.title]).filter_map(parts).collect();
        ordered::sort_by_key(&mut titles, |(before, after)| {
            Reverse(before.len().saturating_add(after.len()))
        });
        Titles(titles)
    }

    /// The name of the topic in the title.
    fn topic<'t>(&self, title: &'t str) -> Option<&'t str> {
        let name = |(before, after): &(String, String)| {
            title.strip_prefix(before.as_str())?.strip_suffix(after.as_str()).filter(|name| !name.is_empty())
        };
        self.0.iter().find_map(name)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;

    use super::*;
    use crate::group::GroupKind;
    use crate::model::{Category, Format, Link};

    fn entry(number: usize, topics: &[&str]) -> Arc<Entry> {
        let category = |name: &&str| Category {
            term: (*name).to_owned(),
            scheme: Some("https://example.org/topics/".to_owned()),
            label: Some((*name).to_owned()),
        };
        let url = format!("https://example.org/{number}");
        Arc::new(Entry {
            id: Some(url.clone()),
            links: vec![Link::new("alternate", url)],
            updated: Some(DateTime::UNIX_EPOCH),
            published: Some(DateTime::UNIX_EPOCH),
            categories: topics.iter().map(category).collect(),
            ..Entry::default()
        })
    }

    /// The feed of a topic with entries of these topics.
    fn feed(name: &str, topics: &[&[&str]], config: &Config) -> Feed {
        let (name, slug, first_slug) = (name.to_owned(), "s".to_owned(), "s".to_owned());
        let entries = (0..).zip(topics).map(|(number, topics)| entry(number, topics)).collect();
        emit::feed(
            &GroupKind::Topic { language: None, name, slug, first_slug },
            entries,
            config,
            DateTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn a_file_tells_what_the_feed_told_when_it_was_written() {
        let config: Config = "site: {title: \"A & B\", url: \"https://example.org/\"}".parse().unwrap();
        for name in ["Sky", "AC/DC", "R&D", "Кино", "a \u{2013} b", "1 < 2"] {
            for topics in [&[][..], &[&[name][..], &["Other", name]], &[&["Other"], &[name]]] {
                let feed = feed(name, topics, &config);
                let expected = Trace::of(&feed);
                assert_eq!(expected.evidence(&Titles::of(&config)).title, Some(name));
                for artifact in emit::artifacts(&feed, &config) {
                    let artifact = artifact.unwrap();
                    let told = trace(artifact.kind, &artifact.bytes, &artifact.path);
                    assert_eq!(told.as_ref(), Some(&expected), "{name} {topics:?} {}", artifact.path);
                    assert_eq!(trace(artifact.kind, &artifact.bytes, "topics/other/rss.xml"), None, "{name}");
                    if artifact.kind != ArtifactKind::Feed(Format::JsonFeed) {
                        let text = String::from_utf8(artifact.bytes).unwrap().replace("feedmill", "another");
                        assert_eq!(trace(artifact.kind, text.as_bytes(), &artifact.path), None, "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_title_without_the_topic_tells_none() {
        for (pattern, title, expected) in [
            ("{topic} – {site}", "Sky – The Barge", Some("Sky")),
            ("{topic} – {site}", "Sky – Another", None),
            ("{topic} – {site}", " – The Barge", None),
            ("News: {topic}", "News: Sky", Some("Sky")),
            ("{topic}, {topic}", "Sky, Sky", None),
            ("{site}", "The Barge", None),
        ] {
            let text = format!(
                "site: {{title: The Barge, url: \"https://example.org/\"}}\ntopics: {{title: \"{pattern}\"}}"
            );
            assert_eq!(Titles::of(&text.parse().unwrap()).topic(title), expected, "{pattern}");
        }
    }
}
