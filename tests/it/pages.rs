//! Pages for people beside the feeds: what they show, what they never show, and that they are published, moved and removed by the rules
//! of feeds, and never in the place of what is somebody else's.

use std::fs;

use scraper::{Html, Selector};

use crate::project::{Project, SITE, article, paths};

const PAGES: &str = "output: {pages: true}\n";

/// A site of two topics, one below the other, with an additional feed.
fn harbour() -> Project {
    let extra = "feeds: {extra: [{name: long, title: Long reads, filter: {type: longread}}]}\n";
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}{extra}{PAGES}"))]);
    project.write("_data/topics/all.yaml", "- name: Water\n- {name: Boats, parent: Water}\n");
    project.write("a.md", article("The ferry", "2020-11-18", "Water, Boats"));
    project.write("b.md", article("The tide", "2020-11-19", "Water"));
    project
}

fn page(project: &Project, path: &str) -> Html {
    Html::parse_document(&project.read(&format!("public/{path}")))
}

/// The values of an attribute of the elements that a selector finds; of the text where the attribute is empty.
fn found(page: &Html, selector: &str, attribute: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let value = |element: scraper::ElementRef<'_>| match attribute {
        "" => Some(element.text().collect::<String>()),
        name => element.value().attr(name).map(str::to_owned),
    };
    page.select(&selector).filter_map(value).collect()
}

#[test]
fn every_feed_has_a_page_and_the_top_has_one_of_all_feeds() {
    let project = harbour();
    project.build();
    let published = project.public();
    let pages: Vec<&str> = paths(&published).into_iter().filter(|path| path.ends_with(".html")).collect();
    let expected =
        ["extra/long/index.html", "index.html", "topics/boats/index.html", "topics/water/index.html"];
    assert_eq!(pages, expected);
    assert!(published.contains_key("feedmill.css") && published.contains_key("feeds.opml"));
    let top = page(&project, "index.html");
    assert_eq!(found(&top, ".feed > a", "href"), ["topics/water/", "topics/boats/", "extra/long/"]);
    assert_eq!(found(&top, "ul ul .feed > a", ""), ["Boats"]);
    assert_eq!(found(&top, "article h3", ""), ["The tide", "The ferry"]);
    assert_eq!(found(&top, "a[type='text/x-opml']", "href"), ["feeds.opml"]);
    let boats = page(&project, "topics/boats/index.html");
    assert_eq!(found(&boats, "h1", ""), ["Boats"]);
    assert_eq!(found(&boats, "article h3 a", "href"), ["https://example.org/the-ferry"]);
    assert_eq!(found(&boats, "article time", ""), ["2020-11-18"]);
    assert_eq!(found(&boats, "link[rel=stylesheet]", "href"), ["../../feedmill.css"]);
    assert_eq!(found(&boats, ".back", "href"), ["../../"]);
}

#[test]
fn the_summary_counts_feeds_apart_from_what_is_beside_them() {
    let project = harbour();
    let summary = |arguments: &[&str]| project.run(arguments).ended(0).summary().to_owned();
    let all = "12 feeds would change, 0 unchanged; 7 other files would change, 0 unchanged";
    assert!(summary(&["build", "-n"]).ends_with(all));
    project.build();
    project.write("a.md", article("The old ferry", "2020-11-18", "Water, Boats"));
    assert!(
        summary(&["build"]).ends_with("9 feeds changed, 3 unchanged; 3 other files changed, 4 unchanged")
    );
    project.write("feedmill.yaml", SITE);
    fs::remove_dir_all(project.path("_data")).unwrap();
    let without = summary(&["build"]);
    assert!(
        without.contains(" feeds changed, ") && without.contains("; 7 other files changed, 0 unchanged"),
        "{without}"
    );
    assert!(!summary(&["build"]).contains("other file"));
}

