//! Lists of the feeds of a project: what they name is published there, in the order and with the words that readers expect.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use scraper::{Html, Selector};

use crate::project::{Project, SITE, article, gazette, paths};

/// The path below the destination of a URL of the example site.
fn path_of(url: &str) -> String {
    url.strip_prefix("https://example.org/").unwrap_or_else(|| panic!("{url}")).to_owned()
}

fn harbour() -> Project {
    let project = Project::new(&[(
        "feedmill.yaml",
        "site: {title: 'Tide & \"Time\" <daily>', url: https://example.org/}\n\
         feeds: {extra: [{name: long, title: Long reads, filter: {type: longread}}]}\n",
    )]);
    project.write(
        "_data/topics/all.yaml",
        "- name: Water\n- {name: Boats, parent: Water}\n- {name: Empty, parent: Boats}\n- {name: Tugs, parent: Empty}\n",
    );
    for (file, topics) in [("a.md", "Water, Boats"), ("b.md", "Tugs"), ("c.md", "Sky")] {
        project.write(file, article(&format!("Title {file}"), "2020-11-18", topics));
    }
    project
}

#[test]
fn every_listed_feed_is_published_and_every_published_one_is_listed() {
    for project in [gazette(), harbour()] {
        project.build();
        let run = project.run(&["list", "feeds"]).ended(0);
        let listed: BTreeSet<String> =
            run.stdout.lines().map(|line| path_of(line.split('\t').next().unwrap())).collect();
        assert_eq!(listed.iter().map(String::as_str).collect::<Vec<_>>(), paths(&project.public()));
        let types: BTreeSet<&str> = run.stdout.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
        assert_eq!(types.len(), 3, "{types:?}");
    }
}

/// `type`, `title` and `href` of each link element.
fn links(html: &str) -> Vec<[String; 3]> {
    let page = Html::parse_document(&format!("<head>{html}</head>"));
    let selector = Selector::parse("head link[rel=alternate]").unwrap();
    let found = page.select(&selector);
    let link = |link: scraper::ElementRef<'_>| {
        ["type", "title", "href"].map(|name| link.value().attr(name).unwrap().to_owned())
    };
    found.map(link).collect()
}

#[test]
fn link_elements_lead_to_all_feeds_with_their_titles() {
    let project = harbour();
    project.build();
    let html = project.run(&["list", "feeds", "--html"]).ended(0).stdout;
    let all = links(&html);
    assert_eq!(all.len(), project.public().len(), "{html}");
    let title = "Tide & \"Time\" <daily> (RSS 2.0)".to_owned();
    let first = ["application/rss+xml".to_owned(), title, "https://example.org/rss.xml".to_owned()];
    assert_eq!(all[0], first);
    assert!(all.iter().all(|[_, _, url]| project.public().contains_key(&path_of(url))));
    let sky = project.run(&["list", "feeds", "--html", "--topic", "sky"]).ended(0).stdout;
    assert!(!sky.contains("<!--") && sky.lines().all(|line| html.contains(line)), "{sky}");
    assert_eq!(links(&sky).len(), 3);
    project.write("feedmill.yaml", format!("{SITE}feeds: {{formats: [atom]}}\n"));
    let one = project.run(&["list", "feeds", "--html", "--topic", "sky"]).ended(0).stdout;
    let [[media_type, title, _]] = links(&one).try_into().unwrap();
    assert_eq!((media_type.as_str(), title.contains("(Atom")), ("application/atom+xml", false), "{title}");
}

#[test]
fn a_url_with_hyphens_ends_no_comment() {
    let project = harbour();
    project.write(
        "feedmill.yaml",
        format!("{SITE}topics: {{link: \"/a--%3E<link rel=alternate>/{{slug}}\"}}\n"),
    );
    let html = project.run(&["list", "feeds", "--html"]).ended(0).stdout;
    assert!(links(&html).iter().all(|[_, _, url]| url.contains(".xml") || url.contains(".json")), "{html}");
}

/// The outlines of a document as lines: depth, `text`, path of the feed.
fn outlines(document: &str) -> Vec<(usize, String, Option<String>)> {
    let mut reader = Reader::from_str(document);
    let (mut depth, mut found) = (0, Vec::new());
    let attribute = |element: &BytesStart<'_>, name: &str| {
        let attribute = element.try_get_attribute(name).unwrap()?;
        Some(attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned())
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == "outline" => {
                let url = attribute(&element, "xmlUrl").map(|url| path_of(&url));
                found.push((depth, attribute(&element, "text").unwrap(), url));
                depth += 1;
            }
            Event::Empty(element) if element.name().as_ref() == "outline" => {
                assert_eq!(attribute(&element, "type").as_deref(), Some("rss"));
                let url = attribute(&element, "xmlUrl").map(|url| path_of(&url));
                found.push((depth, attribute(&element, "text").unwrap(), url));
            }
            Event::End(element) if element.name().as_ref() == "outline" => depth -= 1,
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn opml_has_every_feed_once_and_topics_in_the_folders_of_those_above_them() {
    let project = harbour();
    project.build();
    let document = project.run(&["list", "topics", "--opml"]).ended(0).stdout;
    assert_eq!(document, project.run(&["list", "feeds", "--opml"]).ended(0).stdout);
    let site = "Tide & \"Time\" <daily>";
    let topic = |name: &str| format!("{name} – {site}");
    let feed = |depth: usize, text: String, path: &str| (depth, text, Some(path.to_owned()));
    let expected = [
        feed(0, site.to_owned(), "rss.xml"),
        feed(0, topic("Sky"), "topics/sky/rss.xml"),
        (0, topic("Water"), None),
        feed(1, topic("Water"), "topics/water/rss.xml"),
        (1, topic("Boats"), None),
        feed(2, topic("Boats"), "topics/boats/rss.xml"),
        feed(2, topic("Tugs"), "topics/tugs/rss.xml"),
        feed(0, "Long reads".to_owned(), "extra/long/rss.xml"),
    ];
    let found = outlines(&document);
    assert_eq!(found, expected, "{document}");
}

#[test]
fn flags_that_are_not_about_what_is_listed_are_refused() {
    let project = gazette();
    for arguments in [
        ["list", "entries", "--html"],
        ["list", "topics", "--html"],
        ["list", "skipped", "--opml"],
        ["list", "topics", "--topic=sky"],
        ["list", "feeds", "--topic=none"],
    ] {
        let run = project.run(&arguments).refused(2);
        assert!(run.stderr.contains(arguments[2].split('=').next().unwrap()), "{}", run.stderr);
    }
    project.run(&["list", "feeds", "--html", "--opml"]).refused(2);
}
