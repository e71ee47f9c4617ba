//! A pattern of addresses in Hugo's words -> one in ours, that of `permalinks` or of `url` in front matter. A placeholder is a colon
//! and letters, digits or `_`, and may have brackets behind it; one that Hugo does not have is taken for a layout of Go's dates.
//!
//! Which sections a page is in depends on which folders have a page of their own, so the names of sections are written out
//! in the pattern wherever they are not the first folder. What is not known becomes code, by which articles are held back.

use crate::config::Permalink;

/// The placeholders of Hugo that one of ours stands for.
const PLACEHOLDERS: [(&str, &str); 14] = [
    ("slugorcontentbasename", ":slugorname"),
    ("slugorfilename", ":slugorname"),
    ("contentbasename", ":filename"),
    ("filename", ":filename"),
    ("slug", ":slugorheading"),
    ("title", ":heading"),
    ("monthname", ":long_month"),
    ("month", ":month"),
    ("weekdayname", ":long_day"),
    ("weekday", ":week_day"),
    ("yearday", ":year_day"),
    ("year", ":year"),
    ("day", ":day"),
    ("section", ":section"),
];

/// The parts of Go's layouts of dates that one of ours stands for, the longer before those that begin them.
const OF_LAYOUTS: [(&str, &str); 14] = [
    ("January", ":long_month"),
    ("Jan", ":short_month"),
    ("Monday", ":long_day"),
    ("Mon", ":short_day"),
    ("2006", ":year"),
    ("002", ":y_day"),
    ("01", ":month"),
    ("02", ":day"),
    ("04", ":minute"),
    ("05", ":second"),
    ("06", ":short_year"),
    ("15", ":hour"),
    ("1", ":i_month"),
    ("2", ":i_day"),
];

/// The sections that a page is in, from the first one on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// What their folders are called, or placeholders for that.
    pub folders: Vec<String>,
    /// What each of them is called in addresses; `None` where that is not known.
    pub slugs: Vec<Option<String>>,
}

impl Names {
    /// Those of a page that is in no section but perhaps the first one, whatever that is called.
    pub(super) fn of_first() -> Names {
        Names { folders: vec![":section".to_owned()], slugs: vec![None] }
    }
}

/// The pattern for pages in these sections.
pub(super) fn translated(pattern: &str, names: &Names) -> String {
    // The rest of a pattern is read as a part of a URL, in which a colon goes and `+` is a blank.
    translation(&pattern.replace("\\:", "").replace('+', " "), names)
        .unwrap_or_else(|| Permalink::HELD.to_owned())
}

/// The pattern that a page has under `url`; `is_deep` says that it is below other folders than the first one.
pub fn of_page(written: &str, is_deep: bool) -> String {
    let is_unknown = written.contains("\\:") || (is_deep && written.contains(":sections"));
    let pattern = if is_unknown { None } else { translation(written, &Names::of_first()) };
    pattern.unwrap_or_else(|| Permalink::HELD.to_owned())
}

/// Whether a pattern names sections, of which only a place in the site says which they are.
pub(super) fn names_sections(pattern: &str) -> bool {
    pattern.contains(":sections") || names_slugs(pattern)
}

/// Whether a pattern names sections by what they are called in addresses.
pub(super) fn names_slugs(pattern: &str) -> bool {
    pattern.contains(":sectionslug")
}

fn translation(pattern: &str, names: &Names) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        text.push_str(before);
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let name_end = after.find(|sign| !is_part(sign)).unwrap_or(after.len());
        let (name, behind) = after.split_at_checked(name_end)?;
        let cut = behind.strip_prefix('[').and_then(|inside| inside.split_once(']'));
        let cut = cut.filter(|(cut, _)| !cut.is_empty());
        rest = cut.map_or(behind, |(_, behind)| behind);
        match name {
            "" => text.push(':'),
            _ => text.push_str(&meaning(name, cut.map(|(cut, _)| cut), names)?),
        }
    }
    text.push_str(rest);
    Some(text)
}

