//! A permalink of Eleventy, which is a template in Liquid or Nunjucks -> a pattern with our placeholders. Names of pages, their
//! dates, and what data files say literally are understood; of filters those that make slugs and dates.

/// Letters of formats of dates, as Liquid and the libraries of JavaScript write them, longest first.
const DATES: [(&str, &str); 24] = [
    ("%Y", ":year"),
    ("%y", ":short_year"),
    ("%m", ":month"),
    ("%-m", ":i_month"),
    ("%d", ":day"),
    ("%-d", ":i_day"),
    ("%e", ":i_day"),
    ("%B", ":long_month"),
    ("%b", ":short_month"),
    ("%j", ":y_day"),
    ("yyyy", ":year"),
    ("YYYY", ":year"),
    ("yy", ":short_year"),
    ("YY", ":short_year"),
    ("MMMM", ":long_month"),
    ("LLLL", ":long_month"),
    ("MMM", ":short_month"),
    ("LLL", ":short_month"),
    ("MM", ":month"),
    ("LL", ":month"),
    ("dd", ":day"),
    ("DD", ":day"),
    ("M", ":i_month"),
    ("d", ":i_day"),
];

/// The pattern of the permalink of a record, which knows no more than its own page; `None` where it is not understood.
pub fn pattern(written: &str) -> Option<String> {
    pattern_of(written, &|_| None, &|_| None)
}

/// The pattern; `format` knows the format of dates of a filter of the site's own, `known` the texts of the site's data.
pub(super) fn pattern_of(
    written: &str,
    format: &dyn Fn(&str) -> Option<String>,
    known: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut text = String::from("/");
    let mut rest = written.trim();
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, behind) = after.split_once("}}")?;
        text.push_str(before);
        text.push_str(&expression(inside.trim_matches(['-', ' ', '\t', '\n']), format, known)?);
        rest = behind;
    }
    text.push_str(rest);
    if text.contains("{%") || text.contains("}}") || text.contains("${") {
        return None;
    }
    let end = ["/index.html", "/index"].iter().find_map(|end| text.strip_suffix(end));
    Some(end.map_or_else(|| text.clone(), |before| format!("{before}/")))
}

/// The template that a text of a program with `${…}` in it is; `None` where an expression is not closed.
pub(super) fn filled(text: &str) -> Option<String> {
    let mut template = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (inside, behind) = after.split_once('}')?;
        template.push_str(before);
        template.push_str(&format!("{{{{ {} }}}}", of_program(inside.trim())));
        rest = behind;
    }
    Some(template + rest)
}

/// The paths that a program takes values from.
pub(super) fn imported(program: &str) -> Vec<&str> {
    let behind = program.split(" from ").skip(1).chain(program.split("require(").skip(1));
    behind.filter_map(|rest| Some(quoted(rest.trim_start())?.0)).collect()
}

/// An expression of JavaScript as one of a template.
fn of_program(written: &str) -> String {
    let slugged = ["this.slugify(", "this.slug("].iter().find_map(|call| {
        let inside = written.strip_prefix(call)?.strip_suffix(')')?;
        Some(format!(
            "{} | {}",
            of_program(inside.trim()),
            call.trim_start_matches("this.").trim_end_matches('(')
        ))
    });
    let own = || match written.split_once('.') {
        Some(("page", _)) | None => written.to_owned(),
        Some((_, rest)) => rest.to_owned(),
    };
    slugged.unwrap_or_else(own)
}

/// What an expression with filters stands for.
fn expression(
    inside: &str,
    format: &dyn Fn(&str) -> Option<String>,
    known: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut parts = inside.split('|').map(str::trim);
    let name = parts.next()?;
    let filters: Vec<(&str, Option<&str>)> = parts.map(filter).collect();
    let is_slug = |(name, _): &(&str, Option<&str>)| matches!(*name, "slug" | "slugify");
    let is_same = |(name, _): &(&str, Option<&str>)| matches!(*name, "safe" | "url" | "trim" | "string");
    let others: Vec<_> = filters.iter().filter(|filter| !is_same(filter)).collect();
    let is_slugged = others.iter().any(|filter| is_slug(filter));
    let is_plain = others.iter().all(|(name, _)| matches!(*name, "slug" | "slugify" | "lower" | "downcase"));
    let value = match name {
        "page.date" | "date" => {
            let [(name, argument)] = others.as_slice() else { return None };
            let own = argument.map(str::to_owned).or_else(|| format(name))?;
            return dates(&own);
        }
        _ if !is_plain => return None,
        "page.fileSlug" | "fileSlug" if is_slugged => ":slugged_name",
        "page.fileSlug" | "fileSlug" => ":file_slug",
        "title" if is_slugged => ":heading",
        "slug" if is_slugged => ":slugorheading",
        _ if is_slugged && !name.starts_with(['"', '\'']) => return None,
        "page.filePathStem" => "/:file_stem",
        "slug" => ":slugorheading",
        _ => {
            let text = quoted(name).map(|(text, _)| text.to_owned()).or_else(|| known(name))?;
            return (!text.contains("{{")).then_some(text);
        }
    };
    // In lower case is only what becomes a slug.
    (others.is_empty() || is_slugged).then(|| value.to_owned())
}

