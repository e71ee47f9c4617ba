//! What makes pages of articles -> the functions and constants of other programs that it leads to, by their names, and these in
//! turn; and what is chosen there.
//!
//! A program counts because its name is called or taken in, wherever it lies. What is taken in from the site itself and not found
//! may choose anything.

use super::known::Known;
use super::programs::{Import, Outline, outline};
use crate::config::generator::choice::{Choice, choice as by_conditions};
use crate::config::generator::literals::{Token, Word};
use crate::config::generator::outcome::{closing, expected};
use crate::model::Position;

/// How many functions and constants are followed at most.
const MOST: usize = 400;

/// What members of lists and of others are called, which programs of the site may also be.
const METHODS: [&str; 14] = [
    "map", "filter", "sort", "flatMap", "forEach", "reduce", "find", "some", "every", "slice", "get", "set",
    "if", "function",
];

/// The words of a program that are followed: of the one that is begun with, or of a helper by its number.
type Place = (Option<usize>, (usize, usize));

struct Follower<'f, 's, 'a> {
    file: &'f str,
    tokens: &'f [Token<'a>],
    outline: Outline<'a>,
    known: &'f Known<'f, 's>,
    found: Vec<Place>,
    /// Where something is taken in that is not found, and the helper that does.
    unknown: Option<(Option<usize>, Position)>,
}

/// What is chosen by what the words of a program between two places lead to; `file` is the program.
pub(in crate::config::generator) fn choice(
    file: &str,
    tokens: &[Token<'_>],
    range: (usize, usize),
    known: &Known<'_, '_>,
) -> Choice {
    let (outline, helpers) = (outline(tokens), known.helpers);
    let mut follower = Follower { file, tokens, outline, known, found: Vec::new(), unknown: None };
    follower.follow(None, range);
    let mut at = 0_usize;
    while let Some((program, range)) = follower.found.get(at).copied().filter(|_| at < MOST) {
        follower.follow(program, range);
        at = at.saturating_add(1);
    }
    let mut choice = Choice::default();
    for (program, range) in &follower.found {
        let helper = program.and_then(|program| helpers.get(program));
        let tokens = match helper {
            Some(helper) => helper.words(),
            None => tokens,
        };
        let of = |tokens: &[Token<'_>]| {
            let mut own = by_conditions(tokens, *range, true);
            own.join(by_names(tokens, *range, known));
            own
        };
        let mut own = of(tokens);
        if own.unread.is_some() {
            own = of(&joined(tokens, *program, &follower.found, helpers));
        }
        own.file = Some(helper.map_or(file, |helper| helper.file).to_owned());
        choice.join(own);
    }
    let unknown = follower.unknown.or_else(|| {
        let (program, (start, _)) = *follower.found.get(MOST)?;
        let token = match program.and_then(|program| helpers.get(program)) {
            Some(helper) => helper.words().get(start)?.position,
            None => tokens.get(start)?.position,
        };
        Some((program, token))
    });
    if let Some((program, position)) = unknown {
        let file = program.and_then(|program| helpers.get(program)).map_or(file, |helper| helper.file);
        choice.join(Choice { unread: Some(position), file: Some(file.to_owned()), asked: Vec::new() });
    }
    choice
}

/// The words of a program, and behind them the declarations of others that it leads to.
fn joined<'t>(
    tokens: &[Token<'t>],
    program: Option<usize>,
    found: &[Place],
    helpers: &'t [super::programs::Helper<'_>],
) -> Vec<Token<'t>> {
    let mut joined = tokens.to_vec();
    for (other, (start, end)) in found.iter().filter(|(other, _)| *other != program) {
        if let Some(helper) = other.and_then(|other| helpers.get(other)) {
            joined.extend_from_slice(helper.words().get(*start..*end).unwrap_or_default());
        }
    }
    joined
}

impl Follower<'_, '_, '_> {
    fn is_generated(&self, path: &str) -> bool {
        self.known.generated.iter().any(|part| path.contains(part))
    }

    /// Adds what the words of a program lead to.
    fn follow(&mut self, program: Option<usize>, range: (usize, usize)) {
        let (file, tokens, outline) = match program.and_then(|program| self.known.helpers.get(program)) {
            Some(helper) => (helper.file, helper.words(), helper.outline()),
            None => (self.file, self.tokens, &self.outline),
        };
        let (mut found, mut unknown) = (Vec::new(), None);
        for at in range.0..range.1.min(tokens.len()) {
            let Some(name) = name_at(tokens, at) else { continue };
            if let Some(import) = unbound(tokens, at) {
                found.extend(taken_in(self.known, file, &import, None).unwrap_or_default());
                continue;
            }
            let is_called = is_sign(tokens, at.saturating_add(1), '(');
            if let Some(import) = outline.import(name) {
                match taken_in(self.known, file, import, member(tokens, at)) {
                    Some(places) => found.extend(places),
                    None if self.is_generated(&import.path) => {}
                    None => unknown = unknown.or(tokens.get(at).map(|token| (program, token.position))),
                }
                continue;
            }
            if is_local(tokens, range, name) {
                continue;
            }
            // Constants of a page are not seen where it makes its paths.
            let own = if program.is_some() || is_called { outline.of_name(tokens, name) } else { Vec::new() };
            let is_own = !own.is_empty();
            found.extend(own.into_iter().map(|range| (program, range)));
            if !is_own && is_called && !METHODS.contains(&name) {
                found.extend(declared(self.known, name));
            }
        }
        for place in found {
            if !self.found.contains(&place) && self.found.len() <= MOST {
                self.found.push(place);
            }
        }
        self.unknown = self.unknown.or(unknown);
    }
}

