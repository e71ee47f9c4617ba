//! What the programs of a site choose articles by holds back those that they do not take, and no other where that can be told.

use super::held_sites::shown;
use crate::project::Project;

const OPEN: &str = "---\ntitle: B\ndate: 2020-01-04\n---\nopen1\n";
const HELD: &str = "---\ntitle: A\ndate: 2020-01-05\nsecret: true\n---\nheld1\n";
const SAYS: &str = "---\ntitle: C\ndate: 2020-01-03\npublished: true\n---\nopen2\n";

#[test]
fn programs_of_jekyll_that_may_leave_out_posts_hold_back_all() {
    const CONFIG: &str = "title: T\nurl: https://example.org\n";
    let posts = [("_posts/2020-01-05-a.md", HELD), ("_posts/2020-01-04-b.md", OPEN)];
    for (program, is_held) in [
        (
            "Jekyll::Hooks.register :site, :post_read do |site|\n  site.posts.docs.reject! { |p| p.data['secret'] }\nend\n",
            true,
        ),
        (
            "Jekyll::Hooks.register :posts, :post_init do |post|\n  post.data[\"published\"] = false\nend\n",
            true,
        ),
        (
            "Jekyll::Hooks.register :posts, :post_render do |post|\n  post.output = post.output.strip\nend\n",
            false,
        ),
    ] {
        let files = [[("_config.yml", CONFIG), ("_plugins/below/own.rb", program)], posts].concat();
        assert_eq!(shown(&files).is_empty(), is_held, "{program}");
    }
}

#[test]
fn plugins_of_pelican_that_may_leave_out_articles_hold_back_all() {
    const CONFIG: &str = "SITEURL = 'https://example.org'\nSITENAME = 'T'\nPATH = 'content'\n";
    const DROPS: &str = "def f(gen):\n    gen.articles = [a for a in gen.articles if a.free]\n";
    const READS: &str = "def f(gen):\n    for a in gen.articles:\n        a.words = 3\n";
    let named = format!("{CONFIG}PLUGIN_PATHS = ['more']\nPLUGINS = ['own']\n");
    let imported = format!("{CONFIG}from deep import own\nPLUGINS = [own]\n");
    let connected = format!("{CONFIG}{DROPS}signals.article_generator_finalized.connect(f)\n");
    for (config, file, program, is_held) in [
        (named.as_str(), "more/own.py", DROPS, true),
        (named.as_str(), "plugins/own/own.py", DROPS, true),
        (named.as_str(), "own/__init__.py", DROPS, true),
        (named.as_str(), "more/own.py", READS, false),
        (named.as_str(), "more/other.py", DROPS, false),
        (named.as_str(), "more/own/test_own.py", DROPS, false),
        (imported.as_str(), "deep/own.py", DROPS, true),
        (connected.as_str(), "more/none.py", READS, true),
    ] {
        let files = [
            ("pelicanconf.py", config),
            (file, program),
            ("content/a.md", "Title: A\nDate: 2020-01-05\n\nheld1\n"),
            ("content/b.md", "Title: B\nDate: 2020-01-04\nSave_as: b.html\nUrl: b.html\n\nopen1\n"),
        ];
        assert_eq!(shown(&files).is_empty(), is_held, "{file}: {config}");
    }
}

#[test]
fn what_a_setting_leaves_out_is_listed_by_the_setting() {
    let project = Project::new(&[
        (
            "pelicanconf.py",
            "SITEURL = 'https://example.org'\nSITENAME = 'T'\nPATH = 'content'\nPLUGINS = ['own']\n",
        ),
        ("plugins/own.py", "def f(gen):\n    gen.articles = []\n"),
        ("content/a.md", "Title: A\nDate: 2020-01-05\n\nheld1\n"),
    ]);
    let listed = project.run(&["list", "skipped"]).stdout;
    assert!(listed.contains("plugins/own.py\tsetting\t2:5: this may keep"), "{listed}");
}

