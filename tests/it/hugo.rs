//! Addresses of sites of Hugo: those that its own program makes of the same files, as far as they are known.

use crate::project::Project;

const SITE: &str = "baseURL: https://example.org\n";

fn page(title: &str, head: &str) -> String {
    format!("---\ntitle: {title:?}\ndate: 2020-01-05\n{head}---\nText.\n")
}

/// The paths of the addresses below the site that are published, sorted.
fn addresses(project: &Project) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let items = feed["items"].as_array().unwrap().iter();
    let address = |item: &serde_json::Value| item["id"].as_str().unwrap().to_owned();
    let mut paths: Vec<String> =
        items.map(address).map(|id| id.trim_start_matches("https://example.org").to_owned()).collect();
    paths.sort();
    paths
}

fn site(configuration: &str, pages: &[(&str, &str, &str)]) -> Project {
    let project = Project::new(&[("hugo.yaml", &format!("{SITE}{configuration}"))]);
    pages.iter().for_each(|(path, title, head)| project.write(path, page(title, head)));
    project
}

#[test]
fn names_titles_and_slugs_become_parts_of_addresses_as_in_hugo() {
    let permalinks = "permalinks: {t: '/T/:title/', s: /s/:slug, n: '/n/:slugorcontentbasename', m: '/:monthname-:Mon/:section/:filename'}\n";
    let project = site(
        permalinks,
        &[
            ("content/t/a.md", "TCP/IP basics", ""),
            ("content/t/b.md", "C++", ""),
            ("content/t/c.md", "x – y", ""),
            ("content/s/a.md", "t", "slug: '-A/b C++ '\n"),
            ("content/n/Q & A - x.md", "t", ""),
            ("content/m/e f.md", "t", ""),
            ("content/Dir - b/Q & A/index.md", "t", ""),
            ("content/z/C++ x.md", "t", ""),
            ("content/z/README.md", "t", ""),
            ("content/z/k/index.md", "t", ""),
        ],
    );
    project.build();
    assert_eq!(
        addresses(&project),
        [
            "/dir---b/q--a/", "/january-sun/m/e-f/", "/n/q-a-x/", "/s/a/b-c/", "/t/c/", "/t/tcp-ip-basics/",
            "/t/x-y/", "/z/c++-x/", "/z/k/", "/z/readme/",
        ]
    );
}

#[test]
fn a_pattern_of_the_operator_s_own_keeps_its_capitals() {
    let pages = [("content/p/Q & A.md", "C++", ""), ("content/q/a.md", "C++", "")];
    let project = site("", &pages);
    project.write(
        "feedmill.yaml",
        "input: {permalink: {content/p: '/Blog/:basename/', content/q: '/X/:heading/'}}\n",
    );
    project.build();
    assert_eq!(addresses(&project), ["/Blog/q--a/", "/X/c/"]);
}

#[test]
fn sections_in_permalinks_are_the_folders_that_have_a_page_of_their_own() {
    let project = site(
        "permalinks: {n: '/:sections[1:]/:slug/', o: '/:sections/:slug/'}\nlanguages: {en: {}, de: {}}\n",
        &[
            ("content/n/a/_index.md", "t", ""),
            ("content/n/a/b/x.md", "in b", ""),
            ("content/n/y.md", "in n", ""),
            ("content/o/a/_index.de.md", "t", ""),
            ("content/o/a/x.md", "english", ""),
        ],
    );
    project.write("content/o/a/x.de.md", page("deutsch", ""));
    project.build();
    assert_eq!(addresses(&project), ["/a/in-b/", "/in-n/", "/o/english/"]);
    assert!(project.read("public/de/feed.json").contains("https://example.org/de/o/a/deutsch/"));
}

#[test]
fn placeholders_in_the_url_of_a_page_are_hugo_s_and_an_unknown_one_holds_it_back() {
    let project = site(
        "",
        &[
            ("content/p/a.md", "One Two", "url: /X/:slug/\n"),
            ("content/p/b.md", "One Two", "url: /y/:title.html\n"),
            ("content/p/c.md", "One Two", "slug: other\nurl: /:sections/:monthname/:slugorcontentbasename\n"),
            ("content/p/q/d.md", "held", "url: /:sections/:slug/\n"),
            ("content/p/e.md", "held", "url: /:nothing/\n"),
        ],
    );
    let said = project.run(&["build"]).ended(1).stderr;
    assert_eq!(addresses(&project), ["/X/one-two/", "/p/January/other/", "/y/one-two.html"]);
    assert!(said.contains("content/p/q/d.md:4") && said.contains("content/p/e.md:4"), "{said}");
}

#[test]
fn an_address_that_older_pins_know_otherwise_stays_the_id_of_its_article() {
    let project = site(
        "permalinks: {p: '/:title/'}\n",
        &[("content/p/a.md", "TCP/IP", ""), ("content/p/b.md", "b", ""), ("content/q/README.md", "c", "")],
    );
    let lines = [
        "input.fields.address\turl",
        "input.fields.link\t",
        "input.fields.published\tdate publishDate pubdate published lastmod modified",
        "input.naming\tHugo hugo zones",
        "input.permalink content/\t/:language/:folders/:basename/",
        "input.permalink content/p/\t/:language/:heading/",
        "input.root content/\t",
        "site.url\thttps://example.org/",
    ];
    let pins: String = lines.iter().map(|line| format!("setting\t{line}\n")).collect();
    project.write("feedmill.pins", pins);
    project.run(&["build"]).ended(0);
    assert_eq!(addresses(&project), ["/b/", "/q/", "/tcp/ip/"]);
    assert!(project.read("feedmill.pins").contains("hugo-urls"));
}
