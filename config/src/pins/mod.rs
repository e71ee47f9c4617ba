//! The text of `feedmill.pins` <-> [`Pins`]: what subscribers' readers remember, and no configuration says any more. The file
//! belongs into version control: one line for each pin, sorted, so that two branches merge line by line.
//!
//! A pin is written only where it is needed: where the configuration of today would give an article another id, a topic
//! another folder, or a feed another path than the published one. Here nothing is decided and no file is touched.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::Error;
use crate::html;
use crate::text::escape_controls;

/// The name of the file, in the folder of the project.
pub const FILE: &str = "feedmill.pins";

/// The longest file that is read, in bytes: about half a million pins.
pub const LONGEST: u64 = 64 * 1024 * 1024;

/// What stays as it was published, whatever the configuration says today.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins {
    /// The id of the article in each of these files, by the path below the project's folder.
    pub ids: BTreeMap<String, String>,
    /// The ids of files that are known to be gone, by their paths: lines of [`Pins::ids`] of which nobody need be told.
    pub gone: BTreeMap<String, String>,
    /// The file that has each of these ids, which other files claim too.
    pub owners: BTreeMap<String, String>,
    /// The settings that the ids of all other articles were published under, by the name of the key.
    pub settings: BTreeMap<String, String>,
    /// The settings that ids were made from when the site had a language that it has no more: its tag, a blank, and the key.
    pub left: BTreeMap<String, String>,
    /// The topic that each of these folders belongs to: the slug, and the name as it is compared.
    pub topics: BTreeMap<String, String>,
    /// The slug that the id of the feed in each of these topic folders is made of: that of its first folder. Of a language with a
    /// folder of its own, that comes before the slug.
    pub feeds: BTreeMap<String, String>,
    /// Where the file at each of these paths went, below the destination: its feed is published at both.
    pub moved: BTreeMap<String, String>,
    /// The same for files that were removed since, so that only web servers know where they went.
    pub pruned: BTreeMap<String, String>,
    /// The language whose feeds are in each of these folders below the destination: `/` and the name of the folder, and the tag.
    pub languages: BTreeMap<String, String>,
}

/// The first lines of every file.
const HEAD: &str = "# What was published and must stay: ids of articles, folders of topics, feeds that moved.\n\
                    # feedmill writes this file when it has to; keep it in version control.\n";

impl Pins {
    /// Whether nothing is pinned.
    pub fn is_empty(&self) -> bool {
        *self == Pins::default()
    }

    /// Reads the text of the file. Lines that begin with `#` and empty lines say nothing; a line that is there twice says it once.
    ///
    /// # Errors
    ///
    /// When a line is no pin, as after a merge with conflicts, or contradicts another; the error names the line.
    pub fn read(text: &str) -> Result<Pins, Error> {
        let mut pins = Pins::default();
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        for (number, line) in (1usize..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim_end_matches('\r');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = |message| Error::usage(message).at(format!("{FILE}:{number}"));
            let id = pins.add(line).map_err(error)?;
            if let Some((path, id)) = id
                && owners.insert(id, path.clone()).is_some_and(|owner| owner != path)
            {
                return Err(error("has an id that an earlier line gives another file; delete one of them"));
            }
        }
        Ok(pins)
    }

