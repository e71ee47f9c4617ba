use super::*;
use crate::config;
use crate::record::{self, FieldNames, Reading};

fn site(more: &str) -> Config {
    let text =
        format!("site: {{title: Site, url: 'https://example.org/blog/', timezone: Europe/Berlin}}\n{more}");
    config::read_own("feedmill.yaml", &text, None, None).unwrap()
}

/// The content of an entry that has one at most.
fn content(entry: &Entry) -> Option<&str> {
    match entry.contents.as_slice() {
        [] => None,
        [Content::Text(text)] => Some(&text.value),
        other => panic!("{other:?}"),
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    time::read(text, time::Tz::UTC).unwrap().instant
}

fn now() -> DateTime<Utc> {
    instant("2026-01-01")
}

fn record(path: &str, text: &str) -> Record {
    match record::read(path, text.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, _) => *record,
        other => panic!("{other:?}"),
    }
}

fn decision(path: &str, front_matter: &str, config: &Config) -> (Decision<Draft>, Vec<String>) {
    let decision = normalise(&record(path, &format!("---\n{front_matter}\n---\n")), config, now());
    let findings = decision.findings.iter().map(Finding::to_string).collect();
    (decision, findings)
}

fn status(path: &str, front_matter: &str, config: &Config) -> (Status, Vec<String>) {
    let (decision, findings) = decision(path, front_matter, config);
    assert_eq!(decision.article.is_some(), decision.status == Status::Published);
    (decision.status, findings)
}

fn entry(path: &str, front_matter: &str) -> (Entry, Vec<String>) {
    entry_of(path, front_matter, &site(""))
}

fn entry_of(path: &str, front_matter: &str, config: &Config) -> (Entry, Vec<String>) {
    let (decision, findings) = decision(path, front_matter, config);
    (decision.article.unwrap().entry, findings)
}

#[test]
fn a_link_that_is_settled_gives_the_id_that_a_parser_finds_in_it() {
    let config = site("");
    let mut settled = 0;
    for link in [
        "https://example.org/a",
        "' https://example.org/b/?c=d#e '",
        "http://other.example/%7Ea/%2f%2F",
        "https://example.org/.a",
        "https://EXAMPLE.org/a",
        "/a",
        "a.html",
        "https://example.org",
        "https://example.org/ä",
        "https://example.org:443/a",
        "https://example.org/a/../b",
        "'https://example.org/a#b#c'",
        "https://127.1/a",
        "ftp://example.org/a",
    ] {
        let record = record("a.md", &format!("---\ntitle: T\ndate: 2020-01-01\nlink: {link}\n---\n"));
        let Some(quick) = identity::settled(&record) else { continue };
        let mut diagnostics = Diagnostics { path: &record.path, findings: Vec::new() };
        let parsed = links::link(&record, None, &config, &mut diagnostics);
        assert_eq!(
            quick,
            identity::identity(&record, parsed.as_ref(), None, &config, &mut diagnostics),
            "{link}"
        );
        assert!(!links::is_made(&record, &parsed.unwrap(), &quick.id, &config));
        settled += 1;
    }
    assert_eq!(settled, 3);
    let with_id = record("a.md", "---\nid: own\nlink: https://example.org/a\n---\n");
    assert_eq!(identity::settled(&with_id), None);
}

#[test]
fn every_flag_can_withdraw_and_none_is_guessed() {
    let date = "date: 2020-01-01\nlink: https://example.org/a\ntitle: T";
    for flag in ["published: false", "draft: true", "deleted: yes", "removed: True", "published: 'false'"] {
        let front_matter = format!("{flag}\n{date}");
        assert_eq!(status("a.md", &front_matter, &site("")), (Status::Withdrawn, vec![]), "{flag}");
    }
    for flag in ["published: true", "draft: false", "draft:"] {
        let front_matter = format!("{flag}\n{date}");
        assert_eq!(status("a.md", &front_matter, &site("")).0, Status::Published, "{flag}");
    }
    let (status, findings) = status("a.md", &format!("draft: perhaps\n{date}"), &site(""));
    assert_eq!(status, Status::Faulty);
    assert_eq!(
        findings,
        ["a.md:2:8: error: flag: `draft` must be true or false, and the article is held back"]
    );
}