/// The name of a filter and its one argument in quotation marks: `date: "%Y"`, `date("yyyy")`.
fn filter(text: &str) -> (&str, Option<&str>) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let argument = rest.trim_start_matches([':', '(', ' ']);
    (name, quoted(argument).map(|(text, _)| text))
}

/// The text in the quotation marks that the text begins with, and what is behind them.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    let (inside, behind) = text.get(1..)?.split_once(quote)?;
    (!inside.contains(['\\', '$', '\n'])).then_some((inside, behind))
}

/// The pattern of a date; `None` where a letter of it is not known.
fn dates(format: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = format;
    while let Some(next) = rest.chars().next() {
        let known = DATES.iter().filter(|(own, _)| rest.starts_with(own)).max_by_key(|(own, _)| own.len());
        if let Some((own, ours)) = known {
            let behind = rest.get(own.len()..)?;
            if next != '%' && behind.starts_with(next) {
                return None;
            }
            text.push_str(ours);
            rest = behind;
        } else if next.is_alphanumeric() || next == '%' {
            return None;
        } else {
            text.push(next);
            rest = rest.get(next.len_utf8()..)?;
        }
    }
    Some(text)
}

/// The one format of dates that a filter of the program uses.
pub(super) fn format_of(program: &str, filter: &str) -> Option<String> {
    let named = |rest: &str| {
        quoted(rest.trim_start_matches('(').trim_start()).is_some_and(|(name, _)| name == filter)
    };
    let body = program.split("Filter").skip(1).find(|rest| rest.starts_with('(') && named(rest))?;
    let formats: Vec<&str> = ["toFormat(", ".format("]
        .iter()
        .flat_map(|call| body.split(call).skip(1))
        .filter_map(|rest| Some(quoted(rest.trim_start())?.0))
        .collect();
    match formats.as_slice() {
        [format] => Some((*format).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_become_patterns() {
        let program =
            "c.addFilter('ym', d => DateTime.fromJSDate(d).toFormat('yyyy/MM'));\nc.addFilter('x', d => d);";
        let known = |name: &str| (name == "lang").then(|| "de".to_owned());
        for (written, expected) in [
            ("blog/{{ page.fileSlug }}/index.html", "/blog/:file_slug/"),
            ("/{{ lang }}/{{ title | slugify }}/", "//de/:heading/"),
            ("{{ page.filePathStem }}.html", "//:file_stem.html"),
            (
                "/{{ page.date | date: '%Y/%m/%d' }}/{{ page.fileSlug | slug }}/",
                "//:year/:month/:day/:slugged_name/",
            ),
            ("/{{ page.date | ym }}/{{- slug -}}/", "//:year/:month/:slugorheading/"),
            ("/{{ date | date('yyyy-LL-dd') }}/", "//:year-:month-:day/"),
            ("/a/b/", "//a/b/"),
            ("{{ 'x' }}/{{ page.fileSlug }}/index", "/x/:file_slug/"),
        ] {
            let found = pattern_of(written, &|name| format_of(program, name), &known);
            assert_eq!(found.as_deref(), Some(expected), "{written}");
        }
        for (text, expected) in [
            ("/web/${ page.fileSlug }/", "//web/:file_slug/"),
            ("/notes/${data.page.fileSlug}/", "//notes/:file_slug/"),
            ("/${this.slugify(data.title)}/", "//:heading/"),
        ] {
            let found = filled(text).and_then(|written| pattern(&written));
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        for text in ["/${f(d)}/", "/${d", "/${d.a + 1}/"] {
            assert_eq!(filled(text).and_then(|written| pattern(&written)), None, "{text}");
        }
        for written in [
            "/{{ title }}/",
            "/{{ page.date | x }}/",
            "/{{ page.date }}/",
            "/{% if a %}b{% endif %}/",
            "/{{ a.b }}/",
            "/{{",
            "/{{ page.fileSlug | custom }}/",
            "/${data.x}/",
            "/{{ page.date | date: 'yyyyy' }}/",
            "/{{ page.fileSlug | lower }}/",
        ] {
            assert_eq!(pattern_of(written, &|name| format_of(program, name), &known), None, "{written}");
        }
    }
}
