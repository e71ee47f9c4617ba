//! Drafts become entries, and entries become groups: one for all, one for every topic, one for every further feed.
//! Entries are shared between the groups; the newest come first, and no group is longer than its limit.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::config::{Config, Filter, Order};
use crate::finding::{Finding, Rule};
use crate::model::{Category, Entry};
use crate::normalise::Draft;
use crate::topic::{Directory, Key, Topic};

/// The entries of one feed, in the order they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which feed it is.
    pub kind: GroupKind,
    /// Its entries.
    pub entries: Vec<Arc<Entry>>,
}

/// Which feed a group becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKind {
    /// All articles.
    Aggregate,
    /// The articles of a topic.
    Topic {
        /// The topic's name.
        name: String,
        /// The topic's slug.
        slug: String,
    },
    /// A further feed, by its index in the configuration.
    Extra(usize),
}

/// The drafts without repetition: of those with one id, the later `updated` stays, then the lesser path, and takes
/// the topics of the others. The paths of those that went come with a finding each.
pub fn merge_duplicates(mut drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Finding>) {
    drafts.sort_by(|a, b| {
        let by_update = || b.entry.updated.cmp(&a.entry.updated);
        a.entry.id.cmp(&b.entry.id).then_with(by_update).then_with(|| a.entry.path.cmp(&b.entry.path))
    });
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut findings = Vec::new();
    for draft in drafts {
        match kept.last_mut().filter(|last| last.entry.id == draft.entry.id) {
            Some(last) => {
                let message =
                    format!("has the same id as {}, which is published in its place", last.entry.path);
                findings.push(Finding {
                    rule: Rule::DuplicateId,
                    path: draft.entry.path,
                    place: None,
                    message,
                });
                last.topics.extend(draft.topics);
            }
            None => kept.push(draft),
        }
    }
    (kept, findings)
}

/// Whether the entry fulfils every condition of the filter.
pub fn passes(entry: &Entry, filter: &Filter) -> bool {
    let at_least = |score: Option<f64>, least: Option<f64>| {
        least.is_none_or(|least| score.is_some_and(|score| score >= least))
    };
    let is_one_of = |value: &Option<String>, wanted: &[String]| {
        let is_wanted = |value: &String| wanted.iter().any(|wanted| Key::of(wanted) == Key::of(value));
        wanted.is_empty() || value.as_ref().is_some_and(is_wanted)
    };
    at_least(entry.scores.quality, filter.min_quality)
        && at_least(entry.scores.heat, filter.min_heat)
        && is_one_of(&entry.category, &filter.category)
        && is_one_of(&entry.kind, &filter.kind)
        && is_one_of(&entry.provider, &filter.provider)
        && speaks_one_of(entry, &filter.language)
        && filter.since.is_none_or(|since| moment(entry).is_some_and(|moment| moment >= since))
        && filter.before.is_none_or(|before| moment(entry).is_some_and(|moment| moment < before))
}

/// Basic filtering of language tags (RFC 4647, section 3.3.1).
fn speaks_one_of(entry: &Entry, ranges: &[String]) -> bool {
    let tag = entry.language.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_in = |range: &String| {
        let behind = tag.strip_prefix(&range.to_ascii_lowercase().replace('_', "-"));
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    ranges.is_empty() || ranges.iter().any(is_in)
}

/// The entries of the drafts, newest first, each with its categories.
pub fn entries(drafts: Vec<Draft>, directory: &Directory, scheme: &str) -> Vec<Arc<Entry>> {
    let finish = |draft: Draft| {
        let mut entry = draft.entry;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for topic in draft.topics.iter().filter_map(|name| directory.topic(name)) {
            if seen.insert(&topic.slug) {
                entry.categories.push(Category {
                    term: topic.name.clone(),
                    scheme: Some(scheme.to_owned()),
                    label: Some(topic.name.clone()),
                });
            }
        }
        Arc::new(entry)
    };
    let mut entries: Vec<Arc<Entry>> = drafts.into_iter().map(finish).collect();
    entries.sort_by(|a, b| newest_first(a, b));
    entries
}

/// Groups entries that come newest first. Each entry is looked at once, and put into the groups of its topics.
pub fn group(entries: &[Arc<Entry>], directory: &Directory, config: &Config) -> Vec<Group> {
    let limit = config.feeds.limit;
    let aggregate = entries.iter().take(limit).cloned().collect();
    let mut groups = vec![Group { kind: GroupKind::Aggregate, entries: aggregate }];
    let mut topics: BTreeMap<&str, (&Topic, Vec<Arc<Entry>>)> = BTreeMap::new();
    for entry in entries {
        for topic in topics_of(entry, directory, config) {
            let (_, members) = topics.entry(&topic.slug).or_insert_with(|| (topic, Vec::new()));
            if members.len() < limit {
                members.push(Arc::clone(entry));
            }
        }
    }
    let is_wanted = topic_choice(directory, config);
    for (slug, (topic, entries)) in topics {
        if is_wanted(topic) {
            let kind = GroupKind::Topic { name: topic.name.clone(), slug: slug.to_owned() };
            groups.push(Group { kind, entries });
        }
    }
    for (index, extra) in config.feeds.extra.iter().enumerate() {
        let mut members: Vec<Arc<Entry>> =
            entries.iter().filter(|entry| passes(entry, &extra.filter)).cloned().collect();
        // The sort is stable: among equals the newest stays first.
        match extra.order {
            Order::Published => {}
            Order::Heat => members.sort_by(|a, b| greatest_first(a.scores.heat, b.scores.heat)),
            Order::Quality => members.sort_by(|a, b| greatest_first(a.scores.quality, b.scores.quality)),
        }
        members.truncate(extra.limit);
        groups.push(Group { kind: GroupKind::Extra(index), entries: members });
    }
    groups
}

/// The topics an entry stands in: its own, and with rollup those above them, each once.
fn topics_of<'d>(entry: &Entry, directory: &'d Directory, config: &Config) -> Vec<&'d Topic> {
    let mut topics: Vec<&Topic> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for own in entry.categories.iter().filter_map(|category| directory.topic(&category.term)) {
        let above = if config.topics.rollup { directory.ancestors(own) } else { Vec::new() };
        for topic in std::iter::once(own).chain(above) {
            if seen.insert(&topic.slug) {
                topics.push(topic);
            }
        }
    }
    topics
}