#[test]
fn what_is_wrong_with_a_withdrawn_article_is_not_told() {
    assert_eq!(status("a.md", "draft: true\ndate: soon", &site("")), (Status::Withdrawn, vec![]));
}

#[test]
fn a_date_of_the_future_holds_an_article_back_until_due() {
    let front_matter = "date: 2026-01-01T01:00:00+01:00\nlink: /a\ntitle: T";
    assert_eq!(status("a.md", front_matter, &site("")).0, Status::Published);
    let front_matter = "date: 2026-01-01T01:00:01+01:00\nlink: /a\ntitle: T";
    assert_eq!(status("a.md", front_matter, &site("")).0, Status::Scheduled);
    let publish = site("input: {future: publish}");
    assert_eq!(status("a.md", front_matter, &publish).0, Status::Published);
}

#[test]
fn a_date_that_cannot_be_read_is_a_fault_and_never_a_guess() {
    let (status, findings) = status("2020-01-02-a.md", "title: T\ndate: 01/02/2020", &site(""));
    assert_eq!(status, Status::Faulty);
    assert!(
        findings[0].starts_with("2020-01-02-a.md:3:7: error: date: the date of publication cannot be read: ")
    );
}

#[test]
fn the_file_name_dates_an_article_that_says_nothing() {
    let (entry, _) = entry("_posts/2020-07-02-a.md", "title: T\nlink: /a");
    assert_eq!(time::rfc3339(entry.published.unwrap()), "2020-07-01T22:00:00Z");
    assert_eq!(status("a.md", "title: T", &site("")).0, Status::Undated);
    assert_eq!(status("a.md", "title: T", &site("input: {undated: ignore}")), (Status::Undated, vec![]));
}

#[test]
fn the_last_change_is_never_before_publication_and_never_in_the_future() {
    for (updated, expected, finds) in [
        ("2020-02-01T00:00:00Z", "2020-02-01T00:00:00Z", false),
        ("2019-02-01T00:00:00Z", "2020-01-01T00:00:00Z", false),
        ("2030-02-01T00:00:00Z", "2020-01-01T00:00:00Z", true),
        ("yesterday", "2020-01-01T00:00:00Z", true),
    ] {
        let front_matter = format!("title: T\nlink: /a\ndate: 2020-01-01T00:00:00Z\nlastmod: {updated}");
        let (entry, findings) = entry("a.md", &front_matter);
        assert_eq!(time::rfc3339(entry.updated.unwrap()), expected, "{updated}");
        assert_eq!(findings.iter().any(|finding| finding.contains("warning: updated")), finds, "{updated}");
    }
}

#[test]
fn a_decision_holds_between_the_dates_that_it_depends_on() {
    let dated = |dates: &str| record("a.md", &format!("---\nlink: /a\n{dates}\n---\n"));
    let config = config::read_own("feedmill.yaml", "site: {url: 'https://example.org'}", None, None).unwrap();
    for (dates, decided, now, expected) in [
        ("date: 2020-01-02", "2020-01-02", "2020-01-02", true),
        ("date: 2020-01-02", "2020-01-02", "2020-01-01", false),
        ("date: 2020-01-01\nupdated: 2020-01-03", "2020-01-04", "2020-01-02", false),
        ("date: 2020-01-01\nupdated: 2020-01-02T00:00:00.5Z", "2020-01-04", "2020-01-02", false),
        ("date: 2020-01-01\nupdated: 2020-01-03", "2020-01-01", "2020-01-02", true),
        ("date: 2020-01-01\nupdated: 2020-01-03", "2020-01-01", "2020-01-03", false),
        ("date: 2020-01-02", "2020-01-01", "2020-01-01", true),
        ("date: 2020-01-02", "2020-01-01", "2020-01-02", false),
        ("date: 2020-01-02\ndraft: true", "2020-01-01", "1000-01-01", true),
    ] {
        let decision = select(&dated(dates), &config, instant(decided));
        let holds = decision.validity.contains(&instant(now).timestamp());
        assert_eq!(holds, expected, "{dates} decided at {decided}, at {now}");
    }
}

