//! What is particular of Docusaurus: its blogs, of which a site may have several, languages, the files of authors and tags, and
//! whether addresses end with a slash.

use std::borrow::Cow;

use super::literals::{Language, SPREAD, Token, Word, tokens};
use super::outcome::{closing, place_of, value_of};
use super::{Parts, search_in, setting, text_at, texts_at, truth_at};
use crate::config::{Config, Paths, Permalink, Root, SiteLanguage, Undated};
use crate::finding::Finding;
use crate::model::Position;
use crate::record::holding;
use crate::tree::{Content, Node, Scalar};

/// Files in a blog that are no articles where the configuration does not say, and that are left out in any case.
const EXCLUDED: [&str; 3] = ["**/_*.*", "**/_*/**", "**/__tests__/**"];

/// Patterns of files that take every article of a blog, alone or together.
const ALL: [&[&str]; 2] = [&["**/*.{md,mdx}"], &["**/*.md", "**/*.mdx"]];

/// Options that only a blog has, by which one is known whose plugin is not named literally.
const OF_BLOGS: [&str; 6] = [
    "authorsMapPath", "blogTitle", "blogDescription", "blogSidebarCount", "blogSidebarTitle", "postsPerPage",
];

/// A blog of the site.
struct Blog<'p> {
    options: Option<&'p Node<'p>>,
    /// What makes it, if that is none of Docusaurus's own plugins.
    foreign: Option<&'p Node<'p>>,
}

impl<'p> Blog<'p> {
    fn of(options: Option<&'p Node<'p>>) -> Blog<'p> {
        Blog { options, foreign: None }
    }
}

/// What a plugin or a preset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source<'p> {
    /// That of a package.
    Package(&'p str),
    /// A program of the site, or what is not told.
    Own,
}

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let languages = languages(parts);
    let default = languages.first().map_or("en", |language| language.tag.as_str()).to_owned();
    let html = text_at(parts.root, &format!("i18n.localeConfigs.{default}.htmlLang"));
    config.site.language = crate::language::tag(&html.unwrap_or_else(|| default.clone())).ok();
    config.input.layout.languages = languages;
    config.input.undated = Undated::Skip;
    config.input.layout.is_mdx =
        !matches!(text_at(parts.root, "markdown.format").as_deref(), Some("detect" | "md"));
    config
        .input
        .fields
        .replace("updated", ["last_update.date", "lastmod", "updated"].map(str::to_owned).to_vec());
    config.input.fields.drop_headings();
    search_in(Vec::new(), &mut config.input);
    let tokens =
        parts.site.files.first().map(|(_, text)| tokens(text, Language::JavaScript)).unwrap_or_default();
    match changed(parts.root, &tokens) {
        Some((what, position)) => {
            let node = Node { position, content: Content::Null };
            let message =
                format!("{what} is not followed and may hold articles back; all blogs are left out");
            config.findings.push(setting(&parts.file(), Some(&node), message));
        }
        None => {
            let blogs = blogs(parts.root, &tokens);
            if blogs.is_empty() && parts.root.find("presets").is_none() {
                let message = "`presets` is missing or not literal, so that there is no blog; set `input.paths` and \
                               `input.permalink` in feedmill.yaml if there is one";
                config.findings.push(setting(&parts.file(), None, message.to_owned()));
            }
            for blog in blogs {
                match blog.foreign {
                    Some(node) => config.findings.push(foreign(parts, node)),
                    None => add(parts, &blog, &tokens, config),
                }
            }
        }
    }
    name_tags(parts, config);
}

