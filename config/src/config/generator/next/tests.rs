use super::super::{Site, read};
use crate::config::conventions::Convention;
use crate::config::{Config, Paths};

const ARROW: &str =
    "export const posts = fs.readdirSync('content/blog').map((f) => matter(f)).filter((p) => !p.hush)";
const PAGE: &str =
    "export const generateStaticParams = async () => posts.map((post) => ({ slug: post.slug }))\n";

fn config(files: &[(&str, &str)]) -> Config {
    let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
    let start = [
        ("next.config.js", "module.exports = {}"),
        ("data/siteMetadata.js", "const siteMetadata = { siteUrl: 'https://example.org', title: 'T' }"),
    ];
    let (parts, others): (Vec<_>, Vec<_>) =
        files.iter().partition(|(file, _)| super::route(file).is_some() || super::is_layer(file));
    let files: Vec<_> = start.iter().chain(parts).map(owned).collect();
    let programs = super::choosing(&files, others.into_iter().map(owned).collect());
    let folders = ["content", "content/blog"].map(str::to_owned).to_vec();
    let convention = Convention::named("next.js").unwrap();
    read(&Site { convention, folder: String::new(), files, programs, folders, unseen: None }, None).unwrap()
}

/// The folders of articles and what in them is left out.
fn paths(config: &Config) -> (Vec<&str>, Vec<&str>) {
    let Paths::Folders { folders, except } = &config.input.paths else { panic!() };
    (folders.iter().map(String::as_str).collect(), except.iter().map(String::as_str).collect())
}

fn is_held(config: &Config) -> bool {
    let is_held = paths(config).0.is_empty();
    assert_eq!(config.findings.is_empty(), !is_held, "{:?}", config.findings);
    is_held
}

#[test]
fn velite_reads_the_folders_of_its_patterns_without_what_they_exclude() {
    let page = ("app/blog/[slug]/page.tsx", PAGE);
    for (text, expected) in [
        ("collections: { posts: { pattern: 'blog/**/*.{md,mdx}' } }", Some(vec![])),
        (
            "root: './content', collections: { posts: { pattern: 'blog/**/*.md' } }",
            Some(vec!["content/blog/**/*.mdx"]),
        ),
        (
            "collections: { posts: { pattern: ['blog/*.mdx', '!blog/wip-*'] } }",
            Some(vec!["content/blog/*/**", "content/blog/**/*.md", "content/blog/wip-*"]),
        ),
        (
            "collections: { posts: { pattern: 'blog/**/*' }, more: { pattern: 'more/index.yml' } }",
            Some(vec![]),
        ),
        ("collections: { posts: { pattern: 'blog/**/pub-*.md' } }", None),
        ("collections: { posts: { pattern: PATTERN } }", None),
        ("collections: { posts: { pattern: ['blog/**/*.md', '!blog/(a|b)'] } }", None),
        (
            "collections: { posts: { pattern: 'blog/**/*' } }, prepare: (data) => { data.posts = data.posts.filter((p) => !p.hush) }",
            None,
        ),
        (
            "collections: { posts: { pattern: 'blog/**/*' } }, prepare: (data) => { data.posts = data.posts.filter((p) => !p.draft) }",
            Some(vec![]),
        ),
        (
            "collections: { posts: { pattern: 'blog/**/*' } }, prepare: (data) => { data.posts.splice(0, 1) }",
            None,
        ),
        ("collections: { posts: { pattern: 'blog/**/*' } }, prepare: dropHidden", None),
        (
            "collections: { posts: { pattern: 'blog/**/*', schema: s.object({ draft: s.boolean().default(true) }) } }",
            None,
        ),
        (
            "collections: { posts: { pattern: 'blog/**/*', schema: s.object({ draft: s.boolean().default(false) }) } }",
            Some(vec![]),
        ),
    ] {
        let text = format!("export default defineConfig({{ {text} }})");
        let config = config(&[page, ("velite.config.ts", &text)]);
        assert_eq!(is_held(&config), expected.is_none(), "{text}");
        if let Some(expected) = expected {
            assert_eq!(paths(&config), (vec!["content/blog"], expected), "{text}");
        }
    }
}

