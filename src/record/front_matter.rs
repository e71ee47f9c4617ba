//! Splits an article file into its front matter and its body. What stands in either is not looked at.

use memchr::memchr_iter;

/// What splitting a file comes to.
pub enum Split<'a> {
    /// Front matter between two lines of dashes, and what follows.
    Parts(Parts<'a>),
    /// The file does not begin with front matter.
    None,
    /// The front matter cannot be split off, and why.
    Faulty(String),
}

/// The parts of a file.
pub struct Parts<'a> {
    /// The lines between the marks.
    pub front_matter: &'a str,
    /// What follows them.
    pub body: &'a str,
    /// The line that the body begins on, from 1.
    pub body_line: usize,
}

/// Splits a text that begins with a line `---`; the front matter ends at the next line `---` or `...`.
pub fn split(text: &str) -> Split<'_> {
    let mut start = 0;
    let mut first_end = None;
    let mut number = 0usize;
    let ends = memchr_iter(b'\n', text.as_bytes()).map(|end| end.saturating_add(1)).chain([text.len()]);
    for end in ends {
        number = number.saturating_add(1);
        let line = || text.get(start..end).unwrap_or_default();
        match first_end {
            None => match line().trim_end() {
                "---" => first_end = Some(end),
                "+++" => {
                    return Split::Faulty(
                        "the front matter is TOML (`+++`); write YAML between lines `---`".to_owned(),
                    );
                }
                _ => return Split::None,
            },
            Some(first_end) if is_mark(line()) => {
                return Split::Parts(Parts {
                    front_matter: text.get(first_end..start).unwrap_or_default(),
                    body: text.get(end..).unwrap_or_default(),
                    body_line: number.saturating_add(1),
                });
            }
            Some(_) => {}
        }
        start = end;
    }
    Split::Faulty("the front matter is not closed; end it with a line `---`".to_owned())
}

fn is_mark(line: &str) -> bool {
    line.starts_with(['-', '.']) && matches!(line.trim_end(), "---" | "...")
}
