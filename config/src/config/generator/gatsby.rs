//! What is particular of Gatsby: the folders that its file system plugin reads, and the pages that `gatsby-node` and files with
//! `{…}` in their names make of them. All are programs, read for what they say literally.
//!
//! An address is known where it is a path that the plugin makes of a file, or a key of the front matter, with literal text
//! around it. Where it is not, the articles are held back, with a finding.

use super::choice::choice;
use super::literals::{Language, SPREAD, Token, Word, tokens};
use super::outcome::closing;
use super::route::followed;
use super::route::known::Known;
use super::route::programs::{helpers, outline};
use super::{Parts, address, keys, setting, text_at};
use crate::config::{Config, Paths, Permalink, Root};
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::record::holding;
use crate::record::own_words::{Answer, Asked};
use crate::tree::{Content, Node};

/// Names of sources that hold no articles.
const OTHERS: [&str; 10] =
    ["images", "assets", "img", "static", "media", "uploads", "data", "authors", "author", "files"];

/// The names by which a program asks for the kind of a file and no more.
const KINDS: [&str; 14] = [
    "exports", "export", "const", "function", "return", "node", "internal", "type", "mediaType", "includes",
    "true", "module", "GatsbyNode", "async",
];

/// The plugin that reads folders.
const READER: &str = "gatsby-source-filesystem";

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    keys::read(config);
    let base = text_at(root, "pathPrefix").unwrap_or_default();
    let base = base.trim_matches('/');
    if !base.is_empty() {
        config.site.home = config.site.url.join(&format!("{base}/")).ok().map(String::from);
    }
    let folders: Vec<String> =
        root.find("plugins").map_or(&[][..], Node::items).iter().filter_map(source).collect();
    let mut patterns: Vec<String> = parts
        .site
        .files
        .iter()
        .filter(|(file, _)| file.starts_with("gatsby-node."))
        .flat_map(|(_, text)| made(text))
        .collect();
    patterns.extend(parts.site.files.iter().filter_map(|(file, _)| of_file(file)));
    patterns.sort();
    patterns.dedup();
    let Some(except) = choices(parts, config) else {
        config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
        return;
    };
    let [pattern] = patterns.as_slice() else {
        let message = "no page of the site says literally where its articles are, and they are held back; set \
                       `input.paths` and `input.permalink` in feedmill.yaml";
        config.findings.push(setting(&parts.file(), None, message.to_owned()));
        config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
        return;
    };
    let end = match text_at(root, "trailingSlash").as_deref() {
        Some("never" | "ignore") => "",
        _ => "/",
    };
    if let Some(key) = pattern.strip_prefix("key ") {
        config.input.fields.name_addresses(&[key]);
    }
    for folder in &folders {
        let prefix = parts.folder(folder);
        if !pattern.starts_with("key ") {
            let pattern = address(base, pattern, end);
            config.input.permalinks.push(Permalink { prefix: prefix.clone(), pattern });
        }
        config.input.layout.roots.push(Root { folder: prefix, language: None });
    }
    let folders = folders.iter().map(|folder| parts.below(folder)).collect();
    config.input.paths = Paths::Folders { folders, except: Vec::new() };
    let site = &parts.site.folder;
    super::leave_out(except.iter().map(|glob| super::widened(&format!("{site}{glob}"))), &mut config.input);
}

/// The globs that plugins pass over; nothing, with a finding, where articles are chosen by what is not followed.
fn choices(parts: &Parts<'_>, config: &mut Config) -> Option<Vec<String>> {
    let plugins = parts.root.find("plugins").map_or(&[][..], Node::items);
    let folders: Vec<String> = plugins.iter().filter_map(source).collect();
    let (mut except, mut unread) = (Vec::new(), None);
    for plugin in plugins.iter().filter(|plugin| source(plugin).is_some()) {
        match ignored(plugin) {
            Ok(globs) => except.extend(globs),
            Err(position) => unread = unread.or(Some(("`ignore`", parts.file(), position))),
        }
    }
    let mut asked = Vec::new();
    let helpers = helpers(parts.site);
    let known = Known::of(parts.site, &helpers, &[]);
    let programs = parts.site.files.iter().chain(&parts.site.programs).filter(|(file, _)| is_node(file));
    for (file, text) in programs {
        let tokens = tokens(text, Language::JavaScript);
        let found = chosen_by(file, &tokens, &known, &folders, &mut asked);
        unread = unread.or(found.map(|(what, file, position)| (what, parts.below(file), position)));
    }
    config.input.fields.own_words_mut().ask(&parts.site.folder, asked);
    let Some((what, file, position)) = unread else { return Some(except) };
    let message = format!(
        "{what} is not followed and may hold articles back; all are left out; set `input.paths` and `input.permalink` in \
         feedmill.yaml"
    );
    let node = Node { position, content: Content::Null };
    config.findings.push(setting(&file, Some(&node), message));
    None
}

