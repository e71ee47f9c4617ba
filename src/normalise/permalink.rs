//! The URL of an article that names none, built from its path, its date and a pattern with Jekyll's placeholders, which
//! mean what they mean in Jekyll. Where no pattern applies to the record there is no URL.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

use super::printed::{self, in_address};
use super::slug::words;
use super::{address, hugo};
use crate::config::conventions::Slug;
use crate::config::{Config, Paths, Permalink};
use crate::model::{Position, Record, Spanned};
use crate::record::{self, Place};
use crate::{time, uri};

/// Values of `permalink` that are no URL; those that say that there is no page withdraw the article before.
const NO_PERMALINKS: [&str; 4] = ["null", "true", "yes", "on"];

/// The path or URL of the article, relative to the site; `None` where no pattern applies to it.
pub(super) fn path(record: &Record, published: DateTime<Utc>, config: &Config) -> Option<String> {
    let path = path_of(record, config);
    let place = record::place(path, config.input.paths.is_jekyll());
    let article = Article { record, path, place, published, config };
    let pattern = pattern(record, config)?;
    let parts = [&record.permalink, &record.slug, &record.category].into_iter().flatten();
    let length: usize = parts.chain(&record.categories).map(|part| part.text.len()).sum();
    // Each placeholder of a long pattern repeats what it stands for.
    let is_short = length <= uri::LONGEST;
    let layout = &config.input.layout;
    let is_hugo = layout.slug == Slug::HugoUrls && record.permalink.is_none();
    // What would end the path of a URL is part of the name here.
    let in_url = |value: &str| value.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    let is_of_jekyll = |name: &str| Permalink::OF_JEKYLL.contains(&name);
    let filled = || match is_hugo {
        // Only the patterns that the site itself has are Hugo's as a whole.
        true if pattern.starts_with("/:language/") => {
            address::lowered(hugo::path(&fill(&pattern, &article, &|_, value| value.to_owned())), layout)
        }
        true => fill(&pattern, &article, &|name, value| match is_of_jekyll(name) {
            true => in_url(value),
            false => hugo::path(value),
        }),
        false => fill(&pattern, &article, &|_, value| in_url(value)),
    };
    is_short.then(|| fold_slashes(&filled()))
}

/// The path or URL of a page that has no date and needs none; `None` of what is no page.
pub(super) fn of_page(record: &Record, config: &Config) -> Option<String> {
    let is_timeless =
        |text: &str| Permalink::placeholder(text).is_none_or(|(name, _)| !Permalink::DATED.contains(&name));
    let is_known = pattern(record, config)?.split(':').skip(1).all(is_timeless);
    let is_page = is_known && fault(record, config).is_none() && has_name_of_a_post(record, config);
    if is_page { path(record, DateTime::UNIX_EPOCH, config) } else { None }
}

/// The pattern of the article's URL: the record's own, which Jekyll takes for no style, else that of its folder.
fn pattern<'r>(record: &'r Record, config: &'r Config) -> Option<Cow<'r, str>> {
    let named = |pattern: &'r str| Permalink::named(pattern).unwrap_or(pattern);
    if let Some(own) = record.permalink.as_ref().map(|own| in_address(own, record, config)) {
        return Some(match config.input.convention {
            Some(_) => Cow::Owned(address::own(own, record, config)),
            None => Cow::Borrowed(named(own)),
        });
    }
    let rule = rule(record, config)?;
    Some(Cow::Borrowed(named(rule.of_language(is_in_other_language(record, config)))))
}

/// The pattern of the folder that the record is in.
fn rule<'c>(record: &Record, config: &'c Config) -> Option<&'c Permalink> {
    let path = path_of(record, config);
    let is_below = |rule: &&Permalink| match config.input.layout.roots.is_empty() {
        true => is_below(path, &rule.prefix),
        false => path.starts_with(&rule.prefix),
    };
    config.input.permalinks.iter().filter(is_below).max_by_key(|rule| rule.prefix.len())
}

/// The path below the folder that has a pattern of its own.
pub(super) fn below_rule<'r>(record: &'r Record, config: &Config) -> &'r str {
    let path = path_of(record, config);
    let prefix = rule(record, config).map_or("", |rule| rule.prefix.as_str());
    path.strip_prefix(prefix).filter(|_| !config.input.is_jekyll()).unwrap_or(path)
}

/// Whether the record is in another language than that of the site: the one that it names, or, where the site is Hugo's, that of its
/// path.
fn is_in_other_language(record: &Record, config: &Config) -> bool {
    if config.input.layout.slug == Slug::HugoUrls {
        return address::site_language(record, config).is_some_and(|own| own > 0);
    }
    let own = config.site.language.as_deref();
    record
        .language
        .as_ref()
        .is_some_and(|named| own.is_none_or(|own| !own.eq_ignore_ascii_case(named.text.trim())))
}

