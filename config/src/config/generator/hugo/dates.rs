//! Hugo's `frontmatter` -> the keys of the date of publication, in the order that Hugo tries them, and the keys that hold back until
//! a day or from one on.

use super::super::{Parts, setting, texts_at};
use super::settings;
use crate::config::{Config, Paths};

/// The keys of the date, in the order that Hugo tries them.
const DATES: [&str; 6] = ["date", "publishDate", "pubdate", "published", "lastmod", "modified"];

/// Takes dates from where the site has them.
pub(super) fn read(parts: &Parts<'_>, config: &mut Config) {
    let listed = |key: &str| texts_at(parts.root, &format!("frontmatter.{key}"));
    let order = listed("date");
    let has_name = |order: &[String]| order.iter().any(|source| source.eq_ignore_ascii_case(":filename"));
    config.input.layout.reads_days = has_name(&order);
    if config.input.layout.reads_days {
        for permalink in &mut config.input.permalinks {
            permalink.pattern = [":basename", ":slugorname", ":filename"]
                .iter()
                .fold(permalink.pattern.clone(), |text, name| text.replace(name, ":stem"));
        }
    }
    let keys = |order: Vec<String>| order.into_iter().filter(|source| !source.starts_with(':'));
    let mut dates: Vec<String> = Vec::new();
    for key in keys(order).chain(DATES.map(str::to_owned)) {
        if !dates.contains(&key) {
            dates.push(key);
        }
    }
    config.input.fields.replace("published", dates);
    let (starts, ends) = (listed("publishDate"), listed("expiryDate"));
    config.input.layout.starts_on_day = has_name(&starts);
    // That a page is not of the future is asked of its date in any case.
    let starts: Vec<String> = keys(starts).filter(|key| !key.eq_ignore_ascii_case("date")).collect();
    config.input.fields.own_words_mut().hold_by("publishDate", starts);
    if ends.iter().any(|source| source.starts_with(':') && !source.eq_ignore_ascii_case(":default")) {
        let Paths::Folders { folders, except } = &mut config.input.paths else { return };
        except.extend(folders.iter().map(|folder| format!("{folder}/**")));
        let message = "`expiryDate` is not followed, and all articles are held back; set `input.paths` in feedmill.yaml";
        let node = parts.root.find("frontmatter.expiryDate");
        config.findings.push(setting(&settings::file_of(parts, "frontmatter"), node, message.to_owned()));
    }
    config.input.fields.own_words_mut().hold_by("expiryDate", keys(ends).collect());
}
