//! Sites whose programs choose articles, wherever these programs lie: what is held back, and what is not.

use super::known::PathIndex;
use crate::config::conventions::Convention;
use crate::config::generator::{Site, read};
use crate::config::{Config, Paths};

/// The configuration of a site of these files, and of programs beside them.
fn config(generator: &str, files: &[(&str, &str)], programs: &[(&str, &str)]) -> Config {
    let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
    let site = Site {
        convention: Convention::named(generator).unwrap(),
        folder: String::new(),
        files: files.iter().map(owned).collect(),
        folders: ["src/content", "src/content/blog"].map(str::to_owned).to_vec(),
        programs: programs.iter().map(owned).collect(),
        unseen: None,
    };
    read(&site, None).unwrap()
}

/// The file and the line that the only finding names; nothing where there is none.
fn held(config: &Config) -> Option<(&str, usize)> {
    let [finding] = config.findings.as_slice() else {
        assert!(config.findings.is_empty(), "{:?}", config.findings);
        return None;
    };
    let Paths::Folders { folders, .. } = &config.input.paths else { panic!() };
    assert!(folders.iter().all(|folder| !folder.contains("blog")), "{folders:?}");
    Some((&finding.path, finding.position.map_or(0, |position| position.line)))
}

/// An Astro site whose page takes in something of a program, and makes its pages of an expression.
fn astro(import: &str, pages: &str, head: &str, programs: &[(&str, &str)]) -> Config {
    let page = format!(
        "---\n{import}\nexport async function getStaticPaths() {{\n  const found = {pages};\n  return found.map((post) => ({{ params: \
         {{ slug: post.id }}, props: post }}))\n}}\n{head}\n---\n<p />\n"
    );
    // The page names the collection, so that its route is known.
    let page = page.replace("ALL", "await getCollection('blog')");
    let files = [
        ("astro.config.mjs", "export default { site: 'https://example.org' }"),
        ("src/pages/blog/[slug].astro", page.as_str()),
    ];
    config("astro", &files, programs)
}

#[test]
fn helpers_of_astro_choose_in_every_form_of_function_and_constant() {
    for (helper, line) in [
        ("export const pick = (all) => all.filter((p) => !p.data.WORD)", 1),
        ("export const pick = all => all\n  .filter(p => !p.data.WORD)\nexport const other = 1", 2),
        ("export function pick(all) {\n  return all.filter((p) => !p.data.WORD)\n}", 2),
        ("const isShown = (p) => !p.data.WORD\nexport const pick = (all) => all.filter(isShown)", 1),
        (
            "const inner = (all) => all.filter((p) => !p.data.WORD)\nexport const pick = (all) => inner(all)",
            1,
        ),
        (
            "export const pick = () => shown\nconst all = await getCollection('blog')\nconst shown = all.filter(p => !p.data.WORD)",
            3,
        ),
        (
            "const shown = []\nfor (const p of await getCollection('blog')) {\n  if (p.data.WORD) continue\n  shown.push(p)\n}\nexport const pick = () => shown",
            3,
        ),
        ("export const pick = async () => (await getCollection('blog')).filter(p => !p.data.WORD)", 1),
        (
            "const isShown = ({ data }) => !data.WORD\nexport const pick = () => getCollection('blog', isShown)",
            2,
        ),
        (
            "class Shown {\n  static of(all) { return all.filter((p) => !p.data.WORD) }\n}\nexport const pick = (all) => Shown.of(all)",
            2,
        ),
        ("const own = (all) => all.filter((p) => !p.data.WORD)\nexport { own as pick }", 1),
    ] {
        for (file, path) in [
            ("src/utils/posts.ts", "../../utils/posts"),
            ("src/content/posts.ts", "../../content/posts"),
            ("src/components/posts.js", "~/components/posts"),
            ("shared/posts/index.ts", "../../../shared/posts"),
            ("src/posts.mjs", "@posts"),
            ("src/a.ts", "@b/c"),
        ] {
            let import = format!("import {{ pick }} from '{path}'");
            let secret = helper.replace("WORD", "secret");
            let config = astro(&import, "pick(ALL)", "", &[(file, &secret)]);
            let (found, at) = held(&config).unwrap_or_else(|| panic!("{file} {helper}"));
            assert_eq!(found, file, "{helper}");
            assert!(at.abs_diff(line) <= 1, "{at} {helper}");
            let draft = helper.replace("WORD", "draft");
            assert_eq!(held(&astro(&import, "pick(ALL)", "", &[(file, &draft)])), None, "{draft}");
        }
    }
}

