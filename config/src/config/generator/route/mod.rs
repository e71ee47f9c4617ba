//! A page of Astro with a name in brackets, `blog/[...slug].astro` -> the pattern of the addresses that it makes, and the
//! collections whose entries it takes.

pub(super) mod followed;
pub(super) mod known;
pub(super) mod programs;
#[cfg(test)]
mod tests;

use known::Known;

use super::choice::{Choice, choice as by_conditions};
use super::literals::{Language, Token, Word, tokens};
use super::outcome::{closing, expected};
use crate::record::own_words::Asked;

/// How a page names the entries that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// By their ids.
    Entry,
    /// By their paths, without folders that begin with `_`.
    PathWithoutHidden,
    /// In a way that is not known.
    Unknown,
}

/// What a page makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// The pattern of addresses.
    pub pattern: String,
    /// The collections; empty where it names none literally.
    pub collections: Vec<String>,
    /// How it names entries.
    pub named: Named,
    /// What it chooses entries by.
    pub choice: Choice,
    /// Whether it makes lists of entries, by topics and the like.
    pub is_of_lists: bool,
}

/// What the names in brackets are called that are a language.
const LANGUAGES: [&str; 4] = ["lang", "locale", "language", "lng"];

/// What the names in brackets are called that are no entry.
const LISTS: [&str; 15] = [
    "tag", "tags", "category", "categories", "page", "author", "authors", "series", "topic", "topics",
    "year", "month", "type", "keyword", "archive",
];

/// What a page makes; nothing where it makes no pages of entries.
pub(super) fn route(file: &str, text: &str, known: &Known<'_, '_>) -> Option<Route> {
    let path = file.strip_prefix("src/pages/")?.strip_suffix(".astro")?;
    let path = path.strip_suffix("/index").unwrap_or(path);
    let code = text.trim_start().strip_prefix("---")?;
    let code = code.split_once("\n---").map_or(code, |(code, _)| code);
    let tokens = tokens(code, Language::JavaScript);
    let (mut pattern, mut named, mut is_of_lists) = (String::new(), None, false);
    for segment in path.split('/') {
        pattern.push('/');
        let Some((before, rest)) = segment.split_once('[') else {
            pattern.push_str(segment);
            continue;
        };
        let (name, after) = rest.split_once(']')?;
        let name = name.trim_start_matches("...");
        pattern.push_str(before);
        if LANGUAGES.contains(&name) {
            pattern.push_str(":language");
        } else if named.is_some() {
            return None;
        } else {
            named = Some(name_of(&tokens, name));
            is_of_lists = LISTS.contains(&name);
            pattern.push_str(":entry");
        }
        pattern.push_str(after);
    }
    let mut choice = chosen(file, &tokens, known);
    choice.join(shown(&tokens));
    choice.join(led_to(file, &tokens, known));
    choice.file = choice.file.or_else(|| Some(file.to_owned()));
    Some(Route { pattern, collections: collections(&tokens), named: named?, choice, is_of_lists })
}

