//! Front matter is read in two ways: plainly where that is certain, otherwise by the YAML parser. Nobody can see which it
//! was, and another library says the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use feedmill::Finding;
use feedmill::internal::record::{self, FieldNames, Reading};
use feedmill::model::Record;
use proptest::prelude::*;

/// Values as people, generators and accidents write them.
const VALUES: &[&str] = &[
    "", "a", "One title", "It's: odd", "a: b", "a # comment", "a #b", "# comment", "a:b#c", "C#", "-", "- a",
    "-a", "-1", "~", "null", "Null", "true", "True", "FALSE", "yes", "1", "1.10", "+1", ".5", "1e3", "007",
    "1_000", "0x1F", "0o7", ".inf", ".nan", "2020-11-18", "2020-11-18T10:00:00Z", "12345678901234567890123",
    "\"\"", "\"double\"", "\"a: b # c\"", "\"esc \\\" \\\\ \\n \\u00e9\"", "\"\\x41\"", "\"\\q\"", "\"open",
    "\"a\" b", "\"a\"#b", "\"a\" # b", "'single'", "'it''s'", "'a: b'", "'open", "'a'b", "[]", "[a, b]",
    "[ a , \"b, c\", 'd' ]", "[1.10, true, ~]", "[\"a\", 1.10]", "[a,]", "[a", "[a: b]", "[[a], b]", "{}",
    "{a: b, c: 1.10}", "{{ page.title }}", "{[a]: b}", "{!own [a]: b}", "!!int abc", "!!bool abc",
    "!!null abc", "!!float abc", "&x a", "*x", "R&D news", "a *special* one", "!!str 1", "! a", "|", ">-",
    "%a", "@a", "`a`", "? a", "https://example.org/a?b=c#d", "Größe 中文 🦀", "a\u{a0}b", "\u{a0}",
    "a\u{85}b", "a\u{2028}b", "\ta", "a\t", "a\u{7}", "\u{feff}a", "* & secret", "secret",
];

const KEYS: &[&str] = &[
    "title", "excerpt", "date", "updated", "url", "topics", "tags", "category", "categories", "type",
    "provider", "authors", "images", "audio", "related", "quality", "published", "draft", "Draft", "lang",
    "slug", "markup", "verbatim", "secured", "name", "domain", "href", "links", "width", "other", "x-y.z_1",
];

const ODD_KEYS: &[&str] = &[
    "\"title\"", "a b", "<<", "null", "1", "", "? title", "title ", "ключ", "- title", "&a title",
    "\" draft\"", "DELETED ",
];

/// Lines that stand between others.
const LINES: &[&str] = &[
    "", "   ", "# comment", "  # it's: [", "---", "...", "\t", "%TAG", "word", "  more words", "]",
    "    - x: y",
];

/// A mapping in block style, its lines without indentation of its own.
fn mapping(depth: u32) -> BoxedStrategy<Vec<String>> {
    let pair = (key(), node(depth)).prop_map(|(key, (first, below))| {
        let mut lines = vec![format!("{key}:{first}")];
        lines.extend(below);
        lines
    });
    prop::collection::vec(pair, 1..5).prop_map(|pairs| pairs.concat()).boxed()
}

fn key() -> impl Strategy<Value = &'static str> {
    prop_oneof![60 => prop::sample::select(KEYS), 1 => prop::sample::select(ODD_KEYS)]
}

/// What stands behind a key, and the lines below it.
fn node(depth: u32) -> BoxedStrategy<(String, Vec<String>)> {
    let plain = prop::sample::select(&VALUES[..4]).prop_map(|value| (format!(" {value}"), Vec::new()));
    let scalar = prop::sample::select(VALUES).prop_map(|value| (format!(" {value}"), Vec::new()));
    if depth == 0 {
        return prop_oneof![plain, scalar].boxed();
    }
    let below = (mapping(depth - 1), 1usize..4).prop_map(|(lines, by)| (String::new(), indented(&lines, by)));
    let list = (items(depth - 1), 0usize..3).prop_map(|(lines, by)| (String::new(), indented(&lines, by)));
    let text = ("( [|>][+-]?| \"a)", prop::collection::vec("  [a-c:#\"' -]{0,6}", 1..3));
    prop_oneof![8 => plain, 8 => scalar, 3 => below, 3 => list, 1 => text].boxed()
}

