//! A Jekyll site has the records that Jekyll would find, and no drafts.

use crate::project::{Project, article};

const CONFIG: &str =
    "title: T\nurl: https://example.org\ncollections: {notes: {output: true}, seeds: {output: false}}\n";

/// The records that are found among these files, in a site with these further lines of configuration.
fn found(config: &str, files: &[&str]) -> Vec<String> {
    let project = Project::new(&[("_config.yml", &format!("{CONFIG}{config}"))]);
    for (number, path) in files.iter().enumerate() {
        project.write(path, article(&format!("Number {number}"), "2020-01-01", "a"));
    }
    let run = project.run(&["build", "-n", "--report", "-"]);
    assert!([0, 1, 3].contains(&run.code), "{}", run.stderr);
    let is_found = |path: &&&str| {
        let published = format!("\"path\": \"{path}\",\n      \"outcome\": \"published\"");
        run.stdout.contains(&published)
    };
    files.iter().filter(is_found).map(|path| (*path).to_owned()).collect()
}

#[test]
fn what_jekyll_passes_over_by_its_name_is_no_record() {
    let records = ["_posts/2020-01-01-a.md", "blog/_posts/b/2020-01-01-b.md", "_notes/c.md", "_notes/d/e.md"];
    let others = [
        "_posts/_drafts/2020-01-01-a.md",
        "blog/_posts/_drafts/2020-01-01-b.md",
        "blog/_drafts/_posts/2020-01-01-c.md",
        "_drafts/2020-01-01-d.md",
        "_notes/_drafts/e.md",
        "_notes/d/_drafts/e.md",
        "_notes/_wip.md",
        "_notes/~x.md",
        "_notes/#x.md",
        "_notes/.x.md",
        "_seeds/f.md",
        "_hidden/g.md",
        "_hidden/_posts/2020-01-01-h.md",
        "_posts/i.md",
        "pages/j.md",
    ];
    assert_eq!(found("", &[&records[..], &others].concat()), records);
}

#[test]
fn what_the_site_includes_is_not_passed_over_by_its_name() {
    let files = ["_blog/_posts/2020-01-01-a.md", "_notes/_b.md", "_notes/_drafts/c.md", "_pages/d.md"];
    assert_eq!(found("include: [_blog, _b.md, _drafts, _pages]\n", &files), files[..2]);
    let excluded = ["_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md"];
    let config =
        "exclude: [_posts/2020-01-01-a.md, _posts/2020-01-02-b.md]\ninclude: [_posts/2020-01-01-a.md]\n";
    assert_eq!(found(config, &excluded), excluded[..1]);
}

#[test]
fn the_folder_of_the_site_may_be_below_that_of_the_project() {
    let files = ["_posts/2020-01-01-a.md", "site/_posts/2020-01-01-b.md", "site/wip/_posts/2020-01-01-c.md"];
    assert_eq!(found("source: ./site\nexclude: [wip]\n", &files), files[1..2]);
    let files = ["c/_notes/a.md", "c/_notes/wip/b.md", "c/_posts/2020-01-01-c.md", "_posts/2020-01-01-d.md"];
    let expected = [files[0], files[2]];
    assert_eq!(found("collections_dir: c\nexclude: [_notes/wip/]\n", &files), expected);
}

#[test]
fn jekylls_patterns_mean_what_they_mean_to_jekyll() {
    for (pattern, path, is_out) in [
        ("*.wip.md", "_posts/2020-01-01-a.wip.md", true),
        ("_posts/*.wip.md", "_posts/b/2020-01-01-a.wip.md", true),
        ("*/b", "_posts/b/2020-01-01-a.md", true),
        ("_posts/2020-01-01-a", "_posts/2020-01-01-a.md", true),
        ("_posts/b/", "_posts/b/2020-01-01-a.md", true),
        ("_posts/b/", "_posts/bb/2020-01-01-a.md", false),
        ("wip.md", "_posts/2020-01-01-a.wip.md", false),
        ("*.{wip,old}.md", "_posts/2020-01-01-a.wip.md", false),
        ("_posts/2020-01-01-{a}", "_posts/2020-01-01-{a}.md", true),
    ] {
        let other = "_posts/2020-01-02-other.html";
        let found = found(&format!("exclude: ['{pattern}']\n"), &[path, other]);
        let expected: &[&str] = if is_out { &[other] } else { &[path, other] };
        assert_eq!(found, expected, "{pattern} {path}");
    }
}