#[test]
fn plugins_of_nikola_that_may_leave_out_posts_hold_back_all() {
    const CONFIG: &str = "SITE_URL = 'https://example.org/'\nBLOG_TITLE = 'T'\nPOSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n";
    const DROPS: &str = "class A(SignalHandler):\n    def f(self, site):\n        site.posts = [p for p in site.posts if p.free]\n";
    const READS: &str = "class A(Task):\n    def gen_tasks(self):\n        return [task(p) for p in self.site.posts if p.tags]\n";
    let disabled = format!("{CONFIG}DISABLED_PLUGINS = ['own']\n");
    let other = format!("{CONFIG}DISABLED_PLUGINS = ['scan_posts']\n");
    for (config, program, is_held) in
        [(CONFIG, DROPS, true), (CONFIG, READS, false), (&disabled, DROPS, false), (&other, READS, true)]
    {
        let files = [
            ("conf.py", config),
            ("plugins/own/own.py", program),
            ("posts/a.md", "---\ntitle: A\nslug: a\ndate: 2020-01-05\n---\nheld1\n"),
        ];
        assert_eq!(shown(&files).is_empty(), is_held, "{config}{program}");
    }
}

#[test]
fn hooks_of_mkdocs_that_may_empty_pages_hold_back_all_and_others_none() {
    const CONFIG: &str = "site_name: T\nsite_url: https://example.org/\n";
    let page = ("docs/a.md", "---\ntitle: A\ndate: 2020-01-05\nsecret: true\n---\nheld1\n");
    let files = |settings: &str, program: &str| {
        let config = format!("{CONFIG}{settings}");
        shown(&[("mkdocs.yml", config.as_str()), ("own/hook.py", program), page])
    };
    let hook = "def on_page_markdown(markdown, page, **kw):\n";
    for (returned, is_held) in [
        ("    if page.meta.get('secret'): return ''\n", true),
        ("    return markdown.replace('a', 'b')\n", false),
        ("    page.meta['draft'] = True\n", true),
    ] {
        let shown = files("hooks: [own/hook.py]\n", &format!("{hook}{returned}"));
        assert_eq!(shown.is_empty(), is_held, "{returned}");
    }
    assert!(files("hooks: [own/absent.py]\n", "").is_empty());
    assert!(
        files("plugins: [{mkdocs-simple-hooks: {hooks: {on_page_markdown: 'own.hook:f'}}}]\n", "").is_empty()
    );
    assert!(
        !files("plugins: [{mkdocs-simple-hooks: {hooks: {on_post_build: 'own.hook:f'}}}]\n", "").is_empty()
    );
}

#[test]
fn a_configuration_of_jekyll_in_toml_holds_back() {
    let posts = [("_posts/x/2020-01-05-a.md", HELD), ("_posts/2020-01-04-b.md", OPEN)];
    for settings in [
        "exclude = [\"_posts/x\"]\n",
        "[[defaults]]\nscope = {path = \"_posts/x\"}\nvalues = {published = false}\n",
    ] {
        let config = format!("title = \"T\"\nurl = \"https://example.org\"\n{settings}");
        assert_eq!(
            shown(&[[("_config.toml", config.as_str())].as_slice(), &posts].concat()),
            ["open1"],
            "{settings}"
        );
    }
}

#[test]
fn programs_of_hexo_hold_back_articles_with_addresses_of_their_own_too() {
    const CONFIG: &str = "title: T\nurl: https://example.org\ntheme: own\n";
    let post = "---\ntitle: A\ndate: 2020-01-05\npermalink: a/\n---\nheld1\n";
    for (script, program) in [
        (
            "scripts/a.js",
            "hexo.extend.filter.register('before_generate', function () { this.locals.set('posts', () => some()) })",
        ),
        (
            "scripts/deep/a.js",
            "hexo.extend.generator.register('post', locals => locals.posts.filter(p => !p.secret).map(page))",
        ),
        (
            "themes/own/scripts/a.js",
            "hexo.extend.filter.register('before_post_render', data => { data.published = false })",
        ),
    ] {
        let files = [("_config.yml", CONFIG), (script, program), ("source/_posts/a.md", post)];
        assert!(shown(&files).is_empty(), "{script} {program}");
    }
}

#[test]
fn tags_in_lists_of_lists_hold_back() {
    let config = "title: T\nurl: https://example.org\nencrypt: {tags: [{name: Secret, password: x}]}\n";
    for tags in ["[[Secret]]", "[[a, secret], b]", "\n- - [secret]", "\n- en: [secret]", "{en: [a, secret]}"]
    {
        let held = format!("---\ntitle: A\ndate: 2020-01-05\ntags: {tags}\n---\nheld1\n");
        let files =
            [("_config.yml", config), ("source/_posts/a.md", held.as_str()), ("source/_posts/b.md", OPEN)];
        assert_eq!(shown(&files), ["open1"], "{tags}");
    }
}

