//! What makes the lists of articles of a Next.js site before its pages are made, Contentlayer, Velite or Content Collections -> the
//! folders that it reads, what in them it passes over, and what it chooses articles by.
//!
//! Patterns of files are followed where they name a folder and endings, functions as far as what pages choose articles by is.
//! Anything else holds back all articles.

use super::super::choice::{Choice, choice as by_conditions};
use super::super::literals::{Token, Word};
use super::super::outcome::{Value, closing, expected, value_of};
use super::is_of_articles;
use crate::model::Position;
use crate::record::holding::{self, Kind};
use crate::record::own_words::{Answer, Asked};

/// What makes the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Contentlayer,
    Velite,
    Collections,
}

/// A folder of articles, and patterns of what below it is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    pub folder: String,
    pub except: Vec<String>,
}

/// What the configuration of a layer says.
#[derive(Debug, Default)]
pub(super) struct Layered {
    pub taken: Vec<Taken>,
    /// What is not followed, and where.
    pub unread: Option<(&'static str, Position)>,
    /// What articles must say.
    pub asked: Vec<Asked>,
    /// Words that leave articles free which do not say them.
    pub free: Vec<String>,
}

/// The layer that a file configures.
pub(super) fn layer(file: &str) -> Option<Layer> {
    let name = file.strip_prefix("src/").unwrap_or(file);
    let is = |start: &str| {
        let ending = name.strip_prefix(start);
        ending.is_some_and(|ending| ["ts", "mts", "cts", "js", "mjs", "cjs", "tsx"].contains(&ending))
    };
    match () {
        () if is("contentlayer.config.") => Some(Layer::Contentlayer),
        () if is("velite.config.") => Some(Layer::Velite),
        () if is("content-collections.") => Some(Layer::Collections),
        () => None,
    }
}

/// Reads the configuration of a layer.
pub(super) fn read(layer: Layer, tokens: &[Token<'_>]) -> Layered {
    let mut layered = Layered::default();
    match layer {
        Layer::Contentlayer => of_contentlayer(tokens, &mut layered),
        Layer::Velite => of_velite(tokens, &mut layered),
        Layer::Collections => of_collections(tokens, &mut layered),
    }
    if layer != Layer::Contentlayer {
        let mut choice = by_conditions(tokens, (0, tokens.len()), true);
        choice.join(skips(tokens));
        layered.asked.extend(choice.asked);
        layered.hold("what a program chooses articles by", choice.unread);
        // What does not fit the schema is no article.
        layered
            .hold("a schema that may refuse articles", place(tokens, &["refine", "superRefine", "literal"]));
    }
    defaults(tokens, &mut layered);
    layered
}

impl Layered {
    fn hold(&mut self, what: &'static str, position: Option<Position>) {
        self.unread = self.unread.or(position.map(|position| (what, position)));
    }

    /// Adds what a pattern takes; of two patterns for one folder only what neither takes is passed over.
    fn add(&mut self, taken: Option<Taken>) {
        let Some(taken) = taken else { return };
        match self.taken.iter_mut().find(|own| own.folder == taken.folder) {
            Some(own) => own.except.retain(|glob| taken.except.contains(glob)),
            None => self.taken.push(taken),
        }
    }
}

fn of_contentlayer(tokens: &[Token<'_>], layered: &mut Layered) {
    let root = match values(tokens, (0, tokens.len()), "contentDirPath").first() {
        Some((_, Some(texts))) => texts.first().cloned().unwrap_or_default(),
        Some((position, None)) => return layered.hold("`contentDirPath`", Some(*position)),
        None => String::new(),
    };
    layered.hold("`contentDirInclude`", place(tokens, &["contentDirInclude"]));
    layered.hold("`contentDirExclude`", place(tokens, &["contentDirExclude"]));
    for (position, texts) in values(tokens, (0, tokens.len()), "filePathPattern") {
        match texts.and_then(|texts| taken(&root, &texts, false)) {
            Some(taken) => layered.add(taken),
            None => layered.hold("`filePathPattern`", Some(position)),
        }
    }
}

fn of_velite(tokens: &[Token<'_>], layered: &mut Layered) {
    let all = (0, tokens.len());
    let root = match values(tokens, all, "root").first() {
        Some((_, Some(texts))) => texts.first().cloned().unwrap_or_default(),
        Some((position, None)) => return layered.hold("`root`", Some(*position)),
        None => "content".to_owned(),
    };
    for (position, texts) in values(tokens, all, "pattern") {
        match texts.and_then(|texts| taken(&root, &texts, false)) {
            Some(taken) => layered.add(taken),
            None => layered.hold("`pattern`", Some(position)),
        }
    }
    let is_name = |at: usize, names: &[&str]| matches!(tokens.get(at).map(|token| &token.word), Some(Word::Name(name)) if names.contains(name));
    let Some(start) = (0..tokens.len()).find(|&at| is_name(at, &["prepare"])) else { return };
    let mut behind = start..tokens.len();
    let takes_out = ["splice", "pop", "shift", "delete", "slice", "reduce", "flatMap", "false"];
    let is_sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.word == Word::Sign(sign));
    let next = start.saturating_add(1);
    let given = start.saturating_add(2);
    let is_foreign = match (is_sign(next, '('), is_sign(next, ':')) {
        (true, _) => false,
        // A function, or the name of one, which is none of this program's.
        (_, true) => {
            !is_sign(given, '(') && !is_name(given, &["async", "function"]) && !is_arrow(tokens, given)
        }
        _ => true,
    };
    let out = behind.find(|&at| is_name(at, &takes_out)).or(is_foreign.then_some(start));
    layered.hold("`prepare`", out.and_then(|at| tokens.get(at)).map(|token| token.position));
}

fn of_collections(tokens: &[Token<'_>], layered: &mut Layered) {
    let is_it = |token: &Token<'_>| token.word == Word::Name("defineCollection");
    let calls: Vec<(usize, usize)> = (0..tokens.len())
        .filter(|&at| tokens.get(at).is_some_and(is_it))
        .map(|at| at.saturating_add(1))
        .filter(|&open| tokens.get(open).is_some_and(|token| token.word == Word::Sign('(')))
        .map(|open| (open, closing(tokens, open)))
        .collect();
    for range in &calls {
        let one = |key: &str| values(tokens, *range, key).into_iter().next();
        let Some((position, directory)) = one("directory") else { continue };
        let (include, exclude) = (one("include"), one("exclude"));
        let texts = |found: Option<(Position, Option<Vec<String>>)>| match found {
            Some((_, texts)) => texts,
            None => Some(Vec::new()),
        };
        let read = || {
            let mut patterns = texts(include)?;
            patterns.extend(texts(exclude)?.iter().map(|text| format!("!{text}")));
            taken(directory?.first()?, &patterns, calls.len() > 1)
        };
        match read() {
            Some(taken) => layered.add(taken),
            None => layered.hold("what a collection reads", Some(position)),
        }
    }
}

/// What patterns of files take: nothing of articles, or a folder; `None` where they are not followed. `is_strict` where a
/// folder of another name than those of articles holds none.
fn taken(root: &str, patterns: &[String], is_strict: bool) -> Option<Option<Taken>> {
    let root = super::super::plain_path(root);
    let below = |path: &str| super::super::plain_path(&format!("{root}/{path}"));
    let mut found: Option<Taken> = None;
    for pattern in patterns.iter().filter(|pattern| !pattern.starts_with('!')) {
        let pattern = pattern.trim_start_matches("./").trim_matches('/');
        let (folders, file) = pattern.rsplit_once('/').unwrap_or(("", pattern));
        let start = folders.strip_suffix("**").unwrap_or(folders).trim_matches('/');
        let literal = start.split(['*', '{', '[', '!', '(']).next().unwrap_or_default();
        let ending = file.trim_start_matches('*');
        let is_other = !ending.is_empty() && !ending.contains("md") && !ending.contains("markdown");
        let is_whole = literal.is_empty() && !is_strict;
        if is_other || !(is_of_articles(&root) || is_of_articles(&below(literal)) || is_whole) {
            continue;
        }
        let is_plain =
            file.starts_with('*') && ending.chars().all(|own| "mdxarkown.{}()?@+|,*".contains(own));
        if !is_plain || literal != start {
            return None;
        }
        let is_deep = folders == "**" || folders.ends_with("/**") || file.starts_with("**");
        let taken = Taken { folder: below(start), except: not_taken(ending, is_deep) };
        match &mut found {
            None => found = Some(taken),
            Some(own) if own.folder == taken.folder => own.except.retain(|glob| taken.except.contains(glob)),
            Some(_) => return None,
        }
    }
    let Some(mut found) = found else { return Some(None) };
    for pattern in patterns.iter().filter_map(|pattern| pattern.strip_prefix('!')) {
        let own = below(pattern.trim_start_matches("./"));
        let own = match found.folder.as_str() {
            "" => own.as_str(),
            folder => match own.strip_prefix(folder).and_then(|own| own.strip_prefix('/')) {
                Some(own) => own,
                // What begins with any folder, or lies elsewhere.
                None if pattern.starts_with("**/") => pattern,
                None => continue,
            },
        };
        if own.contains(['(', ')', '{', '}', '[', ']', '?', '!', '+', '@']) {
            return None;
        }
        found.except.push(own.to_owned());
    }
    Some(Some(found))
}

/// What a pattern of an ending passes over in its folder.
fn not_taken(ending: &str, is_deep: bool) -> Vec<String> {
    let mut except = Vec::new();
    if !is_deep {
        except.push("*/**".to_owned());
    }
    let is_any = ending.trim_matches(['.', '*']).is_empty();
    let has_optional = ending.contains('?') || ending.contains('*') || ending.contains('+');
    if !is_any && !ending.contains("mdx") && !has_optional {
        except.push("**/*.mdx".to_owned());
    }
    let has_plain = ending.split("md").skip(1).any(|rest| !rest.starts_with('x'));
    if !is_any && !has_plain {
        except.push("**/*.md".to_owned());
    }
    except
}

/// The values of a key, each a text or a list of texts, and where it stands; `None` for one that is not literal.
fn values(tokens: &[Token<'_>], range: (usize, usize), key: &str) -> Vec<(Position, Option<Vec<String>>)> {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let mut found = Vec::new();
    for at in range.0..range.1.min(tokens.len()) {
        let Some(token) = tokens.get(at).filter(|token| matches!(token.word, Word::Name(own) if own == key))
        else {
            continue;
        };
        let is_member = at.checked_sub(1).is_some_and(|before| word(before) == Some(&Word::Sign('.')));
        let next = word(at.saturating_add(1));
        if is_member || !matches!(next, Some(Word::Sign(':' | ',' | '}'))) {
            continue;
        }
        let value = if next == Some(&Word::Sign(':')) { value_of(tokens, at.saturating_add(2)) } else { &[] };
        let text = |token: &Token<'_>| match &token.word {
            Word::Text(Some(text)) => Some(text.to_string()),
            _ => None,
        };
        let texts = match value {
            [one] => text(one).map(|text| vec![text]),
            [Token { word: Word::Sign('['), .. }, inside @ .., Token { word: Word::Sign(']'), .. }] => {
                inside.iter().filter(|token| token.word != Word::Sign(',')).map(text).collect()
            }
            _ => None,
        };
        found.push((token.position, texts));
    }
    found
}

/// Where one of these names stands first.
fn place(tokens: &[Token<'_>], names: &[&str]) -> Option<Position> {
    let is_it = |token: &&Token<'_>| matches!(token.word, Word::Name(name) if names.contains(&name));
    tokens.iter().find(is_it).map(|token| token.position)
}

/// Whether a function without brackets around its parameter begins here.
fn is_arrow(tokens: &[Token<'_>], at: usize) -> bool {
    let is_sign = |ahead: usize, sign| {
        tokens.get(at.saturating_add(ahead)).is_some_and(|token| token.word == Word::Sign(sign))
    };
    is_sign(1, '=') && is_sign(2, '>')
}

/// What articles are skipped by: `if (…) return context.skip()`.
fn skips(tokens: &[Token<'_>]) -> Choice {
    let mut choice = Choice::default();
    let is_sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.word == Word::Sign(sign));
    let name = |at: usize| match tokens.get(at).map(|token| &token.word) {
        Some(Word::Name(name)) => Some(*name),
        _ => None,
    };
    for at in (0..tokens.len()).filter(|&at| name(at) == Some("skip") && is_sign(at.saturating_add(1), '(')) {
        let condition = || {
            let before = |at: usize| at.checked_sub(1);
            let mut place = before(at)?;
            if is_sign(place, '.') {
                place = place.checked_sub(2)?;
            }
            if name(place) == Some("return") {
                place = before(place)?;
            }
            if is_sign(place, '{') {
                place = before(place)?;
            }
            let is_open = |open: &usize| is_sign(*open, '(') && closing(tokens, *open) == place;
            let open = (0..place).rev().take(200).find(is_open)?;
            (name(before(open)?) == Some("if")).then_some((open, place))
        };
        let position = tokens.get(at).map(|token| token.position);
        let Some((open, end)) = condition() else {
            choice.add(None, position);
            continue;
        };
        let is_article = |at: &usize| {
            let is_member = at.checked_sub(1).is_some_and(|before| is_sign(before, '.'));
            !is_member && (is_sign(at.saturating_add(1), '.') || is_sign(at.saturating_add(2), '.'))
        };
        let names = (open..end).filter(is_article).filter_map(name).filter(|name| *name != "process");
        let scope: Vec<(&str, Value)> = names.map(|name| (name, Value::Data(String::new()))).collect();
        choice.add(expected(tokens, open.saturating_add(1), &scope, false), position);
    }
    choice
}

/// What is given to articles that say nothing: a value that holds them back, or one that leaves them free.
fn defaults(tokens: &[Token<'_>], layered: &mut Layered) {
    for (at, token) in tokens.iter().enumerate() {
        let Word::Name(key) = token.word else { continue };
        let Some(word) = holding::word_of(key).filter(|_| holding::held_value(key).is_some()) else {
            continue;
        };
        let is_key = tokens.get(at.saturating_add(1)).is_some_and(|next| next.word == Word::Sign(':'));
        let value = if is_key { value_of(tokens, at.saturating_add(2)) } else { &[] };
        let default = value.iter().position(|token| token.word == Word::Name("default"));
        let Some(default) = default.and_then(|at| value.get(at.saturating_add(2))) else { continue };
        let default = match &default.word {
            Word::Name(name) => (*name).to_owned(),
            Word::Text(Some(text)) => text.to_string(),
            _ => String::new(),
        };
        if holding::verdict(word.name, &default) != holding::Verdict::Free {
            layered.hold("a default that holds back", Some(token.position));
        } else if matches!(word.kind, Kind::Granting | Kind::Publication) {
            layered.free.push(key.to_owned());
        }
    }
}

/// Takes away what articles need not say since the layer says it for them.
pub(super) fn freed(asked: &mut Vec<Asked>, free: &[String]) {
    asked.retain(|asked| asked.answer != Answer::Something || !free.contains(&asked.key));
}
