//! The words of a program in Python -> whether it takes articles out of the lists of its generator, puts others in their place,
//! or holds single ones back.
//!
//! What a class calls its own, `self.posts`, is not what the generator goes by.

use std::collections::BTreeSet;

use super::super::literals::{Token, Word, closing, equal_signs, sign};
use super::{name, text};
use crate::config::conventions::Generator;
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::record::holding::{self, Verdict};

/// What takes entries out of a list.
const TAKES_OUT: [&str; 3] = ["remove", "pop", "clear"];

/// What makes of a list another one with the same entries.
const KEEPS: [&str; 4] = ["sorted", "list", "reversed", "tuple"];

/// What leaves entries out, in what is made of a list.
const LEAVES_OUT: [&str; 5] = ["if", "filter", "filterfalse", "islice", "takewhile"];

/// What a generator goes by.
struct Names {
    /// Its lists of articles.
    lists: &'static [&'static str],
    /// Members of an article that hold it back.
    members: &'static [&'static str],
    /// Keys of heads that hold it back.
    keys: &'static [&'static str],
    /// Settings that say which files are articles.
    settings: &'static [&'static str],
    /// The texts of an article.
    texts: &'static [&'static str],
}

const PELICAN: Names = Names {
    lists: &["articles"],
    members: &["status", "is_valid"],
    keys: &["status"],
    settings: &["ARTICLE_EXCLUDES", "ARTICLE_PATHS", "IGNORE_FILES"],
    texts: &["_content"],
};

const NIKOLA: Names = Names {
    lists: &["posts", "timeline", "all_posts"],
    members: &["is_draft", "is_private", "publish_later", "use_in_feeds", "skip"],
    keys: &["status"],
    settings: &["POSTS"],
    texts: &[],
};

const MKDOCS: Names = Names {
    lists: &["items", "pages", "children"],
    members: &[],
    keys: &["draft"],
    settings: &[],
    texts: &["markdown", "content"],
};

