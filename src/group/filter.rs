//! The filters of the configuration, asked of the facts of an article.

use crate::catalogue::{Moment, PackedSelection, Score};
use crate::config::Filter;
use crate::topic::Key;

/// A filter, made ready to be asked of many articles.
pub(super) struct Conditions<'f> {
    filter: &'f Filter,
    category: Vec<Key>,
    kind: Vec<Key>,
    provider: Vec<Key>,
    since: Option<Moment>,
    before: Option<Moment>,
}

impl<'f> Conditions<'f> {
    /// The conditions of a filter.
    pub(super) fn of(filter: &'f Filter) -> Conditions<'f> {
        let keys = |names: &[String]| names.iter().map(|name| Key::of(name)).collect();
        Conditions {
            filter,
            category: keys(&filter.category),
            kind: keys(&filter.kind),
            provider: keys(&filter.provider),
            since: filter.since.map(Moment::of),
            before: filter.before.map(Moment::of),
        }
    }

    /// Whether there is no condition, so that every article passes.
    pub(super) fn are_none(&self) -> bool {
        *self.filter == Filter::default()
    }

    /// Whether the article fulfils every condition.
    pub(super) fn pass(&self, article: &PackedSelection<'_>) -> bool {
        let at_least = |score: Option<f64>, least: Option<f64>| {
            least.is_none_or(|least| score.is_some_and(|score| score >= least))
        };
        let is_one_of = |value: Option<&str>, wanted: &[Key]| {
            wanted.is_empty() || value.is_some_and(|value| wanted.contains(&Key::of(value)))
        };
        let moment = article.moment();
        at_least(article.quality.map(Score::number), self.filter.min_quality)
            && at_least(article.heat.map(Score::number), self.filter.min_heat)
            && is_one_of(article.category, &self.category)
            && is_one_of(article.kind, &self.kind)
            && is_one_of(article.provider, &self.provider)
            && speaks_one_of(article.language, &self.filter.language)
            && self.since.is_none_or(|since| moment.is_some_and(|moment| moment >= since))
            && self.before.is_none_or(|before| moment.is_some_and(|moment| moment < before))
    }
}

/// Basic filtering of language tags (RFC 4647, section 3.3.1).
fn speaks_one_of(language: Option<&str>, ranges: &[String]) -> bool {
    let is_in = |range: &String| {
        let tag = language.unwrap_or_default().to_ascii_lowercase();
        let behind = tag.strip_prefix(&range.to_ascii_lowercase().replace('_', "-"));
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    ranges.is_empty() || ranges.iter().any(is_in)
}
