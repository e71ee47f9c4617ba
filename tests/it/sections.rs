//! What the sections and the configuration of a generator's site say of all pages below holds back, wherever it
//! stands.

use crate::project::Project;

const HUGO: &str = "baseURL: https://example.org\n";
const HELD: &str = "---\ncascade: {draft: true}\n---\n";
const FREE: &str = "---\ncascade: {draft: false}\n---\n";

fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2020-01-05\n---\nText.\n")
}

/// The titles of the articles that a site of these files publishes, sorted.
fn titles(project: &Project) -> Vec<String> {
    project.build();
    published(project)
}

/// The same where articles are held back because their addresses are not known.
fn titles_of_known(project: &Project) -> Vec<String> {
    project.run(&["build"]).ended(1);
    published(project)
}

/// The titles in the feeds of every language.
fn published(project: &Project) -> Vec<String> {
    let mut titles = Vec::new();
    for (path, text) in project.public().iter().filter(|(path, _)| path.ends_with("feed.json")) {
        let feed: serde_json::Value = serde_json::from_slice(text).unwrap();
        let items = feed["items"].as_array().unwrap_or_else(|| panic!("{path}"));
        titles.extend(items.iter().map(|item| item["title"].as_str().unwrap().to_owned()));
    }
    titles.sort();
    titles.dedup();
    titles
}

fn site(configuration: (&str, &str), others: &[(&str, &str)], articles: &[&str]) -> Project {
    let project = Project::new(&[configuration]);
    others.iter().for_each(|(path, text)| project.write(path, text));
    articles.iter().for_each(|path| project.write(path, article(path)));
    project
}

#[test]
fn a_section_holds_back_what_is_below_however_deep_and_whatever_its_name() {
    for folder in [
        "content/a/b/c/d/e/f/g/h", "content/build", "content/public/dist", "content/themes", "content/vendor",
    ] {
        let (page, held) = (format!("{folder}/_index.md"), format!("{folder}/held.md"));
        let project = site(("hugo.yaml", HUGO), &[(&page, HELD)], &["content/open.md", &held]);
        assert_eq!(titles(&project), ["content/open.md"], "{folder}");
        let draft = "+++\ndraft = true\n+++\n";
        let zola = ("config.toml", "base_url = 'https://example.org'\n");
        let project = site(zola, &[(&page, draft)], &["content/open.md", &held]);
        assert_eq!(titles(&project), ["content/open.md"], "{folder}");
    }
}

#[cfg(unix)]
#[test]
fn a_section_holds_back_in_a_folder_of_content_that_is_a_link() {
    let others = [("texts/closed/_index.md", HELD)];
    let project = site(("hugo.yaml", HUGO), &others, &["texts/open.md", "texts/closed/held.md"]);
    std::os::unix::fs::symlink("texts", project.path("content")).unwrap();
    assert_eq!(titles(&project), ["texts/open.md"]);
}

#[test]
fn of_several_values_for_a_page_the_first_counts_as_it_does_for_hugo() {
    let of_one_page =
        "---\ncascade:\n- {draft: true, target: {path: '/a/secret/**'}}\n- {draft: false}\n---\n";
    let of_site =
        format!("{HUGO}cascade:\n- {{draft: true, target: {{path: '/a/secret/**'}}}}\n- {{draft: false}}\n");
    let articles = ["content/a/open.md", "content/a/secret/held.md"];
    let project = site(("hugo.yaml", HUGO), &[("content/a/_index.md", of_one_page)], &articles);
    assert_eq!(titles(&project), ["content/a/open.md"]);
    assert_eq!(titles(&site(("hugo.yaml", &of_site), &[], &articles)), ["content/a/open.md"]);
}

