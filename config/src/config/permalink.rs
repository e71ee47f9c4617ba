//! The pattern that the URLs of articles are made by: Jekyll's placeholders, and the names of its styles.

/// How the URL of an article is made from its name and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink {
    /// The folder that it applies to, with `/` at its end; empty for all.
    pub prefix: String,
    /// The pattern, with Jekyll's placeholders such as `:year` and `:title`; behind ` | ` that of articles in other languages than
    /// the site's, where they have one of their own.
    pub pattern: String,
}

impl Permalink {
    /// The placeholders of a pattern, without the colon before each.
    pub const PLACEHOLDERS: [&str; 58] = [
        "author", "basename", "below", "categories", "category_path", "category_tree", "collection",
        "dated_path", "day", "entry", "file_slug", "file_stem", "filename", "first_category", "folder_names",
        "folders", "heading", "hour", "i_day", "i_month", "key", "lang", "language", "long_day",
        "long_month", "matched_slug", "minute", "month", "name", "output_ext", "own_slug", "page",
        "page_path", "path", "raw_stem", "second", "section", "short_day", "short_month", "short_year",
        "slug", "slugged_name", "slugified_categories", "slugorheading", "slugorname", "source",
        "source_name", "stem", "title", "undated", "w_day", "w_year", "week", "week_day", "whole_name",
        "y_day", "year", "year_day",
    ];

    /// Those of them that Jekyll has.
    pub const OF_JEKYLL: [&str; 25] = [
        "categories", "collection", "day", "hour", "i_day", "i_month", "long_day", "long_month", "minute",
        "month", "name", "output_ext", "path", "second", "short_day", "short_month", "short_year", "slug",
        "slugified_categories", "title", "w_day", "w_year", "week", "y_day", "year",
    ];

    /// Those of them that stand for parts of the date.
    pub const DATED: [&str; 19] = [
        "day", "hour", "i_day", "i_month", "long_day", "long_month", "minute", "month", "second",
        "short_day", "short_month", "short_year", "w_day", "w_year", "week", "week_day", "y_day", "year",
        "year_day",
    ];

    /// Those of them that distinguish articles.
    pub const NAMES: [&str; 26] = [
        "title", "slug", "name", "path", "basename", "below", "dated_path", "entry", "file_slug",
        "file_stem", "filename", "heading", "page", "page_path", "slugged_name", "slugorheading",
        "slugorname", "stem", "whole_name", "key", "matched_slug", "own_slug", "raw_stem", "source",
        "source_name", "undated",
    ];

    /// What stands in a pattern for what cannot be known: it is code, so that its articles are held back.
    pub const HELD: &str = "/{{ unknown }}";

    /// The pattern of an article in the language of the site, or in another.
    pub fn of_language(&self, is_other: bool) -> &str {
        match self.pattern.split_once(" | ") {
            Some((_, of_others)) if is_other => of_others,
            Some((own, _)) => own,
            None => &self.pattern,
        }
    }

    /// Splits the text after a colon into the longest placeholder that it begins with, and the rest.
    pub fn placeholder(text: &str) -> Option<(&'static str, &str)> {
        let fitting =
            Permalink::PLACEHOLDERS.iter().filter_map(|&name| Some((name, text.strip_prefix(name)?)));
        fitting.max_by_key(|(name, _)| name.len())
    }

    /// The pattern of one of Jekyll's named styles.
    pub fn named(style: &str) -> Option<&'static str> {
        Some(match style {
            "date" => "/:categories/:year/:month/:day/:title:output_ext",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
            "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
            "none" => "/:categories/:title:output_ext",
            _ => return None,
        })
    }

    /// Whether the pattern has a colon before letters that Jekyll takes for a placeholder and does not know.
    pub fn has_unknown(pattern: &str) -> bool {
        let mut names = pattern
            .split(':')
            .skip(1)
            .filter(|text| text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_'));
        names.any(|text| {
            let end = text.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(text.len());
            let name = text.get(..end).unwrap_or_default();
            ![name, name.strip_suffix('_').unwrap_or(name)]
                .iter()
                .any(|name| Permalink::OF_JEKYLL.contains(name))
        })
    }

    /// Whether the text is the name of a style, or a pattern that distinguishes articles and whose every colon begins a
    /// placeholder.
    pub fn is_pattern(text: &str) -> bool {
        let path = text.split_once("://").map_or(text, |(_, path)| path);
        let mut names = path.split(':').skip(1).map(Permalink::placeholder);
        let tells_apart = Permalink::NAMES.iter().any(|name| path.contains(&format!(":{name}")));
        Permalink::named(text).is_some() || (tells_apart && names.all(|name| name.is_some()))
    }
}
