use super::super::{Reading, read};
use super::*;
use crate::finding::Finding;
use crate::text::digest;

fn record(path: &str, text: &str) -> (Record, Vec<Finding>) {
    match read(path, text.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, findings) => (*record, findings),
        other => panic!("{path}: {other:?}"),
    }
}

fn fault(path: &str, text: &str) -> Finding {
    match read(path, text.as_bytes(), &FieldNames::default()) {
        Reading::Faulty(finding) => finding,
        other => panic!("{path}: {other:?}"),
    }
}

/// The parts of a text that are records.
fn parts(text: &str, syntax: DataSyntax) -> Vec<&str> {
    match list(text, syntax, &FieldNames::default()).unwrap() {
        Listed::One => Vec::new(),
        Listed::Many(ranges) => ranges.into_iter().map(|range| text.get(range).unwrap()).collect(),
    }
}

#[test]
fn every_syntax_of_data_reads_the_same_record() {
    for (path, text, title_at) in [
        (
            "a.json",
            "{\"title\": \"A\", \"date\": \"2020-01-02\",\n\"tags\": [\"x\", \"y\"], \"body\": \"Text.\"}",
            (1, 11),
        ),
        ("a.yaml", "title: A\ndate: 2020-01-02\ntags: [x, y]\nbody: Text.\n", (1, 8)),
        ("a.yml", "---\ntitle: A\ndate: 2020-01-02\ntags: [x, y]\nbody: Text.\n", (2, 8)),
        ("a.toml", "title = 'A'\ndate = 2020-01-02\ntags = ['x', 'y']\ncontent = 'Text.'\n", (1, 9)),
        (
            "a.json//1",
            "{\"title\": \"A\", \"date\": \"2020-01-02\", \"tags\": \"x, y\", \"text\": \"Text.\"}",
            (1, 11),
        ),
        (
            "a.ndjson//1",
            "{\"Title\": \"A\", \"date\": \"2020-01-02\", \"tags\": \"x, y\", \"Body\": \"Text.\"}\r\n",
            (1, 11),
        ),
        (
            "a.yaml//1",
            "  - date: 2020-01-02\n    title: A\n    tags:\n    - x\n    - y\n    body: Text.\n",
            (2, 12),
        ),
        (
            "a.toml//1",
            "[[posts]]\ntitle = 'A'\ndate = 2020-01-02\nbody = 'Text.'\n[posts.taxonomies]\ntags = ['x', 'y']\n",
            (2, 9),
        ),
        ("a.csv//1", "title,date,tags,body\nA,2020-01-02,\"x, y\",Text.\n", (1, 1)),
        ("a.csv//1", "title;date;tags;body\r\nA;2020-01-02;x, y;\"Text.\"\r\n", (1, 1)),
        ("a.csv//1", "\n\ntitle,date,tags,body\nA,2020-01-02,\"x, y\",Text.\n", (1, 1)),
        ("a.csv//1", "\u{feff}title\tdate\ttaxonomies.tags\tbody\nA\t2020-01-02\tx, y\tText.", (1, 1)),
    ] {
        let (record, findings) = record(path, text);
        let texts: Vec<&str> = record.topics.iter().map(|topic| topic.text.as_str()).collect();
        let title = record.title.as_ref().unwrap();
        let date = record.published.as_ref().map(|date| date.text.as_str());
        assert_eq!(
            (title.text.as_str(), date, record.body.as_str()),
            ("A", Some("2020-01-02"), "Text."),
            "{text}"
        );
        assert_eq!((texts, findings), (vec!["x", "y"], Vec::new()), "{text}");
        assert_eq!((title.position.line, title.position.column), title_at, "{text}");
    }
}