/// The languages of the site, the default one first.
fn languages(parts: &Parts<'_>) -> Vec<SiteLanguage> {
    let default = text_at(parts.root, "i18n.defaultLocale").unwrap_or_else(|| "en".to_owned());
    let mut others = texts_at(parts.root, "i18n.locales");
    others.retain(|tag| *tag != default);
    let prefix = |tag: &str| {
        let own = text_at(parts.root, &format!("i18n.localeConfigs.{tag}.baseUrl"));
        own.unwrap_or_else(|| tag.to_owned()).trim_matches('/').to_owned()
    };
    let other = |tag: String| {
        let code = text_at(parts.root, &format!("i18n.localeConfigs.{tag}.htmlLang"));
        SiteLanguage { code, ..SiteLanguage::new(tag.clone(), prefix(&tag)) }
    };
    [SiteLanguage::new(default, "")].into_iter().chain(others.into_iter().map(other)).collect()
}

/// What the configuration, a program, does to what it says elsewhere, or to front matter, and where.
fn changed(root: &Node<'_>, tokens: &[Token<'_>]) -> Option<(&'static str, Position)> {
    let is_sign = |at: usize, signs: &[char]| matches!(tokens.get(at).map(|token| &token.word), Some(Word::Sign(sign)) if signs.contains(sign));
    for (at, token) in tokens.iter().enumerate() {
        let next = at.saturating_add(1);
        let what = match &token.word {
            Word::Name("presets") => "what changes `presets`",
            Word::Name("plugins") => "what changes `plugins`",
            Word::Name("blog") => "what changes `blog`",
            _ => continue,
        };
        let is_member = at.checked_sub(1).is_some_and(|before| is_sign(before, &['.']))
            && !at.checked_sub(2).is_some_and(|before| is_sign(before, &['.']));
        if is_member || is_sign(next, &['.', '[']) {
            return Some((what, token.position));
        }
    }
    parser(root, tokens).map(|position| ("`parseFrontMatter`", position))
}

/// Where what reads front matter is given, if it may do more than to change what holds nothing back.
fn parser(root: &Node<'_>, tokens: &[Token<'_>]) -> Option<Position> {
    let settings = root.get("markdown");
    if let Some(unread) = settings.filter(|node| !node.is_mapping() || node.get(SPREAD).is_some()) {
        return Some(unread.position);
    }
    let is_it = |token: &&Token<'_>| token.word == Word::Name("parseFrontMatter");
    let Some(parser) = root.find("markdown.parseFrontMatter") else {
        return tokens.iter().find(is_it).map(|token| token.position);
    };
    let names =
        |token: &Token<'_>| matches!(&token.word, Word::Name(name) if holding::word_of(name).is_some());
    let Some(at) = place_of(tokens, parser.position) else { return Some(parser.position) };
    let function = value_of(tokens, at);
    // A function of another program, or one that calls such a function, may do anything.
    let calls = (1..function.len()).any(|at| calls_with_all(function, at));
    let is_function = function.windows(2).any(|two| {
        matches!(two, [Token { word: Word::Sign('='), .. }, Token { word: Word::Sign('>'), .. }])
            || two.iter().any(|token| token.word == Word::Name("function"))
    });
    (!is_function || calls || function.iter().any(names)).then_some(parser.position)
}

