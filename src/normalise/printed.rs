//! The values of a record that are no texts for its site's generator, in the address of its article: what the generator prints of
//! them, or why the address is not known.

use super::permalink::takes;
use crate::config::Config;
use crate::model::{Record, Spanned};

/// A value of the record as its site prints it in addresses.
pub(super) fn in_address<'r>(own: &'r Spanned, record: &'r Record, config: &Config) -> &'r str {
    let typed = record.typed.iter().find(|typed| typed.position == own.position);
    let printed = typed.and_then(|typed| typed.printed.as_deref());
    printed.filter(|_| config.input.layout.prints_values).unwrap_or(&own.text).trim()
}

/// What is said of it.
pub(super) const UNKNOWN: &str = "the URL of the article takes a value without quotes that site generators read as a number, a day \
                                  or a truth value, and the article is held back; write it in quotes as it stands in the URL";

/// Whether nobody knows what the site's generator prints of the value.
pub(super) fn is_unknown(own: &Spanned, record: &Record) -> bool {
    record.typed.iter().any(|typed| typed.position == own.position && typed.printed.is_none())
}

/// The first value that the pattern takes of which nobody knows what the generator prints.
pub(super) fn unknown<'r>(pattern: &str, record: &'r Record) -> Option<&'r Spanned> {
    if record.typed.is_empty() {
        return None;
    }
    let title = || record.title.iter().filter(|_| record.slug.is_none());
    let of_slug = record.slug.iter().filter(|_| takes(pattern, &OF_SLUG));
    let of_names = record.categories.iter().filter(|_| takes(pattern, &OF_CATEGORIES));
    let of_title = record.title.iter().filter(|_| takes(pattern, &["heading"]));
    let instead = title().filter(|_| takes(pattern, &["slugorheading", "matched_slug"]));
    of_slug.chain(of_names).chain(of_title).chain(instead).find(|own| is_unknown(own, record))
}

/// The placeholders that stand for the record's own slug where it has one.
const OF_SLUG: [&str; 12] = [
    "basename", "slugorname", "entry", "stem", "slugorheading", "raw_stem", "key", "own_slug",
    "matched_slug", "dated_path", "title", "slug",
];

/// The placeholders that stand for categories.
const OF_CATEGORIES: [&str; 5] =
    ["category_path", "category_tree", "first_category", "categories", "slugified_categories"];
