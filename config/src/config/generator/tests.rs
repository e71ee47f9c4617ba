use super::*;
use crate::config::conventions;
use crate::model::Record;
use crate::record::Reading;

/// The configuration of a site at the top of its project; the first file is its configuration.
pub(super) fn config_of(convention: &'static Convention, files: &[(&str, &str)]) -> Result<Config, String> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    let files = files.iter().map(owned).collect();
    let site = Site {
        convention,
        folder: String::new(),
        files,
        folders: Vec::new(),
        programs: Vec::new(),
        unseen: None,
    };
    read(&site, None).map_err(|error| error.to_string())
}

pub(super) fn hugo(text: &str) -> Config {
    let text = format!("baseURL: https://example.org\n{text}");
    config_of(&conventions::HUGO, &[("hugo.yaml", &text)]).unwrap()
}

fn zola(text: &str) -> Config {
    config_of(&conventions::ZOLA, &[("config.toml", &format!("base_url = 'https://example.org'\n{text}"))])
        .unwrap()
}

pub(super) fn permalinks(config: &Config) -> Vec<(&str, &str)> {
    config.input.permalinks.iter().map(|own| (own.prefix.as_str(), own.pattern.as_str())).collect()
}

fn roots(config: &Config) -> Vec<(&str, Option<&str>)> {
    config.input.layout.roots.iter().map(|own| (own.folder.as_str(), own.language.as_deref())).collect()
}

fn languages(config: &Config) -> Vec<(&str, &str)> {
    config.input.layout.languages.iter().map(|own| (own.tag.as_str(), own.prefix.as_str())).collect()
}