#[test]
fn of_functions_of_one_name_those_count_that_are_taken_in_or_all() {
    let asks = |word: &str| format!("export const isShown = ({{ data }}) => !data.{word}");
    let (draft, secret) = (asks("draft"), asks("secret"));
    let pick = "import { isShown } from './b'\nexport const pick = () => getCollection('blog', isShown)";
    for (import, pages, a, b, is_held) in [
        (
            "import { isShown } from '../../lib/b'",
            "await getCollection('blog', isShown)",
            &draft,
            &secret,
            true,
        ),
        (
            "import { isShown } from '../../lib/b'",
            "await getCollection('blog', isShown)",
            &secret,
            &draft,
            false,
        ),
        ("import { isShown } from '../../lib/b'", "ALL.filter(isShown)", &draft, &secret, true),
        ("import { pick } from '../../lib/pick'", "await pick()", &draft, &secret, true),
        ("import { pick } from '../../lib/pick'", "await pick()", &secret, &draft, false),
        ("", "await getCollection('blog', isShown)", &draft, &secret, true),
        ("", "await getCollection('blog', isShown)", &secret, &draft, true),
        ("", "await getCollection('blog', isShown)", &draft, &draft, false),
    ] {
        let programs = [("src/lib/a.ts", a.as_str()), ("src/lib/b.ts", b), ("src/lib/pick.ts", pick)];
        assert_eq!(held(&astro(import, pages, "", &programs)).is_some(), is_held, "{import} {pages} {a} {b}");
    }
}

#[test]
fn a_function_that_is_given_and_chooses_holds_back() {
    let import = "import { take, isShown } from '../../lib/a'";
    for (given, is_held) in [("is", true), ("Boolean", false), ("({ data }) => !data.draft", false)] {
        let program = format!(
            "export const take = (list, is) => list.filter({given})\nexport const isShown = ({{ data }}) => !data.secret"
        );
        let config = astro(import, "take(ALL, isShown)", "", &[("src/lib/a.ts", &program)]);
        assert_eq!(held(&config).is_some(), is_held, "{given}");
    }
}

#[test]
fn what_a_page_of_astro_takes_in_is_followed_under_each_name() {
    let named = "export const pick = (all) => all.filter((p) => !p.data.secret)";
    let whole = "export default (all) => all.filter((p) => !p.data.secret)";
    let list = "export const list = (await getCollection('blog')).filter((p) => !p.data.secret)";
    for (import, pages, helper) in [
        ("import { pick as take } from '../../lib/a'", "take(ALL)", named),
        ("import take from '../../lib/a'", "take(ALL)", whole),
        ("import * as lib from '@/lib/a'", "lib.pick(ALL)", named),
        ("import { list } from '../../lib/a'", "[...list, ALL]", list),
        ("import { pick } from '../../lib/b'", "pick(ALL)", named),
        ("import { pick } from '../../lib/gone'", "pick(ALL)", "export const other = 1"),
        ("import take from '../../lib/gone'", "take(ALL)", whole),
        ("", "(await import('../../lib/gone')).pick(ALL)", named),
    ] {
        let config = astro(import, pages, "", &[("src/lib/a.ts", helper)]);
        assert!(held(&config).is_some(), "{import}");
    }
    for (import, pages, helper) in [
        (
            "import { sorted } from '../../lib/a'",
            "sorted(ALL)",
            "export const pick = (all) => all.filter((p) => !p.data.secret)\nexport const sorted = (all) => all.sort()",
        ),
        ("import { orderBy } from 'order-by'", "orderBy(ALL)", named),
        ("", "(await import('order-by')).orderBy(ALL)", named),
        ("import data from '../../data.json'", "[...data, ALL]", named),
        ("import type { Post } from '../../lib/types'", "ALL as Post[]", named),
        (
            "import { type Post, sorted } from '../../lib/a'",
            "sorted(ALL) as Post[]",
            "export interface Post { a: string }\nexport const sorted = (all) => all",
        ),
        ("", "ALL", named),
    ] {
        assert_eq!(held(&astro(import, pages, "", &[("src/lib/a.ts", helper)])), None, "{import}");
    }
}