#[test]
fn ids_are_the_records_own_else_the_link_else_made_of_path_and_day() {
    for (front_matter, expected) in [
        ("id: 'urn:x:1'\nlink: /a", "urn:x:1"),
        (
            "uuid: 1225C695-CFB8-4EBB-AAAA-80DA344EFA6A\nlink: /a",
            "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        ),
        ("guid: number 4/ä\nlink: /a", "tag:example.org,2000:number%204/%C3%A4"),
        ("link: HTTPS://Example.ORG:443/%7Ea?b#c", "https://example.org/~a?b#c"),
        ("title: T", "tag:example.org,2020-01-01:x/a%20b.md"),
    ] {
        let (entry, _) = entry("x/a b.md", &format!("{front_matter}\ndate: 2020-01-01"));
        assert_eq!(entry.id.as_deref(), Some(expected), "{front_matter}");
    }
}

#[test]
fn links_come_from_the_record_else_from_the_permalink() {
    let config =
        site("input: {permalink: {_posts: '/:categories/:year/:month/:day/:title/', news: /n/:slug.html}}");
    for (path, front_matter, expected) in [
        ("a.md", "webUrl: https://example.org/w", Some("https://example.org/w")),
        ("a.md", "url: /w", Some("https://example.org/blog/w")),
        (
            "_posts/2020-07-02-Some-Title.md",
            "categories: [A B, c]",
            Some("https://example.org/blog/a%20b/c/2020/07/02/Some-Title/"),
        ),
        ("en/_posts/2020-07-02-t.md", "x: y", Some("https://example.org/blog/en/2020/07/02/t/")),
        ("news/Großes.md", "date: 2020-07-02", Some("https://example.org/blog/n/gro%C3%9Fes.html")),
        ("news/a.md", "date: 2020-07-02\npermalink: /own/", Some("https://example.org/blog/own/")),
        ("else/a.md", "date: 2020-07-02", None),
        ("else/a.md", "date: 2020-07-02\nlink: 'javascript:alert(1)'", None),
    ] {
        let front_matter =
            format!("title: T\n{front_matter}{}", if path == "a.md" { "\ndate: 2020-07-02" } else { "" });
        let (entry, findings) = entry_of(path, &front_matter, &config);
        assert_eq!(entry.link(), expected, "{path} {front_matter}");
        assert_eq!(findings.iter().any(|finding| finding.contains("has no URL")), expected.is_none());
    }
}

#[test]
fn the_original_is_named_where_it_differs_from_the_link() {
    let date = "title: T\ndate: 2020-01-01\nprovider: {name: P}";
    let other = format!("{date}\nwebUrl: /w\noriginalUrl: https://p.example.org/o");
    let (entry_with_other, _) = entry("a.md", &other);
    assert_eq!(
        entry_with_other.link_to("via").map(|link| link.href.as_str()),
        Some("https://p.example.org/o")
    );
    assert!(
        content(&entry_with_other).unwrap().contains("<a href=\"https://p.example.org/o\">Read at P</a>")
    );
    let (same, _) =
        entry("a.md", &format!("{date}\nwebUrl: https://example.org/o\noriginalUrl: https://EXAMPLE.org/o"));
    assert_eq!(same.link_to("via"), None);
    // The link leads to the site itself: it is no place of the provider's.
    assert!(!content(&same).unwrap_or_default().contains("Read at"));
}

#[test]
fn a_lone_player_becomes_a_linked_picture_and_the_picture_is_not_repeated() {
    let (entry, _) = entry(
        "a.md",
        "title: T\ndate: 2020-01-01\nlink: /a\nimage: /i.png\nexcerpt: Words\n\
         featuredContent: '<iframe src=\"https://www.youtube.com/embed/AbCdEfGhIjK\"></iframe>'",
    );
    let expected = "<p><a href=\"https://www.youtube.com/watch?v=AbCdEfGhIjK\"><img src=\"https://example.org/blog/i.png\" \
                    alt=\"T\"></a></p><p>Words</p>";
    assert_eq!(content(&entry), Some(expected));
}

#[test]
fn players_of_configured_hosts_stay() {
    let config = site("html: {embeds: [player.example.org]}");
    let front_matter = "title: T\ndate: 2020-01-01\nlink: /a\nfeaturedContent: '<iframe src=\"https://player.example.org/1\" onload=\"x\"></iframe>'";
    let (entry, _) = entry_of("a.md", front_matter, &config);
    assert_eq!(content(&entry), Some("<iframe src=\"https://player.example.org/1\"></iframe>"));
}

#[test]
fn an_image_says_what_it_shows() {
    for (front_matter, alt) in [
        ("image: /a.png", "T"),
        ("image: {url: /a.png, alt: 'A &amp; <b>B</b>'}", "A &amp; B"),
        ("images: [{url: /a.png, caption: C, title: D}, {url: /b.png, alt: E}]", "C"),
        ("images: [{url: /a.png, alt: [x], description: D}]", "D"),
        ("image: /a.png\nimage_alt: Boats", "Boats"),
        ("images: [{url: /a.png, alt: Own}]\nfeatured_image_caption: Boats", "Own"),
    ] {
        let (entry, found) = entry(
            "a.md",
            &format!("date: 2020-01-01\nlink: https://example.org/a\ntitle: T\n{front_matter}"),
        );
        let expected = format!("alt=\"{alt}\"");
        assert!(
            content(&entry).is_some_and(|html| html.contains(&expected)),
            "{front_matter}: {:?}",
            entry.contents
        );
        assert_eq!(found, Vec::<String>::new(), "{front_matter}");
    }
}

#[test]
fn no_mail_address_in_an_author_is_published() {
    for (front_matter, expected, findings) in [
        ("author: ann@example.org (Ann Example)", vec!["Ann Example"], 0),
        ("authors: [Bob <bob@example.org>, 'Cid (mailto:cid@example.org)']", vec!["Bob", "Cid"], 0),
        (
            "authors: [{name: 'Ann <ann@example.org>', email: ann@example.org}, ann@example.org]",
            vec!["Ann"],
            1,
        ),
        ("author: ann@example.org\nprovider: Press <press@example.org>", vec!["Press"], 1),
        ("author: '@ann@social.example.org'", vec!["@ann@social.example.org"], 0),
    ] {
        let (entry, found) = entry(
            "a.md",
            &format!("date: 2020-01-01\nlink: https://example.org/a\ntitle: T\n{front_matter}"),
        );
        let names: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!((names, found.len()), (expected, findings), "{front_matter}: {found:?}");
        assert!(entry.authors.iter().all(|author| author.email.is_none()));
    }
}

#[test]
fn languages_are_registered_ones() {
    for (language, expected, finding) in [
        ("pt_br", Some("pt-BR"), None),
        (
            "jp",
            None,
            Some(
                "the language is not a registered language tag; write `ja` if that is meant; it is left out",
            ),
        ),
        (
            "en-UK",
            Some("en"),
            Some(
                "the language is not a registered language tag; write `en-GB` if that is meant; that part is left out",
            ),
        ),
        (
            "klingonese",
            None,
            Some("the language is not a registered language tag such as `en` or `pt-BR`; it is left out"),
        ),
    ] {
        let (entry, found) = entry(
            "a.md",
            &format!("date: 2020-01-01\nlink: https://example.org/a\ntitle: T\nlang: {language}"),
        );
        assert_eq!(entry.language.as_deref(), expected, "{language}");
        let found: Vec<&str> =
            found.iter().filter_map(|found| found.split_once("value: ")).map(|(_, text)| text).collect();
        assert_eq!(found, finding.into_iter().collect::<Vec<_>>(), "{language}");
    }
}

#[test]
fn a_playing_time_is_read_in_every_spelling() {
    for (written, seconds) in
        [("3723", Some(3723.0)), ("1:02:03", Some(3723.0)), ("PT1H2M3S", Some(3723.0)), ("long", None)]
    {
        let file = format!("enclosure: {{url: /a.mp3, duration: {written}}}");
        let (entry, found) =
            entry("a.md", &format!("date: 2020-01-01\nlink: https://example.org/a\ntitle: T\n{file}"));
        assert_eq!(entry.enclosures[0].duration, seconds, "{written}");
        assert_eq!(found.len(), usize::from(seconds.is_none()), "{written}: {found:?}");
    }
}

#[test]
fn what_is_dropped_whole_is_reported_at_its_line_of_an_html_body() {
    let text =
        "---\ndate: 2020-01-01\nlink: https://example.org/a\ntitle: T\n---\n<p>a</p>\n<svg><path/></svg>\n";
    for (path, position) in [("a.html", "a.html:7:1"), ("a.md", "a.md:6:1")] {
        let decision = normalise(&record(path, text), &site(""), now());
        let found: Vec<String> = decision.findings.iter().map(Finding::to_string).collect();
        assert!(
            matches!(&found[..], [found] if found.starts_with(&format!("{position}: warning: content: "))),
            "{found:?}"
        );
    }
}

#[test]
fn authors_are_the_records_else_the_providers_else_the_provider() {
    for (front_matter, expected) in [
        ("author: Ann\nprovider: {name: P, authors: [{name: Bo}]}", vec![("Ann", None)]),
        ("provider: {name: P, authors: [{name: Bo}, {name: Bo}]}", vec![("Bo", None)]),
        ("provider: {name: P & Q, domain: p.example.org}", vec![("P & Q", Some("https://p.example.org/"))]),
        (
            "authors: [{name: '<b>Ann</b>', url: /ann}, Bo]",
            vec![("Ann", Some("https://example.org/blog/ann")), ("Bo", None)],
        ),
    ] {
        let (entry, _) = entry("a.md", &format!("{front_matter}\ntitle: T\nlink: /a\ndate: 2020-01-01"));
        let authors: Vec<(&str, Option<&str>)> =
            entry.authors.iter().map(|author| (author.name.as_str(), author.uri.as_deref())).collect();
        assert_eq!(authors, expected, "{front_matter}");
    }
}

#[test]
fn files_need_a_type_and_say_what_is_missing() {
    let (entry, findings) = entry(
        "a.md",
        "title: T\nlink: /a\ndate: 2020-01-01\naudio: {url: /a.mp3, length: 12, title: Part &amp; 1, duration: 61}\nvideo: /v.mp4\nenclosure: {url: /x.unknowable, type: nonsense}",
    );
    let files: Vec<(&str, &str, Option<u64>)> = entry
        .enclosures
        .iter()
        .map(|file| (file.url.as_str(), file.media_type.as_deref().unwrap(), file.length))
        .collect();
    let expected = [
        ("https://example.org/blog/a.mp3", "audio/mpeg", Some(12)),
        ("https://example.org/blog/v.mp4", "video/mp4", None),
    ];
    assert_eq!(files, expected);
    let audio = &entry.enclosures[0];
    assert_eq!((audio.title.as_deref(), audio.duration), (Some("Part & 1"), Some(61.0)));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains(":7:18: warning: value: the type of the file is unknown"), "{findings:?}");
}

