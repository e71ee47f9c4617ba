use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::super::read_parsed;
use super::*;

/// Values as people, generators and accidents write them.
const VALUES: &[&str] = &[
    "\"a\"",
    "\"\"",
    "\"esc \\\" \\\\ \\n \\t \\u00e9\"",
    "\"It's: odd # x\"",
    "\"Größe 中文 🦀\"",
    "'single'",
    "''",
    "'a\\n\"'",
    "true",
    "false",
    "1",
    "0",
    "-3",
    "3.10",
    "-0.5",
    "1979-05-27",
    "1979-05-27T07:32:00Z",
    "1979-05-27 07:32:00",
    "1979-05-27T07:32:00-07:00",
    "[]",
    "[ ]",
    "[\"a\", 'b']",
    "[ \"é\",\"b\" , 1 ]",
    "[\n  \"a\",\n\n\t\"b\",\n]",
    "[true, 1979-05-27]",
    "\"a\" # c",
    "1#c",
    "[ \"a\", ] # [",
];

const ODD_VALUES: &[&str] = &[
    "", "a", "True", "\"open", "'open", "\"a\" b", "\"a\"\"\"", "\"\"\"a\"\"\"", "'''a'''", "\"\\x41\"",
    "\"\\ud800\"", "\"\\q\"", "\"\\U0001F980\"", "\"a\tb\"", "\"a\u{7f}\"", "\"a\u{85}\u{feff}\u{ffff}\"",
    "01", "+1", "1_000", "0x1F", "1e3", ".5", "1.", "1.2.3", "-", "--1", "inf", "nan",
    "12345678901234567890", "1979-02-29", "1979-02-30", "1979-13-01", "1979-05-27T24:00:00",
    "1979-05-27T07:32", "1979-05-27t07:32:00z", "07:32:00", "1979-05-27T07:32:00.5Z", "1979-05-27  07:32:00",
    "1979-05-27T07:32:00+24:00", "{}", "{ a = 1 }", "[[1]]", "[1 2]", "[,]", "[1,,2]", "[1",
    "[\"a\"\n# c\n]", "[{a = 1}]", "[1] x", "{ secured = 1 }", "\u{a0}1",
];

const KEYS: &[&str] = &[
    "title", "date", "draft", "Draft", "tags", "slug", "secured", "SECURED", "extra", "weight", "x-y_z1",
    "1", "true", "description",
];

const ODD_KEYS: &[&str] = &["\"a\"", "'draft'", "a.b", "extra.secured", "ключ", "", "a b", "secured.a"];

const LINES: &[&str] = &[
    "", "  ", "\t", "# c", "  # c = [", "[extra]", "[taxonomies]", " [params] # c", "[title]", "[secured]",
    "[extra]x", "[ extra ]", "[a.b]", "[[extra]]", "[]", "[\"a\"]", "word", "]", "+++", "\u{feff}",
];

fn line() -> impl Strategy<Value = String> {
    let key = prop_oneof![30 => prop::sample::select(KEYS), 1 => prop::sample::select(ODD_KEYS)];
    let value = prop_oneof![20 => prop::sample::select(VALUES), 1 => prop::sample::select(ODD_VALUES)];
    let between = prop_oneof![9 => Just(" = "), 1 => Just("="), 1 => Just("\t= "), 1 => Just(" ")];
    let pair = (key, between, value).prop_map(|(key, between, value)| format!("{key}{between}{value}"));
    prop_oneof![3 => pair, 1 => prop::sample::select(LINES).prop_map(str::to_owned)]
}

fn document() -> impl Strategy<Value = String> {
    let end = prop_oneof![5 => Just("\n"), 1 => Just(""), 1 => Just(" \n\n")];
    (prop::collection::vec(line(), 0..8), end).prop_map(|(lines, end)| lines.join("\n") + end)
}

/// Whether the text is read without the crate; fails where the crate reads it otherwise, whatever is kept of it.
fn is_plain(text: &str) -> bool {
    let kept: [&dyn Fn(&str) -> bool; 3] = [&|_| true, &|key| key < "e", &|_| false];
    let are_plain = kept.map(|wanted| match read(text, 2, wanted) {
        Some(plain) => {
            assert_eq!(Ok(plain), read_parsed(text, 2, wanted), "{text:?}");
            true
        }
        None => false,
    });
    assert!(are_plain.iter().all(|is_plain| *is_plain == are_plain[0]), "{text:?}");
    are_plain[0]
}

static PLAIN: AtomicUsize = AtomicUsize::new(0);
const CASES: u32 = 4000;

#[test]
fn near_toml_is_read_as_the_crate_reads_it() {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(text in document())| {
        PLAIN.fetch_add(usize::from(is_plain(&text)), Ordering::Relaxed);
    });
    let plain = PLAIN.load(Ordering::Relaxed);
    assert!(plain > CASES as usize / 10, "only {plain} of {CASES} cases were plain");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_as_the_crate_reads_it(text in "([a-c\\[\\]=\"'#,.:{} \t\n0-9TZ\\\\+-]|[a-c] ?= ?|\\[a\\]\n|\\PC){0,40}") {
        is_plain(&text);
    }
}

#[test]
fn what_is_written_plainly_needs_no_crate() {
    for value in VALUES {
        for text in [format!("a = {value}"), format!("b = 1\n[t]\n  a\t={value}\n\n# c\n[u]\n")] {
            assert!(is_plain(&text), "{text:?}");
        }
    }
    for text in ["", "\n", "# c", "[a]", "[a]\n[b]\n", "secured = 1\n[Secured]\na = 'b'\n"] {
        assert!(is_plain(text), "{text:?}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_crate() {
    for value in ODD_VALUES {
        for text in [format!("a = {value}\n"), format!("[t]\na = {value}\n")] {
            assert!(!is_plain(&text) || value.contains(['\t', '\u{feff}']), "{text:?}");
        }
    }
    let many: String = (0..=MOST_KEYS).map(|number| format!("k{number} = 1\n")).collect();
    for text in [
        "a = 1\na = 2", "a = 1\n[a]", "[a]\n[a]", "a = 1\r\n", "a.b = 1", "[[a]]", "[a.b]", "a",
        "a = 1 b = 2", &many,
    ] {
        assert!(!is_plain(text), "{text:?}");
    }
}