/// What a program chooses articles by and is not followed: what it is, the file and the position. What it asks them to say goes to
/// `asked`.
fn chosen_by<'f>(
    file: &'f str,
    tokens: &[Token<'_>],
    known: &Known<'_, 'f>,
    folders: &[String],
    asked: &mut Vec<Asked>,
) -> Option<(&'static str, &'f str, Position)> {
    let mut filter = filtered(tokens, folders, asked).map(|position| ("a `filter`", file, position));
    // Queries may be those of a program that it takes in.
    let outline = outline(tokens);
    let taken_in = outline.imported.iter().flat_map(|import| known.at(file, &import.path)).collect_map();
    for helper in taken_in.values().filter(|helper| !helper.file.starts_with("gatsby-config.")) {
        let found = filtered(helper.words(), folders, asked);
        filter = filter.or(found.map(|position| ("a `filter`", helper.file, position)));
    }
    let mut choice = choice(tokens, (0, tokens.len()), true);
    choice.join(followed::choice(file, tokens, (0, tokens.len()), known));
    let within =
        known.helpers.iter().map(|helper| helper.file).find(|own| choice.file.as_deref() == Some(*own));
    let of_choice = choice.unread.map(|position| ("what makes pages", within.unwrap_or(file), position));
    asked.extend(choice.asked);
    filter.or(of_choice).or_else(|| hook(tokens).map(|(what, position)| (what, file, position)))
}

/// Whether a file is the program of the site or of a plugin of its own that takes part in making pages.
fn is_node(file: &str) -> bool {
    let rest = file.strip_prefix("plugins/").and_then(|rest| Some(rest.split_once('/')?.1));
    rest.unwrap_or(file).starts_with("gatsby-node.")
}

/// Where a program takes pages or articles away again, or decides which files become articles, by what is not followed.
fn hook(tokens: &[Token<'_>]) -> Option<(&'static str, Position)> {
    let outline = outline(tokens);
    let sign = |at: Option<usize>| match at.and_then(|at| tokens.get(at)).map(|token| &token.word) {
        Some(Word::Sign(sign)) => *sign,
        _ => ' ',
    };
    let words = |name: &str, at: usize| {
        let ranges = outline.of_name(tokens, name);
        let range = ranges.into_iter().find(|(start, end)| (*start..*end).contains(&at));
        range.and_then(|(start, end)| tokens.get(start..end)).unwrap_or_default()
    };
    let names = |words: &[Token<'_>], own: &[&str]| {
        words.iter().any(|token| matches!(token.word, Word::Name(name) if own.contains(&name)))
    };
    tokens.iter().enumerate().find_map(|(at, token)| {
        let Word::Name(name) = token.word else { return None };
        // A name that is taken out of the actions does nothing yet.
        let is_taken_out =
            matches!(sign(at.checked_sub(1)), '{' | ',') && matches!(sign(at.checked_add(1)), '}' | ',');
        match name {
            "deletePage" | "deleteNode" | "deleteNodes" if !is_taken_out => {
                let hook = words("onCreatePage", at);
                let decides = names(hook, &["if", "path", "switch", "while"])
                    || hook.iter().any(|token| matches!(token.word, Word::Sign('?' | '&' | '|')));
                // A page that is made again under its own path stays.
                let stays = name == "deletePage" && names(hook, &["createPage"]) && !decides;
                (!stays).then_some(("what takes pages away", token.position))
            }
            "shouldOnCreateNode" | "unstable_shouldOnCreateNode" => {
                let hook = words(name, at);
                let is_known = |token: &Token<'_>| match token.word {
                    Word::Name(own) => own == name || KINDS.contains(&own),
                    _ => true,
                };
                let is_followed = !hook.is_empty() && hook.iter().all(is_known);
                (!is_followed).then_some(("what decides which files become articles", token.position))
            }
            _ => None,
        }
    })
}

/// The globs that a plugin passes over; the position of what is not literal.
fn ignored(plugin: &Node<'_>) -> Result<Vec<String>, Position> {
    let Some(options) = plugin.get("options") else { return Ok(Vec::new()) };
    if options.get(SPREAD).is_some() {
        return Err(options.position);
    }
    let Some(ignore) = options.get("ignore") else { return Ok(Vec::new()) };
    let items = match &ignore.content {
        Content::Sequence(nodes) => nodes.as_slice(),
        Content::Scalar(_) => std::slice::from_ref(ignore),
        Content::Null | Content::Mapping(_) => return Err(ignore.position),
    };
    items.iter().map(|item| item.text().map(str::to_owned).ok_or(item.position)).collect()
}