/// Whether a function that is no member is called at a place, with more than single values of front matter.
fn calls_with_all(function: &[Token<'_>], at: usize) -> bool {
    let word = |at: usize| function.get(at).map(|token| &token.word);
    let open = at.saturating_add(1);
    let Some(Word::Name(name)) = word(at) else { return false };
    let is_statement = matches!(*name, "if" | "for" | "while" | "switch" | "catch" | "function" | "async");
    let is_member = at.checked_sub(1).is_some_and(|before| word(before) == Some(&Word::Sign('.')));
    if is_statement || is_member || word(open) != Some(&Word::Sign('(')) {
        return false;
    }
    let close = closing(function, open);
    (open..close).any(|at| match word(at) {
        Some(Word::Name("frontMatter" | "await" | "defaultParseFrontMatter")) => {
            !matches!(word(at.saturating_add(1)), Some(Word::Sign('.')))
                || word(at) != Some(&Word::Name("frontMatter"))
        }
        Some(Word::Name(_)) => {
            let is_member = at.checked_sub(1).is_some_and(|before| word(before) == Some(&Word::Sign('.')));
            !is_member && !matches!(word(at.saturating_add(1)), Some(Word::Sign('.' | '?' | '(')))
        }
        _ => false,
    })
}

/// The blogs: those of presets, unless they are switched off, and those of plugins.
fn blogs<'p>(root: &'p Node<'p>, tokens: &[Token<'p>]) -> Vec<Blog<'p>> {
    let mut blogs = Vec::new();
    for preset in root.find("presets").map_or(&[][..], Node::items) {
        let options = preset.items().get(1);
        // What the options take in may say anything of a blog, and so may a preset that is not literal.
        let is_unread = |options: &&Node<'_>| !options.is_mapping() || options.get(SPREAD).is_some();
        let blog = options.and_then(|options| options.get("blog"));
        if let Some(unread) =
            options.or(Some(preset)).filter(is_unread).filter(|_| blog.is_none() && preset.text().is_none())
        {
            blogs.push(Blog::of(Some(unread)));
            continue;
        }
        let first = preset.items().first().unwrap_or(preset);
        let foreign = (source(first, tokens) == Source::Own).then_some(first);
        match blog {
            Some(blog) if blog.scalar().and_then(|scalar| scalar.truth()) == Some(false) => {}
            Some(blog) => blogs.push(Blog { options: Some(blog), foreign }),
            None if name_of(preset).is_some_and(|name| name.contains("classic")) => {
                blogs.push(Blog { options: None, foreign });
            }
            None => {}
        }
    }
    for plugin in root.find("plugins").map_or(&[][..], Node::items) {
        blogs.extend(of_plugin(plugin, tokens));
    }
    // Without presets there is no blog but those of plugins; those that are not literal may have one.
    if blogs.is_empty()
        && let Some(unread) = root.find("presets").filter(|presets| !presets.says_something())
    {
        blogs.push(Blog::of(Some(unread)));
    }
    blogs
}

/// The blog of a plugin: of Docusaurus's own, or of another that may make one, by its name or its options.
fn of_plugin<'p>(plugin: &'p Node<'p>, tokens: &[Token<'p>]) -> Option<Blog<'p>> {
    let options = plugin.items().get(1).filter(|options| options.is_mapping());
    let first = plugin.items().first().unwrap_or(plugin);
    let source = source(first, tokens);
    let is_own = matches!(source, Source::Package(name) if name.starts_with("@docusaurus/") && name.contains("content-blog"));
    if is_own {
        return Some(Blog::of(options));
    }
    let has =
        |keys: &[&str]| options.is_some_and(|options| keys.iter().any(|key| options.get(key).is_some()));
    let is_called = |name: &str| name.contains("blog");
    let makes_one = match source {
        Source::Package(name) => is_called(name) && (has(&["path"]) || has(&OF_BLOGS)),
        Source::Own => first.text().is_some_and(is_called) || has(&OF_BLOGS),
    };
    makes_one.then_some(Blog { options, foreign: Some(first) })
}

/// What a plugin or a preset is, by its name, or by the text of what takes it in.
fn source<'p>(node: &'p Node<'p>, tokens: &[Token<'p>]) -> Source<'p> {
    let is_package = |name: &str| !name.starts_with(['.', '/']) && !name.starts_with("@site");
    let of = |name: &'p str| if is_package(name) { Source::Package(name) } else { Source::Own };
    if let Some(name) = node.text() {
        return of(name);
    }
    let value = place_of(tokens, node.position).map(|at| value_of(tokens, at)).unwrap_or_default();
    let text = |tokens: &[Token<'p>]| {
        tokens.iter().find_map(|token| match &token.word {
            Word::Text(Some(Cow::Borrowed(text))) => Some(*text),
            _ => None,
        })
    };
    let found = match value {
        // A name that is taken in above.
        [Token { word: Word::Name(name), .. }] => {
            let is_it = |two: &[Token<'_>]| matches!(two, [Token { word: Word::Name(own), .. }, Token { word: Word::Name("from") | Word::Sign('='), .. }] if own == name);
            let at = tokens.windows(2).position(is_it);
            at.and_then(|at| text(tokens.get(at..at.saturating_add(8))?))
        }
        [Token { word: Word::Name("require" | "import"), .. }, ..] if value.len() < 9 => text(value),
        _ => None,
    };
    found.map_or(Source::Own, of)
}