#[test]
fn dotted_names_lead_through_lists_and_tables() {
    let mut fields = FieldNames::default();
    for (meaning, keys) in
        [("link", "videos.0.url"), ("authors", "extra.author.name"), ("published", "advisory.date")]
    {
        fields.replace(meaning, vec![keys.to_owned()]);
    }
    let text = "{\"title\": \"A\", \"advisory\": {\"date\": \"2020-01-02\"}, \"extra\": {\"author\": {\"name\": \"Ann\"}}, \
                \"videos\": [{\"url\": \"https://example.org/v\"}, {\"url\": \"/w\"}], \"taxonomies\": {\"tags\": [\"x\"]}}";
    let Reading::Record(record, _) = read("a.json", text.as_bytes(), &fields) else {
        panic!("it is a record")
    };
    assert_eq!(record.links.first().map(|link| link.text.as_str()), Some("https://example.org/v"));
    assert_eq!(record.published.as_ref().map(|date| date.text.as_str()), Some("2020-01-02"));
    assert_eq!(
        record.authors.first().and_then(|author| author.name.as_ref()).map(|name| name.text.as_str()),
        Some("Ann")
    );
    assert_eq!(record.topics.first().map(|topic| topic.text.as_str()), Some("x"));
}

#[test]
fn a_list_is_told_from_a_record() {
    for (syntax, text, expected) in [
        (DataSyntax::Json, "[{\"a\": 1}, {\"b\": [2]}]", vec!["{\"a\": 1}", "{\"b\": [2]}"]),
        (DataSyntax::Json, "[]", vec![]),
        (DataSyntax::Json, "{\"total\": 2, \"posts\": [{\"a\": 1}]}", vec!["{\"a\": 1}"]),
        (DataSyntax::Json, "{\"title\": \"T\", \"items\": [{\"a\": 1}]}", vec!["{\"a\": 1}"]),
        (DataSyntax::Json, "{\"title\": \"T\", \"videos\": [{\"a\": 1}]}", vec![]),
        (DataSyntax::Json, "{\"date\": \"2020-01-02\", \"items\": [{\"a\": 1}]}", vec![]),
        (DataSyntax::Json, "{\"a\": [{\"a\": 1}], \"b\": [{\"b\": 1}]}", vec![]),
        (DataSyntax::Json, "{\"a\": [1, 2]}", vec![]),
        (DataSyntax::Json, "not json", vec![]),
        (
            DataSyntax::Yaml,
            "- a: 1\n  b: 2\n# - c: 3\n- a: 2\n",
            vec!["- a: 1\n  b: 2\n# - c: 3\n", "- a: 2\n"],
        ),
        (
            DataSyntax::Yaml,
            "---\n# Talks\n  - a: |\n      - x\n      - y\n  - a: 2",
            vec!["  - a: |\n      - x\n      - y\n", "  - a: 2"],
        ),
        (DataSyntax::Yaml, "[{\"a\": 1}]", vec!["{\"a\": 1}"]),
        (DataSyntax::Yaml, "-\n  a: 1\n-\n  a: 2\n", vec!["-\n  a: 1\n", "-\n  a: 2\n"]),
        (
            DataSyntax::Yaml,
            "site: T\nposts: # all\n- a: 1\n- a: 2\nend: true\n",
            vec!["- a: 1\n", "- a: 2\n"],
        ),
        (
            DataSyntax::Yaml,
            "talks:\n  - a: 1\n    b:\n      - c: 2\n",
            vec!["  - a: 1\n    b:\n      - c: 2\n"],
        ),
        (DataSyntax::Yaml, "title: T\nvideos:\n- url: /a\n", vec![]),
        (DataSyntax::Yaml, "date: 2020-01-02\nitems:\n- url: /a\n", vec![]),
        (DataSyntax::Yaml, "tags:\n- a\n- b\n", vec![]),
        (DataSyntax::Yaml, "a:\n- b: 1\nc:\n- d: 1\n", vec![]),
        (
            DataSyntax::Toml,
            "x = 1\n[[posts]]\na = 1\n[posts.extra]\nb = 2\n[[posts]]\na = 2\n",
            vec!["[[posts]]\na = 1\n[posts.extra]\nb = 2\n", "[[posts]]\na = 2\n"],
        ),
        (DataSyntax::Toml, "title = 'T'\n[[videos]]\nurl = '/a'\n", vec![]),
        (DataSyntax::Toml, "title = 'T'\n", vec![]),
    ] {
        assert_eq!(parts(text, syntax), expected, "{text}");
    }
    let quoted = "[[posts]]\nbody = '''\n[[posts]]\ntitle = 'B'\n'''\n";
    assert!(list(quoted, DataSyntax::Toml, &FieldNames::default()).is_err());
}

