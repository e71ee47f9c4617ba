//! A program of a Next.js site that makes pages of articles or reads them -> what it chooses them by: itself, and by the functions and
//! constants of other programs that it leads to, however many lie between.

use super::programs::Web;
use crate::config::generator::choice::{Choice, choice as by_conditions};
use crate::config::generator::literals::{Token, Word};
use crate::config::generator::outcome::closing;
use crate::config::generator::route::known::Known;
use crate::config::generator::route::programs::Helper;
use crate::config::generator::route::{chosen, declared, followed, range_of_pages};

/// What the program at a place chooses articles by, which is a page or reads articles.
pub(super) fn choice(known: &Known<'_, '_>, web: &Web<'_>, at: usize, is_page: bool) -> Choice {
    let Some(program) = known.helpers.get(at) else { return Choice::default() };
    let (own, near) = (program.words(), near(known.helpers, web, at));
    let length = own.len();
    let others = near.iter().flat_map(|helper| helper.words());
    let tokens: Vec<Token<'_>> = own.iter().chain(others).cloned().collect();
    let mut choice = Choice::default();
    if is_page {
        choice = chosen(own, &Known::of(&near, &[]));
    }
    choice.join(by_conditions(&tokens, (0, length), true));
    let position = tokens.first().map(|token| token.position);
    for range in called(&tokens, length, is_page) {
        let found = by_conditions(&tokens, range, true);
        choice.asked.extend(found.asked);
        // The place in the other program says nothing of this one.
        choice.unread = choice.unread.or(found.unread.and(position));
    }
    let range = if is_page { range_of_pages(own) } else { Some((0, length)) };
    if let Some(range) = range {
        choice.join(followed::choice(program.file, own, range, known));
    }
    choice
}

/// The programs that one takes in, and those that they do.
fn near<'s>(programs: &[Helper<'s>], web: &Web<'_>, at: usize) -> Vec<Helper<'s>> {
    let own = web.taken_in(at);
    let mut near: Vec<usize> =
        own.iter().flat_map(|own| web.taken_in(*own)).chain(own).copied().filter(|own| *own != at).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().filter_map(|own| programs.get(own).cloned()).collect()
}

/// The words of the functions and lists that a program takes from others, which follow it from `length` on: of a page those of
/// which it makes a list of articles.
fn called(tokens: &[Token<'_>], length: usize, is_page: bool) -> Vec<(usize, usize)> {
    let others = tokens.get(length..).unwrap_or_default();
    let is_sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.word == Word::Sign(sign));
    let mut names: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate().take(length) {
        let Word::Name(name) = token.word else { continue };
        let next = at.saturating_add(1);
        let is_member = at.checked_sub(1).is_some_and(|before| is_sign(before, '.'));
        let behind = if is_sign(next, '(') { closing(tokens, next).saturating_add(1) } else { next };
        let lists = is_sign(behind, '.')
            && matches!(
                tokens.get(behind.saturating_add(1)).map(|token| &token.word),
                Some(Word::Name(
                    "map" | "flatMap" | "find" | "filter" | "forEach" | "sort" | "reduce" | "some"
                ))
            );
        let counts = lists || (!is_page && is_sign(next, '('));
        if counts && !is_member && !names.contains(&name) {
            names.push(name);
        }
    }
    let own = tokens.get(..length).unwrap_or_default();
    let foreign = names.into_iter().filter(|name| declared(own, name).is_none());
    let ranges = foreign.filter_map(|name| range_of(others, name));
    ranges.map(|(start, end)| (start.saturating_add(length), end.saturating_add(length))).collect()
}

/// The words of what a program declares by a name, up to where the next declaration begins.
fn range_of(tokens: &[Token<'_>], name: &str) -> Option<(usize, usize)> {
    let start = declared(tokens, name)?;
    let mut at = start.saturating_add(1);
    while let Some(token) = tokens.get(at) {
        match token.word {
            Word::Sign('(' | '[' | '{') => at = closing(tokens, at),
            Word::Name("export" | "import" | "const" | "let" | "var" | "function" | "type" | "interface") => {
                // What is declared may itself be a function.
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                if !before.is_some_and(|before| matches!(before.word, Word::Sign('=') | Word::Name("async")))
                {
                    break;
                }
            }
            _ => {}
        }
        at = at.saturating_add(1);
    }
    Some((start, at.min(tokens.len())))
}
