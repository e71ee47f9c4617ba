//! Links to files of records lead to their articles, or nowhere.

use super::*;
use crate::config::conventions::{self, Convention};
use crate::config::{Root, SiteLanguage, read_jekyll};
use crate::record::Reading;

/// A configuration of a site of this generator with one folder of articles.
fn config(convention: &'static Convention, folder: &str) -> Config {
    let mut config: Config = "site: {url: 'https://example.org/'}".parse().unwrap();
    config.input.convention = Some(convention);
    config.input.layout.roots = vec![Root { folder: folder.to_owned(), language: None }];
    config
}

/// The body with its links, and whether of one only the text stays.
fn resolved(
    path: &str,
    body: &str,
    config: &Config,
    records: &[(&str, Option<&str>)],
) -> Option<(String, bool)> {
    let text = format!("---\ntitle: T\n---\n{body}");
    let Reading::Record(record, _) = record::read(path, text.as_bytes(), &config.input.fields) else {
        panic!()
    };
    let mut asked = Vec::new();
    let resolved = resolve(&record, config, &mut |target| {
        asked.push(target.to_owned());
        let found = records.iter().find(|(path, _)| *path == target);
        match found {
            Some((_, Some(url))) => {
                Found::Page { url: (*url).to_owned(), title: Some("A <title>".to_owned()) }
            }
            Some((_, None)) => Found::HeldBack,
            None => Found::Absent,
        }
    });
    let targets = targets(path, &text, config);
    assert!(asked.iter().all(|asked| targets.contains(asked)), "{body}: {asked:?} {targets:?}");
    resolved.map(|resolved| (resolved.body, resolved.lost.is_some()))
}

const B: &str = "https://example.org/b/";
const C: &str = "https://example.org/c/";

#[test]
fn links_to_files_of_jekyll_lead_to_their_articles() {
    let config = read_jekyll("_config.yml", "url: https://example.org\n", None).unwrap();
    let records = [
        ("_posts/2024-01-02-b.md", Some(B)),
        ("_posts/x/c d.md", Some(C)),
        ("uk/_posts/2024-01-03-c.html", Some(C)),
    ];
    for (body, expected) in [
        ("[x](2024-01-02-b.md#y)", "[x](https://example.org/b/#y)"),
        ("[x](<./2024-01-02-b.md> \"T\")", "[x](<https://example.org/b/> \"T\")"),
        ("[x](/_posts/2024-01-02-b.md)", "[x](https://example.org/b/)"),
        (
            "[x](x/c%20d.md), [y](../_posts/2024-01-02-b.md)",
            "[x](https://example.org/c/), [y](https://example.org/b/)",
        ),
        ("[x](<x/c d.md>)", "[x](<https://example.org/c/>)"),
        ("[x][1]\n\n[1]: 2024-01-02-b.md\n", "[x][1]\n\n[1]: https://example.org/b/\n"),
        (
            "<a class=\"k\" href=\"2024-01-02-b.md#y\">x</a>",
            "<a class=\"k\" href=\"https://example.org/b/#y\">x</a>",
        ),
        ("[x]({% link _posts/2024-01-02-b.md %}#y)", "[x](https://example.org/b/#y)"),
        ("[x]({{ site.baseurl }}{% post_url 2024-01-02-b %})", "[x](https://example.org/b/)"),
        (
            "[x]({{ site.url }}{{site.baseurl}}{%- post_url /uk/2024-01-03-c -%})",
            "[x](https://example.org/c/)",
        ),
        ("`{% post_url 2024-01-02-b %}`", "`https://example.org/b/`"),
    ] {
        let found = resolved("_posts/2024-01-01-a.md", body, &config, &records);
        assert_eq!(found, Some((expected.to_owned(), false)), "{body}");
    }
    for body in [
        "[x](https://example.net/2024-01-02-b.md)",
        "[x](//2024-01-02-b.md)",
        "{% post_url %}",
        "{% post_url 2024-01-09-z %}",
        "{% link {{ x }} %}",
        "{% post_url 2024-01-02-b",
        "](",
        "{%",
        "[x](%",
        "[x](é.html)",
        "`[x](2024-01-02-b.md)`",
        "```\n[x](none.md)\n```",
        "a\n\n    [x](none.md)\n",
        "[x](/2024-01-02-b.html)",
        "[x](mailto:a.md)",
    ] {
        assert_eq!(resolved("_posts/2024-01-01-a.md", body, &config, &records), None, "{body}");
    }
}

