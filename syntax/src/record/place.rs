//! What the path of a record says: its name, its day, its language, and whether it is the page of a folder. Addresses,
//! dates, titles and what holds articles back ask this one function.
//!
//! `x/index.md` is named by its folder, and a day may stand in the name of a folder or in several folders, as Hugo, Zola and
//! Docusaurus have it. Jekyll reads the name of the file alone, and so does this where the site is Jekyll's.

use super::data;

/// What a path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'p> {
    /// The folders above what is named, with `/` between them; empty at the top.
    pub folder: &'p str,
    /// The file without its ending, or its folder where that names it; with the day.
    pub whole_name: &'p str,
    /// The name without the day; the day where nothing else is left.
    pub name: &'p str,
    /// The day, with `-` or `/` between its numbers, of which the year may be short on a site of Jekyll; whether there is such a
    /// day is up to who reads it.
    pub day: Option<&'p str>,
    /// The language that `index.de.md` names.
    pub language: Option<&'p str>,
    /// Whether the folder names the record, and files beside it belong to it.
    pub is_bundle: bool,
    /// Whether it is the page of a section, which is no article.
    pub is_section: bool,
}

/// What the path says; `as_jekyll` where only the name of the file counts.
pub fn place(path: &str, as_jekyll: bool) -> Place<'_> {
    if let Some((file, name)) = data::of_item(path) {
        return Place { name, day: None, ..place(file, as_jekyll) };
    }
    let file_start = path.rfind('/').map_or(0, |slash| slash.saturating_add(1));
    let file = path.get(file_start..).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (base, language) = match stem.rsplit_once('.') {
        Some((base, tag)) if is_page_name(base) && is_language(tag) => (base, Some(tag)),
        _ => (stem, None),
    };
    let is_section = base.eq_ignore_ascii_case("_index");
    let folders = path.get(..file_start.saturating_sub(1)).unwrap_or_default();
    let is_bundle = !as_jekyll && !folders.is_empty() && is_page_name(base) && !is_section;
    let named = match is_bundle {
        true => folders,
        false => path.get(..file_start.saturating_add(stem.len())).unwrap_or(path),
    };
    let name_start = named.rfind('/').map_or(0, |slash| slash.saturating_add(1));
    let whole_name = named.get(name_start..).unwrap_or_default();
    let (day, name) = match day_and_rest(named, name_start, as_jekyll) {
        Some((day, rest)) => {
            let name = rest
                .rsplit('/')
                .next()
                .unwrap_or(rest)
                .trim_start_matches(|sign| is_between(sign, as_jekyll));
            let whole = if day.contains('/') { day } else { whole_name };
            (Some(day), if name.is_empty() { whole } else { name })
        }
        None => (
            None,
            Some(whole_name.trim_start_matches('-')).filter(|name| !name.is_empty()).unwrap_or(whole_name),
        ),
    };
    let folder = named.get(..name_start.saturating_sub(1)).unwrap_or_default();
    Place { folder, whole_name, name, day, language, is_bundle, is_section }
}

/// Whether the character stands between a day and a name.
fn is_between(sign: char, as_jekyll: bool) -> bool {
    sign == '-' || (!as_jekyll && matches!(sign, '_' | ' '))
}

/// Whether the name is that of a folder's page.
fn is_page_name(name: &str) -> bool {
    ["index", "readme", "_index"].iter().any(|page| name.eq_ignore_ascii_case(page))
}

/// Whether the text has the shape of a language tag such as `de` or `pt-BR`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let is_first =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_other =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(is_first) && parts.all(is_other)
}

/// The last day in the path that begins the name of a file or folder, and what follows it.
fn day_and_rest(named: &str, name_start: usize, only_name: bool) -> Option<(&str, &str)> {
    let split = |start: usize, may_hold_slashes: bool| {
        let from = named.get(start..)?;
        let length = day_length(from, may_hold_slashes, only_name)?;
        from.split_at_checked(length)
    };
    if let Some(found) = split(name_start, false) {
        return Some(found);
    }
    if only_name {
        return None;
    }
    let slashes = named.rmatch_indices('/').map(|(slash, _)| slash.saturating_add(1));
    // A folder may be called by any number; only a day that there can be is one.
    let is_day = |found: &(&str, &str)| is_possible(found.0);
    slashes
        .skip(1)
        .chain([0])
        .filter(|&start| start < name_start)
        .find_map(|start| split(start, true).filter(is_day))
}

