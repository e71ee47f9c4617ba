use crate::convert::{Input, Options, Output, convert};
use crate::finding::Rule;
use crate::model::{Format, Syntax};

const RSS: &str = "<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>";

fn rss(items: &[&str]) -> String {
    let item = |(number, inner): (usize, &&str)| {
        format!("<item><title>Item {number}</title><link>https://example.org/{number}</link>{inner}</item>")
    };
    let items: String = items.iter().enumerate().map(item).collect();
    format!("{RSS}<channel><title>T</title><link>https://example.org/</link>{items}</channel></rss>")
}

fn atom(inner: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://www.w3.org/2007/app' \
         xmlns:blogger='http://schemas.google.com/blogger/2018'><title>T</title><id>urn:x:1</id>\
         <updated>2020-01-01T00:00:00Z</updated><entry><title>Item 0</title><id>urn:x:2</id>\
         <updated>2020-01-01T00:00:00Z</updated>{inner}</entry></feed>"
    )
}

/// How many entries come out, and the rules of the findings.
fn converted(text: &str, to: Syntax) -> (usize, Vec<Rule>, String) {
    let input = Input { name: "in".to_owned(), bytes: text.as_bytes().to_vec() };
    let done = convert(&[input], &Options::new(to)).unwrap();
    let told = done.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; ");
    let files = match &done.output {
        Output::Articles(project) => project.files.len(),
        Output::Document(_) => done.entries,
    };
    assert_eq!(files, done.entries);
    (done.entries, done.findings.iter().map(|finding| finding.rule).collect(), told)
}