#[test]
fn the_head_of_a_page_names_its_feeds_and_itself() {
    let project = harbour();
    project.build();
    let boats = page(&project, "topics/boats/index.html");
    let url = "https://example.org/topics/boats/";
    assert_eq!(found(&boats, "head link[rel=canonical]", "href"), [url]);
    assert_eq!(found(&boats, "head meta[property='og:url']", "content"), [url]);
    assert_eq!(found(&boats, "head title", ""), ["Boats – The Example Gazette"]);
    let types = found(&boats, "head link[rel=alternate]", "type");
    assert_eq!(types, ["application/rss+xml", "application/atom+xml", "application/feed+json"]);
    let addresses = found(&boats, "head link[rel=alternate]", "href");
    assert_eq!(addresses[0], "https://example.org/topics/boats/rss.xml");
    assert_eq!(found(&boats, ".formats a", "href"), addresses);
    assert_eq!(found(&boats, "input[readonly]", "value"), [addresses[0].as_str()]);
    assert_eq!(found(&boats, "html", "lang"), ["en"], "where nothing says a language, that of the words");
}

#[test]
fn a_page_needs_no_script_and_no_style_of_its_own() {
    let project = harbour();
    project.build();
    for (path, bytes) in project.public().iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let page = Html::parse_document(&text);
        assert!(found(&page, "script, style, [style], [onclick], iframe", "").is_empty(), "{path}");
        assert!(text.starts_with("<!doctype html>\n<!-- feedmill: https://example.org/"), "{path}: {text}");
    }
}

#[test]
fn no_title_text_or_address_leaves_its_place() {
    let project = Project::new(&[(
        "feedmill.yaml",
        &format!("site: {{title: '\"><script>alert(1)</script>', url: 'https://example.org/'}}\n{PAGES}"),
    )]);
    project.write(
        "a.md",
        "---\ntitle: \"</title><script>alert(2)</script> & 'more' {{ 7 * 7 }}\"\ndate: 2020-11-18\n\
         link: \"https://example.org/'\\\"><img src=x onerror=alert(3)>\"\nimage: \"javascript:alert(4)\"\n\
         author: \"<b onmouseover=alert(5)>Ann</b>\"\n\
         topics: [\"<i>Sky</i>\", \"--><script>alert(6)</script>\"]\n\
         summary: \"</p><script>alert(7)</script><svg onload=alert(8)>\"\n---\n<script>alert(9)</script>text\n",
    );
    project.run(&["build"]).ended(0);
    for (path, bytes) in project.public().iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Html::parse_document(&String::from_utf8(bytes.clone()).unwrap());
        assert!(
            found(&page, "script, svg, b, i, [onerror], [onload], [onmouseover]", "").is_empty(),
            "{path}"
        );
        let urls = [found(&page, "a", "href"), found(&page, "img", "src")].concat();
        assert!(urls.iter().all(|url| !url.contains("javascript")), "{path}: {urls:?}");
        assert_eq!(found(&page, "article", "").len(), 1, "{path}");
        assert!(!found(&page, "h3", "").concat().contains("49"), "a title is no template");
    }
}

#[test]
fn what_is_held_back_is_on_no_page_and_a_withdrawn_article_leaves_it() {
    let project = harbour();
    for (file, key) in
        [("c.md", "draft: true"), ("d.md", "date: 2090-01-01"), ("e.md", "secured: {text: hush}")]
    {
        let text = article(&format!("Unseen {file}"), "2020-11-20", "Water, Boats");
        let text = if key.starts_with("date") {
            text.replace("date: 2020-11-20", key)
        } else {
            text.replace("title:", &format!("{key}\ntitle:"))
        };
        project.write(file, text);
    }
    project.build();
    let shown = |project: &Project| -> String {
        project.public().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    };
    assert!(!shown(&project).contains("hush") && !shown(&project).contains("Unseen c.md"));
    assert!(!shown(&project).contains("Unseen d.md"));
    assert!(shown(&project).contains("The tide"));
    fs::remove_file(project.path("b.md")).unwrap();
    project.build();
    assert!(!shown(&project).contains("The tide"), "it is on no page any more");
}

