//! Programs in Python that are settings -> what their names stand for at their end, and of which more is said than is read.
//!
//! Statements at the top that assign literal values, change a list or mapping step by step, or take all names of a file beside
//! are followed in their order. Any other appearance of a name that may give it another value, or change the one it has, makes
//! it unknown until a later statement assigns it anew.

use std::collections::{BTreeMap, BTreeSet};

use super::statements::{Statement, is_name, sign, statements};
use super::{Language, Names, Token, Word, tokens};
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::tree::{Content, Mapping, Node, Pair};

/// How deep files take names from others.
const MOST_FILES: usize = 8;

/// Modules that set no settings, by the first part of their names: those of the language, of themes and of plugins.
const HARMLESS: [&str; 13] = [
    "os", "sys", "re", "datetime", "time", "math", "typing", "pathlib", "collections", "theme", "themes",
    "plugins", "filters",
];

/// A place in one of the files.
pub(in crate::config::generator) type Place<'a> = (&'a str, Position);

/// What settings in Python say.
pub(in crate::config::generator) struct Program<'a> {
    /// What the names of settings stand for; nothing where that is not known.
    pub root: Node<'a>,
    /// Where what is known of each was said last.
    places: BTreeMap<&'a str, Place<'a>>,
    /// Where more is said of names than is read.
    changed: BTreeMap<String, Place<'a>>,
    /// Where anything may be said, and the names that are assigned behind it.
    unknown: Option<(Place<'a>, BTreeSet<&'a str>)>,
}

impl<'a> Program<'a> {
    /// Runs through these files in their order; others of `files` where one of them takes names from it.
    pub(in crate::config::generator) fn of(files: &'a [(String, String)], main: &[&str]) -> Program<'a> {
        let mut run = Run { files, ..Run::default() };
        for (file, text) in files.iter().filter(|(file, _)| main.contains(&file.as_str())) {
            run.file(file, text);
        }
        let is_setting = |name: &str| !name.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut mapping = Mapping::default();
        let mut places = BTreeMap::new();
        for (name, content) in run.names.into_iter().filter(|(name, _)| is_setting(name)) {
            let place = run.places.get(name).copied();
            let position = place.map_or(Position { line: 1, column: 1 }, |(_, position)| position);
            places.extend(place.map(|place| (name, place)));
            mapping.push(Pair {
                key: name.into(),
                key_position: position,
                value: Node { position, content },
            });
        }
        let root = Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(mapping) };
        let changed = run.changed.into_iter().map(|(name, (place, _))| (name, place)).collect_map();
        Program { root, places, changed, unknown: run.unknown }
    }

    /// Where the programs say more of a name than is read; `None` where they do not.
    pub(in crate::config::generator) fn change(&self, name: &str) -> Option<Place<'a>> {
        let anywhere = self.unknown.as_ref().filter(|(_, certain)| !certain.contains(name));
        self.changed.get(name).copied().or_else(|| anywhere.map(|(place, _)| *place))
    }

    /// Where anything may be said.
    pub(in crate::config::generator) fn anything(&self) -> Option<Place<'a>> {
        self.unknown.as_ref().map(|(place, _)| *place)
    }

    /// Where the name is assigned last.
    pub(in crate::config::generator) fn place(&self, name: &str) -> Option<Place<'a>> {
        self.places.get(name).copied()
    }
}

/// What is known while programs are followed.
#[derive(Default)]
pub(super) struct Run<'a> {
    files: &'a [(String, String)],
    file: &'a str,
    open: Vec<&'a str>,
    pub(super) names: Names<'a>,
    places: BTreeMap<&'a str, Place<'a>>,
    /// With each whether no later assignment settles it, since a function may be called at any time.
    changed: BTreeMap<String, (Place<'a>, bool)>,
    unknown: Option<(Place<'a>, BTreeSet<&'a str>)>,
    /// Names that stand for the same list or mapping.
    pub(super) same: Vec<(&'a str, &'a str)>,
    pub(super) used: usize,
}

impl<'a> Run<'a> {
    fn file(&mut self, file: &'a str, text: &'a str) {
        let before = std::mem::replace(&mut self.file, file);
        self.open.push(file);
        let tokens = tokens(text, Language::Python);
        for statement in statements(&tokens) {
            self.statement(&tokens, &statement);
        }
        self.open.pop();
        self.file = before;
    }

