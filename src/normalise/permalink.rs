//! The URL of an article that names none, built from its path, its date and a pattern with Jekyll's placeholders, which
//! mean what they mean in Jekyll. Where no pattern applies to the record there is no URL.

use chrono::{DateTime, Datelike, Timelike, Utc};
use unicode_normalization::char::is_combining_mark;

use crate::config::{Config, Paths, Permalink};
use crate::model::Record;
use crate::time;
use crate::uri;

/// The path or URL of the article, relative to the site; `None` where no pattern applies to it.
pub(super) fn path(record: &Record, published: DateTime<Utc>, config: &Config) -> Option<String> {
    let article = Article { record, path: path_of(record, config), published, config };
    let own = record.permalink.as_ref().map(|own| own.text.trim());
    let fitting = config.input.permalinks.iter().filter(|rule| is_below(article.path, &rule.prefix));
    let pattern =
        own.or_else(|| fitting.max_by_key(|rule| rule.prefix.len()).map(|rule| rule.pattern.as_str()))?;
    let parts = [&record.permalink, &record.slug, &record.category].into_iter().flatten();
    let length: usize = parts.chain(&record.categories).map(|part| part.text.len()).sum();
    // Each placeholder of a long pattern repeats what it stands for.
    let is_short = length <= uri::LONGEST;
    is_short.then(|| fold_slashes(&fill(Permalink::named(pattern).unwrap_or(pattern), &article)))
}

/// The name of a record's file without its date and its ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let date = time::date_in_name(name).map_or(0, str::len);
    let stem = name.get(date..).unwrap_or(name).trim_start_matches('-');
    if stem.is_empty() { name } else { stem }
}

/// What a URL is built from.
struct Article<'a> {
    record: &'a Record,
    /// The path below the folder that holds the collections.
    path: &'a str,
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

fn fill(pattern: &str, article: &Article<'_>) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        filled.push_str(before);
        if filled.len() > uri::LONGEST {
            break;
        }
        match Permalink::placeholder(after) {
            Some((name, behind)) => {
                // What would end the path of a URL is part of the name here.
                let value = value(name, article);
                filled.push_str(&value.replace('%', "%25").replace('?', "%3F").replace('#', "%23"));
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
    let local = article.published.with_timezone(&article.config.site.timezone);
    let slug = || article.record.slug.as_ref().map_or(stem(article.path), |slug| slug.text.trim());
    match name {
        "year" => local.format("%Y").to_string(),
        "short_year" => local.format("%y").to_string(),
        "month" => local.format("%m").to_string(),
        "i_month" => local.month().to_string(),
        "short_month" => local.format("%b").to_string(),
        "long_month" => local.format("%B").to_string(),
        "day" => local.format("%d").to_string(),
        "i_day" => local.day().to_string(),
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
        "name" => words(stem(article.path), "").to_lowercase(),
        "path" => path_in_collection(article.path).to_owned(),
        "collection" => article.path.split('/').next().unwrap_or_default().trim_start_matches('_').to_owned(),
        "categories" => categories(article).join("/"),
        "slugified_categories" => {
            categories(article).iter().map(|name| words(name, "")).collect::<Vec<_>>().join("/")
        }
        "output_ext" => ".html".to_owned(),
        _ => String::new(),
    }
}

/// The letters and digits of a text, and the characters of `kept`, with `-` for each run of anything else.
fn words(text: &str, kept: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() || is_combining_mark(character) || kept.contains(character) {
            words.push(character);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    words.trim_matches('-').to_owned()
}

/// The folders that hold a `_posts` folder, then the record's own categories; each once, in lower case.
fn categories(article: &Article<'_>) -> Vec<String> {
    let folders = article.path.split_once("/_posts/").map_or("", |(folders, _)| folders);
    let folders = folders.split('/').filter(|folder| !folder.is_empty());
    let own: Vec<&str> = match &article.record.category {
        Some(category) => vec![category.text.trim()],
        None => article.record.categories.iter().map(|category| category.text.trim()).collect(),
    };
    let mut categories: Vec<String> = Vec::new();
    for category in folders.chain(own).map(str::to_lowercase) {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
}

/// The path within the collection, without ending: `a/b` of `_news/a/b.md`.
fn path_in_collection(path: &str) -> &str {
    let within = path.split_once('/').map_or(path, |(_, within)| within);
    within.rsplit_once('.').map_or(within, |(stem, _)| stem)
}

fn fold_slashes(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    let mut folded = String::with_capacity(path.len().saturating_add(1));
    folded.push('/');
    for character in path.chars() {
        if character != '/' || !folded.ends_with('/') {
            folded.push(character);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::record::{self, Reading};

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
                "/c++/a",
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
    fn every_placeholder_has_a_value() {
        for name in Permalink::PLACEHOLDERS {
            let pattern = format!("permalink: '/:{name}'");
            assert_ne!(url(&pattern, "x/_posts/2020-01-05-a.md", "x: y"), "/", "{name}");
        }
    }
}