/// Where the program asks for articles by what is not followed; what it asks them to say goes to `asked`. `folders` are those that
/// articles are in.
fn filtered(tokens: &[Token<'_>], folders: &[String], asked: &mut Vec<Asked>) -> Option<Position> {
    tokens.iter().find_map(|token| {
        let query = match &token.word {
            Word::Text(Some(query)) => &**query,
            Word::Template(query) => query,
            _ => return None,
        };
        let asks = query.contains("allMarkdownRemark") || query.contains("allMdx");
        let mut filters = query.split("filter:").skip(1).filter(|_| asks);
        filters.any(|filter| !is_followed(filter, folders, asked)).then_some(token.position)
    })
}

/// Whether a filter of a query asks for nothing but that words do not hold back, that keys have some values or do not, or that
/// paths are of the folders.
fn is_followed(filter: &str, folders: &[String], asked: &mut Vec<Asked>) -> bool {
    let end = closing_brace(filter);
    let text: String =
        filter.get(..end).unwrap_or_default().chars().filter(|sign| !sign.is_whitespace()).collect();
    let inside = text.replace("frontmatter:", "");
    let parts = inside.trim_matches(['{', '}']).split("},");
    let mut parts = parts.map(|part| part.trim_matches(['{', '}', ',']));
    parts.all(|part| {
        let (key, rest) = part.split_once(":{").unwrap_or((part, ""));
        let (operator, value) = rest.split_once(':').unwrap_or_default();
        if (key, operator) == ("fileAbsolutePath", "regex") {
            return is_of_all(value, folders);
        }
        let Some(values) = values(value) else { return false };
        let holds = |value: &String| {
            holding::word_of(key)
                .is_some_and(|word| holding::verdict(word.name, value) == holding::Verdict::Held)
        };
        let answer = match operator {
            "ne" | "nin" if values.iter().all(holds) => return true,
            "ne" | "nin" => Answer::NoneOf(values),
            "eq" | "in" => Answer::OneOf(values),
            _ => return false,
        };
        let is_key = !key.is_empty() && key.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
        asked.push(Asked { key: key.to_owned(), answer });
        is_key
    })
}

/// The values of a list, or the one that there is, where all of them are literal.
fn values(text: &str) -> Option<Vec<String>> {
    let items = text.strip_prefix('[').map_or(Some(text), |list| list.strip_suffix(']'))?;
    let items = items.split(',').map(|item| item.trim_matches('"'));
    let is_plain = |text: &str| {
        !text.is_empty() && text.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.'))
    };
    items.map(|item| is_plain(item).then(|| item.to_owned())).collect()
}

/// Whether a regular expression of paths is but a text that is in those of all folders.
fn is_of_all(expression: &str, folders: &[String]) -> bool {
    let text = expression.trim_matches('"').strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let text = text.map(|text| text.replace("\\", "")).unwrap_or_default();
    let is_plain = text.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '/' | '-' | '_'));
    is_plain && !text.is_empty() && folders.iter().all(|folder| format!("/{folder}/").contains(&text))
}

/// Where the first group in braces ends.
fn closing_brace(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => open = open.saturating_add(1),
            '}' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The folder that a plugin reads articles from.
fn source(plugin: &Node<'_>) -> Option<String> {
    let path =
        text_at(plugin, "options.path").filter(|_| text_at(plugin, "resolve").as_deref() == Some(READER))?;
    let path = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_other =
        path.is_empty() || path.starts_with("..") || OTHERS.contains(&name.to_ascii_lowercase().as_str());
    (!is_other).then_some(path)
}

/// The patterns of the pages that the program makes of articles.
fn made(text: &str) -> Vec<String> {
    let tokens = tokens(text, Language::JavaScript);
    let calls = tokens.iter().enumerate().filter(|(_, token)| token.word == Word::Name("createPage"));
    let field = field(&tokens);
    let pattern = |(at, _): (usize, &Token<'_>)| {
        let call = tokens.get(at.saturating_add(1)..).unwrap_or_default();
        let is_call = matches!(call.first().map(|token| &token.word), Some(Word::Sign('(')));
        let value = value_of(call, "path").filter(|_| is_call)?;
        pattern(&tokens, value, field.as_deref())
    };
    calls.filter_map(pattern).collect()
}

/// The pattern of the field `slug` that the program makes of each file.
fn field(tokens: &[Token<'_>]) -> Option<String> {
    let is_call = |two: &[Token<'_>]| {
        two.iter().map(|token| &token.word).eq([&Word::Name("createNodeField"), &Word::Sign('(')])
    };
    let at = tokens.windows(2).position(is_call)?;
    pattern(tokens, value_of(tokens.get(at.saturating_add(1)..)?, "value")?, None)
}

/// What stands behind a key of the object that a call begins with; the name itself where it is alone.
fn value_of<'t, 'a>(call: &'t [Token<'a>], key: &str) -> Option<&'t [Token<'a>]> {
    let mut open = 0_usize;
    for (at, token) in call.iter().enumerate() {
        match token.word {
            Word::Sign('{' | '(' | '[') => open = open.saturating_add(1),
            Word::Sign('}' | ')' | ']') => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return None;
                }
            }
            Word::Name(name) if open == 2 && name == key => {
                let is_alone =
                    !matches!(call.get(at.saturating_add(1)).map(|next| &next.word), Some(Word::Sign(':')));
                let start = if is_alone { at } else { at.saturating_add(2) };
                return call.get(start..);
            }
            _ => {}
        }
    }
    None
}

