//! Turns away documents that would cost the YAML library far more than their size: deep nesting, which it reads in
//! quadratic time, and aliases, which multiply what is kept. One pass over the bytes, a little wider than YAML
//! itself: what it lets through may still be wrong, and the library says so.

use super::Fault;
use crate::model::Place;

const MOST_LEVELS: usize = 64;
const MOST_ALIASES: usize = 256;

/// Fails where the text is nested too deep or holds too many aliases.
pub fn check(text: &str) -> Result<(), Fault> {
    let mut flow = FlowState::default();
    let mut indents: Vec<usize> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fault = |message: String| Fault {
            place: Some(Place { line: number.saturating_add(1), column: 1 }),
            message,
        };
        if flow.is_at_line_start_of_block() {
            let (levels, deepest) = block_levels(line, &mut indents);
            if levels > MOST_LEVELS || deepest > MOST_LEVELS {
                return Err(fault(too_deep()));
            }
        }
        flow.read(line);
        if flow.deepest > MOST_LEVELS {
            return Err(fault(too_deep()));
        }
        if flow.aliases > MOST_ALIASES {
            return Err(fault(format!("more than {MOST_ALIASES} aliases; write the values out")));
        }
    }
    Ok(())
}

fn too_deep() -> String {
    format!("nested deeper than {MOST_LEVELS} levels")
}

/// How many levels the line opens by itself (`- - - x`), and how deep its indentation is.
fn block_levels(line: &str, indents: &mut Vec<usize>) -> (usize, usize) {
    let content = line.trim_start_matches(' ');
    let indent = line.len().saturating_sub(content.len());
    if content.is_empty() || content.starts_with('#') {
        return (0, indents.len());
    }
    while indents.last().is_some_and(|&last| last >= indent) {
        indents.pop();
    }
    indents.push(indent);
    let mut levels = 0usize;
    let mut rest = content;
    while let Some(next) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) {
        levels = levels.saturating_add(1);
        rest = next.trim_start_matches(' ');
    }
    (levels, indents.len())
}

/// Where in quotes and flow collections the pass stands.
#[derive(Default)]
struct FlowState {
    quote: Option<u8>,
    open: usize,
    deepest: usize,
    aliases: usize,
}

impl FlowState {
    fn is_at_line_start_of_block(&self) -> bool {
        self.quote.is_none() && self.open == 0
    }

    fn read(&mut self, line: &str) {
        // A quote, a bracket or an asterisk means something only where a value may begin.
        let mut may_begin = true;
        let mut escaped = false;
        for byte in line.bytes() {
            if let Some(quote) = self.quote {
                if escaped {
                    escaped = false;
                } else if byte == b'\\' && quote == b'"' {
                    escaped = true;
                } else if byte == quote {
                    self.quote = None;
                }
                may_begin = false;
                continue;
            }
            match byte {
                b'"' | b'\'' if may_begin => self.quote = Some(byte),
                b'*' if may_begin => self.aliases = self.aliases.saturating_add(1),
                b'[' | b'{' if may_begin || self.open > 0 => {
                    self.open = self.open.saturating_add(1);
                    self.deepest = self.deepest.max(self.open);
                }
                b']' | b'}' => self.open = self.open.saturating_sub(1),
                b'#' if may_begin => return,
                _ => {}
            }
            may_begin = matches!(byte, b' ' | b'\t' | b'[' | b'{' | b',' | b':' | b'-' | b'?');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_documents_pass() {
        for text in ["", "a: b\n", "a:\n  - b: [1, {c: d}]\n", "a: \"[[[[\"\n# [[[[\n", "a: 'it''s'\nb: *c\n"]
        {
            assert_eq!(check(text), Ok(()), "{text:?}");
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
    fn brackets_in_quoted_text_are_no_nesting() {
        assert_eq!(check(&format!("a: \"{}\"\n", "[".repeat(1000))), Ok(()));
        assert_eq!(check(&format!("a: \"b\n  {}\"\n", "{".repeat(1000))), Ok(()));
    }

    #[test]
    fn an_alias_bomb_is_turned_away() {
        let bomb = format!("a: &a x\nb: [{}]\n", "*a, ".repeat(1000));
        assert!(check(&bomb).is_err());
    }
}