#[test]
fn content_collections_skip_what_they_say() {
    let page = ("app/blog/[slug]/page.tsx", PAGE);
    for (text, expected) in [
        ("include: '**/*.{md,mdx}'", Some(vec![])),
        ("include: ['**/*.md', '**/*.mdx'], exclude: 'wip/**'", Some(vec!["content/blog/wip/**"])),
        ("include: '*.md', exclude: HIDDEN", None),
        (
            "include: '**/*', transform: (doc, ctx) => { if (doc.hush) return ctx.skip('x'); return doc }",
            None,
        ),
        (
            "include: '**/*', transform: (entry, ctx) => { if (entry.hush) { return ctx.skip('x') } return entry }",
            None,
        ),
        ("include: '**/*', transform: (doc, { skip }) => doc.hush ? skip('x') : doc", None),
        (
            "include: '**/*', transform: (doc, ctx) => { if (doc.draft) return ctx.skip('x'); return doc }",
            Some(vec![]),
        ),
        ("include: '**/*', schema: (z) => ({ published: z.literal(true) })", None),
    ] {
        let text =
            format!("const posts = defineCollection({{ name: 'posts', directory: 'content/blog', {text} }})");
        let config = config(&[page, ("content-collections.ts", &text)]);
        assert_eq!(is_held(&config), expected.is_none(), "{text}");
        if let Some(expected) = expected {
            assert_eq!(paths(&config), (vec!["content/blog"], expected), "{text}");
        }
    }
}

#[test]
fn programs_choose_articles_wherever_they_lie() {
    let open = ARROW.replace("hush", "draft");
    for (file, import) in [
        ("services/reader.ts", "../../../services/reader"),
        ("posts.ts", "@/posts"),
        ("src/features/blog/queries.ts", "@/features/blog/queries"),
        ("server/index.mts", "~/server"),
        ("packages/core/blog.js", "@core/blog"),
        ("tools/make.mjs", "./other"),
        ("app/blog/data.ts", "../data"),
    ] {
        let page = format!("import {{ posts }} from '{import}'\n{PAGE}");
        for (program, held) in [(ARROW, true), (&open, false)] {
            let config = config(&[("app/blog/[slug]/page.tsx", &page), (file, program)]);
            assert_eq!(is_held(&config), held, "{file} {program}");
        }
    }
}

#[test]
fn functions_of_other_programs_choose_articles() {
    const READER: (&str, &str) =
        ("core/io.ts", "export const all = () => fs.readdirSync('content/blog').map((f) => matter(f))");
    let helper = |word: &str| format!("export const visible = (ps) => ps.filter((p) => !p.{word})");
    let page = "import { all } from '@/core/io'\nimport { visible } from '@/core/visible'\nexport const generateStaticParams = async () => visible(all()).map((post) => ({ slug: post.slug }))\n";
    let direct = "import { open } from '@/core/open'\nexport const generateStaticParams = async () => open.map((post) => ({ slug: post.slug }))\n";
    for (word, held) in [("hush", true), ("draft", false)] {
        let by_page =
            config(&[("app/blog/[slug]/page.tsx", page), READER, ("core/visible.ts", &helper(word))]);
        assert_eq!(is_held(&by_page), held, "{word}");
        let between =
            format!("import {{ all }} from './io'\nexport const open = all().filter((p) => !p.{word})");
        let by_list = config(&[("app/blog/[slug]/page.tsx", direct), READER, ("core/open.ts", &between)]);
        assert_eq!(is_held(&by_list), held, "{word}");
        let reader = "import { visible } from './visible'\nexport const posts = visible(fs.readdirSync('content/blog'))";
        let by_reader = config(&[
            ("app/blog/[slug]/page.tsx", PAGE),
            ("core/posts.ts", reader),
            ("core/visible.ts", &helper(word)),
        ]);
        assert_eq!(is_held(&by_reader), held, "{word}");
    }
}

#[test]
fn a_component_of_a_page_may_refuse_articles() {
    let page = "import { Post } from '@/components/Post'\nexport default ({ params }) => <Post slug={params.slug} />";
    let reader = ARROW.replace(".filter((p) => !p.hush)", "");
    for (word, held) in [("hush", true), ("draft", false)] {
        let shown = format!(
            "import {{ posts }} from '@/x/posts'\nexport function Post({{ slug }}) {{ const post = posts.find((p) => p.slug === slug); if (post.{word}) notFound(); return null }}"
        );
        let own = config(&[
            ("app/blog/[slug]/page.tsx", page),
            ("components/Post.tsx", &shown),
            ("x/posts.ts", &reader),
        ]);
        assert_eq!(is_held(&own), held, "{word}");
    }
}