    fn statement(&mut self, tokens: &[Token<'a>], statement: &Statement) {
        let Some(words) = tokens.get(statement.start..statement.end) else { return };
        self.dynamic(words);
        let is_followed = match words.first().map(|token| &token.word) {
            Some(Word::Name("from")) => self.import(words, statement),
            _ => statement.is_certain && (self.assignment(tokens, statement) || self.step(tokens, statement)),
        };
        if !is_followed {
            self.appearances(words, 0..words.len(), statement.is_function);
        }
    }

    /// `from file import *`, or names of it; false where names are left to be looked at.
    fn import(&mut self, words: &[Token<'a>], statement: &Statement) -> bool {
        let Some(import) = words.iter().position(|token| is_name(token, "import")) else { return false };
        let module: String = words
            .get(1..import)
            .unwrap_or_default()
            .iter()
            .map(|token| match &token.word {
                Word::Name(name) => (*name).to_owned(),
                Word::Sign(sign) => sign.to_string(),
                _ => String::new(),
            })
            .collect();
        let module = module.trim_start_matches('.');
        let path = module.replace('.', "/");
        let names = [format!("{path}.py"), format!("{path}/__init__.py")];
        let found = self.files.iter().find(|(file, _)| names.contains(file));
        let found =
            found.filter(|(file, _)| self.open.len() < MOST_FILES && !self.open.contains(&file.as_str()));
        let is_all = sign(words, import.saturating_add(1)) == Some('*');
        match found {
            Some((file, text)) if is_all && (statement.is_certain || statement.is_tried) => {
                self.file(file, text);
                true
            }
            Some((file, text)) => {
                let named = if is_all { &[][..] } else { words.get(import..).unwrap_or_default() };
                self.take(file, text, named, statement);
                // A name under another one stays unknown.
                !words.iter().any(|token| is_name(token, "as"))
            }
            None if is_all
                && !statement.is_tried
                && !HARMLESS.contains(&module.split('.').next().unwrap_or_default()) =>
            {
                self.anything(self.place(words));
                true
            }
            None => is_all,
        }
    }

    /// Takes what a file beside says of some names, of all where none is given; not known where the statement may not be run.
    fn take(&mut self, file: &'a str, text: &'a str, named: &[Token<'a>], statement: &Statement) {
        let mut other = Run { files: self.files, open: self.open.clone(), ..Run::default() };
        other.file(file, text);
        let is_behind_as = |at: usize| {
            at.checked_sub(1).and_then(|before| named.get(before)).is_some_and(|token| is_name(token, "as"))
        };
        let is_named = |name: &str| {
            let mut words = named.iter().enumerate();
            named.is_empty() || words.any(|(at, token)| is_name(token, name) && !is_behind_as(at))
        };
        let place = (self.file, named.first().map_or(statement.position, |token| token.position));
        for (name, content) in other.names.into_iter().filter(|(name, _)| is_named(name)) {
            if statement.is_certain || statement.is_tried {
                self.set(name, content, place);
            } else {
                self.change(name, place, statement.is_function);
            }
        }
        for name in other.changed.into_keys().filter(|name| is_named(name)) {
            self.change(&name, place, false);
        }
        match other.unknown {
            Some(_) if named.is_empty() => self.anything(place),
            Some(_) => {
                let names = named.iter().filter_map(|token| match token.word {
                    Word::Name(name) => Some(name),
                    _ => None,
                });
                names.for_each(|name| self.change(name, place, false));
            }
            None => {}
        }
    }

    /// From here on any name may have any value.
    pub(super) fn anything(&mut self, place: Place<'a>) {
        self.unknown = Some((place, BTreeSet::new()));
    }

    pub(super) fn place(&self, words: &[Token<'a>]) -> Place<'a> {
        (self.file, words.first().map_or(Position { line: 1, column: 1 }, |token| token.position))
    }

    pub(super) fn set(&mut self, name: &'a str, content: Content<'a>, place: Place<'a>) {
        self.same.retain(|(first, second)| *first != name && *second != name);
        self.renewed(name, content, place);
        if self.changed.get(name).is_some_and(|(_, stays)| !stays) {
            self.changed.remove(name);
        }
        if let Some((_, certain)) = &mut self.unknown {
            certain.insert(name);
        }
    }

    pub(super) fn renewed(&mut self, name: &'a str, content: Content<'a>, place: Place<'a>) {
        self.names.insert(name, content);
        self.places.insert(name, place);
    }

    pub(super) fn change(&mut self, name: &str, place: Place<'a>, stays: bool) {
        let known = self.changed.entry(name.to_owned()).or_insert((place, stays));
        known.1 |= stays;
    }

    /// What a name stands for changes, so that others that stand for the same do as well.
    pub(super) fn stepped(&mut self, name: &str, place: Place<'a>) {
        let of = |(first, second): &(&'a str, &'a str)| match name {
            _ if *first == name => Some(*second),
            _ if *second == name => Some(*first),
            _ => None,
        };
        let others: Vec<&str> = self.same.iter().filter_map(of).collect();
        for other in others {
            let is_new = !self.changed.contains_key(other);
            self.changed.entry(other.to_owned()).or_insert((place, false));
            if is_new {
                self.stepped(other, place);
            }
        }
    }
}
