//! The program of a site that makes pages of articles, or reads them -> what it chooses them by: nothing more than what holds
//! them back in any case, what they must say, or something that is not followed.
//!
//! Read are conditions that skip an article or make its page, `filter`, and lists that are empty under a condition, as far as
//! they ask what an article says. What is in lists of topics, names and the like chooses no articles.

use super::literals::{Token, Word};
use super::outcome::{HEADS, Value, closing, expected};
use crate::model::Position;
use crate::record::holding::{self, Kind};
use crate::record::own_words::Asked;

/// What an article is called.
const ARTICLES: [&str; 14] = [
    "post", "p", "article", "entry", "blog", "item", "node", "edge", "doc", "page", "note", "x", "file",
    "content",
];

/// What an article is called, and little else, where a function is given it.
const GIVEN: [&str; 6] = ["post", "p", "article", "entry", "node", "doc"];

/// Keys by which lists are made that leave no article out of the site.
const HARMLESS: [&str; 46] = [
    "tags", "tag", "category", "categories", "series", "slug", "id", "name", "path", "url", "href", "locale",
    "lang", "language", "author", "authors", "length", "title", "keywords", "featured", "pinned", "popular",
    "sticky", "highlight", "internal", "fileAbsolutePath", "parent", "next", "previous", "prev", "fields",
    "posts", "pages", "blogs", "site", "edges", "nodes", "articles", "node", "frontmatter", "frontMatter",
    "data", "metadata", "meta", "errors", "topics",
];

/// What takes something out, or leads elsewhere, where a condition is met.
const SKIPS: [&str; 7] =
    ["continue", "notFound", "redirect", "permanentRedirect", "rewrite", "Response", "splice"];

/// What makes a page where a condition is met.
const MAKES: [&str; 2] = ["createPage", "createNodeField"];

/// What articles are chosen by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Choice {
    /// Where what is not followed begins.
    pub unread: Option<Position>,
    /// The program that it is in, where that is another than the one asked.
    pub file: Option<String>,
    /// What an article must say.
    pub asked: Vec<Asked>,
}

impl Choice {
    /// Adds what a condition at a place asks for; `None` is what is not followed.
    pub(super) fn add(&mut self, asked: Option<Vec<Asked>>, position: Option<Position>) {
        match asked {
            Some(asked) => self.asked.extend(asked),
            None => self.unread = self.unread.or(position),
        }
    }

    /// Adds another choice.
    pub(super) fn join(&mut self, other: Choice) {
        if self.unread.is_none() && other.unread.is_some() {
            (self.unread, self.file) = (other.unread, other.file);
        }
        self.asked.extend(other.asked);
    }
}

/// What the words of a program between two places choose articles by; calls of `filter` count where `filters`.
pub(super) fn choice(tokens: &[Token<'_>], range: (usize, usize), filters: bool) -> Choice {
    let mut choice = Choice::default();
    let reader = Conditions { tokens };
    for at in range.0..range.1.min(tokens.len()) {
        let found = match reader.word(at) {
            Some(Word::Name("if")) => reader.below_if(at),
            Some(Word::Name("filter")) if filters && reader.chooses_files(at) => {
                choice.unread = choice.unread.or(tokens.get(at).map(|token| token.position));
                None
            }
            Some(Word::Name("filter")) if filters && reader.is_foreign(at) => {
                choice.unread = choice.unread.or(tokens.get(at).map(|token| token.position));
                None
            }
            Some(Word::Name("filter")) if filters => reader.filter(at),
            Some(Word::Name("getCollection")) if filters => reader.predicate(at),
            Some(Word::Sign('?')) => reader.alternative(at),
            _ => None,
        };
        let Some(condition) = found else { continue };
        let Some(scope) = reader.scope(condition.start, condition.end) else { continue };
        // Behind the condition of a list stand the lists.
        let read =
            if condition.is_of_list { tokens.get(..condition.end).unwrap_or_default() } else { tokens };
        let asked = expected(read, condition.start, &scope, condition.expected);
        choice.add(asked, tokens.get(condition.start).map(|token| token.position));
    }
    choice
}

/// A condition, and what it must come to for an article to be taken.
struct Condition {
    start: usize,
    end: usize,
    expected: bool,
    is_of_list: bool,
}

struct Conditions<'t, 'a> {
    tokens: &'t [Token<'a>],
}