#[test]
fn what_only_shows_articles_holds_none_back() {
    let list = "import { allPosts } from 'contentlayer/generated'\nexport const hits = allPosts.filter((p) => p.summary === word)";
    for file in ["components/Search.tsx", "app/search/page.tsx", "app/feed.xml/route.ts", "lib/look.test.ts"]
    {
        assert!(!is_held(&config(&[("app/blog/[slug]/page.tsx", PAGE), (file, list)])), "{file}");
    }
}

#[test]
fn addresses_hold_back_all_unless_each_part_of_them_is_known_to_be_plain() {
    const NAMES: &str = "export const nameOf = (f) => f.replace(/\\.mdx?$/, '')\nexport const pathOf = (f: string): string => {\n  const whole = path.join(root, f)\n  return nameOf(path.relative(root, whole))\n}\nexport function stem(f: string) {\n  return path.parse(f).name\n}\nexport const cut = (f) => {\n  const own = f.slice(11, -3)\n  return own\n}\nexport function mixed(f) { return shuffle(f) }\nexport const handled = (data) => data.handle\n";
    for (value, is_held) in [
        ("nameOf(f)", false),
        ("pathOf(f)", false),
        ("stem(f)", false),
        ("data.slug ?? stem(f)", false),
        ("`${nameOf(f)}`", false),
        ("own", false),
        ("own.trim()", false),
        ("path.basename(f, path.extname(f))", false),
        ("decodeURI(String(params?.slug?.join('/')))", false),
        ("cut(f)", true),
        ("mixed(f)", true),
        ("handled(data)", true),
        ("gone(f)", true),
        ("other", true),
        ("other.trim()", true),
        ("data.slug ? own : f", false),
        ("data.slug ? other : f", true),
        ("data.handle", true),
        ("data.handle || nameOf(f)", true),
        ("`${data.day}-${nameOf(f)}`", true),
        ("`a-${gone(f)}`", true),
        ("f.match(/[a-z]+/)[0]", true),
        ("data.title", true),
        ("title", true),
        ("new Date(data.date).toISOString()", true),
    ] {
        let reader = format!(
            "import {{ nameOf, pathOf, stem, cut, mixed, handled }} from './names'\nexport const posts = fs.readdirSync('content/blog').map((f) \
             => {{\n  const {{ data }} = matter(f)\n  const own = nameOf(f)\n  const other = cut(f)\n  return {{ slug: {value}, data }}\n}})"
        );
        let page = PAGE.replace("export", "import { posts } from '@/core/posts'\nexport");
        let files = [
            ("app/blog/[slug]/page.tsx", page.as_str()),
            ("core/posts.ts", &reader),
            ("core/names.ts", NAMES),
        ];
        assert_eq!(is_held, self::is_held(&config(&files)), "{value}");
    }
    // A key counts as what it is made of, and the front matter may say anything under a name of its own.
    for (fields, is_held) in [
        ("computedFields: { handle: { type: 'string', resolve: (post) => post._raw.flattenedPath } }", false),
        ("computedFields: { handle: { type: 'string', resolve: (post) => made(post) } }", true),
        ("computedFields: { handle: { type: 'string', resolve: (post) => post.handle } }", true),
        ("fields: { handle: { type: 'string', required: true } }", true),
        ("fields: {}", true),
    ] {
        let layer = format!(
            "defineDocumentType(() => ({{ filePathPattern: '**/*.md*', {fields} }}))\nmakeSource({{ contentDirPath: 'content/blog' }})"
        );
        let page = PAGE.replace("post.slug", "post.handle");
        let own = config(&[("app/blog/[slug]/page.tsx", &page), ("contentlayer.config.ts", &layer)]);
        assert_eq!(self::is_held(&own), is_held, "{fields}");
    }
}