/// The pattern that an expression makes: a path of a file, a key of the front matter, or either with text around it.
fn pattern(tokens: &[Token<'_>], value: &[Token<'_>], field: Option<&str>) -> Option<String> {
    if let Some(Word::Template(template)) = value.first().map(|token| &token.word) {
        let (before, behind) = template.split_once("${")?;
        let (code, after) = behind.split_once('}')?;
        let members: Vec<&str> = code.trim().split(['.', '?']).filter(|member| !member.is_empty()).collect();
        let inner = named(tokens, &members, field)?;
        let is_whole = !after.contains("${") && !inner.starts_with("key ");
        return is_whole.then(|| format!("{before}/{}{after}", inner.trim_matches('/')));
    }
    let mut members = Vec::new();
    for token in value {
        match token.word {
            Word::Name(name) => members.push(name),
            Word::Sign('.' | '?') => {}
            _ => break,
        }
    }
    if is_changed(value, &members) {
        return None;
    }
    named(tokens, &members, field)
}

/// Whether something is done with what a chain of members stands for: `createFilePath(…).replace(…)`, `node.fields.slug + "/"`.
fn is_changed(value: &[Token<'_>], members: &[&str]) -> bool {
    let is_member = |token: &&Token<'_>| matches!(token.word, Word::Name(_) | Word::Sign('.' | '?'));
    let mut at = value.iter().take_while(is_member).count();
    let sign = |at: usize| value.get(at).map(|token| &token.word);
    if members == ["createFilePath"] && sign(at) == Some(&Word::Sign('(')) {
        let end = closing(value, at);
        let call = value.get(at..end).unwrap_or_default();
        if call.iter().any(|token| token.word == Word::Name("trailingSlash")) {
            return true;
        }
        at = end.saturating_add(1);
    }
    matches!(sign(at), Some(Word::Sign('.' | '+' | '[' | '?' | '(')))
}

/// The pattern that a name stands for, by its members.
fn named(tokens: &[Token<'_>], members: &[&str], field: Option<&str>) -> Option<String> {
    match members {
        ["createFilePath"] => Some(":page".to_owned()),
        [.., "fields", "slug"] => field.map(str::to_owned),
        [.., "frontmatter", "slug"] => Some(":entry".to_owned()),
        [.., "frontmatter", key] => Some(format!("key {key}")),
        [name] => {
            let declared = tokens.windows(2).position(|two| {
                two.iter().map(|token| &token.word).eq([&Word::Name(name), &Word::Sign('=')])
            })?;
            let value = tokens.get(declared.saturating_add(2)..)?;
            // What is assigned to again may be something else.
            let is_assigned = |four: &[Token<'_>]| match four {
                [before, Token { word: Word::Name(own), .. }, Token { word: Word::Sign('='), .. }, next] => {
                    own == name
                        && !matches!(before.word, Word::Name("const" | "let" | "var"))
                        && !matches!(next.word, Word::Sign('=' | '>'))
                }
                _ => false,
            };
            if value.windows(4).any(is_assigned) {
                return None;
            }
            let is_itself = value.first().is_some_and(|token| token.word == Word::Name(name));
            // Each name is followed once: a name may lead back to itself.
            let others = tokens.get(declared.saturating_add(2)..).filter(|_| !is_itself)?;
            pattern(others, value, field)
        }
        _ => None,
    }
}

/// The pattern of a page whose file has a key of the front matter in its name: `blog/{Mdx.frontmatter__slug}.js`.
fn of_file(file: &str) -> Option<String> {
    let path = file.strip_prefix("src/pages/")?;
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    let after = after.trim_end_matches("/index");
    let (node, key) = name.split_once('.')?;
    let is_article = matches!(node.to_ascii_lowercase().as_str(), "markdownremark" | "mdx");
    let value = match key {
        "frontmatter__slug" | "frontmatter__path" => ":entry",
        "fields__slug" => ":page",
        _ => return None,
    };
    (is_article && after.is_empty()).then(|| format!("/{before}{value}"))
}
