//! The articles of a project and the addresses of a feed or sitemap -> which are the same, and which article is meant by an
//! address that is not its own.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::found::FoundArticle;
use crate::model::Feed;
use crate::ordered::CollectOrdered;

/// An address of a feed or sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The address.
    pub url: String,
    /// The title of what is there; empty where the source names none.
    pub title: String,
}

/// How addresses compare.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Likeness {
    /// How many articles have an address that is known.
    pub same: usize,
    /// The paths of articles that have another address than the same article has there: theirs, and that one.
    pub different: Vec<(String, String, String)>,
    /// Paths and addresses of articles that are not known.
    pub unknown: Vec<(String, String)>,
    /// Known addresses that no article has.
    pub without_article: Vec<String>,
}

/// The addresses of the entries of a feed.
pub fn of_feed(feed: &Feed) -> Vec<Known> {
    let known = feed.entries.iter().filter_map(|entry| {
        let title = entry.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
        Some(Known { url: entry.link()?.to_owned(), title })
    });
    known.collect()
}

/// Compares the articles with what is known.
pub fn compare(articles: &[FoundArticle], known: &[Known]) -> Likeness {
    let mut likeness = Likeness::default();
    let mut left: BTreeMap<String, &Known> =
        known.iter().map(|known| (place(&known.url), known)).collect_map();
    let is_own = |article: &&FoundArticle| {
        article.url.as_deref().is_some_and(|url| left.remove(&place(url)).is_some())
    };
    let (own, others): (Vec<&FoundArticle>, Vec<&FoundArticle>) = articles.iter().partition(is_own);
    likeness.same = own.len();
    let by_title = unique(left.iter().map(|(place, known)| (words(&known.title), place.as_str())));
    let by_name = unique(left.keys().map(|place| (name(place), place.as_str())));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for article in others {
        let url = article.url.clone().unwrap_or_default();
        let own_name = name(&place(&url));
        let found = by_title.get(&words(&article.title)).or_else(|| by_name.get(&own_name));
        match found.copied().flatten().and_then(|place| Some((place, left.get(place)?))) {
            Some((place, known)) => {
                taken.insert(place.to_owned());
                likeness.different.push((article.path.clone(), url, known.url.clone()));
            }
            None => likeness.unknown.push((article.path.clone(), url)),
        }
    }
    let others = left.iter().filter(|(place, _)| !taken.contains(*place));
    likeness.without_article = others.map(|(_, known)| known.url.clone()).collect();
    likeness
}

/// What each text names alone.
fn unique<'k>(pairs: impl Iterator<Item = (String, &'k str)>) -> BTreeMap<String, Option<&'k str>> {
    let mut unique = BTreeMap::new();
    for (text, value) in pairs.filter(|(text, _)| !text.is_empty()) {
        unique.entry(text).and_modify(|value| *value = None).or_insert(Some(value));
    }
    unique
}

/// An address without what does not tell pages apart: the scheme, `www.`, and how letters are written.
fn place(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return url.to_owned() };
    let host = url.host_str().unwrap_or_default();
    let query = url.query().map_or(String::new(), |query| format!("?{query}"));
    format!("{}{}{query}", host.trim_start_matches("www."), url.path())
}

/// The last part of a path.
fn name(place: &str) -> String {
    let path = place.split('?').next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit_once('/').map_or("", |(_, last)| last);
    last.split('.').next().unwrap_or_default().to_lowercase()
}

/// The letters and digits of a title.
fn words(title: &str) -> String {
    let letters: String = title.chars().filter(|character| character.is_alphanumeric()).collect();
    letters.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_held_against_what_is_known() {
        let article = |path: &str, url: &str, title: &str| FoundArticle {
            path: path.to_owned(),
            url: Some(url.to_owned()).filter(|url| !url.is_empty()),
            title: title.to_owned(),
            published: None,
        };
        let known = |url: &str, title: &str| Known { url: url.to_owned(), title: title.to_owned() };
        let articles = [
            article("a.md", "https://example.org/a/", "A"),
            article("b.md", "https://example.org/b/", "On bread"),
            article("c.md", "https://example.org/2020/corn/", "C"),
            article("d.md", "", "D"),
        ];
        let known = [
            known("http://www.example.org/a/", "Another title"),
            known("https://example.org/2020/b.html", "On Bread!"),
            known("https://example.org/blog/corn.html", ""),
            known("https://example.org/about/", "About"),
        ];
        let text = |text: &str| text.to_owned();
        let expected = Likeness {
            same: 1,
            different: vec![
                (text("b.md"), text("https://example.org/b/"), text("https://example.org/2020/b.html")),
                (
                    text("c.md"),
                    text("https://example.org/2020/corn/"),
                    text("https://example.org/blog/corn.html"),
                ),
            ],
            unknown: vec![(text("d.md"), String::new())],
            without_article: vec![text("https://example.org/about/")],
        };
        assert_eq!(compare(&articles, &known), expected);
    }
}
