//! Findings become lines for people: those that say the same are one line with their count and the first three places, on a
//! terminal with the line of the source below it.
//!
//! Errors come last, right above the summary, where many warnings cannot hide them; otherwise the order stays. The
//! beginning of a line is that of a single finding, because editors jump to it.

mod excerpt;
mod grouped;
mod terminal;

pub use grouped::{Dated, top_folder};
pub use terminal::Look;

use std::io::{Write, stderr};

use super::log;
use crate::cli::Color;
use feedmill::{Finding, Rule, Severity};

use grouped::{Group, grouped};

/// How many groups show the line of their first place: more of them would hide the lines.
const MOST_EXCERPTS: usize = 20;

/// After how many lines no more are printed where only errors are: somebody gets them by mail.
const MOST_LINES: usize = 40;

/// What is printed of findings, and how.
pub struct Printing<'p> {
    /// Only errors.
    pub errors_only: bool,
    /// Each finding on a line of its own.
    pub singly: bool,
    /// Colours, and whether the source is shown.
    pub look: Look,
    /// The folders with dated articles.
    pub dated: Dated,
    /// The bytes of the file that a finding names, where it can be read.
    pub source: &'p dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Prints findings to standard error.
pub fn print(findings: &[Finding], printing: &Printing<'_>) {
    if log::is_json() {
        return groups(findings, printing)
            .iter()
            .for_each(|group| log::print_finding(group.first, group.count));
    }
    // Where standard error is closed, nobody reads the message.
    let _ = stderr().write_all(lines(findings, printing).as_bytes());
}

/// Prints findings about files that are not read again, or only the errors among them.
pub fn print_without_source(findings: &[Finding], errors_only: bool) {
    let look = Look::of_standard_error(Color::Auto);
    print(findings, &Printing { errors_only, singly: false, look, dated: Dated::new(), source: &|_| None });
}

/// The findings that are wanted, those that say the same together, errors last.
fn groups<'f>(findings: &'f [Finding], printing: &Printing<'_>) -> Vec<Group<'f>> {
    let is_wanted = |finding: &&Finding| !printing.errors_only || finding.rule.severity() == Severity::Error;
    let wanted = findings.iter().filter(is_wanted);
    let mut groups = match printing.singly {
        true => wanted.map(Group::of).collect(),
        false => grouped(wanted),
    };
    groups.sort_by_key(|group| group.first.rule.severity());
    groups
}

fn lines(findings: &[Finding], printing: &Printing<'_>) -> String {
    let groups = groups(findings, printing);
    let (mut lines, mut excerpts) = (String::new(), 0_usize);
    for (number, group) in groups.iter().enumerate() {
        let left = groups.len().saturating_sub(number);
        if printing.errors_only && left > 1 && lines.lines().count() >= MOST_LINES {
            let rest = format!("feedmill: {left} more lines of errors; --report FILE has all of them\n");
            lines.push_str(&rest);
            break;
        }
        lines.push_str(&group.line(&printing.dated, printing.look.color));
        lines.push('\n');
        let Some(width) = printing.look.excerpt_width else { continue };
        if excerpts < MOST_EXCERPTS
            && let Some(excerpt) = excerpt_of(group.first, width, printing)
        {
            lines.push_str(&excerpt);
            lines.push('\n');
            excerpts = excerpts.saturating_add(1);
        }
    }
    lines
}

fn excerpt_of(finding: &Finding, width: usize, printing: &Printing<'_>) -> Option<String> {
    let position = finding.position?;
    // What a file lacks is nowhere in it, and the place is its first line.
    let may_lack = matches!(finding.rule, Rule::Undated | Rule::Title | Rule::Link);
    if may_lack && position.column == 1 {
        return None;
    }
    let bytes = (printing.source)(&finding.path)?;
    excerpt::excerpt(&bytes, position, finding.rule.severity(), width, printing.look.color)
}

#[cfg(test)]
mod tests;
