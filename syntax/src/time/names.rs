//! The names of months and weekdays, in English and in the other languages of feeds.
//!
//! A name is only known if it means the same month in all languages: French `jui` (June or July) and the Slavic
//! `listopad` (October or November) are not. Some programs cut names short, so that three letters are enough where
//! they begin the names of one month alone, as Finnish `lok` does.

use super::cursor::Cursor;
use super::foreign;

/// The English names, of which three letters or more are enough.
const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The weekdays that only Finnish has, among the languages that call a month `mar`.
const FINNISH_WEEKDAYS: &str = "ke la lauantai lauantaina keskiviikko keskiviikkona maanantai maanantaina pe perjantai \
                                perjantaina su sunnuntai sunnuntaina tiistai tiistaina torstai torstaina";

const FINNISH_OR_DANISH_WEEKDAYS: &str = "ma ti to";

/// The number of a month, in any case of letters.
pub(super) fn month(word: &str) -> Option<u32> {
    if let Some((_, number)) = MONTHS.iter().zip(1..).find(|(name, _)| begins(name, word)) {
        return Some(number);
    }
    if word.is_empty() {
        return None;
    }
    let word = word.to_lowercase();
    match only(|words| holds(words, &word)) {
        Found::None if word.chars().nth(2).is_some() => only(|words| begins_one(words, &word)).number(),
        found => found.number(),
    }
}

/// The number of a month behind a weekday, which says what `mar` means: `marraskuu` is November. Where the weekday may be
/// Finnish or Danish, nothing is certain.
pub(super) fn month_after(weekday: &str, word: &str) -> Option<u32> {
    if !word.eq_ignore_ascii_case("mar") {
        return month(word);
    }
    let weekday = weekday.to_lowercase();
    if holds(FINNISH_WEEKDAYS, &weekday) {
        return Some(11);
    }
    month(word).filter(|_| !holds(FINNISH_OR_DANISH_WEEKDAYS, &weekday))
}

/// Which months a word may mean.
enum Found {
    None,
    One(u32),
    Many,
}

impl Found {
    fn number(self) -> Option<u32> {
        match self {
            Found::One(number) => Some(number),
            Found::None | Found::Many => None,
        }
    }
}

/// The one month whose names are such.
fn only(fits: impl Fn(&str) -> bool) -> Found {
    let mut numbers =
        foreign::MONTHS.iter().zip(1..).filter(|(words, _)| fits(words)).map(|(_, number)| number);
    match (numbers.next(), numbers.next()) {
        (None, _) => Found::None,
        (Some(number), None) => Found::One(number),
        (Some(_), Some(_)) => Found::Many,
    }
}

/// Takes a weekday and what separates it from the date, and gives its name, or an empty one. A wrong weekday is a common
/// mistake, and the date is valid without it.
pub(super) fn skip_weekday<'t>(cursor: &mut Cursor<'t>) -> &'t str {
    let mut ahead = *cursor;
    let word = ahead.letters();
    ahead.eat('.');
    ahead.comma_or_spaces();
    let is_weekday = if word.is_empty() || WEEKDAYS.iter().any(|name| begins(name, word)) {
        true
    } else if MONTHS.iter().any(|name| begins(name, word)) {
        // Mardi and martes have the abbreviation of March.
        names_its_month(ahead) && holds(foreign::WEEKDAYS, &word.to_lowercase())
    } else {
        holds(foreign::WEEKDAYS, &word.to_lowercase())
    };
    if !is_weekday {
        return "";
    }
    *cursor = ahead;
    word
}

/// Whether a day and the name of a month follow.
fn names_its_month(mut cursor: Cursor) -> bool {
    let has_day = cursor.number(1..=2).is_some();
    cursor.eat_any(&['-', '/', '.']);
    cursor.comma_or_spaces();
    has_day && month(cursor.letters()).is_some()
}

/// Whether the English name begins with the word. Three letters are enough.
fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether the word, in lower case, is one of the words.
fn holds(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

/// Whether one of the words begins with the word, in lower case.
fn begins_one(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_its_month_unless_it_stands_for_two() {
        let mut ambiguous = Vec::new();
        for (words, number) in foreign::MONTHS.iter().zip(1..) {
            for word in words.split_ascii_whitespace() {
                match foreign::MONTHS.iter().filter(|words| holds(words, word)).count() {
                    1 => assert_eq!(month(word), Some(number), "{word}"),
                    _ => {
                        assert_eq!(month(word), None, "{word}");
                        ambiguous.push(word);
                    }
                }
                assert!(!MONTHS.iter().any(|name| begins(name, word)), "{word}");
                assert_eq!(Cursor::new(word).letters(), word, "not one word");
                assert_eq!(word.to_lowercase(), word);
            }
        }
        ambiguous.sort_unstable();
        ambiguous.dedup();
        assert_eq!(ambiguous, ["lip", "lis", "listopad", "listopada", "srp"]);
    }

    #[test]
    fn names_that_are_cut_short_are_known_where_they_begin_one_month() {
        for (word, number) in [
            ("Tam", Some(1)),
            ("Hel", Some(2)),
            ("Huh", Some(4)),
            ("Tou", Some(5)),
            ("Kes", Some(6)),
            ("Hei", Some(7)),
            ("Elo", Some(8)),
            ("Syy", Some(9)),
            ("LOK", Some(10)),
            ("Jou", Some(12)),
            ("Lo", None),
            ("lokx", None),
            ("jui", None),
            ("juill", Some(7)),
            ("listo", None),
        ] {
            assert_eq!(month(word), number, "{word}");
        }
    }

    #[test]
    fn mar_is_november_behind_a_weekday_of_finnish_and_nothing_where_the_language_is_open() {
        for (weekday, word, number) in [
            ("Ke", "Mar", Some(11)),
            ("perjantaina", "mar", Some(11)),
            ("SU", "MAR", Some(11)),
            ("To", "mar", None),
            ("ti", "mar", None),
            ("Ke", "marras", Some(11)),
            ("To", "mars", Some(3)),
            ("ons", "mar", Some(3)),
            ("Wed", "Mar", Some(3)),
            ("Ke", "Lok", Some(10)),
            ("", "mar", Some(3)),
        ] {
            assert_eq!(month_after(weekday, word), number, "{weekday} {word}");
        }
        let words = FINNISH_WEEKDAYS.split_ascii_whitespace();
        assert!(words.chain(["ma", "ti", "to"]).all(|word| holds(foreign::WEEKDAYS, word)));
    }

    #[test]
    fn a_weekday_is_no_month_of_english() {
        let days = foreign::WEEKDAYS.split_ascii_whitespace();
        let both = days.filter(|word| MONTHS.iter().any(|name| begins(name, word)));
        assert_eq!(both.collect::<Vec<_>>(), ["mar"]);
        assert!(WEEKDAYS.iter().all(|name| month(name).is_none()));
        let is_both = |word: &&str| foreign::MONTHS.iter().any(|words| holds(words, word));
        assert_eq!(foreign::WEEKDAYS.split_ascii_whitespace().find(is_both), None);
    }

    #[test]
    fn names_that_mean_two_months_are_not_known() {
        for word in ["jui", "ju", "m", "ma", "listopad", "listopada", "srp", "", "septembers"] {
            assert_eq!(month(word), None, "{word}");
        }
    }
}