#[test]
fn of_a_link_to_what_is_not_published_the_text_stays() {
    let config = config(&conventions::ASTRO, "src/blog/");
    let records = [("src/blog/held.md", None), ("src/blog/b.md", Some(B))];
    for (body, expected) in [
        ("[x](held.md#y), [b](b.md)", "[x](), [b](https://example.org/b/)"),
        ("[x](<held.md> \"T\")", "[x](<> \"T\")"),
        ("[x](../../README.md)", "[x]()"),
        ("[x][1]\n\n[1]: held.md#y 'T'", "[x][1]\n\n[1]: <> 'T'"),
        ("<a href='held.mdx?z#y'>x</a>", "<a href=''>x</a>"),
    ] {
        let found = resolved("src/blog/a.md", body, &config, &records);
        assert_eq!(found, Some((expected.to_owned(), true)), "{body}");
    }
    // That may be a file which the site serves.
    assert_eq!(resolved("src/blog/a.md", "[x](/files/x.md)", &config, &records), None);
}

#[test]
fn each_generator_finds_files_in_its_own_way() {
    let records = [
        ("w/blog/b.md", Some(B)),
        ("w/blog/c/index.md", Some(C)),
        ("w/blog/b.de.md", Some("https://example.org/de/b/")),
        ("?only", Some(C)),
        ("w/blog/d/e.md", Some("https://example.org/e/")),
    ];
    for (convention, path, body, expected) in [
        (&conventions::ZOLA, "a.md", "[x](@/b.md#y)", "[x](https://example.org/b/#y)"),
        (
            &conventions::DOCUSAURUS,
            "a.md",
            "[x](@site/blog/b.md), [y](/blog/c/index.md), [z](/b.md)",
            "[x](https://example.org/b/), [y](https://example.org/c/), [z](https://example.org/b/)",
        ),
        (&conventions::DOCUSAURUS, "c/index.md", "[x](../b.md)", "[x](https://example.org/b/)"),
        (&conventions::HUGO, "a.md", "[x]({{< ref \"b.md#y\" >}})", "[x](https://example.org/b/#y)"),
        (
            &conventions::HUGO,
            "a.md",
            "[x]({{% relref `/c` %}}), [y]({{< ref path=\"/b\" lang=\"de\" >}})",
            "[x](https://example.org/c/), [y](https://example.org/de/b/)",
        ),
        (&conventions::HUGO, "a.de.md", "[x]({{< relref \"b\" >}})", "[x](https://example.org/de/b/)"),
        (
            &conventions::HUGO,
            "z/index.md",
            "[x]({{< ref \"b\" >}}), [y]({{< ref \"only.md\" >}}), [z]({{< ref \"#here\" >}})",
            "[x](https://example.org/b/), [y](https://example.org/c/), [z](#here)",
        ),
        (
            &conventions::HEXO,
            "a.md",
            "{% post_link d/e 'Th <e>' %} {% post_link b %} [x]({% post_path only %})",
            "<a href=\"https://example.org/e/\">Th &lt;e&gt;</a> <a href=\"https://example.org/b/\">A &lt;title&gt;</a> [x](https://example.org/c/)",
        ),
        (
            &conventions::PELICAN,
            "d/a.md",
            "[x]({filename}e.md), [y](|filename|/b.md#z), ![p]({static}/images/p.png) ![q]({static}q.png) ![r]({attach}f/r.png)",
            "[x](https://example.org/e/), [y](https://example.org/b/#z), ![p](https://example.org/images/p.png) ![q](https://example.org/d/q.png) ![r](f/r.png)",
        ),
    ] {
        let mut config = config(convention, "w/blog/");
        let language = |tag: &str| SiteLanguage::new(tag, "");
        config.input.layout.languages = vec![language("en"), language("de")];
        let found = resolved(&format!("w/blog/{path}"), body, &config, &records);
        assert_eq!(found, Some((expected.to_owned(), false)), "{} {body}", convention.generator);
    }
    let hugo = config(&conventions::HUGO, "w/blog/");
    for body in [
        "{{</* ref \"b\" */>}}", "{{< ref \"none\" >}}", "{{< ref >}}", "{{< reference \"b\" >}}",
        "`{{< ref \"b\" >}}`",
    ] {
        assert_eq!(resolved("w/blog/a.md", body, &hugo, &records), None, "{body}");
    }
}