#[test]
fn addresses_that_are_made_of_too_many_functions_hold_back_all() {
    for (count, is_held) in [(3, false), (40, false), (110, true), (20_000, true)] {
        for declares in
            ["export const f{} = (f) => f{}(f)", "const f{} = f{}", "export const f{} = (f) => `${f{}(f)}`"]
        {
            let row = |own: usize| {
                let declared = declares.replacen("f{}", &format!("f{own}"), 1);
                declared.replacen("f{}", &format!("f{}", own + 1), 1) + "\n"
            };
            let last = count + 1;
            let rows: String = (1..=count).map(row).collect();
            let call = if declares.starts_with("const") { "f1" } else { "f1(f)" };
            let page = format!(
                "{rows}export const f{last} = (f) => f.replace('.md', '')\nexport const generateStaticParams = () => fs.readdirSync('content/blog').map((f) => ({{ slug: {call} }}))\n"
            );
            let own = config(&[("app/blog/[slug]/page.tsx", &page)]);
            assert_eq!(self::is_held(&own), is_held, "{count} {declares}");
        }
    }
}

#[test]
fn addresses_that_a_program_of_next_computes_hold_back_all() {
    let reader = |value: &str| {
        format!(
            "export const posts = fs.readdirSync('content/blog').map((f) => {{ const {{ data }} = matter(f); return {{ slug: {value}, data }} }})"
        )
    };
    for (value, is_held) in [
        ("f.replace(/\\.mdx?$/, '')", false),
        ("f.replace('.md', '')", false),
        ("data.slug || f.replace(/\\.md$/, '')", false),
        ("path.parse(f).name", false),
        ("f.slice(0, -3)", false),
        ("f.split('/').slice(1).join('/')", false),
        ("f.replace(/\\d{4}-\\d{2}-\\d{2}-/, '').replace('.md', '')", false),
        ("f.replace(/^[0-9]+-/, '').replace(/\\.md$/, '')", true),
        ("f.replace(/^[0-9]+-/,'').replace(/\\.md$/,'')", true),
        ("f.split('-').slice(1).join('-').replace('.md', '')", true),
        ("slugify(data.title)", true),
        ("data.permalink", true),
        ("f.slice(11, -3)", true),
        ("f.replace('.md', '').toLowerCase()", true),
    ] {
        let own = config(&[("app/blog/[slug]/page.tsx", PAGE), ("core/posts.ts", &reader(value))]);
        assert_eq!(self::is_held(&own), is_held, "{value}");
        let page = format!(
            "export const getStaticPaths = () => posts.map((f) => ({{ params: {{ slug: {value} }} }}))"
        );
        let own = config(&[("pages/blog/[slug].js", &page)]);
        assert_eq!(self::is_held(&own), is_held, "{value}");
    }
    let layer = |value: &str| {
        format!(
            "defineDocumentType(() => ({{ filePathPattern: '**/*.md*', computedFields: {{ url: {{ type: 'string', resolve: (post) => {value} }} }} }}))\nmakeSource({{ contentDirPath: 'content/blog' }})"
        )
    };
    for (value, is_held) in [
        ("post._raw.flattenedPath", false),
        ("post._raw.flattenedPath.replace(/^.+?(\\/)/, '')", false),
        ("post._raw.flattenedPath.split('-').slice(1).join('-')", true),
        ("post.title.toLowerCase()", true),
    ] {
        for page in [
            PAGE.replace("post.slug", "post.url"),
            "const post = posts.find((p) => p.url === params.slug)".to_owned(),
        ] {
            let own =
                config(&[("app/blog/[slug]/page.tsx", &page), ("contentlayer.config.ts", &layer(value))]);
            assert_eq!(self::is_held(&own), is_held, "{value} {page}");
        }
        let other = config(&[("app/blog/[slug]/page.tsx", PAGE), ("contentlayer.config.ts", &layer(value))]);
        assert!(!self::is_held(&other), "{value}");
    }
    let tags = "export const tags = fs.readdirSync('x').map((tag) => ({ slug: slugify(tag) }))";
    assert!(!self::is_held(&config(&[("app/blog/[slug]/page.tsx", PAGE), ("core/tags.ts", tags)])));
}

