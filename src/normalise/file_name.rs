//! Parts of addresses that Docusaurus and Eleventy make of the path of a file. Their rules are regular expressions over the
//! path; these functions give the same text. Paths are below the folder of content.

/// The path of an article in Docusaurus: the last day in the path goes to the front, and an `index` is its folder.
pub(super) fn dated_path(path: &str) -> String {
    let named = without_ending(path);
    let named = named.strip_suffix("/index").unwrap_or(named);
    let Some((start, end)) = days(named, &['-', '/'], 1).last() else { return named.to_owned() };
    let (folder, day) = (named.get(..start).unwrap_or_default(), named.get(start..end).unwrap_or_default());
    let rest = named.get(end..).unwrap_or_default();
    let rest = rest.strip_prefix(['-', '/']).unwrap_or(rest);
    format!("{}/{folder}{rest}", day.replace('-', "/"))
}

/// What Eleventy calls `page.fileSlug`: the name of the file without the day, or of its folder where the file is an `index`.
pub(super) fn slug(path: &str) -> &str {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    match without_day(without_ending(file)) {
        "index" => without_day(folders.rsplit('/').next().unwrap_or_default()),
        name => name,
    }
}

/// What Eleventy calls `page.filePathStem`, without the slash before it: the path with the file's name without the day.
pub(super) fn stem(path: &str) -> String {
    let (folders, file) = path.rsplit_once('/').map_or(("", path), |(folders, file)| (folders, file));
    let name = without_day(without_ending(file));
    if folders.is_empty() { name.to_owned() } else { format!("{folders}/{name}") }
}

/// The path of a page in Eleventy without a permalink: the day stays, and a file that is an `index`, or is called as its
/// folder is, is its folder.
pub(super) fn page_path(path: &str) -> String {
    let named = without_ending(path);
    let Some((folders, name)) = named.rsplit_once('/') else {
        return if named == "index" { String::new() } else { named.to_owned() };
    };
    let is_folder = name == "index" || folders.rsplit('/').next() == Some(name);
    if is_folder { folders.to_owned() } else { named.to_owned() }
}

/// The path without the ending of the file.
pub(super) fn without_ending(path: &str) -> &str {
    let start = path.rfind('/').map_or(0, |slash| slash.saturating_add(1));
    match path.rfind('.').filter(|dot| *dot > start) {
        Some(dot) => path.get(..dot).unwrap_or(path),
        None => path,
    }
}

/// The name behind a day of four, two and two digits and a `-`, wherever that stands.
fn without_day(name: &str) -> &str {
    let behind = days(name, &['-'], 2).find_map(|(_, end)| name.get(end..)?.strip_prefix('-'));
    behind.unwrap_or(name)
}

/// Where days are in the text: four digits, and twice as many as given or two, with one of the signs between them.
fn days<'t>(text: &'t str, signs: &'t [char], least: usize) -> impl Iterator<Item = (usize, usize)> + 't {
    let digits = text.char_indices().filter(|(_, first)| first.is_ascii_digit());
    digits.filter_map(move |(start, _)| {
        let mut rest = text.get(start..)?;
        for (position, (least, most)) in [(4, 4), (least, 2), (least, 2)].into_iter().enumerate() {
            if position > 0 {
                rest = rest.strip_prefix(signs)?;
            }
            let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            rest = rest.get(count..).filter(|_| count >= least)?;
        }
        Some((start, text.len().saturating_sub(rest.len())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docusaurus_puts_the_day_in_front() {
        for (path, expected) in [
            ("2020-01-05-a.md", "2020/01/05/a"),
            ("2020-1-5-a.mdx", "2020/1/5/a"),
            ("2020-01-05-a/index.md", "2020/01/05/a"),
            ("2020-01-05/index.md", "2020/01/05/"),
            ("2020/01/05/a.md", "2020/01/05/a"),
            ("2020/01-05-a.md", "2020/01/05/a"),
            ("news/2020-01-05-a.md", "2020/01/05/news/a"),
            ("a.b.md", "a.b"),
            ("x/a.md", "x/a"),
            ("x/index.md", "x"),
            ("README.md", "README"),
        ] {
            assert_eq!(dated_path(path), expected, "{path}");
        }
    }

    #[test]
    fn eleventy_names_pages_by_their_files() {
        for (path, name, whole, page) in [
            ("a.md", "a", "a", "a"),
            ("blog/2020-01-05-a.md", "a", "blog/a", "blog/2020-01-05-a"),
            ("blog/2020-01-05.md", "2020-01-05", "blog/2020-01-05", "blog/2020-01-05"),
            ("blog/2020-01-05-a/index.md", "a", "blog/2020-01-05-a/index", "blog/2020-01-05-a"),
            ("blog/a/a.md", "a", "blog/a/a", "blog/a"),
            ("index.md", "", "index", ""),
            ("Grüße/Ä.md", "Ä", "Grüße/Ä", "Grüße/Ä"),
        ] {
            assert_eq!((slug(path), &*stem(path), &*page_path(path)), (name, whole, page), "{path}");
        }
    }
}