#[test]
fn a_second_run_touches_no_page_and_one_article_renders_only_its_pages() {
    let project = harbour();
    project.build();
    assert!(project.build().summary().contains(" 0 feeds changed, "));
    project.write("c.md", article("The lock", "2020-11-20", "Water"));
    let run = project.run(&["build", "-n"]).ended(0);
    let changed: Vec<&str> = run.stdout.lines().filter(|line| line.contains(".html")).collect();
    assert_eq!(changed.len(), 2, "the page at the top and that of the topic: {changed:?}");
    project.run(&["build", "--check"]).ended(1);
    project.build();
    project.run(&["build", "--check"]).ended(0);
}

#[test]
fn the_page_of_a_topic_that_is_gone_goes_with_it() {
    let project = harbour();
    project.build();
    project.write("a.md", article("The ferry", "2020-11-18", "Water"));
    project.build();
    let published = project.public();
    assert!(!published.contains_key("topics/boats/index.html"), "{:?}", paths(&published));
    assert!(published.contains_key("topics/boats/rss.xml"), "its feed stays for subscribers");
    assert!(!project.read("public/index.html").contains("Boats"));
}

#[test]
fn the_page_of_a_topic_that_moves_stays_at_its_old_path_and_names_the_new_one() {
    let project = harbour();
    project.build();
    let moved = format!("{SITE}feeds: {{path: \"by/name/{{slug}}/{{file}}\"}}\n{PAGES}");
    project.write("feedmill.yaml", &moved);
    project.build();
    let old = page(&project, "topics/boats/index.html");
    assert_eq!(found(&old, "link[rel=canonical]", "href"), ["https://example.org/by/name/boats/"]);
    assert_eq!(found(&old, "link[rel=stylesheet]", "href"), ["../../feedmill.css"]);
    let new = page(&project, "by/name/boats/index.html");
    assert_eq!(found(&new, "link[rel=stylesheet]", "href"), ["../../../feedmill.css"]);
    assert!(project.build().summary().contains(" 0 feeds changed, "));
    let rules = project.run(&["list", "redirects"]).ended(0).stdout;
    assert!(rules.contains("/topics/boats/index.html\t/by/name/boats/index.html"), "{rules}");
    project.run(&["build", "--prune"]).ended(0);
    assert!(!project.public().contains_key("topics/boats/index.html"));
}

#[test]
fn pages_that_are_not_asked_for_any_more_go_with_a_state_and_without() {
    for is_lost in [false, true] {
        let project = harbour();
        let with = project.read("feedmill.yaml");
        project.write("feedmill.yaml", with.replace(PAGES, ""));
        project.build();
        let without = project.public();
        project.write("feedmill.yaml", &with);
        project.build();
        assert!(project.public().len() > without.len());
        project.write("feedmill.yaml", with.replace(PAGES, ""));
        if is_lost {
            fs::remove_dir_all(project.path(".feedmill")).unwrap();
        }
        project.build();
        assert_eq!(paths(&project.public()), paths(&without), "state lost: {is_lost}");
    }
}

#[test]
fn a_page_of_the_site_itself_is_neither_replaced_nor_removed() {
    let foreign = "<!doctype html>\n<title>My own page</title>\n";
    for path in ["index.html", "topics/boats/index.html", "feedmill.css"] {
        let project = harbour();
        project.write(format!("public/{path}"), foreign);
        let run = project.run(&["build"]).refused(4);
        let told = format!("public/{path}: is none of feedmill's files, and is not replaced");
        assert!(run.stderr.contains(&told), "{}", run.stderr);
        assert_eq!(paths(&project.public()), [path], "nothing is published");
        project.run(&["build", "-n"]).refused(4);
        // The same where it has taken the place of a published one.
        fs::remove_file(project.path(format!("public/{path}"))).unwrap();
        project.build();
        project.write(format!("public/{path}"), foreign);
        project.run(&["build", "--adopt-destination"]).refused(4);
        let with = project.read("feedmill.yaml");
        project.write("feedmill.yaml", with.replace(PAGES, ""));
        project.run(&["build", "--prune"]).ended(0);
        assert_eq!(project.read(&format!("public/{path}")), foreign);
    }
}

