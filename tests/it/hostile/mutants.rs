//! Mutants: forms of attack that are cut up, spliced, misspelled and put into elements that change how a parser reads
//! on. Whatever comes of it, cleaning leaves nothing in it that runs, and cleaning again leaves it as it is.

use feedmill::internal::html::{Rules, clean, clean_markdown};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use url::Url;

use super::forms;
use super::judge::{MayStay, fault};

/// How many mutants are tried where FEEDMILL_MUTANTS does not say.
const MUTANTS: u32 = 400;

/// What parsers read over, end something at, or decode.
const INSERTED: &[&str] = &[
    "\0", "\t", "\n", "\r", "\u{c}", " ", "/", "<", ">", "\"", "'", "`", "=", "&", ";", "#", "-", "!", "?",
    "\\", "]]>", "-->", "--!>", "<!--", "<!", "<?", "</", "<![CDATA[", "&#0;", "&Tab;", "&NewLine;", "&#9;",
    "&#x0A", "&lt", "&lt;", "&gt;", "&quot;", "&colon;", "&nbsp", "&#x110000;", "&amp", "\u{a0}", "\u{ad}",
    "\u{200b}", "\u{2028}", "\u{feff}", "\u{fffd}", "\u{130}", "\u{212a}", "<p>", "</p>", "<br>", "<a>",
    "</a>", "<b>", "<img>", "<td>", "<li>",
];

/// Elements in which a parser reads by other rules.
const AROUND: &[&str] = &[
    "", "svg", "math", "template", "table", "noscript", "select", "textarea", "style", "title", "script",
    "xmp", "iframe", "noembed", "p", "a", "pre", "button", "form", "foreignObject", "mtext",
    "annotation-xml", "desc", "caption", "colgroup", "ruby", "option",
];

/// One misspelling of a character.
#[derive(Debug, Clone)]
enum Change {
    Double,
    Drop,
    Insert(&'static str),
    TurnCase,
    Decimal,
    Hexadecimal,
    Percent,
}

impl Change {
    fn write(&self, character: char, text: &mut String) {
        let code = u32::from(character);
        match self {
            Change::Double => text.extend([character, character]),
            Change::Drop => {}
            Change::Insert(other) => {
                text.push_str(other);
                text.push(character);
            }
            Change::TurnCase if character.is_lowercase() => text.extend(character.to_uppercase()),
            Change::TurnCase => text.extend(character.to_lowercase()),
            Change::Decimal => text.push_str(&format!("&#{code:04}")),
            Change::Hexadecimal => text.push_str(&format!("&#x{code:x};")),
            Change::Percent => text.push_str(&format!("%{code:02x}")),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => Just(Change::Double),
        2 => Just(Change::Drop),
        6 => select(INSERTED).prop_map(Change::Insert),
        2 => Just(Change::TurnCase),
        1 => Just(Change::Decimal),
        1 => Just(Change::Hexadecimal),
        1 => Just(Change::Percent),
    ]
}

/// A part of a form, most often a large one.
fn piece() -> impl Strategy<Value = String> {
    let forms: Vec<&'static str> = forms::all().collect();
    let cuts = (any::<Index>(), any::<Index>(), 0..4);
    (select(forms), cuts).prop_map(|(form, (first, second, which))| {
        let count = form.chars().count() + 1;
        let (first, second) = (first.index(count), second.index(count));
        let (start, end) = match which {
            0 => (0, count),
            1 => (0, first),
            2 => (first, count),
            _ => (first.min(second), first.max(second)),
        };
        form.chars().take(end).skip(start).collect()
    })
}

fn mutant() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec((piece(), select(AROUND), any::<bool>()), 1..4);
    let changes = prop::collection::vec((any::<Index>(), change()), 0..6);
    (pieces, changes, select(AROUND)).prop_map(|(pieces, changes, around)| {
        let wrap = |(text, around, is_closed): &(String, &str, bool)| match (*around, *is_closed) {
            ("", _) => text.clone(),
            (name, true) => format!("<{name}>{text}</{name}>"),
            (name, false) => format!("<{name}>{text}"),
        };
        let text: String = pieces.iter().map(wrap).collect();
        let text = wrap(&(text, around, true));
        changes.iter().fold(text, |text, (place, change)| {
            let place = place.index(text.chars().count().max(1));
            let mut changed = String::new();
            for (position, character) in text.chars().enumerate() {
                match position == place {
                    true => change.write(character, &mut changed),
                    false => changed.push(character),
                }
            }
            changed
        })
    })
}

fn settings() -> ProptestConfig {
    let cases = std::env::var("FEEDMILL_MUTANTS").map_or(MUTANTS, |count| count.parse().unwrap());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn no_mutant_survives_cleaning_and_cleaning_again_changes_nothing(
        mutant in mutant(),
        is_markdown in any::<bool>(),
        has_base in any::<bool>(),
        keep_styling in any::<bool>(),
    ) {
        let base = Url::parse("https://example.org/news/").unwrap();
        let rules = Rules { base: has_base.then_some(&base), embeds: &[], keep_styling, files: feedmill::internal::html::FileBase::Page };
        let may_stay = if keep_styling { MayStay::Looks } else { MayStay::Nothing };
        let once = if is_markdown { clean_markdown(&mutant, &rules) } else { clean(&mutant, &rules) }.html;
        prop_assert_eq!(fault(&once, may_stay), None, "{:?} of {:?}", once, mutant);
        prop_assert_eq!(clean(&once, &rules).html, once, "of {:?}", mutant);
    }
}