#[test]
fn rows_are_told_with_their_places() {
    let rows = |text: &str, syntax| {
        let mut rows = Rows::new(text.as_bytes(), syntax, 100).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            assert_eq!(
                text.as_bytes().get(usize::try_from(row.offset).unwrap()..).unwrap().get(..row.bytes.len()),
                Some(&row.bytes[..])
            );
            found.push((row.line, String::from_utf8(row.bytes).unwrap().trim_end().to_owned()));
        }
        found
    };
    let row = |line: usize, text: &str| (line, text.to_owned());
    assert_eq!(
        rows("{}\n\n [1]\r\n{\"a\":\n2}", DataSyntax::Lines),
        [row(1, "{}"), row(3, " [1]"), row(4, "{\"a\":"), row(5, "2}")]
    );
    let text = "a,b\r\n1,\"x\ny\"\"z\"\r\n\r\n\"2\",\"\"\n3,a\"b\n4,\"open\n5,6\n";
    let expected =
        [row(2, "1,\"x\ny\"\"z\""), row(5, "\"2\",\"\""), row(6, "3,a\"b"), row(7, "4,\"open\n5,6")];
    assert_eq!(rows(text, DataSyntax::Table), expected);
    assert_eq!(rows("a,\"b\nc\"\n1,2", DataSyntax::Table), [row(3, "1,2")]);
    assert_eq!(rows("", DataSyntax::Table), []);
    assert_eq!(rows("\r\n\na,b\n1,2", DataSyntax::Table), [row(4, "1,2")]);
    let long = format!("{}\n{{}}\n", "x".repeat(200_000));
    let mut rows = Rows::new(long.as_bytes(), DataSyntax::Lines, 100).unwrap();
    let first = rows.next_row().unwrap().unwrap();
    assert_eq!((first.length, first.bytes.len()), (200_001, 101));
    assert_eq!(rows.next_row().unwrap().map(|row| (row.offset, row.line)), Some((200_001, 2)));
    assert!(Rows::new("a,b\r1,2\r".as_bytes(), DataSyntax::Table, 100).is_err());
    assert!(Rows::new(format!("a,{}", "x".repeat(100_000)).as_bytes(), DataSyntax::Table, 100).is_err());
}

#[test]
fn a_row_that_could_have_taken_in_others_is_an_error() {
    for row in ["4,\"open\n5,6\n", "4,\"x\" y\n", "4\n", "4,5,6\n", "4,\"x\ny\" z\n", "\"4,\",5,\"6\"\n"] {
        assert!(fault("a.csv//1", &format!("id,title\n{row}")).message.contains("row"), "{row}");
    }
    assert_eq!(record("a.csv//1", "id,title\n4,\"x, \"\"y\"\"\"\n").0.title.unwrap().text, "x, \"y\"");
}

