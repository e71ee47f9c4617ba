use super::*;
use crate::model::{BodyRole, Spanned, Verbatim};

pub(super) fn record(text: &str) -> (Record, Vec<Finding>) {
    match read("a.md", text.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, findings) => (*record, findings),
        other => panic!("{other:?}"),
    }
}

pub(super) fn fault(bytes: &[u8]) -> Finding {
    match read("a.md", bytes, &FieldNames::default()) {
        Reading::Faulty(finding) => finding,
        other => panic!("{other:?}"),
    }
}

pub(super) fn text(written: &Option<Spanned>) -> Option<&str> {
    written.as_ref().map(|written| written.text.as_str())
}

pub(super) fn texts(written: &[Spanned]) -> Vec<&str> {
    written.iter().map(|written| written.text.as_str()).collect()
}

#[test]
fn keys_are_tried_in_the_order_of_the_table() {
    let (record, _) = record(
        "---\nname: Second\nsummary: third\ndescription: second\ndate: 2020-01-02\nmodified: b\nlastmod: a\nurl: u\nlink: l\n\
         guid: g\nlanguage: en\nlocale: de\n---\n",
    );
    assert_eq!(text(&record.title), Some("Second"));
    assert_eq!(text(&record.summary), Some("second"));
    assert_eq!(text(&record.updated), Some("a"));
    assert_eq!(texts(&record.links), ["l", "u"]);
    assert_eq!(text(&record.id), Some("g"));
    assert_eq!(text(&record.language), Some("en"));
}

#[test]
fn an_empty_value_lets_the_next_key_speak() {
    let (record, findings) = record("---\ntitle: \"  \"\nname: Name\nexcerpt:\ndescription: d\n---\n");
    assert_eq!((text(&record.title), text(&record.summary)), (Some("Name"), Some("d")));
    assert_eq!(findings, []);
}

#[test]
fn carriage_returns_and_a_byte_order_mark_are_fine() {
    let (record, findings) =
        record("\u{feff}---\r\ntitle: One\r\ndate: 2020-01-02\r\n---\r\nBody\r\ntext\r\n");
    assert_eq!(
        (text(&record.title), record.body.as_str(), record.body_line),
        (Some("One"), "Body\ntext\n", 5)
    );
    assert_eq!(findings, []);
}

#[test]
fn topics_come_as_a_list_or_as_one_text() {
    assert_eq!(texts(&record("---\ntopics: [A, B c]\n---\n").0.topics), ["A", "B c"]);
    assert_eq!(texts(&record("---\ntags: A, B c\n---\n").0.topics), ["A", "B c"]);
    assert_eq!(
        texts(&record("---\ncategories:\n- 1.10\n- yes\n- True\n---\n").0.topics),
        ["1.10", "yes", "True"]
    );
}

#[test]
fn people_pictures_and_files_come_in_every_shape() {
    let (record, findings) = record(
        "---\nauthor: Ann\nimage: /a.png\naudio: {url: a.mp3, length: 5}\nvideo: v.mp4\nprovider: {name: P, authors: [{name: Bo, url: u}]}\n---\n",
    );
    assert_eq!(text(&record.authors[0].name), Some("Ann"));
    assert_eq!(record.images[0].url.text, "/a.png");
    assert_eq!(
        record.enclosures.iter().map(|file| file.url.text.as_str()).collect::<Vec<_>>(),
        ["a.mp3", "v.mp4"]
    );
    let provider = record.provider.unwrap();
    assert_eq!((text(&provider.name), text(&provider.authors[0].uri)), (Some("P"), Some("u")));
    assert_eq!(findings, []);
}

#[test]
fn of_related_articles_a_link_and_what_holds_them_back_are_read() {
    let (record, findings) = record(
        "---\nrelated:\n  - title: R\n    draft: soon\n    webUrl: https://example.org/r\n    secured: canary\n    images: {}\n    related:\n      - title: RR\n  - url: /s\n---\n",
    );
    let [first, second] = &record.related[..] else { panic!("{record:?}") };
    assert_eq!((text(&first.title), texts(&first.links)), (Some("R"), vec!["https://example.org/r"]));
    assert_eq!(
        first.flags.iter().map(|flag| (flag.key, &*flag.value.text)).collect::<Vec<_>>(),
        [("draft", "soon")]
    );
    assert_eq!(first.flags[0].value.position, Position { line: 4, column: 12 });
    assert_eq!((text(&second.title), second.position.line), (None, 10));
    assert!(!format!("{record:?}").contains("canary"));
    assert_eq!(findings, []);
}