#[test]
fn pages_of_mkdocs_that_are_no_articles_have_the_addresses_of_their_files() {
    let mut config = config(&conventions::MKDOCS, "docs/");
    let records = [("docs/blog/posts/held.md", None)];
    for (has_folders, body, expected) in [
        (
            true,
            "[x](../../setup/index.md#y), [z](../../a.md)",
            "[x](https://example.org/setup/#y), [z](https://example.org/a/)",
        ),
        (
            false,
            "[x](../../index.md), [z](../../a.md)",
            "[x](https://example.org/index.html), [z](https://example.org/a.html)",
        ),
    ] {
        config.input.layout.files = Files::Below { folder: "docs/".to_owned(), has_folders };
        let found = resolved("docs/blog/posts/a.md", body, &config, &records);
        assert_eq!(found, Some((expected.to_owned(), false)), "{body}");
    }
    let found = resolved(
        "docs/blog/posts/a.md",
        "!!! note\n\n    [x](../../a.md)\n\n`[x](../../a.md)`\n",
        &config,
        &records,
    );
    let expected = "!!! note\n\n    [x](https://example.org/a.html)\n\n`[x](../../a.md)`\n";
    assert_eq!(found, Some((expected.to_owned(), false)));
    let found = resolved("docs/blog/posts/a.md", "[x](held.md), [z](../../../README.md)", &config, &records);
    assert_eq!(found, Some(("[x](), [z]()".to_owned(), true)));
}

#[test]
fn files_of_pelican_and_hexo_are_where_the_site_serves_them() {
    let pelican = config(&conventions::PELICAN, "content/");
    for (body, expected, is_lost) in [
        ("![x]({static}/images/a.png \"T\")", "![x](https://example.org/images/a.png \"T\")", false),
        ("<img src=\"{static}../b/a.png\">", "<img src=\"https://example.org/b/a.png\">", false),
        ("![x](|filename|/images/a.png)", "![x](https://example.org/images/a.png)", false),
        ("![x]({attach}a/b.png) ![y]({attach}../b.png)", "![x](a/b.png) ![y](b.png)", false),
        ("![x]({attach}../tripsdata/b.png)", "![x](b.png)", false),
        ("![x]({attach}/trips/b.png)", "![x](b.png)", false),
        ("[x]({filename}/other.rst#y)", "[x]()", true),
        ("[x]({filename}/other.ipynb)", "[x]()", true),
        ("[x][1]\n\n[1]: {tag}boats", "[x][1]\n\n[1]: <>", true),
        ("[x]({index}) and ({static", "[x](https://example.org/) and ({static", false),
    ] {
        let found = resolved("content/trips/one.md", body, &pelican, &[]);
        assert_eq!(found, Some((expected.to_owned(), is_lost)), "{body}");
    }
    for body in ["[x]({static}../../../a.png)", "`({static}a.png)` or text{static}a"] {
        assert_eq!(resolved("content/trips/one.md", body, &pelican, &[]), None, "{body}");
    }
    let mut hexo = config(&conventions::HEXO, "source/_posts/");
    hexo.input.layout.files = Files::Named;
    let body = "![a](one/a.png) ![b](./one/b.png) <img src=\"one/c.png\"> [d](done/one/d.png)";
    let expected = "![a](a.png) ![b](b.png) <img src=\"c.png\"> [d](done/one/d.png)";
    let found = resolved("source/_posts/one.md", body, &hexo, &[]);
    assert_eq!(found, Some((expected.to_owned(), false)));
}

#[test]
fn heaps_of_marks_take_no_longer_than_their_length() {
    let config = config(&conventions::HUGO, "");
    for text in ["](", "{{<", "{%", "=\"", " href=\"", "{{< ref \"", "](a.md#", "{{% ref \"a\" "] {
        targets("a.md", &text.repeat(50_000), &config);
    }
}
