//! Splits an article file into its front matter and its body. What stands in either is not looked at.

/// The parts of a file.
pub enum Split<'a> {
    /// Front matter between two lines of dashes, and what follows.
    Parts { front_matter: &'a str, body: &'a str, body_line: usize },
    /// The file does not begin with front matter.
    None,
    /// The front matter cannot be split off, and why.
    Faulty(String),
}

/// Splits a text that begins with a line `---`; the front matter ends at the next line `---` or `...`.
pub fn split(text: &str) -> Split<'_> {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else {
        return Split::None;
    };
    match first.trim_end() {
        "---" => {}
        "+++" => {
            return Split::Faulty(
                "the front matter is TOML (`+++`); write YAML between lines `---`".to_owned(),
            );
        }
        _ => return Split::None,
    }
    let start = first.len();
    let mut end = start;
    let mut number = 1usize;
    for line in lines {
        number = number.saturating_add(1);
        let after = end.saturating_add(line.len());
        if matches!(line.trim_end(), "---" | "...") {
            return Split::Parts {
                front_matter: text.get(start..end).unwrap_or_default(),
                body: text.get(after..).unwrap_or_default(),
                body_line: number.saturating_add(1),
            };
        }
        end = after;
    }
    Split::Faulty("the front matter is not closed; end it with a line `---`".to_owned())
}