    /// Adds the pin of a line; of one that pins an id, the path and the id come back.
    fn add(&mut self, line: &str) -> Result<Option<(String, String)>, &'static str> {
        let mut parts = line.split('\t').map(unescaped);
        let (kind, key, value) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
        let (Some(kind), Some(key), Some(value), None) = (kind, key, value, parts.next()) else {
            return Err(
                "is no pin: a word, a key and a value with tabs between them; if it is left of a merge, \
                        keep the lines of both sides",
            );
        };
        let is_safe = match kind.as_str() {
            "topic" => is_slug(&key),
            "feed" => is_slug_in_folder(&key) && is_slug(&value),
            "language" => key.strip_prefix('/').is_some_and(|folder| folder.is_empty() || is_folder(folder)),
            "moved" | "pruned" => is_path(&key) && is_path(&value),
            _ => true,
        };
        if !is_safe {
            return Err("names no folder of a topic and no file below the folder of the feeds");
        }
        let of_kind = match kind.as_str() {
            "id" => &mut self.ids,
            "gone" => &mut self.gone,
            "owner" => &mut self.owners,
            "setting" => &mut self.settings,
            "topic" => &mut self.topics,
            "feed" => &mut self.feeds,
            "language" => &mut self.languages,
            "left" => &mut self.left,
            "moved" => &mut self.moved,
            "pruned" => &mut self.pruned,
            _ => return Err("begins with a word that is no kind of pin; it may be of a newer feedmill"),
        };
        // One that could run is kept no longer.
        if kind == "id" && html::is_id_harmful(&value) {
            return Ok(None);
        }
        let id = (kind == "id").then(|| (key.clone(), value.clone()));
        match of_kind.insert(key, value.clone()) {
            Some(other) if other != value => {
                Err("contradicts an earlier line about the same key; delete one of them")
            }
            _ => Ok(id),
        }
    }

    /// These pins with what a run has changed in them: `present` is what it has made of `previous`. What another run has changed
    /// meanwhile stays.
    #[must_use]
    pub fn merged(mut self, [previous, present]: [&Pins; 2]) -> Pins {
        let before = previous.kinds();
        let (now, own) = (present.kinds(), self.kinds_mut());
        for (((_, before), (_, now)), own) in before.into_iter().zip(now).zip(own) {
            own.retain(|key, _| !before.contains_key(key) || now.contains_key(key));
            let is_changed = |(key, value): &(&String, &String)| before.get(*key) != Some(value);
            own.extend(now.iter().filter(is_changed).map(|(key, value)| (key.clone(), value.clone())));
        }
        self
    }

    /// All kinds of pins, with the word that their lines begin with.
    fn kinds(&self) -> [(&'static str, &BTreeMap<String, String>); 10] {
        [
            ("feed", &self.feeds),
            ("gone", &self.gone),
            ("id", &self.ids),
            ("language", &self.languages),
            ("left", &self.left),
            ("moved", &self.moved),
            ("owner", &self.owners),
            ("pruned", &self.pruned),
            ("setting", &self.settings),
            ("topic", &self.topics),
        ]
    }

    /// The same kinds in the same order, to be changed.
    fn kinds_mut(&mut self) -> [&mut BTreeMap<String, String>; 10] {
        [
            &mut self.feeds, &mut self.gone, &mut self.ids, &mut self.languages, &mut self.left,
            &mut self.moved, &mut self.owners, &mut self.pruned, &mut self.settings, &mut self.topics,
        ]
    }

    /// All pins, with the word that their lines begin with.
    fn all(&self) -> impl Iterator<Item = (&'static str, &String, &String)> {
        let is_usable =
            |&(kind, _, value): &(&str, &String, &String)| kind != "id" || !html::is_id_harmful(value);
        self.kinds()
            .into_iter()
            .flat_map(|(kind, pins)| pins.iter().map(move |(key, value)| (kind, key, value)))
            .filter(is_usable)
    }
}

impl fmt::Display for Pins {
    /// The text of the file, which [`Pins::read`] reads as the same pins.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        self.all()
            .try_for_each(|(kind, key, value)| writeln!(f, "{kind}\t{}\t{}", escaped(key), escaped(value)))
    }
}

/// Whether the text can be the slug of a topic.
fn is_slug(text: &str) -> bool {
    let is_plain =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    (1..=100).contains(&text.len()) && text.chars().all(is_plain)
}

/// Whether the text can be the slug of a topic, alone or in the folder of a language.
fn is_slug_in_folder(text: &str) -> bool {
    text.split_once('/').map_or(is_slug(text), |(folder, slug)| is_folder(folder) && is_slug(slug))
}

/// Whether the text can be the folder of a language.
fn is_folder(text: &str) -> bool {
    is_path(text) && !text.contains('/')
}

/// Whether the text can be the path of a feed below the destination.
fn is_path(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains('\\');
    text.len() <= 4000 && text.split('/').all(is_name) && !text.chars().any(char::is_control)
}

