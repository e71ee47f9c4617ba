//! What the generators whose patterns of addresses are words or Python's formats say of addresses and of what is no article.

use super::*;
use crate::config::{Files, Future, Paths, conventions};

fn config_of(convention: &'static Convention, text: &str, folders: &[&str]) -> Config {
    let file = convention.recognised_by.first().copied().unwrap_or_default();
    let files = vec![(file.to_owned(), text.to_owned())];
    let folders = folders.iter().map(|&folder| folder.to_owned()).collect();
    read(
        &Site { convention, folder: String::new(), files, folders, programs: Vec::new(), unseen: None },
        None,
    )
    .unwrap()
}

fn hexo(text: &str) -> Config {
    config_of(&conventions::HEXO, &format!("url: https://example.org\n{text}"), &[])
}

fn pelican(text: &str) -> Config {
    config_of(
        &conventions::PELICAN,
        &format!("SITEURL = 'https://example.org'\n{text}"),
        &["content", "content/boats"],
    )
}

fn nikola(text: &str) -> Config {
    config_of(&conventions::NIKOLA, &format!("SITE_URL = 'https://example.org'\n{text}"), &[])
}

/// The pattern of the only folder.
fn pattern(config: &Config) -> (&str, &str) {
    let [only] = config.input.permalinks.as_slice() else { panic!("{:?}", config.input.permalinks) };
    (&only.prefix, &only.pattern)
}

/// The keys in the findings.
fn unread(config: &Config) -> Vec<&str> {
    config.findings.iter().filter_map(|finding| finding.message.split('`').nth(1)).collect()
}

fn searched(config: &Config) -> (Vec<&str>, Vec<&str>) {
    let Paths::Folders { folders, except } = &config.input.paths else { panic!() };
    (folders.iter().map(String::as_str).collect(), except.iter().map(String::as_str).collect())
}

#[test]
fn hexo_s_words_are_ours_or_keys_of_heads_or_hold_back() {
    for (text, expected, findings) in [
        ("", "/:year/:month/:day/:source/", vec![]),
        ("permalink: p/:i_month/:post_title.html", "/p/:i_month/:heading.html", vec![]),
        ("permalink: :abbrlink/", "/:key/", vec![]),
        ("permalink: :category/:name", "/:category_tree/:source_name", vec![]),
        ("permalink: :title.html\npretty_urls: {trailing_html: false}", "/:source", vec![]),
        ("permalink: :title/index.html\npretty_urls: {trailing_index: false}", "/:source/", vec![]),
        ("new_post_name: :year-:month-:day-:title.md\npermalink: :title/", "/:undated/", vec![]),
        ("new_post_name: :lang/:title.md\npermalink: :title/", "/:source/", vec!["new_post_name"]),
        ("permalink: posts/:hash/", Permalink::HELD, vec!["permalink"]),
        ("permalink: :a/:b/", Permalink::HELD, vec!["permalink"]),
        ("render_drafts: true", "/:year/:month/:day/:source/", vec!["render_drafts"]),
        ("exclude: '!(a).md'", "/:year/:month/:day/:source/", vec!["exclude"]),
    ] {
        let config = hexo(text);
        assert_eq!(pattern(&config), ("source/_posts/", expected), "{text}");
        assert_eq!(unread(&config), findings, "{text}");
    }
    assert_eq!(searched(&hexo("exclude: '!(a).md'")).0, Vec::<&str>::new());
    let config = hexo("future: false\nskip_render: [_posts/raw/**]\nsource_dir: text\nlanguage: [fr, en]");
    assert_eq!((config.input.future, config.site.language.as_deref()), (Future::Hold, Some("fr")));
    assert_eq!(searched(&config), (vec!["text/_posts"], vec!["text/_posts/raw/**", "text/_posts/**/_*"]));
    let config = hexo("ignore: ['**/x', source/y]\npost_asset_folder: true\nauthor: Ann Lee");
    let except = ["**/x", "source/y", "source/_posts/**/_*"];
    assert_eq!(searched(&config), (vec!["source/_posts"], except.to_vec()));
    assert_eq!((&config.input.layout.files, config.site.author.name.as_str()), (&Files::Named, "Ann Lee"));
}