#[test]
fn what_docusaurus_keeps_out_of_its_feed_by_what_articles_say_is_held_back() {
    let of = |items: &str| {
        let config = format!(
            "module.exports = {{ title: 'T', url: 'https://example.org', baseUrl: '/', presets: [['classic', {{ blog: {{ feedOptions: {{ type: 'all', createFeedItems: {items} }} }} }}]] }};\n"
        );
        shown(&[("docusaurus.config.js", &config), ("blog/2020-01-04-b.md", OPEN)])
    };
    assert!(of("async ({ blogPosts, defaultCreateFeedItems, ...rest }) => defaultCreateFeedItems({ blogPosts: blogPosts.filter((p) => !p.metadata.frontMatter.secret), ...rest })").is_empty());
    assert!(of("items").is_empty());
    assert_eq!(
        of(
            "async ({ blogPosts, defaultCreateFeedItems, ...rest }) => defaultCreateFeedItems({ blogPosts: blogPosts.filter((item, index) => index < 10), ...rest })"
        ),
        ["open1"]
    );
}

#[test]
fn a_status_that_mkdocs_shows_is_a_label_there_and_nowhere_else() {
    const CONFIG: &str = "site_name: T\nsite_url: https://example.org/\ntheme: {name: material}\nplugins: [blog]\nextra:\n  status: {updated: Changed lately, draft: Not yet}\n";
    for (status, is_shown) in
        [("new", true), ("deprecated", true), ("updated", true), ("draft", false), ("other", false)]
    {
        let post = format!("---\ntitle: A\ndate: 2020-01-05\nstatus: {status}\n---\nopen1\n");
        let files = [("mkdocs.yml", CONFIG), ("docs/blog/posts/a.md", post.as_str())];
        assert_eq!(!shown(&files).is_empty(), is_shown, "{status}");
        let plain = "site: {title: T, url: 'https://example.org/'}\ninput: {permalink: '/:title/'}\n";
        assert!(shown(&[("feedmill.yaml", plain), ("a.md", &post)]).is_empty(), "{status}");
    }
}

#[test]
fn hugo_makes_no_pages_without_outputs() {
    let config = "baseURL = 'https://example.org/'\ntitle = 'T'\n";
    for (outputs, is_held) in [("[outputs]\npage = []\n", true), ("[outputs]\npage = ['html']\n", false)] {
        let files = [("hugo.toml", &*format!("{config}{outputs}")), ("content/posts/b.md", OPEN)];
        assert_eq!(shown(&files).is_empty(), is_held, "{outputs}");
    }
}

/// What a site of Astro shows whose page begins with this code; a file beside, and the three articles, belong to it.
fn astro(code: &str, beside: (&str, &str)) -> Vec<String> {
    let page = format!("---\n{code}\n---\n");
    shown(&[
        ("astro.config.mjs", "export default defineConfig({ site: 'https://example.org' });"),
        (
            "src/content.config.ts",
            "const blog = defineCollection({ loader: glob({ base: './src/content/blog', pattern: '**/*.md' }), schema: z.object({}) });\nexport const collections = { blog };\n",
        ),
        ("src/pages/blog/[...slug].astro", &page),
        ("src/content/blog/a.md", HELD),
        ("src/content/blog/b.md", OPEN),
        ("src/content/blog/c.md", SAYS),
        beside,
    ])
}

#[test]
fn what_a_schema_of_astro_says_for_an_article_answers_its_page() {
    let call = "await getCollection('blog', ({ data }) => data.published)";
    let schema = "const blog = defineCollection({ schema: z.object({ published: z.boolean().default(true) }) });\nexport const collections = { blog };\n";
    let page = format!("---\n{}\n---\n", paths(call));
    let files = [
        ("astro.config.mjs", "export default defineConfig({ site: 'https://example.org' });"),
        ("src/content/config.ts", schema),
        ("src/pages/blog/[...slug].astro", &page),
        ("src/content/blog/b.md", OPEN),
        ("src/content/blog/c.md", &SAYS.replace("true", "false")),
    ];
    assert_eq!(shown(&files), ["open1"]);
}

/// The code of a page that makes its paths of what the function is given.
fn paths(call: &str) -> String {
    format!(
        "export async function getStaticPaths() {{\n  const posts = {call};\n  return posts.map((post) => ({{ params: {{ slug: post.id }}, props: post }}));\n}}"
    )
}

