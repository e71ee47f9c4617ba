//! Turns away documents that would cost the YAML library far more than their size: deep nesting, which it reads in
//! quadratic time, and aliases, which multiply what is kept. One pass over the lines, knowing just enough of YAML to
//! tell a value's beginning from the text inside it. What it lets through may still be wrong; the library says so.

use std::collections::BTreeSet;

use memchr::{memchr_iter, memchr2_iter};

use super::Fault;
use super::outline::split_key;
use crate::model::Position;

pub(super) const MOST_LEVELS: usize = 64;
const MOST_ALIASES: usize = 256;

/// Brackets of any kind, in text or not: a bound that no trick with quotes can get around.
pub(super) const MOST_BRACKETS: usize = 10_000;

/// Fails where the text is nested too deep, or holds too many brackets or aliases.
pub fn check(text: &str) -> Result<(), Fault> {
    let mut pass = Pass::default();
    if has_too_many_brackets(text) {
        let message = format!("more than {MOST_BRACKETS} opening brackets");
        return Err(Fault { position: Some(Position { line: 1, column: 1 }), message });
    }
    for (number, line) in text.lines().enumerate() {
        pass.read_line(line);
        let message = if pass.deepest > MOST_LEVELS {
            format!("nested deeper than {MOST_LEVELS} levels")
        } else if pass.aliases > MOST_ALIASES {
            format!("more than {MOST_ALIASES} aliases; write the values out")
        } else {
            continue;
        };
        return Err(Fault {
            position: Some(Position { line: number.saturating_add(1), column: 1 }),
            message,
        });
    }
    Ok(())
}

/// Whether more brackets open than are allowed, in text or not.
pub fn has_too_many_brackets(text: &str) -> bool {
    text.len() > MOST_BRACKETS && memchr2_iter(b'[', b'{', text.as_bytes()).count() > MOST_BRACKETS
}