#[test]
fn feedmills_own_patterns_keep_to_their_folder() {
    let project = Project::new(&[
        ("_config.yml", &format!("{CONFIG}exclude: ['*']\n")),
        ("feedmill.yaml", "input: {exclude: ['*.md', '_posts/*.wip.md']}\n"),
        ("_posts/2020-01-01-a.md", &article("One", "2020-01-01", "a")),
        ("_posts/2020-01-01-b.wip.md", &article("Two", "2020-01-01", "a")),
    ]);
    let run = project.build();
    assert!(run.summary().contains("1 file: 1 published"), "{}", run.stderr);
}

/// The first item of the feed of a site with these files.
fn first_item(files: &[(&str, &str)]) -> serde_json::Value {
    let project = Project::new(files);
    assert_eq!(project.build().code, 0);
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    feed["items"][0].clone()
}

#[test]
fn only_public_values_of_the_site_are_shown() {
    let config = "title: The Example Gazette\nurl: https://example.org\nauthor: {name: Ann, token: hush}\n\
                  api_key: hush\nSecured: hush\nemail: hush@example.org\n";
    let body = "{{ site.title }} by {{ site.author.name }}: {{ site.api_key }}{{ site.email }}{{ site.Secured }}\
                {{ site.author.token }}{{ site['api_key'] }}{{ site.api_key | escape }}.";
    let files =
        [("_config.yml", config), ("_posts/2020-01-01-a.md", &format!("---\ntitle: A\n---\n{body}\n"))];
    let project = Project::new(&files);
    let run = project.build();
    assert!(run.stderr.contains("_posts/2020-01-01-a.md:4:45: warning: template: "), "{}", run.stderr);
    assert!(
        first_item(&files)["content_html"]
            .as_str()
            .unwrap()
            .starts_with("<p>The Example Gazette by Ann: .</p>")
    );
    for bytes in project.public().values() {
        assert!(!String::from_utf8_lossy(bytes).contains("hush"));
    }
}

#[test]
fn defaults_hold_back_and_move_articles() {
    let config = "url: https://example.org\ndefaults:\n  - scope: {path: _posts/kept}\n    values: {published: false}\n  \
                  - scope: {type: posts}\n    values: {permalink: '/blog/:title/', author: Ann, lang: de}\n";
    let project = Project::new(&[
        ("_config.yml", config),
        ("_posts/2020-01-01-a.md", "---\ntitle: A\n---\nText.\n"),
        ("_posts/kept/2020-01-02-b.md", "---\ntitle: B\n---\nText.\n"),
        ("_posts/kept/2020-01-03-c.md", "---\ntitle: C\npublished: true\nlang: fr\n---\nText.\n"),
    ]);
    let run = project.build();
    assert!(run.summary().contains("2 published, 0 scheduled, 1 withdrawn"), "{}", run.stderr);
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let said = |key: &str| [feed["items"][0][key].clone(), feed["items"][1][key].clone()];
    assert_eq!(said("url"), ["https://example.org/blog/c/", "https://example.org/blog/a/"]);
    assert_eq!(said("language"), ["fr", "de"]);
    // A change of the defaults is seen though no record has changed.
    project.write("_config.yml", config.replace("false", "true"));
    assert!(project.build().summary().contains("3 published"));
}

