//! Patterns of paths as generators write them -> regular expressions of whole paths, which begin with `/`.
//!
//! Generators mean different things by the same signs: a star stays within a folder or does not, braces are choices or signs. So
//! each pattern is read in its own syntax, and what is left of it is one expression. A pattern that is none is nothing.

use std::fmt;

use regex::bytes::{Regex, RegexBuilder};

/// The size that an expression may have in memory, in bytes.
const LARGEST: usize = 1 << 20;

/// What writes patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Hugo's: `*` stays in a folder, `**` does not; braces are choices; capitals do not matter.
    Hugo,
    /// Zola's: `*` leaves the folder; braces are choices.
    Zola,
    /// Python's `fnmatch`: `*` leaves the folder; braces are signs.
    Python,
    /// A line of `.gitignore`: `*` stays in a folder, `**` stands for folders; braces are signs.
    Git,
}

/// A regular expression of paths.
#[derive(Clone)]
pub struct Expression(Regex);

impl Expression {
    /// Reads a regular expression; `None` where it is none, or too large.
    pub fn new(expression: &str) -> Option<Expression> {
        let regex = RegexBuilder::new(expression).size_limit(LARGEST).build().ok()?;
        Some(Expression(regex))
    }

    /// The expression of all paths that begin with `start`, which is literal, and go on as the pattern says; `None` where it is
    /// no pattern.
    pub fn of_pattern(start: &str, pattern: &str, syntax: Syntax) -> Option<Expression> {
        let mark = if syntax == Syntax::Hugo { "(?si)" } else { "(?s)" };
        Expression::new(&format!("{mark}^{}{}$", regex::escape(start), translated(pattern, syntax)?))
    }

    /// The expression of every path.
    pub fn of_all() -> Option<Expression> {
        Expression::new("")
    }

    /// What it is written as.
    pub fn text(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it matches the path.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path.as_bytes())
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Expression {}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// The pattern as a part of a regular expression.
fn translated(pattern: &str, syntax: Syntax) -> Option<String> {
    let leaves_folders = matches!(syntax, Syntax::Zola | Syntax::Python);
    let has_choices = matches!(syntax, Syntax::Hugo | Syntax::Zola);
    let mut text = String::with_capacity(pattern.len().saturating_mul(2));
    let (mut rest, mut depth) = (pattern, 0_usize);
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        match sign {
            '*' => rest = after_star(&mut text, rest, syntax),
            '?' => text.push_str(if leaves_folders { "." } else { "[^/]" }),
            '[' => match class(rest) {
                Some((class, after)) => {
                    text.push_str(&class);
                    rest = after;
                }
                // What begins no class is a sign, as for those who say it; Hugo and Zola refuse it.
                None if has_choices => return None,
                None => text.push_str("\\["),
            },
            '\\' if syntax != Syntax::Python => {
                let escaped = rest.chars().next()?;
                push_sign(&mut text, escaped);
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
            }
            '{' if has_choices => {
                depth = depth.saturating_add(1);
                text.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth = depth.saturating_sub(1);
                text.push(')');
            }
            ',' if depth > 0 => text.push('|'),
            _ => push_sign(&mut text, sign),
        }
    }
    (depth == 0).then_some(text)
}

/// Adds what a star stands for, and returns what follows it and the stars behind it.
fn after_star<'p>(text: &mut String, behind: &'p str, syntax: Syntax) -> &'p str {
    let leaves_folders = matches!(syntax, Syntax::Zola | Syntax::Python);
    let after = behind.trim_start_matches('*');
    let is_deep = after.len() < behind.len() && syntax != Syntax::Python;
    let begins_a_part = text.is_empty() || text.ends_with('/');
    let folders = after.strip_prefix('/').filter(|_| is_deep && begins_a_part && syntax != Syntax::Hugo);
    if let Some(after) = folders {
        // Folders, or none at all.
        text.push_str("(?:.*/)?");
        return after;
    }
    text.push_str(if is_deep || leaves_folders { ".*" } else { "[^/]*" });
    after
}

fn push_sign(text: &mut String, sign: char) {
    text.push_str(&regex::escape(sign.encode_utf8(&mut [0; 4])));
}

/// A class of signs behind its `[`, and what follows its end.
fn class(text: &str) -> Option<(String, &str)> {
    let (negation, text) = match text.strip_prefix(['!', '^']) {
        Some(text) => ("^", text),
        None => ("", text),
    };
    // A bracket at the beginning is one of the signs.
    let from = text.chars().next()?.len_utf8();
    let end = text.get(from..)?.find(']')?.saturating_add(from);
    let signs = text.get(..end)?.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    let signs = signs.replace('&', "\\&").replace('~', "\\~").replace('^', "\\^");
    Some((format!("[{negation}{signs}]"), text.get(end.saturating_add(1)..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_its_generator_means() {
        use Syntax::{Git, Hugo, Python, Zola};
        for (syntax, pattern, path, expected) in [
            (Hugo, "posts/*.md", "posts/a.md", true),
            (Hugo, "posts/*.md", "posts/x/a.md", false),
            (Hugo, "Posts/**", "posts/x/a.md", true),
            (Hugo, "**.priv.md", "posts/x/a.priv.md", true),
            (Hugo, "{a,b{c,d}}/?.md", "bd/x.md", true),
            (Hugo, "{a,b{c,d}}/?.md", "b/x.md", false),
            (Hugo, "[!a]b.md", "cb.md", true),
            (Hugo, "[!a]b.md", "ab.md", false),
            (Hugo, "a\\*b.md", "a*b.md", true),
            (Hugo, "a\\*b.md", "axb.md", false),
            (Hugo, "a.md", "axmd", false),
            (Zola, "*.priv.md", "blog/a.priv.md", true),
            (Zola, "**/x/*", "x/a/b.md", true),
            (Zola, "*.{md,txt}", "a/b.txt", true),
            (Python, "*/t/*", "a/t/b/c.md", true),
            (Python, "{a}.md", "{a}.md", true),
            (Python, "[a.md", "[a.md", true),
            (Python, "a[!b-d].md", "ae.md", true),
            (Python, "a[!b-d].md", "ac.md", false),
            (Python, "**/x.md", "x.md", false),
            (Git, "*.md", "a/b.md", false),
            (Git, "a/**/b.md", "a/b.md", true),
            (Git, "a/**/b.md", "a/x/y/b.md", true),
            (Git, "\\#a.md", "#a.md", true),
        ] {
            let expression = Expression::of_pattern("/c/", pattern, syntax).unwrap();
            assert_eq!(expression.matches(&format!("/c/{path}")), expected, "{syntax:?} {pattern} {path}");
            assert!(!expression.matches(path), "{pattern}");
        }
        for pattern in ["{a", "[a", "a\\"] {
            assert_eq!(Expression::of_pattern("", pattern, Hugo), None, "{pattern}");
        }
        assert!(Expression::of_all().unwrap().matches("/"));
    }
}
