//! What the program that configures Eleventy does with which articles come out: what it ignores, leaves out before it is read,
//! and says of all. Every place at which the program, or one of the site that it takes in, names what decides this is
//! understood, or nothing of the site comes out.

use super::super::literals::{self, Language, Names, Token, Word, tokens};
use super::super::outcome::{self, HEADS, Value, closing};
use super::super::{Parts, is_program};
use super::Settings;
use super::data::decides;
use crate::model::Position;
use crate::tree::{Content, Node};

/// A program of the configuration.
pub(super) struct Program<'p> {
    /// Its path below the site's folder.
    pub path: &'p str,
    /// The same below the project's.
    pub whole: String,
    pub text: &'p str,
    pub tokens: Vec<Token<'p>>,
    names: Names<'p>,
}

/// Parts of the names of collections that list articles.
const LISTS: [&str; 9] = ["post", "blog", "article", "feed", "publish", "note", "entr", "writing", "journal"];

/// Keys of articles that a list leaves out because they stand above it, and keys that nearly all articles have.
const SHOWN_ELSEWHERE: [&str; 7] = ["featured", "pinned", "sticky", "hero", "title", "date", "tags"];

/// What a program says of the articles that come out.
#[derive(Default)]
pub(super) struct Said {
    /// Paths and globs that are ignored, below the site's folder.
    pub ignored: Vec<String>,
    /// Endings of templates that may be left out, `*` for all: what may do so, its file and its place.
    pub unread: Vec<Unread>,
    /// Values that are said of all articles: key, value, file and place.
    pub globals: Vec<Global>,
    /// Other names of layouts, and the layouts.
    pub aliases: Vec<(String, String)>,
    /// Keys by which articles are left out of the collections that pages and feeds are made of.
    pub hiding: Vec<String>,
}

/// What is not understood, and the endings of the templates that it is about.
pub(super) struct Unread {
    pub what: String,
    pub endings: Vec<String>,
    pub path: String,
    pub position: Position,
}

/// A value that is said of all articles.
pub(super) struct Global {
    pub key: String,
    pub values: Vec<Value>,
    pub path: String,
    pub position: Position,
    /// Where the value stands in the program, if it is one.
    pub at: Option<usize>,
}

/// The configuration, and the programs that it and its data files take in.
pub(super) fn programs<'p>(parts: &Parts<'p>, settings: &Settings) -> Vec<Program<'p>> {
    let first = parts.site.files.first().map(|(path, _)| path.as_str());
    let is_own = |path: &str| {
        is_program(path)
            && (Some(path) == first || !super::is_data(path, settings, parts) && !super::is_layout(path))
    };
    let mut programs: Vec<Program<'p>> = Vec::new();
    for (path, text) in parts.site.files.iter().filter(|(path, _)| is_own(path)) {
        let tokens = tokens(text, Language::JavaScript);
        let names = literals::declared(text, &Names::new());
        programs.push(Program { path, whole: parts.below(path), text, tokens, names });
    }
    let shared: Vec<Names<'p>> = programs.iter().map(|program| program.names.clone()).collect();
    for program in &mut programs {
        for (name, content) in shared.iter().flatten() {
            program.names.entry(name).or_insert_with(|| content.clone());
        }
    }
    programs
}