/// A text without anything that ends a field or a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control()
            || character == '\\'
            || escape_controls(character.encode_utf8(&mut [0; 4])).len() > 4
        {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// What [`escaped`] was given; `None` where a backslash begins no escape.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split("\\u{");
    let mut unescaped = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('}')?;
        unescaped.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        unescaped.push_str(rest);
    }
    Some(unescaped)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn pins(lines: &str) -> Result<Pins, String> {
        Pins::read(lines).map_err(|error| error.to_string())
    }

    #[test]
    fn lines_become_pins_in_any_order_and_come_back_sorted() {
        let text = "topic\tac-dc\tac/dc\r\nid\tb.md\thttp://example.org/b/\n\n# a word\nid\ta.md\turn:x\nid\ta.md\turn:x\n";
        let pins = pins(text).unwrap();
        assert_eq!(pins.ids.get("b.md").map(String::as_str), Some("http://example.org/b/"));
        assert_eq!(
            pins.to_string().strip_prefix(HEAD),
            Some("id\ta.md\turn:x\nid\tb.md\thttp://example.org/b/\ntopic\tac-dc\tac/dc\n")
        );
    }

    #[test]
    fn what_is_no_pin_is_refused_at_its_line() {
        for (text, expected) in [
            ("id\ta.md\tx\n<<<<<<< HEAD\n", "feedmill.pins:2: is no pin"),
            ("id\ta.md\n", "feedmill.pins:1: is no pin"),
            ("id\ta.md\tx\ty\n", "feedmill.pins:1: is no pin"),
            ("idea\ta.md\tx\n", "feedmill.pins:1: begins with a word"),
            ("id\ta.md\tx\nid\ta.md\ty\n", "feedmill.pins:2: contradicts"),
            ("id\ta.md\tx\n\nid\tb.md\tx\n", "feedmill.pins:3: has an id that an earlier line"),
            ("topic\t../up\tup\n", "feedmill.pins:1: names no folder"),
            ("moved\ta/../../b\tc\n", "feedmill.pins:1: names no folder"),
            ("moved\ta\t/c\n", "feedmill.pins:1: names no folder"),
            ("feed\t../a\tb\n", "feedmill.pins:1: names no folder"),
            ("language\tde\tde\n", "feedmill.pins:1: names no folder"),
            ("language\t/..\tde\n", "feedmill.pins:1: names no folder"),
        ] {
            let error = pins(text).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn what_two_runs_pin_at_once_stays_and_what_one_drops_goes() {
        let start = pins("id\ta.md\turn:a\nmoved\told\tnew\ntopic\tsky\tsky\n").unwrap();
        let one = pins("id\ta.md\turn:a\nid\tb.md\turn:b\ntopic\tsky\tthe sky\n").unwrap();
        let other = pins("id\ta.md\turn:a\nid\tc.md\turn:c\nmoved\told\tnew\ntopic\tsky\tsky\n").unwrap();
        let merged = start.clone().merged([&start, &one]).merged([&start, &other]);
        let expected = "id\ta.md\turn:a\nid\tb.md\turn:b\nid\tc.md\turn:c\ntopic\tsky\tthe sky\n";
        assert_eq!(merged, pins(expected).unwrap());
    }

    proptest! {
        #[test]
        fn whatever_is_pinned_comes_back(
            texts in prop::collection::vec((0usize..5, ".*", ".*"), 0..8),
            paths in prop::collection::vec((0usize..4, "[a-z0-9-]{1,9}", "[a-z0-9-]{1,9}"), 0..8),
            languages in prop::collection::btree_map("/([a-z0-9-]{1,9})?", ".*", 0..4),
            of_languages in prop::collection::btree_map("[a-z]{2}/[a-z0-9-]{1,9}", "[a-z0-9-]{1,9}", 0..4),
        ) {
            let mut pins = Pins::default();
            for (kind, key, value) in texts {
                let of_kind =
                    [&mut pins.ids, &mut pins.settings, &mut pins.owners, &mut pins.left, &mut pins.gone];
                of_kind.into_iter().nth(kind).unwrap().insert(key, value);
            }
            for (kind, key, value) in paths {
                let of_kind = [&mut pins.topics, &mut pins.feeds, &mut pins.moved, &mut pins.pruned];
                of_kind.into_iter().nth(kind).unwrap().insert(key, value);
            }
            pins.languages = languages;
            pins.feeds.extend(of_languages);
            // No id belongs to two files.
            let mut ids = BTreeSet::new();
            pins.ids.retain(|_, id| ids.insert(id.clone()));
            prop_assert_eq!(Pins::read(&pins.to_string()).unwrap(), pins);
        }
    }
}
