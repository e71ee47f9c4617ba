//! A program of a site in JavaScript -> what it declares at its top, and what it takes in from other programs, by their names.
//!
//! Nothing is run. A statement ends where `;` stands outside of brackets, or where the next one begins on a line of its own; where
//! that cannot be told it goes on, so that too much is looked at and not too little.

use std::cell::OnceCell;

use crate::config::generator::Site;
use crate::config::generator::literals::{Language, Token, Word, tokens};
use crate::config::generator::outcome::closing;

/// The endings of programs.
const ENDINGS: [&str; 8] = ["ts", "js", "mjs", "mts", "cjs", "cts", "tsx", "jsx"];

/// The endings of what else programs take in, which chooses nothing.
const OTHERS: [&str; 22] = [
    "astro", "json", "css", "scss", "sass", "less", "svg", "png", "jpg", "jpeg", "webp", "avif", "gif", "md",
    "mdx", "vue", "svelte", "yaml", "yml", "toml", "txt", "html",
];

/// The names that a statement at the top of a program begins with.
const BEGINNINGS: [&str; 23] = [
    "export", "import", "const", "let", "var", "function", "async", "class", "type", "interface", "enum",
    "declare", "abstract", "module", "exports", "for", "if", "while", "switch", "try", "do", "return",
    "throw",
];

/// Whether the file at a path may be a program that chooses articles, of itself or for others that take it in: no test, no declarations.
pub fn may_choose(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_test =
        |part: &str| matches!(part, "__tests__" | "__mocks__" | "tests" | "test" | "e2e" | "cypress");
    without_ending(name).is_some()
        && ![".test.", ".spec.", ".stories.", ".d.", ".min."].iter().any(|part| name.contains(part))
        && !path.split('/').any(is_test)
}

/// The path of a program without its ending; nothing where it does not end as a program does.
fn without_ending(path: &str) -> Option<&str> {
    path.rsplit_once('.').filter(|(_, ending)| ENDINGS.contains(ending)).map(|(stem, _)| stem)
}

/// A path without the ending of a program, and without `index` at its end.
pub(in crate::config::generator) fn stem(path: &str) -> &str {
    let stem = without_ending(path).unwrap_or(path);
    stem.strip_suffix("/index").unwrap_or(stem)
}

/// A program that others may take functions and constants from.
#[derive(Clone)]
pub(in crate::config::generator) struct Helper<'s> {
    /// Its path below the site's folder.
    pub file: &'s str,
    text: &'s str,
    words: OnceCell<Vec<Token<'s>>>,
    outline: OnceCell<Outline<'s>>,
}

/// What a program declares and takes in.
#[derive(Clone, Default)]
pub(in crate::config::generator) struct Outline<'a> {
    /// Names with the words of their declarations.
    declared: Vec<(&'a str, (usize, usize))>,
    /// The statements that declare nothing.
    others: Vec<(usize, usize)>,
    /// What is taken in.
    pub imported: Vec<Import<'a>>,
}

/// A name that a program takes in.
#[derive(Clone)]
pub(in crate::config::generator) struct Import<'a> {
    /// What it is called here.
    pub name: &'a str,
    /// What it is called there: `default`, or `*` for all that is there.
    pub original: &'a str,
    /// The path that it is taken from, as it is written.
    pub path: String,
}

impl<'s> Helper<'s> {
    pub(in crate::config::generator) fn new(file: &'s str, text: &'s str) -> Helper<'s> {
        Helper { file, text, words: OnceCell::new(), outline: OnceCell::new() }
    }

    pub(in crate::config::generator) fn words(&self) -> &[Token<'s>] {
        self.words.get_or_init(|| tokens(self.text, Language::JavaScript))
    }

    pub(in crate::config::generator) fn outline(&self) -> &Outline<'s> {
        self.outline.get_or_init(|| outline(self.words()))
    }

    /// Where it declares a name, and changes it at its top.
    pub(in crate::config::generator) fn declares(&self, name: &str) -> Vec<(usize, usize)> {
        if !self.text.contains(name) {
            return Vec::new();
        }
        self.outline().of_name(self.words(), name)
    }
}

impl<'a> Outline<'a> {
    /// The words of what declares a name, or changes it at the top of the program.
    pub(in crate::config::generator) fn of_name(
        &self,
        tokens: &[Token<'_>],
        name: &str,
    ) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> =
            self.declared.iter().filter(|(own, _)| *own == name).map(|(_, range)| *range).collect();
        if !found.is_empty() {
            let names = |(start, end): &&(usize, usize)| {
                let words = tokens.get(*start..*end).unwrap_or_default();
                words.iter().any(|token| token.word == Word::Name(name))
            };
            found.extend(self.others.iter().filter(names));
        }
        found
    }