#[test]
fn a_target_of_hugo_is_for_the_paths_of_pages() {
    for (path, held) in [
        ("{/a/b,/a/b/**}", "content/a/b/held.md"),
        ("/a/held", "content/a/held.md"),
        ("/a/held", "content/a/held/index.md"),
        ("/a/my-h*", "content/a/My Held.md"),
        ("/a/b/**", "content/a/B/held.md"),
        ("{/x/**,/a/h*}", "content/a/held.en.md"),
        ("**/held", "content/a/held.md"),
    ] {
        let target = format!("cascade: {{draft: true, target: {{path: '{path}'}}}}\n");
        let project = site(("hugo.yaml", &format!("{HUGO}{target}")), &[], &["content/a/open.md", held]);
        assert_eq!(titles(&project), ["content/a/open.md"], "{path} {held}");
        let page = format!("---\n{target}---\n");
        let project =
            site(("hugo.yaml", HUGO), &[("content/_index.md", &page)], &["content/a/open.md", held]);
        assert_eq!(titles(&project), ["content/a/open.md"], "{path} {held}");
    }
    // What is for one section frees nothing in another.
    let free = "---\ncascade: {draft: false, target: {path: '/**'}}\n---\n";
    let others = [("content/_index.md", HELD), ("content/a/_index.md", free)];
    let project = site(("hugo.yaml", HUGO), &others, &["content/a/open.md", "content/b/held.md"]);
    assert_eq!(titles(&project), ["content/a/open.md"]);
}

#[test]
fn what_an_ordinary_page_of_hugo_cascades_holds_for_the_page_itself() {
    for (head, is_held) in [
        ("cascade: {draft: true}", true),
        ("cascade:\n- {publishDate: 2090-01-01}", true),
        ("cascade: {expiryDate: 2020-02-01}", true),
        ("cascade: {build: {list: never, render: never}}", true),
        ("cascade: {params: {draft: true}}", true),
        ("Cascade: {Draft: true}", true),
        ("cascade:\n- {draft: true, target: {kind: page}}\n- {draft: false}", true),
        ("cascade:\n- {draft: false, target: {path: /b/**}}\n- {draft: true}", true),
        ("cascade:\n- {draft: false}\n- {draft: true}", false),
        ("cascade: {draft: true}\ndraft: false", false),
        ("cascade: {draft: true, target: {kind: section}}", false),
        ("cascade: {draft: true, target: {environment: staging}}", false),
    ] {
        let page = format!("---\ntitle: page\ndate: 2020-01-05\n{head}\n---\nText.\n");
        for path in ["content/a/page.md", "content/a/page/index.md"] {
            let project = site(("hugo.yaml", HUGO), &[(path, &page)], &["content/open.md"]);
            let expected: &[&str] = if is_held { &["content/open.md"] } else { &["content/open.md", "page"] };
            assert_eq!(titles(&project), expected, "{head} {path}");
        }
    }
    let toml = "+++\ntitle = 'page'\ndate = 2020-01-05\n[[cascade]]\ndraft = true\n+++\nText.\n";
    let json = "{\"title\": \"page\", \"date\": \"2020-01-05\", \"cascade\": {\"draft\": true}}\nText.\n";
    let others = [("content/a.md", toml), ("content/b.md", json)];
    let project = site(("hugo.yaml", HUGO), &others, &["content/open.md"]);
    assert_eq!(titles(&project), ["content/open.md"]);
    // The nearest page wins, and none is nearer than the page itself.
    let own = "---\ntitle: page\ndate: 2020-01-05\ncascade: {draft: false, slug: other}\n---\nText.\n";
    let project = site(("hugo.yaml", HUGO), &[("content/a/_index.md", HELD), ("content/a/b.md", own)], &[]);
    assert_eq!(titles(&project), ["page"]);
    assert!(project.read("public/feed.json").contains("https://example.org/a/other/"));
}

#[test]
fn files_and_folders_that_hugo_passes_over_for_their_names_stay_out() {
    let held = [
        "content/#held.md", "content/a/#held/index.md", "content/#a/held.md", "content/a~/held.md",
        "content/.a/held.md", "content/a/.#held.md",
    ];
    let project = site(("hugo.yaml", HUGO), &[], &held);
    let open = ["content/a#b/open.md", "content/a/open#.md", "content/a/open~.md", "content/~a/open.md"];
    open.iter().for_each(|path| project.write(path, article(path)));
    assert_eq!(titles(&project), open);
}

