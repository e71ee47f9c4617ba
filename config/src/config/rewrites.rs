//! Rules by which Pelican makes parts of addresses, in Python's syntax of regular expressions -> the same rules, which need time in
//! proportion to the text only. A rule that is not understood, or that may mean something else to Python, is none: no address is
//! better than a wrong one.
//!
//! Rules are equal, and written, as they were said.

use std::fmt;

use regex::{Captures, Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// The largest compiled expression, in bytes.
const LARGEST: usize = 1 << 20;

/// What a rule for paths, and not for names of files, is written with.
const OF_PATH: &str = "path";

/// What Pelican does where a site says nothing else.
pub const DEFAULTS: [(&str, &str); 4] =
    [(r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-")];

/// How names become parts of addresses, by rules that take the place of the generator's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewrites {
    /// The rules for articles.
    pub slug: Vec<Rewrite>,
    /// Those for categories, where they have others.
    pub category: Option<Vec<Rewrite>>,
    /// Those for authors, where they have others.
    pub author: Option<Vec<Rewrite>>,
    /// What finds the slug in the name of a file, where names of files say it.
    pub name: Option<Rewrite>,
    /// Whether capitals stay.
    pub keeps_case: bool,
}

/// The rules as they are said: each is what it finds, and what takes the place of that.
#[derive(Serialize, Deserialize)]
struct Written {
    slug: Vec<(String, String)>,
    category: Option<Vec<(String, String)>>,
    author: Option<Vec<(String, String)>>,
    name: Option<(String, String)>,
    keeps_case: bool,
}

impl Rewrites {
    /// The rules in one line, which [`Rewrites::read`] reads as the same.
    pub fn line(&self) -> String {
        let Rewrites { slug, category, author, name, keeps_case } = self;
        let said = |rules: &Vec<Rewrite>| rules.iter().map(|rule| rule.written.clone()).collect();
        let written = Written {
            slug: said(slug),
            category: category.as_ref().map(said),
            author: author.as_ref().map(said),
            name: name.as_ref().map(|rule| rule.written.clone()),
            keeps_case: *keeps_case,
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// The rules of a line; `None` where it is none.
    pub fn read(line: &str) -> Option<Rewrites> {
        let Written { slug, category, author, name, keeps_case } = serde_json::from_str(line).ok()?;
        let read = |rules: Vec<(String, String)>| {
            Rewrite::all(rules.iter().map(|(pattern, by)| (pattern.as_str(), by.as_str())))
        };
        let optional = |rules: Option<Vec<(String, String)>>| match rules {
            Some(rules) => read(rules).map(Some),
            None => Some(None),
        };
        Some(Rewrites {
            slug: read(slug)?,
            category: optional(category)?,
            author: optional(author)?,
            name: match name {
                Some((pattern, of)) => Some(Rewrite::of_names(&pattern, of == OF_PATH)?),
                None => None,
            },
            keeps_case,
        })
    }
}

/// What is replaced, and by what.
#[derive(Clone)]
pub struct Rewrite {
    written: (String, String),
    regex: Regex,
    by: Vec<Part>,
}

/// A part of what takes the place of a match.
#[derive(Clone)]
enum Part {
    Text(String),
    Group(usize),
}

impl Rewrite {
    /// The rule; `None` where it is not understood.
    pub fn new(pattern: &str, by: &str) -> Option<Rewrite> {
        let regex = compiled(pattern)?;
        let parts = parts(by, &regex)?;
        // Python replaces an empty match behind another one, too.
        let is_nothing = by.is_empty();
        if !is_nothing && regex.is_match("") {
            return None;
        }
        Some(Rewrite { written: (pattern.to_owned(), by.to_owned()), regex, by: parts })
    }

    /// What finds the slug, which the expression has as a group, at the beginning of the name of a file, or of its path; `None` where it
    /// is not understood.
    pub fn of_names(pattern: &str, is_path: bool) -> Option<Rewrite> {
        let regex = Regex::new(&format!(r"\A(?:{})", translated(pattern)?)).ok()?;
        let group = regex.capture_names().position(|own| own == Some("slug"))?;
        let of = if is_path { OF_PATH } else { "" };
        Some(Rewrite { written: (pattern.to_owned(), of.to_owned()), regex, by: vec![Part::Group(group)] })
    }

    /// Whether it is of the path of a file, and not of its name.
    pub fn is_of_path(&self) -> bool {
        self.written.1 == OF_PATH
    }

    /// What the rule makes of the first match; `None` where there is none.
    pub fn found(&self, text: &str) -> Option<String> {
        Some(self.filled(&self.regex.captures(text)?)).filter(|found| !found.is_empty())
    }

    /// The rules that these are; `None` where one is not understood.
    pub fn all<'t>(rules: impl IntoIterator<Item = (&'t str, &'t str)>) -> Option<Vec<Rewrite>> {
        rules.into_iter().map(|(pattern, by)| Rewrite::new(pattern, by)).collect()
    }

    /// The text after the rule.
    pub fn apply(&self, text: &str) -> String {
        self.regex.replace_all(text, |found: &Captures<'_>| self.filled(found)).into_owned()
    }

    fn filled(&self, found: &Captures<'_>) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Group(group) => found.get(*group).map_or("", |group| group.as_str()).to_owned(),
        };
        self.by.iter().map(part).collect()
    }
}

impl PartialEq for Rewrite {
    fn eq(&self, other: &Rewrite) -> bool {
        self.written == other.written
    }
}

impl Eq for Rewrite {}

impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

/// The expression as Pelican compiles it, which takes capitals for small letters.
fn compiled(pattern: &str) -> Option<Regex> {
    let translated = translated(pattern)?;
    RegexBuilder::new(&translated).case_insensitive(true).size_limit(LARGEST).build().ok()
}

/// The expression in our syntax; `None` where the same signs mean something else to Python.
fn translated(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut is_in_class = false;
    let mut signs = pattern.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next()? {
                'Z' if !is_in_class => text.push_str(r"\z"),
                // A line's end, a character by its number, what is before: written or meant otherwise.
                'z' | 'p' | 'P' | 'N' | 'u' | 'U' | 'x' | '0'..='9' => return None,
                '<' | '>' => return None,
                other => text.extend(['\\', other]),
            },
            '[' if is_in_class => text.push_str(r"\["),
            // What is done with two classes.
            '&' | '~' if is_in_class && signs.peek() == Some(&sign) => return None,
            '-' if is_in_class && signs.peek() == Some(&'-') => return None,
            '[' => {
                is_in_class = true;
                text.push(sign);
                if signs.peek() == Some(&'^') {
                    text.extend(signs.next());
                }
                // A bracket in the first place is one of the signs.
                if signs.peek() == Some(&']') {
                    signs.next();
                    text.push_str(r"\]");
                }
            }
            ']' if is_in_class => {
                is_in_class = false;
                text.push(sign);
            }
            // Texts of one line have one end.
            '$' if !is_in_class => text.push_str(r"\z"),
            // An atomic repetition is no repetition of a repetition.
            '*' | '+' | '?' | '}' if !is_in_class && signs.peek() == Some(&'+') => return None,
            _ => text.push(sign),
        }
    }
    Some(text).filter(|text| {
        !["(?x", "(?m", "(?s", "(?i-", "(?L", "(?R", "(?U"].iter().any(|flag| text.contains(flag))
    })
}

/// What takes the place of a match, with the groups of the expression.
fn parts(by: &str, regex: &Regex) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let (mut text, mut rest) = (String::new(), by);
    while let Some((before, behind)) = rest.split_once('\\') {
        text.push_str(before);
        let mut signs = behind.chars();
        let group = match signs.next()? {
            '\\' => {
                text.push('\\');
                None
            }
            digit @ '1'..='9' => Some(usize::try_from(digit.to_digit(10)?).ok()?),
            'g' => {
                let (name, after) = signs.as_str().strip_prefix('<')?.split_once('>')?;
                signs = after.chars();
                let named = regex.capture_names().position(|own| own == Some(name));
                Some(named.or_else(|| name.parse().ok())?)
            }
            _ => return None,
        };
        rest = signs.as_str();
        if let Some(group) = group {
            // A second digit would be of another group.
            if group >= regex.captures_len() || rest.starts_with(|next: char| next.is_ascii_digit()) {
                return None;
            }
            parts.push(Part::Text(std::mem::take(&mut text)));
            parts.push(Part::Group(group));
        }
    }
    text.push_str(rest);
    parts.push(Part::Text(text));
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str, rules: &[(&str, &str)]) -> Option<String> {
        let rules = Rewrite::all(rules.iter().copied())?;
        Some(rules.iter().fold(text.to_owned(), |text, rule| rule.apply(&text)))
    }

    #[test]
    fn rules_replace_what_python_replaces() {
        for (text, rules, expected) in [
            ("2023-02-04-how-to", [(r"\d{4}-\d{2}-\d{2}-", "")].as_slice(), "how-to"),
            ("  A b: C -- d! ", &DEFAULTS, "A-b-C-d"),
            ("C++ and C#", &[(r"C\+\+", "cpp"), ("c#", "c-sharp")], "cpp and c-sharp"),
            ("One Two", &[(r"(\w+) (?P<b>\w+)", r"\g<b>-\1")], "Two-One"),
            ("a]b[c", &[(r"[][]", "-")], "a-b-c"),
            ("cost $5", &[(r"\$", "$1 ")], "cost $1 5"),
            ("x.y", &[(r"\.y$", "")], "x"),
            ("back", &[("a", r"\\")], r"b\ck"),
        ] {
            assert_eq!(rewritten(text, rules).as_deref(), Some(expected), "{text} {rules:?}");
        }
    }

    #[test]
    fn rules_come_back_from_their_line() {
        let rewrites = Rewrites {
            slug: Rewrite::all(DEFAULTS).unwrap(),
            category: Rewrite::all([(r"a\tb", "é")]),
            name: Rewrite::of_names(r"\d+-(?P<slug>[a-z]+)", false),
            keeps_case: true,
            ..Rewrites::default()
        };
        assert_eq!(Rewrites::read(&rewrites.line()).as_ref(), Some(&rewrites));
        let name = rewrites.name.unwrap();
        assert_eq!((name.found("12-abc-d").as_deref(), name.found("x-12-abc")), (Some("abc"), None));
        assert_eq!(Rewrites::read("{}"), None);
    }

    #[test]
    fn what_may_mean_something_else_is_no_rule() {
        for (pattern, by) in [
            (r"(?<=a)b", ""),
            (r"(a)\1", ""),
            ("(", ""),
            ("[a--b]", ""),
            ("a++", ""),
            (r"\s*", "-"),
            ("a", r"\1"),
            ("(a)", r"\12"),
            ("a", r"\n"),
            ("a", r"\g<b>"),
            ("(?x)a b", ""),
            (r"\u0041", ""),
        ] {
            assert_eq!(Rewrite::new(pattern, by), None, "{pattern} {by}");
        }
    }
}
