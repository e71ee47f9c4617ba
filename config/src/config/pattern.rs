//! Patterns such as `{topic} – {site}`: placeholders in braces, filled with values. Each key decides which placeholders its
//! pattern may use.

use crate::config::{Feeds, PAGE_FILE};
use crate::model::Format;

/// The pattern with every `{name}` replaced by its value; unknown names stay as they are.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len().saturating_add(32));
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        match value {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

impl Feeds {
    /// The path of a topic's feed below the destination.
    pub fn topic_path(&self, slug: &str, format: Format, file: &str) -> String {
        fill(&self.path, &[("slug", slug), ("file", file), ("format", format.name())])
    }

    /// The path of the page of a topic's feed.
    pub fn page_path(&self, slug: &str) -> String {
        fill(&self.path, &[("slug", slug), ("file", PAGE_FILE), ("format", "html")])
    }
}

/// The first placeholder of the pattern that is not among `known`.
pub fn unknown_placeholder<'p>(pattern: &'p str, known: &[&str]) -> Option<&'p str> {
    let names = pattern.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    names.into_iter().find(|name| !known.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_stay() {
        assert_eq!(fill("{a}-{b}-{c}-{a", &[("a", "{b}"), ("b", "2")]), "{b}-2-{c}-{a");
        assert_eq!(unknown_placeholder("{a}/{c}/{d}", &["a"]), Some("c"));
        assert_eq!(unknown_placeholder("{a}", &["a"]), None);
    }
}