/// The length of the day that the text begins with, if it is one of four, two and two digits, or fewer; only Jekyll takes fewer
/// for a year.
fn day_length(text: &str, may_hold_slashes: bool, as_jekyll: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0_usize;
    let least_of_year = if as_jekyll { 2_usize } else { 4 };
    for (least, most) in [(least_of_year, 4_usize), (1, 2), (1, 2)] {
        if at > 0 {
            let is_between = |byte: u8| byte == b'-' || (may_hold_slashes && byte == b'/');
            bytes.get(at).copied().filter(|byte| is_between(*byte))?;
            at = at.saturating_add(1);
        }
        let digits = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (least..=most).contains(&digits).then_some(())?;
        at = at.saturating_add(digits);
    }
    let ends_day =
        |byte: &u8| matches!(byte, b'-' | b'.' | b'/') || (!as_jekyll && matches!(byte, b'_' | b' '));
    bytes.get(at).is_none_or(ends_day).then_some(at)
}

fn is_possible(day: &str) -> bool {
    let mut numbers = day.split(['-', '/']).map(|number| number.parse::<u32>().unwrap_or_default());
    let mut within =
        |range: std::ops::RangeInclusive<u32>| numbers.next().is_some_and(|number| range.contains(&number));
    within(1900..=2199) && within(1..=12) && within(1..=31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_name_day_and_more() {
        for (path, name, day) in [
            ("a.md", "a", None),
            ("posts/a.md", "a", None),
            ("posts/2020-01-05-a.md", "a", Some("2020-01-05")),
            ("posts/2020-1-5-a.md", "a", Some("2020-1-5")),
            ("posts/2020-01-05.md", "2020-01-05", Some("2020-01-05")),
            ("posts/2020-01-05_a.md", "a", Some("2020-01-05")),
            ("posts/2020-01-05 a.md", "a", Some("2020-01-05")),
            ("trip/index.md", "trip", None),
            ("posts/trip/index.de.md", "trip", None),
            ("posts/trip/README.md", "trip", None),
            ("index.md", "index", None),
            ("blog/2024-03-11-rabbit/index.md", "rabbit", Some("2024-03-11")),
            ("blog/2024-03-12/fox.md", "fox", Some("2024-03-12")),
            ("2024-03-12/fox.md", "fox", Some("2024-03-12")),
            ("blog/2024/03/13/owl.md", "owl", Some("2024/03/13")),
            ("2024/03/13/owl.md", "owl", Some("2024/03/13")),
            ("blog/2024/03/13-owl.md", "owl", Some("2024/03/13")),
            ("blog/2024/03-13-owl/index.md", "owl", Some("2024/03-13")),
            ("blog/2024/03/13/index.md", "2024/03/13", Some("2024/03/13")),
            ("2020-01-05/2021-02-06-a.md", "a", Some("2021-02-06")),
            ("blog/2024/13/40/owl.md", "owl", None),
            ("1/2/3/x.md", "x", None),
            ("node.js.md", "node.js", None),
            ("-a.md", "a", None),
            ("-.md", "-", None),
            (".md", "", None),
        ] {
            let place = place(path, false);
            assert_eq!((place.name, place.day), (name, day), "{path}");
        }
    }

    #[test]
    fn jekyll_reads_the_name_of_the_file_alone() {
        for (path, name, day) in [
            ("_posts/2020-01-05-a.md", "a", Some("2020-01-05")),
            ("_posts/16-05-09-s.md", "s", Some("16-05-09")),
            ("_posts/6-05-09-s.md", "6-05-09-s", None),
            ("_posts/a/index.md", "index", None),
            ("_posts/2024/03/13/owl.md", "owl", None),
            ("_posts/2024/03/13-owl.md", "13-owl", None),
        ] {
            let place = place(path, true);
            assert_eq!((place.name, place.day, place.is_bundle), (name, day, false), "{path}");
        }
    }

    #[test]
    fn bundles_sections_folders_and_languages_are_known() {
        let bundle = place("blog/2024-03-11-rabbit/index.pt-BR.md", false);
        assert_eq!((bundle.folder, bundle.whole_name), ("blog", "2024-03-11-rabbit"));
        assert_eq!((bundle.language, bundle.is_bundle, bundle.is_section), (Some("pt-BR"), true, false));
        for path in ["_index.md", "blog/_index.md", "blog/_index.de.html"] {
            assert!(place(path, false).is_section && !place(path, false).is_bundle, "{path}");
        }
        assert!(!place("a/_indexes.md", false).is_section);
    }
}