/// A site whose page takes articles from a row of programs, of which the one at a number says more; the last one reads articles.
fn row(count: usize, at: usize, says: &str) -> Config {
    let page = "import { take1 } from '@/core/m1'\nexport const generateStaticParams = async () => take1().map((p) => ({ slug: p.slug }))\n";
    let mut files = vec![("app/blog/[slug]/page.tsx".to_owned(), page.to_owned())];
    for number in 1..=count {
        let says = if number == at { says } else { "" };
        let next = number + 1;
        let text = match number == count {
            true => {
                format!("export const take{number} = () => fs.readdirSync('content/blog').map(read){says}\n")
            }
            false => format!(
                "import {{ take{next} }} from './m{next}'\nexport const take{number} = () => take{next}(){says}\n"
            ),
        };
        files.push((format!("core/m{number}.ts"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    config(&files)
}

#[test]
fn programs_choose_however_many_hand_on_what_one_reads() {
    for at in 1..=9 {
        assert!(is_held(&row(9, at, ".filter((p) => !p.hush)")), "{at}");
        assert!(!is_held(&row(9, at, ".filter((p) => !p.draft)")), "{at}");
    }
}

#[test]
fn functions_choose_however_many_call_the_one_that_does() {
    let made = "generateStaticParams = async () => take1(all()).map((p) => ({ slug: p.slug }))";
    let shown = "Page = ({ params }) => take1(all()).find((p) => p.slug === params.slug)";
    let kept =
        "Page = ({ params }) => { const own = take1(all()); return own.find((p) => p.slug === params.slug) }";
    let functions = [
        ("(list) => list.filter((p) => !p.hush)", true),
        ("(list) => list.filter(isShown)\nconst isShown = (p) => !p.hush", true),
        ("(list) => list.filter((p) => !p.draft)", false),
        ("(list) => list.filter(isShown)\nconst isShown = (p) => !p.draft", false),
    ];
    let all = (1..6).flat_map(|count| [(count, made), (count, shown), (count, kept)]);
    for ((count, pages), (last, is_chosen)) in all.flat_map(|own| functions.map(|function| (own, function))) {
        let page = format!(
            "import {{ all }} from '@/core/all'\nimport {{ take1 }} from '@/core/m1'\nexport const {pages}\n"
        );
        let mut files = vec![
            ("app/blog/[slug]/page.tsx".to_owned(), page),
            (
                "core/all.ts".to_owned(),
                "export const all = () => fs.readdirSync('content/blog').map(read)\n".to_owned(),
            ),
        ];
        for number in 1..=count {
            let next = number + 1;
            let text = match number == count {
                true => format!("export const take{number} = {last}\n"),
                false => format!(
                    "import {{ take{next} }} from './m{next}'\nexport const take{number} = (list) => take{next}(list)\n"
                ),
            };
            files.push((format!("core/m{number}.ts"), text));
        }
        let files: Vec<(&str, &str)> =
            files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
        assert_eq!(is_held(&config(&files)), is_chosen, "{count} {pages} {last}");
    }
}

#[test]
fn programs_choose_under_every_name_that_a_page_takes_them_in_by() {
    for word in ["hush", "draft"] {
        let pick = format!("(list) => list.filter((p) => !p.{word})");
        for (import, call, program) in [
            ("import take from '@/core/a'", "take", format!("export default {pick}")),
            ("import take from '@/core/a'", "take", format!("const pick = {pick}\nexport default pick")),
            (
                "import take from '../../../core/a'",
                "take",
                format!("const pick = {pick}\nexport {{ pick as default }}"),
            ),
            ("import { pick as take } from '@/core/a'", "take", format!("export const pick = {pick}")),
            ("import * as core from '@/core/a'", "core.pick", format!("export const pick = {pick}")),
            (
                "import { pick } from '@/core/a'",
                "pick",
                format!("const own = {pick}\nexport {{ own as pick }}"),
            ),
        ] {
            let page = format!(
                "{import}\nimport {{ all }} from '@/core/all'\nimport {{ allPosts }} from '.contentlayer/generated'\nexport const \
                 generateStaticParams = async () => {call}(all(allPosts)).map((p) => ({{ slug: p.slug }}))\n"
            );
            let all = "export const all = () => fs.readdirSync('content/blog').map(read)\n";
            let files = [
                ("app/blog/[slug]/page.tsx", page.as_str()),
                ("core/all.ts", all),
                ("core/a.ts", program.as_str()),
            ];
            assert_eq!(is_held(&config(&files)), word == "hush", "{import} {program}");
        }
    }
}