impl<'p> Program<'p> {
    fn word(&self, at: usize) -> Option<&Word<'p>> {
        self.tokens.get(at).map(|token| &token.word)
    }

    fn is_sign(&self, at: usize, sign: char) -> bool {
        self.word(at) == Some(&Word::Sign(sign))
    }

    fn is_name(&self, at: usize, name: &str) -> bool {
        matches!(self.word(at), Some(Word::Name(own)) if *own == name)
    }

    /// Whether the program names anything that decides whether or where articles come out.
    pub(super) fn names_what_decides(&self) -> bool {
        self.tokens.iter().any(|token| match &token.word {
            Word::Name(name) => decides(name),
            Word::Text(Some(name)) => decides(name),
            _ => false,
        })
    }

    /// The keys of front matter in a condition that they are not said, as `!post.data.secret` or `!(a || b)`, where one begins here.
    fn denied(&self, at: usize) -> Vec<String> {
        let start = at.saturating_add(1);
        if !self.is_sign(at, '!') || self.is_sign(start, '=') {
            return Vec::new();
        }
        let end = if self.is_sign(start, '(') { closing(&self.tokens, start) } else { start };
        let is_first = |place: &usize| *place == start || !self.is_sign(place.saturating_sub(1), '.');
        (start..=end).filter(is_first).filter_map(|place| self.key_of_head(place)).collect()
    }

    /// The key of front matter that the names from here on lead to.
    fn key_of_head(&self, start: usize) -> Option<String> {
        let (mut place, mut last) = (start, None);
        let mut is_of_head = false;
        while let Some(Word::Name(name)) = self.word(place) {
            is_of_head |= last.is_some_and(|last| HEADS.contains(&last));
            last = Some(*name);
            place = place.saturating_add(1);
            place = place.saturating_add(usize::from(self.is_sign(place, '?')));
            if !self.is_sign(place, '.') {
                break;
            }
            place = place.saturating_add(1);
        }
        if self.is_sign(place, '[') {
            let is_head = last.is_some_and(|last| HEADS.contains(&last));
            let Some(Word::Text(Some(key))) = self.word(place.saturating_add(1)) else { return None };
            return is_head.then(|| key.to_string());
        }
        // What is called or compared is not merely said.
        let is_alone = !['(', '=', '!', '<', '>'].iter().any(|sign| self.is_sign(place, *sign));
        last.filter(|_| is_of_head && is_alone).map(str::to_owned)
    }

    pub(super) fn position(&self, at: usize) -> Position {
        self.tokens.get(at).map_or(Position { line: 1, column: 1 }, |token| token.position)
    }

    /// Where the program names something, in quotes or not, but as a key of an object.
    pub(super) fn places(&self, name: &str) -> Vec<usize> {
        let is_named = |at: &usize| match self.word(*at) {
            Some(Word::Name(own)) => *own == name && !self.is_sign(at.saturating_add(1), ':'),
            Some(Word::Text(Some(own))) => own == name,
            _ => false,
        };
        (0..self.tokens.len()).filter(is_named).collect()
    }

    /// Where the arguments of a call begin, whose name stands at this place.
    pub(super) fn arguments(&self, at: usize) -> Option<Vec<usize>> {
        let open = at.checked_add(1).filter(|open| self.is_sign(*open, '('))?;
        Some(self.items(open))
    }

    /// Where what stands between the bracket here and its other one begins, each behind a comma.
    fn items(&self, open: usize) -> Vec<usize> {
        let end = closing(&self.tokens, open);
        let (mut found, mut place) = (Vec::new(), open.saturating_add(1));
        if place < end {
            found.push(place);
        }
        while place < end {
            match self.word(place) {
                Some(Word::Sign(',')) => found.push(place.saturating_add(1)),
                Some(Word::Sign('(' | '[' | '{')) => place = closing(&self.tokens, place),
                _ => {}
            }
            place = place.saturating_add(1);
        }
        found
    }

    /// The texts that the expression here stands for: of what a loop takes from a list all of them.
    pub(super) fn texts(&self, at: usize) -> Option<Vec<String>> {
        let node = literals::value_at(&self.tokens, at, &self.names);
        if let Some(text) = node.text() {
            return Some(vec![text.to_owned()]);
        }
        if matches!(node.content, Content::Sequence(_)) {
            return node.items().iter().map(|item| item.text().map(str::to_owned)).collect();
        }
        let Some(Word::Name(name)) = self.word(at) else { return None };
        let is_alone = matches!(self.word(at.saturating_add(1)), Some(Word::Sign(')' | ',')));
        let list = self.looped(name, at).filter(|_| is_alone)?;
        let text = |node: &Node<'_>| node.text().map(str::to_owned);
        match self.is_sign(list, '[') {
            true => {
                let behind = closing(&self.tokens, list).saturating_add(1);
                let is_whole = self.is_sign(behind, ')') || self.is_name(behind.saturating_add(1), "forEach");
                if !is_whole {
                    return None;
                }
                let items = self.items(list).into_iter();
                items.map(|at| text(&literals::value_at(&self.tokens, at, &self.names))).collect()
            }
            false => match &literals::value_at(&self.tokens, list, &self.names).content {
                Content::Sequence(nodes) => nodes.iter().map(text).collect(),
                _ => None,
            },
        }
    }

    /// Where the list begins whose items a name stands for: `for (const name of list)`, `list.forEach(name => …)`.
    fn looped(&self, name: &str, at: usize) -> Option<usize> {
        let named = (0..at).rev().find(|place| {
            self.is_name(*place, name)
                && (self.is_name(place.saturating_add(1), "of")
                    || self.is_sign(place.saturating_add(1), '=')
                        && self.is_sign(place.saturating_add(2), '>')
                    || self.is_sign(place.saturating_add(1), ')'))
        })?;
        if self.is_name(named.saturating_add(1), "of") {
            return Some(named.saturating_add(2));
        }
        let call = (0..named).rev().take(4).find(|place| self.is_name(*place, "forEach"))?;
        let end =
            call.checked_sub(2).filter(|_| call.checked_sub(1).is_some_and(|dot| self.is_sign(dot, '.')))?;
        match self.word(end)? {
            Word::Sign(']') => {
                (0..end).rev().find(|open| self.is_sign(*open, '[') && closing(&self.tokens, *open) == end)
            }
            Word::Name(_) => Some(end),
            _ => None,
        }
    }

    /// Whether a condition around this place compares a date with the present moment: what is to come is held back in any case.
    fn is_about_dates(&self, at: usize) -> bool {
        (0..at).rev().any(|place| {
            let open = place.saturating_add(1);
            let end = closing(&self.tokens, open);
            let block = end.saturating_add(1);
            self.is_name(place, "if")
                && end < at
                && closing(&self.tokens, block) > at
                && self.tokens.get(open..end).is_some_and(|condition| {
                    let has = |name: &str| condition.iter().any(|token| token.word == Word::Name(name));
                    condition.iter().any(|token| token.word == Word::Sign('>'))
                        && has("Date")
                        && (has("now") || has("new"))
                })
        })
    }
}

