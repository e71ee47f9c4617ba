use super::*;

fn read_all(text: &str) -> Result<Node<'_>, ParseError> {
    read(text, 2, &|_| true)
}

#[test]
fn every_value_keeps_its_spelling_and_its_place() {
    let text = "{\n  \"title\": \"A \\u00e9 \\ud83d\\ude42 é\", \"n\": 1.50,\n  \"d\\u0072aft\": true, \"tags\": [\"a\", null, {\"é\": [2e3]}]\n}";
    let node = read_all(text).unwrap();
    for (name, expected) in [
        ("title", (Some("A é 🙂 é"), 3, 12)),
        ("n", (Some("1.50"), 3, 44)),
        ("draft", (Some("true"), 4, 17)),
        ("tags.0", (Some("a"), 4, 32)),
        ("tags.1", (None, 4, 37)),
        ("tags.2.é.0", (Some("2e3"), 4, 50)),
    ] {
        let found = node.find(name).unwrap();
        assert_eq!((found.text(), found.position.line, found.position.column), expected, "{name}");
    }
    let Content::Mapping(mapping) = &node.content else { panic!("it is an object") };
    assert_eq!(mapping.pairs()[2].key_position, Position { line: 4, column: 3 });
    assert_eq!(node.find("draft").unwrap().scalar().unwrap().kind, ScalarKind::Bool(true));
}

#[test]
fn what_is_not_wanted_or_secured_is_not_kept() {
    let node = read(r#"{"a": 1, "b": {"secured": 2, "c": 3}, "secure\u0064": [4]}"#, 1, &|key| key != "a");
    assert_eq!(node.clone().unwrap().find("b.c").unwrap().text(), Some("3"));
    let kept = format!("{node:?}");
    assert!(["\"1\"", "\"2\"", "\"4\""].iter().all(|lost| !kept.contains(lost)), "{kept}");
}

#[test]
fn what_is_no_json_is_refused_at_its_place_without_a_word_of_it() {
    let deep = format!("{}1{}", "[".repeat(70), "]".repeat(70));
    let deeper = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (text, place) in [
        ("{\"a\": canary}", (2, 7)),
        ("{\"a\": 1,\n \"b\": \"\\ud83d\"}", (3, 7)),
        ("{\"a\": 1,\n}", (3, 1)),
        ("{} canary", (2, 4)),
        (&deep, (2, 65)),
        (&deeper, (2, 65)),
    ] {
        let error = read_all(text).unwrap_err();
        assert_eq!((error.position.line, error.position.column), place, "{error:?}");
        assert!(!error.message.contains("canary") && error.message.len() < 120, "{error:?}");
    }
}

#[test]
fn the_length_of_a_value_is_told_from_what_follows() {
    for (text, expected) in [("{\"a\": \"}\"}\n{", Some(10)), ("{}", Some(2)), ("{\"a\"", None), ("", None)] {
        assert_eq!(length(text), expected, "{text}");
    }
}