#[test]
fn pages_of_another_project_are_not_replaced() {
    let project = harbour();
    project.build();
    let page = project.read("public/index.html").replace("https://example.org/", "https://example.com/");
    let other = harbour();
    other.write("public/index.html", &page);
    let run = other.run(&["build"]).refused(3);
    assert!(run.stderr.contains("it says that it is https://example.com/index.html"), "{}", run.stderr);
    other.run(&["build", "--adopt-destination"]).ended(0);
    assert!(other.read("public/index.html").contains("https://example.org/"));
}

#[test]
fn templates_of_a_folder_replace_those_of_the_program() {
    let project = harbour();
    let with = project.read("feedmill.yaml");
    project.write("feedmill.yaml", with.replace("pages: true", "pages: true, templates: theme"));
    let own = "<!doctype html>\n<html lang=\"{{ page.language }}\"><head><title>{{ page.heading }} here</title>\
               <meta name=\"generator\" content=\"feedmill\"><link rel=\"canonical\" href=\"{{ page.url }}\"></head><body>\
               {% for article in articles %}<p>{{ article.title }}{% endfor %}{% include \"foot.html\" %}</body></html>\n";
    project.write("theme/feed.html", own);
    project.write("theme/foot.html", "<p>{{ site.title }}");
    project.write("theme/feedmill.css", "body { color: teal }\n");
    project.build();
    let boats = page(&project, "topics/boats/index.html");
    assert_eq!(found(&boats, "title", ""), ["Boats here"]);
    let paragraphs = found(&boats, "p", "");
    assert_eq!(
        paragraphs.iter().map(|text| text.trim()).collect::<Vec<_>>(),
        ["The ferry", "The Example Gazette"]
    );
    assert!(project.read("public/feedmill.css").ends_with("body { color: teal }\n"));
    assert_eq!(found(&page(&project, "index.html"), "h1", ""), ["The Example Gazette"], "the others stay");
    project.write("theme/foot.html", "<p>changed");
    project.build();
    assert!(project.read("public/topics/boats/index.html").contains("<p>changed"));
    assert!(project.build().summary().contains(" 0 feeds changed, "));
}

#[test]
fn a_template_that_fails_is_an_error_with_its_line_and_the_old_pages_stay() {
    let project = harbour();
    project.build();
    let before = project.public();
    let with = project.read("feedmill.yaml");
    project.write("feedmill.yaml", with.replace("pages: true", "pages: true, templates: theme"));
    project.run(&["build"]).refused(2);
    for (text, told) in [
        ("<!doctype html>\n{% for %}\n", "theme/feed.html:2: the template fails: syntax error"),
        (
            "<!doctype html>\n\n{{ nothing.at.all }}\n",
            "theme/feed.html:3: the template fails: undefined value",
        ),
        ("<!doctype html>\n{{ 1 | nosuch }}\n", "theme/feed.html:2: the template fails: unknown filter"),
        ("<!doctype html>\n{% include \"none.html\" %}\n", "theme/feed.html:2: the template fails"),
        (
            "<!doctype html>\n{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}\n",
            "theme/feed.html",
        ),
        (
            "<p>no page</p>\n",
            "theme/feed.html: makes no page that can be published: it does not begin with <!doctype html>",
        ),
        (
            "<!doctype html>\n<html lang=\"{{ page.language }}\">\n",
            "theme/feed.html: makes no page that can be published: it has no <title>",
        ),
    ] {
        project.write("theme/feed.html", text);
        let run = project.run(&["build"]).refused(2);
        assert!(run.stderr.contains(told), "{text}: {}", run.stderr);
        assert_eq!(project.public(), before, "{text}");
    }
}