fn items(depth: u32) -> BoxedStrategy<Vec<String>> {
    let text = prop::sample::select(VALUES).prop_map(|value| vec![format!("- {value}")]);
    let map = (mapping(depth), 1usize..3).prop_map(|(lines, by)| {
        let mut lines = indented(&lines, by + 1);
        lines[0].replace_range(..1, "-");
        lines
    });
    prop::collection::vec(prop_oneof![text, map], 1..4).prop_map(|items| items.concat()).boxed()
}

fn indented(lines: &[String], by: usize) -> Vec<String> {
    lines.iter().map(|line| format!("{}{line}", " ".repeat(by))).collect()
}

/// A file, in about half of the cases with a fault somewhere.
fn file() -> impl Strategy<Value = String> {
    let accident = (0u8..8, any::<prop::sample::Index>(), prop::sample::select(LINES), 0usize..4);
    (mapping(3), accident, any::<bool>()).prop_map(|(mut lines, (kind, at, line, by), has_returns)| {
        let at = at.index(lines.len());
        match kind {
            0 => lines.insert(at, line.to_owned()),
            1 => lines[at].insert_str(0, &" ".repeat(by)),
            2 => lines[at] = lines[at].trim_start().to_owned(),
            3 => lines.push(lines[at].clone()),
            _ => {}
        }
        let text = format!("---\n{}\n---\nBody\n", lines.join("\n"));
        if has_returns { text.replace('\n', "\r\n") } else { text }
    })
}

/// A file of nothing but what the plain reader promises to read.
fn plain_file() -> impl Strategy<Value = String> {
    let value = prop::sample::select(
        &["a", "It's", "\"a: b\"", "'it''s'", "1.10", "true", "", "[a, \"b\"]", "a:b", "x # y"][..],
    );
    let pair = (prop::sample::select(KEYS), value);
    prop::collection::vec((pair, 0u8..4), 1..12).prop_map(|pairs| {
        let mut text = "---\n".to_owned();
        for ((key, value), shape) in pairs {
            let nested = value.trim_end_matches(" # y");
            match shape {
                0 => text.push_str(&format!("{key}:\n  - name: {nested}\n    url: {value}\n  - url: b\n")),
                1 => text.push_str(&format!("{key}:\n    a: {value}\n\n    # c\n    b:\n    - x\n")),
                _ => text.push_str(&format!("{key}: {value}\n")),
            }
        }
        text + "---\n"
    })
}

fn read(file: &str, how: fn(&str, &[u8], &FieldNames) -> Reading) -> Option<(Record, Vec<Finding>)> {
    match how("a.md", file.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, findings) => Some((*record, findings)),
        Reading::NoFrontMatter | Reading::Faulty(_) => None,
    }
}

/// What is left of a record where only what selects it is kept.
fn selecting(mut record: Record) -> Record {
    record.summary = None;
    record.featured_content = None;
    record.authors.clear();
    record.images.clear();
    record.episode = None;
    record.related.clear();
    record.body.clear();
    record.body_line = 0;
    record
}

static PLAIN: AtomicUsize = AtomicUsize::new(0);
const CASES: u32 = 2000;

#[test]
fn both_ways_of_reading_front_matter_say_the_same() {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(file in file())| {
        match record::verify("a.md", file.as_bytes(), &FieldNames::default()) {
            Ok(is_plain) => { PLAIN.fetch_add(usize::from(is_plain), Ordering::Relaxed); }
            Err(difference) => prop_assert!(false, "{}\n{}", difference, file),
        }
        let lines = file.trim_start_matches("---").trim_end_matches("---\nBody\n");
        crate::laws::agrees(lines.trim_end_matches("---\r\nBody\r\n"));
    });
    let plain = PLAIN.load(Ordering::Relaxed);
    assert!(plain > CASES as usize / 10, "only {plain} of {CASES} cases were plain");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_front_matter_needs_no_parser(file in plain_file()) {
        prop_assert_eq!(record::verify("a.md", file.as_bytes(), &FieldNames::default()), Ok(true));
    }

    #[test]
    fn selecting_says_what_reading_says(file in file()) {
        let (whole, selected) = (read(&file, record::read), read(&file, record::select));
        prop_assert_eq!(whole.is_some(), selected.is_some());
        if let (Some((whole, remarks)), Some((selected, fewer))) = (whole, selected) {
            prop_assert_eq!(selecting(whole), selected);
            prop_assert!(fewer.iter().all(|finding| remarks.contains(finding)));
        }
    }
}