/// Where it does; nothing where it does not.
pub(super) fn leaves_out(words: &[Token<'_>], generator: Generator) -> Option<Position> {
    let names = match generator {
        Generator::Pelican => &PELICAN,
        Generator::Nikola => &NIKOLA,
        _ => &MKDOCS,
    };
    let statements: Vec<&[Token<'_>]> = words.chunk_by(|_, next| !next.begins_statement).collect();
    let mut program = Program { names, same: BTreeSet::new(), copies: BTreeSet::new() };
    for statement in &statements {
        program.take_names(statement);
    }
    let of_copies: BTreeSet<&str> = program
        .copies
        .iter()
        .copied()
        .filter(|copy| statements.iter().any(|own| shrinks(own, copy)))
        .collect_set();
    program.copies.retain(|copy| !of_copies.contains(copy));
    let found = statements.into_iter().find(|statement| program.counts(statement))?;
    found.first().map(|token| token.position)
}

/// What is known of a program.
struct Program<'a> {
    names: &'static Names,
    /// Names for a list itself, as no copy of it has.
    same: BTreeSet<&'a str>,
    /// Names for all that is in a list.
    copies: BTreeSet<&'a str>,
}

impl<'a> Program<'a> {
    /// Takes the names that a statement gives to a list or to a copy of it.
    fn take_names(&mut self, words: &[Token<'a>]) {
        let (Some(first), Some('=')) = (name(words, 0), sign(words, 1)) else { return };
        let value = words.get(2..).unwrap_or_default();
        let last = value.len().saturating_sub(1);
        if self.is_list(value, last) && value.iter().all(|token| !matches!(token.word, Word::Sign('(' | '[')))
        {
            self.same.insert(first);
        } else if self.keeps_all(value) {
            self.copies.insert(first);
        }
    }

    /// Whether what a generator goes by is called so at a place.
    fn is_list(&self, words: &[Token<'_>], at: usize) -> bool {
        let Some(own) = name(words, at) else { return false };
        match at.checked_sub(1).and_then(|dot| sign(words, dot)) {
            Some('.') => self.names.lists.contains(&own) && !is_of_self(words, at),
            _ => self.same.contains(own),
        }
    }

    fn counts(&self, words: &[Token<'_>]) -> bool {
        let (equals, is_added) = equal_signs(words);
        let end = equals.last().copied().unwrap_or_default();
        let value = words.get(end.saturating_add(1)..).unwrap_or_default();
        let is_set = |at: usize| at < end && !is_added;
        (0..words.len()).any(|at| {
            (self.is_list(words, at)
                && (takes_out(words, at) || is_set(at) && replaces(words, at) && !self.keeps_all(value)))
                || (at < end && self.holds(words, at, value))
                || self.says(words, at)
                || self.changes_setting(words, at, end)
        })
    }

    /// Whether a value is all that is in a list, in any order, or more.
    fn keeps_all(&self, value: &[Token<'_>]) -> bool {
        let has_list = (0..value.len()).any(|at| self.is_list(value, at));
        let is_copy = |at: usize| name(value, at).is_some_and(|own| self.copies.contains(own));
        let names_all = has_list || (0..value.len()).any(is_copy);
        let is_of_names =
            value.iter().all(|token| matches!(token.word, Word::Name(_) | Word::Sign('.' | '+')));
        let is_call = name(value, 0).is_some_and(|own| KEEPS.contains(&own))
            && closing(value, 1).is_some_and(|end| end.saturating_add(1) == value.len());
        let leaves_out =
            (0..value.len()).any(|at| name(value, at).is_some_and(|own| LEAVES_OUT.contains(&own)));
        names_all && !leaves_out && (is_of_names || is_call && !has_slice(value))
    }

    /// Whether a value that holds an article back is assigned to what is at a place.
    fn holds(&self, words: &[Token<'_>], at: usize, value: &[Token<'_>]) -> bool {
        let is_last = matches!(sign(words, at.saturating_add(1)), Some('=' | ','));
        let is_member = at.checked_sub(1).and_then(|dot| sign(words, dot)) == Some('.') && is_last;
        let is_item = sign(words, at.saturating_add(1)) == Some(']')
            && matches!(sign(words, at.saturating_add(2)), Some('=' | ','))
            && at.checked_sub(1).and_then(|open| sign(words, open)) == Some('[');
        let of_member = |members: &[&str]| {
            is_member && name(words, at).is_some_and(|own| members.contains(&own)) && !is_of_self(words, at)
        };
        let of_settings = || {
            let base = at.checked_sub(2).and_then(|base| name(words, base));
            base.is_some_and(is_setting)
        };
        let of_key =
            is_item && text(words, at).is_some_and(|own| self.names.keys.contains(&own)) && !of_settings();
        let is_free = || match value {
            [Token { word: Word::Text(Some(text)), .. }] => holding::verdict("status", text) == Verdict::Free,
            _ => false,
        };
        let is_empty = || {
            matches!(
                value,
                [Token { word: Word::Text(Some(_)), .. }] | [Token { word: Word::Name("None"), .. }]
            )
        };
        (of_member(self.names.members) || of_key) && !is_free() || of_member(self.names.texts) && is_empty()
    }

    /// Whether a call or a mapping says what holds an article back.
    fn says(&self, words: &[Token<'_>], at: usize) -> bool {
        // What settings of the site say is followed as such.
        if name(words, 0).is_some_and(is_setting) {
            return false;
        }
        let is_key = text(words, at).is_some_and(|own| self.names.keys.contains(&own));
        let is_part = matches!(sign(words, at.saturating_add(1)), Some(':' | ','));
        let held = text(words, at.saturating_add(2));
        let is_held = held.is_some_and(|held| holding::verdict("status", held) == Verdict::Held);
        // `setattr(generator, "articles", …)`
        let is_call = at.checked_sub(4).and_then(|call| name(words, call)) == Some("setattr");
        let is_list = is_call
            && text(words, at)
                .is_some_and(|own| self.names.lists.contains(&own) || self.names.members.contains(&own));
        is_key && is_part && is_held || is_list
    }

    /// Whether the settings of which files are articles are changed.
    fn changes_setting(&self, words: &[Token<'_>], at: usize, end: usize) -> bool {
        let base = at.checked_sub(2).and_then(|base| name(words, base)).unwrap_or_default().to_lowercase();
        let is_of_site = ["config", "settings"].iter().any(|own| base.ends_with(own));
        let is_setting = is_of_site
            && text(words, at).is_some_and(|own| self.names.settings.contains(&own))
            && sign(words, at.saturating_add(1)) == Some(']');
        let call = name(words, at.saturating_add(3));
        is_setting
            && (at < end
                || call.is_some_and(|call| matches!(call, "append" | "extend" | "insert" | "remove")))
    }
}

/// Whether a name is that of a setting.
fn is_setting(name: &str) -> bool {
    !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether a member is one of what a class calls its own, or of the answer of a server.
fn is_of_self(words: &[Token<'_>], at: usize) -> bool {
    let base = at.checked_sub(2).and_then(|base| name(words, base));
    let is_first = at.checked_sub(3).and_then(|dot| sign(words, dot)) != Some('.');
    is_first && base.is_some_and(|base| matches!(base, "self" | "cls" | "response" | "resp" | "request"))
}

/// Whether something is taken out of the list at a place.
fn takes_out(words: &[Token<'_>], at: usize) -> bool {
    let next = at.saturating_add(1);
    let call = name(words, at.saturating_add(2));
    let is_call = sign(words, next) == Some('.') && sign(words, at.saturating_add(3)) == Some('(');
    is_call && call.is_some_and(|call| TAKES_OUT.contains(&call))
        || name(words, 0) == Some("del") && sign(words, next) == Some('[')
}

/// Whether a statement takes something out of what a name stands for.
fn shrinks(words: &[Token<'_>], own: &str) -> bool {
    (0..words.len()).any(|at| {
        let is_own =
            name(words, at) == Some(own) && at.checked_sub(1).and_then(|dot| sign(words, dot)) != Some('.');
        is_own && takes_out(words, at)
    })
}

/// Whether what is at a place of the left side of an assignment is replaced by it, as a whole or in a part.
fn replaces(words: &[Token<'_>], at: usize) -> bool {
    let next = at.saturating_add(1);
    // A name that stands for the list stands for another one from now on, and the list stays.
    let is_member = at.checked_sub(1).and_then(|dot| sign(words, dot)) == Some('.');
    match sign(words, next) {
        Some('[') => {
            closing(words, next).is_some_and(|end| has_slice(words.get(at..=end).unwrap_or_default()))
        }
        sign => is_member && matches!(sign, Some('=' | ',' | ')' | ':' | '-' | '&')),
    }
}

/// Whether a part of a list is taken.
fn has_slice(words: &[Token<'_>]) -> bool {
    let opens = (0..words.len()).filter(|at| sign(words, *at) == Some('['));
    opens.into_iter().any(|open| {
        let end = closing(words, open).unwrap_or(words.len());
        words.get(open..end).unwrap_or_default().iter().any(|token| token.word == Word::Sign(':'))
    })
}
