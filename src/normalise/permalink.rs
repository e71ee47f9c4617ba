//! The address of an article that names none, made of its path, its date and a pattern with the placeholders that
//! Jekyll uses. Where no pattern holds for the record there is no address.

use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::config::{Config, Permalink};
use crate::model::Record;
use crate::time;
use crate::topic;

/// The path or address of the article, seen from the site; `None` where no pattern holds for it.
pub fn path(record: &Record, published: DateTime<Utc>, config: &Config) -> Option<String> {
    let own = record.permalink.as_ref().map(|own| own.text.trim());
    let fitting = config.input.permalinks.iter().filter(|rule| is_below(&record.path, &rule.prefix));
    let pattern =
        own.or_else(|| fitting.max_by_key(|rule| rule.prefix.len()).map(|rule| rule.pattern.as_str()))?;
    let pattern = match pattern {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        pattern => pattern,
    };
    Some(fold_slashes(&fill(pattern, record, published, config)))
}

/// The name of a record's file without its date and its ending.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let date = time::date_in_name(name).map_or(0, str::len);
    let stem = name.get(date..).unwrap_or(name).trim_start_matches('-');
    if stem.is_empty() { name } else { stem }
}

/// A prefix holds wherever its folder stands: Jekyll keeps posts of a section in `section/_posts`.
fn is_below(path: &str, prefix: &str) -> bool {
    path.starts_with(prefix) || path.contains(&format!("/{prefix}"))
}

fn fill(pattern: &str, record: &Record, published: DateTime<Utc>, config: &Config) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        filled.push_str(before);
        let known = Permalink::placeholder(after)
            .and_then(|(name, behind)| Some((value(name, record, published, config)?, behind)));
        match known {
            Some((value, behind)) => {
                filled.push_str(&value);
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

fn value(name: &str, record: &Record, published: DateTime<Utc>, config: &Config) -> Option<String> {
    let local = published.with_timezone(&config.site.timezone);
    let slug = || record.slug.as_ref().map_or(stem(&record.path), |slug| slug.text.trim());
    Some(match name {
        "year" => format!("{:04}", local.year()),
        "short_year" => format!("{:02}", local.year().rem_euclid(100)),
        "month" => format!("{:02}", local.month()),
        "i_month" => local.month().to_string(),
        "short_month" => local.format("%b").to_string(),
        "long_month" => local.format("%B").to_string(),
        "day" => format!("{:02}", local.day()),
        "i_day" => local.day().to_string(),
        "y_day" => format!("{:03}", local.ordinal()),
        "short_day" => local.format("%a").to_string(),
        "week" => format!("{:02}", local.iso_week().week()),
        "hour" => format!("{:02}", local.hour()),
        "minute" => format!("{:02}", local.minute()),
        "second" => format!("{:02}", local.second()),
        "title" => slug().to_owned(),
        "slug" => topic::slug(slug()),
        "name" => stem(&record.path).to_owned(),
        "path" => path_in_collection(&record.path),
        "collection" => collection(&record.path).to_owned(),
        "categories" => categories(record).join("/"),
        "output_ext" => ".html".to_owned(),
        _ => return None,
    })
}

/// The folders that hold a `_posts` folder, then the record's own categories.
fn categories(record: &Record) -> Vec<String> {
    let folders = record.path.split_once("/_posts/").map_or("", |(folders, _)| folders);
    let folders = folders.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned);
    let one = record.category.as_ref().filter(|_| record.categories.is_empty());
    let own = record.categories.iter().chain(one).map(|category| topic::slug(&category.text));
    folders.chain(own).collect()
}

/// The first folder without its underscore: `_news/a/b.md` is of the collection `news`.
fn collection(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_start_matches('_')
}

/// The path within the collection, without ending: `a/b` of `_news/a/b.md`.
fn path_in_collection(path: &str) -> String {
    let within = path.split_once('/').map_or(path, |(_, within)| within);
    within.rsplit_once('.').map_or(within, |(stem, _)| stem).to_owned()
}

fn fold_slashes(path: &str) -> String {
    let is_address = path.contains("://");
    if is_address {
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
