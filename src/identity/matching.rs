//! The entries of a feed and the articles of a project -> pairs that are the same article: by its URL, else by title and day,
//! else by a title that only one on each side has. What could be two articles is no pair.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

use crate::html;
use crate::model::{Entry, TextKind};
use crate::text::fold_white_space;
use crate::uri;

/// What tells an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Known {
    /// Its id.
    pub id: String,
    /// Its URLs without their schemes, the own one first.
    pub urls: Vec<String>,
    /// Its title, with single blanks.
    pub title: String,
    /// The day of its publication.
    pub day: Option<NaiveDate>,
}

impl Known {
    /// What tells the article of an entry; `id` is the one that it has where the entry has none.
    pub(crate) fn of(entry: &Entry, id: &str) -> Known {
        let links = entry.links.iter().filter(|link| link.relation == "alternate");
        let own = entry.id.as_deref().unwrap_or(id);
        // The id is often the URL, and the only one that feeds of many programs keep as it was.
        let mut urls: Vec<String> =
            links.map(|link| link.href.as_str()).chain([own]).filter_map(bare).collect();
        urls.dedup();
        let title = entry.title.as_ref().map(|title| match title.kind {
            TextKind::Plain => fold_white_space(&title.value),
            TextKind::Html => html::plain_text(&title.value),
        });
        let title = title.unwrap_or_default();
        let day = entry.published.or(entry.updated).map(|date: DateTime<Utc>| date.date_naive());
        Known { id: own.to_owned(), urls, title, day }
    }
}

impl Known {
    /// The same with addresses that its record says it had before.
    pub(crate) fn with_former(mut self, urls: &[String]) -> Known {
        for url in urls.iter().filter_map(|url| bare(url)) {
            if !self.urls.contains(&url) {
                self.urls.push(url);
            }
        }
        self
    }
}

/// A URL without its scheme and what servers make no difference of: `http` and `https`, a slash at the end, `index.html`.
fn bare(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let written = uri::normalised(&url);
    let (_, rest) = written.split_once("://")?;
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    Some(rest.trim_end_matches("index.html").trim_end_matches('/').to_owned())
}

/// The pairs of an entry and an article that are the same, as their positions. Each is in one pair at most. Where nobody looks at
/// the pairs, only what is `certain` counts: the URL, or title and day.
pub(crate) fn matches(entries: &[Known], articles: &[Known], certain: bool) -> Vec<(usize, usize)> {
    let mut pairs = Pairs::default();
    pairs.add(entries, articles, |known| known.urls.clone());
    let path = |known: &Known| known.urls.iter().filter_map(|url| path_of(url)).collect();
    if !certain {
        // Another domain may have the same paths.
        pairs.add(entries, articles, path);
    }
    let day = |known: &Known| Some(format!("{} {}", known.day?, named(known)?));
    pairs.add(entries, articles, |known| day(known).into_iter().collect());
    if !certain {
        pairs.add(entries, articles, |known| named(known).map(str::to_owned).into_iter().collect());
    }
    pairs.pairs
}

/// A path that more than a home page has.
fn path_of(url: &str) -> Option<String> {
    url.split_once('/').map(|(_, path)| path.to_owned()).filter(|path| !path.is_empty())
}

fn named(known: &Known) -> Option<&str> {
    Some(known.title.as_str()).filter(|title| !title.is_empty())
}

#[derive(Default)]
struct Pairs {
    pairs: Vec<(usize, usize)>,
    entries: BTreeSet<usize>,
    articles: BTreeSet<usize>,
}

impl Pairs {
    /// Adds the pairs whose keys are the same, where only one on each side has the key.
    fn add(&mut self, entries: &[Known], articles: &[Known], keys: impl Fn(&Known) -> Vec<String>) {
        let [of_entries, of_articles] =
            [(entries, &self.entries), (articles, &self.articles)].map(|(all, taken)| {
                let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
                for (position, known) in
                    all.iter().enumerate().filter(|(position, _)| !taken.contains(position))
                {
                    for key in keys(known) {
                        holders.entry(key).or_default().insert(position);
                    }
                }
                holders
            });
        for (key, entries) in of_entries {
            let articles = of_articles.get(&key).map(|positions| positions.iter().collect::<Vec<_>>());
            if let ([entry], Some([article])) =
                (entries.iter().collect::<Vec<_>>().as_slice(), articles.as_deref())
                && !self.entries.contains(*entry)
                && !self.articles.contains(*article)
            {
                self.entries.insert(**entry);
                self.articles.insert(**article);
                self.pairs.push((**entry, **article));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(url: &str, title: &str, day: &str) -> Known {
        let urls = bare(url).into_iter().collect();
        Known { id: url.to_owned(), urls, title: title.to_owned(), day: day.parse().ok() }
    }

    #[test]
    fn an_article_is_told_by_its_url_then_by_title_and_day_then_by_its_title() {
        let entries = [
            known("http://example.org/a/", "Old title", "2020-01-01"),
            known("http://example.org/2020/b.html", "The same", "2020-01-02"),
            known("http://example.org/2020/c.html", "The same", "2020-01-03"),
            known("http://example.org/2020/d.html", "Alone", "2020-01-04"),
            known("http://example.org/gone/", "Gone", "2020-01-05"),
        ];
        let articles = [
            known("https://example.org/a/index.html", "New title", "2020-02-01"),
            known("https://example.org/c/", "The same", "2020-01-03"),
            known("https://example.org/b/", "The same", "2020-01-02"),
            known("https://example.org/d/", "Alone", "2021-01-04"),
            known("https://example.org/new/", "New", "2020-01-06"),
        ];
        let mut pairs = matches(&entries, &articles, false);
        pairs.sort_unstable();
        assert_eq!(pairs, [(0, 0), (1, 2), (2, 1), (3, 3)]);
        let mut certain = matches(&entries, &articles, true);
        certain.sort_unstable();
        assert_eq!(certain, pairs[..3]);
    }

    #[test]
    fn what_could_be_two_articles_is_no_pair() {
        let entries = [known("http://example.org/x", "Note", ""), known("http://example.org/y", "Note", "")];
        let articles = [known("http://example.org/1", "Note", ""), known("http://example.org/2", "Note", "")];
        assert_eq!(matches(&entries, &articles, false), []);
        assert_eq!(matches(&entries[..1], &articles, false), []);
        assert_eq!(matches(&entries, &articles[..1], false), []);
    }
}