/// Why the URL of the article cannot be known, and where that is written: it would be another one than that of its page.
pub(super) fn fault(record: &Record, config: &Config) -> Option<(Position, &'static str)> {
    let is_code = |text: &str| text.contains("{{") || text.contains("{%");
    let code = "the URL of the article holds template code, and the article is held back; write out the URL";
    let unknown = "the permalink has a placeholder that does not exist, and the article is held back";
    let is_none =
        |own: &&Spanned| NO_PERMALINKS.iter().any(|word| own.text.trim().eq_ignore_ascii_case(word));
    if let Some(own) = record.permalink.as_ref().filter(is_none) {
        return Some((own.position, "`permalink` is not a URL, and the article is held back"));
    }
    if let Some(own) = record.permalink.as_ref().filter(|own| printed::is_unknown(own, record)) {
        return Some((own.position, printed::UNKNOWN));
    }
    if let Some(link) = record.links.first() {
        return is_code(&link.text).then_some((link.position, code));
    }
    let pattern = pattern(record, config)?;
    let position = record.permalink.as_ref().map_or(record.position, |own| own.position);
    let slug = record.slug.as_ref().filter(|slug| is_code(&slug.text));
    match slug {
        Some(slug) => Some((slug.position, code)),
        None if is_code(&pattern) => Some((position, code)),
        None if let Some(own) = printed::unknown(&pattern, record) => Some((own.position, printed::UNKNOWN)),
        None if address::has_unknown_letters(&pattern, record, config) => {
            Some((record.title.as_ref().map_or(record.position, |own| own.position), UNKNOWN_LETTERS))
        }
        None if takes(&pattern, &["category_tree"]) && address::has_several_categories(record) => {
            Some((record.categories.first().map_or(record.position, |own| own.position), SEVERAL_CATEGORIES))
        }
        None if lacks_key(&pattern, record) => Some((record.position, LACKS_KEY)),
        None if config.input.is_jekyll() && Permalink::has_unknown(&pattern) => Some((position, unknown)),
        None => None,
    }
}

const SEVERAL_CATEGORIES: &str = "the URL of the article takes one of several categories, which one depends on the other articles of the \
                                  site, and the article is held back; write the URL as `permalink`";

const UNKNOWN_LETTERS: &str = "the URL of the article is made of letters or signs that versions of its generator spell differently, and \
                               the article is held back; write the URL as `permalink`";

const LACKS_KEY: &str =
    "the URL of the article takes a key that its head lacks, and the article is held back; add the key";

/// Whether the pattern has one of the placeholders.
pub(super) fn takes(pattern: &str, names: &[&str]) -> bool {
    let placeholders = pattern.split(':').skip(1).filter_map(Permalink::placeholder);
    placeholders.into_iter().any(|(name, _)| names.contains(&name))
}

/// Whether the pattern takes the value of a key that the record does not have.
fn lacks_key(pattern: &str, record: &Record) -> bool {
    takes(pattern, &["key", "own_slug"]) && record.slug.as_ref().is_none_or(|own| own.text.trim().is_empty())
}

/// Whether the record is no post of Jekyll's, or its file has the name of one: year, month, day, title.
pub(super) fn has_name_of_a_post(record: &Record, config: &Config) -> bool {
    let convention = config.input.convention.filter(|own| own.is_jekyll() && record.verbatim.is_none());
    let Some(convention) = convention else { return true };
    let mut folders = record.path.split('/').rev().skip(1);
    if !folders.any(|folder| folder == convention.articles) {
        return true;
    }
    let mut parts = base_name(&record.path).splitn(4, '-');
    let lengths = [2..=4, 1..=2, 1..=2];
    lengths.into_iter().all(|lengths: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    }) && parts.next().is_some()
}

/// The name of a record's file without its ending.
fn base_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(name, _)| name)
}

/// What a URL is built from.
struct Article<'a> {
    record: &'a Record,
    /// The path below the folder that holds the collections.
    path: &'a str,
    /// What that path says.
    place: Place<'a>,
    published: DateTime<Utc>,
    config: &'a Config,
}

fn path_of<'r>(record: &'r Record, config: &Config) -> &'r str {
    let Paths::Jekyll { folder, .. } = &config.input.paths else { return &record.path };
    let below = record.path.strip_prefix(folder.as_str()).filter(|_| !folder.is_empty());
    below.and_then(|path| path.strip_prefix('/')).unwrap_or(&record.path)
}

/// A prefix applies wherever its folder is: Jekyll keeps posts of a section in `section/_posts`.
fn is_below(path: &str, prefix: &str) -> bool {
    path.starts_with(prefix) || path.contains(&format!("/{prefix}"))
}