#[test]
fn of_a_collection_of_astro_those_are_held_that_do_not_say_what_its_page_asks_for() {
    for call in [
        "await getCollection('blog', ({ data }) => data.published)",
        "(await getCollection('blog')).filter((post) => post.data.published === true)",
        "await getCollection('blog', ({ data }) => !data.draft && data.published && data.date <= new Date())",
    ] {
        assert_eq!(astro(&paths(call), ("src/x.css", "")), ["open2"], "{call}");
    }
    for call in [
        "await getCollection('blog', ({ data }) => data.status === 'published')",
        "await getCollection('blog', ({ data }) => data.published && !data.secret)",
    ] {
        assert!(astro(&paths(call), ("src/x.css", "")).is_empty(), "{call}");
    }
}

#[test]
fn astro_s_functions_and_loops_choose_articles() {
    let helper = |condition: &str| {
        format!(
            "export async function getPosts() {{\n  return (await getCollection('blog')).filter((post) => {condition});\n}}\nexport const byTag = (posts, tag) => posts.filter((post) => post.data.tags.includes(tag));\n"
        )
    };
    for place in ["src/utils/posts.ts", "src/data/posts.ts", "src/lib/own/posts.js"] {
        let code = paths("await getPosts()");
        assert!(astro(&code, (place, &helper("!post.data.secret"))).is_empty(), "{place}");
        assert_eq!(
            astro(&code, (place, &helper("!post.data.draft"))),
            ["held1", "open1", "open2"],
            "{place}"
        );
    }
    let helper = |word: &str| {
        format!(
            "export const getPosts = async () => await getCollection('blog', ({{ data }}) => !data.{word});\n"
        )
    };
    assert!(astro(&paths("await getPosts()"), ("src/data/posts.ts", &helper("secret"))).is_empty());
    let all = astro(&paths("await getPosts()"), ("src/data/posts.ts", &helper("draft")));
    assert_eq!(all, ["held1", "open1", "open2"]);
    let code = |body: &str| {
        format!(
            "export async function getStaticPaths() {{\n  const posts = await getCollection('blog');\n{body}\n}}"
        )
    };
    for body in [
        "  const all = [];\n  for (const post of posts) {\n    if (post.data.secret) continue;\n    all.push({ params: { slug: post.id }, props: post });\n  }\n  return all;",
        "  return posts.flatMap((post) => post.data.secret ? [] : [{ params: { slug: post.id }, props: post }]);",
    ] {
        assert!(astro(&code(body), ("src/x.css", "")).is_empty(), "{body}");
        let body = body.replace("data.secret", "data.draft");
        assert_eq!(astro(&code(&body), ("src/x.css", "")), ["held1", "open1", "open2"], "{body}");
    }
}

#[test]
fn astro_s_comparisons_with_texts_choose_each_article_by_what_it_says() {
    let of = |condition: &str, own: &str| {
        let post = format!("---\ntitle: D\ndate: 2020-01-02\n{own}---\nopen3\n");
        let code = paths(&format!("(await getCollection('blog')).filter(({{ data }}) => {condition})"));
        astro(&code, ("src/content/blog/d.md", &post)).contains(&"open3".to_owned())
    };
    for (condition, own, is_taken) in [
        ("data.status === 'published'", "status: published\n", true),
        ("data.status === 'published'", "", false),
        ("data.kind === 'post'", "kind: post\n", true),
        ("data.kind === 'post'", "kind: secret\n", false),
        ("data.kind === 'post'", "", false),
        ("data.kind !== 'secret'", "kind: secret\n", false),
        ("data.kind !== 'secret'", "kind: [secret]\n", false),
        ("data.kind !== 'secret'", "", true),
        ("data.kind === 'post' || data.kind === 'note'", "kind: note\n", true),
        ("data.kind === 'post' || data.kind === 'note'", "kind: x\n", false),
        ("!data.draft && data.kind === 'post' && data.area !== 'x'", "kind: post\narea: y\n", true),
        ("!data.draft && data.kind === 'post' && data.area !== 'x'", "kind: post\narea: x\n", false),
        ("data.kind === 'post' || data.area === 'x'", "kind: post\n", false),
        ("data.published && data.kind === 'post'", "kind: post\npublished: true\n", true),
        ("data.published && data.kind === 'post'", "kind: post\n", false),
        ("data.kind === other", "kind: post\n", false),
    ] {
        assert_eq!(of(condition, own), is_taken, "{condition}: {own}");
    }
}

