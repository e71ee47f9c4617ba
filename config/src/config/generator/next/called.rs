//! A program of a Next.js site that makes pages of articles or reads them -> what it chooses them by: itself, and by the functions and
//! constants of other programs that it leads to, however many lie between.

use crate::config::generator::choice::Choice;
use crate::config::generator::literals::{Token, Word};
use crate::config::generator::route::known::Known;
use crate::config::generator::route::{chosen, followed, range_of_pages};

/// What is done with lists.
const LISTS: [&str; 8] = ["map", "flatMap", "find", "filter", "forEach", "sort", "reduce", "some"];

/// What the program at a place chooses articles by, which is a page or reads articles.
pub(super) fn choice(known: &Known<'_, '_>, at: usize, is_page: bool) -> Choice {
    let Some(program) = known.helpers.get(at) else { return Choice::default() };
    let tokens = program.words();
    if !is_page {
        return followed::choice_of_all(program.file, tokens, (0, tokens.len()), &used(tokens), known);
    }
    let mut choice = chosen(program.file, tokens, known);
    let range = range_of_pages(tokens).unwrap_or_default();
    choice.join(followed::choice_of_all(program.file, tokens, range, &used(tokens), known));
    choice
}

/// Where names stand of what is called, `visible(all())`, of lists, `posts.map(…)`, and of functions that choose from one.
fn used(tokens: &[Token<'_>]) -> Vec<usize> {
    let is_sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.word == Word::Sign(sign));
    let is_name = |at: usize, names: &[&str]| matches!(tokens.get(at).map(|token| &token.word), Some(Word::Name(name)) if names.contains(name));
    let is_used = |at: &usize| {
        let next = at.saturating_add(1);
        let is_given = || {
            at.checked_sub(2).is_some_and(|before| is_name(before, &["filter"]))
                && at.checked_sub(1).is_some_and(|before| is_sign(before, '('))
        };
        is_sign(next, '(')
            || (is_sign(next, '.') && is_name(next.saturating_add(1), &LISTS))
            || (is_sign(next, ')') && is_given())
    };
    (0..tokens.len()).filter(is_used).collect()
}