fn record(config: &Config, path: &str, front_matter: &str) -> Record {
    let text = format!("---\n{front_matter}\n---\nText.\n");
    match record::read(path, text.as_bytes(), &config.input.fields) {
        Reading::Record(record, _) => *record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_url_of_a_site_is_literal_or_asked_for() {
    for (convention, name, key) in [
        (&conventions::HUGO, "hugo.toml", "baseURL"),
        (&conventions::ZOLA, "config.toml", "base_url"),
        (&conventions::DOCUSAURUS, "docusaurus.config.js", "url"),
    ] {
        let error = config_of(convention, &[(name, "")]).unwrap_err();
        assert!(error.starts_with(&format!("{name}: `{key}` is missing or not literal")), "{error}");
    }
}

#[test]
fn hugo_s_languages_have_folders_prefixes_and_an_order() {
    for (text, of_languages, of_roots) in [
        ("", vec![("en", "")], vec![("content/", None)]),
        (
            "languages: {en: {weight: 2}, de: {weight: 1}, fr: {}, it: {disabled: true}}\ndefaultContentLanguage: de",
            vec![("de", ""), ("en", "en"), ("fr", "fr")],
            vec![("content/", None)],
        ),
        (
            "languages: {en: {contentDir: content/en}, pt-BR: {contentDir: content/pt}}\ndefaultContentLanguageInSubdir: true",
            vec![("en", "en"), ("pt-BR", "pt-br")],
            vec![("content/en/", Some("en")), ("content/pt/", Some("pt-BR"))],
        ),
        (
            "languages: {en: {}, de: {contentDir: de}}\ndisableLanguages: [fr]",
            vec![("en", ""), ("de", "de")],
            vec![("content/", None), ("de/", Some("de"))],
        ),
        (
            "languages: {en: {baseURL: 'https://en.example.org'}, de: {baseURL: 'https://de.example.org'}}",
            vec![("en", ""), ("de", "")],
            vec![("content/", None)],
        ),
        (
            "module: {mounts: [{source: notes, target: content}, {source: de, target: content/, lang: de}, {source: s, target: static}]}",
            vec![("en", "")],
            vec![("notes/", None), ("de/", Some("de"))],
        ),
    ] {
        let config = hugo(text);
        assert_eq!((languages(&config), roots(&config)), (of_languages, of_roots), "{text}");
    }
}

#[test]
fn hugo_s_cascades_lie_below_the_records_of_their_folders() {
    let files = [
        (
            "hugo.toml",
            "baseURL = 'https://example.org'\n[[cascade]]\ntype = 'all'\n[cascade.target]\npath = '/a/**'\n",
        ),
        ("content/_index.md", "---\ncascade: {draft: true}\n---\n"),
        ("content/a/_index.md", "+++\n[cascade]\ndraft = false\n[cascade._target]\nkind = 'page'\n+++\n"),
        ("content/c/_index.md", "---\ncascade: {draft: 'no', target: {kind: section}}\n---\n"),
        ("archetypes/_index.md", "---\ntitle: {{ .Name }\n---\n"),
    ];
    let config = config_of(&conventions::HUGO, &files).unwrap();
    let drafts = |path: &str, front_matter: &str| {
        let record = record(&config, path, front_matter);
        record.flags.iter().map(|flag| flag.value.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(drafts("content/b/x.md", "title: T"), ["true"]);
    assert_eq!(drafts("content/a/x.md", "title: T"), ["false"]);
    assert_eq!(drafts("content/c/x.md", "title: T"), ["true"]);
    assert_eq!(drafts("content/b/x.md", "draft: false"), ["false"]);
    assert_eq!(record(&config, "content/a/x.md", "title: T").kind.unwrap().text, "all");
    assert!(record(&config, "content/b/x.md", "title: T").kind.is_none());
    assert_eq!(config.input.fields.defaults().file_of("content/a/x.md"), "content/a/_index.md");
}

#[test]
fn the_page_of_a_section_that_cannot_be_read_stops_the_build() {
    for convention in [&conventions::HUGO, &conventions::ZOLA] {
        let (name, text) =
            ("config.toml", "baseURL = 'https://example.org'\nbase_url = 'https://example.org'\n");
        let error =
            config_of(convention, &[(name, text), ("content/a/_index.md", "---\na: [\n---\n")]).unwrap_err();
        assert!(error.starts_with("content/a/_index.md:3:1: "), "{error}");
    }
}

#[test]
fn hugo_s_dates_come_from_the_keys_that_the_site_names() {
    let date = |text: &str, front_matter: &str| {
        record(&hugo(text), "content/a.md", front_matter).published.map(|date| date.text)
    };
    let two = "lastmod: 2020-01-02\nwritten: 2020-01-01";
    assert_eq!(date("", two).as_deref(), Some("2020-01-02"));
    assert_eq!(date("frontmatter: {date: [written, ':default']}", two).as_deref(), Some("2020-01-01"));
    assert!(!hugo("").input.layout.reads_days);
    assert!(hugo("frontmatter: {date: [':filename', date]}").input.layout.reads_days);
}

#[test]
fn what_of_hugo_is_not_followed_is_said() {
    for (text, expected) in [
        ("removePathAccents: true", vec![Some((2, 20))]),
        ("removePathAccents: false", vec![]),
        ("ignoreFiles: ['\\.foo$', '^a|b$', '(a', '^/srv/']", vec![Some((2, 34)), Some((2, 40))]),
    ] {
        let config = hugo(text);
        let found = config.findings.iter().map(|finding| finding.position.map(|at| (at.line, at.column)));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        assert!(config.findings.iter().all(|finding| finding.rule == Rule::UnreadSetting));
    }
    let input = hugo("ignoreFiles: ['\\.foo$', 'draft-', '/x/', 'y$']").input;
    for (path, expected) in [
        ("content/a.md", true),
        ("content/a.foo", false),
        ("content/a/draft-b.md", false),
        ("content/x/a.md", false),
        ("content/y/a.md", false),
        ("content/ya.md", true),
    ] {
        assert_eq!(input.is_chosen(path), expected, "{path}");
    }
}

#[test]
fn zola_s_slugs_and_languages() {
    for (text, slug, of_languages) in [
        ("", Slug::Ascii, vec![("en", "")]),
        ("[slugify]\npaths = 'safe'", Slug::Safe, vec![("en", "")]),
        (
            "default_language = 'de'\n[slugify]\npaths = 'off'\n[languages.fr]\n[languages.de]",
            Slug::Verbatim,
            vec![("de", ""), ("fr", "fr")],
        ),
        ("languages = [{code = 'it'}]", Slug::Ascii, vec![("en", ""), ("it", "it")]),
    ] {
        let config = zola(text);
        assert_eq!((config.input.layout.slug, languages(&config)), (slug, of_languages), "{text}");
    }
    let config = config_of(
        &conventions::ZOLA,
        &[
            ("config.toml", "base_url = 'https://example.org'\nignored_content = ['*.tmp.md']\n"),
            ("content/a/_index.md", "+++\ntitle = 'Not for others'\ndraft = true\n+++\n"),
        ],
    );
    let config = config.unwrap();
    let below = record(&config, "content/a/b/x.md", "date: 2020-01-01");
    assert_eq!((below.flags.len(), below.title), (1, None));
    assert!(config.input.is_chosen("content/a/x.md") && !config.input.is_chosen("content/a/x.tmp.md"));
}

fn docusaurus(text: &str) -> Config {
    let text = format!("export default {{ url: 'https://example.org', baseUrl: '/site/', {text} }};\n");
    config_of(&conventions::DOCUSAURUS, &[("docusaurus.config.js", &text)]).unwrap()
}

#[test]
fn docusaurus_has_blogs_of_presets_and_plugins() {
    for (text, expected) in [
        ("", vec![]),
        ("presets: [['classic', {}]]", vec![("blog/", "/:language/blog/:dated_path")]),
        (
            "trailingSlash: true, presets: [['classic', {blog: {path: './news', routeBasePath: '/'}}]]",
            vec![("news/", "/:language//:dated_path/")],
        ),
        (
            "presets: [['classic', {blog: false}]], plugins: [['@docusaurus/plugin-content-blog', {id: 'n', path: 'n', routeBasePath: 'x'}], \
             ['@docusaurus/plugin-content-docs', {path: 'd'}]]",
            vec![("n/", "/:language/x/:dated_path")],
        ),
        ("presets: ['@docusaurus/preset-classic']", vec![("blog/", "/:language/blog/:dated_path")]),
        ("presets: [['classic', {blog: {path: name()}}]]", vec![]),
    ] {
        let config = docusaurus(text);
        assert_eq!(permalinks(&config), expected, "{text}");
        assert_eq!(config.findings.len(), usize::from(expected.is_empty()), "{text}");
    }
    let config = docusaurus(
        "i18n: {defaultLocale: 'de', locales: ['de', 'fr'], localeConfigs: {fr: {baseUrl: '/f/'}}}, \
         presets: [['classic', {blog: {exclude: ['old/**']}} satisfies Options]]",
    );
    assert_eq!(languages(&config), [("de", ""), ("fr", "f")]);
    let translated = "i18n/fr/docusaurus-plugin-content-blog/";
    assert_eq!(roots(&config), [("blog/", Some("de")), (translated, Some("fr"))]);
    assert_eq!(config.input.authors, ["blog/authors".to_owned(), format!("{translated}authors")]);
    assert_eq!(config.site.url.as_str(), "https://example.org/site/");
    let Paths::Folders { except, .. } = config.input.paths else { panic!() };
    assert!(except.contains(&"blog/old/**".to_owned()), "{except:?}");
}

#[test]
fn a_blog_that_is_not_made_by_docusaurus_alone_is_left_out() {
    let plugin = |name: &str| {
        format!(
            "presets: [['classic', {{blog: false}}]], plugins: [[{name}, {{path: 'b', postsPerPage: 5}}]]"
        )
    };
    let parser = |own: &str| format!("presets: [['classic', {{}}]], markdown: {own}");
    for (text, is_held) in [
        (plugin("'./plugins/blog.js'"), true),
        (plugin("'@site/blog'"), true),
        (plugin("require('./plugins/x')"), true),
        (plugin("async (context, options) => ({})"), true),
        (plugin("'docusaurus-plugin-blog-other'"), true),
        (plugin("'@docusaurus/plugin-content-blog'"), false),
        (plugin("require.resolve('@docusaurus/plugin-content-blog')"), false),
        ("presets: [['./preset.js', {blog: {}}]]".to_owned(), true),
        ("presets: [[require.resolve('@docusaurus/preset-classic'), {blog: {}}]]".to_owned(), false),
        (parser("{parseFrontMatter: require('./p')}"), true),
        (parser("{parseFrontMatter: own}"), true),
        (parser("{parseFrontMatter}"), true),
        (parser("{parseFrontMatter: async (p) => change(await p.defaultParseFrontMatter(p))}"), true),
        (parser("own()"), true),
        (
            parser(
                "{parseFrontMatter: async (p) => { const r = await p.defaultParseFrontMatter(p); r.frontMatter.title = r.frontMatter.title?.trim(); return r }}",
            ),
            false,
        ),
        (parser("{format: 'detect'}"), false),
    ] {
        let config = docusaurus(&text);
        assert_eq!(
            (permalinks(&config).len(), config.findings.len()),
            if is_held { (0, 1) } else { (1, 0) },
            "{text}"
        );
    }
}

#[test]
fn the_tags_of_docusaurus_have_names() {
    let files = [
        ("docusaurus.config.js", "export default { url: 'https://example.org' }"),
        ("blog/tags.yml", "k8s: {label: Kubernetes, permalink: /k8s}\nplain: {label: plain}\n"),
    ];
    let config = config_of(&conventions::DOCUSAURUS, &files).unwrap();
    assert_eq!(config.topics.aliases, [("k8s".to_owned(), "Kubernetes".to_owned())]);
}

fn mkdocs(text: &str) -> Config {
    let base = "site_url: !ENV [URL, 'https://example.org/']\nplugins: [blog]\ndocs_dir: pages\n";
    config_of(&conventions::MKDOCS, &[("mkdocs.yml", text), ("base.yml", base)]).unwrap()
}

#[test]
fn mkdocs_names_posts_by_the_options_of_its_blogs() {
    let tagged = "site_name: !ENV NAME\ntheme: {icon: !!python/name:a.b }\nplugins:\n- blog: {enabled: !ENV CI}\nsite_url: https://example.org/\n";
    let config = config_of(&conventions::MKDOCS, &[("mkdocs.yml", tagged)]).unwrap();
    assert_eq!(permalinks(&config).len(), 1);
    assert_eq!(config.site.title, "example.org");
    let usual = "/:language/blog/:year/:month/:day/:slugorheading/";
    for (text, prefix, pattern) in [
        ("INHERIT: base.yml", "pages/blog/posts/", usual),
        ("docs_dir: docs\nplugins:\n- search\n- material/blog:\n", "docs/blog/posts/", usual),
        (
            "plugins:\n- blog: {blog_dir: ., post_dir: articles, post_url_format: '{slug}'}\n",
            "pages/articles/",
            "/:language//:slugorheading/",
        ),
        (
            "use_directory_urls: false\nplugins:\n  blog: {post_url_date_format: yyyy-MMM-d, post_url_format: '{categories}/{date}/{file}'}\n",
            "pages/blog/posts/",
            "/:language/blog/:first_category/:year-:short_month-:i_day/:whole_name.html",
        ),
        (
            "plugins:\n- blog:\n    post_slugify: !!python/object/apply:pymdownx.slugs.slugify\n      kwds:\n        case: lower\n",
            "pages/blog/posts/",
            usual,
        ),
        ("plugins: []\nx: y", "pages/", "/:language/:folder_names/:whole_name/"),
    ] {
        let config = mkdocs(text);
        assert_eq!(permalinks(&config), [(prefix, pattern)], "{text}");
        assert!(config.findings.is_empty(), "{text}");
    }
    for text in ["post_slugify: !!python/name:slug.of.mine", "post_url_date_format: wwww"] {
        let config = mkdocs(&format!("plugins:\n- blog:\n    {text}\n"));
        assert!(config.input.permalinks.iter().all(|own| own.pattern.contains("{{")), "{text}");
    }
}

#[test]
fn mkdocs_has_languages_authors_and_what_it_excludes() {
    let config = mkdocs(
        "exclude_docs: |\n  *.tmp.md\n  /old/\nplugins:\n- blog\n- i18n:\n    docs_structure: folder\n    languages:\n    - {locale: fr}\n\
         \x20   - {locale: en, default: true}\n    - {locale: it, build: false}\n",
    );
    assert_eq!(languages(&config), [("en", ""), ("fr", "fr")]);
    assert_eq!(roots(&config), [("pages/en/", Some("en")), ("pages/fr/", Some("fr"))]);
    assert_eq!(config.input.authors, ["pages/en/blog/.authors", "pages/fr/blog/.authors"]);
    for path in ["pages/en/a.tmp.md", "pages/old/a.md"] {
        assert!(!config.input.is_chosen(path), "{path}");
    }
    assert!(config.input.is_chosen("pages/en/old/a.md"));
}

#[test]
fn eleventy_goes_by_the_data_files_of_folders() {
    let program = "module.exports = function (c) {\n  c.ignores.add('src/x');\n  c.addFilter('ym', d => DateTime.fromJSDate(d).toFormat('yyyy/MM'))\n  \
                   return { dir: { input: 'src' }, templateFormats: ['md', 'njk'] }\n}\n";
    let files = [
        ("eleventy.config.js", program),
        (".eleventyignore", "# comment\nsrc/drafts/\n"),
        ("src/_data/site.json", r#"{"url": "https://example.org", "title": "T", "lang": "de"}"#),
        ("src/en/en.json", r#"{"lang": "en"}"#),
        (
            "src/en/posts/posts.json",
            r#"{"permalink": "/{{ lang }}/{{ page.date | ym }}/{{ page.fileSlug }}/", "tags": ["posts"], "author": "A"}"#,
        ),
        ("src/notes/notes.11tydata.js", "module.exports = {\n  permalink(data) { return f(data) },\n}\n"),
        ("src/off/off.json", r#"{"permalink": false}"#),
        ("src/_data/meta.json", "{"),
    ];
    let config = config_of(&conventions::ELEVENTY, &files).unwrap();
    let broken = [files.as_slice(), &[("src/broken/broken.json", "{")]].concat();
    assert!(
        config_of(&conventions::ELEVENTY, &broken).unwrap_err().starts_with("src/broken/broken.json:1:1: ")
    );
    assert_eq!((config.site.title.as_str(), config.site.language.as_deref()), ("T", Some("de")));
    assert_eq!(
        permalinks(&config),
        [
            ("src/", "/:page_path/"),
            ("src/en/posts/", "//en/:year/:month/:file_slug/"),
            ("src/notes/", Permalink::HELD),
        ]
    );
    let findings: Vec<_> = config.findings.iter().map(|found| (found.path.as_str(), found.rule)).collect();
    assert_eq!(
        findings,
        [("src/_data/meta.json", Rule::UnreadSetting), ("src/notes/notes.11tydata.js", Rule::UnreadSetting)]
    );
    let post = record(&config, "src/en/posts/a.md", "tags: [posts, Tea]");
    assert_eq!(post.topics.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["Tea"]);
    assert_eq!(post.language.map(|own| own.text).as_deref(), Some("en"));
    assert_eq!(post.authors.len(), 1);
    assert_eq!(record(&config, "src/off/a.md", "title: A").flags.len(), 1);
    let Paths::Folders { folders, except } = config.input.paths else { panic!() };
    assert_eq!(folders, ["src"]);
    for glob in ["src/drafts", "src/x", "src/_includes", "_site", "**/*.html"] {
        assert!(except.iter().any(|own| own == glob), "{glob} {except:?}");
    }
}

/// What the feeds of each language say: folder, tag, title, description, page.
fn heads(config: &Config) -> Vec<[&str; 5]> {
    let languages = config.feeds.languages.iter();
    let head = languages
        .map(|own| [&own.folder, own.tag.as_deref().unwrap_or("-"), &own.title, &own.description, &own.link]);
    head.collect()
}

#[test]
fn the_feeds_of_a_language_say_what_the_site_says_in_it() {
    let site =
        "baseURL: https://example.org/\ntitle: All\nlanguageCode: en-us\nparams: {description: For all}\n";
    for (text, expected) in [
        ("languages: {en: {title: Own}}", vec![]),
        (
            "languages: {en: {title: Own}, de: {languageCode: de-AT, params: {description: '<b>Für</b> &amp; wider'}}, cn: {}}",
            vec![
                ["", "en-US", "Own", "For all", "https://example.org/"],
                ["de", "de-AT", "All", "Für & wider", "https://example.org/de/"],
                ["cn", "-", "All", "For all", "https://example.org/cn/"],
            ],
        ),
        (
            "defaultContentLanguage: de\ndefaultContentLanguageInSubdir: true\nlanguages: {en: {locale: en-GB}, de: {}}",
            vec![
                ["", "de", "All", "For all", "https://example.org/de/"],
                ["en", "en-GB", "All", "For all", "https://example.org/en/"],
            ],
        ),
        (
            "languages: {en: {baseURL: 'https://en.example.org'}, de: {baseURL: 'https://de.example.org/x/'}}",
            vec![
                ["", "en-US", "All", "For all", "https://en.example.org/"],
                ["de", "de", "All", "For all", "https://de.example.org/x/"],
            ],
        ),
    ] {
        let config = config_of(&conventions::HUGO, &[("hugo.yaml", &format!("{site}{text}"))]).unwrap();
        assert_eq!(heads(&config), expected, "{text}");
    }
    let site = "base_url = 'https://example.org/z'\ntitle = 'All'\ndefault_language = 'fr'\n[languages.de]\ntitle = 'Alle'\n[languages.it]\n";
    let config = config_of(&conventions::ZOLA, &[("config.toml", site)]).unwrap();
    let expected = [
        ["", "fr", "All", "All", "https://example.org/z/"],
        ["de", "de", "Alle", "Alle", "https://example.org/z/de/"],
        ["it", "it", "All", "All", "https://example.org/z/it/"],
    ];
    assert_eq!(heads(&config), expected);
}