impl<'a> Conditions<'_, 'a> {
    fn word(&self, at: usize) -> Option<&Word<'a>> {
        self.tokens.get(at).map(|token| &token.word)
    }

    fn is_sign(&self, at: usize, sign: char) -> bool {
        self.word(at) == Some(&Word::Sign(sign))
    }

    fn name(&self, at: usize) -> Option<&'a str> {
        match self.word(at) {
            Some(Word::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// The condition of an `if` below which an article is skipped, or its page is made.
    fn below_if(&self, at: usize) -> Option<Condition> {
        let open = at.saturating_add(1);
        if !self.is_sign(open, '(') {
            return None;
        }
        let close = closing(self.tokens, open);
        let first = close.saturating_add(1);
        let line = self.tokens.get(first)?.position.line;
        let end = match self.is_sign(first, '{') {
            true => closing(self.tokens, first),
            false => (first..self.tokens.len())
                .find(|&at| {
                    let is_later = self.tokens.get(at).is_some_and(|token| token.position.line > line);
                    self.is_sign(at, ';') || is_later && self.is_balanced(first, at)
                })
                .unwrap_or(self.tokens.len()),
        };
        let body = || first..end.saturating_add(1).min(self.tokens.len());
        let skips = body().any(|at| match self.name(at) {
            Some("return") => self.returns_nothing(at),
            Some(name) => SKIPS.contains(&name),
            None => false,
        });
        let makes = body().any(|at| match self.name(at) {
            Some("push") => self.is_list_of_articles(at),
            Some(name) => MAKES.contains(&name),
            None => false,
        });
        (skips || makes).then_some(Condition {
            start: open.saturating_add(1),
            end: close,
            expected: !skips,
            is_of_list: false,
        })
    }

    /// Whether as many brackets are closed as are opened between two places.
    fn is_balanced(&self, start: usize, end: usize) -> bool {
        let count = |signs: [char; 3]| {
            let words = self.tokens.get(start..end).unwrap_or_default();
            words
                .iter()
                .filter(|token| matches!(token.word, Word::Sign(sign) if signs.contains(&sign)))
                .count()
        };
        count(['(', '[', '{']) == count([')', ']', '}'])
    }

    /// Whether a `return` returns nothing that could be a page.
    fn returns_nothing(&self, at: usize) -> bool {
        let next = at.saturating_add(1);
        let line = |at: usize| self.tokens.get(at).map(|token| token.position.line);
        match self.word(next) {
            None | Some(Word::Sign(';' | '}')) | Some(Word::Name("null" | "undefined" | "false")) => true,
            Some(Word::Sign('[')) => self.is_sign(next.saturating_add(1), ']'),
            _ => line(at) != line(next),
        }
    }

    /// Whether what `push` adds to is no list of topics.
    fn is_list_of_articles(&self, at: usize) -> bool {
        let list = at.checked_sub(2).and_then(|list| self.name(list)).unwrap_or_default().to_lowercase();
        !["tag", "categor", "error", "keyword", "author", "serie", "image", "class"]
            .iter()
            .any(|part| list.contains(part))
    }

    /// Whether `filter` calls a function by its name that is declared elsewhere, or given, and is not read: none of the language's own.
    fn is_foreign(&self, at: usize) -> bool {
        let start = at.saturating_add(2);
        let is_alone = self.is_sign(start.saturating_add(1), ')') && self.is_sign(at.saturating_add(1), '(');
        let is_own = |name: &str| matches!(name, "Boolean" | "String" | "Number");
        self.name(start).is_some_and(|name| is_alone && !is_own(name) && self.declared(name).is_none())
    }

    /// Where a function of this name is declared.
    fn declared(&self, name: &str) -> Option<usize> {
        (0..self.tokens.len()).find(|&at| {
            self.name(at.saturating_add(1)) == Some(name)
                && matches!(self.name(at), Some("const" | "let" | "function"))
        })
    }

    /// The function that `filter` calls, which may be declared elsewhere in the program.
    fn filter(&self, at: usize) -> Option<Condition> {
        let open = at.saturating_add(1);
        let start = open.saturating_add(1);
        if !self.is_sign(open, '(') {
            return None;
        }
        let end = closing(self.tokens, open);
        let name = self.name(start).filter(|_| start.saturating_add(1) == end);
        let Some(name) = name else {
            return Some(Condition { start, end, expected: true, is_of_list: false });
        };
        let declared = self.declared(name)?;
        let start =
            if self.name(declared) == Some("function") { declared } else { declared.saturating_add(3) };
        let ends = |at: &usize| self.is_sign(*at, '{') || self.is_sign(*at, ';');
        // An arrow may end with the program, or with no sign at all.
        let body = (start..self.tokens.len()).find(ends).unwrap_or(self.tokens.len());
        let end = if self.is_sign(body, '{') { closing(self.tokens, body) } else { body };
        Some(Condition { start, end, expected: true, is_of_list: false })
    }

    /// The function that a call for a collection is given beside its name.
    fn predicate(&self, at: usize) -> Option<Condition> {
        let open = (at..at.saturating_add(8)).find(|&place| self.is_sign(place, '('))?;
        let end = closing(self.tokens, open);
        let comma = (open..end).find(|&place| self.is_sign(place, ','))?;
        Some(Condition { start: comma.saturating_add(1), end, expected: true, is_of_list: false })
    }

    /// Whether `filter` chooses the files of a folder by a text that is no ending.
    fn chooses_files(&self, at: usize) -> bool {
        let open = at.saturating_add(1);
        let before = (0..at).rev().take(14).take_while(|at| !self.is_sign(*at, ';'));
        let reads = before
            .into_iter()
            .any(|at| self.name(at).is_some_and(|name| name.to_lowercase().contains("readdir")));
        let is_plain =
            |text: &str| text.is_empty() || text.starts_with(['.', '_']) || text.contains("node_modules");
        reads
            && self.is_sign(open, '(')
            && (open..closing(self.tokens, open)).any(|at| match self.word(at) {
                Some(Word::Text(Some(text))) => {
                    !is_plain(text) && !text.starts_with("index") && !text.starts_with("md")
                }
                _ => false,
            })
    }

    /// The condition of a list that is empty in one case: `COND ? [] : […]`.
    fn alternative(&self, at: usize) -> Option<Condition> {
        let is_empty = |at: usize| match self.word(at) {
            Some(Word::Sign('[')) => self.is_sign(at.saturating_add(1), ']'),
            Some(Word::Name("null" | "undefined" | "acc" | "accumulator")) => true,
            _ => false,
        };
        let next = at.saturating_add(1);
        let mut colon = next;
        while colon < self.tokens.len()
            && !matches!(self.word(colon), Some(Word::Sign(':' | ';' | ')' | '}' | ']')))
        {
            if matches!(self.word(colon), Some(Word::Sign('(' | '[' | '{'))) {
                colon = closing(self.tokens, colon);
            }
            colon = colon.saturating_add(1);
        }
        let (first, second) = (is_empty(next), self.is_sign(colon, ':') && is_empty(colon.saturating_add(1)));
        let start = self.start_of_body(at)?;
        (first != second).then_some(Condition { start, end: at, expected: second, is_of_list: true })
    }

    /// Where the expression before a place begins, if that is what a function makes.
    fn start_of_body(&self, at: usize) -> Option<usize> {
        let mut start = at;
        while let Some(before) = start.checked_sub(1) {
            let is_arrow =
                self.is_sign(before, '>') && before.checked_sub(1).is_some_and(|at| self.is_sign(at, '='));
            if is_arrow || self.name(before) == Some("return") {
                return Some(start);
            }
            if matches!(self.word(before), Some(Word::Sign(';' | ',' | '{' | '}' | ':'))) {
                return None;
            }
            start = before;
        }
        None
    }

    /// What the names of a condition stand for, if it asks what an article says, and by more than what chooses none.
    fn scope(&self, start: usize, end: usize) -> Option<Vec<(&'a str, Value)>> {
        let (mut scope, mut asks) = (Vec::new(), false);
        let parameters = self.parameters(start, end);
        for at in start..end {
            let Some(name) = self.name(at) else { continue };
            let before = at.checked_sub(1);
            let is_member = before.is_some_and(|before| self.is_sign(before, '.'));
            let member = self.member(at);
            if is_member {
                asks |= self.is_asked(name, at);
                continue;
            }
            let is_parameter = parameters.contains(&name);
            let of_article = is_parameter || ARTICLES.contains(&name) || HEADS.contains(&name);
            let asks_member = |key: &str, key_at: usize| {
                !self.is_sign(key_at.saturating_add(1), '(')
                    && !HARMLESS.contains(&key)
                    && !key.starts_with("all")
            };
            asks |= of_article && member.is_some_and(|(key, key_at)| asks_member(key, key_at));
            asks |= (is_parameter || GIVEN.contains(&name)) && self.is_given(at, member);
            let is_of_head = self.is_of_head(name, at);
            let is_taken_out =
                is_parameter && self.is_sign(start, '(') && self.is_sign(start.saturating_add(1), '{');
            asks |= is_taken_out
                && member.is_none()
                && at > closing(self.tokens, start)
                && !HARMLESS.contains(&name);
            asks |= is_of_head && !HARMLESS.contains(&name);
            if is_parameter && start_is_function(self, start) {
                continue;
            }
            let value = match word_of(name) {
                Some(_) if member.is_none() => Value::Undefined,
                _ if is_of_head && !HEADS.contains(&name) => Value::Data(name.to_owned()),
                _ if of_article && member.is_some() => Value::Data(String::new()),
                _ => continue,
            };
            scope.push((name, value));
        }
        asks.then_some(scope)
    }

    /// Whether an article, or its head, is given to a function, which may ask it anything.
    fn is_given(&self, at: usize, member: Option<(&str, usize)>) -> bool {
        let end = match member {
            Some((key, place)) if HEADS.contains(&key) => place,
            Some(_) => return false,
            None => at,
        };
        let called = at.checked_sub(2).and_then(|called| self.name(called));
        let is_argument = at.checked_sub(1).is_some_and(|open| self.is_sign(open, '('));
        let is_other = |name: &str| {
            let others =
                ["Boolean", "String", "Object", "keys", "log", "function", "filter", "isArray", "has"];
            !others.contains(&name)
        };
        is_argument && called.is_some_and(is_other) && self.is_sign(end.saturating_add(1), ')')
    }

    /// Whether a member is a word that holds back, or stands behind front matter and may choose articles.
    fn is_asked(&self, name: &str, at: usize) -> bool {
        if self.is_sign(at.saturating_add(1), '(') {
            return false;
        }
        // What the key in brackets is, the name of a constant does not say.
        let open = at.saturating_add(1);
        if HEADS.contains(&name) && self.is_sign(open, '[') {
            return match self.word(open.saturating_add(1)) {
                Some(Word::Text(Some(key))) => !HARMLESS.contains(&&**key),
                _ => true,
            };
        }
        let above = at
            .checked_sub(2)
            .map(|above| if self.is_sign(above, '?') { above.saturating_sub(1) } else { above });
        let is_of_head = above.and_then(|above| self.name(above)).is_some_and(|above| HEADS.contains(&above));
        word_of(name).is_some() || is_of_head && !HARMLESS.contains(&name) && !name.starts_with("all")
    }

    /// The member that stands behind a name, and its place.
    fn member(&self, at: usize) -> Option<(&'a str, usize)> {
        let next = at.saturating_add(1);
        let dot = if self.is_sign(next, '?') { next.saturating_add(1) } else { next };
        let key = dot.saturating_add(1);
        self.name(key).filter(|_| self.is_sign(dot, '.')).map(|name| (name, key))
    }

    /// The names of the parameters of the function that begins at a place.
    fn parameters(&self, start: usize, end: usize) -> Vec<&'a str> {
        let close = if self.is_sign(start, '(') { closing(self.tokens, start) } else { start };
        (start..=close).take_while(|at| *at < end).filter_map(|at| self.name(at)).collect()
    }

    /// Whether a name is taken out of front matter before: `const { name } = node.frontmatter`.
    fn is_of_head(&self, name: &str, at: usize) -> bool {
        let is_declared = |place: usize| {
            let close = closing(self.tokens, place);
            let holds = (place..close).any(|at| self.name(at) == Some(name));
            let behind = (close..close.saturating_add(14)).take_while(|at| !self.is_sign(*at, ';'));
            holds
                && self.is_sign(close.saturating_add(1), '=')
                && !self.is_sign(close.saturating_add(2), '>')
                && behind.into_iter().any(|at| self.name(at).is_some_and(|own| HEADS.contains(&own)))
        };
        (0..at).any(|place| {
            self.is_sign(place, '{')
                && place
                    .checked_sub(1)
                    .is_some_and(|before| matches!(self.name(before), Some("const" | "let" | "var")))
                && is_declared(place)
        })
    }
}

/// Whether a function begins at a place.
fn start_is_function(reader: &Conditions<'_, '_>, start: usize) -> bool {
    let behind = match reader.is_sign(start, '(') {
        true => closing(reader.tokens, start).saturating_add(1),
        false => start.saturating_add(1),
    };
    reader.is_sign(behind, '=') && reader.is_sign(behind.saturating_add(1), '>')
        || matches!(reader.name(start), Some("function" | "async"))
}

/// The word that holds back which a name is.
fn word_of(name: &str) -> Option<&'static holding::Word> {
    holding::word_of(name).filter(|word| !matches!(word.kind, Kind::Address | Kind::Tag))
}
