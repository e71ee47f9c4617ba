//! What programs say literally.

use super::*;

fn at(root: &Node<'_>, name: &str) -> String {
    root.find(name).and_then(Node::text).unwrap_or_default().to_owned()
}

#[test]
fn literals_of_javascript_are_read_and_nothing_else() {
    let root = javascript(
        "// url: 'https://wrong.example.org'\nconst base = '/a/';\nconst pattern = /[/'\"]/g;\n\
         const other = { title: 'Other' };\n/** @type {x} */\nmodule.exports = {\n  title: `The ${'x'} Barge`,\n  \
         tagline: 'One ' + \"two\",\n  url: process.env.URL || 'https://example.org',\n  site: 'https://example.org',\n  \
         baseUrl: base,\n  base, ...rest,\n  async plugins() { return { url: 'x' } },\n  presets: [['classic', { blog: { routeBasePath: '/news', limit: 3, on: true } }]],\n};\n",
    );
    for (name, expected) in [
        ("title", "Other"),
        ("tagline", "One two"),
        ("url", ""),
        ("site", "https://example.org"),
        ("baseUrl", "/a/"),
        ("base", "/a/"),
        ("presets.0.1.blog.routeBasePath", "/news"),
        ("presets.0.1.blog.limit", "3"),
        ("presets.0.1.blog.on", "true"),
    ] {
        assert_eq!(at(&root, name), expected, "{name}");
    }
}

#[test]
fn names_stand_for_what_a_program_declares() {
    let names = declared(
        "export const SITE: Site = { url: 'https://example.org', title: 'T' } as const\nexport const DIR = \"a/b\"\n\
         const X: Array<{ a: string }> = []\nlet late = process.env.Y\nconst own = wrap({ deep: { name: 'n' } })\n",
        &Names::new(),
    );
    let root = javascript_with(
        "export default defineConfig({ site: SITE.url, title: SITE.title, base: `./${DIR}/c`, no: `${late}/x`, none: SITE.x, \
         root: path.join(__dirname, 'a', DIR), name: own.deep.name, f() { return { site: 'no' } } } satisfies Config)",
        &names,
    );
    for (name, expected) in [
        ("site", "https://example.org"),
        ("title", "T"),
        ("base", "./a/b/c"),
        ("no", ""),
        ("none", ""),
        ("root", "./a/a/b"),
        ("name", "n"),
    ] {
        assert_eq!(at(&root, name), expected, "{name}");
    }
    let mut laughs = "const a0 = [1, 2, 3, 4, 5, 6, 7, 8]\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        laughs.push_str(&format!("const a{level} = [a{before}, a{before}, a{before}, a{before}]\n"));
    }
    assert!(declared(&laughs, &Names::new()).values().map(names::size).sum::<usize>() < 4 * MOST_VALUES);
}

#[test]
fn literals_of_python_are_read_and_nothing_else() {
    let root = python(
        "#!/usr/bin/env python\nimport os\nSITEURL = 'https://example.org'  # 'x'\nPATH = (\n  'con'\n  \"tent\")\nif os.x:\n    SITEURL = 'no'\n\
         ARTICLE_URL = 'blog/{date:%Y}/{slug}/'\nFEED = SITEURL + '/feed'\nLOGO = os.path.join(SITEURL, 'x')\n\
         POSTS = (\n    (\"posts/*.rst\", \"posts\", \"post.tmpl\"),\n)\nTRANSLATIONS = {\n    DEFAULT: \"\",\n    \"de\": './de',\n}\n\
         TEXT = \"\"\"one\n'two'\"\"\"\nA == 'b'\n",
    );
    for (name, expected) in [
        ("SITEURL", "https://example.org"),
        ("PATH", "content"),
        ("ARTICLE_URL", "blog/{date:%Y}/{slug}/"),
        ("FEED", "https://example.org/feed"),
        ("LOGO", ""),
        ("POSTS.0.1", "posts"),
        ("TRANSLATIONS.de", "./de"),
        ("TEXT", "one\n'two'"),
        ("A", ""),
    ] {
        assert_eq!(at(&root, name), expected, "{name}");
    }
}

#[test]
fn whatever_the_program_it_is_read_once() {
    for text in [
        "{", "x = {", "x = [[[", "x = ]]]", "'", "`${", "x = /", "module.exports = {a: {b: }}", "A = (,,)",
        "\"\"\"",
    ] {
        javascript(text);
        python(text);
    }
    let deep = format!("x = {}", "[".repeat(100_000));
    javascript(&deep);
    python(&deep);
}

#[test]
fn what_changes_a_name_in_python_is_seen() {
    for (text, expected) in [
        ("A = 1\nA = 2\n", false),
        ("A = 1\nB = f(\n  A=2,\n)\nif A == 2:\n    B = A\n", false),
        ("if x:\n    A = 2\n", true),
        ("A += [1]\n", true),
        ("A['x'] = 1\n", true),
        ("A.update(x)\n", true),
        ("A: dict = {}\n", true),
        ("# A += 1\nB = 'A += 1'\n", false),
    ] {
        assert_eq!(is_changed(text, "A"), expected, "{text}");
    }
}
