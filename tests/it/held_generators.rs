//! What the sites of Hugo, Zola and MkDocs hold back by their configuration or by names of files is in no feed, and what they only
//! seem to hold back is.

use crate::held_sites::shown;

const HUGO: &str = "baseURL = 'https://example.org/'\ntitle = 'T'\n";
const ZOLA: &str = "base_url = 'https://example.org'\ntitle = 'T'\n";
const MKDOCS: &str = "site_name: T\nsite_url: https://example.org/\n";

/// An article that ends with the word.
fn article(word: &str, head: &str) -> String {
    format!("---\ntitle: A\ndate: 2020-01-05\n{head}\n---\n{word}\n")
}

/// What a site shows of these articles, each a path, more of its head, and the word that it ends with.
fn shown_of(files: &[(&str, &str)], articles: &[(&str, &str, &str)]) -> Vec<String> {
    let texts: Vec<(&str, String)> =
        articles.iter().map(|(path, head, word)| (*path, article(word, head))).collect();
    let texts = texts.iter().map(|(path, text)| (*path, text.as_str()));
    shown(&files.iter().copied().chain(texts).collect::<Vec<_>>())
}

/// What a site of Hugo with these settings shows.
fn hugo(settings: &str, articles: &[(&str, &str, &str)]) -> Vec<String> {
    shown_of(&[("hugo.toml", &format!("{HUGO}{settings}\n"))], articles)
}

#[test]
fn hugo_s_settings_hold_back() {
    let open = ("content/posts/b.md", "", "open2");
    for (settings, path, head) in [
        ("ignoreFiles = ['secret-.*\\.md$']", "content/posts/secret-a.md", ""),
        ("ignoreFiles = ['/x/']", "content/posts/x/y/a.md", ""),
        ("frontmatter.expiryDate = ['removal', ':default']", "content/posts/a.md", "removal: 2024-05-01"),
        ("frontmatter.publishDate = ['showfrom', ':default']", "content/posts/a.md", "showfrom: 2090-05-01"),
        ("frontmatter.publishDate = [':filename', ':default']", "content/posts/2090-01-01-a.md", ""),
        ("cascade = [{draft = true, target = {path = '/posts/x**'}}]", "content/posts/xy/z/a.md", ""),
        (
            "cascade = [{draft = true, target = {kind = 'p*e', path = '/posts/a.b'}}]",
            "content/posts/a.b.md",
            "",
        ),
        ("[languages.en]\n[languages.de]\ndisabled = true", "content/posts/a.DE.md", ""),
        ("[languages.en]\n[languages.de]\ndisableKinds = ['page']", "content/posts/a.de.md", ""),
    ] {
        assert_eq!(hugo(settings, &[(path, head, "held1"), open]), ["open2"], "{settings} {path}");
    }
    for settings in [
        "disableKinds = ['page']",
        "ignoreFiles = ['(a']",
        "renderSegments = ['a']",
        "frontmatter.expiryDate = [':git']",
        "[roles.guest]\n[roles.member]",
    ] {
        assert!(hugo(settings, &[("content/posts/a.md", "", "held1")]).is_empty(), "{settings}");
    }
    for settings in [
        "disableKinds = ['taxonomy']",
        "frontmatter.publishDate = [':filename', ':default']",
        "cascade = [{draft = true, target = {environment = 'development'}}]",
        "ignoreFiles = []",
        "[roles.guest]",
    ] {
        assert_eq!(hugo(settings, &[open]), ["open2"], "{settings}");
    }
}

#[test]
fn hugo_s_names_hold_back() {
    let open = ("content/posts/b.md", "", "open2");
    let index = ("content/posts/x/index.pandoc", "");
    let files = [("hugo.toml", HUGO), index];
    assert_eq!(shown_of(&files, &[("content/posts/x/a.md", "", "held1"), open]), ["open2"]);
    let in_capitals = ("content/posts/x/Index.md", "", "open1");
    assert_eq!(hugo("", &[("content/posts/x/a.md", "", "held1"), in_capitals, open]), ["open1", "open2"]);
    let files = [("hugo.toml", HUGO), ("content/x/_Index.md", "---\ncascade: {draft: true}\n---\n")];
    assert_eq!(shown_of(&files, &[("content/x/a.md", "", "held1"), open]), ["open2"]);
}