#[test]
fn secured_is_in_no_record_and_in_no_message() {
    let (record, findings) = record("---\ntitle: T\nsecured: canary\nsecured: [canary]\n---\n");
    assert!(!format!("{record:?} {findings:?}").contains("canary"));
    let fault = fault(b"---\ntitle: T\nsecured: \"canary\n---\n");
    assert!(!fault.message.contains("canary"), "{fault:?}");
}

#[test]
fn a_value_of_the_wrong_kind_is_a_finding_with_its_place() {
    let (record, findings) = record("---\ntitle: T\nlink:\n  - a\n  - b\nheat: 5\n---\n");
    assert_eq!((record.links.len(), text(&record.heat)), (0, Some("5")));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].to_string(), "a.md:3:1: warning: value: `link` must be a text, not a list");
}

#[test]
fn a_key_that_stands_twice_is_a_finding_and_the_last_counts() {
    let (record, findings) = record("---\ntitle: A\ntitle: B\n---\n");
    assert_eq!(text(&record.title), Some("B"));
    assert_eq!(
        findings[0].to_string(),
        "a.md:3:8: warning: duplicate-key: `title` is duplicated; the last one counts"
    );
}

#[test]
fn a_flag_or_date_that_is_no_text_is_not_taken_for_absent() {
    let (record, _) = record("---\ndraft: [true]\npublished: {value: false}\ndate: [2099-01-01]\n---\n");
    assert_eq!(record.flags.iter().map(|flag| flag.value.text.as_str()).collect::<Vec<_>>(), ["", ""]);
    assert_eq!(text(&record.published), Some(""));
}

