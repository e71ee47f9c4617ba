//! What standard error can show: colours, and lines of the source. Excerpts go to a terminal alone, because messages quote
//! nothing that a record holds, and what is in a log or mail is read by others than the one who runs the program.

use std::env;
use std::io::{IsTerminal, stderr};

use crate::cli::Color;
use feedmill::{Finding, Severity};

/// How findings look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether lines have colours.
    pub color: bool,
    /// How many columns an excerpt of the source may take; nothing where none is shown.
    pub excerpt_width: Option<usize>,
}

/// The width of a terminal that does not say it.
const WIDTH: usize = 80;

/// The narrowest terminal that is taken at its word.
const NARROWEST: usize = 40;

impl Look {
    /// How findings look on standard error.
    pub fn of_standard_error(choice: Color) -> Look {
        let variable = |name: &str| env::var(name).ok();
        Look::new(choice, stderr().is_terminal().then(width), &variable)
    }

    /// The same for a terminal of this width, or none, and these variables of the environment.
    fn new(choice: Color, terminal: Option<usize>, variable: &dyn Fn(&str) -> Option<String>) -> Look {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let is_forced = is_set("CLICOLOR_FORCE") && variable("CLICOLOR_FORCE").as_deref() != Some("0");
        let is_dumb = variable("TERM").as_deref() == Some("dumb");
        let color = match choice {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if is_set("NO_COLOR") => false,
            Color::Auto => is_forced || (terminal.is_some() && !is_dumb),
        };
        let shows_source = choice != Color::Never && !is_dumb;
        Look { color, excerpt_width: terminal.filter(|_| shows_source).map(|width| width.max(NARROWEST)) }
    }
}

#[cfg(unix)]
fn width() -> usize {
    let size = rustix::termios::tcgetwinsize(stderr());
    size.ok().map(|size| usize::from(size.ws_col)).filter(|&columns| columns > 0).unwrap_or(WIDTH)
}

#[cfg(not(unix))]
fn width() -> usize {
    WIDTH
}

/// The line of a finding, with a colour for its severity.
pub fn colored(finding: &Finding, color: bool) -> String {
    let line = finding.to_string();
    let severity = finding.rule.severity();
    let (place, word) = (finding.place(), severity.name());
    match line.strip_prefix(&format!("{place}: {word}: ")) {
        Some(rest) if color => {
            let start = match severity {
                Severity::Error => "\u{1b}[1;31m",
                Severity::Warning => "\u{1b}[1;33m",
            };
            format!("{place}: {start}{word}\u{1b}[0m: {rest}")
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(choice: Color, is_terminal: bool, variables: &[(&str, &str)]) -> Look {
        let variable =
            |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        Look::new(choice, is_terminal.then_some(100), &variable)
    }

    #[test]
    fn colours_follow_the_flag_then_the_environment_then_the_terminal() {
        for (choice, is_terminal, variables, color, shows_source) in [
            (Color::Auto, true, &[][..], true, true),
            (Color::Auto, false, &[], false, false),
            (Color::Auto, true, &[("NO_COLOR", "1")], false, true),
            (Color::Auto, true, &[("NO_COLOR", "")], true, true),
            (Color::Auto, true, &[("TERM", "dumb")], false, false),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "1")], true, false),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "0")], false, false),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false, false),
            (Color::Always, false, &[("NO_COLOR", "1")], true, false),
            (Color::Always, true, &[], true, true),
            (Color::Never, true, &[("CLICOLOR_FORCE", "1")], false, false),
        ] {
            let look = look(choice, is_terminal, variables);
            let expected = (color, shows_source);
            assert_eq!((look.color, look.excerpt_width.is_some()), expected, "{choice:?} {variables:?}");
        }
    }
}