#[test]
fn pages_of_a_language_are_in_its_folder_with_its_words_and_lead_to_the_others() {
    let config = "site: {title: The Ferry, url: 'https://example.org/', language: en}\n\
                  input: {languages: [en, ar], permalink: /:path/}\n\
                  feeds: {languages: {ar: {title: 'العبّارة'}}}\n";
    let project = Project::new(&[("feedmill.yaml", &format!("{config}{PAGES}"))]);
    project.write("a.md", "---\ntitle: Boat\ndate: 2020-11-18\nlanguage: en\ntopics: [Sea]\n---\n");
    project.write("b.md", "---\ntitle: قارب\ndate: 2020-11-18\nlanguage: ar\ntopics: [Sea]\n---\n");
    project.run(&["build"]).ended(0);
    let arabic = page(&project, "ar/index.html");
    assert_eq!(found(&arabic, "html", "lang"), ["ar"]);
    assert_eq!(found(&arabic, "html", "dir"), ["rtl"]);
    assert_eq!(found(&arabic, "#subscribe", ""), ["اشترك"]);
    assert_eq!(found(&arabic, ".languages a", "href"), ["../"]);
    assert_eq!(found(&arabic, "article h3", ""), ["قارب"]);
    let top = page(&project, "index.html");
    assert_eq!(found(&top, ".languages a", "href"), ["ar/"]);
    assert_eq!(found(&top, "html", "dir"), ["ltr"]);
}

#[test]
fn names_that_a_feed_has_are_refused() {
    for (feeds, told) in [
        ("{formats: {rss: index.html}}", "`output.pages`"),
        ("{formats: [rss], path: \"by/{slug}\"}", "give a feed and its page the same file"),
    ] {
        let project = Project::new(&[("feedmill.yaml", &format!("{SITE}feeds: {feeds}\n"))]);
        project.write("a.md", article("A", "2020-11-18", "Sea"));
        project.run(&["build"]).ended(0);
        let run = project.run(&["build", "--pages"]).refused(2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn a_feed_names_a_stylesheet_to_browsers_and_says_the_same_otherwise() {
    let project = harbour();
    let with = project.read("feedmill.yaml");
    project.write("feedmill.yaml", with.replace(PAGES, ""));
    project.build();
    let plain = project.public();
    project.write("feedmill.yaml", &with);
    project.build();
    let styled = project.public();
    // A feed without entries keeps its head as it was published.
    for (path, before) in plain.iter().filter(|(path, _)| !path.starts_with("extra/")) {
        let now = String::from_utf8(styled[path].clone()).unwrap();
        let line = now.lines().nth(1).filter(|line| line.starts_with("<?xml-stylesheet"));
        let expected = match (path.ends_with(".xml"), path.matches('/').count()) {
            (false, _) => None,
            (true, 0) => Some("<?xml-stylesheet type=\"text/css\" href=\"feedmill-feed.css\"?>"),
            (true, _) => Some("<?xml-stylesheet type=\"text/css\" href=\"../../feedmill-feed.css\"?>"),
        };
        assert_eq!(line, expected, "{path}");
        let rest = line.map_or_else(|| now.clone(), |line| now.replacen(&format!("{line}\n"), "", 1));
        assert_eq!(rest.as_bytes(), before.as_slice(), "{path}");
    }
    assert!(styled.contains_key("feedmill-feed.css"));
    // A topic that is gone loses its entries as ever, and a state that is lost changes nothing.
    project.write("a.md", article("The ferry", "2020-11-18", "Water"));
    project.build();
    assert!(!project.read("public/topics/boats/rss.xml").contains("<item>"));
    assert!(project.build().summary().contains(" 0 feeds changed, "));
    fs::remove_dir_all(project.path(".feedmill")).unwrap();
    assert!(project.build().summary().contains(" 0 feeds changed, "));
}