/// What the programs say.
pub(super) fn said(programs: &[Program<'_>]) -> Said {
    let mut said = Said::default();
    for program in programs {
        ignored(program, &mut said);
        for at in program.places("addPreprocessor") {
            preprocessed(program, at, &mut said);
        }
        for at in program.places("addGlobalData") {
            global(program, at, &mut said);
        }
        for at in program.places("addCollection") {
            said.hiding.extend(collected(program, at).unwrap_or_default());
        }
        for at in program.places("addLayoutAlias") {
            let arguments = program.arguments(at).unwrap_or_default();
            let mut texts = arguments.iter().filter_map(|at| program.texts(*at)?.into_iter().next());
            said.aliases.extend(texts.next().zip(texts.next()));
        }
    }
    said
}

impl Said {
    fn unread(&mut self, program: &Program<'_>, at: usize, what: &str, endings: Vec<String>) {
        let (path, position) = (program.path.to_owned(), program.position(at));
        self.unread.push(Unread { what: what.to_owned(), endings, path, position });
    }
}

/// What `ignores` is told: by calls of `add`, one behind the other.
fn ignored(program: &Program<'_>, said: &mut Said) {
    for place in program.places("ignores") {
        let (mut at, mut is_read) = (place, false);
        while program.is_sign(at.saturating_add(1), '.') {
            let call = at.saturating_add(2);
            let Some(arguments) = program.arguments(call) else { break };
            is_read = match (program.is_name(call, "add"), arguments.first()) {
                (true, Some(first)) => match program.texts(*first) {
                    Some(texts) => {
                        said.ignored.extend(texts);
                        true
                    }
                    None => program.is_about_dates(place),
                },
                _ => program.is_name(call, "delete") || program.is_name(call, "has"),
            };
            if !is_read {
                break;
            }
            at = closing(&program.tokens, call.saturating_add(1));
        }
        if !is_read {
            said.unread(program, place, "`ignores`", vec!["*".to_owned()]);
        }
    }
}

/// A preprocessor, which leaves out what it returns false for.
fn preprocessed(program: &Program<'_>, at: usize, said: &mut Said) {
    let arguments = program.arguments(at).unwrap_or_default();
    let [_, endings, function, ..] = arguments.as_slice() else {
        return said.unread(program, at, "`addPreprocessor`", vec!["*".to_owned()]);
    };
    let values = outcome::outcomes(&program.tokens, *function);
    let may_leave_out = |value: &Value| matches!(value, Value::Unknown | Value::Truth(false));
    if values.iter().any(may_leave_out) {
        let endings = program.texts(*endings).unwrap_or_else(|| vec!["*".to_owned()]);
        let endings =
            endings.iter().flat_map(|text| text.split(',')).map(|text| text.trim().to_owned()).collect();
        said.unread(program, at, "`addPreprocessor`", endings);
    }
}

/// The keys by which a collection of articles leaves some out: those that a filter wants not to be said. A collection that is no list
/// of all articles picks some.
fn collected(program: &Program<'_>, at: usize) -> Option<Vec<String>> {
    let arguments = program.arguments(at)?;
    let name = program.texts(*arguments.first()?)?.concat().to_ascii_lowercase();
    let start = *arguments.get(1).filter(|_| LISTS.iter().any(|list| name.contains(list)))?;
    let end = closing(&program.tokens, at.saturating_add(1));
    let mut keys = Vec::new();
    for filter in (start..end).filter(|place| program.is_name(*place, "filter")) {
        let open = filter.saturating_add(1);
        let ends = closing(&program.tokens, open).min(end);
        keys.extend((open..ends).flat_map(|place| program.denied(place)));
    }
    keys.retain(|key| !SHOWN_ELSEWHERE.contains(&key.as_str()));
    Some(keys)
}

/// A value for all.
fn global(program: &Program<'_>, at: usize, said: &mut Said) {
    let arguments = program.arguments(at).unwrap_or_default();
    let keys = arguments.first().and_then(|first| program.texts(*first));
    let (Some(keys), Some(value)) = (keys, arguments.get(1)) else {
        return said.unread(program, at, "`addGlobalData`", vec!["*".to_owned()]);
    };
    for key in keys {
        let values = outcome::outcomes(&program.tokens, *value);
        let (path, position) = (program.path.to_owned(), program.position(*value));
        said.globals.push(Global { key, values, path, position, at: Some(*value) });
    }
}
