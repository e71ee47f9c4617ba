//! What an author clearly means to hold back is held back, also where the generator does not take the author's word for it; and
//! addresses that nobody can know are none.

use serde_json::Value;

use super::held_sites::shown;
use crate::project::Project;

const OPEN: &str = "---\ntitle: B\ndate: 2020-01-04\nfeatured: true\n---\nopen1\n";

/// A record whose head says this besides.
fn held(says: &str) -> String {
    format!("---\ntitle: A\ndate: 2020-01-05\n{says}\n---\nheld1\n")
}

#[test]
fn eleventy_s_collections_of_articles_hold_back_what_they_leave_out() {
    let data = ("_data/metadata.json", "{\"title\": \"T\", \"url\": \"https://example.org/\"}");
    for (name, predicate, is_held) in [
        ("posts", "p => !p.data.secret", true),
        ("blogPosts", "function (post) { return !post.data.draft && !post?.data?.secret; }", true),
        ("articles", "({ data }) => !(data['secret'])", true),
        ("feed", "p => p.data.page && !(p.data.secret || p.data.draft)", true),
        ("feed", "p => p.data.page && !(p.data.draft || p.data.secret)", true),
        ("posts", "p => p.data.page && !p.data.featured && !p.data.title", false),
        ("posts", "p => !p.data.tags.includes('secret')", false),
        ("posts", "p => !(p.data.title === 'B' || p.data.title != 'A')", false),
        ("members", "p => !p.data.secret", false),
    ] {
        let config = format!(
            "module.exports = (c) => {{ c.addCollection('{name}', (api) => api.getFilteredByGlob('posts/*.md').filter({predicate})); }};\n"
        );
        let article = held("secret: true");
        let files =
            [("eleventy.config.js", config.as_str()), data, ("posts/a.md", &article), ("posts/b.md", OPEN)];
        let expected: &[&str] = if is_held { &["open1"] } else { &["held1", "open1"] };
        assert_eq!(shown(&files), expected, "{name} {predicate}");
    }
}

#[test]
fn marks_in_the_list_of_what_eleventy_ignores_count_in_every_folder() {
    let article = held("x: 1");
    let files = [
        ("eleventy.config.js", "module.exports = () => {};\n"),
        ("_data/metadata.json", "{\"title\": \"T\", \"url\": \"https://example.org/\"}"),
        (".eleventyignore", "*.wip.md\nREADME.md\n"),
        ("posts/deep/a.wip.md", article.as_str()),
        ("posts/b.md", OPEN),
    ];
    assert_eq!(shown(&files), ["open1"]);
}

#[test]
fn an_article_without_outputs_or_with_the_layout_of_drafts_is_held_back() {
    const HUGO: (&str, &str, &str) =
        ("hugo.toml", "title = 'T'\nbaseURL = 'https://example.org/'\n", "content/posts/");
    const HEXO: (&str, &str, &str) =
        ("_config.yml", "title: T\nurl: https://example.org\n", "source/_posts/");
    for (site, says, is_held) in [
        (HUGO, "outputs: []", true),
        (HUGO, "outputs: [html]", false),
        (HEXO, "layout: draft", true),
        (HEXO, "layout: none", false),
        (HEXO, "layout:", false),
        (HUGO, "layout: draft", false),
    ] {
        let ((file, config, folder), held) = (site, held(says));
        let (path, other) = (format!("{folder}a.md"), format!("{folder}b.md"));
        let files = [(file, config), (path.as_str(), held.as_str()), (other.as_str(), OPEN)];
        let expected: &[&str] = if is_held { &["open1"] } else { &["held1", "open1"] };
        assert_eq!(shown(&files), expected, "{file} {says}");
    }
}

#[test]
fn what_a_cascade_of_hugo_gives_no_outputs_is_held_back() {
    let article = held("x: 1");
    let cascade = "title = 'T'\nbaseURL = 'https://example.org/'\n[[cascade]]\noutputs = []\n[cascade.target]\npath = '/secret/**'\n";
    let files =
        [("hugo.toml", cascade), ("content/secret/a.md", article.as_str()), ("content/posts/b.md", OPEN)];
    assert_eq!(shown(&files), ["open1"]);
}