#[test]
fn a_date_to_come_holds_back_whatever_other_date_the_article_has() {
    let late = "---\ntitle: late\ndate: 2020-01-05\npubdate: 2090-01-01\n---\nText.\n";
    let others = [
        ("content/late.md", late),
        ("content/a/_index.md", "---\ncascade: {publishDate: 2090-01-01}\n---\n"),
    ];
    let project = site(("hugo.yaml", HUGO), &others, &["content/open.md", "content/a/held.md"]);
    assert_eq!(titles(&project), ["content/open.md"]);
}

#[test]
fn what_is_free_in_one_language_or_environment_frees_nothing_elsewhere() {
    let languages = format!("{HUGO}languages: {{en: {{}}, de: {{}}}}\n");
    for others in [
        [("content/a/_index.de.md", HELD), ("content/a/_index.md", FREE)],
        [("content/a/_index.de.md", FREE), ("content/a/_index.md", HELD)],
        [("content/_index.de.md", HELD), ("content/a/_index.md", FREE)],
    ] {
        let project = site(("hugo.yaml", &languages), &others, &["content/open.md", "content/a/held.de.md"]);
        assert!(!titles(&project).contains(&"content/a/held.de.md".to_owned()), "{others:?}");
    }
    for target in ["lang: en", "environment: staging", "sites: {matrix: {}}"] {
        let free =
            format!("---\ncascade:\n- {{draft: false, target: {{{target}}}}}\n- {{draft: true}}\n---\n");
        let others = [("content/a/_index.md", free.as_str())];
        let project = site(("hugo.yaml", HUGO), &others, &["content/open.md", "content/a/held.md"]);
        assert_eq!(titles(&project), ["content/open.md"], "{target}");
    }
}

#[test]
fn a_language_that_is_disabled_or_held_back_has_no_articles() {
    let articles = ["content/open.md", "content/a/held.de.md", "de/held.md"];
    for settings in [
        "languages: {en: {}, de: {disabled: true, contentDir: de}}",
        "languages: {en: {}, de: {contentDir: de}}\ndisableLanguages: [de]",
        "languages: {en: {}, de: {cascade: {draft: true}}}",
        "languages: {en: {}, de: {contentDir: de, cascade: {draft: true}}}\nignoreFiles: ['held.de.md$']",
    ] {
        let project = site(("hugo.yaml", &format!("{HUGO}{settings}\n")), &[], &articles);
        assert_eq!(titles(&project), ["content/open.md"], "{settings}");
    }
}

#[test]
fn what_a_mount_excludes_stays_out() {
    let mounts =
        |more: &str| format!("{HUGO}module: {{mounts: [{{source: notes, target: content, {more}}}]}}\n");
    let articles = ["notes/open.md", "notes/secret/held.md"];
    let project = site(("hugo.yaml", &mounts("excludeFiles: ['secret/**']")), &[], &articles);
    assert_eq!(titles(&project), ["notes/open.md"]);
    for key in ["includeFiles: ['open.md']", "files: ['! secret/**']"] {
        let project = site(("hugo.yaml", &mounts(key)), &[], &articles);
        assert_eq!(titles(&project), ["notes/open.md"], "{key}");
    }
    let project = site(("hugo.yaml", &mounts("files: ['{a']")), &[], &articles);
    let said = project.run(&["build"]).refused(3).stderr;
    assert!(said.contains("hugo.yaml:2:") && project.public().is_empty(), "{said}");
}