/// What a site of Gatsby shows with this filter of its query, and this before each page.
fn gatsby(filter: &str, before: &str, chooses: &str, on_node: &str) -> Vec<String> {
    let node = format!(
        "const {{ isOpen }} = require('./is-open');\nexports.createPages = async ({{ graphql, actions }}) => {{\n  const r = await graphql(`{{ allMarkdownRemark{filter} {{ nodes {{ fields {{ slug }} frontmatter {{ tags }} }} }} }}`);\n  if (r.errors) {{ throw r.errors; }}\n  const posts = r.data.allMarkdownRemark.nodes{chooses};\n  posts.forEach((post) => {{\n    if (post.frontmatter.tags) {{ post.frontmatter.tags.forEach((tag) => tags.push(tag)); }}\n    {before}\n    actions.createPage({{ path: post.fields.slug }});\n  }});\n}};\n\
         exports.onCreateNode = ({{ node, actions }}) => {{\n  if (node.internal.type === 'MarkdownRemark') {{\n    {on_node}\n    const value = createFilePath({{ node }});\n    actions.createNodeField({{ name: 'slug', node, value }});\n  }}\n}};\n"
    );
    shown(&[
        (
            "gatsby-config.js",
            "module.exports = { siteMetadata: { siteUrl: 'https://example.org', title: 'T' }, plugins: [{ resolve: 'gatsby-source-filesystem', options: { path: `${__dirname}/content/blog` } }] };",
        ),
        ("gatsby-node.js", &node),
        ("is-open.js", "exports.isOpen = (post) => !post.secret && !post.frontmatter.secret;\n"),
        ("content/blog/a/index.md", HELD),
        ("content/blog/b/index.md", OPEN),
        ("content/blog/c/index.md", SAYS),
    ])
}

#[test]
fn gatsby_s_filters_and_conditions_choose_articles() {
    let all = ["held1", "open1", "open2"];
    assert_eq!(gatsby("", "", "", ""), all);
    assert_eq!(gatsby("", "if (post.frontmatter.draft) return;", "", ""), all);
    assert_eq!(gatsby("", "", ".filter((post) => !post.frontmatter.draft)", ""), all);
    assert_eq!(gatsby("(filter: { frontmatter: { published: { eq: true } } })", "", "", ""), ["open2"]);
    assert_eq!(
        gatsby("(filter: { frontmatter: { title: { eq: \"B\" }, draft: { ne: true } } })", "", "", ""),
        ["open1"]
    );
    assert_eq!(gatsby("", "if (!post.frontmatter.published) return;", "", ""), ["open2"]);
    for (filter, chosen) in [
        ("frontmatter: { secret: { ne: true } }", ["open1", "open2"].as_slice()),
        ("frontmatter: { title: { in: [\"B\", \"C\"] } }", &["open1", "open2"]),
        ("frontmatter: { title: { nin: [\"A\", \"C\"] } }", &["open1"]),
        (
            "fileAbsolutePath: { regex: \"/content\\\\/blog/\" }, frontmatter: { title: { ne: \"A\" } }",
            &["open1", "open2"],
        ),
    ] {
        assert_eq!(gatsby(&format!("(filter: {{ {filter} }})"), "", "", ""), chosen, "{filter}");
    }
    // What an article says is a truth value, which is no text.
    let by = |condition: &str| {
        gatsby("", "", &format!(".filter((post) => post.frontmatter.kind !== 'x' && {condition})"), "")
    };
    assert_eq!(by("post.frontmatter.secret !== 'y'"), all);
    assert!(by("post.frontmatter.secret === 'y'").is_empty());
    for (filter, before, chooses, on_node) in [
        ("", "if (post.frontmatter.secret) return;", "", ""),
        ("", "const { secret } = post.frontmatter;\n    if (secret) return;", "", ""),
        ("", "if (!post.frontmatter.secret)", "", ""),
        ("", "", ".filter((post) => !post.frontmatter.secret)", ""),
        ("", "", ".filter(({ frontmatter }) => !frontmatter.secret)", ""),
        ("", "", "", "if (node.frontmatter && node.frontmatter.secret) return;"),
        ("(filter: { frontmatter: { draft: { in: $drafts } } })", "", "", ""),
        ("(filter: { frontmatter: { title: { regex: \"/B/\" } } })", "", "", ""),
        ("(filter: { fileAbsolutePath: { regex: \"/other/\" } })", "", "", ""),
        ("", "", ".filter(isOpen)", ""),
        ("", "", ".filter((post) => isOpen(post.frontmatter))", ""),
    ] {
        let own = gatsby(filter, before, chooses, on_node);
        assert!(own.is_empty(), "{filter} {before} {chooses} {on_node}: {own:?}");
    }
}