/// Which topics get feeds, by `topics.only` and `topics.except`.
fn topic_choice(directory: &Directory, config: &Config) -> impl Fn(&Topic) -> bool {
    let keys = |names: &[String]| -> Vec<Key> {
        names.iter().map(|name| Key::of(directory.resolved(name))).collect()
    };
    let only = keys(&config.topics.only);
    let except = keys(&config.topics.except);
    move |topic| {
        let key = Key::of(&topic.name);
        (only.is_empty() || only.contains(&key)) && !except.contains(&key)
    }
}

fn newest_first(a: &Entry, b: &Entry) -> Ordering {
    moment(b).cmp(&moment(a)).then_with(|| a.id.cmp(&b.id))
}

/// When the entry was published; where its feed did not say, when it was last changed.
fn moment(entry: &Entry) -> Option<DateTime<Utc>> {
    entry.published.or(entry.updated)
}

fn greatest_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    b.unwrap_or(f64::NEG_INFINITY).total_cmp(&a.unwrap_or(f64::NEG_INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::time::{self, Tz};

    fn draft(id: &str, path: &str, updated: &str, topics: &[&str]) -> Draft {
        let instant = |text: &str| time::read(text, Tz::UTC).unwrap().instant;
        let entry = Entry {
            id: Some(id.to_owned()),
            path: path.to_owned(),
            published: Some(instant("2020-01-01")),
            updated: Some(instant(updated)),
            language: Some("en-GB".to_owned()),
            category: Some("News".to_owned()),
            scores: crate::model::Scores { quality: Some(10.0), heat: None },
            ..Entry::default()
        };
        Draft { entry, topics: topics.iter().map(|&topic| topic.to_owned()).collect() }
    }

    #[test]
    fn of_records_with_one_id_the_later_update_stays_then_the_lesser_path() {
        let drafts = vec![
            draft("a", "3.md", "2020-01-02", &["Z"]),
            draft("a", "1.md", "2020-01-01", &["X"]),
            draft("a", "2.md", "2020-01-02", &["Y"]),
            draft("b", "4.md", "2020-01-01", &[]),
        ];
        let (kept, findings) = merge_duplicates(drafts);
        let paths: Vec<&str> = kept.iter().map(|draft| draft.entry.path.as_str()).collect();
        assert_eq!(paths, ["2.md", "4.md"]);
        assert_eq!(kept[0].topics, ["Y", "Z", "X"]);
        let gone: Vec<&str> = findings.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(gone, ["3.md", "1.md"]);
        assert!(findings.iter().all(|finding| finding.message.contains("2.md")));
    }

    #[test]
    fn a_filter_passes_what_fulfils_all_of_it() {
        let entry = draft("a", "1.md", "2020-01-01", &[]).entry;
        for (filter, expected) in [
            ("{}", true),
            ("{min_quality: 10}", true),
            ("{min_quality: 10.5}", false),
            ("{min_heat: 0}", false),
            ("{category: [video, NEWS]}", true),
            ("{type: article}", false),
            ("{language: en}", true),
            ("{language: en_gb}", true),
            ("{language: e}", false),
            ("{since: 2020-01-01, until: 2020-01-01}", true),
            ("{since: '2020-01-01T00:00:01Z'}", false),
            ("{until: 2019-12-31}", false),
            ("{min_quality: 10, category: video}", false),
        ] {
            let text = format!("site: {{url: 'https://example.org'}}\nfilters: {filter}\n");
            let config = config::read_own("feedmill.yaml", &text, None, None).unwrap();
            assert_eq!(passes(&entry, &config.filter), expected, "{filter}");
        }
    }
}
