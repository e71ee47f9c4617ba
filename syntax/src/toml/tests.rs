use super::*;

fn read_all(text: &str) -> Result<Node<'_>, ParseError> {
    read(text, 2, &|_| true)
}

fn at<'n, 'a>(node: &'n Node<'a>, name: &str) -> (&'n str, usize, usize) {
    let node = node.find(name).unwrap();
    (node.text().unwrap_or_default(), node.position.line, node.position.column)
}

#[test]
fn every_value_keeps_its_spelling_and_its_place() {
    let text = "title = \"Café \\u00e9\"\ndate = 2024-01-02 10:00:00+01:00 # c\nversion = 3.10\ncount = 1_000\n\
                draft = true\ntags = [\"a\", 'b']\nextra.author = \"Ann\"\n[taxonomies]\n\"topic names\" = [ { n = 'é', m = 7 } ]\n\
                [[files]]\nurl = '''/a'''\n[[files]]\nurl = \"/b\"\n";
    let node = read_all(text).unwrap();
    for (name, expected) in [
        ("title", ("Café é", 2, 9)),
        ("date", ("2024-01-02 10:00:00+01:00", 3, 8)),
        ("version", ("3.10", 4, 11)),
        ("count", ("1_000", 5, 9)),
        ("draft", ("true", 6, 9)),
        ("tags.1", ("b", 7, 14)),
        ("extra.author", ("Ann", 8, 16)),
        ("taxonomies.topic names.m", ("7", 10, 34)),
        ("files.1.url", ("/b", 14, 7)),
        ("FILES.url", ("/a", 12, 7)),
    ] {
        assert_eq!(at(&node, name), expected, "{name}");
    }
    assert_eq!(node.find("draft").unwrap().scalar().unwrap().kind, ScalarKind::Bool(true));
    assert_eq!(node.find("date").unwrap().scalar().unwrap().kind, ScalarKind::Bare);
}

#[test]
fn what_is_not_wanted_or_secured_is_not_kept() {
    let node = read("a = 1\nb = {secured = 2, c = 3}\nSecured = 4\n[secured.d]\ne = 5", 1, &|key| key != "a");
    assert_eq!(node.clone().unwrap().find("b.c").unwrap().text(), Some("3"));
    let kept = format!("{node:?}");
    assert!(["\"1\"", "\"2\"", "\"4\"", "\"5\""].iter().all(|lost| !kept.contains(lost)), "{kept}");
}

#[test]
fn what_is_no_toml_is_refused_at_its_place_without_a_word_of_it() {
    let deep = format!("a = {}1{}", "[".repeat(70), "]".repeat(70));
    let dotted = format!("{}a = 1", "canary.".repeat(100_000));
    let tables = format!("[{}a]\n{}a = 1", "a.".repeat(60), "a.".repeat(60));
    for (text, line) in [
        ("title = canary", 2),
        ("a = 1\na = 2", 3),
        ("a = 1\n\ncanary", 4),
        ("a = \"\u{1}\"", 2),
        ("a = 1\r b = 2", 2),
        (&deep, 2),
        (&dotted, 2),
        (&tables, 3),
    ] {
        let error = read_all(text).unwrap_err();
        assert_eq!(error.position.line, line, "{error:?}");
        assert!(!error.message.contains("canary") && error.message.len() < 120, "{error:?}");
    }
}