    /// The names that are declared.
    pub(in crate::config::generator) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.declared.iter().map(|(name, _)| *name)
    }

    /// What a name here is, if it is taken in.
    pub(in crate::config::generator) fn import(&self, name: &str) -> Option<&Import<'a>> {
        self.imported.iter().find(|import| import.name == name)
    }
}

impl Import<'_> {
    /// Whether it is taken from a program of the site, as far as its path tells.
    pub(in crate::config::generator) fn is_own(&self) -> bool {
        let path = self.path.as_str();
        let is_name = path.starts_with('@') && !path.contains('/');
        path.starts_with(['.', '/', '~', '#'])
            || path.starts_with("@/")
            || path.starts_with("src/")
            || is_name
    }

    /// Whether it is no program.
    pub(in crate::config::generator) fn is_other(&self) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        path.rsplit_once('.').is_some_and(|(_, ending)| OTHERS.contains(&ending))
    }
}

/// The programs of a site that others may take functions from.
pub(in crate::config::generator) fn helpers(site: &Site) -> Vec<Helper<'_>> {
    let files = site.files.iter().chain(&site.programs);
    files
        .filter(|(file, _)| without_ending(file).is_some())
        .map(|(file, text)| Helper::new(file, text))
        .collect()
}

/// What a program declares and takes in.
pub(in crate::config::generator) fn outline<'a>(tokens: &[Token<'a>]) -> Outline<'a> {
    let mut outline = Outline { imported: required(tokens), ..Outline::default() };
    for (start, end) in statements(tokens) {
        let statement = tokens.get(start..end).unwrap_or_default();
        outline.imported.extend(imported(statement));
        let mut names = names(statement);
        // What is taken in is declared elsewhere; what is handed on may be called otherwise here.
        if statement.first().map(|token| &token.word) != Some(&Word::Name("export")) {
            names.retain(|name| outline.import(name).is_none());
        }
        if names.is_empty() {
            outline.others.push((start, end));
        }
        outline.declared.extend(names.into_iter().map(|name| (name, (start, end))));
    }
    outline
}

/// The statements at the top of a program.
fn statements(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let (mut starts, mut open) = (vec![0_usize], 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
            Word::Sign(';') if open == 0 => starts.push(at.saturating_add(1)),
            Word::Name(name) if open == 0 && BEGINNINGS.contains(&name) && begins(tokens, at) => {
                starts.push(at)
            }
            _ => {}
        }
    }
    starts.push(tokens.len());
    starts.dedup();
    starts.windows(2).filter_map(|two| Some((*two.first()?, *two.last()?))).collect()
}

/// Whether a statement may begin at a word, by what stands before it.
fn begins(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return true };
    let is_later = tokens.get(at).is_some_and(|token| token.position.line > before.position.line);
    match before.word {
        Word::Sign('}' | ';') => true,
        Word::Sign(sign) => is_later && matches!(sign, ')' | ']'),
        Word::Name("export" | "default" | "async" | "declare" | "abstract" | "else") => false,
        _ => is_later,
    }
}

/// The names that a statement declares; `default` for what it is as a whole to others.
fn names<'a>(statement: &[Token<'a>]) -> Vec<&'a str> {
    let word = |at: usize| statement.get(at).map(|token| &token.word);
    let name = |at: usize| match word(at) {
        Some(Word::Name(name)) => Some(*name),
        _ => None,
    };
    let (mut at, mut found) = (0_usize, Vec::new());
    while let Some(before @ ("export" | "default" | "async" | "declare" | "abstract")) = name(at) {
        found.extend((before == "default").then_some(before));
        at = at.saturating_add(1);
    }
    let next = at.saturating_add(1);
    match name(at) {
        Some("const" | "let" | "var") => match word(next) {
            Some(Word::Sign('{' | '[')) => found.extend((next..closing(statement, next)).filter_map(name)),
            _ => found.extend(declarators(statement, next)),
        },
        Some("function" | "class" | "type" | "interface" | "enum") => {
            found.extend((next..next.saturating_add(2)).find_map(name));
        }
        Some("exports") => found.extend(name(at.saturating_add(2))),
        Some("module") if name(at.saturating_add(2)) == Some("exports") => {
            match word(at.saturating_add(3)) {
                Some(Word::Sign('.')) => found.extend(name(at.saturating_add(4))),
                _ => found.push("default"),
            }
            found.extend(keys(statement, at.saturating_add(4)));
        }
        // Names that are declared elsewhere: `export { one as other }`.
        None if at > 0 => found.extend(keys(statement, at)),
        _ => {}
    }
    found
}

