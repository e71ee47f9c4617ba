//! What programs say literally.

use super::*;

/// The settings that a program in Python says, with the name of a file for each text.
fn files(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}

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
    let files = files(&[(
        "a.py",
        "#!/usr/bin/env python\nimport os\nSITEURL = 'https://example.org'  # 'x'\nPATH = (\n  'con'\n  \"tent\")\nif os.x:\n    SITEURL = 'no'\n\
         ARTICLE_URL = 'blog/{date:%Y}/{slug}/'\nFEED = SITEURL + '/feed'\nLOGO = os.path.join(SITEURL, 'x')\n\
         POSTS = (\n    (\"posts/*.rst\", \"posts\", \"post.tmpl\"),\n)\nTRANSLATIONS = {\n    DEFAULT: \"\",\n    \"de\": './de',\n}\n\
         TEXT = \"\"\"one\n'two'\"\"\"\nA == 'b'\n\
         NUMBER = '(\\d+)\\\\.\\\'x'\nBELL = '\\b'\n",
    )]);
    let root = Program::of(&files, &["a.py"]).root;
    for (name, expected) in [
        ("SITEURL", "https://example.org"),
        ("PATH", "content"),
        ("ARTICLE_URL", "blog/{date:%Y}/{slug}/"),
        ("FEED", "https://example.org/feed"),
        ("LOGO", "https://example.org/x"),
        ("POSTS.0.1", "posts"),
        ("TRANSLATIONS.de", "./de"),
        ("TEXT", "one\n'two'"),
        ("A", ""),
        ("NUMBER", "(\\d+)\\.'x"),
        ("BELL", ""),
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
        Program::of(&files(&[("a.py", text)]), &["a.py"]);
    }
    let deep = format!("x = {}", "[".repeat(100_000));
    javascript(&deep);
    Program::of(&files(&[("a.py", &deep)]), &["a.py"]);
}