#[test]
fn what_an_export_says_is_not_public_comes_out_in_no_format() {
    let post = "<wp:post_type>post</wp:post_type>";
    let free = format!("{post}<wp:status>publish</wp:status><wp:post_password></wp:post_password>");
    let page = "<wp:post_type>page</wp:post_type><wp:status>publish</wp:status>".to_owned();
    let held = ["draft", "pending", "private", "future", "trash", "auto-draft", "inherit", "closed", ""]
        .map(|status| format!("{post}<wp:status>{status}</wp:status>"));
    let password = format!("{free}<wp:post_password>x</wp:post_password>");
    let block = "<itunes:block>Yes</itunes:block>".to_owned();
    let mut items = vec![free, page, password, block];
    items.extend(held);
    for kind in ["attachment", "revision", "nav_menu_item", "custom_css"] {
        items.push(format!("<wp:post_type>{kind}</wp:post_type><wp:status>inherit</wp:status>"));
    }
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    let text = rss(&items);
    for to in [
        Syntax::Article,
        Syntax::Feed(Format::Rss),
        Syntax::Feed(Format::Atom),
        Syntax::Feed(Format::JsonFeed),
    ] {
        let (entries, rules, told) = converted(&text, to);
        assert_eq!(entries, 2, "{to:?}: {told}");
        assert_eq!(rules.iter().filter(|rule| **rule == Rule::Withheld).count(), 3, "{told}");
        for part in [
            "9 entries are not public by `wp:status`",
            "1 entry is not public by `wp:post_password`",
            "`itunes:block`",
            "4 entries are neither posts nor pages",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}

#[test]
fn drafts_and_comments_of_atom_exports_stay_in() {
    let kind = |kind: &str| {
        format!(
            "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
        )
    };
    for (inner, expected) in [
        (kind("post"), 1),
        (kind("page"), 1),
        (kind("comment"), 0),
        (kind("template"), 0),
        (format!("{}<app:control><app:draft>yes</app:draft></app:control>", kind("post")), 0),
        ("<app:control><app:draft>no</app:draft></app:control>".to_owned(), 1),
        (
            "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
                .to_owned(),
            0,
        ),
        ("<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>".to_owned(), 1),
        ("<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>".to_owned(), 0),
        ("<blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status>".to_owned(), 0),
        ("<blogger:type>PAGE</blogger:type><blogger:status>LIVE</blogger:status>".to_owned(), 1),
        ("<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>".to_owned(), 0),
    ] {
        let (entries, rules, told) = converted(&atom(&inner), Syntax::Article);
        assert_eq!((entries, rules.is_empty()), (expected, expected == 1), "{inner}: {told}");
    }
}

#[test]
fn elements_of_any_name_that_records_know_hold_back_where_they_clearly_do() {
    for (inner, expected) in [
        ("<status>draft</status>", 0),
        ("<draft>true</draft>", 0),
        ("<published>false</published>", 0),
        ("<cms><visibility>members</visibility></cms>", 0),
        ("<cms status='private'/>", 0),
        ("<x:post_status xmlns:x='urn:x'>Pending Review</x:post_status>", 0),
        ("<x:post xmlns:x='urn:x'><x:meta x:draft='yes'/></x:post>", 0),
        ("<m:status xmlns:m='http://search.yahoo.com/mrss/' state='blocked'/>", 0),
        ("<status>published</status><draft>no</draft><cms status='done'/>", 1),
        ("<x:status xmlns:x='urn:x'>Actual</x:status><x:expires xmlns:x='urn:x'>2001-01-01</x:expires>", 1),
        ("<m:status xmlns:m='http://search.yahoo.com/mrss/' state='active'/>", 1),
        ("<x:body xmlns:x='urn:x'><p xmlns='http://www.w3.org/1999/xhtml' hidden='true'>A</p></x:body>", 1),
        ("<title>draft</title><category>private</category>", 1),
        ("<wp:post_type>post</wp:post_type>", 0),
    ] {
        assert_eq!(converted(&rss(&[inner]), Syntax::Article).0, expected, "{inner}");
        if !inner.contains("wp:") {
            assert_eq!(converted(&atom(inner), Syntax::Feed(Format::Rss)).0, expected, "{inner}");
        }
    }
    let private = rss(&[""]).replace("<item>", "<item private='true'>");
    assert_eq!(converted(&private, Syntax::Feed(Format::JsonFeed)).0, 0);
}

#[test]
fn a_podcast_that_must_not_be_found_is_only_converted_where_that_can_be_said() {
    let text = rss(&["", ""]).replace("<channel>", "<channel><itunes:block>yes</itunes:block>");
    let locked = rss(&["", ""]).replace("<channel>", "<channel><podcast:locked xmlns:podcast='https://podcastindex.org/namespace/1.0'>yes</podcast:locked>");
    for (to, expected) in
        [(Syntax::Article, 0), (Syntax::Feed(Format::JsonFeed), 0), (Syntax::Feed(Format::Atom), 2)]
    {
        assert_eq!(converted(&text, to).0, expected, "{to:?}");
        assert_eq!(converted(&locked, to).0, 2, "{to:?}");
    }
}

#[test]
fn an_extension_of_json_feed_may_say_so() {
    for (member, expected) in [
        ("\"_draft\": true", 0),
        ("\"_cms\": {\"status\": \"private\"}", 0),
        ("\"_cms\": {\"isPublished\": false}", 0),
        ("\"_cms\": {\"status\": \"shipping\", \"hide\": true}", 1),
        ("\"_cms\": {\"post\": {\"draft\": 1}}", 0),
        ("\"_cms\": [{\"visibility\": [\"public\", \"paid\"]}]", 0),
        ("\"_cms\": {\"published_at\": null}", 0),
        ("\"_cms\": {\"published_at\": \"2020-01-01\", \"deleted_at\": null, \"password\": \"\"}", 1),
        ("\"_cms\": {\"audience\": \"only_paid\"}", 0),
        ("\"draft\": true", 0),
        ("\"status\": \"scheduled\"", 0),
        ("\"published\": false", 0),
        ("\"status\": \"published\", \"tags\": [\"draft\"], \"render\": false", 1),
        ("\"_draft\": false", 1),
    ] {
        let text = format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [{{\"id\": \"1\", \"content_text\": \"x\", {member}}}]}}"
        );
        assert_eq!(converted(&text, Syntax::Article).0, expected, "{member}");
    }
}

#[test]
fn an_article_that_is_public_for_a_time_is_converted_within_it() {
    let article = |line: &str| format!("---\ntitle: T\ndate: 2099-01-01\n{line}\n---\nText.\n");
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    for (line, with_now, without) in [
        ("a: b", true, true),
        ("publishDate: 2020-01-01", true, false),
        ("publishDate: 2099-01-01", false, false),
        ("expires: 2099-01-01", true, false),
        ("expires: 2020-01-01", false, false),
        ("status: draft", false, false),
        ("status: odd", false, false),
    ] {
        for (now, expected) in [(Some(now), with_now), (None, without)] {
            let input = Input { name: "a.md".to_owned(), bytes: article(line).into_bytes() };
            let options = Options { now, ..Options::new(Syntax::Feed(Format::Rss)) };
            assert_eq!(convert(&[input], &options).is_ok(), expected, "{line} {now:?}");
        }
    }
}
