//! Sites whose configuration is a program: what Astro, Gatsby and Next.js are read for.

use super::{Site, read};
use crate::config::conventions::Convention;
use crate::config::{Config, Paths};

/// The configuration of a site of these files and folders.
fn config(generator: &str, files: &[(&str, &str)], folders: &[&str]) -> Config {
    let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
    let site = Site {
        convention: Convention::named(generator).unwrap(),
        folder: String::new(),
        files: files.iter().map(owned).collect(),
        folders: folders.iter().map(|&folder| folder.to_owned()).collect(),
        programs: Vec::new(),
        unseen: None,
    };
    read(&site, None).unwrap()
}

/// The patterns of addresses by their folders.
fn patterns(config: &Config) -> Vec<(&str, &str)> {
    config.input.permalinks.iter().map(|rule| (&*rule.prefix, &*rule.pattern)).collect()
}

const ASTRO: (&str, &str) =
    ("astro.config.mjs", "export default defineConfig({ site: 'https://example.org' })");

fn route(path: &str, slug: &str) -> (String, String) {
    let code = format!(
        "---\nexport async function getStaticPaths() {{\n  const posts = await getCollection('blog')\n  \
         return posts.map((post) => ({{ params: {{ {slug} }}, props: post }}))\n}}\n---\n<p />\n"
    );
    (format!("src/pages/{path}.astro"), code)
}

#[test]
fn a_page_of_astro_says_where_the_entries_of_a_collection_are() {
    for (path, slug, pattern) in [
        ("blog/[...slug]", "slug: post.id", Some("/blog/:entry/")),
        ("blog/[slug]", "slug: post.slug", Some("/blog/:entry/")),
        ("[...slug]", "slug: post.data.slug", Some("/:entry/")),
        ("a/[id]/index", "id: post.id", Some("/a/:entry/")),
        ("[lang]/blog/[slug]", "lang, slug: post.id", Some("/en/blog/:entry/")),
        ("blog/[...slug]", "slug", Some("/blog/:entry/")),
        ("blog/[...slug]", "slug: getPath(post.id, post.filePath, false)", Some("/blog/:entry/")),
        ("blog/[...slug]", "slug: post.id.toUpperCase()", None),
        ("blog/[...slug]", "slug: `${post.data.year}/${post.id}`", None),
        ("blog/[year]/[slug]", "year: post.data.year, slug: post.id", None),
    ] {
        let (file, code) = route(path, slug);
        let config = config(
            "astro",
            &[ASTRO, (&file, &code)],
            &["src", "src/content", "src/content/blog", "src/content/blog/en"],
        );
        let found: Vec<_> =
            patterns(&config).into_iter().filter(|(folder, _)| folder.contains("blog")).collect();
        let expected: Vec<&str> = pattern.into_iter().collect();
        assert_eq!(found.iter().map(|(_, pattern)| *pattern).collect::<Vec<_>>(), expected, "{path} {slug}");
        assert_eq!(
            config.findings.len(),
            usize::from(pattern.is_none()),
            "{path} {slug}: {:?}",
            config.findings
        );
    }
}

#[test]
fn collections_of_astro_are_in_the_folders_that_their_loaders_name() {
    let (file, code) = route("blog/[...slug]", "slug: post.id");
    for (loader, folders, except) in [
        ("", &["src/content/blog"][..], &["src/content/blog/**/_*"][..]),
        ("loader: glob({ pattern: '**/*.md', base: './posts' })", &["posts"], &[]),
        ("loader: glob({ base: 'posts', pattern: '*.{md,mdx}' })", &["posts"], &["posts/*/**"]),
        ("loader: glob({ base: './', pattern: 'notes/**/*.md' })", &["notes"], &[]),
        ("loader: glob({ base: 'a', pattern: ['**/*.md', '!**/b/**'] })", &["a"], &["a/**/b/**"]),
        ("loader: glob({ base: 'a', pattern: '**/index.md' })", &[], &[]),
        ("loader: glob({ base: 'a', pattern: '**/*.md', generateId: () => 'x' })", &[], &[]),
        ("loader: notion()", &[], &[]),
    ] {
        let content =
            format!("const blog = defineCollection({{ {loader} }})\nexport const collections = {{ blog }}\n");
        let files = [ASTRO, ("src/content.config.ts", content.as_str()), (&file, &code)];
        let config = config("astro", &files, &["src/content", "src/content/other"]);
        let Paths::Folders { folders: found, except: excepted } = &config.input.paths else { panic!() };
        let found: Vec<&str> =
            found.iter().map(String::as_str).filter(|folder| *folder != "src/pages").collect();
        assert_eq!(found, folders, "{loader}");
        assert_eq!(excepted, &[except, &["src/pages/**/_*"]].concat(), "{loader}");
    }
}

#[test]
fn the_feed_of_an_astro_site_says_which_collections_are_articles_and_where() {
    let feed = "import { getCollection } from 'astro:content'\nexport async function GET() {\n  const posts = await \
                getCollection('log')\n  return rss({\n    title: 'The Log', description: 'Of a mill',\n    items: posts.map((p) \
                => ({ pubDate: p.data.day, link: `/l/${p.slug}/` })),\n  })\n}\n";
    let files = [ASTRO, ("src/pages/feed.xml.ts", feed)];
    let config = config("astro", &files, &["src/content/blog", "src/content/log", "src/content/log/x"]);
    assert_eq!(patterns(&config), [("src/content/log/", "/l/:entry/"), ("src/pages/", "/:page/")]);
    assert_eq!((&*config.site.title, &*config.site.description), ("The Log", "Of a mill"));
    assert_eq!(config.input.fields.keys(crate::record::Meaning::Published).first().unwrap(), "day");
}