/// The places that a name which is taken in leads to; none where it is not the site's own, nothing where it is and is not found.
fn taken_in(
    known: &Known<'_, '_>,
    file: &str,
    import: &Import<'_>,
    member: Option<&str>,
) -> Option<Vec<Place>> {
    let original = match (import.original, member) {
        ("*", Some(member)) => member,
        ("*", None) => "default",
        (original, _) => original,
    };
    let at_path = || known.at(file, &import.path);
    let places: Vec<Place> = at_path()
        .flat_map(|(at, helper)| helper.declares(original).into_iter().map(move |range| (Some(at), range)))
        .collect();
    if !places.is_empty() || import.is_other() {
        return Some(places);
    }
    let is_own = import.is_own();
    if original != "default" && (is_own || import.path.starts_with('@')) {
        let places: Vec<Place> = declared(known, original).collect();
        if !places.is_empty() {
            return Some(places);
        }
    }
    let whole: Vec<Place> = at_path().map(|(at, helper)| (Some(at), (0, helper.words().len()))).collect();
    (!is_own || !whole.is_empty()).then_some(whole)
}

/// Where programs of the site declare a name.
fn declared(known: &Known<'_, '_>, name: &str) -> impl Iterator<Item = Place> {
    known
        .declaring(name)
        .flat_map(move |(at, helper)| helper.declares(name).into_iter().map(move |range| (Some(at), range)))
}

/// What functions ask for that are given to a call for a collection by their names.
fn by_names(tokens: &[Token<'_>], range: (usize, usize), known: &Known<'_, '_>) -> Choice {
    let mut choice = Choice::default();
    for at in range.0..range.1.min(tokens.len()) {
        if tokens.get(at).map(|token| &token.word) != Some(&Word::Name("getCollection")) {
            continue;
        }
        let open = (at..at.saturating_add(8)).find(|place| is_sign(tokens, *place, '(')).unwrap_or(at);
        let end = closing(tokens, open);
        let comma = (open..end).find(|place| is_sign(tokens, *place, ','));
        let Some(place) = comma.map(|comma| comma.saturating_add(1)) else { continue };
        let behind = place.saturating_add(1);
        if name_at(tokens, place).is_some() && (is_sign(tokens, behind, ')') || is_sign(tokens, behind, ','))
        {
            let asked = super::named_in(tokens, place, known);
            let asked = asked.unwrap_or_else(|| expected(tokens, place, &[], true));
            choice.add(asked, tokens.get(place).map(|token| token.position));
        }
    }
    choice
}

fn is_sign(tokens: &[Token<'_>], at: usize, sign: char) -> bool {
    tokens.get(at).map(|token| &token.word) == Some(&Word::Sign(sign))
}

/// The name at a place, if it is neither a member nor a key.
fn name_at<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    let Word::Name(name) = tokens.get(at)?.word else { return None };
    let before = |back: usize, sign: char| at.checked_sub(back).is_some_and(|at| is_sign(tokens, at, sign));
    let is_member = before(1, '.') && !before(2, '.');
    let is_key = is_sign(tokens, at.saturating_add(1), ':') && (before(1, '{') || before(1, ','));
    (!is_member && !is_key).then_some(name)
}

/// The program that is taken in at a place without a name for it: `(await import('…')).shown(…)`.
fn unbound<'a>(tokens: &[Token<'a>], at: usize) -> Option<Import<'a>> {
    let name = name_at(tokens, at).filter(|name| matches!(*name, "import" | "require"))?;
    let Word::Text(Some(path)) = &tokens.get(at.saturating_add(2))?.word else { return None };
    let is_awaited = at.checked_sub(1).and_then(|before| name_at(tokens, before)) == Some("await");
    let is_bound = at.checked_sub(if is_awaited { 2 } else { 1 }).is_some_and(|at| is_sign(tokens, at, '='));
    let is_call = is_sign(tokens, at.saturating_add(1), '(');
    (is_call && !is_bound).then(|| Import { name, original: "*", path: path.to_string() })
}

/// The member that stands behind a name.
fn member<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    let dot = at.saturating_add(1);
    let dot = if is_sign(tokens, dot, '?') { dot.saturating_add(1) } else { dot };
    match tokens.get(dot.saturating_add(1))?.word {
        Word::Name(name) if is_sign(tokens, dot, '.') => Some(name),
        _ => None,
    }
}

/// Whether a name is declared between two places, but for what they declare as a whole.
fn is_local(tokens: &[Token<'_>], (start, end): (usize, usize), name: &str) -> bool {
    let begun = start.saturating_add(if is_sign(tokens, start, '{') { 1 } else { 2 });
    let words = tokens.get(begun..end).unwrap_or_default();
    words.windows(2).any(|two| {
        matches!(two, [Token { word: Word::Name("const" | "let" | "var"), .. }, Token { word: Word::Name(own), .. }] if *own == name)
    })
}