/// The name of a plugin or a preset, which may stand alone or before its options.
fn name_of<'p>(node: &'p Node<'p>) -> Option<&'p str> {
    node.items().first()?.text()
}

/// That a plugin or preset is none of Docusaurus's own, so that it may choose articles.
fn foreign(parts: &Parts<'_>, node: &Node<'_>) -> Finding {
    let message = "what is none of Docusaurus's own plugins and presets is not followed and may choose articles; those of its \
                   blog are left out; set `input.paths` and `input.permalink` in feedmill.yaml";
    setting(&parts.file(), Some(node), message.to_owned())
}

/// Takes the articles of a blog.
fn add(parts: &Parts<'_>, blog: &Blog<'_>, tokens: &[Token<'_>], config: &mut Config) {
    let option = |key: &str| blog.options.and_then(|options| options.get(key));
    if let Some((what, node)) = unread(blog) {
        let message = format!("{what} of a blog is not followed; its articles are left out");
        return config.findings.push(setting(&parts.file(), Some(node), message));
    }
    if let Some((key, node)) = chosen(blog, tokens) {
        let message = format!(
            "`{key}` is not followed and may hold articles back; the articles of its blog are left out"
        );
        return config.findings.push(setting(&parts.file(), Some(node), message));
    }
    let text = |key: &str| option(key).and_then(Node::text).map(str::trim);
    let folder = parts.folder(text("path").unwrap_or("blog"));
    let route = text("routeBasePath").unwrap_or("blog").trim_matches('/');
    let slash = if truth_at(parts.root, "trailingSlash") == Some(true) { "/" } else { "" };
    let pattern = format!("/:language/{route}/:dated_path{slash}");
    let authors = text("authorsMapPath").unwrap_or("authors.yml");
    let name = authors.rsplit_once('.').map_or(authors, |(name, _)| name);
    let instance = text("id").filter(|id| *id != "default").map(|id| format!("-{id}")).unwrap_or_default();
    let i18n = text_at(parts.root, "i18n.path").unwrap_or_else(|| "i18n".to_owned());
    let languages = config.input.layout.languages.clone();
    let default = languages.first().map(|language| language.tag.clone());
    let translated = languages.into_iter().map(|language| {
        let folder = format!("{i18n}/{}/docusaurus-plugin-content-blog{instance}", language.tag);
        Root { folder: parts.folder(&folder), language: Some(language.tag) }
    });
    // Translations of the default language take the place of what they translate: neither comes out.
    let (replacing, translated): (Vec<Root>, Vec<Root>) =
        translated.partition(|root| root.language == default);
    let site = parts.site.folder.as_str();
    let replaced = replacing.iter().flat_map(|root| {
        let below = root.folder.strip_prefix(site).unwrap_or(&root.folder);
        parts
            .site
            .folders
            .iter()
            .filter_map(move |path| path.strip_prefix(below))
            .filter(|path| path.ends_with(".md") || path.ends_with(".mdx"))
    });
    let replaced: Vec<String> = replaced.map(|path| format!("{folder}{path}")).collect();
    super::leave_out(replaced, &mut config.input);
    let mut roots = vec![Root { folder, language: default.clone() }];
    roots.extend(translated);
    let excluded =
        option("exclude").map(|node| node.items().iter().filter_map(Node::text).collect::<Vec<_>>());
    for root in &roots {
        config.input.permalinks.push(Permalink { prefix: root.folder.clone(), pattern: pattern.clone() });
        config.input.authors.push(format!("{}{name}", root.folder));
        if let Paths::Folders { folders, .. } = &mut config.input.paths {
            folders.push(root.folder.trim_end_matches('/').to_owned());
        }
        let globs = EXCLUDED.iter().copied().chain(excluded.iter().flatten().copied());
        let globs = globs.map(|glob| super::widened(&format!("{}{glob}", root.folder)));
        super::leave_out(globs, &mut config.input);
    }
    config.input.layout.roots.extend(roots);
}

/// The option of a blog, a function, that may choose its articles, or those of its feed.
fn chosen<'p>(blog: &Blog<'p>, tokens: &[Token<'_>]) -> Option<(&'static str, &'p Node<'p>)> {
    let posts = blog.options?.get("processBlogPosts").filter(|node| !only_sorts(node, tokens));
    let items = blog.options?.get("feedOptions").and_then(|options| options.get("createFeedItems"));
    let items = items.filter(|node| chooses(node, tokens)).map(|node| ("createFeedItems", node));
    posts.map(|node| ("processBlogPosts", node)).or(items)
}

/// Whether a function of the program does nothing but put articles in order.
fn only_sorts(node: &Node<'_>, tokens: &[Token<'_>]) -> bool {
    let Some(at) = place_of(tokens, node.position) else { return false };
    let function = value_of(tokens, at);
    let has = |names: &[&str]| {
        function.iter().any(|token| matches!(token.word, Word::Name(name) if names.contains(&name)))
    };
    has(&["sort", "toSorted"])
        && !has(&["filter", "slice", "splice", "reduce", "flatMap", "find", "pop", "shift", "for", "forEach"])
}