#[test]
fn addresses_of_astro_have_its_base_and_its_ends() {
    for (settings, pattern) in [
        ("base: '/b'", "/b/:page/"),
        ("trailingSlash: 'never'", "/:page"),
        ("build: { format: 'file' }", "/:page.html"),
        ("trailingSlash: 'always', build: { format: 'file' }", "/:page/"),
    ] {
        let text = format!("export default {{ site: 'https://example.org', {settings} }}");
        let config = config("astro", &[("astro.config.mjs", &text)], &[]);
        assert_eq!(patterns(&config), [("src/pages/", pattern)], "{settings}");
    }
}

#[test]
fn the_program_of_a_gatsby_site_says_where_its_articles_are() {
    let plugins = "module.exports = { siteMetadata: { siteUrl: 'https://example.org' }, plugins: [ 'x', { resolve: \
                   'gatsby-source-filesystem', options: { name: 'blog', path: `${__dirname}/content/blog/` } }, { resolve: \
                   `gatsby-source-filesystem`, options: { path: path.join(__dirname, 'src', 'images') } } ] }";
    let field =
        "const value = createFilePath({ node, getNode })\ncreateNodeField({ node, name: 'slug', value })\n";
    let prefixed =
        "const path = createFilePath({ node })\ncreateNodeField({ name: 'slug', value: `/b${path}` })\n";
    for (file, text, pattern) in [
        ("gatsby-node.js", format!("createPage({{ path: node.fields.slug }})\n{field}"), Some("/:page/")),
        (
            "gatsby-node.js",
            format!("createPage({{ path: `/x${{edge.node.fields.slug}}` }})\n{field}"),
            Some("/x/:page/"),
        ),
        (
            "gatsby-node.js",
            format!("createPage({{ component, path: node.fields.slug }})\n{prefixed}"),
            Some("/b/:page/"),
        ),
        (
            "gatsby-node.js",
            "createPage({ path: `/p/${node.frontmatter.slug}` })".to_owned(),
            Some("/p/:entry/"),
        ),
        ("src/pages/n/{Mdx.frontmatter__slug}.js", String::new(), Some("/n/:entry/")),
        ("src/pages/{markdownRemark.fields__slug}.tsx", String::new(), Some("/:page/")),
        ("gatsby-node.js", "createPage({ path: pathOf(node) })".to_owned(), None),
        ("gatsby-node.js", "createPage({ path: node.fields.slug })".to_owned(), None),
    ] {
        let config = config("gatsby", &[("gatsby-config.js", plugins), (file, &text)], &[]);
        let expected: Vec<_> = pattern.map(|pattern| ("content/blog/", pattern)).into_iter().collect();
        assert_eq!(patterns(&config), expected, "{file} {text}");
        assert_eq!(config.findings.len(), usize::from(pattern.is_none()), "{file} {text}");
    }
}

#[test]
fn the_page_with_a_name_in_brackets_says_where_the_articles_of_a_next_site_are() {
    let constants =
        ("data/siteMetadata.js", "const siteMetadata = { siteUrl: 'https://example.org', title: 'T' }");
    for (files, folders, pattern) in [
        (&["pages/posts/[id].js"][..], &["posts"][..], Some(("posts/", "/posts/:entry"))),
        (
            &["src/app/(x)/blog/[...slug]/page.tsx", "src/app/tags/[tag]/page.tsx"],
            &["data", "data/blog"],
            Some(("data/blog/", "/blog/:entry")),
        ),
        (
            &["app/blog/[slug]/page.tsx", "app/projects/[slug]/page.tsx"],
            &["_posts"],
            Some(("_posts/", "/blog/:entry")),
        ),
        (&["pages/a/[slug].js", "pages/b/[slug].js"], &["_posts"], None),
        (&["pages/blog/[slug].js"], &["other"], None),
        (&[], &["_posts"], None),
    ] {
        let mut all = vec![("next.config.js", "module.exports = {}"), constants];
        all.extend(files.iter().map(|&file| (file, "")));
        let config = config("next.js", &all, folders);
        assert_eq!(patterns(&config), pattern.into_iter().collect::<Vec<_>>(), "{files:?}");
        assert_eq!(config.site.title, "T");
    }
    let files = [
        ("next.config.js", "module.exports = { basePath: '/base', trailingSlash: true }"),
        constants,
        ("app/blog/[slug]/page.tsx", ""),
        (
            "contentlayer.config.ts",
            "slug.replace(/(\\d{4})-/, '')\ndefineDocumentType({ filePathPattern: 'blog/**/*.mdx' })\n\
                                    makeSource({ contentDirPath: './content' })",
        ),
    ];
    let config = config("next.js", &files, &["posts"]);
    assert_eq!(patterns(&config), [("content/blog/", "/base/blog/:folder_names/:stem/")]);
}

#[test]
fn groups_of_globs_become_what_may_be_any_of_them() {
    for (glob, expected) in [
        ("a/@(b|c)/**", "a/{b,c}/**"),
        ("!(a).md", "*.md"),
        ("a(b)/c", "a(b)/c"),
        ("x/+(y|z)", "x/*"),
        ("a/b", "a/b"),
    ] {
        assert_eq!(super::widened(glob), expected, "{glob}");
    }
}
