//! The path of a published file and the pattern that it fits -> the feed that it is of. Only the paths that feedmill gives
//! feeds are known here; what is in a file is not.

/// Which feed a path is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// That of all articles.
    Aggregate,
    /// That of the topic in the folder of this slug.
    Topic(String),
    /// The additional feed of this name.
    Extra(String),
}

/// The feed that a path is of which fits the pattern; `None` where the pattern leaves open what the slug is.
pub fn place(path: &str, pattern: &str) -> Option<Place> {
    let Some((before, after)) = pattern.split_once('*') else {
        return (path == pattern).then_some(Place::Aggregate);
    };
    let rest = path.strip_prefix(before)?;
    // Where the slug is there more than once, its end is where the next literal part begins.
    let end = match after.split('*').next().filter(|literal| !literal.is_empty()) {
        Some(literal) if after.contains('*') => rest.find(literal)?,
        _ => rest.len().checked_sub(after.len())?,
    };
    let name = rest.get(..end)?.to_owned();
    let is_name = !name.is_empty() && !name.contains('/') && pattern.replace('*', &name) == path;
    is_name.then(|| if before == "extra/" { Place::Extra(name) } else { Place::Topic(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_feed() {
        let topic = |slug: &str| Some(Place::Topic(slug.to_owned()));
        for (path, pattern, expected) in [
            ("rss.xml", "rss.xml", Some(Place::Aggregate)),
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
            ("extra/best/rss.xml", "extra/*/rss.xml", Some(Place::Extra("best".to_owned()))),
        ] {
            assert_eq!(place(path, pattern), expected, "{path} {pattern}");
        }
    }
}