/// A site of Eleventy whose input is the folder `in`.
fn eleventy(program: &str, others: &[(&str, &str)], articles: &[&str]) -> Project {
    let program =
        format!("export default (config) => {{ {program}; return {{ dir: {{ input: 'in' }} }}; }};\n");
    let project = site(("eleventy.config.js", &program), others, articles);
    project.write("in/_data/site.json", r#"{"url": "https://example.org"}"#);
    project
}

#[test]
fn the_data_of_a_folder_of_eleventy_holds_back_all_below_and_so_does_what_is_not_literal() {
    for (file, text) in [
        ("in/a/b/c/d/e/f/g/g.json", r#"{"draft": true}"#),
        ("in/build/build.json", r#"{"permalink": false}"#),
        ("in/public/public.11tydata.js", "module.exports = { eleventyExcludeFromCollections: true };"),
        ("in/a/a.11tydata.js", "export default { draft: process.env.CONTEXT !== 'preview' };"),
        ("in/a/a.11tydata.mjs", "export default { eleventyComputed: { published: data => ready(data) } };"),
    ] {
        let held = format!("{}/held.md", file.rsplit_once('/').unwrap().0);
        let project = eleventy("", &[(file, text)], &["in/open.md", &held]);
        assert_eq!(titles(&project), ["in/open.md"], "{file}: {text}");
    }
    let unknown = ("in/a/a.11tydata.cjs", "module.exports = { permalink: data => where(data) };");
    let project = eleventy("", &[unknown], &["in/open.md", "in/a/held.md"]);
    assert_eq!(titles_of_known(&project), ["in/open.md"]);
    let follows = "export default { eleventyComputed: { draft: data => data.draft ?? false } };";
    let project = eleventy("", &[("in/a/a.11tydata.js", follows)], &["in/open.md", "in/a/open.md"]);
    assert_eq!(titles(&project), ["in/a/open.md", "in/open.md"]);
    let broken = eleventy("", &[("in/a/a.json", "{draft: ")], &["in/open.md"]);
    assert!(broken.run(&["build"]).refused(2).stderr.contains("in/a/a.json:1:"));
}

#[test]
fn what_eleventy_ignores_stays_out() {
    for (file, lines) in [
        (".eleventyignore", "# none\n./in/a/\n"),
        ("in/.eleventyignore", "a\n"),
        (".gitignore", "/in/a/held.md\n"),
    ] {
        let project = eleventy("", &[(file, lines)], &["in/open.md", "in/a/held.md"]);
        assert_eq!(titles(&project), ["in/open.md"], "{file}");
    }
    let project = eleventy("config.setUseGitIgnore(false)", &[(".gitignore", "in/a\n")], &["in/a/open.md"]);
    assert_eq!(titles(&project), ["in/a/open.md"]);
}

#[test]
fn an_address_that_eleventy_computes_for_all_is_followed_or_holds_back() {
    let followed = "config.addGlobalData('permalink', () => '/x/{{ page.fileSlug }}/')";
    let project = eleventy(followed, &[], &["in/a.md"]);
    project.build();
    assert!(project.read("public/feed.json").contains("https://example.org/x/a/"));
    let own = ("in/b.md", "---\npermalink: /b/\ntitle: b\ndate: 2020-01-05\n---\nB.\n");
    let data = ("in/_data/eleventyComputed.js", "module.exports = { permalink: data => where(data) };");
    let program = "config.addGlobalData('permalink', () => where())";
    let project = eleventy(program, &[own], &["in/a.md"]);
    assert_eq!(titles(&project), ["b"]);
    let skipped = project.run(&["list", "skipped"]).ended(0).stdout;
    assert!(skipped.contains("in/a.md") && !skipped.contains("in/b.md"), "{skipped}");
    assert!(project.run(&["build"]).stderr.contains("the articles that do not say it"));
    // What is computed counts above what an article says itself.
    for (program, others) in [
        ("config.addGlobalData('eleventyComputed.permalink', () => data => where(data))", &[own][..]),
        ("", &[own, data]),
    ] {
        let run = eleventy(program, others, &["in/a.md"]).run(&["build"]).refused(3);
        assert!(
            run.stderr.contains("`permalink` is not followed and may hold articles back"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_a_site_writes_and_lines_that_are_no_patterns_refuse_nothing() {
    let program = ("eleventy.config.js", "export default () => ({ dir: { input: '.' } });\n");
    let others = [
        ("_data/site.json", r#"{"url": "https://example.org"}"#),
        ("_site/feed/feed.json", "{"),
        ("_includes/a/a.json", "{"),
        (".gitignore", "foo[\n{a\nheld[1]\n"),
    ];
    let project = site(program, &others, &["a/open.md", "held1/held.md"]);
    assert_eq!(titles(&project), ["a/open.md"]);
    project.read("public/feed.json").contains("https://example.org/a/open/").then_some(()).unwrap();
    let pelican =
        ("pelicanconf.py", "SITEURL = 'https://example.org'\nIGNORE_FILES = ['[x']\nARTICLE_PATHS = ['']\n");
    assert_eq!(titles(&site(pelican, &[], &["content/a.md"])), ["content/a.md"]);
}

#[test]
fn what_plugins_of_mkdocs_hold_back_or_exclude_stays_out() {
    let text = |plugins: &str| format!("site_url: https://example.org\nplugins: {plugins}\n");
    let articles = ["docs/blog/posts/open.md", "docs/blog/posts/a/held.md"];
    for (plugins, expected) in [
        ("[blog, meta]", &articles[..1]),
        ("{blog: {}, material/meta: {}}", &articles[..1]),
        ("[blog]", &["docs/blog/posts/a/held.md", "docs/blog/posts/open.md"]),
    ] {
        let project = site(
            ("mkdocs.yml", &text(plugins)),
            &[("docs/blog/posts/a/.meta.yml", "draft: true\n")],
            &articles,
        );
        assert_eq!(titles(&project), expected, "{plugins}");
    }
    let excluded = text("[blog, {exclude: {glob: [blog/posts/a/*]}}]");
    assert_eq!(titles(&site(("mkdocs.yml", &excluded), &[], &articles)), articles[..1]);
    let by_expression = text("[blog, {exclude: {regex: ['blog/.*a/.*']}}]");
    assert_eq!(titles(&site(("mkdocs.yml", &by_expression), &[], &articles)), articles[..1]);
    let named = text("[blog, {meta: {meta_file: .own.yml}}]");
    let project = site(("mkdocs.yml", &named), &[], &articles);
    assert!(project.run(&["build"]).refused(3).stderr.contains("`meta_file`") && project.public().is_empty());
    let longer = ["docs/blog/posts/open.md", "docs/blog/posts/ab/held.md"];
    let data = ("docs/blog/posts/a/.meta.yml", "draft: true\n");
    assert_eq!(titles(&site(("mkdocs.yml", &text("[blog, meta]")), &[data], &longer)), longer[..1]);
}

#[test]
fn a_blog_of_docusaurus_that_is_not_literal_is_left_out() {
    for options in [
        "process.env.BLOG ? {} : false", "{...common}", "{exclude: [...drafts]}", "{exclude: hidden()}",
        "{include: ['open/**/*.md']}", "{path: folder}",
    ] {
        let text = format!(
            "module.exports = {{url: 'https://example.org', baseUrl: '/', presets: [['classic', {{blog: {options}}}]]}};"
        );
        let project = site(("docusaurus.config.js", &text), &[], &["blog/2020-01-05-a.md"]);
        let run = project.run(&["build"]);
        assert!(run.stderr.contains("left out") && project.public().is_empty(), "{options}: {}", run.stderr);
    }
    let text = "module.exports = {url: 'https://example.org', baseUrl: '/', presets: [['classic', {blog: {include: ['**/*.{md,mdx}'], exclude: ['a/**']}}]]};";
    let project = site(
        ("docusaurus.config.js", text),
        &[],
        &["blog/2020-01-05-b.md", "blog/_2020-01-05-c.md", "blog/a/2020-01-05-d.md"],
    );
    assert_eq!(titles(&project), ["blog/2020-01-05-b.md"]);
}
