//! The object that a program says as a whole: where it begins, and where the values of its keys do.

use super::closing;
use crate::config::generator::literals::{SPREAD, Token, Word};

/// The object that a program says as a whole, by where it begins.
pub(in crate::config::generator) fn exported(tokens: &[Token<'_>]) -> Option<usize> {
    let at = tokens.windows(2).position(|two| {
        let words: Vec<&Word<'_>> = two.iter().map(|token| &token.word).collect();
        matches!(
            words.as_slice(),
            [Word::Name("exports"), Word::Sign('=')] | [Word::Name("export"), Word::Name("default")]
        )
    })?;
    object(tokens, at.saturating_add(2), 0)
}

/// The object that an expression is, by where it begins: itself, what a function returns, or what a name stands for.
pub(in crate::config::generator) fn object(tokens: &[Token<'_>], at: usize, level: usize) -> Option<usize> {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let next = |at: usize| word(at.saturating_add(1));
    match word(at).filter(|_| level < 5)? {
        Word::Sign('{') => Some(at),
        Word::Name("async" | "function") => {
            let open = (at..tokens.len()).take(4).find(|place| word(*place) == Some(&Word::Sign('(')))?;
            returned(tokens, closing(tokens, open).saturating_add(1), level)
        }
        Word::Sign('(') if next(closing(tokens, at)) == Some(&Word::Sign('=')) => {
            returned(tokens, closing(tokens, at).saturating_add(1), level)
        }
        Word::Sign('(') => object(tokens, at.saturating_add(1), level.saturating_add(1)),
        Word::Name(_) if next(at) == Some(&Word::Sign('=')) => returned(tokens, at.saturating_add(1), level),
        // A function of an object: `name() { … }`.
        Word::Name(_) if next(at) == Some(&Word::Sign('(')) => {
            let behind = closing(tokens, at.saturating_add(1)).saturating_add(1);
            returned(tokens, behind, level).filter(|_| word(behind) == Some(&Word::Sign('{')))
        }
        Word::Name(name) => {
            let declared = tokens.windows(2).position(|two| {
                matches!(two, [Token { word: Word::Name("const" | "let" | "var" | "function"), .. }, Token { word: Word::Name(own), .. }] if own == name)
            })?;
            let is_function = word(declared) == Some(&Word::Name("function"));
            let at = if is_function { declared } else { declared.saturating_add(3) };
            object(tokens, at, level.saturating_add(1))
        }
        _ => None,
    }
}

/// The object that a function returns in any case, by where its arrow or its block begins.
fn returned(tokens: &[Token<'_>], at: usize, level: usize) -> Option<usize> {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let is_arrow = word(at) == Some(&Word::Sign('=')) && word(at.saturating_add(1)) == Some(&Word::Sign('>'));
    let at = if is_arrow { at.saturating_add(2) } else { at };
    if word(at) != Some(&Word::Sign('{')) {
        return object(tokens, at, level.saturating_add(1));
    }
    let end = closing(tokens, at);
    let (mut place, mut found) = (at.saturating_add(1), Vec::new());
    while place < end {
        match word(place)? {
            Word::Sign('{' | '(' | '[') => place = closing(tokens, place),
            Word::Name("return") => found.push(place),
            _ => {}
        }
        place = place.saturating_add(1);
    }
    match found.as_slice() {
        [one] => object(tokens, one.saturating_add(1), level.saturating_add(1)),
        _ => None,
    }
}

/// The keys of an object and where their values begin; [`SPREAD`] for what it takes in from another, or under a name that is
/// not literal.
pub(in crate::config::generator) fn pairs<'t>(
    tokens: &'t [Token<'_>],
    open: usize,
) -> Option<Vec<(&'t str, usize)>> {
    let end = closing(tokens, open);
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let (mut found, mut at) = (Vec::new(), open.saturating_add(1));
    while at < end {
        while matches!(word(at), Some(Word::Name("async" | "get")))
            && matches!(word(at.saturating_add(1)), Some(Word::Name(_)))
        {
            at = at.saturating_add(1);
        }
        let key = match word(at)? {
            Word::Name(key) | Word::Number(key) => key,
            Word::Text(Some(key)) => &**key,
            _ => SPREAD,
        };
        let is_named = word(at.saturating_add(1)) == Some(&Word::Sign(':'));
        found.push((key, if is_named && key != SPREAD { at.saturating_add(2) } else { at }));
        while at < end && word(at) != Some(&Word::Sign(',')) {
            if matches!(word(at), Some(Word::Sign('{' | '(' | '['))) {
                at = closing(tokens, at);
            }
            at = at.saturating_add(1);
        }
        at = at.saturating_add(1);
    }
    Some(found)
}
