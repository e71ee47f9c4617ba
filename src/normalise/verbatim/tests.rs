use super::super::{Decision, normalise};
use super::*;
use crate::config;
use crate::finding::Finding;
use crate::model::TextKind;
use crate::record::{self, FieldNames, Reading};
use crate::time;
use chrono::{DateTime, Utc};

fn decision_of(path: &str, front_matter: &str, body: &str, more: &str) -> Decision<Draft> {
    let text = format!("---\n{front_matter}\n---\n{body}");
    let config = format!("site: {{title: Site, url: 'https://example.org/blog/'}}\n{more}");
    let config = config::read_own("feedmill.yaml", &config, None, None).unwrap();
    let now = time::read("2026-01-01", time::Tz::UTC).unwrap().instant;
    match record::read(path, text.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, _) => normalise(&record, &config, now),
        other => panic!("{other:?}"),
    }
}

fn draft_of(front_matter: &str, body: &str, more: &str) -> (Draft, Vec<String>) {
    let front_matter = format!("date: 2020-01-01\n{front_matter}");
    let decision = decision_of("2019-09-09-a.md", &front_matter, body, more);
    (decision.article.unwrap(), decision.findings.iter().map(Finding::to_string).collect())
}

fn entry(front_matter: &str, body: &str) -> Entry {
    let (draft, findings) = draft_of(front_matter, body, "");
    assert_eq!(findings, Vec::<String>::new());
    draft.entry
}

#[test]
fn texts_mean_themselves() {
    let (draft, _) = draft_of(
        "verbatim: true\ntitle: ' Vec<b>  &amp; <i>x</i> '\ndescription: \"a <p>\\nb\"\nauthor: {name: '<b>Ann</b>', email: ann@example.org}\ntopics: ['&lt;', R&amp;D]",
        "",
        "",
    );
    assert_eq!(draft.entry.title, Some(Text::plain("Vec<b>  &amp; <i>x</i>")));
    assert_eq!(draft.entry.summary, Some(Text::plain("a <p>\nb")));
    let author = &draft.entry.authors[0];
    assert_eq!((author.name.as_str(), author.email.as_deref()), ("<b>Ann</b>", Some("ann@example.org")));
    assert_eq!(draft.topics, ["&lt;", "R&amp;D"]);
}

#[test]
fn nothing_is_added_and_nothing_is_missed() {
    let entry = entry(
        "verbatim: true\nimage: /a.png\nprovider: {name: P}\nfeaturedContent: <p>F</p>",
        "Some *words*.\n",
    );
    assert_eq!(entry.contents, [Content::Text(Text::html("<p>Some <em>words</em>.</p>"))]);
    assert_eq!((entry.title, entry.summary, entry.authors, entry.links), (None, None, vec![], vec![]));
    assert_eq!(entry.image.map(|image| image.url), Some("https://example.org/blog/a.png".to_owned()));
    let bare = self::entry("verbatim: true", "");
    assert_eq!(bare.contents, []);
    assert_eq!(bare.id.as_deref(), Some("tag:example.org,2020-01-01:2019-09-09-a.md"));
}

#[test]
fn ids_stay_as_they_are() {
    for (front_matter, id) in [
        ("id: 42", "42"),
        ("id: ' weir 42/ä '", "weir 42/ä"),
        ("id: 1225C695-CFB8-4EBB-AAAA-80DA344EFA6A", "1225C695-CFB8-4EBB-AAAA-80DA344EFA6A"),
        ("link: HTTPS://Example.org/%7Ea", "https://example.org/~a"),
    ] {
        let entry = entry(&format!("verbatim: true\n{front_matter}"), "");
        assert_eq!(entry.id.as_deref(), Some(id), "{front_matter}");
    }
}

#[test]
fn addresses_stay_as_they_are_where_they_are_addresses() {
    for (link, expected) in [
        ("HTTPS://Example.org", "HTTPS://Example.org"),
        ("https://example.org/%7ea?b=%C3%A9#c", "https://example.org/%7ea?b=%C3%A9#c"),
        ("https://example.org/a b/ü", "https://example.org/a%20b/%C3%BC"),
        ("https:/example.org/a", "https://example.org/example.org/a"),
        ("/post/1", "https://example.org/blog/post/1"),
    ] {
        assert_eq!(entry(&format!("verbatim: true\nlink: {link}"), "").link(), Some(expected), "{link}");
    }
    let (draft, findings) = draft_of("verbatim: true\nlink: 'javascript:alert(1)'", "", "");
    assert_eq!((draft.entry.link(), findings.len()), (None, 1), "{findings:?}");
}

#[test]
fn html_is_cleaned_as_everywhere() {
    let entry = entry(
        "verbatim: {title: <b onclick=x>T</b>, summary: '<p><script>s</script>S</p>'}\nmarkup: html\ntitle: T\nlink: https://example.org/p/",
        "<p onclick=x class=k>a <a href=b>c</a></p>",
    );
    assert_eq!(entry.title, Some(Text::html("<b>T</b>")));
    assert_eq!(entry.summary, Some(Text::html("<p>S</p>")));
    let html = "<p class=\"k\">a <a href=\"https://example.org/p/b\">c</a></p>";
    assert_eq!(entry.contents, [Content::Text(Text::html(html))]);
}

