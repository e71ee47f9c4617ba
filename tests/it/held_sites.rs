//! What the sites of Hexo, Pelican and Nikola hold back, by their articles or their configuration, is in no feed, in whatever
//! syntax a head is.

use crate::project::Project;

/// Builds a site of these files, and says which of the words `held1`, `held2`, … and `open1`, … of its texts are in its feed.
pub(crate) fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let project = Project::new(files);
    let run = project.run(&["build", "--now", "2026-01-01T00:00:00Z"]);
    let feeds = project.public();
    let feeds =
        feeds.iter().filter(|(path, _)| path.ends_with("feed.json")).map(|(_, bytes)| bytes.as_slice());
    let feed = String::from_utf8(feeds.collect::<Vec<_>>().concat()).unwrap();
    // A run that publishes nothing at all refuses.
    assert!(if feed.is_empty() { run.code == 3 } else { run.code < 2 }, "{}: {}", run.code, run.stderr);
    let words = feed.split(|sign: char| !sign.is_ascii_alphanumeric());
    let is_of_test = |word: &&str| {
        let number = word.strip_prefix("held").or(word.strip_prefix("open"));
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let mut words: Vec<String> = words.filter(is_of_test).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

const HEXO: &str = "title: T\nurl: https://example.org\n";
const DATED: &str =
    "title: T\nurl: https://example.org\nnew_post_name: :year-:month-:day-:title.md\npermalink: :title/\n";

#[test]
fn hexo_holds_back_by_heads_in_every_syntax() {
    for head in [
        "---\ntitle: A\ndate: 2020-01-05\npublished: false\n---\n",
        "title: A\ndate: 2020-01-05\npublished: false\n---\n",
        "published: false\ncategories: x\n---\n",
        "\n---\npublished: false\n---\n",
        "----\npublished: false\n----\n",
        "\n\npublished: false\n-----\n",
        "# Note\npublished: false\n---\n",
        ";;;\n\"published\": false\n;;;\n",
        "\"published\": false\n;;;\n",
        "---\nparams:\n\thidden: true\n---\n",
        "---\ntags:\n\t- draft\n---\n",
        "---\nhide: true\n---\n",
        "---\npassword: x\n---\n",
        "{published: false}\n---\n",
        "---\npublished: false\n",
        "---\n标题: x\npublished: no\n---\n",
        "标题: x\npublished: false\n---\n",
    ] {
        let text = format!("{head}held1\n");
        let open = ("source/_posts/2020-01-04-b.md", "---\ntitle: B\n---\nopen2\n");
        let files = [("_config.yml", DATED), ("source/_posts/2020-01-05-a.md", text.as_str()), open];
        assert_eq!(shown(&files), ["open2"], "{head}");
        let free =
            head.replace("false", "true").replace("published: no", "published: yes").replace("draft", "x");
        let free = free.replace("hidden: true", "hidden: false").replace("hide: true", "hide: x");
        let text = format!("{}open1\n", free.replace("password: x", "password: false"));
        let files = [("_config.yml", DATED), ("source/_posts/2020-01-05-a.md", text.as_str()), open];
        let is_whole =
            free.matches("---").count() + free.matches(";;;").count() > 1 || !free.starts_with("---\n");
        assert_eq!(shown(&files), if is_whole { vec!["open1", "open2"] } else { vec!["open2"] }, "{free}");
    }
}

#[test]
fn hexo_holds_back_by_its_configuration_and_by_names() {
    let dated = "---\ntitle: A\ndate: 2020-01-05\ntags: [Secret]\nsecret: true\n---\nheld1\n";
    let open = ("source/_posts/b.md", "---\ntitle: B\ndate: 2020-01-04\n---\nopen2\n");
    for (settings, path) in [
        ("render_drafts: true", "source/_drafts/a.md"),
        ("", "source/_discarded/a.md"),
        ("", "source/_posts/_discarded/a.md"),
        ("", "source/_posts/x/_a.md"),
        ("skip_render: _posts/x/**", "source/_posts/x/y/a.md"),
        ("skip_render: ['*.html', '_posts/a.md']", "source/_posts/a.md"),
        ("exclude: [_posts/a.md]", "source/_posts/a.md"),
        ("ignore: '**/x'", "source/_posts/x/a.md"),
        ("ignore: source/_posts/a.md", "source/_posts/a.md"),
        ("hide_posts: {enable: true, filter: secret}", "source/_posts/a.md"),
        ("encrypt: {tags: [{name: secret, password: x}]}", "source/_posts/a.md"),
    ] {
        let config = format!("{HEXO}{settings}\n");
        let files = [("_config.yml", config.as_str()), (path, dated), open];
        assert_eq!(shown(&files), ["open2"], "{settings} {path}");
    }
    let later = ("source/_posts/a.md", "---\ntitle: A\ndate: 2030-01-05\n---\nheld1\n");
    for future in ["false", "no", "0", "''"] {
        let config = format!("{HEXO}future: {future}\n");
        assert_eq!(shown(&[("_config.yml", config.as_str()), later, open]), ["open2"], "{future}");
    }
    // What such a pattern leaves out is not known.
    let config = format!("{HEXO}exclude: ['_posts/!(b).md']\n");
    assert!(shown(&[("_config.yml", config.as_str()), open]).is_empty());
    let free = ("source/_posts/a.md", "---\ntitle: A\ndate: 2020-01-05\nsitemap: false\n---\nopen1\n");
    assert_eq!(shown(&[("_config.yml", HEXO), free, open]), ["open1", "open2"]);
}

const PELICAN: &str = "SITENAME = 'T'\nSITEURL = 'https://example.org'\nPATH = 'content'\n";

#[test]
fn pelican_holds_back_by_heads_in_every_syntax() {
    for (ending, head) in [
        ("md", "Title: A\nDate: 2020-01-05\nStatus: VALUE\n\n"),
        ("md", "---\nTitle: A\nDate: 2020-01-05\nSTATUS: VALUE\n---\n"),
        ("md", "---\nTitle: A: b\nDate: 2020-01-05\nStatus: VALUE\n---\n"),
        ("md", "Title: A\nDate: 2020-01-05\nSummary: one\n    two\nstatus:VALUE\n\n"),
        ("rst", "A\n=\n\n:date: 2020-01-05\n:status: VALUE\n\n"),
        ("rst", "A boat\n######\n:date: 2020-01-05\n:my own: note\n:Status: VALUE\n\n"),
        ("rst", "A boat\n######\n:date: 2020-01-05\n:summary: One\n\n  Two\n:status: VALUE\n\n"),
        ("rst", "A boat\n######\n:date: 2020-01-05\n:tags:\n  - a\n\n:status: VALUE\n\n"),
        (
            "rst",
            "======\nA boat\n======\n.. role:: x(raw)\n   :format: html\n\n:status: VALUE\n:date: 2020-01-05\n\n",
        ),
        ("rst", "A boat\n######\n\nBelow it\n********\n\n:date: 2020-01-05\n:status: VALUE\n\n"),
        ("rst", ":title: A\n:date: 2020-01-05\n:a:b: x\n:status: VALUE\n\n"),
        ("org", "#+TITLE: A\n#+DATE: 2020-01-05\n#+STATUS: VALUE\n\n"),
        ("org", "#+TITLE: A\n#+DATE: 2020-01-05\n#+PROPERTY: STATUS VALUE\n\n"),
        ("adoc", "= A\nAnn Lee\n:date: 2020-01-05\n:status: VALUE\n\n"),
        ("adoc", "= A\n:date: 2020-01-05\nifdef::x[]\n:y: z\nendif::[]\n:status: VALUE\n\n"),
        ("adoc", "= A\n\n:date: 2020-01-05\n\n:status: VALUE\n\n"),
    ] {
        let path = format!("content/a.{ending}");
        for status in ["draft", "hidden", "skip", "Draft", "unheard of"] {
            let text = format!("{}held1\n", head.replace("VALUE", status));
            let open = ("content/b.md", "Title: B\nDate: 2020-01-04\n\nopen2\n");
            let files = [("pelicanconf.py", PELICAN), (path.as_str(), text.as_str()), open];
            assert_eq!(shown(&files), ["open2"], "{text}");
        }
        let text = format!("{}open1\n", head.replace("VALUE", "published"));
        let files = [("pelicanconf.py", PELICAN), (path.as_str(), text.as_str())];
        assert_eq!(shown(&files), ["open1"], "{text}");
    }
}

#[test]
fn pelican_holds_back_by_its_configuration() {
    let open = ("content/b.md", "Title: B\nDate: 2020-01-04\nStatus: published\n\nopen2\n");
    let held = "Title: A\nDate: 2020-01-05\n\nheld1\n";
    for (settings, path) in [
        ("DEFAULT_METADATA = {'Status': 'draft'}", "content/a.md"),
        ("DEFAULT_METADATA = {'status': status()}", "content/a.md"),
        ("DEFAULT_METADATA = {**BASE, 'x': 'y'}", "content/a.md"),
        ("DEFAULT_METADATA = (('status', 'draft'),)", "content/a.md"),
        ("DEFAULT_METADATA = {}\nDEFAULT_METADATA['status'] = 'draft'", "content/a.md"),
        ("DEFAULT_METADATA: dict = {'status': 'draft'}", "content/a.md"),
        ("EXTRA_PATH_METADATA = {'a.md': {'status': 'hidden'}}", "content/a.md"),
        ("EXTRA_PATH_METADATA = {'a.md': {'status': status()}}", "content/a.md"),
        ("IGNORE_FILES = ['.#*', '*.private.md']", "content/x/a.private.md"),
        ("IGNORE_FILES = ['x']", "content/x/y/a.md"),
        ("ARTICLE_EXCLUDES = ['x/y']", "content/x/y/z/a.md"),
        ("ARTICLE_PATHS = ['b.md']", "content/a.md"),
        ("PAGE_PATHS = ['x']", "content/x/a.md"),
        ("", "content/pages/a.md"),
    ] {
        let config = format!("{PELICAN}{settings}\n");
        let files = [("pelicanconf.py", config.as_str()), (path, held), open];
        assert_eq!(shown(&files), ["open2"], "{settings}");
    }
    for settings in [
        "IGNORE_FILES = ignored()",
        "ARTICLE_EXCLUDES = ['x']\nARTICLE_EXCLUDES += more",
        "ARTICLE_SAVE_AS = ''",
        "FILENAME_METADATA = r'(?P<status>[a-z]+)-.*'",
    ] {
        let config = format!("{PELICAN}{settings}\n");
        assert!(shown(&[("pelicanconf.py", config.as_str()), open]).is_empty(), "{settings}");
    }
    let later = ("content/a.md", "Title: A\nDate: 2030-01-05\n\nheld1\n");
    for settings in
        ["WITH_FUTURE_DATES = False", "WITH_FUTURE_DATES = now()", "if x:\n    WITH_FUTURE_DATES = False"]
    {
        let config = format!("{PELICAN}{settings}\n");
        assert_eq!(shown(&[("pelicanconf.py", config.as_str()), later, open]), ["open2"], "{settings}");
        let files = [("pelicanconf.py", PELICAN), ("publishconf.py", config.as_str()), later, open];
        assert_eq!(shown(&files), ["open2"], "{settings}");
    }
}

const NIKOLA: &str = "BLOG_TITLE = 'T'\nSITE_URL = 'https://example.org/'\nPOSTS = (('posts/*.md', 'p', 'post.tmpl'), \
                      ('posts/*.rst', 'p', 'post.tmpl'), ('posts/*.txt', 'p', 'post.tmpl'), ('posts/*.org', 'p', 'post.tmpl'), \
                      ('posts/*.adoc', 'p', 'post.tmpl'), ('posts/*.html', 'p', 'post.tmpl'))\n";

#[test]
fn nikola_holds_back_by_heads_in_every_syntax_and_by_files_beside() {
    let open =
        ("posts/b.md", ".. title: B\n.. date: 2020-01-04\n.. tags: mathjax\n.. nocomments: True\n\nopen2\n");
    for (ending, before, after) in [
        ("md", "<!--\n", "-->\n"),
        ("md", "", "\n"),
        ("rst", "", "\n"),
        ("txt", "", "\n"),
        ("org", "#+BEGIN_COMMENT\n", "#+END_COMMENT\n"),
        ("adoc", "////\n", "////\n"),
        ("html", "<!--\n", "-->\n"),
        ("meta", "", ""),
        ("meta", ".. slug: a\n\n", "\n"),
    ] {
        for line in [
            ".. status: draft", ".. status: private", ".. tags: x, draft", ".. tags: private",
            ".. date: 2030-01-05",
        ] {
            let date = if line.contains("date") { "" } else { ".. date: 2020-01-05\n" };
            let head = format!("{before}.. title: A\n{date}{line}\n{after}");
            let files = if ending == "meta" {
                vec![("conf.py", NIKOLA), ("posts/a.meta", head.as_str()), ("posts/a.txt", "held1\n"), open]
            } else {
                vec![("conf.py", NIKOLA), open]
            };
            let text = format!("{head}held1\n");
            let path = format!("posts/a.{ending}");
            let files =
                if ending == "meta" { files } else { [files, vec![(path.as_str(), text.as_str())]].concat() };
            assert_eq!(shown(&files), ["open2"], "{ending} {head}");
        }
        let head = format!("{before}.. title: A\n.. date: 2020-01-05\n.. status: featured\n{after}");
        let text = format!("{head}open1\n");
        let path = format!("posts/a.{ending}");
        let files = match ending {
            "meta" => vec![("posts/a.meta", head.as_str()), ("posts/a.txt", "open1\n")],
            _ => vec![(path.as_str(), text.as_str())],
        };
        assert_eq!(
            shown(&[vec![("conf.py", NIKOLA), open], files].concat()),
            ["open1", "open2"],
            "{ending} {head}"
        );
    }
}

const META: &str = ".. title: A\n.. date: 2020-01-05\n";

#[test]
fn a_head_beside_its_text_holds_back_however_it_is_found() {
    let open = ("posts/b.md", ".. title: B\n.. date: 2020-01-04\n\nopen2\n");
    let yaml = "---\ntitle: A\ndate: 2020-01-05\nstatus: draft\n---\n";
    for (meta, text) in [
        (format!("{META}.. status: draft\n"), "held1\n"),
        (format!("{META}\n.. slug: x\n\n.. status: private\n"), "held1\n"),
        (format!("{META}.. tags: draft\n"), "held1\n"),
        (format!("{META}.. publishdate: 2030-01-01\n"), "held1\n"),
        (yaml.to_owned(), "held1\n"),
        // Which of two heads counts is not known.
        (META.to_owned(), ".. title: A\n.. date: 2020-01-05\n.. status: draft\n\nheld1\n"),
        (META.to_owned(), "---\ntitle: A\nsecured: held3\n---\nheld1\n"),
        (format!("{META}\u{1d}.. status: draft\n"), "held1\n"),
        (format!("{META}nothing of a head\n"), "held1\n"),
        (yaml.replace("draft", "published") + "\nheld3\n", "held1\n"),
        (".. title: A\n".to_owned(), "held1\n"),
        (String::new(), "held1\n"),
    ] {
        for ending in ["md", "txt", "rst", "html"] {
            let path = format!("posts/a.{ending}");
            let files = [("conf.py", NIKOLA), ("posts/a.meta", meta.as_str()), (path.as_str(), text), open];
            assert_eq!(shown(&files), ["open2"], "{ending} {meta} {text}");
        }
    }
    // Without a file beside it, a text has no head.
    assert_eq!(shown(&[("conf.py", NIKOLA), ("posts/a.txt", "held1\n"), open]), ["open2"]);
    let files = [("conf.py", NIKOLA), ("posts/a.meta", META), ("posts/a.txt", "open1\n"), open];
    assert_eq!(shown(&files), ["open1", "open2"]);
}

#[test]
fn what_is_secured_in_a_head_beside_its_text_stays_secret_and_its_faults_are_found() {
    for (meta, place) in [
        (format!("{META}.. secured: held1\n   held2\n"), ""),
        (format!("{META}.. Secured: held1\n.. status: held2 or so\n"), "posts/a.meta:4:"),
        (format!("{META}.. secured: held1\nheld2\n"), "posts/a.meta:4:"),
        (
            "---\ntitle: A\ndate: 2020-01-05\nsecured: {a: held1}\nstatus: 'held2\n---\n".to_owned(),
            "posts/a.meta:5:",
        ),
    ] {
        let project =
            Project::new(&[("conf.py", NIKOLA), ("posts/a.meta", &meta), ("posts/a.txt", "Text.\n")]);
        let run = project.run(&["build", "-v", "--now", "2026-01-01T00:00:00Z"]);
        assert!(run.stderr.contains(place), "{meta}: {}", run.stderr);
        let files: String =
            project.public().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        for word in ["held1", "held2"] {
            assert!(!files.contains(word) && !run.stderr.contains(word), "{meta}: {}", run.stderr);
        }
        assert_eq!(files.contains("Text."), place.is_empty(), "{meta}");
    }
}

#[cfg(unix)]
#[test]
fn a_head_beside_its_text_that_cannot_be_read_holds_back_and_one_that_comes_does() {
    use std::os::unix::fs::symlink;
    let text = "<!--\n.. title: A\n.. date: 2020-01-05\n-->\nheld1\n";
    let project = Project::new(&[("conf.py", NIKOLA), ("posts/a.md", text)]);
    let is_shown = |project: &Project| {
        project.run(&["build", "--now", "2026-01-01T00:00:00Z", "--allow-shrink"]);
        project.read("public/feed.json").contains("held1")
    };
    assert!(is_shown(&project));
    let head = project.path("posts/a.meta");
    symlink("nowhere", &head).unwrap();
    assert!(!is_shown(&project), "a link that leads nowhere");
    std::fs::remove_file(&head).unwrap();
    assert!(is_shown(&project));
    symlink(project.beside("outside"), &head).unwrap();
    std::fs::write(project.beside("outside"), META).unwrap();
    assert!(!is_shown(&project), "a link that leads out");
    std::fs::remove_file(&head).unwrap();
    std::fs::create_dir(&head).unwrap();
    assert!(!is_shown(&project), "a folder");
    std::fs::remove_dir(&head).unwrap();
    assert!(is_shown(&project));
    project.write("posts/a.meta", format!("{META}.. status: draft\n"));
    project.write("posts/a.md", "held1\n");
    assert!(!is_shown(&project), "a draft");
    project.write("posts/a.meta", META);
    assert!(is_shown(&project));
    project.write("posts/a.meta", format!("{META}.. status: draft\n"));
    assert!(!is_shown(&project), "a draft with a state");
}

#[test]
fn what_holds_back_nikola_s_article_in_one_language_holds_it_back_in_all() {
    let settings = "DEFAULT_LANG = 'en'\nTRANSLATIONS = {'en': '', 'de': './de', 'fr': './fr'}\n";
    let config = format!("{NIKOLA}{settings}");
    let open = ("posts/b.md", ".. title: B\n.. date: 2020-01-04\n\nopen2\n");
    let free = ".. title: A\n.. date: 2020-01-05\n\nheld1\n";
    let german = (".. title: A\n.. date: 2020-01-05\n\nheld3\n", "posts/a.de.md");
    for (path, held) in [
        ("posts/a.md", ".. title: A\n.. date: 2020-01-05\n.. status: draft\n\nheld4\n"),
        ("posts/a.md", ".. title: A\n.. date: 2030-01-05\n\nheld4\n"),
        ("posts/a.md", "<!--\n.. title: A\n.. tags: private\n-->\nheld4\n"),
        ("posts/a.md", "---\ntitle: A\nstatus: [draft\n---\nheld4\n"),
        ("posts/a.meta", ".. title: A\n.. status: draft\n"),
        ("posts/a.fr.md", ".. title: A\n.. date: 2020-01-05\n.. status: private\n\nheld4\n"),
        ("posts/a.fr.meta", ".. status: private\n"),
    ] {
        let files = [("conf.py", config.as_str()), (german.1, german.0), (path, held), open];
        assert_eq!(shown(&files), ["open2"], "{path} {held}");
        if path != "posts/a.md" && path != "posts/a.meta" {
            let files = [("conf.py", config.as_str()), ("posts/a.md", free), (path, held), open];
            assert_eq!(shown(&files), ["open2"], "{path} {held}");
        }
    }
    let free = [
        ("conf.py", config.as_str()),
        ("posts/a.md", ".. title: A\n.. date: 2020-01-05\n\nopen1\n"),
        ("posts/a.de.md", ".. title: A\n\nopen3\n"),
        ("posts/a.fr.md", ".. title: A\n.. date: 2030-01-05\n\nopen4\n"),
        open,
    ];
    let project = Project::new(&free);
    let shown_in = |project: &Project, path: &str| project.read(path).contains("open3");
    project.run(&["build", "--now", "2026-01-01T00:00:00Z"]);
    let feeds: Vec<String> =
        project.public().keys().filter(|path| path.ends_with("feed.json")).cloned().collect();
    assert!(feeds.iter().any(|path| shown_in(&project, &format!("public/{path}"))), "{feeds:?}");
    project.write("posts/a.md", ".. title: A\n.. date: 2020-01-05\n.. status: draft\n\nopen1\n");
    project.run(&["build", "--now", "2026-01-01T00:00:00Z", "--allow-shrink"]);
    assert!(!feeds.iter().any(|path| shown_in(&project, &format!("public/{path}"))), "a draft with a state");
}

/// A site of Eleventy with an article that is free, `open1`, and one that is not, `held1`.
fn eleventy(configuration: &str, files: &[(&str, &str)]) -> Vec<String> {
    let program = format!(
        "module.exports = function (c) {{ {configuration}; return {{ dir: {{ input: 'src' }} }} }};\n"
    );
    let own = [
        ("eleventy.config.js", program.as_str()),
        ("src/_data/site.json", r#"{"url": "https://example.org", "title": "T"}"#),
        ("src/posts/b.md", "---\ntitle: B\ndate: 2020-01-04\n---\nopen1\n"),
    ];
    shown(&[own.as_slice(), files].concat())
}

const DATED_ARTICLE: &str = "---\ntitle: A\ndate: 2020-01-05\nsecret: true\n---\nheld1\n";

#[test]
fn eleventy_holds_back_by_data_files_of_every_name() {
    for (configuration, path, text) in [
        ("", "src/x/a.json", r#"{"draft": true}"#),
        ("", "src/x/a.json", r#"{"permalink": false}"#),
        ("", "src/x/a.11tydata.ts", "export default { draft: true }"),
        ("", "src/x/x.11tydata.mjs", "export default { eleventyExcludeFromCollections: true }"),
        ("", "src/x/x.json", r#"{"tags": ["draft"]}"#),
        ("c.addDataExtension('yaml', y)", "src/x/x.yaml", "draft: true\n"),
        ("c.addDataExtension('yml,csv', y)", "src/x/a.yml", "permalink: false\n"),
        ("c.setDataFileBaseName('index')", "src/x/index.11tydata.json", r#"{"draft": true}"#),
        ("c.setDataFileSuffixes(['.data', ''])", "src/x/x.data.json", r#"{"draft": true}"#),
        ("", "src/x/x.11tydata.js", "module.exports = { ...require('../../x.js'), tags: 'post' };"),
        ("", "src/x/x.11tydata.js", "module.exports = require('../../x.js');"),
        (
            "",
            "src/x/x.11tydata.js",
            "module.exports = { eleventyComputed: { draft: d => d.draft || d.secret } };",
        ),
        (
            "",
            "src/x/x.11tydata.js",
            "module.exports = { permalink: d => d.secret ? false : `/${d.page.fileSlug}/` };",
        ),
        ("", "src/x/x.json", r#"{"eleventyComputed": {"draft": "{{ secret }}"}}"#),
    ] {
        let files = [("src/x/a.md", DATED_ARTICLE), (path, text)];
        assert_eq!(eleventy(configuration, &files), ["open1"], "{configuration} {path} {text}");
    }
    // What computes no more than words, or takes in nothing that decides, is free.
    for (text, other) in [
        (
            "module.exports = { eleventyComputed: { permalink: d => d.draft ? false : d.permalink, eleventyExcludeFromCollections: d => !!d.draft } };",
            "",
        ),
        (
            "const x = require('../../x.js'); module.exports = { ...x, tags: 'post' };",
            "module.exports = { author: 'A' };",
        ),
        ("module.exports = () => ({ permalink: d => `/${d.page.fileSlug}/` });", ""),
    ] {
        let article = DATED_ARTICLE.replace("held1", "open2");
        let files = [("src/x/a.md", article.as_str()), ("src/x/x.11tydata.js", text), ("x.js", other)];
        assert_eq!(eleventy("", &files), ["open1", "open2"], "{text}");
    }
}

#[test]
fn eleventy_holds_back_by_layouts_and_data_of_the_site() {
    let article = DATED_ARTICLE.replace("secret: true", "layout: secret");
    for (configuration, path, text) in [
        ("", "src/_includes/secret.njk", "---\npermalink: false\n---\n{{ content }}"),
        ("", "src/_includes/secret.html", "---\nlayout: outer\n---\n{{ content }}"),
        ("c.addLayoutAlias('secret', 'outer.njk')", "src/_includes/x.njk", ""),
        ("c.setLayoutsDirectory('_layouts')", "src/_layouts/secret.liquid", "---\ndraft: true\n---\n"),
        ("", "src/_includes/secret.11ty.js", "exports.data = { eleventyExcludeFromCollections: true };"),
    ] {
        let outer = ("src/_includes/outer.njk", "---\neleventyExcludeFromCollections: true\n---\n");
        let files = [("src/x/a.md", article.as_str()), outer, (path, text)];
        assert_eq!(eleventy(configuration, &files), ["open1"], "{path}");
    }
    let layout = ("src/_includes/secret.njk", "---\ntitle: L\n---\n{{ content }}");
    let free = article.replace("held1", "open2");
    assert_eq!(eleventy("", &[("src/x/a.md", &free), layout]), ["open1", "open2"]);
    for (configuration, path, text) in [
        ("c.addGlobalData('draft', true)", "x.json", "1"),
        ("c.addGlobalData('permalink', false)", "x.json", "1"),
        ("c.addGlobalData(key, true)", "x.json", "1"),
        (
            "c.addGlobalData('eleventyComputed', () => ({ permalink: d => d.secret ? false : d.permalink }))",
            "x.json",
            "1",
        ),
        (
            "c.addGlobalData('eleventyComputed.eleventyExcludeFromCollections', () => d => d.secret)",
            "x.json",
            "1",
        ),
        ("", "src/_data/draft.json", "true"),
        ("", "src/_data/permalink.js", "module.exports = false;"),
        ("", "src/_data/eleventyComputed.js", "module.exports = { draft: d => d.secret };"),
    ] {
        let files = [("src/posts/b.md", DATED_ARTICLE), (path, text)];
        let own = eleventy(configuration, &files);
        assert!(own.is_empty(), "{configuration} {path} {own:?}");
    }
    for configuration in [
        "c.addGlobalData('build', () => new Date())",
        "c.addGlobalData('eleventyComputed.permalink', function () { return (d) => { if (d.draft && !process.env.X) { return false } return d.permalink } })",
    ] {
        let files = [("src/_data/build.js", "module.exports = () => ({ x: 1 });")];
        assert_eq!(eleventy(configuration, &files), ["open1"], "{configuration}");
    }
}

#[test]
fn eleventy_holds_back_by_its_program() {
    for (configuration, other) in [
        ("c.ignores.add('src/y').add('src/x/**')", ""),
        ("const path = 'src/x/**'; c.ignores.add(path)", ""),
        ("c.ignores.add(`${process.cwd()}/src/x/**`)", ""),
        ("for (const p of ['src/x']) c.ignores.add(p)", ""),
        ("['src/y', 'src/x'].forEach((p) => { c.ignores.add(p) })", ""),
        ("c.ignores.add('src/@(x|y)/*.md')", ""),
        ("c.addPlugin(require('./own'))", "module.exports = (c) => { c.ignores.add('src/x') };"),
    ] {
        let files = [("src/x/a.md", DATED_ARTICLE), ("own.js", other)];
        assert_eq!(eleventy(configuration, &files), ["open1"], "{configuration}");
    }
    // Of what is not understood nothing comes out.
    for configuration in [
        "const own = c.ignores; own.add('src/x')",
        "c.ignores.add(f('x'))",
        "c.addPreprocessor('x', 'md', (d) => { if (d.secret) return false })",
        "c.addPreprocessor('x', '*', (d) => keep(d))",
        "c['addPreprocessor']('x', '*', f)",
        "c.addPreprocessor(...all)",
        "for (const p of ['x'].concat(y)) c.ignores.add(p)",
        "c.setInputDirectory(process.env.X)",
    ] {
        let site = ("_data/site.json", r#"{"url": "https://example.org", "title": "T"}"#);
        let own = eleventy(configuration, &[("src/x/a.md", DATED_ARTICLE), site]);
        assert!(own.is_empty(), "{configuration} {own:?}");
    }
    for configuration in [
        "c.addPreprocessor('drafts', '*', (d, content) => { if (d.draft && process.env.X) { return false } })",
        "c.addPreprocessor('x', 'njk', (d) => false)",
        "c.addPreprocessor('x', 'md', (d, content) => content.replace(/a/, 'b'))",
        "c.ignores.delete('x')",
        "if (Date.parse(d) > Date.now()) { c.ignores.add(`src/${d}`) }",
    ] {
        assert_eq!(eleventy(configuration, &[]), ["open1"], "{configuration}");
    }
}

#[test]
fn eleventy_reads_its_input_alone() {
    let open = ("src/posts/b.md", "---\ntitle: B\ndate: 2020-01-04\n---\nopen1\n");
    let site = ("src/_data/site.json", r#"{"url": "https://example.org", "title": "T"}"#);
    let other = ("_data/site.json", r#"{"url": "https://example.org", "title": "T"}"#);
    let held = ("notes/a.md", DATED_ARTICLE);
    for (program, file, text, expected) in [
        (
            "module.exports = (c) => {}",
            "package.json",
            r#"{"scripts": {"build": "npx @11ty/eleventy --input=src"}}"#,
            true,
        ),
        (
            "const d = require('./d.js'); module.exports = (c) => ({ dir: d })",
            "d.js",
            "module.exports = { input: 'src' };",
            true,
        ),
        ("module.exports = (c) => ({ dir: { input: process.env.X || 'src' } })", "x.js", "", false),
        ("module.exports = (c) => { return { ...x } }", "x.js", "", false),
        (
            "module.exports = (c) => {}",
            "package.json",
            r#"{"scripts": {"a": "eleventy --input a", "b": "eleventy --input b"}}"#,
            false,
        ),
    ] {
        let own = shown(&[("eleventy.config.js", program), open, site, other, held, (file, text)]);
        assert_eq!(own, if expected { vec!["open1"] } else { vec![] }, "{program} {text}");
    }
}

#[test]
fn docusaurus_holds_back_what_its_program_may() {
    let head = "title: 'T', url: 'https://example.org', baseUrl: '/', i18n: { defaultLocale: 'en', locales: ['en'] },";
    let classic = "presets: [['classic', { blog: { path: 'blog' } }]]";
    let article = ("blog/2020-01-04-b.md", "---\ntitle: B\n---\nopen1\n");
    let held = ("blog/x/2020-01-05-a.md", "---\ntitle: A\nsecret: true\n---\nheld1\n");
    let of = |program: &str, more: &[(&str, &str)]| {
        shown(&[[("docusaurus.config.js", program), article].as_slice(), more].concat())
    };
    for program in [
        format!("module.exports = {{ {head} plugins: [] }};"),
        format!("module.exports = {{ {head} presets }};"),
        format!("module.exports = {{ {head} presets: [['classic', {{ ...own }}]] }};"),
        format!("module.exports = {{ {head} presets: [['classic', own]] }};"),
        format!("module.exports = {{ {head} presets: [require('./own')] }};"),
        format!("const c = {{ {head} {classic} }}; c.presets[0][1].blog = false; module.exports = c;"),
        format!(
            "module.exports = {{ {head} {classic}, markdown: {{ parseFrontMatter: async (p) => {{ const r = await p.parse(p); r.draft = r.secret; return r; }} }} }};"
        ),
        format!(
            "module.exports = {{ {head} presets: [['classic', {{ blog: {{ processBlogPosts: async ({{ posts }}) => posts.filter((p) => !p.secret) }} }}]] }};"
        ),
    ] {
        let own = of(&program, &[held]);
        assert!(own.is_empty(), "{program} {own:?}");
    }
    let extended = format!(
        "module.exports = {{ {head} presets: [['classic', {{ blog: {{ exclude: ['@(x|y)/**'] }} }}]] }};"
    );
    assert_eq!(of(&extended, &[held]), ["open1"]);
    let program = format!("module.exports = {{ {head} {classic} }};");
    let translated =
        ("i18n/en/docusaurus-plugin-content-blog/x/2020-01-05-a.md", "---\ntitle: A\ndraft: true\n---\n");
    assert_eq!(of(&program, &[held, translated]), ["open1"]);
    for program in [
        program.clone(),
        format!(
            "module.exports = {{ {head} {classic}, markdown: {{ parseFrontMatter: async (p) => {{ const r = await p.parse(p); r.title = f(r.title); return r; }} }} }};"
        ),
        format!(
            "module.exports = {{ {head} presets: [['classic', {{ blog: {{ processBlogPosts: async ({{ posts }}) => posts.sort((a, b) => a.x - b.x) }} }}]] }};"
        ),
    ] {
        assert_eq!(of(&program, &[]), ["open1"], "{program}");
    }
}

#[test]
fn astro_holds_back_what_its_pages_do_not_take() {
    let site = ("astro.config.mjs", "export default defineConfig({ site: 'https://example.org' });");
    let of = |schema: &str, call: &str, head: &str, more: &[(&str, &str)]| {
        let collections = format!(
            "const blog = defineCollection({{ loader: glob({{ base: './src/content/blog', pattern: '**/*.md' }}), schema: z.object({{ title: z.string(){schema} }}) }});\nexport const collections = {{ blog }};\n"
        );
        let page = format!(
            "---\nexport async function getStaticPaths() {{\n  const posts = {call};\n  return posts.map((post) => ({{ params: {{ slug: post.id }}, props: post }}));\n}}\n---\n"
        );
        let own = [
            site,
            ("src/content.config.ts", collections.as_str()),
            ("src/pages/blog/[...slug].astro", page.as_str()),
            ("src/content/blog/b.md", head),
        ];
        shown(&[own.as_slice(), more].concat())
    };
    let open = "---\ntitle: B\ndate: 2020-01-04\n---\nopen1\n";
    let helper = "export const isPublic = ({ data }: Entry<'blog'>): boolean => !data.draft && Date.now() > new Date(data.date).getTime() - 10;";
    for (schema, call, helper) in [
        ("", "await getCollection('blog')", ""),
        (
            "",
            "await getCollection('blog', ({ data }) => import.meta.env.PROD ? data.draft !== true : true)",
            "",
        ),
        ("", "(await getCollection('blog')).filter((post) => !post.data.draft)", ""),
        ("", "(await getCollection('blog')).filter(isPublic)", helper),
        (", draft: z.boolean().default(false)", "await getCollection('blog')", ""),
    ] {
        assert_eq!(of(schema, call, open, &[("src/utils/public.ts", helper)]), ["open1"], "{schema} {call}");
    }
    let held = "---\ntitle: B\ndate: 2020-01-04\nsecret: true\n---\nheld1\n";
    for (schema, call, helper) in [
        ("", "await getCollection('blog', ({ data }) => !data.secret)", ""),
        ("", "await getCollection('blog', ({ id }) => !id.startsWith('b'))", ""),
        ("", "(await getCollection('blog')).filter((post) => !post.data.secret)", ""),
        (
            "",
            "(await getCollection('blog')).filter(isPublic)",
            "export function isPublic(post) { return !post.data.secret }",
        ),
        (", draft: z.boolean().default(true)", "await getCollection('blog')", ""),
        (", published: z.boolean().optional().default(false)", "await getCollection('blog')", ""),
    ] {
        let own = of(schema, call, held, &[("src/utils/public.ts", helper)]);
        assert!(own.is_empty(), "{schema} {call} {own:?}");
    }
    let pages = [("src/pages/_x/a.md", held), ("src/pages/_a.md", held)];
    assert_eq!(of("", "await getCollection('blog')", open, &pages), ["open1"]);
}

#[test]
fn gatsby_and_next_hold_back_what_is_not_asked_for() {
    let held = "---\ntitle: A\ndate: 2020-01-05\nsecret: true\n---\nheld1\n";
    let open = "---\ntitle: B\ndate: 2020-01-04\n---\nopen1\n";
    let gatsby = |ignore: &str, filter: &str| {
        let config = format!(
            "module.exports = {{ siteMetadata: {{ siteUrl: 'https://example.org', title: 'T' }}, plugins: [{{ resolve: 'gatsby-source-filesystem', options: {{ path: `${{__dirname}}/content/blog`{ignore} }} }}] }};"
        );
        let node = format!(
            "exports.createPages = async ({{ graphql, actions }}) => {{ const r = await graphql(`{{ allMarkdownRemark{filter} {{ nodes {{ fields {{ slug }} }} }} }}`); r.data.nodes.forEach((p) => actions.createPage({{ path: p.fields.slug }})); }};\nexports.onCreateNode = ({{ node, actions }}) => {{ const value = createFilePath({{ node }}); actions.createNodeField({{ name: 'slug', node, value }}); }};\n"
        );
        shown(&[
            ("gatsby-config.js", &config),
            ("gatsby-node.js", &node),
            ("content/blog/b/index.md", open),
            ("content/blog/x/index.md", held),
        ])
    };
    assert_eq!(gatsby(", ignore: ['**/x/**']", ""), ["open1"]);
    assert_eq!(
        gatsby(", ignore: ['**/x/**']", "(filter: { frontmatter: { draft: { ne: true } } })"),
        ["open1"]
    );
    assert!(gatsby(", ignore: [/x/]", "").is_empty());
    for filter in ["secret: { ne: true }", "draft: { ne: true }, secret: { ne: true }"] {
        assert_eq!(
            gatsby("", &format!("(filter: {{ frontmatter: {{ {filter} }} }})")),
            ["open1"],
            "{filter}"
        );
    }
    assert!(gatsby("", "(filter: { frontmatter: { secret: { glob: \"*\" } } })").is_empty());
    let next = |pattern: &str, field: &str, source: &str, page: &str| {
        let layer = format!(
            "const Post = defineDocumentType(() => ({{ name: 'Post', filePathPattern: `{pattern}`, fields: {{ title: {{ type: 'string' }}{field} }} }}));\nexport default makeSource({{ contentDirPath: 'data/blog', documentTypes: [Post]{source} }});\n"
        );
        let page = format!(
            "export const generateStaticParams = async () => allPosts{page}.map((p) => ({{ slug: p.slug }}));\n"
        );
        shown(&[
            ("next.config.js", "module.exports = {};\n"),
            (
                "data/siteMetadata.js",
                "const siteMetadata = { title: 'T', siteUrl: 'https://example.org' };\nmodule.exports = siteMetadata;\n",
            ),
            ("contentlayer.config.js", &layer),
            ("app/blog/[slug]/page.tsx", &page),
            ("data/blog/pub/b.md", open),
            ("data/blog/x/a.md", held),
        ])
    };
    assert_eq!(next("pub/**/*.md", "", "", ""), ["open1"]);
    assert_eq!(next("pub/**/*.md", "", "", ".filter((p) => !p.draft)"), ["open1"]);
    for (field, source, page) in [
        (", draft: { type: 'boolean', default: true }", "", ""),
        ("", ", contentDirExclude: ['x']", ""),
        ("", ", contentDirInclude: ['pub']", ""),
        ("", "", ".filter((p) => !p.secret)"),
    ] {
        let own = next("**/*.md", field, source, page);
        assert!(own.is_empty(), "{field} {source} {page} {own:?}");
    }
}
