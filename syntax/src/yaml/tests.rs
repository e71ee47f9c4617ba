use super::*;

use crate::model::Position;
use crate::tree::{Content, Scalar, ScalarKind};

fn everything(text: &str) -> Result<Node<'_>, ParseError> {
    read_events(text, 1, &|_| true)
}

/// The value in one line: texts in quotes, all else as it is spelled.
fn shown(node: &Node<'_>) -> String {
    match &node.content {
        Content::Null => "~".to_owned(),
        Content::Scalar(Scalar { text, kind: ScalarKind::Text | ScalarKind::Bare }) => format!("{text:?}"),
        Content::Scalar(scalar) => scalar.text.clone().into_owned(),
        Content::Sequence(nodes) => format!("[{}]", nodes.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Content::Mapping(mapping) => {
            let pair = |pair: &crate::tree::Pair<'_>| format!("{}: {}", pair.key, shown(&pair.value));
            format!("{{{}}}", mapping.pairs().iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

fn all_of(text: &str) -> String {
    shown(&everything(text).unwrap_or_else(|error| panic!("{error:?}: {text:?}")))
}

#[test]
fn values_keep_their_kind_order_and_spelling() {
    assert_eq!(
        all_of("a: b\nc: [1, True, ~, 2020-11-18]\nd: {e: f}\n"),
        r#"{a: "b", c: [1, True, ~, "2020-11-18"], d: {e: "f"}}"#
    );
    assert_eq!(all_of("[“python”, 3.10]\n"), r#"["“python”", 3.10]"#);
    assert_eq!(
        all_of("[\"C#\", C#, 0x1F, 2.0,\n  +5, 1e3, .5, .NaN]\n"),
        r#"["C#", "C#", 0x1F, 2.0, +5, 1e3, .5, .NaN]"#
    );
    assert_eq!(
        all_of("{1.10: {a: &x 1.10}, b: *x, c: !own 1.10, d: !!str 1.10}\n"),
        r#"{1.10: {a: 1.10}, b: 1.10, c: 1.10, d: "1.10"}"#
    );
}

#[test]
fn values_have_their_positions() {
    let text = "title: a\nlist:\n- [ä, 1.10,\n  b]\nempty:\nbelow:\n  \"x\"\nmap: {a: b}\n";
    let root = read_events(text, 2, &|_| true).unwrap();
    let at = |node: &Node<'_>| (node.position.line, node.position.column);
    let list = root.get("list").unwrap();
    let flow = list.items().first().unwrap();
    assert_eq!(
        ["title", "list", "empty", "below"].map(|key| at(root.get(key).unwrap())),
        [(2, 8), (3, 1), (6, 1), (7, 1)]
    );
    assert_eq!(at(flow), (4, 3));
    assert_eq!(flow.items().iter().map(at).collect::<Vec<_>>(), [(4, 4), (4, 7), (5, 3)]);
    assert_eq!(at(root.get("map").unwrap().get("a").unwrap()), (9, 10));
}

#[test]
fn lines_in_quotes_and_brackets_may_stand_at_the_margin() {
    for (text, expected) in [
        ("a: \"b\nc\n\n\td\"\ne: f\n", r#"{a: "b c\nd", e: "f"}"#),
        ("a: 'b\nit''s\n'\ne: f\n", r#"{a: "b it's ", e: "f"}"#),
        (
            "x:\n  a: [b,\nc, 'd\ne'\n]\n  f: {g: h,\ni: j\n}\n",
            r#"{x: {a: ["b", "c", "d e"], f: {g: "h", i: "j"}}}"#,
        ),
    ] {
        assert_eq!(all_of(text), expected);
    }
    let error = everything("a:\n  b: c\n\td: e\nf: [g: h: i]\n").unwrap_err();
    assert_eq!(error.message, "not valid YAML: a tab indents the line; indent with spaces");
    let error = everything("a: [b,\nc: *canary]\n").unwrap_err();
    assert_eq!(error.position, Position { line: 2, column: 4 });
}

#[test]
fn what_older_parsers_read_is_read() {
    for (text, expected) in [
        ("a:\tb\n'c'\t:\t[d,\te\t]\t# f\n", r#"{a: "b", c: ["d", "e"]}"#),
        ("a:\n  b: {\n\tc: d,\n\t\te: f}\n", r#"{a: {b: {c: "d", e: "f"}}}"#),
        ("a: 'b'#c\nd: [e,#f\n  g]\n", r#"{a: "b", d: ["e", "g"]}"#),
        ("a: |\n  b\n  c", r#"{a: "b\nc"}"#),
        ("a: >+\n  b\n\n  ", r#"{a: "b\n\n"}"#),
        ("- |\n   b\n  ", r#"["b\n"]"#),
        ("a: |+\n ", r#"{a: ""}"#),
        ("a: |\n  b\nc: d", r#"{a: "b\n", c: "d"}"#),
        ("a: |+\n  b\nc: d", r#"{a: "b\n", c: "d"}"#),
        ("a: |2\n    b\nc: d", r#"{a: "  b\n", c: "d"}"#),
        ("a: |2+\n    b\nc: d", r#"{a: "  b\n", c: "d"}"#),
        ("a: |2+\n    b\nc: d\n", r#"{a: "  b\n", c: "d"}"#),
        ("a:\n- |+\n    b\n- d", r#"{a: ["b\n", "d"]}"#),
        ("a:\n  - |1+\n    b\n  - d", r#"{a: [" b\n", "d"]}"#),
        (" a: !x |\n\n  b", r#"{a: "\nb"}"#),
        ("a: |+\n\n\n ", r#"{a: "\n\n"}"#),
    ] {
        assert_eq!(all_of(text), expected);
    }
    let node = everything("a: \u{feff}b\u{e000}\n").unwrap();
    assert_eq!(node.get("a").and_then(Node::text), Some("\u{feff}b\u{e000}"));
    assert!(everything("a: b\n\u{feff}c: d\n").is_err());
}

#[test]
fn separators_end_no_line_and_are_white_space_at_its_end() {
    for (text, expected) in [
        ("a: b\u{2028}\nc: d\u{85}\u{2029} \n", r#"{a: "b", c: "d"}"#),
        ("a: b\u{2028}c\n", r#"{a: "b\u{2028}c"}"#),
        ("a: b \u{85} c\n", r#"{a: "b \u{85} c"}"#),
        ("a: b\u{2028}at 10:30\nc: d\n", r#"{a: "b\u{2028}at 10:30", c: "d"}"#),
        ("a: true\u{2028}\nb: 5\u{2029}\r\nc: ~\u{85}\n", r#"{a: true, b: 5, c: ~}"#),
        ("a: [b\u{2028}, \u{2029}c]\n", r#"{a: ["b\u{2028}", "\u{2029}c"]}"#),
        ("a:\u{2028}\n\u{2028}\n- b\n# c\u{2028}\n", r#"{a: ["b"]}"#),
        ("a: |\n  b\u{2028}c\n  d\n", r#"{a: "b\u{2028}c\nd\n"}"#),
        ("a: \"b\u{2028}c: d\"\n", r#"{a: "b\u{2028}c: d"}"#),
        ("# b\u{2028}c\na: b\n", r#"{a: "b"}"#),
    ] {
        assert_eq!(all_of(text), expected, "{text:?}");
    }
    let kept = read_events("a: b\u{2028}c\nx: d\n", 1, &|key| key == "a").unwrap();
    assert_eq!(shown(&kept), r#"{a: "b\u{2028}c"}"#);
}

#[test]
fn a_document_that_separators_give_two_meanings_is_refused() {
    for (text, (line, column)) in [
        ("title: x\u{2028}draft: true\n", (1, 9)),
        ("a: b\n# x\u{2029}draft: true\n", (2, 4)),
        ("a: |\n  b\u{85}draft: true\n", (2, 4)),
        ("a: |\n  b\u{2028}\"draft\":true\nc: d\n", (2, 4)),
        ("a: |\n  b\u{2028}x\u{2028}draft: true\n", (2, 4)),
        ("a:\u{2028}draft: true\n", (1, 3)),
        ("a: b \u{2028}# c\n", (1, 6)),
        ("a:\n- b\u{2028}- c\n", (2, 4)),
        ("'\u{2028}': b\na: [b,\u{2028}]\n", (2, 7)),
    ] {
        for wanted in [true, false] {
            let error = crate::yaml::read(text, 1, &|_| wanted).unwrap_err();
            assert!(error.message.contains("a separator (U+0085, U+2028 or U+2029)"), "{error:?}: {text:?}");
            assert_eq!(error.position, Position { line, column }, "{text:?}");
        }
    }
}

#[test]
fn secured_is_kept_at_no_depth() {
    let node = everything("secured: x\na:\n  secured: [y]\n  b: c\nd:\n  - secured: {z: z}\n  - \"Secured\\t\": z\n\"  SECURED \": z\n").unwrap();
    assert!(!format!("{node:?}").to_lowercase().contains("secured"));
    assert_eq!(node.get("a").and_then(|a| a.get("b")?.text()), Some("c"));
}

#[test]
fn no_alias_carries_a_secret_out() {
    for text in [
        "secured: &a canary\ntitle: *a\n",
        "Secured: &a canary\ntitle: *a\n",
        "x: {' secured ': &a canary}\ntitle: *a\n",
        "secured: &a canary\ntitle:\t*a\n",
        "secured: &a canary\ntitle: # c\n  *a\n",
        "x: [a] # [\nsecured: &a canary\ntitle: *a\n",
        "x: [{a: b,\n  secured: &a canary}]\ntitle: *a\n",
        "\"\\x73ecured\": &a canary\ntitle: *a\n",
        "? >-\n  secured\n: &a canary\ntitle: *a\n",
        "secured: &a {b: canary}\n<<: *a\n",
        "secured: {x: &a [canary]}\ntopics: *a\n",
        "x: {secured: &a canary}\ntitle: *a\n",
        "x: [{y: [{secured: [&a canary]}]}]\ntitle: *a\n",
        "x: {? {secured: &a canary} : y}\ntitle: *a\n",
        "x: !own {secured: &a canary}\ntopics: [*a]\n",
        "secured: {&a canary: x}\ntitle: *a\n",
        "secured: {&a-1_b: canary, x: &a-1_b canary}\ntitle:  *a-1_b\n",
        "secured: [&a !!str canary]\ntopics: [b,*a]\n",
    ] {
        let wanted: [&dyn Fn(&str) -> bool; 2] = [&|_| true, &|key| key != "x"];
        for read in wanted.map(|wanted| crate::yaml::read(text, 1, wanted)) {
            let error = read.unwrap_err();
            assert!(!error.message.contains("canary"), "{text}");
        }
    }
    let honest =
        all_of("title: A loan secured by a house\nx: &a foo\nexcerpt: *a\nsecured: {b: &b blob, c: *b}\n");
    assert_eq!(honest, r#"{title: "A loan secured by a house", x: "foo", excerpt: "foo"}"#);
}

#[test]
fn what_is_equal_to_a_secret_by_chance_is_no_alias() {
    for (honest, secured) in [
        ("title: R&D news\nexcerpt: a *special* one\nheat: 5", "{level: 5}"),
        ("link: https://example.org/?a=1&b=2\nexcerpt: Very *good*\nprovider: {name: b}", "{name: blob}"),
        ("title: 'Q&A: *live*'\nexcerpt: ''", "''"),
        ("title: AT&T *T*\nexcerpt: b", "b"),
        ("x: &x {title: a, name: b}\ny: *x\npublished: true", "{title: blob, flag: true, none: ''}"),
    ] {
        let text = format!("{honest}\nsecured: {secured}\n");
        let node = everything(&text);
        assert!(node.is_ok_and(|node| node.get("secured").is_none()), "{honest}");
    }
}

#[test]
fn what_is_refused_is_refused_whatever_is_kept() {
    let repeated = "x".repeat(100_000);
    for refused in [
        "a: {{ page.title }}\n",
        "a: &#39;Hello&#39; world\n",
        "a: [b, &'c' d]\n",
        "- !t &b.c d\n",
        "a: !important b\n",
        "a: ! b c\n",
        "a: [b, !c d]\n",
        "!a b: c\n",
        "a: &b\u{a0}c d\n",
        "a: &b\u{2028} c\n",
        "a: {[b]: c}\n",
        "a: !!int b\n",
        "a: !!bool b\n",
        "? [a]\n: b\n",
        "secured: {[b]: c}\n",
        "a: &a b\nsecured: *a\n",
        &format!("a: {{{}: b}}\n", "k".repeat(5000)),
        &format!("a: &a {repeated}\nb: [{}]\n", "*a, ".repeat(200)),
        &format!("a: &a x\nb: [{}]\n", "*a, ".repeat(257)),
        &format!("a: {}\n", "[".repeat(64)),
        &"{a: [".repeat(10_000),
        &"- ".repeat(65),
        &"? ".repeat(1000),
        "a: &a [*a]\n",
        ": a\n",
        "a: b\n?",
        "a: \u{7}\n",
        "a: b\u{2028}c: d\n",
        "# a\u{2028}b: c\n",
        "a: b\n--- c\n",
        "a: [| b]\n",
        "a: |\n     \n  b\n",
    ] {
        for wanted in [true, false] {
            assert!(crate::yaml::read(refused, 1, &|_| wanted).is_err(), "{wanted}: {refused:.40}");
        }
    }
    let levels =
        |count: usize| (0..count).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<String>();
    for (count, is_read) in [(64, true), (65, false)] {
        assert_eq!(crate::yaml::read(&levels(count), 1, &|_| true).is_ok(), is_read, "{count}");
        assert_eq!(everything(&levels(count)).is_ok(), is_read, "{count}");
    }
    let hidden: String =
        (0..40).map(|level: i32| format!("a{level}: &a{level} [[*a{}]]\n", level - 1)).collect();
    assert!(
        everything(&hidden.replacen("*a-1", "x", 1)).is_err(),
        "aliases count the levels that they repeat"
    );
}

#[test]
fn unwanted_keys_are_not_kept_but_what_aliases_repeat_of_them() {
    let read = |text: &str| shown(&read_events(text, 1, &|key| key == "b").unwrap());
    assert_eq!(read("a: 1\nb: 2\n"), "{b: 2}");
    assert_eq!(read("a: {c: &c [1], d: &d e}\nb: [*c, *d]\n<<: {b: 3, a: 4}\n"), r#"{b: [[1], "e"]}"#);
}

#[test]
fn the_last_of_two_equal_keys_counts_and_both_are_seen() {
    let node = everything("a: 1\na: 2\n").unwrap();
    assert_eq!(node.get("a").and_then(Node::text), Some("2"));
    assert_eq!(shown(&node), "{a: 1, a: 2}");
}

#[test]
fn merge_keys_and_own_tags_are_understood() {
    let node = all_of("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: !own {c: d, e: ! 'f'}\n");
    assert_eq!(node, r#"{x: {a: 1, b: 2}, y: {b: 3, a: 1}, z: {c: "d", e: "f"}}"#);
}

#[test]
fn errors_have_a_position_and_never_quote_the_document() {
    for broken in [
        "a: \"canary\nb: [", "a: canary: b", "\tcanary: [", "a: *canary", "- a\ncanary: b",
        "canary: {[a]: b}", "a: !!int canary", "a: !canary!b c", "a: \"\\canary\"", "a: @canary",
    ] {
        let error = everything(broken).unwrap_err();
        assert!(!error.message.contains("canary"), "{error:?}");
        assert!(error.message.starts_with("not valid YAML: "), "{error:?}");
        assert!(error.position != Position { line: 1, column: 1 }, "{error:?}");
    }
}

#[test]
fn errors_stand_in_lines_as_everybody_counts_them() {
    let position = |text: &str| everything(text).unwrap_err().position;
    let expected = position("title: b\nx: *a\n");
    for title in ["\"a\u{2028}b\u{2029}c\u{85}d\"", "\"\u{e9}\u{2028}\"", "b\r"] {
        assert_eq!(position(&format!("title: {title}\nx: *a\n")), expected, "{title:?}");
    }
}

#[test]
fn an_alias_bomb_costs_little() {
    let bomb: String = (1..9)
        .map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9)))
        .collect();
    let error = everything(&format!("a0: &a0 x\n{bomb}")).unwrap_err();
    assert_eq!(error.message, "not valid YAML: too much is repeated through aliases");
}