#[test]
fn pelican_s_formats_are_ours_or_hold_back() {
    let of_others = " | /:slugorheading-:lang.html";
    for (text, expected, findings) in [
        ("", "/:slugorheading.html", vec![]),
        (
            "ARTICLE_URL = 'b/{date:%Y}/{date:%b}/{date:%-d}/{slug}/'",
            "/b/:year/:short_month/:i_day/:slugorheading/",
            vec![],
        ),
        ("ARTICLE_URL = '{category}/{author}/{slug}'", "/:first_category/:author/:slugorheading", vec![]),
        ("SLUGIFY_SOURCE = 'basename'", "/:basename.html", vec![]),
        ("FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'", "/:matched_slug.html", vec![]),
        ("PATH_METADATA = r'(?P<whole>.*)\\..*'\nARTICLE_URL = '{whole}.html'", "/:source.html", vec![]),
        ("ARTICLE_URL = 'p/{number}.html'", "/p/:key.html", vec![]),
        ("ARTICLE_URL = '{date:%Q}/{slug}'", Permalink::HELD, vec!["ARTICLE_URL"]),
        ("ARTICLE_URL = made()", Permalink::HELD, vec!["ARTICLE_URL"]),
        ("SLUG_REGEX_SUBSTITUTIONS = [('a', 'b')]", "/:slugorheading.html", vec![]),
        ("SLUG_REGEX_SUBSTITUTIONS = [('(?<=a)b', '')]", "/:own_slug.html", vec!["SLUG_REGEX_SUBSTITUTIONS"]),
        (
            "SLUG_REGEX_SUBSTITUTIONS = DEFAULTS + [('a', '')]",
            "/:own_slug.html",
            vec!["SLUG_REGEX_SUBSTITUTIONS"],
        ),
        ("SLUG_SUBSTITUTIONS = (('C++', 'cpp'),)", "/:slugorheading.html", vec![]),
        ("SLUG_SUBSTITUTIONS = (('C++', name),)", "/:own_slug.html", vec!["SLUG_SUBSTITUTIONS"]),
        (
            "FILENAME_METADATA = r'(?P<number>\\d+)-(?P<slug>.*)'",
            "/:matched_slug.html",
            vec!["FILENAME_METADATA"],
        ),
        ("FILENAME_METADATA = r'(?P<slug>[a-z]+)(?=x)'", "/:own_slug.html", vec!["FILENAME_METADATA"]),
        ("PATH_METADATA = r'(?P<slug>.*)/index.md'", "/:matched_slug.html", vec![]),
        ("PATH_METADATA = '(?P<area>.+)/(?P<slug>.*).md'", "/:matched_slug.html", vec!["PATH_METADATA"]),
        ("SLUG_REGEX_SUBSTITUTIONS = ()", "/:slugorheading.html", vec![]),
        (
            "AUTHOR_REGEX_SUBSTITUTIONS = [('(', '')]\nARTICLE_URL = '{author}/{slug}'",
            Permalink::HELD,
            vec!["ARTICLE_URL", "AUTHOR_REGEX_SUBSTITUTIONS"],
        ),
    ] {
        let config = pelican(text);
        let (prefix, found) = pattern(&config);
        let own = if expected.contains("{{") {
            expected.to_owned()
        } else {
            let of_others = of_others.replace(
                ":slugorheading",
                match expected {
                    "/:basename.html" => ":basename",
                    "/:own_slug.html" => ":own_slug",
                    "/:matched_slug.html" => ":matched_slug",
                    _ => ":slugorheading",
                },
            );
            format!("{expected}{of_others}")
        };
        assert_eq!((prefix, found), ("content/", own.as_str()), "{text}");
        assert_eq!(unread(&config), findings, "{text}");
    }
}