#[test]
fn a_fault_in_a_default_is_reported_where_it_is() {
    let project = Project::new(&[
        ("_config.yml", "url: https://example.org\ndefaults:\n  - values:\n      draft: perhaps\n"),
        ("_posts/2020-01-01-a.md", "---\ntitle: A\n---\n"),
    ]);
    for _ in 0..2 {
        let run = project.run(&["build"]);
        assert!(
            run.stderr.contains("_config.yml:4:14: error: flag: `draft` must be true or false"),
            "{}",
            run.stderr
        );
        assert_eq!(run.code, 1);
    }
}

#[test]
fn the_keys_of_authors_are_looked_up() {
    let post = ("_posts/2020-01-01-a.md", "---\ntitle: A\nauthor: ann\n---\nText.\n");
    let config = ("_config.yml", "url: https://example.org\nauthor: ann\n");
    for data in [
        ("_data/authors.yml", "ann: {name: Ann Example, uri: /ann/, email: ann@example.org}\n"),
        (
            "_data/people.json",
            "{\"ann\": {\"name\": \"Ann Example\", \"url\": \"https://example.org/ann/\"}}\n",
        ),
        ("_data/authors/ann.yaml", "name: Ann Example\nurl: /ann/\n"),
        ("_data/authors.yaml", "ann: {name: Ann Example <ann@example.org>, url: /ann/}\n"),
    ] {
        let authors = &first_item(&[config, post, data])["authors"];
        let expected = serde_json::json!([{"name": "Ann Example", "url": "https://example.org/ann/"}]);
        assert_eq!(*authors, expected, "{}", data.0);
        let project = Project::new(&[config, post, data]);
        project.build();
        let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
        assert_eq!(feed["authors"], expected, "{}", data.0);
        assert!(!project.read("public/atom.xml").contains('@'));
    }
    assert_eq!(first_item(&[config, post])["authors"], serde_json::json!([{"name": "ann"}]));
}

#[test]
fn the_summary_ends_at_the_mark() {
    for (config, front_matter, body, expected) in [
        ("", "", "\n\nOne *a*\nb.\n\nTwo.\n", Some("One a b.")),
        ("", "", "[One][r].\n\nTwo.\n\n[r]: https://example.org/\n", Some("One.")),
        ("", "", "One {% highlight x %}\na\n{% endhighlight %}\n\nTwo.\n", Some("One a")),
        ("", "", "One.\n", Some("One.")),
        ("excerpt_separator: <!--more-->\n", "", "One.\n\nTwo.\n<!--more-->\nThree.\n", Some("One. Two.")),
        ("excerpt_separator: <!--more-->\n", "", "One.\n\nTwo.\n", Some("One.")),
        ("", "excerpt_separator: <!--cut-->\n", "One.\n\nTwo.<!--more-->\nThree.\n", Some("One. Two.")),
        ("excerpt_separator: '|'\n", "", "One.<!--more-->Two.|Three.\n", Some("One.Two.")),
        ("", "excerpt_separator: <!--cut-->\n", "One.\n\nTwo.<!--cut-->\nThree.\n", Some("One. Two.")),
        ("excerpt_separator: ''\n", "", "One.\n\nTwo.\n", Some("One.")),
        ("", "excerpt: Own\n", "One.\n\nTwo.\n", Some("Own")),
        ("", "excerpt: Own\ndescription: Said\n", "One.\n\nTwo.\n", Some("Said")),
    ] {
        let config = format!("url: https://example.org\n{config}");
        let post = format!("---\ntitle: A\n{front_matter}---\n{body}");
        let item = first_item(&[("_config.yml", &config), ("_posts/2020-01-01-a.md", &post)]);
        assert_eq!(item["summary"].as_str(), expected, "{config} {post}");
    }
}