/// Whether a function of the program may choose articles by what they say; how many a feed shows is its own concern.
fn chooses(node: &Node<'_>, tokens: &[Token<'_>]) -> bool {
    let function = place_of(tokens, node.position).map(|at| value_of(tokens, at)).unwrap_or_default();
    let has = |names: &[&str]| {
        function.iter().any(|token| matches!(token.word, Word::Name(name) if names.contains(&name)))
    };
    let is_read = function.iter().any(|token| matches!(token.word, Word::Sign('=')));
    !is_read
        || has(&["filter", "splice", "reduce", "flatMap", "for", "forEach"])
            && has(&["metadata", "frontMatter", "content", "permalink", "source"])
}

/// An option that may change which articles come out, or where, and is not literal; or all of them.
fn unread<'p>(blog: &Blog<'p>) -> Option<(&'static str, &'p Node<'p>)> {
    let options = blog.options?;
    let is_true = options.scalar().and_then(Scalar::truth) == Some(true);
    if (!options.is_mapping() && !is_true) || options.get(SPREAD).is_some() {
        return Some(("what the options say", options));
    }
    let is_text = |node: &Node<'_>| node.text().is_some();
    let texts =
        |node: &Node<'_>| node.items().iter().filter_map(Node::text).map(str::to_owned).collect::<Vec<_>>();
    let is_list =
        |node: &Node<'_>| matches!(&node.content, Content::Sequence(nodes) if nodes.iter().all(is_text));
    let takes_all = |node: &Node<'_>| {
        let texts = texts(node);
        ALL.iter().any(|all| all.iter().all(|glob| texts.iter().any(|text| text == glob)))
    };
    let of = |key: &str| options.get(key);
    of("path")
        .filter(|node| !is_text(node))
        .map(|node| ("`path`", node))
        .or_else(|| of("routeBasePath").filter(|node| !is_text(node)).map(|node| ("`routeBasePath`", node)))
        .or_else(|| of("exclude").filter(|node| !is_list(node)).map(|node| ("`exclude`", node)))
        .or_else(|| of("include").filter(|node| !takes_all(node)).map(|node| ("`include`", node)))
}

/// Lets the keys of tags mean what the files of tags call them.
fn name_tags(parts: &Parts<'_>, config: &mut Config) {
    for (_, tags) in parts.others {
        let Content::Mapping(mapping) = &tags.content else { continue };
        for pair in mapping.pairs() {
            if let Some(label) = text_at(&pair.value, "label").filter(|label| *label != pair.key) {
                config.topics.aliases.push((pair.key.to_string(), label));
            }
        }
    }
}
