//! The expression that a program of Next.js makes an address of -> whether each part of it is known to be plain: names of files and
//! folders, the `slug` of the front matter, and calls that take endings and folders off them.
//!
//! Functions and constants that it names count as what they are made of. Whatever else stands there may make another address, and so may
//! what is made of more than [`MOST`] of them.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::{cuts, end, values};
use crate::config::generator::literals::{Language, Token, Word, tokens};

/// What may be called: how texts, paths and lists are taken apart and put together, files are read, and types are declared.
const CALLS: [&str; 66] = [
    "replace", "replaceAll", "slice", "substring", "substr", "split", "join", "map", "filter", "pop",
    "shift", "at", "concat", "flat", "reverse", "trim", "toString", "String", "Number", "isArray", "indexOf",
    "lastIndexOf", "startsWith", "endsWith", "includes", "test", "decodeURI", "decodeURIComponent",
    "encodeURI", "encodeURIComponent", "normalize", "basename", "dirname", "extname", "parse", "relative",
    "resolve", "path", "cwd", "matter", "readFile", "readFileSync", "readdir", "readdirSync", "existsSync",
    "get", "find", "some", "useParams", "useRouter", "useSearchParams", "log", "error", "string", "optional",
    "if", "for", "while", "switch", "catch", "return", "function", "async", "await", "typeof", "Error",
];

/// What a part of an article, of a file or of a request may be called that holds an address, or leads to one.
const MEMBERS: [&str; 58] = [
    "slug", "slugs", "id", "ids", "path", "paths", "url", "href", "name", "key", "keys", "file", "filename",
    "fileName", "filePath", "filepath", "fullPath", "relativePath", "absolutePath", "base", "dir",
    "directory", "folder", "ext", "sep", "stem", "flattenedPath", "sourceFileName", "sourceFilePath",
    "sourceFileDir", "slugAsParams", "_raw", "_meta", "meta", "metadata", "data", "matter", "frontmatter",
    "frontMatter", "attributes", "fields", "node", "post", "article", "props", "params", "query", "route",
    "router", "req", "request", "context", "current", "default", "value", "length", "env", "siteUrl",
];

/// How many functions and keys are followed at most, of which each is looked for in all texts, and how far one leads to another.
const MOST: usize = 100;

/// What declares a type or a column, whatever follows.
const TYPES: [&str; 4] = ["z", "s", "varchar", "text"];

/// What no address is plain of, wherever it comes from.
const OTHERS: [&str; 4] = ["title", "permalink", "date", "_id"];

