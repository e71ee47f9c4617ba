//! What is particular of Hexo: the pattern of addresses and the values that stand in for missing ones, the pattern of names of
//! files, which may hold the day, and what is no article among the files.

use super::literals::{Language, Word, tokens};
use super::{Parts, leave_out, plain_path, search_in, setting, text_at, texts_at, trees, truth_at};
use crate::config::categories::{Case, CategoryNames};
use crate::config::conventions::Slug;
use crate::config::{Config, Future, Permalink, Root, Undated};
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::record::defaults::{DefaultSet, Defaults};
use crate::record::own_words::{Answer, Asked};
use crate::tree::{Content, Mapping, Node};
use crate::yaml;

/// The words of Hexo's patterns, and what they are called here.
const WORDS: [(&str, &str); 11] = [
    ("post_title", ":heading"),
    ("category", ":category_tree"),
    ("i_month", ":i_month"),
    ("i_day", ":i_day"),
    ("month", ":month"),
    ("minute", ":minute"),
    ("second", ":second"),
    ("year", ":year"),
    ("hour", ":hour"),
    ("lang", ":lang"),
    ("day", ":day"),
];

/// The folder of posts below that of the sources.
const POSTS: &str = "_posts";

/// Words whose value no file holds.
const UNKNOWABLE: [&str; 3] = ["hash", "id", "timestamp"];

/// Patterns of names of files that begin with a day.
const DATED: [&str; 4] = [
    ":year-:month-:day-:title", ":year-:i_month-:i_day-:title", ":year/:month/:day/:title",
    ":year/:month-:day-:title",
];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    let folder = parts.folder(&posts_of(root).unwrap_or_else(|| format!("source/{POSTS}")));
    let source = folder.trim_end_matches('/').trim_end_matches(POSTS);
    let name = text_at(root, "new_post_name").unwrap_or_else(|| ":title.md".to_owned());
    let name = name.rsplit_once('.').map_or(name.as_str(), |(name, _)| name);
    let is_dated = DATED.contains(&name);
    let input = &mut config.input;
    input.undated = Undated::Skip;
    // What is no truth value is not known, and zero is false there.
    let publishes =
        |root: &&Node<'_>| root.find("future").is_none_or(|_| truth_at(root, "future") == Some(true));
    if roots(parts).iter().all(publishes) {
        input.future = Future::Publish;
    }
    input.fields.take_topics_from_categories();
    input.fields.read_heads_as_hexo();
    input.fields.name_slug("");
    let layout = &mut input.layout;
    layout.roots = vec![Root { folder: folder.clone(), language: None }];
    layout.slug = Slug::Hexo;
    layout.reads_days = is_dated;
    search_in(vec![folder.trim_end_matches('/').to_owned()], input);
    let texts = |key: &'static str| roots(parts).into_iter().flat_map(move |root| texts_at(root, key));
    let below = ["exclude", "skip_render"].into_iter().flat_map(texts).map(|glob| {
        let glob = glob.trim_start_matches('/');
        format!("{source}{}", glob.strip_prefix(source).unwrap_or(glob))
    });
    // Its patterns are of whole paths, those of the site's folder among them.
    let ignored: Vec<String> = texts("ignore").collect();
    let of_site = ignored.iter().map(|glob| parts.below(glob));
    let mut globs: Vec<String> = below.chain(of_site).chain([format!("{folder}**/_*")]).collect();
    globs.extend(ignored.iter().filter(|_| !parts.site.folder.is_empty()).cloned());
    leave_out(globs, input);
    hold(&roots(parts), parts, config);
    // Hexo makes the page of such a post, though nobody means it to.
    let answer = Answer::NoneOf(["draft", "drafts"].map(str::to_owned).to_vec());
    config.input.fields.own_words_mut().ask(&folder, [Asked { key: "layout".to_owned(), answer }]);
    addresses(parts, &folder, is_dated, config);
    config.input.fields.set_defaults(Defaults {
        folder: folder.clone(),
        sets: sets(parts, &folder),
        ..Defaults::default()
    });
    report(parts, name, is_dated, config);
}

/// The folder of the posts below that of the site, if its configuration names one.
pub fn posts(text: &str) -> Option<String> {
    posts_of(&yaml::read_with_own_tags(text).ok()?)
}

/// The same of a configuration that was read.
fn posts_of(root: &Node<'_>) -> Option<String> {
    let source = text_at(root, "source_dir")?;
    Some(plain_path(&format!("{source}/{POSTS}")))
}

/// The files that may be the configuration of the themes which the site names.
///
/// `files` are those of the site's own configuration, the first first; what cannot be read names none.
pub fn files_of_themes(files: &[(String, String)]) -> Vec<String> {
    let tree = |(file, text)| Some((file, trees::tree_of(file, text).ok()?));
    let trees: Vec<_> =
        files.iter().map(|(file, text)| (file.as_str(), text.as_str())).filter_map(tree).collect();
    of_themes(&trees)
}