#[test]
fn what_begins_as_a_package_that_the_site_does_not_depend_on_may_choose() {
    let of = |lists: &str| format!("{{\"name\": \"site\", {lists}}}");
    let depends = of("\"devDependencies\": {\"@lib/gone\": \"1.0.0\"}");
    let others = of("\"dependencies\": {\"astro\": \"5.0.0\", \"@lib/gone-by\": \"1.0.0\"}");
    let named = "export const pick = (all) => all.filter((p) => !p.data.draft)";
    for (path, package, is_held) in [
        ("@lib/gone", Some(depends.as_str()), false),
        ("@lib/gone/deep", Some(&depends), false),
        ("@lib/gone", Some(&others), true),
        ("@lib/gone/deep", Some(&others), true),
        ("@lib/gone", Some("{}"), true),
        ("@lib/gone", Some("no package"), true),
        ("@lib/gone", None, false),
        ("@lib/here", Some(&others), false),
        ("gone", Some(&others), false),
        ("astro:content", Some(&others), false),
    ] {
        let mut programs = vec![("src/lib/here.ts", named)];
        programs.extend(package.map(|text| ("package.json", text)));
        for (import, pages) in
            [("{ take as pick }", "pick(ALL)"), ("pick", "pick(ALL)"), ("* as pick", "pick.all(ALL)")]
        {
            let import = format!("import {import} from '{path}'");
            let own = held(&astro(&import, pages, "", &programs)).is_some();
            assert_eq!(own, is_held, "{import} {package:?}");
        }
    }
}

#[test]
fn a_page_of_astro_that_leads_elsewhere_holds_back() {
    for (head, is_held) in [
        ("const post = Astro.props\nif (post.data.secret) return Astro.redirect('/404')", true),
        ("const { post } = Astro.props\nif (post.data.secret) {\n  return Astro.rewrite('/404')\n}", true),
        ("const post = Astro.props\nif (post.data.secret) return new Response(null, { status: 404 })", true),
        (
            "const post = Astro.props\nconst away = post.data.secret\nif (away) return Astro.redirect('/404')",
            true,
        ),
        ("const post = Astro.props\nif (isAway(post)) return Astro.redirect('/404')", true),
        ("const post = Astro.props\nif (post.data.draft) return Astro.redirect('/404')", false),
        ("const post = Astro.props\nif (!post) return Astro.redirect('/404')", false),
        ("const post = Astro.props\nconst { title } = post.data", false),
    ] {
        let config = astro("", "ALL", head, &[]);
        assert_eq!(held(&config).is_some(), is_held, "{head}");
    }
}

/// A Gatsby site whose pages are made of a list, with more of its program, and other programs.
fn gatsby(list: &str, more: &str, programs: &[(&str, &str)]) -> Config {
    let plugins = "module.exports = { siteMetadata: { siteUrl: 'https://example.org' }, plugins: [ { resolve: \
                   'gatsby-source-filesystem', options: { path: `${__dirname}/content/blog` } } ] }";
    let node = format!(
        "exports.onCreateNode = ({{ node, actions, getNode }}) => {{\n  const value = createFilePath({{ node, getNode }})\n  \
         actions.createNodeField({{ node, name: 'slug', value }})\n}}\nexports.createPages = async ({{ graphql, actions }}) => {{\n  \
         const all = (await graphql(`{{ allMdx {{ nodes {{ fields {{ slug }} }} }} }}`)).data.allMdx.nodes\n  {list}.forEach((p) => \
         actions.createPage({{ path: p.fields.slug }}))\n}}\n{more}\n"
    );
    config("gatsby", &[("gatsby-config.js", plugins), ("gatsby-node.js", &node)], programs)
}

#[test]
fn programs_of_gatsby_choose_wherever_they_lie() {
    let pick = "exports.pick = (all) => all.filter((p) => !p.frontmatter.secret)";
    let draft = "exports.pick = (all) => all.filter((p) => !p.frontmatter.draft)";
    let require = "const { pick } = require('./node/pick')";
    let again = "exports.onCreatePage = ({ page, actions }) => { actions.deletePage(page)\n actions.createPage({ ...page, context: {} }) }";
    let drop =
        "exports.onCreatePage = ({ page, actions }) => { if (page.context.secret) actions.deletePage(page) }";
    let query = "exports.pick = (all) => graphql(`{ allMdx(filter: {frontmatter: {slug: {glob: \"a*\"}}}) { nodes { id } } }`)";
    let kinds = "exports.shouldOnCreateNode = ({ node }) => node.internal.type === 'Mdx'";
    for (list, more, programs, expected) in [
        ("all", "", &[][..], None),
        ("pick(all)", require, &[("node/pick.js", pick)][..], Some("node/pick.js")),
        ("pick(all)", require, &[("node/pick.js", draft)], None),
        ("pick(all)", require, &[("node/pick.js", query)], Some("node/pick.js")),
        ("pick(all)", require, &[], Some("gatsby-node.js")),
        ("pick(all)", "const { pick } = require('pick')", &[], None),
        ("all", "", &[("plugins/drop/gatsby-node.js", drop)], Some("plugins/drop/gatsby-node.js")),
        ("all", drop, &[], Some("gatsby-node.js")),
        ("all", again, &[], None),
        ("all", kinds, &[], None),
        (
            "all",
            "exports.shouldOnCreateNode = ({ node }) => node.base !== 'b.md'",
            &[],
            Some("gatsby-node.js"),
        ),
    ] {
        let config = gatsby(list, more, programs);
        assert_eq!(held(&config).map(|(file, _)| file), expected, "{list} {more}");
    }
}

