//! Settings of Pelican and Nikola, which are programs, and further files of the settings of Hexo and Jekyll: what they hold back in
//! any way of writing it is in no feed, and what is free is.

use crate::held_sites::shown;

const PELICAN: &str = "SITENAME = 'T'\nSITEURL = 'https://example.org'\nPATH = 'content'\n";
const HELD: &str = "Title: A\nDate: 2020-01-05\n\nheld1\n";
const OPEN: (&str, &str) = ("content/b.md", "Title: B\nDate: 2020-01-04\nStatus: published\n\nopen2\n");

#[test]
fn settings_of_pelican_hold_back_however_they_are_written() {
    let beside = "ARTICLE_EXCLUDES = ['x']\n";
    for settings in [
        "ARTICLE_EXCLUDES, OTHER = ['x'], 3",
        "PAGE_EXCLUDES = ARTICLE_EXCLUDES = ['x']",
        "import os; ARTICLE_EXCLUDES = ['x']",
        "ARTICLE_EXCLUDES = []\nARTICLE_EXCLUDES.append('x')",
        "ARTICLE_EXCLUDES = ['y'] + \\\n    ['x']",
        "ARTICLE_EXCLUDES: list[str] = ['x']",
        "import os\nARTICLE_EXCLUDES = [os.path.join('x')]",
        "from beside import *",
        "from beside import ARTICLE_EXCLUDES",
        "try:\n    from beside import *\nexcept ImportError:\n    pass",
        "READERS = {'html': None, 'md': None}\nIGNORE_FILES = ['b.rst']",
        "READERS = dict(md=None)",
        "EXTRA_PATH_METADATA = {'x': {'status': 'draft'}}",
        "import os\nEXTRA_PATH_METADATA = {os.path.join('x', 'a.md'): {'status': 'draft'}}",
        "EXTRA_PATH_METADATA = {}\nEXTRA_PATH_METADATA['x/a.md'] = {'status': 'draft'}",
        "EXTRA_PATH_METADATA = {'./x/a.md': {'status': 'draft'}}",
        "EXTRA_PATH_METADATA = {p: {'status': 'draft'} for p in secret()}",
        "EXTRA_PATH_METADATA = {'x/a.md': secret()}",
        "EXTRA_PATH_METADATA = {}\nEXTRA_PATH_METADATA.update(secret())",
        "BASE = {'status': 'draft'}\nDEFAULT_METADATA = {**BASE}",
        "DEFAULT_METADATA = {}\nfor key in keys: DEFAULT_METADATA[key] = 'draft'",
        "DEFAULT_STATUS = 'draft'",
        "from pathlib import Path\nimport re\nARTICLE_PATHS = [d.name for d in Path(PATH).iterdir()\n    if d.is_dir() and re.fullmatch('[0-9]{4}', d.name)]",
    ] {
        let config = format!("{PELICAN}{settings}\n");
        let open =
            ("content/2020/b.html", "---\nTitle: B\nDate: 2020-01-04\nStatus: published\n---\nopen2\n");
        let markdown = ("content/2020/b.md", OPEN.1);
        let open = if settings.contains("READERS") { open } else { markdown };
        let files =
            [("pelicanconf.py", config.as_str()), ("beside.py", beside), ("content/x/a.md", HELD), open];
        let expected: &[&str] =
            if settings.contains("'html': None") || settings.contains("md=None") { &[] } else { &["open2"] };
        let found = shown(&files);
        assert!(!found.iter().any(|word| word == "held1"), "{settings}");
        if expected.len() == 1 {
            assert_eq!(found, expected, "{settings}");
        }
    }
}

