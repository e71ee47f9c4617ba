//! The arguments of a shortcode, in whatever way its generator writes them: `"a" b=c`, `("a", b="c")`, `a b`.

/// The arguments: values by their place, and values by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    places: Vec<String>,
    names: Vec<(String, String)>,
}

/// More arguments than any shortcode has.
const MOST: usize = 50;

impl Arguments {
    pub(super) fn of(text: &str) -> Arguments {
        let mut arguments = Arguments::default();
        let mut rest = text;
        for _ in 0..MOST {
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',', '(', ')']);
            if rest.is_empty() {
                break;
            }
            let (word, behind) = value(rest, true);
            let named = behind.strip_prefix('=').filter(|_| !rest.starts_with(['"', '\'', '`']));
            match named {
                Some(behind) => {
                    let (value, behind) = value(behind, false);
                    arguments.names.push((word.to_ascii_lowercase(), value.to_owned()));
                    rest = behind;
                }
                None => {
                    arguments.places.push(word.to_owned());
                    rest = behind;
                }
            }
        }
        arguments
    }

    /// Arguments that all have names.
    pub(super) fn named(names: Vec<(String, String)>) -> Arguments {
        Arguments { places: Vec::new(), names }
    }

    /// The first value with one of these names.
    pub(super) fn get(&self, wanted: &[&str]) -> Option<&str> {
        let named = |wanted: &&str| self.names.iter().find(|(name, _)| name == wanted);
        wanted.iter().find_map(named).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value at a place, from 0.
    pub(super) fn at(&self, place: usize) -> Option<&str> {
        self.places.get(place).map(String::as_str)
    }

    /// All values by their place.
    pub(super) fn places(&self) -> &[String] {
        &self.places
    }
}

/// The value that a text begins with, and what follows it. A name ends at `=`.
fn value(text: &str, may_be_name: bool) -> (&str, &str) {
    for quote in ['"', '\'', '`'] {
        if let Some((value, rest)) = text.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return (value, rest);
        }
    }
    let is_sign = |next: char| !(next.is_alphanumeric() || "-_".contains(next));
    let name = text
        .find(is_sign)
        .filter(|&end| end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with('=')));
    // An end at the very beginning would never be passed.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let is_end = |next: char| next.is_whitespace() || matches!(next, ',' | ')');
    let word = || text.get(first..)?.find(is_end)?.checked_add(first);
    let end = name.filter(|_| may_be_name).or_else(word).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_in_every_way_of_writing() {
        let of = |text: &str| {
            let arguments = Arguments::of(text);
            let names = arguments.names.iter().map(|(name, value)| format!("{name}={value}"));
            arguments.places.iter().cloned().chain(names).collect::<Vec<_>>().join("|")
        };
        for (text, expected) in [
            ("\"a b\" c d=e f=\"g h\"", "a b|c|d=e|f=g h"),
            ("(id=\"x\", width=5)", "id=x|width=5"),
            ("'a', https://example.org/?b=c", "a|https://example.org/?b=c"),
            ("\"unclosed = x", "\"unclosed|=|x"),
            ("", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