#[test]
fn a_missing_title_is_made_of_the_file_name() {
    let (entry, findings) = entry("2020-01-02-the_last-ferry.md", "link: /a");
    assert_eq!(entry.title, Some(Text::plain("the last ferry")));
    assert!(findings[0].contains("warning: title: "));
}

#[test]
fn every_entry_whose_body_has_words_has_a_summary() {
    for (front_matter, body, summary) in [
        ("", "# Head\n\nOne *two*.\n\nThree.", Some("One two.")),
        ("", "- one\n- two", Some("one two")),
        ("", "One.\n\nTwo.\n\n<!--more-->\n\nThree.", Some("One. Two.")),
        ("", "A <span hidden>b</span>c.", Some("A c.")),
        ("summary: Own <i hidden>a</i>😀", "One.", Some("Own 😀")),
        ("", "![](/a.png)", None),
    ] {
        let text = format!("---\ntitle: T\ndate: 2020-01-01\nlink: /a\n{front_matter}\n---\n{body}\n");
        let entry = normalise(&record("a.md", &text), &site(""), now()).article.unwrap().entry;
        assert_eq!(entry.summary, summary.map(Text::plain), "{text}");
        assert!(content(&entry).is_some());
    }
}

#[test]
fn an_excerpt_stands_in_for_a_missing_summary_and_no_content_is_written() {
    let config = site("feeds: {content: excerpt}");
    let text = "---\ntitle: T\ndate: 2020-01-01\nlink: /a\n---\nSome *words* of the body.\n";
    let entry = normalise(&record("a.md", text), &config, now()).article.unwrap().entry;
    assert_eq!(
        (entry.summary.clone(), content(&entry)),
        (Some(Text::plain("Some words of the body.")), None)
    );
}