/// The texts in which functions and keys may be declared, and what of them has been followed: each name once, since what is not plain
/// ends it all.
pub(super) struct Reader<'t> {
    texts: Vec<&'t str>,
    functions: BTreeSet<String>,
    /// And whether all of it is plain, which is not known as long as they are followed.
    members: BTreeMap<String, bool>,
    /// By the numbers of their texts.
    constants: BTreeSet<(usize, String)>,
    /// How many lead to the value that is read.
    level: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn of(texts: Vec<&'t str>) -> Reader<'t> {
        let (functions, members) = (BTreeSet::new(), BTreeMap::new());
        Reader { texts, functions, members, constants: BTreeSet::new(), level: 0 }
    }

    /// The text of a number.
    pub(super) fn text(&self, text: usize) -> &'t str {
        self.texts.get(text).copied().unwrap_or_default()
    }

    /// Whether a value that stands in the text of a number is plain.
    pub(super) fn is_plain(&mut self, text: usize, value: &str) -> bool {
        if cuts(value) || self.level >= MOST {
            return false;
        }
        self.level = self.level.saturating_add(1);
        let tokens = tokens(value, Language::JavaScript);
        let is_plain =
            declares_type(&tokens) || (0..tokens.len()).all(|at| self.is_plain_word(text, &tokens, at));
        self.level = self.level.saturating_sub(1);
        is_plain
    }

    fn is_plain_word(&mut self, text: usize, tokens: &[Token<'_>], at: usize) -> bool {
        let sign = |at: Option<usize>| match at.and_then(|at| tokens.get(at)).map(|token| &token.word) {
            Some(Word::Sign(sign)) => *sign,
            _ => ' ',
        };
        let name = match tokens.get(at).map(|token| &token.word) {
            Some(Word::Template(inside)) => {
                let mut parts = inside.split("${").skip(1);
                return parts.all(|part| self.is_plain(text, part.get(..end(part)).unwrap_or(part)));
            }
            Some(Word::Name(name)) => *name,
            _ => return true,
        };
        let is_member = sign(at.checked_sub(1)) == '.' && sign(at.checked_sub(2)) != '.';
        match sign(at.checked_add(1)) {
            '(' if CALLS.contains(&name) => true,
            '(' => !is_member && self.is_plain_function(name),
            // A key, or a parameter with its type; not one of two values.
            ':' if !is_member && sign(at.checked_sub(1)) != '?' => true,
            _ if MEMBERS.contains(&name) && is_member => true,
            _ if OTHERS.contains(&name) => false,
            _ if is_member => is_of_environment(name) || self.is_made_plain(name),
            _ if is_asked_for_a_member(tokens.get(at..).unwrap_or_default()) => true,
            _ => self.is_plain_constant(text, name),
        }
    }

    /// Whether as many functions and keys have been looked for as may be.
    fn is_full(&self) -> bool {
        self.functions.len().saturating_add(self.members.len()) >= MOST
    }

    /// Whether a function is declared in the texts, and everything in it is plain.
    fn is_plain_function(&mut self, name: &str) -> bool {
        if self.functions.contains(name) || self.is_full() {
            return self.functions.contains(name);
        }
        self.functions.insert(name.to_owned());
        let declared = self.declared(|text| functions(text, name));
        !declared.is_empty() && declared.into_iter().all(|(text, body)| self.is_plain(text, body))
    }

    /// Whether the texts make a key of articles, and all that it is made of is plain. What is made of the key itself is what the front
    /// matter says.
    fn is_made_plain(&mut self, key: &str) -> bool {
        if self.members.contains_key(key) || self.is_full() {
            return self.members.get(key).copied().unwrap_or_default();
        }
        self.members.insert(key.to_owned(), false);
        let made = self.declared(|text| made(text, key));
        let is_plain = !made.is_empty() && made.into_iter().all(|(text, value)| self.is_plain(text, value));
        self.members.insert(key.to_owned(), is_plain);
        is_plain
    }

    /// Whether all that a text gives to a name is plain; what it is given elsewhere counts as plain.
    fn is_plain_constant(&mut self, text: usize, name: &str) -> bool {
        if !self.constants.insert((text, name.to_owned())) {
            return true;
        }
        let words = self.text(text);
        let given = values(words, name).filter(|(at, _)| words.get(..*at).unwrap_or_default().ends_with('='));
        let given: Vec<&str> = given.map(|(_, value)| value).collect();
        given.into_iter().all(|value| self.is_plain(text, value))
    }

    /// What is found in the texts, with their numbers.
    fn declared(&self, find: impl Fn(&'t str) -> Vec<&'t str>) -> Vec<(usize, &'t str)> {
        let found = |(at, text): (usize, &&'t str)| find(text).into_iter().map(move |found| (at, found));
        self.texts.iter().enumerate().flat_map(found).collect()
    }
}

/// Whether tokens begin with a name of which a member counts, `post.slug`, and not what it is itself, `name.trim()`.
fn is_asked_for_a_member(tokens: &[Token<'_>]) -> bool {
    let mut behind = tokens.iter().skip(1).map(|token| &token.word).filter(|word| **word != Word::Sign('?'));
    behind.next() == Some(&Word::Sign('.'))
        && matches!(behind.next(), Some(Word::Name(_)))
        && behind.next() != Some(&Word::Sign('('))
}

/// What a text gives to a key, without types and what is a literal as a whole.
fn made<'t>(text: &'t str, key: &str) -> Vec<&'t str> {
    values(text, key).map(|(_, value)| value).filter(|value| !is_type(value)).collect()
}

/// The functions of a name that a text declares, from their parameters on.
fn functions<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let mut found = made(text, name);
    found.extend(text.match_indices("function ").filter_map(|(at, word)| {
        let behind = text.get(at.saturating_add(word.len())..)?.trim_start().strip_prefix(name)?;
        behind.starts_with(['(', '<']).then(|| behind.get(..end(behind)).unwrap_or(behind))
    }));
    found
}

/// Whether a value is a literal, a type, or a field that the front matter fills.
fn is_type(value: &str) -> bool {
    let value = value.trim();
    let tokens = tokens(value, Language::JavaScript);
    let is_word = |token: &Token<'_>| match token.word {
        Word::Text(_) | Word::Number(_) => true,
        Word::Name(name) => matches!(name, "string" | "number" | "null" | "undefined" | "any" | "unknown"),
        Word::Sign(sign) => matches!(sign, '[' | ']' | '|'),
        _ => false,
    };
    let is_field = value.starts_with('{') && !value.contains("resolve") && !value.contains("=>");
    is_field || declares_type(&tokens) || tokens.iter().all(is_word)
}

fn declares_type(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [Token { word: Word::Name(name), .. }, Token { word: Word::Sign('.' | '('), .. }, ..] => {
            TYPES.contains(name)
        }
        _ => false,
    }
}

/// Whether a name is written as those of the environment are.
fn is_of_environment(name: &str) -> bool {
    name.chars().all(|own| own.is_ascii_uppercase() || own == '_')
}