#[test]
fn pelican_takes_articles_from_its_paths_without_pages() {
    let except = |text: &str| {
        let config = pelican(text);
        let (folders, except) = searched(&config);
        format!("{} - {}", folders.join(" "), except.join(" "))
    };
    assert_eq!(except(""), "content - content/pages");
    assert_eq!(
        except("ARTICLE_PATHS = ['blog', 'notes']\nPAGE_PATHS = ['p']"),
        "content/blog content/notes - content/p"
    );
    assert_eq!(except("PATH = 'src'\nARTICLE_EXCLUDES = ['old']"), "src - src/pages src/old");
    assert_eq!(unread(&pelican("ARTICLE_PATHS = [x for x in y]")), ["ARTICLE_PATHS"]);
    assert_eq!(
        except("IGNORE_FILES = ['.#*', 'a{b}']"),
        "content - content/pages content/**/.#* content/**/a[{]b[}]"
    );
    for (text, key) in [
        ("IGNORE_FILES = made()", "IGNORE_FILES"),
        ("ARTICLE_EXCLUDES = []\nARTICLE_EXCLUDES.append(x)", "ARTICLE_EXCLUDES"),
        ("ARTICLE_SAVE_AS = ''", "ARTICLE_SAVE_AS"),
        ("PATH_METADATA = '(?P<status>.*)/.*'", "PATH_METADATA"),
    ] {
        let config = pelican(text);
        assert_eq!((pattern(&config), unread(&config)[0]), (("content/", Permalink::HELD), key), "{text}");
    }
    let site =
        pelican("SITENAME = 'S'\nAUTHOR = 'Ann Lee'\nDEFAULT_LANG = 'fr'\nTIMEZONE = 'Europe/Paris'").site;
    let found = (site.title.as_str(), site.author.name.as_str(), site.language.as_deref());
    assert_eq!(found, ("S", "Ann Lee", Some("fr")));
    let category = |text: &str, path: &str| {
        let config = pelican(text);
        let head = b"Title: A\nDate: 2020-01-05\n\nText.\n";
        match record::read(path, head, &config.input.fields) {
            record::Reading::Record(record, _) => {
                record.categories.iter().map(|name| name.text.clone()).collect::<Vec<_>>().join(" ")
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(category("", "content/boats/a.md"), "boats");
    assert_eq!(category("", "content/a/build/c/d/e/f/g/h/a.md"), "h");
    assert_eq!(
        category("EXTRA_PATH_METADATA = {'boats/a.md': {'category': 'x'}}", "content/boats/a.md"),
        "x"
    );
    assert_eq!(category("USE_FOLDER_AS_CATEGORY = False\nDEFAULT_CATEGORY = 'x'", "content/boats/a.md"), "x");
}

#[test]
fn nikola_s_posts_pair_folders_and_addresses() {
    let two = "POSTS = (('posts/*.rst', 'blog', 'post.tmpl'), ('notes/*.md', '', 'post.tmpl'))\n";
    let found = |text: &str| {
        let config = nikola(text);
        let pairs = config.input.permalinks.iter().map(|own| format!("{} {}", own.prefix, own.pattern));
        (pairs.collect::<Vec<_>>().join(", "), unread(&config).join(" "))
    };
    assert_eq!(
        found(two).0,
        "posts/ /:language/blog/:folder_names/:basename/, notes/ /:language//:folder_names/:basename/"
    );
    assert_eq!(found(&format!("{two}PRETTY_URLS = False")).0.matches(".html").count(), 2);
    assert_eq!(found("POSTS = (made(),)").1, "POSTS");
    for text in [
        "POSTS = (('posts/a-*.md', 'blog', 'post.tmpl'),)",
        "POSTS = (('posts/*/x.md', 'blog', 'post.tmpl'),)",
        "POSTS = (('posts/*.md', 'blog', 'p'), ('posts/*.rst', 'notes', 'p'))",
        "POSTS = (('posts/*.md', made(), 'p'),)",
    ] {
        let (pairs, keys) = found(text);
        assert!(pairs.contains("{{ unknown }}") && keys == "POSTS", "{text}: {pairs} {keys}");
    }
    let (pairs, keys) = found(&format!("{two}TRANSLATIONS = made()"));
    assert!(pairs.matches("{{ unknown }}").count() == 2 && keys == "TRANSLATIONS", "{pairs} {keys}");
    assert_eq!(found(&format!("{two}POSTS += (('x/*.md', '', 'p'),)")).0.matches("x/").count(), 1);
    assert_eq!(found(&format!("{two}FILE_METADATA_REGEXP = 'x'")).1, "FILE_METADATA_REGEXP");
    let config =
        nikola(&format!("{two}DEFAULT_LANG = 'en'\nTRANSLATIONS = {{DEFAULT_LANG: '', 'de': './de'}}"));
    let languages = config.input.layout.languages.iter().map(|own| format!("{}={}", own.tag, own.prefix));
    assert_eq!(languages.collect::<Vec<_>>(), ["en=", "de=de"]);
}