#[test]
fn tags_that_a_theme_of_hexo_encrypts_hold_back() {
    let article = held("tags: [secret]");
    for file in ["_config.own.yml", "themes/own/_config.yml"] {
        let encrypts = "encrypt:\n  tags:\n  - {name: secret, password: x}\n";
        let mut files = vec![
            ("_config.yml", "title: T\nurl: https://example.org\ntheme: own # ours\n"),
            (file, encrypts),
            ("source/_posts/a.md", article.as_str()),
            ("source/_posts/b.md", OPEN),
        ];
        assert_eq!(shown(&files), ["open1"], "{file}");
        // A theme's own configuration is no part of the site's.
        files[1].1 = "exclude: [_posts/b.md]\n# encrypt: [\nx: [\n";
        assert_eq!(shown(&files), ["held1", "open1"], "{file}");
    }
}

#[test]
fn the_theme_of_hexo_is_read_in_every_spelling_of_the_setting() {
    let article = held("tags: [secret]");
    let site = "title: T\nurl: https://example.org\n";
    let spelled =
        ["\"theme\": own", "'theme' : \"own\"", "theme:\n  own", "theme: &name own", "? theme\n: own"];
    let sites = spelled.iter().map(|theme| (format!("{site}{theme}\n"), ""));
    let flow = ("{title: T, url: 'https://example.org', theme: own}\n".to_owned(), "");
    let published = (format!("{site}theme: other\n"), "theme: own\n");
    for (site, published) in sites.chain([flow, published]) {
        let files = [
            ("_config.yml", site.as_str()),
            ("_config.production.yml", published),
            ("_config.own.yml", "\"encrypt\": {\"tags\": [secret]}\n"),
            ("source/_posts/a.md", article.as_str()),
            ("source/_posts/b.md", OPEN),
        ];
        assert_eq!(shown(&files), ["open1"], "{site}{published}");
    }
}

#[test]
fn slugs_of_pelican_are_made_by_the_rules_of_the_site_or_are_none() {
    let addresses = |settings: &str| {
        let settings =
            format!("SITEURL = 'https://example.org'\nSITENAME = 'T'\nPATH = 'content'\n{settings}\n");
        let article = |head: &str| format!("Title: A C++ Plan\nDate: 2023-02-04\n{head}\nText.\n");
        let (plain, own) = (article(""), article("Slug: Own.One\n"));
        let project = Project::new(&[
            ("pelicanconf.py", &settings),
            ("content/News Desk/2023-02-04-how-To.md", &plain),
            ("content/News Desk/b.md", &own),
        ]);
        project.run(&["build"]);
        let feed: Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
        let url = |item: &Value| item["url"].as_str().unwrap().replace("https://example.org/", "");
        let mut urls: Vec<String> = feed["items"].as_array().unwrap().iter().map(url).collect();
        urls.sort();
        urls
    };
    for (settings, expected) in [
        ("", ["Own.One.html", "a-c-plan.html"].as_slice()),
        (
            "SLUGIFY_SOURCE = 'basename'\nSLUG_REGEX_SUBSTITUTIONS = [(r'\\d{4}-\\d{2}-\\d{2}-', '')]",
            &["Own.One.html", "how-to.html"],
        ),
        ("SLUG_SUBSTITUTIONS = (('C++', 'cpp'),)", &["Own.One.html", "a-cpp-plan.html"]),
        ("SLUGIFY_PRESERVE_CASE = True", &["A-C-Plan.html", "Own.One.html"]),
        (
            "CATEGORY_REGEX_SUBSTITUTIONS = [(' ', '_')]\nARTICLE_URL = '{category}/{slug}'",
            &["news_desk/Own.One", "news_desk/a-c-plan"],
        ),
        ("FILENAME_METADATA = r'[\\d-]+(?P<slug>.*)'", &["Own.One.html", "how-To.html"]),
        ("SLUG_REGEX_SUBSTITUTIONS = [(r'(?<=a)b', '')]", &["Own.One.html"]),
    ] {
        assert_eq!(addresses(settings), expected, "{settings}");
    }
}
