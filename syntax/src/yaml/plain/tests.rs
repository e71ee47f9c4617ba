use proptest::prelude::*;

use super::*;

/// What either reader makes of a text of which everything is wanted.
fn both(text: &str) -> (Option<Node<'_>>, Result<Node<'_>, crate::tree::ParseError>) {
    (read(text, 2, &|_| true), super::super::read_events(text, 2, &|_| true))
}

#[test]
fn plain_documents_are_read_as_the_parser_reads_them() {
    let levels: String = (0..MOST_LEVELS - 1).map(|level| format!("{}a:\n", "  ".repeat(level))).collect();
    let levels = levels + &"  ".repeat(MOST_LEVELS - 1) + "b: c\n";
    let words = [
        "0",
        "-0",
        "+0",
        "00",
        "007",
        "-07",
        "1.10",
        "+1",
        "-1",
        ".5",
        "-.5",
        "1.",
        "1e3",
        "1e400",
        "1_000",
        "12345678901234567890",
        "-12345678901234567890",
        "123456789012345678901234567890123456789012345",
        "2020-11-18",
        "1.2.3",
        "+",
        ".",
        "+-1",
        "++1",
        "..",
        "1e",
        "true",
        "True",
        "TRUE",
        "tRUE",
        "yes",
        "no",
        "null",
        "Null",
        "nULL",
        "~",
        "~a",
        "infinity",
        "nan",
        "e5",
        "+inf",
        "1 2",
        "a:b",
        "a#b",
        "https://example.org/#a",
        "a # b",
        "a ' \" [ ] { } , & * ! | > % @ ` ?",
        "Größe 中文 🦀",
        "=",
        "(a)",
        "a\u{a0}",
        "\"\"",
        "\" a \" # b",
        "\"a: b # c\"",
        "\"\\\" \\\\ \\/ \\n \\r \\t \\u00fc\"",
        "''",
        "'it''s' # b",
        "'\\n'",
        "'a: \"b\"'",
        "\"'\"",
        "[]",
        "[ ]",
        "[a]",
        "[ a , b c ]",
        "[\"a, ]\", 'it''s', b] # c",
        "[1.10, True, ~, -1]",
        "[\"a\", 1.10]",
        "0x1F",
        "+0o7",
        "-0b1",
        "-0x-1",
        ".inf",
        "-.INF",
        ".nan",
        "a # b: \"c",
        "a #: [",
        "",
        " ",
        "  # a",
    ]
    .map(|word| {
        format!(
            "a: {word}\nb:\n  c: {word}\n  d:\n    - {}\n",
            if word.trim().is_empty() { "x" } else { word.trim_start() }
        )
        .replace("- # a", "- b")
    });
    let shapes = [
        "",
        "\n\n",
        "# a\n",
        "a:\n",
        "a:\nb:",
        "a: b",
        "a: b\n  \n# c\n   # d\n\ne: f\n",
        "a: b\r\nc:\r\n  - d\r\n",
        "a:\n- b\n- c\nd: e\n",
        "a:\n- b: c\n  d: e\n-   f: g\n    h:\n    - i\n    - j\nk: l\n",
        "a:\n    b:\n     c: d\n    e: f\ng: h\n",
        "a: # b\n  - c\n",
        "a-b.c_d1: e\n_f: g\n",
        "a:\n  - b:\n  - c:\n    d:\n",
        "a:\n  - [b, 1.10]\n",
        "secured: [a]\nb:\n  secured:\n    - c: d\n  e: f\n",
        "secured: a\nb: &c\n".split_at(11).0,
        "secured: a\nb: a\nc: \"&x *x \"\n",
        "Secured: [a]\nb:\n  SECURED: c\n  sEcureD:\n    d: e\n  unsecured: f\n",
    ];
    for text in shapes.into_iter().chain(words.iter().map(String::as_str)).chain([levels.as_str()]) {
        let (plain, full) = both(text);
        assert!(plain.is_some(), "{text:?}");
        assert_eq!(plain, full.ok(), "{text:?}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_parser() {
    for value in [
        "&a b", "*a", "!a b", "|", ">-", "{}", "{a: b}", "a: b", "a:", "\"a", "'a", "\"a\" b", "\"a\"#b",
        "'a'b", "\"\\x41\"", "\"\\a\"", "\"\\ud800\"", "\"\\u+123\"", "\"a\": b", "@a", "`a", "%a", "? a",
        "-", "- a", "-a", ",a", "]", "}", "[a", "[a,]", "[,a]", "[a] b", "[a]#b", "[a]: b", "[a: b]",
        "[[a]]", "[{}]", "[a b: c]", "[a #b]", "[\"a\" b]", "[?a]", "[a\n  ]", "a\tb", "a\u{85}b",
        "a\u{2028}b", "a\u{feff}b", "a\u{7f}b", "a\u{ffff}b", "a\u{0}b", "a\rb", "b\n  c",
    ] {
        let texts =
            [format!("a: {value}\n"), format!("a:\n  - {value}\n"), format!("x:\n- y:\n    a: {value}\n")];
        for text in texts.iter().filter(|text| !text.contains("- a: b\n") && !text.contains("- a:\n")) {
            assert_eq!(read(text, 2, &|_| true), None, "{text:?}");
            assert_eq!(read(text, 2, &|_| false), None, "not even where nothing is kept: {text:?}");
        }
    }
    let deep: String = (0..MOST_LEVELS).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for text in [
        "a",
        "- a\n",
        " a: b\n",
        "a: b\n c: d\n",
        "a:\n  b: c\n d: e\n",
        "a: b\n- c\n",
        "a:\n- b\n c: d\n",
        "a:\n  - b\n  c: d\n",
        "a:\n  b: c\n  - d\n",
        "a:\n-b\n",
        "a:\n-\n",
        "a:\n- # b\n",
        "a:\n- - b\n",
        "a:\nb\n",
        "a :b\n",
        "a : b\n",
        "a:b\n",
        "a b: c\n",
        "\"a\": b\n",
        "? a\n",
        "<<: a\n",
        "1: a\n",
        "null: a\n",
        "True: a\n",
        "---\na: b\n",
        "a: b\n---\n",
        "a: b\n...\n",
        "%a\n",
        "ä: b\n",
        "\u{feff}a: b\n",
        "a:\n  \"b\n",
        "a:\n\t- b\n",
        &format!("{}: b\n", "a".repeat(1025)),
        &format!("a: {}\n", "x[".repeat(10_001)),
        &(deep + &" ".repeat(MOST_LEVELS) + "b: c\n"),
    ] {
        assert_eq!(read(text, 2, &|_| true), None, "{text:?}");
    }
}

#[test]
fn nothing_below_secured_or_an_unwanted_key_is_kept() {
    let text = "secured: canary\na:\n  Secured: canary\n  SECURED:\n    - b: canary\n  c: d\ne:\n  - f: canary\n    g: [canary]\n";
    let node = read(text, 2, &|key| key != "e").unwrap();
    assert!(!format!("{node:?}").contains("canary"));
    assert!(node.get("a").and_then(|a| a.get("c")).is_some() && node.get("e").is_none());
}

/// Lines as blocks have them, right and wrong, at some indentation.
fn lines() -> impl Strategy<Value = String> {
    let content = proptest::sample::select(vec![
        "a: b", "a: \"b: #c\"", "b: 'it''s' # c", "c: \"a \\\" b\"", "d: [a, 'b'] # c", "e: 12.50", "f:",
        "f: # a", "g:  a ", "- a", "- \"a\"", "- a: b", "- a:", "-   f: \"b\"", "- [a]", "- # a", "-", "# a",
        "", "h: https://example.org/#a", "true: a", "a", "a b: c", "i: |", "j: \"a\" b", "k: \"a",
        "l: {a: b}", "- - a", "m: -1", "n: *a", "o: a\r", "f:\r", "secured: a", "a: b: c", "a:b",
    ]);
    let line = (prop::sample::select(vec![0_usize, 0, 2, 2, 2, 4, 4, 6, 1]), content);
    let lines = prop::collection::vec(line, 1..7);
    lines.prop_map(|lines| {
        lines.into_iter().map(|(spaces, content)| format!("{}{content}\n", " ".repeat(spaces))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_passed_over_is_what_is_read(lines in lines(), is_last in any::<bool>()) {
        let text = format!("first:\n{lines}{}", if is_last { "" } else { "last: z\n" });
        let text = text.trim_end_matches(|end| is_last && end == '\n');
        let (whole, passed) = (read(text, 2, &|_| true), read(text, 2, &|key| key == "last"));
        prop_assert_eq!(whole.is_some(), passed.is_some(), "{}", text);
        prop_assert_eq!(whole.as_ref().and_then(|node| node.get("last")), passed.as_ref().and_then(|node| node.get("last")));
    }
}