#[test]
fn faults_name_the_line_of_the_file() {
    let cases: [(&[u8], &str); 7] = [
        (
            b"---\ntitle: A\n ---\nText.\n",
            "a.md:3:1: error: front-matter: the front matter is not closed; end it with a line `---`, and nothing else",
        ),
        (
            b"---\ntitle: A\n",
            "a.md:1:1: error: front-matter: the front matter is not closed; end it with a line `---`",
        ),
        (
            b"---\n- a\n---\n",
            "a.md:2:1: error: front-matter: the front matter is a list; write `key: value` lines",
        ),
        (
            b"---\ntitle: A\n\xff\n---\n",
            "a.md:3:1: error: encoding: not UTF-8 from here on; save the file as UTF-8",
        ),
        (b"\xff\xfe-\0", "a.md:1:1: error: encoding: the file is UTF-16; save it as UTF-8"),
        (
            b"+++\na = 1\nb = x\n+++\n",
            "a.md:3:5: error: front-matter: the front matter is not valid TOML: string values must be quoted, expected literal string",
        ),
        (
            b"---\ntitle: A\nexcerpt: b: c\n---\n",
            "a.md:3:11: error: front-matter: not valid YAML: mapping values are not allowed in this context; put the text in quotes",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(fault(bytes).to_string(), expected);
    }
}

#[test]
fn control_characters_in_a_text_are_removed_with_a_finding() {
    let (record, findings) = record("---\ntitle: Owls \u{7}fly\ndraft: true\n---\n");
    assert_eq!(text(&record.title), Some("Owls fly"));
    let message = "a.md:2:13: warning: characters: control characters were removed from the front matter";
    assert_eq!(findings.iter().map(Finding::to_string).collect::<Vec<_>>(), [message]);
    let refused = fault(b"---\ntitle: Owls\ndraft: fal\x07se\n---\n");
    assert_eq!(
        refused.to_string(),
        "a.md:3:11: error: front-matter: not valid YAML: a control character, which nobody sees; delete it"
    );
}

#[test]
fn a_file_without_front_matter_is_no_record() {
    for text in ["", "# Title\n", "----\na: b\n---\n", " ---\na: b\n---\n"] {
        assert_eq!(read("a.md", text.as_bytes(), &FieldNames::default()), Reading::NoFrontMatter);
    }
}

#[test]
fn configured_names_replace_a_list_of_keys() {
    let mut fields = FieldNames::default();
    assert!(fields.replace("topics", vec!["category".into()]));
    assert!(!fields.replace("topic", vec![]));
    let Reading::Record(record, _) = read("a.html", b"---\ncategory: C\ntopics: [T]\n---\n<p>", &fields)
    else {
        panic!()
    };
    assert_eq!(texts(&record.topics), ["C"]);
    assert_eq!(record.body_syntax, BodySyntax::Html);
}

#[test]
fn what_goes_beyond_a_hundred_is_left_out_with_a_finding() {
    let list = |item: &str| format!("\n{}", format!("  - {item}\n").repeat(101));
    for (key, item) in [
        ("related", "{title: R, link: /r}"),
        ("authors", "Ann"),
        ("images", "/a.png"),
        ("enclosure", "/a.mp3"),
    ] {
        let (record, findings) = record(&format!("---\ntitle: T\n{key}:{}---\n", list(item)));
        let kept = [record.related.len(), record.authors.len(), record.images.len(), record.enclosures.len()];
        assert_eq!(kept.iter().sum::<usize>(), 100, "{key}");
        assert_eq!(findings.len(), 1, "{key}: {findings:?}");
        assert!(findings[0].message.contains(&format!("`{key}` holds 101")), "{key}: {findings:?}");
    }
}

#[test]
fn the_front_matter_may_name_the_syntax_of_the_body() {
    for (markup, expected, finds) in [
        ("html", BodySyntax::Html, false),
        ("HTML", BodySyntax::Html, false),
        ("md", BodySyntax::Markdown, false),
        ("text", BodySyntax::Text, false),
        ("asciidoc", BodySyntax::Markdown, true),
        ("[html]", BodySyntax::Markdown, true),
        ("", BodySyntax::Markdown, false),
    ] {
        let (record, findings) = record(&format!("---\nmarkup: {markup}\n---\nBody\n"));
        assert_eq!((record.body_syntax, findings.len()), (expected, usize::from(finds)), "{markup}");
    }
}

#[test]
fn a_record_is_verbatim_where_it_says_so() {
    for (value, is_verbatim, finds) in [
        ("true", true, false),
        ("{body: content}", true, false),
        ("false", false, false),
        ("", false, false),
        ("maybe", false, true),
        ("[true]", false, true),
    ] {
        let (record, findings) = record(&format!("---\nverbatim: {value}\n---\n"));
        assert_eq!((record.verbatim.is_some(), findings.len()), (is_verbatim, usize::from(finds)), "{value}");
    }
}

#[test]
fn what_a_verbatim_record_says_beside_is_read() {
    let (record, findings) = record(
        "---\nverbatim:\n  body: summary\n  title: <b>T</b>\n  rights: None\n  contributors: [{name: Cy, email: c@example.org}]\n  \
         banner: /b.png\n  links:\n    - {rel: via, href: /v, type: text/html, hreflang: de, title: V, length: 4}\n    - title: no address\n---\n",
    );
    let verbatim = record.verbatim.unwrap();
    assert_eq!(
        (verbatim.body, text(&verbatim.title), text(&verbatim.rights)),
        (BodyRole::Summary, Some("<b>T</b>"), Some("None"))
    );
    assert_eq!(text(&verbatim.contributors[0].email), Some("c@example.org"));
    assert_eq!(verbatim.banner.unwrap().url.text, "/b.png");
    let [link] = &verbatim.links[..] else { panic!("{:?}", verbatim.links) };
    let said =
        [&link.relation, &link.media_type, &link.language, &link.title, &link.length].map(|part| text(part));
    assert_eq!((link.href.text.as_str(), said), ("/v", ["via", "text/html", "de", "V", "4"].map(Some)));
    let findings: Vec<String> = findings.iter().map(Finding::to_string).collect();
    let expected =
        "a.md:10:7: warning: value: `verbatim.links[1]` must be a mapping with `href`; it is left out";
    assert_eq!(findings, [expected]);
}

#[test]
fn details_of_the_wrong_kind_are_findings() {
    for details in ["body: both", "links: /a", "links: [/a]", "title: [a]"] {
        let (record, findings) = record(&format!("---\nverbatim: {{{details}}}\n---\n"));
        assert_eq!(record.verbatim, Some(Verbatim::default()), "{details}");
        assert_eq!(findings.len(), 1, "{details}: {findings:?}");
    }
}

#[test]
fn a_file_may_have_a_title_and_a_length_in_time() {
    let (record, _) = record("---\naudio: {url: /a.mp3, title: Part 1, duration: 61.5}\n---\n");
    let file = &record.enclosures[0];
    assert_eq!((text(&file.title), text(&file.duration)), (Some("Part 1"), Some("61.5")));
}

#[test]
fn a_flag_is_one_however_it_is_written() {
    let flags = |front_matter: &str| {
        let (record, findings) = record(&format!("---\n{front_matter}\n---\n"));
        assert!(findings.iter().all(|finding| finding.rule == Rule::DuplicateKey), "{findings:?}");
        record.flags.iter().map(|flag| format!("{} {}", flag.key, flag.value.text)).collect::<Vec<_>>()
    };
    for (front_matter, expected) in [
        ("Draft: true", &["draft true"][..]),
        ("DRAFT: true", &["draft true"]),
        ("\" draft\": true", &["draft true"]),
        ("deleted : true\nRemoved: yes", &["deleted true", "removed yes"]),
        ("draft: true\nPublished: false", &["published false", "draft true"]),
        ("Draft: true\ndraft: false", &["draft true", "draft false"]),
        ("draft: true\ndraft: false", &["draft false"]),
        ("drafts: true\nDraft:\n", &[]),
    ] {
        assert_eq!(flags(front_matter), expected, "{front_matter}");
    }
}

#[test]
fn a_word_holds_back_whatever_meaning_the_configuration_gives_its_key() {
    let mut fields = FieldNames::default();
    fields.replace("published", vec!["Published".to_owned(), "publishDate".to_owned()]);
    for line in ["Published: 2020-01-01", "publishDate: 2020-01-01"] {
        let text = format!("---\n{line}\n---\n");
        let Reading::Record(record, _) = read("a.md", text.as_bytes(), &fields) else {
            panic!("it is a record");
        };
        assert_eq!((record.flags.len(), record.published.is_some()), (1, true), "{line}");
    }
}

#[test]
fn a_key_is_read_in_any_case_and_its_own_spelling_goes_first() {
    for (front_matter, title, count) in [
        ("TITLE: A\nDate: 2020-01-01\nTags: [x]", "A", 0),
        ("Title: A\ntitle: B", "B", 1),
        ("title: B\nTitle: A", "B", 1),
        ("tItle: C\nTITLE: A", "A", 1),
        ("author: {Name: Ann}\nTitle: A", "A", 0),
    ] {
        let (record, findings) = record(&format!("---\n{front_matter}\n---\n"));
        assert_eq!((text(&record.title), findings.len()), (Some(title), count), "{front_matter}");
        assert!(findings.iter().all(|finding| finding.rule == Rule::DuplicateKey), "{front_matter}");
        if front_matter.contains("Date") {
            assert_eq!((text(&record.published), record.topics.len()), (Some("2020-01-01"), 1));
        }
    }
}

#[test]
fn what_holds_an_article_back_is_found_in_lists_and_mappings() {
    for (front_matter, expected) in [
        ("build: {list: never, render: always}", &["build.list never", "build.render always"][..]),
        ("_build: {List: never}", &["build.list never"]),
        ("build: false", &["build false"]),
        ("permalink: {build: false}", &["permalink false"]),
        ("permalink: [a]", &[]),
        ("tags: [a, Draft]", &["tags Draft"]),
        ("tags: a, private", &["tags private"]),
        ("tags: [a draft of wind]", &[]),
        ("status: [published, hidden]", &["status published,hidden"]),
        ("visibility: {a: b}", &["visibility private"]),
        ("password: [a]", &["password a"]),
        ("hide: [navigation]", &[]),
        ("eleventyExcludeFromCollections: [posts]", &["eleventyExcludeFromCollections true"]),
        ("published_at:", &["publishedAt "]),
        ("publish:\nexpires:\npassword: ''", &["publish "]),
    ] {
        let (record, _) = record(&format!("---\n{front_matter}\n---\n"));
        let flags = record.flags.iter().map(|flag| format!("{} {}", flag.key, flag.value.text));
        assert_eq!(flags.collect::<Vec<_>>(), expected, "{front_matter}");
    }
}

#[test]
fn whatever_is_wrong_with_front_matter_has_a_place() {
    for front_matter in [
        "  - name: Ann\nheat: 1.5", "date\n  : 2021-01-01\ntitle: t", "date: 2021-01-01\n--- x",
        "secured: &a canary\ntitle: *a", "x:\n  !!null : a", "title: \"\\ud83d\"", "a: {b",
    ] {
        let text = format!("---\n{front_matter}\n---\n");
        let Reading::Faulty(finding) = read("a.md", text.as_bytes(), &FieldNames::default()) else {
            panic!("it is no record: {text}");
        };
        let lines = text.lines().count();
        assert!(
            finding.position.is_some_and(|position| (2..=lines).contains(&position.line)),
            "{finding:?}: {text}"
        );
    }
}
