//! The line of a source that a finding is about, with a mark under the place.
//!
//! Nothing that is `secured` may be shown. Where it begins and ends is not certain in a source that may be broken, so a file
//! that could hold the key anywhere, whatever its spelling, is not shown at all.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use feedmill::Severity;
use feedmill::internal::text::escape_controls;
use feedmill::model::Position;

/// How much of a line is shown on each side of the place, in characters.
const AROUND: usize = 400;

/// The line at the position, at most `width` columns wide; nothing where it is not certain that it may be shown.
pub fn excerpt(
    bytes: &[u8],
    position: Position,
    severity: Severity,
    width: usize,
    color: bool,
) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    if may_hold_secured(text) {
        return None;
    }
    let line = text.split('\n').nth(position.line.checked_sub(1)?)?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    // To some readers it ends lines, which then have other numbers.
    if line.contains('\r') || line.trim().is_empty() {
        return None;
    }
    let line = if position.line == 1 { line.trim_start_matches('\u{feff}') } else { line };
    let column = position.column.checked_sub(1)?;
    let from = column.saturating_sub(AROUND);
    let part = |from: usize, count: usize| -> String {
        let part: String = line.chars().skip(from).take(count).collect();
        escape_controls(&part.replace('\t', "    ")).into_owned()
    };
    let (before, at) = (part(from, column.saturating_sub(from)), part(column, 1));
    let start = before.len();
    let source = format!("{before}{at}{}", part(column.saturating_add(1), AROUND));
    let end = start.saturating_add(at.len()).min(source.len());
    let (level, start) = match severity {
        Severity::Error => (Level::ERROR, start.min(source.len())),
        Severity::Warning => (Level::WARNING, start.min(source.len())),
    };
    let mark = AnnotationKind::Primary.span(start..end);
    let snippet = Snippet::source(source).line_start(position.line).annotation(mark);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let excerpt = renderer.term_width(width).render(&[Group::with_level(level).element(snippet)]);
    Some(excerpt.trim_end().to_owned())
}

/// Whether the text may name the key `secured` anywhere, in letters of any case, with anything between them, or as escapes.
fn may_hold_secured(text: &str) -> bool {
    const KEY: &[u8] = b"secured";
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphabetic).collect();
    let is_named = letters.windows(KEY.len()).any(|window| window.eq_ignore_ascii_case(KEY));
    let mut bytes = text.bytes().peekable();
    let mut is_escaped = false;
    while let Some(byte) = bytes.next() {
        is_escaped |= byte == b'\\'
            && bytes
                .peek()
                .is_none_or(|next| matches!(next, b'x' | b'u' | b'U') || next.is_ascii_whitespace());
    }
    is_named || is_escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, line: usize, column: usize) -> Option<String> {
        excerpt(text.as_bytes(), Position { line, column }, Severity::Error, 60, false)
    }

    #[test]
    fn the_mark_is_under_the_place() {
        let lines = shown("---\ntitle: a: b\n---\n", 2, 9).unwrap();
        let source = lines.lines().find(|line| line.contains("title")).unwrap();
        let mark = lines.lines().find(|line| line.contains('^')).unwrap();
        assert_eq!(source.find(": b"), mark.find('^'), "{lines}");
        assert!(source.starts_with('2'), "{lines}");
    }

    #[test]
    fn what_could_be_secured_is_never_shown() {
        for head in [
            "secured: hush",
            "SECURED: hush",
            "Secured:\n  a: hush",
            "a: 1\nSecured: |\n  more\n  hush",
            "a: {b: 1, sEcured: [hush,\n hush]}",
            "\"s\\x65cured\": hush",
            "\"s\\u0065cured\": hush",
            "\"sec\\U00000075red\": hush",
            "\"sec\\\n  ured\": hush",
            "sec\u{7}ured: hush",
            "sec\u{85}ured: hush",
            "? secured\n: hush",
            "a: &a secured\n*a : hush",
        ] {
            let text = format!("---\n{head}\n---\n");
            for line in 1..8 {
                assert_eq!(shown(&text, line, 1), None, "{head}");
            }
        }
    }

    #[test]
    fn what_is_shown_steers_no_terminal_and_fits_into_it() {
        let lines = shown("---\ntitle: \u{1b}[2J\u{202e}\u{9b}31m\t\"a\"\n---\n", 2, 8).unwrap();
        let is_harmful =
            |character: char| (character.is_control() && character != '\n') || character == '\u{202e}';
        assert!(!lines.contains(is_harmful), "{lines:?}");
        let lines = shown(&format!("---\n{}: {}\n", "a".repeat(3000), "b".repeat(3000)), 2, 3001).unwrap();
        assert!(lines.lines().all(|line| line.chars().count() <= 60), "{lines}");
        assert!(lines.contains('^'), "{lines}");
    }

    #[test]
    fn places_that_are_not_in_the_text_show_nothing_or_the_end() {
        for (text, line, column) in [("", 1, 1), ("a", 2, 1), ("a\rb", 1, 1), ("a", 0, 0), ("a", 1, 0)] {
            assert_eq!(shown(text, line, column), None, "{text:?}");
        }
        assert!(shown("a: b", 1, 5).unwrap().contains("a: b"));
        assert!(shown("a: b", 1, 50).unwrap().contains("a: b"));
        assert_eq!(excerpt(b"a: \xff", Position { line: 1, column: 1 }, Severity::Error, 60, false), None);
    }
}