#[test]
fn hugo_s_files_of_settings_count_together() {
    let articles = [("content/x/a.md", "", "held1"), ("content/posts/b.md", "", "open2")];
    let hold = "ignoreFiles = ['/x/']";
    for (file, text) in [
        ("config/_default/config.toml", hold),
        ("config/_default/ignoreFiles.yaml", "ignoreFiles: ['/x/']"),
        ("config/production/hugo.toml", hold),
        ("config/production/a/config.TOML", hold),
        (
            "config/_default/cascade.json",
            "{\"cascade\": [{\"draft\": true, \"target\": {\"path\": \"/x/**\"}}]}",
        ),
        ("config/_default/module.toml", "mounts = [{source = 'content/posts', target = 'content/posts'}]"),
    ] {
        let top = format!("{HUGO}[[cascade]]\ntype = 'x'\n");
        assert_eq!(shown_of(&[("hugo.toml", &top), (file, text)], &articles), ["open2"], "{file}");
    }
    // What lies on top counts, and other environments do not.
    let files = [
        ("hugo.toml", format!("{HUGO}{hold}\n")),
        ("config/production/hugo.toml", "ignoreFiles = []".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(shown_of(&files, &articles), ["held1", "open2"]);
    let files = [("hugo.toml", HUGO), ("config/development/hugo.toml", hold)];
    assert_eq!(shown_of(&files, &articles), ["held1", "open2"]);
}

#[test]
fn hugo_s_mounts_choose_files() {
    let articles = [("content/x/a.md", "", "held1"), ("content/posts/b.md", "", "open2")];
    for mounts in [
        "{source = 'content/posts', target = 'content/posts'}",
        "{source = 'content/posts', target = 'content/news'}",
        "{source = 'content', target = 'content', excludeFiles = '/x/**'}",
        "{source = 'content', target = 'content', excludeFiles = ['X/A.md']}",
        "{source = 'content', target = 'content', includeFiles = ['posts/*']}",
        "{source = 'content', target = 'content', files = ['! x', '**']}",
        "{source = 'content', target = 'content'}, {source = 'content/x', target = 'content/x', excludeFiles = '*'}",
        "{source = 'content', target = 'content'}, {source = 'content/x', target = 'content', lang = 'de'}",
    ] {
        let settings = format!("[languages.en]\n[module]\nmounts = [{mounts}]");
        assert_eq!(hugo(&settings, &articles), ["open2"], "{mounts}");
    }
    // What stands in for pages in another language changes nothing of them.
    let settings = "[languages.en]\n[languages.de]\n[languages.fr]\ndisabled = true\n[module]\n\
                    mounts = [{source = 'content/x', target = 'content/x', lang = 'de'}, {source = 'content', target = 'content'}, \
                    {source = 'content/x', target = 'content/x', lang = 'fr'}]";
    assert_eq!(hugo(settings, &articles), ["held1", "open2"]);
    let settings = "[module]\nmounts = [{source = 'content', target = 'content', excludeFiles = ['{a']}]";
    assert!(hugo(settings, &articles).is_empty());
    let settings = "[module]\nmounts = [{source = 'content', target = 'content', files = ['**', '! x']}, \
                    {source = 'a.md', target = 'content/c.md'}]";
    assert_eq!(hugo(settings, &articles), ["held1", "open2"]);
}

#[test]
fn zola_ignores_what_its_patterns_name() {
    let open = ("content/blog/b.md", "", "open2");
    for (pattern, path) in [
        ("*.priv.md", "content/blog/a.priv.md"),
        ("**/x", "content/blog/x/y/a.md"),
        ("blog/x/**", "content/blog/x/a.md"),
        ("*/x/*.{md,txt}", "content/blog/x/a.md"),
        ("temp.*", "content/blog/temp.md"),
    ] {
        let config = format!("{ZOLA}ignored_content = ['{pattern}']\n");
        assert_eq!(
            shown_of(&[("config.toml", &config)], &[(path, "", "held1"), open]),
            ["open2"],
            "{pattern}"
        );
    }
    let config = format!("{ZOLA}ignored_content = ['{{a']\n");
    assert!(shown_of(&[("config.toml", &config)], &[open]).is_empty());
    let older = ("config.toml", ZOLA);
    let newer = format!("{ZOLA}ignored_content = ['a.md']\n");
    let held = ("content/blog/a.md", "", "held1");
    assert_eq!(shown_of(&[older, ("zola.toml", &newer)], &[held, open]), ["open2"]);
}

#[test]
fn zola_reads_heads_below_empty_lines() {
    let head = |head: &str, word: &str| format!("title = 't'\ndate = 2020-01-05\n{head}+++\n{word}\n");
    let files = [
        ("content/blog/a.md", format!("\n \t\n+++\n{}", head("", "open1"))),
        ("content/blog/b.md", format!("\n  +++\n{}", head("", "open2"))),
        ("content/blog/c.md", format!("\n+++\n{}", head("draft = true\n", "held3"))),
        ("content/blog/d.md", "\n---\ntitle: t\ndate: 2020-01-05\n---\nopen4\n".to_owned()),
        ("content/blog/e.md", "\n---\ntitle: t\ndate: 2020-01-05\ndraft: true\n---\nheld5\n".to_owned()),
    ];
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let site = [("config.toml", ZOLA)].into_iter().chain(files).collect::<Vec<_>>();
    assert_eq!(shown(&site), ["open1", "open2", "open4"]);
}

#[test]
fn org_leaves_out_what_its_tags_exclude() {
    let text = "#+TITLE: t\n#+DATE: 2020-01-05\n#+EXCLUDE_TAGS: secret draft\n\nopen1\n\n* A :secret:\nText held2\n** B\nText held3\n* C\t:x:Draft:\nText held4\n* D :noexport:\nText held5\n* E :pub:\nText open6\n";
    assert_eq!(shown(&[("hugo.toml", HUGO), ("content/posts/a.org", text)]), ["open1", "open6"]);
}

#[test]
fn mkdocs_leaves_out_by_patterns_and_plugins() {
    let open = ("docs/blog/posts/b.md", "", "open2");
    for (settings, path, head) in [
        ("plugins: [blog]", "docs/blog/posts/a.html", ""),
        ("plugins: [blog]", "docs/blog/posts/a.mdx", ""),
        ("plugins: [blog]", "docs/blog/posts/a.MD", ""),
        ("plugins: [blog]\nexclude_docs: |\n  *.priv.md", "docs/blog/posts/a.priv.md", ""),
        ("plugins: [blog]\nexclude_docs: |\n  *.md\n  !b.md", "docs/blog/posts/a.md", ""),
        ("plugins: [blog]\ndraft_docs: blog/**/x/", "docs/blog/posts/x/y/a.md", ""),
        ("plugins: [blog, {exclude: {glob: '*.priv.md'}}]", "docs/blog/posts/a.priv.md", ""),
        ("plugins: [blog, {exclude: {glob: ['*/x/*']}}]", "docs/blog/posts/x/y/a.md", ""),
        ("plugins: [blog, {exclude: {regex: 'blog/.*/a'}}]", "docs/blog/posts/a.md", ""),
        ("plugins: {blog: {}, exclude: {glob: '*/x/*'}}", "docs/blog/posts/x/a.md", ""),
        (
            "plugins: [{group: {enabled: !ENV CI, plugins: [blog, {exclude: {glob: '*/a.md'}}]}}]",
            "docs/blog/posts/a.md",
            "",
        ),
        (
            "plugins: [blog, {encryptcontent: {password_inventory: {x: y}}}]",
            "docs/blog/posts/a.md",
            "level: x",
        ),
        ("plugins: [blog, {encryptcontent: {}}]", "docs/blog/posts/a.md", "use_secret: NAME_OF_A_SECRET"),
        (
            "plugins: [blog, {i18n: {languages: [{locale: en, default: true}]}}]",
            "docs/blog/posts/a.de.md",
            "",
        ),
    ] {
        let config = format!("{MKDOCS}{settings}\n");
        assert_eq!(
            shown_of(&[("mkdocs.yml", &config)], &[(path, head, "held1"), open]),
            ["open2"],
            "{settings}"
        );
    }
    for settings in [
        "plugins: [blog]\nexclude_docs: !ENV [X, 'x']",
        "plugins: [blog]\nexclude_docs: !ENV X",
        "plugins: [blog, {exclude: {glob: !ENV X}}]",
        "plugins: [blog, {exclude: {regex: '(?!a)b'}}]",
        "plugins: [blog, {encryptcontent: {global_password: !ENV X}}]",
        "plugins: [blog, file-filter]",
        "plugins: [blog]\nhooks: [hook.py]",
    ] {
        let config = format!("{MKDOCS}{settings}\n");
        let hook = ("hook.py", "def on_files(files, config):\n    files.remove(files[0])\n");
        assert!(shown_of(&[("mkdocs.yml", &config), hook], &[open]).is_empty(), "{settings}");
    }
    let config = format!(
        "{MKDOCS}plugins: [blog, {{group: {{plugins: [file-filter]}}}}]\nhooks: [hook.py]\nnot_in_nav: b.md\n"
    );
    let hook = (
        "hook.py",
        "def on_files(files, config):\n    seen.clear()\n    return files\n\ndef on_page_markdown(markdown, **kwargs):\n    seen.remove(1)\n    \
         return markdown\n",
    );
    assert_eq!(shown_of(&[("mkdocs.yml", &config), hook], &[open]), ["open2"]);
}

#[test]
fn mkdocs_takes_markdown_of_every_ending_that_it_knows() {
    let articles = [
        ("docs/blog/posts/a.markdown", "slug: a", "open1"),
        ("docs/blog/posts/b.mdown", "slug: b", "open2"),
        ("docs/blog/posts/c.mkd", "slug: c", "open3"),
        ("docs/blog/posts/d.mkdn", "slug: d", "open4"),
        ("docs/blog/posts/e.mkdown", "slug: e", "held5"),
    ];
    let config = format!("{MKDOCS}plugins: [blog]\n");
    assert_eq!(shown_of(&[("mkdocs.yml", &config)], &articles), ["open1", "open2", "open3", "open4"]);
}

#[test]
fn mkdocs_inherits_what_holds_back() {
    let articles = [("docs/blog/posts/a.md", "", "held1"), ("docs/blog/posts/b.md", "", "open2")];
    let main = format!("{MKDOCS}INHERIT: more/base.yml\nplugins: {{blog: {{}}}}\n");
    for (base, other) in [
        ("plugins: {exclude: {glob: '*/a.md'}}\n", ""),
        ("INHERIT: ../other.yml\n", "plugins: {exclude: {glob: '*/a.md'}}\n"),
        ("INHERIT: ../other.yml\nexclude_docs: a.md\n", "exclude_docs: b.md\n"),
    ] {
        let files = [("mkdocs.yml", main.as_str()), ("more/base.yml", base), ("other.yml", other)];
        assert_eq!(shown_of(&files, &articles), ["open2"], "{base}{other}");
    }
    for base in ["INHERIT: base.yml\n", "INHERIT: gone.yml\n"] {
        let project = crate::project::Project::new(&[("mkdocs.yml", &main), ("more/base.yml", base)]);
        let run = project.run(&["build", "--now", "2026-01-01T00:00:00Z"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
    }
}
