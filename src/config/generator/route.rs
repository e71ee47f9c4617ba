//! A page of Astro with a name in brackets, `blog/[...slug].astro` -> the pattern of the addresses that it makes, and the
//! collections whose entries it takes.

use super::literals::{Language, Token, Word, tokens};

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
}

/// What the names in brackets are called that are a language.
const LANGUAGES: [&str; 4] = ["lang", "locale", "language", "lng"];

/// What a page makes; nothing where it makes no pages of entries.
pub(super) fn route(file: &str, text: &str) -> Option<Route> {
    let path = file.strip_prefix("src/pages/")?.strip_suffix(".astro")?;
    let path = path.strip_suffix("/index").unwrap_or(path);
    let code = text.trim_start().strip_prefix("---")?;
    let code = code.split_once("\n---").map_or(code, |(code, _)| code);
    let tokens = tokens(code, Language::JavaScript);
    let (mut pattern, mut named) = (String::new(), None);
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
            pattern.push_str(":entry");
        }
        pattern.push_str(after);
    }
    Some(Route { pattern, collections: collections(&tokens), named: named? })
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
