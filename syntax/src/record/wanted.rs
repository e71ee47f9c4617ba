//! The keys that a record is read by, and those that lead to them.

use std::collections::BTreeMap;

use super::keyed::Keyed;

/// Keys in lower case, and whether each is one of those that select.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted(Keyed<bool>);

impl Wanted {
    /// The keys, and those that lead to them where they have dots; of one that is there several times, one that selects counts.
    pub(super) fn of<'k>(keys: impl Iterator<Item = (&'k str, bool)>) -> Wanted {
        let mut wanted: BTreeMap<Box<str>, bool> = BTreeMap::new();
        for (key, selects) in keys {
            let leading = key.match_indices('.').filter_map(|(dot, _)| key.get(..dot));
            for key in leading.chain([key]) {
                *wanted.entry(key.to_ascii_lowercase().into()).or_default() |= selects;
            }
        }
        Wanted(Keyed::of(wanted.into_iter()))
    }

    /// Whether a key, in any case, selects; nothing where it is none of these.
    pub(super) fn find(&self, key: &str) -> Option<bool> {
        self.0.get(key.as_bytes()).copied()
    }
}

#[cfg(test)]
mod tests {
    use crate::record::FieldNames;

    #[test]
    fn a_key_is_wanted_where_it_is_listed_or_leads_to_one_that_is() {
        let mut names = FieldNames::default();
        names.replace("authors", vec!["extra.Folk.name".to_owned(), "by".to_owned()]);
        names.replace("topics", vec!["taxonomies.tags".to_owned()]);
        names.name_addresses(&["slugs.own"]);
        for (key, is_wanted, is_selecting) in [
            ("title", true, true),
            ("TITLE", true, true),
            ("image_ALT", true, false),
            ("ExcerPt", true, false),
            ("extra", true, true),
            ("extra.folk", true, false),
            ("Extra.Folk.Name", true, false),
            ("extra.folk.nam", false, false),
            ("folk", false, false),
            ("by", true, false),
            ("author", false, false),
            ("Taxonomies", true, true),
            ("topics", false, false),
            ("slugs", true, true),
            ("is_draft", true, true),
            ("", false, false),
            ("titles", false, false),
        ] {
            assert_eq!((names.is_wanted(key), names.is_selecting(key)), (is_wanted, is_selecting), "{key}");
        }
        names.own_words_mut().hold_by("hidden", vec!["unlisted-here".to_owned()]);
        names.name_slug("Path");
        assert!(
            names.is_selecting("Unlisted-Here") && names.is_selecting("path") && names.is_selecting("slug")
        );
        assert_eq!(names.find("tags"), None);
        names.take_topics_from_categories();
        assert_eq!(names.find("TAGS"), Some(true));
        names.read_names_as_jekyll();
        assert!(names.is_selecting("tags") && names.is_selecting("topics") && !names.is_wanted("taxonomies"));
    }
}
