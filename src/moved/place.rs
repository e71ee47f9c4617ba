//! The path of a published file and the pattern that it fits -> the feed that it is of, and in which language. Only the paths
//! that feedmill gives feeds are known here; what is in a file is not.

use crate::config::ARCHIVE;

/// Which feed a path is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder of the language that it is in; empty for the top.
    pub folder: String,
    /// Which of the feeds there it is.
    pub feed: FeedPlace,
}

/// Which of the feeds of a language a path is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedPlace {
    /// That of all articles.
    Aggregate,
    /// That of the topic in the folder of this slug.
    Topic(String),
    /// The additional feed of this name.
    Extra(String),
}

/// The feed that a path is of which fits the pattern, where languages have feeds in these folders; `None` where the pattern leaves
/// open what the slug is.
pub fn place(path: &str, pattern: &str, folders: &[&str]) -> Option<Place> {
    let own = |folder: &&str| {
        let pattern = pattern.strip_prefix(*folder)?.strip_prefix('/')?;
        let path = path.strip_prefix(*folder)?.strip_prefix('/')?;
        // What begins with the slug is in no folder of its own, as that of topics is.
        (!folder.is_empty() && !pattern.starts_with('*')).then(|| (folder.to_string(), path, pattern))
    };
    let (folder, path, pattern) =
        folders.iter().find_map(own).unwrap_or_else(|| (String::new(), path, pattern));
    let feed = feed(path, pattern)?;
    Some(Place { folder, feed })
}

/// The feed that a page of an archive is of, where the pattern is one of pages.
fn archived(path: &str, pattern: &str) -> Option<FeedPlace> {
    let wanted: Vec<&str> = pattern.split('/').collect();
    let parts: Vec<&str> = path.split('/').collect();
    let is_fit = |(part, wanted): (&&str, &&str)| !part.is_empty() && (*wanted == "*" || part == wanted);
    if wanted.len() != parts.len() || !parts.iter().zip(&wanted).all(is_fit) {
        return None;
    }
    match (wanted.as_slice(), parts.as_slice()) {
        ([ARCHIVE, "all", "*", _], _) => Some(FeedPlace::Aggregate),
        ([ARCHIVE, "topics", "*", "*", _], [_, _, slug, ..]) => Some(FeedPlace::Topic((*slug).to_owned())),
        ([ARCHIVE, "extra", "*", "*", _], [_, _, name, ..]) => Some(FeedPlace::Extra((*name).to_owned())),
        _ => None,
    }
}

fn feed(path: &str, pattern: &str) -> Option<FeedPlace> {
    if let Some(feed) = archived(path, pattern) {
        return Some(feed);
    }
    let Some((before, after)) = pattern.split_once('*') else {
        return (path == pattern).then_some(FeedPlace::Aggregate);
    };
    let rest = path.strip_prefix(before)?;
    // Where the slug is there more than once, its end is where the next literal part begins.
    let end = match after.split('*').next().filter(|literal| !literal.is_empty()) {
        Some(literal) if after.contains('*') => rest.find(literal)?,
        _ => rest.len().checked_sub(after.len())?,
    };
    let name = rest.get(..end)?.to_owned();
    let is_name = !name.is_empty() && !name.contains('/') && pattern.replace('*', &name) == path;
    is_name.then(|| if before == "extra/" { FeedPlace::Extra(name) } else { FeedPlace::Topic(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_feed() {
        let topic = |slug: &str| Some(FeedPlace::Topic(slug.to_owned()));
        for (path, pattern, expected) in [
            ("rss.xml", "rss.xml", Some(FeedPlace::Aggregate)),
            ("rss.xml", "atom.xml", None),
            ("topics/sky/rss.xml", "topics/*/rss.xml", topic("sky")),
            ("topics/sky/rss.xml", "topics/*/atom.xml", None),
            ("by/sky.rss", "by/*.rss", topic("sky")),
            ("by/sky/sky.rss", "by/*/*.rss", topic("sky")),
            ("by/sky/sea.rss", "by/*/*.rss", None),
            ("by/a-b-a.rss", "by/*-*.rss", None),
            ("at/rss/sky", "at/rss/*", topic("sky")),
            ("at/rss/", "at/rss/*", None),
            ("topics/a/b/rss.xml", "topics/*/rss.xml", None),
            ("extra/best/rss.xml", "extra/*/rss.xml", Some(FeedPlace::Extra("best".to_owned()))),
            ("archive/all/2021/rss.xml", "archive/all/*/rss.xml", Some(FeedPlace::Aggregate)),
            ("archive/all//rss.xml", "archive/all/*/rss.xml", None),
            ("archive/topics/sky/2021-03/rss.xml", "archive/topics/*/*/rss.xml", topic("sky")),
            ("archive/topics/sky/2021-03/atom.xml", "archive/topics/*/*/rss.xml", None),
            (
                "archive/extra/a/2021/rss.xml",
                "archive/extra/*/*/rss.xml",
                Some(FeedPlace::Extra("a".to_owned())),
            ),
            ("archive/sky/rss.xml", "archive/*/rss.xml", topic("sky")),
        ] {
            let place = |path: &str, pattern: &str| place(path, pattern, &["", "de"]);
            let at_the_top = |feed| Place { folder: String::new(), feed };
            assert_eq!(place(path, pattern), expected.clone().map(at_the_top), "{path} {pattern}");
            let (path, pattern) = (format!("de/{path}"), format!("de/{pattern}"));
            let of_language = |feed| Place { folder: "de".to_owned(), feed };
            assert_eq!(place(&path, &pattern), expected.map(of_language), "{path} {pattern}");
        }
        let topic = FeedPlace::Topic("sky".to_owned());
        let expected = Some(Place { folder: String::new(), feed: topic });
        assert_eq!(place("de/sky/rss.xml", "de/*/rss.xml", &["de"]), expected);
    }
}