#[test]
fn paths_of_gatsby_that_are_changed_are_not_known() {
    let plugins = "module.exports = { siteMetadata: { siteUrl: 'https://example.org' }, plugins: [ { resolve: \
                   'gatsby-source-filesystem', options: { path: `${__dirname}/content/blog` } } ] }";
    for (value, is_known) in [
        ("const value = createFilePath({ node, getNode })", true),
        ("const value = createFilePath({ node, getNode }).replace(/^.\\d+-/, '/')", false),
        ("const value = createFilePath({ node, getNode, trailingSlash: false })", false),
        ("const value = createFilePath({ node, getNode }) + 'x/'", false),
        ("let value = createFilePath({ node, getNode })\nvalue = value.replace('a', 'b')", false),
    ] {
        let node = format!(
            "{value}\ncreateNodeField({{ node, name: 'slug', value }})\ncreatePage({{ path: node.fields.slug }})\n"
        );
        let config = config("gatsby", &[("gatsby-config.js", plugins), ("gatsby-node.js", &node)], &[]);
        assert_eq!(config.input.permalinks.len(), usize::from(is_known), "{value}");
        assert_eq!(config.findings.len(), usize::from(!is_known), "{value}: {:?}", config.findings);
    }
}

#[test]
fn pages_of_astro_choose_although_the_feed_says_where_entries_are() {
    let feed = "export async function GET() {\n  const all = await getCollection('blog')\n  return rss({ items: all.map((p) => ({ link: \
                `/b/${p.id}/` })) })\n}\n";
    for (name, word, is_held) in
        [("slug", "secret", true), ("slug", "draft", false), ("tag", "secret", false)]
    {
        let page = format!(
            "---\nexport async function getStaticPaths() {{\n  const all = (await getCollection('blog')).filter((p) => \
             !p.data.{word});\n  return all.map((post) => ({{ params: {{ {name}: made(post) }}, props: post }}))\n}}\n---\n"
        );
        let path = format!("src/pages/b/[{name}].astro");
        let files = [
            ("astro.config.mjs", "export default { site: 'https://example.org' }"),
            (path.as_str(), page.as_str()),
            ("src/pages/rss.xml.js", feed),
        ];
        assert_eq!(held(&config("astro", &files, &[])).is_some(), is_held, "{name} {word}");
    }
}

#[test]
fn a_path_leads_to_programs_by_its_end_whatever_its_alias_stands_for() {
    let files = ["lib/a.ts", "src/b/a/index.js", "src/lib/a.mjs", "c.tsx", "src/b/page.tsx"];
    let paths = PathIndex::of(files.into_iter());
    for (path, exact, or_near) in [
        ("./a", &["src/b/a/index.js"][..], &["src/b/a/index.js"][..]),
        ("../lib/a.mjs", &["src/lib/a.mjs"], &["src/lib/a.mjs"]),
        ("./lib/a", &[], &[]),
        ("../../../a", &[], &[]),
        ("lib/a", &["lib/a.ts", "src/lib/a.mjs"], &["lib/a.ts", "src/lib/a.mjs"]),
        ("@/lib/a", &["lib/a.ts", "src/lib/a.mjs"], &["lib/a.ts", "src/lib/a.mjs"]),
        (
            "@lib/a",
            &["lib/a.ts", "src/b/a/index.js", "src/lib/a.mjs"],
            &["lib/a.ts", "src/b/a/index.js", "src/lib/a.mjs"],
        ),
        ("~/c", &["c.tsx"], &["c.tsx"]),
        ("#c", &["c.tsx"], &["c.tsx"]),
        ("@/other/c", &[], &["c.tsx"]),
        ("other/c", &[], &[]),
        ("@/", &[], &[]),
    ] {
        let named = |found: Vec<usize>| found.into_iter().map(|at| files[at]).collect::<Vec<_>>();
        assert_eq!(named(paths.at("src/b/page.tsx", path)), exact, "{path}");
        assert_eq!(named(paths.at_or_near("src/b/page.tsx", path)), or_near, "{path}");
    }
}