/// Whether the text looks like a document that repeats a value: a name behind `&` stands behind `*` too. The answer no is
/// certain.
pub fn has_aliases(text: &str) -> bool {
    let names = |mark: u8| {
        let begins = move |&at: &usize| {
            let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        let name = |at: usize| {
            let name = text.get(at.saturating_add(1)..)?;
            name.split(|end: char| end.is_whitespace() || "?:,[]{}%@`".contains(end)).next()
        };
        memchr_iter(mark, text.as_bytes()).filter(begins).filter_map(name).filter(|name| !name.is_empty())
    };
    let mut anchors = names(b'&').peekable();
    if anchors.peek().is_none() {
        return false;
    }
    let anchors: BTreeSet<&str> = anchors.collect();
    names(b'*').any(|alias| anchors.contains(alias))
}

/// Where the pass stands, and what it has counted.
#[derive(Default)]
struct Pass {
    /// The quote that is open.
    quote: Option<char>,
    /// How many flow collections are open.
    flow: usize,
    /// Lines indented deeper than this belong to a text that has begun.
    text_below: Option<usize>,
    indents: Vec<usize>,
    deepest: usize,
    aliases: usize,
}

impl Pass {
    fn read_line(&mut self, line: &str) {
        if self.quote.is_some() || self.flow > 0 {
            return self.read_value(line, 0);
        }
        let content = line.trim_start_matches(' ');
        let indent = line.len().saturating_sub(content.len());
        if content.trim().is_empty() {
            return;
        }
        if self.text_below.is_some_and(|least| indent > least) {
            return;
        }
        self.text_below = None;
        if content.starts_with('#') {
            return;
        }
        let mut value = content;
        let mut owner = indent;
        let mut levels = self.open_level(indent);
        while let Some(next) = value.strip_prefix("- ").or_else(|| value.strip_prefix("? ")) {
            levels = levels.saturating_add(1);
            owner = line.len().saturating_sub(value.len());
            value = next.trim_start_matches(' ');
        }
        self.deepest = self.deepest.max(levels);
        if let Some((_, after)) = split_key(value) {
            owner = line.len().saturating_sub(value.len());
            value = after;
        }
        self.read_value(value.trim_start(), owner);
    }

    /// How deep a line with this indentation stands.
    fn open_level(&mut self, indent: usize) -> usize {
        while self.indents.last().is_some_and(|&last| last >= indent) {
            self.indents.pop();
        }
        self.indents.push(indent);
        self.indents.len()
    }

    /// Reads from the beginning of a value, or on within a quoted text or flow collection.
    fn read_value(&mut self, value: &str, owner: usize) {
        let mut rest = value;
        if self.quote.is_none() && self.flow == 0 {
            while let Some(marked) = rest.strip_prefix(['&', '!']) {
                rest = marked.split_once(' ').map_or("", |(_, after)| after).trim_start();
            }
            match rest.chars().next() {
                None | Some('#') => return,
                Some('*') => self.aliases = self.aliases.saturating_add(1),
                Some('"' | '\'' | '[' | '{') => return self.read_flow(rest),
                Some(_) => {}
            }
            // A plain text or a block scalar goes on as long as lines are indented deeper than what it belongs to.
            self.text_below = Some(owner);
            return;
        }
        self.read_flow(rest);
    }

    fn read_flow(&mut self, text: &str) {
        let mut may_begin = true;
        let mut after_space = true;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if let Some(quote) = self.quote {
                if character == '\\' && quote == '"' {
                    characters.next();
                } else if character == quote {
                    if quote == '\'' && characters.peek() == Some(&'\'') {
                        characters.next();
                    } else {
                        self.quote = None;
                        may_begin = false;
                    }
                }
                continue;
            }
            match character {
                '"' | '\'' if may_begin => self.quote = Some(character),
                '*' if may_begin && self.flow > 0 => self.aliases = self.aliases.saturating_add(1),
                '[' | '{' => {
                    self.flow = self.flow.saturating_add(1);
                    self.deepest = self.deepest.max(self.flow);
                }
                ']' | '}' => self.flow = self.flow.saturating_sub(1),
                '#' if after_space => return,
                _ => {}
            }
            after_space = character.is_whitespace();
            may_begin = match character {
                '[' | '{' | ',' | ':' | '?' => true,
                ' ' | '\t' => may_begin,
                _ => false,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_documents_pass() {
        let many = 300;
        for text in [
            String::new(),
            "a:\n  - b: [1, {c: d}]\n".to_owned(),
            "a: \"[[[[\"\n# [[[[\n".to_owned(),
            "a: 'it''s'\nb: *c\n".to_owned(),
            format!("a: |\n{}", "  * item **bold** :-[ 'n\n".repeat(many)),
            format!("a:\n  - >-\n{}", "    * item\n".repeat(many)),
            format!("a: plain text\n{}", "  * goes \"on [\n".repeat(many)),
            format!("a:\n- |\n{}", " * item [\n".repeat(many)),
            format!("\"a\\\"b\": |\n{}", "  * item [\n".repeat(many)),
            format!("a: [x] # see [1\nb: |\n{}", "  [\n".repeat(many)),
            format!("a: \"{}\"\n", "[".repeat(many)),
            format!("a: \"b\n  {}\"\nsecured: x\n", "{ *x".repeat(many)),
        ] {
            assert_eq!(check(&text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_is_turned_away_in_every_form() {
        let deep = 1000;
        let indented: String = (0..deep).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        for text in ["[".repeat(deep), "{".repeat(deep), "- ".repeat(deep), "? ".repeat(deep), indented] {
            assert!(check(&text).is_err());
            assert!(check(&format!("a: b\nc:\n  {text}")).is_err());
        }
    }

    #[test]
    fn no_text_before_it_hides_deep_nesting() {
        let deep = "[".repeat(1000);
        for before in [
            "a: rock 'n roll",
            "a: say \"hello",
            "a: |\n  \"Hello",
            "a: >\n  'x\n\n  y",
            "a: text\n  'goes on",
            "- 'b'",
            "a: 'it''s' # 'x",
            "a: [x 'y, \"z\"]",
            "a: &b 'x'",
            "# it's",
            "a: # c",
            "a: [b] # [",
        ] {
            assert!(check(&format!("{before}\nx: {deep}\n")).is_err(), "{before}");
        }
        assert!(check(&format!("a: [{}", "\"x\", [".repeat(100))).is_err());
        assert!(check(&"{a: [".repeat(10_000)).is_err());
    }

    #[test]
    fn an_alias_bomb_is_turned_away() {
        assert!(check(&format!("a: &a x\nb: [{}]\n", "*a, ".repeat(1000))).is_err());
        assert!(check(&format!("a: &a x\nb:\n{}", "  - *a\n".repeat(1000))).is_err());
    }
}
