//! Programs of a site that are many, large, deep in folders or no UTF-8: those that choose articles hold them back, and where not
//! all can be looked at, all articles are held back, and a finding names the first one that is not.

use crate::project::Project;

const ARTICLE: &str = "---\ntitle: A\ndate: 2020-01-05\n---\nopen1\n";

/// What becomes of a site of these files: whether its article is shown, and what is said of settings that are not followed.
fn told(files: &[(&str, &[u8])], many: impl Iterator<Item = String>) -> (bool, String) {
    let project = Project::new(&[]);
    for (path, bytes) in files {
        project.write(path, bytes);
    }
    for path in many {
        project.write(path, "export const a = 1;\n");
    }
    let run = project.run(&["build", "--now", "2026-01-01T00:00:00Z"]);
    let is_shown = project.public().values().any(|bytes| String::from_utf8_lossy(bytes).contains("open1"));
    assert_eq!(run.code, if is_shown { 0 } else { 3 }, "{}", run.stderr);
    let lines = run.stderr.lines().filter(|line| line.contains(": unread-setting: "));
    (is_shown, lines.map(|line| format!("{line}\n")).collect())
}

/// The files of a site of Gatsby whose pages are made of `list`.
fn gatsby(list: &str) -> [(&'static str, Vec<u8>); 3] {
    let node = format!(
        "const {{ pick }} = require('./own/pick');\nexports.createPages = async ({{ graphql, actions }}) => {{\n  const r = await \
         graphql(`{{ allMarkdownRemark {{ nodes {{ fields {{ slug }} }} }} }}`);\n  const posts = {list};\n  posts.forEach((post) => {{ \
         actions.createPage({{ path: post.fields.slug }}); }});\n}};\nexports.onCreateNode = ({{ node, actions }}) => {{\n  const value = \
         createFilePath({{ node }});\n  actions.createNodeField({{ name: 'slug', node, value }});\n}};\n"
    );
    let config = "module.exports = { siteMetadata: { siteUrl: 'https://example.org', title: 'T' }, plugins: [{ resolve: \
                  'gatsby-source-filesystem', options: { path: `${__dirname}/content/blog` } }] };";
    [
        ("gatsby-config.js", config.into()),
        ("gatsby-node.js", node.into()),
        ("content/blog/a/index.md", ARTICLE.into()),
    ]
}

const ALL: &str = "r.data.allMarkdownRemark.nodes";
const PICKED: &str = "pick(r.data.allMarkdownRemark.nodes)";

/// What becomes of a site of Gatsby whose program takes in this one.
fn with_pick(program: &[u8]) -> (bool, String) {
    let site = gatsby(PICKED);
    let mut files: Vec<(&str, &[u8])> = site.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
    files.push(("own/pick.js", program));
    told(&files, std::iter::empty())
}

#[test]
fn more_programs_than_are_looked_at_hold_back_all_articles() {
    // Its configuration, its program and this one are three of them.
    for (count, is_shown) in [(2_997, true), (2_998, false)] {
        let site = gatsby(ALL);
        let mut files: Vec<(&str, &[u8])> =
            site.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
        files.push(("own/pick.js", b"exports.pick = (all) => all;\n"));
        let many = (0..count).map(|number| format!("src/components/c{number:04}.jsx"));
        let (own, said) = told(&files, many);
        assert_eq!(own, is_shown, "{count}: {said}");
        let names = "src/components/c2997.jsx: warning: unread-setting: this program is not looked at, because 3000 others of the site are";
        assert_eq!(said.contains(names), !is_shown, "{said}");
        assert_eq!(said.contains("set `input.paths` in feedmill.yaml"), !is_shown, "{said}");
    }
}

#[test]
fn programs_of_other_people_do_not_count() {
    let site = gatsby(ALL);
    let mut files: Vec<(&str, &[u8])> = site.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
    files.push(("own/pick.js", b"exports.pick = (all) => all;\n"));
    let folders = ["node_modules/a", "public/a", "vendor/a", ".cache/a"];
    let many = (0..3_200_usize).map(|number| format!("{}/c{number}.js", folders[number % folders.len()]));
    let (is_shown, said) = told(&files, many);
    assert!(is_shown && said.is_empty(), "{said}");
}

#[test]
fn a_large_program_is_read_and_one_that_is_too_large_holds_back_all() {
    let program = |length: usize, word: &str| {
        let mut text = format!("// {}\n", "a".repeat(length));
        text.push_str(&format!("exports.pick = (all) => all.filter((p) => !p.frontmatter.{word});\n"));
        text
    };
    for (length, word, is_shown) in
        [(3 << 20, "draft", true), (3 << 20, "secret", false), (16 << 20, "draft", false)]
    {
        let (own, said) = with_pick(program(length, word).as_bytes());
        assert_eq!(own, is_shown, "{word}: {said}");
        assert!(own || said.contains("own/pick.js:"), "{said}");
        let names = "own/pick.js: warning: unread-setting: this program is not looked at, because it is beyond the 16 MiB of a site that are";
        assert_eq!(said.contains(names), length == 16 << 20, "{said}");
    }
}

#[test]
fn a_program_that_is_no_utf_8_chooses_articles_as_any_other() {
    for (word, is_shown) in [("draft", true), ("secret", false)] {
        let mut program = b"// d\xe9j\xe0 vu\n".to_vec();
        program
            .extend(format!("exports.pick = (all) => all.filter((p) => !p.frontmatter.{word});\n").bytes());
        let (own, said) = with_pick(&program);
        assert_eq!(own, is_shown, "{word}: {said}");
        assert!(own || said.contains("own/pick.js:2:"), "{said}");
    }
}

#[test]
fn programs_of_jekyll_count_however_many_they_are_and_where_they_lie() {
    let config = b"title: T\nurl: https://example.org\n";
    let many = || (0..250).map(|number| format!("_plugins/a{number}.rb"));
    for (path, program, is_shown) in [
        (
            "_plugins/a/b/own.rb",
            &b"# d\xe9j\xe0\nsite.posts.docs.reject! { |post| post.data['secret'] }\n"[..],
            false,
        ),
        ("_plugins/z.rb", b"# d\xe9j\xe0\nsite.posts.docs.reject! { |post| post.data['secret'] }\n", false),
        ("_plugins/a/b/own.rb", b"# d\xe9j\xe0\nputs 1\n", true),
    ] {
        let files: [(&str, &[u8]); 3] =
            [("_config.yml", config), (path, program), ("_posts/2020-01-05-a.md", ARTICLE.as_bytes())];
        let (own, said) = told(&files, many());
        assert_eq!(own, is_shown, "{path}: {said}");
        assert!(own || said.contains(path), "{said}");
    }
}

#[test]
fn programs_of_next_choose_however_deep_they_lie() {
    for (word, is_shown) in [("draft", true), ("secret", false)] {
        let page = "import { getAllPosts } from '@/lib/api';\nexport async function getStaticPaths() { return { paths: \
                    getAllPosts().map((post) => ({ params: { slug: post.slug } })) } }\n";
        let api = "import { pick } from '@/lib/a/b/c/d/e/f/g/h/pick';\nconst names = fs.readdirSync(directory);\nexport function getAllPosts() \
                   {\n  return names.map((name) => getPostBySlug(name)).filter(pick);\n}\n";
        let pick = format!("export const pick = (post) => !post.{word};\n");
        let files: [(&str, &[u8]); 6] = [
            ("next.config.js", b"module.exports = {};\n"),
            ("data/siteMetadata.js", b"const siteMetadata = { title: 'T', siteUrl: 'https://example.org' };\nmodule.exports = siteMetadata;\n"),
            ("pages/posts/[slug].js", page.as_bytes()),
            ("lib/api.js", api.as_bytes()),
            ("lib/a/b/c/d/e/f/g/h/pick.js", pick.as_bytes()),
            ("_posts/a.md", ARTICLE.as_bytes()),
        ];
        let (own, said) = told(&files, std::iter::empty());
        assert_eq!(own, is_shown, "{word}: {said}");
    }
}

#[test]
fn a_program_that_eleventy_takes_in_counts_whatever_its_bytes() {
    for (word, is_shown) in [("order", true), ("secret", false)] {
        let config = "const own = require('./own.js');\nmodule.exports = (eleventyConfig) => {\n  own(eleventyConfig);\n  return { dir: { input: \
                      'src' } };\n};\n";
        let mut own = b"// d\xe9j\xe0\nmodule.exports = (eleventyConfig) => {\n".to_vec();
        let chooses = match word {
            "secret" => {
                "  eleventyConfig.addPreprocessor('p', 'md', (data) => { if (data.secret) return false; });\n"
            }
            _ => "",
        };
        own.extend(format!("{chooses}}};\n").bytes());
        let files: [(&str, &[u8]); 4] = [
            ("eleventy.config.js", config.as_bytes()),
            ("own.js", &own),
            ("src/_data/metadata.json", b"{\"title\": \"T\", \"url\": \"https://example.org\"}"),
            ("src/blog/a.md", ARTICLE.as_bytes()),
        ];
        let (own, said) = told(&files, std::iter::empty());
        assert_eq!(own, is_shown, "{word}: {said}");
    }
}