#[test]
fn the_body_may_be_a_summary_or_plain_text() {
    let summary = entry("verbatim: {body: summary}\nmarkup: html", "<p>a</p>\n");
    assert_eq!((summary.summary, summary.contents), (Some(Text::html("<p>a</p>")), vec![]));
    let plain = entry("verbatim: true\nmarkup: text", "a <b>\n\n c\n");
    assert_eq!(plain.contents, [Content::Text(Text::plain("a <b>\n\n c"))]);
}

#[test]
fn templates_in_a_body_belong_to_its_text() {
    let entry = entry("verbatim: true\nmarkup: html", "<p>{{ site.title }} {% raw %}</p>");
    assert_eq!(entry.contents, [Content::Text(Text::html("<p>{{ site.title }} {% raw %}</p>"))]);
}

#[test]
fn excerpts_stand_in_for_contents_where_the_configuration_wants_them() {
    let excerpt =
        |front_matter| draft_of(front_matter, "<p>Some words.</p>", "feeds: {content: excerpt}").0.entry;
    let made = excerpt("verbatim: true\nmarkup: html");
    assert_eq!((made.summary, made.contents), (Some(Text::plain("Some words.")), vec![]));
    let own = excerpt("verbatim: {body: summary}\nmarkup: html");
    assert_eq!((own.summary, own.contents), (Some(Text::html("<p>Some words.</p>")), vec![]));
}

#[test]
fn the_articles_own_link_is_first_unless_the_list_holds_it() {
    let links = "links: [{rel: via, href: /v}, {href: 'https://example.org/a', type: text/html}]";
    for (link, expected) in [
        ("https://example.org/a", vec!["via https://example.org/blog/v", "alternate https://example.org/a"]),
        (
            "/b",
            vec![
                "alternate https://example.org/blog/b",
                "via https://example.org/blog/v",
                "alternate https://example.org/a",
            ],
        ),
    ] {
        let entry = entry(&format!("verbatim: {{{links}}}\nlink: {link}"), "");
        let links: Vec<String> =
            entry.links.iter().map(|link| format!("{} {}", link.relation, link.href)).collect();
        assert_eq!(links, expected, "{link}");
        assert_eq!(entry.links.last().unwrap().media_type.as_deref(), Some("text/html"));
    }
}

#[test]
fn files_need_no_type_and_sizes_must_be_numbers() {
    let (draft, findings) = draft_of(
        "verbatim: true\nimage: {url: /a.png, width: wide, height: 0}\nenclosure: [{url: /a.unknowable, length: 5, title: Part, duration: 1.5}, {url: /b, duration: -1}]",
        "",
        "",
    );
    let [file, other] = &draft.entry.enclosures[..] else { panic!() };
    assert_eq!(
        (file.media_type.as_deref(), file.length, file.title.as_deref(), file.duration),
        (None, Some(5), Some("Part"), Some(1.5))
    );
    assert_eq!((other.url.as_str(), other.duration), ("https://example.org/blog/b", None));
    let image = draft.entry.image.unwrap();
    assert_eq!((image.width, image.height), (None, Some(0)));
    assert_eq!(
        findings,
        [
            "2019-09-09-a.md:4:29: warning: value: a size or length must be a number; it is left out",
            "2019-09-09-a.md:5:94: warning: value: the duration of a file must be seconds, or be like 1:02:03 or PT1H2M3S; it is left out",
        ]
    );
}

#[test]
fn dates_are_those_that_the_feed_knew() {
    let date = |date: Option<DateTime<Utc>>| date.map_or("none".to_owned(), time::rfc3339);
    let dates = |front_matter: &str| {
        let Decision { status, article, validity, .. } = decision_of("2019-09-09-a.md", front_matter, "", "");
        match article {
            Some(draft) => format!("{} {}", date(draft.entry.published), date(draft.entry.updated)),
            None => format!("{status:?} {}", date(DateTime::from_timestamp(validity.end, 0))),
        }
    };
    for (front_matter, expected) in [
        ("verbatim: true\ndate: 2020-01-02", "2020-01-02T00:00:00Z 2020-01-02T00:00:00Z"),
        (
            "verbatim: true\ndate: 2020-01-02\nupdated: 2020-01-01",
            "2020-01-02T00:00:00Z 2020-01-01T00:00:00Z",
        ),
        ("verbatim: true\nupdated: 2020-01-01", "none 2020-01-01T00:00:00Z"),
        ("verbatim: true\nupdated: 2027-01-01", "Scheduled 2027-01-01T00:00:00Z"),
        ("verbatim: true", "Undated none"),
        ("updated: 2020-01-01", "2019-09-09T00:00:00Z 2020-01-01T00:00:00Z"),
    ] {
        assert_eq!(dates(front_matter), expected, "{front_matter}");
    }
}

#[test]
fn people_may_have_no_name() {
    let entry =
        entry("verbatim: {contributors: Cy}\nauthors: [{email: a@example.org}, {name: ' '}, Bo, Bo]", "");
    let names: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["", "Bo", "Bo"]);
    assert_eq!(entry.contributors[0].name, "Cy");
}

#[test]
fn plain_text_bodies_of_other_records_become_paragraphs() {
    let entry = entry("title: T\nlink: /a\nmarkup: text", "one <b>\ntwo\n\n\nthree\n");
    let Content::Text(Text { kind: TextKind::Html, value, .. }) = &entry.contents[0] else { panic!() };
    assert_eq!(value, "<p>one &lt;b&gt;<br>\ntwo</p>\n<p>three</p>");
}
