use super::tests::{fault, record, text, texts};

#[test]
fn every_syntax_of_front_matter_says_the_same() {
    let expected = ("A: b", "2020-01-02", vec!["x", "y"], vec!["Ann"], "Text.\n");
    for (front_matter, title_at, body_line) in [
        ("---\ntitle: \"A: b\"\ndate: 2020-01-02\ntags: [x, y]\nauthor: Ann\n---\n", (2, 8), 7),
        ("--- yaml\ntitle: 'A: b'\ndate: 2020-01-02\ntags: x, y\nauthor: Ann\n---\n", (2, 8), 7),
        ("+++\ntitle = 'A: b'\ndate = 2020-01-02\ntags = ['x', 'y']\nauthor = 'Ann'\n+++\n", (2, 9), 7),
        (
            "---toml\ntitle = 'A: b'\ndate = 2020-01-02\nextra.author = 'Ann'\ntaxonomies.tags = ['x', 'y']\n---\n",
            (2, 9),
            7,
        ),
        (
            "```toml\ntitle = 'A: b'\ndate = 2020-01-02\ntags = ['x', 'y']\n[extra]\nauthors = ['Ann']\n```\n",
            (2, 9),
            8,
        ),
        (
            "{\"title\": \"A: b\", \"date\": \"2020-01-02\",\n \"tags\": [\"x\", \"y\"], \"author\": \"Ann\"}\n",
            (1, 11),
            3,
        ),
        (
            "---json\n{\"title\": \"A: b\", \"date\": \"2020-01-02\",\n \"tags\": [\"x\", \"y\"], \"author\": \"Ann\"}\n---\n",
            (2, 11),
            5,
        ),
        (
            ";;;\n\"title\": \"A: b\",\n\"date\": \"2020-01-02\",\n\"tags\": [\"x\", \"y\"], \"author\": \"Ann\"\n;;;\n",
            (2, 10),
            6,
        ),
        ("Title: A: b\nDate: 2020-01-02\nTags: x,\n    y\nAuthor: Ann\n\n", (1, 8), 7),
        (".. title: A: b\n.. date: 2020-01-02\n.. tags: x, y\n.. author: Ann\n\n", (1, 11), 6),
        ("<!--\n.. title: A: b\n.. date: 2020-01-02\n.. tags: x, y\n.. author: Ann\n-->\n", (2, 11), 7),
        ("title: \"A: b\"\ndate: 2020-01-02\ntags:\n- x\n- y\nauthor: Ann\n---\n", (1, 8), 8),
    ] {
        let (record, findings) = record(&format!("{front_matter}Text.\n"));
        assert!(findings.is_empty(), "{front_matter}: {findings:?}");
        let authors: Vec<_> = record.authors.iter().filter_map(|author| text(&author.name)).collect();
        let found = (
            text(&record.title).unwrap_or_default(),
            text(&record.published).unwrap_or_default(),
            texts(&record.topics),
            authors,
            record.body.as_str(),
        );
        assert_eq!(found, expected, "{front_matter}");
        let position = record.title.as_ref().unwrap().position;
        assert_eq!(
            (position.line, position.column, record.body_line),
            (title_at.0, title_at.1, body_line),
            "{front_matter}"
        );
    }
}

#[test]
fn what_is_secured_or_holds_back_does_so_in_every_syntax() {
    for front_matter in [
        "+++\ntitle = 'A'\nsecured = 'canary'\n[extra]\ndraft = true\nsecured = 'canary'\n+++\n",
        "{\"title\": \"A\", \"Secured\": {\"a\": \"canary\"}, \"params\": {\"draft\": true}}\n",
        "Title: A\nDate: 2020-01-02\nSecured: canary\n  canary\nDraft: True\n\n",
        ".. title: A\n.. secured: canary\n.. draft: yes\n\n",
        ";;;\n\"title\": \"A\", \"secured\": \"canary\", \"draft\": 1\n;;;\n",
        "title: A\nsecured:\n- canary\ndraft: on\n---\n",
    ] {
        let (record, findings) = record(front_matter);
        assert!(!format!("{record:?}{findings:?}").contains("canary"), "{front_matter}");
        assert_eq!(record.flags.iter().map(|flag| flag.key).collect::<Vec<_>>(), ["draft"], "{front_matter}");
    }
}

#[test]
fn a_head_that_cannot_be_read_is_a_fault_at_its_line() {
    for (text, line) in [
        ("+++\ntitle = 'A'\n", 1),
        ("{\"title\": \"A\",\n\"date\" \"2020\"}\nText.\n", 2),
        (";;;\n\"title\": \"A\",\n;;;\n", 3),
        (".. title: A\nno key\n\n", 2),
    ] {
        let finding = fault(text.as_bytes());
        assert_eq!(finding.position.map(|position| position.line), Some(line), "{text}: {finding:?}");
    }
}