#[test]
fn a_record_is_named_by_the_first_of_its_keys() {
    let name = |text: &str, syntax| name(text.as_bytes(), syntax, &FieldNames::default()).key;
    for (text, key) in [
        (r#"{"title": "T", "slug": "s", "url": "/u", "id": 7}"#, Some("7")),
        (r#"{"title": "T", "slug": "s", "url": "/u", "id": ""}"#, Some("/u")),
        (r#"{"title": "T", "slug": "s", "id": null}"#, Some("s")),
        (r#"{"title": " T ", "id": {"a": 1}}"#, Some("T")),
        (r#"{"date": "2020-01-02"}"#, None),
        (r#"{"secured": {"id": 1}, "Secured": 2}"#, None),
        ("[1]", None),
        ("{", None),
    ] {
        assert_eq!(name(text, DataSyntax::Lines), key.map(|key| digest(key.as_bytes())), "{text}");
    }
    assert_eq!(name("title,ID\nT,7\n", DataSyntax::Table), Some(digest(b"7")));
    assert_eq!(name("- title: T\n  id: 7\n", DataSyntax::Yaml), Some(digest(b"7")));
    assert_eq!(name("[[a]]\nid = 7\n", DataSyntax::Toml), Some(digest(b"7")));
}

#[test]
fn what_is_secured_is_kept_in_no_syntax_of_data() {
    for (path, text) in [
        ("a.json", "{\"title\": \"A\", \"secured\": {\"title\": \"canary\", \"body\": \"canary\"}}"),
        ("a.json//1", "{\"title\": \"A\", \"author\": {\"name\": \"N\", \"Secured\": \"canary\"}}"),
        ("a.ndjson//1", "{\"title\": \"A\", \" SECURED \": [\"canary\"]}"),
        ("a.yaml//1", "- title: A\n  secured: canary\n  author: {name: N, secured: canary}\n"),
        ("a.toml//1", "[[a]]\ntitle = 'A'\nsecured = 'canary'\n[a.extra.secured]\nauthor = 'canary'\n"),
        ("a.csv//1", "title, Secured\nA,canary\n"),
        ("a.csv//1", "title,\"secured\"\nA,\"canary\"\n"),
    ] {
        let (record, findings) = record(path, text);
        assert!(!format!("{record:?} {findings:?}").contains("canary"), "{text}: {record:?}");
    }
}

#[test]
fn what_cannot_be_read_or_named_is_an_error_that_quotes_nothing() {
    for (path, text, line) in [
        ("a.json", "{\"title\": canary}", 1),
        ("a.json", "[1, \"canary\"]", 1),
        ("a.ndjson//1", "{\"title\": \"canary\"", 1),
        ("a.ndjson//1", "\"canary\"", 1),
        ("a.ndjson//~1", "{\"date\": \"2020-01-02\", \"body\": \"canary\"}", 1),
        ("a.yaml//1", "- title: A\n  b: [canary\n", 2),
        ("a.yaml//1", "- title: *canary\n", 1),
        ("a.yaml//1", "- canary\n", 1),
        ("a.toml//1", "[[a]]\ntitle = canary\n", 2),
        ("a.csv//1", "title\n\"canary\n", 1),
        ("a.csv//1", "title,draft,Draft\ncanary,true,false\n", 1),
        ("a.json", "{\"title\": \"A\"}\n{\"title\": \"canary\"}", 2),
    ] {
        let finding = fault(path, text);
        assert_eq!(finding.position.map(|position| position.line), Some(line), "{text}: {finding:?}");
        assert!(
            !finding.message.contains("canary") && !finding.message.contains("front matter"),
            "{finding:?}"
        );
    }
    let heap = format!("{{\"tags\": [{}1]}}", "1,".repeat(600_000));
    assert!(fault("a.ndjson//1", &heap).message.contains("more than"), "it is counted before it is read");
}

#[test]
fn the_body_is_read_in_the_syntax_that_its_key_or_its_marks_say() {
    for (text, expected) in [
        (r#"{"id": 1, "content_html": "<b>x</b> y"}"#, BodySyntax::Html),
        (r#"{"id": 1, "content_text": "<b>"}"#, BodySyntax::Text),
        (r#"{"id": 1, "content": "<p>x</p>\n"}"#, BodySyntax::Html),
        (r#"{"id": 1, "content": "<p>x</p> and *y*"}"#, BodySyntax::Markdown),
        (r#"{"id": 1, "body": "x", "markup": "text"}"#, BodySyntax::Text),
    ] {
        assert_eq!(record("a.ndjson//1", text).0.body_syntax, expected, "{text}");
    }
}