/// Values that YAML, JSON and TOML spell alike; a text has its quotes.
fn common_value(depth: u32) -> BoxedStrategy<String> {
    let scalar = prop::sample::select(
        &[
            "\"a\"", "\"\"", "\"It's: odd # x\"", "\"esc \\\" \\\\ \\n \\u00e9\"", "\"Größe 中文 🦀\"",
            "true", "false", "1", "1.10", "-3", "\"2020-11-18\"", "\"1.10\"", "\"yes\"", "\" \"",
        ][..],
    )
    .prop_map(str::to_owned);
    if depth == 0 {
        return scalar.boxed();
    }
    let list = prop::collection::vec(common_value(depth - 1), 0..4)
        .prop_map(|items| format!("[{}]", items.join(", ")));
    prop_oneof![4 => scalar, 1 => list].boxed()
}

fn common_pairs() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    prop::collection::btree_map(prop::sample::select(KEYS), common_value(2), 1..10)
        .prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_syntax_reads_the_same_record_at_the_same_places(pairs in common_pairs()) {
        let joined = |between: &str| {
            pairs.iter().map(|(key, value)| format!("\"{key}\"{between}{value}")).collect::<Vec<_>>()
        };
        let (members, lines) = (joined(": ").join(",\n"), joined(" = ").join("\n"));
        let yaml = format!("---\n{{{members}}}\n---\nBody\n");
        let dashed = yaml.replacen("---", "---json", 1);
        let braces = format!(";;;\n{members}\n;;;\nBody\n");
        let toml = format!("+++\n{lines}\n+++\nBody\n");
        for how in [record::read, record::select] {
            let expected = read(&yaml, how);
            prop_assert!(expected.is_some(), "{}", yaml);
            prop_assert_eq!(&read(&dashed, how), &expected);
            for other in [&braces, &toml] {
                let (record, findings) = read(other, how).unwrap();
                let (own, own_findings) = expected.clone().unwrap();
                prop_assert_eq!(without_positions(&record), without_positions(&own), "{}", other);
                prop_assert_eq!(findings.len(), own_findings.len());
                let lines = |findings: &[Finding]| {
                    findings.iter().map(|finding| finding.position.map(|at| at.line)).collect::<Vec<_>>()
                };
                prop_assert_eq!(lines(&findings), lines(&own_findings), "{}", other);
            }
        }
        for file in [&dashed, &braces, &toml] {
            let (whole, selected) = (read(file, record::read), read(file, record::select));
            prop_assert_eq!(selecting(whole.unwrap().0), selected.unwrap().0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_syntax_of_data_reads_the_record_that_front_matter_is(pairs in common_pairs()) {
        let joined = |between: &str| {
            pairs.iter().map(|(key, value)| format!("\"{key}\"{between}{value}")).collect::<Vec<_>>()
        };
        let (members, lines) = (joined(": "), joined(" = ").join("\n"));
        let object = format!("{{{}}}", members.join(", "));
        let expected = read(&format!("---\n{object}\n---\n"), record::read).unwrap();
        for (path, text) in [
            ("a.json", object.clone()),
            ("a.json//1", object.clone()),
            ("a.ndjson//1", format!("{object}\r\n")),
            ("a.yaml", format!("{object}\n")),
            ("a.yaml//1", format!("- {}\n", members.join("\n  "))),
            ("a.toml", format!("{lines}\n")),
            ("a.toml//1", format!("[[a]]\n{lines}\n")),
        ] {
            let Reading::Record(mut record, findings) = record::read(path, text.as_bytes(), &FieldNames::default()) else {
                return Err(TestCaseError::fail(format!("{path}: {text}")));
            };
            record.path.clone_from(&expected.0.path);
            if expected.0.slug.is_none() {
                record.slug = None;
            }
            record.body_line = expected.0.body_line;
            prop_assert_eq!(without_positions(&record), without_positions(&expected.0), "{}", text);
            prop_assert_eq!(findings.len(), expected.1.len());
        }
    }
}

/// The record in words, but for where its values stand.
fn without_positions(record: &Record) -> String {
    let text = format!("{record:?}");
    let mut parts = text.split("position: Position {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('}').map_or(part, |(_, rest)| rest))
}