/// The same of files as trees, behind which those of the themes may stand.
pub(super) fn of_themes(trees: &[(&str, Node<'_>)]) -> Vec<String> {
    let mut own: Vec<String> = Vec::new();
    for (file, tree) in trees {
        if is_of_site(file, &own) {
            own.extend(text_at(tree, "theme").iter().flat_map(|theme| files_of(theme)));
        }
    }
    own
}

/// The files that may be the configuration of a theme, whose name is that of its folder.
fn files_of(theme: &str) -> Vec<String> {
    if theme.contains(['/', '\\']) || matches!(theme, "." | "..") {
        return Vec::new();
    }
    [format!("_config.{theme}"), format!("themes/{theme}/_config")]
        .iter()
        .flat_map(|file| ["yml", "yaml"].map(|ending| format!("{file}.{ending}")))
        .collect()
}

/// Whether a file configures the site: it is no script, and none of its themes'.
fn is_of_site(file: &str, of_themes: &[String]) -> bool {
    !file.ends_with(".js") && !of_themes.iter().any(|own| own == file)
}

/// The configuration, and that of the published site, which lies on top.
fn roots<'p>(parts: &'p Parts<'_>) -> Vec<&'p Node<'p>> {
    let of_themes = of_themes(parts.trees);
    let of_site = parts.others.iter().filter(|(file, _)| is_of_site(file, &of_themes));
    [parts.root].into_iter().chain(of_site.map(|(_, tree)| tree)).collect()
}

/// The place in a script of the site or its theme that changes which posts there are, which of them are published, or which
/// have pages.
fn script(parts: &Parts<'_>) -> Option<(String, Position)> {
    parts.texts("", ".js").find_map(|(file, text)| {
        let words = tokens(text, Language::JavaScript);
        let sets = words.windows(4).find(|four| match four {
            [first, second, third, fourth] => {
                let names = |name: &str| matches!(&third.word, Word::Text(Some(text)) if text == name);
                second.word == Word::Sign('(')
                    && (first.word == Word::Name("set") && names("posts")
                        || first.word == Word::Name("register") && names("post"))
                    || first.word == Word::Sign('.')
                        && second.word == Word::Name("published")
                        && third.word == Word::Sign('=')
                        && fourth.word != Word::Sign('=')
            }
            _ => false,
        });
        sets.and_then(|words| words.first())
            .map(|word| (format!("{}{file}", parts.site.folder), word.position))
    })
}

/// The pattern of addresses; one that holds back where it, or which files are articles, is not known.
fn addresses(parts: &Parts<'_>, folder: &str, is_dated: bool, config: &mut Config) {
    let root = parts.root;
    let written = text_at(root, "permalink").unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
    let mut own_key = None;
    let pattern = translated(&written, is_dated, &mut own_key).map(|pattern| without_ending(parts, pattern));
    if pattern.is_none() {
        let message = "`permalink` takes what no file holds, and the articles are held back; set `input.permalink` in feedmill.yaml";
        config.findings.push(setting(&parts.file(), root.find("permalink"), message.to_owned()));
    }
    let takes_category = pattern.as_ref().is_some_and(|pattern| pattern.contains(":category_tree"));
    let names = if takes_category { categories(parts) } else { Some(CategoryNames::default()) };
    if names.is_none() {
        let message = "`default_category` or `category_map` has what is no text, and the articles are held back; write texts";
        let key = ["default_category", "category_map"].into_iter().find_map(|key| root.find(key));
        config.findings.push(setting(&parts.file(), key, message.to_owned()));
    }
    let pattern = pattern.filter(|_| names.is_some());
    config.input.layout.categories = names.unwrap_or_default();
    if let Some((path, position)) = script(parts) {
        let message =
            "this changes which posts come out, and all are left out; set `input.paths` in feedmill.yaml";
        let message = message.to_owned();
        config.findings.push(Finding { rule: Rule::UnreadSetting, path, position: Some(position), message });
        search_in(Vec::new(), &mut config.input);
    }
    let is_unknown = |glob: &String| glob.starts_with('!') || glob.contains(['(', '\\']);
    for key in ["exclude", "ignore", "skip_render"] {
        if roots(parts).iter().any(|root| texts_at(root, key).iter().any(is_unknown)) {
            let message = format!(
                "`{key}` has a pattern that is not followed, and all articles are left out; set `input.paths` in feedmill.yaml"
            );
            config.findings.push(setting(&parts.file(), root.find(key), message));
            search_in(Vec::new(), &mut config.input);
        }
    }
    if let Some(key) = own_key {
        config.input.fields.name_slug(&key);
    }
    let pattern = pattern.unwrap_or_else(|| Permalink::HELD.to_owned());
    config.input.permalinks.push(Permalink { prefix: folder.to_owned(), pattern });
}

/// How names of categories look in addresses; `None` where that is not known.
fn categories(parts: &Parts<'_>) -> Option<CategoryNames> {
    let mut found = CategoryNames::default();
    let text = |node: &Node<'_>| {
        let scalar = node.scalar().filter(|scalar| scalar.is_text() && !scalar.text.trim().is_empty())?;
        Some(scalar.text.clone().into_owned())
    };
    if let Some(default) = parts.root.find("default_category") {
        found.default = text(default)?;
    }
    match parts.root.find("category_map").map(|node| &node.content) {
        None | Some(Content::Null) => {}
        Some(Content::Mapping(mapping)) => {
            for pair in mapping.pairs() {
                found.names.insert(pair.key.to_string(), text(&pair.value)?);
            }
        }
        Some(Content::Scalar(_) | Content::Sequence(_)) => return None,
    }
    found.case = match text_at(parts.root, "filename_case").as_deref() {
        Some("1") => Case::Lower,
        Some("2") => Case::Upper,
        _ => Case::Kept,
    };
    Some(found)
}