/// What a site of Next.js shows whose articles a program reads, and a page shows.
fn next(file: &str, program: &str, page: &str) -> Vec<String> {
    let page = format!("import {{ getAllPosts }} from '../../lib/api';\n{page}\n");
    shown(&[
        ("next.config.js", "module.exports = {};\n"),
        (
            "data/siteMetadata.js",
            "const siteMetadata = { title: 'T', siteUrl: 'https://example.org' };\nmodule.exports = siteMetadata;\n",
        ),
        ("pages/posts/[slug].js", &page),
        (file, program),
        ("_posts/a.md", HELD),
        ("_posts/b.md", OPEN),
        ("_posts/c.md", SAYS),
    ])
}

#[test]
fn a_site_of_next_whose_folder_of_articles_is_not_known_publishes_what_it_is_told_to() {
    let site = |more: &[(&str, &str)]| {
        let own = [
            ("next.config.js", "module.exports = {};\n"),
            (
                "data/siteMetadata.js",
                "const siteMetadata = { title: 'T', siteUrl: 'https://example.org' };\nmodule.exports = siteMetadata;\n",
            ),
            (
                "src/pages/thoughts/[slug].js",
                "export async function getStaticPaths() { return { paths: read() } }\n",
            ),
            ("src/thoughts/a.md", OPEN),
            ("src/thoughts/_unused_/b.md", HELD),
        ];
        shown(&[&own[..], more].concat())
    };
    assert!(site(&[]).is_empty());
    let own = "site: {title: T, url: 'https://example.org/'}\ninput: {paths: [src/thoughts/*.md], permalink: '/thoughts/:slug/'}\n";
    assert_eq!(site(&[("feedmill.yaml", own)]), ["open1"]);
    // A front end may stand beside the records of another.
    let beside = shown(&[
        ("web/next.config.js", "module.exports = {};\n"),
        ("records/a.md", OPEN),
        ("feedmill.yaml", crate::project::SITE),
    ]);
    assert_eq!(beside, ["open1"]);
}

#[test]
fn what_reads_articles_for_next_chooses_them() {
    let program = |files: &str, chooses: &str| {
        format!(
            "const names = fs.readdirSync(directory){files};\nexport function getAllPosts() {{\n  return names.map((name) => getPostBySlug(name)){chooses}.sort((a, b) => (a.date > b.date ? -1 : 1));\n}}\nexport const byTag = (tag) => getAllPosts().filter((post) => post.tags.includes(tag));\n"
        )
    };
    const PAGE: &str = "export async function getStaticPaths() { return { paths: getAllPosts().map((post) => ({ params: { slug: post.slug } })) } }";
    let all = ["held1", "open1", "open2"];
    for (files, chooses) in [
        ("", ""),
        (".filter((name) => name.endsWith('.md'))", ".filter((post) => !post.draft)"),
        ("", ".filter(Boolean)"),
    ] {
        assert_eq!(next("lib/api.js", &program(files, chooses), PAGE), all, "{files} {chooses}");
    }
    let imported = format!("import {{ isOpen }} from './open';\n{}", program("", ".filter(isOpen)"));
    assert!(next("lib/api.js", &imported, PAGE).is_empty());
    assert_eq!(next("lib/api.js", &program("", ".filter((post) => post.published)"), PAGE), ["open2"]);
    for (files, chooses) in [
        ("", ".filter((post) => !post.secret)"),
        ("", ".filter(({ secret }) => !secret)"),
        ("", ".filter(isPublic);\nfunction isPublic(post) { return !post.secret }\nconst x = []"),
        (".filter((name) => !name.startsWith('wip-'))", ""),
    ] {
        for file in ["lib/api.js", "utils/posts.js", "src/lib/blog.ts", "helpers/posts.js"] {
            assert!(next(file, &program(files, chooses), PAGE).is_empty(), "{file} {files} {chooses}");
        }
    }
    let page = "export async function getStaticProps({ params }) { const post = getPost(params.slug); if (post.secret) return { notFound: true }; return { props: { post } } }";
    assert!(next("lib/api.js", &program("", ""), page).is_empty());
    assert_eq!(next("lib/api.js", &program("", ""), &page.replace("post.secret", "!post")), all);
}