/// What the settings of these files say of `A`, and whether that is all.
fn said(texts: &[(&str, &str)]) -> (String, bool) {
    fn written(node: &Node<'_>) -> String {
        match &node.content {
            Content::Null => "?".to_owned(),
            Content::Scalar(scalar) => scalar.text.to_string(),
            Content::Sequence(nodes) => {
                format!("[{}]", nodes.iter().map(written).collect::<Vec<_>>().join(" "))
            }
            Content::Mapping(mapping) => {
                let pairs =
                    mapping.pairs().iter().map(|pair| format!("{}:{}", pair.key, written(&pair.value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(" "))
            }
        }
    }
    let files = files(texts);
    let program = Program::of(&files, &["a.py", "b.py"]);
    (program.root.get("A").map(written).unwrap_or_default(), program.change("A").is_none())
}

#[test]
fn statements_of_python_are_followed_or_make_a_name_unknown() {
    for (text, expected, is_all) in [
        ("A = 1\nA = 2\n", "2", true),
        ("A = 1\nB = f(\n  A=2,\n)\nif A == 2:\n    B = A\n", "1", true),
        ("A = B = ['x']\n", "[x]", true),
        ("A = B = ['x']\nB.append('y')\n", "[x]", false),
        ("B = []\nA = B\nB.append('y')\n", "[]", false),
        ("A = []\nB = A\nC = B\nf(C)\n", "[]", false),
        ("B = ['x']\nA = B + ['y']\nf(B)\n", "[x y]", true),
        ("A, B = ['x'], 3\n", "[x]", true),
        ("(A, B) = f()\n", "?", true),
        ("A = 'x', 'y'\n", "[x y]", true),
        ("import os; A = 2\n", "2", true),
        ("A: dict = {}\n", "{}", true),
        ("A = ['x']\nA += ['y']\nA.append('z')\nA.extend(['u'])\n", "[x y z u]", true),
        ("A = {}\nA['x'] = 1\nA.update({'y': 2})\nA[f()] = 3\n", "{x:1 y:2 ...:3}", true),
        ("B = {'x': 1}\nA = {**B, 'y': 2}\n", "{x:1 y:2}", true),
        ("A = {x: {'p': 1} for x in y}\n", "{...:{p:1}}", true),
        ("A = [x for x in y if x]\n", "?", true),
        ("A = {'x'}\n", "[x]", true),
        ("A = 1 + \\\n  2\nB = 3\n", "?", true),
        ("import os\nA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'x')\n", "./x", true),
        ("A = Path(__file__).resolve().parent / 'x'\n", "./x", true),
        ("A = os.environ.get('A', 'x')\n", "?", true),
        ("A = None\n", "", true),
        ("if x:\n    A = 2\n", "", false),
        ("if x: A = 2\n", "", false),
        ("A = []\nfor x in y: A.append(x)\n", "[]", false),
        ("A = 1\nfor A in y: pass\n", "1", false),
        ("try:\n    A = f()\nexcept E:\n    A = 1\n", "", false),
        ("A = 1\ndef f():\n    global A\n    A = 2\nA = 3\n", "3", false),
        ("if x:\n    A = 2\nA = 3\n", "3", true),
        ("A = 1\nwith open(A) as f:\n    B = f.read(A)\n", "1", true),
        ("A = []\nB = f(A)\n", "[]", false),
        ("A = ['x']\nB = ['y', *A]\nC = {'c': A}\nD = sorted(A)\nif len(A) > 1: D = A[0]\n", "[x]", true),
        ("A = []\nB = {'c': A}\nB['c'].append('x')\n", "[]", false),
        ("A = []\nA.sort()\n", "[]", false),
        ("A = []\nB = ['a', A.pop()]\n", "[]", false),
        ("A = []\nprint(A)\nB = f([A])\n", "[]", false),
        ("A = dict(x=1, y=None)\n", "{x:1 y:}", true),
        ("if (A := f()):\n    pass\n", "", false),
        ("del A\n", "", false),
        ("globals()['A'] = 2\n", "", false),
        ("globals()[f()] = 2\n", "", false),
        ("globals().update(A=2)\n", "", false),
        ("A = 1\nB = 'x'.format(**locals()) if 'A' in globals() else globals().get('A')\n", "1", true),
        ("setattr(m, 'A', 1)\n", "", false),
        ("setattr(m, 'B', 1)\n", "", true),
        ("exec(open('x').read())\n", "", false),
        ("exec(open('x').read())\nA = 1\n", "1", true),
        ("# A += f()\nB = 'A += 1'\n", "", true),
    ] {
        assert_eq!(said(&[("a.py", text)]), (expected.to_owned(), is_all), "{text}");
    }
}

#[test]
fn names_of_files_beside_are_taken_in_their_order() {
    let other = ("c.py", "A = 'c'\nif x:\n    B = 1\n");
    for (first, second, expected, is_all) in [
        ("A = 'a'\n", "from a import *\nA = 'b'\n", "b", true),
        ("A = 'a'\n", "A = 'b'\nfrom a import *\n", "a", true),
        ("from c import *\n", "", "c", true),
        ("from c import A\n", "", "c", true),
        ("from c import Z\n", "", "", true),
        ("from d import A\n", "", "", false),
        ("from c import B as A\n", "", "", false),
        ("from d import *\n", "", "", false),
        ("from d import *\nA = 1\n", "", "1", true),
        ("from os import *\n", "", "", true),
        ("A = 1\ntry:\n    from d import *\nexcept ImportError:\n    pass\n", "", "1", true),
        ("A = 1\ntry:\n    from c import *\nexcept ImportError:\n    pass\n", "", "c", true),
        ("A = 1\nif x:\n    from c import *\n", "", "1", false),
        ("from e import A\n", "", "1", false),
        ("from e import B\nA = 2\n", "", "2", true),
        ("if x:\n    A = 1\n", "from a import *\nA = 2\n", "2", true),
    ] {
        let found = said(&[("a.py", first), ("b.py", second), other, ("e.py", "A = 1\nexec(f())\n")]);
        assert_eq!(found, (expected.to_owned(), is_all), "{first} {second}");
    }
}