#[test]
fn a_link_to_the_file_of_a_record_follows_its_address() {
    let project = Project::new(&[
        ("_config.yml", "url: https://example.org\n"),
        (
            "_posts/2020-01-01-a.md",
            "---\ntitle: A\n---\n[b](2020-01-02-b.md#y) [b]({% post_url 2020-01-02-b %})\n",
        ),
        ("_posts/2020-01-02-b.md", "---\ntitle: B\n---\nText.\n"),
        ("_posts/2020-01-03-c.md", "---\ntitle: C\n---\nText.\n"),
        ("feedmill.yaml", "feeds: {formats: [json]}\n"),
    ]);
    let links = || {
        let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
        let items = feed["items"].as_array().unwrap().clone();
        let item = items.into_iter().find(|item| item["title"] == "A").unwrap();
        item["content_html"].as_str().unwrap().to_owned()
    };
    let leads_to = |url: &str| format!("<p><a href=\"{url}#y\">b</a> <a href=\"{url}\">b</a></p>");
    let run = project.build();
    assert_eq!((links(), run.stderr.lines().count()), (leads_to("https://example.org/2020/01/02/b.html"), 1));
    assert!(project.build().summary().contains("0 feeds changed"));
    // The file of the link is as it was, and its feed is rendered again.
    project.write("_posts/2020-01-02-b.md", "---\ntitle: B\npermalink: /b/\n---\nText.\n");
    project.build();
    assert_eq!(links(), leads_to("https://example.org/b/"));
    // No address of what is withheld is told.
    project.write("_posts/2020-01-02-b.md", "---\ntitle: B\npermalink: /b/\ndraft: true\n---\nText.\n");
    let run = project.build();
    assert!(!links().contains("/b/") && run.stderr.contains("template"), "{} {}", links(), run.stderr);
}

#[test]
fn a_link_may_lead_to_a_page_that_is_no_article() {
    let item = first_item(&[
        (
            "_config.yml",
            "url: https://example.org\ncollections: {pages: {output: true, permalink: /:path/}}\n",
        ),
        ("_posts/2020-01-01-a.md", "---\ntitle: A\n---\n[x](/_pages/team.md), [y](/_pages/hidden.md)\n"),
        ("_pages/team.md", "---\ntitle: Team\n---\nText.\n"),
        ("_pages/hidden.md", "---\ntitle: Hidden\npublished: false\n---\nText.\n"),
    ]);
    let html = item["content_html"].as_str().unwrap();
    assert!(html.contains("href=\"https://example.org/team/\"") && !html.contains("org/hidden/"), "{html}");
}

#[test]
fn the_year_in_the_name_of_a_post_may_be_short() {
    let project = Project::new(&[("_config.yml", "title: T\nurl: https://example.org\n")]);
    for (name, head) in [
        ("16-05-09-s", ""),
        ("016-5-9-t", ""),
        ("2016-5-9-u", ""),
        ("00-01-02-zero", ""),
        ("99-12-31-nine", ""),
        ("68-1-1-six", ""),
        ("70-1-1-seven", ""),
        ("16-05-10-dated", "date: 2020-02-03\n"),
        ("6-05-09-one", ""),
        ("16-13-40-none", ""),
    ] {
        project.write(format!("_posts/{name}.md"), format!("---\ntitle: {name}\n{head}---\nText.\n"));
    }
    let said = project.run(&["build", "-v", "--now", "2026-01-01T00:00:00Z"]).ended(1).stderr;
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let path = |item: &serde_json::Value| item["id"].as_str().unwrap().replace("https://example.org", "");
    let mut paths: Vec<String> = feed["items"].as_array().unwrap().iter().map(path).collect();
    paths.sort();
    // What Jekyll itself makes of these, but for the two that end its build or are no posts.
    assert_eq!(
        paths,
        [
            "/0016/05/09/t.html", "/1970/01/01/seven.html", "/1999/12/31/nine.html", "/2000/01/02/zero.html",
            "/2016/05/09/s.html", "/2016/05/09/u.html", "/2020/02/03/dated.html",
        ]
    );
    assert!(said.contains("16-13-40-none.md") && said.contains("6-05-09-one.md"), "{said}");
    assert!(said.contains("68-1-1-six.md: held back until 2068"), "{said}");
}