/// What the program of pages chooses entries by: as it asks for a collection, by `filter` before it makes the pages, or by
/// conditions. `known` are the programs that it may take functions from.
pub(super) fn chosen(file: &str, tokens: &[Token<'_>], known: &Known<'_, '_>) -> Choice {
    let Some(range) = range_of_pages(tokens) else { return Choice::default() };
    let mut choice = by_predicates(file, tokens, range, known);
    choice.join(by_conditions(tokens, range, false));
    choice
}

/// What is chosen by functions and constants of other programs that the pages are made of.
fn led_to(file: &str, tokens: &[Token<'_>], known: &Known<'_, '_>) -> Choice {
    range_of_pages(tokens).map(|range| followed::choice(file, tokens, range, known)).unwrap_or_default()
}

/// What a page asks of its entry before it shows it, where it may lead elsewhere instead.
fn shown(tokens: &[Token<'_>]) -> Choice {
    let (start, end) = range_of_pages(tokens).unwrap_or((0, 0));
    let mut choice = Choice::default();
    for range in [(0, start), (end, tokens.len())] {
        let words = tokens.get(range.0..range.1).unwrap_or_default();
        let leads =
            words.iter().any(|token| matches!(token.word, Word::Name("redirect" | "rewrite" | "Response")));
        if leads {
            choice.join(by_conditions(tokens, range, false));
        }
    }
    choice
}

/// The words of what makes the pages.
pub(super) fn range_of_pages(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let start = tokens
        .iter()
        .position(|token| matches!(token.word, Word::Name("getStaticPaths" | "generateStaticParams")))?;
    let open = (start..tokens.len()).find(|at| word(*at) == Some(&Word::Sign('{')))?;
    let is_block =
        open.checked_sub(1).is_some_and(|before| matches!(word(before), Some(Word::Sign(')' | '>'))));
    // An arrow may be followed by an expression.
    Some(match is_block {
        true => (open, closing(tokens, open)),
        false => (
            start,
            (start..tokens.len()).find(|at| word(*at) == Some(&Word::Sign(';'))).unwrap_or(tokens.len()),
        ),
    })
}

/// What is chosen by functions that are given each entry before pages are made of them.
fn by_predicates(
    file: &str,
    tokens: &[Token<'_>],
    (mut at, end): (usize, usize),
    known: &Known<'_, '_>,
) -> Choice {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let mut choice = Choice::default();
    while at < end {
        let call = (at..at.saturating_add(8)).find(|place| word(*place) == Some(&Word::Sign('(')));
        let predicate = match (word(at), call) {
            (Some(Word::Name("getCollection")), Some(call)) => {
                let close = closing(tokens, call);
                let comma = (call..close).find(|place| word(*place) == Some(&Word::Sign(',')));
                at = close;
                comma.map(|comma| comma.saturating_add(1)).filter(|place| *place < close)
            }
            (Some(Word::Name("filter")), _) if word(at.saturating_add(1)) == Some(&Word::Sign('(')) => {
                Some(at.saturating_add(2))
            }
            // What is done with each entry chooses none.
            (Some(Word::Name("map" | "flatMap" | "sort")), _)
                if word(at.saturating_add(1)) == Some(&Word::Sign('(')) =>
            {
                at = closing(tokens, at.saturating_add(1));
                None
            }
            _ => None,
        };
        if let Some(place) = predicate {
            let asked = named_in(file, tokens, place, known);
            let asked = asked.unwrap_or_else(|| expected(tokens, place, &[], true));
            choice.add(asked, tokens.get(place).map(|token| token.position));
        }
        at = at.saturating_add(1);
    }
    choice
}

/// What the function that is but a name in the program of a file asks for, where other programs declare it: what those do that it is taken
/// in from, or all where that cannot be told.
pub(super) fn named_in(
    file: &str,
    tokens: &[Token<'_>],
    place: usize,
    known: &Known<'_, '_>,
) -> Option<Option<Vec<Asked>>> {
    let Word::Name(name) = tokens.get(place)?.word else { return None };
    let next = tokens.get(place.saturating_add(1)).map(|next| &next.word);
    if !matches!(next, Some(Word::Sign(')' | ','))) || declared(tokens, name).is_some() {
        return None;
    }
    let outline = programs::outline(tokens);
    let is_taken_in = |at: usize| {
        outline.import(name).is_some_and(|own| known.at(file, &own.path).any(|(own, _)| own == at))
    };
    let functions = known.declaring(name).filter_map(|(at, helper)| {
        let function = declared(helper.words(), name)?;
        Some((is_taken_in(at), expected(helper.words(), function, &[], true)))
    });
    let (taken_in, others): (Vec<_>, Vec<_>) = functions.partition(|(is_taken_in, _)| *is_taken_in);
    let functions = if taken_in.is_empty() { others } else { taken_in };
    let is_declared = !functions.is_empty();
    let asked: Option<Vec<Vec<Asked>>> = functions.into_iter().map(|(_, asked)| asked).collect();
    is_declared.then(|| asked.map(|asked| asked.into_iter().flatten().collect()))
}

/// Where a program declares a function or a constant.
pub(super) fn declared(tokens: &[Token<'_>], name: &str) -> Option<usize> {
    let at = tokens.windows(2).position(|two| {
        matches!(two, [Token { word: Word::Name("const" | "function"), .. }, Token { word: Word::Name(own), .. }] if *own == name)
    });
    at.map(|at| at.saturating_add(1))
}

/// The collections that a program asks for by their names.
pub(super) fn collections(tokens: &[Token<'_>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.word == Word::Name("getCollection")) {
        let behind = tokens.get(at.saturating_add(1)..).unwrap_or_default();
        let call = behind.iter().position(|token| token.word == Word::Sign('(')).filter(|&at| at <= 6);
        let argument = call.and_then(|call| behind.get(call.saturating_add(1)));
        if let Some(Word::Text(Some(name))) = argument.map(|token| &token.word)
            && !found.iter().any(|own| own == name)
        {
            found.push(name.to_string());
        }
    }
    found
}

/// How the entries are named by the parameter of this name.
fn name_of(tokens: &[Token<'_>], name: &str) -> Named {
    let at = tokens.windows(3).position(|three| {
        three.iter().map(|token| &token.word).eq([&Word::Name("params"), &Word::Sign(':'), &Word::Sign('{')])
    });
    let inside = at.and_then(|at| tokens.get(at.saturating_add(3)..)).unwrap_or_default();
    let mut open = 0_usize;
    for (at, token) in inside.iter().enumerate() {
        match token.word {
            Word::Sign('{' | '(' | '[') => open = open.saturating_add(1),
            Word::Sign('}' | ')' | ']') if open == 0 => break,
            Word::Sign('}' | ')' | ']') => open = open.saturating_sub(1),
            Word::Name(own) if open == 0 && own == name && is_key(inside, at) => {
                let behind = inside.get(at.saturating_add(1)..).unwrap_or_default();
                return match behind.first().map(|token| &token.word) {
                    Some(Word::Sign(':')) => meaning(tokens, behind.get(1..).unwrap_or_default()),
                    _ => of_name(tokens, name),
                };
            }
            _ => {}
        }
    }
    Named::Unknown
}

/// Whether a key stands at this place of an object.
fn is_key(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| &token.word);
    matches!(before, None | Some(Word::Sign(',')))
}

/// What an expression names an entry by.
fn meaning(tokens: &[Token<'_>], expression: &[Token<'_>]) -> Named {
    let mut open = 0_usize;
    let end = expression.iter().position(|token| match token.word {
        Word::Sign('{' | '(' | '[') => {
            open = open.saturating_add(1);
            false
        }
        Word::Sign('}' | ')' | ']') if open == 0 => true,
        Word::Sign('}' | ')' | ']') => {
            open = open.saturating_sub(1);
            false
        }
        Word::Sign(',' | ';') => open == 0,
        _ => false,
    });
    let words: Vec<&Word<'_>> = expression
        .get(..end.unwrap_or(expression.len()))
        .unwrap_or_default()
        .iter()
        .map(|token| &token.word)
        .collect();
    match words.as_slice() {
        [Word::Name("getPath"), ..] => Named::PathWithoutHidden,
        [Word::Name(name)] => of_name(tokens, name),
        [Word::Name(_), Word::Sign('.'), Word::Name("id" | "slug")]
        | [Word::Name(_), Word::Sign('.'), Word::Name("data"), Word::Sign('.'), Word::Name("slug")] => {
            Named::Entry
        }
        _ => Named::Unknown,
    }
}

/// What a name stands for: what it is declared as, or a part of the entry where it is not.
fn of_name(tokens: &[Token<'_>], name: &str) -> Named {
    let declared = tokens
        .windows(2)
        .position(|two| two.iter().map(|token| &token.word).eq([&Word::Name(name), &Word::Sign('=')]));
    match declared {
        Some(at) => {
            let behind = tokens.get(at.saturating_add(2)..).unwrap_or_default();
            match behind.iter().map(|token| &token.word).take(4).collect::<Vec<_>>().as_slice() {
                [Word::Name(_), Word::Sign('.'), Word::Name("id" | "slug"), after]
                    if !matches!(after, Word::Sign('.' | '(' | '?' | '+' | '[')) =>
                {
                    Named::Entry
                }
                _ => Named::Unknown,
            }
        }
        None if matches!(name, "id" | "slug") => Named::Entry,
        None => Named::Unknown,
    }
}