#[test]
fn settings_of_pelican_that_are_not_known_hold_back_all() {
    for settings in [
        "if True: ARTICLE_EXCLUDES = ['x']",
        "ARTICLE_EXCLUDES = []\nfor name in names: ARTICLE_EXCLUDES.append(name)",
        "ARTICLE_EXCLUDES = []\nothers = ARTICLE_EXCLUDES\nothers.append(name())",
        "ARTICLE_EXCLUDES = []\nadd(ARTICLE_EXCLUDES)",
        "globals()['ARTICLE_EXCLUDES'] = ['x']",
        "globals().update(more)",
        "exec(open('more').read())",
        "from elsewhere import *",
        "from elsewhere import ARTICLE_EXCLUDES",
        "from elsewhere import NAMES as ARTICLE_EXCLUDES",
        "import os\nPATH = os.environ.get('X', 'content')",
        "import os\nARTICLE_PATHS = [d for d in os.listdir('content') if d != 'x']",
        "READERS = readers()",
        "ARTICLE_SAVE_AS = None",
        "PATH_METADATA = '(?P<status>[a-z]+)/.*'",
        "def later():\n    global IGNORE_FILES\n    IGNORE_FILES = ['a.md']",
    ] {
        let config = format!("{PELICAN}{settings}\n");
        assert!(shown(&[("pelicanconf.py", config.as_str()), OPEN]).is_empty(), "{settings}");
    }
}

#[test]
fn settings_of_pelican_that_are_known_hold_nothing_back() {
    for settings in [
        "import os\nPATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'content')",
        "from pathlib import Path\nPATH = Path(__file__).resolve().parent / 'content'",
        "ARTICLE_PATHS = ['']\nSTATIC_PATHS = ['images', *ARTICLE_PATHS]\nCOUNT = len(ARTICLE_PATHS)",
        "EXTRA_PATH_METADATA = {p: {'path': p} for p in ['x.png']}",
        "EXTRA_PATH_METADATA = {}\nfor_robots = {'path': 'robots.txt'}\nEXTRA_PATH_METADATA['x'] = for_robots",
        "def sorted_by(articles):\n    return sorted(articles)\nJINJA_FILTERS = dict(sorted_by=sorted_by)",
        "try:\n    from local_settings import *\nexcept ImportError:\n    pass",
        "from themes.boats.functions import *",
        "if os.environ.get('X'):\n    SITEURL = ''\n    RELATIVE_URLS = True",
        "IGNORE_FILES = ['.#*'] + ['*.tmp']\nREADERS = {'html': None}",
        "MENU = 'a{}'.format(PATH)\nOTHER = f'{PATH}/x'",
    ] {
        let config = format!("{PELICAN}{settings}\n");
        let free = ("content/a.md", "Title: A\nDate: 2020-01-05\n\nopen1\n");
        assert_eq!(
            shown(&[("pelicanconf.py", config.as_str()), free, OPEN]),
            ["open1", "open2"],
            "{settings}"
        );
    }
}

#[test]
fn a_published_site_of_pelican_has_its_own_settings() {
    for (published, expected) in [
        ("from pelicanconf import *\nARTICLE_EXCLUDES = ['x']\n", vec!["open2"]),
        ("from pelicanconf import *\nARTICLE_EXCLUDES = []\n", vec!["held1", "open2"]),
        ("ARTICLE_EXCLUDES = []\nfrom pelicanconf import *\n", vec!["open2"]),
        ("from pelicanconf import *\nARTICLE_EXCLUDES.append('z')\n", vec!["open2"]),
    ] {
        let config = format!("{PELICAN}ARTICLE_EXCLUDES = ['x']\n");
        let files = [
            ("pelicanconf.py", config.as_str()),
            ("publishconf.py", published),
            ("content/x/a.md", HELD),
            OPEN,
        ];
        assert_eq!(shown(&files), expected, "{published}");
    }
}

const NIKOLA: &str =
    "BLOG_TITLE = 'T'\nSITE_URL = 'https://example.org/'\nPOSTS = (('posts/*.md', 'p', 'post.tmpl'),)\n";

