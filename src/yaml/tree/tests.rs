use super::*;

fn everything(text: &str) -> Result<Node, Fault> {
    crate::yaml::read(text, &|_| true)
}

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

#[test]
fn values_keep_their_kind_and_order() {
    let node = everything("a: b\nc: [1, true, ~, 2020-11-18]\nd: {e: f}\n").unwrap();
    let list = vec![Node::Typed("1".into()), Node::Typed("true".into()), Node::Null, text("2020-11-18")];
    let inner = Node::Map(vec![("e".into(), text("f"))]);
    assert_eq!(
        node,
        Node::Map(vec![("a".into(), text("b")), ("c".into(), Node::List(list)), ("d".into(), inner)])
    );
}

#[test]
fn secured_is_kept_at_no_depth() {
    let node = everything("secured: x\na:\n  secured: [y]\n  b: c\nd:\n  - secured: {z: z}\n  - \"Secured\\t\": z\n\"  SECURED \": z\n").unwrap();
    assert!(!format!("{node:?}").to_lowercase().contains("secured"));
    assert_eq!(node.get("a").and_then(|a| a.get("b")), Some(&text("c")));
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
        for read in wanted.map(|wanted| crate::yaml::read(text, wanted)) {
            match read {
                Ok(node) => assert!(!format!("{node:?}").contains("canary"), "{text}"),
                Err(fault) => assert!(!fault.message.contains("canary"), "{text}"),
            }
        }
    }
    let honest =
        everything("title: A loan secured by a house\nx: &a foo\nexcerpt: *a\nsecured: blob\n").unwrap();
    assert_eq!(honest.get("excerpt"), Some(&text("foo")));
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
        let node = everything(&format!("{honest}\nsecured: {secured}\n"));
        assert!(node.is_ok_and(|node| node.get("secured").is_none()), "{honest}");
    }
}

#[test]
fn what_is_refused_is_refused_whatever_is_kept() {
    let repeated = "x".repeat(100_000);
    for refused in [
        "a: {{ page.title }}\n",
        "a: {[b]: c}\n",
        "a: !!int b\n",
        "a: !!bool b\n",
        "? [a]\n: b\n",
        "secured: {[b]: c}\n",
        "a: &a b\nsecured: *a\n",
        &format!("a: {{{}: b}}\n", "k".repeat(5000)),
        &format!("a: &a {repeated}\nb: [{}]\n", "*a, ".repeat(200)),
    ] {
        for wanted in [true, false] {
            assert!(crate::yaml::read(refused, &|_| wanted).is_err(), "{wanted}: {refused:.40}");
        }
    }
}

#[test]
fn unwanted_keys_are_not_kept() {
    let node = crate::yaml::read("a: 1\nb: 2\n", &|key| key == "b").unwrap();
    assert_eq!(node, Node::Map(vec![("b".into(), Node::Typed("2".into()))]));
}

#[test]
fn the_last_of_two_equal_keys_counts_and_both_are_seen() {
    let node = everything("a: 1\na: 2\n").unwrap();
    assert_eq!(node.get("a"), Some(&Node::Typed("2".into())));
    assert!(matches!(node, Node::Map(pairs) if pairs.len() == 2));
}

#[test]
fn merge_keys_and_own_tags_are_understood() {
    let node = everything("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: !own {c: d}\n").unwrap();
    let y = node.get("y").unwrap();
    assert_eq!((y.get("a"), y.get("b")), (Some(&Node::Typed("1".into())), Some(&Node::Typed("3".into()))));
    assert_eq!(node.get("z").and_then(|z| z.get("c")), Some(&text("d")));
}

#[test]
fn aliases_cannot_multiply_what_is_kept() {
    let long = "x".repeat(100_000);
    let fault = everything(&format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(200))).unwrap_err();
    assert_eq!(fault.message, "not valid YAML: too much is repeated through aliases");
}

#[test]
fn faults_have_a_place_and_never_quote_the_document() {
    for broken in
        ["a: \"canary\nb: [", "a: canary: b", "\tcanary", "a: *canary", "- a\ncanary: b", "canary: {[a]: b}"]
    {
        let fault = everything(broken).unwrap_err();
        assert!(!fault.message.contains("canary"), "{fault:?}");
        assert!(fault.message.starts_with("not valid YAML: "), "{fault:?}");
        assert!(fault.position.is_some(), "{fault:?}");
    }
}

#[test]
fn faults_are_placed_in_lines_as_everybody_counts_them() {
    let position = |text: &str| everything(text).unwrap_err().position.unwrap();
    let expected = position("title: b\nx: *a\n");
    for title in ["\"a\u{2028}b\u{2029}c\u{85}d\"", "\"\u{e9}\u{2028}\"", "b\r"] {
        assert_eq!(position(&format!("title: {title}\nx: *a\n")), expected, "{title:?}");
    }
}