/// The names of a declaration: `a = 1, b = 2`.
fn declarators<'a>(statement: &[Token<'a>], start: usize) -> Vec<&'a str> {
    let (mut found, mut at, mut is_next) = (Vec::new(), start, true);
    while let Some(token) = statement.get(at) {
        match token.word {
            Word::Name(name) if is_next => found.push(name),
            Word::Sign('(' | '[' | '{') => at = closing(statement, at),
            _ => {}
        }
        is_next = token.word == Word::Sign(',');
        at = at.saturating_add(1);
    }
    found
}

/// The names at the top of the object that stands here.
fn keys<'a>(statement: &[Token<'a>], open: usize) -> Vec<&'a str> {
    let mut found = Vec::new();
    if statement.get(open).map(|token| &token.word) != Some(&Word::Sign('{')) {
        return found;
    }
    let (mut at, end) = (open.saturating_add(1), closing(statement, open));
    while at < end {
        match statement.get(at).map(|token| &token.word) {
            Some(Word::Name(name)) => found.push(*name),
            Some(Word::Sign('(' | '[' | '{')) => at = closing(statement, at),
            _ => {}
        }
        at = at.saturating_add(1);
    }
    found
}

/// What a statement takes in from another program, or hands on of one.
fn imported<'a>(statement: &[Token<'a>]) -> Vec<Import<'a>> {
    let word = |at: usize| statement.get(at).map(|token| &token.word);
    let from = statement.iter().position(|token| token.word == Word::Name("from"));
    let path = from.and_then(|from| match word(from.saturating_add(1)) {
        Some(Word::Text(Some(path))) => Some(path.to_string()),
        _ => None,
    });
    let (Some(Word::Name("import" | "export")), Some(from), Some(path)) = (word(0), from, path) else {
        return Vec::new();
    };
    let is_type = word(1) == Some(&Word::Name("type"))
        && !matches!(word(2), Some(Word::Name("from") | Word::Sign(',')));
    if is_type {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut at, mut is_inside) = (1_usize, false);
    while at < from {
        match word(at) {
            Some(Word::Sign('{')) => is_inside = true,
            Some(Word::Sign('}')) => is_inside = false,
            Some(Word::Name("type")) if matches!(word(at.saturating_add(1)), Some(Word::Name(_))) => {
                at = at.saturating_add(1);
            }
            Some(Word::Name("as")) => {}
            Some(original) => {
                let other = at.saturating_add(2);
                let (original, is_named) = match original {
                    Word::Name(name) => (if is_inside { *name } else { "default" }, Some(*name)),
                    Word::Sign('*') => ("*", None),
                    _ => ("", None),
                };
                let is_renamed = word(at.saturating_add(1)) == Some(&Word::Name("as"));
                let name = match word(other) {
                    Some(Word::Name(name)) if is_renamed => Some(*name),
                    _ => is_named,
                };
                at = if is_renamed { other } else { at };
                found.extend(name.map(|name| Import { name, original, path: path.clone() }));
            }
            None => break,
        }
        at = at.saturating_add(1);
    }
    found
}

/// What a program takes in by `require` or `import` with round brackets, anywhere.
fn required<'a>(tokens: &[Token<'a>]) -> Vec<Import<'a>> {
    let word = |at: usize| tokens.get(at).map(|token| &token.word);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let (Some(Word::Name("require" | "import")), Some(Word::Sign('('))) =
            (word(at), word(at.saturating_add(1)))
        else {
            continue;
        };
        let Some(Word::Text(Some(path))) = word(at.saturating_add(2)) else { continue };
        let is_awaited = at.checked_sub(1).and_then(word) == Some(&Word::Name("await"));
        let equal = at.checked_sub(if is_awaited { 2 } else { 1 });
        let Some(equal) = equal.filter(|equal| word(*equal) == Some(&Word::Sign('='))) else { continue };
        let Some(last) = equal.checked_sub(1) else { continue };
        let of = |name, original| Import { name, original, path: path.to_string() };
        match word(last) {
            Some(Word::Name(name)) => {
                let member = match (word(at.saturating_add(4)), word(at.saturating_add(5))) {
                    (Some(Word::Sign('.')), Some(Word::Name(member))) => *member,
                    _ => "*",
                };
                found.push(of(*name, member));
            }
            Some(Word::Sign('}')) => {
                let open = (0..last).rev().find(|at| word(*at) == Some(&Word::Sign('{'))).unwrap_or(last);
                for at in open..last {
                    let is_key = word(at.saturating_add(1)) == Some(&Word::Sign(':'));
                    let original = at
                        .checked_sub(2)
                        .filter(|_| at.checked_sub(1).and_then(word) == Some(&Word::Sign(':')));
                    match (word(at), original.and_then(word)) {
                        (Some(Word::Name(name)), Some(Word::Name(original))) => {
                            found.push(of(*name, *original))
                        }
                        (Some(Word::Name(name)), _) if !is_key => found.push(of(*name, *name)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found
}
