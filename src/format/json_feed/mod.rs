//! JSON Feed 1.1, and 1.0 where it is read. The word `item` is at home in this room and in RSS.

mod carried;
mod literal;
mod losses;
mod read;
#[cfg(test)]
mod round_trip;
mod wire;
mod write;

pub use losses::losses;
pub use read::{Fault, read};
pub use write::{emptied, write};

/// Whether the text can be nothing but JSON Feed, among the formats of feeds.
pub fn is_json_feed(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_makes_a_json_feed() {
        for text in ["{", " \r\n\t{}", "\u{feff}{", "\u{feff}\n{"] {
            assert!(is_json_feed(text), "{text:?}");
        }
        for text in ["", "[{}]", "<rss>{", "---\n{", "\"{\""] {
            assert!(!is_json_feed(text), "{text:?}");
        }
    }
}