/// What stands for a placeholder of Hugo; `None` where that is not known.
fn meaning(name: &str, cut: Option<&str>, names: &Names) -> Option<String> {
    match (name, cut) {
        ("sections", cut) => Some(left(&names.folders, cut)?.join("/")),
        ("sectionslugs", cut) => {
            left(&names.slugs, cut)?.iter().cloned().collect::<Option<Vec<_>>>().map(|slugs| slugs.join("/"))
        }
        ("sectionslug", None) => names.slugs.first()?.clone(),
        ("section", None) => Some(names.folders.first()?.clone()),
        (_, None) => {
            let own = PLACEHOLDERS.iter().find(|(own, _)| *own == name);
            own.map(|(_, ours)| (*ours).to_owned()).or_else(|| layout(name))
        }
        (_, Some(_)) => None,
    }
}

/// A layout of Go's dates that consists of nothing but parts that are known.
fn layout(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (part, ours) = OF_LAYOUTS.iter().find(|(part, _)| rest.starts_with(part))?;
        text.push_str(ours);
        rest = rest.strip_prefix(part)?;
    }
    Some(text)
}

/// The names that are left where brackets cut them: `[1]`, `[1:]`, `[:last]`. A number that is none is 0.
fn left<'n, T>(names: &'n [T], cut: Option<&str>) -> Option<&'n [T]> {
    let last = names.len().saturating_sub(1);
    let number = |text: &str| match text {
        "last" => last,
        other => other.parse().unwrap_or_default(),
    };
    match cut.map(str::to_ascii_lowercase).as_deref().map(|cut| cut.split_once(':').ok_or(cut)) {
        None => Some(names),
        Some(Err(at)) => Some(names.get(number(at)..=number(at)).unwrap_or_default()),
        Some(Ok((_, to))) if to.contains(':') => None,
        Some(Ok((from, to))) => {
            let from = if from.is_empty() { 0 } else { number(from) };
            let to = if to.is_empty() { names.len() } else { number(to).min(names.len()) };
            if from >= names.len() { Some(&[]) } else { names.get(from..to) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_hugo_are_cut_as_by_hugo_and_layouts_of_dates_are_known() {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let slugs = texts(&["n", "size"]).into_iter().map(Some).collect();
        let names = Names { folders: texts(&["notes", "a"]), slugs };
        for (pattern, expected) in [
            ("/:sections/:slug/", "/notes/a/:slugorheading/"),
            ("/:sections[1:]/:title", "/a/:heading"),
            ("/:sections[1]/x", "/a/x"),
            ("/:sections[LAST]/x", "/a/x"),
            ("/:sections[0:last]/x", "/notes/x"),
            ("/:sections[:5]/x", "/notes/a/x"),
            ("/:sections[5:]/x", "//x"),
            ("/:sections[5]/x", "//x"),
            ("/:sections[-1]/x", "/notes/x"),
            ("/:sections[2:1]/x", "//x"),
            ("/:sections[1:0]/x", Permalink::HELD),
            ("/:sectionslugs[1:]/:sectionslug/x", "/size/n/x"),
            ("/:section/:slugorfilename.html", "/notes/:slugorname.html"),
            ("/:2006-01/:06", "/:year-01/:short_year"),
            ("/:20060102/:Jan:_x", Permalink::HELD),
            ("/:20060102/:1", "/:year:month:day/:i_month"),
            ("/:title[0]/", Permalink::HELD),
            ("/:nothing/", Permalink::HELD),
            ("/a:/\\:title/", "/a:/title/"),
        ] {
            assert_eq!(translated(pattern, &names), expected, "{pattern}");
        }
        assert_eq!(translated("/:sections[1:]/:sections", &Names::of_first()), "//:section");
        assert_eq!(translated("/:sectionslugs/", &Names::of_first()), Permalink::HELD);
        assert_eq!(translated("/a+b/:sectionslugs[1:]", &Names::of_first()), "/a b/");
        for (written, is_deep, expected) in [
            ("/x/:title.html", true, "/x/:heading.html"),
            ("/:sections/:slug", false, "/:section/:slugorheading"),
            ("/:sections/:slug", true, Permalink::HELD),
            ("/x/\\:title", false, Permalink::HELD),
            ("/at/10: x", true, "/at/10: x"),
        ] {
            assert_eq!(of_page(written, is_deep), expected, "{written}");
        }
    }
}