/// The pattern with the values of its placeholders, each, by its name, as it may stand in a URL.
fn fill(pattern: &str, article: &Article<'_>, in_url: &dyn Fn(&str, &str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        filled.push_str(before);
        if filled.len() > uri::LONGEST {
            break;
        }
        match Permalink::placeholder(after) {
            Some((name, behind)) => {
                filled.push_str(&in_url(name, &value(name, article)));
                rest = behind;
            }
            None => {
                filled.push(':');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The value of a placeholder; a test holds that none is forgotten.
fn value(name: &str, article: &Article<'_>) -> String {
    let local = local(article.record, article.published, article.config);
    let slug = || {
        let own = article.record.slug.as_ref();
        own.map_or(article.place.name, |slug| in_address(slug, article.record, article.config))
    };
    match name {
        "year" => local.format("%Y").to_string(),
        "short_year" => local.format("%y").to_string(),
        "month" => local.format("%m").to_string(),
        "i_month" => local.month().to_string(),
        "short_month" => local.format("%b").to_string(),
        "long_month" => local.format("%B").to_string(),
        "day" => local.format("%d").to_string(),
        "i_day" => local.day().to_string(),
        "w_day" => local.format("%u").to_string(),
        "y_day" => local.format("%j").to_string(),
        "short_day" => local.format("%a").to_string(),
        "long_day" => local.format("%A").to_string(),
        "week" => local.format("%V").to_string(),
        "w_year" => local.format("%G").to_string(),
        "hour" => format!("{:02}", local.hour()),
        "minute" => format!("{:02}", local.minute()),
        "second" => format!("{:02}", local.second()),
        "title" => words(slug(), "._~!$&'()+,;=@"),
        "slug" => words(slug(), "").to_lowercase(),
        "name" if article.config.input.is_jekyll() => words(base_name(article.path), "").to_lowercase(),
        "name" => words(article.place.name, "").to_lowercase(),
        "path" => path_in_collection(article),
        "collection" => article.path.split('/').next().unwrap_or_default().trim_start_matches('_').to_owned(),
        "categories" => categories(article).join("/"),
        "slugified_categories" => {
            categories(article).iter().map(|name| words(name, "")).collect::<Vec<_>>().join("/")
        }
        "output_ext" => ".html".to_owned(),
        _ => address::value(name, article.record, article.published, article.config),
    }
}

/// The clock of the address: that of the site, or of the date itself where the generator has it so.
pub(super) fn local(record: &Record, published: DateTime<Utc>, config: &Config) -> NaiveDateTime {
    let written = record.published.as_ref().filter(|_| config.input.layout.keeps_zones);
    match written.and_then(|written| time::offset_of(&written.text)) {
        Some(offset) => published.with_timezone(&offset).naive_local(),
        None => published.with_timezone(&config.site.timezone).naive_local(),
    }
}

/// The categories, each once, in lower case.
fn categories(article: &Article<'_>) -> Vec<String> {
    let mut categories: Vec<String> = Vec::new();
    for category in article.record.categories.iter().map(|category| category.text.trim().to_lowercase()) {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
}

/// The path within the collection, without ending: `a/b` of `_news/a/b.md` and, where folders name records, of
/// `news/a/b/index.md`.
fn path_in_collection(article: &Article<'_>) -> String {
    let Place { folder, whole_name, .. } = article.place;
    match folder.split_once('/') {
        Some((_, within)) => format!("{within}/{whole_name}"),
        None => whole_name.to_owned(),
    }
}

fn fold_slashes(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    let mut folded = String::with_capacity(path.len().saturating_add(1));
    // What is empty stood between two slashes, but for what ends with the path.
    for part in path.split('/').filter(|part| !part.is_empty()) {
        folded.push('/');
        folded.push_str(part);
    }
    if folded.is_empty() || path.ends_with('/') {
        folded.push('/');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::finding::Rule;
    use crate::model::Status;
    use crate::record::Reading;

    fn url(config: &str, path: &str, front_matter: &str) -> String {
        let config =
            config::read_jekyll("_config.yml", &format!("url: https://example.org\n{config}"), None).unwrap();
        let text = format!("---\ndate: 2020-01-05 10:11:12\n{front_matter}\n---\n");
        let Reading::Record(record, _) = record::read(path, text.as_bytes(), &config.input.fields) else {
            panic!()
        };
        let published = time::read("2020-01-05T10:11:12Z", time::Tz::UTC).unwrap().instant;
        super::path(&record, published, &config).unwrap_or_default()
    }

    #[test]
    fn urls_are_those_that_jekyll_gives() {
        for (config, path, front_matter, expected) in [
            ("", "_posts/2020-01-05-a.md", "categories: b c", "/b/c/2020/01/05/a.html"),
            ("permalink: pretty", "ruby/_posts/2020-01-05-a.md", "categories: Ruby", "/ruby/2020/01/05/a/"),
            ("permalink: none", "_posts/2020-01-05-Hello World & co.md", "x: y", "/Hello-World-&-co.html"),
            ("permalink: /:slug/", "_posts/2020-1-5-Grüße aus_X.md", "x: y", "/grüße-aus-x/"),
            (
                "permalink: /:categories/:title", "_posts/2020-01-05-a.md", "category: C++\ncategories: b",
                "/b/c++/a",
            ),
            (
                "", "news/uk/_posts/2020-01-05-a.md", "categories: [News, uk]\ntag: t",
                "/news/uk/2020/01/05/a.html",
            ),
            ("permalink: weekdate", "_posts/2020-01-05-a.md", "x: y", "/2020/W01/Sun/a.html"),
            ("permalink: /:name/:w_day/", "_posts/2020-01-05-A b.md", "x: y", "/2020-01-05-a-b/7/"),
            // Of a record and a collection Jekyll takes no style.
            ("", "_posts/2020-01-05-a.md", "permalink: pretty", "/pretty"),
            ("collections: {news: {output: true, permalink: pretty}}", "_news/b.md", "x: y", "/pretty"),
            ("permalink: /:title\ncollections: {news: {output: true}}", "_news/b.md", "x: y", "/news/b"),
            ("permalink: weekdate\ncollections: {news: {output: true}}", "_news/b.md", "x: y", "/news/b"),
            (
                "source: site\ncollections_dir: c",
                "site/c/uk/_posts/2020-01-05-a.md",
                "x: y",
                "/uk/2020/01/05/a.html",
            ),
            (
                "permalink: /:slugified_categories/:title",
                "_posts/2020-01-05-a.md",
                "categories: [Big Day]",
                "/big-day/a",
            ),
            (
                "permalink: /:w_year/:week/:long_day/:title",
                "_posts/2020-01-05-a.md",
                "slug: B c",
                "/2020/01/Sunday/B-c",
            ),
            ("collections_dir: content", "content/_posts/2020-01-05-a.md", "x: y", "/2020/01/05/a.html"),
            (
                "collections_dir: content\ncollections: {news: {output: true}}",
                "content/_news/sub/b.md",
                "x: y",
                "/news/sub/b.html",
            ),
            (
                "collections: {news: {output: true, permalink: /n/:path}}",
                "_news/sub/b.md",
                "x: y",
                "/n/sub/b",
            ),
            ("collections: {news: {}}", "_news/b.md", "x: y", ""),
            ("", "_pages/b.md", "permalink: /about/", "/about/"),
        ] {
            assert_eq!(url(config, path, front_matter), expected, "{config} {path} {front_matter}");
        }
    }

    #[test]
    fn where_no_url_can_be_known_the_article_is_held_back() {
        for (config, front_matter, is_held) in [
            ("", "permalink: true", true),
            ("", "permalink: /{{ page.x }}/", true),
            ("", "slug: '{% x %}'", true),
            ("", "link: 'https://example.org/{{ x }}'", true),
            ("", "permalink: /:unknown/", true),
            ("permalink: /:title_:unknown/", "x: y", true),
            ("defaults: [{values: {permalink: '/{{ x }}/'}}]", "x: y", true),
            ("defaults: [{values: {permalink: '/{{ x }}/'}}]", "permalink: /a/", false),
            ("permalink: /:year_:title/", "x: y", false),
            ("", "permalink: /Talk:Tea/at/10:30/", false),
            ("", "title: '{{ x }}'", false),
        ] {
            let yaml = format!("url: https://example.org\n{config}");
            let config = config::read_jekyll("_config.yml", &yaml, None).unwrap();
            let text = format!("---\ndate: 2020-01-05\n{front_matter}\n---\n");
            let reading = record::read("_posts/2020-01-05-a.md", text.as_bytes(), &config.input.fields);
            let Reading::Record(record, _) = reading else { panic!() };
            let decision = crate::normalise::select(
                &record,
                &config,
                chrono::DateTime::UNIX_EPOCH + chrono::Days::new(20_000),
            );
            let rules: Vec<Rule> = decision.findings.iter().map(|finding| finding.rule).collect();
            let expected =
                if is_held { (Status::Faulty, vec![Rule::Flag]) } else { (Status::Published, vec![]) };
            assert_eq!((decision.status, rules), expected, "{yaml} {front_matter}");
        }
    }

    #[test]
    fn every_placeholder_has_a_value() {
        // The language says something only on a site that has several.
        for name in Permalink::PLACEHOLDERS.into_iter().filter(|name| *name != "language") {
            let pattern = format!("permalink: '/:{name}'");
            let front_matter = "slug: a\nauthor: b\nlang: en";
            assert_ne!(url(&pattern, "x/_posts/2020-01-05-a.md", front_matter), "/", "{name}");
        }
    }
}