/// What hides articles by what the configuration says of plugins: hexo-hide-posts by a key, hexo-blog-encrypt by tags, which a theme
/// may name as well.
fn hold(roots: &[&Node<'_>], parts: &Parts<'_>, config: &mut Config) {
    let key = roots.iter().find_map(|root| text_at(root, "hide_posts.filter")).unwrap_or_default();
    let all = [parts.root].into_iter().chain(parts.others.iter().map(|(_, tree)| tree));
    let tags = all.filter_map(|root| root.find("encrypt.tags")).flat_map(Node::items);
    let name = |tag: &Node<'_>| tag.text().map(str::to_owned).or_else(|| text_at(tag, "name"));
    config.input.fields.own_words_mut().hold_by("hidden", vec![key]);
    config.input.fields.own_words_mut().hold_tags(&tags.filter_map(name).collect::<Vec<_>>());
}

/// The pattern with our placeholders; `None` where it holds what no file says. `own_key` becomes the name of a key of heads.
fn translated(pattern: &str, is_dated: bool, own_key: &mut Option<String>) -> Option<String> {
    let mut text = String::from("/");
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once(':') {
        text.push_str(before);
        let end =
            behind.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').unwrap_or(behind.len());
        let (word, after) = behind.split_at_checked(end)?;
        rest = after;
        match word {
            "title" => text.push_str(if is_dated { ":undated" } else { ":source" }),
            "name" => text.push_str(if is_dated { ":raw_stem" } else { ":source_name" }),
            "" => text.push(':'),
            _ if UNKNOWABLE.contains(&word) => return None,
            _ => match WORDS.iter().find(|(name, _)| *name == word) {
                Some((_, ours)) => text.push_str(ours),
                None if own_key.as_deref().is_none_or(|known| known == word) => {
                    *own_key = Some(word.to_owned());
                    text.push_str(":key");
                }
                None => return None,
            },
        }
    }
    text.push_str(rest);
    Some(text).filter(|text| Permalink::is_pattern(text))
}

/// The pattern without the ending that the site does not show.
fn without_ending(parts: &Parts<'_>, pattern: String) -> String {
    let hides = |key: &str| truth_at(parts.root, key) == Some(false);
    let bare = match pattern.strip_suffix("/index.html").filter(|_| hides("pretty_urls.trailing_index")) {
        Some(bare) => Some(format!("{bare}/")),
        None => {
            pattern.strip_suffix(".html").filter(|_| hides("pretty_urls.trailing_html")).map(str::to_owned)
        }
    };
    bare.unwrap_or(pattern)
}

/// The values that stand in for what a head does not say.
fn sets(parts: &Parts<'_>, folder: &str) -> Vec<DefaultSet> {
    let Some(Content::Mapping(mapping)) = parts.root.find("permalink_defaults").map(|node| &node.content)
    else {
        return Vec::new();
    };
    let mut values = Mapping::default();
    for pair in mapping.clone().into_owned(Position::OF_DEFAULTS).into_pairs() {
        if pair.value.says_something() && pair.key != "category" {
            values.push(pair);
        }
    }
    vec![DefaultSet { path: folder.to_owned(), pattern: None, kind: None, values, file: parts.file() }]
}

/// Says which settings are not followed though they may change addresses.
fn report(parts: &Parts<'_>, name: &str, is_dated: bool, config: &mut Config) {
    let root = parts.root;
    let says = |key: &&str| root.find(key).is_some_and(Node::says_something);
    let mut keys: Vec<&str> = ["include"].into_iter().filter(says).collect();
    if name != ":title" && !is_dated {
        keys.push("new_post_name");
    }
    keys.extend(truth_at(root, "render_drafts").filter(|renders| *renders).map(|_| "render_drafts"));
    for key in keys {
        let message = match key {
            "render_drafts" => "`render_drafts` is not followed: drafts stay held back".to_owned(),
            _ => format!(
                "`{key}` is not followed, though it may change which articles come out or their addresses"
            ),
        };
        config.findings.push(setting(&parts.file(), root.find(key), message));
    }
}
