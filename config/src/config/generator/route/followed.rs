//! What makes pages of articles -> the functions and constants of other programs that it leads to, by their names, and these in
//! turn; and what is chosen there.
//!
//! A program counts because its name is called or taken in, wherever it lies. What is taken in from the site itself and not found
//! may choose anything.

use super::known::Known;
use super::programs::{Helper, Import, Outline, outline};
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
    chosen_there(&followed(file, tokens, range, &[], known))
}

/// What is chosen by all words of a program, and by what its words between two places lead to, and the names at others; `file` is
/// the program.
pub(in crate::config::generator) fn choice_of_all(
    file: &str,
    tokens: &[Token<'_>],
    range: (usize, usize),
    names: &[usize],
    known: &Known<'_, '_>,
) -> Choice {
    let follower = followed(file, tokens, range, names, known);
    // Conditions may call what other programs declare.
    let joined = joined(tokens, None, &follower.found, known.helpers);
    let mut choice = by_conditions(&joined, (0, tokens.len()), true);
    choice.join(chosen_there(&follower));
    choice
}

fn followed<'f, 's, 'a>(
    file: &'f str,
    tokens: &'f [Token<'a>],
    range: (usize, usize),
    names: &[usize],
    known: &'f Known<'f, 's>,
) -> Follower<'f, 's, 'a> {
    let outline = outline(tokens);
    let mut follower = Follower { file, tokens, outline, known, found: Vec::new(), unknown: None };
    follower.follow(None, range);
    // What the functions of the program itself call is among the names.
    let is_own_function = |at: usize| {
        let name = name_at(tokens, at).filter(|_| is_sign(tokens, at.saturating_add(1), '('));
        name.is_some_and(|name| follower.outline.names().any(|own| own == name))
    };
    let names: Vec<usize> = names.iter().copied().filter(|at| !is_own_function(*at)).collect();
    for at in &names {
        follower.add(None, *at, follower.lead(None, *at, (0, tokens.len()), true));
    }
    let mut at = 0_usize;
    while let Some((program, range)) = follower.found.get(at).copied().filter(|_| at < MOST) {
        follower.follow(program, range);
        at = at.saturating_add(1);
    }
    follower
}

/// What is chosen by what has been followed.
fn chosen_there(follower: &Follower<'_, '_, '_>) -> Choice {
    let known = follower.known;
    let mut choice = Choice::default();
    for (program, range) in &follower.found {
        let (file, tokens, _) = follower.program(*program);
        let of = |tokens: &[Token<'_>]| {
            let mut own = by_conditions(tokens, *range, true);
            own.join(by_names(file, tokens, *range, known));
            own
        };
        let mut own = of(tokens);
        if own.unread.is_some() {
            own = of(&joined(tokens, *program, &follower.found, known.helpers));
        }
        own.file = Some(file.to_owned());
        choice.join(own);
    }
    let unknown = follower.unknown.or_else(|| {
        let (program, (start, _)) = *follower.found.get(MOST)?;
        Some((program, follower.program(program).1.get(start)?.position))
    });
    if let Some((program, position)) = unknown {
        let file = follower.program(program).0.to_owned();
        choice.join(Choice { unread: Some(position), file: Some(file), asked: Vec::new() });
    }
    choice
}

/// The words of a program, and behind them the declarations of others that it leads to.
fn joined<'t>(
    tokens: &[Token<'t>],
    program: Option<usize>,
    found: &[Place],
    helpers: &'t [Helper<'_>],
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
    /// The places that a name leads to which is taken in; nothing where it is the site's own and not found.
    fn taken_in(&self, file: &str, import: &Import<'_>, member: Option<&str>) -> Option<Vec<Place>> {
        let is_generated = || self.known.generated.iter().any(|part| import.path.contains(part));
        taken_in(self.known, file, import, member).or_else(|| is_generated().then(Vec::new))
    }

    /// What the words of a program are: its path, its words, and what it declares.
    fn program(&self, program: Option<usize>) -> (&str, &[Token<'_>], &Outline<'_>) {
        match program.and_then(|program| self.known.helpers.get(program)) {
            Some(helper) => (helper.file, helper.words(), helper.outline()),
            None => (self.file, self.tokens, &self.outline),
        }
    }

    /// Adds what the words of a program lead to.
    fn follow(&mut self, program: Option<usize>, range: (usize, usize)) {
        let end = range.1.min(self.program(program).1.len());
        for at in range.0..end {
            let is_called = is_sign(self.program(program).1, at.saturating_add(1), '(');
            self.add(program, at, self.lead(program, at, range, is_called));
        }
    }

    /// Adds the places that the name at a place of a program leads to; nothing of what is not found.
    fn add(&mut self, program: Option<usize>, at: usize, places: Option<Vec<Place>>) {
        if places.is_none() && self.unknown.is_none() {
            self.unknown = self.program(program).1.get(at).map(|token| (program, token.position));
        }
        for place in places.unwrap_or_default() {
            if !self.found.contains(&place) && self.found.len() <= MOST {
                self.found.push(place);
            }
        }
    }

    /// The places that the name at a place of a program leads to, which is called or counts as if it were; nothing where it is the site's
    /// own and not found. What is declared in the range is no name of other programs.
    fn lead(
        &self,
        program: Option<usize>,
        at: usize,
        range: (usize, usize),
        is_called: bool,
    ) -> Option<Vec<Place>> {
        let (file, tokens, outline) = self.program(program);
        let Some(name) = name_at(tokens, at) else { return Some(Vec::new()) };
        if let Some(import) = unbound(tokens, at) {
            return self.taken_in(file, &import, None);
        }
        if let Some(import) = outline.import(name) {
            return self.taken_in(file, import, member(tokens, at));
        }
        // Constants of a page are not seen where it makes its paths.
        if program.is_some() || is_called {
            let own = outline.of_name(tokens, name);
            if !own.is_empty() {
                return Some(own.into_iter().map(|range| (program, range)).collect());
            }
        }
        if !is_called || METHODS.contains(&name) || is_local(tokens, range, name) {
            return Some(Vec::new());
        }
        Some(declared(self.known, name).collect())
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
    let is_own = import.is_own() || known.is_no_package(&import.path);
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
fn by_names(file: &str, tokens: &[Token<'_>], range: (usize, usize), known: &Known<'_, '_>) -> Choice {
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
            let asked = super::named_in(file, tokens, place, known);
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