#[test]
fn settings_of_nikola_that_are_not_known_hold_back_all() {
    let open = ("posts/b.md", "---\ntitle: B\ndate: 2020-01-04\n---\nopen2\n");
    for (settings, is_held) in [
        ("METADATA_MAPPING = {'yaml': {'stage': 'status'}}", true),
        ("METADATA_MAPPING = {'yaml': {'labels': 'tags'}}", true),
        ("METADATA_MAPPING = mapping()", true),
        ("METADATA_MAPPING = {'yaml': {'summary': 'description', 'modified': 'updated'}}", false),
        ("METADATA_VALUE_MAPPING = {'yaml': {'status': lambda value: value or 'draft'}}", true),
        (
            "METADATA_VALUE_MAPPING = {'yaml': {'tags': lambda value: ', '.join(value), 'author': str.lower}}",
            false,
        ),
        ("TRANSLATIONS = {'en': '', 'es': './es'}\nTRANSLATIONS_PATTERN = '{path}_{lang}.{ext}'", true),
        ("TRANSLATIONS = {'en': ''}\nTRANSLATIONS_PATTERN = '{path}.{ext}.{lang}'", false),
        ("FILE_METADATA_REGEXP = '(?P<status>[a-z]+)-.*'", true),
        ("if x: POSTS = ()", true),
        ("from elsewhere import *", true),
        ("PRETTY_URLS = f()", true),
        ("DEFAULT_LANG = 'en'\nNAVIGATION_LINKS = {DEFAULT_LANG: (('/', POSTS[0][1]),)}", false),
    ] {
        let config = format!("{NIKOLA}{settings}\n");
        let expected: &[&str] = if is_held { &[] } else { &["open2"] };
        assert_eq!(shown(&[("conf.py", config.as_str()), open]), expected, "{settings}");
    }
    let later = ("posts/a.md", "---\ntitle: A\ndate: 2030-01-04\n---\nheld1\n");
    let beside = ("beside.py", "FUTURE_IS_NOW = False\n");
    for settings in ["if x: FUTURE_IS_NOW = False", "from beside import *", "FUTURE_IS_NOW, X = False, 1"] {
        let config = format!("{NIKOLA}FUTURE_IS_NOW = True\n{settings}\n");
        assert_eq!(shown(&[("conf.py", config.as_str()), beside, later, open]), ["open2"], "{settings}");
    }
}

#[test]
fn the_published_site_of_hexo_and_jekyll_and_scripts_hold_back_as_well() {
    const HEAD: &str = "title: T\nurl: https://example.org\nfuture: true\n";
    let open = "---\ntitle: B\n---\nopen2\n";
    for published in ["exclude: [_posts/x]\n", "exclude: ['_posts/x/**']\n", "future: false\n"] {
        for (articles, file) in [
            ("_posts", "_config.prod.yml"),
            ("_posts", "_config_production.yml"),
            ("source/_posts", "_config.prod.yml"),
        ] {
            let date = if published.contains("future") { "2030-01-05" } else { "2020-01-05" };
            let held = format!("---\ntitle: A\ndate: {date}\n---\nheld1\n");
            let (path, other) = (format!("{articles}/x/{date}-a.md"), format!("{articles}/2020-01-04-b.md"));
            let open = open.replace("title", "date: 2020-01-04\ntitle");
            let files = [
                ("_config.yml", HEAD),
                (file, published),
                (path.as_str(), held.as_str()),
                (other.as_str(), open.as_str()),
            ];
            let found = shown(&files);
            // Hexo's pattern of a folder is no pattern of what is below.
            let is_none = articles == "source/_posts" && published == "exclude: [_posts/x]\n";
            assert!(is_none || found == ["open2"], "{articles} {file} {published}: {found:?}");
        }
    }
    let post = ("source/_posts/b.md", "---\ntitle: B\ndate: 2020-01-04\n---\nopen2\n");
    for (script, is_held) in [
        (
            "hexo.extend.filter.register('before_generate', function () { this.locals.set('posts', () => some()) })",
            true,
        ),
        ("hexo.extend.filter.register('before_post_render', data => { data.published = false })", true),
        (
            "// locals.set('posts', x)\nhexo.extend.tag.register('x', () => hexo.locals.get('posts').length)",
            false,
        ),
        ("if (post.published === true) log(post)", false),
    ] {
        let expected: &[&str] = if is_held { &[] } else { &["open2"] };
        assert_eq!(shown(&[("_config.yml", HEAD), ("scripts/a.js", script), post]), expected, "{script}");
    }
    // Where its posts are is said by the configuration.
    for said in ["source_dir: src # ours", "'source_dir' : \"./src/\"", "source_dir:\n  src"] {
        let config = format!("{HEAD}{said}\n");
        let elsewhere = ("src/_posts/b.md", post.1);
        assert_eq!(shown(&[("_config.yml", config.as_str()), elsewhere]), ["open2"], "{said}");
    }
}
